//! Measure words (量词): what stands between a number and the thing counted, as in 3宗地块 and 12.5公里.
//!
//! A closed class of the language. Whether a number in prose is a figure, and what it can be compared with, is decided
//! by the measure word behind it.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a measure word measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// 公里, 米
    Length,
    /// 亩, 平方米
    Area,
    /// 立方米, 升
    Volume,
    /// 吨, 公斤
    Mass,
    /// 千瓦时, 兆瓦
    Energy,
    /// 天, 小时, 年
    Time,
    /// 人, 名, 户
    People,
    /// 次, 场, 期: events.
    Events,
    /// 家, 座, 件: things.
    Things,
    /// 倍
    Multiple,
    /// 分
    Points,
    /// 美元: money that is not converted.
    Currency,
}

const WORDS: [(Dimension, &str); 12] = [
    (Dimension::Currency, "美元 欧元 港元 港币 日元 英镑"),
    (Dimension::Length, "公里 千米 米 里 厘米 毫米 km m cm mm 延米"),
    (Dimension::Area, "平方公里 平方千米 平方米 平方 平米 公顷 顷 亩 亩地 km² m² ㎡ m2"),
    (Dimension::Volume, "立方米 立方 方 升 毫升 L ml m³ ㎥ m3"),
    (Dimension::Mass, "吨 公斤 千克 斤 克 毫克 微克 kg t g mg"),
    (Dimension::Energy, "千瓦时 千瓦 兆瓦时 兆瓦 分贝 千伏 千伏安 kW kWh MW MWh kV kVA"),
    (
        Dimension::Time,
        "年 个年 个月 月 周 周年 天 日 个日 个工作日 工作日 日历天 小时 个小时 学时 课时 分钟 秒 秒钟 岁 季度 个季度",
    ),
    (Dimension::People, "人 名 位 户 口 员"),
    (Dimension::Events, "次 场 期 批 轮 届 趟 遍 回 班 针 餐 例 起 宗 单 票 笔 桩 节 门 站 课 讲"),
    (
        Dimension::Things,
        "个 家 项 件 处 座 条 所 间 套 台 辆 艘 架 部 本 册 份 篇 幅 张 块 片 栋 幢 盏 支 只 头 匹 棵 株 种 类 大类 组 \
         支队 队 床 枚 颗 粒 根 孔 扇 面 道 首 集 版 款 箱 包 袋 瓶 桶 盒 罐 剂 副 把 对 双 样 点位 个点位 标段 \
         具 顶 尾 羽 门类 方面 环节 维度 个百分位 层 级 章 条款 页 字 卷 封 席 帧 枝 篇次 网格 车位 泊位 学位 床位 工位",
    ),
    (Dimension::Multiple, "倍"),
    (Dimension::Points, "分"),
];

type Words = HashMap<char, Vec<(&'static str, Dimension)>>;

/// By their first letter, the longest first.
static BY_LETTER: LazyLock<Words> = LazyLock::new(|| {
    let mut words: Words = HashMap::new();
    for (dimension, list) in WORDS {
        for word in list.split_ascii_whitespace() {
            if let Some(first) = word.chars().next() {
                words.entry(first).or_default().push((word, dimension));
            }
        }
    }
    #[expect(clippy::iter_over_hash_type, reason = "each is sorted by itself")]
    for list in words.values_mut() {
        list.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }
    words
});

/// The measure word that a text begins with, a following 次 included (家次, 家（次）), with what it measures.
#[must_use]
pub fn measure_word(text: &str) -> Option<(&str, Dimension)> {
    let first = text.chars().next()?;
    let (word, dimension) = BY_LETTER.get(&first)?.iter().find(|(word, _)| text.starts_with(word))?;
    let rest = text.get(word.len()..)?;
    // A unit in Latin letters ends where they do: 5G is no mass, 30min no length.
    let is_latin = word.chars().all(|c| c.is_ascii_alphanumeric());
    if is_latin && rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let counted =
        ["（次）", "(次)", "次"].into_iter().find(|times| !word.ends_with('次') && rest.starts_with(times));
    match counted {
        // 人次 counts people, however often; 家次 and 台次 count how often.
        Some(times) => {
            let whole = text.get(..word.len() + times.len())?;
            Some((whole, if *dimension == Dimension::People { Dimension::People } else { Dimension::Events }))
        }
        None => Some((word, *dimension)),
    }
}

/// What a counter measures; `None` if it is no measure word.
#[must_use]
pub fn dimension(counter: &str) -> Option<Dimension> {
    measure_word(counter).filter(|(word, _)| *word == counter).map(|(_, dimension)| dimension)
}

/// Words that count anything: people, events and things.
const GENERAL: [&str; 8] = ["个", "家", "项", "组", "批", "类", "支", "件"];

/// Whether figures counted by two words can be meant as the same: 场 and 次, 个 and 家, 人 and 名. Words for the size of
/// things must be the same.
#[must_use]
pub fn counts_alike(one: &str, other: &str) -> bool {
    let counted = |dimension| matches!(dimension, Dimension::People | Dimension::Events | Dimension::Things);
    match (dimension(one), dimension(other)) {
        _ if one == other || one.is_empty() || other.is_empty() => true,
        (Some(Dimension::Things), Some(Dimension::Things)) => true,
        (Some(Dimension::Things), Some(b)) if GENERAL.contains(&one) => counted(b),
        (Some(b), Some(Dimension::Things)) if GENERAL.contains(&other) => counted(b),
        (Some(a), Some(b)) => a == b && counted(a) || is_one_size(one, other),
        _ => false,
    }
}

/// Different words for one size.
fn is_one_size(one: &str, other: &str) -> bool {
    const SIZES: [&[&str]; 7] = [
        &["公里", "千米", "km"],
        &["米", "m", "延米"],
        &["平方米", "平方", "平米", "㎡", "m²", "m2"],
        &["平方公里", "平方千米", "km²"],
        &["立方米", "立方", "方", "m³", "㎥", "m3"],
        &["天", "日", "日历天"],
        &["公斤", "千克", "kg"],
    ];
    SIZES.iter().any(|words| words.contains(&one) && words.contains(&other))
}
