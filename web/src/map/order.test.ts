import { describe, expect, it } from "vitest";
import { above, type LayerId } from "./order";

describe("above", () => {
  it("finds the next layer that is there, whatever came first", () => {
    const there: LayerId[] = ["banner-line", "incident-point"];
    const present = (id: LayerId) => there.includes(id);
    expect(above("heat", present)).toBe("banner-line");
    expect(above("selection-line", present)).toBe("incident-point");
    expect(above("lookup-pin", present)).toBeUndefined();
  });
});
