//! What `onex check` looks at: places are given once, without gap, and lists are filled one after the other.

use crate::domains::status_lists::store;
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let lists = store::all(conn)?;
    for (n, list) in (1..).zip(&lists) {
        let (count, highest) = store::extent(conn, list.id)?;
        if count != list.used {
            wrong.push(format!(
                "list {}: {} places are given, and {count} certificates have theirs in it",
                list.id, list.used
            ));
        }
        if highest.is_some_and(|index| index >= list.size) {
            wrong.push(format!("list {}: a certificate's place is outside of it", list.id));
        }
        if list.id != n {
            wrong.push(format!("list {n} is missing"));
            break;
        }
    }
    let open = lists.split_last().map(|(_, full)| full).unwrap_or_default();
    for list in open.iter().filter(|list| list.used < list.size) {
        wrong.push(format!("list {} is not full, and there is one after it", list.id));
    }
    Ok(wrong)
}
