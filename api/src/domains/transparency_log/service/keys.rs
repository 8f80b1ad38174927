//! The public keys of issuer and log.

use crate::domains::transparency_log::model::{IssuerPublicKey, PublicKeys};
use crate::platform::error::Result;
use crate::platform::issuer;
use crate::platform::state::State;

/// Every key, under whatever name it signed; the ones that sign first.
pub async fn published(state: &State) -> Result<PublicKeys> {
    state
        .db
        .snapshot(|conn| {
            let issuer = issuer::all_published(conn)?;
            let log = issuer::log_keys(conn)?;
            Ok(PublicKeys {
                issuer: issuer
                    .into_iter()
                    .map(|(id, key)| IssuerPublicKey { id, public_key_multibase: key.multibase() })
                    .collect(),
                log: log.iter().map(ToString::to_string).collect(),
            })
        })
        .await
}
