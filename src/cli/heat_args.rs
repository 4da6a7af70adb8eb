//! The arguments of `wangge heat`.

use super::args::{SelectionArgs, both};
use crate::geo::{Bounds, LonLat};
use crate::heat::hotspot::{DEFAULT_DRAWS, Draws};
use clap::ValueEnum;
use std::path::PathBuf;

/// By what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ByArg {
    /// 苏木镇
    Township,
    /// 嘎查村、社区
    Village,
    /// 网格
    Grid,
    /// H3 单元格 · H3 cells
    H3,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StepArg {
    /// 日
    Day,
    /// 周（星期一起）· From Monday
    Week,
    /// 月
    Month,
}

/// A local statistic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LocalArg {
    /// 局部莫兰指数 · Local Moran's I
    Moran,
    /// Getis-Ord Gi*
    Gi,
}

/// What hot spots are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AgainstArg {
    /// 面积
    Area,
    /// 全部类别的上报 · The reports of all categories
    Reports,
}

/// Which p-value decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TestArg {
    /// 解析
    Analytic,
    /// 置换 · By permutations
    Permuted,
}

/// What a local statistic is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ValueArg {
    /// 与预期的 Freeman-Tukey 偏差 · Freeman-Tukey deviate from what is expected
    Deviate,
    /// 与预期之比 · Ratio to what is expected
    Ratio,
    /// 起数 · Cases
    Cases,
}

/// What a neighbour counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StyleArg {
    /// 合计为 1 · All together 1
    Row,
    /// 各为 1 · Each 1
    Binary,
}

/// Where the colours of a picture end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ScaleArg {
    /// 全旗最高处 · The highest density of all
    All,
    /// 图上最高处 · The highest density of the picture
    Local,
}

/// What is written of places of equal density.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ContourArg {
    /// 等值面：从一级到下一级 · Polygons from each level to the next
    Bands,
    /// 等值线 · Lines
    Lines,
}

/// Which incidents count, besides period and category.
#[derive(Debug, clap::Args)]
pub(super) struct KindArgs {
    /// 严重程度 1 到 4，可重复 · Severity 1 to 4, may be repeated
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4))]
    pub severity: Vec<u8>,
    /// 状态（reported、accepted、assigned……），可重复 · Status, may be repeated
    #[arg(long, value_name = "NAME")]
    pub status: Vec<String>,
    /// 责任网格属于此编码的区域 · The responsible grid is this area or lies in it
    #[arg(long, value_name = "CODE")]
    pub grid: Option<String>,
}

/// How hot spots and local statistics are found.
#[derive(Debug, clap::Args)]
pub(super) struct AnalysisArgs {
    /// 基准：面积，或全部类别的上报 · What is expected: by area, or by the reports of all categories
    #[arg(long, requires = "analysis", default_value = "area")]
    pub against: AgainstArg,
    /// 以哪种 p 值判断 · Which p-value decides
    #[arg(long, requires = "analysis", default_value = "analytic")]
    pub test: TestArg,
    /// 置换次数，99 到 99999 · Permutations, 99 to 99999
    #[arg(long, requires = "analysis", default_value_t = DEFAULT_DRAWS, value_parser = clap::value_parser!(u32).range(99..=99_999))]
    pub draws: u32,
    /// 置换的种子：相同的种子得到相同的结果 · Seed of the permutations: the same one gives the same answer
    #[arg(long, requires = "analysis", default_value_t = 1)]
    pub seed: u32,
    /// 允许的误报比例，0.001 到 0.5 · Share of false ones that is put up with, 0.001 to 0.5
    #[arg(long, requires = "analysis", default_value = "0.05", value_parser = share)]
    pub false_share: f64,
}

