/** Which shade a unit of a table of counts gets on the map. */
import type { Change } from "../api/types";

/** Shades from little to much. */
export const SHADES = 5;

/**
 * The upper bounds of all shades but the last: as many units in each as can be. Nothing has no
 * shade, so only what is above it counts; equal values are never parted.
 */
export function boundsOf(values: readonly number[]): number[] {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
  const bounds = new Set<number>();
  for (let shade = 1; shade < SHADES; shade += 1) {
    const bound = sorted[Math.ceil((sorted.length * shade) / SHADES) - 1];
    if (bound !== undefined && bound !== sorted.at(-1)) bounds.add(bound);
  }
  return [...bounds];
}

/** The shade of a value, from 0; -1 for nothing. The last of all shades is always used. */
export function shadeOf(value: number, bounds: readonly number[]): number {
  if (!(value > 0)) return -1;
  const place = bounds.findIndex((bound) => value <= bound);
  return SHADES - 1 - (bounds.length - (place < 0 ? bounds.length : place));
}

/** What a change says, from far fewer to far more. */
export const COURSES = ["halved", "fewer", "chance", "more", "doubled"] as const;

export type Course = (typeof COURSES)[number];

/** What a change says; nothing where nothing is compared. */
export function courseOf(change: Change | null): Course | undefined {
  if (change?.difference == null || change.more_than_chance === null) return undefined;
  if (!change.more_than_chance) return "chance";
  // Without a case before there is no ratio.
  const ratio = change.ratio ?? Number.POSITIVE_INFINITY;
  if (ratio < 1) return ratio <= 0.5 ? "halved" : "fewer";
  return ratio >= 2 ? "doubled" : "more";
}

/** The names of all shades, which are those of their colours too. */
export const SHADE_NAMES: readonly string[] = [
  ...Array.from({ length: SHADES }, (_, place) => `shade-${place + 1}`),
  ...COURSES,
];
