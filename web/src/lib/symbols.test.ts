import { describe, expect, it } from "vitest";
import { SYMBOLS, symbolPath } from "./symbols";

describe("symbolPath", () => {
  it("tells every symbol from every other by its shape alone", () => {
    const paths = SYMBOLS.map((symbol) => symbolPath(symbol, 8));
    expect(new Set(paths).size).toBe(SYMBOLS.length);
  });

  it("draws an unknown symbol as a circle", () => {
    expect(symbolPath("?", 8)).toBe(symbolPath("circle", 8));
  });
});
