//! On what ground certificates are given. A basis says who its candidates are, and of each whether they
//! deserve a certificate; everything after that is the same for all. `fusion` plugs in here.

use std::collections::HashMap;

use onex_credential::snapshot;

use crate::domains::certificates::{CertificateBasis, EvidenceResult};
use crate::domains::issuance::model::{IssuanceFilter, IssuanceReason};
use crate::domains::results::Sitting;
use crate::domains::training_assessments::Judged;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// Somebody who may deserve a certificate.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub person_id: Id,
    pub student_id: Option<Id>,
    pub teacher_id: Option<Id>,
    pub institution_id: Id,
    pub region_code: String,
    /// What is printed of the subjects if they deserve it; why not otherwise.
    pub verdict: Result<Vec<snapshot::Subject>, Vec<IssuanceReason>>,
    /// The records that the verdict rests on, as they are now.
    pub grounds: Vec<EvidenceResult>,
}

/// What the records said in a version.
#[derive(Debug, Clone)]
pub enum Record {
    Sitting(Sitting),
    Judgement(Box<Judged>),
}

/// A record in a version, whose it is, and its digest.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub person_id: Id,
    pub sha256: String,
    pub record: Record,
}

/// By id and version.
pub type Grounds = HashMap<(Id, i64), Recorded>;

/// A page of candidates by person, and the last of them; `None` at the end.
pub type CandidatePage = Option<(Vec<Candidate>, Id)>;

/// What a run works within.
#[derive(Debug, Clone)]
pub struct Ground {
    pub edition_id: Id,
    pub filter: IssuanceFilter,
    /// The day of issue, in the programme's zone.
    pub today: time::Date,
}

/// Finds records by id and version.
pub type FindRecords = fn(&mut Conn, &[(Id, i64)]) -> Result<Grounds>;

/// A basis.
pub struct BasisKind {
    pub basis: CertificateBasis,
    /// The candidates after a person.
    pub candidates: fn(&mut Conn, &Ground, Id, i64) -> Result<CandidatePage>,
    /// The same for these people, as things stand now.
    pub again: fn(&mut Conn, &Ground, &[Id]) -> Result<Vec<Candidate>>,
    /// The records that evidence names, as they were in these versions; what is not there is left out.
    pub records: FindRecords,
}

/// Every basis that certificates can be issued on.
pub const BASES: &[BasisKind] = &[super::exam::BASIS, super::training::BASIS];

/// The basis of this name, if it is there.
pub fn find(basis: CertificateBasis) -> Option<&'static BasisKind> {
    BASES.iter().find(|b| b.basis == basis)
}
