/** A typed position: two numbers, longitude first, however people separate them. */
export type Typed = { ok: true; x: number; y: number } | { ok: false; fault: "shape" | "range" };

export function readPosition(text: string): Typed {
  const words = text
    .split(/[\s,，、;；]+/)
    .map((word) => word.replace(/^(东经|北纬|[EN])/i, "").replace(/°?[EN]?$/i, ""))
    .filter((word) => word !== "");
  if (words.length !== 2 || !words.every((word) => /^[-+]?\d+(\.\d+)?$/.test(word))) {
    return { ok: false, fault: "shape" };
  }
  const [x, y] = words.map(Number) as [number, number];
  // Only what no degree can be is refused here; swapped or zero pairs are the server's to name.
  if (Math.abs(x) > 180 || Math.abs(y) > 180) return { ok: false, fault: "range" };
  return { ok: true, x, y };
}
