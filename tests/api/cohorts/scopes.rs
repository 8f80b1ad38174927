//! Who sees which class, and who may do what with it.

use super::{draft, path, step};
use support::{Role, Scope, both, json, rows_of};

both! {
    async fn each_sees_the_classes_in_their_reach(app: TestApp) {
        let (school, other) = (app.school("32"), app.school("32"));
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 2), app.teachers(&school, 2));
        let mine = draft(&admin, "一班", &students[..1], &teachers[..1]).await;
        let next = draft(&admin, "二班", &students[1..], &teachers[1..]).await;
        let mine_scope = Scope::Class { id: mine["id"].as_str().unwrap().parse().unwrap(), institution: school.id, region: "32".into() };
        let both = [&mine, &next];
        let people = [
            (app.hq().await, both.to_vec()),
            (app.actor(Role::Certifier, Scope::Country).await, both.to_vec()),
            (app.branch("32").await, both.to_vec()),
            (app.branch("42").await, vec![]),
            (app.school_admin(&school).await, both.to_vec()),
            (app.school_admin(&other).await, vec![]),
            (app.teacher(teachers[0]).await, vec![&mine]),
            (app.actor(Role::Teacher, mine_scope).await, vec![&mine]),
            (app.student(students[1]).await, vec![&next]),
        ];
        for (who, seen) in people {
            let list = who.get("/cohorts").await.expect(200);
            let mut ids: Vec<_> = list["items"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
            ids.sort_unstable();
            let mut expected: Vec<_> = seen.iter().map(|c| c["id"].as_str().unwrap()).collect();
            expected.sort_unstable();
            assert_eq!(ids, expected, "{}", who.username);
            for cohort in both {
                let answer = who.get(&path(cohort)).await;
                if seen.contains(&cohort) {
                    assert_eq!(answer.expect(200)["id"], cohort["id"]);
                } else {
                    answer.refused(404, "not_found");
                }
            }
        }
    }

    async fn who_may_not_see_a_class_may_do_nothing_to_it_and_is_not_told_that_it_exists(app: TestApp) {
        let (school, other) = (app.school("32"), app.school("32"));
        let (admin, students) = (app.school_admin(&school).await, app.students(&school, 1));
        let cohort = draft(&admin, "班", &students, &app.teachers(&school, 1)).await;
        let stranger = app.school_admin(&other).await;
        stranger.patch(&path(&cohort), 1, json!({ "title": "改" })).await.refused(404, "not_found");
        stranger.put(&format!("{}/students", path(&cohort)), 1, json!({ "student_ids": [] })).await.refused(404, "not_found");
        stranger.put(&format!("{}/teachers", path(&cohort)), 1, json!({ "teacher_ids": [] })).await.refused(404, "not_found");
        stranger.post(&format!("{}/students", path(&cohort)), json!({})).await.refused(404, "not_found");
        stranger.get(&format!("{}/students", path(&cohort))).await.refused(404, "not_found");
        step(&stranger, &cohort, "submit", json!({})).await.refused(404, "not_found");
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        step(&app.branch("42").await, &cohort, "approve", json!({})).await.refused(404, "not_found");
        app.get(&path(&cohort)).await.refused(401, "unauthenticated");
    }

    async fn each_step_has_its_own_people(app: TestApp) {
        let school = app.school("32");
        let (admin, branch) = (app.school_admin(&school).await, app.branch("32").await);
        let (students, teachers) = (app.students(&school, 1), app.teachers(&school, 1));
        let cohort = draft(&admin, "班", &students, &teachers).await;
        for name in ["approve", "return"] {
            step(&admin, &cohort, name, json!({ "remarks": "同意" })).await.refused(403, "forbidden");
        }
        let (teacher, student) = (app.teacher(teachers[0]).await, app.student(students[0]).await);
        for who in [&branch, &teacher, &student] {
            for name in ["submit", "withdraw", "start", "finish", "dissolve"] {
                step(who, &cohort, name, json!({ "remarks": "试" })).await.refused(403, "forbidden");
            }
            who.patch(&path(&cohort), 1, json!({ "title": "改" })).await.refused(403, "forbidden");
            who.post("/cohorts/moves", json!({ "student_ids": students, "from": cohort["id"], "to": school.id })).await.refused(403, "forbidden");
            who.post("/cohorts", json!({ "edition_id": school.id, "title": "班", "periods": [1] })).await.refused(403, "forbidden");
            who.post("/cohort-splits/preview", json!({ "edition_id": school.id, "filters": {} })).await.refused(403, "forbidden");
        }
        teacher.get(&format!("{}/students", path(&cohort))).await.expect(200);
        student.get(&format!("{}/students", path(&cohort))).await.refused(403, "forbidden");
        app.actor(Role::ContentEditor, Scope::Country).await.get("/cohorts").await.refused(403, "forbidden");
        let cohort = step(&admin, &cohort, "submit", json!({})).await.expect(200);
        assert_eq!(step(&app.hq().await, &cohort, "approve", json!({})).await.expect(200)["status"], "approved");
    }

    async fn the_list_is_searched_filtered_and_paged(app: TestApp) {
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 1), app.teachers(&school, 1));
        for title in ["会计一班", "会计二班", "金融一班"] {
            let with: &[_] = if title == "金融一班" { &students } else { &[] };
            let cohort = draft(&admin, title, with, &teachers).await;
            if title == "金融一班" {
                step(&admin, &cohort, "submit", json!({})).await.expect(200);
            }
        }
        let branch = app.branch("32").await;
        for (query, titles) in [
            ("?q=会计".to_string(), vec!["会计二班", "会计一班"]),
            ("?q=kjy".into(), vec!["会计一班"]),
            ("?q=JR".into(), vec!["金融一班"]),
            ("?q=班".into(), vec![]),
            ("?q=%25".into(), vec![]),
            ("?status=submitted".into(), vec!["金融一班"]),
            (format!("?institution_id={}&status=draft", school.id), vec!["会计二班", "会计一班"]),
            (format!("?institution_id={}", support::Id::NIL), vec![]),
            (format!("?edition_id={}", support::Id::NIL), vec![]),
            (format!("?student_id={}", students[0]), vec!["金融一班"]),
            (format!("?teacher_id={}&kind=intensive", teachers[0]), vec![]),
            ("?region_code=42".into(), vec![]),
        ] {
            let list = branch.get(&format!("/cohorts{query}")).await.expect(200);
            let found: Vec<_> = list["items"].as_array().unwrap().iter().map(|c| c["title"].as_str().unwrap()).collect();
            assert_eq!(found, titles, "{query}");
        }
        let first = branch.get("/cohorts?limit=2").await.expect(200);
        let rest = branch.get(&format!("/cohorts?limit=2&cursor={}", first["next"].as_str().unwrap())).await.expect(200);
        assert_eq!((first["items"].as_array().unwrap().len(), &rest["items"][0]["title"]), (2, &json!("会计一班")));
        branch.get("/cohorts?status=gone").await.refused(400, "malformed");
        branch.get("/cohorts?cursor=nonsense").await.refused(422, "bad_cursor");
        branch.get("/cohorts?region_code=320").await.refused(422, "invalid");
        branch.request("PATCH", "/cohorts/moves").await.refused(405, "method_not_allowed");
        branch.get(&format!("/cohorts?q={}", "班".repeat(51))).await.refused(422, "invalid");
    }

    async fn the_export_holds_the_filtered_classes_in_reach_and_is_recorded(app: TestApp) {
        let (school, other) = (app.school("32"), app.school("42"));
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 1), app.teachers(&school, 1));
        draft(&admin, "会计一班", &students, &teachers).await;
        draft(&admin, "金融一班", &[], &teachers).await;
        draft(&app.school_admin(&other).await, "会计二班", &[], &app.teachers(&other, 1)).await;
        let file = admin.get("/cohorts/export.xlsx?q=会计&status=draft").await;
        file.expect(200);
        assert!(file.header("content-disposition").contains("filename*=UTF-8''"));
        let rows = rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(rows[0][..3], ["班名", "状态", "学校"]);
        assert_eq!(rows[1][..3], ["会计一班", "组建中", school.name.as_str()]);
        assert_eq!((rows[1][4].as_str(), rows[1][8].as_str(), rows[1][9].as_str(), rows[1][10].as_str()), ("江苏省", "第 1 期", "1", "单雄信"));
        assert!(rows[1][5].contains("2020"), "the edition by its title: {rows:?}");
        assert_eq!(rows_of(&app.hq().await.get("/cohorts/export.xlsx").await.bytes).len(), 4);
        assert_eq!(rows_of(&app.branch("11").await.get("/cohorts/export.xlsx").await.bytes).len(), 1, "a header alone");
        app.teacher(teachers[0]).await.get("/cohorts/export.xlsx").await.refused(403, "forbidden");
        admin.get("/cohorts/export.xlsx?region_code=320").await.refused(422, "invalid");
        let events = admin.get("/audit-events?action=cohort.export").await.expect(200);
        assert_eq!(events["items"][0]["detail"], json!({ "filter": { "q": "会计", "status": "draft" }, "rows": 1 }));
    }

    async fn an_export_of_many_pages_holds_every_row_once(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::cohorts as c;
        let (school, n) = (app.school("32"), 450_usize);
        let edition: support::Id = crate::cohorts::edition(&app.hq().await).await.parse().unwrap();
        let at = app.state.clock.now();
        let rows: Vec<_> = (0..n)
            .map(|i| {
                (
                    (c::id.eq(onex::platform::ids::new()), c::edition_id.eq(edition), c::institution_id.eq(school.id), c::region_code.eq("32")),
                    (c::title.eq(format!("{i:03}班")), c::title_pinyin.eq("b"), c::major.eq("会计"), c::kind.eq("regular")),
                    (c::periods.eq("[1]"), c::status.eq("draft"), c::deviations.eq("[]")),
                    (c::created_at.eq(at), c::updated_at.eq(at), c::version.eq(1_i64)),
                )
            })
            .collect();
        app.state.db.write_blocking(|conn| {
            onex::on_native!(conn, c => diesel::insert_into(onex::schema::cohorts::table).values(&rows).execute(c))?;
            Ok(())
        }).unwrap();
        let file = app.branch("32").await.get("/cohorts/export.xlsx").await;
        let mut titles: Vec<_> = rows_of(&file.bytes).into_iter().skip(1).map(|r| r[0].clone()).collect();
        titles.sort_unstable();
        assert_eq!(titles, (0..n).map(|i| format!("{i:03}班")).collect::<Vec<_>>());
    }

    async fn who_left_the_school_sees_none_of_the_classes_they_taught(app: TestApp) {
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 1), app.teachers(&school, 2));
        let cohort = draft(&admin, "一班", &students, &teachers).await;
        let (gone, there) = (app.teacher(teachers[0]).await, app.teacher(teachers[1]).await);
        app.teacher_left(teachers[0]);
        gone.get(&path(&cohort)).await.refused(404, "not_found");
        assert_eq!(gone.get("/cohorts").await.expect(200)["items"], json!([]));
        there.get(&path(&cohort)).await.expect(200);
    }
}
