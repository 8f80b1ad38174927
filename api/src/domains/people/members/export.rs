//! Lists of students and teachers as workbooks. Numbers of documents are masked.

use std::collections::HashMap;

use onex_sheets::{Column, XlsxTable};

use super::super::identity;
use super::super::model::{
    DocumentType, Gender, Listing, Member, MemberFilter, MemberKind, MemberStatus, Person, Search,
};
use super::super::policy;
use super::super::store::{members, persons};
use super::service::{Action, CLIENT_SCOPE};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::platform::state::State;

const CHUNK: i64 = 1000;

/// The workbook of a listing, as the list shows it. Recorded.
pub async fn export(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    q: Option<String>,
    filter: MemberFilter,
) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, kind.action(Action::Export))?;
    caller.client_scope(CLIENT_SCOPE)?;
    let inner = state.clone();
    actix_web::web::block(move || write(&inner, &caller, kind, q.as_deref(), filter))
        .await
        .map_err(Error::cancelled)?
}

fn write(
    state: &State,
    caller: &Caller,
    kind: MemberKind,
    q: Option<&str>,
    filter: MemberFilter,
) -> Result<Vec<u8>> {
    let student = kind == MemberKind::Student;
    let mut columns = vec![
        Column::text("院校").width(28.0),
        Column::text(if student { "学号" } else { "工号" }),
        Column::text("姓名"),
        Column::text("性别").width(8.0),
        Column::text("证件类型").width(24.0),
        Column::text("证件号码").width(24.0),
        Column::text("专业").width(24.0),
    ];
    if student {
        columns.extend([Column::text("年级"), Column::text("班级")]);
    }
    columns.extend([Column::text("手机"), Column::text("状态").width(10.0)]);
    let sheet = if student { "学生" } else { "教师" };
    let mut table = XlsxTable::new(sheet, &columns).map_err(|e| Error::internal(e.into()))?;
    let mut listing = Listing { filter, search: Search::of(q), after: None };
    let mut rows = 0usize;
    loop {
        let (page, people) = state.db.snapshot_blocking(|conn| {
            let page = members::list(conn, kind, &caller.scope, &listing, CHUNK)?;
            let ids: Vec<Id> = page.iter().map(|(m, _)| m.person_id).collect();
            let people: HashMap<Id, Person> =
                persons::load(conn, &ids)?.into_iter().map(|p| (p.id, p)).collect();
            Ok((page, people))
        })?;
        let Some((last, _)) = page.last() else { break };
        listing.after = Some(listing.position(last));
        for (member, place) in &page {
            let cells = cells(state, member, people.get(&member.person_id), place, student)?;
            table.row(cells.iter().map(String::as_str)).map_err(|e| Error::internal(e.into()))?;
        }
        rows += page.len();
    }
    let now = state.clock.now();
    state.db.write_blocking(|conn| {
        let subject = Subject {
            kind: kind.as_str(),
            id: None,
            region_code: caller.scope.region().map(str::to_string),
            institution_id: listing.filter.institution_id.or(caller.scope.institution()),
        };
        let detail = serde_json::json!({ "rows": rows });
        audit::record(conn, Some(caller), now, &format!("{kind}.export"), subject, &detail)
    })?;
    table.finish().map_err(|e| Error::internal(e.into()))
}

fn cells(
    state: &State,
    member: &Member,
    person: Option<&Person>,
    institution: &str,
    student: bool,
) -> Result<Vec<String>> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (document, number) = match person {
        Some(p) => (
            document_name(p.id_type),
            onex_identity::id_number::mask(&identity::open(&state.keys, p)?),
        ),
        None => ("", String::new()),
    };
    let gender = match member.gender {
        Some(Gender::Female) => "女",
        Some(Gender::Male) => "男",
        None => "",
    };
    let status = match member.status {
        MemberStatus::Active => "在册",
        MemberStatus::Suspended => "休学或停职",
        MemberStatus::Left => "离校",
        MemberStatus::Transferred => "转出",
    };
    let mut cells = vec![
        institution.to_string(),
        member.number.clone(),
        member.name.clone(),
        gender.into(),
        document.into(),
        number,
        text(&member.major),
    ];
    if student {
        cells.extend([text(&member.grade), text(&member.admin_class)]);
    }
    cells.extend([text(&member.phone), status.into()]);
    Ok(cells)
}

fn document_name(kind: DocumentType) -> &'static str {
    identity::DOCUMENT_NAMES
        .iter()
        .find(|(t, _)| *t == kind)
        .and_then(|(_, names)| names.first().copied())
        .unwrap_or_default()
}
