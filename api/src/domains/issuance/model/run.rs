//! A run's states: who may take it where.

use diesel::prelude::*;

use super::{IssuanceCounts, NewIssuanceRun};
use crate::domains::certificates::CertificateBasis;
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::issuance_runs;
use crate::text_enum;

text_enum! {
    /// Where a run stands.
    pub enum RunStatus {
        /// Its items are being computed.
        Preparing => "preparing",
        /// Waits for the approval of a second certifier.
        Prepared => "prepared",
        Approved => "approved",
        Issuing => "issuing",
        Issued => "issued",
        Rejected => "rejected",
        Cancelled => "cancelled",
        /// Its items could not be computed; the remarks say why.
        Failed => "failed",
    }
}

/// A step of a run's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The items are there.
    Prepare(IssuanceCounts),
    /// The items could not be computed.
    Fail(String),
    Approve,
    Reject(String),
    /// Taken back by whoever prepared it, or given up after approval.
    Cancel(String),
    /// Issuing is asked for, by a job.
    Start(Id),
    /// The certificates are there.
    Issue(IssuanceCounts),
}

/// A run's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = issuance_runs, treat_none_as_null = true)]
pub struct RunRow {
    pub id: Id,
    pub edition_id: Id,
    pub basis: CertificateBasis,
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
    pub include_revoked: bool,
    pub status: RunStatus,
    pub eligible: i64,
    pub ineligible: i64,
    pub already_held: i64,
    pub issued: i64,
    pub job_id: Option<Id>,
    pub prepared_by: Id,
    pub prepared_at: Ts,
    pub approved_by: Option<Id>,
    pub approved_at: Option<Ts>,
    pub ended_by: Option<Id>,
    pub ended_at: Option<Ts>,
    pub remarks: Option<String>,
    pub version: i64,
}

impl RunRow {
    /// A run that is to be prepared.
    pub fn new(id: Id, new: NewIssuanceRun, by: Id, at: Ts) -> Self {
        RunRow {
            id,
            edition_id: new.edition_id,
            basis: new.basis,
            region_code: new.filter.region_code,
            institution_id: new.filter.institution_id,
            include_revoked: new.filter.include_revoked,
            status: RunStatus::Preparing,
            eligible: 0,
            ineligible: 0,
            already_held: 0,
            issued: 0,
            job_id: None,
            prepared_by: by,
            prepared_at: at,
            approved_by: None,
            approved_at: None,
            ended_by: None,
            ended_at: None,
            remarks: None,
            version: 1,
        }
    }

    /// Those whose doing it is.
    pub fn people(&self) -> impl Iterator<Item = Id> {
        [Some(self.prepared_by), self.approved_by, self.ended_by].into_iter().flatten()
    }

    /// Takes a step.
    ///
    /// # Errors
    /// `state_forbids` where the run stands elsewhere, `same_person` for the approval of one's own.
    pub fn step(&mut self, step: Step, by: Id, at: Ts) -> Result<()> {
        use RunStatus::{Approved, Issuing, Prepared, Preparing};
        let from: &[RunStatus] = match &step {
            Step::Prepare(_) | Step::Fail(_) => &[Preparing],
            Step::Approve => &[Prepared],
            Step::Reject(_) => &[Prepared, Approved],
            Step::Cancel(_) => &[Preparing, Prepared, Approved],
            // Also again, when the job before it came to nothing.
            Step::Start(_) => &[Approved, Issuing],
            Step::Issue(_) => &[Issuing],
        };
        if !from.contains(&self.status) {
            return Err(Error::because(
                Code::StateForbids,
                format!("The run is {}; this step does not follow from there", self.status),
            ));
        }
        match step {
            Step::Prepare(counts) => {
                self.count(counts);
                self.status = Prepared;
            }
            Step::Fail(why) => self.end(RunStatus::Failed, by, at, Some(why)),
            Step::Approve if by == self.prepared_by => {
                return Err(Error::because(
                    Code::SamePerson,
                    "You prepared this run yourself; another certifier has to approve it",
                )
                .why("run_prepared_yourself", []));
            }
            Step::Approve if self.eligible == 0 => {
                return Err(Error::because(
                    Code::StateForbids,
                    "Nobody would get a certificate; there is nothing to approve",
                )
                .why("run_empty", []));
            }
            Step::Approve => {
                self.status = Approved;
                self.approved_by = Some(by);
                self.approved_at = Some(at);
            }
            Step::Reject(why) => self.end(RunStatus::Rejected, by, at, Some(why)),
            Step::Cancel(why) => self.end(RunStatus::Cancelled, by, at, Some(why)),
            Step::Start(job) => {
                self.status = Issuing;
                self.job_id = Some(job);
            }
            Step::Issue(counts) => {
                self.count(counts);
                self.end(RunStatus::Issued, by, at, None);
            }
        }
        self.version += 1;
        Ok(())
    }

