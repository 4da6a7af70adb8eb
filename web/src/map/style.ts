import type { StyleSpecification } from "maplibre-gl";
import { SHADE_NAMES } from "../lib/shades";

/** The colours of the page's tokens, read once for a map: MapLibre knows no CSS variables. */
export interface Palette {
  paper: string;
  ground: string;
  panel: string;
  line: string;
  ink: string;
  muted: string;
  accent: string;
  neighbour: string;
  hatch: string;
  example: string;
  service: string;
  overdue: string;
  /** By name: of little to much, and of far fewer to far more. */
  shades: Record<string, string>;
  /** Screen pixels to one design pixel; the wall draws everything at 2. */
  scale: number;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: read("paper"),
    ground: read("ground"),
    panel: read("panel"),
    line: read("line"),
    ink: read("ink"),
    muted: read("muted"),
    accent: read("accent"),
    neighbour: read("neighbour"),
    hatch: read("hatch"),
    example: read("example"),
    service: read("service"),
    overdue: read("overdue"),
    shades: Object.fromEntries(SHADE_NAMES.map((name) => [name, read(name)])),
    scale: Number.parseFloat(read("u")) || 1,
  };
}

/**
 * No `glyphs`, no `sprite`, no tiles: MapLibre draws the letters from the page's own web font, and
 * nothing in the style has an address.
 */
export function baseStyle(palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "paper", type: "background", paint: { "background-color": palette.paper } }],
  };
}

export const FONT = "Noto Sans SC";
// MapLibre takes the weight from the first family's name and the letters from the first family
// that exists: the page declares no family "Noto Sans SC Bold", so this is Noto Sans SC at 700.
export const BOLD_FONT = "Noto Sans SC Bold";

export const REGULAR = [FONT];
export const BOLD = [BOLD_FONT, FONT];

/**
 * The web font comes in a hundred slices that browsers load on demand, but letters drawn on a
 * canvas demand nothing: the slices of all names must be there before the first label.
 */
export async function loadFont(letters: string): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 8000));
  const loaded = Promise.all([
    document.fonts.load(`400 24px "${FONT}"`, letters),
    document.fonts.load(`700 24px "${FONT}"`, letters),
  ]);
  // A label in a system font is better than a map that never comes.
  await Promise.race([loaded.catch(() => undefined), patience]);
}

/** What stays free around the banner, in screen pixels: the notes stand at the top. */
export function framing(scale: number) {
  return { top: 52 * scale, bottom: 24 * scale, left: 24 * scale, right: 24 * scale };
}
