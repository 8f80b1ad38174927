//! Bytes as text, one spelling each: base64url without padding (RFC 4648 §5) and base58btc
//! (Controlled Identifiers 1.0 §2.4, Multibase).
//!
//! Decoding is strict, because whoever accepts a second spelling lets a signed file change without
//! the signature noticing: spare bits, padding, blanks and leading signs are refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The longest text that base58 is read from. Its cost grows with the square of the length, and
/// the longest value in use is a signature of 88 characters.
const MAX_BASE58: usize = 128;

/// Base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What [`base64url`] gave; `None` for any other spelling.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// `z` and base58btc.
pub fn base58btc(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    // Digits of base 58, the lowest first.
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 138 / 100 + 1);
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = low(carry % 58);
            carry /= 58;
        }
        while carry > 0 {
            digits.push(low(carry % 58));
            carry /= 58;
        }
    }
    let mut text = String::with_capacity(1 + zeros + digits.len());
    text.push('z');
    text.extend(std::iter::repeat_n('1', zeros));
    text.extend(digits.iter().rev().map(|d| char::from(ALPHABET[usize::from(*d)])));
    text
}

/// What [`base58btc`] gave; `None` for any other spelling.
pub fn from_base58btc(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix('z').filter(|t| t.len() <= MAX_BASE58)?;
    let zeros = text.bytes().take_while(|b| *b == b'1').count();
    // The lowest byte first.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for character in text.bytes() {
        let mut carry = u32::try_from(ALPHABET.iter().position(|a| *a == character)?).ok()?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = low(carry & 0xff);
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(low(carry & 0xff));
            carry >>= 8;
        }
    }
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

/// A number below 256.
fn low(number: u32) -> u8 {
    number.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn base58_is_as_in_its_draft() {
        // draft-msporny-base58-03 §5.
        for (bytes, text) in [
            (b"Hello World!".as_slice(), "z2NEpo7TZRRrLZSi2U"),
            (
                b"The quick brown fox jumps over the lazy dog.",
                "zUSm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            ),
            (&[0, 0, 0x28, 0x7f, 0xb4, 0xcd], "z11233QC4"),
        ] {
            assert_eq!(base58btc(bytes), text);
            assert_eq!(from_base58btc(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["", "2NEpo7TZRRrLZSi2U", "z0", "zO", "zI", "zl", "z ", "Z2", "z2NEp+", "z中"]
        {
            assert_eq!(from_base58btc(text), None, "{text:?}");
        }
        assert_eq!(from_base58btc(&format!("z{}", "2".repeat(MAX_BASE58 + 1))), None);
        // `AA` is one zero byte; `AB` is the same byte with a spare bit set.
        assert_eq!(from_base64url("AA"), Some(vec![0]));
        for text in ["AB", "AA==", "AA=", "A", "AA\n", " AA", "+/8", "A A"] {
            assert_eq!(from_base64url(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..90)) {
            prop_assert_eq!(from_base58btc(&base58btc(&bytes)), Some(bytes.clone()));
            prop_assert_eq!(from_base64url(&base64url(&bytes)), Some(bytes));
        }

        #[test]
        fn no_two_texts_mean_the_same_bytes(text in "z[1-9A-HJ-NP-Za-km-z]{0,40}", url in "[A-Za-z0-9_-]{0,40}") {
            prop_assert_eq!(base58btc(&from_base58btc(&text).unwrap()), text);
            if let Some(bytes) = from_base64url(&url) {
                prop_assert_eq!(base64url(&bytes), url);
            }
        }
    }
}