    fn count(&mut self, counts: IssuanceCounts) {
        self.eligible = counts.eligible;
        self.ineligible = counts.ineligible;
        self.already_held = counts.already_held;
        self.issued = counts.issued;
    }

    fn end(&mut self, status: RunStatus, by: Id, at: Ts, remarks: Option<String>) {
        self.status = status;
        self.ended_by = Some(by);
        self.ended_at = Some(at);
        self.remarks = remarks;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domains::issuance::model::IssuanceFilter;

    fn id(n: u128) -> Id {
        Id(uuid::Uuid::from_u128(n))
    }
    const PREPARER: u128 = 7;
    const SECOND: u128 = 8;

    fn run() -> RunRow {
        let new = NewIssuanceRun {
            edition_id: id(1),
            basis: CertificateBasis::Exam,
            filter: IssuanceFilter::default(),
        };
        RunRow::new(id(2), new, id(PREPARER), Ts(1))
    }
    fn counts(eligible: i64) -> IssuanceCounts {
        IssuanceCounts { eligible, ..IssuanceCounts::default() }
    }
    fn why() -> String {
        "because".into()
    }

    #[test]
    fn the_whole_way() {
        let mut r = run();
        r.step(Step::Prepare(counts(3)), id(PREPARER), Ts(2)).unwrap();
        r.step(Step::Approve, id(SECOND), Ts(3)).unwrap();
        r.step(Step::Start(id(9)), id(PREPARER), Ts(4)).unwrap();
        // The job came to nothing; another is started.
        r.step(Step::Start(id(10)), id(PREPARER), Ts(5)).unwrap();
        r.step(Step::Issue(counts(0)), id(PREPARER), Ts(6)).unwrap();
        assert_eq!((r.status, r.version, r.job_id), (RunStatus::Issued, 6, Some(id(10))));
        assert_eq!((r.approved_by, r.ended_by), (Some(id(SECOND)), Some(id(PREPARER))));
    }

    #[test]
    fn nobody_approves_their_own_or_nothing() {
        let mut r = run();
        r.step(Step::Prepare(counts(3)), id(PREPARER), Ts(2)).unwrap();
        let refused = r.step(Step::Approve, id(PREPARER), Ts(3)).unwrap_err();
        assert_eq!(refused.code(), Code::SamePerson);
        assert_eq!((r.status, r.version), (RunStatus::Prepared, 2));
        let mut empty = run();
        empty.step(Step::Prepare(counts(0)), id(PREPARER), Ts(2)).unwrap();
        assert_eq!(
            empty.step(Step::Approve, id(SECOND), Ts(3)).unwrap_err().code(),
            Code::StateForbids
        );
    }

    #[test]
    fn every_step_is_possible_from_where_it_is_meant_and_nowhere_else() {
        use RunStatus::*;
        let steps: [(Step, &[RunStatus]); 7] = [
            (Step::Prepare(counts(1)), &[Preparing]),
            (Step::Fail(why()), &[Preparing]),
            (Step::Approve, &[Prepared]),
            (Step::Reject(why()), &[Prepared, Approved]),
            (Step::Cancel(why()), &[Preparing, Prepared, Approved]),
            (Step::Start(id(9)), &[Approved, Issuing]),
            (Step::Issue(counts(1)), &[Issuing]),
        ];
        for (step, from) in steps {
            for status in RunStatus::ALL {
                let mut r = RunRow { status: *status, eligible: 1, ..run() };
                let done = r.step(step.clone(), id(SECOND), Ts(3));
                assert_eq!(done.is_ok(), from.contains(status), "{step:?} from {status}");
                if let Err(e) = done {
                    assert_eq!((e.code(), r.version), (Code::StateForbids, 1));
                }
            }
        }
    }
}
