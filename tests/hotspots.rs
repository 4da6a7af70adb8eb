//! Hot spots against `PySAL`, against their own rules on the reference data, and for properties that
//! hold on any input. Where the reference values come from: tests/fixtures/hotspots/README.md.

use proptest::prelude::*;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use wangge::area::{Area, Fields, read_dir};
use wangge::heat::hotspot::{
    Draws, End, GiStar, HotSpot, HotSpots, Judged, LocalMoran, Pattern, Periods, Pseudo, Quadrant,
    Rules, Step, Style, Test, TooFew, Verdict, Weights, fdr_adjusted, gi_star, local_moran,
    permuted,
};
use wangge::text::Lang;

/// The agreement that is asked for where both are analytic.
const EQUAL: f64 = 1e-9;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hotspots").join(name)
}

/// One case of the reference: its input and what `PySAL` gives.
struct Case {
    name: &'static str,
    values: Vec<f64>,
    weights: Weights,
    json: Json,
}

impl Case {
    fn read(name: &'static str) -> Self {
        let text = fs::read_to_string(fixture(&format!("{name}.json"))).expect("the fixture");
        let json: Json = serde_json::from_str(&text).expect("JSON");
        let values = numbers(&json["values"]).into_iter().map(Option::unwrap).collect();
        let lists: Vec<Vec<u32>> = serde_json::from_value(json["neighbours"].clone()).unwrap();
        Self { name, values, weights: Weights::from_neighbours(lists).unwrap(), json }
    }

    fn all() -> [Self; 3] {
        ["otog", "lattice", "alone"].map(Self::read)
    }

    /// The case in both styles, with `PySAL`'s part for it.
    fn styles(&self) -> [(Weights, &Json); 2] {
        [(Style::Binary, "B"), (Style::Row, "R")]
            .map(|(style, key)| (self.weights.clone().styled(style), &self.json[key]))
    }
}

fn numbers(json: &Json) -> Vec<Option<f64>> {
    json.as_array().expect("a list").iter().map(Json::as_f64).collect()
}

/// Whether ours are `PySAL`'s to 1e-9 in absolute terms, and none where `PySAL` has none.
fn same(what: &str, ours: impl Iterator<Item = Option<f64>>, theirs: &Json) {
    let (ours, theirs): (Vec<_>, _) = (ours.collect(), numbers(theirs));
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (unit, (ours, theirs)) in ours.into_iter().zip(theirs).enumerate() {
        let equal = match (ours, theirs) {
            (Some(ours), Some(theirs)) => (ours - theirs).abs() < EQUAL,
            (ours, theirs) => ours == theirs,
        };
        assert!(equal, "{what}, unit {unit}: {ours:?} and {theirs:?}");
    }
}

#[test]
fn gi_star_is_that_of_pysal() {
    for case in Case::all() {
        for (weights, theirs) in case.styles() {
            let what = format!("{} {:?}", case.name, weights.style());
            let ours = gi_star(&case.values, &weights).unwrap();
            same(&what, ours.iter().map(|unit| unit.map(|gi| gi.z)), &theirs["gi"]["z"]);
            same(&what, ours.iter().map(|unit| unit.map(GiStar::p)), &theirs["gi"]["p"]);
        }
    }
}

