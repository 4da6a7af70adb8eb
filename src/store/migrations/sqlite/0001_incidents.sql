-- Times are milliseconds since 1970-01-01T00:00:00Z; lon and lat are degrees, CGCS2000.
CREATE TABLE incident (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    external_id    TEXT UNIQUE,
    reported_at_ms INTEGER NOT NULL,
    category       TEXT NOT NULL,
    severity       INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 4),
    lon            REAL NOT NULL,
    lat            REAL NOT NULL,
    -- As the sender wrote it.
    reported_x     REAL NOT NULL,
    reported_y     REAL NOT NULL,
    datum          TEXT NOT NULL,
    accuracy_m     REAL,
    channel        TEXT NOT NULL,
    description    TEXT NOT NULL,
    status         TEXT NOT NULL,
    assigned_grid  TEXT,
    assigned_at_ms INTEGER,
    assigned_desk  TEXT,
    version        INTEGER NOT NULL CHECK (version >= 1),
    -- SHA-256 of the reported fields.
    content_hash   BLOB NOT NULL CHECK (length(content_hash) = 32),
    CHECK ((assigned_grid IS NULL) = (assigned_at_ms IS NULL)),
    CHECK ((assigned_grid IS NULL) = (assigned_desk IS NULL))
) STRICT;

-- What happened to an incident. Written with the change of its row, in one transaction.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    at_ms       INTEGER NOT NULL,
    desk        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    detail      TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;

CREATE INDEX event_of_incident ON event (incident_id, seq);

-- The keys under which senders repeat a request.
CREATE TABLE idempotency (
    key          TEXT PRIMARY KEY,
    incident_id  INTEGER NOT NULL REFERENCES incident (id),
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32)
) STRICT, WITHOUT ROWID;

-- "wgge": marks the file as one of ours.
PRAGMA application_id = 2003265381;
