//! The board of teacher training: what it counts is what the lists hold.

use support::{Actor, Role, Scope, TestApp, Value, both, json, rows_of};

/// Rows as period, region, batches, enrolled and waiting.
async fn rows(who: &Actor, filter: &str) -> Vec<(i64, String, i64, i64, i64)> {
    let board = who.get(&format!("/training-board{filter}")).await.expect(200);
    let number = |row: &Value, field: &str| row[field].as_i64().unwrap();
    let items = board["items"].as_array().unwrap();
    items
        .iter()
        .map(|r| {
            let region = r["region_code"].as_str().unwrap().to_string();
            let (batches, enrolled) = (number(r, "batches"), number(r, "enrolled"));
            (number(r, "period"), region, batches, enrolled, number(r, "waiting"))
        })
        .collect()
}

/// Two regions in one batch of the third period, and a draft nobody knows of.
async fn programme(app: &TestApp, hq: &Actor) -> Value {
    let batch = app.batch(hq, &["32", "42"], 4).await;
    hq.post("/training-batches", app.new_batch(&["51"], 5)).await.expect(201);
    for (region, n) in [("32", 3), ("42", 3)] {
        let school = app.school(region);
        let admin = app.school_admin(&school).await;
        admin.enrol(&batch, &app.teachers(&school, n)).await.expect(201);
    }
    batch
}

both! {
    async fn the_board_says_what_the_lists_say(app: TestApp) {
        let hq = app.hq().await;
        let batch = programme(&app, &hq).await;
        let row = |region: &str, enrolled, waiting| (3, region.to_string(), 1, enrolled, waiting);
        assert_eq!(rows(&hq, "").await, [row("32", 3, 0), row("42", 1, 2)]);
        for (region, status, n) in [("32", "enrolled", 3), ("42", "enrolled", 1), ("42", "waiting", 2)] {
            let path = format!("/training-enrolments?count=true&period=3&region_code={region}&status={status}");
            assert_eq!(hq.get(&path).await.expect(200)["total"], n);
        }
        // Whoever has left the waiting list or the batch counts no more; whoever came to an end had a place.
        let last = hq.enrolments(&batch, "waiting").await[1]["id"].clone();
        let path = format!("/training-enrolments/{}/withdraw", last.as_str().unwrap());
        app.branch("42").await.post(&path, json!({ "reason": "时间冲突" })).if_match(1).await.expect(200);
        let first = hq.enrolments(&batch, "enrolled").await[0]["id"].clone();
        app.end_enrolment(&first, "failed");
        assert_eq!(rows(&hq, "?period=3").await, [row("32", 3, 0), row("42", 1, 1)]);
        assert_eq!(rows(&hq, "?period=1").await, []);
        let sheet = rows_of(&hq.get("/training-board/export.xlsx").await.bytes);
        assert_eq!(sheet[1..], [["3", "江苏省", "1", "3", "0"], ["3", "湖北省", "1", "1", "1"]]);
        assert_eq!(app.audited("training_board.export"), 1);
    }

    async fn a_branch_sees_its_region_and_others_see_no_board(app: TestApp) {
        let hq = app.hq().await;
        programme(&app, &hq).await;
        let regions: Vec<_> = rows(&app.branch("42").await, "").await.into_iter().map(|r| r.1).collect();
        assert_eq!(regions, ["42"]);
        hq.get(&format!("/training-board?edition_id={}", hq.id)).await.refused(404, "not_found");
        app.school_admin(&app.school("32")).await.get("/training-board").await.refused(403, "forbidden");
        app.actor(Role::Certifier, Scope::Country).await.get("/training-board/export.xlsx").await.refused(403, "forbidden");
    }
}
