//! Nobody is left without an administrator: neither an institution nor the headquarters.

use super::super::model::GrantRow;
use super::super::store;
use crate::platform::auth::Role;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};

/// What these grants administer: institutions, or (`None`) the headquarters.
fn places(grants: &[GrantRow]) -> Vec<Option<Id>> {
    let mut places: Vec<_> = grants
        .iter()
        .filter_map(|g| match g.role {
            Role::HqAdmin => Some(None),
            Role::InstitutionAdmin => g.institution_id.map(Some),
            _ => None,
        })
        .collect();
    // In one order for everybody, so that two who wait for each other cannot wait for ever.
    places.sort_unstable();
    places.dedup();
    places
}

/// Does what takes these grants away or makes their holder unable to act, unless that leaves a place without
/// any administrator. Whoever does so at the same moment waits until this transaction has ended.
///
/// # Errors
/// `last_administrator`.
pub fn keeping<T>(
    conn: &mut Conn,
    grants: &[GrantRow],
    f: impl FnOnce(&mut Conn) -> Result<T>,
) -> Result<T> {
    let places = places(grants);
    let mut had = Vec::with_capacity(places.len());
    for place in &places {
        store::take_turns(conn, *place)?;
        had.push(store::administrators(conn, *place)? > 0);
    }
    let done = f(conn)?;
    for (place, had) in places.into_iter().zip(had) {
        if had && store::administrators(conn, place)? == 0 {
            return Err(match place {
                Some(_) => Error::new(Code::LastAdministrator),
                None => Error::because(
                    Code::LastAdministrator,
                    "The headquarters would be left without an administrator",
                )
                .why("headquarters_without_administrator", []),
            });
        }
    }
    Ok(done)
}
