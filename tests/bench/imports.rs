//! Students from a spreadsheet, upload to commit, against a raw batch insert of the same rows.

use std::time::Instant;

use diesel::prelude::*;
use onex::platform::db::Id;
use onex::platform::ids;
use onex::schema::{grants, persons, students, users};
use onex_sheets::{Column, XlsxTable};

use crate::client::Client;
use crate::insert_batches;
use crate::load::median;
use crate::process::Server;
use crate::report::{Figure, Goal};
use crate::rows::{Grant, Person, Student, User};
use crate::stage::{self, Fallible, School, Stage, plain};

/// Measures as many imports as there are schools given, each beside its raw insert.
pub async fn measure(
    stage: &Stage,
    onex: &Server,
    schools: &[School],
    first: usize,
    rows: usize,
) -> Fallible<Figure> {
    onex.forget_peak();
    let (mut whole, mut checked, mut raw) = (vec![], vec![], vec![]);
    for (n, school) in schools.iter().enumerate() {
        let clerk = Client::sign_in(onex, &school.admin).await?;
        let file = workbook(first + n * rows, rows)?;
        stage.settle()?;
        let (seconds, until_checked) = import(&clerk, school, file, rows).await?;
        whole.push(seconds);
        checked.push(until_checked);
        raw.push(insert_again(stage, school.id, rows)?);
    }
    let goal = Goal { max_ratio: Some(4.0), max_value: Some(2.0), ..Goal::default() };
    Ok(Figure::new(format!("import of {rows} students"), stage.engine.name(), median(&whole), "s")
        .floor(median(&raw))
        .goal(goal)
        .memory(onex.peak_rss_mb())
        .remark(format!("dry run {:.2} s of it; {whole:.2?} against {raw:.2?}", median(&checked))))
}

/// A file as a school's own system writes it.
fn workbook(first: usize, rows: usize) -> Fallible<Vec<u8>> {
    let columns: Vec<Column> =
        ["学号", "姓名", "证件类型", "证件号码", "性别", "专业", "年级", "班级", "手机"]
            .into_iter()
            .map(Column::text)
            .collect();
    let mut table = XlsxTable::new("学生", &columns)?;
    for n in first..first + rows {
        let id = stage::resident_id(n);
        let gender = if id.as_bytes()[16] % 2 == 1 { "男" } else { "女" };
        let (number, name, phone) = (stage::student_no(n), stage::name(n), format!("138{n:08}"));
        table.row([
            &number,
            &name,
            "居民身份证",
            &id,
            gender,
            "会计",
            "2019",
            "会计1901",
            &phone,
        ])?;
    }
    Ok(table.finish()?)
}

/// From the first byte sent until the job says that the rows stand.
async fn import(
    clerk: &Client,
    school: &School,
    file: Vec<u8>,
    rows: usize,
) -> Fallible<(f64, f64)> {
    let started = Instant::now();
    let upload = clerk.upload("/student-imports", &file, &school.id.to_string()).await?;
    clerk.job(&upload["job"]["id"]).await?;
    let path = format!("/student-imports/{}", upload["import"]["id"].as_str().ok_or("no import")?);
    let import = clerk.get(&path).await?;
    if import["counts"]["new"] != rows {
        return Err(format!("not every row is new: {import}").into());
    }
    let checked = started.elapsed().as_secs_f64();
    let commit = clerk.post(&format!("{path}/commit"), &serde_json::json!({})).await?;
    clerk.job(&commit["job"]["id"]).await?;
    let seconds = started.elapsed().as_secs_f64();
    let import = clerk.get(&path).await?;
    if import["status"] != "committed" {
        return Err(format!("the import is not committed: {import}").into());
    }
    Ok((seconds, checked))
}

/// Reads the rows that an import made and inserts as many of the same make once more, in one transaction with
/// the database's own settings.
fn insert_again(stage: &Stage, school: Id, rows: usize) -> Fallible<f64> {
    let (mut people, mut accounts, mut roles, mut roll) = stage
        .db
        .read_blocking(|conn| {
            let of_school = students::table.filter(students::institution_id.eq(school));
            let roll: Vec<Student> =
                of_school.select(Student::as_select()).order(students::id.asc()).load(conn)?;
            let people: Vec<Person> = persons::table
                .filter(persons::id.eq_any(of_school.select(students::person_id)))
                .select(Person::as_select())
                .load(conn)?;
            let accounts: Vec<User> = users::table
                .filter(users::id.eq_any(of_school.select(students::user_id)))
                .select(User::as_select())
                .load(conn)?;
            let roles: Vec<Grant> = grants::table
                .filter(grants::user_id.eq_any(of_school.select(students::user_id)))
                .select(Grant::as_select())
                .load(conn)?;
            Ok((people, accounts, roles, roll))
        })
        .map_err(plain)?;
    if [people.len(), accounts.len(), roles.len(), roll.len()] != [rows; 4] {
        return Err(format!(
            "{} students have {} persons, {} accounts and {} grants",
            roll.len(),
            people.len(),
            accounts.len(),
            roles.len()
        )
        .into());
    }
    // In the order in which they were made, and then anew: each with an id of its own.
    people.sort_by_key(|p| p.id);
    accounts.sort_by_key(|u| u.id);
    roles.sort_by_key(|g| g.id);
    for p in &mut people {
        p.id = ids::new();
        p.id_hash = p.id_hash.iter().map(|b| !b).collect();
    }
    for u in &mut accounts {
        u.id = ids::new();
        u.username.push_str("-raw");
    }
    for (g, u) in roles.iter_mut().zip(&accounts) {
        (g.id, g.user_id) = (ids::new(), u.id);
    }
    for (s, (p, u)) in roll.iter_mut().zip(people.iter().zip(&accounts)) {
        (s.id, s.person_id, s.user_id) = (ids::new(), p.id, u.id);
        s.student_no.push_str("-raw");
    }
    stage.settle()?;
    let started = Instant::now();
    stage
        .db
        .write_blocking(|conn| {
            insert_batches!(conn, persons::table, people);
            insert_batches!(conn, users::table, accounts);
            insert_batches!(conn, grants::table, roles);
            insert_batches!(conn, students::table, roll);
            Ok(())
        })
        .map_err(plain)?;
    Ok(started.elapsed().as_secs_f64())
}
