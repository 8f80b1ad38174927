//! The issuer's name on the web: did:web (W3C CCG, did:web Method Specification §2).

/// Why an address gives no DID, or a DID document is not one of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DidError {
    #[error("{0:?} is not the address of a host such as https://onex.example/path")]
    Address(String),
    #[error("{0:?} is not a did:web identifier")]
    Identifier(String),
}

/// The DID of the site at `url`: `https://onex.example:8443/a` gives
/// `did:web:onex.example%3A8443:a`. An `http` address, as of a trial at home, gives the same DID,
/// which others resolve by `https` only.
///
/// # Errors
/// [`DidError::Address`] for anything that is not scheme, host, perhaps port and path.
pub fn web(url: &str) -> Result<String, DidError> {
    let wrong = || DidError::Address(url.to_owned());
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let rest = rest.ok_or_else(wrong)?;
    let mut segments = rest.strip_suffix('/').unwrap_or(rest).split('/');
    let host = segments.next().unwrap_or_default().to_ascii_lowercase().replace(':', "%3A");
    let did = segments.fold(format!("did:web:{host}"), |did, segment| did + ":" + segment);
    if is_web(&did) { Ok(did) } else { Err(wrong()) }
}

/// The address that [`web`] was given, by `https` and without a last slash.
///
/// # Errors
/// [`DidError::Identifier`].
pub fn url(did: &str) -> Result<String, DidError> {
    let wrong = || DidError::Identifier(did.to_owned());
    if !is_web(did) {
        return Err(wrong());
    }
    let rest = did.strip_prefix("did:web:").ok_or_else(wrong)?;
    Ok(format!("https://{}", rest.replace(':', "/").replace("%3A", ":")))
}

/// Where the DID document is to be found.
///
/// # Errors
/// [`DidError::Identifier`].
pub fn document_url(did: &str) -> Result<String, DidError> {
    let site = url(did)?;
    let has_path = site.trim_start_matches("https://").contains('/');
    Ok(format!("{site}{}/did.json", if has_path { "" } else { "/.well-known" }))
}

/// Whether a text is a did:web identifier in the one spelling that is used here: a host in lower
/// case, the port behind `%3A`, segments of unreserved characters.
pub fn is_web(did: &str) -> bool {
    let Some(rest) = did.strip_prefix("did:web:") else { return false };
    let mut parts = rest.split(':');
    let host = parts.next().unwrap_or_default();
    let (name, port) = match host.split_once("%3A") {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let label = |l: &str| {
        !l.is_empty()
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    did.len() <= 256
        && name.split('.').all(label)
        && port.is_none_or(|p| p.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == p))
        && parts.all(|s| !matches!(s, "" | "." | "..") && s.bytes().all(is_unreserved))
}

/// RFC 3986 §2.3.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests;
