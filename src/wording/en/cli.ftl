### the command line

help-template = {"{about}"}\n\nUsage: {"{usage}"}\n\n{"{all-args}"}{"{after-help}"}
help-options = Options
help-arguments = Arguments
help-commands = Commands
help-help = Print help
help-version = Print the version

cli-about = hegui: checks performance self-assessment forms
cli-lang = Language; that of the locale, Chinese for machine formats
cli-color = Colours; by default where a terminal shows them
cli-rules = Use the packs of this folder instead of those built in
cli-pack = Use this pack, whatever /form says
cli-config = Use this hegui.toml; by default the nearest from here upwards
cli-config-from = Read hegui.toml, waivers and rules from this revision (git), not as changed
cli-check-no-config = Look for no hegui.toml
cli-config-about = Show what a check goes by, and where each value comes from
cli-check-about = Check one form or many
cli-check-paths = Files, folders, or - for standard input
cli-check-format = Output format, any number of times; NAME=FILE writes a file. One of
    human (default), short, json, ndjson, sarif, junit, github, gitlab,
    markdown, csv, xlsx, html
cli-check-ndjson = Each line of the input is a form; a line for each by default
cli-check-jobs = Threads to use; all cores by default for more than 20 forms
cli-check-files-from = Read paths from this file (- for standard input), a line each or NUL between them
cli-check-allow-cut = Allow forms that say that they are only a part (cut)
cli-check-stdin-name = What standard input is called in the report
cli-check-changed-since = Only forms that differ from the merge base with this revision (by git)
cli-check-fail-on = Least severity for exit status 1; error by default
cli-check-as-of = Check as of this year or day, whatever year a form prints
cli-check-fail-on-unchecked = Exit status 1 also if a rule was not checked
cli-check-waivers = Findings that are accepted as they are (waivers.toml); what is wrong with
    them is told too
cli-check-today = The day on which waivers are held against their last one; today by default
cli-check-quiet = Only findings at or above --fail-on, no summary
cli-check-timings = Also list the most costly rules, on standard error
cli-check-max-bytes = Largest file in bytes; 64 MiB by default
cli-check-max-depth = Deepest nesting; 128 by default
cli-check-max-values = Most values in a file; 20,000 by default, and one more for each 16 bytes
cli-import-about = Reads a form in an Excel or Word file into JSON
cli-import-path = The workbook or document
cli-import-form = Which form to read where the file holds several, counted from 1
cli-import-layout = Read by the layout of this name only
layout-none = there is no layout “{ $name }”
layout-none-help = the layouts that there are: { $known }
cli-mark-about = Checks the form in a workbook and writes a copy with the faulty cells marked
cli-mark-path = The workbook (.xlsx; .xls, .ods and .docx are drawn anew as .xlsx)
cli-mark-output = Where the marked copy goes; by default beside the file, with “-checked” behind its name
cli-mark-as-of = Check as of this year or day (2023 or 2023-06-30), whatever year the form is of
mark-suffix = checked
mark-done = wrote { $path }: errors { $errors }, warnings { $warnings }, infos { $infos }
mark-redrawn = the file is no .xlsx: the copy is drawn from its cells, without its styles
mark-related = see also: { $cells }
mark-same = the file itself is not written over
mark-same-help = name another file by -o
cli-template-about = Makes a blank form (.xlsx) by a layout, for departments to fill in
cli-template-pack = The pack, such as project
cli-template-layout = The layout; by default the first
cli-template-output = Where it goes; by default PACK.xlsx
cli-template-example = Filled with the example of the pack
cli-template-force = Write even where there is such a file
template-done = wrote { $path }
template-exists = there is such a file already
template-exists-help = name another by -o, or add --force
template-note = rules that read this cell:
template-note-more = and { $count } more
layout-no-layouts = pack { $pack } has no layouts
load-not-written = it cannot be written: { $reason }
cli-test-about = Run the examples of rules, words and statements
cli-test-wanted = Only these rules, words (word/cause), statements (statement/share)
cli-test-mutate = Make small edits of rules, words and patterns, and list those that no example notices
cli-test-least = With --mutate: the least share noticed in each pack and language; 90% by default
cli-read-about = Show what is read in a text: words, figures, statements
cli-read-what = A text, - for standard input; with a pointer, a form
cli-read-pointer = The path of a cell of the form, such as /performance/goal
cli-read-format = The format; for people by default
cli-read-all = List everything of a long text, folding nothing
cli-read-json =
    The JSON (version 1) has:
      tokens       the text in pieces: kind (word, plain, figure, date, mark),
                   classes (name and title of each)
      figures      value (a text, not rounded), unit, measures (of what kind),
                   qualifier, role, bound, year, partial_period, subject
      dates        year, month, day
      entries      number, style
      statements   kind, form, members (figures by their numbers, from 0),
                   law, calculation,
                   verdict (holds, within_rounding, violated, undecided, no_law),
                   doubt (why it is undecided), near (why it may not hold)
      near_misses  patterns that nearly fitted: pattern, the condition that failed
    span is bytes of the text (UTF-8), the end excluded.
