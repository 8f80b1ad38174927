//! Revocation by two people, of one certificate or of many, and reissue.

use std::collections::BTreeSet;

use onex_credential::number;

use super::issue::leaf;
use super::reissue::reissue;
use crate::cells;
use crate::domains::certificates::model::{
    CertificateStatus, NewRevocation, Reissue, Revocation, RevocationDecision, RevocationKind,
    RevocationQuery, RevocationRejection, RevocationRow, RevocationStatus, RevocationView, digest,
};
use crate::domains::certificates::policy;
use crate::domains::certificates::store::{self, Concerned, revocations, seals};
use crate::domains::transparency_log::Leaf;
use crate::domains::{accounts, notices, status_lists, transparency_log};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::fonts::PrintFonts;
use crate::platform::http::export::{Cell, Export, number as count, text};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::issuer::Issuer;
use crate::platform::state::State;
use actix_web::HttpResponse;

/// Certificates of one request at most.
const MOST: usize = 500;

/// A page of requests.
pub async fn list(
    state: &State,
    caller: Caller,
    query: RevocationQuery,
    page: PageQuery,
) -> Result<Page<Revocation>> {
    caller.may(policy::TABLE, "certificate_revocations.read")?;
    let (limit, after) = (page.limit()?, page.after()?);
    state
        .db
        .read(move |conn| {
            let rows = revocations::list(conn, &caller.scope, &query, after, limit + 1)?;
            let total = page.total(|| revocations::count(conn, &caller.scope, &query))?;
            let people: Vec<Id> = rows.iter().flat_map(RevocationRow::people).collect();
            let names = accounts::names(conn, &people)?;
            let page = Page::build(rows, limit, |r| r.id).of(total);
            Ok(page.map(|row| Revocation::of(row, &names)))
        })
        .await
}

const EXPORT: Export = Export {
    noun: "certificate_revocation",
    title: "撤销与补换",
    columns: &[
        text("理由", 40.0),
        text("申请类型", 10.0),
        count("证书数", 8.0),
        text("申请人", 14.0),
        text("申请时间", 18.0),
        text("状态", 10.0),
        text("决定人", 14.0),
        text("决定时间", 18.0),
        text("备注", 40.0),
    ],
    most: 20_000,
    narrow: "?status",
    of_people: false,
};

/// The requests of a filter as a workbook.
pub async fn export(state: &State, caller: Caller, query: RevocationQuery) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_revocations.export")?;
    let pages = |page| list(state, caller.clone(), query.clone(), page);
    EXPORT.answer(state, &caller, &query, pages, exported).await
}

fn exported(r: Revocation) -> Vec<Cell> {
    let kind = match r.kind {
        RevocationKind::Revocation => "撤销",
        RevocationKind::Reissue => "补换",
    };
    let status = match r.status {
        RevocationStatus::Pending => "待批准",
        RevocationStatus::Approved => "已批准",
        RevocationStatus::Rejected => "已驳回",
    };
    cells![
        r.reason,
        kind,
        r.certificate_count,
        r.requested_by_name,
        r.requested_at,
        status,
        r.decided_by_name,
        r.decided_at,
        r.remarks,
    ]
}

/// One request with its certificates.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<RevocationView> {
    caller.may(policy::TABLE, "certificate_revocations.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = revocations::find(conn, &caller.scope, id)?;
            view(conn, row)
        })
        .await
}

fn view(conn: &mut Conn, row: RevocationRow) -> Result<RevocationView> {
    let items = revocations::items_of(conn, row.id)?;
    let people: Vec<Id> = row.people().collect();
    let names = accounts::names(conn, &people)?;
    Ok(RevocationView { revocation: Revocation::of(row, &names), items })
}

/// Asks for a revocation.
pub async fn request(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewRevocation,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_revocations.request")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "request_certificate_revocation", &request, move |conn| {
        let ids = resolve(conn, &caller.scope, &new)?;
        let row = RevocationRow::request(
            ids::new(),
            RevocationKind::Revocation,
            new.reason,
            ids.len(),
            caller.user,
            now,
        );
        file(conn, &caller, &row, &ids, now)
    })
    .await
}

/// Asks for a certificate to be issued anew, with the holder's name and document and the institution's name
/// as they are then. Another certifier decides, as for a revocation.
pub async fn request_reissue(
    state: &State,
    caller: Caller,
    id: Id,
    key: IdempotencyKey,
    new: Reissue,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_revocations.request")?;
    let (now, by) = (state.clock.now(), caller.clone());
    let request = serde_json::to_vec(&(id, &new))?;
    key.run(state, &by, "request_certificate_reissue", &request, move |conn| {
        let (certificate, _) = store::find(conn, &caller.scope, id)?;
        if certificate.status != CertificateStatus::Valid {
            return Err(Error::because(
                Code::StateForbids,
                format!(
                    "The certificate is {}; only a valid one is issued anew",
                    certificate.status
                ),
            )
            .why("certificate_not_valid", []));
        }
        if revocations::pending(conn, &[id])?.contains(&id) {
            return Err(Error::because(Code::StateForbids, ASKED).why("request_waits", []));
        }
        let row = RevocationRow::request(
            ids::new(),
            RevocationKind::Reissue,
            new.reason,
            1,
            caller.user,
            now,
        );
        file(conn, &caller, &row, &[id], now)
    })
    .await
}

