### the report for people

finding-heading = { $severity } · { $title } · { $rule }
finding-heading-untitled = { $severity } · { $rule }
finding-heading-many = { $heading } ({ $count } places)
finding-others = the same in { $count } more places:
finding-others-more = { $count } more are not listed: --format json has them all
label-value = { $name } “{ $value }”
finding-calculation = calculation: { $calculation }
finding-help = help: { $help }
finding-covers = Broken at the same place too: { $rules }
finding-basis = basis: { $basis }
label-expected = expected { $expected }
label-says = { $name }: { $message }
summary-not-checked = not checked: { $rule }; blank, or not clear: { $needs }
summary-not-checked-many = not checked: { $rule } and others, { $count } rules; blank, or not clear: { $needs }
summary-no-rules = { $path }: no rule was run
finding-elsewhere = in other forms: { $places }
finding-elsewhere-many = in other forms:
summary-set-not-checked = not checked: { $rule }; no form or several, a blank cell, or not clear: { $needs }
summary-set-not-checked-many = not checked: { $rule } and others, { $count } rules; no form or several, a blank cell, or not clear: { $needs }
summary-set = { $path } (set of forms): { $counts }
summary-document = { $path }: { $counts }
count-failed = rules failed: { $count }
count-passed = passed: { $count }
count-rounded = of these within rounding: { $count }
count-not-applicable = not applicable: { $count }
count-not-checked = not checked: { $count }
count-broken = broken rules: { $count }
count-separator = ,{" "}
skipped =
    { $count ->
        [one] { $count } file was not checked
       *[other] { $count } files were not checked
    }: { $reason } ({ $named })
skipped-more = { $named } and { $count } more
skipped-excluded = left out by the configuration
skipped-rules = part of the rules
skipped-unchanged = the same as in the revision compared with
skipped-twice = named twice, checked once
skipped-ignored = ignored by git, and not tracked
skipped-hidden = hidden or in a hidden folder, and no form
skipped-link = symbolic links to folders; put the forms into the folder, or name the link itself
skipped-document = documents, not read; write them as .json, as hegui schema prints the structure
skipped-archive = archives; unpack them first
skipped-ending = not .json files
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
total-none = there was no form to check
total-unchecked =
    total over { $documents ->
        [one] { $documents } form
       *[other] { $documents } forms
    }: nothing found by the rules that were checked; { $count ->
        [one] { $count } rule was
       *[other] { $count } rules were
    } not checked
total-problems =
    and { $count ->
        [one] { $count } problem
       *[other] { $count } problems
    } with rules or files: the result is not complete
count-layout = layout { $layout }
