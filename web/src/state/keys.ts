import type { Incident } from "../api/types";
import { assignments } from "./assign.svelte";
import { atlas } from "./atlas.svelte";
import { focus } from "./focus.svelte";
import { incidents } from "./incidents.svelte";
import { view } from "./view.svelte";

const FORM_FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA"]);

export const listed = () => (view.tab === "open" ? incidents.open : incidents.assigned);

function step(by: 1 | -1) {
  const { items } = listed();
  const now = items.findIndex((item) => item.id === view.cursor);
  const next = items[Math.min(Math.max(now + by, 0), items.length - 1)];
  if (!next) return;
  view.cursor = next.id;
  document.querySelector(`[data-row="${next.id}"]`)?.scrollIntoView({ block: "nearest" });
  // Whoever walks the list with details open wants the details to follow.
  if (view.current.kind === "incident") view.open({ kind: "incident", id: next.id });
}

/** What `a` is about: the incident that is open, or the marked row while nothing is open. */
function assignable(): Incident | undefined {
  const { current } = view;
  const open = focus.incident.value;
  if (current.kind === "incident") {
    return open?.id === current.id && open.assigned === null ? open : undefined;
  }
  if (current.kind !== "overview" || view.tab !== "open") return undefined;
  return incidents.open.items.find((item) => item.id === view.cursor);
}

function assignChosen() {
  const chosen = assignable();
  if (!chosen) return;
  const { items } = incidents.open;
  const index = items.findIndex((item) => item.id === chosen.id);
  const next = items[index + 1] ?? items[index - 1];
  void assignments.assignSuggested(chosen).then((done) => {
    if (done && view.cursor === chosen.id) view.cursor = next?.id ?? null;
  });
}

function focusOn(selector: string) {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
}

const ACTIONS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  a: assignChosen,
  m: () => focusOn("[data-testid=map] canvas"),
  "/": () => focusOn("#area-search"),
  "?": () => {
    view.helpOpen = true;
  },
};

/** Keys are the dialog's own then. */
const dialogOpen = () => view.helpOpen || atlas.dialogOpen;

function onKey(event: KeyboardEvent) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    if (view.picking) view.picking = null;
    else if (view.placing) view.placing = null;
    else if (!dialogOpen() && view.current.kind !== "overview") view.close();
    return;
  }
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (dialogOpen() || (target && FORM_FIELDS.has(target.tagName))) return;
  if (event.key === "Enter") {
    // Enter on a button presses the button.
    if (view.cursor === null || target?.closest("button, a, summary")) return;
    view.open({ kind: "incident", id: view.cursor });
    return;
  }
  const action = ACTIONS[event.key];
  // A key that is held down must not assign one incident after the other.
  if (!action || (event.repeat && event.key === "a")) return;
  event.preventDefault();
  action();
}

export function listenToKeys(): () => void {
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
