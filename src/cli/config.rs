//! `wangge.toml`: what need not be typed every time. Arguments and `WANGGE_*` win over it.

use super::args::{BaseArgs, LangArg};
use super::failure::Failure;
use crate::area::Fields;
use crate::basemap::{BaseMap, parse_extent};
use crate::calendar::Holidays;
use crate::desk::Press;
use crate::incident::{HeaderTable, IncidentError, Rules};
use crate::text::Message;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that is read where none is named.
const DEFAULT_FILE: &str = "wangge.toml";

/// The configuration file. Paths in it are relative to the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Config {
    /// Folder of boundary files.
    pub areas: Option<PathBuf>,
    /// Database file.
    pub db: Option<PathBuf>,
    /// Address to listen on.
    pub listen: Option<SocketAddr>,
    /// Language of the output.
    pub lang: Option<LangArg>,
    /// Categories, channels, desks … (`data/rules.toml` is the shipped example).
    pub rules: Option<PathBuf>,
    /// Statutory holidays (`data/holidays.toml` is the shipped table).
    pub holidays: Option<PathBuf>,
    /// More names for the columns of incident files.
    pub headers: Option<PathBuf>,
    /// Folder of templates for sheets, `NAME.toml` each.
    pub templates: Option<PathBuf>,
    /// The address at which people open the desk, for the QR codes of sheets.
    pub desk_url: Option<String>,
    /// Roads for the routes of patrols: GeoJSON lines, WGS-84 or CGCS2000.
    pub roads: Option<PathBuf>,
    /// Names of the properties in boundary files.
    pub fields: Option<Fields>,
    /// The base map beneath sheets: `PMTiles`, `GeoTIFF`, PNG or JPEG.
    pub base: Option<PathBuf>,
    /// Where it lies, if the file does not say: `west,south,east,north` in degrees.
    pub base_extent: Option<String>,
}

impl Config {
    /// Reads `path`, or `wangge.toml` in the current folder where there is one.
    pub fn load(path: Option<&Path>) -> Result<Self, Failure> {
        let file = path.unwrap_or(Path::new(DEFAULT_FILE));
        if path.is_none() && !file.exists() {
            return Ok(Self::default());
        }
        let text = read(file)?;
        let mut config: Self = toml::from_str(&text).map_err(|source| {
            Failure::impossible(
                Message::new("cli.bad_config").with("path", file.display()).with("source", &source),
            )
        })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let Self { areas, db, rules, headers, holidays, templates, base, roads, .. } = &mut config;
        let paths = [areas, db, rules, headers, holidays, templates, base, roads];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
        Ok(config)
    }

    /// The folder of boundary files, from the argument or the configuration.
    pub fn areas<'a>(&'a self, argument: Option<&'a PathBuf>) -> Result<&'a Path, Failure> {
        argument
            .or(self.areas.as_ref())
            .map(PathBuf::as_path)
            .ok_or_else(|| missing("--areas", "WANGGE_AREAS"))
    }

    /// The database file, from the argument or the configuration.
    pub fn db<'a>(&'a self, argument: Option<&'a PathBuf>) -> Result<&'a Path, Failure> {
        argument
            .or(self.db.as_ref())
            .map(PathBuf::as_path)
            .ok_or_else(|| missing("--db", "WANGGE_DB"))
    }

    /// The address to listen on: loopback unless told otherwise.
    pub fn listen(&self, argument: Option<SocketAddr>) -> SocketAddr {
        argument.or(self.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)))
    }

    /// The property names of boundary files.
    pub fn fields(&self) -> Fields {
        self.fields.clone().unwrap_or_default()
    }

    /// The rules: the configured file, or the shipped example; with the configured holidays.
    pub fn rules(&self) -> Result<Rules, Failure> {
        let rules = self.rules.as_deref().map_or_else(|| Ok(Rules::default()), Rules::read);
        let rules = rules.map_err(refused)?;
        let Some(path) = &self.holidays else { return Ok(rules) };
        let holidays = Holidays::read(path)
            .map_err(|error| Failure::impossible(error.message()).because(error))?;
        rules.with_holidays(holidays).map_err(refused)
    }

    /// What sheets are printed with.
    pub fn press(&self, attributions: Vec<String>) -> Result<Press, Failure> {
        let press = Press::new(self.desk_url.clone(), attributions);
        let Some(folder) = &self.templates else { return Ok(press) };
        press
            .with_templates(folder)
            .map_err(|error| Failure::impossible(error.message()).because(error))
    }

    /// Opens the base map that the arguments or the configuration name. An extent in the configuration
    /// is that of the file there.
    pub fn base_map(&self, args: &BaseArgs) -> Result<Option<Arc<BaseMap>>, Failure> {
        let (file, extent) = match &args.base {
            Some(file) => (Some(file), args.base_extent.as_ref()),
            None => (self.base.as_ref(), args.base_extent.as_ref().or(self.base_extent.as_ref())),
        };
        let extent = extent.map(|text| parse_extent(text)).transpose();
        let extent = extent.map_err(Failure::impossible)?;
        let Some(file) = file else { return Ok(None) };
        let opened = BaseMap::open(file, extent);
        opened
            .map(|base| Some(Arc::new(base)))
            .map_err(|error| Failure::impossible(error.message()).because(error))
    }

    /// The column names: the shipped ones and those of the configured file.
    pub fn headers(&self) -> Result<HeaderTable, Failure> {
        self.headers
            .as_deref()
            .map_or_else(|| Ok(HeaderTable::default()), HeaderTable::read)
            .map_err(refused)
    }
}

fn refused(error: IncidentError) -> Failure {
    Failure::impossible(error.message()).because(error)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|source| Failure::file("cli.cannot_read", path, source))
}

fn missing(option: &str, variable: &str) -> Failure {
    Failure::impossible(
        Message::new("cli.missing_option").with("option", option).with("variable", variable),
    )
}
