//! The balanced split of an intake.

use std::collections::BTreeSet;

use super::{draft, edition, reason};
use support::{Person, Value, both, json};

/// 100 students of five administrative classes of 20, in two majors.
fn intake() -> Vec<Person> {
    (0..100)
        .map(|i| {
            let major = if i < 60 { "会计" } else { "金融" };
            Person::new("李雷", format!("2019{i:06}"))
                .major(major)
                .admin_class(&format!("190{}", i / 20))
        })
        .collect()
}

fn sizes(preview: &Value) -> Vec<usize> {
    preview["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["students"].as_array().unwrap().len())
        .collect()
}

/// The groups of a preview as they are sent to be kept.
fn edited(preview: &Value) -> Vec<Value> {
    let ids = |list: &Value| -> Vec<Value> {
        list.as_array().unwrap().iter().map(|x| x["id"].clone()).collect()
    };
    preview["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| json!({ "title": g["title"], "student_ids": ids(&g["students"]), "teacher_ids": ids(&g["teachers"]) }))
        .collect()
}

both! {
    async fn a_hundred_students_become_classes_of_eighteen_at_most(app: TestApp) {
        let school = app.school("32");
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let students = app.enrol(&school, intake());
        let edition = edition(&admin).await;
        let ask = json!({ "edition_id": edition, "filters": {}, "teacher_ids": teachers, "title_prefix": "2019-" });
        let preview = admin.post("/cohort-splits/preview", ask.clone()).await.expect(200);
        let mut got = sizes(&preview);
        got.sort_unstable();
        assert_eq!((got, &preview["max_size"], &preview["students"]), (vec![16, 16, 17, 17, 17, 17], &json!(18), &json!(100)));
        let placed: BTreeSet<String> = preview["groups"].as_array().unwrap().iter()
            .flat_map(|g| g["students"].as_array().unwrap().iter().map(|s| s["id"].as_str().unwrap().to_string())).collect();
        assert_eq!(placed, students.iter().map(ToString::to_string).collect());
        let titles: Vec<_> = preview["groups"].as_array().unwrap().iter().map(|g| g["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["2019-01", "2019-02", "2019-03", "2019-04", "2019-05", "2019-06"]);
        assert_eq!(preview["groups"][2]["teachers"][0]["id"], json!(teachers[0]));
        assert!(preview["deviations"].as_array().unwrap().iter().all(|d| d["code"] == "admin_class_split"), "{}", preview["deviations"]);
        // Nothing was kept, and asking again gives the same.
        assert_eq!(admin.get("/cohorts").await.expect(200)["items"], json!([]));
        assert_eq!(admin.post("/cohort-splits/preview", ask.clone()).await.expect(200), preview);
        let keep = json!({ "edition_id": edition, "periods": [1, 2], "groups": edited(&preview) });
        let kept = admin.post("/cohort-splits", keep.clone()).await.expect(201);
        let cohorts = kept["cohorts"].as_array().unwrap();
        assert_eq!(cohorts.iter().map(|c| c["student_count"].as_u64().unwrap() as usize).collect::<Vec<_>>(), sizes(&preview));
        assert!(cohorts.iter().all(|c| c["status"] == "draft" && c["periods"] == json!([1, 2]) && c["teachers"].as_array().unwrap().len() == 1));
        assert_eq!(admin.post("/cohort-splits/preview", ask).await.expect(200)["groups"], json!([]));
        admin.post("/cohort-splits", keep).await.refused(409, "already_in_cohort");
    }

    async fn a_preview_says_where_it_falls_short(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let students = app.enrol(&school, intake());
        draft(&admin, "会计01", &students[..1], &[]).await;
        let ask = json!({ "edition_id": edition(&admin).await, "filters": { "major": "会计" }, "max_size": 20, "keep_together": "major" });
        let preview = admin.post("/cohort-splits/preview", ask).await.expect(200);
        assert_eq!(sizes(&preview).into_iter().sum::<usize>(), 59);
        assert!(sizes(&preview).into_iter().all(|n| (19..=20).contains(&n)));
        // The first number is taken by a class that is there already.
        assert_eq!(preview["groups"][0]["title"], "会计02");
        let found = |code: &str, rule: &str| preview["deviations"].as_array().unwrap().iter()
            .filter(|d| d["code"] == code && (rule.is_empty() || d["rule"] == rule)).count();
        assert_eq!((found("rule", "cohort.max_students"), found("rule", "cohort.min_teachers"), found("teachers", "")), (3, 3, 1));
        let first = &preview["deviations"][0];
        assert_eq!((&first["group"], &first["limit"], &first["actual"], &first["clause"]), (&json!(0), &json!(18), &json!(sizes(&preview)[0]), &json!("二.2.(3)")));
    }

    async fn a_split_is_kept_whole_or_not_at_all(app: TestApp) {
        let (school, other) = (app.school("32"), app.school("32"));
        let admin = app.school_admin(&school).await;
        let (students, foreign) = (app.students(&school, 21), app.students(&other, 1));
        let edition = edition(&admin).await;
        let send = |groups: Value, overrides: Value| {
            admin.post("/cohort-splits", json!({ "edition_id": edition, "periods": [1], "groups": groups, "overrides": overrides }))
        };
        let refusal = send(json!([{ "title": "一班", "student_ids": [students[0]] }, { "title": "二班", "student_ids": [students[1], foreign[0], students[0]] }]), json!([])).await.refused(422, "invalid");
        let errors: Vec<_> = refusal["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(errors, [("/groups/1/student_ids/2", "duplicate"), ("/groups/1/student_ids/1", "unknown")]);
        let groups = json!([{ "title": "一班", "student_ids": students[..2] }, { "title": "二班", "student_ids": students[2..] }]);
        let refusal = send(groups.clone(), json!([])).await.refused(409, "rule_override_required");
        assert!(refusal["rules"][0]["message"].as_str().unwrap().contains("二班"), "{refusal}");
        assert_eq!(admin.get("/cohorts").await.expect(200)["items"], json!([]));
        let kept = send(groups, reason()).await.expect(201);
        assert_eq!((&kept["cohorts"][0]["deviations"], &kept["cohorts"][1]["deviations"][0]["actual"]), (&json!([]), &json!(19)));
    }

    async fn an_intake_is_named_in_one_way(app: TestApp) {
        let school = app.school("32");
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 3));
        let edition = edition(&admin).await;
        admin.post("/cohort-splits/preview", json!({ "edition_id": edition })).await.refused(422, "invalid");
        admin.post("/cohort-splits/preview", json!({ "edition_id": edition, "filters": {}, "student_ids": students })).await.refused(422, "invalid");
        admin.post("/cohort-splits/preview", json!({ "edition_id": edition, "filters": {}, "institution_id": edition })).await.refused(404, "not_found");
        let preview = admin.post("/cohort-splits/preview", json!({ "edition_id": edition, "student_ids": students, "keep_together": "none", "max_size": 2 })).await.expect(200);
        assert_eq!(sizes(&preview), [2, 1]);
        draft(&admin, "一班", &students[..1], &[]).await;
        admin.post("/cohort-splits/preview", json!({ "edition_id": edition, "student_ids": students })).await.refused(409, "already_in_cohort");
        let preview = admin.post("/cohort-splits/preview", json!({ "edition_id": edition, "filters": { "admin_class": "会计1901" } })).await.expect(200);
        assert_eq!(sizes(&preview), [2]);
    }
}
