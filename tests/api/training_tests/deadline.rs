//! When an attempt must end is settled as it begins; nothing comes later, by whatever way.

use onex::domains::training_tests::SWEEP;
use support::{Binary, Database, both, json};

use super::{Stage, at, give, hours, move_clock, raw, submit};

both! {
    async fn an_answer_is_taken_at_the_deadline_and_not_a_microsecond_later(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let attempt = stage.begin(&teacher).await;
        give(&teacher, &attempt, "true_false", &["true"]).await.expect(200);
        move_clock(&app, &attempt["deadline"], 0);
        give(&teacher, &attempt, "single", &["k1"]).await.expect(200);
        move_clock(&app, &attempt["deadline"], 1);
        let refusal = give(&teacher, &attempt, "single", &["k2"]).await.refused(409, "deadline_passed");
        assert!(refusal["detail"].as_str().unwrap().contains("the 2 answers saved until then are kept"), "{refusal}");
        submit(&teacher, &attempt).await.refused(409, "deadline_passed");
        let ended = teacher.get(&at(&attempt)).await.expect(200);
        assert_eq!((&ended["status"], &ended["score_hundredths"], &ended["ended_at"]), (&json!("expired"), &json!(6_000), &attempt["deadline"]));
        assert_eq!(app.audited("test_attempt.expire"), 1);
        assert_eq!(app.faults(), Vec::<String>::new());
    }

    async fn not_even_raw_sql_answers_late_or_moves_the_deadline(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let teacher = stage.participant(&app, 0).await;
        let attempt = stage.begin(&teacher).await;
        give(&teacher, &attempt, "single", &["k1"]).await.expect(200);
        let passed = Some("deadline_passed".to_string());
        let late = "UPDATE test_answers SET saved_at = (SELECT deadline + 1 FROM test_attempts)";
        assert_eq!(raw(&app, late), passed);
        let insert = "INSERT INTO test_answers (attempt_id, question_id, answer, saved_at, revision) \
            SELECT a.id, q.id, '[]', a.deadline + 1, 1 FROM test_attempts a, paper_questions q WHERE q.kind = 'multiple'";
        assert_eq!(raw(&app, insert), passed);
        assert_eq!(raw(&app, "UPDATE test_answers SET saved_at = (SELECT deadline FROM test_attempts)"), None);
        for fixed in ["deadline = deadline + 1", "started_at = started_at - 1", "seed = seed + 1", "no = 2"] {
            assert_eq!(raw(&app, &format!("UPDATE test_attempts SET {fixed}")), Some("state_forbids".into()), "{fixed}");
        }
        submit(&teacher, &attempt).await.expect(200);
        // Once it has ended nothing of it changes, whatever time is claimed.
        assert_eq!(raw(&app, "UPDATE test_answers SET answer = '[]'"), passed);
        assert_eq!(raw(&app, &insert.replace("deadline + 1", "started_at")), passed);
        for forged in ["score_hundredths = 10000", "status = 'open'", "marks = '[]'"] {
            assert_eq!(raw(&app, &format!("UPDATE test_attempts SET {forged}")), Some("state_forbids".into()), "{forged}");
        }
        for table in ["test_answers", "test_attempts"] {
            assert_eq!(raw(&app, &format!("DELETE FROM {table}")), Some("state_forbids".into()), "{table}");
        }
    }

    async fn what_is_worth_something_else_than_its_answers_is_found(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        let attempt = stage.begin(&teacher).await;
        give(&teacher, &attempt, "single", &["k2"]).await.expect(200);
        submit(&teacher, &attempt).await.expect(200);
        assert_eq!(app.faults(), Vec::<String>::new());
        let asleep = match app.database {
            Database::Sqlite => "DROP TRIGGER test_attempts_fixed",
            Database::Postgres => "ALTER TABLE test_attempts DISABLE TRIGGER USER",
        };
        assert_eq!(raw(&app, &format!("{asleep}; UPDATE test_attempts SET score_hundredths = 10000")), None);
        let faults = app.faults();
        assert!(faults.len() == 1 && faults[0].contains("is not worth what its answers are worth"), "{faults:?}");
    }

    async fn no_attempt_lasts_longer_than_its_test(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        app.set_clock(time::macros::datetime!(2020-03-02 05:30 UTC));
        let attempt = stage.begin(&teacher).await;
        assert_eq!(attempt["deadline"], "2020-03-02T06:00:00Z");
        // A later end is for those who begin later.
        let mut later = crate::training_tests::input(&stage.paper);
        later["closes_at"] = "2020-03-02T09:00:00Z".into();
        stage.branch.put(&stage.path(), 1, later).await.expect(200);
        assert_eq!(teacher.get(&at(&attempt)).await.expect(200)["deadline"], "2020-03-02T06:00:00Z");
    }

    async fn an_attempt_that_nobody_ends_is_ended_by_whoever_reads_it(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let (one, two) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let attempt = stage.begin(&one).await;
        give(&one, &attempt, "single", &["k1"]).await.expect(200);
        stage.begin(&two).await;
        hours(&app, 2);
        let list = stage.branch.get(&stage.attempts()).await.expect(200);
        let rows: Vec<_> = list["items"].as_array().unwrap().iter().map(|a| (a["status"].as_str().unwrap(), a["score_hundredths"].as_i64())).collect();
        assert_eq!(rows, [("expired", Some(0)), ("expired", Some(4_000))]);
        // Who is out of time begins anew.
        assert_eq!(stage.begin(&two).await["no"], 2);
    }

    async fn an_attempt_that_nobody_reads_is_ended_by_the_job_of_the_day(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        stage.begin(&stage.participant(&app, 0).await).await;
        app.set_clock(time::macros::datetime!(2020-03-03 01:00 UTC));
        assert_eq!(app.daily(SWEEP.name).await["expired"], 1);
        assert_eq!(app.audited("test_attempt.expire"), 1);
    }
}

