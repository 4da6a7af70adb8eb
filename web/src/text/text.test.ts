import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fill } from "./index";
import { type TextKey, zh } from "./zh";

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe("the catalogue", () => {
  it("fills in the same values in both languages", () => {
    for (const key of Object.keys(zh) as TextKey[]) {
      expect([key, names(en[key])]).toEqual([key, names(zh[key])]);
    }
  });

  it("has no empty sentence", () => {
    for (const text of [...Object.values(zh), ...Object.values(en)]) expect(text).not.toBe("");
  });
});

describe("fill", () => {
  it("leaves a name without a value visible", () => {
    expect(fill("共 {count} 起", { count: 3 })).toBe("共 3 起");
    expect(fill("共 {count} 起")).toBe("共 {count} 起");
  });
});
