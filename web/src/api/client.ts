/** The only file that calls fetch, and the only one that knows the server's addresses. */
import { session } from "../state/session.svelte";
import { ApiProblem } from "./problem";
import { pairs, withQuery } from "./query";
import type {
  CountedOnPaper,
  AreaCollection,
  AreaDetail,
  AtlasOrder,
  Counts,
  Datum,
  Filter,
  HeatBandwidth,
  HeatFrames,
  HeatLegend,
  HeatStyle,
  Histogram,
  HotSpots,
  Incident,
  IncidentDetail,
  IncidentPage,
  IncidentPoints,
  Job,
  Level,
  Located,
  Meta,
  NearestServices,
  Patrol,
  PointChanges,
  ServiceCollection,
  TroubleSpot,
  TroubleSpots,
  TroubleStep,
} from "./types";

const ROOT = "/api/v1";

interface Call {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

async function call(path: string, options: Call = {}): Promise<Response> {
  const headers: Record<string, string> = {
    "Accept-Language": session.language === "zh" ? "zh-CN" : "en",
    ...options.headers,
  };
  // A header holds Latin-1 only, and desks have Chinese names.
  if (session.desk) headers["X-Wangge-Desk"] = encodeURIComponent(session.desk);
  if (options.body !== undefined) headers["Content-Type"] = "application/json";

  let response: Response;
  try {
    response = await fetch(`${ROOT}${path}`, {
      method: options.method ?? "GET",
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw ApiProblem.unreachable();
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  throw ApiProblem.from(response.status, body);
}

async function json<T>(path: string, options?: Call): Promise<T> {
  const response = await call(path, options);
  try {
    return (await response.json()) as T;
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    // The connection broke in the middle of the answer.
    throw ApiProblem.unreachable();
  }
}

export const meta = (signal?: AbortSignal) => json<Meta>("/meta", { signal });

export const areas = (level: Level, signal?: AbortSignal) =>
  json<AreaCollection>(`/areas/${level}`, { signal });

export const area = (level: Level, code: string, signal?: AbortSignal) =>
  json<AreaDetail>(`/areas/${level}/${encodeURIComponent(code)}`, { signal });

export const locate = (x: number, y: number, datum: Datum, signal?: AbortSignal) =>
  json<Located>(
    withQuery("/locate", [
      ["lon", String(x)],
      ["lat", String(y)],
      ["datum", datum],
    ]),
    { signal },
  );

export const services = (signal?: AbortSignal) => json<ServiceCollection>("/services", { signal });

/** The nearest one of every kind. */
export const nearestServices = (lon: number, lat: number, signal?: AbortSignal) =>
  json<NearestServices>(
    withQuery("/services/nearest", [
      ["lon", String(lon)],
      ["lat", String(lat)],
      ["each_kind", "true"],
      ["count", "1"],
    ]),
    { signal },
  );

export interface PageRequest {
  filter: Filter;
  limit?: number;
  cursor?: string | null;
}

export const incidents = (page: PageRequest, signal?: AbortSignal) =>
  json<IncidentPage>(
    withQuery("/incidents", [
      ...pairs(page.filter),
      ["limit", page.limit === undefined ? undefined : String(page.limit)],
      ["cursor", page.cursor ?? undefined],
    ]),
    { signal },
  );

export const incidentPoints = (filter: Filter, signal?: AbortSignal) =>
  json<IncidentPoints>(withQuery("/incidents/map", pairs(filter)), { signal });

export const histogram = (filter: Filter, signal?: AbortSignal) =>
  json<Histogram>(withQuery("/incidents/histogram", pairs(filter)), { signal });

export const incident = (id: number, signal?: AbortSignal) =>
  json<IncidentDetail>(`/incidents/${id}`, { signal });

/** Fails with status 412 when somebody else has changed the incident since `version` was read. */
export const assign = (id: number, version: number, gridCode: string, reason?: string) =>
  json<Incident>(`/incidents/${id}/assign`, {
    method: "POST",
    headers: { "If-Match": `"${version}"` },
    body: { grid_code: gridCode, ...(reason ? { reason } : {}) },
  });

function heatPairs(filter: Filter, style: HeatStyle): [string, string | undefined][] {
  return [...pairs(filter), ["bandwidth", String(style.bandwidth_m)], ["ramp", style.ramp]];
}

export const heatLegend = (filter: Filter, style: HeatStyle, signal?: AbortSignal) =>
  json<HeatLegend>(withQuery("/heat/legend", heatPairs(filter, style)), { signal });

export const heatBandwidth = (filter: Filter, signal?: AbortSignal) =>
  json<HeatBandwidth>(withQuery("/heat/bandwidth", pairs(filter)), { signal });

/** The frames of a film; `pace` is the parameters that say how one follows another. */
export const heatFrames = (
  filter: Filter,
  style: HeatStyle,
  pace: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) =>
  json<HeatFrames>(
    withQuery("/heat/frames", [...heatPairs(filter, style), ...Object.entries(pace)]),
    { signal },
  );

/** The template that MapLibre fills in. */
export const heatTiles = (filter: Filter, style: HeatStyle) =>
  `${location.origin}${ROOT}/heat/tiles/{z}/{x}/{y}.png${withQuery("", heatPairs(filter, style))}`;

/** Counts by areas or cells, with outlines; all of them, as they stay at the desk. */
export const counts = (by: string, filter: Filter, signal?: AbortSignal) =>
  json<Counts>(
    withQuery("/heat/aggregate", [
      ["by", by],
      ["format", "geojson"],
      ["internal", "true"],
      ...pairs(filter),
    ]),
    { signal },
  );

/** The table as a file, which tells no small count of a sensitive category unless it is internal. */
export const countFile = (by: string, filter: Filter, internal: boolean) =>
  download(
    withQuery("/heat/aggregate", [
      ["by", by],
      ["format", "csv"],
      ["internal", internal ? "true" : undefined],
      ...pairs(filter),
    ]),
    `${by}.csv`,
  );

export const hotSpots = (
  filter: Filter,
  analysis: Readonly<Record<string, string>>,
  signal?: AbortSignal,
) =>
  json<HotSpots>(withQuery("/heat/hotspots", [...Object.entries(analysis), ...pairs(filter)]), {
    signal,
  });

export const troubleSpots = (state: "open" | "cleared", signal?: AbortSignal) =>
  json<TroubleSpots>(withQuery("/trouble-spots", [["state", state]]), { signal });

export const troubleSpot = (id: number, signal?: AbortSignal) =>
  json<TroubleSpot>(`/trouble-spots/${id}`, { signal });

/** Opens a hot spot of the analysis as a place to be cleared. */
export const openTroubleSpot = (
  filter: Filter,
  analysis: Readonly<Record<string, string>>,
  body: { name: string; units: string; note?: string },
) =>
  json<TroubleSpot>(withQuery("/trouble-spots", [...Object.entries(analysis), ...pairs(filter)]), {
    method: "POST",
    body,
  });

/** Fails with status 412 when somebody else has changed it since `version` was read. */
export const stepTroubleSpot = (
  id: number,
  version: number,
  step: TroubleStep,
  body: { note?: string },
) =>
  json<TroubleSpot>(`/trouble-spots/${id}/${step}`, {
    method: "POST",
    headers: { "If-Match": `"${version}"` },
    body,
  });

export type SheetFormat = "pdf" | "png" | "svg";

export interface Download {
  blob: Blob;
  name: string;
}

/** What the filter of the desk is on paper: nothing left out would be the last 90 days there. */
export function counted({ from, to, window, category }: Filter): CountedOnPaper {
  const whole = from === undefined && to === undefined;
  return {
    ...(whole ? { period: "all" } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(window === undefined ? {} : { window }),
    ...(category && category.length > 0 ? { category } : {}),
  };
}

/** What a sheet of one area is made of. */
export interface SheetOrder extends CountedOnPaper {
  grid: string;
  template: string;
  checkpoints?: PointChanges | undefined;
}

/** A sheet is drawn while one waits, so it is fetched here and its failure can be shown. */
export function sheet(order: SheetOrder, format: SheetFormat): Promise<Download> {
  const body = { ...order, format };
  return download("/sheets", `${order.grid}.${format}`, { method: "POST", body });
}

/** The check-points that a sheet will have, in the order of the patrol. */
export const patrol = (order: SheetOrder, signal?: AbortSignal): Promise<Patrol> =>
  json<Patrol>("/patrols", { method: "POST", body: order, signal });

async function download(path: string, otherwise: string, options?: Call): Promise<Download> {
  const response = await call(path, options);
  const disposition = response.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename\s*=\s*"([^"]+)"/i.exec(disposition)?.[1];
  const name = encoded ? decodeURIComponent(encoded.trim()) : (plain ?? otherwise);
  try {
    return { blob: await response.blob(), name };
  } catch {
    throw ApiProblem.unreachable();
  }
}

export const orderAtlas = (order: AtlasOrder) =>
  json<Job>("/sheets", { method: "POST", body: order });

export const job = (id: string) => json<Job>(`/jobs/${encodeURIComponent(id)}`);

/** Stops a job, or removes one that has ended. */
export const endJob = (id: string) =>
  json<Job>(`/jobs/${encodeURIComponent(id)}`, { method: "DELETE" });

/** The address of the file of a job. */
export const jobFile = (id: string) => `${ROOT}/jobs/${encodeURIComponent(id)}/results`;

/** Hears how far a job is, until the function that comes back is called. */
export function jobEvents(id: string, heard: (job: Job) => void, broken: () => void): () => void {
  const source = new EventSource(`${ROOT}/jobs/${encodeURIComponent(id)}/events`);
  source.addEventListener("progress", (event: MessageEvent<string>) => {
    heard(JSON.parse(event.data) as Job);
  });
  // The browser tries again by itself; what it cannot know is whether the job is still there.
  source.addEventListener("error", broken);
  return () => source.close();
}

export const openapi = (signal?: AbortSignal) => json<unknown>("/openapi.json", { signal });