#[test]
fn local_moran_is_that_of_pysal() {
    for case in Case::all() {
        for (weights, theirs) in case.styles() {
            let what = |part: &str| format!("{} {:?} {part}", case.name, weights.style());
            let ours = local_moran(&case.values, &weights).unwrap();
            let theirs = &theirs["moran"];
            // For an isolated unit PySAL has I = 0 with moments 0; we have nothing.
            let part = |of: fn(&LocalMoran) -> f64| {
                ours.iter().map(move |unit| Some(unit.as_ref().map_or(0.0, of)))
            };
            same(&what("i"), part(|unit| unit.i), &theirs["i"]);
            same(&what("eic"), part(|unit| unit.expected), &theirs["eic"]);
            same(&what("vic"), part(|unit| unit.variance), &theirs["vic"]);
            same(&what("ei"), part(|unit| unit.expected_total), &theirs["ei"]);
            same(&what("vi"), part(|unit| unit.variance_total), &theirs["vi"]);
            let z = |unit: &Option<LocalMoran>| unit.as_ref().and_then(LocalMoran::z);
            same(&what("z"), ours.iter().map(z), &theirs["z"]);
            let p = |unit: &Option<LocalMoran>| Some(unit.as_ref()?.p_two_sided()? / 2.0);
            same(&what("p"), ours.iter().map(p), &theirs["p"]);
            let q: Vec<u64> = serde_json::from_value(theirs["q"].clone()).unwrap();
            for (unit, (ours, theirs)) in ours.iter().zip(q).enumerate() {
                let ours = ours.map(|moran| match moran.quadrant {
                    Quadrant::HighHigh => 1,
                    Quadrant::LowHigh => 2,
                    Quadrant::LowLow => 3,
                    Quadrant::HighLow => 4,
                });
                assert_eq!(ours.is_none(), case.weights.of(unit).is_empty());
                assert!(ours.is_none_or(|ours| ours == theirs), "{} {unit}", case.name);
            }
        }
    }
}

/// Two shares of 9,999 draws each differ by √(2 p (1 − p) / 9,999) at random; six times that is
/// never seen. So many units are compared that a smaller mistake shows as well, in their mean.
fn like(what: &str, ours: &[Option<Pseudo>], theirs: &Json) {
    let (high, low) = (numbers(&theirs["high"]), numbers(&theirs["low"]));
    let mut sum = 0.0;
    let mut count = 0.0;
    for (unit, ours) in ours.iter().enumerate() {
        let Some(ours) = ours else { continue };
        for (ours, theirs) in [(ours.high, high[unit]), (ours.low, low[unit])] {
            let theirs = theirs.expect("a share");
            let p = f64::midpoint(ours, theirs);
            let apart = (ours - theirs) / (2.0 * (p * (1.0 - p)).max(1e-4) / 9_999.0).sqrt();
            assert!(apart.abs() < 6.0, "{what} {unit}: {ours} and {theirs}");
            sum += apart * apart;
            count += 1.0;
        }
    }
    // Units share their draws, so the mean square scatters around 1 more than alone.
    assert!(count > 80.0 && sum / count < 2.5, "{what}: {}", sum / count);
}

#[test]
fn permutations_agree_with_pysal_within_chance() {
    let draws = Draws { count: 9_999, seed: 2026 };
    for case in Case::all() {
        let sums = permuted(&case.values, &case.weights, draws).unwrap();
        for (weights, theirs) in case.styles() {
            let what = format!("{} {:?}", case.name, weights.style());
            like(&what, &sums, &theirs["gi"]["sim"]);
            let moran = local_moran(&case.values, &weights).unwrap();
            let tails: Vec<Option<Pseudo>> = moran
                .iter()
                .zip(&sums)
                .map(|(moran, sums)| Some(moran.as_ref()?.tails((*sums)?)))
                .collect();
            like(&what, &tails, &theirs["moran"]["sim"]);
        }
        let isolated: BTreeSet<usize> = case.weights.isolated().collect();
        assert!((0..sums.len()).all(|unit| sums[unit].is_none() == isolated.contains(&unit)));
    }
}

#[test]
fn false_discoveries_are_counted_as_scipy_and_esda_do() {
    for case in Case::all() {
        let theirs = &case.json["B"]["gi"];
        let found = gi_star(&case.values, &case.weights).unwrap();
        let p: Vec<f64> = found.iter().map(|unit| unit.unwrap().p_two_sided()).collect();
        let adjusted = fdr_adjusted(&p);
        same(case.name, adjusted.iter().copied().map(Some), &theirs["bh"]);
        let threshold = theirs["fdr_05"].as_f64().unwrap();
        let rejected = p.iter().zip(&adjusted).filter(|(_, adjusted)| **adjusted <= 0.05);
        assert!(rejected.clone().count() > 0);
        assert!(rejected.clone().all(|(p, _)| *p < threshold));
        assert_eq!(rejected.count(), p.iter().filter(|p| **p < threshold).count());
    }
}

