/** From which zoom on an area is worth a line, and worth its name: its own size on screen decides. */

// Metres to a pixel at zoom 0 of MapLibre's 512-pixel world, at the latitude of the banner.
const METRES_PER_PIXEL = 78_271.517 * Math.cos((39.2 * Math.PI) / 180);
const LONGEST_ZOOM = 17;

/** The first whole zoom at which the side of a square of `area_km2` is at least `side_px` long. */
export function zoomForSide(area_km2: number, side_px: number): number {
  const side_m = Math.sqrt(Math.max(area_km2, 1e-6)) * 1000;
  const zoom = Math.ceil(Math.log2((side_px * METRES_PER_PIXEL) / side_m));
  return Math.min(Math.max(zoom, 0), LONGEST_ZOOM);
}

/** A name of one line wants about its own width; long names break over two lines. */
export function labelZoom(area_km2: number, name: string, text_px: number): number {
  const line = Math.min(name.length, 7);
  return zoomForSide(area_km2, line * text_px * 0.95 + 12);
}

/** A line is drawn from the level's own zoom, and only once the area is at least 24 px wide. */
export function lineZoom(area_km2: number, levelZoom: number): number {
  return Math.max(levelZoom, zoomForSide(area_km2, 24));
}
