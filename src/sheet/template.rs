//! Templates: what is on a sheet and how it looks, in one TOML file.
//!
//! Three are shipped (`data/templates`). A file of a user's may hold only the keys that differ from
//! the patrol sheet's.

use super::SheetError;
use super::canvas::Ink;
use crate::heat::Ramp;
use crate::text::{Lang, line_at};
use serde::Deserialize;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The largest logo, in bytes: it stands in every file that is made.
const LARGEST_LOGO: u64 = 2_000_000;

/// A template that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name, as in `--template patrol`.
    pub name: &'static str,
    /// The file, with every key documented.
    pub text: &'static str,
}

/// The shipped templates, the default first.
pub const SHIPPED_TEMPLATES: [Shipped; 3] = [
    Shipped { name: "patrol", text: include_str!("../../data/templates/patrol.toml") },
    Shipped { name: "meeting", text: include_str!("../../data/templates/meeting.toml") },
    Shipped { name: "notice", text: include_str!("../../data/templates/notice.toml") },
];

/// The size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm.
    A3,
}

/// How the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Orientation {
    /// By the shape of the area.
    Auto,
    /// Upright.
    Portrait,
    /// Across.
    Landscape,
}

/// Declares what may be on a sheet, once.
macro_rules! furniture {
    ($($(#[$doc:meta])* $key:ident,)*) => {
        /// What is on a sheet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Show {
            $($(#[$doc])* pub $key: bool,)*
        }

        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        struct ShowFile {
            $($key: Option<bool>,)*
        }

        impl Show {
            const NOTHING: Self = Self { $($key: false,)* };

            fn over(self, file: &ShowFile) -> Self {
                Self { $($key: file.$key.unwrap_or(self.$key),)* }
            }
        }
    };
}

furniture! {
    /// Symbols by category.
    incidents,
    /// Density beneath the lines.
    density,
    /// Hot spots, outlined.
    hot_spots,
    /// Numbered check-points and their table.
    check_points,
    /// The order through them.
    route,
    /// Ground that tracks have covered.
    coverage,
    /// Service points.
    services,
    /// Names of the areas around.
    neighbours,
    /// Reserves and parks.
    zones,
    /// The base map.
    base,
    /// Lines of longitude and latitude.
    graticule,
    /// The scale bar.
    scale_bar,
    /// The north arrow.
    north_arrow,
    /// The legend.
    legend,
    /// The banner, and the area in it.
    locator,
    /// The area's figures.
    figures,
    /// The code that opens the area at the desk.
    qr,
    /// The slot for the map-approval number.
    approval,
    /// The sources of the data.
    sources,
}

/// Colours of a sheet; everything else is grey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colours {
    pub accent: Ink,
    pub ground: Ink,
    pub abroad: Ink,
    pub ramp: Ramp,
}

/// A template, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    titles: [String; 2],
    marks: [String; 2],
    notes: [String; 2],
    /// Who makes the sheet; by the rules where `None`.
    pub office: Option<String>,
    pub(super) logo: Option<Arc<Vec<u8>>>,
    /// The size of the paper.
    pub paper: Paper,
    /// How it lies.
    pub orientation: Orientation,
    /// The language; the one that is asked for where `None`.
    pub lang: Option<Lang>,
    /// Whether nothing that is sensitive may be on the sheet.
    pub public: bool,
    /// At most so many check-points.
    pub checkpoints: usize,
    /// Proposals within so many metres are one; by the size of the area where `None`.
    pub checkpoint_radius_m: Option<f64>,
    pub(super) colours: Colours,
    /// What is on the sheet.
    pub show: Show,
}

/// A template file: every key may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    title: Option<String>,
    title_en: Option<String>,
    office: Option<String>,
    logo: Option<String>,
    mark: Option<String>,
    mark_en: Option<String>,
    note: Option<String>,
    note_en: Option<String>,
    paper: Option<Paper>,
    orientation: Option<Orientation>,
    lang: Option<LangKey>,
    public: Option<bool>,
    checkpoints: Option<usize>,
    checkpoint_radius_m: Option<f64>,
    colours: ColoursFile,
    show: ShowFile,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LangKey {
    Zh,
    En,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ColoursFile {
    accent: Option<String>,
    ground: Option<String>,
    abroad: Option<String>,
    ramp: Option<String>,
}

static PATROL: LazyLock<Template> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the shipped file is compiled in and tested")]
    Template::over(&Template::blank(), SHIPPED_TEMPLATES[0].text, None).expect("patrol.toml")
});

