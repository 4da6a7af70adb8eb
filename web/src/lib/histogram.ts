import type { DayCount } from "../api/types";
import { addDays, daysBetween, type Period } from "./period";

/** The horizontal scale of a histogram with one column a day. */
export interface DayScale {
  first: string;
  days: number;
  width: number;
}

export function scaleOf(items: readonly DayCount[], width: number): DayScale | undefined {
  const first = items[0]?.day;
  const last = items.at(-1)?.day;
  if (first === undefined || last === undefined || width <= 0) return undefined;
  return { first, days: daysBetween(first, last) + 1, width };
}

/** Left edge of a day's column; `dayAt` is its inverse. */
export function xOf(scale: DayScale, day: string): number {
  return (daysBetween(scale.first, day) / scale.days) * scale.width;
}

export function dayAt(scale: DayScale, x: number): string {
  const index = Math.floor((x / scale.width) * scale.days);
  return addDays(scale.first, Math.min(Math.max(index, 0), scale.days - 1));
}

/** The selected stretch in pixels; an open end reaches to the end of the data. */
export function brushOf(scale: DayScale, period: Period): { x: number; width: number } {
  const last = addDays(scale.first, scale.days - 1);
  const clamp = (day: string) => (day < scale.first ? scale.first : day > last ? last : day);
  const x = xOf(scale, clamp(period.from ?? scale.first));
  const end = xOf(scale, addDays(clamp(period.to ?? last), 1));
  return { x, width: Math.max(end - x, 1) };
}

/** All columns as one path: 700 elements would be slow to lay out for nothing. */
export function columnsPath(items: readonly DayCount[], scale: DayScale, height: number): string {
  const most = Math.max(1, ...items.map((item) => item.count));
  const column = scale.width / scale.days;
  const gap = column >= 3 ? 1 : 0;
  return items
    .filter((item) => item.count > 0)
    .map((item) => {
      const tall = (item.count / most) * height;
      const x = xOf(scale, item.day).toFixed(2);
      const w = Math.max(column - gap, 0.5).toFixed(2);
      return `M${x} ${height}v${(-tall).toFixed(2)}h${w}V${height}Z`;
    })
    .join("");
}

/** First days of months, thinned until labels of `label_px` have room. */
export function monthTicks(scale: DayScale, label_px: number): string[] {
  const months: string[] = [];
  let [year = 0, month = 0] = scale.first.split("-").map(Number);
  const last = addDays(scale.first, scale.days - 1);
  for (;;) {
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
    const day = `${year}-${String(month).padStart(2, "0")}-01`;
    if (day > last) break;
    months.push(day);
  }
  const room = Math.max(1, Math.floor(scale.width / label_px));
  const step = [1, 2, 3, 6, 12].find((every) => months.length / every <= room) ?? 12;
  return months.filter((day) => (Number(day.slice(5, 7)) - 1) % step === 0);
}

/** Moves a closed period by whole days, keeping its length and staying inside the data. */
export function moved(scale: DayScale, from: string, to: string, days: number): Period {
  const last = addDays(scale.first, scale.days - 1);
  const least = -daysBetween(scale.first, from);
  const most = daysBetween(to, last);
  const shift = Math.min(Math.max(days, Math.min(least, 0)), Math.max(most, 0));
  return { from: addDays(from, shift), to: addDays(to, shift) };
}
