### 规则包和规则文件

toml-syntax = 写法有误：{ $reason }
toml-unquoted = 文字要加英文双引号，例如 "error"
toml-twice = 这一项写了两次
toml-date = 日期写成 2022-01-01 这样
toml-no-value = 名称后面要写 = 和值
toml-behind-value = 值后面还有别的字；文字里面的引号写成“”
toml-open-text = 文字的引号没有成对
toml-full-width = “{ $text }”是全角符号；头部用英文的 = " [ ] ,
toml-not-text = { $key } 应当是文字，而且不能空着
toml-not-truth = { $key } 只能是 true 或 false
toml-not-texts = { $key } 应当是文字的列表，例如 ["甲", "乙"]
toml-not-table = { $key } 应当是 {"{"} 名称 = 值 {"}"}
toml-not-pointer = “{ $text }”不是单元格的路径；写成 "/funds/completion_rate"
config-not-bool = { $key } 应当是 true 或 false
config-not-tables = { $key } 应当写成 [[{ $key }]]
config-severity = 等级写 "error"、"warning" 或 "info"
config-as-of = 写年份或日期，例如 2023、2023-06-30
config-outside = “{ $text }”在这个文件夹以外；路径从 hegui.toml 所在的文件夹算起
config-pattern = 读不懂这个通配符：{ $reason }
config-fixed = { $rule } 的等级不能改：不能读或没有对应规则的表什么也没有核对
config-no-rule = 没有规则 { $rule }
toml-missing = 缺少 { $key }
toml-unknown-key = 不认识“{ $key }”
toml-did-you-mean = 是不是“{ $name }”？
header-missing = 规则文件的第一行应当是 { $opening }
header-unclosed = 头部没有结束：缺少单独一行的 { $closing }
header-comment = 头部里不能出现 { $mark }，否则后面的脚本会被当作注释
header-no-basis = 缺少 basis：写明依据，没有成文依据的写 ["convention"]
header-severity = severity 只能是 error、warning 或 info，不能是“{ $text }”
header-each-unknown = 表格里没有“{ $step }”
header-each-no-list = “{ $path }”不是列表，不能逐项检查
header-years = years 写成 [起始年, 终止年]，例如 [2018, 2030]
header-from = from 写成日期，例如 2022-01-01
header-never = years 在 from 之前就结束了，规则永远不会运行
header-covers = 没有规则“{ $name }”
header-no-parameter = 没有参数 { $name }
header-example-array = 例子写成 [[example]]
header-example-twice = 两个例子同名：“{ $name }”
header-no-quiet-example = 缺少一个不报问题的例子（finds = []）
header-no-firing-example = 缺少一个报出问题的例子（finds = ["/…"]）
param-name = 参数名“{ $name }”只能用文字、数字和下划线，不以数字开头
param-other-kind = 参数 { $name } 原来是“{ $value }”，这里的值与它不是同一类
param-does-not-go = 参数 { $name } 的值“{ $value }”不合用：{ $reason }
param-value = 参数 { $name } 的值应当是数、文字、文字列表或 true/false
example-replace = replace 写成 {"{"} "/路径" = ["原文", "改为"] {"}"}
example-says-nothing = 例子没有写明结果：写 finds 或 outcome
example-contradicts = finds、outcome、needs 互相矛盾
example-find = finds 里写单元格路径，或 {"{"} at = "/…", text = "…", severity = "…" {"}"}
example-number = { $text } 要写成普通的十进制数
example-date = { $text } 要加引号写成文字
example-not-there = 例子的底稿里没有 { $pointer }
example-append = { $pointer } 不是列表，不能追加
example-replace-once = { $pointer } 的文字里，要替换的内容应当恰好出现一次
example-unknown-cell = 表格里没有 { $pointer }
example-no-base = 规则包里没有 { $file }
pack-no-language = 没有语言 { $name }：规则包旁边没有这个名称的文件夹，程序里也没有
pack-no-rules = 规则包里没有一条可以运行的规则
pack-no-rules-help = 一条规则也没有，什么表都会通过；把规则放在规则包的文件夹里，例如 funds/completion-rate.rhai
pack-missing-file = 规则包缺少 { $file }
pack-not-utf8-help = 在编辑器里另存为 UTF-8 编码
pack-not-utf8 = 文件不是 UTF-8 编码
pack-rule-name = 这个文件名不是规则的文件名，没有当作规则运行
pack-rule-name-help = 放在一个文件夹里，文件夹名和文件名只用小写字母、数字和连字符，例如 funds/completion-rate.rhai

### 词表和句式

