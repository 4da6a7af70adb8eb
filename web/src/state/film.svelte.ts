import * as api from "../api/client";
import type { Filter, HeatFrame, HeatFrames, HeatStyle } from "../api/types";
import { daysBetween, type Period } from "../lib/period";
import { Loadable } from "./loadable.svelte";

/** How one frame follows another, as the server is asked for it. */
export const PACES = {
  day: { step: "day" },
  days: { step: "day", length: "7" },
  week: { step: "week" },
  month: { step: "month" },
  hour: { cycle: "hour" },
  weekday: { cycle: "weekday" },
} as const;

export type Pace = keyof typeof PACES;

/** Frames a second. */
export const SPEEDS = [1, 2, 4] as const;

/** The pace at which a period has some dozens of frames; an open end means all of the data. */
export function paceOf({ from, to }: Period): Pace {
  const days = from === null || to === null ? 1000 : daysBetween(from, to) + 1;
  if (days <= 7) return "hour";
  if (days <= 62) return "day";
  return days <= 400 ? "week" : "month";
}

/** The film that plays on the map in place of the heat of the whole period. */
class FilmState {
  on = $state(false);
  playing = $state(false);
  pace = $state<Pace>("day");
  speed = $state<(typeof SPEEDS)[number]>(2);
  index = $state(0);
  /** The tiles that the map shows by now. */
  shown = $state("");
  readonly frames = new Loadable<HeatFrames>();

  readonly frame: HeatFrame | undefined = $derived(this.frames.value?.frames[this.index]);
  readonly waiting: boolean = $derived(this.frame !== undefined && this.shown !== this.frame.tiles);
  readonly next: HeatFrame | undefined = $derived.by(() => {
    const all = this.frames.value?.frames ?? [];
    return all[(this.index + 1) % all.length];
  });

  open(period: Period) {
    this.pace = paceOf(period);
    this.index = 0;
    this.playing = true;
    this.on = true;
  }

  close() {
    this.on = false;
    this.playing = false;
    this.frames.clear();
  }

  async load(filter: Filter, style: HeatStyle) {
    await this.frames.load((signal) => api.heatFrames(filter, style, PACES[this.pace], signal));
    const count = this.frames.value?.frames.length ?? 0;
    if (this.index >= count) this.index = 0;
  }

  step(by: 1 | -1) {
    const count = this.frames.value?.frames.length ?? 0;
    if (count > 0) this.index = (this.index + by + count) % count;
  }
}

export const film = new FilmState();
