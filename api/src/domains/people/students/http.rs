//! `/students` and `/student-imports`.

use super::import::StudentImport;
use super::model::{Student, StudentCreate, StudentQuery, StudentUpdate};
use crate::domains::imports::InstitutionImportForm;
use crate::domains::people::members::http::member_operations;
use crate::domains::people::members::model::MemberView;
use crate::domains::people::model::MemberKind;

member_operations! {
    kind: MemberKind::Student, tag: "students", file: "学生", view: Student, create: StudentCreate, update: StudentUpdate,
    query: StudentQuery, import: StudentImport,
    list: "list_students", new: "create_student" at "/students",
    one: "get_student", change: "update_student" at "/students/{id}",
    correct: "correct_student" at "/students/{id}/corrections",
    suspend: "suspend_student" at "/students/{id}/suspend",
    resume: "resume_student" at "/students/{id}/resume",
    leave: "leave_student" at "/students/{id}/leave",
    reveal: "reveal_student" at "/students/{id}/reveal",
    history: "student_history" at "/students/{id}/history",
    export: "export_students" at "/students/export.xlsx",
    template: "student_import_template" at "/students/import-template.xlsx"
}

crate::import_operations! {
    mod imports;
    kind: StudentImport, form: InstitutionImportForm, tag: "students",
    list: "list_student_imports", start: "start_student_import" at "/student-imports",
    find: "get_student_import" at "/student-imports/{id}",
    rows: "list_student_import_rows" at "/student-imports/{id}/rows",
    refused: "download_refused_student_rows" at "/student-imports/{id}/refused.xlsx",
    commit: "commit_student_import" at "/student-imports/{id}/commit",
    discard: "discard_student_import" at "/student-imports/{id}/discard"
}
