import type { FeatureCollection, Point } from "geojson";
import type { AreaCollection } from "../../api/types";
import { labelZoom } from "../../lib/appear";

interface Name {
  name: string;
  code: string;
  label_zoom: number;
  rank: number;
}

/** The names of a level as points well inside, each with the zoom from which it fits its area. */
export function labelPoints(
  areas: AreaCollection,
  text_px: number,
): FeatureCollection<Point, Name> {
  return {
    type: "FeatureCollection",
    features: areas.features.map(({ properties: area }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: area.label },
      properties: {
        name: area.name,
        code: area.code,
        label_zoom: labelZoom(area.area_km2, area.name, text_px),
        // Where two names meet, the larger area keeps its own.
        rank: -area.area_km2,
      },
    })),
  };
}
