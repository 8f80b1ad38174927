//! Rows of `students` and `teachers`: one set of queries for both tables.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::super::model::{
    Gender, Listing, Member, MemberFilter, MemberKind, MemberStatus, Search,
};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts, prefix_range};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    cohort_students, cohort_teachers, cohorts, institutions, students, teachers, users,
};

/// An account that waits for its holder.
#[derive(Debug, Clone)]
pub struct Pending {
    pub member: Member,
    pub username: String,
    pub generation: i32,
}

macro_rules! roster {
    ($module:ident, $table:ident, $number:ident, [$($extra:ident),*]) => {
        mod $module {
            use super::*;

            #[derive(Queryable, Selectable, Insertable, AsChangeset)]
            #[diesel(table_name = $table, treat_none_as_null = true, treat_none_as_default_value = false)]
            struct Row {
                id: Id,
                person_id: Id,
                user_id: Id,
                institution_id: Id,
                region_code: String,
                $number: String,
                name: String,
                pinyin: String,
                gender: Option<Gender>,
                major: Option<String>,
                $($extra: Option<String>,)*
                phone: Option<String>,
                status: MemberStatus,
                created_at: Ts,
                updated_at: Ts,
                version: i64,
            }

            impl From<Row> for Member {
                fn from(r: Row) -> Self {
                    #[allow(unused_mut, reason = "teachers have nothing extra")]
                    let mut member = Member {
                        id: r.id,
                        person_id: r.person_id,
                        user_id: r.user_id,
                        institution_id: r.institution_id,
                        region_code: r.region_code,
                        number: r.$number,
                        name: r.name,
                        pinyin: r.pinyin,
                        gender: r.gender,
                        major: r.major,
                        grade: None,
                        admin_class: None,
                        phone: r.phone,
                        status: r.status,
                        created_at: r.created_at,
                        updated_at: r.updated_at,
                        version: r.version,
                    };
                    $(member.$extra = r.$extra;)*
                    member
                }
            }

            impl From<&Member> for Row {
                fn from(m: &Member) -> Self {
                    Row {
                        id: m.id,
                        person_id: m.person_id,
                        user_id: m.user_id,
                        institution_id: m.institution_id,
                        region_code: m.region_code.clone(),
                        $number: m.number.clone(),
                        name: m.name.clone(),
                        pinyin: m.pinyin.clone(),
                        gender: m.gender,
                        major: m.major.clone(),
                        $($extra: m.$extra.clone(),)*
                        phone: m.phone.clone(),
                        status: m.status,
                        created_at: m.created_at,
                        updated_at: m.updated_at,
                        version: m.version,
                    }
                }
            }

            pub fn insert(conn: &mut Conn, members: &[Member]) -> Result<()> {
                let rows: Vec<Row> = members.iter().map(Row::from).collect();
                insert_rows!(conn, $table::table, rows)
            }

            pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Member> {
                let query = $table::table.filter($table::id.eq(id)).select(Row::as_select());
                Ok(scoped!(query.into_boxed(), $table, scope).first(conn)?.into())
            }

            pub fn update(conn: &mut Conn, member: &Member) -> Result<()> {
                let target =
                    $table::table.find(member.id).filter($table::version.eq(member.version - 1));
                match diesel::update(target).set(Row::from(member)).execute(conn)? {
                    1 => Ok(()),
                    _ => Err(Error::new(Code::VersionMismatch)),
                }
            }

            pub fn of_persons(conn: &mut Conn, persons: &[Id]) -> Result<Vec<Member>> {
                let mut out = Vec::new();
                for chunk in persons.chunks(1000) {
                    let rows = $table::table
                        .filter($table::person_id.eq_any(chunk.to_vec()))
                        .select(Row::as_select())
                        .load(conn)?;
                    out.extend(rows.into_iter().map(Member::from));
                }
                Ok(out)
            }

            pub fn by_numbers(
                conn: &mut Conn,
                institution: Id,
                numbers: &[String],
            ) -> Result<Vec<Member>> {
                let mut out = Vec::new();
                for chunk in numbers.chunks(1000) {
                    let rows = $table::table
                        .filter($table::institution_id.eq(institution))
                        .filter($table::$number.eq_any(chunk.to_vec()))
                        .select(Row::as_select())
                        .load(conn)?;
                    out.extend(rows.into_iter().map(Member::from));
                }
                Ok(out)
            }

            pub fn rename(
                conn: &mut Conn,
                person: Id,
                name: &str,
                pinyin: &str,
                gender: Option<Gender>,
                at: Ts,
            ) -> Result<()> {
                diesel::update($table::table.filter($table::person_id.eq(person)))
                    .set((
                        $table::name.eq(name),
                        $table::pinyin.eq(pinyin),
                        $table::gender.eq(gender),
                        $table::updated_at.eq(at),
                        $table::version.eq($table::version + 1),
                    ))
                    .execute(conn)?;
                Ok(())
            }

            type Boxed = IntoBoxed<'static, $table::table, <Conn as diesel::Connection>::Backend>;

            fn filtered(scope: &Scope, listing: &Listing) -> Boxed {
                let MemberFilter { institution_id, region_code, status, major, .. } = &listing.filter;
                let mut query = scoped!($table::table.into_boxed(), $table, scope);
                if let Some(institution) = institution_id {
                    query = query.filter($table::institution_id.eq(*institution));
                }
                if let Some(region) = region_code {
                    query = query.filter($table::region_code.eq(region.clone()));
                }
                if let Some(status) = status {
                    query = query.filter($table::status.eq(*status));
                }
                if let Some(major) = major {
                    query = query.filter($table::major.eq(major.clone()));
                }
                if let Some(cohort) = listing.filter.cohort_id {
                    query = query.filter($table::id.eq_any(of_cohort!($table, cohort)));
                }
                $(
                    if let Some(value) = &listing.filter.$extra {
                        query = query.filter($table::$extra.eq(value.clone()));
                    }
                )*
                macro_rules! begins {
                    ($column:ident, $prefix:expr) => {{
                        let (start, end) = prefix_range($prefix);
                        query = query.filter($table::$column.ge(start));
                        match end {
                            Some(end) => query.filter($table::$column.lt(end)),
                            None => query,
                        }
                    }};
                }
                match &listing.search {
                    Search::All => query,
                    Search::Name(prefix) => begins!(name, prefix),
                    Search::Initials(prefix) => begins!(pinyin, prefix),
                    Search::Number(prefix) => begins!($number, prefix),
                }
            }

            pub fn count(conn: &mut Conn, scope: &Scope, listing: &Listing) -> Result<i64> {
                Ok(filtered(scope, listing).count().get_result(conn)?)
            }

            pub fn list(
                conn: &mut Conn,
                scope: &Scope,
                listing: &Listing,
                limit: i64,
            ) -> Result<Vec<(Member, String)>> {
                let mut query =
                    filtered(scope, listing).inner_join(institutions::table).limit(limit);
                macro_rules! by {
                    ($column:ident) => {{
                        if let Some((value, id)) = &listing.after {
                            query = query.filter(
                                $table::$column
                                    .gt(value.clone())
                                    .or($table::$column.eq(value.clone()).and($table::id.gt(*id))),
                            );
                            // The index is entered at the cursor, not at the start of the prefix.
                            query = query.filter($table::$column.ge(value.clone()));
                        }
                        query = query.order(($table::$column.asc(), $table::id.asc()));
                    }};
                }
                match &listing.search {
                    Search::All => {
                        if let Some((_, id)) = &listing.after {
                            query = query.filter($table::id.gt(*id));
                        }
                        query = query.order($table::id.asc());
                    }
                    Search::Name(_) => by!(name),
                    Search::Initials(_) => by!(pinyin),
                    Search::Number(_) => by!($number),
                }
                let rows: Vec<(Row, String)> =
                    query.select((Row::as_select(), institutions::name)).load(conn)?;
                Ok(rows.into_iter().map(|(row, place)| (row.into(), place)).collect())
            }

            pub fn pending(
                conn: &mut Conn,
                institution: Id,
                filter: &MemberFilter,
                limit: i64,
            ) -> Result<Vec<Pending>> {
                let mut query = $table::table
                    .inner_join(users::table)
                    .filter($table::institution_id.eq(institution))
                    .filter($table::status.eq(MemberStatus::Active))
                    .filter(users::status.eq("pending"))
                    .order($table::$number.asc())
                    .limit(limit)
                    .select((Row::as_select(), users::username, users::activation_generation))
                    .into_boxed();
                if let Some(cohort) = filter.cohort_id {
                    query = query.filter($table::id.eq_any(of_cohort!($table, cohort)));
                }
                if let Some(major) = &filter.major {
                    query = query.filter($table::major.eq(major.clone()));
                }
                $(
                    if let Some(value) = &filter.$extra {
                        query = query.filter($table::$extra.eq(value.clone()));
                    }
                )*
                let rows: Vec<(Row, String, i32)> = query.load(conn)?;
                Ok(rows
                    .into_iter()
                    .map(|(row, username, generation)| Pending { member: row.into(), username, generation })
                    .collect())
            }
        }
    };
}

