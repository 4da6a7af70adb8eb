//! Sentences of the room `http`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { key: "http.name", zh: "网格", en: "wangge" },
    Entry {
        key: "http.example_label",
        zh: "示例数据 · 非实际界线",
        en: "example data · not the real boundaries",
    },
    Entry { key: "http.unnamed_desk", zh: "未注明席位", en: "desk not stated" },
    Entry { key: "http.title.not_found", zh: "没有这个地址", en: "No such address" },
    Entry { key: "http.title.unknown_area", zh: "没有这个区域", en: "No such area" },
    Entry { key: "http.title.unknown_incident", zh: "没有这起事件", en: "No such incident" },
    Entry { key: "http.title.unknown_tile", zh: "没有这张瓦片", en: "No such tile" },
    Entry { key: "http.title.unknown_job", zh: "没有这个任务", en: "No such job" },
    Entry { key: "http.title.no_result", zh: "任务没有文件", en: "The job has no file" },
    Entry {
        key: "http.title.empty_selection", zh: "没有符合条件的网格", en: "No grid is left"
    },
    Entry {
        key: "http.title.too_many_jobs", zh: "等待的任务太多", en: "Too many jobs wait"
    },
    Entry {
        key: "http.unknown_job",
        zh: "没有任务“{id}”；任务结束后保留一天，服务器重新启动后不再保留",
        en: "there is no job `{id}`; jobs are kept for a day after their end, and not over a restart of the server",
    },
    Entry {
        key: "http.result_not_ready",
        zh: "任务还没有结束；请等状态变为 successful 再取文件",
        en: "the job has not ended; fetch the file when its status is `successful`",
    },
    Entry {
        key: "http.no_result",
        zh: "任务没有做成，没有文件；请重新提交",
        en: "the job was not done and has no file; ask for it again",
    },
    Entry {
        key: "http.too_many_jobs",
        zh: "已有 {count} 个任务在等待；请等其中一个结束，或取消一个",
        en: "{count} jobs wait already; let one of them end, or cancel one",
    },
    Entry {
        key: "http.stopping",
        zh: "服务器正在停止；请稍后再提交",
        en: "the server is stopping; ask again later",
    },
    Entry {
        key: "http.too_many_sheets",
        zh: "选中了 {count} 个网格，一次最多 {limit} 个；请缩小范围，或用命令行 wangge atlas",
        en: "{count} grids are chosen, at most {limit} are made at a time; choose fewer, or use `wangge atlas` on the command line",
    },
    Entry {
        key: "http.grid_or_choice",
        zh: "给出 grid 时只印这一幅，不能再给 {name}；请去掉其中一个",
        en: "with `grid` only that sheet is made, so `{name}` cannot be given too; leave out one of them",
    },
    Entry {
        key: "http.format_of_zip",
        zh: "PDF 图册里的图幅只能是 pdf；需要 png、svg 时请把 kind 写成 zip",
        en: "the sheets of a PDF atlas are PDF; for png or svg let `kind` be zip",
    },
    Entry {
        key: "http.by_alone",
        zh: "by 须与 worst 或 order=worst 同用",
        en: "`by` goes with `worst` or with an `order` of worst",
    },
    Entry {
        key: "http.wants_date",
        zh: "{name}：“{text}”不是日期；请写成 2026-11-23",
        en: "{name}: `{text}` is not a date; write 2026-11-23",
    },
    Entry { key: "http.not_a_list", zh: "应为文字的列表", en: "should be a list of texts" },
    Entry { key: "http.atlas_name", zh: "巡逻图册", en: "patrol-atlas" },
    Entry {
        key: "http.job_accepted", zh: "等待前面的任务", en: "waits for those before it"
    },
    Entry {
        key: "http.job_running",
        zh: "{total} 幅中完成 {done} 幅",
        en: "{done} of {total} sheets are drawn",
    },
    Entry { key: "http.job_binding", zh: "正在装订", en: "putting the sheets together" },
    Entry {
        key: "http.job_successful", zh: "完成，共 {total} 幅", en: "done, {total} sheets"
    },
    Entry {
        key: "http.job_failed",
        zh: "没有做成；请查看服务器日志后重试",
        en: "it could not be done; see the server's log and try again",
    },
    Entry { key: "http.job_dismissed", zh: "已取消", en: "cancelled" },
    Entry { key: "http.title.unknown_sheet", zh: "没有这张图", en: "No such sheet" },
    Entry {
        key: "http.title.method_not_allowed",
        zh: "此地址不接受这种请求",
        en: "Method not allowed",
    },
    Entry { key: "http.title.body_too_large", zh: "内容太大", en: "Body too large" },
    Entry {
        key: "http.title.unsupported_media_type",
        zh: "内容类型不对",
        en: "Unsupported media type",
    },
    Entry { key: "http.title.broken_body", zh: "请求不完整", en: "Broken request" },
    Entry { key: "http.title.malformed_json", zh: "JSON 格式有误", en: "Malformed JSON" },
    Entry {
        key: "http.title.unknown_parameter", zh: "不认识的参数", en: "Unknown parameter"
    },
    Entry { key: "http.title.repeated_parameter", zh: "参数重复", en: "Repeated parameter" },
    Entry { key: "http.title.missing_parameter", zh: "缺少参数", en: "Missing parameter" },
    Entry {
        key: "http.title.malformed_parameter", zh: "参数写法有误", en: "Malformed parameter"
    },
    Entry {
        key: "http.title.invalid_parameter", zh: "参数取值有误", en: "Invalid parameter"
    },
    Entry { key: "http.title.malformed_header", zh: "请求头有误", en: "Malformed header" },
    Entry { key: "http.title.coordinate", zh: "坐标有误", en: "Not a position" },
    Entry { key: "http.title.unknown_datum", zh: "不认识的坐标系", en: "Unknown datum" },
    Entry {
        key: "http.title.invalid_report", zh: "上报内容有误", en: "The report has faults"
    },
    Entry { key: "http.title.invalid_order", zh: "派单内容有误", en: "The order has faults" },
    Entry { key: "http.title.unknown_desk", zh: "没有这个席位", en: "No such desk" },
    Entry { key: "http.title.unknown_grid", zh: "没有这个网格", en: "No such grid" },
    Entry {
        key: "http.title.report_conflict",
        zh: "与已有上报冲突",
        en: "Conflicts with an earlier report",
    },
    Entry {
        key: "http.title.version_conflict",
        zh: "事件已被改动",
        en: "The incident has changed",
    },
    Entry { key: "http.title.bad_cursor", zh: "翻页位置无效", en: "Invalid cursor" },
    Entry {
        key: "http.title.undrawable_text",
        zh: "有字体中没有的字",
        en: "Characters that the typeface lacks",
    },
    Entry { key: "http.title.no_positions", zh: "没有位置数据", en: "No positions" },
    Entry { key: "http.title.no_grids", zh: "没有网格界线", en: "No grids" },
    Entry { key: "http.title.timeout", zh: "处理超时", en: "Took too long" },
    Entry {
        key: "http.title.uncertain",
        zh: "不确定是否已保存",
        en: "Not known whether it was saved",
    },
    Entry { key: "http.title.unavailable", zh: "暂时无法写入", en: "Not available just now" },
    Entry { key: "http.title.storage_full", zh: "磁盘已满", en: "Disk full" },
    Entry { key: "http.title.internal", zh: "服务器内部出错", en: "Internal error" },
    Entry {
        key: "http.not_found",
        zh: "没有这个地址；接口说明见 /api/docs",
        en: "there is nothing at this address; the API is described at /api/docs",
    },
    Entry {
        key: "http.method_not_allowed",
        zh: "此地址不接受这种请求方法；可用的方法见响应头 Allow",
        en: "this address does not take that method; the Allow header lists those it takes",
    },
    Entry {
        key: "http.body_too_large",
        zh: "内容超过 {limit_kib} KiB；请缩短，大批数据请用 wangge import 导入",
        en: "the body is larger than {limit_kib} KiB; shorten it, or take large files in with wangge import",
    },
    Entry {
        key: "http.unsupported_media_type",
        zh: "内容类型是“{given}”；请用 Content-Type: application/json",
        en: "the content type is `{given}`; send Content-Type: application/json",
    },
    Entry {
        key: "http.broken_body",
        zh: "请求没有完整收到；请重试",
        en: "the request did not arrive whole; try again",
    },
    Entry {
        key: "http.malformed_json",
        zh: "第 {line} 行第 {column} 列不是正确的 JSON；请检查引号、逗号和括号",
        en: "line {line}, column {column} is not JSON; check quotes, commas and brackets",
    },
    Entry {
        key: "http.not_an_object",
        zh: "内容应是一个 JSON 对象",
        en: "the body must be a JSON object",
    },
    Entry {
        key: "http.unknown_field",
        zh: "不接受字段“{name}”；本系统不保存未列出的内容，可用字段：{names}",
        en: "the field `{name}` is not taken; nothing is kept that is not listed: {names}",
    },
    Entry {
        key: "http.repeated_field",
        zh: "字段出现了不止一次；请只保留一个",
        en: "the field stands more than once; keep one",
    },
    Entry {
        key: "http.not_a_text",
        zh: "应为文本；请加上双引号",
        en: "must be text; put it in double quotes",
    },
    Entry {
        key: "http.not_a_text_or_number",
        zh: "应为数字或文本",
        en: "must be a number or text",
    },
    Entry {
        key: "http.no_parameters",
        zh: "不认识的参数“{name}”；此地址没有参数",
        en: "the parameter `{name}` is not known; this address takes none",
    },
    Entry {
        key: "http.unknown_parameter",
        zh: "不认识的参数“{name}”；可用参数：{names}",
        en: "the parameter `{name}` is not known; use {names}",
    },
    Entry {
        key: "http.repeated_parameter",
        zh: "参数 {name} 出现了不止一次；请只保留一个",
        en: "the parameter {name} stands more than once; keep one",
    },
    Entry {
        key: "http.missing_parameter",
        zh: "缺少参数 {name}；请补上",
        en: "the parameter {name} is missing; supply it",
    },
    Entry {
        key: "http.broken_encoding",
        zh: "“{text}”不是 UTF-8 的百分号编码；请重新编码",
        en: "`{text}` is not percent-encoded UTF-8; encode it again",
    },
    Entry {
        key: "http.wants_number",
        zh: "参数 {name} 的值“{text}”不是数字；请填写小数",
        en: "the value `{text}` of {name} is not a number; give a decimal",
    },
    Entry {
        key: "http.wants_integer",
        zh: "参数 {name} 的值“{text}”不是整数；请填写整数",
        en: "the value `{text}` of {name} is not a whole number; give one",
    },
    Entry {
        key: "http.wants_number_list",
        zh: "参数 {name} 的值“{text}”不是用逗号分隔的数字；请检查",
        en: "the value `{text}` of {name} is not a list of numbers with commas; check it",
    },
    Entry {
        key: "http.wants_bbox",
        zh: "参数 {name} 的值“{text}”应为四个数：西,南,东,北",
        en: "the value `{text}` of {name} must be four numbers: west,south,east,north",
    },
    Entry {
        key: "http.wants_near",
        zh: "参数 {name} 的值“{text}”应为：经度,纬度 或 经度,纬度,半径（米）",
        en: "the value `{text}` of {name} must be lon,lat or lon,lat,radius in metres",
    },
    Entry {
        key: "http.wants_time",
        zh: "参数 {name} 的值“{text}”不是时间；请写日期如 2026-09-01，或带时区的时间如 2026-09-01T08:00:00+08:00",
        en: "the value `{text}` of {name} is not a time; give a date such as 2026-09-01 or a time with its offset such as 2026-09-01T08:00:00+08:00",
    },
    Entry {
        key: "http.not_in_range",
        zh: "参数 {name} 的值 {text} 不在 {min} 到 {max} 之间",
        en: "the value {text} of {name} is not from {min} to {max}",
    },
    Entry {
        key: "http.not_one_of",
        zh: "参数 {name} 没有“{text}”这个值；可用：{names}",
        en: "{name} has no value `{text}`; use {names}",
    },
    Entry {
        key: "http.empty_period",
        zh: "结束时间不晚于开始时间；请检查 from 和 to",
        en: "the period ends before it begins; check from and to",
    },
    Entry {
        key: "http.two_periods",
        zh: "period 与 from、to 不能同时使用；请只保留一种",
        en: "period goes without from and to; keep one of the two",
    },
    Entry {
        key: "http.bbox_order",
        zh: "矩形的西边在东边之东，或南边在北边之北；请按 西,南,东,北 的顺序填写",
        en: "the rectangle's edges are in the wrong order; write west,south,east,north",
    },
    Entry {
        key: "http.negative_radius",
        zh: "半径不能是负数；请填写米数",
        en: "a radius cannot be negative; give metres",
    },
    Entry {
        key: "http.no_township",
        zh: "界线数据没有说明这里属于哪个苏木镇；请去掉 same_township",
        en: "the boundaries name no township for this place; leave same_township out",
    },
    Entry {
        key: "http.bbox_empty",
        zh: "bbox 没有面积；西边应小于东边，南边应小于北边",
        en: "the bbox has no extent; west must be below east and south below north",
    },
    Entry {
        key: "http.wants_levels",
        zh: "等值线取值应为大于 0 的数，最多 32 个，以逗号分隔，例如 0.5,1,2,5",
        en: "levels are numbers above 0, 32 at most, with commas between, for example 0.5,1,2,5",
    },
    Entry {
        key: "http.wants_weights",
        zh: "权重应为四个 0 到 1000 之间的数，依次对应严重程度 1 至 4，例如 1,2,4,8",
        en: "weights are four numbers from 0 to 1000 for the severities 1 to 4, for example 1,2,4,8",
    },
    Entry {
        key: "http.max_not_positive",
        zh: "色标上限应大于 0；请改大，或去掉 max",
        en: "the top of the scale must be above 0; raise it or leave max out",
    },
    Entry {
        key: "http.unknown_area_name",
        zh: "没有编码为“{text}”的区域，也没有唯一同名的区域；请写编码",
        en: "there is no area with the code `{text}` and no single one of that name; write the code",
    },
    Entry {
        key: "http.unknown_code",
        zh: "没有代码为“{code}”的旗、苏木镇、嘎查村或网格；请检查代码",
        en: "there is no area with the code `{code}`; check it",
    },
    Entry {
        key: "http.unknown_level",
        zh: "没有“{text}”这一层；可用：banner、township、village、grid、zone、neighbour",
        en: "there is no level `{text}`; use banner, township, village, grid, zone or neighbour",
    },
    Entry {
        key: "http.unknown_area",
        zh: "{level} 这一层没有代码为“{code}”的区域；请检查代码",
        en: "there is no {level} with the code `{code}`; check it",
    },
    Entry {
        key: "http.unknown_incident",
        zh: "没有编号为“{id}”的事件；请检查编号",
        en: "there is no incident `{id}`; check the number",
    },
    Entry {
        key: "http.unknown_tile",
        zh: "没有瓦片“{tile}”；缩放级别为 0 到 22，后缀为 .png",
        en: "there is no tile `{tile}`; zooms go from 0 to 22 and the suffix is .png",
    },
    Entry {
        key: "http.bad_checkpoints",
        zh: "巡查点的修改写法不对：{what}",
        en: "the changes of check-points cannot be read: {what}",
    },
    Entry {
        key: "http.checkpoints_of_one",
        zh: "巡查点的修改只用于一个网格的图；请同时给出 grid",
        en: "changes of check-points are for the sheet of one grid: name it in `grid`",
    },
    Entry {
        key: "http.unknown_template",
        zh: "没有模板 {text}；可用：{known}",
        en: "there is no template {text}; there are {known}",
    },
    Entry {
        key: "http.unknown_sheet",
        zh: "没有“{text}”这张图；请用区域编码加 .pdf、.png 或 .svg",
        en: "there is no sheet `{text}`; use an area's code with .pdf, .png or .svg",
    },
    Entry {
        key: "http.missing_grid_code",
        zh: "缺少网格代码；请在 grid_code 中填写",
        en: "the grid's code is missing; give it in grid_code",
    },
    Entry {
        key: "http.unknown_desk",
        zh: "没有席位“{desk}”；可用：{names}",
        en: "there is no desk `{desk}`; use {names}",
    },
    Entry {
        key: "http.malformed_key",
        zh: "Idempotency-Key 只能用可见的 ASCII 字符；请换一个",
        en: "Idempotency-Key must be visible ASCII; choose another",
    },
    Entry {
        key: "http.malformed_if_match",
        zh: "If-Match 的值“{text}”不是版本号；请写成 \"1\"",
        en: "the value `{text}` of If-Match is not a version; write it as \"1\"",
    },
    Entry {
        key: "http.timeout",
        zh: "处理时间过长，已停止等待；如果是上报或派单，重试前请先核对是否已保存",
        en: "it took too long and was given up; if this was a report or an order, look whether it was saved before trying again",
    },
    Entry {
        key: "http.unavailable",
        zh: "数据库正被其他程序占用，本次操作没有保存；请稍后重试",
        en: "the database is held by another program and nothing of this was saved; try again later",
    },
    Entry {
        key: "http.storage_full",
        zh: "服务器磁盘已满，本次操作没有保存；请通知管理员清出空间",
        en: "the server's disk is full and nothing of this was saved; tell the administrator",
    },
    Entry {
        key: "http.internal",
        zh: "服务器内部出错；请把编号 {id} 告诉管理员，日志中有原因",
        en: "the server failed; tell the administrator the id {id}, the log has the cause",
    },
    Entry {
        key: "http.wants_period",
        zh: "{name} 的值“{text}”不是时段；请写成 2026-09、2026 或 all",
        en: "the value `{text}` of {name} is no period; write 2026-09, 2026 or all",
    },
    Entry {
        key: "http.grid_needed",
        zh: "请用 grid 指明区域代码",
        en: "name the area by its code in `grid`",
    },
    Entry { key: "http.sheet_name", zh: "巡逻区域图", en: "patrol sheet" },
    Entry {
        key: "http.resolution_without_h3",
        zh: "resolution 只用于 by=h3；请去掉它，或改用 by=h3",
        en: "resolution goes with by=h3 alone; remove it, or take by=h3",
    },
    Entry {
        key: "http.k_without_public",
        zh: "k 只用于公开统计；请加上 public=true，或去掉 k",
        en: "k goes with a public table alone; add public=true, or remove k",
    },
    Entry {
        key: "http.public_and_internal",
        zh: "public 与 internal 只能选一个",
        en: "a table is public or internal, not both; remove one",
    },
    Entry {
        key: "http.not_with",
        zh: "参数 {name} 不能与 {other} 同用；请去掉其中一个",
        en: "the parameter {name} cannot stand beside {other}; leave one of them out",
    },
    Entry {
        key: "http.title.unknown_trouble_spot",
        zh: "没有这处乱点",
        en: "No such trouble spot",
    },
    Entry {
        key: "http.title.trouble_conflict",
        zh: "与乱点现状冲突",
        en: "Conflicts with where the trouble spot stands",
    },
    Entry {
        key: "http.unknown_trouble_spot",
        zh: "没有编号为“{id}”的乱点；请检查编号",
        en: "there is no trouble spot `{id}`; check the number",
    },
    Entry {
        key: "http.not_a_hotspot",
        zh: "这些单元目前不同属一处热点；请刷新热点后再开立",
        en: "these units are not members of one hot spot now; reload the hot spots and try again",
    },
    Entry {
        key: "http.analysis_gone",
        zh: "当初的分析条件（{analysis}）已无法识别，多半是类别或时段的配置已改；无法继续跟踪，其余信息不受影响",
        en: "the analysis that found it ({analysis}) cannot be read any more, probably as a category or window was taken out of the configuration; its course cannot be followed, the rest stands",
    },
];
