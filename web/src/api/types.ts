/**
 * The answers of /api/v1 as the desk uses them. Coordinates are longitude before latitude, in
 * degrees CGCS2000 unless a datum stands beside them; times are RFC 3339 with an offset.
 */
import type {
  Feature,
  FeatureCollection,
  MultiLineString,
  MultiPolygon,
  Point,
  Polygon,
} from "geojson";

export type Level = "banner" | "township" | "village" | "grid" | "zone" | "neighbour";
export type Datum = "cgcs2000" | "wgs84" | "gcj02" | "bd09";
export type Relation = "inside" | "edge" | "nearest";
export type Bbox = [west: number, south: number, east: number, north: number];

export interface Category {
  name: string;
  color: string;
  symbol: string;
}

/** A repeating time or a sensitive period that has a name. */
export interface NamedWindow {
  name: string;
  when: string;
}

export interface Meta {
  name: string;
  version: string;
  banner: { code: string; name: string };
  bounds: Bbox;
  example: boolean;
  example_label: string;
  office: string;
  desks: string[];
  categories: Category[];
  channels: string[];
  severities: { value: number; name: string }[];
  statuses: { code: string; name: string }[];
  windows: NamedWindow[];
  ramps: string[];
  /** The names of the templates of sheets. */
  templates: string[];
  default_bandwidth_m: number;
  counts: Partial<Record<"banner" | "township" | "village" | "grid" | "zone" | "incident", number>>;
  /** Null on both sides while there is no incident at all. */
  period: { from: string | null; to: string | null } | null;
  attributions: string[];
}

export interface AreaProperties {
  code: string;
  name: string;
  level: Level;
  kind: string | null;
  parent: string | null;
  area_km2: number;
  derived: boolean;
  /** A point well inside the area, where its name can stand. */
  label: [number, number];
}

export type AreaCollection = FeatureCollection<Polygon | MultiPolygon, AreaProperties>;

export interface ChainLink {
  level: Level;
  code: string;
  name: string;
}

export interface NamedCode {
  code: string;
  name: string;
}

export interface Zone extends NamedCode {
  kind: string | null;
}

export interface AreaDetail extends NamedCode {
  level: Level;
  kind: string | null;
  area_km2: number;
  derived: boolean;
  bbox: Bbox;
  label: [number, number];
  chain: ChainLink[];
  zones: Zone[];
  neighbours: NamedCode[];
  children: number;
  incidents: { total: number; unassigned: number };
}

export interface Position {
  lon: number;
  lat: number;
}

export interface Reported {
  x: number;
  y: number;
  datum: Datum;
}

export interface Located {
  relation: Relation;
  distance_m: number;
  grid: NamedCode;
  chain: ChainLink[];
  zones: Zone[];
  position: Position;
  nearest_point: Position | null;
  also_on: NamedCode[];
  reported: Reported;
  shift_m: number;
  border: { distance_m: number; point: Position; beyond: NamedCode | null } | null;
  edition: { effective_from: string | null };
  warnings: { kind: string; message: string }[];
}

export interface Suggested {
  grid_code: string;
  grid_name: string;
  relation: Relation;
  distance_m: number;
}

export interface Incident {
  id: number;
  external_id: string | null;
  reported_at: string;
  category: string;
  severity: number;
  channel: string;
  description: string;
  status: string;
  position: Position;
  reported: Reported;
  accuracy_m: number | null;
  suggested: Suggested;
  assigned: { grid_code: string; grid_name: string; at: string; desk: string | null } | null;
  version: number;
}

export interface IncidentEvent {
  seq: number;
  at: string;
  desk: string | null;
  kind: string;
  detail: { grid_code?: string; grid_name?: string; reason?: string; channel?: string };
}

export interface IncidentDetail extends Incident {
  chain: ChainLink[];
  zones: Zone[];
  events: IncidentEvent[];
}

export interface IncidentPage {
  items: Incident[];
  next: string | null;
  total: number;
}

export interface PointProperties {
  id: number;
  category: string;
  severity: number;
  status: string;
  /** Seconds since 1970. */
  at: number;
}

export type IncidentPoints = FeatureCollection<Point, PointProperties>;

export type ServiceKind =
  | "police_station"
  | "judicial_office"
  | "court"
  | "mediation_room"
  | "service_centre"
  | "anmulong"
  | "clinic";

export interface ServiceProperties {
  code: string;
  /** Null for a place that has no name, as model households never have one. */
  name: string | null;
  kind: ServiceKind;
  township: string | null;
  derived: boolean;
}

export type ServiceCollection = FeatureCollection<Point, ServiceProperties>;

export interface NearService {
  code: string;
  name: string | null;
  kind: ServiceKind;
  township: NamedCode | null;
  position: Position;
  distance_m: number;
  derived: boolean;
}

export interface NearestServices {
  position: Position;
  township: NamedCode | null;
  items: NearService[];
}

export interface DayCount {
  day: string;
  count: number;
}

export interface Histogram {
  items: DayCount[];
  total: number;
}

export interface HeatLegend {
  unit: string;
  bandwidth_m: number;
  ramp: string;
  max: number;
  stops: { value: number; color: string }[];
  incidents: number;
  days: number;
  /** What the table of holidays cannot tell of the period, Chinese and English. */
  warning: [string, string] | null;
}

