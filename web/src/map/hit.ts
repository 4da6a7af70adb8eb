import type { GeoJSONSource, Map as MapLibreMap, PointLike } from "maplibre-gl";
import type { ServiceKind } from "../api/types";
import { isServiceKind } from "../lib/services";
import type { LayerId } from "./order";

export type Hit =
  | { kind: "cluster"; clusterId: number; count: number; at: [number, number] }
  | { kind: "incident"; id: number; category: string; severity: number; time: number }
  | { kind: "service"; code: string; service: ServiceKind; name: string }
  | { kind: "ground"; gridCode: string | null };

const REACH_PX = 4;

const there = (map: MapLibreMap, ids: LayerId[]) => ids.filter((id) => map.getLayer(id));

/** A service point among what was found. */
function serviceHit(map: MapLibreMap, box: [PointLike, PointLike]): Hit | undefined {
  const layers = there(map, ["service-point", "service-dot"]);
  const [point] = layers.length > 0 ? map.queryRenderedFeatures(box, { layers }) : [];
  if (!point) return undefined;
  const service = String(point.properties.kind);
  if (!isServiceKind(service)) return undefined;
  const { code, name } = point.properties;
  return { kind: "service", code: String(code), service, name: String(name) };
}

/** What a pointer at `x`, `y` means: the uppermost thing first, with a little reach for points. */
export function hitAt(map: MapLibreMap, x: number, y: number): Hit {
  const box: [PointLike, PointLike] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ];
  const layers = there(map, ["incident-cluster", "incident-point"]);
  const [point] = layers.length > 0 ? map.queryRenderedFeatures(box, { layers }) : [];
  if (point && point.geometry.type === "Point") {
    const data = point.properties;
    if (typeof data.cluster_id === "number") {
      const [lon = 0, lat = 0] = point.geometry.coordinates;
      const count = Number(data.point_count);
      return { kind: "cluster", clusterId: data.cluster_id, count, at: [lon, lat] };
    }
    return {
      kind: "incident",
      id: Number(data.id),
      category: String(data.category),
      severity: Number(data.severity),
      time: Number(data.at),
    };
  }
  const service = serviceHit(map, box);
  if (service) return service;
  const ground = there(map, ["grid-hit"]);
  const [grid] = ground.length > 0 ? map.queryRenderedFeatures([x, y], { layers: ground }) : [];
  const code: unknown = grid?.properties.code;
  return { kind: "ground", gridCode: typeof code === "string" ? code : null };
}

export async function expand(map: MapLibreMap, hit: Extract<Hit, { kind: "cluster" }>) {
  const source = map.getSource<GeoJSONSource>("incidents");
  if (!source) return;
  const zoom = await source.getClusterExpansionZoom(hit.clusterId);
  map.easeTo({ center: hit.at, zoom: Math.min(zoom + 0.2, map.getMaxZoom()) });
}
