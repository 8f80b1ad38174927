//! The two databases have the same tables, columns and nullability, and every migration can be taken back.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use onex::platform::db::{self, Conn};
use support::{Database, TestApp};

#[derive(QueryableByName, Debug)]
struct Column {
    #[diesel(sql_type = Text)]
    t: String,
    #[diesel(sql_type = Text)]
    c: String,
    #[diesel(sql_type = Text)]
    k: String,
    #[diesel(sql_type = Bool)]
    required: bool,
}

fn columns(conn: &mut Conn) -> BTreeMap<String, (String, bool)> {
    let list: Vec<Column> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(
            "SELECT m.name AS t, p.name AS c, lower(p.type) AS k, p.\"notnull\" AS required FROM sqlite_master m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '__diesel_schema_migrations'",
        )
        .load(c),
        Conn::Postgres(c) => diesel::sql_query(
            "SELECT c.table_name::text AS t, c.column_name::text AS c, c.data_type::text AS k, c.is_nullable = 'NO' AS required \
             FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '__diesel_schema_migrations'",
        )
        .load(c),
    }
    .unwrap();
    let kind = |k: &str| match k {
        "blob" | "bytea" => "binary".to_string(),
        "boolean" | "bool" => "boolean".into(),
        other => other.into(),
    };
    list.into_iter().map(|c| (format!("{}.{}", c.t, c.c), (kind(&c.k), c.required))).collect()
}

#[test]
fn both_databases_have_the_same_columns() {
    let of = |database| {
        let app = TestApp::start(database);
        app.state.db.read_blocking(|conn| Ok(columns(conn))).unwrap()
    };
    let (sqlite, postgres) = (of(Database::Sqlite), of(Database::Postgres));
    assert!(sqlite.len() > 50, "{}", sqlite.len());
    assert_eq!(sqlite, postgres);
}

#[test]
fn migrations_go_down_and_up_again() {
    for database in [Database::Sqlite, Database::Postgres] {
        let app = TestApp::start(database);
        app.state.jobs.stop();
        app.state
            .db
            .read_blocking(|conn| {
                let before = columns(conn);
                // Rows go with their tables; what is held here is that every down fits its up.
                if let Conn::Sqlite(c) = conn {
                    c.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
                }
                let n = db::revert_all(conn)?;
                assert!(n >= 3 && columns(conn).is_empty(), "{:?}", columns(conn));
                assert_eq!(db::migrate(conn)?.len(), n);
                assert_eq!(columns(conn), before);
                Ok(())
            })
            .unwrap();
    }
}
