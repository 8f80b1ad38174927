//! Verification: anyone may ask whether a number and a name belong to a certificate that holds.
//!
//! Only failures are counted, so that an employer with a pile of papers is never held up, while guessing
//! is: by the address (or partner) that asks, and by the number that it asks for. Nobody else is held up by it:
//! numbers are known to many, and whoever shows a certificate must not depend on who guesses at it.

use std::time::Duration;

use onex_credential::number;

use crate::domains::certificates::model::{
    CertificateStatus, PrintedCertificate, Verdict, Verification, VerificationAnswers,
    VerificationBatch, VerificationRequest,
};
use crate::domains::certificates::{policy, store};
use crate::platform::auth::{Caller, Peer};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::http::throttle::Limit;
use crate::platform::state::State;

/// Wrong names for one number from one asker.
const PER_NUMBER: Limit = Limit { failures: 10, window: Duration::from_secs(15 * 60) };

/// A question in the form it is looked up and counted by.
struct Question {
    number: String,
    name_key: String,
    counter: String,
}

impl Question {
    /// What cannot be a number or a name is looked up all the same: it finds nothing, with the same work.
    fn read(request: &VerificationRequest, asker: &str) -> Self {
        let number =
            number::normalise(&request.number).unwrap_or_else(|_| request.number.trim().into());
        let name_key = onex_identity::name::comparison_key(&request.name).unwrap_or_default();
        let counter = format!("{asker}:number:{number}");
        Question { number, name_key, counter }
    }

    fn answer(&self, conn: &mut Conn, now: Ts) -> Result<Verification> {
        let Some(found) = store::printed(conn, &self.number, &self.name_key)? else {
            return Ok(Verification::unknown(now));
        };
        told(conn, &found, now)
    }
}

/// What stands of one certificate at this moment.
fn told(conn: &mut Conn, found: &store::Printed, now: Ts) -> Result<Verification> {
    let mut answer = Verification {
        certificate: Some(PrintedCertificate::open(&found.snapshot, &found.snapshot_hash)?),
        ..Verification::unknown(now)
    };
    match found.status {
        CertificateStatus::Valid => answer.verdict = Verdict::Valid,
        CertificateStatus::Revoked => {
            answer.verdict = Verdict::Revoked;
            answer.revoked_at = found.status_at;
        }
        CertificateStatus::Superseded => {
            answer.verdict = Verdict::Superseded;
            answer.superseded_at = found.status_at;
            answer.superseded_by = store::successor(conn, found.id)?.map(|link| link.number);
        }
    }
    Ok(answer)
}

/// What stands of the certificate with this id, for slices that keep ids and have asked who may know.
pub fn standing(conn: &mut Conn, id: Id, now: Ts) -> Result<Verification> {
    let found = store::printed_by_id(conn, id)?;
    told(conn, &found, now)
}

/// One certificate, for anyone.
pub async fn verify(
    state: &State,
    peer: Peer,
    request: VerificationRequest,
) -> Result<Verification> {
    let asker = format!("verify:address:{}", peer.address);
    let mut answers = ask(state, asker, &[request]).await?;
    Ok(answers.pop().unwrap_or_else(|| Verification::unknown(state.clock.now())))
}

/// Several certificates, for those with an account or a client of their own.
pub async fn verify_many(
    state: &State,
    caller: Caller,
    batch: VerificationBatch,
) -> Result<VerificationAnswers> {
    caller.may(policy::TABLE, "certificates.verify")?;
    caller.client_scope("certificates:verify")?;
    let asker = format!("verify:caller:{}", caller.user);
    Ok(VerificationAnswers { items: ask(state, asker, &batch.items).await? })
}

async fn ask(
    state: &State,
    asker: String,
    requests: &[VerificationRequest],
) -> Result<Vec<Verification>> {
    let by_asker = state.config.verify_per_address;
    let questions: Vec<_> = requests.iter().map(|r| Question::read(r, &asker)).collect();
    state.throttle.check(&asker, by_asker)?;
    // By number before the outcome is known: whoever tries names all at once gets no more answers than one by one.
    // By asker afterwards, for piles of papers that are checked at the same time hold nobody up.
    let numbers: Vec<_> = questions.iter().map(|q| (q.counter.clone(), PER_NUMBER)).collect();
    let attempt = state.throttle.attempt(&numbers)?;
    let now = state.clock.now();
    let answers: Vec<Verification> =
        state.db.read(move |conn| questions.iter().map(|q| q.answer(conn, now)).collect()).await?;
    let unknown = |answer: &&Verification| answer.verdict == Verdict::Unknown;
    for _ in answers.iter().filter(unknown) {
        state.throttle.fail(&asker, by_asker);
    }
    attempt.give_back_where(|n| answers.get(n).is_some_and(|a| !unknown(&a)));
    Ok(answers)
}
