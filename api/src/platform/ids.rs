//! New ids: UUIDv7, so that keys sort by creation and pages of the newest come for free.

use crate::platform::db::Id;
use crate::platform::keys::sha256;

/// A new id, later than every id this process gave out before.
#[allow(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
pub fn new() -> Id {
    Id(uuid::Uuid::now_v7())
}

/// The id of what exists once a day under a name, the same on every node: a UUIDv7 of the day's midnight,
/// with a digest of name and day where others have chance.
pub fn of_day(name: &str, day: time::Date) -> Id {
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&sha256(format!("{name} {day}").as_bytes())[..16]);
    let seconds = day.midnight().assume_utc().unix_timestamp();
    let millis = u64::try_from(seconds).unwrap_or(0) * 1000;
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    Id(uuid::Builder::from_bytes(bytes)
        .with_variant(uuid::Variant::RFC4122)
        .with_version(uuid::Version::SortRand)
        .into_uuid())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    #[test]
    fn a_day_gives_one_id_a_name() {
        let id = super::of_day("sweep", date!(2020 - 03 - 02));
        assert_eq!(id, super::of_day("sweep", date!(2020 - 03 - 02)));
        assert!(id < super::of_day("sweep", date!(2020 - 03 - 03)));
        assert_ne!(id, super::of_day("other", date!(2020 - 03 - 02)));
        assert_eq!(id.0.get_version_num(), 7);
        assert!(id < super::new());
    }
}
