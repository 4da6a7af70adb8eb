//! Sentences of the room `locate`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[Entry {
    key: "locate.no_grids",
    zh: "边界数据里没有网格；请提供 grids.geojson，并用 wangge check 检查",
    en: "the boundaries hold no grid; supply grids.geojson and look at it with `wangge check`",
}];
