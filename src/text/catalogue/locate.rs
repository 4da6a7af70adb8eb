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
    Entry { key: "locate.zones", zh: "所在重点区域：{zones}", en: "zones here: {zones}" },
];
