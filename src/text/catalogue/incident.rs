//! Sentences of the room `incident`. The remedy to the fault `key` is `key.do`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { key: "incident.status.reported", zh: "上报", en: "reported" },
    Entry { key: "incident.status.accepted", zh: "受理", en: "accepted" },
    Entry { key: "incident.status.declined", zh: "不予受理", en: "declined" },
    Entry { key: "incident.status.assigned", zh: "派单", en: "assigned" },
    Entry { key: "incident.status.handling", zh: "处置", en: "handling" },
    Entry { key: "incident.status.resolved", zh: "了结", en: "resolved" },
    Entry { key: "incident.status.confirmed", zh: "回访确认", en: "confirmed" },
    Entry { key: "incident.status.reopened", zh: "重办", en: "reopened" },
    Entry {
        key: "incident.read",
        zh: "无法读取文件 {path}；请检查路径和权限",
        en: "{path} cannot be read; check the path and the permissions",
    },
    Entry {
        key: "incident.toml",
        zh: "配置文件第 {line} 行（{key}）读不懂：{detail}；请对照随附的示例改正",
        en: "line {line} of the configuration ({key}) cannot be read: {detail}; compare it with the shipped example",
    },
    Entry {
        key: "incident.rule",
        zh: "规则 {key} 的值“{value}”不可用；请对照随附的 rules.toml 改正",
        en: "the rule {key} cannot be `{value}`; compare it with the shipped rules.toml",
    },
    Entry {
        key: "incident.header_twice",
        zh: "表头名“{name}”同时写在 {a} 和 {b} 之下；请只保留一处",
        en: "the header name `{name}` is given to both {a} and {b}; keep one of them",
    },
    Entry {
        key: "incident.no_position",
        zh: "{path} 中没有认得的经度或纬度列，现有表头：{found}；请改列名为“经度”“纬度”，或在表头配置文件的 lon、lat 中添加这些名称",
        en: "{path} has no column that is known as longitude or as latitude; its headers are: {found}; rename the columns to `lon` and `lat`, or add the names under lon and lat in a header file",
    },
    Entry {
        key: "incident.two_columns",
        zh: "“{a}”和“{b}”两列都表示 {field}；请删去或改名其中一列，或在表头配置文件里写 ignore = [\"{b}\"]",
        en: "the columns `{a}` and `{b}` are both {field}; remove or rename one of them, or write ignore = [\"{b}\"] in a header file",
    },
    Entry {
        key: "incident.future_time",
        zh: "上报时间 {time} 比现在晚一年以上",
        en: "the time {time} is more than a year ahead of now",
    },
    Entry { key: "incident.future_time.do", zh: "请核对年份", en: "check the year" },
    Entry {
        key: "incident.sheets",
        zh: "{path} 有几张表头不同的工作表（另有 {sheets}）；请分别另存为文件再导入",
        en: "{path} has sheets with different headers (besides: {sheets}); save each as a file of its own and import those",
    },
    Entry {
        key: "incident.empty",
        zh: "{path} 是空文件或没有表头；请检查导出是否完整",
        en: "{path} is empty or has no header; check that it was exported completely",
    },
    Entry {
        key: "incident.unknown_format",
        zh: "{path} 的格式不能识别，或后缀与内容不符；可用 csv、tsv、txt、xlsx、xlsm、xlsb、xls、ods、geojson、json",
        en: "{path} is of an unknown format, or its ending does not fit its content; use csv, tsv, txt, xlsx, xlsm, xlsb, xls, ods, geojson or json",
    },
    Entry {
        key: "incident.damaged",
        zh: "{path} 已损坏或结构不符：{detail}；请用原软件打开后重新保存",
        en: "{path} is damaged or of another shape: {detail}; open it in the program that made it and save it again",
    },
    Entry {
        key: "incident.id_too_long",
        zh: "编号超过 {max} 个字符",
        en: "the id is longer than {max} characters",
    },
    Entry {
        key: "incident.id_too_long.do",
        zh: "请缩短到 {max} 个字符以内",
        en: "shorten it to {max} characters",
    },
    Entry {
        key: "incident.id_control_characters",
        zh: "编号中有不可见的控制字符",
        en: "the id holds control characters",
    },
    Entry {
        key: "incident.id_control_characters.do",
        zh: "请删去换行、制表符等控制字符",
        en: "remove line breaks, tabs and the like",
    },
    Entry {
        key: "incident.missing_reported_at",
        zh: "缺少上报时间",
        en: "the time of the report is missing",
    },
    Entry {
        key: "incident.missing_reported_at.do",
        zh: "请填写日期和时刻，例如 2025-06-18 08:30",
        en: "give the day and the time of day, for example 2025-06-18 08:30",
    },
    Entry {
        key: "incident.time_without_hour",
        zh: "上报时间“{text}”只有日期，没有时刻",
        en: "the time `{text}` is a day without a time of day",
    },
    Entry {
        key: "incident.time_without_hour.do",
        zh: "请补上时刻，例如 2025-06-18 08:30",
        en: "add the time of day, for example 2025-06-18 08:30",
    },
    Entry {
        key: "incident.bad_time",
        zh: "上报时间“{text}”读不懂",
        en: "the time `{text}` cannot be read",
    },
    Entry {
        key: "incident.bad_time.do",
        zh: "请写成 2025-06-18 08:30 或 2025-06-18T08:30:00+08:00",
        en: "write it as 2025-06-18 08:30 or 2025-06-18T08:30:00+08:00",
    },
    Entry {
        key: "incident.impossible_time",
        zh: "上报时间“{text}”不存在",
        en: "there is no such time as `{text}`",
    },
    Entry {
        key: "incident.impossible_time.do",
        zh: "请核对年、月、日和时刻",
        en: "check the year, the month, the day and the time of day",
    },
    Entry {
        key: "incident.far_time",
        zh: "上报时间“{text}”不在 1990 年到 2100 年之间",
        en: "the time `{text}` is not between the years 1990 and 2100",
    },
    Entry { key: "incident.far_time.do", zh: "请核对年份", en: "check the year" },
    Entry { key: "incident.missing_category", zh: "缺少类别", en: "the category is missing" },
    Entry {
        key: "incident.missing_category.do",
        zh: "请填写下列之一：{names}",
        en: "give one of these: {names}",
    },
    Entry {
        key: "incident.unknown_category",
        zh: "类别“{text}”不在规则之列",
        en: "the category `{text}` is not in the rules",
    },
    Entry {
        key: "incident.unknown_category.do",
        zh: "请改为下列之一：{names}；或在规则文件中添加",
        en: "use one of these: {names}; or add it to the rules file",
    },
    Entry {
        key: "incident.missing_channel", zh: "缺少上报渠道", en: "the channel is missing"
    },
    Entry {
        key: "incident.missing_channel.do",
        zh: "请填写下列之一：{names}",
        en: "give one of these: {names}",
    },
    Entry {
        key: "incident.unknown_channel",
        zh: "渠道“{text}”不在规则之列",
        en: "the channel `{text}` is not in the rules",
    },
    Entry {
        key: "incident.unknown_channel.do",
        zh: "请改为下列之一：{names}；或在规则文件中添加",
        en: "use one of these: {names}; or add it to the rules file",
    },
    Entry { key: "incident.missing_severity", zh: "缺少等级", en: "the severity is missing" },
    Entry {
        key: "incident.missing_severity.do",
        zh: "请填写 1 到 4，4 最重",
        en: "give a number from 1 to 4, 4 the gravest",
    },
    Entry {
        key: "incident.severity_out_of_range",
        zh: "等级“{text}”不在 1 到 4 之间",
        en: "the severity `{text}` is not from 1 to 4",
    },
    Entry {
        key: "incident.severity_out_of_range.do",
        zh: "请改为 1 到 4（4 最重），或等级名称：{names}",
        en: "give a number from 1 to 4 (4 the gravest) or a name: {names}",
    },
    Entry {
        key: "incident.bad_accuracy",
        zh: "定位精度“{text}”不是合理的米数",
        en: "the accuracy `{text}` is not a radius in metres",
    },
    Entry {
        key: "incident.bad_accuracy.do",
        zh: "请填写 0 到 {max} 之间的米数，不知道时留空",
        en: "give metres from 0 to {max}, or leave it empty where it is not known",
    },
    Entry {
        key: "incident.missing_description",
        zh: "缺少情况描述",
        en: "the description is missing",
    },
    Entry {
        key: "incident.missing_description.do",
        zh: "请简述地点和事情，不要写姓名、证件号码和电话",
        en: "describe the place and the matter briefly, without names, identity numbers and telephone numbers",
    },
    Entry {
        key: "incident.description_too_long",
        zh: "描述有 {chars} 个字，超过 {max} 个字",
        en: "the description has {chars} characters, more than {max}",
    },
    Entry {
        key: "incident.description_too_long.do",
        zh: "请缩短到 {max} 个字以内",
        en: "shorten it to {max} characters",
    },
    Entry {
        key: "incident.personal_identity",
        zh: "描述中有疑似身份证号码的数字",
        en: "the description holds what looks like an identity number",
    },
    Entry {
        key: "incident.personal_identity.do",
        zh: "请删去该号码：本系统不保存个人信息",
        en: "remove that number: no personal data is kept here",
    },
    Entry {
        key: "incident.personal_mobile",
        zh: "描述中有疑似手机号码的数字",
        en: "the description holds what looks like a mobile telephone number",
    },
    Entry {
        key: "incident.personal_mobile.do",
        zh: "请删去该号码：本系统不保存个人信息",
        en: "remove that number: no personal data is kept here",
    },
    Entry { key: "incident.missing_lon", zh: "缺少经度", en: "the longitude is missing" },
    Entry {
        key: "incident.missing_lon.do",
        zh: "请补上以度为单位的经度",
        en: "supply the longitude in degrees",
    },
    Entry { key: "incident.missing_lat", zh: "缺少纬度", en: "the latitude is missing" },
    Entry {
        key: "incident.missing_lat.do",
        zh: "请补上以度为单位的纬度",
        en: "supply the latitude in degrees",
    },
    Entry {
        key: "incident.not_a_number",
        zh: "坐标“{text}”不是数字",
        en: "the coordinate `{text}` is not a number",
    },
    Entry {
        key: "incident.not_a_number.do",
        zh: "请只写数字，小数点用“.”，例如 107.98022",
        en: "write digits only, with a point for the decimals, for example 107.98022",
    },
    Entry {
        key: "incident.degrees_minutes_seconds",
        zh: "坐标“{text}”是度分秒写法",
        en: "the coordinate `{text}` is in degrees, minutes and seconds",
    },
    Entry {
        key: "incident.degrees_minutes_seconds.do",
        zh: "请改写成小数度：{degrees}",
        en: "write it as decimal degrees: {degrees}",
    },
    Entry {
        key: "incident.missing_datum", zh: "没有说明坐标系", en: "the datum is not stated"
    },
    Entry {
        key: "incident.missing_datum.do",
        zh: "请在坐标系一列填写，或在导入时为整个文件指定；可用 cgcs2000、wgs84、gcj02、bd09",
        en: "fill in the datum column, or state one for the whole file; use cgcs2000, wgs84, gcj02 or bd09",
    },
    Entry {
        key: "incident.unknown_datum",
        zh: "不认识的坐标系“{text}”",
        en: "the datum `{text}` is not known",
    },
    Entry {
        key: "incident.unknown_datum.do",
        zh: "请改为 cgcs2000、wgs84、gcj02、bd09，或高斯-克吕格带号如 gk3-36、gk6-18",
        en: "use cgcs2000, wgs84, gcj02, bd09, or a Gauss-Krüger zone such as gk3-36 or gk6-18",
    },
    Entry {
        key: "incident.zero_zero",
        zh: "坐标是 (0, 0)，通常表示没有定位",
        en: "the position is (0, 0), which usually means that none was taken",
    },
    Entry {
        key: "incident.zero_zero.do", zh: "请补上实际位置", en: "supply the real position"
    },
    Entry {
        key: "incident.swapped_axes",
        zh: "经纬度似乎颠倒了（经度 {x}，纬度 {y}）",
        en: "longitude and latitude look swapped (longitude {x}, latitude {y})",
    },
    Entry {
        key: "incident.swapped_axes.do", zh: "请对调经度和纬度", en: "exchange the two"
    },
    Entry {
        key: "incident.outside_china",
        zh: "位置在中国大陆范围之外（{x}, {y}）",
        en: "the position ({x}, {y}) is outside mainland China",
    },
    Entry {
        key: "incident.outside_china.do",
        zh: "请检查正负号、顺序和单位",
        en: "check sign, order and unit",
    },
    Entry {
        key: "incident.out_of_range",
        zh: "坐标超出范围（经度 {x}，纬度 {y}）",
        en: "the position is out of range (longitude {x}, latitude {y})",
    },
    Entry {
        key: "incident.out_of_range.do",
        zh: "经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间；请检查小数点",
        en: "longitude goes from -180 to 180, latitude from -90 to 90; check the decimal point",
    },
    Entry {
        key: "incident.projected_metres",
        zh: "坐标像是以米为单位的投影坐标（{x}, {y}）",
        en: "the position ({x}, {y}) looks like projected metres",
    },
    Entry {
        key: "incident.projected_metres.do",
        zh: "请换算成经纬度，或把坐标系写成高斯-克吕格带号，例如 gk3-36",
        en: "convert it to degrees, or name the Gauss-Krüger zone as the datum, for example gk3-36",
    },
    Entry {
        key: "incident.not_in_zone",
        zh: "坐标（{x}, {y}）不在高斯-克吕格 {zone} 带内",
        en: "({x}, {y}) does not lie in the Gauss-Krüger zone {zone}",
    },
    Entry {
        key: "incident.not_in_zone.do",
        zh: "请检查带号和先后顺序（先东后北，以米为单位）",
        en: "check the zone and the order (easting first, in metres)",
    },
    Entry {
        key: "incident.ragged_row",
        zh: "本行有 {found} 列，表头有 {expected} 列",
        en: "the row has {found} cells, the header has {expected}",
    },
    Entry {
        key: "incident.ragged_row.do",
        zh: "请检查多出或缺少的分隔符；内容里有分隔符时用双引号括起来",
        en: "check for a separator too many or too few; put text that holds one in double quotes",
    },
    Entry {
        key: "incident.undecodable",
        zh: "本行有无法按 {encoding} 解码的字节",
        en: "the row holds bytes that are not {encoding}",
    },
    Entry {
        key: "incident.undecodable.do",
        zh: "请用原软件把文件另存为 UTF-8 后重试",
        en: "save the file as UTF-8 in the program that made it",
    },
    Entry {
        key: "incident.unclosed_quote",
        zh: "本行的双引号没有闭合",
        en: "a double quote in the row is never closed",
    },
    Entry {
        key: "incident.unclosed_quote.do",
        zh: "请补上或删去双引号",
        en: "add the closing quote or remove the opening one",
    },
    Entry {
        key: "incident.line_too_long",
        zh: "本行超过 {max} 个字节",
        en: "the line is longer than {max} bytes",
    },
    Entry {
        key: "incident.line_too_long.do",
        zh: "请检查文件是否损坏或缺少换行",
        en: "check whether the file is damaged or lacks line breaks",
    },
    Entry {
        key: "incident.not_a_point",
        zh: "该要素不是单点（{kind}）",
        en: "the feature is not a single point ({kind})",
    },
    Entry {
        key: "incident.not_a_point.do",
        zh: "请把每起事件改成一个 Point 要素",
        en: "give every incident as one Point feature",
    },
    Entry {
        key: "incident.window",
        zh: "规则文件中的 windows：{detail}",
        en: "windows in the rules: {detail}",
    },
];
