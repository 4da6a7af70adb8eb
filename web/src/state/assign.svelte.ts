import { SvelteMap, SvelteSet } from "svelte/reactivity";
import * as api from "../api/client";
import { type ApiProblem, asProblem } from "../api/problem";
import type { Incident } from "../api/types";
import { incidents } from "./incidents.svelte";
import { t } from "./session.svelte";
import { toasts } from "./toasts.svelte";

export interface Order {
  grid_code: string;
  grid_name: string;
  reason?: string;
}

/** Assignments under way and those that failed, by incident: a failure stays until it is retried. */
class Assignments {
  readonly pending = new SvelteSet<number>();
  readonly failed = new SvelteMap<number, { problem: ApiProblem; order: Order }>();

  async assign(incident: Pick<Incident, "id" | "version">, order: Order): Promise<boolean> {
    const { id, version } = incident;
    if (this.pending.has(id)) return false;
    this.pending.add(id);
    try {
      const changed = await api.assign(id, version, order.grid_code, order.reason);
      this.failed.delete(id);
      incidents.settle(changed);
      toasts.show(t("assign.done", { name: order.grid_name }));
      return true;
    } catch (reason) {
      this.failed.set(id, { problem: asProblem(reason), order });
      return false;
    } finally {
      this.pending.delete(id);
    }
  }

  async assignSuggested(incident: Incident): Promise<boolean> {
    const { grid_code, grid_name } = incident.suggested;
    return this.assign(incident, { grid_code, grid_name });
  }
}

export const assignments = new Assignments();
