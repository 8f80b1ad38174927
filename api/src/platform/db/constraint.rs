//! From a violated constraint to the code a client understands, for both engines, in one table.
//!
//! PostgreSQL reports the constraint's name; SQLite reports the columns of a unique index and the text
//! that a trigger raised. Both are looked up here; a violation that is not listed is an internal error.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind};

use crate::platform::error::{Code, Error};

/// One row: the constraint's name on PostgreSQL (and in SQLite triggers), SQLite's column list, the code.
pub type ConstraintRow = (&'static str, &'static str, Code);

/// Every constraint whose violation a caller can cause.
pub const CONSTRAINTS: &[ConstraintRow] = &[
    ("users_username_key", "users.username", Code::UsernameTaken),
    ("users_username_lower_key", "index 'users_username_lower_key'", Code::UsernameTaken),
    ("users_phone_key", "users.phone", Code::PhoneTaken),
    ("users_email_key", "users.email", Code::EmailTaken),
    ("grants_live_key", "index 'grants_live_key'", Code::AlreadyExists),
    ("institutions_uscc_key", "institutions.uscc", Code::UsccTaken),
    ("institutions_code_key", "institutions.code_key", Code::InstitutionCodeTaken),
    (
        "cohort_students_live_key",
        "cohort_students.edition_id, cohort_students.student_id",
        Code::AlreadyInCohort,
    ),
    ("training_batches_places", "training_batches_places", Code::Conflict),
    (
        "training_enrolments_live_key",
        "training_enrolments.edition_id, training_enrolments.person_id",
        Code::AlreadyEnrolled,
    ),
    (
        "training_enrolments_passed_key",
        "training_enrolments.person_id, training_enrolments.edition_id",
        Code::TrainingPassed,
    ),
    ("training_classes_trainer", "training_classes_trainer", Code::RuleViolated),
    (
        "training_merges_open_key",
        "training_merges.batch_id, training_merges.low, training_merges.high",
        Code::AlreadyExists,
    ),
    ("training_merges_two_people", "training_merges_two_people", Code::SamePerson),
    ("papers_published", "papers_published", Code::StateForbids),
    ("training_tests_batch_key", "training_tests.batch_id", Code::AlreadyExists),
    (
        "test_attempts_open_key",
        "test_attempts.enrolment_id, test_attempts.test_id",
        Code::AlreadyExists,
    ),
    (
        "test_attempts_no_key",
        "test_attempts.test_id, test_attempts.enrolment_id, test_attempts.no",
        Code::Conflict,
    ),
    ("test_attempts_fixed", "test_attempts_fixed", Code::StateForbids),
    ("test_answers_deadline", "test_answers_deadline", Code::DeadlinePassed),
    ("test_answers_stay", "test_answers_stay", Code::StateForbids),
    ("uploads_offset", "uploads_offset", Code::UploadOffset),
    (
        "upload_chunks_pkey",
        "upload_chunks.upload_id, upload_chunks.offset_bytes",
        Code::UploadOffset,
    ),
    ("teaching_designs_enrolment_key", "teaching_designs.enrolment_id", Code::AlreadyExists),
    (
        "teaching_design_versions_no_key",
        "teaching_design_versions.design_id, teaching_design_versions.no",
        Code::Conflict,
    ),
    ("teaching_designs_deadline", "teaching_designs_deadline", Code::DeadlinePassed),
    ("teaching_design_versions_fixed", "teaching_design_versions_fixed", Code::StateForbids),
    ("guidance_requests_open_key", "guidance_requests.enrolment_id", Code::AlreadyExists),
    ("guidance_records_request_key", "guidance_records.request_id", Code::StateForbids),
    ("task_hand_ins_pkey", "task_hand_ins.task_id, task_hand_ins.enrolment_id", Code::Conflict),
    ("editions_code_key", "editions.code", Code::AlreadyExists),
    ("editions_year_season_key", "editions.year, editions.season", Code::AlreadyExists),
    (
        "certificates_live_key",
        "certificates.holder_person_id, certificates.kind",
        Code::CertificateHeld,
    ),
    ("issuance_runs_two_people", "issuance_runs_two_people", Code::SamePerson),
    (
        "subject_results_sitting_key",
        "subject_results.person_id, subject_results.exam_date_id, subject_results.subject_id",
        Code::AlreadyExists,
    ),
    (
        "registry_receipts_national_number_key",
        "registry_receipts.national_number",
        Code::AlreadyExists,
    ),
    (
        "certificate_templates_edition_key",
        "certificate_templates.kind, certificate_templates.edition_id, certificate_templates.no",
        Code::AlreadyExists,
    ),
    (
        "certificate_templates_general_key",
        "certificate_templates.kind, certificate_templates.no",
        Code::AlreadyExists,
    ),
    ("certificate_revocations_two_people", "certificate_revocations_two_people", Code::SamePerson),
    ("expert_reviews_conflict", "expert_reviews_conflict", Code::ConflictOfInterest),
    (
        "expert_reviews_expert_key",
        "expert_reviews.enrolment_id, expert_reviews.expert_user_id",
        Code::SamePerson,
    ),
    (
        "expert_reviews_slot_key",
        "expert_reviews.enrolment_id, expert_reviews.slot",
        Code::AlreadyExists,
    ),
    ("expert_reviews_third", "expert_reviews_third", Code::StateForbids),
    ("expert_reviews_immutable", "expert_reviews_immutable", Code::StateForbids),
    ("rubrics_edition_key", "rubrics.edition_id, rubrics.no", Code::AlreadyExists),
    ("training_judgements_enrolment_key", "training_judgements.enrolment_id", Code::AlreadyExists),
    ("training_judgements_parts", "training_judgements_parts", Code::RuleViolated),
    ("training_judgements_two_people", "training_judgements_two_people", Code::SamePerson),
    ("training_judgements_reopened", "training_judgements_reopened", Code::SamePerson),
    ("training_judgements_conflict", "training_judgements_conflict", Code::ConflictOfInterest),
    ("training_judgements_lead", "training_judgements_lead", Code::Forbidden),
    ("training_judgements_immutable", "training_judgements_immutable", Code::StateForbids),
    ("training_judgements_held", "training_judgements_held", Code::StateForbids),
    ("training_enrolments_judged", "training_enrolments_judged", Code::RuleViolated),
    ("certificates_training_ground", "certificates_training_ground", Code::RuleViolated),
    ("occupancy_overlap", "occupancy_overlap", Code::DoubleBooked),
    ("persons_id_hash_key", "persons.id_hash", Code::AlreadyExists),
    (
        "students_student_no_key",
        "students.institution_id, students.student_no",
        Code::AlreadyExists,
    ),
    ("students_person_live_key", "students.person_id", Code::IdentityConflict),
    ("teachers_staff_no_key", "teachers.institution_id, teachers.staff_no", Code::AlreadyExists),
    ("teachers_person_key", "teachers.institution_id, teachers.person_id", Code::AlreadyExists),
    ("transfers_open_key", "transfers.student_id", Code::AlreadyExists),
    (
        "idempotency_keys_pkey",
        "idempotency_keys.principal, idempotency_keys.key",
        Code::IdempotencyConflict,
    ),
];