language-empty = 文件里什么也没有写
language-no-pattern = 没有写句式：缺少 say
language-no-patterns = 没有一种句式：缺少 [[statement]]，文字里的数就都不核对了
language-flag = is 不能写“{ $text }”，只能写 { $flags }
language-class-is = 词类的 is 只能写 exclusive 或 exclusive money，不能写“{ $text }”
language-edge = edge 只能是 behind、before、any 或 figure，不能是“{ $text }”
language-too-many-classes = 词表的类太多：最多 { $most } 类
language-cut = “{ $word }”写法不对：一个词，或 前半|后半
language-cut-twice = “{ $word }”在别处切在另一个地方
language-no-class = 词表里没有这一类：{ $class }
language-measure-twice = 量词“{ $word }”写了两次
language-factor = “{ $word }”里等号后面应当是大于 0 的数
language-no-role = 没有这种角色：{ $role }
language-role-figure = 角色的句式里要有 <x>
language-pattern = 句式里不应出现“{ $what }”
language-pattern-apart = 用 & 分开的几段不能写到句子以外
language-pattern-long = 句式太长
language-no-macro = 没有定义简写“{ $what }”
language-no-member = 句式里没有 <{ $member }>
language-no-check = 不认识的条件“{ $text }”
language-asks = asks 只能是 rate、count、incidents、money、time 或空，不能是“{ $text }”
language-good = good 只能是 more 或 less，不能是“{ $text }”
language-bound = bound 写成 ">= 100%" 或 "<= 0"，不能是“{ $text }”
language-law = 规律里不应出现“{ $what }”
language-law-end = 规律没有写完
language-law-relation = 规律写成 左边 = 右边，或用 <=、>=：{ $what }
language-law-member = 规律里的 { $what } 不是这个句式里的数
language-law-function = 规律里没有函数 { $what }；可用 abs、sum、count
language-law-row = { $what } 是一串数，要写成 sum({ $what }) 或 count({ $what })
language-law-no-row = { $what } 只是一个数，不能用 sum、count
header-long-help = help 太长，最多 { $limit } 字

# 层：在别人的规则包上改动

layer-of-what = 没有规则包 { $name } 可以叠加；内置的有：{ $known }
layer-no-parameter = 规则包没有参数 { $name }
layer-no-rule = 规则包没有规则 { $rule }
layer-own-says = { $rule } 由本层自己的文件代替，等级和停用写在那个文件的头部
layer-cells-json = 不是 JSON：{ $reason }
layer-cell-twice = { $pointer } 已经在表里，或者不是单元格：层只能增加单元格
layer-cells-help = 写成 {"{"} "properties": {"{"} "新单元格": {"{"} … {"}"} {"}"} {"}"}
saying-twice = “{ $name }”这个名字已经有了
saying-unread = 读不懂这个写法：{ $text }
saying-anything = 什么都不写也对得上：{ $text }
saying-no-class = 词表里没有这一类：{ $text }
saying-no-macro = 没有叫“{ $text }”的简写
saying-open = 没有写完，缺“{ $text }”
saying-because = 没有叫“{ $text }”的说法

# 术语：规则里用的名称

term-unexpected = 这里不应出现“{ $what }”；写成 格子 else 格子，或用 + - * / 计算
term-ends = 没有写完
term-name = “{ $name }”不能作名称：只能用文字、数字和下划线，不以数字开头，也不能是脚本的保留字
term-of-cell = 表里已经有叫“{ $name }”的格子，换一个名称
term-twice = “{ $name }”已经定义过
term-circle = “{ $name }”绕了一圈又用到自己
term-too-long = “{ $name }”牵涉的格子和计算太多
term-no-object = 表格里没有“{ $step }”
term-no-cell = 这里没有“{ $step }”
term-of-leaf = “{ $step }”没有下级：名称只能给一组格子或一张表定义
term-else = else 两边各写一个格子，右边也可以是算式
term-else-lacks = else 右边列表的每一项里没有“{ $name }”，左边有
term-else-differs = else 两边的格子不是同一类数
term-not-one-figure = 这里要一个数，不是一张表或一列
term-type = 这里不能这样计算：两边不是同一类数，或者不是数

include-missing = 找不到规则包 { $name }
include-no-library = { $name } 不是公用规则包：它的 pack.toml 里没有 library = true
include-twice = { $name } 写了两次
include-in-library = 公用规则包不能再引入别的规则包
include-flag = library 只能写 true 或 false
include-known = 公用规则包有：{ $known }
term-unused = 没有规则用到“{ $name }”
term-misfit = “{ $name }”是{ $given }，公用规则里它是{ $wanted }
sort-object = 一组格子
sort-list = 一张表
sort-text = 文字

layout-like = like 指的布局“{ $name }”有错，或者绕了一圈又回到自己
layout-unused-label = 布局没有用到栏目“{ $label }”
layout-not-tables = “{ $key }”要写成表，一个 [[{ $key }]] 一段，或者一列 { "{" } … { "}" }
layout-no-group = 模式“{ $pattern }”里没有要取的组
layout-pattern = 模式“{ $pattern }”写错了：{ $reason }
layout-value = value 只能是 right、every、below、inside、bracket
layout-label-twice = 栏目“{ $label }”和“{ $other }”是同样的字，分不开
layout-no-column = columns 里没有“{ $name }”
layout-no-row = rows 里没有“{ $name }”这一行
layout-mark = “{ $label }”里的花括号只能是 { "{" }year{ "}" } 或 { "{" }year-1{ "}" }
layout-other-form = 布局写给“{ $form }”，规则包是“{ $pack }”
layout-printed = “{ $pointer }”这个布局是读的，不用列在 unprinted 里
layout-unreached = 有些格布局既没有读，也没有列在 unprinted 里：{ $pointers }
layout-unreached-help = 写一段读它，或者加上：unprinted = [{ $pointers }]

header-scope = “{ $text }”不是适用范围；可以是 form 或 set
header-set-each = 一组表的规则针对整组；要逐张检查，用 for
header-set-none = 规则包没有说明表与表怎样相关
header-set-shared = 一组表的规则不能共用：表与表怎样相关，由各规则包说明
header-set-cell = 表格里有“{ $key }”这一格，而一组表里的其他表要放在这里
header-set-example = 规则包缺少 { $file }：一组完整的表，供一组表的规则的示例修改
set-no-cell = “{ $path }”不是一个格子
set-no-list = “{ $path }”不是代码的列表
set-many = 用“{ $key }”时，by 只能有一个代码：它指的是某一年度的一张表
