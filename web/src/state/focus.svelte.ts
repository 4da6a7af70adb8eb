import type { AreaDetail, IncidentDetail, Located } from "../api/types";
import { Loadable } from "./loadable.svelte";

/** What the open view has fetched; the map draws the pin, the ring and the outline from it. */
export const focus = {
  incident: new Loadable<IncidentDetail>(),
  area: new Loadable<AreaDetail>(),
  located: new Loadable<Located>(),
};
