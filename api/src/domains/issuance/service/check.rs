//! What `onex check` looks at: runs fit their items and certificates, and the evidence of every certificate is computed
//! again from the records.

use onex_credential::number;

use super::records::{self, Records};
use crate::domains::certificates::{CertificateBasis, Evidence};
use crate::domains::issuance::store;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

const PAGE: i64 = 1000;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong = store::check::check(conn)?;
    let mut known = Records::default();
    let mut after = Id::NIL;
    loop {
        let page = store::check::evidence(conn, after, PAGE)?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        let mut read = Vec::with_capacity(page.len());
        for (_, number, basis, text) in &page {
            // One that cannot be read is told of by the certificates' own check.
            read.extend(Evidence::read(text).ok().map(|evidence| (number, *basis, evidence)));
        }
        let mut grounds = Vec::with_capacity(CertificateBasis::ALL.len());
        for basis in CertificateBasis::ALL {
            let of = read.iter().filter(|(_, b, _)| b == basis).map(|(.., evidence)| evidence);
            grounds.push((basis, records::grounds(conn, *basis, of)?));
        }
        for (number, basis, evidence) in &read {
            let Some((_, grounds)) = grounds.iter().find(|(b, _)| *b == basis) else { continue };
            let agreement = known.agree(conn, evidence, grounds)?;
            for (what, agrees) in [
                ("run", agreement.run.unwrap_or(true)),
                ("rules", agreement.rules.unwrap_or(true)),
                ("results", agreement.results.iter().all(|same| *same)),
            ] {
                if !agrees {
                    let said = number::display(number);
                    wrong.push(format!(
                        "certificate {said}: the evidence of its {what} is not what the records say"
                    ));
                }
            }
        }
    }
    Ok(wrong)
}