/// Translates a violation; `None` leaves it to the caller to treat as internal.
pub(super) fn code(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> Option<Code> {
    let message = info.message();
    let name = info.constraint_name().unwrap_or_default();
    CONSTRAINTS
        .iter()
        .find(|(pg, sqlite, _)| {
            name == *pg
                || message == *pg
                || message
                    .strip_prefix("UNIQUE constraint failed: ")
                    .or_else(|| message.strip_prefix("CHECK constraint failed: "))
                    .is_some_and(|columns| columns == *sqlite)
        })
        .map(|(_, _, code)| *code)
}

impl From<diesel::result::Error> for Error {
    fn from(e: diesel::result::Error) -> Self {
        use diesel::result::Error as D;
        match &e {
            D::NotFound => Error::new(Code::NotFound),
            D::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Error::new(Code::Overloaded).retry_after(1)
            }
            D::DatabaseError(_, info) => {
                let busy = ["database is locked", "deadlock detected", "lock timeout"];
                if let Some(code) = code(info.as_ref()) {
                    Error::new(code)
                } else if busy.iter().any(|b| info.message().contains(b)) {
                    Error::new(Code::Overloaded).retry_after(1)
                } else {
                    Error::internal(e.into())
                }
            }
            _ => Error::internal(e.into()),
        }
    }
}
