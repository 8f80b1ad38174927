//! What the expert group comes to: the parts, their arithmetic, confirmation, and the certificate that rests on it.

mod certificates;
mod judgements;
mod refusals;
mod withdrawals;

use support::TestApp;

/// A judgement of a batch of another region, for its leads alone.
pub async fn foreign(app: &TestApp) -> String {
    let group = crate::expert_reviews::elsewhere(app).await;
    let (_, judgement) = group.lead_for(&group.of.people[0].code).await;
    judgement["id"].as_str().unwrap().into()
}
