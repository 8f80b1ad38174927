//! Judging rows that may name one thing in several ways: what the kind finds in the database says which
//! rows mean the same, also where the file does not.

use std::collections::HashMap;

use super::kind::{Context, ImportKind, Judgement};
use super::model::{Outcome, RowProblem};
use super::reader::UniqueKey;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// What the rows so far meant, and the row each stood in first.
pub type Meant = HashMap<UniqueKey, i32>;

/// Judges rows in the order of the file; a row that means the same as an earlier one is refused.
pub fn rows<'p, K: ImportKind>(
    conn: &mut Conn,
    context: &Context<'_>,
    numbers: impl IntoIterator<Item = i32>,
    payloads: &'p [K::Payload],
    meant: &mut Meant,
) -> Result<Vec<Judgement>>
where
    K::Payload: 'p,
{
    let mut judgements = K::judge(conn, context, payloads)?;
    for (judgement, row_no) in judgements.iter_mut().zip(numbers) {
        let Some(key) = judgement.means.filter(|_| judgement.outcome != Outcome::Refused) else {
            continue;
        };
        let first = *meant.entry(key).or_insert(row_no);
        if first != row_no {
            *judgement = Judgement {
                problems: vec![duplicate(key.0, first)],
                ..Judgement::refused(key.0, "duplicate", "")
            };
        }
    }
    Ok(judgements)
}

/// Says that the same stands in an earlier row.
pub fn duplicate(field: &str, first: i32) -> RowProblem {
    RowProblem {
        column: field.into(),
        code: "duplicate".into(),
        message: format!("stands in row {first} already"),
        other_row: Some(first),
    }
}
