//! Rows of the history of an edition.

use diesel::prelude::*;

use super::super::model::{Change, EditionVersion, Editor, VersionKind};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::schema::{edition_versions, users};

/// A version to add.
pub struct NewVersion<'a> {
    pub edition: Id,
    pub version: i64,
    pub kind: VersionKind,
    pub region: Option<&'a str>,
    pub at: Ts,
    pub by: Option<Id>,
    pub reason: Option<&'a str>,
    pub changes: &'a [Change],
}

/// Adds a version.
pub fn insert(conn: &mut Conn, v: &NewVersion<'_>) -> Result<()> {
    diesel::insert_into(edition_versions::table)
        .values((
            edition_versions::edition_id.eq(v.edition),
            edition_versions::version.eq(v.version),
            edition_versions::kind.eq(v.kind),
            edition_versions::region_code.eq(v.region),
            edition_versions::at.eq(v.at),
            edition_versions::changed_by.eq(v.by),
            edition_versions::reason.eq(v.reason),
            edition_versions::changes.eq(Json::of(v.changes)),
        ))
        .execute(conn)?;
    Ok(())
}

type Row = (i64, VersionKind, Option<String>, Ts, Option<Id>, Option<String>, Option<String>, Json);

macro_rules! told {
    ($query:expr, $scope:expr) => {
        if *$scope == Scope::Country {
            $query
        } else {
            let own = $scope.region().unwrap_or_default().to_string();
            $query.filter(
                edition_versions::region_code
                    .is_null()
                    .or(edition_versions::region_code.assume_not_null().eq(own)),
            )
        }
    };
}

/// How many versions an edition has, as far as the scope is told of them.
pub fn count(conn: &mut Conn, scope: &Scope, edition: Id) -> Result<i64> {
    let q = edition_versions::table.filter(edition_versions::edition_id.eq(edition)).into_boxed();
    Ok(told!(q, scope).count().get_result(conn)?)
}

/// Versions before this one, the newest first, one row more than `limit`. Changes for other regions than the
/// scope's are left out, and who made a change is told to the country's offices alone.
pub fn page(
    conn: &mut Conn,
    scope: &Scope,
    edition: Id,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<EditionVersion>> {
    let mut query = edition_versions::table
        .left_join(users::table.on(edition_versions::changed_by.eq(users::id.nullable())))
        .filter(edition_versions::edition_id.eq(edition))
        .order(edition_versions::version.desc())
        .limit(limit + 1)
        .select((
            edition_versions::version,
            edition_versions::kind,
            edition_versions::region_code,
            edition_versions::at,
            edition_versions::changed_by,
            users::display_name.nullable(),
            edition_versions::reason,
            edition_versions::changes,
        ))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(edition_versions::version.lt(before));
    }
    let country = *scope == Scope::Country;
    let rows: Vec<Row> = told!(query, scope).load(conn)?;
    rows.into_iter()
        .map(|(version, kind, region_code, at, by, name, reason, changes)| {
            let by = by
                .filter(|_| country)
                .map(|id| Editor { id, display_name: name.unwrap_or_default() });
            let changes = changes.read()?;
            Ok(EditionVersion { version, kind, region_code, at, by, reason, changes })
        })
        .collect()
}

/// The changes that came after a version, the newest first.
pub fn since(
    conn: &mut Conn,
    edition: Id,
    version: i64,
) -> Result<Vec<(VersionKind, Vec<Change>)>> {
    let rows: Vec<(VersionKind, Json)> = edition_versions::table
        .filter(edition_versions::edition_id.eq(edition))
        .filter(edition_versions::version.gt(version))
        .order(edition_versions::version.desc())
        .select((edition_versions::kind, edition_versions::changes))
        .load(conn)?;
    rows.into_iter().map(|(kind, changes)| Ok((kind, changes.read()?))).collect()
}

/// The newest version that the history holds.
pub fn newest(conn: &mut Conn, edition: Id) -> Result<Option<i64>> {
    use diesel::dsl::max;
    Ok(edition_versions::table
        .filter(edition_versions::edition_id.eq(edition))
        .select(max(edition_versions::version))
        .first(conn)?)
}
