### how rules are vetted and run

bracket-open = {" ("}
bracket-close = {")"}
list-separator = ,{" "}
label-first-here = first here

form-missing = the form does not say which form it is (/form)
form-cut = the form says that it is only a part (cut): neither completeness nor totals were checked
form-cut-help = complete the form and take cut away; where a part is all that is wanted, whoever asks for it says --allow-cut, or allow-cut = true in hegui.toml
note-cut =
    { $count ->
        [one] { $count } form says that it is only a part
       *[other] { $count } forms say that they are only parts
    } (cut), so that neither completeness nor totals were checked: { $named }
note-idle =
    { $count ->
        [one] { $count } form to which
       *[other] { $count } forms to which
    } more than half of the rules did not apply; see whether too little is filled in: { $named }
note-errors =
    { $count ->
        [one] { $count } more problem of rules or files was
       *[other] { $count } more problems of rules or files were
    } told with the forms and not here again
note-more = {" and more"}
form-unknown = no pack serves “{ $id }”
form-unknown-help = there are: { $known }; or choose one with --pack
form-unknown-did-you-mean = did you mean “{ $id }”?

finding-unequal = { $name } should be { $expected } and is { $actual }
finding-computed = { $name } is { $actual }, it should be { $expected }
name-computed = what is computed from “{ $name }” and others
label-takes-part = takes part
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
reason-years = it serves the years { $first } to { $last }, and { $at }
reason-from = it holds from { $day }, and { $at }
reason-form-year = the form is of { $time }
reason-as-of = forms are checked as of { $time }
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
dimension-money = an amount
dimension-percent = a percentage
dimension-ratio = a ratio
dimension-count = a count
dimension-score = a score
dimension-number = a bare number
vet-arity-exact =
    { $name } takes { $most ->
        [one] { $most } argument
       *[other] { $most } arguments
    } with its receiver, not { $given }
vet-arity-own =
    { $name } is defined with { $wanted ->
        [one] { $wanted } parameter
       *[other] { $wanted } parameters
    }, here { $given ->
        [one] is { $given } argument
       *[other] are { $given } arguments
    }
vet-no-separators = no commas inside a number: 8000, not 8,000
vet-write-instead = write { $code }
vet-there-are = there are: { $list }
vet-chained-comparison = comparisons cannot be chained; write a > 0 && a < b
vet-rows-no-text = rows have no text of their own; ask one of their columns by { $name }, as in form.tasks.name.mentions("…")
vet-list-one-of = is_one_of asks one cell; of a list ask each in a loop
vet-unit-of-parameter = a parameter has a unit of its own ({ $name } = "30%"): write params.{ $name } alone
vet-share-as-percent = percent({ $number }) is { $number }%; if that is meant, write { $number }%
vet-words-with-bar = words are looked for as they stand, | does not mean or; write [{ $list }]
vet-unused-parameter = the parameter { $name } is not used; leave it out, or write params.{ $name } in the rule
vet-unused-function = the function { $name } is not used
pattern-repeats-nothing = nothing stands before a repetition (* + ? {"{"}…{"}"})
pattern-open-group = a bracket is not closed
pattern-closed-group = a bracket is closed that was not opened
pattern-open-class = a square bracket is not closed
pattern-escape = this cannot stand behind a backslash
pattern-look-around = look-around (?= ?! ?<= ?<!) is not supported
pattern-back-reference = back references (\1) are not supported
pattern-count = the number of repetitions is wrong
vet-arity = { $name } takes { $least } to { $most } arguments with its receiver, not { $given }
vet-flattened = the lists of all elements are joined here: use each to count them one by one
vet-least = this asks for nothing, since a list always has no element or more: ask for 1 or more
vet-needs-list = { $name } needs a list
vet-no-template = ${"{"} in quotes is not replaced; use backticks `…`
vet-bad-pattern = this is no regular expression: { $reason }
vet-negated-requirement = ! before must_… would leave a finding where it holds
vet-list-compared = a list cannot be compared with { $operator }; use must_… on each element
vet-unknown-operator = there is no operator { $operator }
vet-not-a-figure = this is no figure to compute with
vet-order-of-texts = texts have no order
vet-other-kinds = these two are of different kinds and are never compared
vet-figure-with-text = a figure cannot be compared with a text; write percent(90) or wan_yuan(100)
vet-money-with-bare = an amount cannot be compared with a bare number; write wan_yuan(100), yuan(…) or yi_yuan(…)
vet-percent-with-bare = a percentage cannot be compared with a bare number; write 90%
vet-units-counters = these count different things and cannot be computed or compared with each other
vet-units-product = { $left } cannot be multiplied by { $left }
vet-units = { $left } and { $right } cannot be computed or compared with each other

