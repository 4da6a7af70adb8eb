//! The arguments of `wangge atlas`.

use super::args::{BaseArgs, PatrolArgs, SelectionArgs};
use crate::desk::{Among, AtlasChoice, Rank, Take};
use clap::ValueEnum;
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(super) struct AtlasArgs {
    /// 边界数据目录 · Folder of boundary files
    #[arg(long, env = "WANGGE_AREAS", value_name = "DIR")]
    pub areas: Option<PathBuf>,
    /// 数据库文件 · Database file
    #[arg(long, env = "WANGGE_DB", value_name = "FILE")]
    pub db: Option<PathBuf>,
    #[command(flatten)]
    pub choice: ChoiceArgs,
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// 模板：名称，或 .toml 文件（默认 patrol）· Template: a name, or a .toml file (default: patrol)
    #[arg(long, value_name = "NAME|FILE")]
    pub template: Option<String>,
    #[command(flatten)]
    pub base: BaseArgs,
    #[command(flatten)]
    pub patrol: PatrolArgs,
    /// 审图号 · Map approval number
    #[arg(long, value_name = "NUMBER")]
    pub approval: Option<String>,
    /// 印制日期（默认今天）· Date of printing (default: today)
    #[arg(long, value_name = "DATE")]
    pub printed_on: Option<jiff::civil::Date>,
    /// .zip 中图幅的格式（默认 pdf）· Format of the sheets in a .zip (default: pdf)
    #[arg(long, value_enum)]
    pub format: Option<FormatArg>,
    /// .pdf 每册最多的图幅数，超过时分册 · The most sheets of a .pdf; more make several volumes
    #[arg(long, value_name = "SHEETS")]
    pub volume: Option<NonZeroUsize>,
    /// 线程数（默认全部处理器）· Number of threads (default: all processors)
    #[arg(long)]
    pub threads: Option<NonZeroUsize>,
    /// 接着做上次中断的图册 · Go on with an atlas that was interrupted
    #[arg(long)]
    pub resume: bool,
    /// 结果文件：.pdf 或 .zip · File for the atlas: .pdf or .zip
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Which grids.
#[derive(Debug, clap::Args)]
pub(super) struct ChoiceArgs {
    /// 某区域（旗、苏木镇、嘎查村或网格）的全部网格，可重复 · All grids of an area of any level, may be repeated
    #[arg(long, value_name = "CODE")]
    pub of: Vec<String>,
    /// 列出区域编码的文件，每行一个 · File of area codes, one a line
    #[arg(long, value_name = "FILE")]
    pub codes: Option<PathBuf>,
    /// 只要时段内有这类未了结事件的网格，可重复 · Only grids with an open incident of this category in the period, may be repeated
    #[arg(long, value_name = "CATEGORY")]
    pub open: Vec<String>,
    /// 只要最差的若干个网格 · Only so many of the worst grids
    #[arg(long, value_name = "NUMBER")]
    pub worst: Option<NonZeroUsize>,
    /// 以什么为差（默认事件数）· By what they are worst (default: number of incidents)
    #[arg(long, value_enum)]
    pub by: Option<RankArg>,
    /// 图幅顺序（默认按编码；给出 --worst 时默认差的在前）· Order of the sheets (default: by code; with --worst the worst first)
    #[arg(long, value_enum)]
    pub order: Option<OrderArg>,
}

impl ChoiceArgs {
    /// The choice, its areas being known.
    pub fn choice(&self, among: Among) -> AtlasChoice {
        let by = self.by.map_or(Rank::Count, RankArg::rank);
        let take = match (self.worst, self.order) {
            (Some(most), Some(OrderArg::Code)) => Take::WorstByCode(most, by),
            (Some(most), Some(OrderArg::Worst) | None) => Take::Worst(most, by),
            (None, Some(OrderArg::Worst)) => Take::WorstFirst(by),
            (None, Some(OrderArg::Code) | None) => Take::ByCode,
        };
        AtlasChoice { among, open: self.open.clone(), take }
    }

    /// Whether `--by` has nothing to rank.
    pub fn ranks_nothing(&self) -> bool {
        self.by.is_some() && self.worst.is_none() && self.order != Some(OrderArg::Worst)
    }
}

/// The format of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// PDF
    Pdf,
    /// PNG, 300 dpi
    Png,
    /// SVG
    Svg,
}

/// By what a grid is worse than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RankArg {
    /// 事件数 · Incidents
    Count,
    /// 每平方公里事件数 · Incidents per km²
    Rate,
    /// 未了结事件数 · Open incidents
    Open,
}

impl RankArg {
    fn rank(self) -> Rank {
        match self {
            Self::Count => Rank::Count,
            Self::Rate => Rank::Rate,
            Self::Open => Rank::Open,
        }
    }
}

/// The order of the sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OrderArg {
    /// 按编码 · By code
    Code,
    /// 差的在前 · The worst first
    Worst,
}
