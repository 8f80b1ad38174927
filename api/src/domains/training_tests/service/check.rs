//! What `onex check` asks: that what attempts are worth follows from their answers, and that no answer came late.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::AttemptRow;
use super::super::store;
use super::super::store::attempts as tries;
use crate::domains::papers::{self, PaperRow};
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::Result;
use crate::schema::test_attempts;

/// Marks every ended attempt once more.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut papers: HashMap<Id, PaperRow> = HashMap::new();
    let (mut out, mut after) = (Vec::new(), Id::NIL);
    loop {
        let rows: Vec<AttemptRow> = test_attempts::table
            .filter(test_attempts::id.gt(after))
            .order(test_attempts::id.asc())
            .limit(500)
            .select(AttemptRow::as_select())
            .load(conn)?;
        let Some(last) = rows.last() else { return Ok(out) };
        after = last.id;
        for row in rows {
            let paper = match papers.get(&row.test_id) {
                Some(paper) => paper.clone(),
                None => {
                    let test = store::by_id(conn, row.test_id)?;
                    let paper = papers::row(conn, test.paper_id)?;
                    papers.insert(row.test_id, paper.clone());
                    paper
                }
            };
            out.extend(wrong(conn, &row, &paper)?);
        }
    }
}

fn wrong(conn: &mut Conn, row: &AttemptRow, paper: &PaperRow) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let end = row.ended_at.unwrap_or(row.deadline);
    if tries::answers(conn, row.id)?.iter().any(|a| a.saved_at > end || a.saved_at < row.started_at)
    {
        out.push(format!("the attempt {} has answers from outside its time", row.id));
    }
    let Some(score) = row.score_hundredths else { return Ok(out) };
    let given = tries::given(conn, row.id)?;
    let marked = papers::marked(conn, paper, &given)?;
    let same = i32::from(marked.score.hundredths()) == score
        && row.marks.as_ref() == Some(&Json::of(&marked.marks));
    if !same {
        out.push(format!("the attempt {} is not worth what its answers are worth", row.id));
    }
    Ok(out)
}
