//! What a slice says of its spreadsheets.

use std::collections::HashMap;

use onex_sheets::{Column, ColumnSpec};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::{Change, ImportRecord, Outcome, Outlook, RowProblem};
use super::reader::{Reader, UniqueKey, unique_key};
use super::{commit, parse};
use crate::platform::audit::Actor;
use crate::platform::auth::{Caller, PolicyRow};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::jobs::Kind;
use crate::platform::state::State;

/// Where the rows of an import go.
#[derive(Debug, Clone, Default)]
pub struct Target {
    pub institution_id: Option<Id>,
    pub region_code: Option<String>,
    /// What else the rows belong to, such as an exam date.
    pub subject_id: Option<Id>,
}

/// What the functions of a kind are given besides rows.
pub struct Context<'a> {
    pub state: &'a State,
    pub import: &'a ImportRecord,
    /// Who uploaded or commits it.
    pub actor: Actor,
    pub now: Ts,
    /// Today in the programme's zone.
    pub today: time::Date,
    /// Why what stands is changed, as told with the commit.
    pub reason: Option<&'a str>,
}

/// What a look at the database says of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub outcome: Outcome,
    pub changes: Vec<Change>,
    pub problems: Vec<RowProblem>,
    /// What the row means, where a file may say the same in several ways; a later row that means it as
    /// well is refused.
    pub means: Option<UniqueKey>,
}

impl Judgement {
    /// Makes something that was not there.
    pub fn new() -> Self {
        Judgement { outcome: Outcome::New, changes: vec![], problems: vec![], means: None }
    }
    /// Changes these fields; without any the row is `unchanged`.
    pub fn changed(changes: Vec<Change>) -> Self {
        let outcome = if changes.is_empty() { Outcome::Unchanged } else { Outcome::Changed };
        Judgement { outcome, changes, problems: vec![], means: None }
    }
    /// Cannot go in: `column` is the field, `code` stands in the catalogue of reasons.
    pub fn refused(column: &str, code: &str, message: &str) -> Self {
        let problem = RowProblem {
            column: column.into(),
            code: code.into(),
            message: message.into(),
            other_row: None,
        };
        let problems = vec![problem];
        Judgement { outcome: Outcome::Refused, changes: vec![], problems, means: None }
    }
    /// Says what the row means; `column` is blamed when a later row means the same.
    #[must_use]
    pub fn meaning(self, column: &'static str, value: &[u8]) -> Self {
        Judgement { means: Some(unique_key(column, value)), ..self }
    }
}

impl Default for Judgement {
    fn default() -> Self {
        Self::new()
    }
}

/// A row that goes in.
#[derive(Debug)]
pub struct Accepted<P> {
    pub row_no: i32,
    /// `new` or `changed`.
    pub outcome: Outcome,
    pub payload: P,
}

/// What [`ImportKind::commit`] returns when a row is, by the time it is written, no longer what it was judged to
/// be: each statement sees what others have committed by then. Nothing is written, and the rows are judged again.
#[must_use]
pub fn moved_on(row_no: i32) -> Error {
    let what = format!("Row {row_no} does not fit any more; start the import again");
    Error::because(Code::Conflict, what)
}

/// A kind of import. [`read`](ImportKind::read) looks at one row alone; [`judge`](ImportKind::judge)
/// compares rows with the database, in the dry run and again in the transaction that commits;
/// [`commit`](ImportKind::commit) writes.
pub trait ImportKind: Send + Sync + 'static {
    /// Such as `student_import`; also the noun of its audit events.
    const NAME: &'static str;
    /// `<NAME>.parse` and `<NAME>.commit`: kinds of jobs.
    const PARSE: &'static str;
    const COMMIT: &'static str;
    /// Path of the collection, such as `/student-imports`.
    const PATH: &'static str;
    const POLICY: &'static [PolicyRow];
    /// The action of [`ImportKind::POLICY`] that every operation asks for.
    const ACTION: &'static str;
    const COLUMNS: &'static [ColumnSpec];
    /// Name of the template's sheet; a sheet of this name is read before others.
    const SHEET: &'static str;
    /// Whether a commit that changes what stands must say why.
    const CHANGES_NEED_REASON: bool = false;
    /// Filled-in rows to look at, on a sheet of the template that is not read; cells as the template's columns.
    const EXAMPLES: &'static [&'static [&'static str]];
    /// What a row becomes: staged as JSON, so personal numbers in it must be sealed.
    type Payload: Serialize + DeserializeOwned + Send;

    /// The columns of the template.
    fn template() -> Vec<Column> {
        Self::COLUMNS
            .iter()
            .map(|spec| {
                let column = Column::text(spec.titles.first().copied().unwrap_or(spec.field));
                if spec.required { column.required() } else { column }
            })
            .collect()
    }

    /// Where the rows go, from the caller's scope and the form's fields.
    ///
    /// # Errors
    /// The field that is missing or wrong; `not_found` for what lies outside the caller's scope.
    fn target(conn: &mut Conn, caller: &Caller, form: &HashMap<String, String>) -> Result<Target>;

    /// Reads one row; what is wrong with it is told to the reader. `None` if nothing can be made of it.
    fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<Self::Payload>>;

    /// Compares rows with the database; one judgement for each, in order.
    fn judge(
        conn: &mut Conn,
        context: &Context<'_>,
        rows: &[Self::Payload],
    ) -> Result<Vec<Judgement>>;

    /// Writes rows that were judged `new` or `changed`, within the one transaction of the commit.
    fn commit(
        conn: &mut Conn,
        context: &Context<'_>,
        rows: Vec<Accepted<Self::Payload>>,
    ) -> Result<()>;

    /// What a commit would come to as things stand now, beyond the outcome of each row; shown with the import
    /// until it is committed.
    fn outlook(_conn: &mut Conn, _import: &ImportRecord) -> Result<Option<Outlook>> {
        Ok(None)
    }

    /// After a chunk was judged in a dry run: for counting what must be limited.
    ///
    /// # Errors
    /// Ends the dry run; the import fails with it.
    fn watch(_context: &Context<'_>, _judgements: &[Judgement]) -> Result<()> {
        Ok(())
    }
}

/// The two jobs of a kind. Both may be run again after a crash: the dry run starts afresh, the commit is
/// one transaction.
pub const fn jobs<K: ImportKind>() -> [Kind; 2] {
    [
        Kind { name: K::PARSE, restart: true, run: parse::run::<K> },
        Kind { name: K::COMMIT, restart: true, run: commit::run::<K> },
    ]
}
