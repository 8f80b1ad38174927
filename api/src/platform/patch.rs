//! Optional fields of documents that change a thing in part (RFC 7396): absent is not `null`.

/// Reads such a field: `null` clears (`Some(None)`), what is left out stays (`None`).
///
/// # Errors
/// As the field's own.
pub fn clearable<'de, T, D>(from: D) -> std::result::Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    serde::Deserialize::deserialize(from).map(Some)
}
