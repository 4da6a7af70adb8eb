//! Sentences of `heat::hotspot`.

use crate::text::Entry;

/// The lines of hot spots, for every length of a period: its key, 本月, 个月, and `month`.
macro_rules! lines {
    ($($step:literal: $this:literal, $counted:literal, $en:literal;)*) => { &[$(
        Entry {
            key: concat!("heat.spot.new.", $step),
            zh: concat!($this, "新出现，{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!("new this ", $en, ": {cases} cases in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.row.", $step),
            zh: concat!("连续第 {n} ", $counted, "，{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!($en, " {n} in a row: {cases} cases in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.rising.", $step),
            zh: concat!("连续第 {n} ", $counted, "，越来越热，{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!($en, " {n} in a row and getting hotter: {cases} cases in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.falling.", $step),
            zh: concat!("连续第 {n} ", $counted, "，逐渐减弱，{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!($en, " {n} in a row, but getting weaker: {cases} cases in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.again.", $step),
            zh: concat!($this, "再次出现（{of} ", $counted, "中有 {n} ", $counted, "），{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!("hot again this ", $en, " (in {n} of {of}): {cases} cases in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.fading.", $step),
            zh: concat!("消退中，", $this, "不再是热点：{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!("fading, no longer hot this ", $en, ": {cases} reported in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.faded.", $step),
            zh: concat!("已消退，第 {n} ", $counted, "不是热点：{area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍"),
            en: concat!("faded, ", $en, " {n} without it: {cases} reported in {area_km2} km², {ratio} times what is expected"),
        },
        Entry {
            key: concat!("heat.spot.unjudged.", $step),
            zh: concat!("样本太少，不能判断：", $this, " {area_km2} km² 内 {cases} 起"),
            en: concat!("too few cases to judge this ", $en, ": {cases} reported in {area_km2} km²"),
        },
    )*] };
}

/// The lines, apart from the other sentences because they come six times.
pub(super) const LINES: &[Entry] = lines! {
    "day": "当日", "天", "day";
    "week": "本周", "周", "week";
    "month": "本月", "个月", "month";
    "quarter": "本季度", "个季度", "quarter";
    "year": "本年", "年", "year";
    "period": "本期", "期", "period";
};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "heat.spot.joined",
        zh: "已与 {into} 号热点连成一片；原址 {area_km2} km² 内 {cases} 起，是预期的 {ratio} 倍",
        en: "grown together with hot spot {into}; on its ground {cases} reported in {area_km2} km², {ratio} times what is expected",
    },
    Entry { key: "heat.hotspot.hot", zh: "热点", en: "hot" },
    Entry { key: "heat.hotspot.cold", zh: "冷点", en: "cold" },
    Entry { key: "heat.hotspot.neither", zh: "不显著", en: "not significant" },
    Entry {
        key: "heat.hotspot.too_few", zh: "样本太少，不能判断", en: "too few cases to judge"
    },
    Entry {
        key: "heat.hotspot.undefined",
        zh: "各处数值相同，不能判断",
        en: "all values are the same, nothing to judge",
    },
    Entry {
        key: "heat.hotspot.few_cases",
        zh: "样本太少，不能判断：本期只有 {cases} 起，至少需要 {least} 起；请放长时段或放宽筛选",
        en: "too few cases to judge: {cases} in this period, and it takes {least}; choose a longer period or a wider filter",
    },
    Entry {
        key: "heat.hotspot.few_units",
        zh: "样本太少，不能判断：只有 {units} 个单元，至少需要 {least} 个；请改用更细的单元",
        en: "too little to judge: {units} units, and it takes {least}; choose smaller units",
    },
    Entry {
        key: "heat.hotspot.few_hit",
        zh: "样本太少，不能判断：只有 {units} 个单元有案件，至少需要 {least} 个；请放长时段或放宽筛选",
        en: "too few cases to judge: they lie in {units} units, and it takes {least}; choose a longer period or a wider filter",
    },
    Entry { key: "heat.course.unjudged", zh: "不能判断", en: "not judged" },
    Entry { key: "heat.course.never", zh: "从未是热点", en: "never hot" },
    Entry { key: "heat.course.faded", zh: "已消退", en: "faded" },
    Entry { key: "heat.course.fading", zh: "消退中", en: "fading" },
    Entry { key: "heat.course.new", zh: "新出现", en: "new" },
    Entry { key: "heat.course.intensifying", zh: "加剧", en: "intensifying" },
    Entry { key: "heat.course.weakening", zh: "减弱", en: "weakening" },
    Entry { key: "heat.course.persistent", zh: "持续", en: "persistent" },
    Entry { key: "heat.course.consecutive", zh: "连续", en: "consecutive" },
    Entry { key: "heat.course.sporadic", zh: "反复", en: "sporadic" },
    Entry {
        key: "heat.hotspot.length",
        zh: "热点分析：应有 {units} 项，实有 {got} 项；每个单元、每个时段各一项",
        en: "hot spots: there are {got} entries for {units}; give one for each unit and period",
    },
    Entry {
        key: "heat.hotspot.not_finite",
        zh: "热点分析：第 {unit} 个单元（从 0 起）的数值不是数",
        en: "hot spots: the value of unit {unit} (from 0) is not a number",
    },
    Entry {
        key: "heat.hotspot.not_positive",
        zh: "热点分析：第 {unit} 个单元（从 0 起）的面积、基数或预期数为 {value}，应大于 0",
        en: "hot spots: the area, exposure or expected count of unit {unit} (from 0) is {value}; it must be above 0",
    },
    Entry {
        key: "heat.hotspot.neighbour",
        zh: "热点分析：第 {unit} 个单元（从 0 起）的邻接单元 {neighbour} 不存在",
        en: "hot spots: unit {unit} (from 0) names the neighbour {neighbour}, which is not there",
    },
    Entry {
        key: "heat.hotspot.too_many",
        zh: "热点分析：{units} 个单元太多；请改用更粗的单元",
        en: "hot spots: {units} units are too many; choose larger ones",
    },
    Entry {
        key: "heat.hotspot.distance",
        zh: "热点分析：距离 {metres} 米无效，应为 0 或更大的数",
        en: "hot spots: a distance of {metres} m does not work; give a number from 0",
    },
    Entry {
        key: "heat.hotspot.no_period",
        zh: "热点分析：没有时段；请至少给出一个",
        en: "hot spots: there is no period; give at least one",
    },
    Entry {
        key: "heat.hotspot.rule",
        zh: "热点分析：规则 {rule} 的值 {value} 超出范围",
        en: "hot spots: the rule {rule} cannot be {value}",
    },
];
