//! Sentences of the room `synth`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "synth.grids",
        zh: "不能生成 {count} 个网格；请在 {least} 到 {most} 之间选择",
        en: "{count} grids cannot be made; choose from {least} to {most}",
    },
    Entry {
        key: "synth.days",
        zh: "时段为空：最后一天早于第一天；请检查 --from 和 --to",
        en: "the last day is before the first; check --from and --to",
    },
    Entry {
        key: "synth.too_small",
        zh: "轮廓只有 {area_km2} 平方千米，最多容纳 {most} 个网格；请减少 --grids 或换一个更大的轮廓",
        en: "an outline of {area_km2} km² holds {most} grids at most; ask for fewer with --grids or take a larger outline",
    },
    Entry {
        key: "synth.outline",
        zh: "轮廓没有面积，或者自相交；请用 wangge check 检查它",
        en: "the outline has no ground or crosses itself; look at it with `wangge check`",
    },
    Entry {
        key: "synth.too_narrow",
        zh: "轮廓在 {lon}, {lat} 附近过于狭窄，容不下网格界线；请简化轮廓或减少 --grids",
        en: "the outline is too narrow near {lon}, {lat} for borders to fit in; simplify it or ask for fewer with --grids",
    },
    Entry {
        key: "synth.codes",
        zh: "一个区域的下级超过 999 个，编码不够用；请换一个 --seed 或减少 --grids",
        en: "an area has more than 999 parts, which its codes cannot number; try another --seed or fewer --grids",
    },
    Entry {
        key: "synth.exists",
        zh: "{path} 已经存在，不会覆盖；请换一个空目录",
        en: "{path} is there already and is not overwritten; choose an empty folder",
    },
    Entry {
        key: "synth.cannot_write",
        zh: "{path}：无法写入（{source}）；请检查目录、权限和磁盘空间",
        en: "{path}: cannot be written ({source}); check the folder, its permissions and the disk",
    },
];
