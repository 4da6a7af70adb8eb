//! Sentences of the room `calendar`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "calendar.beyond",
        zh: "法定节假日表只含 {first} 至 {last} 年；此外的日期只按星期判断“{window}”。请在 wangge.toml 中用 holidays 指定补充后的表",
        en: "the table of statutory holidays covers {first} to {last} only; beyond it “{window}” goes by the days of the week. Name a longer table as holidays in wangge.toml",
    },
    Entry {
        key: "calendar.empty",
        zh: "时段为空；请写例如 weekend 22:00-06:00",
        en: "the window is empty; write for example weekend 22:00-06:00",
    },
    Entry {
        key: "calendar.holiday",
        zh: "节假日表中没有“{name}”；可选：{known}",
        en: "the table of holidays has no “{name}”; it has {known}",
    },
    Entry {
        key: "calendar.item",
        zh: "时段中的“{item}”无法识别；可写 mon…sun、weekend、workday、restday、holiday、makeup、day:5、day:*5、03-15/06-15、2026-03-04/2026-03-12、22:00-06:00，或配置中的时段：{named}",
        en: "“{item}” in the window is not understood; write mon…sun, weekend, workday, restday, holiday, makeup, day:5, day:*5, 03-15/06-15, 2026-03-04/2026-03-12, 22:00-06:00, or a configured window: {named}",
    },
    Entry {
        key: "calendar.name",
        zh: "时段名称“{name}”不可用：为空、重复，或含有时段语法中的符号或词；请换一个名称",
        en: "a window cannot have the name “{name}”: it is empty, taken, or means something in the language of windows; choose another",
    },
    Entry {
        key: "calendar.named", zh: "时段“{name}”：{detail}", en: "window “{name}”: {detail}"
    },
    Entry {
        key: "calendar.read",
        zh: "无法读取节假日表 {path}；请检查路径和权限",
        en: "the table of holidays {path} cannot be read; check the path and the permissions",
    },
    Entry {
        key: "calendar.table",
        zh: "节假日表中 {key} 的值“{value}”不合理：日期须有效、不重复且在所列年份之内",
        en: "the value “{value}” of {key} in the table of holidays makes no sense: dates must exist, stand once, and lie in the years of the table",
    },
    Entry {
        key: "calendar.toml",
        zh: "节假日表第 {line} 行无法解析：{detail}",
        en: "the table of holidays cannot be read at line {line}: {detail}",
    },
    Entry {
        key: "calendar.too_many",
        zh: "时段的组合超过 {most} 种；请写得更简单，例如 mon-fri 代替逐日列出",
        en: "the window has more than {most} combinations; write it more simply, for example mon-fri instead of single days",
    },
    Entry {
        key: "calendar.two_hours",
        zh: "同一段中有两组钟点（hours）；两段钟点之间请用逗号，不同情形之间请用分号",
        en: "two terms of hours in one clause; put a comma between hours, or a semicolon between clauses",
    },
];
