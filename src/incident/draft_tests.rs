use super::*;
use crate::text::Lang;
use proptest::prelude::*;

fn good() -> Draft {
    let text = |text: &str| Some(text.to_owned());
    Draft {
        external_id: text("OTG-1"),
        reported_at: text("2025-06-18T08:30:00+08:00"),
        category: text("消防隐患"),
        severity: text("2"),
        lon: text("107.98022"),
        lat: text("39.09374"),
        datum: text("wgs84"),
        accuracy_m: text("12"),
        channel: text("热线"),
        description: text("灭火器过期"),
    }
}

/// The codes of the faults of the good draft after `change`, without a datum for the file.
fn codes(change: impl FnOnce(&mut Draft)) -> Vec<&'static str> {
    let mut draft = good();
    change(&mut draft);
    match draft.check(&Rules::default(), None) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(|fault| fault.code).collect(),
    }
}

fn place(lon: &str, lat: &str, datum: &str) -> Vec<&'static str> {
    codes(|draft| {
        draft.lon = Some(lon.to_owned());
        draft.lat = Some(lat.to_owned());
        draft.datum = Some(datum.to_owned());
    })
}

#[test]
fn a_good_draft_is_a_report() {
    let report = good().check(&Rules::default(), None).unwrap();
    assert_eq!(report.external_id.as_deref(), Some("OTG-1"));
    assert_eq!(report.severity.value(), 2);
    assert!((report.position.lon() - 107.98022).abs() < 1e-12);
    assert_eq!(report.reported.datum, Datum::Wgs84);
    assert_eq!(report.accuracy_m, Some(12.0));
}

#[test]
fn every_fault_is_named_not_only_the_first() {
    let faults = Draft::default().check(&Rules::default(), None).unwrap_err();
    let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
    let expected = [
        "missing_reported_at",
        "missing_category",
        "missing_severity",
        "missing_lon",
        "missing_lat",
        "missing_datum",
        "missing_channel",
        "missing_description",
    ];
    assert_eq!(codes, expected);
}

#[test]
fn words_for_nothing_count_as_missing() {
    for word in ["NULL", "null", "-", "", "  ", "N/A", "无", "\u{3000}"] {
        assert_eq!(codes(|draft| draft.lon = Some(word.to_owned())), ["missing_lon"], "{word:?}");
    }
    let mut draft = good();
    draft.external_id = Some("NULL".to_owned());
    draft.accuracy_m = Some("-".to_owned());
    let report = draft.check(&Rules::default(), None).unwrap();
    assert_eq!((report.external_id, report.accuracy_m), (None, None));
}

#[test]
fn every_way_to_get_a_position_wrong_has_its_code() {
    assert_eq!(place("39.1", "107.9", "gcj02"), ["swapped_axes"]);
    assert_eq!(place("0", "0.000", "gcj02"), ["zero_zero"]);
    assert_eq!(place("0", "0", "bd09"), ["zero_zero"]);
    assert_eq!(place("-107.07", "39.3", "gcj02"), ["outside_china"]);
    assert_eq!(place("1079802200", "390937400", "gcj02"), ["out_of_range"]);
    assert_eq!(place("107.0", "139.1", "gcj02"), ["out_of_range"]);
    assert_eq!(place("36412345.6", "4330000", "wgs84"), ["projected_metres"]);
    assert_eq!(place("12.3", "4330000", "gk3-36"), ["not_in_zone"]);
    assert_eq!(place("经度107", "39.1", "gcj02"), ["not_a_number"]);
    assert_eq!(place("107,98", "NaN", "gcj02"), ["not_a_number", "not_a_number"]);
    assert_eq!(place("107.9", "39.1", "火星坐标"), ["unknown_datum"]);
    assert_eq!(place("39.1", "107.9", "EPSG:3857"), ["unknown_datum", "swapped_axes"]);
}

#[test]
fn degrees_minutes_and_seconds_are_refused_with_the_value_in_degrees() {
    let mut draft = good();
    draft.lon = Some("107°58'48\"".to_owned());
    let faults = draft.check(&Rules::default(), None).unwrap_err();
    assert_eq!(faults[0].code, "degrees_minutes_seconds");
    assert!(faults[0].render(Lang::Zh).contains("107.9800000"));
}