impl Default for Template {
    /// The shipped patrol sheet.
    fn default() -> Self {
        PATROL.clone()
    }
}

impl Template {
    /// A shipped template by its name; `None` where there is none.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Self> {
        let shipped = SHIPPED_TEMPLATES.iter().find(|shipped| shipped.name == name)?;
        Self::from_toml(shipped.text, None).ok()
    }

    /// Reads a template. Keys that the text leaves out are those of the patrol sheet; `folder` is
    /// where a relative `logo` is sought.
    ///
    /// # Errors
    ///
    /// [`SheetError::Template`] names the line and the key of what cannot be read or makes no
    /// sense, [`SheetError::Logo`] the logo.
    pub fn from_toml(text: &str, folder: Option<&Path>) -> Result<Self, SheetError> {
        Self::over(&PATROL, text, folder)
    }

    /// Reads a template file; see [`Template::from_toml`].
    ///
    /// # Errors
    ///
    /// Also [`SheetError::ReadTemplate`] when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, SheetError> {
        let text = std::fs::read_to_string(path).map_err(|error| SheetError::ReadTemplate {
            path: path.to_owned(),
            what: error.to_string(),
        })?;
        Self::from_toml(&text, path.parent())
    }

    /// The title of an area's sheet.
    #[must_use]
    pub fn title(&self, name: &str, code: &str, lang: Lang) -> String {
        in_lang(&self.titles, lang).replace("{name}", name).replace("{code}", code)
    }

    /// The word beside the period; empty where there is none.
    #[must_use]
    pub fn mark(&self, lang: Lang) -> &str {
        in_lang(&self.marks, lang)
    }

    /// The line at the foot; empty where there is none.
    #[must_use]
    pub fn note(&self, lang: Lang) -> &str {
        in_lang(&self.notes, lang)
    }

    /// The ramp of the density.
    #[must_use]
    pub fn ramp(&self) -> Ramp {
        self.colours.ramp
    }

    fn blank() -> Self {
        let grey = Ink(128, 128, 128);
        Self {
            titles: Default::default(),
            marks: Default::default(),
            notes: Default::default(),
            office: None,
            logo: None,
            paper: Paper::A4,
            orientation: Orientation::Auto,
            lang: None,
            public: false,
            checkpoints: 0,
            checkpoint_radius_m: None,
            colours: Colours { accent: grey, ground: grey, abroad: grey, ramp: Ramp::default() },
            show: Show::NOTHING,
        }
    }

    fn over(base: &Self, text: &str, folder: Option<&Path>) -> Result<Self, SheetError> {
        let file: File = toml::from_str(text).map_err(|error| not_toml(text, &error))?;
        let colour = |key: &'static str, asked: Option<&String>, base: Ink| match asked {
            None => Ok(base),
            Some(hex) => Ink::parse(hex).ok_or_else(|| refused(text, key, hex)),
        };
        let ramp = match &file.colours.ramp {
            None => base.colours.ramp,
            Some(name) => Ramp::named(name).ok_or_else(|| refused(text, "ramp", name))?,
        };
        let colours = Colours {
            accent: colour("accent", file.colours.accent.as_ref(), base.colours.accent)?,
            ground: colour("ground", file.colours.ground.as_ref(), base.colours.ground)?,
            abroad: colour("abroad", file.colours.abroad.as_ref(), base.colours.abroad)?,
            ramp,
        };
        let checkpoints = file.checkpoints.unwrap_or(base.checkpoints);
        if !(1..=20).contains(&checkpoints) {
            return Err(refused(text, "checkpoints", &checkpoints.to_string()));
        }
        let radius = file.checkpoint_radius_m.or(base.checkpoint_radius_m);
        if let Some(radius_m) = radius.filter(|m| !(10.0..=20_000.0).contains(m)) {
            return Err(refused(text, "checkpoint_radius_m", &radius_m.to_string()));
        }
        let logo = file.logo.as_ref().map(|name| read_logo(name, folder)).transpose()?;
        Ok(Self {
            titles: pair(&base.titles, file.title, file.title_en),
            marks: pair(&base.marks, file.mark, file.mark_en),
            notes: pair(&base.notes, file.note, file.note_en),
            office: file.office.or_else(|| base.office.clone()),
            logo: logo.or_else(|| base.logo.clone()),
            paper: file.paper.unwrap_or(base.paper),
            orientation: file.orientation.unwrap_or(base.orientation),
            lang: file.lang.map(Lang::from).or(base.lang),
            public: file.public.unwrap_or(base.public),
            checkpoints,
            checkpoint_radius_m: radius,
            colours,
            show: base.show.over(&file.show).allowed(file.public.unwrap_or(base.public)),
        })
    }
}

