//! Taking a test.

use support::{both, json};

use super::{Stage, at, give, hours, submit};

both! {
    async fn a_participant_answers_resumes_elsewhere_and_is_marked_at_once(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let test = teacher.get(&stage.path()).await.expect(200);
        assert_eq!((&test["mine"]["may_start"], &test["mine"]["attempts_used"], &test["paper"]["questions"]), (&json!(true), &json!(0), &json!(3)));
        let attempt = stage.begin(&teacher).await;
        assert_eq!((&attempt["no"], &attempt["status"], &attempt["answers"]), (&json!(1), &json!("open"), &json!([])));
        assert_eq!((attempt["deadline"].as_str(), attempt["now"].as_str()), (Some("2020-03-02T02:00:00Z"), Some("2020-03-02T01:00:00Z")));
        assert_eq!(attempt["items"].as_array().unwrap().len(), 3);

        assert_eq!(give(&teacher, &attempt, "single", &["k2"]).await.expect(200)["revision"], 1);
        assert_eq!(give(&teacher, &attempt, "single", &["k1"]).await.expect(200)["revision"], 2);
        give(&teacher, &attempt, "multiple", &["m3", "m1"]).await.expect(200);
        give(&teacher, &attempt, "multiple", &["m3"]).await.expect(200);
        give(&teacher, &attempt, "true_false", &["false"]).await.expect(200);
        // On another device: the same order, the same answers.
        let elsewhere = app.login(&teacher.username, support::PASSWORD).await;
        let test = elsewhere.get(&stage.path()).await.expect(200);
        assert_eq!((&test["mine"]["open_attempt_id"], &test["mine"]["may_start"]), (&attempt["id"], &json!(false)));
        let resumed = elsewhere.get(&at(&attempt)).await.expect(200);
        assert_eq!(resumed["items"], attempt["items"]);
        let mut answers: Vec<String> = resumed["answers"].as_array().unwrap().iter().map(|a| a["answer"].to_string()).collect();
        answers.sort();
        assert_eq!(answers, [r#"["false"]"#, r#"["k1"]"#, r#"["m3"]"#]);

        // 40 of 40, half of 40, none of 20.
        let ended = submit(&elsewhere, &attempt).await.expect(200);
        assert_eq!((&ended["status"], &ended["score_hundredths"]), (&json!("submitted"), &json!(6_000)));
        give(&teacher, &attempt, "single", &["k1"]).await.refused(409, "state_forbids");
        submit(&teacher, &attempt).await.refused(409, "state_forbids");
        let test = teacher.get(&stage.path()).await.expect(200);
        assert_eq!((&test["mine"]["best_hundredths"], &test["mine"]["may_start"]), (&json!(6_000), &json!(true)));
        assert_eq!(app.faults(), Vec::<String>::new());
        assert_eq!((app.audited("test_attempt.start"), app.audited("test_attempt.submit")), (1, 1));
    }

    async fn an_answer_is_among_the_options_and_can_be_taken_back(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let attempt = stage.begin(&teacher).await;
        let refusal = give(&teacher, &attempt, "multiple", &["m1", "k1"]).await.refused(422, "invalid");
        assert_eq!(refusal["errors"].as_array().unwrap().len(), 1);
        give(&teacher, &attempt, "single", &["k1", "k2"]).await.refused(422, "invalid");
        let nowhere = format!("{}/answers/{}", at(&attempt), stage.class.id);
        teacher.request("PUT", &nowhere).json(json!({ "answer": [] })).await.refused(404, "not_found");
        give(&teacher, &attempt, "single", &["k1"]).await.expect(200);
        give(&teacher, &attempt, "single", &[]).await.expect(200);
        assert_eq!(submit(&teacher, &attempt).await.expect(200)["score_hundredths"], 0);
    }

    async fn attempts_are_counted_and_the_best_counts(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let first = stage.begin(&teacher).await;
        teacher.post(&stage.attempts(), json!({})).await.refused(409, "already_exists");
        give(&teacher, &first, "single", &["k1"]).await.expect(200);
        submit(&teacher, &first).await.expect(200);
        let second = stage.begin(&teacher).await;
        assert_eq!(second["no"], 2);
        give(&teacher, &second, "true_false", &["true"]).await.expect(200);
        assert_eq!(submit(&teacher, &second).await.expect(200)["score_hundredths"], 2_000);
        teacher.post(&stage.attempts(), json!({})).await.refused(409, "attempts_used");
        let test = teacher.get(&stage.path()).await.expect(200);
        assert_eq!((&test["mine"]["best_hundredths"], &test["mine"]["may_start"]), (&json!(4_000), &json!(false)));
        let list = stage.branch.get(&format!("{}?count=true", stage.attempts())).await.expect(200);
        let rows: Vec<_> = list["items"].as_array().unwrap().iter().map(|a| (a["no"].as_i64(), a["counts"].as_bool(), a["score_hundredths"].as_i64())).collect();
        assert_eq!(rows, [(Some(2), Some(false), Some(2_000)), (Some(1), Some(true), Some(4_000))]);
        assert_eq!(list["total"], 2);
    }

    async fn of_attempts_that_begin_at_once_there_is_one_and_it_is_handed_in_once(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let other = app.another_node();
        let elsewhere = other.login(&teacher.username, support::PASSWORD).await;
        let path = stage.attempts();
        let (a, b, c, d) = tokio::join!(
            async { teacher.post(&path, json!({})).await }, async { elsewhere.post(&path, json!({})).await },
            async { teacher.post(&path, json!({})).await }, async { elsewhere.post(&path, json!({})).await },
        );
        let mut answers = [a, b, c, d];
        answers.sort_by_key(|a| a.status);
        assert_eq!(answers.each_ref().map(|a| a.status), [201, 409, 409, 409]);
        let attempt = answers[0].json();
        give(&teacher, &attempt, "single", &["k1"]).await.expect(200);
        let (a, b) = tokio::join!(submit(&teacher, &attempt), submit(&elsewhere, &attempt));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(app.faults(), Vec::<String>::new());
    }

    async fn sent_again_a_beginning_begins_nothing_more(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let begin = || teacher.post(&stage.attempts(), json!({})).idempotency_key("attempt-1");
        let (first, again) = (begin().await.expect(201), begin().await.expect(201));
        assert_eq!(first, again);
    }

    async fn only_who_is_in_a_class_takes_the_test_and_only_within_its_window(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let admin = app.school_admin(&stage.school).await;
        let late = app.teachers(&stage.school, 1);
        // While the classes of the batch are being formed.
        app.set_batch_status(&stage.class.batch, "enrolling");
        admin.enrol(&stage.class.batch, &late).await.expect(201);
        let enrolled = app.teacher(late[0]).await;
        assert_eq!(enrolled.get(&stage.path()).await.expect(200)["mine"]["may_start"], false);
        enrolled.post(&stage.attempts(), json!({})).await.refused(409, "state_forbids");
        let (teacher, gone) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let attempt = stage.begin(&gone).await;
        app.drop_out(stage.class.enrolments[1]);
        give(&gone, &attempt, "single", &["k1"]).await.refused(409, "state_forbids");
        hours(&app, -2);
        let refusal = teacher.post(&stage.attempts(), json!({})).await.refused(409, "window_closed");
        assert!(refusal["detail"].as_str().unwrap().contains("2020-03-02 08:00"), "{refusal}");
        hours(&app, 5);
        teacher.post(&stage.attempts(), json!({})).await.refused(409, "window_closed");
    }

    async fn nobody_reaches_the_attempt_of_another(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let (one, two) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let attempt = stage.begin(&one).await;
        two.get(&at(&attempt)).await.refused(404, "not_found");
        give(&two, &attempt, "single", &["k1"]).await.refused(404, "not_found");
        submit(&two, &attempt).await.refused(404, "not_found");
        assert_eq!(two.get(&stage.attempts()).await.expect(200)["items"], json!([]));
        for other in [&stage.branch, &stage.trainer, &stage.editor] {
            other.get(&at(&attempt)).await.refused(403, "forbidden");
        }
    }

    async fn attempts_are_seen_by_whoever_looks_after_their_participants(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let teacher = stage.participant(&app, 0).await;
        let attempt = stage.begin(&teacher).await;
        give(&teacher, &attempt, "single", &["k1"]).await.expect(200);
        submit(&teacher, &attempt).await.expect(200);
        stage.begin(&stage.participant(&app, 1).await).await;
        let list = stage.attempts();
        for who in [&stage.branch, &stage.trainer, &app.hq().await] {
            let open = who.get(&format!("{list}?status=open")).await.expect(200);
            assert_eq!(open["items"].as_array().unwrap().len(), 1);
            let all = who.get(&format!("{list}?q=单")).await.expect(200);
            assert_eq!(all["items"].as_array().unwrap().len(), 2);
            assert_eq!(all["items"][1]["participant"]["institution"], *stage.school.name);
        }
        assert_eq!(teacher.get(&list).await.expect(200)["items"].as_array().unwrap().len(), 1);
        // A trainer of the same batch and another class, a branch and a trainer of elsewhere.
        app.branch("42").await.get(&list).await.refused(404, "not_found");
        app.trainer("42").await.get(&list).await.refused(404, "not_found");
        let other = app.trainer("32").await;
        other.get(&list).await.refused(404, "not_found");
        app.class_that_runs_in(&stage.class.batch, &stage.school, 1, &other).await;
        let version = stage.branch.get(&support::batch_path(&stage.class.batch)).await.version();
        let pool = json!({ "trainers": [{ "user_id": stage.trainer.id, "region_code": "32" }, { "user_id": other.id, "region_code": "32" }] });
        stage.branch.put(&format!("{}/trainers", support::batch_path(&stage.class.batch)), version, pool).await.expect(200);
        assert_eq!(other.get(&list).await.expect(200)["items"], json!([]));
        app.school_admin(&stage.school).await.get(&list).await.refused(403, "forbidden");
        let sheet = stage.branch.get(&format!("{list}/export.xlsx")).await;
        assert_eq!(sheet.status, 200);
        let rows = support::rows_of(&sheet.bytes);
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert_eq!(rows[2][8], "40.00", "{rows:?}");
    }
}
