### 给人看的报告

finding-heading = { $severity } · { $rule }
finding-heading-many = { $heading }（共 { $count } 处）
finding-others = 同样的问题还有 { $count } 处：
finding-others-more = 另有 { $count } 处没有列出，用 --format json 看全部
label-value = { $name } “{ $value }”
finding-calculation = 计算：{ $calculation }
finding-help = 建议：{ $help }
finding-basis = 依据：{ $basis }
label-expected = 应为 { $expected }
label-says = { $name }：{ $message }
summary-not-checked = 没有核对 { $rule }：{ $needs } 没有填，或读不准
summary-not-checked-many = 没有核对 { $rule } 等 { $count } 条规则：{ $needs } 没有填，或读不准
summary-no-rules = { $path }：没有运行规则
summary-document = { $path }：{ $counts }
count-failed = { $count } 条规则有问题
count-passed = { $count } 条通过
count-rounded = 其中 { $count } 条在四舍五入范围内一致
count-not-applicable = { $count } 条不适用
count-not-checked = { $count } 条没有核对
count-broken = { $count } 条规则本身出错
count-separator = ，
total-as-of = 各表都按 { $time } 核对，不看表上的年度
total = 合计 { $documents } 张表：{ $errors } 个错误，{ $warnings } 个警告，{ $infos } 个提示
total-clean = 合计 { $documents } 张表：没有发现问题
total-problems = 另有 { $count } 处规则或文件本身的问题，结果不完整
