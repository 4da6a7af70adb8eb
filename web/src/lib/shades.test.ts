import { describe, expect, it } from "vitest";
import type { Change } from "../api/types";
import { boundsOf, courseOf, SHADES, shadeOf } from "./shades";

describe("shades", () => {
  it("hold as many units each, and nothing has none", () => {
    const values = [0, 0, ...Array.from({ length: 100 }, (_, place) => place + 1)];
    const bounds = boundsOf(values);
    expect(bounds).toEqual([20, 40, 60, 80]);
    const used = Array<number>(SHADES).fill(0);
    for (const value of values) {
      const shade = shadeOf(value, bounds);
      if (value === 0) expect(shade).toBe(-1);
      else used[shade] = (used[shade] ?? 0) + 1;
    }
    expect(used).toEqual([20, 20, 20, 20, 20]);
  });

  it("never part equal values, and the most has the last one", () => {
    const bounds = boundsOf([1, 1, 1, 1, 1, 1, 1, 2, 9]);
    expect(bounds).toEqual([1, 2]);
    expect([0, 1, 2, 9].map((value) => shadeOf(value, bounds))).toEqual([-1, 2, 3, SHADES - 1]);
    expect(boundsOf([])).toEqual([]);
    expect(shadeOf(3, boundsOf([3, 3]))).toBe(SHADES - 1);
  });
});

describe("a change", () => {
  const change = (ratio: number | null, more_than_chance: boolean | null): Change => ({
    count: 1,
    difference: ratio === null ? 3 : ratio - 1,
    ratio,
    more_than_chance,
    small: false,
  });

  it("is told by its ratio where it is more than chance", () => {
    expect(courseOf(change(0.5, true))).toBe("halved");
    expect(courseOf(change(0.7, true))).toBe("fewer");
    expect(courseOf(change(1.5, true))).toBe("more");
    expect(courseOf(change(2, true))).toBe("doubled");
    expect(courseOf(change(null, true))).toBe("doubled");
    expect(courseOf(change(9, false))).toBe("chance");
  });

  it("is none where nothing is compared", () => {
    expect(courseOf(null)).toBeUndefined();
    expect(courseOf({ ...change(1, null), difference: null })).toBeUndefined();
  });
});
