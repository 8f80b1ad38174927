//! Work that a class is set (三.1), and what is handed in for it in time or late.

use support::{
    Actor, Answer, Role, RunningClass, Scope, TestApp, Value, both, docx, json, rows_of,
};
use time::macros::datetime;

/// A task of a class of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let trainer = app.trainer("42").await;
    let class = app.class_that_runs(&app.school("42"), 1, &trainer).await;
    set(&trainer, &class).await["id"].as_str().unwrap().to_string()
}

/// A task that is due a day after the tests' clock began.
async fn set(who: &Actor, class: &RunningClass) -> Value {
    who.post("/class-tasks", task(class)).await.expect(201)
}

fn task(class: &RunningClass) -> Value {
    json!({ "class_id": class.id, "title": "业务分析", "description": "分析本校业务流程", "due_at": "2020-03-03T01:00:00Z" })
}

fn path(task: &Value) -> String {
    format!("/class-tasks/{}", task["id"].as_str().unwrap())
}

async fn hand_in(who: &Actor, task: &Value, body: &str) -> Answer {
    who.request("PUT", &format!("{}/hand-in", path(task))).json(json!({ "body": body })).await
}

async fn lines(who: &Actor, task: &Value) -> Vec<Value> {
    who.get(&format!("{}/hand-ins", path(task))).await.expect(200)["items"]
        .as_array()
        .unwrap()
        .clone()
}

async fn mark_read(who: &Actor, line: &Value, body: Value) -> Answer {
    let (task, of) = (line["task_id"].as_str().unwrap(), line["enrolment_id"].as_str().unwrap());
    let path = format!("/class-tasks/{task}/hand-ins/{of}/read");
    who.post(&path, body).if_match(line["version"].as_i64().unwrap()).await
}

/// The card of somebody's first page: how many, and how many of them late.
async fn card(who: &Actor, code: &str) -> Option<(i64, Option<i64>)> {
    let home = who.get("/home").await.expect(200);
    let cards = home["cards"].as_array().unwrap();
    let card = cards.iter().find(|c| c["code"] == code)?;
    Some((card["count"].as_i64().unwrap(), card["late"].as_i64()))
}

