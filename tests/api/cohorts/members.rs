//! Students and teachers who come and go.

use super::{approved, draft, edition, path, reason, rule_for_region, step};
use support::{both, json};

both! {
    async fn the_whole_list_is_replaced_and_who_stays_keeps_the_day_of_joining(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 3));
        let cohort = draft(&admin, "班", &students[..2], &[]).await;
        let list = format!("{}/students", path(&cohort));
        app.set_clock(time::macros::datetime!(2020-03-09 01:00 UTC));
        let cohort = admin.put(&list, 1, json!({ "student_ids": [students[2], students[1]] })).await.expect(200);
        assert_eq!((&cohort["student_count"], &cohort["version"]), (&json!(2), &json!(2)));
        let items = admin.get(&list).await.expect(200)["items"].clone();
        assert_eq!((&items[0]["student_id"], &items[1]["student_id"]), (&json!(students[1]), &json!(students[2])));
        assert_eq!((&items[0]["joined_at"], &items[1]["joined_at"]), (&json!("2020-03-02T01:00:00Z"), &json!("2020-03-09T01:00:00Z")));
        admin.put(&list, 1, json!({ "student_ids": [] })).await.refused(412, "version_mismatch");
        admin.request("PUT", &list).json(json!({ "student_ids": [] })).await.refused(428, "precondition_required");
        let refusal = admin.put(&list, 2, json!({ "student_ids": [students[1], support::Id::NIL] })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/student_ids/1");
        let refusal = admin.put(&list, 2, json!({ "student_ids": [students[1], students[1]] })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/student_ids/1");
        assert_eq!(admin.put(&list, 2, json!({ "student_ids": [] })).await.expect(200)["student_count"], 0);
    }

    async fn of_two_who_replace_the_list_at_once_one_wins(app: TestApp) {
        let school = app.school("32");
        let (one, two, students) = (app.school_admin(&school).await, app.school_admin(&school).await, app.students(&school, 2));
        let cohort = draft(&one, "班", &[], &[]).await;
        let list = format!("{}/students", path(&cohort));
        let (a, b) = tokio::join!(
            one.put(&list, 1, json!({ "student_ids": [students[0]] })),
            two.put(&list, 1, json!({ "student_ids": [students[1]] })),
        );
        let (won, lost) = if a.status == 200 { (&students[0], b) } else { (&students[1], a) };
        lost.refused(412, "version_mismatch");
        let items = one.get(&list).await.expect(200)["items"].clone();
        assert_eq!((items.as_array().unwrap().len(), &items[0]["student_id"]), (1, &json!(won)));
    }

    async fn additions_at_once_do_not_pass_a_must(app: TestApp) {
        rule_for_region(&app, "42", "cohort.max_students", 18, "must").await;
        let school = app.school("42");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 22));
        let cohort = draft(&admin, "班", &students[..17], &[]).await;
        let list = format!("{}/students", path(&cohort));
        let add = |i: usize| admin.post(&list, json!({ "add": [students[i]], "overrides": reason() }));
        let (a, b, c, d, e) = tokio::join!(add(17), add(18), add(19), add(20), add(21));
        let answers = [a, b, c, d, e];
        assert_eq!(answers.iter().filter(|r| r.status == 200).count(), 1);
        for refused in answers.iter().filter(|r| r.status != 200) {
            assert_eq!(refused.refused(409, "rule_violated")["rules"][0]["actual"], 19);
        }
        assert_eq!(admin.get(&path(&cohort)).await.expect(200)["student_count"], 18);
    }

    async fn students_are_added_and_removed_together(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 20));
        let cohort = draft(&admin, "班", &students[..18], &[]).await;
        let list = format!("{}/students", path(&cohort));
        admin.post(&list, json!({ "add": [students[18]] })).await.refused(409, "rule_override_required");
        let cohort = admin.post(&list, json!({ "add": [students[18], students[1]], "remove": [students[0]] })).await.expect(200);
        assert_eq!((&cohort["student_count"], &cohort["deviations"]), (&json!(18), &json!([])));
        let refusal = admin.post(&list, json!({ "remove": [students[1], students[0]] })).await.refused(422, "invalid");
        assert_eq!((&refusal["errors"][0]["pointer"], &refusal["errors"][0]["code"]), (&json!("/remove/1"), &json!("not_in_cohort")));
        admin.post(&list, json!({ "add": [students[1]], "remove": [students[1]] })).await.refused(422, "invalid");
        assert_eq!(admin.get(&path(&cohort)).await.expect(200)["student_count"], 18);
    }

    async fn a_class_too_large_may_always_become_smaller_but_growing_again_asks_again(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 21));
        let body = json!({ "edition_id": edition(&admin).await, "title": "班", "periods": [1], "student_ids": students[..20], "overrides": reason() });
        let cohort = admin.post("/cohorts", body).await.expect(201);
        let list = format!("{}/students", path(&cohort));
        let cohort = admin.post(&list, json!({ "remove": [students[0]] })).await.expect(200);
        assert_eq!(cohort["deviations"][0]["actual"], 19);
        let refusal = admin.post(&list, json!({ "add": [students[0], students[20]] })).await.refused(409, "rule_override_required");
        assert_eq!(refusal["rules"][0]["actual"], 21);
        let cohort = admin.post(&list, json!({ "remove": [students[1]] })).await.expect(200);
        assert_eq!((&cohort["student_count"], &cohort["deviations"]), (&json!(18), &json!([])));
    }

    async fn an_approved_class_keeps_its_last_teacher(app: TestApp) {
        let school = app.school("32");
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let cohort = approved(&app, &admin, "班", &app.students(&school, 1), &teachers).await;
        let (list, version) = (format!("{}/teachers", path(&cohort)), cohort["version"].as_i64().unwrap());
        let refusal = admin.put(&list, version, json!({ "teacher_ids": [] })).await.refused(409, "rule_violated");
        assert_eq!(refusal["rules"][0]["rule"], "cohort.min_teachers");
        let cohort = admin.put(&list, version, json!({ "teacher_ids": [teachers[1]] })).await.expect(200);
        assert_eq!((cohort["teachers"].as_array().unwrap().len(), &cohort["teachers"][0]["id"]), (1, &json!(teachers[1])));
    }

    async fn nobody_comes_or_goes_while_the_branch_decides_or_after_the_last_day(app: TestApp) {
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 2), app.teachers(&school, 1));
        let cohort = draft(&admin, "班", &students[..1], &teachers).await;
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        let version = cohort["version"].as_i64().unwrap();
        admin.post(&format!("{}/students", path(&cohort)), json!({ "add": [students[1]] })).await.refused(409, "state_forbids");
        admin.put(&format!("{}/students", path(&cohort)), version, json!({ "student_ids": students })).await.refused(409, "state_forbids");
        admin.put(&format!("{}/teachers", path(&cohort)), version, json!({ "teacher_ids": [] })).await.refused(409, "state_forbids");
        assert_eq!(admin.get(&path(&cohort)).await.expect(200), cohort);
    }

    async fn students_change_classes_all_or_none(app: TestApp) {
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 23), app.teachers(&school, 1));
        let from = draft(&admin, "一班", &students[..5], &teachers).await;
        let to = approved(&app, &admin, "二班", &students[5..22], &teachers).await;
        let moving = |who: &[support::Id]| json!({ "student_ids": who, "from": from["id"], "to": to["id"] });
        let refusal = admin.post("/cohorts/moves", moving(&[students[0], students[22]])).await.refused(422, "invalid");
        assert_eq!((&refusal["errors"][0]["pointer"], &refusal["errors"][0]["code"]), (&json!("/student_ids/1"), &json!("not_in_cohort")));
        let refusal = admin.post("/cohorts/moves", moving(&students[..2])).await.refused(409, "rule_override_required");
        assert_eq!((&refusal["rules"][0]["limit"], &refusal["rules"][0]["actual"]), (&json!(18), &json!(19)));
        assert_eq!(admin.get(&path(&from)).await.expect(200), from);
        assert_eq!(admin.get(&path(&to)).await.expect(200), to);
        let moved = admin.post("/cohorts/moves", moving(&students[..1])).await.expect(200);
        assert_eq!((&moved["from"]["student_count"], &moved["to"]["student_count"]), (&json!(4), &json!(18)));
        let mut body = moving(&students[1..3]);
        body["overrides"] = reason();
        let moved = admin.post("/cohorts/moves", body).await.expect(200);
        assert_eq!((&moved["to"]["student_count"], &moved["to"]["deviations"][0]["actual"]), (&json!(20), &json!(20)));
        let told = app.student(students[1]).await.get("/notices").await.expect(200);
        assert_eq!((&told["items"][0]["code"], &told["items"][0]["params"]["to"]), (&json!("cohort.moved"), &json!("二班")));
        let same = json!({ "student_ids": [students[0]], "from": to["id"], "to": to["id"] });
        admin.post("/cohorts/moves", same).await.refused(422, "invalid");
        let other = app.school("32");
        let theirs = draft(&app.school_admin(&other).await, "别校", &[], &[]).await;
        let away = json!({ "student_ids": [students[0]], "from": to["id"], "to": theirs["id"] });
        admin.post("/cohorts/moves", away).await.refused(404, "not_found");
    }
}
