//! The tables as diesel sees them, the same on both engines; the test `schema_parity` holds the two
//! databases to each other. Ids are `Binary`, instants `BigInt` (microseconds), JSON `Text`.
//!
//! One section for each slice, in the order of the migrations.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

// platform
table! { meta (key) { key -> Text, value -> Text, } }
table! {
    issuer_keys (id) {
        id -> Text, purpose -> Text, public_key -> Binary, created_at -> BigInt, retired_at -> Nullable<BigInt>,
    }
}
table! {
    audit_events (id) {
        id -> Binary, at -> BigInt, actor_id -> Nullable<Binary>, actor_role -> Nullable<Text>, action -> Text,
        subject_kind -> Text, subject_id -> Nullable<Binary>, region_code -> Nullable<Text>,
        institution_id -> Nullable<Binary>, detail -> Text, request_id -> Text,
    }
}
table! {
    idempotency_keys (principal, key) {
        principal -> Binary, key -> Text, request_hash -> Binary, status -> Integer, location -> Nullable<Text>,
        body -> Text, created_at -> BigInt,
    }
}
table! {
    jobs (id) {
        id -> Binary, kind -> Text, status -> Text, subject_id -> Nullable<Binary>, owner_id -> Binary, input -> Text,
        rows_done -> BigInt, rows_total -> Nullable<BigInt>, result -> Nullable<Text>, error -> Nullable<Text>,
        cancel_requested -> Bool, lease_until -> Nullable<BigInt>, attempts -> Integer, created_at -> BigInt,
        started_at -> Nullable<BigInt>, finished_at -> Nullable<BigInt>,
    }
}
table! {
    files (id) {
        id -> Binary, sha256 -> Binary, size -> BigInt, media_type -> Text, name -> Text, owner_kind -> Text,
        owner_id -> Binary, created_at -> BigInt,
    }
}
table! {
    occupancy (id) {
        id -> Binary, subject_kind -> Text, subject_id -> Binary, starts_at -> BigInt, ends_at -> BigInt,
        source_kind -> Text, source_id -> Binary,
    }
}

// accounts, api clients, notices
table! {
    users (id) {
        id -> Binary, username -> Text, display_name -> Text, pinyin -> Text, phone -> Nullable<Text>, email -> Nullable<Text>,
        password_hash -> Nullable<Text>, status -> Text, activation_generation -> Integer, must_change_password -> Bool,
        locale -> Text, privacy_version -> Nullable<Text>, privacy_accepted_at -> Nullable<BigInt>, created_at -> BigInt,
        version -> BigInt, in_register -> Bool,
    }
}
table! {
    grants (id) {
        id -> Binary, user_id -> Binary, role -> Text, scope_kind -> Text, region_code -> Nullable<Text>,
        institution_id -> Nullable<Binary>, cohort_id -> Nullable<Binary>, granted_by -> Nullable<Binary>, granted_at -> BigInt,
        withdrawn_by -> Nullable<Binary>, withdrawn_at -> Nullable<BigInt>, withdrawn_reason -> Nullable<Text>,
    }
}
table! {
    sessions (id) {
        id -> Binary, user_id -> Binary, grant_id -> Binary, token_hash -> Binary, previous_hash -> Nullable<Binary>,
        rotated_at -> BigInt, address -> Text, user_agent -> Text, created_at -> BigInt, expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>, revoked_reason -> Nullable<Text>,
    }
}
table! {
    api_clients (id) {
        id -> Binary, name -> Text, client_id -> Text, secret_hash -> Binary, client_scopes -> Text, scope_kind -> Text,
        region_code -> Nullable<Text>, institution_id -> Nullable<Binary>, created_by -> Binary, created_at -> BigInt,
        rotated_at -> Nullable<BigInt>, last_used_at -> Nullable<BigInt>, revoked_at -> Nullable<BigInt>,
    }
}
table! {
    notices (id) {
        id -> Binary, user_id -> Binary, kind -> Text, params -> Text, link -> Nullable<Text>, created_at -> BigInt,
        read_at -> Nullable<BigInt>,
    }
}
joinable!(grants -> users (user_id));
joinable!(sessions -> users (user_id));

