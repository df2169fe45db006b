### the report for people

finding-calculation = calculation: { $calculation }
finding-help = help: { $help }
finding-basis = basis: { $basis }
label-expected = expected { $expected }
label-says = { $name }: { $message }
summary-not-checked = not checked: { $rule }; blank, or not clear: { $needs }
summary-not-checked-many = not checked: { $rule } and others, { $count } rules; blank, or not clear: { $needs }
summary-no-rules = { $path }: no rule was run
summary-document = { $path }: { $counts }
count-failed = rules failed: { $count }
count-passed = passed: { $count }
count-rounded = of these within rounding: { $count }
count-not-applicable = not applicable: { $count }
count-not-checked = not checked: { $count }
count-broken = broken rules: { $count }
count-separator = ,{" "}
total = total over { $documents } forms: { $errors } errors, { $warnings } warnings, { $infos } notes
total-clean = total over { $documents } forms: nothing found
total-problems = and { $count } problems with rules or files: the result is not complete
