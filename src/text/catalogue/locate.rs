//! Sentences of the room `locate`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "locate.no_grids",
        zh: "边界数据里没有网格；请提供 grids.geojson，并用 wangge check 检查",
        en: "the boundaries hold no grid; supply grids.geojson and look at it with `wangge check`",
    },
    Entry {
        key: "locate.grid",
        zh: "责任网格 {code}  {chain}",
        en: "responsible grid {code}  {chain}",
    },
    Entry { key: "locate.inside", zh: "位于网格内", en: "inside the grid" },
    Entry {
        key: "locate.edge",
        zh: "位于网格边界上，按编码最小者确定；相邻网格 {others}",
        en: "on the boundary, where the lowest code answers; the others are {others}",
    },
    Entry {
        key: "locate.nearest",
        zh: "不在任何网格内，最近的网格在 {distance_m} 米外",
        en: "outside every grid; the nearest is {distance_m} m away",
    },
    Entry {
        key: "locate.position",
        zh: "位置 {lon}, {lat}（CGCS2000；按 {datum} 读入，换算移动 {shift_m} 米）",
        en: "position {lon}, {lat} (CGCS2000; read as {datum}, moved {shift_m} m by conversion)",
    },
    Entry {
        key: "locate.border",
        zh: "距最近边界 {distance_m} 米，界外是 {name}（{code}）",
        en: "{distance_m} m from the nearest border, beyond which lies {name} ({code})",
    },
    Entry {
        key: "locate.outer_border",
        zh: "距最近边界 {distance_m} 米，界外没有网格",
        en: "{distance_m} m from the nearest border, beyond which there is no grid",
    },
    Entry {
        key: "locate.certain",
        zh: "按定位精度 {accuracy_m} 米，归属有把握：{shares}",
        en: "with an accuracy of {accuracy_m} m the answer is certain: {shares}",
    },
    Entry {
        key: "locate.doubtful",
        zh: "按定位精度 {accuracy_m} 米，归属把握不足，请核实：{shares}",
        en: "with an accuracy of {accuracy_m} m the answer is in doubt, please verify: {shares}",
    },
    Entry { key: "locate.outside", zh: "网格之外", en: "outside every grid" },
    Entry {
        key: "locate.edition",
        zh: "所用边界自 {date} 起施行",
        en: "by the boundaries in force from {date}",
    },
    Entry {
        key: "locate.near_grid",
        zh: "附近网格 {code} {name}  {distance_m} 米",
        en: "grid nearby {code} {name}  {distance_m} m",
    },
    Entry {
        key: "locate.near_service",
        zh: "最近的{kind} {name}  {distance_m} 米",
        en: "nearest {kind} {name}  {distance_m} m",
    },
    Entry {
        key: "locate.datum_slip",
        zh: "坐标系可能写错：按 {read} 读入的位置不合情理，若为 {datum}，则在 {name}（{code}）内",
        en: "the datum may be wrong: read as {read} the position makes no sense, as {datum} it lies in {name} ({code})",
    },
    Entry { key: "locate.zones", zh: "所在重点区域：{zones}", en: "zones here: {zones}" },
];
