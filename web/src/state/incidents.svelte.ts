import * as api from "../api/client";
import type { Filter, Histogram, Incident, IncidentPoints } from "../api/types";
import { Loadable } from "./loadable.svelte";
import { WorkList } from "./worklist.svelte";

/** The incidents as the desk sees them now: points, days, both lists. */
class Incidents {
  readonly points = new Loadable<IncidentPoints>();
  readonly days = new Loadable<Histogram>();
  readonly open = new WorkList("reported");
  readonly assigned = new WorkList("assigned");
  /** Unassigned incidents under no filter at all, so that none is hidden without a word. */
  readonly allOpen = new Loadable<number>();
  /** Counts up when something was assigned; what depends on the state is fetched again. */
  revision = $state(0);

  readonly hiddenOpen = $derived(Math.max(0, (this.allOpen.value ?? 0) - (this.open.total ?? 0)));

  async loadAllOpen(): Promise<void> {
    await this.allOpen.load(async (signal) => {
      const page = await api.incidents({ filter: { status: "reported" }, limit: 1 }, signal);
      return page.total;
    });
  }

  async loadFiltered(filter: Filter): Promise<void> {
    await Promise.all([
      this.points.load((signal) => api.incidentPoints(filter, signal)),
      this.open.load(filter),
      this.assigned.load(filter),
    ]);
  }

  /** What is known without asking: the row leaves the list, the symbol on the map changes. */
  settle(incident: Incident) {
    this.open.remove(incident.id);
    const points = this.points.value;
    if (points) {
      this.points.value = {
        ...points,
        features: points.features.map((feature) =>
          feature.properties.id === incident.id
            ? { ...feature, properties: { ...feature.properties, status: incident.status } }
            : feature,
        ),
      };
    }
    this.revision += 1;
    void this.assigned.load();
    void this.loadAllOpen();
  }
}

export const incidents = new Incidents();
