-- Places that are to be cleared (治安乱点). What happened at them follows from the incidents.
CREATE TABLE trouble_spot (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL,
    -- The analysis that found it, as the query of /api/v1/heat/hotspots.
    analysis TEXT NOT NULL,
    -- Codes of areas or numbers of cells.
    units    TEXT NOT NULL CHECK (json_valid(units)),
    -- What was said of it when it was opened, Chinese and English.
    found    TEXT NOT NULL CHECK (json_valid(found)),
    state    TEXT NOT NULL CHECK (state IN ('open', 'cleared')),
    version  INTEGER NOT NULL CHECK (version >= 1)
) STRICT;

-- What was done about it. Written with the change of its row, in one transaction.
CREATE TABLE trouble_event (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    trouble_spot_id INTEGER NOT NULL REFERENCES trouble_spot (id),
    at_ms           INTEGER NOT NULL,
    desk            TEXT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('opened', 'noted', 'cleared', 'reopened')),
    note            TEXT
) STRICT;

CREATE INDEX event_of_trouble_spot ON trouble_event (trouble_spot_id, seq);
