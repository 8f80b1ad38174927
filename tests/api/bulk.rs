//! Many rows at once: what goes in comes out, and what does not go in leaves nothing.

use diesel::prelude::*;
use onex::insert_rows;
use onex::platform::db::{Conn, Ts};
use onex::platform::error::{Code, Error, Result};
use onex::platform::ids;
use onex::schema::persons;
use support::{Id, TestApp, both};

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = persons, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    name: String,
    pinyin: String,
    gender: Option<String>,
    id_type: String,
    id_hash: Vec<u8>,
    id_cipher: Vec<u8>,
    created_at: Ts,
    version: i64,
}

/// More than a batch, with what a format of text would have to take care of.
fn rows() -> Vec<Row> {
    let names = ["张\\N", "a\tb\nc\\d\"e'", "", "𬭚𬭚·䶮", "\\."];
    (0..1003_u64)
        .map(|n| Row {
            id: ids::new(),
            name: names[n as usize % names.len()].into(),
            pinyin: n.to_string(),
            gender: (n % 3 == 0).then(|| "female".into()),
            id_type: "passport".into(),
            id_hash: n.to_be_bytes().repeat(4),
            id_cipher: vec![0, n as u8, b'\\', b'\n'],
            created_at: Ts(i64::MIN + n as i64),
            version: n as i64,
        })
        .collect()
}

fn insert(conn: &mut Conn, rows: &[Row]) -> Result<()> {
    insert_rows!(conn, persons::table, rows)
}

fn stored(app: &TestApp) -> Vec<Row> {
    app.state
        .db
        .read_blocking(|conn| {
            Ok(persons::table
                .filter(persons::id_type.eq("passport"))
                .order(persons::version.asc())
                .select(Row::as_select())
                .load(conn)?)
        })
        .unwrap()
}

both! {
    async fn what_goes_in_comes_out(app: TestApp) {
        let rows = rows();
        app.state
            .db
            .write_blocking(|conn| {
                insert(conn, &[])?;
                insert(conn, &rows)
            })
            .unwrap();
        assert_eq!(stored(&app), rows);
    }

    async fn a_row_that_may_not_be_is_named_and_the_rest_goes_back(app: TestApp) {
        let mut twice = rows();
        twice[1000].id_hash = twice[0].id_hash.clone();
        let refused = app.state.db.write_blocking(|conn| insert(conn, &twice)).unwrap_err();
        assert_eq!(refused.code(), Code::AlreadyExists);
        assert_eq!(stored(&app), []);
        let mut wrong = rows();
        wrong[1000].gender = Some("none".into());
        app.state.db.write_blocking(|conn| insert(conn, &wrong)).unwrap_err();
        assert_eq!(stored(&app), []);
    }

    async fn what_comes_before_and_after_a_savepoint_stays(app: TestApp) {
        let rows = rows();
        let mut overlapping = rows[400..600].to_vec();
        overlapping.iter_mut().for_each(|r| r.id = ids::new());
        app.state
            .db
            .write_blocking(|conn| {
                insert(conn, &rows[..500])?;
                let again = conn.transaction(|conn| insert(conn, &overlapping));
                assert_eq!(again.map_err(|e| e.code()), Err(Code::AlreadyExists));
                insert(conn, &rows[500..])?;
                Ok::<_, Error>(())
            })
            .unwrap();
        assert_eq!(stored(&app), rows);
    }
}
