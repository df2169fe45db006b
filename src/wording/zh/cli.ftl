### 命令行

help-template = {"{about}"}\n\n用法：{"{usage}"}\n\n{"{all-args}"}{"{after-help}"}
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
cli-check-as-of = 按这一年或这一天核对（2023 或 2023-06-30），不看表里的年度
cli-check-fail-on-unchecked = 有规则没有核对时退出码也为 1
cli-check-quiet = 只显示达到 --fail-on 的问题，不显示汇总
cli-check-timings = 另外列出最费时的规则（写到标准错误）
cli-check-max-bytes = 文件大小上限（字节），默认 64 MiB
cli-check-max-depth = 嵌套层数上限，默认 128
cli-check-max-values = 数据项数上限，默认 20,000，每 16 字节另加一项
cli-import-about = 把工作簿（.xlsx、.xls、.ods）或 Word 文档（.docx）里的自评表读成 JSON
cli-import-path = 工作簿或文档
cli-import-form = 文件里有几张表时读第几张（从 1 数起）
cli-import-layout = 只用这个名字的布局
layout-none = 没有布局“{ $name }”
layout-none-help = 有的布局：{ $known }
cli-test-about = 运行规则、词表和句式自带的例子
cli-test-wanted = 只运行这些规则、词类（word/cause）、句式（statement/share）
cli-test-mutate = 试着把规则、词表、句式逐处改一点，列出例子没有发现的
cli-test-least = 与 --mutate 同用：每个规则包、每种语言至少要发现多少，默认 90%
cli-read-about = 看一段文字读出了什么：词、数、句式
cli-read-what = 一段文字，- 表示标准输入；后面有路径时是一张表
cli-read-pointer = 表里一个单元格的路径，例如 /performance/goal
cli-read-format = 输出格式；默认给人看
cli-read-all = 长文字也全部列出，不折叠
cli-read-json =
    JSON（version 1）里有：
      tokens       文字切成的词：kind（word、plain、figure、date、mark）、
                   classes（类的 name 和 title）
      figures      数：value（文本，不取舍）、unit、measures（量的种类）、
                   qualifier、role、bound、year、partial_period、subject
      dates        日期：year、month、day
      entries      分条：number、style
      statements   句式：kind、form、members（figures 是数的序号，从 0 起）、
                   law、calculation，
                   verdict（holds、within_rounding、violated、undecided、no_law），
                   doubt（无法判断的缘由）、near（不成立的来由）
      near_misses  差一点对上的写法：pattern 和不成立的 condition
    span 是文字里的字节位置（UTF-8），含头不含尾。
cli-explain-about = 说明一条规则，或词表、句式里的一条
cli-explain-rule = 规则编号，例如 funds/completion-rate；或 word/cause、
    statement/share、role/target、measure/length、kind/rate
cli-rules-about = 查看和导出规则
cli-rules-list-about = 列出规则
cli-rules-export-about = 把规则包写到文件夹里，以便修改
cli-rules-export-into = 写到这个文件夹
cli-rules-export-rule = 只写这些规则；文件夹里没有 pack.toml 的，写成一层
cli-rules-export-force = 覆盖已有的文件；改动过的不覆盖，什么也不删除
cli-rules-upgrade-about = 看规则包的新版本改了什么，与这一层或导出的文件夹有关
cli-rules-upgrade-folder = 层、导出的规则包，或者放它们的文件夹
cli-rules-upgrade-write = 记下看过这个版本，以后只列此后的变化；不改别的文件
cli-schema-about = 表格的结构（JSON Schema）
cli-schema-rule = 规则文件头部的结构
cli-schema-report = JSON 报告的结构
cli-completions-about = 生成命令补全脚本
cli-completions-shell = bash、zsh、fish、powershell 或 elvish

cli-write = 无法输出：{ $reason }
cli-write-full = 无法输出：磁盘空间不足
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
check-no-pack-help = 现有：{ $known }
check-no-pack-folder = 这里写规则包的 id（现有：{ $known }）；规则包的文件夹用 --rules { $id }
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
load-pack-twice = { $other } 里的规则包也叫 { $id }；改掉一个的 id
load-exists = 已经存在；要覆盖请加 --force
load-link-out = 是符号链接，指向的不是这个文件夹里的文件，没有读取
load-link-out-help = 把链接换成文件本身；要核对链接指向的表，请在命令行上直接写它的路径
write-failed = 无法写入：{ $reason }
write-full = 磁盘空间不足，没有写入
write-no-permission = 没有写入权限

test-untouched = 底稿 example.json
test-failed = { $place } 例子“{ $name }”不符：
    {"  "}{ $fault }
test-passed = 规则通过了，没有报出问题；改 set 里的值，或者写 finds = []
test-not-applicable = 规则不适用：{ $reason }
test-not-checked = 规则没有核对，缺少 { $needs }
test-broken = 规则出错：{ $error }
test-found = 规则报出：
    {"  "}{ $found }
test-no-base = 找不到底稿
test-nothing = 没有运行任何例子
test-total = 例子：{ $passed } 个符合，{ $failed } 个不符

