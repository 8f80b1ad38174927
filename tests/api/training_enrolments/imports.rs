//! Enrolment from a spreadsheet: the dry run, what it refuses, and the commit.

use super::{batch_of_period, outcomes, state_of};
use support::{Actor, Id, School, TestApp, Value, both, json, rows_of, workbook};

const PATH: &str = "/training-enrolment-imports";
const TITLES: [&str; 4] = ["姓名", "工号", "证件号码", "学校代码"];

/// Names and staff numbers of teachers.
fn known(app: &TestApp, teachers: &[Id]) -> Vec<(String, String)> {
    use diesel::prelude::*;
    use onex::schema::teachers as t;
    app.state
        .db
        .read_blocking(|conn| {
            let rows: Vec<(Id, String, String)> = t::table
                .filter(t::id.eq_any(teachers.to_vec()))
                .select((t::id, t::name, t::staff_no))
                .load(conn)?;
            let find = |id: &Id| rows.iter().find(|r| r.0 == *id).unwrap();
            Ok(teachers.iter().map(|id| (find(id).1.clone(), find(id).2.clone())).collect())
        })
        .unwrap()
}

fn row(name: &str, staff_no: &str, document: &str, code: &str) -> Vec<String> {
    [name, staff_no, document, code].map(String::from).to_vec()
}

/// Rows that name these teachers by their numbers.
fn rows(app: &TestApp, teachers: &[Id]) -> Vec<Vec<String>> {
    known(app, teachers).iter().map(|(name, number)| row(name, number, "", "")).collect()
}

/// Uploads rows for a batch and waits for the dry run.
async fn tried(app: &TestApp, who: &Actor, batch: &Value, rows: &[Vec<String>]) -> Value {
    let form = [("batch_id", batch["id"].as_str().unwrap())];
    let started = who.upload(PATH, "报名.xlsx", workbook(&TITLES, rows), &form).await.expect(202);
    app.job(who, started["job"]["id"].as_str().unwrap()).await;
    who.get(&format!("{PATH}/{}", started["import"]["id"].as_str().unwrap())).await.expect(200)
}

/// What the dry run says against each row: its number and codes.
async fn problems(who: &Actor, import: &Value) -> Vec<(i64, String)> {
    let path = format!("{PATH}/{}/rows?outcome=refused", import["id"].as_str().unwrap());
    let page = who.get(&path).await.expect(200);
    let items = page["items"].as_array().unwrap();
    items
        .iter()
        .map(|r| (r["row_no"].as_i64().unwrap(), r["problems"][0]["code"].as_str().unwrap().into()))
        .collect()
}

/// Gives a school its code.
async fn coded(app: &TestApp, school: &School, code: &str) {
    let path = format!("/institutions/{}", school.id);
    app.hq().await.patch(&path, 1, json!({ "code": code })).await.expect(200);
}

/// A teacher with this staff number.
fn numbered(app: &TestApp, school: &School, number: &str) -> Id {
    use diesel::prelude::*;
    use onex::schema::teachers as t;
    let id = app.teachers(school, 1)[0];
    app.state
        .db
        .write_blocking(|conn| {
            diesel::update(t::table.find(id)).set(t::staff_no.eq(number)).execute(conn)?;
            Ok(id)
        })
        .unwrap()
}