cli-explain-about = Explain a rule, or an entry of the language
cli-explain-rule = The id of a rule, such as funds/completion-rate; or word/cause,
    statement/share, role/target, measure/length, kind/rate
cli-rules-about = List and export rules
cli-rules-list-about = List the rules
cli-rules-export-about = Write packs into a folder to be edited
cli-rules-export-into = The folder to write into
cli-rules-export-rule = Write these rules only; a folder without pack.toml becomes a layer
cli-rules-export-force = Overwrite files that were not changed; deletes none
cli-rules-upgrade-about = What a new version of the pack changes for a layer or an exported folder
cli-rules-upgrade-folder = A layer, an exported pack, or the folder that holds them
cli-rules-upgrade-write = Remember this version as seen; changes nothing else
cli-schema-about = The structure of a form (JSON Schema)
cli-schema-rule = That of the header of a rule file
cli-schema-report = That of the JSON report
cli-waive-about = Accept findings of a report: written into waivers.toml
cli-waive-fingerprints = Fingerprints of findings, the first eight digits or more
cli-waive-document = Of this form only, where several have the same finding
cli-baseline-about = Accept all findings of a report, for an archive taken over as it is
cli-report = A report written by hegui check --format json
cli-reason = Why
cli-approved-by = Who accepts them
cli-expires = The last day, such as 2027-03-31
cli-on = The day of approval; today by default
cli-to = Write to this file; waivers.toml by default
cli-completions-about = Completion script for a shell
cli-completions-shell = bash, zsh, fish, powershell or elvish

cli-write = cannot write: { $reason }
cli-write-full = cannot write: the disk is full
usage-unknown = there is no option { $arg }
usage-command = there is no command { $command }
usage-no-value = { $arg } lacks its value
usage-value = { $arg } does not take “{ $value }”
usage-missing = { $arg } is missing
usage-conflict = { $arg } does not go with { $other }
usage-other = these arguments cannot be used
usage-suggested = did you mean { $name }?
usage-valid = it takes: { $values }
usage-help = --help shows how to use it

check-progress = {"{bar:30}"} {"{pos}/{len}"} forms checked, {"{eta}"} to go
note-all-upon-change = rules or configuration have changed, so all forms were checked
note-base = configuration and rules are those of { $revision }
note-base-differs = configuration or rules differ from { $revision }; the changes of { $count ->
        [one] { $count } file
       *[other] { $count } files
    } were not used: { $named }
config-default = default
config-command-line = command line
config-embedded = the packs of the program
config-by-form = what /form of the form says
config-by-year = the year that the form prints
check-no-pack = there is no pack { $id }
check-no-pack-help = there are: { $known }
check-no-pack-folder = this takes the id of a pack (there are: { $known }); for the folder of one: --rules { $id }
schema-choose = there are several forms: name one
schema-choose-help = there are: { $known }; for example hegui schema { $first }
explain-unknown = there is no rule { $rule }; see hegui rules list