#[test]
fn a_row_s_own_datum_goes_before_the_file_s_and_an_unknown_one_is_never_replaced() {
    let rules = Rules::default();
    let mut draft = good();
    let report = draft.check(&rules, Some(Datum::Gcj02)).unwrap();
    assert_eq!(report.reported.datum, Datum::Wgs84);
    draft.datum = None;
    let report = draft.check(&rules, Some(Datum::Gcj02)).unwrap();
    assert_eq!(report.reported.datum, Datum::Gcj02);
    assert_eq!(draft.check(&rules, None).unwrap_err()[0].code, "missing_datum");
    draft.datum = Some("cgj02".to_owned());
    assert_eq!(draft.check(&rules, Some(Datum::Gcj02)).unwrap_err()[0].code, "unknown_datum");
    let rules = Rules::from_toml("[datum_aliases]\n\"CGJ02\" = \"gcj02\"").unwrap();
    assert_eq!(draft.check(&rules, None).unwrap().reported.datum, Datum::Gcj02);
}

#[test]
fn the_other_fields_have_their_codes() {
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(codes(|d| d.category = text("矛盾糾紛")), ["unknown_category"]);
    assert_eq!(codes(|d| d.channel = text("传真")), ["unknown_channel"]);
    for severity in ["0", "5", "-1", "高", "2.5"] {
        assert_eq!(codes(|d| d.severity = text(severity)), ["severity_out_of_range"]);
    }
    for severity in ["4", "4.0", "特别重大"] {
        assert!(codes(|d| d.severity = text(severity)).is_empty());
    }
    for accuracy in ["-3", "约5米", "inf", "NaN", "1e9"] {
        assert_eq!(codes(|d| d.accuracy_m = text(accuracy)), ["bad_accuracy"]);
    }
    assert_eq!(codes(|d| d.reported_at = text("20250618")), ["time_without_hour"]);
    assert_eq!(codes(|d| d.reported_at = text("昨天")), ["bad_time"]);
    assert_eq!(codes(|d| d.description = Some("字".repeat(501))), ["description_too_long"]);
    assert!(codes(|d| d.description = Some("字".repeat(500))).is_empty());
    assert_eq!(codes(|d| d.external_id = Some("x".repeat(101))), ["id_too_long"]);
    assert_eq!(codes(|d| d.external_id = text("a\u{7}b")), ["id_control_characters"]);
}

#[test]
fn a_personal_number_is_refused_and_not_repeated() {
    let mut draft = good();
    for (text, number) in
        [("住户电话13812345678", "13812345678"), ("身份证11010519491231002X", "11010519491231002X")]
    {
        draft.description = Some(text.to_owned());
        draft.category = Some(text.to_owned());
        let faults = draft.check(&Rules::default(), None).unwrap_err();
        assert_eq!(faults[1].code, "personal_data");
        for lang in [Lang::Zh, Lang::En] {
            assert!(faults.iter().all(|fault| !fault.render(lang).contains(number)));
        }
    }
}

fn any_field() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![
        ".{0,40}",
        "[0-9]{1,4}[-/年][0-9]{1,3}[-/月][0-9]{1,3}[ T日]?[0-9]{0,3}[:时]?[0-9]{0,3}",
        "-?[0-9]{1,10}(\\.[0-9]{0,8})?",
        "(wgs84|gcj02|bd09|gk3-36|gk6-18|gk3-[0-9]{1,3})",
        "[0-9xX０-９ -]{10,24}",
    ])
}

proptest! {
    #[test]
    fn any_draft_is_a_report_or_has_faults(
        a in any_field(), b in any_field(), c in any_field(), d in any_field(), e in any_field(),
        f in any_field(), g in any_field(), h in any_field(), i in any_field(),
    ) {
        let draft = Draft {
            external_id: a, reported_at: b, severity: c, lon: d, lat: e, datum: f, accuracy_m: g,
            channel: h, description: i, ..good()
        };
        if let Err(faults) = draft.check(&Rules::default(), None) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                for lang in [Lang::Zh, Lang::En] {
                    prop_assert!(!fault.render(lang).contains("incident."), "{fault:?}");
                }
            }
        }
    }
}