both! {
    async fn a_dry_run_tells_who_gets_a_place_and_the_commit_gives_it(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 6));
        let batch = app.batch(&branch, &["32"], 3).await;
        admin.enrol(&batch, &teachers[..1]).await.expect(201);
        let import = tried(&app, &admin, &batch, &rows(&app, &teachers)).await;
        assert_eq!(import["counts"], json!({ "new": 5, "changed": 0, "unchanged": 1, "refused": 0 }));
        assert_eq!(import["outlook"], json!({ "enrolled": 2, "waiting": 3, "first_rank": 1 }));
        assert_eq!(admin.get("/training-enrolments?count=true").await.expect(200)["total"], 1, "a dry run writes nothing");
        let job = app.commit(&admin, PATH, &import).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        let listed = |status: &'static str| branch.enrolments(&batch, status);
        assert_eq!((listed("enrolled").await.len(), listed("waiting").await.len()), (3, 3));
        let waiting: Vec<_> = listed("waiting").await.iter().map(|e| e["teacher"]["id"].clone()).collect();
        assert_eq!(waiting, teachers[3..].iter().map(|t| json!(t)).collect::<Vec<_>>(), "the order of the file");
        let told = app.told(&app.teacher(teachers[5]).await, "training_enrolment").await;
        assert_eq!((&told[0]["code"], &told[0]["params"]["rank"]), (&json!("training_enrolment.waiting"), &json!(3)));
        let again = tried(&app, &admin, &batch, &rows(&app, &teachers)).await;
        assert_eq!((&again["counts"]["unchanged"], &again["counts"]["new"]), (&json!(6), &json!(0)));
        assert_eq!((app.audited("training_enrolment.enrol"), app.audited("training_enrolment_import.commit")), (6, 1));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn whoever_could_come_in_the_dry_run_and_cannot_now_keeps_the_file_from_being_committed(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let teachers = app.teachers(&school, 2);
        let batch = app.batch(&branch, &["32"], 5).await;
        let import = tried(&app, &branch, &batch, &rows(&app, &teachers)).await;
        assert_eq!((&import["counts"]["new"], &import["outlook"]), (&json!(2), &json!({ "enrolled": 2, "waiting": 0 })));
        app.teacher_left(teachers[1]);
        let job = app.commit(&branch, PATH, &import).await;
        assert_eq!((&job["status"], &job["error"]["code"]), (&json!("failed"), &json!("conflict")), "{job}");
        assert_eq!(branch.get("/training-enrolments?count=true").await.expect(200)["total"], 0, "all or nothing");
    }

    async fn rows_that_mean_nobody_or_somebody_who_cannot_come_say_why(app: TestApp) {
        let (branch, school, other) = (app.branch("32").await, app.school("32"), app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 4));
        let batch = app.batch(&branch, &["32"], 9).await;
        let done = admin.enrol(&batch, &teachers[..1]).await.expect(201);
        app.end_enrolment(&done["items"][0]["enrolment_id"], "passed");
        let list = known(&app, &teachers);
        let elsewhere = known(&app, &app.teachers(&other, 1));
        let (name, number) = (&list[1].0, &list[1].1);
        let file = [
            row(&list[0].0, &list[0].1, "", ""),
            row("另一个人", number, "", ""),
            row(&elsewhere[0].0, &elsewhere[0].1, "", ""),
            row(name, "", "", ""),
            row(name, "", "110101199003074515", ""),
            row("", number, "", ""),
            row(name, number, "", "4199999999"),
            row(name, number, "", ""),
            row(name, number, "", ""),
        ];
        let import = tried(&app, &admin, &batch, &file).await;
        assert_eq!((&import["counts"]["new"], &import["counts"]["refused"]), (&json!(1), &json!(8)), "{import}");
        let said = problems(&admin, &import).await;
        let said: Vec<(i64, &str)> = said.iter().map(|(n, code)| (*n, code.as_str())).collect();
        assert_eq!(said, [
            (2, "training_passed"), (3, "name_mismatch"), (4, "unknown_teacher"), (5, "teacher_required"),
            (6, "id_checksum"), (7, "required"), (8, "unknown_institution"), (10, "duplicate"),
        ]);
        let refused = admin.get(&format!("{PATH}/{}/refused.xlsx", import["id"].as_str().unwrap())).await;
        let sheet = rows_of(&refused.bytes);
        assert_eq!((sheet.len(), sheet[4].last().unwrap().as_str()), (9, "工号：请填写工号或证件号码"));
        assert!(!refused.text().contains("110101199003074515"));
        assert_eq!(app.commit(&admin, PATH, &import).await["status"], "succeeded");
        assert_eq!(branch.enrolments(&batch, "enrolled").await.len(), 1);
    }

    async fn a_branch_enrols_teachers_of_several_schools_by_their_codes(app: TestApp) {
        let (branch, one, two) = (app.branch("32").await, app.school("32"), app.school("32"));
        coded(&app, &one, "4132010284").await;
        coded(&app, &two, "4132010285").await;
        // Two schools have a teacher of the same number.
        let (a, b) = (numbered(&app, &one, "T0001"), numbered(&app, &two, "T0001"));
        let batch = app.batch(&branch, &["32"], 9).await;
        let name = &known(&app, &[a])[0].0;
        let file = [row(name, "T0001", "", ""), row(name, "T0001", "", "4132010285"), row(name, "T0001", "", "10284")];
        let import = tried(&app, &branch, &batch, &file).await;
        assert_eq!(problems(&branch, &import).await, [(2, "several_teachers".to_string())]);
        assert_eq!(app.commit(&branch, PATH, &import).await["status"], "succeeded");
        let mut placed: Vec<_> = branch.enrolments(&batch, "enrolled").await.iter().map(|e| e["teacher"]["id"].clone()).collect();
        placed.reverse();
        assert_eq!(placed, [json!(b), json!(a)]);
    }

    async fn a_teacher_is_named_by_document_as_well(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let admin = app.school_admin(&school).await;
        let document = support::resident_id(77);
        let new = json!({ "name": "秦叔宝", "staff_no": "T7", "id_number": document, "institution_id": school.id });
        let teacher = admin.post("/teachers", new).await.expect(201);
        let batch = app.batch(&branch, &["32"], 9).await;
        let import = tried(&app, &admin, &batch, &[row("秦叔宝", "", &document, ""), row("秦叔宝", "T7", "", "")]).await;
        assert_eq!(problems(&admin, &import).await, [(3, "duplicate".to_string())], "one person twice, named in two ways");
        let staged = admin.get(&format!("{PATH}/{}/rows", import["id"].as_str().unwrap())).await;
        assert!(!staged.text().contains(&document));
        app.commit(&admin, PATH, &import).await;
        assert_eq!(branch.enrolments(&batch, "enrolled").await[0]["teacher"]["id"], teacher["id"]);
    }

    async fn what_changed_since_the_dry_run_is_looked_at_again(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let (batch, other) = (app.batch(&branch, &["32"], 9).await, batch_of_period(&app, &branch, 1, &["32"], 9).await);
        let import = tried(&app, &admin, &batch, &rows(&app, &teachers)).await;
        let meanwhile = branch.enrol(&other, &teachers[..1]).await.expect(201);
        let job = app.commit(&admin, PATH, &import).await;
        assert_eq!(job["status"], "failed", "{job}");
        assert_eq!(branch.enrolments(&batch, "enrolled").await.len(), 0, "all or nothing");
        assert_eq!(problems(&admin, &import).await, [(2, "already_enrolled".to_string())]);
        assert_eq!(app.commit(&admin, PATH, &import).await["status"], "succeeded");
        assert_eq!(branch.enrolments(&batch, "enrolled").await.len(), 1);
        assert_eq!(outcomes(&meanwhile).len(), 1);
        assert_eq!(state_of(&branch, &meanwhile["items"][0]["enrolment_id"]).await["status"], "enrolled");
    }

    async fn a_file_is_for_a_batch_in_reach_that_enrols(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 1));
        let batch = app.batch(&branch, &["32"], 9).await;
        let far = app.batch(&app.branch("42").await, &["42"], 9).await;
        let file = workbook(&TITLES, &rows(&app, &teachers));
        let upload = |fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            admin.upload(PATH, "报名.xlsx", file.clone(), &fields)
        };
        let problem = upload(vec![]).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/batch_id");
        upload(vec![("batch_id", "x".into())]).await.refused(422, "invalid");
        upload(vec![("batch_id", far["id"].as_str().unwrap().into())]).await.refused(404, "not_found");
        let import = tried(&app, &admin, &batch, &rows(&app, &teachers)).await;
        app.set_clock(time::macros::datetime!(2020-03-06 00:00 UTC));
        let job = app.commit(&admin, PATH, &import).await;
        assert_eq!(job["status"], "failed", "{job}");
        let late = tried(&app, &admin, &batch, &rows(&app, &teachers)).await;
        assert_eq!((&late["status"], &late["problem"]["code"]), (&json!("failed"), &json!("window_closed")));
        assert_eq!(branch.enrolments(&batch, "enrolled").await.len(), 0);
    }

    async fn the_template_has_the_columns_that_are_read(app: TestApp) {
        let admin = app.school_admin(&app.school("32")).await;
        let sheet = rows_of(&admin.get("/training-enrolments/import-template.xlsx").await.bytes);
        let titles: Vec<_> = sheet[0].iter().map(|t| t.trim_end_matches('*')).collect();
        assert_eq!(titles, TITLES);
        app.trainer("32").await.get("/training-enrolments/import-template.xlsx").await.refused(403, "forbidden");
    }
}
