import * as api from "../api/client";
import { ApiProblem } from "../api/problem";
import type {
  AreaCollection,
  AreaProperties,
  Category,
  Level,
  Meta,
  ServiceCollection,
} from "../api/types";
import { localDate } from "../lib/format";
import type { Shape } from "../lib/geo";
import { filter, layers } from "./filter.svelte";
import { Loadable } from "./loadable.svelte";
import { session } from "./session.svelte";

export type Areas = Record<Level, AreaCollection>;

const ALL_LEVELS: readonly Level[] = ["banner", "township", "village", "grid", "zone", "neighbour"];

/** What changes only with a new edition: the configuration and the boundaries. */
class World {
  readonly meta = new Loadable<Meta>();
  readonly areas = new Loadable<Areas>();
  /** Fetched when somebody first looks at them. */
  readonly services = new Loadable<ServiceCollection>();

  readonly #byCode = $derived(
    new Map(
      Object.values(this.areas.value ?? {}).flatMap((collection) =>
        collection.features.map((feature) => [feature.properties.code, feature] as const),
      ),
    ),
  );

  /** Everything that can be searched for; the neighbours are only a frame. */
  readonly findable: AreaProperties[] = $derived(
    [...this.#byCode.values()]
      .map((feature) => feature.properties)
      .filter((area) => area.level !== "neighbour"),
  );

  readonly #categories = $derived(
    new Map(this.meta.value?.categories.map((category) => [category.name, category])),
  );

  async open(): Promise<void> {
    await this.meta.load(async (signal) => {
      const meta = await api.meta(signal);
      // Before anybody sees it, so that nothing is asked for under a filter that changes at once.
      this.#settle(meta);
      return meta;
    });
    if (this.meta.value) await this.loadAreas();
  }

  #settle(meta: Meta) {
    session.settleDesk(meta.desks);
    // A report with a wrong date must not move every period into the future.
    const { from, to } = meta.period ?? { from: null, to: null };
    const now = new Date().toISOString();
    const ahead = to !== null && Date.parse(to) > Date.now() && Date.parse(from ?? to) < Date.now();
    const last = ahead ? now : to;
    filter.lastDay = last === null ? null : localDate(last);
    if (layers.ramp !== null && !meta.ramps.includes(layers.ramp)) layers.ramp = null;
  }

  async loadAreas(): Promise<void> {
    await this.areas.load(async (signal) => {
      const loaded = await Promise.all(ALL_LEVELS.map((level) => api.areas(level, signal)));
      const found = Object.fromEntries(ALL_LEVELS.map((level, i) => [level, loaded[i]]));
      if (!loaded.every((collection) => Array.isArray(collection.features))) {
        throw new ApiProblem({ status: 200, code: "unexpected" });
      }
      return found as Areas;
    });
  }

  async loadServices(): Promise<void> {
    if (!this.services.value) await this.services.load((signal) => api.services(signal));
  }

  /** Where a service point stands; what the map has drawn of it is rounded to its tile. */
  servicePlace(code: string): [number, number] | undefined {
    const found = this.services.value?.features.find((one) => one.properties.code === code);
    const [lon, lat] = found?.geometry.coordinates ?? [];
    return lon === undefined || lat === undefined ? undefined : [lon, lat];
  }

  area(code: string): AreaProperties | undefined {
    return this.#byCode.get(code)?.properties;
  }

  shape(code: string): Shape | undefined {
    return this.#byCode.get(code)?.geometry;
  }

  /** From the banner down to the area itself, by the parents that the server names. */
  chain(code: string): AreaProperties[] {
    const chain: AreaProperties[] = [];
    let next = this.area(code);
    while (next && chain.length < 6) {
      chain.unshift(next);
      next = next.parent === null ? undefined : this.area(next.parent);
    }
    return chain;
  }

  category(name: string): Category {
    return this.#categories.get(name) ?? { name, color: "#999999", symbol: "plus" };
  }

  severity(value: number): string {
    return this.meta.value?.severities.find((one) => one.value === value)?.name ?? String(value);
  }

  status(code: string): string {
    return this.meta.value?.statuses.find((one) => one.code === code)?.name ?? code;
  }
}

export const world = new World();
