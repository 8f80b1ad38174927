//! Rows of `teaching_designs` and `teaching_design_versions`, and what is read of enrolments and batches.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::model::{DesignFilter, DesignOf, DesignRow, Handed, VersionRow};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files::{self, FileRow};
use crate::schema::{
    files as stored, institutions, teachers, teaching_design_versions, teaching_designs,
    training_batches, training_class_trainers, training_classes, training_enrolments,
};

/// Whose files of ours they are.
pub const OWNER: &str = "teaching_design";

const PLACED: &str = "placed";

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    teaching_designs::table,
    <Conn as diesel::Connection>::Backend,
>;

/// The part of a caller's scope in which they see designs: whoever trains sees those of their classes, a participant
/// their own.
#[derive(Debug, Clone)]
pub enum Seen {
    In(Scope),
    Trained(Id),
    Own(Id),
}

impl Seen {
    pub fn of(caller: &Caller) -> Self {
        match caller.role {
            Role::Trainer => Seen::Trained(caller.user),
            Role::Teacher => Seen::Own(caller.user),
            _ => Seen::In(caller.scope.clone()),
        }
    }
}

/// The designs of participants who are so, as a filter.
macro_rules! of {
    ($who:expr) => {
        teaching_designs::enrolment_id
            .eq_any(training_enrolments::table.filter($who).select(training_enrolments::id))
    };
}

fn scoped(seen: &Seen) -> Boxed {
    use training_enrolments as e;
    let q = teaching_designs::table.into_boxed();
    match seen {
        Seen::In(Scope::Country) => q,
        Seen::In(Scope::Region(region)) => q.filter(of!(e::region_code.eq(region.clone()))),
        Seen::In(Scope::Institution { id, .. }) => q.filter(of!(e::institution_id.eq(*id))),
        Seen::In(Scope::Own { .. } | Scope::Class { .. }) => {
            q.filter(teaching_designs::id.eq(Id::NIL))
        }
        Seen::Own(user) => q.filter(of!(e::user_id.eq(*user))),
        Seen::Trained(user) => {
            let trained = training_class_trainers::table
                .filter(training_class_trainers::user_id.eq(*user))
                .select(training_class_trainers::class_id.nullable());
            q.filter(of!(e::class_id.eq_any(trained)))
        }
    }
}

