/** The signs of the service points as line drawings round (0, 0): one source for map and page. */
import type { ServiceKind } from "../api/types";

/** Strokes within a square of 12. */
const GLYPHS: Record<ServiceKind, string> = {
  // A shield with its tick.
  police_station:
    "M0 -5.6L4.8 -3.9V0C4.8 2.8 2.8 4.7 0 5.8C-2.8 4.7 -4.8 2.8 -4.8 0V-3.9ZM-2 0L-0.5 1.6L2.2 -1.5",
  // Scales.
  judicial_office: "M0 -5.6V5.4M-2.8 5.4H2.8M-4.4 -3.6H4.4M-4.4 -3.6L-6 1H-2.8ZM4.4 -3.6L2.8 1H6Z",
  // A gable on columns.
  court: "M-5.6 -2L0 -5.6L5.6 -2ZM-3.8 0.4V3.2M0 0.4V3.2M3.8 0.4V3.2M-5.6 5.4H5.6",
  // Two voices.
  mediation_room: "M-5.8 -5H1.8V0H-1.8L-4 2.2V0H-5.8ZM4.2 -1.8H5.8V3.2H4V5.4L1.8 3.2H-0.6",
  // A flag.
  service_centre: "M-3.8 5.8V-5.6M-3.8 -5.2H4.8L2.6 -2.3L4.8 0.6H-3.8",
  // A yurt.
  anmulong:
    "M-5.6 5.2V0.2C-4.6 -2.8 -2 -4.6 0 -5.4C2 -4.6 4.6 -2.8 5.6 0.2V5.2ZM-5.6 0.2H5.6M-1.5 5.2V2.4H1.5V5.2",
  // A cross.
  clinic: "M-1.8 -5.4H1.8V-1.8H5.4V1.8H1.8V5.4H-1.8V1.8H-5.4V-1.8H-1.8Z",
};

export const SERVICE_KINDS = Object.keys(GLYPHS) as readonly ServiceKind[];

export const serviceGlyph = (kind: ServiceKind) => GLYPHS[kind];

/** Half the side and the radius of the corners of the plate that a glyph stands on. */
export const PLATE = { half: 10, corner: 4 } as const;

export const isServiceKind = (text: string): text is ServiceKind => text in GLYPHS;
