-- One row per flush of a sector. The key is the fence: of two activations that append one sequence, one gets through.
CREATE TABLE journal (
    site     text   COLLATE "C" NOT NULL,
    sector   text   COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    row      bytea  NOT NULL,
    PRIMARY KEY (site, sector, sequence)
);

-- The latest fold of a sector's journal; sequence is the last row folded into it.
CREATE TABLE snapshot (
    site     text   COLLATE "C" NOT NULL,
    sector   text   COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    state    bytea  NOT NULL,
    PRIMARY KEY (site, sector)
);

-- State of slowly changing grains. The key is unique: of two first writes one gets through. A cleared state keeps its row with a null
-- state, so that an ETag never comes back. Pages keep room, so that a new version can stay beside the old one.
CREATE TABLE grain_state (
    kind  text   COLLATE "C" NOT NULL,
    key   text   COLLATE "C" NOT NULL,
    etag  bigint NOT NULL,
    state bytea,
    PRIMARY KEY (kind, key)
) WITH (fillfactor = 70);

-- What the health check writes: one row, the time of the last check.
CREATE TABLE health (
    id         integer     NOT NULL PRIMARY KEY CHECK (id = 1),
    checked_at timestamptz NOT NULL
) WITH (fillfactor = 10);
