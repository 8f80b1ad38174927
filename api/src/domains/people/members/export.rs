//! Lists of students and teachers as workbooks. Numbers of documents are masked.

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::super::identity;
use super::super::model::{Gender, Member, MemberFilter, MemberKind, MemberStatus, Person};
use super::super::policy;
use super::super::store::persons;
use super::model::MemberView;
use super::service::{Action, list};
use crate::cells;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::Result;
use crate::platform::http::export::{Cell, Export, text};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

const STUDENTS: Export = Export {
    noun: "student",
    title: "学生名单",
    columns: &[
        text("学校", 28.0),
        text("学号", 18.0),
        text("姓名", 18.0),
        text("性别", 8.0),
        text("证件类型", 24.0),
        text("证件号码", 24.0),
        text("专业", 24.0),
        text("年级", 18.0),
        text("行政班", 18.0),
        text("手机号", 18.0),
        text("状态", 10.0),
    ],
    // A school enrols some ten thousand; a province may export in parts.
    most: 300_000,
    narrow: "?institution_id",
    of_people: true,
};

const TEACHERS: Export = Export {
    noun: "teacher",
    title: "教师名单",
    columns: &[
        text("学校", 28.0),
        text("工号", 18.0),
        text("姓名", 18.0),
        text("性别", 8.0),
        text("证件类型", 24.0),
        text("证件号码", 24.0),
        text("专业", 24.0),
        text("手机号", 18.0),
        text("状态", 10.0),
    ],
    ..STUDENTS
};

/// The workbook of a listing, as the list shows it.
pub async fn export(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    q: Option<String>,
    filter: MemberFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, kind.action(Action::Export))?;
    let export = match kind {
        MemberKind::Student => STUDENTS,
        MemberKind::Teacher => TEACHERS,
    };
    let pages = |page| documented(state, &caller, kind, page, q.clone(), filter.clone());
    // What was searched may be a name, which the trail has no need of.
    export.answer(state, &caller, &filter, pages, |cells| cells).await
}

/// A page of the list, each member as their cells.
async fn documented(
    state: &State,
    caller: &Caller,
    kind: MemberKind,
    page: PageQuery,
    q: Option<String>,
    filter: MemberFilter,
) -> Result<Page<Vec<Cell>>> {
    let page = list(state, caller.clone(), kind, page, q, filter).await?;
    let (items, next, keys) = (page.items, page.next, state.clone());
    let items = state
        .db
        .read(move |conn| {
            let ids: Vec<Id> = items.iter().map(|m| m.member.person_id).collect();
            let people: HashMap<Id, Person> =
                persons::load(conn, &ids)?.into_iter().map(|p| (p.id, p)).collect();
            let row = |m: MemberView| {
                let person = people.get(&m.member.person_id);
                cells(&keys, m.member, person, m.institution_name, kind)
            };
            items.into_iter().map(row).collect::<Result<Vec<_>>>()
        })
        .await?;
    Ok(Page { items, next, total: None })
}

fn cells(
    state: &State,
    member: Member,
    person: Option<&Person>,
    institution: Option<String>,
    kind: MemberKind,
) -> Result<Vec<Cell>> {
    let (document, number) = match person {
        Some(p) => (
            identity::document_name(p.id_type),
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
        MemberStatus::Active => "在籍",
        MemberStatus::Suspended if kind == MemberKind::Student => "休学",
        MemberStatus::Suspended => "停职",
        MemberStatus::Left => "已离校",
        MemberStatus::Transferred => "已转出",
    };
    let mut cells =
        cells![institution, member.number, member.name, gender, document, number, member.major,];
    if kind == MemberKind::Student {
        cells.extend(cells![member.grade, member.admin_class]);
    }
    cells.extend(cells![member.phone, status]);
    Ok(cells)
}
