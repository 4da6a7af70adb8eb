import type { MultiPolygon, Polygon, Position } from "geojson";
import type { Bbox } from "../api/types";

export type Shape = Polygon | MultiPolygon;

export function ringsOf(shape: Shape): Position[][][] {
  return shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
}

export function bboxOf(shape: Shape): Bbox {
  const box: Bbox = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -Infinity, -Infinity];
  for (const [outer = []] of ringsOf(shape)) {
    for (const [x = 0, y = 0] of outer) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}

// Far enough out that its edge is never seen, near enough that the mercator of 85° plays no part.
const FAR: Position[] = [
  [60, 15],
  [150, 15],
  [150, 60],
  [60, 60],
  [60, 15],
];

/** Everything but `shape`: outer rings become holes, and holes become islands. */
export function outsideOf(shape: Shape): MultiPolygon {
  const parts = ringsOf(shape);
  const outers = parts.map(([outer = []]) => outer.toReversed());
  const islands = parts.flatMap(([, ...holes]) => holes.map((hole) => [hole.toReversed()]));
  return { type: "MultiPolygon", coordinates: [[FAR, ...outers], ...islands] };
}
