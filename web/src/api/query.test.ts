import { describe, expect, it } from "vitest";
import { pairs, withQuery } from "./query";

describe("withQuery", () => {
  it("leaves out what is not set", () => {
    expect(withQuery("/incidents", pairs({}))).toBe("/incidents");
  });

  it("joins a list by commas and encodes Chinese once", () => {
    const path = withQuery("/x", pairs({ from: "2026-10-01", category: ["消防隐患", "其他"] }));
    expect(path).toBe(`/x?from=2026-10-01&category=${encodeURIComponent("消防隐患,其他")}`);
  });

  it("takes an empty list for no filter", () => {
    expect(withQuery("/x", pairs({ category: [] }))).toBe("/x");
  });
});
