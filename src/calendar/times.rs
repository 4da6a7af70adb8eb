//! Stretches of seconds.

const DAY_S: i64 = 86_400;

/// Stretches of time in whole seconds since 1970, in order, none touching another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times {
    /// The first second, and the first after it.
    stretches: Vec<(i64, i64)>,
    /// For each 86,400 seconds from the first stretch on, the first stretch that ends after they
    /// begin.
    firsts: Vec<u32>,
}

impl Times {
    /// Of stretches in any order, which may overlap; what is empty is left out.
    #[must_use]
    pub fn of(mut stretches: Vec<(i64, i64)>) -> Self {
        stretches.retain(|(from, to)| from < to);
        stretches.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(stretches.len());
        for (from, to) in stretches {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        let firsts = firsts(&merged);
        Self { stretches: merged, firsts }
    }

    /// The stretches: first second, and first second after.
    #[must_use]
    pub fn stretches(&self) -> &[(i64, i64)] {
        &self.stretches
    }

    /// Whether a second lies in one of them.
    #[inline]
    #[must_use]
    pub fn contains(&self, second: i64) -> bool {
        let Some((begin, _)) = self.stretches.first() else { return false };
        let Ok(day) = usize::try_from((second - begin).div_euclid(DAY_S)) else { return false };
        let Some(first) = self.firsts.get(day) else { return false };
        let mut rest = self.stretches.iter().skip(*first as usize);
        rest.find(|(_, to)| second < *to).is_some_and(|(from, _)| *from <= second)
    }

    /// How long they are together, in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.stretches.iter().map(|(from, to)| to - from).sum()
    }

    /// What of them lies in a period, which ends before its second end.
    #[must_use]
    pub fn within(&self, from: i64, to: i64) -> Self {
        let begin = self.stretches.partition_point(|(_, end)| *end <= from);
        let rest = self.stretches.iter().skip(begin).take_while(|(first, _)| *first < to);
        let merged: Vec<_> = rest.map(|(a, b)| ((*a).max(from), (*b).min(to))).collect();
        let firsts = firsts(&merged);
        Self { stretches: merged, firsts }
    }
}

fn firsts(stretches: &[(i64, i64)]) -> Vec<u32> {
    let (Some((begin, _)), Some((_, end))) = (stretches.first(), stretches.last()) else {
        return Vec::new();
    };
    let days = (end - begin).div_euclid(DAY_S) + 1;
    let mut first = 0;
    (0..days)
        .map(|day| {
            let at = begin + day * DAY_S;
            while stretches.get(first).is_some_and(|(_, to)| *to <= at) {
                first += 1;
            }
            first as u32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_second_is_in_them_when_it_is_in_one(
            stretches in prop::collection::vec((-400_000_i64..400_000, -10..300_000_i64), 0..12),
            seconds in prop::collection::vec(-500_000_i64..800_000, 20),
            (from, length) in (-500_000_i64..500_000, 0..600_000_i64),
        ) {
            let all: Vec<_> = stretches.iter().map(|(from, long)| (*from, from + long)).collect();
            let times = Times::of(all.clone());
            let part = times.within(from, from + length);
            for at in seconds {
                let is_in = all.iter().any(|(from, to)| (*from..*to).contains(&at));
                prop_assert_eq!(times.contains(at), is_in);
                let in_part = is_in && (from..from + length).contains(&at);
                prop_assert_eq!(part.contains(at), in_part);
            }
            prop_assert!(times.stretches().windows(2).all(|pair| pair[0].1 < pair[1].0));
            let sum = times.within(i64::MIN, from).seconds() + part.seconds()
                + times.within(from + length, i64::MAX).seconds();
            prop_assert_eq!(sum, times.seconds());
        }
    }
}
