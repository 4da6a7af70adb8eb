//! Sentences of the room `area`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "area.no_folder",
        zh: "{dir}：没有这个目录；请给出存放边界文件的目录",
        en: "{dir}: there is no such folder; name the one that holds the boundary files",
    },
    Entry {
        key: "area.bad_edition",
        zh: "{dir}：文件夹名像日期但不是；一版边界的文件夹名为生效日期，如 2026-07-01",
        en: "{dir}: looks like a date and is none; the folder of an edition is named by the day it comes into force, such as 2026-07-01",
    },
    Entry {
        key: "area.bad_feature",
        zh: "这个要素不能解析（{source}）；请检查其中的数字",
        en: "this feature cannot be read ({source}); check its numbers",
    },
    Entry {
        key: "area.no_files",
        zh: "{dir}：没有边界文件；目录里应有 banner.geojson、townships.geojson、villages.geojson、grids.geojson 中的至少一个",
        en: "{dir}: no boundary files; the folder should hold at least one of banner.geojson, townships.geojson, villages.geojson, grids.geojson",
    },
    Entry {
        key: "area.cannot_read",
        zh: "{path}：无法读取（{source}）；请检查路径和权限",
        en: "{path}: cannot be read ({source}); check the path and its permissions",
    },
    Entry {
        key: "area.not_json",
        zh: "不是 JSON（第 {line} 行第 {column} 列）；请重新导出",
        en: "not JSON (line {line}, column {column}); export it again",
    },
    Entry {
        key: "area.truncated_json",
        zh: "文件不完整，在第 {line} 行第 {column} 列中断；请重新复制或导出",
        en: "the file ends in the middle (line {line}, column {column}); copy or export it again",
    },
    Entry {
        key: "area.not_geojson",
        zh: "不是 GeoJSON 的 FeatureCollection；请导出为 GeoJSON（RFC 7946）",
        en: "not a GeoJSON FeatureCollection; export it as GeoJSON (RFC 7946)",
    },
    Entry {
        key: "area.bom",
        zh: "文件带有字节顺序标记，已忽略",
        en: "the file has a byte-order mark, which is ignored",
    },
    Entry {
        key: "area.encoding",
        zh: "文件不是 UTF-8，已按 {encoding} 读取；请另存为 UTF-8",
        en: "the file is not UTF-8 and was read as {encoding}; save it as UTF-8",
    },
    Entry {
        key: "area.encoding_damaged",
        zh: "文件不是 UTF-8，按 {encoding} 读取时有无法识别的字节；请另存为 UTF-8",
        en: "the file is not UTF-8 and has bytes that {encoding} does not know; save it as UTF-8",
    },
    Entry {
        key: "area.foreign_datum",
        zh: "坐标系是“{name}”；请先转换为 CGCS2000 或 WGS-84 经纬度",
        en: "the datum is `{name}`; convert to CGCS2000 or WGS-84 degrees first",
    },
    Entry {
        key: "area.shown_gcj02",
        zh: "与上级边界对照，本文件的坐标像是 GCJ-02（偏移数百米）；请先转换为 CGCS2000。由此引起的越界和空隙不再逐条列出",
        en: "against the level above, this file's positions look like GCJ-02 (some hundred metres off); convert it to CGCS2000. The gaps and excesses that follow from it are not listed",
    },
    Entry {
        key: "area.null_geometry",
        zh: "没有几何（geometry 为 null）；请补上边界，或删除这个要素",
        en: "it has no geometry; supply the boundary or remove the feature",
    },
    Entry {
        key: "area.empty_geometry",
        zh: "几何是空的；请补上边界，或删除这个要素",
        en: "the geometry is empty; supply the boundary or remove the feature",
    },
    Entry {
        key: "area.empty_ring",
        zh: "有一个环没有坐标；请补上或删除",
        en: "a ring has no positions; supply or remove it",
    },
    Entry {
        key: "area.wrong_geometry_type",
        zh: "几何类型是 {type}；边界应为 Polygon 或 MultiPolygon",
        en: "the geometry is a {type}; a boundary is a Polygon or MultiPolygon",
    },
    Entry {
        key: "area.nan_coordinate",
        zh: "坐标不是数字：{value}；请改为以度为单位的经度和纬度",
        en: "a position is not made of numbers: {value}; give longitude and latitude in degrees",
    },
    Entry {
        key: "area.swapped_axes",
        zh: "经纬度似乎颠倒了（{lon}, {lat}）；GeoJSON 先写经度，后写纬度",
        en: "longitude and latitude look swapped ({lon}, {lat}); GeoJSON has longitude first",
    },
    Entry {
        key: "area.projected_metres",
        zh: "坐标像是以米为单位的投影坐标（{lon}, {lat}）；请转换为经纬度",
        en: "positions look like projected metres ({lon}, {lat}); convert them to degrees",
    },
    Entry {
        key: "area.out_of_range",
        zh: "坐标超出范围（{lon}, {lat}）；经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间",
        en: "a position is out of range ({lon}, {lat}); longitude goes from -180 to 180, latitude from -90 to 90",
    },
    Entry {
        key: "area.too_few_points",
        zh: "一个环只有 {count} 个不同的点，至少要 3 个；请重新绘制",
        en: "a ring has {count} different positions and needs at least 3; draw it again",
    },
    Entry {
        key: "area.unclosed_ring",
        zh: "环没有闭合：最后一点应与第一点相同",
        en: "a ring is not closed: its last position must be its first",
    },
    Entry {
        key: "area.winding",
        zh: "{features} 个要素有 {count} 个环的方向不符合 RFC 7946，已纠正",
        en: "{count} rings of {features} features run against RFC 7946 and were turned",
    },
    Entry {
        key: "area.duplicate_vertices",
        zh: "{features} 个要素有 {count} 个重复的相邻点，已去除",
        en: "{count} repeated positions of {features} features were removed",
    },
    Entry {
        key: "area.missing_code",
        zh: "没有编码；请补上属性 {fields} 之一，或在配置的 [fields] 中说明属性名",
        en: "it has no code; add one of the properties {fields}, or name the property in [fields] of the configuration",
    },
    Entry {
        key: "area.duplicate_code",
        zh: "编码 {code} 在本文件中出现不止一次；请保留一个，或合并为一个 MultiPolygon",
        en: "the code {code} stands more than once in this file; keep one, or join them into a MultiPolygon",
    },
    Entry {
        key: "area.foreign_codes",
        zh: "全部 {count} 个编码（如 {code}）都不是 {digits} 位数字，无法看出上级；请改用统一编码",
        en: "none of the {count} codes ({code}, for one) has {digits} digits, so parents cannot be read from them; use the standard codes",
    },
    Entry {
        key: "area.code_length",
        zh: "编码 {code} 不是 {digits} 位数字，无法看出上级；请更正",
        en: "the code {code} has not {digits} digits, so its parent cannot be read from it; correct it",
    },
    Entry {
        key: "area.code_prefix",
        zh: "编码 {code} 的前缀是 {prefix}，而属性写的上级是 {parent}；请改成一致",
        en: "the code {code} begins with {prefix}, while its parent is given as {parent}; make them agree",
    },
    Entry {
        key: "area.no_parent",
        zh: "编码 {code} 的上级 {parent} 不存在；请更正编码，或补上这个上级",
        en: "the parent {parent} of {code} does not exist; correct the code or add the parent",
    },
    Entry {
        key: "area.other_township",
        zh: "网格 {code} 写的苏木镇是 {township}，而它所属的 {village} 属于 {expected}；请改成一致",
        en: "the grid {code} names the township {township}, while its village {village} belongs to {expected}; make them agree",
    },
    Entry {
        key: "area.self_intersection",
        zh: "{code} {name} 的边界自相交或自相接；请在此处修正",
        en: "the boundary of {code} {name} crosses or touches itself; mend it there",
    },
    Entry {
        key: "area.hole_outside_shell",
        zh: "{code} {name} 有一个洞伸出了外环；请修正或删除",
        en: "a hole of {code} {name} lies outside its outer ring; mend or remove it",
    },
    Entry {
        key: "area.overlap",
        zh: "{code} 与 {other} 重叠 {size_m2} 平方米；同一地点不能有两个责任主体",
        en: "{code} and {other} overlap by {size_m2} m²; no place may have two owners",
    },
    Entry {
        key: "area.sliver_overlap",
        zh: "{code} 与 {other} 的重叠是细长条（{size_m2} 平方米），多半是绘制误差",
        en: "the overlap of {code} and {other} is a thin strip ({size_m2} m²), most likely a slip of drawing",
    },
    Entry {
        key: "area.child_outside_parent",
        zh: "{code} 有 {size_m2} 平方米伸出了上级 {parent}；请使边界一致",
        en: "{code} reaches {size_m2} m² outside its parent {parent}; make the boundaries agree",
    },
    Entry {
        key: "area.no_position",
        zh: "没有位置（geometry 为 null）；请补上坐标，或删除这个要素",
        en: "it has no position; supply one or remove the feature",
    },
    Entry {
        key: "area.not_a_point",
        zh: "几何类型是 {type}；服务点应为 Point",
        en: "the geometry is a {type}; a service point is a Point",
    },
    Entry {
        key: "area.duplicate_service",
        zh: "编码 {code} 在本文件中出现不止一次，只取第一个；请改为不同的编码，或删除多余的",
        en: "the code {code} stands more than once in this file and the first is taken; give each its own, or remove the others",
    },
    Entry {
        key: "area.missing_kind",
        zh: "没有类型，已略去；请补上属性 {fields} 之一，可用：{accepted}",
        en: "it has no kind and is left out; add one of the properties {fields} with one of {accepted}",
    },
    Entry {
        key: "area.foreign_letters",
        zh: "蒙古文名称“{name}”中有其他文字的字母：{letters}；请改用传统蒙古文字母",
        en: "the Mongolian name `{name}` has letters of another script: `{letters}`; write it in traditional Mongolian",
    },
    Entry {
        key: "area.unknown_kind",
        zh: "不认识的服务点类型“{kind}”，已略去；可用：{accepted}",
        en: "the kind `{kind}` is not known and the point is left out; use one of {accepted}",
    },
    Entry {
        key: "area.service_outside",
        zh: "服务点 {code} 在旗界之外；请核对坐标",
        en: "the service point {code} lies outside the banner; check its position",
    },
    Entry {
        key: "area.no_features",
        zh: "文件里没有任何要素；请检查是否导出了正确的图层",
        en: "the file holds no feature; look whether the right layer was exported",
    },
    Entry {
        key: "area.gap",
        zh: "有 {size_m2} 平方米不属于任何一个；此处会按最近的网格答复",
        en: "{size_m2} m² belong to none; there the nearest grid answers",
    },
    Entry {
        key: "area.sliver_gap",
        zh: "这个空隙是细长条（{size_m2} 平方米），多半是绘制误差",
        en: "this gap is a thin strip ({size_m2} m²), most likely a slip of drawing",
    },
    Entry {
        key: "area.sliver",
        zh: "{code} 非常狭窄（平均宽 {width_m} 米）；请核对",
        en: "{code} is very narrow ({width_m} m wide on average); look at it",
    },
    Entry {
        key: "area.counts",
        zh: "错误 {errors}，警告 {warnings}，提示 {notes}",
        en: "{errors} errors, {warnings} warnings, {notes} notes",
    },
];
