/** Periods of whole local days, told from the last day in the data and not from today's date. */

export const PRESETS = ["7d", "30d", "90d", "year", "all"] as const;
export type Preset = (typeof PRESETS)[number];

/** Both days belong to it; null is open. */
export interface Period {
  from: string | null;
  to: string | null;
}

const DAYS: Partial<Record<Preset, number>> = { "7d": 7, "30d": 30, "90d": 90 };

/** `date` is a local date; counting in UTC keeps clear of any change of the clocks. */
export function addDays(date: string, days: number): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function periodOf(preset: Preset, last: string | null): Period {
  if (preset === "all" || last === null) return { from: null, to: null };
  const days = DAYS[preset];
  const from = days === undefined ? `${last.slice(0, 4)}-01-01` : addDays(last, 1 - days);
  return { from, to: last };
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** A period dragged or typed backwards is meant the other way round. */
export function ordered(period: Period): Period {
  const { from, to } = period;
  return from !== null && to !== null && from > to ? { from: to, to: from } : period;
}
