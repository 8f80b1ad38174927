//! Certificates issued to everyone of a school that passed, beside a raw insert of as many certificates.

use std::time::Instant;

use diesel::prelude::*;
use onex::domains::editions;
use onex::platform::clock::Clock;
use onex::platform::db::Id;
use onex::platform::ids;
use onex::schema::{certificates, exam_dates, students, subject_results, users};
use serde_json::json;

use crate::client::Client;
use crate::credentials;
use crate::insert_batches;
use crate::load::median;
use crate::process::Server;
use crate::report::{Figure, Goal};
use crate::rows::{Certificate, SubjectResult};
use crate::stage::{Fallible, School, Stage, plain};

/// Measures a run for each of the schools, whose students were imported.
pub async fn measure(
    stage: &Stage,
    onex: &Server,
    schools: &[School],
    rows: usize,
) -> Fallible<[Figure; 2]> {
    let first = Client::sign_in(onex, "bench-certifier-0").await?;
    let second = Client::sign_in(onex, "bench-certifier-1").await?;
    onex.forget_peak();
    let (mut issued, mut prepared, mut forms, mut raw) = (vec![], vec![], vec![], vec![]);
    for school in schools {
        let (edition, passed) = pass(stage, school, rows)?;
        let wanted = json!({ "edition_id": edition, "basis": "exam", "filter": { "institution_id": school.id } });
        stage.settle()?;
        let started = Instant::now();
        let run = first.post("/issuance-runs", &wanted).await?;
        first.job(&run["job_id"]).await?;
        prepared.push(started.elapsed().as_secs_f64());
        let path = format!("/issuance-runs/{}", run["id"].as_str().ok_or("no run")?);
        let run = first.get(&path).await?;
        if run["counts"]["eligible"] != passed {
            return Err(format!("{passed} have passed, and the run says: {run}").into());
        }
        let run = second.step(&format!("{path}/approve"), &run["version"]).await?;
        stage.settle()?;
        let started = Instant::now();
        let job = first.step(&format!("{path}/issue"), &run["version"]).await?;
        first.job(&job["job"]["id"]).await?;
        issued.push(started.elapsed().as_secs_f64());
        let run = first.get(&path).await?;
        if run["counts"]["issued"] != passed {
            return Err(format!("{passed} were to be issued, and the run says: {run}").into());
        }
        forms.push(credentials::forms_made(&first).await?);
        raw.push(insert_again(stage, school.id)?);
    }
    let figure = Figure::new(
        format!("issuing {rows} certificates"),
        stage.engine.name(),
        median(&issued),
        "s",
    )
    .floor(median(&raw))
    .goal(Goal::max_value(2.0))
    .memory(onex.peak_rss_mb())
    .remark(format!("prepared in {:.2} s; {issued:.2?} against {raw:.2?}", median(&prepared)));
    Ok([figure, credentials::forms(stage, &forms)])
}

/// The students of a school that were imported pass every subject of the edition; how many these are.
fn pass(stage: &Stage, school: &School, rows: usize) -> Fallible<(Id, usize)> {
    stage
        .db
        .write_blocking(|conn| {
            let edition = editions::current(conn)?.id;
            let subjects = editions::subjects(conn, edition)?;
            let date: Id = exam_dates::table
                .filter(exam_dates::edition_id.eq(edition))
                .order(exam_dates::period.asc())
                .select(exam_dates::id)
                .first(conn)?;
            let clerk: Id = users::table
                .filter(users::username.eq("bench-certifier-0"))
                .select(users::id)
                .first(conn)?;
            let of_school: Vec<(Id, Id)> = students::table
                .filter(students::institution_id.eq(school.id))
                .order(students::id.asc())
                .limit(i64::try_from(rows).unwrap_or(i64::MAX))
                .select((students::id, students::person_id))
                .load(conn)?;
            let now = Clock::real();
            let mut results = Vec::with_capacity(of_school.len() * subjects.len());
            for (n, (student, person)) in of_school.iter().enumerate() {
                results.extend(subjects.iter().map(|subject| SubjectResult {
                    id: ids::new(),
                    edition_id: edition,
                    exam_date_id: date,
                    subject_id: subject.id,
                    student_id: *student,
                    person_id: *person,
                    institution_id: school.id,
                    region_code: school.region.clone(),
                    status: "scored".into(),
                    score_hundredths: i32::try_from(6000 + n % 80 * 50).ok(),
                    recorded_by: clerk,
                    recorded_at: now,
                    version: 1,
                }));
            }
            insert_batches!(conn, subject_results::table, results);
            Ok((edition, of_school.len()))
        })
        .map_err(plain)
}

/// Inserts as many certificates of the same make once more; their numbers are none that could be verified.
fn insert_again(stage: &Stage, school: Id) -> Fallible<f64> {
    let mut rows: Vec<Certificate> = stage
        .db
        .read_blocking(|conn| {
            Ok(certificates::table
                .filter(certificates::institution_id.eq(school))
                .order(certificates::id.asc())
                .select(Certificate::as_select())
                .load(conn)?)
        })
        .map_err(plain)?;
    for row in &mut rows {
        row.id = ids::new();
        row.holder_person_id = ids::new();
        row.number.insert_str(0, "RAW");
        row.run_id = None;
    }
    stage.settle()?;
    let started = Instant::now();
    stage
        .db
        .write_blocking(|conn| {
            insert_batches!(conn, certificates::table, rows);
            Ok(())
        })
        .map_err(plain)?;
    Ok(started.elapsed().as_secs_f64())
}
