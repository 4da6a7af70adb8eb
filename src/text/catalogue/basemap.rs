//! Sentences of the room `basemap`.

use crate::text::Entry;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        key: "basemap.read",
        zh: "无法读取底图 {path}：{source}",
        en: "the base map {path} cannot be read: {source}",
    },
    Entry {
        key: "basemap.no_file",
        zh: "底图 {path} 不是文件；请指定 .pmtiles、.tif、.png 或 .jpg 文件",
        en: "the base map {path} is no file; name a .pmtiles, .tif, .png or .jpg file",
    },
    Entry {
        key: "basemap.unknown_format",
        zh: "{path} 既不是 PMTiles，也不是 GeoTIFF、PNG 或 JPEG；请换成其中一种",
        en: "{path} is neither PMTiles nor GeoTIFF, PNG or JPEG; use one of these",
    },
    Entry {
        key: "basemap.short_header",
        zh: "{path} 不完整：文件头未完；请重新复制",
        en: "{path} is not complete: it ends within its header; copy it again",
    },
    Entry {
        key: "basemap.version",
        zh: "{path} 是 PMTiles 第 {version} 版；只能读取第 3 版，请用 pmtiles convert 转换",
        en: "{path} is PMTiles version {version}; only version 3 is read: convert it with `pmtiles convert`",
    },
    Entry {
        key: "basemap.zooms",
        zh: "{path} 的级别范围有误：{least} 至 {most}；请重新生成",
        en: "{path} has wrong zooms: {least} to {most}; make it anew",
    },
    Entry {
        key: "basemap.beyond",
        zh: "{path} 有一部分（字节 {begin} 至 {end}）超出其范围（至 {bytes}）：文件可能未复制完整，请重新复制",
        en: "a part of {path} (bytes {begin} to {end}) lies beyond its end ({bytes}): it may not have been copied whole; copy it again",
    },
    Entry {
        key: "basemap.compression",
        zh: "{path} 的压缩方式 {name} 无法读取；请用 gzip 重新生成",
        en: "{path} is compressed with {name}, which is not read; make it anew with gzip",
    },
    Entry {
        key: "basemap.tile_kind",
        zh: "{path} 的瓦片类型 {name} 无法读取；请使用 MVT 矢量瓦片或 PNG、JPEG、WebP 图片瓦片",
        en: "{path} has tiles of the kind {name}, which is not read; use MVT vector tiles or PNG, JPEG or WebP pictures",
    },
    Entry {
        key: "basemap.too_long",
        zh: "{path} 自字节 {begin} 起的部分超过 {limit} MiB，不会是正常数据；请重新复制或重新生成",
        en: "the part of {path} at byte {begin} is longer than {limit} MiB, which no sound one is; copy it again or make it anew",
    },
    Entry {
        key: "basemap.unpack",
        zh: "{path} 自字节 {begin} 起的部分无法解压（{what}）；请重新复制",
        en: "the part of {path} at byte {begin} cannot be unpacked ({what}); copy the file again",
    },
    Entry {
        key: "basemap.directory",
        zh: "{path} 字节 {begin} 处的目录在第 {entry} 项损坏；请重新复制",
        en: "the directory of {path} at byte {begin} is damaged at its entry {entry}; copy the file again",
    },
    Entry {
        key: "basemap.directories_without_end",
        zh: "{path} 的目录层层相连，找不到瓦片；请重新生成",
        en: "the directories of {path} lead to directories and never to a tile; make it anew",
    },
    Entry {
        key: "basemap.metadata",
        zh: "{path} 的元数据不是 JSON 对象（{what}）；请重新生成",
        en: "the metadata of {path} are no JSON object ({what}); make it anew",
    },
    Entry {
        key: "basemap.tile",
        zh: "{path} 的瓦片 {tile} 无法读取（{what}）；请重新复制或重新生成",
        en: "the tile {tile} of {path} cannot be read ({what}); copy the file again or make it anew",
    },
    Entry {
        key: "basemap.too_many_tiles",
        zh: "{path} 的最小级别是 {zoom}，一张图需要 {tiles} 块瓦片；请使用含更小级别的文件",
        en: "the smallest zoom of {path} is {zoom}, at which the map needs {tiles} tiles; use a file with smaller zooms",
    },
    Entry {
        key: "basemap.picture",
        zh: "{path} 不是可读的 {format}：{what}",
        en: "{path} is no {format} that can be read: {what}",
    },
    Entry {
        key: "basemap.pixels",
        zh: "{path} 有 {width} × {height} 像素，超过 {limit} 百万；请裁剪、缩小，或转换为 PMTiles",
        en: "{path} has {width} × {height} pixels, more than {limit} million; cut it, make it smaller, or convert it to PMTiles",
    },
    Entry {
        key: "basemap.no_place",
        zh: "不知道图片 {path} 的位置；请在旁边放置坐标文件（{wanted}），或用 --base-extent 给出 西,南,东,北（度）",
        en: "it is not known where {path} lies; put a world file beside it ({wanted}) or say --base-extent WEST,SOUTH,EAST,NORTH in degrees",
    },
    Entry {
        key: "basemap.world_file",
        zh: "{path} 的坐标文件 {file} 第 {line} 行有误：应为六行数字，单位为度或网络墨卡托米",
        en: "the world file {file} of {path} is wrong in line {line}: it should have six lines with numbers in degrees or web-mercator metres",
    },
    Entry {
        key: "basemap.turned",
        zh: "{path} 是旋转或镜像的图片；请先用 gdalwarp 转正",
        en: "{path} is turned or mirrored; set it upright with gdalwarp first",
    },
    Entry {
        key: "basemap.system",
        zh: "{path} 的坐标系 {name} 无法读取；请转换为 EPSG:4490、EPSG:4326 或 EPSG:3857（gdalwarp -t_srs EPSG:4490）",
        en: "{path} is in {name}, which is not read; convert it to EPSG:4490, EPSG:4326 or EPSG:3857 (gdalwarp -t_srs EPSG:4490)",
    },
    Entry {
        key: "basemap.extent",
        zh: "“{text}”不是范围；请写成 西,南,东,北（度），如 109.7,39.7,110.1,40.0",
        en: "`{text}` is no extent; write WEST,SOUTH,EAST,NORTH in degrees, such as 109.7,39.7,110.1,40.0",
    },
    Entry {
        key: "basemap.extent_not_wanted",
        zh: "{path} 自带位置，不需要 --base-extent；请去掉",
        en: "{path} knows where it lies; leave --base-extent out",
    },
    Entry {
        key: "basemap.unknown_layers",
        zh: "底图 {path} 的图层都不认识，图上不会画出底图：{layers}；认识 OpenMapTiles、Protomaps 和 Tilezen 的图层",
        en: "none of the layers of the base map {path} is known, so nothing of it is drawn: {layers}; layers of OpenMapTiles, Protomaps and Tilezen are",
    },
];
