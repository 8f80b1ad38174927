//! Teaching designs: handed in whole, in versions, until the deadline; what is wrong is said, and nothing of it is kept.

use diesel::connection::SimpleConnection;
use support::{
    Actor, Answer, RunningClass, School, TestApp, Ts, Value, batch_path, both, docx, json, pdf,
    refused_documents,
};

use crate::training_tests::raw;

const DESIGN: &str = "teaching_design";

/// The instant after which nothing is handed in.
const UNTIL: &str = "2020-03-10T16:00:00Z";

struct Stage {
    branch: Actor,
    school: School,
    trainer: Actor,
    class: RunningClass,
}

impl Stage {
    async fn new(app: &TestApp, n: usize) -> Self {
        Self::of(app, "32", n).await
    }

    async fn of(app: &TestApp, region: &str, n: usize) -> Self {
        let (school, branch, trainer) =
            (app.school(region), app.branch(region).await, app.trainer(region).await);
        let mut batch = app.new_batch(&[region], 40);
        batch["design_until"] = UNTIL.into();
        let batch = app.batch_of(&branch, batch).await;
        let class = app.class_that_runs_in(&batch, &school, n, &trainer).await;
        Stage { branch, school, trainer, class }
    }

    async fn participant(&self, app: &TestApp, n: usize) -> Actor {
        app.teacher(self.class.teachers[n]).await
    }

    /// Sends a file and hands it in.
    async fn hand_in(&self, who: &Actor, n: usize, name: &str, bytes: &[u8]) -> Answer {
        let upload = who.sent(DESIGN, name, bytes).await;
        self.take(who, n, &upload).await
    }

    /// Hands in an upload.
    async fn take(&self, who: &Actor, n: usize, upload: &str) -> Answer {
        let body = json!({ "enrolment_id": self.class.enrolments[n], "upload_id": upload, "title": "增值税纳税申报" });
        who.post("/teaching-designs", body).await
    }
}

fn path(design: &Value) -> String {
    format!("/teaching-designs/{}", design["id"].as_str().unwrap())
}

fn move_clock(app: &TestApp, micros: i64) {
    let format = &time::format_description::well_known::Rfc3339;
    let until = Ts::from(time::OffsetDateTime::parse(UNTIL, format).unwrap());
    app.state.clock.set(Ts(until.0 + micros));
}

/// How many blobs and parts the store holds.
async fn stored(app: &TestApp) -> (usize, usize) {
    (app.state.files.blobs().await.unwrap().len(), app.state.files.parts().await.unwrap().len())
}

/// The id of a design of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let stage = Stage::of(app, "42", 1).await;
    let teacher = stage.participant(app, 0).await;
    let design = stage.hand_in(&teacher, 0, "教学设计.pdf", &pdf()).await.expect(201);
    design["id"].as_str().unwrap().into()
}