fn grids() -> Vec<Area> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/otog");
    read_dir(&dir, &Fields::default()).expect("the reference set").set.grids().to_vec()
}

#[test]
fn contiguity_of_the_reference_grids_is_that_of_libpysal() {
    let (case, grids) = (Case::read("otog"), grids());
    let codes: Vec<String> = serde_json::from_value(case.json["codes"].clone()).unwrap();
    assert!(codes.iter().zip(&grids).all(|(code, grid)| code == grid.code.as_str()));
    assert_eq!(Weights::contiguity(&grids, 0.0).unwrap(), case.weights);
}

/// The counts of the months of 2025 in the reference grids, expected in proportion to area.
fn months() -> Periods {
    let mut rows = csv::Reader::from_path(fixture("otog-months.csv")).expect("the fixture");
    let mut counts: Vec<Vec<u32>> = vec![Vec::new(); 12];
    for row in rows.records() {
        let row = row.expect("readable");
        for (month, count) in counts.iter_mut().zip(row.iter().skip(1)) {
            month.push(count.parse().expect("a count"));
        }
    }
    let areas = grids().iter().map(|grid| grid.area_km2).collect();
    Periods::new(Step::Month, areas, counts).unwrap()
}

/// What must hold of any analysis.
fn sound(found: &HotSpots, periods: &Periods, rules: &Rules) {
    let mut at: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, spot) in found.spots().iter().enumerate() {
        let last = spot.last();
        for pair in spot.sightings().windows(2) {
            assert!(pair[0].period < pair[1].period);
            let before: HashSet<&usize> = pair[0].units.iter().collect();
            assert!(pair[1].units.iter().any(|unit| before.contains(unit)));
        }
        for sighting in spot.sightings() {
            let judged = &found.judged()[sighting.period];
            let counts = periods.counts(sighting.period);
            let cases: u64 = sighting.units.iter().map(|unit| u64::from(counts[*unit])).sum();
            assert_eq!(sighting.tally.cases, cases);
            assert!(cases >= u64::from(rules.least_near));
            assert!(sighting.tally.ratio().unwrap() > 1.0 && sighting.in_a_row >= 1);
            for unit in &sighting.units {
                assert_eq!(judged.units[*unit].verdict, Verdict::Hot);
                assert!(judged.units[*unit].adjusted.unwrap() <= rules.false_share);
            }
            at.entry(sighting.period).or_default().extend(&sighting.units);
        }
        assert!(spot.from.is_none_or(|from| from < number));
        match spot.end {
            None => assert!(spot.course.missed < rules.fades_after),
            Some(End::Faded { period }) => {
                assert!(period >= last.period + rules.fades_after);
                assert_eq!(spot.course.pattern, Pattern::Faded);
            }
            Some(End::Joined { period, into }) => {
                assert!(period > last.period && into != number);
                assert!(found.spots()[into].sightings().iter().any(|s| s.period == period));
            }
        }
        assert_eq!(spot.is_hot(), last.period + 1 == periods.len());
        for lang in [Lang::Zh, Lang::En] {
            let line = spot.line().render(lang);
            assert!(!line.contains(['{', '[']) && !line.contains("heat."), "{line}");
        }
    }
    for units in at.values() {
        assert_eq!(units.iter().collect::<HashSet<_>>().len(), units.len(), "one place a unit");
    }
}

#[test]
fn the_reference_year_has_sound_hot_spots() {
    let (periods, weights) = (months(), Weights::contiguity(&grids(), 0.0).unwrap());
    let rules = Rules::default();
    let found = HotSpots::find(&periods, &weights, &rules).unwrap();
    sound(&found, &periods, &rules);
    // The towns stand out against area the whole year.
    let lasting = found.open().filter(|(_, spot)| {
        spot.since() == 0 && spot.last().in_a_row == 12 && spot.sightings().len() == 12
    });
    assert!(lasting.count() >= 2);
    assert!(found.judged().iter().all(|month| month.too_few.is_none()));
    let hot = found.judged()[8].units.iter().filter(|unit| unit.verdict == Verdict::Hot).count();
    assert!(hot > 10 && hot < 516 / 2, "{hot}");
}

