import * as api from "../api/client";
import type { CountRow, Counts, Filter } from "../api/types";
import { boundsOf, courseOf, shadeOf } from "../lib/shades";
import { Loadable } from "./loadable.svelte";

export const UNITS = ["township", "village", "grid", "h3"] as const;
export const MEASURES = ["count", "rate", "previous", "last_year"] as const;

export type Measure = (typeof MEASURES)[number];

/** The table of counts by areas or cells, and what the map shows of it. */
class CountState {
  by = $state<(typeof UNITS)[number]>("township");
  measure = $state<Measure>("rate");
  /** The unit that was chosen in the table or on the map. */
  marked = $state<string | null>(null);
  readonly table = new Loadable<Counts>();

  readonly rows: CountRow[] = $derived(
    this.table.value?.features.map((feature) => feature.properties) ?? [],
  );
  readonly bounds: number[] = $derived(
    this.measure === "count" || this.measure === "rate" ? boundsOf(this.#values(this.measure)) : [],
  );

  /** The units with the shade of each, for the map. */
  readonly shaded: Counts | undefined = $derived.by(() => {
    const table = this.table.value;
    return table && { ...table, features: table.features.map((feature) => this.#shaded(feature)) };
  });

  async load(filter: Filter) {
    await this.table.load((signal) => api.counts(this.by, filter, signal));
  }

  /** The units in the order of what is shown, the most first; what is not known comes last. */
  readonly ordered: CountRow[] = $derived.by(() => {
    const value = (row: CountRow) => {
      if (this.measure === "count" || this.measure === "rate") return row[this.measure] ?? -1;
      return row[this.measure]?.difference ?? Number.MIN_SAFE_INTEGER;
    };
    return this.rows.toSorted((a, b) => value(b) - value(a) || a.code.localeCompare(b.code));
  });

  #values(measure: "count" | "rate"): number[] {
    return this.rows.map((row) => row[measure] ?? 0);
  }

  #shaded(feature: Counts["features"][number]): Counts["features"][number] {
    const row = feature.properties;
    let shade: string | undefined;
    if (this.measure === "count" || this.measure === "rate") {
      const place = shadeOf(row[this.measure] ?? 0, this.bounds);
      if (place >= 0) shade = `shade-${place + 1}`;
    } else shade = courseOf(row[this.measure]);
    return { ...feature, properties: { ...row, shade: shade ?? "none" } };
  }
}

export const counts = new CountState();
