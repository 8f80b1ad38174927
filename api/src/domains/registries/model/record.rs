//! One certificate as a registry is told of it.

use serde_json::{Value, json};
use time::Date;

use super::{CertificateStatus, ReceiptRow};
use crate::domains::certificates::PrintedCertificate;
use crate::text_enum;

text_enum! {
    /// Why a certificate stands in an export.
    pub enum Change {
        /// It was issued; if it has ended already, the status says so.
        Issued => "issued",
        /// It was in an earlier export and has ended since.
        Ended => "ended",
    }
}

/// A row of an export. Everything but the receipt is as it was at the cut-off.
#[derive(Debug, Clone)]
pub struct Record {
    pub change: Change,
    pub printed: PrintedCertificate,
    /// The whole number of the holder's document, where that was asked for.
    pub document: Option<String>,
    /// It was asked for, but the holder's document is not the printed one any more.
    pub document_withheld: bool,
    pub status: CertificateStatus,
    /// When it ended, in Asia/Shanghai, and why.
    pub status_on: Option<Date>,
    pub status_reason: Option<String>,
    /// The number of the certificate whose place it took.
    pub supersedes: Option<String>,
    /// SHA-256 of its snapshot, hexadecimal.
    pub sha256: String,
    /// The leaf of its issue, and that of its end.
    pub log_index: i64,
    pub end_index: Option<i64>,
    pub national: Option<ReceiptRow>,
}

impl Record {
    /// As a line of JSON says it.
    pub fn line(&self) -> Value {
        let p = &self.printed;
        let mut line = json!({
            "type": "certificate",
            "change": self.change,
            "number": p.number,
            "kind": p.kind,
            "holder_name": p.holder_name,
            "id_type": p.id_type,
            "masked_id": p.masked_id,
            "institution": p.institution,
            "region": p.region,
            "edition": p.edition,
            "subjects": p.subjects,
            "basis": p.basis,
            "issued_on": p.issued_on,
            "status": self.status,
            "snapshot_sha256": self.sha256,
            "log_index": self.log_index,
        });
        let national = self.national.as_ref().map(|r| {
            json!({
                "number": r.national_number,
                "receipt_number": r.receipt_number,
                "received_on": r.received_on,
            })
        });
        let more = [
            ("document_number", self.document.as_deref().map(Value::from)),
            ("status_on", self.status_on.map(|day| day.to_string().into())),
            ("status_reason", self.status_reason.as_deref().map(Value::from)),
            ("supersedes", self.supersedes.as_deref().map(Value::from)),
            ("end_log_index", self.end_index.map(Value::from)),
            ("national", national),
        ];
        if let Some(fields) = line.as_object_mut() {
            fields.extend(more.into_iter().filter_map(|(k, v)| Some((k.to_string(), v?))));
        }
        line
    }
}