/// So many cases dealt out to units by chance alone, each as likely as it is large.
fn by_chance(exposure: &[f64], cases: usize, state: &mut u64) -> Vec<u32> {
    let total: f64 = exposure.iter().sum();
    let ends: Vec<f64> = exposure
        .iter()
        .scan(0.0, |sum, one| {
            *sum += one / total;
            Some(*sum)
        })
        .collect();
    let mut counts = vec![0; exposure.len()];
    for _ in 0..cases {
        // Knuth's MMIX generator; its upper bits are good enough for this.
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (*state >> 33) as f64 / (1_u64 << 31) as f64;
        counts[ends.partition_point(|end| *end < at).min(exposure.len() - 1)] += 1;
    }
    counts
}

#[test]
fn chance_alone_is_seldom_called_a_hot_spot() {
    let (months, weights) = (months(), Weights::contiguity(&grids(), 0.0).unwrap());
    let areas: Vec<f64> = grids().iter().map(|grid| grid.area_km2).collect();
    let of_year = |unit: usize| (0..12).map(|month| months.counts(month)[unit]).sum::<u32>();
    let year: Vec<f64> = (0..516).map(|unit| f64::from(of_year(unit)) + 0.5).collect();
    let mut state = 20_260_901;
    for exposure in [&areas, &year, &vec![1.0; 516]] {
        for cases in [100, 800, 5_000] {
            let counts = (0..200).map(|_| by_chance(exposure, cases, &mut state)).collect();
            let periods = Periods::new(Step::Month, areas.clone(), counts).unwrap();
            let periods = periods.against(exposure.clone()).unwrap();
            let found = HotSpots::find(&periods, &weights, &Rules::default()).unwrap();
            let alarm = |judged: &&Judged| {
                let called = [Verdict::Hot, Verdict::Cold];
                judged.units.iter().any(|unit| called.contains(&unit.verdict))
            };
            // Where nothing is hot, the share of false discoveries is that of months with any:
            // 5 % of 200, with a deviation of 3.
            let alarms = found.judged().iter().filter(alarm).count();
            assert!(alarms <= 19, "{alarms} of 200 with {cases} cases");
        }
    }
}

#[test]
fn what_is_put_into_the_reference_year_is_found() {
    let (months, weights) = (months(), Weights::contiguity(&grids(), 0.0).unwrap());
    let mut counts: Vec<Vec<u32>> = (0..12).map(|month| months.counts(month).to_vec()).collect();
    let year: Vec<f64> =
        (0..516).map(|unit| 0.5 + counts.iter().map(|m| f64::from(m[unit])).sum::<f64>()).collect();
    // Around the grid with most reports of the year, six more in each grid from October on.
    let center = (0..516).max_by(|a, b| year[*a].total_cmp(&year[*b])).unwrap();
    let around: Vec<usize> =
        weights.of(center).iter().map(|unit| *unit as usize).chain([center]).collect();
    for month in &mut counts[9..] {
        for unit in &around {
            month[*unit] += 6;
        }
    }
    let areas: Vec<f64> = grids().iter().map(|grid| grid.area_km2).collect();
    let periods = Periods::new(Step::Month, areas, counts).unwrap().against(year).unwrap();
    let rules = Rules::default();
    let found = HotSpots::find(&periods, &weights, &rules).unwrap();
    sound(&found, &periods, &rules);
    let open: Vec<_> =
        found.open().filter(|(_, spot)| spot.last().units.contains(&center)).collect();
    assert_eq!(open.len(), 1);
    let spot = open[0].1;
    assert_eq!((spot.since(), spot.last().in_a_row), (9, 3));
    assert_eq!(spot.course.pattern, Pattern::Consecutive);
    let line = spot.line().render(Lang::Zh);
    assert!(line.starts_with("连续第 3 个月，"), "{line}");
}