roster!(student_rows, students, student_no, [grade, admin_class]);
roster!(teacher_rows, teachers, staff_no, []);

macro_rules! of_kind {
    ($kind:expr, $function:ident($($argument:expr),*)) => {
        match $kind {
            MemberKind::Student => student_rows::$function($($argument),*),
            MemberKind::Teacher => teacher_rows::$function($($argument),*),
        }
    };
}

/// Adds members.
pub fn insert(conn: &mut Conn, kind: MemberKind, members: &[Member]) -> Result<()> {
    of_kind!(kind, insert(conn, members))
}

/// One member within a scope; `not_found` outside it.
pub fn find(conn: &mut Conn, kind: MemberKind, scope: &Scope, id: Id) -> Result<Member> {
    of_kind!(kind, find(conn, scope, id))
}

/// Writes a member whose version is one more than what stands.
pub fn update(conn: &mut Conn, kind: MemberKind, member: &Member) -> Result<()> {
    of_kind!(kind, update(conn, member))
}

/// Every row of these persons, past ones included.
pub fn of_persons(conn: &mut Conn, kind: MemberKind, persons: &[Id]) -> Result<Vec<Member>> {
    of_kind!(kind, of_persons(conn, persons))
}

/// The members of an institution with these numbers.
pub fn by_numbers(
    conn: &mut Conn,
    kind: MemberKind,
    institution: Id,
    numbers: &[String],
) -> Result<Vec<Member>> {
    of_kind!(kind, by_numbers(conn, institution, numbers))
}

