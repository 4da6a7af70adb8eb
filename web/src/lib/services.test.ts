import { describe, expect, it } from "vitest";
import { isServiceKind, PLATE, SERVICE_KINDS, serviceGlyph } from "./services";

describe("serviceGlyph", () => {
  it("tells every kind from every other", () => {
    const glyphs = SERVICE_KINDS.map(serviceGlyph);
    expect(SERVICE_KINDS.length).toBe(7);
    expect(new Set(glyphs).size).toBe(SERVICE_KINDS.length);
  });

  it("keeps every stroke on the plate", () => {
    for (const kind of SERVICE_KINDS) {
      const numbers = serviceGlyph(kind).match(/-?\d+(\.\d+)?/g) ?? [];
      expect(numbers.length).toBeGreaterThan(4);
      for (const number of numbers) expect(Math.abs(Number(number))).toBeLessThan(PLATE.half - 3);
    }
  });
});

describe("isServiceKind", () => {
  it("knows the kinds and nothing else", () => {
    expect(isServiceKind("court")).toBe(true);
    expect(isServiceKind("pub")).toBe(false);
  });
});
