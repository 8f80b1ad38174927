//! What the expert group comes to: the parts, their arithmetic, confirmation, and the certificate that rests on it.

mod certificates;
mod judgements;
mod refusals;
