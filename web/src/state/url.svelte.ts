import { type Link, readLink, writeLink } from "../lib/link";
import { filter, layers } from "./filter.svelte";
import { view } from "./view.svelte";

function current(): Link {
  return {
    view: view.current,
    preset: filter.preset,
    period: filter.period,
    categories: [...filter.categories],
    grid: filter.grid,
    window: filter.window,
    tab: view.tab,
    heat: layers.heat ? { bandwidth_m: layers.bandwidth_m, ramp: layers.ramp } : null,
    camera: view.camera,
  };
}

function apply(link: Link) {
  if (link.preset === null) filter.chooseDates(link.period);
  else filter.choosePreset(link.preset);
  filter.categories = link.categories;
  filter.grid = link.grid;
  filter.window = link.window;
  layers.heat = link.heat !== null;
  if (link.heat) {
    layers.bandwidth_m = link.heat.bandwidth_m;
    layers.ramp = link.heat.ramp;
  }
  view.tab = link.tab;
  view.camera = link.camera;
  view.open(link.view);
}

/** Reads the link that the page was opened with, before anything is fetched. */
export function restore() {
  apply(readLink(location.hash));
}

/**
 * Keeps the address and the state alike. Opening something adds to the history, so that Back
 * closes it; a moved map or a changed filter only rewrites the entry.
 */
export function mirror() {
  let lastView = JSON.stringify(view.current);
  $effect(() => {
    const link = current();
    const hash = writeLink(link);
    const thisView = JSON.stringify(link.view);
    if (hash !== location.hash) {
      if (thisView === lastView) history.replaceState(null, "", hash);
      else history.pushState(null, "", hash);
    }
    lastView = thisView;
  });
  $effect(() => {
    const back = () => {
      const link = readLink(location.hash);
      lastView = JSON.stringify(link.view);
      // Going back through what was open must not throw the map about.
      apply({ ...link, camera: view.camera });
    };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  });
}
