import * as api from "../api/client";
import { type ApiProblem, asProblem } from "../api/problem";
import type { Filter, Incident } from "../api/types";

const PAGE = 50;

/** The incidents of one status under the filter, page by page, with the whole number always known. */
export class WorkList {
  readonly status: string;
  items = $state.raw<readonly Incident[]>([]);
  total = $state<number | undefined>(undefined);
  loading = $state(false);
  problem = $state.raw<ApiProblem | undefined>(undefined);
  #next = $state.raw<string | null>(null);
  #filter: Filter = {};
  #running: AbortController | undefined;

  constructor(status: string) {
    this.status = status;
  }

  get complete() {
    return this.total !== undefined && this.#next === null;
  }

  async load(filter: Filter = this.#filter): Promise<void> {
    this.#filter = filter;
    await this.#fetch(null);
  }

  async more(): Promise<void> {
    if (this.loading || this.#next === null) return;
    await this.#fetch(this.#next);
  }

  /** After a failure, goes on where it stopped. */
  async retry(): Promise<void> {
    await this.#fetch(this.items.length > 0 ? this.#next : null);
  }

  async #fetch(cursor: string | null): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.loading = true;
    try {
      const filter = { ...this.#filter, status: this.status };
      const page = await api.incidents({ filter, limit: PAGE, cursor }, running.signal);
      if (this.#running !== running) return;
      const known = new Set(cursor === null ? [] : this.items.map((item) => item.id));
      const fresh = page.items.filter((item) => !known.has(item.id));
      this.items = cursor === null ? page.items : [...this.items, ...fresh];
      this.#next = page.next;
      this.total = page.total;
      this.problem = undefined;
    } catch (reason) {
      if (this.#running !== running) return;
      this.problem = asProblem(reason);
    } finally {
      if (this.#running === running) this.loading = false;
    }
  }

  remove(id: number) {
    const rest = this.items.filter((item) => item.id !== id);
    if (rest.length === this.items.length) return;
    this.items = rest;
    if (this.total !== undefined) this.total -= 1;
  }
}
