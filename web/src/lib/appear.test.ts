import { describe, expect, it } from "vitest";
import { labelZoom, lineZoom, zoomForSide } from "./appear";

describe("zoomForSide", () => {
  it("falls by one when the side doubles", () => {
    expect(zoomForSide(100, 24) - zoomForSide(400, 24)).toBe(1);
  });

  it("stays within the zooms of the map for any area", () => {
    expect(zoomForSide(0, 24)).toBe(17);
    expect(zoomForSide(1e9, 24)).toBe(0);
  });
});

describe("towns and steppe", () => {
  it("draw a street block from zoom 12 and a pasture from its level's zoom", () => {
    expect(lineZoom(0.3, 9)).toBe(12);
    expect(lineZoom(70, 9)).toBe(9);
  });

  it("name a pasture long before a street block", () => {
    expect(labelZoom(70, "陶利嘎查第2网格", 12)).toBeLessThan(
      labelZoom(0.3, "都斯图社区第1网格", 12),
    );
  });
});
