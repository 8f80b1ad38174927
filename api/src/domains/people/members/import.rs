//! Students and teachers from spreadsheets.

use std::collections::HashMap;
use std::time::Duration;

use onex_sheets::Column;

use super::super::identity::{self, Applicant, DOCUMENT_NAMES, Fault};
use super::super::model::MemberKind;
use super::enrol::{self, Verdict};
use crate::domains::imports::{Accepted, Context, Judgement, Outcome, Reader, Target, moved_on};
use crate::domains::institutions;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::throttle::Limit;

/// How many people known elsewhere an institution may run into within an hour: enough for an intake,
/// too few to find out where people of a long list study.
pub const CONFLICTS: Limit = Limit { failures: 200, window: Duration::from_secs(3600) };

/// The counter of an institution's conflicts.
pub fn conflict_key(institution: Id) -> String {
    format!("identity:{institution}")
}

/// The institution that a caller means: the one named, or the one they act for.
///
/// # Errors
/// 422 when neither is there; `not_found` outside the caller's scope.
pub fn institution(conn: &mut Conn, caller: &Caller, named: Option<Id>) -> Result<Id> {
    let id = named.or(caller.scope.institution()).ok_or_else(|| {
        Error::field("/institution_id", "required", "say which institution is meant")
    })?;
    let brief = institutions::brief(conn, id)?;
    if caller.scope.covers_institution(id, &brief.region_code) {
        Ok(id)
    } else {
        Err(Error::new(Code::NotFound))
    }
}

/// Where the rows of a file go.
pub fn target(conn: &mut Conn, caller: &Caller, form: &HashMap<String, String>) -> Result<Target> {
    let named = match form.get("institution_id").map(|t| t.trim()).filter(|t| !t.is_empty()) {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            Error::field("/institution_id", "format", "is no id of an institution")
        })?),
    };
    let id = institution(conn, caller, named)?;
    let brief = institutions::brief(conn, id)?;
    Ok(Target { institution_id: Some(id), region_code: Some(brief.region_code), subject_id: None })
}

/// Reads one row.
pub fn read(
    kind: MemberKind,
    context: &Context<'_>,
    row: &mut Reader<'_, '_>,
) -> Result<Option<Applicant>> {
    fn take<T>(row: &mut Reader<'_, '_>, checked: std::result::Result<T, Fault>) -> Option<T> {
        checked.map_err(|f| row.refuse(f.field, f.code, f.message)).ok()
    }
    let number = row.required(kind.number_field());
    let number = number.and_then(|t| take(row, identity::number(kind, &t)));
    let name = row.required("name").and_then(|t| take(row, identity::name(&t)));
    let id_type = match row.text("id_type") {
        None => Some(None),
        Some(text) => take(row, identity::document_type(&text)).map(Some),
    };
    let id_number = row.required_secret("id_number");
    let document = match (id_type, id_number) {
        (Some(kind), Some(raw)) => take(row, identity::document(kind, &raw, context.today)),
        _ => None,
    };
    let gender = row.text("gender").and_then(|t| take(row, identity::gender(&t)));
    let gender = match &document {
        Some(document) => take(row, identity::agreed_gender(gender, document)).flatten(),
        None => gender,
    };
    let major = row.limited("major", 100);
    let (grade, admin_class) = match kind {
        MemberKind::Student => (row.limited("grade", 20), row.limited("admin_class", 50)),
        MemberKind::Teacher => (None, None),
    };
    let phone = row.text("phone").and_then(|t| take(row, identity::phone(&t)));
    let (Some(number), Some(name), Some(document)) = (number, name, document) else {
        return Ok(None);
    };
    if !row.is_sound() {
        return Ok(None);
    }
    let applicant = Applicant::new(&context.state.keys, name, gender, &document, number)?;
    row.unique(kind.number_field(), applicant.number.as_bytes());
    row.unique("id_number", &applicant.id_hash);
    Ok(Some(Applicant { major, grade, admin_class, phone, ..applicant }))
}

fn place(context: &Context<'_>) -> Result<Id> {
    context.import.institution_id.ok_or_else(|| Error::new(Code::NotFound))
}

