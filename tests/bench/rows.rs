//! Rows as the bench puts them into the database and reads them back, column by column like the tables.

use diesel::prelude::*;
use onex::platform::db::{Id, Ts};
use onex::schema::{certificates, grants, institutions, persons, students, subject_results, users};

/// `None` is written as NULL, so that any batch is one statement with one row each.
macro_rules! row {
    ($name:ident of $table:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        #[derive(Debug, Clone, Queryable, Selectable, Insertable)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        pub struct $name { $(pub $field: $type),+ }
    };
}

row!(Institution of institutions {
    id: Id, code: Option<String>, code_key: Option<String>, uscc: String, name: String, name_pinyin: String,
    level: String, region_code: String, pilot_status: String, majors: String, contact: String, status: String,
    created_at: Ts, updated_at: Ts, version: i64,
});

row!(Person of persons {
    id: Id, name: String, pinyin: String, gender: Option<String>, id_type: String, id_hash: Vec<u8>,
    id_cipher: Vec<u8>, created_at: Ts, version: i64,
});

row!(User of users {
    id: Id, username: String, display_name: String, pinyin: String, phone: Option<String>, email: Option<String>,
    password_hash: Option<String>, status: String, activation_generation: i32, must_change_password: bool,
    locale: String, privacy_version: Option<String>, privacy_accepted_at: Option<Ts>, created_at: Ts, version: i64,
    in_register: bool,
});

row!(Grant of grants {
    id: Id, user_id: Id, role: String, scope_kind: String, region_code: Option<String>, institution_id: Option<Id>,
    cohort_id: Option<Id>, granted_by: Option<Id>, granted_at: Ts, withdrawn_by: Option<Id>, withdrawn_at: Option<Ts>,
    withdrawn_reason: Option<String>,
});

row!(Student of students {
    id: Id, person_id: Id, user_id: Id, institution_id: Id, region_code: String, student_no: String, name: String,
    pinyin: String, gender: Option<String>, major: Option<String>, grade: Option<String>, admin_class: Option<String>,
    phone: Option<String>, status: String, created_at: Ts, updated_at: Ts, version: i64,
});

row!(SubjectResult of subject_results {
    id: Id, edition_id: Id, exam_date_id: Id, subject_id: Id, student_id: Id, person_id: Id, institution_id: Id,
    region_code: String, status: String, score_hundredths: Option<i32>, recorded_by: Id, recorded_at: Ts, version: i64,
});

row!(Certificate of certificates {
    id: Id, number: String, kind: String, status: String, holder_person_id: Id, holder_user_id: Option<Id>,
    student_id: Option<Id>, teacher_id: Option<Id>, institution_id: Id, region_code: String, edition_id: Id,
    basis: String, run_id: Option<Id>, holder_name: String, holder_pinyin: String, institution_name: String,
    holder_name_key: String, snapshot: String, snapshot_hash: String, issued_at: Ts, supersedes_id: Option<Id>,
    status_at: Option<Ts>, status_reason: Option<String>, version: i64,
});

/// Writes rows in batches of a thousand, each one statement.
#[macro_export]
macro_rules! insert_batches {
    ($conn:expr, $table:path, $rows:expr) => {{
        for batch in $rows.chunks(1000) {
            onex::on_native!(&mut *$conn, c => diesel::insert_into($table).values(batch).execute(c))?;
        }
    }};
}
