//! Results: who sees them, corrections with their history, counts by institution.

use support::{Role, Sat, Scope, both, json};
use time::macros::datetime;

use crate::certificates::{certifier, id, sheet};

const AFTER_APRIL: time::OffsetDateTime = datetime!(2020-04-20 01:00 UTC);

both! {
    async fn results_are_listed_filtered_and_paged(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, programme) = (certifier(&app).await, app.programme());
        let (here, there) = (app.school("32"), app.school("42"));
        let mine = app.students(&here, 3);
        app.sat(&c, &programme, 0, &mine, &[Sat::Scored("87.5"), Sat::Absent, Sat::Deferred]);
        app.sat(&c, &programme, 0, &app.students(&there, 2), &[Sat::Scored("59.99")]);
        let count = async |query: &str| c.get(&format!("/subject-results?{query}")).await.expect(200)["items"].as_array().unwrap().len();
        assert_eq!(count("").await, 11);
        assert_eq!(count("region_code=42").await, 2);
        assert_eq!(count(&format!("institution_id={}&status=absent", here.id)).await, 3);
        assert_eq!(count(&format!("student_id={}", mine[0])).await, 3);
        assert_eq!(count("subject=agency").await, 5);
        assert_eq!(count("q=王小").await, 11);
        assert_eq!(count("q=wxm").await, 11);
        assert_eq!(count("q=李").await, 0);
        assert_eq!(count(&format!("exam_date_id={}", programme.exam_dates[1])).await, 0);
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let page = c.get(&format!("/subject-results?limit=4{cursor}")).await.expect(200);
            seen += page["items"].as_array().unwrap().len();
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, 11);
        let one = c.get(&format!("/subject-results?student_id={}&status=scored", mine[0])).await.expect(200)["items"][0].clone();
        assert_eq!((one["score"].clone(), one["exam_date"].clone()), (json!("87.5"), json!("2020-04-18")));
        assert_eq!(one["institution"]["name"], here.name);
    }

    async fn each_sees_the_results_of_their_scope(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, programme) = (certifier(&app).await, app.programme());
        let (here, there) = (app.school("32"), app.school("42"));
        let mine = app.students(&here, 2);
        app.sat(&c, &programme, 0, &mine, &[Sat::Scored("70")]);
        app.sat(&c, &programme, 0, &app.students(&there, 1), &[Sat::Scored("70")]);
        let list = c.get(&format!("/subject-results?student_id={}", mine[0])).await.expect(200);
        let path = format!("/subject-results/{}", list["items"][0]["id"].as_str().unwrap());
        for (actor, n) in [(app.branch("32").await, 2), (app.school_admin(&here).await, 2), (app.student(mine[0]).await, 1)] {
            assert_eq!(actor.get("/subject-results").await.expect(200)["items"].as_array().unwrap().len(), n, "{}", actor.username);
            actor.get(&path).await.expect(200);
            actor.get(&format!("{path}/history")).await.expect(200);
        }
        for stranger in [app.branch("42").await, app.school_admin(&there).await, app.student(mine[1]).await] {
            stranger.get(&path).await.refused(404, "not_found");
            stranger.get(&format!("{path}/history")).await.refused(404, "not_found");
        }
        app.actor(Role::Expert, Scope::Country).await.get(&path).await.refused(403, "forbidden");
        app.get(&path).await.refused(401, "unauthenticated");
    }

    async fn a_correction_has_a_reason_and_leaves_its_trace(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, programme) = (certifier(&app).await, app.programme());
        let school = app.school("32");
        app.sat(&c, &programme, 0, &app.students(&school, 1), &[Sat::Scored("59")]);
        let found = c.get("/subject-results").await.expect(200);
        let path = format!("/subject-results/{}", found["items"][0]["id"].as_str().unwrap());
        let corrections = format!("{path}/corrections");
        let better = json!({ "status": "scored", "score": "61.5", "reason": "复核：第三题漏判" });
        c.post(&corrections, better.clone()).await.refused(428, "precondition_required");
        app.branch("32").await.post(&corrections, better.clone()).if_match(1).await.refused(403, "forbidden");
        let done = c.post(&corrections, better.clone()).if_match(1).await;
        assert_eq!(done.expect(200)["score"], "61.5");
        assert_eq!(done.version(), 2);
        c.post(&corrections, better.clone()).if_match(1).await.refused(412, "version_mismatch");
        c.post(&corrections, better).if_match(2).await.refused(409, "state_forbids");
        for wrong in [
            json!({ "status": "scored", "reason": "复核" }),
            json!({ "status": "absent", "score": "60", "reason": "复核" }),
            json!({ "status": "scored", "score": "100.5", "reason": "复核" }),
            json!({ "status": "scored", "score": "60.001", "reason": "复核" }),
            json!({ "status": "scored", "score": "60" }),
            json!({ "status": "lost", "reason": "复核" }),
        ] {
            c.post(&corrections, wrong).if_match(2).await.refused(422, "invalid");
        }
        let history = c.get(&format!("{path}/history")).await.expect(200);
        let states: Vec<_> = history["items"].as_array().unwrap().iter()
            .map(|h| (h["version"].as_i64().unwrap(), h["score"].as_str().unwrap().to_string(), h["reason"].as_str().map(str::to_string)))
            .collect();
        assert_eq!(states, [(1, "59".into(), None), (2, "61.5".into(), Some("复核：第三题漏判".into()))]);
        c.get(&format!("/subject-results/{}", id(9))).await.refused(404, "not_found");
    }

    async fn recording_the_same_again_changes_nothing(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, programme) = (certifier(&app).await, app.programme());
        let students = app.students(&app.school("32"), 2);
        for score in ["70", "70", "71"] {
            app.sat(&c, &programme, 0, &students, &[Sat::Scored(score)]);
        }
        let list = c.get("/subject-results").await.expect(200);
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        assert!(items.iter().all(|r| r["score"] == "71" && r["version"] == 2));
    }

    async fn institutions_see_their_results_counted(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, programme) = (certifier(&app).await, app.programme());
        let (here, there) = (app.school("32"), app.school("42"));
        app.sat(&c, &programme, 0, &app.students(&here, 2), &[Sat::Scored("60"), Sat::Scored("59.99"), Sat::Absent]);
        app.sat(&c, &programme, 0, &app.students(&here, 1), &[Sat::Voided, Sat::Deferred]);
        app.sat(&c, &programme, 0, &app.students(&there, 1), &[Sat::Scored("100")]);
        let summary = c.get("/results/summary").await.expect(200);
        assert_eq!(summary["items"].as_array().unwrap().len(), 2);
        let own = app.school_admin(&here).await.get(&format!("/results/summary?edition_id={}", programme.edition)).await.expect(200);
        let items = own["items"].as_array().unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!(items[0]["students"], 3);
        let s = &items[0]["subjects"];
        assert_eq!(s[0], json!({ "subject": "agency", "scored": 2, "passed": 2, "absent": 0, "voided": 1, "deferred": 0 }));
        assert_eq!(s[1], json!({ "subject": "outsourcing", "scored": 2, "passed": 0, "absent": 0, "voided": 0, "deferred": 1 }));
        assert_eq!(s[2]["absent"], 2);
        let export = app.branch("32").await.get("/subject-results/export.xlsx?subject=agency").await;
        assert_eq!(sheet(&export.bytes).len(), 4);
        app.student(app.students(&here, 1)[0]).await.get("/results/summary").await.refused(403, "forbidden");
    }
}
