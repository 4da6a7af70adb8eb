import { describe, expect, it } from "vitest";
import {
  ageOf,
  formatArea,
  formatCount,
  formatDate,
  formatDistance,
  formatTime,
  formatValue,
  localDate,
} from "./format";

const NOW = new Date("2026-11-01T00:00:00+08:00");

describe("formatCount", () => {
  it("groups by thin spaces from five digits on", () => {
    expect(formatCount(3438)).toBe("3438");
    expect(formatCount(20000)).toBe("20\u2009000");
    expect(formatCount(1234567)).toBe("1\u2009234\u2009567");
  });
});

describe("formatDistance", () => {
  it("changes from metres to kilometres where rounding would show 1000 m", () => {
    expect(formatDistance(320.4)).toBe("320 m");
    expect(formatDistance(999.6)).toBe("1.0 km");
    expect(formatDistance(12_400)).toBe("12.4 km");
    expect(formatDistance(128_300)).toBe("128 km");
  });

  it("shows a tenth of a metre only below one metre", () => {
    expect(formatDistance(0)).toBe("0 m");
    expect(formatDistance(0.31)).toBe("0.3 m");
  });
});

describe("formatArea", () => {
  it("serves street blocks and steppe alike", () => {
    expect(formatArea(0.3074)).toBe("0.31 km²");
    expect(formatArea(8.44)).toBe("8.4 km²");
    expect(formatArea(120.2)).toBe("120 km²");
    expect(formatArea(20358.8)).toBe("20\u2009359 km²");
  });
});

describe("times", () => {
  it("are told in Beijing time wherever the browser is", () => {
    expect(formatTime("2026-10-31T13:02:00Z", "zh", NOW)).toBe("10月31日 21:02");
    expect(localDate("2026-10-31T17:00:00Z")).toBe("2026-11-01");
  });

  it("carry the year when it is another one", () => {
    expect(formatTime("2025-01-01T04:09:22+08:00", "zh", NOW)).toBe("2025年1月1日 04:09");
    expect(formatTime("2025-01-01T04:09:22+08:00", "en", NOW)).toBe("1 Jan 2025 04:09");
  });

  it("write midnight as 00:00", () => {
    expect(formatTime("2026-10-31T00:05:00+08:00", "zh", NOW)).toBe("10月31日 00:05");
  });

  it("write dates without shifting the day", () => {
    expect(formatDate("2026-10-01", "zh")).toBe("2026年10月1日");
    expect(formatDate("2026-10-01", "en", "short")).toBe("1 Oct");
  });

  it("age in the largest whole unit and never below zero", () => {
    expect(ageOf("2026-10-31T23:30:00+08:00", NOW)).toEqual({ unit: "minutes", count: 30 });
    expect(ageOf("2026-10-30T12:00:00+08:00", NOW)).toEqual({ unit: "hours", count: 36 });
    expect(ageOf("2026-10-01T00:00:00+08:00", NOW)).toEqual({ unit: "days", count: 31 });
    expect(ageOf("2026-11-02T00:00:00+08:00", NOW)).toEqual({ unit: "minutes", count: 0 });
  });
});

describe("formatValue", () => {
  it("keeps two or three significant digits without an exponent", () => {
    expect(formatValue(0)).toBe("0");
    expect(formatValue(0.01234)).toBe("0.012");
    expect(formatValue(12.34)).toBe("12");
    expect(formatValue(1234.5)).toBe("1235");
  });
});
