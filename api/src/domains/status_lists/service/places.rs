//! Giving places. For other slices.

use onex_credential::snapshot::Place;
use onex_credential::status;

use crate::domains::status_lists::store;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::issuer::Issuer;

/// Takes the next `n` places, in a new list where the open one is full. Which bit a place is tells nothing of the order:
/// it is a keyed permutation of the count.
///
/// Holds the lists until the transaction ends: taken after the series and before any certificate's row
/// (docs/decisions/0009-order-of-locks.md).
///
/// # Errors
/// Those of the database.
pub fn take(conn: &mut Conn, issuer: &Issuer, n: usize, now: Ts) -> Result<Vec<Place>> {
    let mut places = Vec::with_capacity(n);
    let mut id = store::newest(conn)?.unwrap_or(0).max(1);
    while places.len() < n {
        store::open(conn, id, status::MIN_LENGTH, now)?;
        // Whoever held it before us may have filled it, and opened the next.
        let list = store::lock(conn, id)?;
        let free = usize::try_from(list.size - list.used).unwrap_or(0);
        let count = free.min(n - places.len());
        let number = u32::try_from(id).map_err(|e| Error::internal(e.into()))?;
        let round = issuer.keys().status_round(number);
        let first = u32::try_from(list.used).map_err(|e| Error::internal(e.into()))?;
        for counter in (first..).take(count) {
            let index = status::position(counter, &round).map_err(|e| Error::internal(e.into()))?;
            places.push(Place { list: number, index });
        }
        if count > 0 {
            store::take(conn, id, i64::try_from(count).unwrap_or(i64::MAX))?;
        }
        id += 1;
    }
    Ok(places)
}

/// Says that bits of these lists are set by this transaction; holds the lists as [`take`] does. To be called before
/// the certificates themselves are touched.
///
/// # Errors
/// Those of the database.
pub fn touch(conn: &mut Conn, lists: impl IntoIterator<Item = u32>, now: Ts) -> Result<()> {
    // In one order, or two who revoke at once could wait for each other.
    let lists: std::collections::BTreeSet<u32> = lists.into_iter().collect();
    for id in lists {
        store::touch(conn, i64::from(id), now)?;
    }
    Ok(())
}
