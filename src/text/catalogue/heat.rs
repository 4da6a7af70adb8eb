//! Sentences of the room `heat`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "heat.bandwidth",
        zh: "带宽 {bandwidth_m} 米不在 50 米到 50 千米之间；请另选一个值，例如 2000",
        en: "the bandwidth of {bandwidth_m} m is not between 50 m and 50 km; choose another, for example 2000",
    },
    Entry {
        key: "heat.period",
        zh: "时段长度为 {days} 天，无法计算密度；结束时间应晚于开始时间",
        en: "the period has a length of {days} days, which gives no density; its end must be after its start",
    },
    Entry {
        key: "heat.png",
        zh: "热力图写成 PNG 时出错：{source}",
        en: "the heat raster could not be written as PNG: {source}",
    },
];
