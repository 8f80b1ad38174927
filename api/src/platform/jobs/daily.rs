//! Kinds of jobs that are due once a day of business time, whoever of the nodes is first to notice.

use std::sync::Mutex;

use time::Date;

use super::JobRow;
use crate::on_native;
use crate::platform::db::{Id, Json};
use crate::platform::error::Result;
use crate::platform::ids;
use crate::platform::state::State;
use crate::schema::jobs;
use diesel::prelude::*;

/// What is due daily, and the day for which this node has seen to it.
pub struct Daily {
    kinds: Vec<&'static str>,
    done: Mutex<Option<Date>>,
}

impl Daily {
    pub fn new(kinds: impl IntoIterator<Item = &'static str>) -> Self {
        Daily { kinds: kinds.into_iter().collect(), done: Mutex::default() }
    }

    /// Puts today's jobs into the queue unless they are there: their ids follow from the day, so that of
    /// two nodes one finds the other's.
    pub fn see_to(&self, state: &State) -> Result<()> {
        let today = state.clock.today();
        let Ok(mut done) = self.done.lock() else { return Ok(()) };
        if self.kinds.is_empty() || done.is_some_and(|day| day >= today) {
            return Ok(());
        }
        let rows: Vec<JobRow> = self.kinds.iter().map(|kind| row(kind, today)).collect();
        state.db.write_blocking(|conn| {
            for row in &rows {
                on_native!(conn, c => diesel::insert_into(jobs::table)
                    .values(row).on_conflict_do_nothing().execute(c))?;
            }
            Ok(())
        })?;
        *done = Some(today);
        Ok(())
    }
}

fn row(kind: &str, day: Date) -> JobRow {
    // Nobody asked for it.
    JobRow::queued(ids::of_day(kind, day), kind, Id::NIL, None, Json::of(&serde_json::json!({})))
}
