//! Sentences of the room `geo`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "geo.not_finite",
        zh: "坐标不是有限的数（{lon}, {lat}）；请填写以度为单位的经度和纬度",
        en: "the position ({lon}, {lat}) is not finite; give longitude and latitude in degrees",
    },
    Entry {
        key: "geo.swapped",
        zh: "经纬度似乎颠倒了（经度 {lon}，纬度 {lat}）；请先写经度，后写纬度",
        en: "longitude and latitude look swapped (longitude {lon}, latitude {lat}); write longitude first",
    },
    Entry {
        key: "geo.out_of_range",
        zh: "坐标超出范围（经度 {lon}，纬度 {lat}）；经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间",
        en: "the position is out of range (longitude {lon}, latitude {lat}); longitude goes from -180 to 180, latitude from -90 to 90",
    },
    Entry {
        key: "geo.projected_metres",
        zh: "坐标像是以米为单位的投影坐标（{lon}, {lat}）；请换算成经纬度，或用高斯-克吕格带号说明基准，例如 gk3-36",
        en: "the position ({lon}, {lat}) looks like projected metres; convert it to degrees, or name the Gauss-Krüger zone as the datum, for example gk3-36",
    },
    Entry {
        key: "geo.zero_zero",
        zh: "坐标是 (0, 0)，通常表示没有定位；请补上实际位置",
        en: "the position is (0, 0), which usually means no position was taken; supply the real one",
    },
    Entry {
        key: "geo.outside_china",
        zh: "位置在中国大陆范围之外（经度 {lon}，纬度 {lat}）；请检查正负号、顺序和单位",
        en: "the position (longitude {lon}, latitude {lat}) is outside mainland China; check sign, order and unit",
    },
    Entry {
        key: "geo.not_a_number",
        zh: "“{text}”不是数字；请填写以度为单位的小数",
        en: "`{text}` is not a number; give decimal degrees",
    },
    Entry {
        key: "geo.dms",
        zh: "“{text}”是度分秒写法，合 {degrees} 度；请改写成小数",
        en: "`{text}` is in degrees, minutes and seconds, which is {degrees} degrees; write it as a decimal",
    },
    Entry {
        key: "geo.unknown_datum",
        zh: "不认识的坐标系“{text}”；可用 cgcs2000、wgs84、gcj02、bd09，或高斯-克吕格带号如 gk3-36、gk6-18",
        en: "unknown datum `{text}`; use cgcs2000, wgs84, gcj02, bd09, or a Gauss-Krüger zone such as gk3-36 or gk6-18",
    },
    Entry {
        key: "geo.not_in_zone",
        zh: "坐标（{x}, {y}）不在高斯-克吕格 {zone} 带的有效范围内；请检查带号和先后顺序（先东后北，以米为单位）",
        en: "({x}, {y}) does not lie in the Gauss-Krüger zone {zone}; check the zone and the order (easting first, in metres)",
    },
];