/// Writes a corrected name and gender to every row of a person.
pub fn rename(
    conn: &mut Conn,
    person: Id,
    name: &str,
    pinyin: &str,
    gender: Option<Gender>,
    at: Ts,
) -> Result<()> {
    student_rows::rename(conn, person, name, pinyin, gender, at)?;
    teacher_rows::rename(conn, person, name, pinyin, gender, at)
}

/// A page of members within a scope, by id or, for a search, by what is searched; each with the name of its
/// institution.
pub fn list(
    conn: &mut Conn,
    kind: MemberKind,
    scope: &Scope,
    listing: &Listing,
    limit: i64,
) -> Result<Vec<(Member, String)>> {
    of_kind!(kind, list(conn, scope, listing, limit))
}

/// How many members within a scope fit.
pub fn count(conn: &mut Conn, kind: MemberKind, scope: &Scope, listing: &Listing) -> Result<i64> {
    of_kind!(kind, count(conn, scope, listing))
}

/// The active members of an institution whose accounts wait for them, by number.
pub fn pending(
    conn: &mut Conn,
    kind: MemberKind,
    institution: Id,
    filter: &MemberFilter,
    limit: i64,
) -> Result<Vec<Pending>> {
    of_kind!(kind, pending(conn, institution, filter, limit))
}

/// The institution of a class of the programme.
pub fn cohort_place(conn: &mut Conn, cohort: Id) -> Result<(Id, String)> {
    Ok(cohorts::table
        .find(cohort)
        .select((cohorts::institution_id, cohorts::region_code))
        .first(conn)?)
}