fn filtered(seen: &Seen, filter: &DesignFilter) -> Boxed {
    use training_enrolments as e;
    let mut q = scoped(seen);
    if let Some(id) = filter.batch_id {
        q = q.filter(teaching_designs::batch_id.eq(id));
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => {
                let named = teachers::name.ge(text.to_string()).and(teachers::name.lt(end.clone()));
                let numbered =
                    teachers::staff_no.ge(text.to_string()).and(teachers::staff_no.lt(end));
                let spelt = teachers::pinyin.ge(low).and(teachers::pinyin.lt(low_end));
                let found =
                    teachers::table.filter(named.or(numbered).or(spelt)).select(teachers::id);
                q.filter(of!(e::teacher_id.eq_any(found)))
            }
            // No name starts with the last character of Unicode.
            _ => q.filter(teaching_designs::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many designs fit.
pub fn total(conn: &mut Conn, seen: &Seen, filter: &DesignFilter) -> Result<i64> {
    Ok(filtered(seen, filter).count().get_result(conn)?)
}

/// A page of designs, the newest first.
pub fn list(
    conn: &mut Conn,
    seen: &Seen,
    filter: &DesignFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<DesignRow>> {
    let mut q = filtered(seen, filter);
    if let Some(after) = after {
        q = q.filter(teaching_designs::id.lt(after));
    }
    let q = q.order(teaching_designs::id.desc()).limit(limit + 1);
    Ok(q.select(DesignRow::as_select()).load(conn)?)
}

/// One design.
pub fn find(conn: &mut Conn, seen: &Seen, id: Id) -> Result<DesignRow> {
    let q = scoped(seen).filter(teaching_designs::id.eq(id));
    Ok(q.select(DesignRow::as_select()).first(conn)?)
}

/// Takes an enrolment for this transaction: its design is begun once. References to it go on.
pub fn lock_enrolment(conn: &mut Conn, id: Id) -> Result<()> {
    use training_enrolments as e;
    if let Conn::Postgres(c) = conn {
        e::table.find(id).select(e::id).for_no_key_update().load::<Id>(c)?;
    }
    Ok(())
}

/// The design of an enrolment, taken for this transaction.
pub fn of_enrolment(conn: &mut Conn, enrolment: Id) -> Result<Option<DesignRow>> {
    let of = teaching_designs::table.filter(teaching_designs::enrolment_id.eq(enrolment));
    if let Conn::Postgres(c) = conn {
        of.select(teaching_designs::id).for_update().load::<Id>(c)?;
    }
    Ok(of.select(DesignRow::as_select()).first(conn).optional()?)
}

/// Adds a design.
pub fn insert(conn: &mut Conn, row: &DesignRow) -> Result<()> {
    diesel::insert_into(teaching_designs::table).values(row).execute(conn)?;
    Ok(())
}

/// Adds a version.
pub fn insert_version(conn: &mut Conn, row: &VersionRow) -> Result<()> {
    diesel::insert_into(teaching_design_versions::table).values(row).execute(conn)?;
    Ok(())
}

/// The number that the next version has.
pub fn next_no(conn: &mut Conn, design: Id) -> Result<i32> {
    let of = teaching_design_versions::table.filter(teaching_design_versions::design_id.eq(design));
    let last: Option<i32> = of.select(max(teaching_design_versions::no)).first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}

/// The versions of these designs with the names of their files, the newest first.
pub fn versions(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Vec<(VersionRow, String)>>> {
    use teaching_design_versions as v;
    let mut out: HashMap<Id, Vec<(VersionRow, String)>> = HashMap::new();
    for chunk in ids.chunks(1000) {
        let rows: Vec<(VersionRow, String)> = v::table
            .inner_join(stored::table.on(stored::id.eq(v::file_id)))
            .filter(v::design_id.eq_any(chunk.to_vec()))
            .order(v::no.desc())
            .select((VersionRow::as_select(), stored::name))
            .load(conn)?;
        for row in rows {
            out.entry(row.0.design_id).or_default().push(row);
        }
    }
    Ok(out)
}

/// One version of a design.
pub fn version(conn: &mut Conn, design: Id, id: Id) -> Result<VersionRow> {
    Ok(teaching_design_versions::table
        .find(id)
        .filter(teaching_design_versions::design_id.eq(design))
        .select(VersionRow::as_select())
        .first(conn)?)
}

/// Who these enrolments are of, and until when they hand in.
pub fn participants(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, DesignOf>> {
    use training_enrolments as e;
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<DesignOf> = e::table
            .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
            .inner_join(institutions::table.on(institutions::id.eq(e::institution_id)))
            .inner_join(training_batches::table.on(training_batches::id.eq(e::batch_id)))
            .filter(e::id.eq_any(chunk.to_vec()))
            .select((
                e::id,
                teachers::name,
                teachers::staff_no,
                institutions::name,
                e::region_code,
                training_batches::title,
                training_batches::design_until,
            ))
            .load(conn)?;
        out.extend(rows.into_iter().map(|of| (of.enrolment_id, of)));
    }
    Ok(out)
}

/// Somebody's own enrolment, with what handing in depends on.
#[derive(Debug, Clone, Queryable)]
pub struct Entry {
    pub batch_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    pub status: String,
    pub class_status: Option<String>,
    pub design_until: Option<Ts>,
}

impl Entry {
    /// Whether they are in a class that has begun, and have neither a result nor gone.
    pub fn takes_part(&self) -> bool {
        self.status == PLACED
            && matches!(self.class_status.as_deref(), Some("running" | "finished"))
    }
}

/// One's own enrolment.
pub fn entry(conn: &mut Conn, user: Id, id: Id) -> Result<Entry> {
    use training_enrolments as e;
    Ok(e::table
        .inner_join(training_batches::table.on(training_batches::id.eq(e::batch_id)))
        .left_join(training_classes::table.on(training_classes::id.nullable().eq(e::class_id)))
        .filter(e::id.eq(id))
        .filter(e::user_id.eq(user))
        .select((
            e::batch_id,
            e::institution_id,
            e::region_code,
            e::status,
            training_classes::status.nullable(),
            training_batches::design_until,
        ))
        .first(conn)?)
}

/// How many designs somebody still owes at an instant.
pub fn owed(conn: &mut Conn, user: Id, now: Ts) -> Result<i64> {
    use training_enrolments as e;
    let done = teaching_designs::table.select(teaching_designs::enrolment_id);
    Ok(e::table
        .inner_join(training_batches::table.on(training_batches::id.eq(e::batch_id)))
        .filter(e::user_id.eq(user))
        .filter(e::status.eq(PLACED))
        .filter(training_batches::design_until.ge(now))
        .filter(e::id.ne_all(done))
        .count()
        .get_result(conn)?)
}

/// A batch's id, title, deadline and the region that opened it.
pub type Closing = (Id, String, Option<Ts>, Option<String>);

/// Batches whose deadline lies within a stretch of time.
pub fn closing(conn: &mut Conn, from: Ts, until: Ts) -> Result<Vec<Closing>> {
    use training_batches as b;
    Ok(b::table
        .filter(b::design_until.ge(from))
        .filter(b::design_until.lt(until))
        .filter(b::status.ne_all(["finished", "cancelled"]))
        .order(b::id.asc())
        .select((b::id, b::title, b::design_until, b::opened_by_region))
        .load(conn)?)
}

/// The accounts of participants of a batch who have handed in nothing.
pub fn owing(conn: &mut Conn, batch: Id) -> Result<Vec<Id>> {
    use training_enrolments as e;
    let done = teaching_designs::table
        .filter(teaching_designs::batch_id.eq(batch))
        .select(teaching_designs::enrolment_id);
    Ok(e::table
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq(PLACED))
        .filter(e::id.ne_all(done))
        .select(e::user_id)
        .load(conn)?)
}

/// The newest version of each design of a batch, in the order of designs.
pub fn handed_in(conn: &mut Conn, batch: Id) -> Result<Vec<Handed>> {
    use teaching_design_versions as v;
    use teaching_designs as d;
    let rows: Vec<Handed> = d::table
        .inner_join(v::table.on(v::design_id.eq(d::id)))
        .filter(d::batch_id.eq(batch))
        .order((d::id.asc(), v::no.asc()))
        .select((d::id, d::enrolment_id, v::id, v::no, v::kind, v::size, d::judged_version_id))
        .load(conn)?;
    let mut out: Vec<Handed> = Vec::new();
    for row in rows {
        match out.last_mut() {
            Some(last) if last.design_id == row.design_id => *last = row,
            _ => out.push(row),
        }
    }
    Ok(out)
}

/// Takes designs for this transaction, in the order of their ids: no version comes in meanwhile.
pub fn lock(conn: &mut Conn, designs: &[Id]) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        use teaching_designs as d;
        d::table
            .filter(d::id.eq_any(designs.to_vec()))
            .order(d::id.asc())
            .select(d::id)
            .for_update()
            .load::<Id>(c)?;
    }
    Ok(())
}

/// Fixes the version that experts judge: no other is taken from then on. One that is fixed stays.
///
/// # Errors
/// `not_found` for a version of another design; `state_forbids` where another is fixed already.
pub fn judge(conn: &mut Conn, design: Id, id: Id) -> Result<()> {
    use teaching_designs as d;
    version(conn, design, id)?;
    let target = d::table
        .find(design)
        .filter(d::judged_version_id.is_null().or(d::judged_version_id.eq(id)));
    let set = (d::judged_version_id.eq(Some(id)), d::version.eq(d::version + 1));
    match diesel::update(target).set(set).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::because(Code::StateForbids, "Experts judge another version already")
            .why("other_version_judged", [])),
    }
}

