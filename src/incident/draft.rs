//! A report as it was written, and the check that makes a [`Report`] of it.
//!
//! Files and forms go through the same check. Nothing is repaired silently: what cannot be
//! taken as it stands is refused, with every fault at once.

use super::fault::quoted;
use super::personal::{PersonalNumber, find_personal_number};
use super::time::{TimeFault, read_time};
use super::{Fault, Report, Rules, Severity};
use crate::geo::Datum;
use crate::text::Message;
use jiff::Timestamp;

/// A report as text, field by field; `None` is a field that was not there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The sender's own number.
    pub external_id: Option<String>,
    /// The time of the report.
    pub reported_at: Option<String>,
    /// The category by name.
    pub category: Option<String>,
    /// 1 to 4, or the name of the severity.
    pub severity: Option<String>,
    /// Longitude in degrees, or easting in metres.
    pub lon: Option<String>,
    /// Latitude in degrees, or northing in metres.
    pub lat: Option<String>,
    /// The datum of the two.
    pub datum: Option<String>,
    /// Radius of 68 % in metres.
    pub accuracy_m: Option<String>,
    /// The channel by name.
    pub channel: Option<String>,
    /// The free text.
    pub description: Option<String>,
}

/// Longest external id, in characters.
pub const MAX_ID_CHARS: usize = 100;
/// An accuracy above this, in metres, is a slip: the banner is 200 km across.
pub const MAX_ACCURACY_M: f64 = 100_000.0;