impl AnalysisArgs {
    /// The permutations, where they decide.
    pub(super) fn draws(&self) -> Option<Draws> {
        let draws = Draws { count: self.draws, seed: u64::from(self.seed) };
        (self.test == TestArg::Permuted).then_some(draws)
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct HeatArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 数据库文件 · Database file
    #[arg(long, env = "WANGGE_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// 代替数据库：wangge index 写的索引文件 · Instead of a database: an index file of wangge index
    #[arg(long, value_name = "FILE", conflicts_with = "by")]
    pub index: Option<PathBuf>,
    #[command(flatten)]
    pub selection: SelectionArgs,
    #[command(flatten)]
    pub kind: KindArgs,
    /// 带宽（米），或 rule（经验法则）、cv（交叉验证）· Bandwidth in metres, or rule (of thumb), cv (cross-validation)
    #[arg(long, default_value = "2000", value_parser = Bandwidth::parse)]
    pub bandwidth: Bandwidth,
    /// 严重程度 1、2、3、4 各计多少，例如 1,2,4,8（默认都计 1）· What severities 1, 2, 3, 4 count, for example 1,2,4,8 (default: one each)
    #[arg(long, value_parser = weights)]
    pub weights: Option<[f64; 4]>,
    /// 核函数 · Kernel
    #[arg(long, default_value = "gaussian", value_parser = clap::builder::PossibleValuesParser::new(crate::heat::KernelShape::NAMES))]
    pub kernel: String,
    /// 色带 · Colour ramp
    #[arg(long, default_value = "magma_r", value_parser = clap::builder::PossibleValuesParser::new(crate::heat::Ramp::NAMES))]
    pub ramp: String,
    /// 范围：西,南,东,北（度；默认全旗）· What is shown: west,south,east,north in degrees (default: the banner)
    #[arg(long, value_parser = bbox, allow_hyphen_values = true)]
    pub bbox: Option<Bounds>,
    /// 色标顶端（起/km²·30天）· Top of the colour scale in incidents per km² per 30 days
    #[arg(long, value_parser = max, conflicts_with = "scale")]
    pub max: Option<f32>,
    /// 色标顶端取自全旗还是图上的最高处 · Whether the scale ends at the highest density of all, or of the picture
    #[arg(long, default_value = "all")]
    pub scale: ScaleArg,
    /// .tif 和 .geojson 所用数值从西到东的像素数（默认按带宽）· Pixels from west to east of the numbers in a .tif or behind a .geojson (default: by the bandwidth)
    #[arg(long, value_parser = clap::value_parser!(u32).range(16..=4096))]
    pub width: Option<u32>,
    /// .geojson 写等值面还是等值线 · Bands or lines in a .geojson
    #[arg(long = "as", default_value = "bands")]
    pub contours: ContourArg,
    /// 等值的密度，用逗号分开（默认图例各级）· Densities of the contours, with commas between (default: the steps of the legend)
    #[arg(long, value_delimiter = ',', value_name = "N", value_parser = level)]
    pub levels: Vec<f64>,
    /// 不绘图，改为统计数量、密度和变化：按哪种单元 · Count instead, with rates and changes: by which units
    #[arg(long, conflicts_with_all = ["bandwidth", "weights", "kernel", "ramp", "bbox", "max", "scale", "width", "contours", "levels"])]
    pub by: Option<ByArg>,
    /// H3 单元格的分辨率，0 到 15（默认 7）· Resolution of H3 cells, 0 to 15 (default 7)
    #[arg(long, requires = "by", value_parser = clap::value_parser!(u8).range(0..=15))]
    pub resolution: Option<u8>,
    /// 找出超出偶然的热点（GeoJSON），并打印各处的说明 · Find the hot spots beyond chance (GeoJSON) and print a line for each
    #[arg(long, requires = "by", group = "analysis")]
    pub hotspots: bool,
    /// 每个单元与邻接单元的局部统计量（GeoJSON）· Local statistics of every unit (GeoJSON)
    #[arg(long, requires = "by", group = "analysis")]
    pub local: Option<LocalArg>,
    /// 热点按日、周或月逐期判断 · Length of a period for hot spots
    #[arg(long, requires = "hotspots", default_value = "month")]
    pub step: StepArg,
    /// 连续几期不再出现即为消退，1 到 12 · Periods unseen after which a hot spot has faded, 1 to 12
    #[arg(long, requires = "hotspots", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=12))]
    pub fades_after: u8,
    /// 也列出已结束的热点 · Also hot spots that have ended
    #[arg(long, requires = "hotspots")]
    pub ended: bool,
    /// 局部统计量的数值 · What a local statistic is of
    #[arg(long, requires = "local", default_value = "deviate")]
    pub value: ValueArg,
    /// 邻接单元的权重（默认：moran 用 row，gi 用 binary）· What a neighbour counts (default: row for moran, binary for gi)
    #[arg(long, requires = "local")]
    pub neighbours: Option<StyleArg>,
    #[command(flatten)]
    pub analysis: AnalysisArgs,
    /// 仅供内部使用：不隐去敏感类别的小数目 · To stay in the house: small counts of sensitive categories are not left out
    #[arg(long, requires = "by")]
    pub internal: bool,
    /// 统计中敏感类别最少显示的数目（默认见规则文件）· Least count of a sensitive category that a table shows (default: see the rules)
    #[arg(long, requires = "by", conflicts_with_all = ["internal", "analysis"])]
    pub k: Option<u64>,
    /// 结果文件：图为 .png，数值为 .tif（GeoTIFF），等值面为 .geojson；统计（--by）为 .csv、.geojson 或 .json · File: .png for a picture, .tif for numbers (GeoTIFF), .geojson for bands; with --by .csv, .geojson or .json
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Which bandwidth a density has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bandwidth {
    Metres(f64),
    RuleOfThumb,
    CrossValidated,
}

impl Bandwidth {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "rule" => Ok(Self::RuleOfThumb),
            "cv" => Ok(Self::CrossValidated),
            _ => text.parse().map(Self::Metres).map_err(|_| both("cli.wants_bandwidth")),
        }
    }
}

fn bbox(text: &str) -> Result<Bounds, String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    let on_earth = |lon, lat| LonLat::new(lon, lat).is_ok();
    match numbers.as_deref() {
        Some([west, south, east, north])
            if on_earth(*west, *south)
                && on_earth(*east, *north)
                && west < east
                && south < north =>
        {
            Ok(Bounds { west: *west, south: *south, east: *east, north: *north })
        }
        _ => Err(both("cli.wants_bbox")),
    }
}

fn level(text: &str) -> Result<f64, String> {
    let level = text.trim().parse().ok().filter(|level: &f64| *level > 0.0 && level.is_finite());
    level.ok_or_else(|| both("cli.wants_max"))
}

fn max(text: &str) -> Result<f32, String> {
    let top = text.parse().ok().filter(|top: &f32| *top > 0.0 && top.is_finite());
    top.ok_or_else(|| both("cli.wants_max"))
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.001..=0.5).contains(share));
    share.ok_or_else(|| both("cli.wants_share"))
}

fn weights(text: &str) -> Result<[f64; 4], String> {
    let read = |part: &str| part.trim().parse().ok().filter(|w| (0.0..=1_000.0).contains(w));
    let weights: Option<Vec<f64>> = text.split(',').map(read).collect();
    weights.and_then(|all| all.try_into().ok()).ok_or_else(|| both("http.wants_weights"))
}
