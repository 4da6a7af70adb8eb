/** What a link restores: the view, the filters, the heat layer and the camera, in the URL's hash. */
import type { Datum, Level } from "../api/types";
import { isDate, type Period, PRESETS, type Preset } from "./period";

export type View =
  | { kind: "overview" }
  | { kind: "incident"; id: number }
  | { kind: "area"; level: Level; code: string }
  | { kind: "lookup"; x: number; y: number; datum: Datum }
  | { kind: "hotspots" }
  | { kind: "counts" }
  | { kind: "trouble"; id: number };

export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
}

export interface Heat {
  bandwidth_m: number;
  /** Null follows the theme. */
  ramp: string | null;
}

export interface Link {
  view: View;
  preset: Preset | null;
  period: Period;
  categories: string[];
  grid: string | null;
  window: string | null;
  tab: "open" | "assigned";
  /** Null without the heat layer. */
  heat: Heat | null;
  camera: Camera | null;
}

export const DATUMS: readonly Datum[] = ["cgcs2000", "wgs84", "gcj02", "bd09"];
export const LEVELS: readonly Level[] = ["banner", "township", "village", "grid", "zone"];
export const DEFAULT_PRESET: Preset = "30d";
export const DEFAULT_HEAT: Heat = { bandwidth_m: 2000, ramp: null };

function pathOf(view: View): string {
  switch (view.kind) {
    case "overview":
      return "/";
    case "incident":
      return `/incident/${view.id}`;
    case "area":
      return `/area/${view.level}/${encodeURIComponent(view.code)}`;
    case "lookup":
      return `/at/${view.x},${view.y}/${view.datum}`;
    case "hotspots":
    case "counts":
      return `/${view.kind}`;
    case "trouble":
      return `/trouble/${view.id}`;
  }
}

function viewOf(path: string): View {
  const [, kind, first = "", second = ""] = path.split("/");
  if (kind === "hotspots" || kind === "counts") return { kind };
  if ((kind === "incident" || kind === "trouble") && /^\d{1,15}$/.test(first)) {
    return { kind, id: Number(first) };
  }
  const level = LEVELS.find((known) => known === first);
  if (kind === "area" && level && /^\w+$/.test(second)) return { kind, level, code: second };
  if (kind === "at") {
    const [x, y] = first.split(",").map(Number);
    const datum = DATUMS.find((known) => known === second) ?? "cgcs2000";
    if (x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y)) {
      return { kind: "lookup", x, y, datum };
    }
  }
  return { kind: "overview" };
}

function heatText(heat: Heat | null): string {
  if (heat === null) return "off";
  return heat.ramp === null ? String(heat.bandwidth_m) : `${heat.bandwidth_m}.${heat.ramp}`;
}

function heatOf(text: string): Heat | null {
  if (text === "off") return null;
  const [, bandwidth, ramp = null] = /^(\d+)(?:\.([\w-]+))?$/.exec(text) ?? [];
  return bandwidth === undefined ? DEFAULT_HEAT : { bandwidth_m: Number(bandwidth), ramp };
}

export function writeLink(link: Link): string {
  const query = new URLSearchParams();
  if (link.preset !== null) {
    if (link.preset !== DEFAULT_PRESET) query.set("period", link.preset);
  } else {
    if (link.period.from) query.set("from", link.period.from);
    if (link.period.to) query.set("to", link.period.to);
  }
  if (link.categories.length > 0) query.set("category", link.categories.join(","));
  if (link.grid) query.set("grid", link.grid);
  if (link.window) query.set("window", link.window);
  if (link.tab !== "open") query.set("tab", link.tab);
  const heat = heatText(link.heat);
  if (heat !== heatText(DEFAULT_HEAT)) query.set("heat", heat);
  if (link.camera) {
    const { lon, lat, zoom } = link.camera;
    query.set("map", `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(2)}`);
  }
  const text = query.toString().replaceAll("%2C", ",");
  return `#${pathOf(link.view)}${text ? `?${text}` : ""}`;
}

/** Never fails: what cannot be read falls back to its default, so an old link still opens. */
export function readLink(hash: string): Link {
  const [path = "/", text = ""] = hash.replace(/^#/, "").split("?");
  const query = new URLSearchParams(text);
  const date = (name: string) => {
    const value = query.get(name);
    return value !== null && isDate(value) ? value : null;
  };
  const period = { from: date("from"), to: date("to") };
  const named = PRESETS.find((preset) => preset === query.get("period"));
  const dated = period.from !== null || period.to !== null;
  const map = (query.get("map") ?? "").split(",").map(Number);
  const [lon, lat, zoom] = map;
  const sound =
    map.length === 3 &&
    map.every(Number.isFinite) &&
    Math.abs(lon ?? 999) <= 180 &&
    Math.abs(lat ?? 999) <= 85 &&
    (zoom ?? -1) >= 0 &&
    (zoom ?? 99) <= 22;
  return {
    view: viewOf(path),
    preset: dated ? null : (named ?? DEFAULT_PRESET),
    period,
    categories: (query.get("category") ?? "").split(",").filter((name) => name !== ""),
    grid: /^\w+$/.test(query.get("grid") ?? "") ? query.get("grid") : null,
    window: query.get("window") || null,
    tab: query.get("tab") === "assigned" ? "assigned" : "open",
    heat: heatOf(query.get("heat") ?? ""),
    camera: sound ? { lon: lon ?? 0, lat: lat ?? 0, zoom: zoom ?? 0 } : null,
  };
}
