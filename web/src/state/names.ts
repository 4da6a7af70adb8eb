/** Names put together from several parts, in the language asked for. */
import { formatDate } from "../lib/format";
import type { Period } from "../lib/period";
import { type Language, translate } from "../text";

export function periodText({ from, to }: Period, language: Language): string {
  const date = (day: string) => formatDate(day, language);
  if (from !== null && to !== null) {
    return translate(language, "period.range", { from: date(from), to: date(to) });
  }
  if (from !== null) return translate(language, "period.since", { from: date(from) });
  if (to !== null) return translate(language, "period.until", { to: date(to) });
  return translate(language, "period.everything");
}

/** The windows that every desk has. */
export const WINDOWS = ["workday", "restday", "weekend", "holiday"] as const;

/** A window that the configuration names, or that somebody wrote, is shown as it is written. */
export function windowText(window: string | null, language: Language): string {
  if (window === null) return translate(language, "window.always");
  const known = WINDOWS.find((one) => one === window);
  return known ? translate(language, `window.${known}`) : window;
}

const KINDS = ["urban", "pastoral", "industrial"] as const;

/** A kind that the configuration invents is shown as it is written. */
export function kindText(kind: string, language: Language): string {
  const known = KINDS.find((one) => one === kind);
  return known ? translate(language, `kind.${known}`) : kind;
}
