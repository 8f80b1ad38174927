//! The steps of a class: who takes them, what they ask, who is told.

use super::{approved, draft, path, reason, rule_for_region, step};
use support::{Actor, Value, both, json};

async fn told(actor: &Actor) -> Vec<String> {
    let list = actor.get("/notices").await.expect(200);
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n: &Value| n["code"].as_str().unwrap().to_string())
        .collect()
}

both! {
    async fn a_class_goes_from_the_draft_to_its_last_day(app: TestApp) {
        let school = app.school("32");
        let (admin, branch) = (app.school_admin(&school).await, app.branch("32").await);
        let (students, teachers) = (app.students(&school, 2), app.teachers(&school, 1));
        let cohort = draft(&admin, "会计一班", &students, &teachers).await;
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        assert_eq!(cohort["status"], "submitted");
        assert_eq!(told(&branch).await, ["cohort.submitted"]);
        let cohort = step(&branch, &cohort, "return", json!({ "remarks": "请写明专业方向" })).await.expect(200);
        assert_eq!((&cohort["status"], &cohort["remarks"]), (&json!("returned"), &json!("请写明专业方向")));
        assert_eq!(told(&admin).await, ["cohort.returned"]);
        let cohort = admin.patch(&path(&cohort), cohort["version"].as_i64().unwrap(), json!({ "major": "会计" })).await.expect(200);
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        let cohort = step(&branch, &cohort, "approve", json!({})).await.expect(200);
        assert_eq!(cohort["status"], "approved");
        let teacher = app.teacher(teachers[0]).await;
        assert_eq!(told(&admin).await, ["cohort.approved", "cohort.returned"]);
        assert_eq!(told(&teacher).await, ["cohort.approved"]);
        let cohort = step(&admin, &cohort, "start", json!({})).await.expect(200);
        assert_eq!((&cohort["status"], cohort.get("warnings")), (&json!("running"), None));
        assert_eq!(told(&app.student(students[0]).await).await, ["cohort.started"]);
        let cohort = step(&admin, &cohort, "finish", json!({})).await.expect(200);
        assert_eq!(cohort["status"], "finished");
        assert_eq!(cohort["student_count"], 2);
        // Its students are free for another class of the edition.
        assert_eq!(draft(&admin, "第二期", &students, &[]).await["student_count"], 2);
        let events = app.state.db.read_blocking(|conn| {
            use diesel::prelude::*;
            use onex::schema::audit_events as e;
            Ok(e::table.filter(e::subject_kind.eq("cohort")).order(e::id.asc()).select(e::action).load::<String>(conn)?)
        }).unwrap();
        assert_eq!(events[..8], ["cohort.create", "cohort.submit", "cohort.return", "cohort.update", "cohort.submit", "cohort.approve", "cohort.start", "cohort.finish"]);
        assert_eq!(app.state.db.read_blocking(onex::domains::cohorts::check).unwrap(), Vec::<String>::new());
    }

    async fn a_class_without_a_teacher_is_not_submitted_whatever_the_reason(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let cohort = draft(&admin, "班", &app.students(&school, 1), &[]).await;
        let overrides = json!({ "overrides": [{ "rule": "cohort.min_teachers", "reason": "教师稍后到岗" }] });
        for body in [json!({}), overrides] {
            let refusal = step(&admin, &cohort, "submit", body).await.refused(409, "rule_violated");
            let rule = &refusal["rules"][0];
            assert_eq!((&rule["rule"], &rule["severity"], &rule["clause"]), (&json!("cohort.min_teachers"), &json!("must"), &json!("二.2.(3)")));
            assert_eq!((&rule["limit"], &rule["actual"]), (&json!(1), &json!(0)));
        }
        assert_eq!(admin.get(&path(&cohort)).await.expect(200), cohort);
    }

    async fn a_class_without_students_is_not_submitted(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let cohort = draft(&admin, "班", &[], &app.teachers(&school, 1)).await;
        let refusal = step(&admin, &cohort, "submit", json!({})).await.refused(409, "state_forbids");
        assert!(refusal["detail"].as_str().unwrap().contains("no students"));
    }

    async fn a_reason_given_once_serves_the_steps_after_it_until_the_rule_moves(app: TestApp) {
        let school = app.school("42");
        let (admin, branch) = (app.school_admin(&school).await, app.branch("42").await);
        let (students, teachers) = (app.students(&school, 19), app.teachers(&school, 1));
        let cohort = draft(&admin, "班", &students[..18], &teachers).await;
        let put = admin.put(&format!("{}/students", path(&cohort)), 1, json!({ "student_ids": students, "overrides": reason() }));
        let cohort = put.await.expect(200);
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        assert_eq!(cohort["deviations"][0]["actual"], 19);
        rule_for_region(&app, "42", "cohort.max_students", 15, "should").await;
        let refusal = step(&branch, &cohort, "approve", json!({})).await.refused(409, "rule_override_required");
        assert_eq!(refusal["rules"][0]["limit"], 15);
        let cohort = step(&branch, &cohort, "approve", json!({ "overrides": reason() })).await.expect(200);
        assert_eq!((&cohort["deviations"][0]["limit"], &cohort["deviations"][0]["recorded_by"]), (&json!(15), &json!(branch.id)));
        let cohort = step(&admin, &cohort, "start", json!({})).await.expect(200);
        assert_eq!(cohort["status"], "running");
    }

    async fn of_two_who_decide_at_once_one_wins_and_the_other_is_told(app: TestApp) {
        let school = app.school("32");
        let (admin, one, two) = (app.school_admin(&school).await, app.branch("32").await, app.branch("32").await);
        let cohort = draft(&admin, "班", &app.students(&school, 1), &app.teachers(&school, 1)).await;
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        let (a, b) = tokio::join!(
            step(&one, &cohort, "approve", json!({})),
            step(&two, &cohort, "return", json!({ "remarks": "请再核对" })),
        );
        let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
        lost.refused(412, "version_mismatch");
        assert_eq!(admin.get(&path(&cohort)).await.expect(200), won.expect(200));
    }

    async fn steps_that_do_not_follow_are_refused_and_change_nothing(app: TestApp) {
        let school = app.school("32");
        let (admin, branch) = (app.school_admin(&school).await, app.branch("32").await);
        let (students, teachers) = (app.students(&school, 1), app.teachers(&school, 1));
        let cohort = draft(&admin, "班", &students, &teachers).await;
        step(&branch, &cohort, "approve", json!({})).await.refused(409, "state_forbids");
        step(&admin, &cohort, "start", json!({})).await.refused(409, "state_forbids");
        step(&admin, &cohort, "dissolve", json!({})).await.refused(422, "invalid");
        branch.post(&format!("{}/approve", path(&cohort)), json!({})).await.refused(428, "precondition_required");
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        let refusal = step(&branch, &cohort, "return", json!({ "remarks": " " })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/remarks");
        step(&admin, &cohort, "dissolve", json!({ "remarks": "取消" })).await.refused(409, "state_forbids");
        let cohort = step(&admin, &cohort, "withdraw", json!({})).await.expect(200);
        assert_eq!(cohort["status"], "draft");
        let cohort = step(&admin, &cohort, "dissolve", json!({ "remarks": "取消" })).await.expect(200);
        step(&admin, &cohort, "submit", json!({})).await.refused(409, "state_forbids");
        assert_eq!(admin.get(&path(&cohort)).await.expect(200), cohort);
    }

    async fn teaching_that_begins_outside_the_periods_is_warned_of(app: TestApp) {
        let school = app.school("32");
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 1));
        let early = approved(&app, &admin, "一班", &app.students(&school, 1), &teachers).await;
        let late = approved(&app, &admin, "二班", &app.students(&school, 1), &teachers).await;
        app.set_clock(time::macros::datetime!(2020-04-14 02:00 UTC));
        let started = step(&admin, &early, "start", json!({})).await.expect(200);
        assert_eq!(started["warnings"][0]["code"], "outside_windows");
        app.set_clock(time::macros::datetime!(2020-05-14 02:00 UTC));
        let started = step(&admin, &late, "start", json!({})).await.expect(200);
        assert_eq!(started["warnings"][0]["code"], "outside_periods");
    }
}
