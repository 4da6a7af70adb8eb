/** Numbers, times and places as a person reads them. The desk's clock is Beijing time. */
import type { Language } from "../text";

const ZONE = "Asia/Shanghai";
const THIN_SPACE = "\u2009";
const LOCALE: Record<Language, string> = { zh: "zh-CN", en: "en-GB" };

/** 20000 → "20 000" with a thin space. Four digits stay together, as the eye reads them at once. */
export function formatCount(value: number): string {
  const digits = String(Math.round(value));
  if (digits.replace("-", "").length <= 4) return digits;
  return digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** 320 m, 12.4 km, 128 km. */
export function formatDistance(metres: number): string {
  if (metres < 1) return `${metres < 0.05 ? "0" : metres.toFixed(1)} m`;
  if (metres < 999.5) return `${Math.round(metres)} m`;
  const km = metres / 1000;
  return km < 99.95 ? `${km.toFixed(1)} km` : `${formatCount(km)} km`;
}

/** 0.31 km², 8.4 km², 120 km². */
export function formatArea(km2: number): string {
  if (km2 < 1) return `${km2.toFixed(2)} km²`;
  if (km2 < 10) return `${km2.toFixed(1)} km²`;
  return `${formatCount(km2)} km²`;
}

/** Five decimals of a degree are about a metre. */
export function formatPosition(lon: number, lat: number): string {
  return `${lon.toFixed(5)}, ${lat.toFixed(5)}`;
}

/** A density or another measured value, with three significant digits and no exponent. */
export function formatValue(value: number): string {
  if (value === 0) return "0";
  if (value >= 1000) return formatCount(value);
  return String(Number(value.toPrecision(value >= 100 ? 3 : 2)));
}

function zoned(time: string): Record<"year" | "month" | "day" | "hour" | "minute", number> {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    hourCycle: "h23",
  }).formatToParts(new Date(time));
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
  };
}

const two = (value: number) => String(value).padStart(2, "0");

/** The date in the desk's zone, as the API writes local dates: 2026-10-31. */
export function localDate(time: string): string {
  const { year, month, day } = zoned(time);
  return `${year}-${two(month)}-${two(day)}`;
}

/** 10月31日 21:02; with the year when it is not `now`'s. */
export function formatTime(time: string, language: Language, now = new Date()): string {
  const { year, month, day, hour, minute } = zoned(time);
  const clock = `${two(hour)}:${two(minute)}`;
  const other = year !== zoned(now.toISOString()).year;
  if (language === "zh") return `${other ? `${year}年` : ""}${month}月${day}日 ${clock}`;
  const name = new Intl.DateTimeFormat(LOCALE.en, { month: "short", timeZone: ZONE }).format(
    new Date(time),
  );
  return `${day} ${name}${other ? ` ${year}` : ""} ${clock}`;
}

/** 2026-10-31 → 2026年10月31日; with `short` 10月31日. */
export function formatDate(date: string, language: Language, style: "long" | "short" = "long") {
  const [year = "", month = "", day = ""] = date.split("-");
  if (language === "zh") {
    const rest = `${Number(month)}月${Number(day)}日`;
    return style === "long" ? `${year}年${rest}` : rest;
  }
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", timeZone: "UTC" };
  if (style === "long") options.year = "numeric";
  return new Intl.DateTimeFormat(LOCALE.en, options).format(new Date(`${date}T00:00:00Z`));
}

/** How long ago, in the largest whole unit. */
export function ageOf(
  time: string,
  now: Date,
): { unit: "minutes" | "hours" | "days"; count: number } {
  const minutes = Math.max(0, Math.floor((now.getTime() - new Date(time).getTime()) / 60_000));
  if (minutes < 60) return { unit: "minutes", count: minutes };
  if (minutes < 48 * 60) return { unit: "hours", count: Math.floor(minutes / 60) };
  return { unit: "days", count: Math.floor(minutes / 1440) };
}
