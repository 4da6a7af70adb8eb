import type { Level } from "../api/types";

export interface Findable {
  code: string;
  name: string;
  level: Level;
}

const RANK: Record<Level, number> = {
  banner: 0,
  township: 1,
  zone: 2,
  village: 3,
  grid: 4,
  neighbour: 5,
};

/**
 * Areas whose name holds the text or whose code begins with it. Names that begin with the text
 * come first, then larger areas, then by code: the order never depends on how they were loaded.
 */
export function findAreas<T extends Findable>(areas: readonly T[], text: string, most = 12): T[] {
  const wanted = text.trim();
  if (wanted === "") return [];
  const isCode = /^[0-9Zz]\d*$/.test(wanted);
  const score = (area: T): number => {
    if (area.name.startsWith(wanted)) return 0;
    if (area.name.includes(wanted)) return 1;
    if (isCode && area.code.startsWith(wanted.toUpperCase())) return 2;
    return -1;
  };
  return areas
    .map((area) => ({ area, score: score(area) }))
    .filter((hit) => hit.score >= 0)
    .sort(
      (a, b) =>
        a.score - b.score ||
        RANK[a.area.level] - RANK[b.area.level] ||
        a.area.code.localeCompare(b.area.code),
    )
    .slice(0, most)
    .map((hit) => hit.area);
}
