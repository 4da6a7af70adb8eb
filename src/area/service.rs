//! Service points: where people find police, justice, mediation, help and care.

use super::finding::{Finding, Kind};
use super::read::SERVICES;
use super::{Area, AreaCode, AreaSet, Level};
use crate::geo::LonLat;
use crate::text::Message;
use geo::Intersects;

/// Declares the kinds of service points in one table: the stable name, then the Chinese words
/// that a kind may end with. The first word names the kind to people.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal [$($word:literal)*],)*) => {
        /// What a service point is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ServiceKind {
            $($(#[$doc])* $kind,)*
        }

        impl ServiceKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The stable name, such as `police_station`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// The Chinese words for it, the usual one first.
            #[must_use]
            pub fn words(self) -> &'static [&'static str] {
                match self {
                    $(Self::$kind => &[$($word,)*],)*
                }
            }
        }
    };
}

kinds! {
    /// 派出所.
    PoliceStation "police_station" ["派出所"],
    /// 司法所.
    JudicialOffice "judicial_office" ["司法所"],
    /// 人民法庭, 法院.
    Court "court" ["法庭" "法院"],
    /// 调解室.
    MediationRoom "mediation_room" ["调解室" "调解中心"],
    /// 党群服务中心, 综治中心 and the like.
    ServiceCentre "service_centre" ["服务中心" "服务站" "综治中心" "治理中心"],
    /// 安睦隆社区 or 示范户: a place that never has a name here, as it may be a household's.
    Anmulong "anmulong" ["安睦隆" "示范户"],
    /// 卫生院, 卫生室, 诊所.
    Clinic "clinic" ["卫生院" "卫生室" "诊所" "医院" "卫生服务中心" "卫生服务站"],
}

impl ServiceKind {
    /// The kind that a text names: a stable name, or Chinese that ends with one of
    /// [`ServiceKind::words`]. Chinese nouns end with what they are (派出所调解室 is a mediation
    /// room), and the longest word decides (社区卫生服务中心 is a clinic). 安睦隆 and 示范户 decide
    /// wherever they stand, so that no such place keeps a name.
    ///
    /// ```
    /// use wangge::area::ServiceKind;
    /// assert_eq!(ServiceKind::parse("棋盘井镇人民法庭"), Some(ServiceKind::Court));
    /// assert_eq!(ServiceKind::parse("clinic"), Some(ServiceKind::Clinic));
    /// assert_eq!(ServiceKind::parse("加油站"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = text.to_ascii_lowercase().replace([' ', '-'], "_");
        let named = Self::ALL.iter().find(|kind| kind.name() == plain);
        if let Some(kind) = named {
            return Some(*kind);
        }
        if Self::Anmulong.words().iter().any(|word| text.contains(word)) {
            return Some(Self::Anmulong);
        }
        let words = Self::ALL.iter().flat_map(|kind| kind.words().iter().map(move |w| (*kind, w)));
        let fitting = words.filter(|(_, word)| text.ends_with(**word));
        fitting.max_by_key(|(_, word)| word.len()).map(|(kind, _)| kind)
    }

    /// What [`ServiceKind::parse`] takes, for people: `police_station (派出所), …`.
    #[must_use]
    pub fn accepted() -> String {
        let one = |kind: &Self| format!("{} ({})", kind.name(), kind.words().join("/"));
        Self::ALL.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// A place that serves people.
#[derive(Debug, Clone, PartialEq)]
pub struct ServicePoint {
    /// Its code; unique among the service points of a file.
    pub code: String,
    /// Its name, in Chinese; never for [`ServiceKind::Anmulong`].
    pub name: Option<String>,
    /// What it is.
    pub kind: ServiceKind,
    /// Where it is.
    pub at: LonLat,
    /// The township that holds it, the lowest code on an edge; `None` outside all, and before
    /// [`AreaSet::with_services`] has looked.
    pub township: Option<AreaCode>,
    /// Whether it is made up or computed, not surveyed.
    pub derived: bool,
}

impl AreaSet {
    /// The set with these service points, in the order of their codes; the township of each is
    /// found from the boundaries.
    #[must_use]
    pub fn with_services(mut self, mut services: Vec<ServicePoint>) -> Self {
        services.sort_by(|a, b| a.code.cmp(&b.code));
        for service in &mut services {
            service.township =
                self.holder(Level::Township, service.at).map(|area| area.code.clone());
        }
        self.services = services;
        self
    }

    /// The service points, by code.
    #[must_use]
    pub fn services(&self) -> &[ServicePoint] {
        &self.services
    }

    /// The area of a level that holds a position or has it on its edge, the lowest code first.
    fn holder(&self, level: Level, at: LonLat) -> Option<&Area> {
        self.level(level).iter().find(|area| {
            area.bounds.contains(at) && area.shape.intersects(&geo::Point::from(at.coord()))
        })
    }
}

/// Service points outside the banner; none where the set holds no banner.
pub(super) fn outside_banner(set: &AreaSet) -> Vec<Finding> {
    if set.banner().is_none() {
        return Vec::new();
    }
    let outside = set.services().iter().filter(|s| set.holder(Level::Banner, s.at).is_none());
    outside
        .map(|service| {
            let message = Message::new("area.service_outside").with("code", &service.code);
            Finding::new(Kind::OutsideBanner, SERVICES, message)
                .in_feature(&service.code)
                .at(service.at.lon(), service.at.lat())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ServiceKind::*;

    #[test]
    fn kinds_are_known_by_name_and_by_their_chinese_words() {
        for (text, kind) in [
            ("police_station", PoliceStation),
            ("Police Station", PoliceStation),
            ("边境派出所", PoliceStation),
            ("司法所", JudicialOffice),
            ("人民法庭", Court),
            ("派出所调解室", MediationRoom),
            ("党群服务中心", ServiceCentre),
            ("综治中心", ServiceCentre),
            ("社区卫生服务中心", Clinic),
            (" 卫生室 ", Clinic),
            ("安睦隆社区", Anmulong),
            ("安睦隆服务中心", Anmulong),
            ("示范户", Anmulong),
        ] {
            assert_eq!(ServiceKind::parse(text), Some(kind), "{text}");
        }
        for text in ["", "加油站", "派出所旁边", "policestation"] {
            assert_eq!(ServiceKind::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_word_is_taken_for_its_own_kind() {
        for kind in ServiceKind::ALL {
            for word in kind.words() {
                assert_eq!(ServiceKind::parse(word), Some(*kind), "{word}");
            }
            assert!(ServiceKind::accepted().contains(kind.name()));
        }
    }
}
