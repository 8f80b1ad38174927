//! A transfer as a row and as a document.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::model::DocumentType;
use crate::platform::auth::Scope;
use crate::platform::db::{Id, Ts};
use crate::schema::transfers;
use crate::text_enum;

text_enum! {
    /// Where a transfer stands.
    pub enum TransferStatus {
        /// Waits for the branches.
        Requested => "requested",
        /// Both agreed: the student has moved.
        Completed => "completed",
        Rejected => "rejected",
    }
}

text_enum! {
    /// A side of a transfer.
    pub enum Side {
        /// Where the student comes from.
        Source => "source",
        /// Where they go.
        Target => "target",
    }
}

text_enum! {
    /// Which way a transfer goes, seen from a scope.
    pub enum Direction {
        Incoming => "incoming",
        Outgoing => "outgoing",
    }
}

/// A transfer's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = transfers, treat_none_as_null = true)]
pub struct Record {
    pub id: Id,
    pub person_id: Id,
    pub student_id: Id,
    pub new_student_id: Option<Id>,
    pub name: String,
    pub from_institution_id: Id,
    pub from_region: String,
    pub to_institution_id: Id,
    pub to_region: String,
    pub student_no: String,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub phone: Option<String>,
    pub reason: String,
    pub status: TransferStatus,
    pub source_by: Option<Id>,
    pub source_at: Option<Ts>,
    pub source_remarks: Option<String>,
    pub target_by: Option<Id>,
    pub target_at: Option<Ts>,
    pub target_remarks: Option<String>,
    pub requested_by: Id,
    pub requested_at: Ts,
    pub settled_at: Option<Ts>,
    pub version: i64,
}

impl Record {
    /// The sides whose branch this scope is.
    pub fn sides(&self, scope: &Scope) -> Vec<Side> {
        let mut sides = Vec::new();
        if scope.covers_region(&self.from_region) {
            sides.push(Side::Source);
        }
        if scope.covers_region(&self.to_region) {
            sides.push(Side::Target);
        }
        sides
    }

    /// Whether a side has agreed.
    pub fn agreed(&self, side: Side) -> bool {
        match side {
            Side::Source => self.source_at.is_some(),
            Side::Target => self.target_at.is_some(),
        }
    }
}

/// What a side decided.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    pub at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// A student's move to another institution.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Transfer {
    pub id: Id,
    pub status: TransferStatus,
    #[schema(example = "王小明")]
    pub name: String,
    /// The number at the new institution.
    #[schema(example = "2020010101")]
    pub student_no: String,
    pub to_institution_id: Id,
    pub to_institution_name: String,
    /// Shown to those on the side the student comes from, and to HQ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_institution_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_institution_name: Option<String>,
    pub reason: String,
    /// What the branch of the source decided; the target's side sees only that it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Decision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Decision>,
    /// Why it was rejected, for whoever asked to read: both sides see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "学籍尚未转出")]
    pub rejected_because: Option<String>,
    /// The sides that the caller could decide and that have not decided yet.
    pub open_sides: Vec<Side>,
    /// The student's row at the new institution, once completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_student_id: Option<Id>,
    pub requested_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Ts>,
    pub version: i64,
}

/// A request: of a refused row of an import, or by document and name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TransferRequest {
    /// An import with a row refused for `identity_conflict`.
    pub import_id: Option<Id>,
    #[schema(minimum = 1)]
    pub row_no: Option<i32>,
    /// Without it the shape of the number tells.
    pub id_type: Option<DocumentType>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "11010519491231002X")]
    pub id_number: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "王小明")]
    pub name: Option<String>,
    /// The number at the new institution.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, example = "2020010101")]
    pub student_no: Option<String>,
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    pub major: Option<String>,
    #[validate(length(max = 20))]
    #[schema(max_length = 20)]
    pub grade: Option<String>,
    #[validate(length(max = 50))]
    #[schema(max_length = 50)]
    pub admin_class: Option<String>,
    /// Not needed by those who act for one institution, nor with an import.
    pub to_institution_id: Option<Id>,
    #[validate(length(min = 2, max = 500))]
    #[schema(min_length = 2, max_length = 500, example = "转学至我校")]
    pub reason: String,
}

/// What a branch says.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Remarks {
    /// Required to reject.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "情况属实")]
    pub remarks: Option<String>,
}

/// Which transfers.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransferFilter {
    /// The start of the student's name or of their new number.
    #[param(max_length = 50, example = "王")]
    pub q: Option<String>,
    pub status: Option<TransferStatus>,
    /// `incoming` to the caller's scope or `outgoing` from it.
    #[param(inline)]
    pub direction: Option<Direction>,
    /// With this institution on a side that the caller is told of.
    pub institution_id: Option<Id>,
    /// Only those that wait for the caller's own decision (`true`), or only the others (`false`).
    pub open: Option<bool>,
}
