import { type ApiProblem, asProblem } from "../api/problem";

type Fetcher<T> = (signal: AbortSignal) => Promise<T>;

/**
 * One thing that comes from the server. While it is fetched again, or when that fails, the last
 * good value stays, with the time it was good at: a panel can show it as stale, and never blank.
 */
export class Loadable<T> {
  value = $state.raw<T | undefined>(undefined);
  problem = $state.raw<ApiProblem | undefined>(undefined);
  loading = $state(false);
  loadedAt = $state.raw<Date | undefined>(undefined);

  #running: AbortController | undefined;
  #fetcher: Fetcher<T> | undefined;

  /** A newer call supersedes one under way, so an old answer never overwrites a new one. */
  async load(fetcher: Fetcher<T>): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#fetcher = fetcher;
    this.loading = true;
    try {
      const value = await fetcher(running.signal);
      if (this.#running !== running) return;
      this.value = value;
      this.problem = undefined;
      this.loadedAt = new Date();
    } catch (reason) {
      if (this.#running !== running) return;
      this.problem = asProblem(reason);
    } finally {
      if (this.#running === running) this.loading = false;
    }
  }

  /** For a thing of another identity: what was there is not an older state of it. */
  async replace(fetcher: Fetcher<T>): Promise<void> {
    this.clear();
    await this.load(fetcher);
  }

  async reload(): Promise<void> {
    if (this.#fetcher) await this.load(this.#fetcher);
  }

  clear() {
    this.#running?.abort();
    this.#running = undefined;
    this.value = undefined;
    this.problem = undefined;
    this.loading = false;
    this.loadedAt = undefined;
  }
}
