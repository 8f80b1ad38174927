//! What a demo shows besides its accounts: schools with people and classes at different steps of their way, teachers in
//! training, and an application that waits. It is put there through the front door, as people would, so that nothing
//! in a demo could not have come about.

use reqwest::multipart;
use serde_json::{Value, json};

use super::door::{Done, Door, client, each, sent, text};
use super::{people, training};
use crate::app;
use crate::platform::state::State;

/// A PNG of one white pixel, in the place of the scan of a stamped form.
const SCAN: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0xf8, 0x0f, 0, 1, 1, 1, 0, 0x1b, 0xb6, 0xee, 0x56, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// Loads it.
///
/// # Errors
/// A sentence that says which step was refused, and why.
pub fn load(state: &State, password: &str) -> Done<()> {
    actix_web::rt::System::new().block_on(async {
        let running = app::serve(state)?;
        let door = Door { base: format!("http://{}", running.address), password: password.into() };
        let handle = running.handle.clone();
        let server = actix_web::rt::spawn(running.server);
        let done = play(&door).await;
        state.jobs.stop();
        state.wake_streams();
        handle.stop(true).await;
        let _ = server.await;
        done
    })
}

async fn play(door: &Door) -> Done<()> {
    let (hq, branch) = (door.sign_in("hq").await?, door.sign_in("branch-js").await?);
    let school = door.sign_in("school-js").await?;
    let staff = people::TEACHERS.iter().chain(people::IN_TRAINING);
    school.import("/teacher-imports", people::teachers(staff, 0)).await?;
    school.import("/student-imports", people::students()).await?;
    let edition = school.get("/editions").await?;
    let edition = text(&edition, "/items/0/id")?;
    // Begins two weeks before the day on which the demo stands, and brings it there.
    training::run(door, (&hq, &branch, &school), &edition).await?;
    let listed = school.get("/teachers").await?;
    let teach = |t: &&Value| people::TEACHERS.iter().any(|(number, _)| t["staff_no"] == *number);
    let teachers: Vec<&Value> = each(&listed, "/items").filter(teach).map(|t| &t["id"]).collect();
    let ask = json!({
        "edition_id": edition, "filters": {}, "teacher_ids": teachers, "title_prefix": "智能财税",
    });
    let preview = school.post("/cohort-splits/preview", ask).await?;
    let ids =
        |list: &Value| -> Vec<Value> { each(list, "").map(|one| one["id"].clone()).collect() };
    let groups: Vec<Value> = each(&preview, "/groups")
        .map(|g| {
            let (students, teachers) = (ids(&g["students"]), ids(&g["teachers"]));
            json!({ "title": g["title"], "student_ids": students, "teacher_ids": teachers })
        })
        .collect();
    let keep = json!({ "edition_id": edition, "periods": [1], "groups": groups });
    let kept = school.post("/cohort-splits", keep).await?;
    let mut cohorts = kept["cohorts"].as_array().cloned().unwrap_or_default();
    // One class runs, one waits for its branch, the others are drafts.
    for (n, cohort) in cohorts.iter_mut().take(2).enumerate() {
        school.step("/cohorts", cohort, "submit").await?;
        if n == 0 {
            branch.step("/cohorts", cohort, "approve").await?;
            school.step("/cohorts", cohort, "start").await?;
        }
    }
    training::enrol(&branch, &school, &edition, &teachers).await?;
    for person in [hq, branch, school] {
        person.sign_out().await?;
    }
    apply(door).await
}

/// A school of Hubei applies and waits for its branch.
async fn apply(door: &Door) -> Done<()> {
    let application = json!({
        "name": "武汉示范财经学校", "uscc": "124200004660000337", "level": "secondary_vocational",
        "region_code": "42", "pilot_status": "non_pilot", "majors": ["会计"],
        "contact": { "name": "演示联系人", "phone": "027-00000000" },
        "admin": { "display_name": "学校管理员乙" },
    });
    let scan = multipart::Part::bytes(SCAN).file_name("申请表.png");
    let form =
        multipart::Form::new().text("application", application.to_string()).part("scan", scan);
    let path = door.url("/public/institution-applications");
    sent(client()?.post(path).multipart(form)).await?;
    Ok(())
}
