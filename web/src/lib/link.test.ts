import { describe, expect, it } from "vitest";
import { type Link, readLink, writeLink } from "./link";

const FULL: Link = {
  view: { kind: "lookup", x: 107.98, y: 39.09, datum: "gcj02" },
  preset: null,
  period: { from: "2026-09-01", to: "2026-09-30" },
  categories: ["消防隐患", "其他"],
  grid: "150624101",
  window: "weekend 22:00-06:00",
  tab: "assigned",
  heat: { bandwidth_m: 2000, ramp: "magma" },
  camera: { lon: 107.5, lat: 39.2, zoom: 9.25 },
};

describe("a link", () => {
  it("restores everything that it was written from", () => {
    expect(readLink(writeLink(FULL))).toEqual(FULL);
    const byTheme: Link = { ...FULL, heat: { bandwidth_m: 500, ramp: null } };
    expect(readLink(writeLink(byTheme))).toEqual(byTheme);
    const without: Link = { ...FULL, heat: null };
    expect(readLink(writeLink(without))).toEqual(without);
    const views: Link["view"][] = [
      { kind: "overview" },
      { kind: "incident", id: 12 },
      { kind: "hotspots" },
      { kind: "counts" },
      { kind: "trouble", id: 3 },
      { kind: "area", level: "zone", code: "Z01" },
    ];
    for (const view of views) expect(readLink(writeLink({ ...FULL, view })).view).toEqual(view);
  });

  it("says nothing about what is at its default", () => {
    expect(writeLink(readLink(""))).toBe("#/");
  });

  it("falls back part by part when it is damaged", () => {
    const link = readLink("#/incident/abc?from=2026-13-01&heat=x&map=1,2&period=7d&grid=%3C");
    expect(link).toEqual({ ...readLink(""), preset: "7d" });
  });
});
