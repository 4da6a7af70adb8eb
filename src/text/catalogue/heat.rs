//! Sentences of the room `heat`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "heat.bandwidth",
        zh: "带宽 {bandwidth_m} 米不在 50 米到 50 千米之间；请另选一个值，例如 2000",
        en: "the bandwidth of {bandwidth_m} m is not between 50 m and 50 km; choose another, for example 2000",
    },
    Entry {
        key: "heat.contours",
        zh: "无法绘制等值线：{source}",
        en: "no contours could be drawn: {source}",
    },
    Entry {
        key: "heat.index_category",
        zh: "类别编号 {number} 超出索引范围；一个索引最多容纳 {most} 种类别",
        en: "category number {number} is beyond the index, which tells {most} categories apart",
    },
    Entry {
        key: "heat.index_cut_off",
        zh: "索引文件不完整；请用 wangge index 重新生成",
        en: "the index file is cut off; make it again with wangge index",
    },
    Entry {
        key: "heat.index_damaged",
        zh: "索引文件已损坏（校验和不符）；请用 wangge index 重新生成",
        en: "the index file is damaged (its checksum is wrong); make it again with wangge index",
    },
    Entry {
        key: "heat.index_full",
        zh: "索引已满；一个索引最多容纳 {most} 起事件",
        en: "the index is full: it holds {most} incidents at most",
    },
    Entry {
        key: "heat.index_grid",
        zh: "网格编号 {number} 超出索引范围；一个索引最多容纳 {most} 个网格",
        en: "grid number {number} is beyond the index, which tells {most} grids apart",
    },
    Entry {
        key: "heat.index_unread",
        zh: "读取索引文件时出错：{source}",
        en: "the index file could not be read: {source}",
    },
    Entry {
        key: "heat.no_index",
        zh: "不是本版本的索引文件；请用 wangge index 重新生成",
        en: "not an index file of this version; make it again with wangge index",
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
    Entry {
        key: "heat.tiff",
        zh: "热力图写成 GeoTIFF 时出错：{source}",
        en: "the heat raster could not be written as GeoTIFF: {source}",
    },
    Entry { key: "heat.unit", zh: "起/km²·30天", en: "incidents per km² per 30 days" },
    Entry {
        key: "heat.weighted",
        zh: "按严重程度加权 {weights}",
        en: "weighted by severity {weights}",
    },
];
