//! Revocations and reissues: one certifier asks, another decides.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{CertificateLink, CertificateStatus};
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::certificate_revocations;
use crate::text_enum;

text_enum! {
    /// What is asked for.
    pub enum RevocationKind {
        Revocation => "revocation",
        /// The certificate is superseded by a new one with the holder's present name and institution.
        Reissue => "reissue",
    }
}

text_enum! {
    /// Where a request stands.
    pub enum RevocationStatus {
        Pending => "pending",
        Approved => "approved",
        Rejected => "rejected",
    }
}

/// What a second person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationDecision {
    Approve,
    Reject,
}

/// A request's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = certificate_revocations, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct RevocationRow {
    pub id: Id,
    pub kind: RevocationKind,
    pub status: RevocationStatus,
    pub reason: String,
    pub certificate_count: i64,
    pub requested_by: Id,
    pub requested_at: Ts,
    pub approved_by: Option<Id>,
    pub rejected_by: Option<Id>,
    pub decided_at: Option<Ts>,
    pub remarks: Option<String>,
    pub version: i64,
}

impl RevocationRow {
    /// A new request.
    pub fn request(
        id: Id,
        kind: RevocationKind,
        reason: String,
        count: usize,
        by: Id,
        at: Ts,
    ) -> Self {
        RevocationRow {
            id,
            kind,
            status: RevocationStatus::Pending,
            reason,
            certificate_count: i64::try_from(count).unwrap_or(i64::MAX),
            requested_by: by,
            requested_at: at,
            approved_by: None,
            rejected_by: None,
            decided_at: None,
            remarks: None,
            version: 1,
        }
    }

    /// Who asked and who decided.
    pub fn people(&self) -> impl Iterator<Item = Id> {
        [Some(self.requested_by), self.approved_by, self.rejected_by].into_iter().flatten()
    }

    /// Takes the decision. Nobody approves their own request; withdrawing it by a rejection is allowed.
    ///
    /// # Errors
    /// `state_forbids` once it is decided, `same_person` for one's own.
    pub fn decide(
        &mut self,
        decision: RevocationDecision,
        by: Id,
        at: Ts,
        remarks: Option<String>,
    ) -> Result<()> {
        if self.status != RevocationStatus::Pending {
            return Err(Error::because(
                Code::StateForbids,
                format!("The request is {} already", self.status),
            )
            .why("request_settled", []));
        }
        match decision {
            RevocationDecision::Approve if by == self.requested_by => {
                return Err(Error::because(
                    Code::SamePerson,
                    "You asked for this yourself; another certifier has to approve it",
                )
                .why("requested_yourself", []));
            }
            RevocationDecision::Approve => {
                self.status = RevocationStatus::Approved;
                self.approved_by = Some(by);
            }
            RevocationDecision::Reject => {
                self.status = RevocationStatus::Rejected;
                self.rejected_by = Some(by);
            }
        }
        self.decided_at = Some(at);
        self.remarks = remarks;
        self.version += 1;
        Ok(())
    }
}

/// A request to revoke or reissue.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Revocation {
    pub id: Id,
    pub kind: RevocationKind,
    pub status: RevocationStatus,
    pub reason: String,
    /// How many certificates it is about.
    pub certificate_count: i64,
    pub requested_by: Id,
    #[schema(example = "周颖")]
    pub requested_by_name: String,
    pub requested_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected_by: Option<Id>,
    /// The name of who approved or rejected it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "吴敏")]
    pub decided_by_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub version: i64,
}

impl Revocation {
    /// A request with the names of who asked and who decided.
    pub fn of(r: RevocationRow, names: &HashMap<Id, String>) -> Self {
        let name = |id: Id| names.get(&id).cloned();
        Revocation {
            id: r.id,
            kind: r.kind,
            status: r.status,
            reason: r.reason,
            certificate_count: r.certificate_count,
            requested_by: r.requested_by,
            requested_by_name: name(r.requested_by).unwrap_or_default(),
            requested_at: r.requested_at,
            approved_by: r.approved_by,
            rejected_by: r.rejected_by,
            decided_by_name: r.approved_by.or(r.rejected_by).and_then(name),
            decided_at: r.decided_at,
            remarks: r.remarks,
            version: r.version,
        }
    }
}

/// One certificate of a request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RevocationItem {
    pub certificate_id: Id,
    #[schema(example = "20201100000012326")]
    pub number: String,
    pub holder_name: String,
    pub institution_name: String,
    pub status: CertificateStatus,
    /// The certificate that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<CertificateLink>,
}

/// A request with its certificates.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RevocationView {
    #[serde(flatten)]
    pub revocation: Revocation,
    pub items: Vec<RevocationItem>,
}

/// Which certificates are to be revoked, by id or by number, and why.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewRevocation {
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub certificate_ids: Vec<Id>,
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500, example = json!(["2020110-00000123-26"]))]
    pub numbers: Vec<String>,
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "成绩复核后不合格")]
    pub reason: String,
}

/// Why a certificate is to be issued anew.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reissue {
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "姓名更正")]
    pub reason: String,
}

/// Why a request is rejected.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RevocationRejection {
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "依据不足")]
    pub remarks: String,
}

/// Filters of the list of requests.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RevocationQuery {
    #[param(inline)]
    pub status: Option<RevocationStatus>,
    #[param(inline)]
    pub kind: Option<RevocationKind>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Id {
        Id(uuid::Uuid::from_u128(n))
    }
    fn request() -> RevocationRow {
        RevocationRow::request(id(1), RevocationKind::Revocation, "why".into(), 2, id(7), Ts(1))
    }

    #[test]
    fn another_person_decides_and_only_once() {
        let mut r = request();
        assert_eq!(
            r.decide(RevocationDecision::Approve, id(7), Ts(2), None).unwrap_err().code(),
            Code::SamePerson
        );
        assert_eq!((r.status, r.version), (RevocationStatus::Pending, 1));
        r.decide(RevocationDecision::Approve, id(8), Ts(2), None).unwrap();
        assert_eq!(
            (r.status, r.approved_by, r.version),
            (RevocationStatus::Approved, Some(id(8)), 2)
        );
        for decision in [RevocationDecision::Approve, RevocationDecision::Reject] {
            assert_eq!(
                r.decide(decision, id(9), Ts(3), None).unwrap_err().code(),
                Code::StateForbids
            );
        }
    }

    #[test]
    fn who_asked_may_take_it_back() {
        let mut r = request();
        r.decide(RevocationDecision::Reject, id(7), Ts(2), Some("mistake".into())).unwrap();
        assert_eq!((r.status, r.approved_by), (RevocationStatus::Rejected, None));
    }
}
