//! Giving numbers: the one place where certificates come into being. For other slices.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::mpsc::sync_channel;

use onex_credential::snapshot::Place;
use onex_translog::Hash;

use crate::domains::certificates::model::{
    Batch, CertificateKind, CertificateStatus, Draft, Issued, Sealed, Series, Stamp,
};
use crate::domains::certificates::{MAKE_FORMS, store};
use crate::domains::transparency_log::{Leaf, LeafKind};
use crate::domains::{status_lists, transparency_log};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::issuer::Issuer;
use crate::platform::jobs::Jobs;

/// Waits for everybody else who issues in this series. Take the turn first, then look who already holds a
/// certificate, then [`issue`]: what was seen in between still holds when the numbers are given.
pub fn take_turn(conn: &mut Conn, series: &Series) -> Result<()> {
    store::lock_series(conn, &series.key()?)
}

/// Who of these people holds a valid certificate of this kind: person → certificate.
pub fn holders_of(
    conn: &mut Conn,
    kind: CertificateKind,
    people: &[Id],
) -> Result<HashMap<Id, Id>> {
    store::holders(conn, kind, people)
}

/// Those of these people whose certificate of a kind and edition was revoked and who hold no valid one.
pub fn revoked_of(
    conn: &mut Conn,
    kind: CertificateKind,
    edition: Id,
    people: &[Id],
) -> Result<HashSet<Id>> {
    store::revoked(conn, kind, edition, people)
}

/// The numbers of these certificates.
pub fn numbers_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    store::numbers(conn, ids)
}

/// [`issue_many`] for one series.
///
/// # Errors
/// As [`issue_many`].
pub fn issue(
    conn: &mut Conn,
    issuer: &Issuer,
    batch: Batch,
    now: Ts,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<Issued>> {
    issue_many(conn, issuer, vec![batch], &[], now, told)
}

/// Numbers the drafts in their order, signs and stores them, and appends a leaf for each to the log, after the leaves
/// of what ended in the same transaction: the log is appended to once. All of it in the caller's transaction, which
/// does nothing of that kind afterwards: locks are taken in the order of docs/decisions/0009-order-of-locks.md. `told`
/// hears now and then how many stand so far.
///
/// # Errors
/// `certificate_held` when a holder got a certificate of this kind in another series meanwhile; nothing
/// is issued and no number used then.
pub fn issue_many(
    conn: &mut Conn,
    issuer: &Issuer,
    batches: Vec<Batch>,
    ended: &[Leaf],
    now: Ts,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<Issued>> {
    let keys: BTreeSet<String> = batches.iter().map(|b| b.series.key()).collect::<Result<_>>()?;
    for key in &keys {
        store::lock_series(conn, key)?;
    }
    let total = batches.iter().map(|b| b.drafts.len()).sum();
    let mut places = status_lists::take(conn, issuer, total, now)?.into_iter();
    let mut issued = Vec::with_capacity(total);
    let mut leaves = ended.to_vec();
    let mut templates = HashMap::new();
    for Batch { series, basis, run_id, drafts } in batches {
        let count = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
        let first = store::take_serials(conn, &series.key()?, count)?;
        let template = match templates.entry((series.kind, series.edition_id)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => *unknown.insert(
                store::templates::in_force(conn, series.kind, series.edition_id)?.map(|t| t.0),
            ),
        };
        let stamp = Stamp { issuer, series: &series, basis, run_id, template, now };
        let many = drafts.len() > CHUNK;
        let numbered = drafts
            .into_iter()
            .zip(first..)
            .zip(places.by_ref())
            .map(|((draft, serial), place)| Numbered { draft, serial, place });
        let write = |sealed: Vec<Sealed>| -> Result<()> {
            let (mut rows, mut seals) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
            for Sealed { row, seal, sha256 } in sealed {
                issued.push(Issued { id: row.id, number: row.number.clone() });
                leaves.push(Leaf { kind: LeafKind::Issue, certificate_id: row.id, sha256 });
                rows.push(row);
                seals.push(seal);
            }
            store::insert(conn, &rows)?;
            store::seals::insert(conn, &seals)?;
            told(issued.len());
            Ok(())
        };
        seal_ahead(&stamp, numbered, many, write)?;
    }
    transparency_log::append(conn, issuer, &leaves, now)?;
    Ok(issued)
}

/// Has the open forms made of what this transaction issued. Call [`Jobs::wake`] after it.
///
/// # Errors
/// Those of the database.
pub fn make_forms(conn: &mut Conn, owner: Id) -> Result<()> {
    Jobs::enqueue_for(conn, owner, MAKE_FORMS, None, &()).map(|_| ())
}

/// Certificates that are signed, and then written, at once; three such are in memory.
const CHUNK: usize = 250;
/// Fewer are signed sooner than a thread has started.
const FEW: usize = 64;

struct Numbered {
    draft: Draft,
    serial: i64,
    place: Place,
}

/// Seals chunk by chunk and, of many, has each written while the next is sealed.
fn seal_ahead(
    stamp: &Stamp<'_>,
    mut numbered: impl Iterator<Item = Numbered> + Send,
    many: bool,
    mut write: impl FnMut(Vec<Sealed>) -> Result<()>,
) -> Result<()> {
    if !many {
        let chunk: Vec<_> = numbered.collect();
        return if chunk.is_empty() { Ok(()) } else { write(seal_all(stamp, chunk)?) };
    }
    std::thread::scope(|scope| {
        let (sealer, sealed) = sync_channel(1);
        scope.spawn(move || {
            loop {
                let chunk: Vec<_> = numbered.by_ref().take(CHUNK).collect();
                // Nobody takes it any more once a chunk could not be written.
                if chunk.is_empty() || sealer.send(seal_all(stamp, chunk)).is_err() {
                    return;
                }
            }
        });
        sealed.into_iter().try_for_each(|chunk| write(chunk?))
    })
}

/// Seals, on two threads: signing is what takes the time.
fn seal_all(stamp: &Stamp<'_>, mut front: Vec<Numbered>) -> Result<Vec<Sealed>> {
    let seal = |part: Vec<Numbered>| -> Result<Vec<Sealed>> {
        part.into_iter().map(|n| n.draft.seal(stamp, n.serial, n.place)).collect()
    };
    if front.len() < FEW {
        return seal(front);
    }
    let back = front.split_off(front.len() / 2);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| seal(back));
        let mut sealed = seal(front)?;
        let back = back.join().map_err(|_| Error::internal(anyhow::anyhow!("sealing failed")))?;
        sealed.extend(back?);
        Ok(sealed)
    })
}

/// The leaf that says how a certificate ended.
pub fn leaf(id: Id, status: CertificateStatus, sha256: Hash) -> Leaf {
    let kind = match status {
        CertificateStatus::Superseded => LeafKind::Supersede,
        CertificateStatus::Revoked => LeafKind::Revoke,
        CertificateStatus::Valid => LeafKind::Issue,
    };
    Leaf { kind, certificate_id: id, sha256 }
}
