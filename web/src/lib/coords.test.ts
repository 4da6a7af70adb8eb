import { describe, expect, it } from "vitest";
import { readPosition } from "./coords";

describe("readPosition", () => {
  it("takes every separator in use", () => {
    for (const text of ["107.98,39.09", "107.98， 39.09", " 107.98 39.09 ", "107.98°E、39.09°N"]) {
      expect(readPosition(text)).toEqual({ ok: true, x: 107.98, y: 39.09 });
    }
  });

  it("refuses what is not two numbers", () => {
    for (const text of ["", "107.98", "1,2,3", "乌兰镇", "1e3,2", "107.98,x"]) {
      expect(readPosition(text)).toEqual({ ok: false, fault: "shape" });
    }
  });

  it("leaves a swapped pair to the server and refuses metres", () => {
    expect(readPosition("39.09,107.98").ok).toBe(true);
    expect(readPosition("36500123, 4330456")).toEqual({ ok: false, fault: "range" });
  });
});
