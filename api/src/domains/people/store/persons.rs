//! Rows of `persons`, and what is known of a person elsewhere.

use diesel::prelude::*;

use super::super::model::Person;
use crate::insert_rows;
use crate::platform::auth::Role;
use crate::platform::db::{Conn, Id, lower};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{grants, persons, users};

/// Adds persons.
pub fn insert(conn: &mut Conn, rows: &[Person]) -> Result<()> {
    insert_rows!(conn, persons::table, rows)
}

/// One person.
pub fn find(conn: &mut Conn, id: Id) -> Result<Person> {
    Ok(persons::table.find(id).select(Person::as_select()).first(conn)?)
}

/// Several persons, in no particular order.
pub fn load(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Person>> {
    Ok(persons::table
        .filter(persons::id.eq_any(ids.to_vec()))
        .select(Person::as_select())
        .load(conn)?)
}

/// The persons with these documents.
pub fn by_hash(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<Person>> {
    let mut out = Vec::new();
    for chunk in hashes.chunks(1000) {
        out.extend(
            persons::table
                .filter(persons::id_hash.eq_any(chunk.to_vec()))
                .select(Person::as_select())
                .load(conn)?,
        );
    }
    Ok(out)
}

/// Writes a person whose version is one more than what stands.
pub fn update(conn: &mut Conn, person: &Person) -> Result<()> {
    let target = persons::table.find(person.id).filter(persons::version.eq(person.version - 1));
    match diesel::update(target).set(person).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Those of these usernames, in lower case, that are taken in any case.
pub fn taken_usernames(conn: &mut Conn, names: &[String]) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for chunk in names.chunks(1000) {
        out.extend(
            users::table
                .filter(lower(users::username).eq_any(chunk.to_vec()))
                .select(lower(users::username))
                .load::<String>(conn)?,
        );
    }
    Ok(out)
}

/// Whether an account holds a role in an institution.
pub fn holds(conn: &mut Conn, user: Id, role: Role, institution: Id) -> Result<bool> {
    let n: i64 = grants::table
        .filter(grants::user_id.eq(user))
        .filter(grants::role.eq(role))
        .filter(grants::institution_id.eq(institution))
        .filter(grants::withdrawn_at.is_null())
        .count()
        .get_result(conn)?;
    Ok(n > 0)
}

/// Username and status of an account.
pub fn account(conn: &mut Conn, user: Id) -> Result<(String, String)> {
    Ok(users::table.find(user).select((users::username, users::status)).first(conn)?)
}
