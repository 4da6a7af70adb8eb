import { describe, expect, it } from "vitest";
import { brushOf, columnsPath, dayAt, monthTicks, moved, scaleOf, xOf } from "./histogram";
import { addDays } from "./period";

const ITEMS = Array.from({ length: 100 }, (_, i) => ({
  day: addDays("2026-01-01", i),
  count: i % 5,
}));
const SCALE = scaleOf(ITEMS, 500) ?? { first: "", days: 0, width: 0 };

describe("the day scale", () => {
  it("is absent without data or room", () => {
    expect(scaleOf([], 500)).toBeUndefined();
    expect(scaleOf(ITEMS, 0)).toBeUndefined();
  });

  it("finds every day again from the middle of its column", () => {
    for (const { day } of ITEMS) expect(dayAt(SCALE, xOf(SCALE, day) + 2.5)).toBe(day);
  });

  it("keeps a pointer outside within the data", () => {
    expect(dayAt(SCALE, -10)).toBe("2026-01-01");
    expect(dayAt(SCALE, 510)).toBe("2026-04-10");
  });
});

describe("the brush", () => {
  it("covers both end days", () => {
    expect(brushOf(SCALE, { from: "2026-01-01", to: "2026-01-01" })).toEqual({ x: 0, width: 5 });
    expect(brushOf(SCALE, { from: null, to: null })).toEqual({ x: 0, width: 500 });
  });

  it("stays on the chart when the period does not", () => {
    expect(brushOf(SCALE, { from: "2020-01-01", to: "2030-01-01" })).toEqual({ x: 0, width: 500 });
  });

  it("moves without changing its length", () => {
    expect(moved(SCALE, "2026-01-05", "2026-01-10", 3)).toEqual({
      from: "2026-01-08",
      to: "2026-01-13",
    });
    expect(moved(SCALE, "2026-01-05", "2026-01-10", -9)).toEqual({
      from: "2026-01-01",
      to: "2026-01-06",
    });
    expect(moved(SCALE, "2026-04-01", "2026-04-10", 9)).toEqual({
      from: "2026-04-01",
      to: "2026-04-10",
    });
  });
});

describe("the columns", () => {
  it("skip empty days", () => {
    expect(columnsPath(ITEMS, SCALE, 40).match(/M/g)).toHaveLength(80);
  });
});

describe("monthTicks", () => {
  it("thin out until there is room", () => {
    expect(monthTicks(SCALE, 50)).toEqual(["2026-02-01", "2026-03-01", "2026-04-01"]);
    expect(monthTicks(SCALE, 300)).toEqual(["2026-04-01"]);
  });
});
