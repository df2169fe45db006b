### 提交库的自动检查

config-none = 没有

### 证明

cli-check-certificate = 把各表、规则、配置的摘要和每条规则的结论写到这个文件；用 hegui verify 复核
cli-verify-about = 按证明重新核对，看结果是不是完全一样
cli-verify-certificate = hegui check --certificate 写的证明
certificate-input = 从标准输入读的表不能写证明：以后读不到了；先存成文件
certificate-none = 这不是 hegui 的证明
certificate-version = 这份证明是第 { $text } 版的；本程序只认第 1 版
certificate-damaged = 证明不完整，或被改过：{ $text }
verify-same = 完全一致：{ $documents } 张表的结果都重现了
verify-differs = 不一致：{ $documents } 张表，{ $count } 处不同
verify-program = 程序不同：证明是 { $before }（{ $before_sha }），现在是 { $now }（{ $now_sha }）
verify-configuration = 配置不同：证明是 { $before }，现在是 { $now }
verify-waivers = 豁免不同：证明是 { $before }，现在是 { $now }
verify-pack-gone = 证明里有规则包 { $pack }，现在没有用到
verify-pack-new = 证明里没有规则包 { $pack }
verify-verdicts = { $path }：证明里的结论不成样子（有的规则写了两次，或者结论的名称不对）
verify-pack = 规则包 { $pack } 不同：证明是 { $before }，现在是 { $now }
verify-layer = 规则包 { $pack } 上的层不同：证明是 { $before }，现在是 { $now }
verify-language = 规则包 { $pack } 的词表和句式不同（{ $before }，{ $now }）
verify-new = { $path }：证明里没有这张表
verify-gone = { $path }：证明里有，现在没有这张表
verify-unread = { $path }：现在读不了
verify-form = { $path }：表改过了
verify-form-pack = { $path }：规则包不同：证明是 { $before }，现在是 { $now }
verify-form-layout = { $path }：布局不同：证明是 { $before }，现在是 { $now }
verify-verdict = { $path }：{ $rule } 的结论不同：证明是“{ $before ->
        [passed] 通过
        [failed] 有问题
        [not_applicable] 不适用
        [not_checked] 没有核对
        [broken] 规则出错
       *[other] 没有
    }”，现在是“{ $now ->
        [passed] 通过
        [failed] 有问题
        [not_applicable] 不适用
        [not_checked] 没有核对
        [broken] 规则出错
       *[other] 没有
    }”
verify-finding-new = { $path }：多出一个问题：{ $rule } { $severity ->
        [error] 错误
        [warning] 警告
       *[other] 提示
    } { $fingerprint }{ $waived ->
        [waived] {" "}（已豁免）
       *[other] {""}
    }
verify-finding-gone = { $path }：少了一个问题：{ $rule } { $severity ->
        [error] 错误
        [warning] 警告
       *[other] 提示
    } { $fingerprint }{ $waived ->
        [waived] {" "}（已豁免）
       *[other] {""}
    }
verify-error-new = 多出一个错误：{ $file }：{ $message }
verify-error-gone = 少了一个错误：{ $file }：{ $message }
verify-status = 退出码不同：证明是 { $before }，现在是 { $now }

### 缓存

cli-check-cache = 把每张表的结果存在这个文件夹里，没有改动的表不再核对； 报送的人不能有写的权限
cache-tracked = 缓存里有 git 管着的文件：能改表的人就能改结果。换一个文件夹
cache-no-folder = 缓存不是文件夹
cache-unwritten = 有 { $count } 个结果没能存进缓存；核对的结果不受影响

### 说明

finding-explained = 部门说明：{ $text }（{ $by } { $on }）
column-explained = 部门说明
cli-check-explanations = 填报部门对问题的说明（explanations.toml）；显示在旁边，问题照样算数
cli-answer-about = 说明报告里的问题：写进 explanations.toml，问题照样算数
cli-answer-fingerprints = 问题的指纹，至少写开头八位
cli-answer-document = 只说明这张表里的（同一个问题几张表都有时）
cli-answer-text = 说明的内容
cli-answer-by = 谁说明的
cli-answer-on = 哪一天，默认今天
cli-answer-to = 写到这个文件，默认 explanations.toml
answer-written = 写了 { $added } 条说明到 { $file }，代替原有的 { $replaced } 条
explanations-help = 一条说明是一段 [[explanation]]：fingerprint、rule、document、text、by、on；用 hegui answer 写
explanations-encoding = 说明文件不是 UTF-8
explanations-syntax = 说明文件读不通：{ $reason }
explanation-fingerprint = “{ $text }”不是指纹；照报告里的 fingerprint 抄
explanation-blank = 说明的内容和说明人不能空着
explanation-changed = 说明以后数据改了：{ $document } 的 { $rule } 没有说明；重新说明，或者删去
explanation-unused = 说明没有用上：{ $document } 已经没有 { $rule } 的这个问题；可以删去
verify-explanations = 说明文件不同：证明是 { $before }，现在是 { $now }

### 一组表

set-changed = 与它一组的 { $path } 在核对期间改动了，或者读不到了；这一组没有检查
set-too-large = 与它一组的表合计超过 { $limit } 字节；这一组没有检查
set-own-key = 表里有 { $key } 这一项，一起检查时那是其他表的位置：删去它
set-not-joined = 不能与它一组的表一起检查：{ $reason }
set-unheld = 从一行行输入的表中，能归入一组的合计超过 { $limit } MiB，后面 { $count } 张没有与其他表一起检查；请改为给出文件
note-sets = 一起检查的表：{ $sets } 组，共 { $forms } 张
note-no-set = 没有写明属于哪一组的表：{ $count } 张（{ $named }），没有与其他表一起检查
note-no-parent = 上级单位的表不在这里的：{ $count } 张（{ $named }），没有与汇总表一起检查
