//! The edition at hand, and results in it: for tests that are about what follows from them.

use diesel::prelude::*;
use onex::domains::editions;
use onex::domains::results::{self, Recorded, ResultStatus, Score};
use onex::platform::db::Id;
use onex::schema::{exam_dates, students};

use crate::app::{Actor, TestApp};

/// The edition at hand.
#[derive(Debug, Clone)]
pub struct Programme {
    pub edition: Id,
    /// In their order.
    pub subjects: Vec<Id>,
    /// In the order of the periods: 2020-04-18 and 2020-06-27.
    pub exam_dates: Vec<Id>,
}

/// What a student came to in a subject: a score, or why there is none.
#[derive(Debug, Clone, Copy)]
pub enum Sat {
    Scored(&'static str),
    Absent,
    Voided,
    Deferred,
    /// No row at all.
    Nothing,
}

impl TestApp {
    /// The edition at hand.
    pub fn programme(&self) -> Programme {
        self.state
            .db
            .read_blocking(|conn| {
                let edition = editions::current(conn)?.id;
                let subjects =
                    editions::subjects(conn, edition)?.into_iter().map(|s| s.id).collect();
                let exam_dates = exam_dates::table
                    .filter(exam_dates::edition_id.eq(edition))
                    .order(exam_dates::period.asc())
                    .select(exam_dates::id)
                    .load(conn)?;
                Ok(Programme { edition, subjects, exam_dates })
            })
            .unwrap()
    }

    /// Records what students came to on an exam date, subject by subject.
    pub fn sat(&self, by: &Actor, programme: &Programme, exam: usize, who: &[Id], what: &[Sat]) {
        let date = programme.exam_dates[exam];
        self.state
            .db
            .write_blocking(|conn| {
                let mut all = Vec::new();
                for student in who {
                    let (person_id, institution_id, region_code): (Id, Id, String) =
                        students::table
                            .find(*student)
                            .select((
                                students::person_id,
                                students::institution_id,
                                students::region_code,
                            ))
                            .first(conn)?;
                    for (subject, sat) in programme.subjects.iter().zip(what) {
                        let (status, score) = match sat {
                            Sat::Scored(s) => {
                                (ResultStatus::Scored, Some(s.parse::<Score>().unwrap()))
                            }
                            Sat::Absent => (ResultStatus::Absent, None),
                            Sat::Voided => (ResultStatus::Voided, None),
                            Sat::Deferred => (ResultStatus::Deferred, None),
                            Sat::Nothing => continue,
                        };
                        all.push(Recorded {
                            edition_id: programme.edition,
                            exam_date_id: date,
                            subject_id: *subject,
                            student_id: *student,
                            person_id,
                            institution_id,
                            region_code: region_code.clone(),
                            status,
                            score,
                        });
                    }
                }
                let now = self.state.clock.now();
                results::record(conn, date, all, by.id, None, Some("更正"), now)?;
                Ok(())
            })
            .unwrap();
    }
}
