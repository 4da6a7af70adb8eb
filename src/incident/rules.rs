//! The local rules: categories, channels, names of severities, desks, limits.
//!
//! Local practice is configuration, never a constant in code. The shipped rules are an example
//! (示例) that a user's TOML file replaces key by key.

use super::{IncidentError, find_personal_number};
use crate::calendar::{Calendar, CalendarError, Holidays, Window};
use crate::geo::{CoordError, Datum};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The symbols that every drawing part knows.
pub const SYMBOLS: [&str; 10] = [
    "circle",
    "square",
    "triangle",
    "triangle_down",
    "diamond",
    "pentagon",
    "hexagon",
    "star",
    "cross",
    "plus",
];

/// The shipped rules, as text: what `wangge` writes out for a user to start from.
pub const SHIPPED_RULES: &str = include_str!("../../data/rules.toml");

/// A kind of incident and how it is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The name, as in files and forms.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// One of [`SYMBOLS`].
    pub symbol: String,
    /// Whether a case points at single persons or households, so that small counts of it stay out
    /// of what is public.
    #[serde(default)]
    pub sensitive: bool,
    /// What a patrol should look for where cases of it keep coming back; printed beside a
    /// check-point. At most [`MAX_LOOK_FOR_CHARS`] characters.
    #[serde(default)]
    pub look_for: Option<String>,
}

/// The longest [`Category::look_for`], in characters: it stands in one cell of a table on paper.
pub const MAX_LOOK_FOR_CHARS: usize = 60;

/// A repeating time or a sensitive period that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedWindow {
    /// The name, as in the filter of the desk.
    pub name: String,
    /// When it is, in the language of [`Calendar::window`].
    pub when: String,
}

/// The local rules, checked.
///
/// The fields are public so that a caller may derive rules of its own from the shipped ones;
/// [`Rules::from_toml`] is the way that checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The kinds of incident, in the order of the legend.
    pub categories: Vec<Category>,
    /// How reports come in.
    pub channels: Vec<String>,
    /// The names of the severities 1 to 4, 4 the gravest.
    pub severities: [String; 4],
    /// Who makes the sheets.
    pub office: String,
    /// The desks (席位) that may act.
    pub desks: Vec<String>,
    /// The IANA zone of times that come without an offset, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// Longest description, in characters.
    pub max_description_chars: usize,
    /// How far outside the banner a position may lie, in metres, before an import refuses it.
    pub outside_limit_m: f64,
    /// The share of a position's error, from 0 to 1, above which its grid is certain.
    pub certain_share: f64,
    /// Other names for datums, in lower case. None is shipped.
    pub datum_aliases: BTreeMap<String, Datum>,
    /// In a public table a count of a sensitive category below this is left out; at least 2.
    pub public_least: u64,
    /// Repeating times and sensitive periods with a name.
    pub windows: Vec<NamedWindow>,
    /// The statutory holidays.
    pub holidays: Arc<Holidays>,
    /// Whether these are example rules (示例) that nobody has put into force.
    pub example: bool,
}

/// A rules file: every key may be left out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    categories: Option<Vec<Category>>,
    channels: Option<Vec<String>>,
    severities: Option<[String; 4]>,
    office: Option<String>,
    desks: Option<Vec<String>>,
    time_zone: Option<String>,
    max_description_chars: Option<usize>,
    outside_limit_m: Option<f64>,
    certain_share: Option<f64>,
    public_least: Option<u64>,
    windows: Option<Vec<NamedWindow>>,
    datum_aliases: Option<BTreeMap<String, String>>,
    example: Option<bool>,
}

static SHIPPED: LazyLock<Rules> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the shipped file is compiled in and tested")]
    Rules::over(&Rules::empty(), SHIPPED_RULES).expect("data/rules.toml")
});

/// The time zones that are compiled in: the answer must not depend on the machine's own.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

impl Default for Rules {
    /// The shipped example rules.
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl Rules {
    /// The datum of a name: one of these rules' own names, or one that everybody knows.
    ///
    /// # Errors
    ///
    /// [`CoordError::UnknownDatum`].
    pub fn datum(&self, name: &str) -> Result<Datum, CoordError> {
        self.datum_aliases
            .get(&name.to_lowercase())
            .map_or_else(|| name.parse(), |known| Ok(*known))
    }

    /// The channel of files that do not say: 导入, where these rules have it.
    #[must_use]
    pub fn file_channel(&self) -> Option<&str> {
        const OF_FILES: &str = "导入";
        self.channels.iter().map(String::as_str).find(|channel| *channel == OF_FILES)
    }

    /// Reads rules from TOML. Keys that the text leaves out keep their shipped value, so
    /// `example` stays true until the text says otherwise.
    ///
    /// # Errors
    ///
    /// [`IncidentError::Toml`] names the line and the key of what cannot be read,
    /// [`IncidentError::Rule`] the key whose value makes no sense.
    pub fn from_toml(text: &str) -> Result<Self, IncidentError> {
        Self::over(&SHIPPED, text)
    }

    /// Reads rules from a TOML file; see [`Rules::from_toml`].
    ///
    /// # Errors
    ///
    /// Also [`IncidentError::Read`] when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, IncidentError> {
        Self::from_toml(&super::error::read_text(path)?)
    }

