//! Revocation by two people, of one certificate or of many.

use std::collections::BTreeSet;

use onex_credential::number;

use crate::domains::certificates::model::{
    CertificateStatus, NewRevocation, Revocation, RevocationDecision, RevocationKind,
    RevocationQuery, RevocationRejection, RevocationRow, RevocationView,
};
use crate::domains::certificates::policy;
use crate::domains::certificates::store::{self, Concerned, revocations};
use crate::domains::{accounts, notices};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
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
            Ok(Page::build(rows, limit, |r| r.id).map(Revocation::from))
        })
        .await
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
    Ok(RevocationView { revocation: row.into(), items })
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
    let location = format!("/api/v1/certificate-revocations/{}", row.id);
    Idempotent::created(location, &view(conn, row.clone())?)
}

/// The certificates a request names, each once; says of each that is wrong what is wrong with it.
fn resolve(conn: &mut Conn, scope: &Scope, new: &NewRevocation) -> Result<Vec<Id>> {
    let mut wrong = Vec::new();
    let mut blame = |pointer: String, code: &str, message: String| {
        wrong.push(FieldError { pointer, code: code.into(), message });
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
    for (pointer, id) in &named {
        match states.get(id) {
            None => blame(pointer.clone(), "unknown", "there is no such certificate".into()),
            Some((number, status)) if *status != CertificateStatus::Valid => blame(
                pointer.clone(),
                "not_valid",
                format!("certificate {} is {status} already", number::display(number)),
            ),
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
        )),
        _ => Ok(ids.into_iter().collect()),
    }
}

/// Approves a request of somebody else: its certificates are revoked from this moment.
pub async fn approve(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
) -> Result<RevocationView> {
    caller.may(policy::TABLE, "certificate_revocations.decide")?;
    let now = state.clock.now();
    let done = state
        .db
        .write(move |conn| {
            let mut row = revocations::find(conn, &caller.scope, id)?;
            seen.check(row.version)?;
            row.decide(RevocationDecision::Approve, caller.user, now, None)?;
            revocations::update(conn, &row)?;
            let items = revocations::items_of(conn, id)?;
            let ids: Vec<_> = items.iter().map(|i| i.certificate_id).collect();
            let ended = store::end(conn, &ids, CertificateStatus::Revoked, now, &row.reason)?;
            if ended != ids.len() {
                let states = store::states(conn, &caller.scope, &ids)?;
                return Err(gone(&states));
            }
            let concerned = store::concerned(conn, &ids)?;
            for c in &concerned {
                let subject =
                    Subject::institution("certificate", c.id, &c.region_code, c.institution_id);
                let detail = serde_json::json!({ "number": c.number, "reason": row.reason, "revocation": id });
                audit::record(conn, Some(&caller), now, "certificate.revoke", subject, &detail)?;
            }
            tell(conn, "certificate_revoked", &concerned, now)?;
            view(conn, row)
        })
        .await?;
    state.wake_streams();
    Ok(done)
}

/// Tells the holders, and the administrators of their institutions, what became of a certificate.
fn tell(conn: &mut Conn, kind: &str, concerned: &[Concerned], now: Ts) -> Result<()> {
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
    state
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
            view(conn, row)
        })
        .await
}
