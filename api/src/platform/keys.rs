//! The shared secret and everything derived from it: token signing, encryption of id numbers, keyed
//! hashes, activation codes, and the keys that certify (`certifying`).
//!
//! A key set is a list of named 32-byte secrets, the newest first, written one per line as
//! `name:base64`. New tokens and ciphertexts use the first; older ones keep opening what they closed.
//! The **last** (oldest) one also keys the look-up hashes, which cannot be rotated without re-hashing.
//! Every purpose gets its own key by HMAC-SHA-256 over the purpose's name (HKDF-Expand, RFC 5869 §2.3,
//! one block), so that no key serves two purposes.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use hmac::{Hmac, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use onex_credential::IssuerKey;
use sha2::{Digest, Sha256};
use std::path::Path;

use crate::platform::error::{Error, Result};

mod certifying;

type HmacSha256 = Hmac<Sha256>;

struct Secret {
    name: String,
    bytes: [u8; 32],
    encoding: EncodingKey,
    decoding: DecodingKey,
    cipher: Aes256Gcm,
    /// Signs certificates and status lists.
    issuer: IssuerKey,
}

/// The keys of this deployment. Never printed.
pub struct Keys {
    secrets: Vec<Secret>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Keys({})",
            self.secrets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ")
        )
    }
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    #[allow(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 §2)")]
    let mut mac = <HmacSha256 as hmac::KeyInit>::new_from_slice(key).expect("any length");
    for p in parts {
        mac.update(&(p.len() as u64).to_be_bytes());
        mac.update(p);
    }
    mac.finalize().into_bytes().into()
}

/// Bytes from the operating system's generator.
pub fn random<const N: usize>() -> [u8; N] {
    use rand::TryRng;
    let mut out = [0u8; N];
    #[allow(clippy::expect_used, reason = "without a random source nothing here may go on")]
    rand::rngs::SysRng.try_fill_bytes(&mut out).expect("the operating system's random source");
    out
}

/// A random secret for a person or a program to carry: 32 bytes, base64url.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// SHA-256, for secrets that are random enough not to need a slow hash.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 of a value's canonical JSON (RFC 8785), hexadecimal: by it a record that can be read again is named.
///
/// # Errors
/// A number that has no canonical form.
pub fn fingerprint(value: &serde_json::Value) -> Result<String> {
    onex_credential::canonical::digest(value).map_err(|e| Error::internal(e.into()))
}

