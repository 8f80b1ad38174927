//! The JSON-LD contexts of our credentials, as published (`contexts/README.md`).

/// `https://www.w3.org/ns/credentials/v2`, Verifiable Credentials Data Model 2.0 §B.1.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// Open Badges 3.0, context 3.0.3.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The extensions of Open Badges 3.0.
pub const EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// Data Integrity 1.0.
pub const DATA_INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";
/// Multikey, Controlled Identifiers 1.0 §2.2.2.
pub const MULTIKEY: &str = "https://w3id.org/security/multikey/v1";

/// Address and text of each.
pub const ALL: [(&str, &str); 5] = [
    (CREDENTIALS_V2, include_str!("../contexts/credentials-v2.json")),
    (OPEN_BADGES, include_str!("../contexts/ob-v3p0-context-3.0.3.json")),
    (EXTENSIONS, include_str!("../contexts/ob-v3p0-extensions.json")),
    (DATA_INTEGRITY, include_str!("../contexts/security-data-integrity-v2.json")),
    (MULTIKEY, include_str!("../contexts/security-multikey-v1.json")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contexts_are_the_published_bytes() {
        // A change here would change what every signature with Data Integrity means.
        let pinned = [
            "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
            "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
            "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
            "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
            "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
        ];
        for ((address, text), digest) in ALL.into_iter().zip(pinned) {
            assert_eq!(crate::canonical::sha256_hex(text.as_bytes()), digest, "{address}");
        }
    }
}