/// Months on 10 × 10 cells of 1 km², two cases in each, but `raised` in three by three cells whose
/// lower corner is given for each month (`None`: nowhere).
fn moving(corners: &[Option<(usize, usize)>], base: u32, raised: u32) -> Periods {
    let month = |corner: &Option<(usize, usize)>| {
        let hot = |cell: usize| {
            corner.is_some_and(|(x, y)| {
                (x..x + 3).contains(&(cell % 10)) && (y..y + 3).contains(&(cell / 10))
            })
        };
        // A little unevenness, so that a month without a hot spot has a spread.
        (0..100)
            .map(|cell| if hot(cell) { raised } else { base + u32::from(cell % 3 == 0) })
            .collect()
    };
    Periods::new(Step::Month, vec![1.0; 100], corners.iter().map(month).collect()).unwrap()
}

fn find(periods: &Periods) -> HotSpots {
    let (weights, rules) = (Weights::lattice(10, 10).unwrap(), Rules::default());
    let found = HotSpots::find(periods, &weights, &rules).unwrap();
    sound(&found, periods, &rules);
    found
}

#[test]
fn a_place_is_followed_while_it_moves_and_fades() {
    let at = |x, y| Some((x, y));
    let found = find(&moving(&[None, at(1, 1), at(2, 2), at(4, 3), None, None], 2, 15));
    assert_eq!(found.spots().len(), 1);
    let spot = &found.spots()[0];
    let seen: Vec<usize> = spot.sightings().iter().map(|sighting| sighting.period).collect();
    assert_eq!((seen, spot.last().in_a_row), (vec![1, 2, 3], 3));
    assert_eq!(spot.end, Some(End::Faded { period: 5 }));
    let line = spot.line().render(Lang::Zh);
    assert!(line.starts_with("已消退，第 2 个月不是热点：9.0 km² 内"), "{line}");

    let fading = find(&moving(&[at(1, 1), at(1, 1), None], 2, 15));
    assert_eq!(fading.spots()[0].course.pattern, Pattern::Fading);
    assert_eq!(fading.spots()[0].end, None);
    let back = find(&moving(&[at(1, 1), None, at(1, 1)], 2, 15));
    assert_eq!(back.spots().len(), 1);
    assert_eq!(back.spots()[0].course.pattern, Pattern::Sporadic);
    let line = back.spots()[0].line().render(Lang::En);
    assert!(line.starts_with("hot again this month (in 2 of 3): 135 cases in 9.0 km²"), "{line}");
    let anew = find(&moving(&[at(1, 1), None, None, at(1, 1)], 2, 15));
    assert_eq!((anew.spots().len(), anew.spots()[1].from), (2, Some(0)));
    assert_eq!(anew.spots()[1].course.pattern, Pattern::Sporadic);
    let new = find(&moving(&[None, None, at(5, 5)], 2, 15));
    assert_eq!(new.spots()[0].course.pattern, Pattern::New);
    let line = new.spots()[0].line().render(Lang::Zh);
    assert!(line.starts_with("本月新出现，9.0 km² 内 135 起，是预期的 4."), "{line}");
}

/// Weeks on 40 × 4 cells with raised columns, each band from a column until before another.
fn strips(months: &[&[(usize, usize)]]) -> HotSpots {
    let count = |month: &[(usize, usize)]| {
        let hot = |cell: usize| month.iter().any(|(from, to)| (*from..*to).contains(&(cell % 40)));
        (0..160).map(|cell| if hot(cell) { 12 } else { 1 + u32::from(cell % 5 == 0) }).collect()
    };
    let counts = months.iter().map(|month| count(month)).collect();
    let periods = Periods::new(Step::Week, vec![0.5; 160], counts).unwrap();
    let (weights, rules) = (Weights::lattice(40, 4).unwrap(), Rules::default());
    let found = HotSpots::find(&periods, &weights, &rules).unwrap();
    sound(&found, &periods, &rules);
    found
}