const ASKED: &str = "a request about this certificate waits for its decision already";

fn link(id: Id) -> String {
    format!("/certificate-revocations/{id}")
}

/// Tells who asked what another certifier decided.
fn answer(conn: &mut Conn, caller: &Caller, row: &RevocationRow, now: Ts) -> Result<()> {
    if row.requested_by == caller.user {
        return Ok(());
    }
    let params = serde_json::json!({
        "kind": row.kind, "status": row.status, "count": row.certificate_count, "remarks": row.remarks,
    });
    let to = [row.requested_by];
    notices::send(conn, &to, "certificate_revocation_decided", &params, Some(&link(row.id)), now)
}

/// Stores a request and answers with it.
fn file(
    conn: &mut Conn,
    caller: &Caller,
    row: &RevocationRow,
    ids: &[Id],
    now: Ts,
) -> Result<Idempotent> {
    revocations::insert(conn, row, ids)?;
    let detail =
        serde_json::json!({ "kind": row.kind, "certificates": ids.len(), "reason": row.reason });
    let subject = Subject::country("certificate_revocation", row.id);
    audit::record(conn, Some(caller), now, "certificate_revocation.request", subject, &detail)?;
    let mut others = accounts::holders(conn, Role::Certifier, None, None)?;
    others.retain(|id| *id != caller.user);
    let params = serde_json::json!({ "kind": row.kind, "count": ids.len(), "reason": row.reason });
    let link = link(row.id);
    notices::send(conn, &others, "certificate_revocation_requested", &params, Some(&link), now)?;
    let location = format!("/api/v1/certificate-revocations/{}", row.id);
    Idempotent::created(location, &view(conn, row.clone())?)
}

