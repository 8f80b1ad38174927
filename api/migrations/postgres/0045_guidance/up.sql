-- Video guidance (二.1.(4)) and the work that a class is set (三.1).
CREATE TABLE guidance_requests (
    id BYTEA NOT NULL PRIMARY KEY,
    -- The class at the time.
    class_id BYTEA NOT NULL REFERENCES training_classes (id),
    enrolment_id BYTEA NOT NULL REFERENCES training_enrolments (id),
    question TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    -- When it is late: guidance.response_hours as they were when it was asked.
    due_at BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('open', 'answered', 'withdrawn')),
    answered_by BYTEA REFERENCES users (id),
    answered_at BIGINT,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    CHECK (asked_at <= due_at),
    CHECK ((status = 'answered') = (answered_at IS NOT NULL)),
    CHECK ((status = 'answered') = (answered_by IS NOT NULL))
);
CREATE UNIQUE INDEX guidance_requests_open_key ON guidance_requests (enrolment_id) WHERE status = 'open';
CREATE INDEX guidance_requests_class_idx ON guidance_requests (class_id, status, due_at);
CREATE INDEX guidance_requests_enrolment_idx ON guidance_requests (enrolment_id, id);

-- Who guided whom, when and for how long. A record stands as it was made.
CREATE TABLE guidance_records (
    id BYTEA NOT NULL PRIMARY KEY,
    class_id BYTEA NOT NULL REFERENCES training_classes (id),
    enrolment_id BYTEA NOT NULL REFERENCES training_enrolments (id),
    given_by BYTEA NOT NULL REFERENCES users (id),
    -- Only video is the guidance that the notice promises.
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('video', 'voice', 'text')),
    given_at BIGINT NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 600),
    note TEXT,
    -- The request that it answers.
    request_id BYTEA REFERENCES guidance_requests (id),
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX guidance_records_request_key ON guidance_records (request_id);
CREATE INDEX guidance_records_enrolment_idx ON guidance_records (enrolment_id, given_at);
CREATE INDEX guidance_records_class_idx ON guidance_records (class_id, id);

CREATE TABLE class_tasks (
    id BYTEA NOT NULL PRIMARY KEY,
    class_id BYTEA NOT NULL REFERENCES training_classes (id),
    title TEXT COLLATE "C" NOT NULL,
    description TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    created_by BYTEA NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX class_tasks_class_idx ON class_tasks (class_id, due_at, id);

-- What a participant handed in last; late is kept and does not count.
CREATE TABLE task_hand_ins (
    task_id BYTEA NOT NULL REFERENCES class_tasks (id),
    enrolment_id BYTEA NOT NULL REFERENCES training_enrolments (id),
    body TEXT,
    file_id BYTEA REFERENCES files (id),
    handed_in_at BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    -- The trainer has read it, and may have said something to it.
    read_by BYTEA REFERENCES users (id),
    read_at BIGINT,
    remarks TEXT,
    version BIGINT NOT NULL,
    PRIMARY KEY (task_id, enrolment_id),
    CHECK (body IS NOT NULL OR file_id IS NOT NULL),
    CHECK ((read_by IS NULL) = (read_at IS NULL)),
    CHECK (remarks IS NULL OR read_at IS NOT NULL)
);
CREATE INDEX task_hand_ins_enrolment_idx ON task_hand_ins (enrolment_id, task_id);
CREATE INDEX task_hand_ins_file_idx ON task_hand_ins (file_id);