load-too-large = the file is larger than { $limit } and was not read; raise --max-bytes if it is needed
load-bytes = { $count } bytes
load-archive = this is an archive and was not checked
load-archive-help = unpack it, and check the forms in it
load-pattern = the pattern cannot be read: { $reason }
load-pattern-nothing = no file matches this pattern
git-not-there = git cannot be run: { $reason }
git-said = git finds no revision in common with { $revision }: { $reason }
git-outside = it lies outside the git repository: { $revision } does not have it
git-no-folder = { $revision } has no such folder
git-help = run it in a git repository; CI must fetch the whole history (fetch-depth: 0) and name a remote branch, such as origin/main
load-folder = the folder cannot be read: { $reason }
load-no-form = the folder holds no .json file to check
load-not-found = there is no such file or folder
load-git-quoted-help = git has written the letters of the name as numbers such as \350: use git ls-files -z | hegui check --files-from -
load-no-permission = no permission to read it
load-no-file = it is no regular file
load-failed = it cannot be read: { $reason }
load-no-pack = the folder holds no pack (no pack.toml)
load-pack-twice = { $other } is a pack of the id { $id } too: change the id of one
load-exists = it is there already; use --force to overwrite it
load-link-out = it is a symbolic link to something outside the folder, and was not read
load-link-out-help = put the file itself in its place; to check the form that it points to, name that on the command line
write-failed = it cannot be written: { $reason }
write-full = the disk is full; it was not written
write-no-permission = no permission to write it

test-untouched = the untouched example.json
test-failed = { $place } example “{ $name }” does not hold:
    {"  "}{ $fault }
test-passed = the rule passed and found nothing: change the values that are set, or write finds = []
test-not-applicable = the rule was not applicable: { $reason }
test-not-checked = the rule was not checked for want of { $needs }
test-broken = the rule broke: { $error }
test-found = the rule found:
    {"  "}{ $found }
test-no-base = the base form is not there
test-nothing = no example was run
test-total =
    examples: { $passed ->
        [one] { $passed } holds
       *[other] { $passed } hold
    }, { $failed ->
        [one] { $failed } does not
       *[other] { $failed } do not
    }

mutate-changed = { $place } { $kind }: { $old } changed into { $new }
mutate-dropped = { $place } { $kind }: { $old } dropped
mutate-total = { $name }: { $made } edits, { $noticed } noticed by examples ({ $share }), { $left } not; { $refused } more cannot be read and do not count
mutate-kind = {"  "}{ $kind } { $noticed }/{ $made }
mutate-below = { $name }: below { $least }; add examples for the places listed above
mutate-bound = whether equal counts
mutate-equality = equal or not
mutate-joint = and, or
mutate-negation = not
mutate-condition = whole condition
mutate-part = part of a condition
mutate-parameter = parameter
mutate-number = number
mutate-report = report
mutate-requirement = requirement, a near one
mutate-requirement-dropped = requirement
mutate-statement = statement
mutate-severity = severity
mutate-alternative = alternative of an expression
mutate-pattern = pattern
mutate-guard = condition in when
mutate-optional = part that may be missing
mutate-unless = unless
mutate-saying = pattern of a saying
mutate-word = word
mutate-exception = exception
mutate-measure = measure word
mutate-kind-of-indicator = word of a kind of indicator
test-read-as = it should not be read as “{ $title }”
test-not-read-as = it should be read as “{ $title }”
test-reason = a reason
test-hollow = hollow words
test-figure = a figure

severity-error = error
severity-warning = warning
severity-info = note
explain-severity = severity: { $text }
explain-why = why: { $text }
explain-basis = basis: { $text }
explain-convention = convention
explain-help = help: { $text }
explain-each = for each of: { $text }
explain-set = runs on a form with those that it belongs to
explain-scope = scope: { $text }
explain-years = years: { $text }
explain-in-force = in force from: { $text }
explain-tags = tags: { $text }
explain-deactivated = switched off: { $text }
explain-pack = pack: { $text }
explain-param = parameter: { $text }
explain-cells = cells read:
explain-whole-form = the whole form
explain-examples = examples
explain-base = base: { $file }
explain-unchanged = the form is left as it is
explain-change = { $cell }: { $before } → { $after }
explain-same = { $cell }: { $before } (unchanged)
explain-change-head = { $cell }:
explain-appended = { $cell }: one more { $after }
explain-appended-head = { $cell }: one more
explain-removed = (removed)
explain-absent = (not there)
explain-blank = (blank)
explain-passes = passes
explain-not-applicable = not applicable
explain-finds = found at { $place }
explain-finds-text = found at { $place }: “{ $text }”
explain-severity-note = { $outcome } ({ $severity })
explain-not-checked = not checked for want of { $needs }

