### 规则的检查和运行

list-separator = 、
label-first-here = 第一次出现在这里

form-missing = 没有写明是哪一种表（/form）
form-unknown = 没有适用于“{ $id }”的规则包
form-unknown-help = 现有：{ $known }；也可以用 --pack 指定
form-unknown-did-you-mean = 是不是“{ $id }”？

finding-unequal = { $name }应为 { $expected }，填的是 { $actual }
finding-near = { $message }（{ $why }）
near-truncated = 像是直接舍去尾数，没有四舍五入
near-padded = 像是先取整再补零
near-whole-money = 金额都是整数，四舍五入可以解释这个差额
near-reached = 只有四舍五入才能得到这个数
finding-restated = { $name }写的是 { $actual }，另一处是 { $expected }
finding-exceeds = { $name }是 { $actual }，应当 { $expected }
finding-below = { $name }是 { $actual }，应当 { $expected }
finding-not-less = { $name }是 { $actual }，应当 { $expected }
finding-not-greater = { $name }是 { $actual }，应当 { $expected }
finding-blank = { $name }没有填
finding-placeholder = { $name }只填了“{ $actual }”
finding-other-text = { $name }填的是“{ $actual }”，应当是“{ $expected }”
finding-no-match = { $name }的写法不符合 { $pattern }
finding-not-one-of = { $name }填的是“{ $actual }”，应当是：{ $expected }
finding-empty-list = { $name }一项也没有
finding-too-few = { $name }只有 { $actual } 项，至少要 { $expected } 项
finding-repeated = { $name }“{ $actual }”与{ $earlier }重复

reason-no-cell = 表中没有 { $pointer } 这一项
reason-placeholder = { $pointer } 填的是“{ $printed }”
reason-division = 除数是 0，比率没有意义
reason-empty = 列表是空的
reason-nothing = 没有需要核对的内容
reason-deactivated = 规则已停用：{ $reason }

vet-did-you-mean = 是不是 { $name }？
vet-says-nothing = 规则没有提出任何要求，永远都会通过；用 must_…、require 或 report
vet-switch = switch 比较单元格时总是走默认分支，请用 if
vet-try = 不能用 try/catch
vet-throw = 不能用 throw，请用 report 或 skip
vet-assign-global = { $name } 是表格本身，不能改
vet-assign-cell = 单元格不能改
vet-divide-assign = 写成 x = x / …，不要用 /=
vet-shadows = { $name } 是固定的名称，不能另作变量名
vet-for-no-list = for 后面要用列表
vet-no-condition = 条件要写成比较；是非单元格用 .is_true()，是否填写用 .is_missing()
vet-character = 文字用双引号
vet-map = 规则里不能写 {"#{ }"}
vet-unit = 规则里不能写 ()；是否填写用 .is_missing()
vet-this = 规则里没有 this，用 form 或 item
vet-coalesce = ?? 对单元格不起作用，请用 .or(默认值)
vet-elvis = ?. 对单元格不起作用，直接写 . 即可，没有填的单元格会一直带到结果
vet-unknown-construct = 规则里不能这样写
vet-too-many-digits = 数字超过 28 位，会被悄悄截短
vet-item-without-each = 头部没有写 each，不能用 item
vet-unknown-variable = 没有定义 { $name }
vet-computed-key = 方括号里只能直接写名称或序号
vet-index-no-list = 只有列表才能用序号
vet-field-of-leaf = 这是单个单元格，没有下级“{ $name }”
vet-field-of-value = 这里不能取“{ $name }”
vet-unknown-field = “{ $owner }”没有“{ $name }”
vet-unknown-field-anywhere = 表格里没有“{ $name }”
vet-unknown-parameter = 没有参数 { $name }
vet-contains = in 和 contains 对单元格总是假，请用 .is_one_of([…]) 或 .mentions(…)
vet-unknown-function = 没有函数 { $name }
vet-arity = { $name } 连同前面的对象要 { $least } 到 { $most } 个参数，这里有 { $given } 个
vet-flattened = 各项下的列表已合并，数不出每项有几个；用 each 逐项检查
vet-needs-list = { $name } 只能用在列表上
vet-bad-pattern = 正则表达式有误：{ $reason }
vet-negated-requirement = must_… 前面不能加 !，否则通过时也会留下问题
vet-list-compared = 列表不能用 { $operator } 比较，请用 must_… 逐项要求
vet-unknown-operator = 没有运算符 { $operator }
vet-not-a-figure = 这里不是数，不能参加计算
vet-order-of-texts = 文字不分大小
vet-figure-with-text = 数不能与文字比较；百分比写 percent(90)，金额写 万元(100)
vet-money-with-bare = 金额不能与没有单位的数比较；写成 万元(100)、元(…) 或 亿元(…)
vet-percent-with-bare = 百分比不能与没有单位的数比较；写成 percent(90)
vet-units = 单位不同，不能这样计算

script-too-long = 规则文件超过 { $limit } KB
script-unexpected = 不应出现“{ $what }”
script-punctuation-help = 脚本里用英文标点
script-open-text = 文字缺少右引号
script-number = 数字写法不对：{ $what }
script-symbol = 不能用 { $what }；比较是否相等用 ==
script-missing = 这里缺少 { $what }
script-reserved = { $what } 是脚本的保留字
script-operator = 没有运算符 { $what }
script-ends = 脚本没有写完
script-too-deep = 括号或计算嵌套太深
script-syntax = 写法有误：{ $what }

broken-operations = 超过运行上限（{ $what } 步），可能是循环没有结束
broken-time = 运行超过 { $what } 毫秒
broken-calls = 函数层层调用超过 { $what } 层
broken-text-size = 拼出的文字超过 { $what } 字
broken-array-size = 数组超过 { $what } 项
broken-variables = 变量太多
broken-said = { $what }
broken-function = 不能这样调用：{ $what }
broken-field = 这里没有“{ $what }”
broken-kind = 类型不对：{ $what }
broken-other = 运行出错：{ $what }

engine-bad-pattern = 正则表达式有误：{ $pattern }
engine-unit-of-what = { $name } 里要写数字
engine-compared-kinds = { $operator } 两边不是同一类，不能比较
engine-list-compared = 列表不能这样比较
engine-order-of-texts = 文字不分大小
engine-not-a-list = { $name } 只能用在列表上
engine-not-a-figure = 这里要用数
engine-compared-with = 不能与 { $kind } 比较
engine-not-texts = 这里要用文字或文字列表
engine-no-truth = 这里不是是非单元格
engine-unknown-severity = 没有等级 { $severity }，只有 error、warning、info