script-too-long = the rule file is larger than { $limit } KB
script-unexpected = “{ $what }” cannot stand here
script-punctuation-help = scripts use ASCII punctuation
script-open-text = the closing quote of a text is missing
script-open-quote-help = Chinese quotes come in pairs, on one line
script-escape = { $what } cannot stand in a text: write the backslash as \\
script-semicolon-help = each statement ends with a semicolon
script-block-help = what is to be done stands in {"{"} {"}"} behind the condition
script-open-block = nothing closes this {"{"}
script-else-if = { $what } cannot stand here; write else if condition {"{"} … {"}"}
script-then = { $what } cannot stand here; write {"{"} … {"}"} right behind the condition
script-else = { $what } cannot stand here; write else {"{"} … {"}"}
script-comment-help = a comment stands behind //
script-null-help = whether it is filled in: x.is_missing() or x.is_blank()
script-end-help = a block ends with {"}"}, without end
script-let-help = a variable is defined by let
script-number = this is no number: { $what }
script-symbol = { $what } cannot stand here; use == to compare
script-missing = { $what } is missing here
script-reserved = { $what } is a reserved word
script-operator = there is no operator { $what }
script-ends = the script is not complete
script-too-deep = brackets or operators are nested too deeply
script-syntax = this is not well written: { $what }

broken-operations = it went beyond { $what } operations: a loop may have no end
broken-operations-of-all = over all elements together it went beyond { $what } operations: it does too much for each
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
engine-least = the number of elements that a list must have is a whole number from 1 on
engine-not-a-figure = this needs a figure
engine-compared-with = it cannot be compared with { $kind }
engine-not-texts = this needs a text or a list of texts
engine-no-truth = this is no yes-or-no cell
engine-unknown-severity = there is no severity { $severity }, only error, warning, info
reason-unprinted = { $pointer } does not print it
vet-unknown-member = what a sentence states has no “{ $name }”
engine-unknown-relation = there is no relation “{ $name }”, only { $kinds }
engine-no-target = item.target() is wanted here
engine-no-indicator = an indicator is wanted here
engine-unknown-use = there is no use “{ $name }”; the uses are those of x-role in the schema
engine-unknown-class = the lexicon has no class “{ $name }”
vet-unknown-class = the lexicon has no class “{ $name }”
vet-name-taken = { $name } is a name of the rule language: call the function something else
vet-too-many-calls = functions call each other in more than { $limit } ways: they cannot all be checked
finding-left-out = { $count } more of these are not listed
form-long-text = this cell has { $size } bytes, too many for checking all of it; rules not checked: { $rules }
form-long-list = this list has { $size } elements, too many for checking all of them; rules not checked: { $rules }
form-too-long-help = Split it into several cells or forms, and check again.
vet-large-pattern = this regular expression is too large: smaller counts or classes are needed
engine-unknown-saying = there is no saying and no class of words “{ $name }”
vet-unknown-saying = there is no saying and no class of words “{ $name }”
engine-no-statement = what a sentence states is wanted here: form.relations("share")
finding-said = it says “{ $text }”
finding-unexplained = { $name } is { $actual }, and no text says why
finding-sum-differs = the parts come to { $row }, the whole is { $whole }
finding-sum-exceeds = the parts come to { $row }, more than the whole { $whole }
finding-count-differs = it says { $whole } and lists { $row }
reason-lacks = this form has no { $names }, which this rule of the shared pack { $pack } speaks of
reason-not-printed = the layout { $layout } does not print { $pointer }
note-lesser =
    { $count ->
        [one] { $count } form was held to a layout
       *[other] { $count } forms were held to layouts
    } with fewer cells than another, what it has not was not checked (unprinted in JSON); [layout] in hegui.toml demands another: { $named }
reason-set = checked together with the forms that it belongs to; told there
reason-no-units = there is no form of a unit
reason-no-last-year = there is no form of the year before
reason-no-twins = there is no other form of the same department and year
reason-no-set = it is not known which forms this one belongs to: { $cells } is blank
