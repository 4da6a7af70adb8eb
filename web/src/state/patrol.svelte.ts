import * as api from "../api/client";
import type { CountedOnPaper, Patrol, PatrolPoint, PointChanges } from "../api/types";
import { Loadable } from "./loadable.svelte";

const NONE: PointChanges = { drop: [], move: [], add: [], order: [] };

/** What the check-points are of. */
interface Wanted {
  grid: string;
  template: string;
  counts: CountedOnPaper;
}

interface At {
  lon: number;
  lat: number;
}

/** The check-points of the area that is open, with what a person changed in them. */
class PatrolState {
  readonly loaded = new Loadable<Patrol>();
  /** Points that were taken away, so that they can come back. */
  dropped = $state.raw<readonly PatrolPoint[]>([]);
  /** The point that the pointer or the keyboard is on; the map marks it. */
  marked = $state<string | null>(null);
  #changes = $state.raw(NONE);
  #wanted: Wanted | undefined;

  /** What is changed; undefined while nothing is. */
  get changes(): PointChanges | undefined {
    return Object.values(this.#changes).every((list: readonly unknown[]) => list.length === 0)
      ? undefined
      : this.#changes;
  }

  get isOrdered(): boolean {
    return this.#changes.order.length > 0;
  }

  /** The order for a sheet with the changes. */
  order({ grid, template, counts }: Wanted): api.SheetOrder {
    return { grid, template, ...counts, checkpoints: this.changes };
  }

  /** Of another area, period or template the proposal is another: changes do not fit it. */
  async show(wanted: Wanted) {
    this.#wanted = wanted;
    this.forget();
    await this.loaded.replace((signal) => this.#fetch(signal));
  }

  close() {
    this.#wanted = undefined;
    this.forget();
    this.loaded.clear();
  }

  forget() {
    this.#changes = NONE;
    this.dropped = [];
    this.marked = null;
  }

  async reset() {
    this.forget();
    await this.loaded.load((signal) => this.#fetch(signal));
  }

  add(at: At, text: string) {
    const { add } = this.#changes;
    return this.#change({ add: [...add, { lon: at.lon, lat: at.lat, text }] });
  }

  drop(point: PatrolPoint) {
    const order = this.#without(point);
    if (point.kind === "manual") {
      return this.#change({ add: this.#changes.add.filter((one) => !isSame(one, point)), order });
    }
    this.dropped = [...this.dropped, point];
    const { drop, move } = this.#changes;
    return this.#change({
      drop: [...drop, point.id],
      move: move.filter((one) => one.id !== point.id),
      order,
    });
  }

  restore(point: PatrolPoint) {
    this.dropped = this.dropped.filter((one) => one.id !== point.id);
    return this.#change({ drop: this.#changes.drop.filter((id) => id !== point.id) });
  }

  move(point: PatrolPoint, { lon, lat }: At) {
    if (point.kind === "manual") {
      // Its id is its place; its turn stays.
      const id = `m:${lon.toFixed(5)},${lat.toFixed(5)}`;
      const order = this.#changes.order.map((one) => (one === point.id ? id : one));
      const moved = (one: PointChanges["add"][number]) =>
        isSame(one, point) ? { ...one, lon, lat } : one;
      return this.#change({ add: this.#changes.add.map(moved), order });
    }
    const others = this.#changes.move.filter((one) => one.id !== point.id);
    return this.#change({ move: [...others, { id: point.id, lon, lat }] });
  }

  /** Puts a point before the one that it follows; the order is then a person's. */
  sooner(point: PatrolPoint) {
    const ids = (this.loaded.value?.points ?? []).map((one) => one.id);
    const place = ids.indexOf(point.id);
    if (place < 1) return Promise.resolve();
    ids.splice(place - 1, 2, point.id, ids[place - 1] ?? point.id);
    return this.#change({ order: ids });
  }

  shortest() {
    return this.#change({ order: [] });
  }

  #without(point: PatrolPoint) {
    return this.#changes.order.filter((id) => id !== point.id);
  }

  async #change(part: Partial<PointChanges>) {
    this.#changes = { ...this.#changes, ...part };
    await this.loaded.load((signal) => this.#fetch(signal));
  }

  #fetch(signal: AbortSignal): Promise<Patrol> {
    if (!this.#wanted) return Promise.reject(new DOMException("closed", "AbortError"));
    return api.patrol(this.order(this.#wanted), signal);
  }
}

function isSame(one: PointChanges["add"][number], point: PatrolPoint): boolean {
  return one.lon === point.lon && one.lat === point.lat && one.text === point.reason;
}

export const patrol = new PatrolState();
