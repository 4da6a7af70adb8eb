//! What incidents are about: the shipped categories and channels, and short plain sentences about
//! a place and a matter, never about a person.

use super::random::Random;

/// A category and its matters.
pub(super) struct Category {
    /// As in the shipped rules.
    pub name: &'static str,
    /// How often it comes up in town and outside.
    urban: f64,
    rural: f64,
    /// What is said after the place.
    matters: &'static [&'static str],
}

pub(super) const CATEGORIES: [Category; 10] = [
    Category {
        name: "矛盾纠纷",
        urban: 18.0,
        rural: 12.0,
        matters: &[
            "楼上漏水引发矛盾，已介入调解",
            "停车占位引发纠纷，双方情绪稳定",
            "噪声扰民引发矛盾，正在协调",
            "共用院墙修缮意见不一，约定再议",
        ],
    },
    Category {
        name: "信访代办",
        urban: 10.0,
        rural: 9.0,
        matters: &[
            "咨询不动产登记办理进度，申请代办",
            "申请低保政策咨询，登记转办",
            "反映道路硬化问题，待部门答复",
            "咨询草原补奖政策，已解释",
        ],
    },
    Category {
        name: "安全隐患",
        urban: 17.0,
        rural: 19.0,
        matters: &[
            "井盖缺失，建议尽快整改",
            "路面塌陷，已设警示",
            "燃气管线裸露，已设警示",
            "弯道缺少警示牌，建议增设",
            "河道护栏损坏，待修复",
        ],
    },
    Category {
        name: "消防隐患",
        urban: 13.0,
        rural: 7.0,
        matters: &[
            "楼道堆放杂物，已劝导清理",
            "消防通道被占，已责令整改",
            "灭火器过期，已通知更换",
            "电动车飞线充电，已责令整改",
            "草料堆放靠近明火，已劝导搬离",
        ],
    },
    Category {
        name: "治安事件",
        urban: 10.0,
        rural: 8.0,
        matters: &["夜间寻衅滋事，正在核实", "车辆玻璃被砸，已报警", "工地物料丢失，正在核实"],
    },
    Category {
        name: "电信诈骗",
        urban: 10.0,
        rural: 6.0,
        matters: &[
            "接到虚假贷款类可疑电话，已劝阻",
            "遇到刷单返利类诈骗信息，已劝阻",
            "遇到冒充客服类诈骗，已引导报警",
        ],
    },
    Category {
        name: "校园安全",
        urban: 5.0,
        rural: 1.0,
        matters: &[
            "校门口车辆乱停，已疏导",
            "校园周边流动摊点占道，已劝离",
            "校园围栏破损，待修复",
        ],
    },
    Category {
        name: "草场土地纠纷",
        urban: 0.3,
        rural: 20.0,
        matters: &[
            "草场围栏位置有争议，已约定现场核对",
            "牲畜越界采食，正在协调",
            "饮水点使用有争议，已介入调解",
            "耕地边界不清，待测量",
        ],
    },
    Category {
        name: "劳资纠纷",
        urban: 8.0,
        rural: 4.0,
        matters: &[
            "工地反映拖欠工资，请求协调",
            "因劳动合同未签产生争议，已转办",
            "因社保缴纳产生争议，已转办",
        ],
    },
    Category {
        name: "其他",
        urban: 8.0,
        rural: 10.0,
        matters: &[
            "供水中断，请核实",
            "路灯不亮，请核实",
            "垃圾堆放未清运，已转办",
            "走失牲畜求助，已发布信息",
        ],
    },
];

/// A channel, how often it is used, and the accuracy of its positions: the smallest in metres and
/// how many times that the largest is.
pub(super) struct Channel {
    /// As in the shipped rules.
    pub name: &'static str,
    often: f64,
    best_m: f64,
    worst: f64,
}

pub(super) const CHANNELS: [Channel; 5] = [
    Channel { name: "网格员上报", often: 35.0, best_m: 3.0, worst: 8.0 },
    Channel { name: "热线", often: 24.0, best_m: 60.0, worst: 12.0 },
    Channel { name: "小程序", often: 18.0, best_m: 4.0, worst: 10.0 },
    Channel { name: "110联动", often: 12.0, best_m: 10.0, worst: 15.0 },
    Channel { name: "窗口", often: 11.0, best_m: 80.0, worst: 6.0 },
];

/// One of the categories, as often as it comes up there.
pub(super) fn category(random: &mut Random, urban: bool) -> &'static Category {
    let often = |category: &Category| if urban { category.urban } else { category.rural };
    &CATEGORIES[random.weighted(CATEGORIES.iter().map(often))]
}

/// One of the channels.
pub(super) fn channel(random: &mut Random) -> &'static Channel {
    &CHANNELS[random.weighted(CHANNELS.iter().map(|channel| channel.often))]
}

/// 1 to 4, the grave ones rare.
pub(super) fn severity(random: &mut Random) -> usize {
    1 + random.weighted([40.0, 36.0, 18.0, 6.0].into_iter())
}

impl Category {
    /// One of its matters.
    pub fn matter(&self, random: &mut Random) -> &'static str {
        self.matters[random.below(self.matters.len())]
    }
}

impl Channel {
    /// An accuracy in whole metres.
    pub fn accuracy_m(&self, random: &mut Random) -> u32 {
        (self.best_m * self.worst.powf(random.unit())).round() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Rules;

    #[test]
    fn categories_and_channels_are_those_of_the_shipped_rules() {
        let rules = Rules::default();
        let shipped: Vec<&str> = rules.categories.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(CATEGORIES.map(|category| category.name), shipped[..]);
        for channel in &CHANNELS {
            assert!(rules.channels.iter().any(|known| known == channel.name), "{}", channel.name);
        }
    }

    #[test]
    fn no_matter_is_cut_in_two_by_a_comma_of_csv() {
        let all = CATEGORIES.iter().flat_map(|category| category.matters);
        assert!(all.clone().all(|matter| !matter.contains([',', '"', '\n', '\r'])));
        assert!(all.count() > 30);
    }
}
