//! Use cases of share links.

use actix_web::HttpResponse;
use time::Duration;

use super::model::{Row, Share, ShareCreate, SharedCertificate};
use super::{policy, store};
use crate::domains::{certificates, verification};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Peer, Scope};
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery};
use crate::platform::ids;
use crate::platform::keys::sha256;
use crate::platform::state::State;

/// Links of one certificate that open at the same time.
const MOST: i64 = 20;

/// How many days ahead a link may end.
const LONGEST_DAYS: i64 = 366;

/// How a caller reaches links: by having made them.
fn own(caller: &Caller) -> Scope {
    Scope::Own { user: caller.user, institution: caller.scope.institution() }
}

/// The row as its holder sees it, with its address as long as it opens.
fn shown(state: &State, row: Row, now: Ts) -> Share {
    let opens = row.revoked_at.is_none() && row.ends_at > now;
    let url =
        opens.then(|| format!("{}/s#{}", state.config.public_url, state.keys.share_token(row.id)));
    row.shown(url, now)
}

/// A page of the links of one of the caller's certificates, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    certificate: Id,
    page: PageQuery,
) -> Result<Page<Share>> {
    caller.may(policy::TABLE, "certificate_shares.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    let now = state.clock.now();
    let page = state
        .db
        .snapshot(move |conn| {
            certificates::seen(conn, &caller, certificate)?;
            let rows = store::list(conn, certificate, after, limit)?;
            let total = page.total(|| store::count(conn, certificate))?;
            Ok(Page::build(rows, limit, |r| r.id).of(total))
        })
        .await?;
    Ok(page.map(|row| shown(state, row, now)))
}

/// Until when a link of this last day opens.
fn end(state: &State, request: &ShareCreate) -> Result<Ts> {
    let today = state.clock.today();
    let wrong = |code, message: &str| Err(Error::field("/ends_on", code, message));
    if request.ends_on < today {
        return wrong("past", "the last day is over already");
    }
    if request.ends_on - today > Duration::days(LONGEST_DAYS) {
        return wrong("too_far", "a link opens for a year at most");
    }
    match request.ends_on.next_day() {
        Some(next) => Ok(Ts::start_of(next)),
        None => wrong("too_far", "a link opens for a year at most"),
    }
}

/// Makes a link to one of the caller's certificates.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    certificate: Id,
    request: ShareCreate,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_shares.create")?;
    let same = serde_json::to_vec(&(certificate, &request))?;
    let ends_at = end(state, &request)?;
    let now = state.clock.now();
    let (by, site) = (caller.clone(), state.clone());
    key.run(state, &by, "create_certificate_share", &same, move |conn| {
        let (of, _) = certificates::seen(conn, &caller, certificate)?;
        if store::open_count(conn, certificate, now)? >= MOST {
            let many = format!("{MOST} links to this certificate open already; withdraw one first");
            return Err(Error::because(Code::StateForbids, many)
                .why("shares_full", [("most", MOST.into())]));
        }
        let id = ids::new();
        let label = request.label.map(|l| l.trim().to_string()).filter(|l| !l.is_empty());
        let row = Row {
            id,
            certificate_id: certificate,
            token_hash: token_hash(&site.keys.share_token(id)),
            label,
            created_by: caller.user,
            created_at: now,
            ends_at,
            revoked_at: None,
        };
        store::insert(conn, &row)?;
        let detail =
            serde_json::json!({ "number": of.number, "ends_on": request.ends_on.to_string() });
        audit::record(
            conn,
            Some(&caller),
            now,
            "certificate_share.create",
            subject(&row),
            &detail,
        )?;
        let location = format!("/api/v1/certificate-shares/{id}");
        Idempotent::created(location, &shown(&site, row, now))
    })
    .await
}

/// Withdraws a link; from now on it is as unknown as one that never was.
pub async fn revoke(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "certificate_shares.revoke")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = store::find(conn, &own(&caller), id)?;
            if !store::revoke(conn, id, now)? {
                return Err(Error::because(Code::StateForbids, "The link is withdrawn already"));
            }
            let none = serde_json::json!({});
            audit::record(
                conn,
                Some(&caller),
                now,
                "certificate_share.revoke",
                subject(&row),
                &none,
            )
        })
        .await
}

fn subject(row: &Row) -> Subject {
    Subject::country("certificate_share", row.id)
}

fn token_hash(token: &str) -> Vec<u8> {
    sha256(token.as_bytes()).to_vec()
}

/// The certificate behind a link, for whoever has it. One that is unknown, over or withdrawn is answered alike.
/// Failures are counted by address.
pub async fn open(state: &State, peer: Peer, token: &str) -> Result<SharedCertificate> {
    let asker = format!("share:address:{}", peer.address);
    state.throttle.check(&asker, state.config.verify_per_address)?;
    let (hash, now) = (token_hash(token), state.clock.now());
    let found = state
        .db
        .read(move |conn| {
            let Some(row) = store::opening(conn, &hash, now)? else { return Ok(None) };
            let verification = verification::standing(conn, row.certificate_id, now)?;
            Ok(Some(SharedCertificate { ends_at: row.ends_at, verification }))
        })
        .await?;
    found.ok_or_else(|| {
        state.throttle.fail(&asker, state.config.verify_per_address);
        Error::because(Code::NotFound, "The link is unknown, over or withdrawn")
    })
}
