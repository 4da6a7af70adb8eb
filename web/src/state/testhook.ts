/**
 * Test hook: browser tests read `window.__wangge`. `map` is the MapLibre map once it is there,
 * `ready` settles when the map has its layers (or rejects when it cannot be drawn). Nothing in the
 * app itself reads it.
 */
import type { Map as MapLibreMap } from "maplibre-gl";

interface Hook {
  map: MapLibreMap | undefined;
  ready: Promise<void>;
}

declare global {
  interface Window {
    __wangge: Hook;
  }
}

let settle: () => void = () => undefined;
let refuse: (reason: Error) => void = () => undefined;

const ready = new Promise<void>((resolve, reject) => {
  settle = resolve;
  refuse = reject;
});
// Whoever does not ask must not be told.
ready.catch(() => undefined);

window.__wangge = { map: undefined, ready };

export function exposeMap(map: MapLibreMap) {
  window.__wangge.map = map;
  settle();
}

export function refuseMap() {
  refuse(new Error("WebGL is not available"));
}
