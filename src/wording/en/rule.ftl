### packs and rule files

toml-syntax = this is not well written: { $reason }
toml-unquoted = a text stands in double quotes, such as "error"
toml-twice = this key stands twice
toml-date = a date is written as 2022-01-01
toml-no-value = behind a name stand = and a value
toml-behind-value = something stands behind the value; quotes inside a text are written “”
toml-open-text = the quotes of a text are no pair
toml-full-width = “{ $text }” is full-width; a header takes = " [ ] , of ASCII
toml-not-text = { $key } must be a text that is not empty
toml-not-truth = { $key } is true or false
toml-not-texts = { $key } must be a list of texts such as ["a", "b"]
toml-not-table = { $key } must be {"{"} name = value {"}"}
toml-not-pointer = “{ $text }” is no path of a cell; write "/funds/completion_rate"
config-not-bool = { $key } is true or false
config-not-tables = { $key } is written [[{ $key }]]
config-severity = a severity is "error", "warning" or "info"
config-as-of = a year or a day, such as 2023 or 2023-06-30
config-outside = “{ $text }” lies outside; paths count from the folder of hegui.toml
config-pattern = the pattern cannot be read: { $reason }
config-fixed = the severity of { $rule } cannot be changed: nothing of a form that cannot be read or has no pack was checked
config-no-rule = there is no rule { $rule }
toml-missing = { $key } is missing
toml-unknown-key = unknown key “{ $key }”
toml-did-you-mean = did you mean { $name }?
header-missing = the first line of a rule file must be { $opening }
header-unclosed = the header does not end: a line { $closing } is missing
header-comment = { $mark } cannot stand inside the header: the script behind it would become a comment
header-no-basis = basis is missing: name the law, or write ["convention"]
header-severity = severity is error, warning or info, not “{ $text }”
header-each-unknown = the form has no “{ $step }”
header-each-no-list = “{ $path }” is no list to go through
header-years = write years as [first, last], such as [2018, 2030]
header-from = write from as a date such as 2022-01-01
header-never = years end before from: the rule never runs
header-covers = there is no rule { $name }
header-no-parameter = there is no parameter { $name }
header-example-array = write examples as [[example]]
header-example-twice = two examples are called “{ $name }”
header-no-quiet-example = an example without a finding is missing (finds = [])
header-no-firing-example = an example with a finding is missing (finds = ["/…"])
param-name = the name of a parameter has letters, digits and underscores and begins with no digit: “{ $name }”
param-other-kind = the parameter { $name } is “{ $value }”, and this is not of its kind
param-does-not-go = the value “{ $value }” of the parameter { $name } does not go: { $reason }
param-value = the value of parameter { $name } must be a figure, a text, a list of texts, or true or false
example-replace = write replace = {"{"} "/path" = ["old", "new"] {"}"}
example-says-nothing = the example does not say what comes of it: write finds or outcome
example-contradicts = finds, outcome and needs contradict one another
example-find = finds holds paths of cells, or {"{"} at = "/…", text = "…", severity = "…" {"}"}
example-number = { $text } must be written as a plain decimal number
example-date = { $text } must be a text between quotes
example-not-there = the form that the example changes has no { $pointer }
example-append = { $pointer } is no list to append to
example-replace-once = what is replaced must stand exactly once in the text at { $pointer }
example-unknown-cell = the form has no { $pointer }
example-no-base = the pack has no file { $file }
pack-no-language = there is no language { $name }: neither a folder of that name beside the pack, nor one in the program
pack-no-rules = the pack has no rule that runs
pack-no-rules-help = without a rule every form passes; put rules into folders of the pack, such as funds/completion-rate.rhai
pack-missing-file = the pack lacks { $file }
pack-not-utf8-help = save it as UTF-8 in your editor
pack-not-utf8 = the file is not UTF-8
pack-rule-name = this is no name of a rule file: it was not run
pack-rule-name-help = put it into a folder, both named with lower-case letters, digits and hyphens: funds/completion-rate.rhai

### Lexicon and grammar

language-empty = the file says nothing
language-no-pattern = there is no pattern: say is missing
language-no-patterns = there is no pattern at all: without [[statement]] no figure of a text is checked
language-flag = is cannot say “{ $text }”, only { $flags }
language-class-is = is can only say “exclusive” or “exclusive money”, not “{ $text }”
language-edge = edge is behind, before, any or figure, not “{ $text }”
language-too-many-classes = too many classes of words: at most { $most }
language-cut = “{ $word }” is not written right: a word, or first|second
language-cut-twice = “{ $word }” is cut at another place elsewhere
language-no-class = the lexicon has no class { $class }
language-measure-twice = the measure word “{ $word }” stands twice
language-factor = behind the = of “{ $word }” a number above 0 is needed
language-no-role = there is no role { $role }
language-role-figure = the pattern of a role needs <x>
language-pattern = unexpected “{ $what }” in a pattern
language-pattern-apart = pieces that stand in any order cannot go on behind the end of a sentence
language-pattern-long = the pattern is too long
language-no-macro = there is no macro “{ $what }”
language-no-member = no pattern has <{ $member }>
language-no-check = unknown condition “{ $text }”
language-asks = asks is rate, count, incidents, money, time or empty, not “{ $text }”
language-good = good is more or less, not “{ $text }”
language-bound = bound is written ">= 100%" or "<= 0", not “{ $text }”
language-law = a law must not have “{ $what }” here
language-law-end = the law is not finished
language-law-relation = a law is written side = side, or with <= or >=: { $what }
language-law-member = { $what } in the law is no member of this form
language-law-function = there is no function { $what } for laws; there are abs, sum, count
language-law-row = { $what } is a row: write sum({ $what }) or count({ $what })
language-law-no-row = { $what } is one figure: sum and count take a row
header-long-help = help is too long: { $limit } characters at most