mutate-changed = { $place } { $kind }：{ $old } 改成 { $new }
mutate-dropped = { $place } { $kind }：去掉 { $old }
mutate-total = { $name }：试改 { $made } 处，例子发现 { $noticed } 处（{ $share }），没有发现 { $left } 处；另有 { $refused } 处改了就读不通，不算
mutate-kind = {"  "}{ $kind } { $noticed }/{ $made }
mutate-below = { $name }：没有达到 { $least }；给上面列出的各处补上例子
mutate-bound = 等于时算不算
mutate-equality = 等与不等
mutate-joint = 且与或
mutate-negation = 非
mutate-condition = 整个条件
mutate-part = 条件的一部分
mutate-parameter = 参数
mutate-number = 数
mutate-report = 报出
mutate-requirement = 要求换成近似的
mutate-requirement-dropped = 要求
mutate-statement = 语句
mutate-severity = 级别
mutate-alternative = 表达式里的一种写法
mutate-pattern = 句式
mutate-guard = 条件 when
mutate-optional = 可有可无的部分
mutate-unless = 不算的情形 unless
mutate-saying = 说法
mutate-word = 词
mutate-exception = 例外
mutate-measure = 量词、单位
mutate-kind-of-indicator = 指标种类的词
test-read-as = 不应读作“{ $title }”
test-not-read-as = 应读作“{ $title }”
test-reason = 说明了原因
test-figure = 数

severity-error = 错误
severity-warning = 警告
severity-info = 提示
explain-severity = 等级：{ $text }
explain-why = 理由：{ $text }
explain-basis = 依据：{ $text }
explain-convention = 惯例
explain-help = 建议：{ $text }
explain-each = 逐项检查：{ $text }
explain-years = 适用年度：{ $text }
explain-in-force = 施行日期：{ $text }
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

read-choose = 各规则包的词表不同，请用 --pack 指定一个
read-no-cell = 表里没有 { $text }
read-no-pointer = 是一个文件；请再写上单元格的路径，例如 /goal/actual
read-no-text = { $text } 不是文字
read-place = 单元格：{ $place }
read-nothing = 没有文字
read-tokens = 切分
read-words = 词和所属的类
read-figures = 数
read-dates = 日期
read-entries = 分条
read-statements = 读出的句式
read-near = 差一点对上的写法
read-separator = ，
read-more = …另有 { $count } 项；加 --all 全部列出
read-as = 读作 { $text }
read-year = { $year } 年
read-partial = 只是一年中的一段
read-subject = 说的是“{ $text }”
read-law = { $law }：{ $calculation }
read-condition = 不成立的条件：{ $text }
read-plain = 普通文字
read-figure = 数
read-date = 日期
read-mark = 标点
role-value = 实际数
role-target = 目标
role-change = 变化的大小
role-previous = 以前的数
role-cumulative = 累计
role-part = 其中的一部分
role-each = 每一个的数
role-grade = 名称里的档次
bound-at-least = 不少于
bound-at-most = 不多于
bound-equal = 等于
verdict-holds = 成立
verdict-within-rounding = 四舍五入内成立
verdict-violated = 不成立
verdict-undecided = 无法判断
verdict-note = { $verdict }（{ $note }）
doubt-missing = 有的数没有写出
doubt-approximate = 有约数
doubt-units = 单位不能相比
doubt-overflow = 数太大
doubt-divisor-near-zero = 除数可能是 0
doubt-division-by-zero = 除数是 0
verdict-no-law = 没有可核对的规律

rules-kept = { $folder } 已经存在，没有覆盖；要覆盖请加 --force

test-word-unread = “{ $word }”没有读成“{ $title }”，读作：{ $read }
test-word-read = “{ $word }”读成了“{ $title }”
test-statement-holds = 应读出“{ $title }”，而且 { $law } 成立
test-statement-breaks = 应读出“{ $title }”，而且 { $law } 不成立
test-statement-unread = 不应读出“{ $title }”
test-statement-read = 读出“{ $title }”（句式 { $form }，{ $verdict }）：{ $text }
test-statement-near = 差一点：{ $pattern }，条件 { $condition } 不成立
test-statement-nothing = 没有读出任何句式

