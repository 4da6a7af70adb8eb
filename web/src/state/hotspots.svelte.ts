import * as api from "../api/client";
import { type ApiProblem, asProblem } from "../api/problem";
import type { Filter, HotSpots, TroubleSpot, TroubleSpots, TroubleStep } from "../api/types";
import { Loadable } from "./loadable.svelte";

export const UNITS = ["grid", "village", "h3"] as const;
export const STEPS = ["month", "week", "day"] as const;
export const AGAINST = ["area", "reports"] as const;

/** Hot spots of the filter, and the trouble spots that were opened on such. */
class HotSpotState {
  by = $state<(typeof UNITS)[number]>("grid");
  step = $state<(typeof STEPS)[number]>("month");
  against = $state<(typeof AGAINST)[number]>("area");
  /** Trouble spots that are shown: those at work, or those that are done. */
  cleared = $state(false);
  /** The hot spot that the pointer or the keyboard is on; the map marks it. */
  marked = $state<number | null>(null);
  readonly found = new Loadable<HotSpots>();
  readonly troubles = new Loadable<TroubleSpots>();
  readonly trouble = new Loadable<TroubleSpot>();
  working = $state(false);
  problem = $state.raw<ApiProblem>();

  /** The period of the desk only says where the history ends: it begins twelve steps before. */
  query(filter: Filter): Filter {
    return { ...filter, from: undefined };
  }

  get analysis(): Record<string, string> {
    return { by: this.by, step: this.step, against: this.against };
  }

  async loadTroubles() {
    const state = this.cleared ? "cleared" : "open";
    await this.troubles.load((signal) => api.troubleSpots(state, signal));
  }

  /** Opens a trouble spot; answers with its number, or nothing where it was refused. */
  async open(filter: Filter, units: readonly string[], name: string, note: string) {
    return this.#try(async () => {
      const body = { name, units: units.join(","), ...(note === "" ? {} : { note }) };
      const made = await api.openTroubleSpot(this.query(filter), this.analysis, body);
      void this.loadTroubles();
      return made.properties.id;
    });
  }

  async take(spot: TroubleSpot, step: TroubleStep, note: string) {
    return this.#try(async () => {
      const { id, version } = spot.properties;
      const body = note === "" ? {} : { note };
      this.trouble.value = await api.stepTroubleSpot(id, version, step, body);
      void this.loadTroubles();
      return id;
    });
  }

  async #try(work: () => Promise<number>): Promise<number | undefined> {
    this.working = true;
    this.problem = undefined;
    try {
      return await work();
    } catch (reason) {
      this.problem = asProblem(reason);
      return undefined;
    } finally {
      this.working = false;
    }
  }
}

export const hotspots = new HotSpotState();