/// The certificates a request names, each once; says of each that is wrong what is wrong with it.
fn resolve(conn: &mut Conn, scope: &Scope, new: &NewRevocation) -> Result<Vec<Id>> {
    let mut wrong = Vec::new();
    let mut blame = |pointer: String, code: &str, message: String| {
        wrong.push(FieldError::new(pointer, code, message));
    };
    let mut numbers = Vec::new();
    for (i, raw) in new.numbers.iter().enumerate() {
        match number::parse(raw).and_then(|parts| parts.number()) {
            Ok(number) => numbers.push((i, number)),
            Err(e) => blame(format!("/numbers/{i}"), e.code(), e.to_string()),
        }
    }
    let wanted: Vec<_> = numbers.iter().map(|(_, n)| n.clone()).collect();
    let found = store::by_numbers(conn, scope, &wanted)?;
    let mut named: Vec<(String, Id)> = Vec::new();
    for (i, number) in numbers {
        match found.get(&number) {
            Some(id) => named.push((format!("/numbers/{i}"), *id)),
            None => {
                blame(format!("/numbers/{i}"), "unknown", "no certificate has this number".into())
            }
        }
    }
    named.extend(
        new.certificate_ids
            .iter()
            .enumerate()
            .map(|(i, id)| (format!("/certificate_ids/{i}"), *id)),
    );
    let ids: Vec<_> = named.iter().map(|(_, id)| *id).collect();
    let states = store::states(conn, scope, &ids)?;
    let asked = revocations::pending(conn, &ids)?;
    for (pointer, id) in &named {
        match states.get(id) {
            None => blame(pointer.clone(), "unknown", "there is no such certificate".into()),
            Some((number, status)) if *status != CertificateStatus::Valid => blame(
                pointer.clone(),
                "not_valid",
                format!("certificate {} is {status} already", number::display(number)),
            ),
            Some(_) if asked.contains(id) => {
                blame(pointer.clone(), "already_requested", ASKED.into());
            }
            Some(_) => {}
        }
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    let ids: BTreeSet<Id> = ids.into_iter().collect();
    match ids.len() {
        0 => Err(Error::field("/certificate_ids", "required", "name at least one certificate")),
        n if n > MOST => Err(Error::field(
            "/certificate_ids",
            "length",
            format!("a request is about at most {MOST} certificates, this one about {n}"),
        )
        .naming([("max_items", MOST.into())])),
        _ => Ok(ids.into_iter().collect()),
    }
}

/// Approves a request of somebody else: from this moment its certificates are revoked or superseded.
pub async fn approve(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
) -> Result<RevocationView> {
    caller.may(policy::TABLE, "certificate_revocations.decide")?;
    let (now, issuer) = (state.clock.now(), state.issuer.clone());
    let fonts = ready_to_print(state, &caller, id).await?;
    let done = state
        .db
        .write(move |conn| {
            let mut row = revocations::find(conn, &caller.scope, id)?;
            seen.check(row.version)?;
            row.decide(RevocationDecision::Approve, caller.user, now, None)?;
            revocations::update(conn, &row)?;
            let items = revocations::items_of(conn, id)?;
            let ids: Vec<_> = items.iter().map(|i| i.certificate_id).collect();
            match row.kind {
                RevocationKind::Revocation => revoke(conn, &issuer, &caller, &row, &ids, now)?,
                RevocationKind::Reissue => {
                    reissue(conn, &issuer, fonts.get()?, &caller, &row, &ids, now)?;
                }
            }
            answer(conn, &caller, &row, now)?;
            view(conn, row)
        })
        .await?;
    // A reissue has queued one.
    state.jobs.wake();
    state.wake_streams();
    Ok(done)
}

/// The fonts, opened if the request is one for new certificates: not within the transaction, for it takes a while.
async fn ready_to_print(state: &State, caller: &Caller, id: Id) -> Result<PrintFonts> {
    let (fonts, scope) = (state.fonts.clone(), caller.scope.clone());
    let asked = state.db.read(move |conn| revocations::find(conn, &scope, id)).await?;
    if asked.kind == RevocationKind::Revocation {
        return Ok(fonts);
    }
    let opened = actix_web::web::block(move || fonts.get().map(|_| fonts.clone())).await;
    opened.map_err(Error::cancelled)?
}

/// Ends the validity of a request's certificates, all of them or none, and sets their bits; gives the leaves that say so.
/// The lists are taken before the certificates (docs/decisions/0009-order-of-locks.md).
pub(super) fn end(
    conn: &mut Conn,
    caller: &Caller,
    row: &RevocationRow,
    ids: &[Id],
    status: CertificateStatus,
    now: Ts,
) -> Result<Vec<Leaf>> {
    let lists = seals::lists_of(conn, ids)?;
    status_lists::touch(conn, lists, now)?;
    if store::end(conn, ids, status, now, &row.reason)? == ids.len() {
        let digests = seals::digests(conn, ids)?;
        return digests.iter().map(|(id, hex)| Ok(leaf(*id, status, digest(hex)?))).collect();
    }
    let states = store::states(conn, &caller.scope, ids)?;
    Err(gone(&states))
}

fn revoke(
    conn: &mut Conn,
    issuer: &Issuer,
    caller: &Caller,
    row: &RevocationRow,
    ids: &[Id],
    now: Ts,
) -> Result<()> {
    let leaves = end(conn, caller, row, ids, CertificateStatus::Revoked, now)?;
    let concerned = store::concerned(conn, ids)?;
    for c in &concerned {
        let subject = Subject::institution("certificate", c.id, &c.region_code, c.institution_id);
        let detail = serde_json::json!({
            "number": c.number, "reason": row.reason, "revocation": row.id,
        });
        audit::record(conn, Some(caller), now, "certificate.revoke", subject, &detail)?;
    }
    tell(conn, "certificate_revoked", &concerned, now)?;
    transparency_log::append(conn, issuer, &leaves, now)
}

/// Tells the holders, and the administrators of their institutions, what became of a certificate.
pub(super) fn tell(conn: &mut Conn, kind: &str, concerned: &[Concerned], now: Ts) -> Result<()> {
    for c in concerned {
        let mut to = accounts::holders(conn, Role::InstitutionAdmin, None, Some(c.institution_id))?;
        to.extend(c.holder_user_id);
        let params = serde_json::json!({ "number": number::display(&c.number) });
        let link = format!("/certificates/{}", c.id);
        notices::send(conn, &to, kind, &params, Some(&link), now)?;
    }
    Ok(())
}

/// Which of a request's certificates are not valid any more.
fn gone(states: &std::collections::HashMap<Id, (String, CertificateStatus)>) -> Error {
    let mut gone: Vec<_> = states
        .values()
        .filter(|(_, s)| *s != CertificateStatus::Valid)
        .map(|(n, s)| format!("{} is {s}", number::display(n)))
        .collect();
    gone.sort();
    Error::because(
        Code::StateForbids,
        format!(
            "Some certificates are not valid any more: {}. Reject the request",
            gone.join(", ")
        ),
    )
    .why("certificates_gone", [])
}

/// Rejects a request; who asked may so take it back.
pub async fn reject(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    rejection: RevocationRejection,
) -> Result<RevocationView> {
    caller.may(policy::TABLE, "certificate_revocations.decide")?;
    let now = state.clock.now();
    let done = state
        .db
        .write(move |conn| {
            let mut row = revocations::find(conn, &caller.scope, id)?;
            seen.check(row.version)?;
            row.decide(RevocationDecision::Reject, caller.user, now, Some(rejection.remarks))?;
            revocations::update(conn, &row)?;
            let subject = Subject::country("certificate_revocation", id);
            let detail = serde_json::json!({ "remarks": row.remarks });
            audit::record(
                conn,
                Some(&caller),
                now,
                "certificate_revocation.reject",
                subject,
                &detail,
            )?;
            answer(conn, &caller, &row, now)?;
            view(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(done)
}
