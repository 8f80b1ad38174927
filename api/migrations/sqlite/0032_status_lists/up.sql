-- Bitstring Status Lists. Which bits are set follows from the certificates whose places are in a list.
CREATE TABLE status_lists (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id >= 1),
    -- Bits.
    size BIGINT NOT NULL CHECK (size >= 131072 AND size % 8 = 0),
    -- Places given so far; the next one is a keyed permutation of this count.
    used BIGINT NOT NULL CHECK (used BETWEEN 0 AND size),
    -- Raised whenever a bit is set.
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
