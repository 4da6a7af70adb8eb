import type { AddLayerObject, Map as MapLibreMap, SourceSpecification } from "maplibre-gl";
import { getContext, setContext } from "svelte";
import { above, type LayerId } from "./order";
import type { Palette } from "./style";

/** What a layer component needs: the map it stands on and the colours it is drawn in. */
export interface Stage {
  readonly map: MapLibreMap;
  readonly palette: Palette;
}

const KEY = Symbol("stage");

export const setStage = (stage: Stage) => setContext(KEY, stage);
export const getStage = () => getContext<Stage>(KEY);

export type Layer = AddLayerObject & { id: LayerId };

// Svelte may take a map down before the layers on it, and a removed map answers no call.
const removed = new WeakSet<MapLibreMap>();

export function dispose(map: MapLibreMap) {
  removed.add(map);
  map.remove();
}

/** Adds a source and its layers at their places in the order; the result takes them away again. */
export function mount(
  map: MapLibreMap,
  source: string,
  specification: SourceSpecification,
  layers: readonly Layer[],
): () => void {
  map.addSource(source, specification);
  for (const layer of layers) {
    map.addLayer(
      layer,
      above(layer.id, (id) => map.getLayer(id) !== undefined),
    );
  }
  return () => {
    if (removed.has(map)) return;
    for (const layer of layers) if (map.getLayer(layer.id)) map.removeLayer(layer.id);
    if (map.getSource(source)) map.removeSource(source);
  };
}
