-- A human being, once, whatever they are in the programme: found by a keyed hash of type and number of
-- their identity document; the number itself is sealed with the person's id as context.
CREATE TABLE persons (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    gender TEXT CHECK (gender IN ('female', 'male')),
    id_type TEXT NOT NULL,
    id_hash BLOB NOT NULL,
    id_cipher BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT persons_id_hash_key UNIQUE (id_hash)
);

-- Name, pinyin, gender and region stand here as well, so that a page and a search read one index.
CREATE TABLE students (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES persons (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    institution_id BLOB NOT NULL REFERENCES institutions (id),
    region_code TEXT NOT NULL,
    student_no TEXT NOT NULL,
    name TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    gender TEXT CHECK (gender IN ('female', 'male')),
    major TEXT,
    grade TEXT,
    admin_class TEXT,
    phone TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'left', 'transferred')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT students_student_no_key UNIQUE (institution_id, student_no)
);
CREATE INDEX students_user_idx ON students (user_id);
CREATE INDEX students_person_idx ON students (person_id);
CREATE INDEX students_name_idx ON students (name, id);
CREATE INDEX students_pinyin_idx ON students (pinyin, id);
CREATE INDEX students_number_idx ON students (student_no, id);
CREATE INDEX students_region_idx ON students (region_code, id);
CREATE INDEX students_region_name_idx ON students (region_code, name, id);
CREATE INDEX students_region_pinyin_idx ON students (region_code, pinyin, id);
CREATE INDEX students_region_number_idx ON students (region_code, student_no, id);
CREATE INDEX students_institution_idx ON students (institution_id, id);
CREATE INDEX students_institution_name_idx ON students (institution_id, name, id);
CREATE INDEX students_institution_pinyin_idx ON students (institution_id, pinyin, id);
-- A person studies at one place at a time.
CREATE UNIQUE INDEX students_person_live_key ON students (person_id) WHERE status IN ('active', 'suspended');

CREATE TABLE teachers (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES persons (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    institution_id BLOB NOT NULL REFERENCES institutions (id),
    region_code TEXT NOT NULL,
    staff_no TEXT NOT NULL,
    name TEXT NOT NULL,
    pinyin TEXT NOT NULL,
    gender TEXT CHECK (gender IN ('female', 'male')),
    major TEXT,
    phone TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'left', 'transferred')),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT teachers_staff_no_key UNIQUE (institution_id, staff_no)
);
CREATE INDEX teachers_user_idx ON teachers (user_id);
CREATE INDEX teachers_person_idx ON teachers (person_id);
CREATE INDEX teachers_name_idx ON teachers (name, id);
CREATE INDEX teachers_pinyin_idx ON teachers (pinyin, id);
CREATE INDEX teachers_number_idx ON teachers (staff_no, id);
CREATE INDEX teachers_region_idx ON teachers (region_code, id);
CREATE INDEX teachers_region_name_idx ON teachers (region_code, name, id);
CREATE INDEX teachers_region_pinyin_idx ON teachers (region_code, pinyin, id);
CREATE INDEX teachers_region_number_idx ON teachers (region_code, staff_no, id);
CREATE INDEX teachers_institution_idx ON teachers (institution_id, id);
CREATE INDEX teachers_institution_name_idx ON teachers (institution_id, name, id);
CREATE INDEX teachers_institution_pinyin_idx ON teachers (institution_id, pinyin, id);
-- A person may teach at several institutions, once at each.
CREATE UNIQUE INDEX teachers_person_key ON teachers (institution_id, person_id);

-- Operations on a student or teacher, each with who, when and why. No personal number stands here.
CREATE TABLE member_history (
    id BLOB NOT NULL PRIMARY KEY,
    member_kind TEXT NOT NULL CHECK (member_kind IN ('student', 'teacher')),
    member_id BLOB NOT NULL,
    at BIGINT NOT NULL,
    actor_id BLOB,
    action TEXT NOT NULL,
    reason TEXT,
    changes TEXT NOT NULL
);
CREATE INDEX member_history_member_idx ON member_history (member_id, id);

-- A student's move to another institution (转学), asked for by the new one and settled by both branches.
CREATE TABLE transfers (
    id BLOB NOT NULL PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES persons (id),
    student_id BLOB NOT NULL REFERENCES students (id),
    new_student_id BLOB REFERENCES students (id),
    name TEXT NOT NULL,
    from_institution_id BLOB NOT NULL REFERENCES institutions (id),
    from_region TEXT NOT NULL,
    to_institution_id BLOB NOT NULL REFERENCES institutions (id),
    to_region TEXT NOT NULL,
    student_no TEXT NOT NULL,
    major TEXT,
    grade TEXT,
    admin_class TEXT,
    phone TEXT,
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('requested', 'completed', 'rejected')),
    source_by BLOB,
    source_at BIGINT,
    source_remarks TEXT,
    target_by BLOB,
    target_at BIGINT,
    target_remarks TEXT,
    requested_by BLOB NOT NULL,
    requested_at BIGINT NOT NULL,
    settled_at BIGINT,
    version BIGINT NOT NULL
);
CREATE UNIQUE INDEX transfers_open_key ON transfers (student_id) WHERE status = 'requested';
CREATE INDEX transfers_from_idx ON transfers (from_institution_id, id);
CREATE INDEX transfers_to_idx ON transfers (to_institution_id, id);
CREATE INDEX transfers_from_region_idx ON transfers (from_region, id);
CREATE INDEX transfers_to_region_idx ON transfers (to_region, id);
