//! Many rows at once.

/// Rows of one statement on SQLite, which takes 32,766 parameters; diesel is built for 32 columns at most.
pub const BATCH: usize = 1000;

/// Inserts the rows of a slice or vector into a table, in order: batch by batch on SQLite, as one `COPY` on PostgreSQL, which
/// spends more time on reading a statement with a parameter for each value than on the rows. The row's type is
/// `Insertable` with `treat_none_as_default_value = false`. Evaluates to a `Result<()>`; after an error the transaction, or
/// the savepoint in it, must be taken back.
#[macro_export]
macro_rules! insert_rows {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let rows = &$rows[..];
        match $conn {
            _ if rows.is_empty() => Ok(()),
            $crate::platform::db::Conn::Sqlite(c) => {
                rows.chunks($crate::platform::db::BATCH).try_for_each(|batch| {
                    diesel::insert_into($table).values(batch).execute(c).map(|_| ())
                })
            }
            $crate::platform::db::Conn::Postgres(c) => diesel::ExecuteCopyFromDsl::execute(
                diesel::copy_from($table).from_insertable(rows),
                c,
            )
            .map(|_| ()),
        }
        .map_err($crate::platform::error::Error::from)
    }};
}