/// A participant of the demo's class begins its test.
async fn demo_attempt(onex: &Binary) -> (String, support::Value) {
    let teacher = onex.token_of("teacher2").await;
    let get = async |path: &str| onex.request("GET", path).bearer(&teacher).await.expect(200);
    let batches = get("/training-batches").await;
    let running = batches["items"].as_array().unwrap().iter().find(|b| b["status"] == "running");
    let test =
        get(&format!("/training-batches/{}/test", running.unwrap()["id"].as_str().unwrap())).await;
    let path = format!("/training-tests/{}/attempts", test["id"].as_str().unwrap());
    let attempt = onex.request("POST", &path).bearer(&teacher).json(json!({})).await.expect(201);
    (teacher, attempt)
}

#[test]
fn an_acknowledged_answer_outlives_a_power_cut_and_a_backup() {
    for database in [Database::Sqlite, Database::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut onex = Binary::demo(database);
            onex.start();
            let (teacher, attempt) = demo_attempt(&onex).await;
            for item in attempt["items"].as_array().unwrap() {
                let path = format!("{}/answers/{}", at(&attempt), item["id"].as_str().unwrap());
                let key = item["options"][0]["key"].clone();
                let answer =
                    onex.request("PUT", &path).bearer(&teacher).json(json!({ "answer": [key] }));
                answer.await.expect(200);
            }
            onex.kill();
            onex.start();
            let kept = onex.request("GET", &at(&attempt)).bearer(&teacher).await.expect(200);
            assert_eq!(
                (&kept["status"], kept["answers"].as_array().unwrap().len()),
                (&json!("open"), attempt["items"].as_array().unwrap().len())
            );
            let path = format!("{}/submit", at(&attempt));
            onex.request("POST", &path).bearer(&teacher).await.expect(200);
            onex.kill();
            onex.run("check", &[]);
            // What triggers would refuse as new, a restore puts back as it was.
            let (archive, keys) = (onex.folder().join("b.tar.gz"), onex.folder().join("b.keys"));
            onex.run("backup", &[archive.to_str().unwrap()]);
            onex.run("backup-keys", &[keys.to_str().unwrap()]);
            let other = Binary::empty(database);
            let said = other
                .run("restore", &[archive.to_str().unwrap(), "--keys", keys.to_str().unwrap()]);
            assert!(said.contains("everything holds together"), "{said}");
        });
    }
}
