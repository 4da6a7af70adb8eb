//! The arguments. Help is Chinese first, English second.

use super::atlas_args::AtlasArgs;
use super::heat_args::HeatArgs;
use crate::geo::Datum;
use crate::text::{Lang, Message};
use clap::{Parser, Subcommand, ValueEnum};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The commands as they are typed.
const USAGE: &str = "\
用法 · Usage:
  wangge serve  --areas DIR --db FILE [--incidents FILE]… [--listen 127.0.0.1:8080]
  wangge check  DIR [--format text|json]
  wangge locate --areas DIR LON LAT [--datum D]
  wangge locate --areas DIR points.csv [--datum D] -o out.csv
  wangge areas  diff OLD NEW [--incidents FILE | --db FILE] [-o changed.csv]
  wangge import --db FILE --areas DIR FILE… [--datum D] [--dry-run] [--rejects FILE]
  wangge index  --areas DIR (--db FILE | FILE… [--datum D]) -o incidents.wgi
  wangge heat   --areas DIR (--db FILE | --index FILE.wgi) --from … --to … [--category …] [--bandwidth 2000] -o heat.png
  wangge heat   --areas DIR --db FILE --by township|village|grid|h3 [--internal] -o table.csv
  wangge heat   --areas DIR --db FILE --hotspots --by village|grid|h3 [--step month] -o spots.geojson
  wangge sheet  --areas DIR --db FILE CODE [--period 2026-09] [--template patrol] [--tracks FILE] -o sheet.pdf
  wangge template list | show NAME | preview NAME|FILE --areas DIR -o preview.png
  wangge atlas  --areas DIR --db FILE (--of CODE… | --codes FILE | --open CATEGORY | --worst 20 [--by rate]) [--resume] -o atlas.pdf|atlas.zip
  wangge synth  DIR [--grids 500] [--incidents 20000] [--seed 1] [--outline FILE]
D: cgcs2000 wgs84 gcj02 bd09 gk3-36 gk6-18 …";

/// 网格化治理指挥中心的地图桌面 · The map desk of a grid-governance command centre.
#[derive(Debug, Parser)]
#[command(
    name = "wangge",
    version,
    about = "网格化治理指挥中心的地图桌面 · The map desk of a grid-governance command centre",
    max_term_width = 110,
    after_help = USAGE
)]
pub(super) struct Args {
    /// 配置文件（默认读取当前目录的 wangge.toml）· Configuration file (default: wangge.toml here)
    #[arg(long, global = true, env = "WANGGE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// 输出语言 · Language of the output
    #[arg(long, global = true, env = "WANGGE_LANG")]
    pub lang: Option<LangArg>,
    /// 出错时显示全部原因 · Show the causes of an error
    #[arg(long, short, global = true)]
    pub verbose: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 启动地图桌面 · Start the map desk
    Serve(ServeArgs),
    /// 检查边界文件 · Check boundary files
    Check(CheckArgs),
    /// 查询责任网格：一个位置或一个 CSV 文件 · Whose ground is it: one position or a CSV file
    Locate(LocateArgs),
    /// 边界数据 · Boundaries
    #[command(subcommand)]
    Areas(AreasCommand),
    /// 导入事件 · Import incidents
    Import(ImportArgs),
    /// 把事件写成索引文件，供 heat --index 使用：很多事件时不必打开数据库 · Write incidents as an index file for heat --index: very many need no database
    Index(IndexArgs),
    /// 绘制热力图，或按区域统计 · Draw a heatmap, or count by areas
    Heat(Box<HeatArgs>),
    /// 制作巡逻区域图 · Make a patrol sheet
    Sheet(Box<SheetArgs>),
    /// 图纸模板：列出、显示、预览 · Templates of sheets: list, show, preview
    #[command(subcommand)]
    Template(TemplateCommand),
    /// 制作图册：许多网格的巡逻区域图 · Make an atlas: the patrol sheets of many grids
    Atlas(Box<AtlasArgs>),
    /// 生成模拟数据：界线和事件 · Make a synthetic set of boundaries and incidents
    Synth(SynthArgs),
}

/// Language of the output.
#[derive(Debug, Clone, Copy, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LangArg {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

/// Shape of a printed result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// 文本 · For people
    Text,
    /// JSON
    Json,
}

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 数据库文件（没有则新建）· Database file (made where there is none)
    #[arg(long, env = "WANGGE_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// 启动前导入的事件文件 · Incident files to import first
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub incidents: Vec<PathBuf>,
    /// 这些文件的坐标系（行内注明的优先）· Datum of these files (a row's own wins)
    #[arg(long)]
    pub datum: Option<Datum>,
    /// 监听地址（默认 127.0.0.1:8080）· Address to listen on (default 127.0.0.1:8080)
    #[arg(long, env = "WANGGE_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    #[command(flatten)]
    pub base: BaseArgs,
    /// 边界有错误时仍然启动，并逐条列出 · Start in spite of boundary faults, naming each
    #[arg(long)]
    pub accept_faults: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// 输出格式 · Output format
    #[arg(long, default_value = "text")]
    pub format: OutputFormat,
}

