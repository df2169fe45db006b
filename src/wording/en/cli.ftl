### the command line

help-template = {"{about}"}\n\nUsage: {"{usage}"}\n\n{"{all-args}"}
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
cli-check-about = Check one form or many
cli-check-paths = Files, folders, or - for standard input
cli-check-format = Output format; for people by default
cli-check-fail-on = Least severity for exit status 1; error by default
cli-check-fail-on-unchecked = Exit status 1 also if a rule was not checked
cli-check-quiet = Only findings at or above --fail-on, no summary
cli-check-timings = Also list the most costly rules, on standard error
cli-check-max-bytes = Largest file in bytes; 64 MiB by default
cli-check-max-depth = Deepest nesting; 128 by default
cli-test-about = Run the examples of rules
cli-test-wanted = Only these rules; all by default
cli-explain-about = Explain a rule: what, why, on which basis, examples
cli-explain-rule = The id of a rule, such as funds/completion-rate
cli-rules-about = List and export rules
cli-rules-list-about = List the rules
cli-rules-export-about = Write packs into a folder to be edited
cli-rules-export-into = The folder to write into
cli-rules-export-force = Overwrite a folder that is there
cli-schema-about = The structure of a form (JSON Schema)
cli-schema-rule = That of the header of a rule file
cli-schema-report = That of the JSON report
cli-completions-about = Completion script for a shell
cli-completions-shell = bash, zsh, fish, powershell or elvish

cli-write = cannot write: { $reason }
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

check-no-pack = there is no pack { $id }
schema-choose = there are several forms: name one
schema-choose-help = there are: { $known }; for example hegui schema { $first }
explain-unknown = there is no rule { $rule }; see hegui rules list

load-too-large = the file is larger than { $limit } MiB and was not read; raise --max-bytes if it is needed
load-folder = the folder cannot be read: { $reason }
load-no-form = the folder holds no .json file
load-not-found = there is no such file or folder
load-no-permission = no permission to read it
load-no-file = it is no regular file
load-failed = it cannot be read: { $reason }
load-no-pack = the folder holds no pack (no pack.toml)
load-pack-twice = two packs are called { $id }
load-exists = it is there already; use --force to overwrite it

test-untouched = the untouched example.json
test-failed = { $place } example “{ $name }” does not hold:
    {"  "}{ $fault }
test-passed = the rule passed
test-not-applicable = the rule was not applicable: { $reason }
test-not-checked = the rule was not checked for want of { $needs }
test-broken = the rule broke: { $error }
test-found = the rule found:
    {"  "}{ $found }
test-no-base = the base form is not there
test-total = examples: { $passed } hold, { $failed } do not

severity-error = error
severity-warning = warning
severity-info = note
explain-severity = severity: { $text }
explain-why = why: { $text }
explain-basis = basis: { $text }
explain-convention = convention
explain-help = help: { $text }
explain-each = for each of: { $text }
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

timings-total = { $pack }: { $rules } rules, { $documents } forms, { $time } in all; the most costly:
