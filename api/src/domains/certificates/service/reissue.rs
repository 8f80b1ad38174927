//! Reissue: a new certificate in the place of an old one.

use onex_credential::{Snapshot, number};
use onex_print::Fonts;

use super::issue;
use super::paper::Paper;
use super::revocations::{end, tell};
use crate::domains::certificates::model::{
    Batch, CertificateRow, CertificateStatus, Draft, Evidence, EvidenceReissue, Lot, RevocationRow,
    Series,
};
use crate::domains::certificates::store::{self, revocations};
use crate::domains::{editions, institutions, people};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::ids;
use crate::platform::issuer::Issuer;

/// Puts a new certificate in the place of each of the request's: what was certified stays, who it is
/// certified of is printed as they are called now.
///
/// # Errors
/// `state_forbids` for what cannot be printed, or is not valid any more.
pub fn reissue(
    conn: &mut Conn,
    issuer: &Issuer,
    fonts: &Fonts,
    caller: &Caller,
    row: &RevocationRow,
    ids: &[Id],
    now: Ts,
) -> Result<()> {
    let mut old = Vec::with_capacity(ids.len());
    let mut batches = Vec::with_capacity(ids.len());
    for id in ids {
        let (_, certificate) = store::find(conn, &Scope::Country, *id)?;
        let batch = successor(conn, issuer, row, &certificate)?;
        printable(conn, fonts, &batch, &certificate.number, now)?;
        batches.push(batch);
        old.push(certificate);
    }
    let mut turns: Vec<&Series> = batches.iter().map(|b| &b.lot.series).collect();
    turns.sort_by_cached_key(|series| series.key().unwrap_or_default());
    for series in turns {
        issue::take_turn(conn, series)?;
    }
    let ended = end(conn, caller, row, ids, CertificateStatus::Superseded, now)?;
    let issued = issue::issue_many(conn, issuer, batches, &ended, now, &mut |_| {})?;
    let mut replacements = Vec::with_capacity(ids.len());
    for (old, new) in old.iter().zip(&issued) {
        revocations::set_replacement(conn, row.id, old.id, new.id)?;
        replacements.push(new.id);
        let subject =
            Subject::institution("certificate", old.id, &old.region_code, old.institution_id);
        let detail = serde_json::json!({
            "number": old.number, "by": new.number, "reason": row.reason, "revocation": row.id,
        });
        audit::record(conn, Some(caller), now, "certificate.supersede", subject, &detail)?;
    }
    issue::make_forms(conn, caller.user)?;
    let concerned = store::concerned(conn, &replacements)?;
    tell(conn, "certificate_reissued", &concerned, now)
}

/// Refuses what no font can print, before anything of it stands.
fn printable(conn: &mut Conn, fonts: &Fonts, batch: &Batch, old: &str, now: Ts) -> Result<()> {
    let mut paper = Paper::of(conn, fonts, &batch.lot.series, batch.lot.basis, now)?;
    let missing: Vec<String> = batch
        .drafts
        .iter()
        .flat_map(|draft| paper.unprintable(draft.into()))
        .map(|one| one.to_string())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let (old, missing) = (number::display(old), missing.join(", "));
    Err(Error::because(
        Code::StateForbids,
        format!(
            "What takes the place of {old} cannot be printed, for no font has these characters: {missing}; \
             add a font that has them (ONEX_FONTS), or reject the request"
        ),
    ).why("reissue_unprintable", [("number", (&old).into()), ("characters", (&missing).into())]))
}

/// The draft of the certificate that takes this one's place.
fn successor(
    conn: &mut Conn,
    issuer: &Issuer,
    row: &RevocationRow,
    old: &CertificateRow,
) -> Result<Batch> {
    let printed = Snapshot::open(&old.snapshot, &old.snapshot_hash)
        .map_err(|e| Error::internal(anyhow::anyhow!("certificate {}: {e}", old.number)))?;
    let holder = people::holders(conn, issuer.keys(), &[old.holder_person_id])?
        .pop()
        .ok_or_else(|| Error::internal(anyhow::anyhow!("the holder of {} is gone", old.id)))?;
    let place = institutions::brief(conn, old.institution_id)?;
    let rules = match &printed.credential {
        Some(credential) => credential.rules,
        None => rules_since(conn, old.edition_id)?,
    };
    let evidence = Evidence {
        reissue: Some(EvidenceReissue {
            request: row.id,
            requested_by: row.requested_by,
            requested_at: row.requested_at,
            approved_by: row.approved_by,
            of: old.id,
            sha256: old.snapshot_hash.clone(),
        }),
        ..Evidence::of(old.holder_person_id)
    };
    let id = ids::new();
    let draft = Draft {
        id,
        holder_person_id: old.holder_person_id,
        holder_user_id: old.holder_user_id,
        student_id: old.student_id,
        teacher_id: old.teacher_id,
        institution_id: old.institution_id,
        region_code: old.region_code.clone(),
        holder_hash: issuer.keys().holder_hash(id, holder.document.reveal()),
        holder_name: holder.name,
        holder_pinyin: holder.pinyin,
        id_type: holder.id_type,
        masked_id: holder.masked_id,
        institution_code: place.code,
        institution_name: place.name,
        subjects: printed.subjects,
        supersedes: Some(old.id),
        rules,
        evidence,
    };
    let series = Series { edition_id: old.edition_id, edition: printed.edition, kind: old.kind };
    let lot = Lot { series, basis: old.basis, run_id: old.run_id };
    Ok(Batch { lot, drafts: vec![draft] })
}

/// A certificate from before open credentials does not say which version of the rules was applied: the one at hand then.
fn rules_since(conn: &mut Conn, edition: Id) -> Result<u32> {
    match editions::rules_version(conn, edition) {
        Ok(version) => u32::try_from(version).map_err(|e| Error::internal(e.into())),
        Err(e) if e.code() == Code::NotFound => Ok(1),
        Err(e) => Err(e),
    }
}