#[test]
fn places_grow_together_and_split() {
    let apart: &[(usize, usize)] = &[(2, 6), (11, 14)];
    let together: &[(usize, usize)] = &[(2, 14)];
    let found = strips(&[apart, together]);
    assert_eq!(found.spots().len(), 2);
    assert_eq!(found.spots()[0].sightings().len(), 2, "the larger goes on");
    assert_eq!(found.spots()[1].end, Some(End::Joined { period: 1, into: 0 }));
    let line = found.spots()[1].line().render(Lang::En);
    assert!(line.starts_with("grown together with hot spot 1;"), "{line}");

    let found = strips(&[together, apart]);
    assert_eq!(found.spots().len(), 2);
    assert_eq!((found.spots()[1].from, found.spots()[1].since()), (Some(0), 1));
    // Its ground was hot in the week before: it is not new.
    assert_eq!(found.spots()[1].last().in_a_row, 2);
    assert_eq!(found.spots()[1].course.pattern, Pattern::Consecutive);
}

#[test]
fn a_month_with_too_few_cases_neither_ends_nor_carries_on() {
    let at = Some((1, 1));
    let few = |month: usize, periods: Periods| {
        let counts = (0..periods.len())
            .map(|m| if m == month { vec![0; 100] } else { periods.counts(m).to_vec() })
            .collect();
        Periods::new(Step::Month, vec![1.0; 100], counts).unwrap()
    };
    let found = find(&few(1, moving(&[at, at, at], 2, 15)));
    let why = found.judged()[1].too_few.expect("it has no case");
    assert_eq!(why, TooFew::Cases { cases: 0, least: 30 });
    assert!(why.message().render(Lang::Zh).starts_with("样本太少，不能判断"));
    assert_eq!(found.spots().len(), 1);
    assert_eq!((found.spots()[0].last().in_a_row, found.spots()[0].sightings().len()), (1, 2));
    assert_eq!(found.spots()[0].course.judged, 2);

    let periods = few(2, moving(&[at, at, at], 2, 15));
    let (weights, rules) = (Weights::lattice(10, 10).unwrap(), Rules::default());
    let found = HotSpots::find(&periods, &weights, &rules).unwrap();
    assert_eq!(found.spots()[0].course.pattern, Pattern::Unjudged);
    assert_eq!(found.courses()[11].pattern, Pattern::Unjudged);
    assert_eq!(found.spots()[0].end, None);
    let line = found.spots()[0].line().render(Lang::Zh);
    assert_eq!(line, "样本太少，不能判断：本月 9.0 km² 内 0 起");
}

#[test]
fn wrong_input_is_refused_with_a_sentence() {
    let periods = moving(&[None], 2, 15);
    let short = HotSpots::find(&periods, &Weights::lattice(3, 3).unwrap(), &Rules::default());
    let sentence = short.unwrap_err().message().render(Lang::Zh);
    assert!(sentence.contains("应有 9 项，实有 100 项"), "{sentence}");
    let test = Test::Permuted(Draws { count: 0, seed: 0 });
    let rules = Rules { test, ..Rules::default() };
    assert!(HotSpots::find(&periods, &Weights::lattice(10, 10).unwrap(), &rules).is_err());
}

/// Values on a lattice, and the same units in another order.
fn shuffled() -> impl Strategy<Value = (Vec<f64>, Vec<usize>)> {
    let order = Just((0..48).collect::<Vec<usize>>()).prop_shuffle();
    (prop::collection::vec(-50.0..50.0_f64, 48), order)
}

/// Lattice weights where unit `i` is now `place[i]`.
fn renamed(weights: &Weights, place: &[usize]) -> Weights {
    let mut lists = vec![Vec::new(); weights.len()];
    for unit in 0..weights.len() {
        lists[place[unit]] = weights.of(unit).iter().map(|o| place[*o as usize] as u32).collect();
    }
    Weights::from_neighbours(lists).unwrap()
}

fn moved<T: Clone>(list: &[T], place: &[usize]) -> Vec<T> {
    let mut out = list.to_vec();
    list.iter().zip(place).for_each(|(value, place)| out[*place] = value.clone());
    out
}

