//! One database behind two engines: SQLite for a single node, PostgreSQL for several.
//!
//! The engine is chosen at run time by the scheme of the URL. Reads go through [`Db::read`] or, when
//! several statements must see one state, [`Db::snapshot`]; every write is one [`Db::write`]: one hop to
//! the blocking pool and one transaction per use case. No transaction spans an `.await`.

mod bulk;
mod constraint;
mod pool;
mod prefix;
pub mod types;

pub use bulk::BATCH;
pub use constraint::{CONSTRAINTS, ConstraintRow};
pub use pool::{Backend, Conn, Db, DbConfig, Options};
pub use prefix::prefix_end;
pub use types::{Id, Json, Ts};

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::platform::error::{Code, Error, Result};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs one body against the native connection, for what the combined one does not carry: `on_conflict`, raw SQL.
/// The body is compiled once for each engine. Keep its uses few.
#[macro_export]
macro_rules! on_native {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::platform::db::Conn::Postgres($c) => $body,
            $crate::platform::db::Conn::Sqlite($c) => $body,
        }
    };
}

diesel::define_sql_function! {
    /// Text in lower case. Columns compare by code points (`COLLATE "C"` on PostgreSQL), where both engines
    /// know the letters of ASCII alone: what it is compared with comes from `to_ascii_lowercase`.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// Implements the text column mapping of an enum whose variants have stable identifiers:
/// `as_str`, `parse`, diesel's `ToSql`/`FromSql`, serde and the schema all use the same words.
#[macro_export]
macro_rules! text_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        $vis enum $name { $($(#[$vmeta])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The stable identifier used in the database, the API and the catalogues.
            pub const fn as_str(self) -> &'static str { match self { $($name::$variant => $text),+ } }
            /// The value with this identifier.
            pub fn parse(text: &str) -> Option<Self> { match text { $($text => Some($name::$variant),)+ _ => None } }
        }
        // By hand: the derive does not see a name that comes out of a macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($text),+]))
                    .build()
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where str: diesel::serialize::ToSql<diesel::sql_types::Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                let text: &'static str = self.as_str();
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, DB>>::to_sql(text, out)
            }
        }
        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = <String as diesel::deserialize::FromSql<diesel::sql_types::Text, DB>>::from_sql(bytes)?;
                $name::parse(&text).ok_or_else(|| format!("{text:?} is no {}", stringify!($name)).into())
            }
        }
    };
}

/// The texts that start with `prefix`, as a half-open range `[prefix, end)` in the order of code points:
/// what an index scan can use on both engines. `None` as the end: nothing sorts after.
pub fn prefix_range(prefix: &str) -> (String, Option<String>) {
    let mut end: Vec<char> = prefix.chars().collect();
    while let Some(last) = end.pop() {
        let next = (u32::from(last) + 1..=0x0010_ffff).find_map(char::from_u32);
        if let Some(next) = next {
            end.push(next);
            return (prefix.into(), Some(end.into_iter().collect()));
        }
    }
    (prefix.into(), None)
}

/// Brings the schema to the newest version this binary knows; returns the names of the migrations run.
///
/// On PostgreSQL an advisory lock makes several nodes that start together take turns.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>> {
    use diesel::connection::SimpleConnection;
    let run = match conn {
        Conn::Sqlite(c) => {
            c.run_pending_migrations(SQLITE).map(|v| v.iter().map(ToString::to_string).collect())
        }
        Conn::Postgres(c) => {
            c.batch_execute("SELECT pg_advisory_lock(7239001)").map_err(Error::from)?;
            let run = c
                .run_pending_migrations(POSTGRES)
                .map(|v| v.iter().map(ToString::to_string).collect());
            c.batch_execute("SELECT pg_advisory_unlock(7239001)").map_err(Error::from)?;
            run
        }
    };
    run.map_err(|e| {
        let text = e.to_string();
        // The one migration that rows of an older release may stand in the way of.
        let mend = if text.contains("users_username_lower_key") {
            "; two usernames differ in the case of their letters alone: SELECT lower(username) FROM users GROUP BY 1 \
             HAVING count(*) > 1 names them, change one of each"
        } else {
            ""
        };
        Error::because(
            Code::Conflict,
            format!("the schema cannot be brought up to date, nothing of this step was kept: {text}{mend}"),
        )
    })
}

/// Holds back every other node that asks for the same until this transaction ends, so that nodes which start
/// together do not load the same data twice. SQLite has one writer anyway.
pub fn take_turns(conn: &mut Conn) -> Result<()> {
    use diesel::connection::SimpleConnection;
    if let Conn::Postgres(c) = conn {
        c.batch_execute("SELECT pg_advisory_xact_lock(7239002)")?;
    }
    Ok(())
}

/// Takes every migration back, newest first. Only tests and a deliberate downgrade use it.
pub fn revert_all(conn: &mut Conn) -> Result<usize> {
    let run = match conn {
        Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|v| v.len()),
        Conn::Postgres(c) => c.revert_all_migrations(POSTGRES).map(|v| v.len()),
    };
    run.map_err(|e| Error::internal(anyhow::anyhow!("reverting a migration failed: {e}")))
}

/// Migrations this binary has that the database does not.
pub fn pending(conn: &mut Conn) -> Result<Vec<String>> {
    let list = match conn {
        Conn::Sqlite(c) => {
            c.pending_migrations(SQLITE).map(|v| v.iter().map(|m| m.name().to_string()).collect())
        }
        Conn::Postgres(c) => {
            c.pending_migrations(POSTGRES).map(|v| v.iter().map(|m| m.name().to_string()).collect())
        }
    };
    list.map_err(|e| Error::internal(anyhow::anyhow!("migrations could not be listed: {e}")))
}
