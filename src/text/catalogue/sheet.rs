//! Sentences of the room `sheet`, and the words on paper.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "sheet.missing_glyphs",
        zh: "内置字体缺少“{text}”中的字：{missing}；请改用常用字",
        en: "the embedded typeface lacks characters of `{text}`: {missing}; use common ones",
    },
    Entry { key: "sheet.draw", zh: "绘图出错：{what}", en: "drawing failed: {what}" },
    Entry {
        key: "sheet.write",
        zh: "写成 {format} 时出错：{what}",
        en: "writing as {format} failed: {what}",
    },
    Entry { key: "sheet.title", zh: "{name}巡逻区域图", en: "Patrol area: {name}" },
    Entry { key: "sheet.period", zh: "时段 {period}", en: "Period {period}" },
    Entry {
        key: "sheet.example",
        zh: "示例数据 · 非实际界线",
        en: "示例数据 · 非实际界线 (example data)",
    },
    Entry { key: "sheet.north", zh: "北", en: "N" },
    Entry {
        key: "sheet.checkpoints",
        zh: "巡查点（按时段内重复发生的地点）",
        en: "Check-points (where incidents recur)",
    },
    Entry {
        key: "sheet.no_checkpoints",
        zh: "本时段内没有事件，未列巡查点。",
        en: "No incidents in this period, so no check-points.",
    },
    Entry { key: "sheet.longitude", zh: "东经", en: "Longitude" },
    Entry { key: "sheet.latitude", zh: "北纬", en: "Latitude" },
    Entry { key: "sheet.count", zh: "起数", en: "Cases" },
    Entry { key: "sheet.main_category", zh: "主要类别", en: "Main category" },
    Entry { key: "sheet.legend", zh: "图例", en: "Legend" },
    Entry { key: "sheet.this_grid", zh: "本网格", en: "This grid" },
    Entry { key: "sheet.grid_border", zh: "网格界", en: "Grid boundary" },
    Entry { key: "sheet.village_border", zh: "嘎查村、社区界", en: "Village boundary" },
    Entry { key: "sheet.township_border", zh: "苏木镇界", en: "Township boundary" },
    Entry { key: "sheet.banner_border", zh: "旗界", en: "Banner boundary" },
    Entry { key: "sheet.zone_border", zh: "重点区域界", en: "Zone boundary" },
    Entry {
        key: "sheet.density", zh: "事件密度（浅少深多）", en: "Density (dark: more)"
    },
    Entry {
        key: "sheet.more", zh: "其他类别共 {count} 起", en: "{count} in other categories"
    },
    Entry { key: "sheet.figures", zh: "本网格", en: "This grid" },
    Entry { key: "sheet.area", zh: "面积", en: "Area" },
    Entry { key: "sheet.incidents", zh: "事件", en: "Incidents" },
    Entry { key: "sheet.open", zh: "未了结", en: "Open" },
    Entry {
        key: "sheet.datum", zh: "坐标系 CGCS2000（2000国家大地坐标系）", en: "Datum CGCS2000"
    },
    Entry { key: "sheet.approval", zh: "审图号：{number}", en: "Approval number: {number}" },
    Entry { key: "sheet.printed", zh: "制图日期 {date}", en: "Printed {date}" },
    Entry { key: "sheet.heat_title", zh: "{name}事件热力图", en: "Incident density: {name}" },
    Entry {
        key: "sheet.heat_facts",
        zh: "{period}　{categories}　{count} 起",
        en: "{period}　{categories}　{count} incidents",
    },
    Entry {
        key: "sheet.heat_unit",
        zh: "起/km²·30天　带宽 {bandwidth} m",
        en: "incidents/km²·30 days, bandwidth {bandwidth} m",
    },
];
