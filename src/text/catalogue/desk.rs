//! Sentences of the rooms `store` and `desk`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { key: "desk.all_categories", zh: "全部类别", en: "all categories" },
    Entry { key: "desk.severities", zh: "等级 {list}", en: "severity {list}" },
    Entry {
        key: "desk.around",
        zh: "{lon}, {lat} 周围 {radius_m} 米",
        en: "within {radius_m} m of {lon}, {lat}",
    },
    Entry { key: "desk.atlas_all", zh: "全部网格", en: "all grids" },
    Entry { key: "desk.atlas_of", zh: "{names}", en: "{names}" },
    Entry {
        key: "desk.atlas_and_others",
        zh: "{names}等 {count} 个区域",
        en: "{names} and others, {count} areas",
    },
    Entry {
        key: "desk.atlas_open",
        zh: "有未了结的{names}",
        en: "with an open incident of {names}",
    },
    Entry { key: "desk.atlas_by_count", zh: "事件数", en: "incidents" },
    Entry { key: "desk.atlas_by_rate", zh: "每 km² 事件数", en: "incidents per km²" },
    Entry { key: "desk.atlas_by_open", zh: "未了结事件数", en: "open incidents" },
    Entry { key: "desk.atlas_worst_first", zh: "按{by}从多到少", en: "by {by}, most first" },
    Entry {
        key: "desk.atlas_worst",
        zh: "{by}最多的 {count} 个",
        en: "the {count} with most {by}",
    },
    Entry {
        key: "desk.atlas_unknown_area",
        zh: "没有编码为 {code} 的区域；请查看网格列表",
        en: "there is no area with the code {code}; see the list of areas",
    },
    Entry {
        key: "desk.atlas_empty",
        zh: "没有符合条件的网格（{words}）；请放宽范围、类别或时段",
        en: "no grid is left ({words}); widen the area, the categories or the period",
    },
    Entry {
        key: "desk.atlas_sheet",
        zh: "网格 {grid} 的图幅未能制作（{what}）",
        en: "the sheet of grid {grid} could not be made ({what})",
    },
    Entry {
        key: "desk.atlas_glyphs",
        zh: "网格 {grid}：内置字体缺少“{text}”中的字：{missing}；请改用常用字",
        en: "grid {grid}: the embedded typeface lacks characters of `{text}`: {missing}; use common ones",
    },
    Entry {
        key: "desk.atlas_io",
        zh: "{path}：无法读写（{source}）；请检查目录、权限和磁盘空间",
        en: "{path}: cannot be read or written ({source}); check the folder, its permissions and the disk",
    },
    Entry {
        key: "desk.atlas_in_use",
        zh: "另一个进程正在 {path} 中制作图册；请等它结束，或换一个文件名",
        en: "another process is making an atlas in {path}; let it end, or take another file name",
    },
    Entry {
        key: "desk.atlas_threads",
        zh: "无法启动线程：{what}；请减少 --threads",
        en: "the threads could not be started: {what}; take fewer with --threads",
    },
    Entry {
        key: "desk.atlas_stopped",
        zh: "已停止：{of} 幅中完成 {done} 幅",
        en: "stopped: {done} of {of} sheets are finished",
    },
    Entry {
        key: "store.in_use",
        zh: "数据库 {path} 正由另一个 wangge 进程使用；请先停止那个进程，或在它的网页上操作，然后重试",
        en: "the database {path} is in use by another wangge process; stop that one, or work in its web page, then try again",
    },
    Entry {
        key: "store.busy",
        zh: "数据库 {path} 一直被其他程序占用；请关闭正在打开它的程序（如数据库工具、备份软件），然后重试",
        en: "the database {path} stayed locked by another program; close what has it open (a database tool, a backup), then try again",
    },
    Entry {
        key: "store.not_ours",
        zh: "文件 {path} 不是 wangge 的数据库，未作任何改动；请用 --db 指定别的文件，不存在时会新建",
        en: "the file {path} is not a database of wangge and was left as it is; name another one with --db, it is made if it does not exist",
    },
    Entry {
        key: "store.corrupt",
        zh: "数据库 {path} 的内容有误（{what}）；请保留此文件备查，并从备份恢复",
        en: "the content of the database {path} cannot be right ({what}); keep the file for examination and restore a backup",
    },
    Entry {
        key: "store.newer_schema",
        zh: "数据库 {path} 由更新版本的 wangge 写成（结构版本 {version}），未作任何改动；请使用新版程序",
        en: "the database {path} was written by a newer wangge (schema {version}) and was left as it is; use the newer program",
    },
    Entry {
        key: "store.full",
        zh: "磁盘已满，未能写入数据库 {path}，本次操作没有保存；请清出空间后重试",
        en: "the disk is full, the database {path} could not be written and nothing of this was saved; free some space and try again",
    },
    Entry {
        key: "store.read_only",
        zh: "没有写入数据库 {path} 及其所在文件夹的权限；请检查文件和文件夹的权限，或用 --db 指定别的位置",
        en: "the database {path} or its folder may not be written; check their permissions, or name another place with --db",
    },
    Entry {
        key: "store.open",
        zh: "无法打开或新建数据库 {path}（{reason}）；请检查所在文件夹是否存在、路径是否正确",
        en: "the database {path} cannot be opened or made ({reason}); check that its folder exists and the path is right",
    },
    Entry {
        key: "store.io",
        zh: "读写数据库 {path} 时出错（{reason}），本次操作可能没有保存；请检查磁盘，重试前先核对是否已保存",
        en: "reading or writing the database {path} failed ({reason}) and this may not have been saved; check the disk, and look whether it was saved before trying again",
    },
    Entry {
        key: "store.stale",
        zh: "事件 {id} 刚刚被改动过，本次操作没有保存；请刷新后重试",
        en: "incident {id} has just been changed and this was not saved; reload and try again",
    },
    Entry {
        key: "desk.not_found",
        zh: "没有编号为 {id} 的事件；请检查编号",
        en: "there is no incident {id}; check the number",
    },
    Entry {
        key: "desk.unknown_grid",
        zh: "没有编码为“{code}”的网格；请填写边界数据中的网格编码（四级网格）",
        en: "there is no grid `{code}`; give the code of a grid (fourth level) of the boundary data",
    },
    Entry {
        key: "desk.version_conflict",
        zh: "事件 {id} 已被改动（您看到的是版本 {wanted}，现在是 {current}），本次操作没有保存；请刷新后重新决定",
        en: "incident {id} has been changed (you saw version {wanted}, it is now at {current}) and this was not saved; reload and decide again",
    },
    Entry {
        key: "desk.external_id_conflict",
        zh: "同一外部编号已登记为事件 {id}，但内容不同，本次上报没有保存；如是另一事件请换用新的外部编号",
        en: "the same external id stands for incident {id} with other content and this report was not saved; if it is another incident give it an id of its own",
    },
    Entry {
        key: "desk.key_conflict",
        zh: "同一请求标识（Idempotency-Key）已用于事件 {id}，但内容不同，本次上报没有保存；请为新的上报换用新的标识",
        en: "the same Idempotency-Key was used for incident {id} with other content and this report was not saved; use a new key for a new report",
    },
    Entry {
        key: "desk.reason_too_long",
        zh: "派单原因有 {chars} 个字，最多 {limit} 个；请缩短",
        en: "the reason has {chars} characters, at most {limit} are allowed; shorten it",
    },
    Entry {
        key: "desk.personal_reason",
        zh: "派单原因中含有身份证号或手机号；本系统不保存个人信息，请删去后重试",
        en: "the reason holds an identity or telephone number; no personal data is kept here, remove it and try again",
    },
    Entry {
        key: "desk.key_length",
        zh: "请求标识（Idempotency-Key）有 {bytes} 个字节，应为 1 到 {limit} 个；请换用较短的标识，例如 UUID",
        en: "the Idempotency-Key has {bytes} bytes, it should have 1 to {limit}; use a shorter one such as a UUID",
    },
    Entry {
        key: "desk.bad_cursor",
        zh: "翻页标记不属于这个列表；请从第一页重新开始",
        en: "the cursor does not belong to this list; begin again with the first page",
    },
    Entry {
        key: "desk.no_place",
        zh: "按距离排序需要一个位置；请加上 near=经度,纬度",
        en: "a list by distance needs a place; add near=longitude,latitude",
    },
    Entry {
        key: "desk.uncertain",
        zh: "不能确定本次操作是否已保存；请刷新核对后再重试，如仍不行请重新启动程序",
        en: "it is not known whether this was saved; reload and look before trying again, and restart the program if that does not help",
    },
    Entry {
        key: "desk.outside_banner",
        zh: "位置在所有网格之外 {distance_km} 公里，最近的网格是 {grid} {name}",
        en: "the position lies {distance_km} km outside every grid, the nearest is {grid} {name}",
    },
    Entry {
        key: "desk.outside_banner.do",
        zh: "请检查经纬度和坐标系；离网格 {limit_km} 公里以内的位置才会接收",
        en: "check longitude, latitude and datum; positions within {limit_km} km of a grid are taken",
    },
    Entry {
        key: "desk.duplicate_in_file",
        zh: "编号“{external_id}”在第 {line} 行已出现过，内容不同",
        en: "the id `{external_id}` stands in line {line} already, with other content",
    },
    Entry {
        key: "desk.duplicate_before",
        zh: "编号“{external_id}”在前面已出现过，内容不同",
        en: "the id `{external_id}` was there before, with other content",
    },
    Entry {
        key: "desk.duplicate_in_store",
        zh: "编号“{external_id}”已登记为事件 {id}，内容不同",
        en: "the id `{external_id}` stands for incident {id} already, with other content",
    },
    Entry {
        key: "desk.duplicate.do",
        zh: "如是另一事件请换用新的编号；如是同一事件请以先登记的为准",
        en: "give another incident an id of its own; for the same incident the first report stands",
    },
    Entry {
        key: "desk.too_many_cells",
        zh: "有事件的单元格有 {cells} 个，最多 {most} 个；请选更粗的分辨率（数字更小），或缩短时段",
        en: "{cells} cells have incidents, at most {most} are listed; choose a coarser resolution (a smaller number) or a shorter period",
    },
    Entry {
        key: "desk.area_below",
        zh: "区域 {code} 比统计单元的级别低；请按它的级别或更低的级别统计",
        en: "the area {code} is of a lower level than what is counted by; count by its own level or a lower one",
    },
    Entry {
        key: "desk.public_categories", zh: "不含敏感类别", en: "no sensitive categories"
    },
    Entry {
        key: "desk.not_public",
        zh: "含敏感类别的公开统计只能按时段、类别筛选（按苏木镇、嘎查村、网格统计时还可按区域）；其他筛选会让隐去的小数目被推算出来，请去掉；仅供内部使用的文件可加 internal",
        en: "a public table of sensitive categories is filtered by period and category alone (and by area where it counts by areas); other filters would let the small numbers be worked out, remove them, or add internal for a file that stays in the house",
    },
    Entry {
        key: "desk.no_step",
        zh: "数据和所选时段内没有完整的时间单位；请放长时段，或改用更短的单位（step）",
        en: "no whole step lies in the data and the period asked for; choose a longer period or a shorter step",
    },
    Entry {
        key: "desk.too_many_steps",
        zh: "时间单位多于 {most} 个；请缩短时段，或改用更长的单位（step）",
        en: "there are more than {most} steps; choose a shorter period or a longer step",
    },
    Entry {
        key: "desk.too_many_units",
        zh: "统计单元多于 {most} 个；请选更粗的单元，或只看一个区域",
        en: "there are more than {most} units; choose larger ones, or one area",
    },
    Entry {
        key: "desk.too_many_draws",
        zh: "置换检验的计算量太大；这些单元和时段最多 {most} 次（draws），也可以用 test=analytic",
        en: "so many draws take too long; with these units and steps at most {most}, or take test=analytic",
    },
    Entry {
        key: "desk.against_nothing",
        zh: "以全部上报为基准（against=reports）时须选定类别；请加上 category",
        en: "to hold a category against all reports (against=reports) one must be chosen; add category",
    },
    Entry {
        key: "desk.no_hotspot",
        zh: "最近一期没有超出偶然的热点",
        en: "in the last period there is no hot spot beyond chance",
    },
    Entry {
        key: "desk.hotspots",
        zh: "最近一期有 {spots} 处热点",
        en: "hot spots in the last period: {spots}",
    },
    Entry { key: "desk.frame", zh: "{label}", en: "{label}" },
    Entry { key: "desk.monday", zh: "星期一", en: "Monday" },
    Entry { key: "desk.tuesday", zh: "星期二", en: "Tuesday" },
    Entry { key: "desk.wednesday", zh: "星期三", en: "Wednesday" },
    Entry { key: "desk.thursday", zh: "星期四", en: "Thursday" },
    Entry { key: "desk.friday", zh: "星期五", en: "Friday" },
    Entry { key: "desk.saturday", zh: "星期六", en: "Saturday" },
    Entry { key: "desk.sunday", zh: "星期日", en: "Sunday" },
    Entry {
        key: "desk.no_frame",
        zh: "所选期间内没有完整的一帧；请把期间选长一些、步长选短一些，或换一个时段",
        en: "the period has no whole frame; choose a longer period, a shorter step or another window",
    },
    Entry {
        key: "desk.too_many_frames",
        zh: "超过 {most} 帧；请选更长的步长或更短的期间",
        en: "more than {most} frames; choose a longer step or a shorter period",
    },
    Entry {
        key: "desk.frame_too_long",
        zh: "一帧比所选期间还长；请减少每帧的步数",
        en: "a frame is longer than the period; take fewer steps a frame",
    },
    Entry {
        key: "store.stale_trouble",
        zh: "乱点 {id} 刚刚被改动过，本次操作没有保存；请刷新后重试",
        en: "trouble spot {id} has just been changed and this was not saved; reload and try again",
    },
    Entry {
        key: "store.trouble_open",
        zh: "这片范围内已有整治中的乱点 {id}；请在其中记录，不必重复开立",
        en: "trouble spot {id} is open on some of this ground already; note it there instead of opening another",
    },
    Entry {
        key: "desk.trouble_not_found",
        zh: "没有编号为 {id} 的乱点",
        en: "there is no trouble spot {id}",
    },
    Entry {
        key: "desk.trouble_version",
        zh: "乱点 {id} 已改动（您看到的是第 {wanted} 版，现为第 {current} 版）；请刷新后再决定",
        en: "trouble spot {id} has changed (you saw version {wanted}, it is at {current}); reload before you decide",
    },
    Entry {
        key: "desk.trouble_is_open",
        zh: "乱点 {id} 正在整治中，不需要重开",
        en: "trouble spot {id} is open and cannot be reopened",
    },
    Entry {
        key: "desk.trouble_is_cleared",
        zh: "乱点 {id} 已经销号；如有反复请重开",
        en: "trouble spot {id} is cleared already; reopen it if it has come back",
    },
    Entry {
        key: "desk.trouble_empty_note",
        zh: "记录不能为空；请写明情况",
        en: "a note must say something",
    },
    Entry {
        key: "desk.trouble_name",
        zh: "乱点名称须有 1 至 {limit} 个字（现为 {chars} 个）",
        en: "the name of a trouble spot has 1 to {limit} characters (this one has {chars})",
    },
    Entry {
        key: "desk.paper.not_public",
        zh: "公告图不得含敏感类别：{categories}；请去掉这些类别，或改用内部模板",
        en: "a public sheet must not tell of sensitive categories: {categories}; leave them out, or take a template for the house",
    },
    Entry {
        key: "desk.paper.plan",
        zh: "巡查点的修改有误：{faults}",
        en: "the plan of check-points has faults: {faults}",
    },
    Entry {
        key: "desk.paper.covered",
        zh: "轨迹覆盖（{radius} m 内）",
        en: "Covered (within {radius} m)",
    },
    Entry {
        key: "desk.paper.covered_since",
        zh: "{date} 起覆盖（{radius} m 内）",
        en: "Covered since {date} ({radius} m)",
    },
    Entry { key: "desk.paper.passed", zh: "已巡到；{what}", en: "passed; {what}" },
    Entry { key: "desk.paper.not_passed", zh: "未巡到；{what}", en: "not passed; {what}" },
    Entry { key: "desk.paper.look_for", zh: "{hint}；{why}", en: "{hint}; {why}" },
    Entry { key: "desk.paper.at", zh: "{name}旁", en: "at {name}" },
    Entry { key: "desk.paper.north_of", zh: "{name}北 {away}", en: "{away} north of {name}" },
    Entry { key: "desk.paper.north", zh: "区域北部", en: "in the north of the area" },
    Entry {
        key: "desk.paper.northeast_of",
        zh: "{name}东北 {away}",
        en: "{away} northeast of {name}",
    },
    Entry {
        key: "desk.paper.northeast", zh: "区域东北部", en: "in the northeast of the area"
    },
    Entry { key: "desk.paper.east_of", zh: "{name}东 {away}", en: "{away} east of {name}" },
    Entry { key: "desk.paper.east", zh: "区域东部", en: "in the east of the area" },
    Entry {
        key: "desk.paper.southeast_of",
        zh: "{name}东南 {away}",
        en: "{away} southeast of {name}",
    },
    Entry {
        key: "desk.paper.southeast", zh: "区域东南部", en: "in the southeast of the area"
    },
    Entry { key: "desk.paper.south_of", zh: "{name}南 {away}", en: "{away} south of {name}" },
    Entry { key: "desk.paper.south", zh: "区域南部", en: "in the south of the area" },
    Entry {
        key: "desk.paper.southwest_of",
        zh: "{name}西南 {away}",
        en: "{away} southwest of {name}",
    },
    Entry {
        key: "desk.paper.southwest", zh: "区域西南部", en: "in the southwest of the area"
    },
    Entry { key: "desk.paper.west_of", zh: "{name}西 {away}", en: "{away} west of {name}" },
    Entry { key: "desk.paper.west", zh: "区域西部", en: "in the west of the area" },
    Entry {
        key: "desk.paper.northwest_of",
        zh: "{name}西北 {away}",
        en: "{away} northwest of {name}",
    },
    Entry {
        key: "desk.paper.northwest", zh: "区域西北部", en: "in the northwest of the area"
    },
];