both! {
    async fn a_design_is_handed_in_in_versions_and_read_byte_by_byte(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let first = docx("增值税", &[]);
        let made = stage.hand_in(&teacher, 0, "教学设计.docx", &first).await;
        let design = made.expect(201);
        assert_eq!(made.header("location"), format!("/api/v1{}", path(&design)));
        let version = &design["versions"][0];
        assert_eq!((&version["no"], &version["kind"], &version["file_name"], &version["judged"]), (&json!(1), &json!("docx"), &json!("教学设计.docx"), &json!(false)));
        assert_eq!((&design["participant"]["design_until"], version["size"].as_u64()), (&json!(UNTIL), Some(first.len() as u64)));
        let second = pdf();
        let upload = teacher.sent(DESIGN, "教学设计.pdf", &second).await;
        let body = json!({ "upload_id": upload, "title": "第二稿" });
        let design = teacher.post(&format!("{}/versions", path(&design)), body).await.expect(201);
        let versions: Vec<_> = design["versions"].as_array().unwrap().iter().map(|v| (v["no"].as_i64(), v["title"].as_str())).collect();
        assert_eq!(versions, [(Some(2), Some("第二稿")), (Some(1), Some("增值税纳税申报"))]);
        for (n, bytes) in [(0, &second), (1, &first)] {
            let file = format!("{}/versions/{}/file", path(&design), design["versions"][n]["id"].as_str().unwrap());
            let got = teacher.get(&file).await;
            assert!(got.status == 200 && got.bytes == *bytes);
            assert!(got.header("content-disposition").starts_with("attachment"));
            assert_eq!(got.header("x-content-type-options"), "nosniff");
        }
        // The uploads are taken; the files are where they belong.
        assert_eq!(teacher.get("/uploads").await.expect(200)["items"], json!([]));
        assert_eq!(stored(&app).await, (2, 0));
        app.holds_together().await;
        assert_eq!(app.audited("teaching_design.hand_in"), 2);
    }

    async fn a_file_that_is_not_what_it_should_be_is_refused_and_nothing_of_it_stays(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        for (name, bytes, status, code, fault) in refused_documents() {
            let refusal = stage.hand_in(&teacher, 0, name, &bytes).await.refused(status, code);
            assert_eq!(refusal["errors"][0]["code"], fault, "{name}: {refusal}");
            assert_eq!(refusal["errors"][0]["pointer"], "/upload_id");
            assert_eq!(stored(&app).await, (0, 0), "{name}");
            assert_eq!(teacher.get("/uploads").await.expect(200)["items"], json!([]), "{name}");
        }
        app.holds_together().await;
        assert_eq!(teacher.get("/teaching-designs").await.expect(200)["items"], json!([]));
        // After all that a right one is taken.
        stage.hand_in(&teacher, 0, "教学设计.pdf", &pdf()).await.expect(201);
    }

    async fn only_a_whole_own_upload_for_this_purpose_is_taken_and_once(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let (one, two) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let half = one.announce(DESIGN, "教学设计.pdf", 100).await.expect(201)["id"].as_str().unwrap().to_string();
        one.send_part(&half, 0, &pdf()[..60]).await.expect(204);
        let refusal = stage.take(&one, 0, &half).await.refused(409, "upload_incomplete");
        assert!(refusal["detail"].as_str().unwrap().contains("60 of 100 bytes"), "{refusal}");
        let task = one.sent("task", "作业.pdf", &pdf()).await;
        stage.take(&one, 0, &task).await.refused(404, "not_found");
        let foreign = two.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        stage.take(&one, 0, &foreign).await.refused(404, "not_found");
        // Nor for somebody else's enrolment.
        stage.take(&two, 0, &foreign).await.refused(404, "not_found");
        let whole = one.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        let (a, b) = tokio::join!(stage.take(&one, 0, &whole), stage.take(&one, 0, &whole));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 404], "{} {}", a.text(), b.text());
        stage.take(&one, 0, &whole).await.refused(404, "not_found");
        assert_eq!(one.get("/teaching-designs").await.expect(200)["items"][0]["versions"].as_array().unwrap().len(), 1);
        app.holds_together().await;
    }

    async fn of_many_who_take_one_upload_at_once_one_has_it_and_the_others_are_told_that_it_is_gone(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        // In many parts, and more than once: who is first deletes them while some of the others still read.
        let bytes = pdf();
        for round in 0..5 {
            let upload = teacher.announce(DESIGN, "教学设计.pdf", bytes.len()).await.expect(201)["id"].as_str().unwrap().to_string();
            for (n, part) in bytes.chunks(bytes.len() / 40).enumerate() {
                teacher.send_part(&upload, n * (bytes.len() / 40), part).await.expect(204);
            }
            let answers = futures_util::future::join_all((0..12).map(|_| stage.take(&teacher, 0, &upload))).await;
            let mut statuses: Vec<_> = answers.iter().map(|a| a.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [vec![201], vec![404; 11]].concat(), "{round}: {:?}", answers.iter().map(|a| a.text()).collect::<Vec<_>>());
        }
        app.holds_together().await;
    }

    async fn two_first_versions_at_once_are_versions_of_one_design(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let (one, two) = (teacher.sent(DESIGN, "一.pdf", &pdf()).await, teacher.sent(DESIGN, "二.docx", &docx("二", &[])).await);
        let (a, b) = tokio::join!(stage.take(&teacher, 0, &one), stage.take(&teacher, 0, &two));
        assert_eq!(a.expect(201)["id"], b.expect(201)["id"]);
        let list = teacher.get("/teaching-designs").await.expect(200);
        assert_eq!(list["items"][0]["versions"].as_array().unwrap().len(), 2);
        app.holds_together().await;
    }

    async fn sent_again_a_version_is_handed_in_once(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let upload = teacher.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        let body = json!({ "enrolment_id": stage.class.enrolments[0], "upload_id": upload, "title": "增值税" });
        let send = || teacher.post("/teaching-designs", body.clone()).idempotency_key("design-1");
        let (first, again) = (send().await.expect(201), send().await.expect(201));
        assert_eq!(first, again);
        assert_eq!(app.audited("teaching_design.hand_in"), 1);
    }

    async fn a_version_is_taken_at_the_deadline_and_not_a_microsecond_later(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        move_clock(&app, 0);
        stage.hand_in(&teacher, 0, "教学设计.pdf", &pdf()).await.expect(201);
        let late = teacher.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        move_clock(&app, 1);
        stage.take(&teacher, 0, &late).await.refused(409, "deadline_passed");
        let insert = "INSERT INTO teaching_design_versions (id, design_id, no, file_id, kind, size, sha256, title, submitted_at) \
            SELECT design_id, design_id, 2, file_id, kind, size, sha256, title, submitted_at + 1 FROM teaching_design_versions";
        assert_eq!(raw(&app, insert), Some("deadline_passed".into()));
        for sql in ["UPDATE teaching_design_versions SET title = 'x'", "DELETE FROM teaching_design_versions"] {
            assert_eq!(raw(&app, sql), Some("state_forbids".into()), "{sql}");
        }
        // A later deadline lets more in.
        let version = stage.branch.get(&batch_path(&stage.class.batch)).await.version();
        let later = json!({ "design_until": "2020-03-11T16:00:00Z" });
        stage.branch.patch(&batch_path(&stage.class.batch), version, later).await.expect(200);
        stage.take(&teacher, 0, &late).await.expect(201);
        app.holds_together().await;
    }

    async fn once_experts_have_a_version_no_other_comes(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let design = stage.hand_in(&teacher, 0, "教学设计.pdf", &pdf()).await.expect(201);
        let ids: Vec<support::Id> = [&design["id"], &design["versions"][0]["id"]].map(|v| v.as_str().unwrap().parse().unwrap()).into();
        let judge = |version| app.state.db.write_blocking(|conn| onex::domains::teaching_designs::judge(conn, ids[0], version));
        assert_eq!(judge(ids[0]).unwrap_err().code().as_str(), "not_found");
        judge(ids[1]).unwrap();
        let shown = teacher.get(&path(&design)).await.expect(200);
        assert_eq!((&shown["judged"], &shown["versions"][0]["judged"]), (&json!(true), &json!(true)));
        stage.hand_in(&teacher, 0, "教学设计.pdf", &pdf()).await.refused(409, "deadline_passed");
        let insert = "INSERT INTO teaching_design_versions (id, design_id, no, file_id, kind, size, sha256, title, submitted_at) \
            SELECT design_id, design_id, 2, file_id, kind, size, sha256, title, submitted_at FROM teaching_design_versions";
        let done = app.state.db.write_blocking(|conn| Ok(conn.batch_execute(insert)?));
        assert_eq!(done.unwrap_err().code().as_str(), "deadline_passed");
        let handed = app.state.db.read_blocking(|conn| {
            let batch = stage.class.batch["id"].as_str().unwrap().parse().unwrap();
            onex::domains::teaching_designs::handed_in(conn, batch)
        });
        let handed = handed.unwrap();
        assert_eq!((handed.len(), handed[0].version_id, handed[0].judged_version_id), (1, ids[1], Some(ids[1])));
    }

    async fn what_was_handed_in_in_time_is_told_again_after_the_deadline(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let upload = teacher.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        let body = json!({ "enrolment_id": stage.class.enrolments[0], "upload_id": upload, "title": "增值税纳税申报" });
        let send = || teacher.post("/teaching-designs", body.clone()).idempotency_key("design-0001");
        let first = send().await.expect(201);
        move_clock(&app, 1);
        assert_eq!(send().await.expect(201)["id"], first["id"]);
        teacher.post("/teaching-designs", body.clone()).idempotency_key("design-0002").await.refused(409, "deadline_passed");
        app.holds_together().await;
    }

    async fn nothing_is_handed_in_before_the_class_begins(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        app.put_class(&stage.class, "formed");
        let teacher = stage.participant(&app, 0).await;
        let upload = teacher.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        stage.take(&teacher, 0, &upload).await.refused(409, "state_forbids");
    }

    async fn only_who_is_in_a_class_hands_in(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let admin = app.school_admin(&stage.school).await;
        let late = app.teachers(&stage.school, 1);
        // While the classes of the batch are being formed.
        app.set_batch_status(&stage.class.batch, "enrolling");
        let enrolled = admin.enrol(&stage.class.batch, &late).await.expect(201);
        let teacher = app.teacher(late[0]).await;
        let upload = teacher.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        let body = json!({ "enrolment_id": enrolled["items"][0]["enrolment_id"], "upload_id": upload, "title": "x" });
        teacher.post("/teaching-designs", body.clone()).await.refused(409, "state_forbids");
        for other in [&stage.branch, &stage.trainer, &admin] {
            other.post("/teaching-designs", body.clone()).await.refused(403, "forbidden");
        }
    }

    async fn designs_are_seen_by_whoever_looks_after_their_participants(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let (one, two) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let design = stage.hand_in(&one, 0, "教学设计.pdf", &pdf()).await.expect(201);
        let file = format!("{}/versions/{}/file", path(&design), design["versions"][0]["id"].as_str().unwrap());
        let admin = app.school_admin(&stage.school).await;
        for who in [&stage.branch, &stage.trainer, &admin, &app.hq().await] {
            let list = who.get("/teaching-designs?count=true&q=单").await.expect(200);
            assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &design["id"]));
            assert_eq!(who.get(&file).await.status, 200);
        }
        let other_school = app.school_admin(&app.school("32")).await;
        for who in [&two, &app.branch("42").await, &app.trainer("32").await, &other_school] {
            assert_eq!(who.get("/teaching-designs").await.expect(200)["items"], json!([]));
            who.get(&path(&design)).await.refused(404, "not_found");
            who.get(&file).await.refused(404, "not_found");
        }
        let upload = two.sent(DESIGN, "教学设计.pdf", &pdf()).await;
        let body = json!({ "upload_id": upload, "title": "x" });
        two.post(&format!("{}/versions", path(&design)), body).await.refused(404, "not_found");
        let expert = app.actor(support::Role::Expert, support::Scope::Country).await;
        expert.get(&path(&design)).await.refused(403, "forbidden");
    }

    async fn whoever_owes_a_design_sees_it_and_is_reminded_on_the_day_before(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let (done, owing) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let due = async |who: &Actor| {
            let home = who.get("/home").await.expect(200);
            home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "design_due").map(|c| c["link"].clone())
        };
        assert_eq!(due(&done).await, Some(json!("/my-training/design")));
        stage.hand_in(&done, 0, "教学设计.pdf", &pdf()).await.expect(201);
        assert_eq!(due(&done).await, None);
        let told = async |who: &Actor| app.told(who, "teaching_design").await.len();
        // The deadline is the first instant of the eleventh.
        for (date, n) in [(9, 0), (10, 1), (11, 1)] {
            let at = time::macros::datetime!(2020-03-01 01:00 UTC) + time::Duration::days(date - 1);
            crate::training_tests::day(&app, at).await;
            assert_eq!((told(&done).await, told(&owing).await), (0, n), "{date}");
        }
        assert_eq!(due(&owing).await, None);
    }
}