proptest! {
    #[test]
    fn statistics_do_not_depend_on_the_order_of_units((values, place) in shuffled()) {
        let weights = Weights::lattice(8, 6).unwrap();
        let other = renamed(&weights, &place);
        let z = |values: &[f64], weights: &Weights| -> Vec<f64> {
            gi_star(values, weights).unwrap().iter().map(|unit| unit.unwrap().z).collect()
        };
        let before = moved(&z(&values, &weights), &place);
        for (a, b) in before.iter().zip(z(&moved(&values, &place), &other)) {
            prop_assert!((a - b).abs() < EQUAL);
        }
        let i = |values: &[f64], weights: &Weights| -> Vec<f64> {
            local_moran(values, weights).unwrap().iter().map(|unit| unit.unwrap().i).collect()
        };
        let before = moved(&i(&values, &weights), &place);
        for (a, b) in before.iter().zip(i(&moved(&values, &place), &other)) {
            prop_assert!((a - b).abs() < EQUAL);
        }
    }

    #[test]
    fn statistics_do_not_depend_on_scale_or_origin(
        (values, _) in shuffled(), scale in 0.001..1000.0_f64, shift in -100.0..100.0_f64,
    ) {
        let other: Vec<f64> = values.iter().map(|v| v * scale + shift * scale).collect();
        let mirrored: Vec<f64> = values.iter().map(|v| -v).collect();
        for style in [Style::Binary, Style::Row] {
            let weights = Weights::lattice(8, 6).unwrap().styled(style);
            let z = |values: &[f64]| gi_star(values, &weights).unwrap();
            for ((a, b), c) in z(&values).iter().zip(z(&other)).zip(z(&mirrored)) {
                let (a, b, c) = (a.unwrap().z, b.unwrap().z, c.unwrap().z);
                prop_assert!((a - b).abs() < 1e-7 && (a + c).abs() < EQUAL);
            }
            let i = |values: &[f64]| local_moran(values, &weights).unwrap();
            for ((a, b), c) in i(&values).iter().zip(i(&other)).zip(i(&mirrored)) {
                let (a, b, c) = (a.unwrap(), b.unwrap(), c.unwrap());
                prop_assert!((a.i - b.i).abs() < 1e-7 && (a.i - c.i).abs() < EQUAL);
                prop_assert!((a.variance - b.variance).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn any_counts_give_a_sound_analysis_whatever_the_order(
        (counts, place) in (
            prop::collection::vec(prop::collection::vec(0..3_u32, 48), 1..7),
            Just((0..48).collect::<Vec<usize>>()).prop_shuffle(),
        ),
        raised in prop::collection::vec((0..48_usize, 0..7_usize), 0..12),
        areas in prop::collection::vec(0.1..30.0_f64, 48),
    ) {
        let mut counts = counts;
        let weights = Weights::lattice(8, 6).unwrap();
        for (unit, from) in raised {
            for period in counts.iter_mut().skip(from) {
                period[unit] += 25;
                weights.of(unit).iter().for_each(|other| period[*other as usize] += 12);
            }
        }
        let rules = Rules::default();
        let periods = Periods::new(Step::Day, areas.clone(), counts.clone()).unwrap();
        let found = HotSpots::find(&periods, &weights, &rules).unwrap();
        sound(&found, &periods, &rules);

        let counts: Vec<Vec<u32>> = counts.iter().map(|period| moved(period, &place)).collect();
        let renamed = renamed(&weights, &place);
        let periods = Periods::new(Step::Day, moved(&areas, &place), counts).unwrap();
        let other = HotSpots::find(&periods, &renamed, &rules).unwrap();
        for (a, b) in found.judged().iter().zip(other.judged()) {
            let verdicts = |judged: &Judged| -> Vec<Verdict> {
                judged.units.iter().map(|unit| unit.verdict).collect()
            };
            prop_assert_eq!(moved(&verdicts(a), &place), verdicts(b));
        }
        prop_assert_eq!(moved(found.courses(), &place), other.courses());
        // Places of a period are the same sets of units; only their numbers may differ.
        let places = |found: &HotSpots, place: &dyn Fn(usize) -> usize| -> BTreeSet<(usize, Vec<usize>)> {
            let sightings = found.spots().iter().flat_map(HotSpot::sightings);
            sightings.map(|sighting| {
                let mut units: Vec<usize> = sighting.units.iter().map(|u| place(*u)).collect();
                units.sort_unstable();
                (sighting.period, units)
            }).collect()
        };
        prop_assert_eq!(places(&found, &|unit| place[unit]), places(&other, &|unit| unit));
    }
}
