//! An export as JSON lines: a header, a line for each certificate in the order of the log, a footer. A file that was
//! broken off has no footer; one that was changed has another digest than its footer says.

use serde_json::{Value, json};

use super::super::model::{ExportRow, Record, RegistryCounts};
use crate::platform::error::Result;
use crate::platform::keys::{hex, sha256};

/// The version of the layout; raised when a line changes its meaning.
const FORMAT: u32 = 1;

/// The lines so far.
pub struct JsonLines(Vec<u8>);

impl JsonLines {
    /// Begins with the header of an export that has so many rows.
    pub fn new(export: &ExportRow, rows: i64) -> Result<Self> {
        let mut lines = JsonLines(Vec::new());
        lines.line(&json!({
            "type": "header",
            "format": FORMAT,
            "export": export.id,
            "asked_at": export.created_at,
            "filter": export.filter.clone().value(),
            "after_export": export.after_id,
            "log_from": export.log_from,
            "log_to": export.log_to,
            "with_document_numbers": export.document_numbers,
            "rows": rows,
        }))?;
        Ok(lines)
    }

    fn line(&mut self, line: &Value) -> Result<()> {
        serde_json::to_writer(&mut self.0, line)?;
        self.0.push(b'\n');
        Ok(())
    }

    /// Adds a certificate.
    pub fn row(&mut self, row: &Record) -> Result<()> {
        self.line(&row.line())
    }

    /// The whole file. The footer's digest is that of all the lines before it.
    pub fn finish(mut self, counts: &RegistryCounts) -> Result<Vec<u8>> {
        let digest = hex(&sha256(&self.0));
        self.line(&json!({ "type": "footer", "counts": counts, "sha256": digest }))?;
        Ok(self.0)
    }
}
