//! What certifies: the keys that sign certificates and heads of the log, and what is derived for a
//! certificate's holder and its place in a status list.
//!
//! Whatever must stay the same through a rotation is derived from the oldest secret, as look-up hashes are.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use onex_credential::IssuerKey;
use onex_translog::Signer;
use sha2::{Digest, Sha256};

use super::{Keys, hmac};
use crate::platform::db::Id;

impl Keys {
    /// The key that signs new certificates.
    pub fn issuer(&self) -> &IssuerKey {
        &self.current().issuer
    }

    /// Every key that signed certificates, the newest first.
    pub fn issuers(&self) -> impl Iterator<Item = &IssuerKey> {
        self.secrets.iter().map(|s| &s.issuer)
    }

    /// The key of this name: what a certificate was signed with signs every form of it.
    pub fn issuer_of(&self, id: &str) -> Option<&IssuerKey> {
        self.issuers().find(|key| key.id() == id)
    }

    /// The keys that sign heads of the log with this origin, the newest first.
    ///
    /// # Errors
    /// The origin cannot be a key's name.
    pub fn log_signers(
        &self,
        origin: &str,
    ) -> std::result::Result<Vec<Signer>, onex_translog::note::KeyError> {
        self.secrets
            .iter()
            .map(|s| Signer::from_seed(origin, &hmac(&s.bytes, &[b"onex log"])))
            .collect()
    }

    /// What is hashed after the holder's document number (docs/decisions/0008-the-salt-is-secret.md).
    pub fn holder_salt(&self, certificate: Id) -> String {
        let key = hmac(&self.oldest().bytes, &[b"onex holder salt"]);
        URL_SAFE_NO_PAD.encode(hmac(&key, &[certificate.0.as_bytes()]))
    }

    /// The hash of a holder's document number in one certificate (Open Badges 3.0, `IdentityObject`).
    pub fn holder_hash(&self, certificate: Id, number: &str) -> [u8; 32] {
        Sha256::new()
            .chain_update(number)
            .chain_update(self.holder_salt(certificate))
            .finalize()
            .into()
    }

    /// What stands for the holder in one certificate: a UUIDv8 (RFC 9562 §5.8), another in each of theirs.
    pub fn holder_id(&self, certificate: Id) -> uuid::Uuid {
        let key = hmac(&self.oldest().bytes, &[b"onex holder id"]);
        let digest = hmac(&key, &[certificate.0.as_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// The token of a share link: 192 bits, base64url. Derived, so that its holder can be shown it again while
    /// the database has only its hash.
    pub fn share_token(&self, share: Id) -> String {
        let key = hmac(&self.oldest().bytes, &[b"onex share"]);
        URL_SAFE_NO_PAD.encode(&hmac(&key, &[share.0.as_bytes()])[..24])
    }

    /// The keyed function behind the places of a status list (`onex_credential::status::position`).
    pub fn status_round(&self, list: u32) -> impl Fn(u8, u16) -> u16 + use<> {
        let key = hmac(&self.oldest().bytes, &[b"onex status list", &list.to_be_bytes()]);
        move |round, half| {
            let digest = hmac(&key, &[&[round], &half.to_be_bytes()]);
            u16::from_be_bytes([digest[0], digest[1]])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    fn keys(old: bool) -> Keys {
        let line = |name, byte| format!("{name}:{}", STANDARD.encode([byte; 32]));
        let text = if old { line("old", 7) } else { line("new", 9) + "\n" + &line("old", 7) };
        Keys::parse(&text).unwrap()
    }

    #[test]
    fn a_rotation_signs_anew_and_knows_the_old_keys() {
        let (before, after) = (keys(true), keys(false));
        assert_ne!(before.issuer().id(), after.issuer().id());
        assert!(after.issuer_of(before.issuer().id()).is_some());
        assert!(before.issuer_of(after.issuer().id()).is_none());
        let origins = |k: &Keys| {
            let signers = k.log_signers("onex.example/log").unwrap();
            signers.iter().map(|s| s.public().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(origins(&before), origins(&after)[1..]);
        let public = after.log_signers("onex.example/log").unwrap()[0].public().to_owned();
        assert_ne!(public.public(), &after.issuer().public().to_bytes(), "a key for each purpose");
    }

    #[test]
    fn what_stands_in_certificates_outlives_a_rotation_and_differs_between_them() {
        let (before, after) = (keys(true), keys(false));
        let (one, two) = (crate::platform::ids::new(), crate::platform::ids::new());
        let hash = before.holder_hash(one, "110101199003074514");
        assert_eq!(hash, after.holder_hash(one, "110101199003074514"));
        assert_ne!(hash, before.holder_hash(two, "110101199003074514"));
        let salted = format!("110101199003074514{}", before.holder_salt(one));
        assert_eq!(hash, super::super::sha256(salted.as_bytes()));
        assert_eq!(before.holder_id(one), after.holder_id(one));
        assert_ne!(before.holder_id(one), before.holder_id(two));
        assert_eq!(before.holder_id(one).get_version_num(), 8);
        let place =
            |k: &Keys, list| onex_credential::status::position(5, k.status_round(list)).unwrap();
        assert_eq!(place(&before, 1), place(&after, 1));
        assert_ne!(place(&before, 1), place(&before, 2));
    }
}
