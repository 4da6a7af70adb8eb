/** The symbols of the categories as SVG paths round (0, 0): one source for the map and the page. */

type Point = [number, number];

function polygon(points: readonly Point[]): string {
  const corners = points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`);
  return `M${corners.join("L")}Z`;
}

function regular(corners: number, radius: number, turn_deg: number): Point[] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = ((turn_deg + (i * 360) / corners) * Math.PI) / 180;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function star(radius: number): Point[] {
  const outer = regular(5, radius, -90);
  const inner = regular(5, radius * 0.48, -54);
  return outer.flatMap((point, i) => [point, inner[i] ?? point]);
}

function cross(radius: number, turn_deg: number): Point[] {
  const a = radius * 0.36;
  const r = radius;
  const arms: Point[] = [
    [-a, -r],
    [a, -r],
    [a, -a],
    [r, -a],
    [r, a],
    [a, a],
    [a, r],
    [-a, r],
    [-a, a],
    [-r, a],
    [-r, -a],
    [-a, -a],
  ];
  const angle = (turn_deg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return arms.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
}

// The factors give symbols of different corners about the same weight to the eye.
const SHAPES: Record<string, (radius: number) => string> = {
  circle: (r) => `M${r} 0A${r} ${r} 0 1 1 ${-r} 0A${r} ${r} 0 1 1 ${r} 0Z`,
  square: (r) => polygon(regular(4, r * 1.2, 45)),
  triangle: (r) => polygon(regular(3, r * 1.25, -90)),
  triangle_down: (r) => polygon(regular(3, r * 1.25, 90)),
  diamond: (r) => polygon(regular(4, r * 1.2, 0)),
  pentagon: (r) => polygon(regular(5, r * 1.1, -90)),
  hexagon: (r) => polygon(regular(6, r * 1.08, 0)),
  star: (r) => polygon(star(r * 1.3)),
  cross: (r) => polygon(cross(r * 1.08, 45)),
  plus: (r) => polygon(cross(r * 1.08, 0)),
};

export const SYMBOLS = Object.keys(SHAPES);

/** A symbol that a banner's own configuration invents is drawn as a circle, never as nothing. */
export function symbolPath(symbol: string, radius: number): string {
  const shape = SHAPES[symbol] ?? SHAPES.circle;
  return shape ? shape(radius) : "";
}
