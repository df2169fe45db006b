//! Closed classes of words: those that grammar knows, not those of a form.

/// What aims at something.
pub(super) const AIMS: [&str; 12] = [
    "目标",
    "预期",
    "预计",
    "计划",
    "任务数",
    "任务量",
    "指标值",
    "力争",
    "拟",
    "应达",
    "考核要求",
    "任务为",
];

/// What stands for a target that is printed elsewhere: 占任务指标的101%.
pub(super) const TARGETS: [&str; 9] =
    ["目标", "预期", "预计", "计划", "任务", "指标", "年初", "既定", "设定"];

/// Of an earlier period.
pub(super) const EARLIER: [&str; 9] =
    ["上年", "去年", "上一年", "前一年", "同期", "往年", "上季度", "上月", "前年"];

/// Verbs of change that stand before a difference.
pub(super) const CHANGES: [(&str, bool); 30] = [
    ("多完成", false),
    ("少完成", true),
    ("增加", false),
    ("减少", true),
    ("提高", false),
    ("提升", false),
    ("降低", true),
    ("缩短", true),
    ("压缩", true),
    ("提前", true),
    ("上升", false),
    ("下降", true),
    ("增长", false),
    ("节约", true),
    ("节省", true),
    ("净增", false),
    ("净减", true),
    ("高出", false),
    ("超出", false),
    ("超过", false),
    ("新增", false),
    ("压减", true),
    ("回落", true),
    ("多", false),
    ("少", true),
    ("差", true),
    ("高", false),
    ("低", true),
    ("超", false),
    ("缺", true),
];

/// Since some day.
pub(super) const SINCE: [&str; 8] = ["累计", "截至", "截止", "历年", "以来", "总投资", "历次", "迄今"];

/// Of this year as a whole.
pub(super) const THIS_YEAR: [&str; 7] = ["全年", "本年", "当年", "年内", "今年", "本年度", "年度内"];

/// Part of a year.
pub(super) const PARTIAL: [&str; 14] = [
    "季度",
    "上半年",
    "下半年",
    "月份",
    "月底",
    "暑期",
    "汛期",
    "每月",
    "每季",
    "每天",
    "每日",
    "每周",
    "日均",
    "月均",
];

/// Verbs of change behind which the size of the change stands.
pub(super) const UP: [&str; 8] = ["增长", "增加", "上升", "提高", "提升", "增幅", "增速", "上涨"];
/// The same, downwards.
pub(super) const DOWN: [&str; 9] = ["下降", "减少", "降低", "回落", "下滑", "降幅", "缩减", "压减", "减幅"];

/// Adverbs, connectors and words of extent in front of a subject.
pub(super) const ADVERBS: [&str; 65] = [
    "全县",
    "全市",
    "全区",
    "全省",
    "全镇",
    "全局",
    "全系统",
    "全街",
    "截至目前",
    "目前",
    "截至",
    "截止",
    "全年",
    "年内",
    "今年",
    "本年度",
    "本年",
    "当年",
    "年度",
    "以来",
    "同时",
    "此外",
    "另外",
    "另",
    "其中",
    "包括",
    "包含",
    "累计",
    "共计",
    "合计",
    "总计",
    "总共",
    "一共",
    "共有",
    "共",
    "已经",
    "已",
    "现已",
    "均",
    "分别",
    "实际",
    "顺利",
    "圆满",
    "成功",
    "全面",
    "全部",
    "积极",
    "深入",
    "扎实",
    "有序",
    "持续",
    "大力",
    "着力",
    "努力",
    "切实",
    "还",
    "并",
    "且",
    "及",
    "和",
    "与",
    "的",
    "约",
    "仅",
    "各类",
];

/// What leads from a subject to its figure.
pub(super) const LINKS: [&str; 33] = [
    "共计",
    "合计",
    "总计",
    "总共",
    "累计",
    "共有",
    "共",
    "约",
    "近",
    "超",
    "超过",
    "达到",
    "达",
    "为",
    "是",
    "至",
    "到",
    "的",
    "了",
    "仅",
    "分别",
    "均",
    "各",
    "和",
    "及",
    "完成",
    "实现",
    "已",
    "已完成",
    "实际",
    "只有",
    "现有",
    "各有",
];

/// Verbs that say only that something was done: dropped from a subject, so that 开展培训18场 and 培训18场 are the same.
pub(super) const LIGHT_VERBS: [&str; 26] = [
    "完成",
    "实现",
    "开展",
    "举办",
    "组织",
    "组织开展",
    "召开",
    "举行",
    "实施",
    "推动",
    "推进",
    "做好",
    "落实",
    "进行",
    "取得",
    "获得",
    "提供",
    "确保",
    "保障",
    "力争",
    "计划",
    "预计",
    "预期",
    "目标",
    "累计完成",
    "组织实施",
];

/// Words that name how something is counted, at the end of an indicator's name.
pub(super) const MEASURES: [&str; 37] = [
    "完成情况",
    "开展情况",
    "建设情况",
    "落实情况",
    "情况",
    "总数量",
    "数量",
    "次数",
    "个数",
    "场次",
    "人次数",
    "人次",
    "人数",
    "户数",
    "家数",
    "宗数",
    "起数",
    "件数",
    "份数",
    "批次数",
    "批次",
    "期数",
    "项数",
    "座数",
    "条数",
    "台数",
    "套数",
    "总数",
    "总量",
    "总长度",
    "长度",
    "里程",
    "总面积",
    "面积",
    "规模",
    "总额",
    "数",
];

/// Words that say too little of what something is about to tell one thing from another.
pub(super) const GENERIC: [&str; 64] = [
    "项目", "建设", "工作", "情况", "完成", "推进", "推动", "任务", "数量", "资金", "实施", "开展", "重点",
    "进度", "计划", "目标", "单位", "部门", "全区", "全市", "全县", "全年", "年度", "管理", "服务", "部分",
    "相关", "工程", "落实", "保障", "加强", "提升", "提高", "问题", "措施", "支出", "预算", "经费", "组织",
    "活动", "达到", "指标", "按时", "及时", "按期", "有效", "进行", "存在", "主要", "实际", "未达", "预期",
    "影响", "由于", "方面", "系统", "中心", "发展", "综合", "专项", "机制", "体系", "能力", "水平",
];

/// What gives a cause.
pub(super) const CAUSES: [&str; 24] = [
    "由于",
    "鉴于",
    "原因",
    "导致",
    "致使",
    "造成",
    "所致",
    "受限",
    "限于",
    "影响",
    "制约",
    "考虑到",
    "为了",
    "为避免",
    "为配合",
    "为落实",
    "为保障",
    "为确保",
    "为应对",
    "为支持",
    "源于",
    "缘于",
    "取决于",
    "主要是",
];

/// Whether any of the words stands in a text.
pub(super) fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