/// Compares rows with who is on the list.
pub fn judge(
    kind: MemberKind,
    conn: &mut Conn,
    context: &Context<'_>,
    rows: &[Applicant],
) -> Result<Vec<Judgement>> {
    let verdicts = enrol::judge(conn, kind, place(context)?, rows)?;
    Ok(verdicts.iter().map(judgement).collect())
}

fn judgement(verdict: &Verdict) -> Judgement {
    match verdict {
        Verdict::New { .. } => Judgement::new(),
        Verdict::Present { changes, .. } => Judgement::changed(changes.clone()),
        Verdict::Refused { field, code, message } => Judgement::refused(field, code, message),
    }
}

/// Writes rows that were judged.
///
/// # Errors
/// `conflict` when a row has become something else since.
pub fn commit(
    kind: MemberKind,
    conn: &mut Conn,
    context: &Context<'_>,
    rows: Vec<Accepted<Applicant>>,
) -> Result<()> {
    let institution = institutions::brief(conn, place(context)?)?;
    let (judged, applicants): (Vec<_>, Vec<Applicant>) =
        rows.into_iter().map(|r| ((r.row_no, r.outcome), r.payload)).unzip();
    let verdicts = enrol::judge(conn, kind, institution.id, &applicants)?;
    for ((row_no, outcome), verdict) in judged.into_iter().zip(&verdicts) {
        if judgement(verdict).outcome != outcome {
            return Err(moved_on(row_no));
        }
    }
    let list = applicants.into_iter().zip(verdicts).collect();
    enrol::enrol(conn, kind, &institution, list, context.actor.user, context.now)?;
    Ok(())
}

/// Counts people known elsewhere, and stops who runs into too many of them.
pub fn watch(kind: MemberKind, context: &Context<'_>, judgements: &[Judgement]) -> Result<()> {
    let conflicts = judgements
        .iter()
        .filter(|j| {
            j.outcome == Outcome::Refused
                && j.problems.iter().any(|p| p.code == "identity_conflict")
        })
        .count();
    if conflicts == 0 {
        return Ok(());
    }
    let (state, institution) = (context.state, place(context)?);
    let key = conflict_key(institution);
    for _ in 0..conflicts {
        state.throttle.fail(&key, CONFLICTS);
    }
    state.db.write_blocking(|conn| {
        let region = context.import.region_code.clone().unwrap_or_default();
        audit::record_as(
            conn,
            Some(context.actor),
            context.now,
            &format!("{kind}.identity_conflict"),
            Subject::institution("import", context.import.id, &region, institution),
            &serde_json::json!({ "rows": conflicts }),
        )
    })?;
    state.throttle.check(&key, CONFLICTS).map_err(|_| {
        Error::because(
            Code::TooManyAttempts,
            "Too many of these people are registered elsewhere; come back in an hour, or send fewer rows",
        ).why("conflicts_many", [])
    })
}

/// The template's column of a field, with what to enter and an example.
pub fn column(title: &str, field: &str, required: bool) -> Column {
    let column = Column::text(title);
    let column = match field {
        "student_no" => column.note("校内唯一，字母、数字、连字符、点或下划线，例如 2019010101"),
        "staff_no" => column.note("校内唯一，字母、数字、连字符、点或下划线，例如 T0001"),
        "name" => column.note("与证件一致，最多 50 个字；间隔号用“·”"),
        "id_type" => column
            .width(26.0)
            .choices(DOCUMENT_NAMES.iter().filter_map(|(_, names)| names.first().copied()))
            .note("留空时按号码判断"),
        "id_number" => column.width(24.0).note("按文本填写，18 位号码末位可为 X"),
        "gender" => column.width(8.0).choices(["男", "女"]).note("可留空，居民身份证以号码为准"),
        "major" => column.width(24.0),
        "grade" => column.width(10.0).note("例如 2019"),
        "admin_class" => column.note("例如 会计1901"),
        "phone" => column.note("11 位手机号"),
        _ => column,
    };
    if required { column.required() } else { column }
}