entry-words = 词：{ $text }
entry-edge = 单个字的词，{ $text }才算
entry-edge-behind = 后面是数、标点、词或结尾
entry-edge-before = 前面是数、标点、词或开头
entry-edge-figure = 后面是数
entry-edge-any = 前面或后面是数、标点、词或头尾
entry-frame = 例句：{ $text }
entry-not = 不算：{ $text }
entry-file = 文件：{ $text }
entry-form = 句式 { $text }
entry-law = 规律：{ $text }
entry-flags = 标记：{ $text }
entry-conditions = 条件：{ $text }
entry-holds = 成立：{ $text }
entry-breaks = 不成立：{ $text }
entry-unread = 不读：{ $text }
entry-pattern = 写法：{ $text }
entry-unless = 除非：{ $text }
entry-kind-class = 表上印的类别：{ $text }
entry-kind-ends = 名称以此结尾：{ $text }
entry-kind-has = 名称里有：{ $text }
entry-kind-not-ends = 结尾不能是：{ $text }
entry-kind-not-has = 名称里不能有：{ $text }
entry-kind-asks = 问的是：{ $text }
entry-kind-good = 哪一边好：{ $text }
entry-kind-bound = 本来的界限：{ $text }
rules-off = 停用
test-saying-unread = 没有读成“{ $title }”
test-saying-read = “{ $text }”读成了“{ $title }”
entry-says = 算：{ $text }
entry-because = 这样说也算说明原因：{ $text }
rules-lacking = 不适用
rules-from = 〔{ $pack }〕
rules-replaces = 〔代替 { $pack } 的同名规则〕
test-shared = { $pack }：{ $count } 条规则来自 { $from }，例子在 { $from } 自己的表上运行
explain-from = 来自：{ $text }
explain-lacks = 不检查：{ $text }
explain-shared = 例子见规则包 { $pack }

upgrade-no-record = { $folder }：{ $of } { $now }；没有记录它是照哪个版本写的，只列现在的情况
upgrade-same-version = { $folder }：{ $of } { $now }
upgrade-version = { $folder }：{ $of } { $before } → { $now }
upgrade-changed = 规则包改了 { $file }
upgrade-changed-own = 规则包改了 { $file }，本层用自己的文件代替它：对照两边，看要不要照改
upgrade-changed-written = 规则包改了 { $file }，本层的文件还是导出时的样子：用 hegui rules export --force --rule { $file } 更新
upgrade-changed-off = 规则包改了 { $file }，本层停用了它：看停用的理由还在不在
upgrade-new = 规则包新增 { $file }
upgrade-new-own = 规则包新增 { $file }，本层已有同名的文件，由本层的代替：是另一回事就改名
upgrade-replaces = 本层用自己的文件代替 { $file }
upgrade-gone = 规则包删去了 { $file }
upgrade-gone-own = 规则包删去了 { $file }，本层的文件照样运行：不再需要就删去
upgrade-off-gone = 本层停用的 { $file }，规则包已经没有：从 off 里删去
upgrade-severity-gone = 本层定了等级的 { $file }，规则包已经没有：从 severity 里删去
upgrade-severity-same = { $file } 在规则包里已经是 { $set }：severity 里的可以删去
upgrade-severity-other = { $file } 的等级，规则包从 { $before } 改为 { $now }，本层定为 { $set }
upgrade-param-gone = 本层设定的参数 { $name }，规则包已经没有：从 params 里删去
upgrade-param-same = 参数 { $name } 在规则包里已经是 { $set }：params 里的可以删去
upgrade-param-other = 参数 { $name }，规则包从 { $before } 改为 { $now }，本层设为 { $set }
upgrade-word = “{ $word }”已经在规则包的词类 { $class } 里：lexicon.toml 里的可以删去
upgrade-copy-lacks = { $file } 导出之后删去了
upgrade-copy-new = 新增 { $file }
upgrade-copy-gone = { $file } 规则包已经没有，这里还在
upgrade-copy-older = { $file } 规则包改了，这里还是导出时的样子
upgrade-copy-own = { $file } 这里改过，规则包没有再改
upgrade-copy-differs = { $file } 与规则包不同，看不出是哪一边改的
upgrade-copy-both = { $file } 两边都改了：对照后手工合并
upgrade-nothing = 没有需要处理的变化
upgrade-next-layer = 处理之后运行 hegui test --rules { $folder }，再用 hegui rules upgrade --write { $folder } 记下
upgrade-next-copy = 用 hegui rules export --force 更新没有改动过的文件，其余手工处理；然后运行 hegui test，再用 hegui rules upgrade --write { $folder } 记下
upgrade-written = 已记在 { $file }
upgrade-of-nothing = { $folder } 里没有层，也没有导出的规则包

rules-changed = { $file } 改动过，没有覆盖
rules-changed-help = 要换成程序里的，先把它移到别处，再导出一次；看两边改了什么，用 hegui rules upgrade
rules-older = { $file } 是以前导出的，没有覆盖；要更新请加 --force
rules-gone = 规则包里已经没有 { $file }；这里的没有删去，照样运行
rules-of-which = 这些规则不只一个规则包有，或者不在同一个里；请写明规则包：{ $known }
rules-replaced = 〔由本层代替〕
export-layer = 只写与规则包不同的地方：hegui rules upgrade 告诉规则包后来改了什么
export-other-pack = 这个文件夹是 { $other } 的，不能放 { $pack } 的规则
export-holds-packs = 这个文件夹里放着规则包；写明其中一个，或者另写一个文件夹
write-no-folder = 是链接或文件，不是文件夹，没有写入
lock-damaged = 不是 hegui 写下的样子
lock-damaged-help = 找回原来的；找不回来就删去它，此后有改动的文件都不会被覆盖
export-shared = { $rule } 是 { $from } 的规则，例子在它自己的表上，不能单独导出；在层里可以改它的等级、参数或停用它
