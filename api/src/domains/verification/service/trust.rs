//! The verifier's bundle: what a page that was saved, or a machine without a network, goes by.

use std::sync::Arc;

use crate::domains::verification::model::{
    TrustBundle, TrustedIssuer, TrustedKey, TrustedLog, TrustedStatus,
};
use crate::domains::{status_lists, transparency_log};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;
use crate::platform::issuer::{self, Issuer, Signed};
use crate::platform::state::State;

/// The version of the form.
const VERSION: u32 = 1;
/// Heads at most, some 250 bytes each.
const HEADS: i64 = 200;
/// Seconds for which it says the same time.
const MADE_FOR: i64 = 300;

/// The bundle of this moment; kept until something in it changes.
///
/// # Errors
/// Those of the database.
pub async fn bundle(state: &State) -> Result<Arc<Signed>> {
    let issuer = state.issuer.clone();
    state.db.snapshot(move |conn| current(conn, &issuer)).await
}

fn current(conn: &mut Conn, issuer: &Issuer) -> Result<Arc<Signed>> {
    const NAME: &str = "verifier bundle";
    // As with the lists, others are not told the business time of a demo.
    let made = Clock::real().0.div_euclid(1_000_000).div_euclid(MADE_FOR) * MADE_FOR;
    let lists = status_lists::tokens(conn, issuer)?;
    let newest = transparency_log::newest_notes(conn, 1)?;
    let keys = issuer::all_published(conn)?;
    let parts = lists.iter().flat_map(|(_, signed)| signed).map(|signed| signed.tag.as_str());
    let parts: Vec<&str> = parts.chain(newest.iter().map(String::as_str)).collect();
    let first = keys.first().map(|(id, _)| id.as_str()).unwrap_or_default();
    let made_of = format!("{made} {} {first} {}", keys.len(), parts.join(" "));
    let tag = crate::platform::keys::hex(&crate::platform::keys::sha256(made_of.as_bytes())[..16]);
    if let Some(kept) = issuer.kept(NAME, &tag) {
        return Ok(kept);
    }
    let bundle = TrustBundle {
        v: VERSION,
        made_at: Ts::micros(made * 1_000_000),
        issuers: by_issuer(keys.into_iter().map(|(id, key)| (id, key.multibase()))),
        log: TrustedLog {
            origin: issuer.origin().to_owned(),
            // A head from before a change of address is by another name, which says nothing of this one.
            keys: issuer::log_keys(conn)?
                .iter()
                .filter(|key| key.origin() == issuer.origin())
                .map(ToString::to_string)
                .collect(),
            heads: heads_of(transparency_log::newest_notes(conn, HEADS)?, issuer.origin()),
        },
        status: lists
            .into_iter()
            .map(|(list, [ended, superseded])| TrustedStatus {
                list,
                issuer: issuer.did().to_owned(),
                revoked: ended.body.clone(),
                superseded: superseded.body.clone(),
            })
            .collect(),
    };
    let body = serde_json::to_string(&bundle)?;
    Ok(issuer.keep(NAME.into(), Signed { tag, body }))
}

fn heads_of(mut notes: Vec<String>, origin: &str) -> Vec<String> {
    notes.retain(|note| note.lines().next() == Some(origin));
    notes
}

/// Keys by the DID in front of their names, in the order they come.
fn by_issuer(keys: impl Iterator<Item = (String, String)>) -> Vec<TrustedIssuer> {
    let mut out: Vec<TrustedIssuer> = Vec::new();
    for (id, public_key) in keys {
        let Some((did, name)) = id.split_once('#') else { continue };
        let key = TrustedKey { id: name.to_owned(), public_key };
        match out.iter_mut().find(|issuer| issuer.did == did) {
            Some(issuer) => issuer.keys.push(key),
            None => out.push(TrustedIssuer { did: did.to_owned(), keys: vec![key] }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_with_the_name_they_signed_under() {
        let id = |did: &str, n: &str| (format!("did:web:{did}#k-{n}"), format!("z{n}"));
        let keys = [id("new", "2"), id("old", "2"), id("new", "1")];
        let issuers = by_issuer(keys.into_iter());
        let told: Vec<(&str, Vec<&str>)> = issuers
            .iter()
            .map(|i| (i.did.as_str(), i.keys.iter().map(|k| k.id.as_str()).collect()))
            .collect();
        assert_eq!(told, [("did:web:new", vec!["k-2", "k-1"]), ("did:web:old", vec!["k-2"])]);
    }
}
