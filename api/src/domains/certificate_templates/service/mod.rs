//! Use cases of templates.

pub mod check;
pub mod form;
pub mod open;
mod specimen;

use std::collections::{HashMap, HashSet};

use actix_web::HttpResponse;
use onex_print::Texts;

use super::model::{
    CertificateKind, CertificateTemplate, CertificateTemplateDetail, Place, TemplateQuery,
    TemplateRow, TemplateTexts,
};
use super::{policy, store};
use crate::cells;
use crate::domains::{accounts, editions};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files::{self, Blob};
use crate::platform::http::export::{Cell, Export, number, text};
use crate::platform::http::{FilesForm, IdempotencyKey, Idempotent, Page, PageQuery, download};
use crate::platform::ids;
use crate::platform::state::State;

/// Whose pictures they are.
pub const OWNER: &str = "certificate_template";

/// Templates as others see them.
fn told(conn: &mut Conn, rows: &[TemplateRow]) -> Result<Vec<CertificateTemplate>> {
    let people: Vec<Id> = rows.iter().map(|r| r.created_by).collect();
    let names: HashMap<Id, String> = accounts::names(conn, &people)?;
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let newest: HashSet<Id> = store::newest(conn, &ids)?;
    let name = |id: &Id| names.get(id).cloned().unwrap_or_default();
    let one =
        |r: &TemplateRow| CertificateTemplate::of(r, newest.contains(&r.id), name(&r.created_by));
    Ok(rows.iter().map(one).collect())
}

fn detail(conn: &mut Conn, row: &TemplateRow) -> Result<CertificateTemplateDetail> {
    let template = told(conn, std::slice::from_ref(row))?.pop();
    Ok(CertificateTemplateDetail {
        template: template.ok_or_else(|| Error::new(Code::NotFound))?,
        texts: row.texts.read()?,
    })
}

/// A page of templates, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    query: TemplateQuery,
    page: PageQuery,
) -> Result<Page<CertificateTemplate>> {
    caller.may(policy::TABLE, "certificate_templates.read")?;
    let (limit, before) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::list(conn, &caller.scope, &query, before, limit + 1)?;
            let total = page.total(|| store::count(conn, &caller.scope, &query))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| told(conn, &rows))
        })
        .await
}

const EXPORT: Export = Export {
    noun: OWNER,
    title: "证书模板",
    columns: &[
        text("证书类型", 26.0),
        text("期次", 28.0),
        number("版次", 8.0),
        text("使用中", 10.0),
        text("印章", 8.0),
        text("底图", 8.0),
        text("制定人", 14.0),
        text("制定时间", 18.0),
    ],
    most: 20_000,
    narrow: "?kind",
    of_people: false,
};

/// The templates of a filter as a workbook.
pub async fn export(state: &State, caller: Caller, query: TemplateQuery) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_templates.read")?;
    let pages = async |page| {
        let page = list(state, caller.clone(), query.clone(), page).await?;
        let wanted: Vec<Id> = page.items.iter().filter_map(|t| t.edition_id).collect();
        let titles = state.db.read(move |conn| editions::titles(conn, &wanted)).await?;
        Ok(page.map(|template| {
            let edition = template.edition_id.and_then(|id| titles.get(&id).cloned());
            (template, edition)
        }))
    };
    EXPORT.answer(state, &caller, &query, pages, row).await
}

fn row((t, edition): (CertificateTemplate, Option<String>)) -> Vec<Cell> {
    let yes = |is: bool| if is { "是" } else { "否" };
    cells![
        t.kind.name_zh(),
        edition.as_deref().unwrap_or("各期通用"),
        t.no,
        yes(t.in_force),
        yes(t.has_seal),
        yes(t.has_background),
        t.created_by_name,
        t.created_at,
    ]
}

/// One template.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<CertificateTemplateDetail> {
    caller.may(policy::TABLE, "certificate_templates.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            detail(conn, &row)
        })
        .await
}

/// The words that the program itself has.
pub fn standard(caller: &Caller, kind: CertificateKind) -> Result<TemplateTexts> {
    caller.may(policy::TABLE, "certificate_templates.read")?;
    let texts = Texts::standard(kind.into());
    Ok(texts.map_err(|e| Error::internal(anyhow::anyhow!("the standard words: {e}")))?.into())
}

/// A picture of a template.
///
/// # Errors
/// `not_found` where it has none.
pub async fn picture(state: &State, caller: Caller, id: Id, place: Place) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_templates.read")?;
    let file = state
        .db
        .read(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            let file = row.file(place).ok_or_else(|| Error::new(Code::NotFound))?;
            files::find(conn, file, OWNER, id)
        })
        .await?;
    let bytes = state.files.get(&file.sha256).await?;
    Ok(download(&file.media_type, &file.name, bytes))
}

/// Refuses whoever makes no templates, before the form is received.
pub fn may_create(caller: &Caller) -> Result<()> {
    caller.may(policy::TABLE, "certificate_templates.create")
}

/// Makes a template of a checked form. From now on it is what is issued with.
///
/// # Errors
/// `invalid` with the text, picture or field that is to be mended.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    form: FilesForm,
) -> Result<HttpResponse> {
    may_create(&caller)?;
    let wanted = form::read(state, &caller, form).await?;
    wanted.draw(state).await?;
    let (now, by) = (state.clock.now(), caller.clone());
    let pictures = wanted.keep(state).await?;
    let hash = |blob: &Option<Blob>| blob.as_ref().map(|b| b.sha256.clone());
    let request = serde_json::to_vec(&(
        wanted.kind,
        wanted.edition_id,
        &wanted.texts,
        pictures.each_ref().map(hash),
    ))?;
    key.run(state, &by, "create_certificate_template", &request, move |conn| {
        let id = ids::new();
        let mut attach = |blob: &Option<Blob>| {
            blob.as_ref().map(|blob| files::attach(conn, blob, OWNER, id, now)).transpose()
        };
        let [seal, background] = &pictures;
        let (seal_file_id, background_file_id) = (attach(seal)?, attach(background)?);
        let row = TemplateRow {
            id,
            kind: wanted.kind,
            edition_id: wanted.edition_id,
            no: store::next_no(conn, wanted.kind, wanted.edition_id)?,
            texts: Json::of(&wanted.texts),
            seal_file_id,
            background_file_id,
            created_by: caller.user,
            created_at: now,
        };
        store::insert(conn, &row)?;
        record(conn, &caller, now, &row)?;
        let location = format!("/api/v1/certificate-templates/{id}");
        Idempotent::created(location, &detail(conn, &row)?)
    })
    .await
}

fn record(conn: &mut Conn, caller: &Caller, now: Ts, row: &TemplateRow) -> Result<()> {
    let detail = serde_json::json!({
        "kind": row.kind, "edition_id": row.edition_id, "no": row.no,
        "has_seal": row.seal_file_id.is_some(), "has_background": row.background_file_id.is_some(),
    });
    let subject = Subject::country("certificate_template", row.id);
    audit::record(conn, Some(caller), now, "certificate_template.create", subject, &detail)
}

/// A page with the words and pictures of a form, marked as a specimen.
///
/// # Errors
/// As [`create`].
pub async fn preview(state: &State, caller: Caller, form: FilesForm) -> Result<Vec<u8>> {
    may_create(&caller)?;
    form::read(state, &caller, form).await?.draw(state).await
}
