//! Capacity and order while everybody comes at once: on PostgreSQL through two nodes.

use std::collections::{BTreeSet, HashMap};

use super::batch_of_period;
use futures_util::future::join_all;
use support::{Actor, Answer, Database, TestApp, Value, batch_path, both, json};

/// Sends it until it is taken: a busy server asks to come back, and the key makes coming back harmless.
async fn insist(app: &TestApp, who: &Actor, path: &str, body: &Value, key: &str) -> Answer {
    loop {
        let request = app.post(path, body.clone()).bearer(&who.token).idempotency_key(key);
        let answer = request.await;
        if answer.status != 503 {
            return answer;
        }
        support::moment().await;
    }
}

both! {
    async fn two_hundred_at_once_for_twenty_places_keep_their_order_and_nobody_is_lost(app: TestApp) {
        const PLACES: i64 = 20;
        let other = (app.database == Database::Postgres).then(|| app.another_node());
        let node = |n: usize| other.as_ref().filter(|_| n % 2 == 1).unwrap_or(&app);
        let hq = app.hq().await;
        let batch = app.batch(&hq, &["32", "42"], PLACES).await;
        let mut requests = Vec::new();
        for n in 0..10 {
            let school = app.school(if n % 2 == 0 { "32" } else { "42" });
            let admin = app.school_admin(&school).await;
            for teacher in app.teachers(&school, 20) {
                requests.push((admin.clone(), json!({ "batch_id": batch["id"], "teacher_ids": [teacher] })));
            }
        }
        let path = "/training-enrolments";
        let sent = requests.iter().enumerate().map(async |(n, (admin, body))| {
            insist(node(n), admin, path, body, &format!("storm-{n:05}")).await.expect(201)["items"][0].clone()
        });
        let answers: Vec<Value> = join_all(sent).await;
        let seqs: BTreeSet<i64> = answers.iter().map(|a| a["seq"].as_i64().unwrap()).collect();
        assert_eq!(seqs, (1..=200).collect(), "everybody has a number of their own");
        for answer in &answers {
            let first = answer["seq"].as_i64().unwrap() <= PLACES;
            assert_eq!(answer["outcome"], if first { "enrolled" } else { "waiting" }, "{answer}");
            assert_eq!(answer["rank"].as_i64(), answer["seq"].as_i64().map(|s| s - PLACES).filter(|r| *r > 0));
        }
        // The list says what the answers said.
        let enrolled: BTreeSet<i64> = hq.enrolments(&batch, "enrolled").await.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
        assert_eq!(enrolled, (1..=PLACES).collect());
        let waiting: Vec<i64> = hq.enrolments(&batch, "waiting").await.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
        assert_eq!(waiting, (PLACES + 1..=200).collect::<Vec<_>>());
        let seen = hq.get(&batch_path(&batch)).await.expect(200);
        assert_eq!((&seen["taken"], &seen["waiting"]), (&json!(PLACES), &json!(180)));
        // Whoever sends the same again is given the same.
        let (admin, body) = &requests[7];
        let again = insist(node(8), admin, path, body, "storm-00007").await.expect(201);
        assert_eq!(again["items"][0], answers[7]);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn five_who_leave_at_once_make_room_for_the_next_five_each_told_once(app: TestApp) {
        let other = (app.database == Database::Postgres).then(|| app.another_node());
        let node = |n: usize| other.as_ref().filter(|_| n % 2 == 1).unwrap_or(&app);
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 20));
        let batch = app.batch(&branch, &["32"], 10).await;
        let results = admin.enrol(&batch, &teachers).await.expect(201);
        let id = |n: usize| results["items"][n]["enrolment_id"].as_str().unwrap().to_string();
        let leaving = (0..5).map(|n| 2 * n).map(|n| {
            let path = format!("/training-enrolments/{}/withdraw", id(n));
            let (app, admin) = (node(n / 2), &admin);
            async move {
                loop {
                    let request = app.post(&path, json!({ "reason": "时间冲突" })).bearer(&admin.token);
                    let answer = request.if_match(1).await;
                    if answer.status != 503 {
                        return answer.expect(200);
                    }
                }
            }
        });
        join_all(leaving).await;
        let mut states = HashMap::new();
        for status in ["enrolled", "waiting", "withdrawn"] {
            let mut seqs: Vec<i64> = branch.enrolments(&batch, status).await.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
            seqs.sort_unstable();
            states.insert(status, seqs);
        }
        assert_eq!(states["withdrawn"], [1, 3, 5, 7, 9]);
        assert_eq!(states["enrolled"], [2, 4, 6, 8, 10, 11, 12, 13, 14, 15]);
        assert_eq!(states["waiting"], [16, 17, 18, 19, 20]);
        let told = app.told(&admin, "training_enrolment").await;
        assert_eq!(told.len(), 5, "the school is told of each once");
        for (n, teacher) in teachers.iter().enumerate().skip(10).take(6) {
            let who = app.teacher(*teacher).await;
            let promoted = app.told(&who, "training_enrolment").await.iter().filter(|t| t["code"] == "training_enrolment.promoted").count();
            assert_eq!(promoted, usize::from(n < 15), "number {}", n + 1);
        }
        assert_eq!(app.audited("training_enrolment.promote"), 5);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn one_teacher_enrolled_in_two_batches_at_once_is_in_one(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 6));
        let batches = [app.batch(&branch, &["32"], 10).await, batch_of_period(&app, &branch, 1, &["32"], 10).await];
        let backwards: Vec<_> = teachers.iter().rev().copied().collect();
        let bodies = [&teachers, &backwards].map(|list| json!(list));
        let sent = batches.iter().zip(&bodies).map(async |(batch, list)| {
            let body = json!({ "batch_id": batch["id"], "teacher_ids": list });
            let key = format!("one-of-two-{}", batch["period"]);
            insist(&app, &admin, "/training-enrolments", &body, &key).await
        });
        let mut statuses: Vec<u16> = join_all(sent).await.iter().map(|a| a.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(admin.get("/training-enrolments?count=true").await.expect(200)["total"], 6);
        assert_eq!(app.faults(), [""; 0]);
    }
}