#[derive(Debug, clap::Args)]
pub(super) struct LocateArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 经度 纬度，或一个 CSV 文件 · LON LAT, or a CSV file
    #[arg(required = true, num_args = 1..=2, allow_negative_numbers = true, value_names = ["LON|FILE", "LAT"])]
    pub target: Vec<String>,
    /// 坐标系（行内注明的优先；默认 cgcs2000）· Datum (a row's own wins; default cgcs2000)
    #[arg(long)]
    pub datum: Option<Datum>,
    /// 按此时间有效的边界查询：日期或时间（默认现在）· Use the boundaries in force at this time (default: now)
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// 单个位置的定位精度（米，68 % 半径）· Accuracy of one position in metres (68 % radius)
    #[arg(long, value_name = "METRES")]
    pub accuracy: Option<f64>,
    /// 单个位置的报告地址所在区域：编码或名称 · Area that the address of one position names: code or name
    #[arg(long, value_name = "CODE|NAME")]
    pub area: Option<String>,
    /// 另列最近的若干网格 · Also list the nearest grids, so many
    #[arg(long, value_name = "COUNT")]
    pub near: Option<usize>,
    /// 另列此半径（米）内的网格 · Also list the grids within this radius in metres
    #[arg(long, value_name = "METRES")]
    pub within: Option<f64>,
    /// 另列各类最近的服务点 · Also list the nearest service point of every kind
    #[arg(long)]
    pub services: bool,
    /// 服务点只限本苏木镇 · Only service points in the same township
    #[arg(long, requires = "services")]
    pub same_township: bool,
    /// 结果文件（默认标准输出）· File for the result (default: standard output)
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// 单个位置的输出格式（终端默认 text，管道默认 json）· Format for one position (text on a terminal, json in a pipe)
    #[arg(long)]
    pub format: Option<OutputFormat>,
}

