//! What `onex check` looks at: every snapshot is what was sealed and what the issuer signed, the log says of it what is
//! so, no number is missing or given twice, and whoever and whatever a certificate names is there.

use std::collections::HashMap;

use onex_credential::{PublicKey, Snapshot, number, snapshot};
use onex_translog::Entry;

use crate::domains::certificates::model::{
    CertificateStatus, Evidence, EvidenceReissue, SealRow, digest,
};
use crate::domains::certificates::store::{self, SealedRow, revocations, seals};
use crate::domains::transparency_log::{self, LeafKind, LeafRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::{issuer, keys};

const CHUNK: i64 = 1000;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let keys = issuer::issuer_keys(conn)?;
    let mut after = Id::NIL;
    loop {
        let page = store::sealed(conn, after, CHUNK)?;
        let ids: Vec<Id> = page.iter().map(|c| c.id).collect();
        let mut seals = seals::of(conn, &ids)?;
        let leaves = transparency_log::leaves_of(conn, &ids)?;
        for c in &page {
            let seal = seals.remove(&c.id);
            let leaves = leaves.get(&c.id).map(Vec::as_slice).unwrap_or_default();
            let faults = of_snapshot(c, seal.as_ref(), &keys).into_iter();
            let faults = faults.chain(of_leaves(c, leaves)?);
            let faults = faults.chain(of_reissue(conn, c, seal.as_ref())?);
            let said = number::display(&c.number);
            wrong.extend(faults.map(|fault| format!("certificate {said}: {fault}")));
        }
        match page.last() {
            Some(last) => after = last.id,
            None => break,
        }
    }
    for (series, next) in store::counters(conn)? {
        let (count, highest) = store::extent(conn, &series)?;
        let serial = highest.as_deref().and_then(|n| number::parse(n).ok()).map_or(0, |p| p.serial);
        if count + 1 != next || i64::from(serial) != count {
            wrong.push(format!(
                "series {series}: {count} certificates, the highest serial is {serial}, the next would be {next}"
            ));
        }
    }
    wrong.extend(store::strays(conn)?);
    Ok(wrong)
}

/// The snapshot is what was sealed, its row says the same, and the issuer signed it.
fn of_snapshot(
    c: &SealedRow,
    seal: Option<&SealRow>,
    keys: &HashMap<String, PublicKey>,
) -> Vec<String> {
    let opened = match Snapshot::open(&c.snapshot, &c.snapshot_hash) {
        Ok(opened) => opened,
        Err(e) => return vec![e.to_string()],
    };
    let mut wrong = Vec::new();
    if opened.number != c.number || opened.holder_name != c.holder_name {
        wrong.push("number or holder differ from the snapshot".into());
    }
    let Some(seal) = seal else {
        wrong.push("it has no seal".into());
        return wrong;
    };
    let signed = keys.get(&seal.key_id).zip(seal.signature.as_slice().try_into().ok());
    if signed.is_none_or(|(key, signature)| snapshot::verify(&c.snapshot, signature, *key).is_err())
    {
        wrong.push("the signature is not the issuer's".into());
    }
    let Some(said) = &opened.credential else { return wrong };
    let evidence = seal.evidence.as_deref().map(|text| keys::sha256(text.as_bytes()));
    for (what, same) in [
        ("id", said.id == c.id.to_string()),
        ("key", format!("{}#{}", said.issuer, said.key) == seal.key_id),
        ("time of issue", said.issued_at.unix() == c.issued_at.0.div_euclid(1_000_000)),
        (
            "place in a status list",
            (said.status.list.into(), said.status.index.into())
                == (seal.status_list, seal.status_index),
        ),
        ("evidence", evidence == Some(said.evidence.0)),
    ] {
        if !same {
            wrong.push(format!("the {what} differs from the snapshot"));
        }
    }
    wrong
}

/// The log has a leaf for its issue, one for its end if it ended, and no other.
fn of_leaves(c: &SealedRow, leaves: &[LeafRow]) -> Result<Vec<String>> {
    let end = match c.status {
        CertificateStatus::Valid => None,
        CertificateStatus::Revoked => Some(LeafKind::Revoke),
        CertificateStatus::Superseded => Some(LeafKind::Supersede),
    };
    let wanted: Vec<LeafKind> = std::iter::once(LeafKind::Issue).chain(end).collect();
    let mut wrong = Vec::new();
    for kind in &wanted {
        if !leaves.iter().any(|leaf| leaf.kind == *kind) {
            wrong.push(format!("the log has no leaf `{kind}` of it"));
        }
    }
    let Ok(sha256) = digest(&c.snapshot_hash) else { return Ok(wrong) };
    for LeafRow { kind, sha256: stored, entry, .. } in leaves {
        let entry = Entry::parse(entry.as_bytes());
        let says = entry.is_ok_and(|e| e.kind() == (*kind).into() && *e.sha256() == sha256);
        if !says || *stored != sha256 {
            wrong.push(format!("the leaf `{kind}` in the log is not of this snapshot"));
        } else if !wanted.contains(kind) {
            wrong.push(format!("the log has a leaf `{kind}`, and it is {}", c.status));
        }
    }
    Ok(wrong)
}

/// Whether evidence of a reissue says what the request and the old certificate say. For other slices as well.
///
/// # Errors
/// Those of the database.
pub fn reissue_agrees(
    conn: &mut Conn,
    said: &EvidenceReissue,
    supersedes: Option<Id>,
) -> Result<bool> {
    let request = revocations::evidence(conn, said.request, said.of)?;
    let is = request.is_some_and(|(by, at, approved, hash)| {
        (by, at, approved) == (said.requested_by, said.requested_at, said.approved_by)
            && hash == said.sha256
    });
    Ok(is && supersedes == Some(said.of))
}

/// The evidence is the holder's, and says what became of an older certificate.
fn of_reissue(conn: &mut Conn, c: &SealedRow, seal: Option<&SealRow>) -> Result<Vec<String>> {
    let Some(text) = seal.and_then(|s| s.evidence.as_deref()) else { return Ok(vec![]) };
    let Ok(evidence) = Evidence::read(text) else {
        return Ok(vec!["the evidence cannot be read".into()]);
    };
    let mut wrong = Vec::new();
    if evidence.holder != c.holder_person_id {
        wrong.push("the evidence is somebody else's".into());
    }
    match &evidence.reissue {
        None if c.supersedes_id.is_some() => {
            wrong.push("the evidence does not say whose place it took".into());
        }
        Some(said) if !reissue_agrees(conn, said, c.supersedes_id)? => {
            wrong.push("the evidence of the reissue is not what the records say".into());
        }
        _ => {}
    }
    Ok(wrong)
}
