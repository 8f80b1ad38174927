//! What `onex check` asks of accounts beyond the database's own constraints.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{students, teachers, users};

/// Sentences about accounts that nobody would find.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let student = students::table
        .filter(students::user_id.eq(users::id))
        .filter(students::name.eq(users::display_name))
        .filter(students::pinyin.eq(users::pinyin));
    let teacher = teachers::table
        .filter(teachers::user_id.eq(users::id))
        .filter(teachers::name.eq(users::display_name))
        .filter(teachers::pinyin.eq(users::pinyin));
    let n: i64 = users::table
        .filter(users::in_register)
        .filter(not(exists(student)))
        .filter(not(exists(teacher)))
        .select(count_star())
        .first(conn)?;
    Ok(if n > 0 {
        vec![format!("{n} accounts are searched in the register, which has no such name for them")]
    } else {
        vec![]
    })
}
