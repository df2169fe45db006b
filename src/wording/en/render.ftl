### the report for people

finding-heading = { $severity } · { $rule }
finding-heading-many = { $heading } ({ $count } places)
finding-others = the same in { $count } more places:
finding-others-more = { $count } more are not listed: --format json has them all
label-value = { $name } “{ $value }”
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
total-as-of = all forms are checked as of { $time }, whatever year they print
total =
    total over { $documents ->
        [one] { $documents } form
       *[other] { $documents } forms
    }: { $errors ->
        [one] { $errors } error
       *[other] { $errors } errors
    }, { $warnings ->
        [one] { $warnings } warning
       *[other] { $warnings } warnings
    }, { $infos ->
        [one] { $infos } note
       *[other] { $infos } notes
    }
total-clean =
    total over { $documents ->
        [one] { $documents } form
       *[other] { $documents } forms
    }: nothing found
total-problems =
    and { $count ->
        [one] { $count } problem
       *[other] { $count } problems
    } with rules or files: the result is not complete
