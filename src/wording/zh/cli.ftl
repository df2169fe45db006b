### 命令行

help-template = {"{about}"}\n\n用法：{"{usage}"}\n\n{"{all-args}"}
help-options = 选项
help-arguments = 参数
help-commands = 命令
help-help = 显示帮助
help-version = 显示版本

cli-about = 合规：核对绩效自评表
cli-lang = 语言；默认随系统，机器格式默认中文
cli-color = 颜色；默认在终端里使用
cli-rules = 使用这个文件夹里的规则包，不用内置的
cli-pack = 使用这个规则包，不看表里的 /form
cli-check-about = 核对一张或多张自评表
cli-check-paths = 文件、文件夹，或 - 表示标准输入
cli-check-format = 输出格式；默认给人看
cli-check-fail-on = 从哪一级起退出码为 1；默认 error
cli-check-fail-on-unchecked = 有规则没有核对时退出码也为 1
cli-check-quiet = 只显示达到 --fail-on 的问题，不显示汇总
cli-check-timings = 另外列出最费时的规则（写到标准错误）
cli-check-max-bytes = 文件大小上限（字节），默认 64 MiB
cli-check-max-depth = 嵌套层数上限，默认 128
cli-test-about = 运行规则自带的例子
cli-test-wanted = 只运行这些规则的例子；默认全部
cli-explain-about = 说明一条规则：内容、理由、依据、例子
cli-explain-rule = 规则编号，例如 funds/completion-rate
cli-rules-about = 查看和导出规则
cli-rules-list-about = 列出规则
cli-rules-export-about = 把规则包写到文件夹里，以便修改
cli-rules-export-into = 写到这个文件夹
cli-rules-export-force = 覆盖已有的文件夹
cli-schema-about = 表格的结构（JSON Schema）
cli-schema-rule = 规则文件头部的结构
cli-schema-report = JSON 报告的结构
cli-completions-about = 生成命令补全脚本
cli-completions-shell = bash、zsh、fish、powershell 或 elvish

cli-write = 无法输出：{ $reason }
usage-unknown = 没有选项 { $arg }
usage-command = 没有命令 { $command }
usage-no-value = { $arg } 缺少值
usage-value = { $arg } 的值“{ $value }”不对
usage-missing = 缺少 { $arg }
usage-conflict = { $arg } 不能与 { $other } 同时使用
usage-other = 用法不对
usage-suggested = 是不是 { $name }？
usage-valid = 可以是：{ $values }
usage-help = 用 --help 查看用法

check-no-pack = 没有规则包 { $id }
schema-choose = 有几种表，请指定一种
schema-choose-help = 现有：{ $known }；例如 hegui schema { $first }
explain-unknown = 没有规则 { $rule }；用 hegui rules list 查看

load-too-large = 文件超过 { $limit } MiB，没有读取；确实需要时用 --max-bytes 放宽
load-folder = 无法读取文件夹：{ $reason }
load-no-form = 文件夹里没有 .json 文件
load-not-found = 没有这个文件或文件夹
load-no-permission = 没有读取权限
load-no-file = 不是普通文件
load-failed = 无法读取：{ $reason }
load-no-pack = 文件夹里没有规则包（缺少 pack.toml）
load-pack-twice = 有两个规则包都叫 { $id }
load-exists = 已经存在；要覆盖请加 --force

test-untouched = 底稿 example.json
test-failed = { $place } 例子“{ $name }”不符：
    {"  "}{ $fault }
test-passed = 规则通过了
test-not-applicable = 规则不适用：{ $reason }
test-not-checked = 规则没有核对，缺少 { $needs }
test-broken = 规则出错：{ $error }
test-found = 规则报出：
    {"  "}{ $found }
test-no-base = 找不到底稿
test-total = 例子：{ $passed } 个符合，{ $failed } 个不符

severity-error = 错误
severity-warning = 警告
severity-info = 提示
explain-severity = 等级：{ $text }
explain-why = 理由：{ $text }
explain-basis = 依据：{ $text }
explain-convention = 惯例
explain-help = 建议：{ $text }
explain-each = 逐项检查：{ $text }
explain-tags = 标签：{ $text }
explain-deactivated = 已停用：{ $text }
explain-pack = 规则包：{ $text }
explain-param = 参数：{ $text }
explain-cells = 读取的单元格：
explain-whole-form = 整张表
explain-examples = 例子
explain-base = 底稿：{ $file }
explain-unchanged = 底稿不作改动
explain-change = { $cell }：{ $before } → { $after }
explain-same = { $cell }：{ $before }（不变）
explain-change-head = { $cell }：
explain-appended = { $cell }：增加一项 { $after }
explain-appended-head = { $cell }：增加一项
explain-removed = （删去）
explain-absent = （没有）
explain-blank = （空）
explain-passes = 通过
explain-not-applicable = 不适用
explain-finds = 报在 { $place }
explain-finds-text = 报在 { $place } 的“{ $text }”
explain-severity-note = { $outcome }（{ $severity }）
explain-not-checked = 没有核对，缺少 { $needs }

timings-total = { $pack }：{ $rules } 条规则，{ $documents } 张表，共 { $time }；最费时的：
