import { en } from "./en";
import { type TextKey, zh } from "./zh";

export type { TextKey } from "./zh";
export type Language = "zh" | "en";

const CATALOGUE: Record<Language, Record<TextKey, string>> = { zh, en };

export type Values = Record<string, string | number>;

/** A name without a value stays visible in its braces: a gap would be read over. */
export function fill(template: string, values: Values = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function translate(language: Language, key: TextKey, values?: Values): string {
  return fill(CATALOGUE[language][key], values);
}