impl Draft {
    /// Checks every field and makes a report of them.
    ///
    /// `file_datum` is the datum of rows that name none. A row's own datum goes before it, and
    /// one that is not known is a fault even so.
    ///
    /// # Errors
    ///
    /// Every fault of the row, in the order of the fields.
    pub fn check(&self, rules: &Rules, file_datum: Option<Datum>) -> Result<Report, Vec<Fault>> {
        let mut faults = Vec::new();
        let external_id = keep(self.check_external_id(), &mut faults);
        let reported_at = keep(self.check_time(rules), &mut faults);
        let category = keep(self.check_category(rules), &mut faults);
        let severity = keep(self.check_severity(rules), &mut faults);
        let place = self.check_place(rules, file_datum, &mut faults);
        let accuracy_m = keep(self.check_accuracy(), &mut faults);
        let channel = keep(self.check_channel(rules), &mut faults);
        let description = keep(self.check_description(rules), &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        // Each part is there when there is no fault; a part that is not would be one more fault.
        let report = (|| {
            let (position, reported) = place?;
            Some(Report {
                external_id: external_id?,
                reported_at: reported_at?,
                category: category?,
                severity: severity?,
                position,
                reported,
                accuracy_m: accuracy_m?,
                channel: channel?,
                description: description?,
            })
        })();
        report.ok_or(faults)
    }

    fn check_external_id(&self) -> Result<Option<String>, Fault> {
        let Some(id) = given(self.external_id.as_deref()) else {
            return Ok(None);
        };
        if id.chars().count() > MAX_ID_CHARS {
            return Err(Fault {
                field: "external_id",
                code: "id_too_long",
                reason: Message::new("incident.id_too_long").with("max", MAX_ID_CHARS),
                remedy: Message::new("incident.id_too_long.do").with("max", MAX_ID_CHARS),
            });
        }
        if id.chars().any(char::is_control) {
            return Err(Fault {
                field: "external_id",
                code: "id_control_characters",
                reason: Message::new("incident.id_control_characters"),
                remedy: Message::new("incident.id_control_characters.do"),
            });
        }
        Ok(Some(id.to_owned()))
    }

    pub(crate) fn check_time(&self, rules: &Rules) -> Result<Timestamp, Fault> {
        let text = given(self.reported_at.as_deref()).ok_or_else(|| Fault {
            field: "reported_at",
            code: "missing_reported_at",
            reason: Message::new("incident.missing_reported_at"),
            remedy: Message::new("incident.missing_reported_at.do"),
        })?;
        read_time(text, &rules.zone()).map_err(|fault| time_fault(fault, text))
    }

    fn check_category(&self, rules: &Rules) -> Result<String, Fault> {
        let names =
            || rules.categories.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join("、");
        let name = given(self.category.as_deref()).ok_or_else(|| Fault {
            field: "category",
            code: "missing_category",
            reason: Message::new("incident.missing_category"),
            remedy: Message::new("incident.missing_category.do").with("names", names()),
        })?;
        rules.category(name).map(|category| category.name.clone()).ok_or_else(|| Fault {
            field: "category",
            code: "unknown_category",
            reason: Message::new("incident.unknown_category").with("text", quoted(name)),
            remedy: Message::new("incident.unknown_category.do").with("names", names()),
        })
    }

    fn check_channel(&self, rules: &Rules) -> Result<String, Fault> {
        let names = || rules.channels.join("、");
        let name = given(self.channel.as_deref()).ok_or_else(|| Fault {
            field: "channel",
            code: "missing_channel",
            reason: Message::new("incident.missing_channel"),
            remedy: Message::new("incident.missing_channel.do").with("names", names()),
        })?;
        rules.channels.iter().find(|channel| *channel == name).cloned().ok_or_else(|| Fault {
            field: "channel",
            code: "unknown_channel",
            reason: Message::new("incident.unknown_channel").with("text", quoted(name)),
            remedy: Message::new("incident.unknown_channel.do").with("names", names()),
        })
    }

    fn check_severity(&self, rules: &Rules) -> Result<Severity, Fault> {
        let text = given(self.severity.as_deref()).ok_or_else(|| Fault {
            field: "severity",
            code: "missing_severity",
            reason: Message::new("incident.missing_severity"),
            remedy: Message::new("incident.missing_severity.do"),
        })?;
        let named = || rules.severities.iter().zip(1..).find(|(name, _)| *name == text);
        // Programs that keep whole numbers as floats write 2.0.
        let number = text.strip_suffix(".0").unwrap_or(text).parse().ok();
        number.or_else(|| named().map(|(_, value)| value)).and_then(Severity::new).ok_or_else(
            || Fault {
                field: "severity",
                code: "severity_out_of_range",
                reason: Message::new("incident.severity_out_of_range").with("text", quoted(text)),
                remedy: Message::new("incident.severity_out_of_range.do")
                    .with("names", rules.severities.join("、")),
            },
        )
    }

    pub(crate) fn check_accuracy(&self) -> Result<Option<f64>, Fault> {
        let Some(text) = given(self.accuracy_m.as_deref()) else {
            return Ok(None);
        };
        match text.parse::<f64>() {
            Ok(value) if (0.0..=MAX_ACCURACY_M).contains(&value) => Ok(Some(value)),
            _ => Err(Fault {
                field: "accuracy_m",
                code: "bad_accuracy",
                reason: Message::new("incident.bad_accuracy").with("text", quoted(text)),
                remedy: Message::new("incident.bad_accuracy.do").with("max", MAX_ACCURACY_M),
            }),
        }
    }

    fn check_description(&self, rules: &Rules) -> Result<String, Fault> {
        let text = given(self.description.as_deref()).ok_or_else(|| Fault {
            field: "description",
            code: "missing_description",
            reason: Message::new("incident.missing_description"),
            remedy: Message::new("incident.missing_description.do"),
        })?;
        let personal = |reason: &'static str, remedy: &'static str| Fault {
            field: "description",
            code: "personal_data",
            reason: Message::new(reason),
            remedy: Message::new(remedy),
        };
        match find_personal_number(text) {
            Some(PersonalNumber::Identity) => {
                return Err(personal(
                    "incident.personal_identity",
                    "incident.personal_identity.do",
                ));
            }
            Some(PersonalNumber::Mobile) => {
                return Err(personal("incident.personal_mobile", "incident.personal_mobile.do"));
            }
            None => {}
        }
        let (chars, max) = (text.chars().count(), rules.max_description_chars);
        if chars > max {
            return Err(Fault {
                field: "description",
                code: "description_too_long",
                reason: Message::new("incident.description_too_long")
                    .with("chars", chars)
                    .with("max", max),
                remedy: Message::new("incident.description_too_long.do").with("max", max),
            });
        }
        Ok(text.to_owned())
    }
}

fn time_fault(fault: TimeFault, text: &str) -> Fault {
    let text = quoted(text);
    let (code, reason, remedy) = match fault {
        TimeFault::DateOnly => (
            "time_without_hour",
            Message::new("incident.time_without_hour").with("text", text),
            Message::new("incident.time_without_hour.do"),
        ),
        TimeFault::Unknown => (
            "bad_time",
            Message::new("incident.bad_time").with("text", text),
            Message::new("incident.bad_time.do"),
        ),
        TimeFault::Impossible => (
            "bad_time",
            Message::new("incident.impossible_time").with("text", text),
            Message::new("incident.impossible_time.do"),
        ),
        TimeFault::FarAway => (
            "bad_time",
            Message::new("incident.far_time").with("text", text),
            Message::new("incident.far_time.do"),
        ),
    };
    Fault { field: "reported_at", code, reason, remedy }
}

/// The text without blanks around it; `None` where it says that there is nothing.
pub(super) fn given(text: Option<&str>) -> Option<&str> {
    let text = text?.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let nothing = text.is_empty()
        || ["-", "—", "无", "null", "n/a", "#n/a", "none"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word));
    (!nothing).then_some(text)
}

/// The value, or its fault put with the others.
pub(super) fn keep<T>(value: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    value.map_err(|fault| faults.push(fault)).ok()
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
