### the gate of a repository

config-none = none

### certificates

cli-check-certificate = Write digests of forms, rules and configuration and the verdict of every rule to this file; hegui verify does the check again
cli-verify-about = Do a check again, and tell whether everything is as its certificate says
cli-verify-certificate = What hegui check --certificate has written
certificate-input = there is no certificate of forms from standard input: they cannot be read again; save them to files
certificate-none = this is no certificate of hegui
certificate-version = this certificate is of version { $text }; this program knows version 1
certificate-damaged = the certificate is incomplete, or was changed: { $text }
verify-same = reproduced: all is as the certificate says of { $documents ->
        [one] { $documents } form
       *[other] { $documents } forms
    }
verify-differs = not reproduced: { $documents ->
        [one] { $documents } form
       *[other] { $documents } forms
    }, { $count ->
        [one] { $count } difference
       *[other] { $count } differences
    }
verify-program = another program: { $before } ({ $before_sha }) before, { $now } ({ $now_sha }) now
verify-configuration = another configuration: { $before } before, { $now } now
verify-waivers = other waivers: { $before } before, { $now } now
verify-pack-gone = the certificate has the pack { $pack }, which is not used now
verify-pack-new = the certificate has no pack { $pack }
verify-verdicts = { $path }: the verdicts of the certificate are damaged (a rule twice, or a verdict that there is not)
verify-pack = another pack { $pack }: { $before } before, { $now } now
verify-layer = another layer upon the pack { $pack }: { $before } before, { $now } now
verify-language = other words and patterns of the pack { $pack } ({ $before }, { $now })
verify-new = { $path }: the certificate has no such form
verify-gone = { $path }: the certificate has this form, and there is none now
verify-unread = { $path }: cannot be read now
verify-form = { $path }: the form was changed
verify-form-pack = { $path }: another pack: { $before } before, { $now } now
verify-form-layout = { $path }: another layout: { $before } before, { $now } now
verify-verdict = { $path }: another verdict of { $rule }: { $before } before, { $now } now
verify-finding-new = { $path }: one finding more: { $rule } { $severity } { $fingerprint }{ $waived ->
        [waived] {" "}(waived)
       *[other] {""}
    }
verify-finding-gone = { $path }: one finding less: { $rule } { $severity } { $fingerprint }{ $waived ->
        [waived] {" "}(waived)
       *[other] {""}
    }
verify-error-new = one error more: { $file }: { $message }
verify-error-gone = one error less: { $file }: { $message }
verify-status = another exit status: { $before } before, { $now } now

### caches

cli-check-cache = Keep what each form came to in this folder: an unchanged form is not checked again. Submitters must not be able to write to it
cache-tracked = git tracks files of the cache: who changes forms could change their results. Take another folder
cache-no-folder = the cache is no folder
cache-unwritten = { $count ->
        [one] { $count } result
       *[other] { $count } results
    } could not be kept in the cache; the check is as it would be without

### explanations

finding-explained = the department says: { $text } ({ $by }, { $on })
column-explained = explanation
cli-check-explanations = What departments say of findings (explanations.toml): shown beside them, and they count all the same
cli-answer-about = Explain findings of a report: written into explanations.toml; they count all the same
cli-answer-fingerprints = Fingerprints of findings, the first eight digits at least
cli-answer-document = Of this form only, where several forms have the same finding
cli-answer-text = What is to be said
cli-answer-by = Who says it
cli-answer-on = On which day; today by default
cli-answer-to = Write to this file; explanations.toml by default
answer-written =
    { $added ->
        [one] { $added } explanation
       *[other] { $added } explanations
    } written to { $file }, replacing { $replaced }
explanations-help = an explanation is an [[explanation]] with fingerprint, rule, document, text, by and on; hegui answer writes one
explanations-encoding = the file of explanations is not UTF-8
explanations-syntax = the file of explanations cannot be read: { $reason }
explanation-fingerprint = “{ $text }” is no fingerprint; copy the one of the report
explanation-blank = text and name of an explanation must not be blank
explanation-changed = values changed since the explanation: { $rule } of { $document } has none; explain it again, or take it out
explanation-unused = the explanation is not used: { $document } no longer has this finding of { $rule }; take it out
verify-explanations = other explanations: { $before } before, { $now } now

### Sets of forms

set-changed = { $path }, with which it belongs together, has changed during the check or cannot be read any more; the set was not checked
set-too-large = the forms that belong together have more than { $limit } bytes; the set was not checked
set-own-key = the form has “{ $key }”, where other forms stand when they are checked together: delete it
set-not-joined = it cannot be checked with the forms that it belongs to: { $reason }
set-unheld = the forms in lines that may belong together have more than { $limit } MiB; { $count } after that were not checked with others; give files instead
note-sets = sets checked together: { $sets }, of { $forms } forms
note-no-set = forms that do not say to which set they belong: { $count } ({ $named }); they were not checked with others
note-no-parent = forms whose consolidated form is not here: { $count } ({ $named }); they were not checked with it
