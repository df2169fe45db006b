### how rules are vetted and run

list-separator = ,{" "}
label-first-here = first here

form-missing = the form does not say which form it is (/form)
form-unknown = no pack serves “{ $id }”
form-unknown-help = there are: { $known }; or choose one with --pack
form-unknown-did-you-mean = did you mean “{ $id }”?

finding-unequal = { $name } should be { $expected } and is { $actual }
finding-near = { $message } ({ $why })
near-truncated = it seems cut off instead of rounded
near-padded = it seems rounded more coarsely and filled up with zeros
near-whole-money = all amounts are whole: rounding would explain it
near-reached = only rounding reaches this figure
finding-restated = { $name } says { $actual }, elsewhere it is { $expected }
finding-exceeds = { $name } is { $actual }, it should be { $expected }
finding-below = { $name } is { $actual }, it should be { $expected }
finding-not-less = { $name } is { $actual }, it should be { $expected }
finding-not-greater = { $name } is { $actual }, it should be { $expected }
finding-blank = { $name } is not filled in
finding-placeholder = { $name } says only “{ $actual }”
finding-other-text = { $name } says “{ $actual }”, it should be “{ $expected }”
finding-no-match = { $name } is not written as { $pattern }
finding-not-one-of = { $name } says “{ $actual }”, it should be one of: { $expected }
finding-empty-list = { $name } has no element
finding-too-few = { $name } has { $actual }, it should have at least { $expected }
finding-repeated = { $name } “{ $actual }” repeats { $earlier }

reason-no-cell = the form has no { $pointer }
reason-placeholder = { $pointer } says “{ $printed }”
reason-division = a rate on 0 says nothing
reason-empty = the list is empty
reason-nothing = there is nothing to check
reason-deactivated = the rule is switched off: { $reason }

vet-did-you-mean = did you mean { $name }?
vet-says-nothing = the rule requires nothing, so it would always pass; use must_…, require or report
vet-switch = switch on a cell always takes the default; use if
vet-try = try/catch cannot be used
vet-throw = throw cannot be used; use report or skip
vet-assign-global = { $name } cannot be changed
vet-assign-cell = cells cannot be changed
vet-divide-assign = write x = x / … instead of /=
vet-shadows = { $name } has a meaning of its own and cannot name a variable
vet-for-no-list = for goes through a list
vet-no-condition = write a comparison; use .is_true() for a yes-or-no cell, .is_missing() for one left blank
vet-character = put text into double quotes
vet-map = {"#{ }"} cannot be used in a rule
vet-unit = () cannot be used in a rule; use .is_missing()
vet-this = there is no this; use form or item
vet-coalesce = ?? does nothing on cells; use .or(default)
vet-elvis = ?. does nothing on cells; write . and what is missing stays missing
vet-unknown-construct = this cannot be used in a rule
vet-too-many-digits = more than 28 digits would be cut without a word
vet-item-without-each = item needs each in the header
vet-unknown-variable = { $name } is not defined
vet-computed-key = only a name or an index can stand in brackets
vet-index-no-list = only a list has an index
vet-field-of-leaf = this is a single cell and has no “{ $name }”
vet-field-of-value = “{ $name }” cannot be taken here
vet-unknown-field = “{ $owner }” has no “{ $name }”
vet-unknown-field-anywhere = nothing in the form is called “{ $name }”
vet-unknown-parameter = there is no parameter { $name }
vet-contains = in and contains are always false for cells; use .is_one_of([…]) or .mentions(…)
vet-unknown-function = there is no function { $name }
vet-arity = { $name } takes { $least } to { $most } arguments with its receiver, not { $given }
vet-flattened = the lists of all elements are joined here: use each to count them one by one
vet-needs-list = { $name } needs a list
vet-bad-pattern = this is no regular expression: { $reason }
vet-negated-requirement = ! before must_… would leave a finding where it holds
vet-list-compared = a list cannot be compared with { $operator }; use must_… on each element
vet-unknown-operator = there is no operator { $operator }
vet-not-a-figure = this is no figure to compute with
vet-order-of-texts = texts have no order
vet-figure-with-text = a figure cannot be compared with a text; write percent(90) or wan_yuan(100)
vet-money-with-bare = an amount cannot be compared with a bare number; write wan_yuan(100), yuan(…) or yi_yuan(…)
vet-percent-with-bare = a percentage cannot be compared with a bare number; write percent(90)
vet-units = these units do not go together

script-too-long = the rule file is larger than { $limit } KB
script-unexpected = “{ $what }” cannot stand here
script-punctuation-help = scripts use ASCII punctuation
script-open-text = the closing quote of a text is missing
script-number = this is no number: { $what }
script-symbol = { $what } cannot stand here; use == to compare
script-missing = { $what } is missing here
script-reserved = { $what } is a reserved word
script-operator = there is no operator { $what }
script-ends = the script is not complete
script-too-deep = brackets or operators are nested too deeply
script-syntax = this is not well written: { $what }

broken-operations = it went beyond { $what } operations: a loop may have no end
broken-time = it ran longer than { $what } ms
broken-calls = calls went deeper than { $what } levels
broken-text-size = it made a text of more than { $what } characters
broken-array-size = it made an array of more than { $what } elements
broken-variables = too many variables
broken-said = { $what }
broken-function = this cannot be called so: { $what }
broken-field = there is no “{ $what }” here
broken-kind = a wrong type: { $what }
broken-other = it failed: { $what }

engine-bad-pattern = this is no regular expression: { $pattern }
engine-unit-of-what = { $name } takes a number
engine-compared-kinds = { $operator } has different kinds on its sides
engine-list-compared = a list cannot be compared so
engine-order-of-texts = texts have no order
engine-not-a-list = { $name } needs a list
engine-not-a-figure = this needs a figure
engine-compared-with = it cannot be compared with { $kind }
engine-not-texts = this needs a text or a list of texts
engine-no-truth = this is no yes-or-no cell
engine-unknown-severity = there is no severity { $severity }, only error, warning, info
