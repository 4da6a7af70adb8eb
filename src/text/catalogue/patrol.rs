//! Sentences of the room `patrol`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "patrol.setting",
        zh: "{name} 为 {value}，应在 {least} 至 {most} 之间",
        en: "{name} is {value}: it must lie between {least} and {most}",
    },
    Entry {
        key: "patrol.not_json",
        zh: "{file} 不是有效的 JSON：{what}；请重新导出",
        en: "{file} is not JSON: {what}; export it again",
    },
    Entry {
        key: "patrol.not_geojson",
        zh: "{file} 不是 GeoJSON 线图层；需要 FeatureCollection，要素为 LineString 或 MultiLineString",
        en: "{file} is no GeoJSON of lines: a FeatureCollection of LineString or MultiLineString is \
             wanted",
    },
    Entry {
        key: "patrol.foreign_datum",
        zh: "{file} 声明坐标系为“{name}”；请先转换为 CGCS2000 或 WGS-84",
        en: "{file} says that it is in `{name}`: convert it to CGCS2000 or WGS-84 first",
    },
    Entry {
        key: "patrol.not_gpx",
        zh: "{file} 不是 GPX 文件（根元素不是 gpx）；请从设备导出 GPX 1.0 或 1.1",
        en: "{file} is not GPX (its root is not `gpx`): export GPX 1.0 or 1.1 from the device",
    },
    Entry {
        key: "patrol.unknown_format",
        zh: "{file} 既不是 GPX 也不是 GeoJSON；请改用其中一种格式",
        en: "{file} is neither GPX nor GeoJSON: use one of the two",
    },
    Entry {
        key: "patrol.nothing_usable",
        zh: "{file} 中没有可用的线；{first}请检查导出内容",
        en: "{file} holds no line that can be used; {first} check what was exported",
    },
    Entry {
        key: "patrol.no_ground",
        zh: "区域没有面积；请检查其界线",
        en: "the area has no ground: check its boundary",
    },
    Entry {
        key: "patrol.draw",
        zh: "绘制已巡查范围出错：{what}",
        en: "the covered ground could not be drawn: {what}",
    },
    Entry {
        key: "patrol.in_feature",
        zh: "{file} 第 {feature} 个要素：",
        en: "{file}, feature {feature}: ",
    },
    Entry {
        key: "patrol.at_position",
        zh: "{file} 第 {feature} 个要素第 {position} 个位置：",
        en: "{file}, feature {feature}, position {position}: ",
    },
    Entry { key: "patrol.in_line", zh: "{file} 第 {line} 行：", en: "{file}, line {line}: " },
    Entry {
        key: "patrol.not_a_feature",
        zh: "不是要素；已略过，请检查其内容",
        en: "not a feature; left out, check what it holds",
    },
    Entry {
        key: "patrol.no_geometry", zh: "没有几何；已略过", en: "has no geometry; left out"
    },
    Entry {
        key: "patrol.not_a_line",
        zh: "类型为 {type}，只取 LineString 和 MultiLineString；已略过",
        en: "is a {type}: only LineString and MultiLineString are taken; left out",
    },
    Entry {
        key: "patrol.bad_coordinates",
        zh: "coordinates 不是位置列表；已略过，请重新导出",
        en: "its coordinates are no list of positions; left out, export it again",
    },
    Entry {
        key: "patrol.bad_position",
        zh: "不是两个数；线在此断开",
        en: "not two numbers; the line is parted here",
    },
    Entry {
        key: "patrol.times_differ",
        zh: "有 {times} 个时间、{positions} 个位置，两者应相等；时间不采用",
        en: "has {times} times for {positions} positions, which must be as many; times are not used",
    },
    Entry {
        key: "patrol.bad_times",
        zh: "{count} 个时间无法识别；应为 RFC 3339，如 2026-09-01T08:00:00+08:00",
        en: "{count} times are not understood: write RFC 3339, such as 2026-09-01T08:00:00+08:00",
    },
    Entry {
        key: "patrol.gpx.broken",
        zh: "XML 有错，其后内容未读：{what}",
        en: "the XML is broken, what follows is not read: {what}",
    },
    Entry {
        key: "patrol.gpx.cut_off",
        zh: "文件在此中断；此前的轨迹已采用",
        en: "the file breaks off here; what came before is used",
    },
    Entry {
        key: "patrol.gpx.missing",
        zh: "轨迹点缺少 {name} 属性；轨迹在此断开",
        en: "the point has no `{name}`; the track is parted here",
    },
    Entry {
        key: "patrol.gpx.bad_time",
        zh: "时间无法识别，按无时间处理；应为 RFC 3339，如 2026-09-01T00:00:00Z",
        en: "the time is not understood and not used: write RFC 3339, such as 2026-09-01T00:00:00Z",
    },
    Entry { key: "patrol.kind.recurring", zh: "反复发生处", en: "recurring place" },
    Entry { key: "patrol.kind.hot_spot", zh: "热点", en: "hot spot" },
    Entry { key: "patrol.kind.service", zh: "服务点", en: "service point" },
    Entry { key: "patrol.kind.manual", zh: "人工添加", en: "added by hand" },
    Entry {
        key: "patrol.reason.one_open",
        zh: "{category} {count} 起，{days} 天，{open} 起未了结",
        en: "{category}: {count} cases on {days} days, {open} open",
    },
    Entry {
        key: "patrol.reason.one_closed",
        zh: "{category} {count} 起，{days} 天，均已了结",
        en: "{category}: {count} cases on {days} days, none open",
    },
    Entry {
        key: "patrol.reason.mixed_open",
        zh: "{count} 起（{category} {main} 起），{days} 天，{open} 起未了结",
        en: "{count} cases ({main} of {category}) on {days} days, {open} open",
    },
    Entry {
        key: "patrol.reason.mixed_closed",
        zh: "{count} 起（{category} {main} 起），{days} 天，均已了结",
        en: "{count} cases ({main} of {category}) on {days} days, none open",
    },
    Entry { key: "patrol.reason.service", zh: "到{name}对接情况", en: "call at {name}" },
    Entry {
        key: "patrol.reason.police_station",
        zh: "到派出所对接情况",
        en: "call at the police station",
    },
    Entry {
        key: "patrol.reason.judicial_office",
        zh: "到司法所对接情况",
        en: "call at the judicial office",
    },
    Entry { key: "patrol.reason.court", zh: "到法庭对接情况", en: "call at the court" },
    Entry {
        key: "patrol.reason.mediation_room",
        zh: "到调解室对接情况",
        en: "call at the mediation room",
    },
    Entry {
        key: "patrol.reason.service_centre",
        zh: "到服务中心对接情况",
        en: "call at the service centre",
    },
    Entry {
        key: "patrol.reason.clinic", zh: "到卫生院（室）对接情况", en: "call at the clinic"
    },
    Entry { key: "patrol.reason.manual", zh: "{text}", en: "{text}" },
    Entry { key: "patrol.plan.fault", zh: "{field}：{what}", en: "{field}: {what}" },
    Entry {
        key: "patrol.plan.points_alone",
        zh: "points 给出全部巡查点，不能与 keep、drop、move、add 同用",
        en: "`points` is the whole list: it does not go with keep, drop, move or add",
    },
    Entry {
        key: "patrol.plan.unknown_id",
        zh: "没有编号为“{id}”的巡查点；请按最新的建议重新选择",
        en: "no check-point has the id `{id}`: choose again from the latest proposal",
    },
    Entry {
        key: "patrol.plan.twice",
        zh: "“{id}”出现了两次；只写一次",
        en: "`{id}` is named twice: name it once",
    },
    Entry {
        key: "patrol.plan.no_text",
        zh: "没有文字；请写明看什么",
        en: "has no text: say what to look for",
    },
    Entry {
        key: "patrol.plan.long_text",
        zh: "有 {chars} 个字，最多 {most} 个；请缩短",
        en: "has {chars} characters, {most} at most: shorten it",
    },
    Entry {
        key: "patrol.plan.control",
        zh: "含有换行或控制字符；请写成一行",
        en: "holds a line break or control character: write one line",
    },
    Entry {
        key: "patrol.plan.identity",
        zh: "含有身份证号；请删去，只写地点和看什么",
        en: "holds an identity number: take it out, write of the place alone",
    },
    Entry {
        key: "patrol.plan.mobile",
        zh: "含有手机号；请删去，只写地点和看什么",
        en: "holds a mobile number: take it out, write of the place alone",
    },
    Entry {
        key: "patrol.plan.too_many",
        zh: "共 {count} 个巡查点，最多 {most} 个；请减少",
        en: "makes {count} check-points, {most} at most: take some out",
    },
];
