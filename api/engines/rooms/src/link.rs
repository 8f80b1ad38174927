//! Addresses of rooms that somebody typed, and those of the servers that the operator set.

use crate::error::RoomError;
use url::Url;

/// The longest address of a room.
pub const MAX_CHARS: usize = 500;

/// The address of a room that somebody opened elsewhere, in its normal form.
///
/// # Errors
/// An address that is not under https, that carries a user's name or password, or that is too long.
pub fn room(text: &str) -> Result<String, RoomError> {
    if text.chars().count() > MAX_CHARS {
        return Err(RoomError::AddressLength { limit: MAX_CHARS });
    }
    let url = server(text, &["https"])?;
    let normal = String::from(url);
    // Characters beyond ASCII grow when they are written as an address must be.
    if normal.len() > MAX_CHARS {
        return Err(RoomError::AddressLength { limit: MAX_CHARS });
    }
    Ok(normal)
}

/// An address of one of these schemes that names a server and nobody.
pub(crate) fn server(text: &str, schemes: &[&str]) -> Result<Url, RoomError> {
    let url = Url::parse(text.trim()).map_err(|_| RoomError::Address)?;
    if !schemes.contains(&url.scheme()) || url.host_str().is_none_or(str::is_empty) {
        return Err(RoomError::Address);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(RoomError::Credentials);
    }
    Ok(url)
}
