//! A run, its items, and what others see of them.

mod run;

pub use run::{RunRow, RunStatus, Step};

use std::collections::HashMap;

use diesel::prelude::*;
use onex_print::Missing;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub use crate::domains::certificates::CertificateBasis;
use crate::platform::db::{Id, Json, Ts};
use crate::platform::jobs::Job;
use crate::schema::issuance_items;
use crate::text_enum;

text_enum! {
    /// What a run came to for a candidate.
    pub enum ItemOutcome {
        /// Gets a certificate when the run is issued.
        Eligible => "eligible",
        /// Does not; the reasons say why.
        Ineligible => "ineligible",
        /// Holds a valid certificate of this kind.
        AlreadyHeld => "already_held",
        /// Got the certificate.
        Issued => "issued",
    }
}

/// An item's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = issuance_items, treat_none_as_default_value = false)]
pub struct ItemRow {
    pub id: Id,
    pub run_id: Id,
    pub person_id: Id,
    pub student_id: Option<Id>,
    pub teacher_id: Option<Id>,
    pub institution_id: Id,
    pub region_code: String,
    pub name: String,
    pub code: String,
    pub outcome: ItemOutcome,
    pub reasons: Json,
    pub certificate_id: Option<Id>,
}

/// Why a candidate gets no certificate: subject by subject, or on the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuanceReason {
    /// Code of the subject, or of the part of the training; none where it is about the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "agency")]
    pub subject: Option<String>,
    /// `failed`, `absent`, `voided`, `deferred`, `missing`, or `not_yet` for an exam date to come; `incomplete` for a part
    /// of the training that does not stand yet, `not_confirmed` where all do and the expert group has not confirmed;
    /// `revoked_before` where a certificate of the edition was revoked and the run does not include such;
    /// `unprintable_character` where no font has a character that would be printed.
    #[schema(example = "failed")]
    pub status: String,
    /// The last score, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "58.5")]
    pub score: Option<String>,
    /// With `unprintable_character`: where it stands, and which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "holder_name: 𮯰 (U+2EBF0)")]
    pub detail: Option<String>,
}

impl IssuanceReason {
    /// Would deserve one, but the one of this edition was revoked.
    pub fn revoked_before() -> Self {
        IssuanceReason { subject: None, status: "revoked_before".into(), score: None, detail: None }
    }

    /// Would deserve one that no font can print: a reason for each character.
    pub fn unprintable(missing: &[Missing]) -> Vec<Self> {
        let reason = |one: &Missing| IssuanceReason {
            subject: None,
            status: "unprintable_character".into(),
            score: None,
            detail: Some(one.to_string()),
        };
        missing.iter().map(reason).collect()
    }
}

/// How many candidates came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuanceCounts {
    pub eligible: i64,
    pub ineligible: i64,
    pub already_held: i64,
    pub issued: i64,
}

/// Whom a run is limited to; everyone with a result if empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssuanceFilter {
    /// GB/T 2260 two-digit code.
    #[validate(length(equal = 2))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    /// Also whoever's certificate of this edition was revoked; they are left out unless told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_revoked: bool,
}

/// A run that is to be prepared.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewIssuanceRun {
    pub edition_id: Id,
    pub basis: CertificateBasis,
    #[serde(default)]
    #[validate(nested)]
    pub filter: IssuanceFilter,
}

/// A run.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssuanceRun {
    pub id: Id,
    pub edition_id: Id,
    pub basis: CertificateBasis,
    pub filter: IssuanceFilter,
    pub status: RunStatus,
    pub counts: IssuanceCounts,
    /// The job that prepares or issues it; watch it at `/jobs/{id}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<Id>,
    pub prepared_by: Id,
    #[schema(example = "周颖")]
    pub prepared_by_name: String,
    pub prepared_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "吴敏")]
    pub approved_by_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Ts>,
    /// Who issued, rejected or cancelled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "周颖")]
    pub ended_by_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub version: i64,
}

impl IssuanceRun {
    /// A run with the names of those whose doing it is.
    pub fn of(r: RunRow, names: &HashMap<Id, String>) -> Self {
        let name = |id: Id| names.get(&id).cloned();
        IssuanceRun {
            id: r.id,
            edition_id: r.edition_id,
            basis: r.basis,
            filter: IssuanceFilter {
                region_code: r.region_code,
                institution_id: r.institution_id,
                include_revoked: r.include_revoked,
            },
            status: r.status,
            counts: IssuanceCounts {
                eligible: r.eligible,
                ineligible: r.ineligible,
                already_held: r.already_held,
                issued: r.issued,
            },
            job_id: r.job_id,
            prepared_by: r.prepared_by,
            prepared_by_name: name(r.prepared_by).unwrap_or_default(),
            prepared_at: r.prepared_at,
            approved_by: r.approved_by,
            approved_by_name: r.approved_by.and_then(name),
            approved_at: r.approved_at,
            ended_by: r.ended_by,
            ended_by_name: r.ended_by.and_then(name),
            ended_at: r.ended_at,
            remarks: r.remarks,
            version: r.version,
        }
    }
}

/// A run and the job that works on it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct IssuanceStarted {
    pub run: IssuanceRun,
    pub job: Job,
}

/// Filters of the list of runs.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RunQuery {
    pub edition_id: Option<Id>,
    #[param(inline)]
    pub status: Option<RunStatus>,
}

/// Filters of a run's items.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ItemQuery {
    #[param(inline)]
    pub outcome: Option<ItemOutcome>,
    pub institution_id: Option<Id>,
}

/// The holder-to-be of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuanceHolder {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub student_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher_id: Option<Id>,
    #[schema(example = "王小明")]
    pub name: String,
    /// Student or staff number.
    #[schema(example = "2019010101")]
    pub code: String,
}

/// The institution of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuanceInstitution {
    pub id: Id,
    pub name: String,
    #[schema(example = "32")]
    pub region_code: String,
}

/// A subject that a candidate has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuanceSubject {
    /// Code of the subject.
    #[schema(example = "agency")]
    pub subject: String,
    /// Out of 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "87.5")]
    pub score: Option<String>,
}

/// What a run came to for a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuanceItem {
    pub id: Id,
    pub holder: IssuanceHolder,
    pub institution: IssuanceInstitution,
    pub outcome: ItemOutcome,
    /// With `issued` what the certificate says of the subjects, with `eligible` what it would say now; empty with the
    /// others, and in teacher training, whose certificate says no scores.
    pub subjects: Vec<IssuanceSubject>,
    /// Why there is no certificate. With `eligible` that is why there would be none now: the results have changed since
    /// the run was prepared.
    pub reasons: Vec<IssuanceReason>,
    /// The certificate given, or the one already held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "20201100000012326")]
    pub certificate_number: Option<String>,
}

/// Why a run is rejected or cancelled.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct IssuanceRemarks {
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "尚有缓考未录入")]
    pub remarks: String,
}
