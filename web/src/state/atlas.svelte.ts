import * as api from "../api/client";
import { ApiProblem, asProblem } from "../api/problem";
import type { AtlasOrder, Job } from "../api/types";

/** How many grids "the worst" are. */
export const WORST = 20;
export const CHOICES = ["area", "open", "worst"] as const;
export const RANKS = ["count", "rate", "open"] as const;
export const KINDS = ["pdf", "zip"] as const;
export const FORMATS = ["pdf", "png", "svg"] as const;

/** An atlas that is printed. It goes on while the dialog is closed. */
class AtlasState {
  dialogOpen = $state(false);
  job = $state.raw<Job>();
  problem = $state.raw<ApiProblem>();
  /** A request is on its way. */
  asking = $state(false);
  #silence: (() => void) | undefined;

  readonly working = $derived(
    this.job !== undefined && ["accepted", "running"].includes(this.job.status),
  );

  async start(order: AtlasOrder) {
    await this.#ask(async () => {
      this.job = undefined;
      const job = await api.orderAtlas(order);
      this.#take(job);
      this.#listen(job.jobID);
    });
  }

  async cancel() {
    const id = this.job?.jobID;
    if (id === undefined) return;
    this.#silence?.();
    await this.#ask(async () => this.#take(await api.endJob(id)));
  }

  /** Ready for another order; a file that nobody wants any more makes room. */
  async again() {
    const { job } = this;
    this.job = undefined;
    this.problem = undefined;
    // It may be gone already, which is what was wanted.
    if (job) await api.endJob(job.jobID).catch(() => undefined);
  }

  #listen(id: string) {
    this.#silence?.();
    this.#silence = api.jobEvents(
      id,
      (job) => this.#take(job),
      () => void this.#look(id),
    );
  }

  /** Whether the job is there at all, after its events broke off. */
  async #look(id: string) {
    try {
      this.#take(await api.job(id));
    } catch (reason) {
      this.#silence?.();
      this.job = undefined;
      this.problem = asProblem(reason);
    }
  }

  #take(job: Job) {
    this.job = job;
    if (!this.working) this.#silence?.();
    if (job.status === "failed") {
      this.problem = new ApiProblem({ status: 0, code: "failed", detail: job.message });
    }
  }

  async #ask(work: () => Promise<void>) {
    this.asking = true;
    this.problem = undefined;
    try {
      await work();
    } catch (reason) {
      this.problem = asProblem(reason);
    } finally {
      this.asking = false;
    }
  }
}

export const atlas = new AtlasState();
