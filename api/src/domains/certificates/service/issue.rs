//! Giving numbers: the one place where certificates come into being. For other slices.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::mpsc::{RecvError, sync_channel};

use onex_credential::snapshot::Place;
use onex_translog::Hash;

use crate::domains::certificates::model::{
    Batch, CertificateKind, CertificateStatus, Draft, Issued, Lot, Sealed, Series, Stamp,
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
    let keys: BTreeSet<String> =
        batches.iter().map(|b| b.lot.series.key()).collect::<Result<_>>()?;
    for key in &keys {
        store::lock_series(conn, key)?;
    }
    let total = batches.iter().map(|b| b.drafts.len()).sum();
    let mut places = status_lists::take(conn, issuer, total, now)?.into_iter();
    let mut press = Press::new(issuer, now, ended.to_vec(), told);
    for Batch { lot, drafts } in batches {
        let mut drafts = drafts.into_iter();
        press.run(conn, &lot, &mut |_| {
            Ok(drafts.by_ref().zip(places.by_ref()).take(PORTION).collect())
        })?;
    }
    press.finish(conn)
}

/// [`issue_many`] for one series whose drafts are made while those before them are signed and written: `next` gives
/// some of them at a time, and none at the end.
///
/// # Errors
/// Those of `next`, and as [`issue_many`].
pub fn issue_from(
    conn: &mut Conn,
    issuer: &Issuer,
    lot: &Lot,
    now: Ts,
    next: &mut dyn FnMut(&mut Conn) -> Result<Vec<Draft>>,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<Issued>> {
    take_turn(conn, &lot.series)?;
    let mut press = Press::new(issuer, now, vec![], told);
    press.run(conn, lot, &mut |conn| {
        let drafts = next(conn)?;
        let places = match drafts.len() {
            0 => vec![],
            n => status_lists::take(conn, issuer, n, now)?,
        };
        Ok(drafts.into_iter().zip(places).collect())
    })?;
    press.finish(conn)
}

/// Has the open forms made of what this transaction issued. Call [`Jobs::wake`] after it.
///
/// # Errors
/// Those of the database.
pub fn make_forms(conn: &mut Conn, owner: Id) -> Result<()> {
    Jobs::enqueue_for(conn, owner, MAKE_FORMS, None, &()).map(|_| ())
}

/// Certificates that are best handed over, signed and written at once; three such portions are in memory.
pub const PORTION: usize = 500;
/// Fewer are signed sooner than a thread has started.
const FEW: usize = 64;

/// Drafts and their places in the status lists.
type Placed = Vec<(Draft, Place)>;

struct Numbered {
    draft: Draft,
    serial: i64,
    place: Place,
}

/// What issues in a transaction, and what it has issued so far.
struct Press<'a> {
    issuer: &'a Issuer,
    now: Ts,
    issued: Vec<Issued>,
    leaves: Vec<Leaf>,
    /// By kind and edition the template in force.
    templates: HashMap<(CertificateKind, Id), Option<Id>>,
    told: &'a mut dyn FnMut(usize),
}

impl<'a> Press<'a> {
    fn new(issuer: &'a Issuer, now: Ts, leaves: Vec<Leaf>, told: &'a mut dyn FnMut(usize)) -> Self {
        Press { issuer, now, issued: vec![], leaves, templates: HashMap::new(), told }
    }

    /// Issues what `next` gives until it gives nothing: one portion is signed while the one before it is written and
    /// the one after it made.
    fn run(
        &mut self,
        conn: &mut Conn,
        lot: &Lot,
        next: &mut dyn FnMut(&mut Conn) -> Result<Placed>,
    ) -> Result<()> {
        let Lot { series, basis, run_id } = lot;
        let template = self.template(conn, series)?;
        let (issuer, now) = (self.issuer, self.now);
        let stamp = Stamp { issuer, series, basis: *basis, run_id: *run_id, template, now };
        let mut next = |conn: &mut Conn| {
            let drafts = next(conn)?;
            number(conn, series, drafts)
        };
        let mut portion = next(conn)?;
        if (1..FEW).contains(&portion.len()) {
            self.write(conn, seal_all(&stamp, portion)?)?;
            portion = next(conn)?;
        }
        if portion.is_empty() {
            return Ok(());
        }
        let gone = |_| Error::internal(anyhow::anyhow!("the thread that seals has ended"));
        std::thread::scope(|scope| {
            // Dropped when this ends, also by an error: then the thread ends as well.
            let (numbered, to_seal) = sync_channel(1);
            let (sealed, to_write) = sync_channel(1);
            scope.spawn(move || {
                for portion in to_seal {
                    if sealed.send(seal_all(&stamp, portion)).is_err() {
                        return;
                    }
                }
            });
            let mut ahead = false;
            while !portion.is_empty() {
                numbered.send(portion).map_err(|_| gone(RecvError))?;
                if ahead {
                    self.write(conn, to_write.recv().map_err(gone)??)?;
                }
                ahead = true;
                portion = next(conn)?;
            }
            self.write(conn, to_write.recv().map_err(gone)??)
        })
    }

    fn template(&mut self, conn: &mut Conn, series: &Series) -> Result<Option<Id>> {
        Ok(match self.templates.entry((series.kind, series.edition_id)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => *unknown.insert(
                store::templates::in_force(conn, series.kind, series.edition_id)?.map(|t| t.0),
            ),
        })
    }

    fn write(&mut self, conn: &mut Conn, sealed: Vec<Sealed>) -> Result<()> {
        let mut rows = Vec::with_capacity(sealed.len());
        let mut seals = Vec::with_capacity(sealed.len());
        for Sealed { row, seal, sha256 } in sealed {
            self.issued.push(Issued { id: row.id, number: row.number.clone() });
            self.leaves.push(Leaf { kind: LeafKind::Issue, certificate_id: row.id, sha256 });
            rows.push(row);
            seals.push(seal);
        }
        store::insert(conn, &rows)?;
        store::seals::insert(conn, &seals)?;
        (self.told)(self.issued.len());
        Ok(())
    }

    fn finish(self, conn: &mut Conn) -> Result<Vec<Issued>> {
        transparency_log::append(conn, self.issuer, &self.leaves, self.now)?;
        Ok(self.issued)
    }
}

fn number(conn: &mut Conn, series: &Series, drafts: Placed) -> Result<Vec<Numbered>> {
    if drafts.is_empty() {
        return Ok(vec![]);
    }
    let count = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
    let first = store::take_serials(conn, &series.key()?, count)?;
    Ok(drafts
        .into_iter()
        .zip(first..)
        .map(|((draft, place), serial)| Numbered { draft, serial, place })
        .collect())
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