    /// The category of that name.
    #[must_use]
    pub fn category(&self, name: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.name == name)
    }

    /// The name of a severity.
    #[must_use]
    pub fn severity_name(&self, severity: super::Severity) -> &str {
        self.severities.get(usize::from(severity.value()) - 1).map_or("", String::as_str)
    }

    /// The zone of times that come without an offset. Rules that were checked name a known one;
    /// for any other this is UTC.
    #[must_use]
    pub fn zone(&self) -> TimeZone {
        ZONES.get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// What windows are read with.
    ///
    /// # Errors
    ///
    /// [`CalendarError`] for a named window that cannot be read. Rules that were checked have none.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        let named = self.windows.iter().map(|w| (w.name.as_str(), w.when.as_str()));
        Calendar::new(self.zone(), Arc::clone(&self.holidays), named)
    }

    /// Reads a repeating time; see [`Calendar::window`].
    ///
    /// # Errors
    ///
    /// [`CalendarError`] names what is not understood.
    pub fn window(&self, text: &str) -> Result<Window, CalendarError> {
        self.calendar()?.window(text)
    }

    /// The same rules with another table of holidays.
    ///
    /// # Errors
    ///
    /// [`IncidentError::Window`] for a named window that asks for a holiday the table lacks.
    pub fn with_holidays(self, holidays: Holidays) -> Result<Self, IncidentError> {
        let rules = Self { holidays: Arc::new(holidays), ..self };
        rules.check()?;
        Ok(rules)
    }

    fn empty() -> Self {
        Self {
            categories: Vec::new(),
            channels: Vec::new(),
            severities: Default::default(),
            office: String::new(),
            desks: Vec::new(),
            time_zone: String::new(),
            max_description_chars: 0,
            outside_limit_m: 0.0,
            certain_share: 1.0,
            public_least: 0,
            windows: Vec::new(),
            holidays: Arc::default(),
            datum_aliases: BTreeMap::new(),
            example: true,
        }
    }

    fn over(base: &Self, text: &str) -> Result<Self, IncidentError> {
        let file: File =
            toml::from_str(text).map_err(|source| IncidentError::toml(text, source))?;
        let base = base.clone();
        let datum_aliases = match file.datum_aliases {
            Some(aliases) => read_aliases(aliases)?,
            None => base.datum_aliases,
        };
        let rules = Self {
            categories: file.categories.unwrap_or(base.categories),
            channels: file.channels.unwrap_or(base.channels),
            severities: file.severities.unwrap_or(base.severities),
            office: file.office.unwrap_or(base.office),
            desks: file.desks.unwrap_or(base.desks),
            time_zone: file.time_zone.unwrap_or(base.time_zone),
            max_description_chars: file.max_description_chars.unwrap_or(base.max_description_chars),
            outside_limit_m: file.outside_limit_m.unwrap_or(base.outside_limit_m),
            certain_share: file.certain_share.unwrap_or(base.certain_share),
            public_least: file.public_least.unwrap_or(base.public_least),
            windows: file.windows.unwrap_or(base.windows),
            holidays: base.holidays,
            datum_aliases,
            example: file.example.unwrap_or(base.example),
        };
        rules.check()?;
        Ok(rules)
    }

    fn check(&self) -> Result<(), IncidentError> {
        check_names("categories", self.categories.iter().map(|category| &category.name))?;
        check_names("channels", &self.channels)?;
        check_names("severities", &self.severities)?;
        check_names("desks", &self.desks)?;
        for category in &self.categories {
            if !is_color(&category.color) {
                return Err(rule("categories.color", &category.color));
            }
            if !SYMBOLS.contains(&category.symbol.as_str()) {
                return Err(rule("categories.symbol", &category.symbol));
            }
            if let Some(hint) = category.look_for.as_deref().filter(|hint| !is_hint(hint)) {
                return Err(rule("categories.look_for", hint));
            }
        }
        if ZONES.get(&self.time_zone).is_err() {
            return Err(rule("time_zone", &self.time_zone));
        }
        if !(1..=10_000).contains(&self.max_description_chars) {
            return Err(rule("max_description_chars", &self.max_description_chars.to_string()));
        }
        if !(0.0..=100_000.0).contains(&self.outside_limit_m) {
            return Err(rule("outside_limit_m", &self.outside_limit_m.to_string()));
        }
        if !(0.0..=1.0).contains(&self.certain_share) {
            return Err(rule("certain_share", &self.certain_share.to_string()));
        }
        if !(2..=1_000).contains(&self.public_least) {
            return Err(rule("public_least", &self.public_least.to_string()));
        }
        self.calendar().map_err(IncidentError::Window)?;
        if self.office.trim().is_empty() {
            return Err(rule("office", &self.office));
        }
        Ok(())
    }
}

fn rule(key: &'static str, value: &str) -> IncidentError {
    IncidentError::Rule { key, value: value.to_owned() }
}

