import type { Polygon } from "geojson";
import { describe, expect, it } from "vitest";
import { bboxOf, outsideOf } from "./geo";

const SQUARE_WITH_HOLE: Polygon = {
  type: "Polygon",
  coordinates: [
    [
      [107, 39],
      [108, 39],
      [108, 40],
      [107, 40],
      [107, 39],
    ],
    [
      [107.4, 39.4],
      [107.4, 39.6],
      [107.6, 39.6],
      [107.6, 39.4],
      [107.4, 39.4],
    ],
  ],
};

describe("bboxOf", () => {
  it("spans the outer ring", () => {
    expect(bboxOf(SQUARE_WITH_HOLE)).toEqual([107, 39, 108, 40]);
  });
});

describe("outsideOf", () => {
  it("cuts the area out and keeps its hole outside", () => {
    const outside = outsideOf(SQUARE_WITH_HOLE);
    expect(outside.coordinates).toHaveLength(2);
    expect(outside.coordinates[0]).toHaveLength(2);
    expect(outside.coordinates[1]?.[0]).toHaveLength(5);
  });
});
