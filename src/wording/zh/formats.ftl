### 报告的各种格式

finding-waived = 已豁免：{ $reason }（{ $by } { $on } 批准，至 { $expires }）
message-and-more = { $message }（同一规则另有 { $more } 处）
sarif-unchecked = 有 { $count } 张表没有核对这条规则；第一张：{ $first }
total-waived = 其中 { $count } 个已豁免，不影响结果
total-not-checked = { $count } 条规则没有核对
total-broken = { $count } 条规则本身出错

column-document = 表
column-severity = 等级
column-rule = 规则
column-title = 规则的标题
column-message = 问题
column-label = 单元格
column-cell = 工作簿里的单元格
column-pointer = 位置
column-line = 行
column-column = 列
column-actual = 填的
column-expected = 应为
column-calculation = 计算
column-help = 建议
column-basis = 依据
column-waived = 豁免
column-fingerprint = 指纹
column-errors = 错误
column-warnings = 警告
column-infos = 提示
column-passed = 通过
column-failed = 有问题
column-not-applicable = 不适用
column-not-checked = 没有核对
column-broken = 出错
column-places = 处
column-problem = 规则或文件本身的问题
sheet-findings = 问题
sheet-documents = 各表

markdown-title = 合规核对
markdown-by-rule = 按规则
markdown-by-document = 有问题的表
markdown-unchecked = 没有核对
markdown-problems = 规则或文件本身的问题
markdown-group = { $severity }，{ $count } 处
markdown-more = 另有 { $count } 处
markdown-more-documents = 另有 { $count } 张表
markdown-unchecked-rule = { $rule }：{ $count } 张表；第一张：{ $first }
github-more = { $message }
    同一规则另有 { $count } 处，见汇总
github-rest = 另有 { $rules } 条规则的 { $count } 处问题，见汇总

html-title = 绩效自评表核对结果
html-waived = 已豁免
html-all-rules = 全部规则
html-all-documents = 全部的表
html-clean = { $count } 张表没有问题，也没有未核对的规则

### 豁免

waivers-help = 一条豁免是一段 [[waiver]]：fingerprint、rule、document、reason、approved_by、on、expires；用 hegui waive 写
waivers-encoding = 豁免文件不是 UTF-8
waivers-syntax = 豁免文件读不通：{ $reason }
waivers-key = 豁免文件里只能有 [[waiver]]，没有 { $key }
waiver-no-table = 豁免要写成 [[waiver]]
waiver-key = 豁免里没有 { $key } 这一项
waiver-lacks = 豁免缺少 { $key }，不起作用
waiver-fingerprint = “{ $text }”不是指纹，豁免不起作用；照报告里的 fingerprint 抄
waiver-rule = “{ $text }”不是规则编号，豁免不起作用
waiver-never = { $rule } 不能豁免：表没有核对
waiver-text = { $key } 要写成文字
waiver-day = { $key } 要写成日期，例如 2026-03-31；写的是“{ $text }”
waiver-future = 豁免的批准日期 { $on } 还没有到，不起作用
waiver-order = 豁免在批准（{ $on }）之前就到期（{ $expires }），不起作用
waiver-expired = 豁免已于 { $expires } 到期，不再起作用：{ $document } 的 { $rule } 重新计入
waiver-changed = 批准以后数据改了，豁免不起作用：{ $document } 的 { $rule } 重新计入
waiver-unused = 豁免没有用上：{ $document } 已经没有 { $rule } 的这个问题；可以删去

format-twice = 标准输出只能写一种格式
format-book = 工作簿不能显示在终端里
format-same-file = 两种格式写到同一个文件 { $file }
format-help = 写到文件：--format sarif=out.sarif
load-named-too-large = 文件超过 { $limit } MiB，没有读取
waivers-today = 机器的日期读不出来；用 --today 或 --on 指定
waivers-syntax-of = 豁免文件读不通，没有改动：{ $text }
waive-no-report = { $text } 不是 hegui check --format json 写的报告
waive-none = 报告里没有可以豁免的问题 { $text }
waive-many = 几个问题的指纹都以 { $text } 开头；写长一些，或者用 --document 指定表
waive-short = { $text } 太短，至少写指纹的开头八位
waive-blank = 理由和批准人不能空着
waive-order = 最后一天 { $text } 在批准日期之前
waive-help = 指纹（fingerprint）在 JSON 报告、CSV 和工作簿里
waive-written = 写了 { $added } 条豁免到 { $file }，代替原有的 { $replaced } 条
write-not-found = 没有这个文件夹，没有写入
total-skipped = 另有 { $count } 个文件没有核对