# layers: changes upon a pack that somebody else keeps

layer-of-what = there is no pack { $name } to lay this upon; the program has { $known }
layer-no-parameter = the pack has no parameter { $name }
layer-no-rule = the pack has no rule { $rule }
layer-own-says = a file of this layer stands in the place of { $rule }: its header says the severity, and whether it is off
layer-cells-json = this is no JSON: { $reason }
layer-cell-twice = { $pointer } is in the form already, or is no cell: a layer only adds cells
layer-cells-help = write {"{"} "properties": {"{"} "new-cell": {"{"} … {"}"} {"}"} {"}"}
saying-twice = the name “{ $name }” is taken
saying-unread = this pattern cannot be read: { $text }
saying-anything = this pattern fits where nothing is said: { $text }
saying-no-class = the lexicon has no class { $text }
saying-no-macro = there is no abbreviation “{ $text }”
saying-open = “{ $text }” is missing at the end
saying-because = there is no saying “{ $text }”

# Terms: names that rules use

term-unexpected = “{ $what }” does not belong here; write cell else cell, or reckon with + - * /
term-ends = it is not complete
term-name = “{ $name }” cannot be a name: letters, digits and underscores only, no digit first, no reserved word of scripts
term-of-cell = the form has a cell called “{ $name }” already; take another name
term-twice = “{ $name }” is defined already
term-circle = “{ $name }” comes back to itself
term-too-long = “{ $name }” takes too many cells and calculations
term-no-object = the form has no “{ $step }”
term-no-cell = there is no “{ $step }” here
term-of-leaf = “{ $step }” has nothing below it: a name is given to a group of cells or a list
term-else = on either side of else stands one cell; behind it a calculation may stand too
term-else-lacks = elements of the list behind else have no “{ $name }”, those before it have
term-else-differs = the cells on both sides of else measure different things
term-not-one-figure = one figure is needed here, no list or column
term-type = this cannot be reckoned: the two measure different things, or one is no figure

include-missing = there is no pack { $name }
include-no-library = { $name } is no pack to include: its pack.toml has no library = true
include-twice = { $name } is named twice
include-in-library = a pack that is there to be included includes none itself
include-flag = library is true or false
include-known = packs to include: { $known }
term-unused = no rule uses “{ $name }”
term-misfit = “{ $name }” is of kind { $given }; the shared rules take it for { $wanted }
sort-object = a group of cells
sort-list = a list
sort-text = a text

layout-like = the layout “{ $name }” that like names is at fault, or leads back to this one
layout-unused-label = the layout has no use for the label “{ $label }”
layout-not-tables = `{ $key }` is a list of tables: [[{ $key }]] before each, or { "{" } … { "}" } in a list
layout-no-group = the pattern “{ $pattern }” has no group to take
layout-pattern = the pattern “{ $pattern }” is faulty: { $reason }
layout-value = value is right, every, below, inside or bracket
layout-label-twice = the labels “{ $label }” and “{ $other }” have the same words and cannot be told apart
layout-no-column = columns has no “{ $name }”
layout-no-row = rows has no “{ $name }”
layout-mark = braces in “{ $label }” may only be { "{" }year{ "}" } or { "{" }year-1{ "}" }
layout-other-form = the layout is for “{ $form }”, the pack is “{ $pack }”
layout-printed = “{ $pointer }” is read by this layout and need not be listed as unprinted
layout-unreached = cells that the layout neither reads nor lists as unprinted: { $pointers }
layout-unreached-help = write how each is read, or add: unprinted = [{ $pointers }]

header-scope = “{ $text }” is no scope: form or set
header-set-each = a rule of sets takes the whole set; go through it by for
header-set-none = the pack does not say how forms belong together
header-set-shared = a rule of sets cannot be shared: how forms belong together is said by each pack
header-set-cell = the form has a cell “{ $key }”, at which other forms of a set are to stand
header-set-example = the pack lacks { $file }, a whole set of forms that examples of rules of sets change
set-no-cell = “{ $path }” is no cell
set-no-list = “{ $path }” is no list of codes
set-many = “{ $key }” needs a single code in “by”: it names one form of a year
