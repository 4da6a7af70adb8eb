import { describe, expect, it } from "vitest";
import { type Findable, findAreas } from "./search";

const AREAS: Findable[] = [
  { code: "150624101003007", name: "梦翔社区第7网格", level: "grid" },
  { code: "150624101003", name: "梦翔社区", level: "village" },
  { code: "150624101", name: "棋盘井镇", level: "township" },
  { code: "Z03", name: "棋盘井工业园区", level: "zone" },
];

const names = (text: string) => findAreas(AREAS, text).map((area) => area.name);

describe("findAreas", () => {
  it("puts the larger area first", () => {
    expect(names("梦翔")).toEqual(["梦翔社区", "梦翔社区第7网格"]);
    expect(names("棋盘井")).toEqual(["棋盘井镇", "棋盘井工业园区"]);
  });

  it("finds by the beginning of a code, from the top of the chain down", () => {
    expect(names("150624101003")).toEqual(["梦翔社区", "梦翔社区第7网格"]);
    expect(names("z03")).toEqual(["棋盘井工业园区"]);
  });

  it("finds nothing for nothing", () => {
    expect(names("  ")).toEqual([]);
    expect(names("赛罕")).toEqual([]);
  });
});
