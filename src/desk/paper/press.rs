//! What sheets are printed with, whatever they are of.

use crate::basemap::BaseMap;
use crate::patrol::Roads;
use crate::sheet::{SHIPPED_TEMPLATES, SheetError, Template};
use std::path::Path;
use std::sync::Arc;

/// Templates and addresses, read once and shared by all sheets.
#[derive(Debug, Clone, Default)]
pub struct Press {
    own: Vec<(String, Template)>,
    /// The address of the desk, for codes that open an area there.
    pub desk_url: Option<String>,
    /// Sources to be named.
    pub attributions: Vec<String>,
    /// The base map beneath sheets, where there is one.
    pub base: Option<Arc<BaseMap>>,
    /// The roads that patrols go along, where they are known.
    pub roads: Option<Arc<Roads>>,
}

impl Press {
    /// The shipped templates; `desk_url` is the address of the desk, `attributions` are the sources
    /// to be named.
    #[must_use]
    pub fn new(desk_url: Option<String>, attributions: Vec<String>) -> Self {
        Self { own: Vec::new(), desk_url, attributions, base: None, roads: None }
    }

    /// Reads the templates of a folder: every `NAME.toml` in it. One with the name of a shipped
    /// template replaces it.
    ///
    /// # Errors
    ///
    /// As [`Template::read`], for the first file by name that cannot be read.
    pub fn with_templates(mut self, folder: &Path) -> Result<Self, SheetError> {
        let failed = |error: std::io::Error| SheetError::ReadTemplate {
            path: folder.to_owned(),
            what: error.to_string(),
        };
        let files = std::fs::read_dir(folder).map_err(failed)?;
        let mut paths = files
            .map(|file| file.map(|file| file.path()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        for path in paths {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
            self.own.push((name.unwrap_or_default(), Template::read(&path)?));
        }
        Ok(self)
    }

    /// The template of that name; the patrol sheet's where none is named. `None` for a name that is
    /// not known.
    #[must_use]
    pub fn template(&self, name: Option<&str>) -> Option<Template> {
        let name = name.unwrap_or(SHIPPED_TEMPLATES[0].name);
        let own = self.own.iter().find(|(known, _)| known == name);
        own.map(|(_, template)| template.clone()).or_else(|| Template::shipped(name))
    }

    /// The names of all templates, the shipped ones first.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let shipped = SHIPPED_TEMPLATES.iter().map(|shipped| shipped.name);
        let own = self.own.iter().map(|(name, _)| name.as_str());
        let mut names: Vec<&str> = shipped.collect();
        for name in own {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
