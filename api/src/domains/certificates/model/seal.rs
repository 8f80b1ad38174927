//! What the issuing transaction adds to a certificate.

use diesel::prelude::*;
use onex_translog::Hash;

use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::schema::certificate_seals;

/// A seal's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_seals, treat_none_as_default_value = false)]
pub struct SealRow {
    pub certificate_id: Id,
    /// The issuer's DID, `#`, the key's name.
    pub key_id: String,
    /// Ed25519 over the snapshot's canonical bytes.
    pub signature: Vec<u8>,
    pub status_list: i64,
    pub status_index: i64,
    /// Canonical JSON; none for certificates that were issued before there were seals.
    pub evidence: Option<String>,
    /// What it is printed with; none for the words that the program itself has.
    pub template_id: Option<Id>,
}

/// The bytes of a digest that is kept in hexadecimal.
///
/// # Errors
/// A text that is no digest.
pub fn digest(hex: &str) -> Result<Hash> {
    let bad = || Error::internal(anyhow::anyhow!("{hex:?} is no digest; run `onex check`"));
    let mut out = Hash::default();
    if hex.len() != 2 * out.len() || !hex.is_ascii() {
        return Err(bad());
    }
    for (n, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).map_err(|_| bad())?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let hash: Hash = std::array::from_fn(|n| (n * 9) as u8);
        assert_eq!(digest(&crate::platform::keys::hex(&hash)).unwrap(), hash);
        for wrong in ["", "00", &"0".repeat(63), &"é".repeat(32), &"zz".repeat(32)] {
            assert!(digest(wrong).is_err(), "{wrong}");
        }
    }
}
