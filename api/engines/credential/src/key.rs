//! The issuer's key: Ed25519 (RFC 8032), written as a Multikey (Controlled Identifiers 1.0 §2.2.2).

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::multibase;

/// The multicodec prefix of an Ed25519 public key: 0xed as a varint.
const MULTICODEC: [u8; 2] = [0xed, 0x01];

/// How many bytes a signature has.
pub const SIGNATURE_LENGTH: usize = 64;

/// Why a public key cannot be read, or a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the key is not written as `z` and base58btc")]
    Multibase,
    #[error("the key is not an Ed25519 public key of 32 bytes")]
    Length,
    #[error("the key is no point of the curve, or one of small order")]
    Point,
    #[error("a key's name has letters, digits, `-`, `_` and `.` only")]
    Name,
    #[error("the signature does not hold")]
    Signature,
}

/// A key that signs certificates, and its name. Never printed.
#[derive(Clone)]
pub struct IssuerKey {
    id: String,
    signing: SigningKey,
}

impl std::fmt::Debug for IssuerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IssuerKey({})", self.id)
    }
}

impl IssuerKey {
    /// The key of this seed (RFC 8032 §5.1.5), named by [`PublicKey::id`].
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let signing = SigningKey::from_bytes(&seed);
        IssuerKey { id: PublicKey(signing.verifying_key()).id(), signing }
    }

    /// The key of this seed with a name of its own.
    ///
    /// # Errors
    /// [`KeyError::Name`] if the name could not stand in a DID URL's fragment.
    pub fn named(seed: [u8; 32], id: &str) -> Result<Self, KeyError> {
        if !is_name(id) {
            return Err(KeyError::Name);
        }
        Ok(IssuerKey { id: id.to_owned(), signing: SigningKey::from_bytes(&seed) })
    }

    /// The fragment that names the key in the issuer's DID document, such as `k-0123456789abcdef`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.signing.verifying_key())
    }

    /// The signature over `message`.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.signing.sign(message).to_bytes()
    }
}

/// A key that checks signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The key of these 32 bytes (RFC 8032 §5.1.2).
    ///
    /// # Errors
    /// [`KeyError::Point`] for no point, and for one of small order, under which a signature says
    /// nothing.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        Ok(PublicKey(key))
    }

    /// The 32 bytes of the key.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key as it stands in a DID document: `z6Mk…`.
    pub fn multibase(self) -> String {
        multibase::base58btc(&[MULTICODEC.as_slice(), &self.to_bytes()].concat())
    }

    /// Reads what [`PublicKey::multibase`] gave.
    pub fn from_multibase(text: &str) -> Result<Self, KeyError> {
        let bytes = multibase::from_base58btc(text).ok_or(KeyError::Multibase)?;
        let key = bytes.strip_prefix(&MULTICODEC).ok_or(KeyError::Length)?;
        PublicKey::from_bytes(key.try_into().map_err(|_| KeyError::Length)?)
    }

    /// The name that the key itself gives: `k-` and the first 16 hexadecimal digits of its SHA-256.
    pub fn id(self) -> String {
        let digest = Sha256::digest(self.to_bytes());
        let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        format!("k-{hex}")
    }

    /// Checks a signature as RFC 8032 §5.1.7 does, without the factor 8, and refuses points of small
    /// order: of one message and key there is no second signature that somebody else could make.
    ///
    /// # Errors
    /// [`KeyError::Signature`].
    pub fn verify_strict(
        self,
        message: &[u8],
        signature: &[u8; SIGNATURE_LENGTH],
    ) -> Result<(), KeyError> {
        self.0
            .verify_strict(message, &Signature::from_bytes(signature))
            .map_err(|_| KeyError::Signature)
    }
}

/// Whether a text can name a key.
pub(crate) fn is_name(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 64
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        let bytes: Vec<u8> =
            (0..N).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect();
        bytes.try_into().unwrap()
    }

    #[test]
    fn keys_and_signatures_are_as_in_rfc_8032() {
        // §7.1, TEST 2.
        let key = IssuerKey::from_seed(hex(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        ));
        let public = key.public();
        assert_eq!(
            public.to_bytes(),
            hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        );
        let signature = key.sign(&[0x72]);
        assert_eq!(
            signature,
            hex::<64>(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            )
        );
        assert_eq!(public.verify_strict(&[0x72], &signature), Ok(()));
        assert_eq!(public.verify_strict(&[0x73], &signature), Err(KeyError::Signature));
    }

    #[test]
    fn a_key_is_written_as_a_multikey_and_named_by_its_digest() {
        // The key pair of the sample credential that foreign software accepted.
        let key = IssuerKey::from_seed(Sha256::digest(b"onex sample").into());
        let text = "z6MkkrJZqNyZYWwrpeFYPpiT3Ru56Wxf65FnAxJc1sLMpbrd";
        assert_eq!(key.public().multibase(), text);
        assert_eq!(PublicKey::from_multibase(text), Ok(key.public()));
        let digest = crate::canonical::sha256_hex(&key.public().to_bytes());
        assert_eq!(key.id(), format!("k-{}", &digest[..16]));
        assert_eq!(format!("{key:?}"), format!("IssuerKey({})", key.id()));
    }

    #[test]
    fn what_is_no_key_is_refused_with_the_reason() {
        let of = |bytes: &[u8]| PublicKey::from_multibase(&multibase::base58btc(bytes));
        assert_eq!(PublicKey::from_multibase("6Mkk"), Err(KeyError::Multibase));
        assert_eq!(PublicKey::from_multibase("z6Mkk0"), Err(KeyError::Multibase));
        assert_eq!(of(&[0xed, 0x01, 7]), Err(KeyError::Length));
        // A P-256 key's prefix.
        assert_eq!(of(&[[0x80, 0x24].as_slice(), &[1; 33]].concat()), Err(KeyError::Length));
        let small_order = [1u8; 1].iter().chain([0u8; 31].iter()).copied().collect::<Vec<_>>();
        assert_eq!(of(&[&MULTICODEC, small_order.as_slice()].concat()), Err(KeyError::Point));
        let no_point = PublicKey::from_bytes(&hex(
            "0200000000000000000000000000000000000000000000000000000000000000",
        ));
        assert_eq!(no_point, Err(KeyError::Point));
        for name in ["", "a b", "a#b", "键", &"a".repeat(65)] {
            assert_eq!(IssuerKey::named([1; 32], name).unwrap_err(), KeyError::Name, "{name:?}");
        }
        assert_eq!(IssuerKey::named([1; 32], "k1").unwrap().id(), "k1");
    }

    proptest! {
        #[test]
        fn only_the_signed_message_and_the_very_signature_hold(
            seed in any::<[u8; 32]>(), message in prop::collection::vec(any::<u8>(), 1..80),
            at in any::<prop::sample::Index>(), bit in 0u8..8,
        ) {
            let key = IssuerKey::from_seed(seed);
            let signature = key.sign(&message);
            let public = PublicKey::from_multibase(&key.public().multibase()).unwrap();
            prop_assert_eq!(public.verify_strict(&message, &signature), Ok(()));
            let mut other = signature;
            other[at.index(64)] ^= 1 << bit;
            prop_assert_eq!(public.verify_strict(&message, &other), Err(KeyError::Signature));
            let mut other = message;
            let at = at.index(other.len());
            other[at] ^= 1 << bit;
            prop_assert_eq!(public.verify_strict(&other, &signature), Err(KeyError::Signature));
        }
    }
}
