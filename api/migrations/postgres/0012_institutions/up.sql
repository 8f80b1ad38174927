-- Institutions (院校) that take part, each in the region of one branch; majors and contact are kept whole.
CREATE TABLE institutions (
    id BYTEA NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C",
    -- The five-digit short code where there is one, else the code: both forms of a code meet in it.
    code_key TEXT COLLATE "C",
    uscc TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_pinyin TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL CHECK (level IN ('undergraduate', 'higher_vocational', 'secondary_vocational')),
    region_code TEXT COLLATE "C" NOT NULL REFERENCES branches (region_code),
    pilot_status TEXT COLLATE "C" NOT NULL CHECK (pilot_status IN ('pilot', 'added_pilot', 'non_pilot')),
    majors TEXT NOT NULL,
    contact TEXT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('active', 'suspended')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT institutions_uscc_key UNIQUE (uscc),
    CONSTRAINT institutions_code_key UNIQUE (code_key)
);
CREATE INDEX institutions_name_idx ON institutions (name, id);
CREATE INDEX institutions_pinyin_idx ON institutions (name_pinyin, id);
CREATE INDEX institutions_code_idx ON institutions (code, id);
CREATE INDEX institutions_region_name_idx ON institutions (region_code, name, id);
CREATE INDEX institutions_region_pinyin_idx ON institutions (region_code, name_pinyin, id);
CREATE INDEX institutions_region_code_idx ON institutions (region_code, code, id);

-- What schools fill in without an account (二.2.(6)). The applicant holds a reference and a secret; only
-- the secret's hash stands here.
CREATE TABLE institution_applications (
    id BYTEA NOT NULL PRIMARY KEY,
    reference TEXT COLLATE "C" NOT NULL,
    secret_hash BYTEA NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('submitted', 'returned', 'approved', 'rejected')),
    code TEXT COLLATE "C",
    uscc TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_pinyin TEXT COLLATE "C" NOT NULL,
    level TEXT COLLATE "C" NOT NULL CHECK (level IN ('undergraduate', 'higher_vocational', 'secondary_vocational')),
    region_code TEXT COLLATE "C" NOT NULL REFERENCES branches (region_code),
    pilot_status TEXT COLLATE "C" NOT NULL CHECK (pilot_status IN ('pilot', 'added_pilot', 'non_pilot')),
    majors TEXT NOT NULL,
    contact TEXT NOT NULL,
    administrator TEXT NOT NULL,
    scan_file_id BYTEA NOT NULL REFERENCES files (id),
    remarks TEXT,
    decided_by BYTEA REFERENCES users (id),
    decided_at BIGINT,
    institution_id BYTEA REFERENCES institutions (id),
    submitted_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT institution_applications_reference_key UNIQUE (reference),
    -- An approved application has its institution, and no other has.
    CONSTRAINT institution_applications_approved_check CHECK ((status = 'approved') = (institution_id IS NOT NULL))
);
CREATE INDEX institution_applications_status_idx ON institution_applications (status, id);
CREATE INDEX institution_applications_region_idx ON institution_applications (region_code, status, id);
CREATE INDEX institution_applications_name_idx ON institution_applications (name, id);
CREATE INDEX institution_applications_pinyin_idx ON institution_applications (name_pinyin, id);
CREATE INDEX institution_applications_uscc_idx ON institution_applications (uscc);
