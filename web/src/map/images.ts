/** Pictures that other maps fetch as a sprite; here they are drawn on a canvas. */
import type { Map as MapLibreMap } from "maplibre-gl";
import type { Category, ServiceKind } from "../api/types";
import { PLATE, SERVICE_KINDS, serviceGlyph } from "../lib/services";
import { symbolPath } from "../lib/symbols";
import type { Palette } from "./style";

// Drawn at twice their size, so that they stay sharp on dense screens and on the wall.
const DENSITY = 2;

function draw(
  size: number,
  paint: (context: CanvasRenderingContext2D) => void,
): ImageData | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = size * DENSITY;
  canvas.height = size * DENSITY;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.scale(DENSITY, DENSITY);
  paint(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function add(map: MapLibreMap, name: string, image: ImageData | undefined) {
  if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio: DENSITY });
}

/** Lines at 45° that meet at the tile's edges: what lies outside the banner. */
function hatch(palette: Palette) {
  const size = 12;
  return draw(size, (context) => {
    context.strokeStyle = palette.hatch;
    context.lineWidth = 1.6;
    context.beginPath();
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift - 2, size + 2);
      context.lineTo(shift + size + 2, -2);
    }
    context.stroke();
  });
}

export const SYMBOL_STATES = ["open", "done"] as const;
export type SymbolState = (typeof SYMBOL_STATES)[number];

export const symbolImage = (category: string, state: SymbolState) => `symbol-${category}-${state}`;

/** The symbol on a disc; its rim says the state: a firm ring waits for a person, a thin one not. */
function symbol(category: Category, state: SymbolState, palette: Palette) {
  const size = 24;
  return draw(size, (context) => {
    context.translate(size / 2, size / 2);
    context.beginPath();
    context.arc(0, 0, 10, 0, Math.PI * 2);
    context.fillStyle = palette.panel;
    context.fill();
    context.strokeStyle = state === "open" ? palette.ink : palette.muted;
    context.lineWidth = state === "open" ? 1.8 : 0.8;
    if (state === "done") context.setLineDash([2, 2]);
    context.stroke();
    const path = new Path2D(symbolPath(category.symbol, 5));
    context.setLineDash([]);
    context.globalAlpha = state === "open" ? 1 : 0.65;
    context.fillStyle = category.color;
    context.fill(path);
    context.strokeStyle = palette.ink;
    context.lineWidth = 0.6;
    context.stroke(path);
  });
}

export const serviceImage = (kind: ServiceKind | "") => `service-${kind}`;

/** A line drawing on a plate: square and of one colour, so that no incident is taken for it. */
function service(kind: ServiceKind, palette: Palette) {
  const size = 24;
  return draw(size, (context) => {
    context.translate(size / 2, size / 2);
    context.beginPath();
    context.roundRect(-PLATE.half, -PLATE.half, 2 * PLATE.half, 2 * PLATE.half, PLATE.corner);
    context.strokeStyle = palette.panel;
    context.lineWidth = 3;
    context.stroke();
    context.fillStyle = palette.service;
    context.fill();
    context.lineWidth = 1.5;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.stroke(new Path2D(serviceGlyph(kind)));
  });
}

function cluster(palette: Palette) {
  const size = 64;
  return draw(size, (context) => {
    context.translate(size / 2, size / 2);
    context.beginPath();
    context.arc(0, 0, size / 2 - 2, 0, Math.PI * 2);
    context.globalAlpha = 0.94;
    context.fillStyle = palette.panel;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = palette.ink;
    context.lineWidth = 2.4;
    context.stroke();
  });
}

function pin(palette: Palette) {
  const size = 32;
  return draw(size, (context) => {
    context.translate(size / 2, size - 2);
    context.beginPath();
    context.moveTo(0, 0);
    context.bezierCurveTo(-3, -8, -9, -11, -9, -18);
    context.arc(0, -18, 9, Math.PI, 0);
    context.bezierCurveTo(9, -11, 3, -8, 0, 0);
    context.closePath();
    context.fillStyle = palette.accent;
    context.fill();
    context.strokeStyle = palette.panel;
    context.lineWidth = 1.5;
    context.stroke();
    context.beginPath();
    context.arc(0, -18, 3.2, 0, Math.PI * 2);
    context.fillStyle = palette.panel;
    context.fill();
  });
}

export function addImages(map: MapLibreMap, categories: readonly Category[], palette: Palette) {
  add(map, "hatch", hatch(palette));
  add(map, "cluster", cluster(palette));
  add(map, "pin", pin(palette));
  for (const kind of SERVICE_KINDS) add(map, serviceImage(kind), service(kind, palette));
  for (const category of categories) {
    for (const state of SYMBOL_STATES) {
      add(map, symbolImage(category.name, state), symbol(category, state, palette));
    }
  }
}