/// The file of a version, for whoever may read it without knowing whose it is: its stored name is the participant's.
pub fn version_file(conn: &mut Conn, id: Id) -> Result<(VersionRow, FileRow)> {
    let row: VersionRow =
        teaching_design_versions::table.find(id).select(VersionRow::as_select()).first(conn)?;
    let file = files::find(conn, row.file_id, OWNER, row.id)?;
    Ok((row, file))
}

/// What `onex check` asks beyond the database's own constraints: that each file is that of a version, and that what
/// experts judge is a version of its design.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    use teaching_design_versions as v;
    use teaching_designs as d;
    let mut out = Vec::new();
    let held = v::table.select(v::file_id);
    let stray: i64 = stored::table
        .filter(stored::owner_kind.eq(OWNER))
        .filter(stored::id.ne_all(held))
        .count()
        .get_result(conn)?;
    if stray > 0 {
        out.push(format!("{stray} stored files belong to no version of a teaching design"));
    }
    let same = stored::sha256.eq(v::sha256).and(stored::size.eq(v::size));
    let other: i64 = v::table
        .inner_join(stored::table.on(stored::id.eq(v::file_id)))
        .filter(diesel::dsl::not(same.and(stored::owner_id.eq(v::id))))
        .count()
        .get_result(conn)?;
    if other > 0 {
        out.push(format!("{other} versions of teaching designs have another file than they say"));
    }
    let judged: Vec<(Id, Option<Id>)> = d::table
        .filter(d::judged_version_id.is_not_null())
        .select((d::id, d::judged_version_id))
        .load(conn)?;
    for (design, id) in judged {
        if version(conn, design, id.unwrap_or(Id::NIL)).is_err() {
            out.push(format!("the judged version of the design {design} is none of its versions"));
        }
    }
    let moved: i64 = d::table
        .inner_join(training_enrolments::table.on(training_enrolments::id.eq(d::enrolment_id)))
        .filter(training_enrolments::batch_id.ne(d::batch_id))
        .count()
        .get_result(conn)?;
    if moved > 0 {
        out.push(format!("{moved} teaching designs are of another batch than their participants"));
    }
    Ok(out)
}
