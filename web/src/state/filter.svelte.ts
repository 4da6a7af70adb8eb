import type { Filter, HeatStyle } from "../api/types";
import { DEFAULT_HEAT, DEFAULT_PRESET } from "../lib/link";
import { ordered, type Period, type Preset, periodOf } from "../lib/period";
import { session } from "./session.svelte";

/** What list, map, histogram and heat are narrowed to. */
class FilterState {
  /** The last day with a report; presets count back from it. */
  lastDay = $state<string | null>(null);
  preset = $state<Preset | null>(DEFAULT_PRESET);
  categories = $state.raw<readonly string[]>([]);
  grid = $state<string | null>(null);
  /** Repeating times; null is always. */
  window = $state<string | null>(null);
  #dates = $state.raw<Period>({ from: null, to: null });

  readonly period: Period = $derived(
    this.preset === null ? this.#dates : periodOf(this.preset, this.lastDay),
  );

  /** Everything but the period: the histogram shows all days, so that one can choose among them. */
  readonly timeless: Filter = $derived({
    category: this.categories,
    grid: this.grid ?? undefined,
    window: this.window ?? undefined,
  });

  readonly query: Filter = $derived({
    ...this.timeless,
    from: this.period.from ?? undefined,
    to: this.period.to ?? undefined,
  });

  choosePreset(preset: Preset) {
    this.preset = preset;
  }

  chooseDates(period: Period) {
    this.#dates = ordered(period);
    this.preset = null;
  }

  toggleCategory(name: string) {
    this.categories = this.categories.includes(name)
      ? this.categories.filter((other) => other !== name)
      : [...this.categories, name];
  }

  clear() {
    this.preset = "all";
    this.categories = [];
    this.grid = null;
    this.window = null;
  }
}

export const filter = new FilterState();

export const BANDWIDTHS_M = [500, 1000, 2000, 5000] as const;

class LayerState {
  heat = $state(true);
  bandwidth_m = $state(DEFAULT_HEAT.bandwidth_m);
  /** The chosen colours; null follows the theme: pale is little on paper, dark is little at night. */
  ramp = $state<string | null>(DEFAULT_HEAT.ramp);
  incidents = $state(true);
  areas = $state(true);
  labels = $state(true);
  zones = $state(false);
  services = $state(false);

  readonly heatStyle: HeatStyle = $derived({
    bandwidth_m: this.bandwidth_m,
    ramp: this.ramp ?? (session.theme === "dark" ? "inferno" : "magma_r"),
  });
}

export const layers = new LayerState();
