//! Certificates that point at what is not there, or at one another in a way that cannot be.

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::schema::{certificates, editions, institutions, persons, students, teachers};

/// Sentences about certificates whose references do not hold.
pub fn strays(conn: &mut Conn) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let mut tell = |n: i64, what: &str| {
        if n > 0 {
            out.push(format!("{n} certificates {what}"));
        }
    };
    let person = persons::table.filter(persons::id.eq(certificates::holder_person_id));
    let n = certificates::table.filter(not(exists(person))).select(count_star()).first(conn)?;
    tell(n, "have a holder who is not there");
    let student = students::table.filter(students::id.nullable().eq(certificates::student_id));
    let n = certificates::table
        .filter(certificates::student_id.is_not_null())
        .filter(not(exists(student)))
        .select(count_star())
        .first(conn)?;
    tell(n, "name a student who is not there");
    let teacher = teachers::table.filter(teachers::id.nullable().eq(certificates::teacher_id));
    let n = certificates::table
        .filter(certificates::teacher_id.is_not_null())
        .filter(not(exists(teacher)))
        .select(count_star())
        .first(conn)?;
    tell(n, "name a teacher who is not there");
    let place = institutions::table.filter(institutions::id.eq(certificates::institution_id));
    let n = certificates::table.filter(not(exists(place))).select(count_star()).first(conn)?;
    tell(n, "name an institution that is not there");
    let edition = editions::table.filter(editions::id.eq(certificates::edition_id));
    let n = certificates::table.filter(not(exists(edition))).select(count_star()).first(conn)?;
    tell(n, "name an edition that is not there");
    let old = diesel::alias!(certificates as old);
    let wrong = certificates::table
        .inner_join(old.on(old.field(certificates::id).nullable().eq(certificates::supersedes_id)))
        .filter(
            old.field(certificates::status)
                .ne("superseded")
                .or(old.field(certificates::holder_person_id).ne(certificates::holder_person_id))
                .or(old.field(certificates::kind).ne(certificates::kind)),
        );
    let n = wrong.select(count_star()).first(conn)?;
    tell(n, "took the place of one that is not superseded, or is somebody else's");
    Ok(out)
}
