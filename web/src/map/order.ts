/** Bottom first. A layer that is not named here does not mount: `LayerId` makes that a type error. */
export const ORDER = [
  "neighbour-fill",
  "neighbour-line",
  "outside-hatch",
  "zone-fill",
  "grid-hit",
  "heat",
  "film-0",
  "film-1",
  "count-fill",
  "grid-line",
  "village-line",
  "township-line",
  "banner-band",
  "banner-line",
  "zone-line",
  "count-line",
  "hotspot-fill",
  "hotspot-line",
  "trouble-line",
  "selection-dim",
  "selection-line",
  "service-dot",
  "neighbour-label",
  "grid-label",
  "village-label",
  "zone-label",
  "township-label",
  "service-label",
  "service-point",
  "incident-point",
  "incident-cluster",
  "patrol-line",
  "check-point",
  "check-point-number",
  "chosen-ring",
  "lookup-line",
  "lookup-pin",
] as const;

export type LayerId = (typeof ORDER)[number];

/** The first layer above `id` that is on the map now, for MapLibre's `beforeId`. */
export function above(id: LayerId, present: (id: LayerId) => boolean): LayerId | undefined {
  return ORDER.slice(ORDER.indexOf(id) + 1).find(present);
}
