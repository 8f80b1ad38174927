//! The accounts of 2019 (二.2.(6)): administrators keep their usernames, institutions that are not there yet
//! are opened. What stands already is not changed by a file, so that sending it again changes nothing.

mod columns;
mod judge;
mod row;
mod write;

use std::collections::HashMap;

use onex_sheets::{Column, ColumnSpec};

pub use columns::SHEET;

use self::row::AccountRow;
use super::policy;
use crate::domains::imports::{Accepted, Context, ImportKind, Judgement, Reader, Target};
use crate::platform::auth::{Caller, PolicyRow};
use crate::platform::db::Conn;
use crate::platform::error::{Code, Error, Result};

/// Imports of institutions and their administrators.
pub struct InstitutionImport;

impl ImportKind for InstitutionImport {
    const NAME: &'static str = "institution_import";
    const PARSE: &'static str = "institution_import.parse";
    const COMMIT: &'static str = "institution_import.commit";
    const PATH: &'static str = "/institution-imports";
    const POLICY: &'static [PolicyRow] = policy::TABLE;
    const ACTION: &'static str = "institutions.import";
    const COLUMNS: &'static [ColumnSpec] = columns::COLUMNS;
    const SHEET: &'static str = columns::SHEET;
    const EXAMPLES: &'static [&'static [&'static str]] = columns::EXAMPLES;
    type Payload = AccountRow;

    fn template() -> Vec<Column> {
        columns::template()
    }

    /// The branch's region; HQ's files go anywhere.
    fn target(_: &mut Conn, caller: &Caller, form: &HashMap<String, String>) -> Result<Target> {
        if form.get("institution_id").is_some_and(|t| !t.trim().is_empty()) {
            return Err(Error::field(
                "/institution_id",
                "unexpected",
                "the rows name their institutions; leave this field out",
            ));
        }
        if caller.scope.institution().is_some() {
            return Err(Error::new(Code::Forbidden));
        }
        Ok(Target { region_code: caller.scope.region().map(str::to_string), ..Target::default() })
    }

    fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<AccountRow>> {
        Ok(row::read(context.import.region_code.as_deref(), row))
    }

    fn judge(
        conn: &mut Conn,
        context: &Context<'_>,
        rows: &[AccountRow],
    ) -> Result<Vec<Judgement>> {
        judge::judge(conn, context.import.region_code.as_deref(), rows)
    }

    fn commit(
        conn: &mut Conn,
        context: &Context<'_>,
        rows: Vec<Accepted<AccountRow>>,
    ) -> Result<()> {
        write::write(conn, context, rows)
    }
}
