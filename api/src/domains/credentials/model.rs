//! Forms of a certificate, and what is told of it beside them.

use diesel::prelude::*;
use onex_credential::bundle::{Bundle, EndKind};
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};

use crate::domains::certificates::Evidence;
use crate::domains::results::{ResultStatus, Score};
use crate::platform::db::{Id, Ts};
use crate::platform::jobs::Job;
use crate::schema::credential_forms;
use crate::text_enum;

text_enum! {
    /// A form in which others verify a certificate.
    pub enum FormKind {
        /// A token (Open Badges 3.0 §8.2).
        VcJwt => "vc_jwt",
        /// JSON with a proof in it (`eddsa-rdfc-2022`).
        DataIntegrity => "data_integrity",
    }
}

/// A form's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = credential_forms, treat_none_as_default_value = false)]
pub struct FormRow {
    pub certificate_id: Id,
    pub form: FormKind,
    /// Of the text that is given out.
    pub sha256: Vec<u8>,
    /// That text, deflated.
    pub body: Vec<u8>,
    pub made_at: Ts,
}

/// All that proves a certificate beside the issuer's keys and a status list: the signed snapshot and its place in the
/// log. At most 4 KB.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct VerificationBundle {
    /// Of this form.
    #[schema(minimum = 1, maximum = 1)]
    pub v: u32,
    /// The snapshot's canonical JSON (RFC 8785), deflated (RFC 1951), base64url.
    pub snapshot: String,
    /// The issuer's over these bytes of JSON: Ed25519, base64url.
    pub signature: String,
    /// The issuer's DID, `#`, the key's name.
    #[schema(example = "did:web:onex.example#k-0123456789abcdef")]
    pub key: String,
    pub leaf: BundledLeaf,
    /// The signed head that the proofs lead to (C2SP tlog-checkpoint).
    pub checkpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<BundledEnd>,
}

/// The leaf of its issue.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BundledLeaf {
    /// From 0.
    pub index: u64,
    pub at: String,
    /// Hashes of 32 bytes, joined, base64url; the leaf's neighbour first (RFC 9162 §2.1.3).
    pub proof: String,
}

/// The leaf of its end.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BundledEnd {
    /// `revoke` or `supersede`.
    #[schema(example = "revoke")]
    pub kind: String,
    pub index: u64,
    pub at: String,
    pub proof: String,
}

impl From<Bundle> for VerificationBundle {
    fn from(bundle: Bundle) -> Self {
        let Bundle { v, snapshot, signature, key, leaf, checkpoint, end } = bundle;
        let kind = |kind| match kind {
            EndKind::Revoke => "revoke",
            EndKind::Supersede => "supersede",
        };
        VerificationBundle {
            v,
            snapshot,
            signature,
            key,
            leaf: BundledLeaf { index: leaf.index, at: leaf.at.to_string(), proof: leaf.proof },
            checkpoint,
            end: end.map(|end| BundledEnd {
                kind: kind(end.kind).into(),
                index: end.index,
                at: end.at.to_string(),
                proof: end.proof,
            }),
        }
    }
}

/// The job that makes what is missing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FormsStarted {
    pub job: Job,
}

/// Why somebody else's salt is looked at.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SaltQuery {
    /// To be given by everybody but the holder; it is recorded.
    #[param(min_length = 2, max_length = 500, example = "持证人在境外办理学历认证")]
    pub reason: Option<String>,
}

/// With this and the number of the holder's document anybody can check the hash in the credential: it is the SHA-256 of
/// the number followed by the salt, in UTF-8 (Open Badges 3.0, `IdentityObject`).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HolderSalt {
    pub certificate_id: Id,
    /// As it stands in the credential.
    #[schema(example = "nationalIdentityNumber")]
    pub identity_type: String,
    #[schema(example = "sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    pub identity_hash: String,
    /// Whoever knows it can try all numbers: to be given to nobody but who has to check the number.
    #[schema(example = "lf4sGh2Uo0bVYZ9C2r0E0m2XrXgkY3cW1q1xJ8c1u5M")]
    pub salt: String,
}

/// Who did it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deed {
    pub by: Id,
    /// Told to HQ and certifiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "王芳")]
    pub name: Option<String>,
    pub at: Ts,
}

/// The run that issued it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvidencedRun {
    pub id: Id,
    pub prepared: Deed,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Deed>,
    /// Whether the records say the same today.
    pub agrees: bool,
}

/// The rules that were applied.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvidencedRules {
    pub edition_id: Id,
    pub version: i64,
    /// Of the rules as they were in that version, hexadecimal.
    pub sha256: String,
    /// Whether the rules of that version, as the records have them today, come to the same hash.
    pub agrees: bool,
}

/// A result or judgement that it rests on, as it was then.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvidencedResult {
    pub id: Id,
    pub version: i64,
    /// Of the result, hexadecimal.
    pub sha256: String,
    /// Whether the record of that version comes to the same hash today.
    pub agrees: bool,
    /// What the record says; absent when it is gone or somebody else's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<SaidResult>,
    /// The same, of a training certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judgement: Option<SaidJudgement>,
}

/// What the record of the expert group's judgement says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaidJudgement {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "81.5")]
    pub composite: Option<Score>,
    /// `passed` or `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "passed")]
    pub result: Option<String>,
    /// The group came to something else than its arithmetic.
    pub overridden: bool,
}

/// What the record of a result says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SaidResult {
    #[schema(example = "agency")]
    pub subject: String,
    pub subject_title: crate::domains::certificates::Title,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exam_date: Option<Date>,
    pub status: ResultStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "87.5")]
    pub score: Option<Score>,
}

/// The certificate whose place it took.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EvidencedReissue {
    pub request: Id,
    pub requested: Deed,
    /// Who approved it; when is said by the certificate itself, which was issued at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<Deed>,
    pub of: Id,
    /// Of the old one's snapshot, hexadecimal.
    pub sha256: String,
    /// Whether the records say the same today.
    pub agrees: bool,
}

/// Why a certificate was issued: the record to which its signed snapshot is bound, and whether each part of it is what
/// the records of today come to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificateEvidence {
    pub certificate_id: Id,
    /// Whether the record is bound and everything in it agrees.
    pub agrees: bool,
    /// Whether the snapshot names this record's hash and bears the issuer's signature.
    pub bound: bool,
    /// SHA-256 of the record, hexadecimal.
    pub sha256: String,
    /// The record, canonical JSON (RFC 8785): what the hash is of.
    pub record: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<EvidencedRun>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<EvidencedRules>,
    pub results: Vec<EvidencedResult>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reissue: Option<EvidencedReissue>,
}

impl CertificateEvidence {
    /// Everybody that a record names by id.
    pub fn people(evidence: &Evidence) -> Vec<Id> {
        let run = evidence.run.iter().flat_map(|r| [Some(r.prepared_by), r.approved_by]);
        let reissue = evidence.reissue.iter().flat_map(|r| [Some(r.requested_by), r.approved_by]);
        run.chain(reissue).flatten().collect()
    }
}
