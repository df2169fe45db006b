### the formats of a report

finding-waived = waived: { $reason } (approved by { $by } on { $on }, until { $expires })
message-and-more = { $message } (and { $more } more of this rule)
sarif-unchecked =
    this rule was not checked on { $count ->
        [one] { $count } form
       *[other] { $count } forms
    }; the first: { $first }
total-waived = { $count } of these waived: they do not count for the result
total-not-checked = rules not checked: { $count }
total-broken = broken rules: { $count }

column-document = form
column-severity = severity
column-rule = rule
column-title = title of the rule
column-message = finding
column-label = cell
column-cell = cell of the workbook
column-pointer = place
column-line = line
column-column = column
column-actual = filled in
column-expected = expected
column-calculation = calculation
column-help = help
column-basis = basis
column-waived = waived
column-fingerprint = fingerprint
column-errors = errors
column-warnings = warnings
column-infos = notes
column-passed = passed
column-failed = failed
column-not-applicable = not applicable
column-not-checked = not checked
column-broken = broken
column-places = places
column-problem = problem with rules or files
sheet-findings = findings
sheet-documents = forms

markdown-title = hegui
markdown-by-rule = by rule
markdown-by-document = forms with findings
markdown-unchecked = not checked
markdown-problems = problems with rules or files
markdown-group = { $severity }, places: { $count }
markdown-more = and { $count } more
markdown-more-documents =
    and { $count ->
        [one] { $count } form
       *[other] { $count } forms
    } more
markdown-unchecked-rule =
    { $rule }: { $count ->
        [one] { $count } form
       *[other] { $count } forms
    }; the first: { $first }
github-more = { $message }
    and { $count } more of this rule, see the summary
github-rest =
    { $count } more findings of { $rules ->
        [one] { $rules } rule
       *[other] { $rules } rules
    }, see the summary

html-title = performance self-assessment forms checked
html-waived = waived
html-all-rules = all rules
html-all-documents = all forms
html-clean =
    { $count ->
        [one] { $count } form
       *[other] { $count } forms
    } with no finding and nothing unchecked

### waivers

waivers-help = a waiver is a [[waiver]] with fingerprint, rule, document, reason, approved_by, on and expires; hegui waive writes one
waivers-encoding = the file of waivers is not UTF-8
waivers-syntax = the file of waivers cannot be read: { $reason }
waivers-key = a file of waivers holds [[waiver]] only, not { $key }
waiver-no-table = a waiver is written as [[waiver]]
waiver-key = a waiver has no { $key }
waiver-lacks = the waiver lacks { $key } and waives nothing
waiver-fingerprint = “{ $text }” is no fingerprint, the waiver waives nothing; copy the one of the report
waiver-rule = “{ $text }” is no id of a rule, the waiver waives nothing
waiver-never = { $rule } cannot be waived: the form was not checked
waiver-text = { $key } must be a text
waiver-day = { $key } must be a day such as 2026-03-31; it is “{ $text }”
waiver-future = the day of approval { $on } is yet to come, the waiver waives nothing
waiver-order = the waiver expires ({ $expires }) before it was approved ({ $on }), and waives nothing
waiver-expired = the waiver expired on { $expires } and waives nothing any more: { $rule } of { $document } counts again
waiver-changed = values changed since the approval, the waiver waives nothing: { $rule } of { $document } counts again
waiver-unused = the waiver is not used: { $document } no longer has this finding of { $rule }; take it out

format-twice = standard output takes one format only
format-book = a workbook cannot be shown on a terminal
format-same-file = two formats go to the same file { $file }
format-help = to a file: --format sarif=out.sarif
load-named-too-large = the file is larger than { $limit } MiB and was not read
waivers-today = the day of the machine cannot be read; give it by --today or --on
waivers-syntax-of = the file of waivers cannot be read and is unchanged: { $text }
waive-no-report = { $text } is no report of hegui check --format json
waive-none = the report has no finding { $text } that may be waived
waive-many = the fingerprints of several findings begin with { $text }; write more of it, or name the form by --document
waive-short = { $text } is too short: write the first eight digits of the fingerprint at least
waive-blank = reason and name must not be blank
waive-order = the last day { $text } is before the day of approval
waive-help = fingerprints stand in the JSON report, the CSV and the workbook
waive-written =
    { $added ->
        [one] { $added } waiver
       *[other] { $added } waivers
    } written to { $file }, replacing { $replaced }
write-not-found = there is no such folder; nothing was written
total-skipped =
    { $count ->
        [one] { $count } file was
       *[other] { $count } files were
    } passed over
