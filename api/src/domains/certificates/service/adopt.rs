//! Certificates from before there were seals: each is signed as it was printed, given a place in a status list and a
//! leaf in the log, dated now. What cannot be is the open credential, for its snapshot does not say what that needs.

use onex_credential::Snapshot;
use onex_credential::snapshot::Sealed;

use super::issue::leaf;
use crate::domains::certificates::model::{CertificateStatus, SealRow, digest};
use crate::domains::certificates::store::{self, seals};
use crate::domains::transparency_log::{Leaf, LeafKind};
use crate::domains::{status_lists, transparency_log};
use crate::platform::db::{self, Db, Id, Ts};
use crate::platform::error::Result;
use crate::platform::issuer::Issuer;

const PAGE: i64 = 1000;

/// Seals what has no seal, a page a transaction; returns how many. Nodes that start together take turns. One whose
/// snapshot is not what was printed is left out: `onex check` names it.
///
/// # Errors
/// Those of the database; nothing of the page at hand stands then.
pub fn adopt(db: &Db, issuer: &Issuer, now: Ts) -> Result<usize> {
    let (mut after, mut adopted) = (Id::NIL, 0);
    // Nothing to do, nobody to wait for.
    while !db.read_blocking(|conn| seals::unsealed(conn, after, 1))?.is_empty() {
        let (last, n) = db.write_blocking(|conn| {
            db::take_turns(conn)?;
            page(conn, issuer, after, now)
        })?;
        adopted += n;
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    Ok(adopted)
}

fn page(conn: &mut db::Conn, issuer: &Issuer, after: Id, now: Ts) -> Result<(Option<Id>, usize)> {
    let mut found = seals::unsealed(conn, after, PAGE)?;
    let last = found.last().map(|c| c.id);
    found.retain(|c| match Snapshot::open(&c.snapshot, &c.snapshot_hash) {
        Ok(_) => true,
        Err(e) => {
            tracing::error!(number = %c.number, error = %e, "a certificate is not what was printed; it gets no seal");
            false
        }
    });
    let places = status_lists::take(conn, issuer, found.len(), now)?;
    // The bits of those that ended are set from the start.
    let ended = found.iter().zip(&places).filter(|(c, _)| c.status != CertificateStatus::Valid);
    status_lists::touch(conn, ended.map(|(_, place)| place.list), now)?;
    let (mut rows, mut leaves) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
    for (c, place) in found.into_iter().zip(places) {
        let sha256 = digest(&c.snapshot_hash)?;
        let sealed = Sealed { canonical: c.snapshot, digest: c.snapshot_hash };
        rows.push(SealRow {
            certificate_id: c.id,
            key_id: issuer.key_id(),
            signature: sealed.sign(issuer.key()).to_vec(),
            status_list: place.list.into(),
            status_index: place.index.into(),
            evidence: None,
            template_id: None,
        });
        leaves.push(Leaf { kind: LeafKind::Issue, certificate_id: c.id, sha256 });
        if c.status != CertificateStatus::Valid {
            leaves.push(leaf(c.id, c.status, sha256));
        }
    }
    store::seals::insert(conn, &rows)?;
    transparency_log::append(conn, issuer, &leaves, now)?;
    Ok((last, rows.len()))
}
