import { describe, expect, it } from "vitest";
import { addDays, daysBetween, isDate, ordered, periodOf } from "./period";

describe("periodOf", () => {
  it("counts back from the last report, both days included", () => {
    expect(periodOf("7d", "2026-10-31")).toEqual({ from: "2026-10-25", to: "2026-10-31" });
    expect(periodOf("30d", "2026-10-31")).toEqual({ from: "2026-10-02", to: "2026-10-31" });
    expect(periodOf("year", "2026-10-31")).toEqual({ from: "2026-01-01", to: "2026-10-31" });
  });

  it("is open without data", () => {
    expect(periodOf("30d", null)).toEqual({ from: null, to: null });
    expect(periodOf("all", "2026-10-31")).toEqual({ from: null, to: null });
  });
});

describe("days", () => {
  it("cross months and leap days", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(daysBetween("2025-01-01", "2026-10-31")).toBe(668);
  });

  it("are recognised, and impossible ones refused", () => {
    expect(isDate("2026-02-30")).toBe(false);
    expect(isDate("2026-2-3")).toBe(false);
    expect(isDate("2026-02-28")).toBe(true);
  });

  it("are put in order", () => {
    expect(ordered({ from: "2026-03-01", to: "2026-02-01" })).toEqual({
      from: "2026-02-01",
      to: "2026-03-01",
    });
  });
});