// branches
table! {
    branches (id) {
        id -> Binary, region_code -> Text, name_zh -> Text, name_en -> Text, contacts -> Text, expert_team -> Text,
        priority -> Bool, priority_reason -> Nullable<Text>, version -> BigInt,
    }
}

// institutions, applications
table! {
    institutions (id) {
        id -> Binary, code -> Nullable<Text>, code_key -> Nullable<Text>, uscc -> Text, name -> Text, name_pinyin -> Text,
        level -> Text, region_code -> Text, pilot_status -> Text, majors -> Text, contact -> Text, status -> Text,
        created_at -> BigInt, updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    institution_applications (id) {
        id -> Binary, reference -> Text, secret_hash -> Binary, status -> Text, code -> Nullable<Text>, uscc -> Text,
        name -> Text, name_pinyin -> Text, level -> Text, region_code -> Text, pilot_status -> Text, majors -> Text,
        contact -> Text, administrator -> Text, scan_file_id -> Binary, remarks -> Nullable<Text>,
        decided_by -> Nullable<Binary>, decided_at -> Nullable<BigInt>, institution_id -> Nullable<Binary>,
        submitted_at -> BigInt, created_at -> BigInt, version -> BigInt,
    }
}

// editions
table! {
    editions (id) {
        id -> Binary, code -> Text, title_zh -> Text, title_en -> Text, year -> Integer, season -> Integer,
        issued_on -> Date, status -> Text, copied_from -> Nullable<Binary>, facts -> Text, version -> BigInt,
        calendar_version -> BigInt, rules_version -> BigInt, created_at -> BigInt,
    }
}
table! {
    edition_windows (edition_id, kind, period) {
        edition_id -> Binary, kind -> Text, period -> Integer, starts_on -> Date, ends_on -> Date, effect -> Text,
        clause -> Text,
    }
}
table! {
    edition_holidays (edition_id, starts_on) {
        edition_id -> Binary, starts_on -> Date, ends_on -> Date, name_zh -> Text, name_en -> Text, make_up -> Text,
    }
}
table! {
    exam_dates (id) {
        id -> Binary, edition_id -> Binary, period -> Integer, date -> Date, tentative -> Bool, clause -> Text,
    }
}
table! {
    courses (id) {
        id -> Binary, edition_id -> Binary, code -> Text, position -> Integer, title_zh -> Text, title_en -> Text,
        clause -> Text,
    }
}
table! {
    subjects (id) {
        id -> Binary, edition_id -> Binary, course_id -> Nullable<Binary>, code -> Text, position -> Integer,
        title_zh -> Text, title_en -> Text, source -> Text, clause -> Text,
    }
}
table! {
    majors (edition_id, level, position) {
        edition_id -> Binary, level -> Text, position -> Integer, title_zh -> Text, title_en -> Text,
    }
}
table! {
    rules (edition_id, rule) {
        edition_id -> Binary, rule -> Text, value -> Text, severity -> Text, source -> Text, clause -> Text,
        title_zh -> Text, title_en -> Text, version -> BigInt,
    }
}
table! {
    regional_rules (edition_id, rule, region_code) {
        edition_id -> Binary, rule -> Text, region_code -> Text, value -> Nullable<Text>, severity -> Nullable<Text>,
        reason -> Text,
    }
}
table! {
    edition_versions (edition_id, version) {
        edition_id -> Binary, version -> BigInt, kind -> Text, region_code -> Nullable<Text>, at -> BigInt,
        changed_by -> Nullable<Binary>, reason -> Nullable<Text>, changes -> Text,
    }
}

// imports
table! {
    imports (id) {
        id -> Binary, kind -> Text, institution_id -> Nullable<Binary>, region_code -> Nullable<Text>,
        subject_id -> Nullable<Binary>, file_id -> Nullable<Binary>, file_name -> Text, owner_id -> Binary, status -> Text,
        rows_new -> BigInt, rows_changed -> BigInt, rows_unchanged -> BigInt, rows_refused -> BigInt, ignored -> Text,
        problem -> Nullable<Text>, job_id -> Nullable<Binary>, created_at -> BigInt, settled_at -> Nullable<BigInt>,
        version -> BigInt,
    }
}
table! {
    import_rows (import_id, row_no) {
        import_id -> Binary, row_no -> Integer, outcome -> Text, fields -> Text, problems -> Text, changes -> Text,
        payload -> Nullable<Text>,
    }
}

// people
table! {
    persons (id) {
        id -> Binary, name -> Text, pinyin -> Text, gender -> Nullable<Text>, id_type -> Text, id_hash -> Binary,
        id_cipher -> Binary, created_at -> BigInt, version -> BigInt,
    }
}
table! {
    students (id) {
        id -> Binary, person_id -> Binary, user_id -> Binary, institution_id -> Binary, region_code -> Text, student_no -> Text,
        name -> Text, pinyin -> Text, gender -> Nullable<Text>, major -> Nullable<Text>, grade -> Nullable<Text>,
        admin_class -> Nullable<Text>, phone -> Nullable<Text>,
        status -> Text, created_at -> BigInt, updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    teachers (id) {
        id -> Binary, person_id -> Binary, user_id -> Binary, institution_id -> Binary, region_code -> Text, staff_no -> Text,
        name -> Text, pinyin -> Text, gender -> Nullable<Text>, major -> Nullable<Text>, phone -> Nullable<Text>,
        status -> Text, created_at -> BigInt, updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    member_history (id) {
        id -> Binary, member_kind -> Text, member_id -> Binary, at -> BigInt, actor_id -> Nullable<Binary>,
        action -> Text, reason -> Nullable<Text>, changes -> Text,
    }
}
table! {
    transfers (id) {
        id -> Binary, person_id -> Binary, student_id -> Binary, new_student_id -> Nullable<Binary>, name -> Text,
        from_institution_id -> Binary, from_region -> Text, to_institution_id -> Binary, to_region -> Text,
        student_no -> Text, major -> Nullable<Text>, grade -> Nullable<Text>, admin_class -> Nullable<Text>,
        phone -> Nullable<Text>, reason -> Text, status -> Text, source_by -> Nullable<Binary>,
        source_at -> Nullable<BigInt>, source_remarks -> Nullable<Text>, target_by -> Nullable<Binary>,
        target_at -> Nullable<BigInt>, target_remarks -> Nullable<Text>, requested_by -> Binary, requested_at -> BigInt,
        settled_at -> Nullable<BigInt>, version -> BigInt,
    }
}
joinable!(import_rows -> imports (import_id));
joinable!(students -> persons (person_id));
joinable!(students -> institutions (institution_id));
joinable!(teachers -> institutions (institution_id));
joinable!(students -> users (user_id));
joinable!(teachers -> persons (person_id));
joinable!(teachers -> users (user_id));

// cohorts
table! {
    cohorts (id) {
        id -> Binary, edition_id -> Binary, institution_id -> Binary, region_code -> Text, title -> Text,
        title_pinyin -> Text, major -> Text, kind -> Text, periods -> Text, status -> Text, deviations -> Text,
        submitted_by -> Nullable<Binary>, submitted_at -> Nullable<BigInt>, decided_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>, remarks -> Nullable<Text>, created_at -> BigInt, updated_at -> BigInt,
        version -> BigInt,
    }
}
table! {
    cohort_students (cohort_id, student_id) {
        cohort_id -> Binary, student_id -> Binary, edition_id -> Binary, live -> Bool, joined_at -> BigInt,
    }
}
table! { cohort_teachers (cohort_id, teacher_id) { cohort_id -> Binary, teacher_id -> Binary, } }
// results
table! {
    subject_results (id) {
        id -> Binary, edition_id -> Binary, exam_date_id -> Binary, subject_id -> Binary, student_id -> Binary,
        person_id -> Binary, institution_id -> Binary, region_code -> Text, status -> Text,
        score_hundredths -> Nullable<Integer>, recorded_by -> Binary, recorded_at -> BigInt, version -> BigInt,
    }
}
table! {
    subject_result_history (result_id, version) {
        result_id -> Binary, version -> BigInt, status -> Text, score_hundredths -> Nullable<Integer>,
        reason -> Nullable<Text>, import_id -> Nullable<Binary>, recorded_by -> Binary, recorded_at -> BigInt,
    }
}

// issuance
table! {
    issuance_runs (id) {
        id -> Binary, edition_id -> Binary, basis -> Text, region_code -> Nullable<Text>,
        institution_id -> Nullable<Binary>, include_revoked -> Bool, status -> Text, eligible -> BigInt, ineligible -> BigInt,
        already_held -> BigInt, issued -> BigInt, job_id -> Nullable<Binary>, prepared_by -> Binary,
        prepared_at -> BigInt, approved_by -> Nullable<Binary>, approved_at -> Nullable<BigInt>,
        ended_by -> Nullable<Binary>, ended_at -> Nullable<BigInt>, remarks -> Nullable<Text>, version -> BigInt,
    }
}
table! {
    issuance_items (id) {
        id -> Binary, run_id -> Binary, person_id -> Binary, student_id -> Nullable<Binary>,
        teacher_id -> Nullable<Binary>, institution_id -> Binary, region_code -> Text, name -> Text, code -> Text,
        outcome -> Text, reasons -> Text, certificate_id -> Nullable<Binary>,
    }
}

// certificates
table! { certificate_counters (series) { series -> Text, next_serial -> BigInt, } }
table! {
    certificates (id) {
        id -> Binary, number -> Text, kind -> Text, status -> Text, holder_person_id -> Binary,
        holder_user_id -> Nullable<Binary>, student_id -> Nullable<Binary>, teacher_id -> Nullable<Binary>,
        institution_id -> Binary, region_code -> Text, edition_id -> Binary, basis -> Text, run_id -> Nullable<Binary>,
        holder_name -> Text, holder_pinyin -> Text, institution_name -> Text, holder_name_key -> Text,
        snapshot -> Text, snapshot_hash -> Text, issued_at -> BigInt, supersedes_id -> Nullable<Binary>,
        status_at -> Nullable<BigInt>, status_reason -> Nullable<Text>, version -> BigInt,
    }
}
table! {
    certificate_seals (certificate_id) {
        certificate_id -> Binary, key_id -> Text, signature -> Binary, status_list -> BigInt, status_index -> BigInt,
        evidence -> Nullable<Text>, template_id -> Nullable<Binary>,
    }
}
table! {
    certificate_templates (id) {
        id -> Binary, kind -> Text, edition_id -> Nullable<Binary>, no -> BigInt, texts -> Text,
        seal_file_id -> Nullable<Binary>, background_file_id -> Nullable<Binary>, created_by -> Binary,
        created_at -> BigInt,
    }
}
table! {
    certificate_revocations (id) {
        id -> Binary, kind -> Text, status -> Text, reason -> Text, certificate_count -> BigInt, requested_by -> Binary,
        requested_at -> BigInt, approved_by -> Nullable<Binary>, rejected_by -> Nullable<Binary>,
        decided_at -> Nullable<BigInt>, remarks -> Nullable<Text>, version -> BigInt,
    }
}
table! {
    certificate_revocation_items (revocation_id, certificate_id) {
        revocation_id -> Binary, certificate_id -> Binary, replacement_id -> Nullable<Binary>,
    }
}
table! {
    certificate_prints (certificate_id, sha256) {
        certificate_id -> Binary, sha256 -> Binary, size -> BigInt, made_at -> BigInt,
    }
}
table! {
    certificate_print_jobs (id) {
        id -> Binary, format -> Text, status -> Text, filter -> Text, region_code -> Nullable<Text>,
        institution_id -> Nullable<Binary>, total -> BigInt, printed -> Nullable<BigInt>,
        omitted_count -> Nullable<BigInt>, omitted -> Nullable<Text>, sha256 -> Nullable<Binary>,
        size -> Nullable<BigInt>, blob -> Nullable<Binary>, file_id -> Nullable<Binary>, problem -> Nullable<Text>,
        job_id -> Nullable<Binary>, created_by -> Binary, created_at -> BigInt, finished_at -> Nullable<BigInt>,
    }
}
table! {
    certificate_shares (id) {
        id -> Binary, certificate_id -> Binary, token_hash -> Binary, label -> Nullable<Text>, created_by -> Binary,
        created_at -> BigInt, ends_at -> BigInt, revoked_at -> Nullable<BigInt>,
    }
}

// registries
table! {
    registry_exports (id) {
        id -> Binary, format -> Text, status -> Text, filter -> Text, region_code -> Nullable<Text>,
        after_id -> Nullable<Binary>, log_from -> BigInt, log_to -> BigInt, document_numbers -> Bool,
        reason -> Nullable<Text>, counts -> Nullable<Text>, sha256 -> Nullable<Binary>, size -> Nullable<BigInt>,
        blob -> Nullable<Binary>, file_id -> Nullable<Binary>, problem -> Nullable<Text>, job_id -> Nullable<Binary>,
        created_by -> Binary, created_at -> BigInt, finished_at -> Nullable<BigInt>,
    }
}
table! {
    registry_receipts (certificate_id) {
        certificate_id -> Binary, national_number -> Text, receipt_number -> Text, received_on -> Date,
        import_id -> Binary, recorded_by -> Binary, recorded_at -> BigInt, version -> BigInt,
    }
}

// transparency_log
table! {
    log_leaves (idx) { idx -> BigInt, kind -> Text, certificate_id -> Binary, sha256 -> Binary, entry -> Text, }
}
table! { log_tiles (level, idx) { level -> Integer, idx -> BigInt, hashes -> Binary, } }
table! { log_heads (size) { size -> BigInt, root -> Binary, at -> BigInt, note -> Text, } }
table! { log_state (id) { id -> Integer, size -> BigInt, at -> BigInt, } }

// status_lists
table! {
    status_lists (id) {
        id -> BigInt, size -> BigInt, used -> BigInt, version -> BigInt, changed_at -> BigInt,
    }
}

// credentials
table! {
    credential_forms (certificate_id, form) {
        certificate_id -> Binary, form -> Text, sha256 -> Binary, body -> Binary, made_at -> BigInt,
    }
}

// training_batches
table! {
    training_batches (id) {
        id -> Binary, edition_id -> Binary, period -> Integer, title -> Text, title_pinyin -> Text,
        opened_by_region -> Nullable<Text>, enrol_from -> BigInt, enrol_until -> BigInt, starts_on -> Date, ends_on -> Date,
        places -> Integer, taken -> Integer, next_seq -> BigInt, planned_hours -> Integer, national_plan -> Bool,
        syllabus -> Text, design_until -> Nullable<BigInt>, status -> Text, warnings -> Text, remarks -> Nullable<Text>,
        created_by -> Binary, created_at -> BigInt, updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    training_batch_regions (batch_id, region_code) { batch_id -> Binary, region_code -> Text, }
}
table! { training_trainers (user_id) { user_id -> Binary, version -> BigInt, } }
table! {
    training_batch_trainers (batch_id, user_id) {
        batch_id -> Binary, user_id -> Binary, region_code -> Nullable<Text>, from_date -> Nullable<Date>,
        until_date -> Nullable<Date>,
    }
}
table! {
    training_materials (id) {
        id -> Binary, batch_id -> Binary, position -> Integer, title -> Text, url -> Nullable<Text>,
        file_id -> Nullable<Binary>, created_at -> BigInt,
    }
}
table! {
    trainer_absences (id) {
        id -> Binary, user_id -> Binary, starts_at -> BigInt, ends_at -> BigInt, reason -> Text, created_by -> Binary,
        created_at -> BigInt,
    }
}

// training_enrolments
table! {
    training_enrolments (id) {
        id -> Binary, batch_id -> Binary, edition_id -> Binary, period -> Integer, teacher_id -> Binary,
        person_id -> Binary, user_id -> Binary, institution_id -> Binary, region_code -> Text, level -> Text,
        seq -> BigInt, status -> Text, live -> Bool, blind_code -> Text, enrolled_by -> Binary, enrolled_at -> BigInt,
        promoted_at -> Nullable<BigInt>, ended_at -> Nullable<BigInt>, reason -> Nullable<Text>, updated_at -> BigInt,
        version -> BigInt, class_id -> Nullable<Binary>,
    }
}

// training_classes
table! {
    training_classes (id) {
        id -> Binary, batch_id -> Binary, edition_id -> Binary, period -> Integer, title -> Text, title_pinyin -> Text,
        region_code -> Text, status -> Text, starts_on -> Date, ends_on -> Date, deviations -> Text,
        started_at -> Nullable<BigInt>, started_by -> Nullable<Binary>, finished_at -> Nullable<BigInt>,
        finished_by -> Nullable<Binary>, remarks -> Nullable<Text>, created_at -> BigInt, updated_at -> BigInt,
        version -> BigInt,
    }
}
table! {
    training_class_regions (class_id, region_code) { class_id -> Binary, region_code -> Text, }
}
table! {
    training_class_trainers (class_id, user_id) { class_id -> Binary, user_id -> Binary, position -> Integer, }
}
table! {
    training_merges (id) {
        id -> Binary, batch_id -> Binary, source_batch_id -> Binary, region_code -> Text, with_region_code -> Text,
        low -> Text, high -> Text, reason -> Text, status -> Text, proposed_by -> Binary, proposed_at -> BigInt,
        source_by -> Nullable<Binary>, source_at -> Nullable<BigInt>, target_by -> Nullable<Binary>,
        target_at -> Nullable<BigInt>, ended_at -> Nullable<BigInt>, remarks -> Nullable<Text>, version -> BigInt,
    }
}
table! {
    live_plans (class_kind, class_id) {
        class_kind -> Text, class_id -> Binary, version -> BigInt,
    }
}
table! {
    live_sessions (id) {
        id -> Binary, class_kind -> Text, class_id -> Binary, region_code -> Text, institution_id -> Nullable<Binary>,
        title -> Text, host_user_id -> Binary, starts_at -> BigInt, ends_at -> BigInt, minutes -> Integer,
        provider -> Text, room -> Text, provider_state -> Text, status -> Text, actual_start -> Nullable<BigInt>,
        actual_end -> Nullable<BigInt>, held_minutes -> Nullable<Integer>, unrecorded -> Nullable<Text>,
        sequence -> Integer, remarks -> Nullable<Text>, created_by -> Binary, created_at -> BigInt,
        updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    live_presences (id) {
        id -> Binary, session_id -> Binary, external_id -> Text, user_id -> Nullable<Binary>, shown_name -> Text,
        joined_at -> BigInt, left_at -> Nullable<BigInt>,
    }
}
table! {
    live_events (session_id, digest) {
        session_id -> Binary, digest -> Binary, kind -> Text, external_id -> Nullable<Text>, at -> BigInt,
        received_at -> BigInt,
    }
}
table! {
    live_attendance (session_id, user_id) {
        session_id -> Binary, user_id -> Binary, minutes -> Integer, source -> Text, corrected -> Bool,
        reason -> Nullable<Text>, recorded_by -> Nullable<Binary>, recorded_at -> BigInt, version -> BigInt,
    }
}
table! {
    live_attendance_history (session_id, user_id, version) {
        session_id -> Binary, user_id -> Binary, version -> BigInt, minutes -> Integer, source -> Text,
        corrected -> Bool, reason -> Nullable<Text>, recorded_by -> Nullable<Binary>, recorded_at -> BigInt,
    }
}
table! {
    attendance_files (id) {
        id -> Binary, session_id -> Binary, file_id -> Nullable<Binary>, file_name -> Text, program -> Text,
        status -> Text, sheet -> Nullable<Text>, rows_read -> Integer, ignored -> Text, faults -> Text,
        uploaded_by -> Binary, uploaded_at -> BigInt, settled_at -> Nullable<BigInt>, version -> BigInt,
    }
}
table! {
    attendance_rows (file_id, row_no) {
        file_id -> Binary, row_no -> Integer, shown_name -> Text, joined_at -> Nullable<BigInt>,
        left_at -> Nullable<BigInt>, seconds -> Nullable<Integer>, outcome -> Text,
        matched_by -> Nullable<Text>, candidates -> Text, user_id -> Nullable<Binary>,
    }
}
table! {
    calendar_feeds (id) {
        id -> Binary, user_id -> Binary, grant_id -> Binary, token_hash -> Binary, label -> Text,
        created_at -> BigInt, last_used_at -> Nullable<BigInt>, revoked_at -> Nullable<BigInt>,
    }
}

// papers
table! {
    papers (id) {
        id -> Binary, edition_id -> Binary, title -> Text, title_pinyin -> Text, status -> Text, multiple_marks -> Text,
        time_limit_minutes -> Integer, created_by -> Binary, published_at -> Nullable<BigInt>, created_at -> BigInt,
        updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    paper_questions (id) {
        id -> Binary, paper_id -> Binary, position -> Integer, kind -> Text, stem -> Text, options -> Text, answer -> Text,
        points_hundredths -> Integer,
    }
}

// training_tests
table! {
    training_tests (id) {
        id -> Binary, batch_id -> Binary, paper_id -> Binary, opens_at -> BigInt, closes_at -> BigInt,
        max_attempts -> Integer, announced_at -> Nullable<BigInt>, reminded_at -> Nullable<BigInt>, created_by -> Binary,
        created_at -> BigInt, updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    test_attempts (id) {
        id -> Binary, test_id -> Binary, enrolment_id -> Binary, no -> Integer, seed -> BigInt, started_at -> BigInt,
        deadline -> BigInt, ended_at -> Nullable<BigInt>, status -> Text, score_hundredths -> Nullable<Integer>,
        marks -> Nullable<Text>,
    }
}
table! {
    test_answers (attempt_id, question_id) {
        attempt_id -> Binary, question_id -> Binary, answer -> Text, saved_at -> BigInt, revision -> Integer,
    }
}

// uploads
table! {
    uploads (id) {
        id -> Binary, user_id -> Binary, purpose -> Text, name -> Text, size -> BigInt, offset_bytes -> BigInt,
        created_at -> BigInt, expires_at -> BigInt, version -> BigInt,
    }
}
table! {
    upload_chunks (upload_id, offset_bytes) {
        upload_id -> Binary, offset_bytes -> BigInt, size -> BigInt, key -> Text,
    }
}

// teaching_designs
table! {
    teaching_designs (id) {
        id -> Binary, enrolment_id -> Binary, batch_id -> Binary, judged_version_id -> Nullable<Binary>,
        created_at -> BigInt, version -> BigInt,
    }
}
table! {
    teaching_design_versions (id) {
        id -> Binary, design_id -> Binary, no -> Integer, file_id -> Binary, kind -> Text, size -> BigInt, sha256 -> Binary,
        title -> Text, submitted_at -> BigInt,
    }
}

// expert_reviews
table! {
    rubrics (id) {
        id -> Binary, edition_id -> Binary, no -> Integer, criteria -> Text, source -> Text,
        created_by -> Nullable<Binary>, created_at -> BigInt,
    }
}
table! { panels (batch_id) { batch_id -> Binary, updated_at -> BigInt, version -> BigInt, } }
table! {
    panel_experts (batch_id, user_id) {
        batch_id -> Binary, user_id -> Binary, lead -> Bool, max_reviews -> Nullable<Integer>, added_by -> Binary,
        added_at -> BigInt, removed_at -> Nullable<BigInt>,
    }
}
table! {
    expert_affiliations (user_id, institution_id) {
        user_id -> Binary, institution_id -> Binary, declared_by -> Binary, declared_at -> BigInt,
    }
}
table! {
    expert_reviews (id) {
        id -> Binary, batch_id -> Binary, enrolment_id -> Binary, version_id -> Binary, rubric_id -> Binary,
        expert_user_id -> Binary, slot -> Integer, status -> Text, scores -> Nullable<Text>,
        total_hundredths -> Nullable<Integer>, remarks -> Nullable<Text>, assigned_at -> BigInt, due_at -> BigInt,
        submitted_at -> Nullable<BigInt>, reason -> Nullable<Text>, updated_at -> BigInt, version -> BigInt,
    }
}
// A view: who must not judge whom, and why.
table! {
    expert_conflicts (user_id, enrolment_id, ground) { user_id -> Binary, enrolment_id -> Binary, ground -> Text, }
}

// training_assessments
table! {
    training_judgements (id) {
        id -> Binary, enrolment_id -> Binary, batch_id -> Binary, status -> Text, learning -> Nullable<Integer>,
        test -> Nullable<Integer>, design -> Nullable<Integer>, composite -> Nullable<Integer>, arithmetic -> Text,
        proposed -> Nullable<Text>, result -> Nullable<Text>, overridden -> Bool, reason -> Nullable<Text>,
        rules_version -> BigInt, proposed_by -> Nullable<Binary>, proposed_at -> Nullable<BigInt>,
        confirmed_by -> Nullable<Binary>, confirmed_at -> Nullable<BigInt>, reopened_by -> Nullable<Binary>,
        updated_at -> BigInt, version -> BigInt,
    }
}
table! {
    training_judgement_history (judgement_id, version) {
        judgement_id -> Binary, version -> BigInt, status -> Text, learning -> Nullable<Integer>,
        test -> Nullable<Integer>, design -> Nullable<Integer>, composite -> Nullable<Integer>, arithmetic -> Text,
        proposed -> Nullable<Text>, result -> Nullable<Text>, overridden -> Bool, reason -> Nullable<Text>,
        rules_version -> BigInt, confirmed_by -> Nullable<Binary>, recorded_by -> Nullable<Binary>, recorded_at -> BigInt,
    }
}

// guidance, coursework
table! {
    guidance_requests (id) {
        id -> Binary, class_id -> Binary, enrolment_id -> Binary, question -> Text, asked_at -> BigInt, due_at -> BigInt,
        status -> Text, answered_by -> Nullable<Binary>, answered_at -> Nullable<BigInt>, updated_at -> BigInt,
        version -> BigInt,
    }
}
table! {
    guidance_records (id) {
        id -> Binary, class_id -> Binary, enrolment_id -> Binary, given_by -> Binary, kind -> Text, given_at -> BigInt,
        minutes -> Integer, note -> Nullable<Text>, request_id -> Nullable<Binary>, created_at -> BigInt,
    }
}
table! {
    class_tasks (id) {
        id -> Binary, class_id -> Binary, title -> Text, description -> Text, due_at -> BigInt, created_by -> Binary,
        created_at -> BigInt, updated_at -> BigInt, withdrawn_at -> Nullable<BigInt>, version -> BigInt,
    }
}
table! {
    task_hand_ins (task_id, enrolment_id) {
        task_id -> Binary, enrolment_id -> Binary, body -> Nullable<Text>, file_id -> Nullable<Binary>,
        handed_in_at -> BigInt, late -> Bool, read_by -> Nullable<Binary>, read_at -> Nullable<BigInt>,
        remarks -> Nullable<Text>, version -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(
    meta,
    issuer_keys,
    audit_events,
    idempotency_keys,
    jobs,
    files,
    occupancy,
    users,
    grants,
    sessions,
    api_clients,
    notices,
    branches,
    institutions,
    institution_applications,
    editions,
    edition_windows,
    edition_holidays,
    exam_dates,
    courses,
    subjects,
    majors,
    rules,
    regional_rules,
    edition_versions,
    imports,
    import_rows,
    persons,
    students,
    teachers,
    member_history,
    transfers,
    cohorts,
    cohort_students,
    cohort_teachers,
    certificate_counters,
    certificates,
    certificate_revocations,
    certificate_revocation_items,
    certificate_seals,
    certificate_prints,
    certificate_print_jobs,
    certificate_templates,
    certificate_shares,
    log_leaves,
    log_tiles,
    log_heads,
    log_state,
    status_lists,
    credential_forms,
    registry_exports,
    registry_receipts,
    subject_results,
    subject_result_history,
    issuance_runs,
    issuance_items,
    training_batches,
    training_batch_regions,
    training_trainers,
    training_batch_trainers,
    training_materials,
    trainer_absences,
    training_enrolments,
    training_classes,
    training_class_regions,
    training_class_trainers,
    training_merges,
    live_plans,
    live_sessions,
    live_presences,
    live_events,
    live_attendance,
    live_attendance_history,
    attendance_files,
    attendance_rows,
    calendar_feeds,
    papers,
    paper_questions,
    training_tests,
    test_attempts,
    test_answers,
    uploads,
    upload_chunks,
    teaching_designs,
    teaching_design_versions,
    rubrics,
    panels,
    panel_experts,
    expert_affiliations,
    expert_reviews,
    expert_conflicts,
    training_judgements,
    training_judgement_history,
    guidance_requests,
    guidance_records,
    class_tasks,
    task_hand_ins,
);

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    live_sessions::class_id,
    live_attendance::user_id
);
