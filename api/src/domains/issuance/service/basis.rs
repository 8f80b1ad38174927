//! On what ground certificates are given. A basis says who its candidates are, and of each whether they
//! deserve a certificate; everything after that is the same for all. `training` and `fusion` plug in here.

use onex_credential::snapshot;

use crate::domains::certificates::CertificateBasis;
use crate::domains::issuance::model::{IssuanceFilter, IssuanceReason};
use crate::domains::results::Sitting;
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
    /// The results that the verdict rests on.
    pub sittings: Vec<Sitting>,
}

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

/// A basis.
pub struct BasisKind {
    pub basis: CertificateBasis,
    /// The candidates after a person.
    pub candidates: fn(&mut Conn, &Ground, Id, i64) -> Result<CandidatePage>,
    /// The same for these people, as things stand now.
    pub again: fn(&mut Conn, &Ground, &[Id]) -> Result<Vec<Candidate>>,
}

/// Every basis that certificates can be issued on.
pub const BASES: &[BasisKind] = &[super::exam::BASIS];

/// The basis of this name, if it is there.
pub fn find(basis: CertificateBasis) -> Option<&'static BasisKind> {
    BASES.iter().find(|b| b.basis == basis)
}