/** Bandwidths that fit a filter, in metres; null for too few incidents. */
export interface HeatBandwidth {
  rule_of_thumb_m: number | null;
  cross_validated_m: number | null;
}

export interface HeatFrame {
  /** Chinese and English. */
  label: [string, string];
  days: number;
  incidents: number;
  /** The address of its tiles on this server. */
  tiles: string;
}

export interface HeatFrames {
  unit: string;
  stops: { value: number; color: string }[];
  warning: [string, string] | null;
  frames: HeatFrame[];
}

/** What list, map, histogram and heat are narrowed to; empty means everything. */
export interface Filter {
  from?: string | undefined;
  to?: string | undefined;
  /** Repeating times, such as `weekend 22:00-06:00`, or the name of a configured window. */
  window?: string | undefined;
  category?: readonly string[] | undefined;
  status?: string | undefined;
  grid?: string | undefined;
}

/** A sentence in both languages. */
export interface Both {
  zh: string;
  en: string;
}

export interface Unit {
  code: string;
  /** Of the area, or of the village in the middle of a cell; null beside all. */
  name: string | null;
}

/** What changed against another period; null where nothing is compared. */
export interface Change {
  count: number | null;
  difference: number | null;
  /** Of the rates; null where there were none. */
  ratio: number | null;
  more_than_chance: boolean | null;
  small: boolean;
}

export interface CountFigures {
  area_km2: number | null;
  count: number | null;
  /** Incidents per km² per 30 days. */
  rate: number | null;
  small: boolean;
  previous: Change | null;
  last_year: Change | null;
}

export interface CountRow extends CountFigures {
  code: string;
  /** Null for a cell. */
  name: string | null;
  /** Set at the desk: the shade on the map. */
  shade?: string;
}

export interface CountSpan {
  from: string;
  /** The first moment after it. */
  to: string;
  days: number;
}

export interface Counts extends FeatureCollection<Polygon | MultiPolygon, CountRow> {
  period: CountSpan | null;
  previous: CountSpan | null;
  last_year: CountSpan | null;
  warning: [string, string] | null;
  small_below: number;
  total: CountFigures;
}

export interface HotSpotFacts {
  number: number;
  line: Both;
  pattern: string;
  pattern_name: Both;
  hot: boolean;
  members: Unit[];
}

export interface HotSpots extends FeatureCollection<Polygon | MultiPolygon, HotSpotFacts> {
  said: Both;
  warning: Both | null;
}

export interface TroubleCourse {
  pattern: string;
  pattern_name: Both;
  missed: number;
  history: {
    label: string;
    period: { from: string; to: string };
    cases: number;
    expected: number;
    /** Null for a period with too few cases to be judged. */
    hot: boolean | null;
  }[];
}

export type TroubleStep = "note" | "clear" | "reopen";

/** A hot spot that somebody is to clear (治安乱点), as a list has it. */
export interface TroubleSpotSummary {
  id: number;
  name: string;
  state: "open" | "cleared";
  version: number;
  opened_at: string;
  desk: string;
  /** What was said of it when it was opened, Chinese and English. */
  found: [string, string];
  units: Unit[];
  gone: string[];
}

export interface TroubleSpotFacts extends TroubleSpotSummary {
  events: {
    seq: number;
    at: string;
    desk: string;
    step: "opened" | "noted" | "cleared" | "reopened";
    note: string | null;
  }[];
  course: TroubleCourse | null;
  /** Why there is no course. */
  no_course?: Both;
}

export type TroubleSpot = Feature<Polygon | MultiPolygon, TroubleSpotFacts>;
export type TroubleSpots = FeatureCollection<Polygon | MultiPolygon, TroubleSpotSummary>;

/** A place to look at on patrol. */
export interface PatrolPoint {
  number: number;
  id: string;
  kind: "recurring" | "hot_spot" | "service" | "manual";
  lon: number;
  lat: number;
  cases: number;
  reason: string;
  look_for: string | null;
}

export interface Patrol {
  points: PatrolPoint[];
  route_m: number | null;
  by_road: boolean;
  way: MultiLineString | null;
}

/** What a person changes in the proposed check-points. */
export interface PointChanges {
  drop: readonly string[];
  move: readonly { id: string; lon: number; lat: number }[];
  add: readonly { lon: number; lat: number; text: string }[];
  /** Which come first, in this order. */
  order: readonly string[];
}

/** Which incidents count on paper. */
export interface CountedOnPaper {
  period?: string;
  from?: string;
  to?: string;
  window?: string;
  category?: readonly string[];
}

/** An atlas to be printed. */
export interface AtlasOrder extends CountedOnPaper {
  of?: readonly string[];
  open?: readonly string[];
  worst?: number;
  by?: "count" | "rate" | "open";
  kind: "pdf" | "zip";
  format?: "pdf" | "png" | "svg";
}

/** What takes longer than an answer. */
export interface Job {
  jobID: string;
  status: "accepted" | "running" | "successful" | "failed" | "dismissed";
  message: string;
  title: string;
  progress: number;
  done: number;
  total: number;
  file: string;
  bytes: number | null;
}

export interface HeatStyle {
  bandwidth_m: number;
  ramp: string;
}