#[derive(Debug, Subcommand)]
pub(super) enum AreasCommand {
    /// 比较两版边界：新增、撤销、拆分、合并、调整的网格 · Compare two editions: grids added, removed, split, merged, reshaped
    Diff(DiffArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// 旧版边界数据目录 · Folder of the old boundaries
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// 新版边界数据目录 · Folder of the new boundaries
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// 这些事件的责任网格会怎样改变：事件文件 · Incident file whose responsible grids are compared
    #[arg(long, value_name = "FILE", group = "reports")]
    pub incidents: Option<PathBuf>,
    /// 事件文件的坐标系（行内注明的优先）· Datum of that file (a row's own wins)
    #[arg(long, requires = "incidents")]
    pub datum: Option<Datum>,
    /// 或数据库里的事件 · Or the incidents of this database
    #[arg(long, value_name = "FILE", group = "reports")]
    pub db: Option<PathBuf>,
    /// 输出格式 · Output format
    #[arg(long, default_value = "text")]
    pub format: OutputFormat,
    /// 逐条列出责任网格改变的事件（CSV）· File for the incidents whose grid changes (CSV)
    #[arg(long, short, value_name = "FILE", requires = "reports")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// 数据库文件 · Database file
    #[arg(long, env = "WANGGE_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 事件文件：CSV、XLSX 或 GeoJSON · Incident files: CSV, XLSX or GeoJSON
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// 文件的坐标系（行内注明的优先）· Datum of the files (a row's own wins)
    #[arg(long)]
    pub datum: Option<Datum>,
    /// 只检查，不写入 · Check only, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// 退回行的文件（默认在原文件旁边）· File for the rejected rows (default: beside the input)
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct IndexArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 数据库文件（未给事件文件时）· Database file, where no incident files are given
    #[arg(long, env = "WANGGE_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// 事件文件：CSV、XLSX 或 GeoJSON · Incident files: CSV, XLSX or GeoJSON
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// 文件的坐标系（行内注明的优先）· Datum of the files (a row's own wins)
    #[arg(long, requires = "files")]
    pub datum: Option<Datum>,
    /// 退回行的文件（默认在原文件旁边）· File for the rejected rows (default: beside the input)
    #[arg(long, value_name = "FILE", requires = "files")]
    pub rejects: Option<PathBuf>,
    /// 索引文件（.wgi）· Index file (.wgi)
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Which incidents count.
#[derive(Debug, clap::Args)]
pub(super) struct SelectionArgs {
    /// 起始：日期或时间 · From: a date or a time
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// 截止：日期（含当天）或时间 · To: a date (that day included) or a time
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// 月份、年份或全部，如 2026-09、2026、all · A month, a year or everything, such as 2026-09, 2026 or all
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub period: Option<String>,
    /// 时段，如 "weekend 22:00-06:00" 或配置中的名称 · Repeating times, or the name of a configured window
    #[arg(long, value_name = "TIMES")]
    pub window: Option<String>,
    /// 类别，可重复 · Category, may be repeated
    #[arg(long)]
    pub category: Vec<String>,
}

/// A sentence in both languages: the arguments are read before it is known which is wanted.
pub(super) fn both(key: &'static str) -> String {
    let message = Message::new(key);
    format!("{} · {}", message.render(Lang::Zh), message.render(Lang::En))
}

/// The base map beneath sheets.
#[derive(Debug, clap::Args)]
pub(super) struct BaseArgs {
    /// 底图：.pmtiles、GeoTIFF，或带坐标文件的 .png、.jpg · Base map: .pmtiles, GeoTIFF, or .png or .jpg with a world file
    #[arg(long, env = "WANGGE_BASE", value_name = "FILE")]
    pub base: Option<PathBuf>,
    /// 底图图片的范围（度）· Where the picture lies, in degrees
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    pub base_extent: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct SheetArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 数据库文件 · Database file
    #[arg(long, env = "WANGGE_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// 区域编码：网格、嘎查村社区、苏木镇或旗 · Code of the area: a grid, village, township or banner
    #[arg(value_name = "CODE")]
    pub area: String,
    /// 模板：patrol、meeting、notice、配置目录中的名称或 .toml 文件 · Template: one of those, a name of the configured folder, or a .toml file
    #[arg(long, value_name = "NAME|FILE")]
    pub template: Option<String>,
    #[command(flatten)]
    pub selection: SelectionArgs,
    #[command(flatten)]
    pub base: BaseArgs,
    /// 巡查点的修改（JSON：keep drop move add order）· Changes of the check-points (JSON: keep drop move add order)
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    #[command(flatten)]
    pub patrol: PatrolArgs,
    /// 审图号 · Map approval number
    #[arg(long, value_name = "NUMBER")]
    pub approval: Option<String>,
    /// 桌面的网址，印成二维码（默认用配置的 `desk_url`）· Address of the desk, for the QR code (default: `desk_url` of the configuration)
    #[arg(long, value_name = "URL")]
    pub desk_url: Option<String>,
    /// 印制日期（默认今天）· Date of printing (default: today)
    #[arg(long, value_name = "DATE")]
    pub printed_on: Option<jiff::civil::Date>,
    /// 结果文件：.pdf、.png 或 .svg；.json 只列出巡查点 · File for the sheet: .pdf, .png or .svg; .json lists the check-points only
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// What a patrol goes by.
#[derive(Debug, clap::Args)]
pub(super) struct PatrolArgs {
    /// 道路（GeoJSON 线）：线路沿路走 · Roads (GeoJSON lines): the route follows them
    #[arg(long, value_name = "FILE")]
    pub roads: Option<PathBuf>,
    /// 巡查轨迹（GPX 或 GeoJSON）：图上标出已巡查地面 · Patrol tracks (GPX or GeoJSON): the ground that they covered is shown
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub tracks: Vec<PathBuf>,
    /// 只算这一天（含）以后的轨迹：上一张图的日期 · Tracks count from this day on: that of the last sheet
    #[arg(long, value_name = "DATE", requires = "tracks")]
    pub since: Option<jiff::civil::Date>,
    /// 轨迹两侧多少米算已巡查 · Ground within so many metres of a track is covered
    #[arg(long, value_name = "METRES", default_value_t = 100.0, requires = "tracks")]
    pub within: f64,
}

#[derive(Debug, Subcommand)]
pub(super) enum TemplateCommand {
    /// 列出模板名称 · List the names of templates
    List,
    /// 显示随附的模板文件：每个键都有说明 · Show a shipped template's file: every key is explained
    Show {
        /// patrol、meeting 或 notice · patrol, meeting or notice
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// 用虚构的事件预览模板 · Preview a template with invented incidents
    Preview(PreviewArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct PreviewArgs {
    /// 模板名称或 .toml 文件 · Name of a template, or a .toml file
    #[arg(value_name = "NAME|FILE")]
    pub template: String,
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 区域编码（默认第一个网格）· Code of the area (default: the first grid)
    #[arg(long, value_name = "CODE")]
    pub area: Option<String>,
    /// 结果文件：.pdf、.png 或 .svg · File for the preview: .pdf, .png or .svg
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct SynthArgs {
    /// 结果目录（没有则新建，不覆盖已有文件）· Folder for the set (made where there is none; nothing is overwritten)
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// 网格数，100 到 1000000 · Number of grids, 100 to 1000000
    #[arg(long, default_value_t = 500)]
    pub grids: usize,
    /// 事件数 · Number of incidents
    #[arg(long, default_value_t = 20_000)]
    pub incidents: u64,
    /// 种子：相同的种子和参数得到相同的文件 · Seed: the same seed and arguments make the same files
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// 外围轮廓：GeoJSON 中的一个多边形（默认自动生成）· Outline: one polygon in GeoJSON (default: generated)
    #[arg(long, value_name = "FILE")]
    pub outline: Option<PathBuf>,
    /// 第一天 · First day of the incidents
    #[arg(long, value_name = "DATE", default_value = "2025-01-01")]
    pub from: jiff::civil::Date,
    /// 最后一天（含）· Last day, included
    #[arg(long, value_name = "DATE", default_value = "2026-10-31")]
    pub to: jiff::civil::Date,
    /// 全部事件的坐标系（默认混合，逐行注明）· Datum of all incidents (default: a mix, named row by row)
    #[arg(long)]
    pub datum: Option<Datum>,
}