both! {
    async fn a_class_is_set_work_and_hands_it_in(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 3, &trainer).await;
        let (first, second) = (app.teacher(class.teachers[0]).await, app.teacher(class.teachers[1]).await);
        let made = trainer.post("/class-tasks", task(&class)).await;
        let task = made.expect(201);
        assert_eq!(made.header("location"), format!("/api/v1{}", path(&task)));
        assert_eq!((&task["set_by"]["id"], &task["overdue"], &task["counts"]["participants"]), (&json!(trainer.id), &json!(false), &json!(3)));
        let told = app.told(&first, "class_task").await;
        assert_eq!((told.len(), &told[0]["code"], &told[0]["params"]["task"], &told[0]["params"]["until"]), (1, &json!("class_task.set"), &json!("业务分析"), &json!("2020-03-03")));
        assert_eq!(card(&first, "task_due").await, Some((1, None)));

        let done = hand_in(&first, &task, "采购、销售、核算三段").await.expect(200);
        assert_eq!((&done["late"], &done["handed_in_at"], &done["version"]), (&json!(false), &json!("2020-03-02T01:00:00Z"), &json!(1)));
        assert_eq!(card(&first, "task_due").await, None);
        assert_eq!(first.get(&path(&task)).await.expect(200)["own"], done);
        assert_eq!(card(&trainer, "tasks_to_read").await, Some((1, None)));
        // The last instant is in time, the next is late.
        app.set_clock(datetime!(2020-03-03 01:00 UTC));
        assert_eq!(hand_in(&first, &task, "改稿").await.expect(200)["late"], false);
        app.set_clock(datetime!(2020-03-03 01:00:01 UTC));
        assert_eq!(card(&second, "task_due").await, Some((1, Some(1))));
        assert_eq!(hand_in(&second, &task, "补交").await.expect(200)["late"], true);
        let problem = hand_in(&first, &task, "再改").await.refused(409, "deadline_passed");
        assert!(problem["detail"].as_str().unwrap().contains("stands and counts"));
        assert_eq!(hand_in(&second, &task, "补交改稿").await.expect(200)["version"], 2);

        let all = lines(&trainer, &task).await;
        let what: Vec<_> = all.iter().map(|l| (l["participant"]["enrolment_id"].clone(), l["hand_in"]["body"].as_str(), l["hand_in"]["late"].as_bool())).collect();
        assert_eq!(what, [
            (json!(class.enrolments[0]), Some("改稿"), Some(false)),
            (json!(class.enrolments[1]), Some("补交改稿"), Some(true)),
            (json!(class.enrolments[2]), None, None),
        ]);
        let seen = trainer.get(&path(&task)).await.expect(200);
        assert_eq!(seen["counts"], json!({ "participants": 3, "handed_in": 2, "late": 1, "unread": 2 }));
        assert_eq!((app.audited("class_task.create"), app.audited("task_hand_in.hand_in")), (1, 4));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_file_is_handed_in_whole_and_goes_with_what_replaces_it(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        let (teacher, colleague) = (app.teacher(class.teachers[0]).await, app.teacher(class.teachers[1]).await);
        let task = set(&trainer, &class).await;
        let take = async |who: &Actor, upload: &str| who.request("PUT", &format!("{}/hand-in", path(&task))).json(json!({ "upload_id": upload })).await;
        let bytes = docx("业务分析", &[]);
        let design = teacher.sent("teaching_design", "业务分析.docx", &bytes).await;
        take(&teacher, &design).await.refused(404, "not_found");
        let upload = teacher.sent("task", "业务分析.docx", &bytes).await;
        take(&colleague, &upload).await.refused(404, "not_found");
        let work = take(&teacher, &upload).await.expect(200);
        assert_eq!((&work["file"]["name"], work["file"]["size"].as_u64(), work.get("body")), (&json!("业务分析.docx"), Some(bytes.len() as u64), None));
        take(&teacher, &upload).await.refused(404, "not_found");
        let of = |i: usize| format!("{}/hand-ins/{}/file", path(&task), class.enrolments[i]);
        let got = trainer.get(&of(0)).await;
        assert!(got.status == 200 && got.bytes == bytes);
        colleague.get(&of(0)).await.refused(404, "not_found");
        trainer.get(&of(1)).await.refused(404, "not_found");
        let bad = teacher.sent("task", "业务分析.pdf", &bytes).await;
        take(&teacher, &bad).await.refused(415, "unsupported_media_type");
        assert_eq!(lines(&trainer, &task).await[0]["hand_in"]["file"]["name"], "业务分析.docx", "what was refused replaced nothing");
        hand_in(&teacher, &task, "改为文字").await.expect(200);
        trainer.get(&of(0)).await.refused(404, "not_found");
        app.set_clock(datetime!(2020-03-03 01:00:01 UTC));
        let late = teacher.sent("task", "业务分析.docx", &bytes).await;
        take(&teacher, &late).await.refused(409, "deadline_passed");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_trainer_reads_the_work_and_says_something_to_it(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        let teacher = app.teacher(class.teachers[0]).await;
        let task = set(&trainer, &class).await;
        let work = hand_in(&teacher, &task, "初稿").await.expect(200);
        mark_read(&app.trainer("32").await, &work, json!({})).await.refused(404, "not_found");
        let read = mark_read(&trainer, &work, json!({ "remarks": "请补充税务处理" })).await.expect(200);
        assert_eq!((&read["read_at"], &read["remarks"]), (&json!("2020-03-02T01:00:00Z"), &json!("请补充税务处理")));
        assert_eq!(app.told(&teacher, "class_task").await.last().unwrap()["code"], "class_task.remarked");
        assert_eq!(teacher.get(&path(&task)).await.expect(200)["own"]["remarks"], "请补充税务处理");
        assert_eq!(card(&trainer, "tasks_to_read").await, None);
        assert_eq!(trainer.get("/class-tasks?unread=true&count=true").await.expect(200)["total"], 0);
        // What comes in its place is unread, and was not what the trainer read.
        let again = hand_in(&teacher, &task, "二稿").await.expect(200);
        assert!(again.get("read_at").is_none() && again.get("remarks").is_none(), "{again}");
        mark_read(&trainer, &read, json!({})).await.refused(412, "version_mismatch");
        assert_eq!(card(&trainer, "tasks_to_read").await, Some((1, None)));
        assert_eq!(trainer.get("/class-tasks?unread=true&count=true").await.expect(200)["total"], 1);
        let missing = json!({ "task_id": task["id"], "enrolment_id": class.enrolments[1], "version": 1 });
        mark_read(&trainer, &missing, json!({})).await.refused(404, "not_found");
        let sheet = rows_of(&trainer.get(&format!("{}/hand-ins/export.xlsx", path(&task))).await.bytes);
        assert_eq!((sheet.len(), sheet[1][6].as_str(), sheet[1][5].as_str()), (3, "二稿", "否"));
        assert_eq!(sheet[2].len(), 4, "who has handed in nothing has no more than names");
        assert_eq!(app.audited("class_task.export"), 1);
    }

    async fn what_is_due_after_the_end_of_a_class_is_still_handed_in_and_mended(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 1, &trainer).await;
        let teacher = app.teacher(class.teachers[0]).await;
        let task = set(&trainer, &class).await;
        let mut mistyped = self::task(&class);
        mistyped["due_at"] = json!("2030-03-03T01:00:00Z");
        let mistyped = trainer.post("/class-tasks", mistyped).await.expect(201);
        app.put_class(&class, "finished");
        assert_eq!(hand_in(&teacher, &task, "分析").await.expect(200)["late"], false);
        trainer.post("/class-tasks", self::task(&class)).await.refused(409, "state_forbids");
        // Nobody waits ten years for it.
        trainer.post(&format!("{}/withdraw", path(&mistyped)), json!({})).if_match(1).await.expect(200);
    }

    async fn a_later_day_makes_late_work_timely_and_a_task_taken_back_counts_no_more(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 1, &trainer).await;
        let teacher = app.teacher(class.teachers[0]).await;
        let task = set(&trainer, &class).await;
        app.set_clock(datetime!(2020-03-04 01:00 UTC));
        hand_in(&teacher, &task, "补交").await.expect(200);
        let past = json!({ "due_at": "2020-03-04T01:00:00Z" });
        assert_eq!(trainer.patch(&path(&task), 1, past).await.refused(422, "invalid")["errors"][0]["code"], "past");
        let moved = json!({ "title": "业务分析（延期）", "due_at": "2020-03-06T01:00:00Z" });
        let task = trainer.patch(&path(&task), 1, moved).await.expect(200);
        assert_eq!((&task["counts"]["late"], &task["title"], &task["version"]), (&json!(0), &json!("业务分析（延期）"), &json!(2)));
        assert_eq!(app.told(&teacher, "class_task").await.last().unwrap()["code"], "class_task.changed");
        assert_eq!(app.faults(), [""; 0]);
        trainer.patch(&path(&task), 1, json!({ "title": "迟到的改名" })).await.refused(412, "version_mismatch");
        let back = format!("{}/withdraw", path(&task));
        let gone = trainer.post(&back, json!({})).if_match(2).await.expect(200);
        assert_eq!(gone["withdrawn_at"], "2020-03-04T01:00:00Z");
        assert_eq!(app.told(&teacher, "class_task").await.last().unwrap()["code"], "class_task.withdrawn");
        hand_in(&teacher, &task, "再交").await.refused(409, "state_forbids");
        trainer.post(&back, json!({})).if_match(3).await.refused(409, "state_forbids");
        assert_eq!(card(&trainer, "tasks_to_read").await, None);
        for (filter, n) in [("withdrawn=true", 1), ("withdrawn=false", 0)] {
            assert_eq!(teacher.get(&format!("/class-tasks?{filter}&count=true")).await.expect(200)["total"], n);
        }
    }

    async fn only_the_trainers_of_a_class_set_it_work_while_it_lasts(app: TestApp) {
        let (trainer, other) = (app.trainer("32").await, app.trainer("32").await);
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        other.post("/class-tasks", task(&class)).await.refused(404, "not_found");
        app.branch("32").await.post("/class-tasks", task(&class)).await.refused(403, "forbidden");
        let mut past = task(&class);
        past["due_at"] = json!("2020-03-02T01:00:00Z");
        assert_eq!(trainer.post("/class-tasks", past).await.refused(422, "invalid")["errors"][0]["pointer"], "/due_at");
        let again = || trainer.post("/class-tasks", task(&class)).idempotency_key("first-task");
        let (task, twice) = (again().await.expect(201), again().await.expect(201));
        assert_eq!(task["id"], twice["id"]);
        other.patch(&path(&task), 1, json!({ "title": "改名" })).await.refused(404, "not_found");
        let teacher = app.teacher(class.teachers[0]).await;
        for empty in [json!({}), json!({ "body": " " })] {
            teacher.request("PUT", &format!("{}/hand-in", path(&task))).json(empty).await.refused(422, "invalid");
        }
        app.drop_out(class.enrolments[1]);
        hand_in(&app.teacher(class.teachers[1]).await, &task, "已退出").await.refused(409, "state_forbids");
        assert_eq!(lines(&trainer, &task).await.len(), 1, "who has left owes nothing");
        app.put_class(&class, "finished");
        let mut late = self::task(&class);
        late["title"] = json!("结班后的作业");
        trainer.post("/class-tasks", late).await.refused(409, "state_forbids");
        app.put_class(&class, "dissolved");
        hand_in(&teacher, &task, "太晚").await.refused(409, "state_forbids");
        trainer.patch(&path(&task), 1, json!({ "title": "改名" })).await.refused(409, "state_forbids");
    }

    async fn each_sees_the_work_of_the_classes_they_have_to_do_with(app: TestApp) {
        let (school, there) = (app.school("32"), app.school("32"));
        let (trainer, other) = (app.trainer("32").await, app.trainer("32").await);
        let class = app.class_that_runs(&school, 2, &trainer).await;
        let second = app.class_that_runs_in(&class.batch, &there, 1, &other).await;
        let (task, foreign) = (set(&trainer, &class).await, set(&other, &second).await);
        let (own, colleague) = (app.teacher(class.teachers[0]).await, app.teacher(class.teachers[1]).await);
        hand_in(&colleague, &task, "同学的作业").await.expect(200);
        hand_in(&own, &foreign, "别班的作业").await.refused(404, "not_found");
        let people = [
            (app.hq().await, 2, 2),
            (app.branch("32").await, 2, 2),
            (app.branch("42").await, 0, 0),
            (trainer, 1, 2),
            (other, 1, 0),
            (own, 1, 1),
        ];
        for (who, tasks, of) in &people {
            let list = who.get("/class-tasks?count=true").await.expect(200);
            assert_eq!((&list["total"], list["items"].as_array().unwrap().len()), (&json!(tasks), *tasks), "{}", who.username);
            if *of == 0 {
                who.get(&format!("{}/hand-ins", path(&task))).await.refused(404, "not_found");
            } else {
                let text = who.get(&format!("{}/hand-ins", path(&task))).await;
                assert_eq!(text.expect(200)["items"].as_array().unwrap().len(), *of);
                assert_eq!(text.text().contains("同学的作业"), *of == 2, "{}", who.username);
            }
        }
        app.school_admin(&school).await.get("/class-tasks").await.refused(403, "forbidden");
        app.actor(Role::Certifier, Scope::Country).await.get("/class-tasks").await.refused(403, "forbidden");
    }
}
