//! From the lines of the log to what a registry is told.

use std::collections::HashMap;

use super::super::model::{CertificateStatus, Change, ExportRow, Record, Window};
use super::super::store::lines::{self, Leaves, Line};
use super::super::store::receipts;
use crate::domains::certificates::{self, PrintedCertificate};
use crate::domains::people::{self, Holder};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};
use crate::platform::keys::Keys;

/// A page of an export after a leaf, and the leaf that it ends with; `None` at the end.
pub fn page(
    conn: &mut Conn,
    keys: &Keys,
    export: &ExportRow,
    window: &Window,
    after: Option<i64>,
    limit: i64,
) -> Result<Option<(Vec<Record>, i64)>> {
    let found = lines::page(conn, window, after, limit)?;
    let Some(last) = found.last().map(|line| line.idx) else { return Ok(None) };
    let ids: Vec<Id> = found.iter().map(|l| l.id).collect();
    let leaves = lines::leaves_of(conn, &ids, window.to)?;
    let mut national = receipts::of(conn, &ids)?;
    let replaced: Vec<Id> = found.iter().filter_map(|l| l.supersedes_id).collect();
    let numbers = certificates::numbers_of(conn, &replaced)?;
    let holders = if export.document_numbers {
        let people: Vec<Id> = found.iter().map(|l| l.holder_person_id).collect();
        people::holders(conn, keys, &people)?.into_iter().map(|h| (h.person_id, h)).collect()
    } else {
        HashMap::new()
    };
    let records = found
        .into_iter()
        .map(|line| {
            let leaves = leaves.get(&line.id).copied().unwrap_or_default();
            let national = national.remove(&line.id);
            let row = record(line, leaves, &numbers, &holders, export.document_numbers)?;
            Ok(Record { national, ..row })
        })
        .collect::<Result<_>>()?;
    Ok(Some((records, last)))
}

/// A certificate as it was at the cut-off, but for its receipt: what became of it later is for the export that follows.
fn record(
    line: Line,
    leaves: Leaves,
    numbers: &HashMap<Id, String>,
    holders: &HashMap<Id, Holder>,
    documents: bool,
) -> Result<Record> {
    let printed = PrintedCertificate::open(&line.snapshot, &line.snapshot_hash)?;
    let issue = leaves.issue.ok_or_else(|| {
        Error::internal(anyhow::anyhow!("a certificate has no leaf of its issue; run `onex check`"))
    })?;
    let ended = leaves.end.is_some();
    let document = holders
        .get(&line.holder_person_id)
        .filter(|h| h.id_type == printed.id_type && h.masked_id == printed.masked_id)
        .map(|h| h.document.reveal().to_string());
    Ok(Record {
        change: if line.is_issue() { Change::Issued } else { Change::Ended },
        document_withheld: documents && document.is_none(),
        document,
        status: if ended { line.status } else { CertificateStatus::Valid },
        status_on: line.status_at.filter(|_| ended).map(|at| at.programme_date()),
        status_reason: line.status_reason.filter(|_| ended),
        supersedes: line.supersedes_id.and_then(|id| numbers.get(&id).cloned()),
        sha256: line.snapshot_hash,
        log_index: issue,
        end_index: leaves.end,
        national: None,
        printed,
    })
}
