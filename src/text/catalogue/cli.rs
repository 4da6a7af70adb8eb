//! Sentences of the room `cli`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "cli.cannot_read",
        zh: "{path}：无法读取（{source}）；请检查路径和权限",
        en: "{path}: cannot be read ({source}); check the path and its permissions",
    },
    Entry {
        key: "cli.cannot_write",
        zh: "{path}：无法写入（{source}）；请检查目录、权限和磁盘空间",
        en: "{path}: cannot be written ({source}); check the folder, its permissions and the disk",
    },
    Entry {
        key: "cli.bad_config",
        zh: "{path}：配置有误：{source}",
        en: "{path}: the configuration is wrong: {source}",
    },
    Entry {
        key: "cli.missing_option",
        zh: "缺少 {option}；请在命令行、环境变量 {variable} 或 wangge.toml 中给出",
        en: "{option} is missing; give it on the command line, in {variable} or in wangge.toml",
    },
    Entry {
        key: "cli.datum_assumed",
        zh: "未注明坐标系，按 cgcs2000 处理；如来自高德、腾讯或百度，请用 --datum gcj02 或 bd09",
        en: "no datum given, taking cgcs2000; for AMap, Tencent or Baidu use --datum gcj02 or bd09",
    },
    Entry { key: "cli.atlas_progress", zh: "制作图册", en: "making the atlas" },
    Entry {
        key: "cli.atlas_chosen", zh: "共 {count} 幅：{words}", en: "{count} sheets: {words}"
    },
    Entry {
        key: "cli.atlas_stopped",
        zh: "已停止：{of} 幅中完成 {done} 幅，保存在 {folder}；再次运行同一命令并加 --resume 即可继续",
        en: "stopped: {done} of {of} sheets are finished and kept in {folder}; run the same command with --resume to go on",
    },
    Entry {
        key: "cli.atlas_left",
        zh: "{folder} 中有未完成图册的图幅，将重新制作；如要继续，请加 --resume",
        en: "{folder} holds sheets of an unfinished atlas, which are made anew; add --resume to go on with them",
    },
    Entry {
        key: "cli.bad_code_line",
        zh: "{path} 第 {line} 行：没有编码为“{code}”的区域；每行写一个区域编码",
        en: "{path}, line {line}: there is no area with the code `{code}`; write one code of an area a line",
    },
    Entry {
        key: "cli.by_alone",
        zh: "--by 须与 --worst 或 --order worst 同用",
        en: "--by goes with --worst or --order worst",
    },
    Entry {
        key: "cli.atlas_format",
        zh: "PDF 图册里的图幅只能是 pdf；--format 用于 .zip",
        en: "the sheets of a PDF atlas are PDF; --format is for a .zip",
    },
    Entry {
        key: "cli.atlas_volume",
        zh: "--volume 用于 .pdf；.zip 不分册",
        en: "--volume is for a .pdf; a .zip is not divided",
    },
    Entry {
        key: "cli.bad_plan",
        zh: "{path} 不是巡查点修改文件：{source}；写法见 README",
        en: "{path} is no plan of check-points: {source}; see the README",
    },
    Entry { key: "cli.more_faults", zh: "另有 {count} 处", en: "and {count} more" },
    Entry {
        key: "cli.no_grids",
        zh: "边界数据里没有网格；请用 --area 指定区域",
        en: "the boundaries have no grid; name an area with --area",
    },
    Entry {
        key: "cli.no_incidents",
        zh: "数据库里没有事件；请先用 wangge import 导入",
        en: "the database holds no incidents; import some with `wangge import` first",
    },
    Entry {
        key: "cli.empty_period",
        zh: "时段为空：截止时间应晚于起始时间",
        en: "the period is empty: its end must be after its start",
    },
    Entry {
        key: "cli.bad_period",
        zh: "看不懂时间“{text}”；请写成 2026-09、2026、all、2026-09-01 或 2026-09-01T08:30",
        en: "`{text}` is not a time; write 2026-09, 2026, all, 2026-09-01 or 2026-09-01T08:30",
    },
    Entry {
        key: "cli.unknown_category",
        zh: "没有类别“{name}”；可用：{known}",
        en: "there is no category `{name}`; there are: {known}",
    },
    Entry {
        key: "cli.bad_time",
        zh: "--at {text}：应为日期（2026-07-01）或时间（2026-07-01T08:00:00+08:00）",
        en: "--at {text}: should be a date (2026-07-01) or a time (2026-07-01T08:00:00+08:00)",
    },
    Entry {
        key: "cli.unknown_area",
        zh: "--area {text}：没有这个编码，也没有唯一同名的区域；请写编码",
        en: "--area {text}: no such code, and no single area of that name; write the code",
    },
    Entry {
        key: "cli.bad_accuracy",
        zh: "--accuracy 应为 0 到 {max} 米",
        en: "--accuracy should lie between 0 and {max} metres",
    },
    Entry { key: "cli.diff_split", zh: "拆分", en: "split" },
    Entry { key: "cli.diff_merged", zh: "合并", en: "merged" },
    Entry { key: "cli.diff_recoded", zh: "改码", en: "recoded" },
    Entry { key: "cli.diff_renamed", zh: "改名", en: "renamed" },
    Entry { key: "cli.diff_reshaped", zh: "调整", en: "reshaped" },
    Entry { key: "cli.diff_added", zh: "新增", en: "added" },
    Entry { key: "cli.diff_removed", zh: "撤销", en: "removed" },
    Entry { key: "cli.diff_outside", zh: "网格之外", en: "outside" },
    Entry { key: "cli.diff_join", zh: "、", en: ", " },
    Entry { key: "cli.diff_moved", zh: "移交", en: "moved" },
    Entry { key: "cli.diff_km2", zh: "{km2} 平方公里", en: "{km2} km²" },
    Entry { key: "cli.diff_handed", zh: "事件", en: "incidents" },
    Entry { key: "cli.diff_count", zh: "{count} 起", en: "{count}" },
    Entry {
        key: "cli.diff_incidents",
        zh: "{all} 起事件中 {changed} 起的责任网格改变",
        en: "{changed} of {all} incidents change hands",
    },
    Entry {
        key: "cli.diff_counts",
        zh: "{changes} 处变化（{kinds}），{unchanged} 个网格不变，移交 {km2} 平方公里",
        en: "{changes} changes ({kinds}), {unchanged} grids the same, {km2} km² moved",
    },
    Entry {
        key: "cli.diff_none",
        zh: "没有变化，{unchanged} 个网格不变",
        en: "no changes, {unchanged} grids the same",
    },
    Entry {
        key: "cli.diff_no_grids",
        zh: "{path}：没有网格边界，无法比较；目录里应有 grids.geojson",
        en: "{path}: no grids to compare; the folder should hold grids.geojson",
    },
    Entry {
        key: "cli.diff_unusable",
        zh: "{path}：{count} 行不能作为事件读取，未计入；可用 wangge import --dry-run 查看原因",
        en: "{path}: {count} rows are no incidents and are not counted; `wangge import --dry-run` says why",
    },
    Entry { key: "cli.of_file", zh: "{path}：{reason}", en: "{path}: {reason}" },
    Entry {
        key: "cli.uncertain",
        zh: "其中 {count} 行按定位精度归属把握不足（certain 列为 false），请核实",
        en: "{count} of them are in doubt by their accuracy (`certain` is false); please verify",
    },
    Entry {
        key: "cli.unknown_template",
        zh: "没有模板“{name}”；可用：{known}，或 .toml 文件",
        en: "there is no template `{name}`; there are {known}, or a .toml file",
    },
    Entry {
        key: "cli.bad_output",
        zh: "{path}：不支持这种文件类型；请用 {known}",
        en: "{path}: not a kind of file that can be made; use {known}",
    },
    Entry {
        key: "cli.areas_refused",
        zh: "边界有 {count} 处问题会使同一地点有两个责任网格，拒绝启动；请修正（wangge check 列出全部），或用 --accept-faults 照常启动",
        en: "{count} faults in the boundaries leave two owners for one place, so the server does not start; mend them (`wangge check` lists all) or start with --accept-faults",
    },
    Entry {
        key: "cli.areas_accepted",
        zh: "按 --accept-faults 照常启动，边界有 {count} 处问题：",
        en: "starting with --accept-faults in spite of {count} faults in the boundaries:",
    },
    Entry {
        key: "cli.cannot_listen",
        zh: "无法监听 {address}（{source}）；请换一个端口或停止占用它的程序",
        en: "cannot listen on {address} ({source}); choose another port or stop the program that uses it",
    },
    Entry {
        key: "cli.serving",
        zh: "地图桌面已启动：http://{address}  （Ctrl-C 停止）",
        en: "the map desk is at http://{address}  (Ctrl-C stops it)",
    },
    Entry {
        key: "cli.no_runtime",
        zh: "无法启动运行环境（{source}）；请检查系统的线程和文件数限制",
        en: "the runtime does not start ({source}); check the limits on threads and files",
    },
    Entry { key: "cli.stopped", zh: "服务已停止", en: "the server has stopped" },
    Entry {
        key: "cli.open_listen",
        zh: "注意：正在监听 {address}，网络上的其他机器可以访问，而本程序目前没有账户和登录",
        en: "note: listening on {address}, which other machines can reach, and there are no accounts yet",
    },
    Entry { key: "cli.reading", zh: "读取 {file}", en: "reading {file}" },
    Entry {
        key: "cli.imported",
        zh: "{file}（{encoding}）：{rows} 行，新增 {new}，已有 {unchanged}，退回 {rejected}",
        en: "{file} ({encoding}): {rows} rows, {new} new, {unchanged} already there, {rejected} rejected",
    },
    Entry {
        key: "cli.tried",
        zh: "{file}（{encoding}）：{rows} 行，可新增 {new}，已有 {unchanged}，会退回 {rejected}（试运行，未写入）",
        en: "{file} ({encoding}): {rows} rows, {new} would be new, {unchanged} already there, {rejected} would be rejected (dry run, nothing written)",
    },
    Entry {
        key: "cli.index_knows_less",
        zh: "索引文件里没有 --grid 所需的界线关系；请改用 --db",
        en: "an index file does not know what --grid asks for; use --db",
    },
    Entry {
        key: "cli.unknown_status",
        zh: "没有状态“{name}”；可用：{known}",
        en: "there is no status `{name}`; known: {known}",
    },
    Entry {
        key: "cli.unknown_code",
        zh: "没有编码为“{code}”的区域",
        en: "there is no area with the code `{code}`",
    },
    Entry {
        key: "cli.wants_bbox",
        zh: "应为 西,南,东,北（度），例如 107.9,39.0,108.1,39.2",
        en: "wants west,south,east,north in degrees, for example 107.9,39.0,108.1,39.2",
    },
    Entry { key: "cli.wants_max", zh: "应为大于 0 的数", en: "wants a number above 0" },
    Entry {
        key: "cli.wants_share",
        zh: "应为 0.001 到 0.5 的数",
        en: "wants a number from 0.001 to 0.5",
    },
    Entry {
        key: "cli.indexed",
        zh: "{file}（{encoding}）：{rows} 行，收入 {new}，重复 {unchanged}，退回 {rejected}",
        en: "{file} ({encoding}): {rows} rows, {new} taken, {unchanged} there already, {rejected} rejected",
    },
    Entry {
        key: "cli.index_written",
        zh: "已写出索引 {path}：{count} 起事件",
        en: "wrote the index {path}: {count} incidents",
    },
    Entry { key: "cli.bad_index", zh: "{path}：{reason}", en: "{path}: {reason}" },
    Entry {
        key: "cli.rejects_written",
        zh: "退回的行写在 {path}：改好后重新导入即可",
        en: "the rejected rows are in {path}: mend them and import again",
    },
    Entry {
        key: "cli.ignored_sheets",
        zh: "{file}：未导入的工作表（没有经纬度列）：{sheets}",
        en: "{file}: sheets not imported (no columns for a position): {sheets}",
    },
    Entry {
        key: "cli.would_overwrite",
        zh: "{output} 就是 {path}，写入会毁掉它；请换一个文件名",
        en: "{output} is {path} and would be destroyed; choose another name",
    },
    Entry {
        key: "cli.no_database",
        zh: "没有数据库 {path}（{source}）；请检查 --db，或先用 wangge import 建立",
        en: "there is no database {path} ({source}); check --db, or make it with wangge import",
    },
    Entry {
        key: "cli.two_numbers",
        zh: "“{text}”不是文件；查询一个位置时，经度和纬度是两个参数，例如：107.98 39.09",
        en: "`{text}` is no file; longitude and latitude are two arguments, such as 107.98 39.09",
    },
    Entry {
        key: "cli.faulty_services",
        zh: "注意：服务点文件有 {count} 处问题，有的点可能已略去；请用 wangge check {path} 查看",
        en: "note: the service points have {count} faults and some may be left out; see wangge check {path}",
    },
    Entry {
        key: "cli.faulty_areas",
        zh: "注意：边界文件有 {count} 处错误，结果可能不对；请用 wangge check {path} 查看",
        en: "note: the boundary files have {count} errors and answers may be wrong; see wangge check {path}",
    },
    Entry {
        key: "cli.wants_bandwidth",
        zh: "带宽应为米数，或 rule、cv",
        en: "the bandwidth is a number of metres, or rule, or cv",
    },
    Entry {
        key: "cli.no_bandwidth",
        zh: "事件太少，无法推算带宽；请直接给出米数，例如 --bandwidth 2000",
        en: "too few incidents to find a bandwidth from; give it in metres, for example --bandwidth 2000",
    },
    Entry {
        key: "cli.bandwidth_found", zh: "带宽 {bandwidth} 米", en: "bandwidth {bandwidth} m"
    },
    Entry {
        key: "cli.small_bandwidth",
        zh: "带宽 {bandwidth} 米小于这张图能画出的 {least} 米；请用更大的带宽",
        en: "a bandwidth of {bandwidth} m is below the {least} m that this picture can show; choose a larger one",
    },
    Entry {
        key: "cli.ignored_columns",
        zh: "{file}：未使用的列：{columns}",
        en: "{file}: columns not used: {columns}",
    },
    Entry {
        key: "cli.located",
        zh: "{rows} 行：网格内 {inside}，边界上 {edge}，最近 {nearest}，无法读取 {unusable}",
        en: "{rows} rows: {inside} inside, {edge} on an edge, {nearest} nearest, {unusable} unusable",
    },
    Entry {
        key: "cli.suspicious",
        zh: "其中 {count} 行的位置可疑，例如第 {line} 行：{reason}",
        en: "{count} of them look wrong, for example line {line}: {reason}",
    },
    Entry { key: "cli.synthesising", zh: "生成模拟数据", en: "making a synthetic set" },
    Entry {
        key: "cli.synthesised",
        zh: "模拟数据已写入 {dir}：{grids} 个网格，{incidents} 起事件（纯属虚构）",
        en: "a synthetic set is in {dir}: {grids} grids and {incidents} incidents, all invented",
    },
    Entry {
        key: "cli.bad_outline",
        zh: "{path}：不能用作轮廓：{reason}",
        en: "{path}: cannot be used as an outline: {reason}",
    },
    Entry {
        key: "cli.outline_parts",
        zh: "{path}：轮廓应当正好是一个多边形；请只保留一个",
        en: "{path}: an outline is exactly one polygon; keep only one",
    },
    Entry {
        key: "cli.base_elsewhere",
        zh: "底图 {path} 不在这张图的范围内（它覆盖 {extent}）：图上不会有底图；若不应如此，请检查坐标系",
        en: "the base map {path} does not lie where the sheet does (it covers {extent}): nothing of it is seen; check its system if that is wrong",
    },
    Entry { key: "cli.written", zh: "已写入 {path}", en: "written to {path}" },
    Entry {
        key: "cli.left_out",
        zh: "{rows} 个单元中敏感类别不足 {k} 起，或会由此推算出来，已隐去；仅供内部使用的全表加 --internal",
        en: "{rows} units are left out: fewer than {k} cases of a sensitive category, or these could be worked out; --internal writes all, to stay in the house",
    },
    Entry {
        key: "cli.width_of_picture",
        zh: "--width 只用于 .tif 和 .geojson；.png 总是 A4 版面，请去掉 --width",
        en: "--width goes with .tif and .geojson; a .png is always an A4 page, remove --width",
    },
    Entry {
        key: "cli.sensitive",
        zh: "所选类别中有敏感类别，热点和局部统计量会显出个别案件，没有可公开的形式；仅供内部使用请加 --internal，或用 --category 只选不敏感的类别",
        en: "sensitive categories are counted, and hot spots and local statistics tell of single cases: there is no public form of them; add --internal for a file that stays in the house, or choose other categories with --category",
    },
    Entry {
        key: "cli.small_k",
        zh: "k = {k} 太小；规则中 public_least 为 {least}，只能取更大的值",
        en: "k = {k} is too small; the rules say {least} (public_least), which can only be raised",
    },
    Entry {
        key: "cli.closed_window",
        zh: "所选期间内没有任何时间属于该时段；请换一个期间或时段",
        en: "the window is not open at any time of the period; choose another period or window",
    },
];
