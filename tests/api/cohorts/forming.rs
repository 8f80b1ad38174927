//! Forming a class: its rules, its students and teachers, its edition.

use super::{draft, edition, path, reason, rule_for_region, step};
use support::{both, json};

both! {
    async fn a_school_forms_a_class_of_its_students(app: TestApp) {
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 18), app.teachers(&school, 1));
        let body = json!({
            "edition_id": edition(&admin).await, "title": "会计 2019-1 班", "kind": "intensive", "periods": [2, 1, 2],
            "student_ids": students, "teacher_ids": teachers,
        });
        let answer = admin.post("/cohorts", body).await;
        let cohort = answer.expect(201);
        assert_eq!(answer.header("location"), format!("/api/v1{}", path(&cohort)));
        assert_eq!((&cohort["status"], &cohort["kind"], &cohort["periods"]), (&json!("draft"), &json!("intensive"), &json!([1, 2])));
        assert_eq!((&cohort["student_count"], &cohort["major"], &cohort["deviations"]), (&json!(18), &json!("会计信息管理"), &json!([])));
        assert_eq!(cohort["institution"]["name"], school.name);
        assert_eq!(cohort["teachers"][0]["id"], json!(teachers[0]));
        let read = admin.get(&path(&cohort)).await;
        assert_eq!((read.expect(200), read.version()), (cohort.clone(), 1));
        let first = admin.get(&format!("{}/students?limit=10", path(&cohort))).await.expect(200);
        let rest = admin.get(&format!("{}/students?limit=10&cursor={}", path(&cohort), first["next"].as_str().unwrap())).await.expect(200);
        let listed: Vec<_> = first["items"].as_array().unwrap().iter().chain(rest["items"].as_array().unwrap()).map(|s| s["student_id"].clone()).collect();
        assert_eq!(json!(listed), json!(students));
        assert!(rest.get("next").is_none() && first["items"][0].get("id_number").is_none());
    }

    async fn more_than_eighteen_students_need_a_reason_that_is_kept_and_shown(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 19));
        let mut body = json!({ "edition_id": edition(&admin).await, "title": "大班", "periods": [1], "student_ids": students });
        let refusal = admin.post("/cohorts", body.clone()).await.refused(409, "rule_override_required");
        let rule = &refusal["rules"][0];
        assert_eq!((&rule["rule"], &rule["clause"], &rule["severity"]), (&json!("cohort.max_students"), &json!("二.2.(3)"), &json!("should")));
        assert_eq!((&rule["limit"], &rule["actual"]), (&json!(18), &json!(19)));
        body["overrides"] = json!([{ "rule": "cohort.max_students", "reason": "好" }]);
        let refusal = admin.post("/cohorts", body.clone()).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/overrides/0/reason");
        body["overrides"] = json!([{ "rule": "cohort.most_students", "reason": "没有这条规则" }]);
        admin.post("/cohorts", body.clone()).await.refused(422, "invalid");
        assert_eq!(admin.get("/cohorts").await.expect(200)["items"], json!([]));
        body["overrides"] = reason();
        let cohort = admin.post("/cohorts", body).await.expect(201);
        let kept = &cohort["deviations"][0];
        assert_eq!((&kept["limit"], &kept["actual"], &kept["reason"]), (&json!(18), &json!(19), &reason()[0]["reason"]));
        assert_eq!(kept["recorded_by"], json!(admin.id));
        assert_eq!(app.branch("32").await.get(&path(&cohort)).await.expect(200)["deviations"][0], *kept);
    }

    async fn a_rule_that_hq_made_a_must_for_a_region_is_not_overridden_there(app: TestApp) {
        rule_for_region(&app, "42", "cohort.max_students", 12, "must").await;
        for (region, limit) in [("42", Some(12)), ("32", None)] {
            let school = app.school(region);
            let (admin, students) = (app.school_admin(&school).await, app.students(&school, 13));
            let body = json!({
                "edition_id": edition(&admin).await, "title": "班", "periods": [1], "student_ids": students, "overrides": reason(),
            });
            let answer = admin.post("/cohorts", body).await;
            match limit {
                Some(limit) => assert_eq!(answer.refused(409, "rule_violated")["rules"][0]["limit"], limit),
                None => assert_eq!(answer.expect(201)["student_count"], 13),
            }
        }
    }

    async fn only_active_students_and_teachers_of_the_own_school_join(app: TestApp) {
        let (school, other) = (app.school("32"), app.school("32"));
        let admin = app.school_admin(&school).await;
        let (mine, theirs) = (app.students(&school, 2), app.students(&other, 1));
        let teacher = app.teachers(&other, 1);
        app.state.db.write_blocking(|conn| {
            use diesel::prelude::*;
            use onex::schema::students;
            diesel::update(students::table.find(mine[1])).set(students::status.eq("suspended")).execute(conn)?;
            Ok(())
        }).unwrap();
        let edition = edition(&admin).await;
        let body = json!({
            "edition_id": edition, "title": "班", "periods": [1], "student_ids": [mine[0], mine[1], theirs[0], mine[0]],
        });
        let refusal = admin.post("/cohorts", body).await.refused(422, "invalid");
        let errors: Vec<_> = refusal["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(errors, [("/student_ids/1", "not_active"), ("/student_ids/2", "unknown"), ("/student_ids/3", "duplicate")]);
        let body = json!({ "edition_id": edition, "title": "班", "periods": [1], "teacher_ids": teacher });
        assert_eq!(admin.post("/cohorts", body).await.refused(422, "invalid")["errors"][0]["pointer"], "/teacher_ids/0");
        let body = json!({ "edition_id": edition, "title": " ", "periods": [1, 3] });
        assert_eq!(admin.post("/cohorts", body).await.refused(422, "invalid")["errors"][0]["pointer"], "/title");
        let body = json!({ "edition_id": edition, "title": "班", "periods": [1, 3] });
        assert_eq!(admin.post("/cohorts", body).await.refused(422, "invalid")["errors"][0]["pointer"], "/periods/1");
        let body = json!({ "edition_id": other.id, "title": "班", "periods": [1] });
        assert_eq!(admin.post("/cohorts", body).await.refused(422, "invalid")["errors"][0]["pointer"], "/edition_id");
        let body = json!({ "edition_id": edition, "institution_id": other.id, "title": "班", "periods": [1] });
        admin.post("/cohorts", body).await.refused(404, "not_found");
    }

    async fn a_student_is_in_one_live_class_of_an_edition(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 2));
        let first = draft(&admin, "一班", &students[..1], &[]).await;
        let body = json!({ "edition_id": edition(&admin).await, "title": "二班", "periods": [1], "student_ids": [students[1], students[0]] });
        let refusal = admin.post("/cohorts", body.clone()).await.refused(409, "already_in_cohort");
        assert_eq!(refusal["errors"].as_array().unwrap().len(), 1);
        assert_eq!(refusal["errors"][0]["pointer"], "/student_ids/1");
        assert!(refusal["errors"][0]["message"].as_str().unwrap().contains("一班"));
        step(&admin, &first, "dissolve", json!({ "remarks": "并班" })).await.expect(200);
        assert_eq!(admin.post("/cohorts", body).await.expect(201)["student_count"], 2);
    }

    async fn two_classes_formed_at_once_do_not_share_a_student(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 3));
        let edition = edition(&admin).await;
        let body = |title: &str| json!({ "edition_id": edition, "title": title, "periods": [1], "student_ids": students });
        let (a, b, c) = tokio::join!(admin.post("/cohorts", body("一班")), admin.post("/cohorts", body("二班")), admin.post("/cohorts", body("三班")));
        let mut statuses = [a.status, b.status, c.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409]);
        for refused in [a, b, c].iter().filter(|r| r.status == 409) {
            refused.refused(409, "already_in_cohort");
        }
        assert_eq!(admin.get("/cohorts").await.expect(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn a_repeated_request_forms_one_class(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 1));
        let body = json!({ "edition_id": edition(&admin).await, "title": "班", "periods": [1], "student_ids": students });
        let first = admin.post("/cohorts", body.clone()).idempotency_key("class-2019-1").await.expect(201);
        let again = admin.post("/cohorts", body).idempotency_key("class-2019-1").await.expect(201);
        assert_eq!(first, again);
    }

    async fn a_draft_is_edited_and_what_the_branch_has_is_not(app: TestApp) {
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 1), app.teachers(&school, 1));
        let cohort = draft(&admin, "旧名", &students, &teachers).await;
        admin.request("PATCH", &path(&cohort)).json(json!({ "title": "新名" })).await.refused(428, "precondition_required");
        let cohort = admin.patch(&path(&cohort), 1, json!({ "title": "新名", "periods": [2], "kind": "intensive", "major": "金融" })).await.expect(200);
        assert_eq!((&cohort["title"], &cohort["periods"], &cohort["version"]), (&json!("新名"), &json!([2]), &json!(2)));
        admin.patch(&path(&cohort), 1, json!({ "title": "更新" })).await.refused(412, "version_mismatch");
        admin.patch(&path(&cohort), 2, json!({ "periods": [9] })).await.refused(422, "invalid");
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        admin.patch(&path(&cohort), 3, json!({ "title": "更新" })).await.refused(409, "state_forbids");
        assert_eq!(admin.get(&path(&cohort)).await.expect(200)["title"], "新名");
    }
}
