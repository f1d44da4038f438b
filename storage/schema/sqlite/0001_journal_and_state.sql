-- One row per flush of a sector. The key is the fence: of two activations that append one sequence, one gets through.
-- With rowids, so that rows of all sectors go to the end of one tree: about twice the appends of a tree ordered by the key.
CREATE TABLE journal (
    site     TEXT    NOT NULL,
    sector   TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    row      BLOB    NOT NULL,
    PRIMARY KEY (site, sector, sequence)
) STRICT;

-- The latest fold of a sector's journal; sequence is the last row folded into it.
CREATE TABLE snapshot (
    site     TEXT    NOT NULL,
    sector   TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    state    BLOB    NOT NULL,
    PRIMARY KEY (site, sector)
) STRICT, WITHOUT ROWID;

-- State of slowly changing grains. A cleared state keeps its row with a null state, so that an ETag never comes back.
CREATE TABLE grain_state (
    kind  TEXT    NOT NULL,
    key   TEXT    NOT NULL,
    etag  INTEGER NOT NULL,
    state BLOB,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- What the health check writes: one row, the time of the last check.
CREATE TABLE health (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    checked_at REAL    NOT NULL
) STRICT;