impl Keys {
    /// Reads the key set's text form.
    ///
    /// # Errors
    /// A sentence naming the line that is wrong.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut secrets = Vec::new();
        for (n, line) in text.split(['\n', ',']).map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, secret) = line
                .split_once(':')
                .ok_or_else(|| format!("line {}: expected `name:base64 of 32 bytes`", n + 1))?;
            if name.is_empty()
                || name.len() > 16
                || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            {
                return Err(format!(
                    "line {}: a key's name is 1 to 16 letters, digits or hyphens",
                    n + 1
                ));
            }
            let bytes: [u8; 32] =
                STANDARD.decode(secret.trim()).ok().and_then(|b| b.try_into().ok()).ok_or_else(
                    || format!("line {}: key {name:?} is not the base64 of 32 bytes", n + 1),
                )?;
            if secrets.iter().any(|s: &Secret| s.name == name) {
                return Err(format!("line {}: key {name:?} stands there twice", n + 1));
            }
            secrets.push(Secret::new(name, bytes)?);
        }
        if secrets.is_empty() {
            return Err("there is no key in it".into());
        }
        Ok(Keys { secrets })
    }

    /// The text form of a new key set with one secret.
    pub fn generate() -> String {
        let name = format!("k{}", crate::platform::clock::Clock::real().utc().unix_timestamp());
        format!("{name}:{}\n", STANDARD.encode(random::<32>()))
    }

    /// Reads the key file; creates it with mode 0600 if it may and the file is missing.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong with it.
    pub fn load(path: &Path, create: bool) -> std::result::Result<Self, String> {
        if create && !path.exists() {
            use std::io::Write;
            use std::os::unix::fs::OpenOptionsExt;
            let mut file = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .map_err(|e| format!("{} cannot be created: {e}", path.display()))?;
            file.write_all(Self::generate().as_bytes())
                .and_then(|()| file.sync_all())
                .map_err(|e| format!("{} cannot be written: {e}", path.display()))?;
        }
        let text = std::fs::read_to_string(path)
            .map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
        Self::parse(&text).map_err(|e| format!("{}: {e}", path.display()))
    }

    fn current(&self) -> &Secret {
        &self.secrets[0]
    }
    fn oldest(&self) -> &Secret {
        &self.secrets[self.secrets.len() - 1]
    }

    /// `(name, fingerprint)` of each secret; the database keeps them so that a node with other keys
    /// refuses to start.
    pub fn fingerprints(&self) -> Vec<(String, String)> {
        self.secrets
            .iter()
            .map(|s| (s.name.clone(), hex(&hmac(&s.bytes, &[b"onex fingerprint"])[..16])))
            .collect()
    }

    /// Key id and key that sign new tokens.
    pub fn signing(&self) -> (&str, &EncodingKey) {
        (&self.current().name, &self.current().encoding)
    }
    /// The key that verifies tokens with this key id.
    pub fn verifying(&self, kid: &str) -> Option<&DecodingKey> {
        self.secrets.iter().find(|s| s.name == kid).map(|s| &s.decoding)
    }

    /// A keyed hash that finds equal values without revealing them; `domain` separates kinds of values.
    pub fn lookup(&self, domain: &str, value: &str) -> Vec<u8> {
        let key = hmac(&self.oldest().bytes, &[b"onex lookup"]);
        hmac(&key, &[domain.as_bytes(), value.as_bytes()]).to_vec()
    }

    /// A code of `len` characters from an alphabet without look-alikes, derived from what it is for: the
    /// same inputs give the same code again, and nobody without the secret can compute it.
    pub fn derive_code(&self, domain: &str, parts: &[&[u8]], len: usize) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789+";
        let key = hmac(&self.oldest().bytes, &[b"onex code", domain.as_bytes()]);
        let digest = hmac(&key, parts);
        digest
            .iter()
            .take(len)
            .map(|b| match ALPHABET[usize::from(b & 31)] {
                b'+' => 'W',
                c => c as char,
            })
            .collect()
    }

    /// AES-256-GCM; the answer holds the key's name, a random nonce and the ciphertext. `context` (the
    /// row it belongs to) is authenticated: a ciphertext moved to another row does not open.
    pub fn seal(&self, context: &[u8], plain: &str) -> Result<Vec<u8>> {
        self.seal_bytes(context, plain.as_bytes())
    }

    /// [`Keys::seal`] for what is no text, such as an uploaded file.
    pub fn seal_bytes(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let s = self.current();
        let nonce = random::<12>();
        let sealed = s
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: context })
            .map_err(|_| Error::internal(anyhow::anyhow!("encryption failed")))?;
        let mut out = Vec::with_capacity(1 + s.name.len() + 12 + sealed.len());
        #[allow(clippy::cast_possible_truncation, reason = "names have at most 16 bytes")]
        out.push(s.name.len() as u8);
        out.extend_from_slice(s.name.as_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Keys::seal`] closed for the same context.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.open_bytes(context, sealed)?)
            .map_err(|_| Error::internal(anyhow::anyhow!("a sealed value is no text")))
    }

    /// Opens what [`Keys::seal_bytes`] closed for the same context.
    pub fn open_bytes(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let fail = || {
            Error::internal(anyhow::anyhow!("a sealed value does not open with the keys at hand"))
        };
        let (&len, rest) = sealed.split_first().ok_or_else(fail)?;
        let (name, rest) = rest.split_at_checked(usize::from(len)).ok_or_else(fail)?;
        let (nonce, body) = rest.split_first_chunk::<12>().ok_or_else(fail)?;
        let s = self.secrets.iter().find(|s| s.name.as_bytes() == name).ok_or_else(fail)?;
        s.cipher
            .decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: context })
            .map_err(|_| fail())
    }
}

impl Secret {
    fn new(name: &str, bytes: [u8; 32]) -> std::result::Result<Self, String> {
        let signing = SigningKey::from_bytes(&hmac(&bytes, &[b"onex tokens"]));
        let der = signing.to_pkcs8_der().map_err(|e| format!("key {name:?} cannot sign: {e}"))?;
        let cipher = Aes256Gcm::new(&hmac(&bytes, &[b"onex encryption"]).into());
        Ok(Secret {
            name: name.to_string(),
            bytes,
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            decoding: DecodingKey::from_ed_der(signing.verifying_key().as_bytes()),
            cipher,
            issuer: IssuerKey::from_seed(hmac(&bytes, &[b"onex certificates"])),
        })
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
        let _ = write!(s, "{b:02x}");
        s
    })
}

/// The bytes of hexadecimal digits; what is no digit counts as 0.
pub fn unhex(text: &str) -> Vec<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).unwrap_or(0);
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::try_from(digit(pair[0]) * 16 + digit(pair[1])).unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_values_open_only_in_their_row_and_with_their_key() {
        let old = Keys::generate();
        let keys = Keys::parse(&old).unwrap();
        let sealed = keys.seal(b"row-1", "11010519491231002X").unwrap();
        assert_eq!(keys.open(b"row-1", &sealed).unwrap(), "11010519491231002X");
        assert!(keys.open(b"row-2", &sealed).is_err());
        let rotated = Keys::parse(&format!("new:{}\n{old}", STANDARD.encode([7u8; 32]))).unwrap();
        assert_eq!(rotated.open(b"row-1", &sealed).unwrap(), "11010519491231002X");
        assert_eq!(
            rotated.lookup("id", "x"),
            keys.lookup("id", "x"),
            "look-up hashes survive a rotation"
        );
        let other = Keys::parse(&format!("k:{}", STANDARD.encode([9u8; 32]))).unwrap();
        assert!(other.open(b"row-1", &sealed).is_err());
    }

    #[test]
    fn codes_are_stable_and_differ_by_generation() {
        let keys = Keys::parse(&format!("k:{}", STANDARD.encode([9u8; 32]))).unwrap();
        let code = keys.derive_code("activation", &[b"user", b"1"], 10);
        assert_eq!(code, keys.derive_code("activation", &[b"user", b"1"], 10));
        assert_ne!(code, keys.derive_code("activation", &[b"user", b"2"], 10));
        assert!(code.bytes().all(|b| b"ABCDEFGHJKMNPQRSTUVWXYZ23456789".contains(&b)));
    }

    #[test]
    fn a_bad_key_file_is_named_by_line() {
        assert!(Keys::parse("a:!!").unwrap_err().starts_with("line 1"));
        assert!(Keys::parse("# nothing").is_err());
    }
}
