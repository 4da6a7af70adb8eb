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
    Entry {
        key: "sheet.read_template",
        zh: "无法读取模板 {path}：{what}",
        en: "cannot read the template {path}: {what}",
    },
    Entry {
        key: "sheet.template",
        zh: "模板第 {line} 行有误：{what}；可用的键和值见 wangge template show patrol",
        en: "line {line} of the template: {what}; `wangge template show patrol` lists keys and values",
    },
    Entry {
        key: "sheet.logo",
        zh: "不能用作标志的图片 {path}：{what}；需要不超过 2 MB 的 PNG",
        en: "{path} will not do as a logo: {what}; it takes a PNG of at most 2 MB",
    },
    Entry {
        key: "sheet.address",
        zh: "网址太长，放不进二维码：{url}",
        en: "an address too long for a QR code: {url}",
    },
    Entry { key: "sheet.period", zh: "时段 {period}", en: "Period {period}" },
    Entry {
        key: "sheet.example",
        zh: "示例数据 · 非实际界线",
        en: "示例数据 · 非实际界线 (example data)",
    },
    Entry { key: "sheet.north", zh: "北", en: "N" },
    Entry { key: "sheet.checkpoints", zh: "巡查点", en: "Check-points" },
    Entry {
        key: "sheet.no_checkpoints",
        zh: "本时段内没有需要巡查的地点。",
        en: "No places to check in this period.",
    },
    Entry { key: "sheet.legend", zh: "图例", en: "Legend" },
    Entry { key: "sheet.this_grid", zh: "本网格", en: "This grid" },
    Entry { key: "sheet.this_village", zh: "本嘎查村、社区", en: "This village" },
    Entry { key: "sheet.this_township", zh: "本苏木镇", en: "This township" },
    Entry { key: "sheet.this_banner", zh: "本旗", en: "This banner" },
    Entry { key: "sheet.grid_border", zh: "网格界", en: "Grid boundary" },
    Entry { key: "sheet.village_border", zh: "嘎查村、社区界", en: "Village boundary" },
    Entry { key: "sheet.township_border", zh: "苏木镇界", en: "Township boundary" },
    Entry { key: "sheet.banner_border", zh: "旗界", en: "Banner boundary" },
    Entry { key: "sheet.zone_border", zh: "重点区域界", en: "Zone boundary" },
    Entry {
        key: "sheet.density", zh: "事件密度（浅少深多）", en: "Density (dark: more)"
    },
    Entry { key: "sheet.hot_spot", zh: "热点（多于偶然）", en: "Hot spot" },
    Entry { key: "sheet.services", zh: "服务点（字为种类）", en: "Service points" },
    Entry { key: "sheet.covered", zh: "已巡查地面", en: "Ground covered" },
    Entry { key: "sheet.check_point", zh: "巡查点（见表）", en: "Check-point (see table)" },
    Entry { key: "sheet.route", zh: "巡查线路", en: "Patrol route" },
    Entry {
        key: "sheet.crowded",
        zh: "多起：最多的类别和总数",
        en: "Several: main category, all counted",
    },
    Entry {
        key: "sheet.more", zh: "其他类别共 {count} 起", en: "{count} in other categories"
    },
    Entry { key: "sheet.area", zh: "面积", en: "Area" },
    Entry { key: "sheet.incidents", zh: "事件", en: "Incidents" },
    Entry { key: "sheet.open", zh: "未了结", en: "Open" },
    Entry { key: "sheet.change", zh: "比上期", en: "Change" },
    Entry { key: "sheet.change_of", zh: "（上期 {before}）", en: " (from {before})" },
    Entry { key: "sheet.hot_spots", zh: "热点", en: "Hot spots" },
    Entry {
        key: "sheet.hot_all_over", zh: "{count}（遍及全图）", en: "{count} (all of the map)"
    },
    Entry { key: "sheet.route_road", zh: "线路（沿路）", en: "Route (by road)" },
    Entry { key: "sheet.route_straight", zh: "线路（直线）", en: "Route (straight)" },
    Entry {
        key: "sheet.datum", zh: "坐标系 CGCS2000（2000国家大地坐标系）", en: "Datum CGCS2000"
    },
    Entry { key: "sheet.approval", zh: "审图号：{number}", en: "Approval number: {number}" },
    Entry { key: "sheet.printed", zh: "制图日期 {date}", en: "Printed {date}" },
    Entry {
        key: "sheet.kept",
        zh: "存盘的图幅无法读写：{what}；请不带 --resume 重新制作",
        en: "a kept sheet cannot be read or written: {what}; start anew without --resume",
    },
    Entry { key: "sheet.atlas_title", zh: "{name}巡逻图册", en: "Patrol atlas: {name}" },
    Entry {
        key: "sheet.atlas_volume",
        zh: "第 {number} 册（共 {of} 册）",
        en: "Volume {number} of {of}",
    },
    Entry { key: "sheet.atlas_part", zh: "总览：{name}", en: "Overview: {name}" },
    Entry { key: "sheet.atlas_overview", zh: "总览", en: "Overview" },
    Entry { key: "sheet.atlas_index", zh: "索引", en: "Index" },
    Entry { key: "sheet.atlas_grids", zh: "网格", en: "Grids" },
    Entry { key: "sheet.atlas_counted", zh: "统计范围", en: "Counted" },
    Entry {
        key: "sheet.atlas_shades", zh: "时段内事件（起）", en: "Incidents in the period"
    },
    Entry {
        key: "sheet.atlas_numbers",
        zh: "数字为图册中的序号；网格太小时见下级总览",
        en: "Numbers are those of the index; small grids are on the next overviews",
    },
    Entry { key: "sheet.page_of", zh: "{page} / {pages}", en: "{page} / {pages}" },
    Entry { key: "sheet.index_number", zh: "序号", en: "No." },
    Entry { key: "sheet.index_code", zh: "网格编码", en: "Code" },
    Entry { key: "sheet.index_name", zh: "网格", en: "Grid" },
    Entry { key: "sheet.index_township", zh: "苏木镇", en: "Township" },
    Entry { key: "sheet.index_village", zh: "嘎查村、社区", en: "Village" },
    Entry { key: "sheet.index_area", zh: "km²", en: "km²" },
    Entry { key: "sheet.index_incidents", zh: "事件", en: "Cases" },
    Entry { key: "sheet.index_open", zh: "未了结", en: "Open" },
    Entry { key: "sheet.index_page", zh: "页", en: "Page" },
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
