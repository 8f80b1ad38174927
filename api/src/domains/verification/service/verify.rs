//! Verification: anyone may ask whether a number and a name belong to a certificate that holds.
//!
//! Only failures are counted, so that an employer with a pile of papers is never held up, while guessing
//! is: by the address (or partner) that asks, and by the number that it asks for. Nobody else is held up by it:
//! numbers are known to many, and whoever shows a certificate must not depend on who guesses at it.

use std::time::Duration;

use onex_credential::number;

use crate::domains::certificates::{CertificateStatus, PrintedCertificate};
use crate::domains::credentials::{self, FormRow};
use crate::domains::verification::model::{
    Found, Verdict, Verification, VerificationAnswers, VerificationBatch, VerificationRequest,
};
use crate::domains::verification::{policy, store};
use crate::platform::auth::{Caller, Peer};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::throttle::Limit;
use crate::platform::keys::Keys;
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

    fn answer(&self, conn: &mut Conn, keys: Option<&Keys>, now: Ts) -> Result<Answer> {
        let Some(found) = store::find(conn, &self.number, &self.name_key)? else {
            return Ok(Answer::from(Verification::unknown(now)));
        };
        let mut answer = Answer::from(told(conn, &found, now)?);
        if let Some(keys) = keys {
            answer.prove(conn, keys, found, now);
        }
        Ok(answer)
    }
}

/// What stands of one certificate at this moment.
fn told(conn: &mut Conn, found: &Found, now: Ts) -> Result<Verification> {
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
            answer.superseded_by = store::successor(conn, found.id)?;
        }
    }
    Ok(answer)
}

/// What stands of the certificate with this id, for slices that keep ids and have asked who may know.
///
/// # Errors
/// `not_found`; one that is not what was sealed.
pub fn standing(conn: &mut Conn, id: Id, now: Ts) -> Result<Verification> {
    let found = store::by_id(conn, id)?;
    told(conn, &found, now)
}

/// An answer, and what had to be made for it and is to be kept.
struct Answer {
    said: Verification,
    made: Vec<FormRow>,
}

impl From<Verification> for Answer {
    fn from(said: Verification) -> Self {
        Answer { said, made: vec![] }
    }
}

impl Answer {
    /// Adds what proves it elsewhere. Where that fails the answer stands without: it is ours to mend, not the asker's.
    fn prove(&mut self, conn: &mut Conn, keys: &Keys, found: Found, now: Ts) {
        let told = |e: Error| tracing::error!(certificate = %found.id, error = %e, "a certificate has no proof");
        match credentials::token(
            keys,
            found.id,
            (&found.snapshot, &found.snapshot_hash),
            found.form.as_ref(),
            now,
        ) {
            Ok((token, made)) => {
                self.said.credential = Some(token);
                self.made = made;
            }
            Err(e) if e.code() == Code::CredentialUnavailable => {}
            Err(e) => told(e),
        }
        let Some((key, signature)) = &found.seal else { return };
        let snapshot = (found.snapshot.as_str(), found.snapshot_hash.as_str());
        match credentials::bundle(conn, found.id, snapshot, (key, signature)) {
            Ok(bundle) => self.said.bundle = Some(bundle),
            Err(e) => told(e),
        }
    }
}

/// One certificate, for anyone.
pub async fn verify(
    state: &State,
    peer: Peer,
    request: VerificationRequest,
) -> Result<Verification> {
    let asker = format!("verify:address:{}", peer.address);
    let mut answers = ask(state, asker, &[request], true).await?;
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
    Ok(VerificationAnswers { items: ask(state, asker, &batch.items, false).await? })
}

async fn ask(
    state: &State,
    asker: String,
    requests: &[VerificationRequest],
    proofs: bool,
) -> Result<Vec<Verification>> {
    let by_asker = state.config.verify_per_address;
    let questions: Vec<_> = requests.iter().map(|r| Question::read(r, &asker)).collect();
    state.throttle.check(&asker, by_asker)?;
    // By number before the outcome is known: whoever tries names all at once gets no more answers than one by one.
    // By asker afterwards, for piles of papers that are checked at the same time hold nobody up.
    let numbers: Vec<_> = questions.iter().map(|q| (q.counter.clone(), PER_NUMBER)).collect();
    let attempt = state.throttle.attempt(&numbers)?;
    let now = state.clock.now();
    let keys = proofs.then(|| state.keys.clone());
    let answers: Vec<Answer> = state
        .db
        .read(move |conn| questions.iter().map(|q| q.answer(conn, keys.as_deref(), now)).collect())
        .await?;
    let (answers, made): (Vec<_>, Vec<_>) = answers.into_iter().map(|a| (a.said, a.made)).unzip();
    let unknown = |answer: &&Verification| answer.verdict == Verdict::Unknown;
    for _ in answers.iter().filter(unknown) {
        state.throttle.fail(&asker, by_asker);
    }
    attempt.give_back_where(|n| answers.get(n).is_some_and(|a| !unknown(&a)));
    // An answer does not wait on what is only kept to be quicker the next time.
    if let Err(e) = credentials::keep(state, made.concat()).await {
        tracing::warn!(error = %e, "forms that were made for a verification were not kept");
    }
    Ok(answers)
}