impl Show {
    /// Without what a public sheet must not show.
    fn allowed(self, public: bool) -> Self {
        if !public {
            return self;
        }
        Self { hot_spots: false, check_points: false, route: false, coverage: false, ..self }
    }
}

impl From<LangKey> for Lang {
    fn from(key: LangKey) -> Self {
        match key {
            LangKey::Zh => Self::Zh,
            LangKey::En => Self::En,
        }
    }
}

fn in_lang([zh, en]: &[String; 2], lang: Lang) -> &str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Words of a file over those of its base. Who writes a word in Chinese alone means it for both
/// languages: the base's English would say something else.
fn pair([base_zh, base_en]: &[String; 2], zh: Option<String>, en: Option<String>) -> [String; 2] {
    let base_en = if zh.is_some() { zh.as_ref() } else { Some(base_en) };
    let en = en.or_else(|| base_en.cloned()).unwrap_or_default();
    [zh.unwrap_or_else(|| base_zh.clone()), en]
}

fn read_logo(name: &str, folder: Option<&Path>) -> Result<Arc<Vec<u8>>, SheetError> {
    let path = folder.unwrap_or(Path::new("")).join(name);
    let failed = |what: String| SheetError::Logo { path: path.clone(), what };
    let size = std::fs::metadata(&path).map_err(|error| failed(error.to_string()))?.len();
    if size > LARGEST_LOGO {
        return Err(failed(format!("{size} > {LARGEST_LOGO} bytes")));
    }
    let bytes = std::fs::read(&path).map_err(|error| failed(error.to_string()))?;
    let decoded = tiny_skia::Pixmap::decode_png(&bytes);
    decoded.map(|_| Arc::new(bytes)).map_err(|error| failed(error.to_string()))
}

fn not_toml(text: &str, error: &toml::de::Error) -> SheetError {
    let line = line_at(text, error.span().map_or(0, |span| span.start));
    SheetError::Template { line, what: error.message().to_owned() }
}

/// A key whose value makes no sense, with the line that it stands on.
fn refused(text: &str, key: &'static str, value: &str) -> SheetError {
    let stands = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let line = text.lines().position(stands).map_or(1, |place| place + 1);
    SheetError::Template { line, what: format!("{key} = {value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_templates_are_read_and_differ() {
        let all: Vec<Template> = SHIPPED_TEMPLATES
            .iter()
            .map(|shipped| Template::shipped(shipped.name).expect(shipped.name))
            .collect();
        assert_eq!(all[0], Template::default());
        assert_eq!(all[1].paper, Paper::A3);
        assert!(all[2].public && !all[2].show.incidents && !all[2].show.check_points);
        assert_eq!(all[2].title("北区", "1", Lang::Zh), "北区公示图");
        assert!(all[2].show.services && all[2].show.locator);
    }

    #[test]
    fn a_public_sheet_never_shows_what_a_patrol_knows() {
        let text = "public = true\n[show]\nhot_spots = true\ncheck_points = true\nroute = true";
        let show = Template::from_toml(text, None).expect("a template").show;
        assert!(!show.hot_spots && !show.check_points && !show.route && show.incidents);
    }

    #[test]
    fn a_fault_names_its_line() {
        for (text, line, word) in [
            ("paper = \"a4\"\npapre = \"a4\"", 2, "papre"),
            ("\n\npaper = \"letter\"", 3, "letter"),
            ("[colours]\naccent = \"blue\"", 2, "blue"),
            ("[colours]\nramp = \"rainbow\"", 2, "rainbow"),
            ("checkpoints = 0", 1, "0"),
            ("checkpoint_radius_m = 1e9", 1, "1000000000"),
        ] {
            match Template::from_toml(text, None) {
                Err(SheetError::Template { line: at, what }) => {
                    assert_eq!(at, line, "{text}");
                    assert!(what.contains(word), "{what}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        let none = Template::from_toml("logo = \"none.png\"", Some(Path::new("/nowhere")));
        assert!(matches!(none, Err(SheetError::Logo { .. })));
    }

    #[test]
    fn a_word_in_chinese_alone_is_meant_for_both_languages() {
        let own = Template::from_toml("mark = \"草案\"", None).expect("a template");
        assert_eq!((own.mark(Lang::Zh), own.mark(Lang::En)), ("草案", "草案"));
    }
}