timings-total = { $pack }: { $rules ->
        [one] { $rules } rule
       *[other] { $rules } rules
    }, { $documents ->
        [one] { $documents } form
       *[other] { $documents } forms
    }, { $time } in all; the most costly:

read-choose = the packs have different words: choose one with --pack
read-no-cell = the form has no { $text }
read-no-pointer = is a file: name a cell of it too, such as /goal/actual
read-no-text = { $text } is no text
read-place = cell: { $place }
read-nothing = no text
read-tokens = pieces
read-words = words and their classes
read-figures = figures
read-dates = dates
read-entries = entries
read-statements = statements
read-near = patterns that nearly fitted
read-separator = {", "}
read-more = … { $count } more; --all lists them
read-as = read as { $text }
read-year = of { $year }
read-partial = of part of a year only
read-subject = about “{ $text }”
read-law = { $law }: { $calculation }
read-condition = the condition that failed: { $text }
read-plain = plain text
read-figure = a figure
read-date = a date
read-mark = a mark
role-value = value
role-target = target
role-change = change
role-previous = earlier value
role-cumulative = cumulative
role-part = part of another
role-each = for each
role-grade = grade in a name
bound-at-least = at least
bound-at-most = at most
bound-equal = equal
verdict-holds = holds
verdict-within-rounding = holds within rounding
verdict-violated = does not hold
verdict-undecided = undecided
verdict-note = { $verdict } ({ $note })
doubt-missing = a figure is not printed
doubt-approximate = a figure is not exact
doubt-units = the units do not go together
doubt-overflow = a figure is too large
doubt-divisor-near-zero = a divisor may be 0
doubt-division-by-zero = a divisor is 0
doubt-ambiguous = with another figure of the sentence it holds
verdict-no-law = no law

rules-kept = { $folder } is there already and was left alone; --force overwrites it

test-word-unread = “{ $word }” was not read as “{ $title }” but as: { $read }
test-word-read = “{ $word }” was read as “{ $title }”
test-statement-holds = “{ $title }” should be read, with { $law } holding
test-statement-breaks = “{ $title }” should be read, with { $law } not holding
test-statement-unread = “{ $title }” should not be read
test-statement-read = “{ $title }” was read (form { $form }, { $verdict }): { $text }
test-statement-near = nearly: { $pattern }, but not { $condition }
test-statement-nothing = no statement was read

entry-words = words: { $text }
entry-edge = words of one letter count only with { $text }
entry-edge-behind = a figure, mark, word or the end behind them
entry-edge-before = a figure, mark, word or the beginning before them
entry-edge-figure = a figure behind them
entry-edge-any = a figure, mark, word or an end on either side
entry-frame = frame: { $text }
entry-not = not in: { $text }
entry-file = file: { $text }
entry-form = form { $text }
entry-law = law: { $text }
entry-flags = flags: { $text }
entry-conditions = conditions: { $text }
entry-holds = holds: { $text }
entry-breaks = does not hold: { $text }
entry-unread = not read: { $text }
entry-pattern = pattern: { $text }
entry-unless = unless: { $text }
entry-kind-class = class printed on the form: { $text }
entry-kind-ends = names end with: { $text }
entry-kind-has = names have: { $text }
entry-kind-not-ends = names do not end with: { $text }
entry-kind-not-has = names do not have: { $text }
entry-kind-asks = asks for: { $text }
entry-kind-good = what is good: { $text }
entry-kind-bound = natural bound: { $text }
rules-off = off
test-saying-unread = it was not read as “{ $title }”
test-saying-read = “{ $text }” was read as “{ $title }”
entry-says = so: { $text }
entry-because = what gives a reason as well: { $text }
rules-lacking = n/a
rules-from = [{ $pack }]
rules-replaces = [instead of the rule of { $pack }]
test-shared = { $pack }: { $count } rules come from { $from }, where their examples run on a form of its own
explain-from = From: { $text }
explain-lacks = Does not run: { $text }
explain-shared = Its examples stand in the pack { $pack }

