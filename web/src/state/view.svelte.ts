import type { Bbox } from "../api/types";
import type { Camera, Link, View } from "../lib/link";

export type Tab = Link["tab"];

/** What is open on the desk. One member of the union at a time; the URL mirrors it. */
class ViewState {
  current = $state.raw<View>({ kind: "overview" });
  tab = $state<Tab>("open");
  /** The row that j and k move over. */
  cursor = $state<number | null>(null);
  /** Set while a grid is to be picked on the map for an assignment. */
  picking = $state.raw<((gridCode: string) => void) | null>(null);
  /** Set while a place is to be pointed at on the map. */
  placing = $state.raw<((at: { lon: number; lat: number }) => void) | null>(null);
  /** What the map is asked to bring into sight; it takes the wish away when it has. */
  sight = $state.raw<Bbox | null>(null);
  listOpen = $state(true);
  detailOpen = $state(true);
  helpOpen = $state(false);
  /** Where the map stands, for the link; it is written by the map and never read back by it. */
  camera = $state.raw<Camera | null>(null);

  open(view: View) {
    this.current = view;
    this.picking = null;
    this.placing = null;
    if (view.kind !== "overview") this.detailOpen = true;
    // The marked row is the open incident, also after Back and by a link.
    if (view.kind === "incident") this.cursor = view.id;
  }

  close() {
    this.open({ kind: "overview" });
  }
}

export const view = new ViewState();