fn read_aliases(
    aliases: BTreeMap<String, String>,
) -> Result<BTreeMap<String, Datum>, IncidentError> {
    aliases
        .into_iter()
        .map(|(name, datum)| match datum.parse() {
            Ok(known) => Ok((name.trim().to_lowercase(), known)),
            Err(_) => Err(rule("datum_aliases", &datum)),
        })
        .collect()
}

/// A list of names must not be empty, nor hold a blank name or one name twice.
fn check_names<'a>(
    key: &'static str,
    names: impl IntoIterator<Item = &'a String>,
) -> Result<(), IncidentError> {
    let mut seen = HashSet::new();
    for name in names {
        if name.trim() != name || name.is_empty() || !seen.insert(name) {
            return Err(rule(key, name));
        }
    }
    if seen.is_empty() { Err(rule(key, "[]")) } else { Ok(()) }
}

/// One short line about a place.
fn is_hint(text: &str) -> bool {
    let short = (1..=MAX_LOOK_FOR_CHARS).contains(&text.chars().count());
    short
        && text.trim() == text
        && !text.chars().any(char::is_control)
        && find_personal_number(text).is_none()
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_an_example_and_complete() {
        let rules = Rules::default();
        assert!(rules.example);
        assert_eq!(rules.categories.len(), 10);
        let looks: HashSet<_> = rules.categories.iter().map(|c| (&c.color, &c.symbol)).collect();
        assert_eq!(looks.len(), 10);
        let symbols: HashSet<_> = rules.categories.iter().map(|c| &c.symbol).collect();
        assert_eq!(symbols.len(), 10);
        assert_eq!(rules.severities[3], "特别重大");
        let sensitive: Vec<_> = rules.categories.iter().filter(|c| c.sensitive).collect();
        assert_eq!((sensitive.len(), rules.public_least), (4, 5));
        assert!(rules.datum_aliases.is_empty());
        assert!(rules.categories.iter().all(|c| c.look_for.is_some()));
    }

    #[test]
    fn a_file_replaces_only_the_keys_that_it_names() {
        let rules = Rules::from_toml("office = \"某旗中心\"\nexample = false").unwrap();
        assert_eq!(rules.office, "某旗中心");
        assert!(!rules.example);
        assert_eq!(rules.channels, Rules::default().channels);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = Rules::from_toml("example = true\noffise = \"x\"").unwrap_err();
        let text = error.message().render(crate::text::Lang::Zh);
        assert!(text.contains("offise") && text.contains("第 2 行"), "{text}");
    }

    #[test]
    fn a_value_that_makes_no_sense_is_named_with_its_key() {
        for (text, key) in [
            ("channels = []", "channels"),
            ("desks = [\"a\", \"a\"]", "desks"),
            ("time_zone = \"Asia/Nowhere\"", "time_zone"),
            ("outside_limit_m = -1.0", "outside_limit_m"),
            ("certain_share = 1.5", "certain_share"),
            ("max_description_chars = 0", "max_description_chars"),
            ("public_least = 1", "public_least"),
            ("[datum_aliases]\nx = \"mars\"", "datum_aliases"),
            ("[[categories]]\nname=\"a\"\ncolor=\"red\"\nsymbol=\"star\"", "categories.color"),
            ("[[categories]]\nname=\"a\"\ncolor=\"#000000\"\nsymbol=\"fish\"", "categories.symbol"),
            (
                "[[categories]]\nname=\"a\"\ncolor=\"#000000\"\nsymbol=\"star\"\nlook_for=\" \"",
                "categories.look_for",
            ),
            (
                "[[categories]]\nname=\"a\"\ncolor=\"#000000\"\nsymbol=\"star\"\n\
                 look_for=\"找13812345678\"",
                "categories.look_for",
            ),
        ] {
            match Rules::from_toml(text) {
                Err(IncidentError::Rule { key: named, .. }) => assert_eq!(named, key),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_window_that_cannot_be_read_is_named() {
        let text = "[[windows]]\nname = \"防火期\"\nwhen = \"三月\"";
        let error = Rules::from_toml(text).unwrap_err().to_string();
        assert!(error.contains("防火期") && error.contains("三月"), "{error}");
        let rules = Rules::from_toml("[[windows]]\nname = \"a\"\nwhen = \"holiday:春节\"").unwrap();
        assert_eq!(rules.window("a").unwrap(), rules.window("holiday:春节").unwrap());
        let table =
            "source = \"x\"\nlicence = \"x\"\nfirst_year = 2027\nlast_year = 2027\nholidays = []";
        let error = rules.with_holidays(Holidays::from_toml(table).unwrap()).unwrap_err();
        assert!(error.to_string().contains("春节"), "{error}");
    }

    #[test]
    fn shanghai_is_known_without_the_machine_s_time_zones() {
        let noon = jiff::civil::date(2025, 6, 18).at(12, 0, 0, 0);
        let at = Rules::default().zone().to_timestamp(noon).unwrap();
        assert_eq!(at.to_string(), "2025-06-18T04:00:00Z");
    }
}