upgrade-no-record = { $folder }: { $of } { $now }; nothing tells for which version it was written: this is how it stands now
upgrade-same-version = { $folder }: { $of } { $now }
upgrade-version = { $folder }: { $of } { $before } → { $now }
upgrade-changed = the pack has changed { $file }
upgrade-changed-own = the pack has changed { $file }, in whose place this layer has its own file: compare the two
upgrade-changed-written = the pack has changed { $file }, and the file of this layer is as it was exported: hegui rules export --force --rule { $file }
upgrade-changed-off = the pack has changed { $file }, which this layer switches off: see whether the reason still holds
upgrade-new = the pack has a new { $file }
upgrade-new-own = the pack has a new { $file }, and a file of this layer stands in its place: rename it if it is something else
upgrade-replaces = a file of this layer stands in the place of { $file }
upgrade-gone = the pack has no { $file } any more
upgrade-gone-own = the pack has no { $file } any more, and the file of this layer runs all the same: delete it if it is not needed
upgrade-off-gone = the pack has no { $file } any more, which this layer switches off: take it out of off
upgrade-severity-gone = the pack has no { $file } any more, whose severity this layer sets: take it out of severity
upgrade-severity-same = { $file } is { $set } in the pack by now: it need not stand in severity
upgrade-severity-other = the pack has changed the severity of { $file } from { $before } to { $now }; this layer sets { $set }
upgrade-param-gone = the pack has no parameter { $name } any more, which this layer sets: take it out of params
upgrade-param-same = the parameter { $name } is { $set } in the pack by now: it need not stand in params
upgrade-param-other = the pack has changed the parameter { $name } from { $before } to { $now }; this layer sets { $set }
upgrade-word = “{ $word }” is in the class { $class } of the pack by now: it need not stand in lexicon.toml
upgrade-copy-lacks = { $file } was deleted here after it was exported
upgrade-copy-new = { $file } is new
upgrade-copy-gone = the pack has no { $file } any more; it is still here
upgrade-copy-older = the pack has changed { $file }, and here it is as it was exported
upgrade-copy-own = { $file } was changed here, and no further in the pack
upgrade-copy-differs = { $file } differs from that of the pack, and nothing tells which was changed
upgrade-copy-both = { $file } was changed here and in the pack: compare, and merge by hand
upgrade-nothing = nothing to do
upgrade-next-layer = once that is done: hegui test --rules { $folder }, then hegui rules upgrade --write { $folder } to remember it
upgrade-next-copy = hegui rules export --force brings files that were not changed up to date, the others are yours; then hegui test, and hegui rules upgrade --write { $folder } to remember it
upgrade-written = remembered in { $file }
upgrade-of-nothing = { $folder } holds no layer and no pack that was exported

rules-changed = { $file } was changed and is not overwritten
rules-changed-help = to have the program's, move it away and export once more; hegui rules upgrade tells what was changed on both sides
rules-older = { $file } is of an earlier export and was not overwritten: use --force to bring it up to date
rules-gone = the pack has no { $file } any more; it was not deleted, and runs
rules-of-which = more packs than one have these rules, or none has them all: name the pack, { $known }
rules-replaced = [by this layer]
export-layer = only what differs from the pack: hegui rules upgrade tells what the pack changes later
export-other-pack = this folder belongs to { $other } and takes no rules of { $pack }
export-holds-packs = this folder holds packs: name one of them, or another folder
write-no-folder = it is a link or a file, no folder, and was not written
lock-damaged = this is not as hegui writes it
lock-damaged-help = restore it; where it is lost, delete it, and files with changes are from then on not overwritten
export-shared = { $rule } is a rule of { $from }, whose examples run on a form of its own, and is not exported alone; a layer may set its severity and parameters, or switch it off
