import { type Language, type TextKey, translate, type Values } from "../text";
import { readStored, writeStored } from "./stored";

type Theme = "light" | "dark";

/** Who sits here and how they read: desk, language and theme, kept in this browser. */
class Session {
  #language = $state<Language>(readStored("language") === "en" ? "en" : "zh");
  #theme = $state<Theme>(readStored("theme") === "dark" ? "dark" : "light");
  #desk = $state<string | null>(readStored("desk"));

  get language() {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    writeStored("language", language);
  }

  get theme() {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    writeStored("theme", theme);
  }

  get desk() {
    return this.#desk;
  }

  set desk(desk: string | null) {
    this.#desk = desk;
    if (desk !== null) writeStored("desk", desk);
  }

  /** A stored desk that the configuration no longer names must not act. */
  settleDesk(desks: readonly string[]) {
    if (this.#desk === null || !desks.includes(this.#desk)) this.#desk = desks[0] ?? null;
  }
}

export const session = new Session();

/** The sentence in the language of the session; a template that calls it follows the switch. */
export function t(key: TextKey, values?: Values): string {
  return translate(session.language, key, values);
}
