//! Names that sound like the grassland's; where one is a real place's, that is chance.

use super::random::{Random, Stream};

const FIRST: [&str; 24] = [
    "乌兰", "巴音", "查干", "阿日", "哈日", "伊和", "呼和", "陶高", "赛罕", "敖伦", "都尔", "布日",
    "苏勒", "额尔", "沙日", "木呼", "新巴", "克布", "塔本", "宝日", "浩勒", "古尔", "达拉", "章盖",
];
const SECOND: [&str; 24] = [
    "陶利",
    "淖尔",
    "布拉格",
    "高勒",
    "温都尔",
    "塔拉",
    "希里",
    "乌素",
    "包日",
    "图雅",
    "嘎图",
    "其日格",
    "陶勒盖",
    "善达",
    "吉拉",
    "浑迪",
    "布隆",
    "套海",
    "呼都格",
    "额热",
    "柴达木",
    "哈达",
    "巴彦",
    "朝鲁",
];
const STREETS_FIRST: [&str; 20] = [
    "朝", "和", "新", "康", "安", "祥", "瑞", "丰", "永", "福", "吉", "文", "景", "锦", "东", "长",
    "华", "春", "金", "宏",
];
const STREETS_SECOND: [&str; 20] = [
    "阳", "平", "兴", "宁", "泰", "苑", "园", "源", "民", "盛", "昌", "乐", "明", "达", "和", "居",
    "光", "岭", "河", "悦",
];

/// A deck of names of one kind, shuffled, that is dealt from again and again: no name comes twice
/// within as many as there are.
#[derive(Debug)]
pub(super) struct Names {
    first: &'static [&'static str],
    second: &'static [&'static str],
    order: Vec<u16>,
    next: usize,
}

impl Names {
    /// Names such as 巴音陶利, for villages and what is above.
    pub fn of_country(seed: u64, number: u64) -> Self {
        Self::new(&FIRST, &SECOND, seed, number)
    }

    /// Names such as 康宁, for communities in towns.
    pub fn of_streets(seed: u64, number: u64) -> Self {
        Self::new(&STREETS_FIRST, &STREETS_SECOND, seed, number)
    }

    fn new(
        first: &'static [&'static str],
        second: &'static [&'static str],
        seed: u64,
        number: u64,
    ) -> Self {
        let mut order: Vec<u16> = (0..(first.len() * second.len()) as u16).collect();
        Random::new(seed, Stream::Names, number).shuffle(&mut order);
        Self { first, second, order, next: 0 }
    }

    /// The next name, with what it is a name of: 巴音陶利嘎查.
    pub fn deal(&mut self, of: &str) -> String {
        let card = usize::from(self.order[self.next % self.order.len()]);
        self.next += 1;
        let (first, second) = (card / self.second.len(), card % self.second.len());
        format!("{}{}{of}", self.first[first], self.second[second])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_name_comes_twice_before_all_have_come() {
        for mut names in [Names::of_country(1, 0), Names::of_streets(1, 1)] {
            let all: HashSet<String> = (0..400).map(|_| names.deal("")).collect();
            assert_eq!(all.len(), 400);
        }
    }
}
