//! Sentences of the room `batch`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "batch.empty",
        zh: "没有内容；应为有表头的 CSV、每行一个对象的 NDJSON，或对象的 JSON 数组",
        en: "there is nothing in it; send CSV with a header, NDJSON with an object a line, or a JSON array of objects",
    },
    Entry {
        key: "batch.no_position",
        zh: "表头里没有经度和纬度列（lon、lat，或 经度、纬度）；表头是 {headers}",
        en: "the header has no columns for longitude and latitude (lon, lat, or 经度, 纬度); it is {headers}",
    },
    Entry { key: "batch.missing_value", zh: "缺少 {field}", en: "{field} is missing" },
    Entry {
        key: "batch.row_as_read",
        zh: "{reason}；原文：{text}",
        en: "{reason}; as read: {text}",
    },
    Entry {
        key: "batch.cut_short",
        zh: "JSON 数组在这里中断，缺少 ]；此前的对象都已回答",
        en: "the JSON array ends here without its ]; all objects before it are answered",
    },
    Entry {
        key: "batch.line_too_long",
        zh: "这一行超过 1 MiB；每行应为一个 JSON 对象",
        en: "this line is longer than 1 MiB; a line should be one JSON object",
    },
    Entry {
        key: "batch.not_an_object",
        zh: "不是 JSON 对象；应为带 lon、lat（可带 datum、accuracy_m、at）的对象",
        en: "not a JSON object; it should be an object with lon, lat (and datum, accuracy_m, at where known)",
    },
    Entry {
        key: "batch.bad_json",
        zh: "不是有效的 JSON（{source}）；请检查引号、逗号和括号",
        en: "not valid JSON ({source}); check quotes, commas and brackets",
    },
];
