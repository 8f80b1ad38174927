//! Why a certificate was issued, computed again from the records of today.

use std::collections::HashMap;

use onex_credential::{PublicKey, snapshot};

use super::forms;
use crate::domains::certificates::{self, CertificateRow, Evidence, SealRow, Title};
use crate::domains::credentials::model::{
    CertificateEvidence, Deed, EvidencedReissue, EvidencedResult, EvidencedRules, EvidencedRun,
    SaidJudgement, SaidResult,
};
use crate::domains::credentials::{policy, store};
use crate::domains::issuance::{self, Agreement, Grounds, Record};
use crate::domains::{editions, results};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;
use crate::platform::{issuer, keys};

/// The evidence of a certificate that the caller sees.
///
/// # Errors
/// `credential_unavailable` for a certificate from before there was evidence.
pub async fn of(state: &State, caller: Caller, id: Id) -> Result<CertificateEvidence> {
    caller.may(policy::TABLE, "certificate_evidence.read")?;
    state
        .db
        .snapshot(move |conn| {
            let (row, seal) = certificates::seen(conn, &caller, id)?;
            let seal = seal.filter(|s| s.evidence.is_some()).ok_or_else(forms::unavailable)?;
            explain(conn, &caller, &row, &seal)
        })
        .await
}

fn explain(
    conn: &mut Conn,
    caller: &Caller,
    row: &CertificateRow,
    seal: &SealRow,
) -> Result<CertificateEvidence> {
    let record = seal.evidence.clone().unwrap_or_default();
    let evidence = Evidence::read(&record).map_err(|_| {
        Error::internal(anyhow::anyhow!("the evidence of {} is damaged; run `onex check`", row.id))
    })?;
    let hash = keys::sha256(record.as_bytes());
    let named = forms::open(&row.snapshot, &row.snapshot_hash)?;
    let named = named.credential.is_some_and(|c| c.evidence.0 == hash);
    let key = issuer::issuer_keys(conn)?.get(&seal.key_id).copied();
    let bound = named && signed(row, seal, key) && evidence.holder == row.holder_person_id;
    let (agreement, grounds) = issuance::recompute(conn, row.basis, &evidence)?;
    let deed = Deeds::of(conn, caller, &evidence)?;
    let reissue = match &evidence.reissue {
        Some(said) => Some(EvidencedReissue {
            request: said.request,
            requested: deed.by(said.requested_by, said.requested_at),
            approved: said.approved_by.map(|by| deed.by(by, row.issued_at)),
            of: said.of,
            sha256: said.sha256.clone(),
            agrees: certificates::reissue_agrees(conn, said, row.supersedes_id)?,
        }),
        None => None,
    };
    let results = results_of(conn, row, &evidence, &agreement, &grounds)?;
    let run = evidence.run.as_ref().map(|said| EvidencedRun {
        id: said.id,
        prepared: deed.by(said.prepared_by, said.prepared_at),
        approved: said.approved_by.zip(said.approved_at).map(|(by, at)| deed.by(by, at)),
        agrees: agreement.run == Some(true),
    });
    let rules = evidence.rules.as_ref().map(|said| EvidencedRules {
        edition_id: said.edition,
        version: said.version,
        sha256: said.sha256.clone(),
        agrees: agreement.rules == Some(true),
    });
    Ok(CertificateEvidence {
        certificate_id: row.id,
        agrees: bound
            && agreement.run != Some(false)
            && agreement.rules != Some(false)
            && agreement.results.iter().all(|same| *same)
            && reissue.as_ref().is_none_or(|r| r.agrees),
        bound,
        sha256: keys::hex(&hash),
        record,
        run,
        rules,
        results,
        reissue,
    })
}

fn signed(row: &CertificateRow, seal: &SealRow, key: Option<PublicKey>) -> bool {
    let signature = seal.signature.as_slice().try_into().ok();
    key.zip(signature)
        .is_some_and(|(key, signature)| snapshot::verify(&row.snapshot, signature, key).is_ok())
}

/// The people that a record names, for those who may know them.
struct Deeds(HashMap<Id, String>);

impl Deeds {
    fn of(conn: &mut Conn, caller: &Caller, evidence: &Evidence) -> Result<Self> {
        let told = matches!(caller.role, Role::HqAdmin | Role::Certifier);
        let people = if told { CertificateEvidence::people(evidence) } else { vec![] };
        Ok(Deeds(store::names(conn, &people)?))
    }

    fn by(&self, by: Id, at: Ts) -> Deed {
        Deed { by, name: self.0.get(&by).cloned(), at }
    }
}

fn results_of(
    conn: &mut Conn,
    row: &CertificateRow,
    evidence: &Evidence,
    agreement: &Agreement,
    grounds: &Grounds,
) -> Result<Vec<EvidencedResult>> {
    let subjects: HashMap<Id, editions::Subject> =
        editions::subjects(conn, row.edition_id)?.into_iter().map(|s| (s.id, s)).collect();
    let mut out = Vec::with_capacity(evidence.results.len());
    for (said, agrees) in evidence.results.iter().zip(&agreement.results) {
        // What became of somebody else is nobody's business here.
        let recorded = grounds
            .get(&(said.id, said.version))
            .filter(|recorded| recorded.person_id == row.holder_person_id);
        let (mut said_result, mut judgement) = (None, None);
        match recorded.map(|recorded| &recorded.record) {
            Some(Record::Sitting(sitting)) => {
                if let Some(subject) = subjects.get(&sitting.subject_id) {
                    said_result = Some(said_of(conn, sitting, subject)?);
                }
            }
            Some(Record::Judgement(judged)) => {
                judgement = Some(SaidJudgement {
                    learning: judged.learning,
                    test: judged.test,
                    design: judged.design,
                    composite: judged.composite,
                    result: judged.result.map(|r| r.to_string()),
                    overridden: judged.overridden,
                });
            }
            None => {}
        }
        out.push(EvidencedResult {
            id: said.id,
            version: said.version,
            sha256: said.sha256.clone(),
            agrees: *agrees,
            said: said_result,
            judgement,
        });
    }
    Ok(out)
}

fn said_of(
    conn: &mut Conn,
    sitting: &results::Sitting,
    subject: &editions::Subject,
) -> Result<SaidResult> {
    let date = match editions::exam_date(conn, sitting.exam_date_id) {
        Ok(exam) => Some(exam.date),
        Err(e) if e.code() == Code::NotFound => None,
        Err(e) => return Err(e),
    };
    Ok(SaidResult {
        subject: subject.code.clone(),
        subject_title: Title { zh: subject.title_zh.clone(), en: Some(subject.title_en.clone()) },
        exam_date: date,
        status: sitting.status,
        score: sitting.score_hundredths,
    })
}
