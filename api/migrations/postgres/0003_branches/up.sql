-- One branch (片区) for each region the programme serves; contacts and expert team are lists kept whole.
CREATE TABLE branches (
    id BYTEA NOT NULL PRIMARY KEY,
    region_code TEXT COLLATE "C" NOT NULL,
    name_zh TEXT COLLATE "C" NOT NULL,
    name_en TEXT NOT NULL,
    contacts TEXT NOT NULL,
    expert_team TEXT NOT NULL,
    priority BOOLEAN NOT NULL,
    priority_reason TEXT,
    version BIGINT NOT NULL,
    CONSTRAINT branches_region_code_key UNIQUE (region_code)
);
