//! `/teachers` and `/teacher-imports`.

use super::import::TeacherImport;
use super::model::{Teacher, TeacherCreate, TeacherQuery, TeacherUpdate};
use crate::domains::imports::InstitutionImportForm;
use crate::domains::people::members::http::member_operations;
use crate::domains::people::members::model::MemberView;
use crate::domains::people::model::MemberKind;

member_operations! {
    kind: MemberKind::Teacher, tag: "teachers", file: "教师", view: Teacher, create: TeacherCreate, update: TeacherUpdate,
    query: TeacherQuery, import: TeacherImport,
    list: "list_teachers", new: "create_teacher" at "/teachers",
    one: "get_teacher", change: "update_teacher" at "/teachers/{id}",
    correct: "correct_teacher" at "/teachers/{id}/corrections",
    suspend: "suspend_teacher" at "/teachers/{id}/suspend",
    resume: "resume_teacher" at "/teachers/{id}/resume",
    leave: "leave_teacher" at "/teachers/{id}/leave",
    reveal: "reveal_teacher" at "/teachers/{id}/reveal",
    history: "teacher_history" at "/teachers/{id}/history",
    export: "export_teachers" at "/teachers/export.xlsx",
    template: "teacher_import_template" at "/teachers/import-template.xlsx"
}

crate::import_operations! {
    mod imports;
    kind: TeacherImport, form: InstitutionImportForm, tag: "teachers",
    list: "list_teacher_imports", start: "start_teacher_import" at "/teacher-imports",
    find: "get_teacher_import" at "/teacher-imports/{id}",
    rows: "list_teacher_import_rows" at "/teacher-imports/{id}/rows",
    refused: "download_refused_teacher_rows" at "/teacher-imports/{id}/refused.xlsx",
    commit: "commit_teacher_import" at "/teacher-imports/{id}/commit",
    discard: "discard_teacher_import" at "/teacher-imports/{id}/discard"
}
