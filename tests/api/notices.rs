//! Notices: what reaches a person, and a count that agrees everywhere.

use onex::domains::notices;
use support::{Actor, Database, Role, Scope, TestApp, both, json};

/// Tells these people something, as another slice would.
fn tell(app: &TestApp, people: &[&Actor], n: usize) {
    let ids: Vec<_> = people.iter().map(|a| a.id).collect();
    let now = app.state.clock.now();
    app.state
        .db
        .write_blocking(|conn| {
            notices::send(conn, &ids, "test.told", &json!({ "n": n }), Some("/home"), now)
        })
        .unwrap();
    app.state.wake_streams();
}

both! {
    async fn a_notice_reaches_whom_it_concerns_and_nobody_else(app: TestApp) {
        let (a, b) = (app.hq().await, app.branch("32").await);
        tell(&app, &[&a, &a], 1);
        let list = a.get("/notices").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "named twice, told once");
        let notice = &list["items"][0];
        assert_eq!((&notice["code"], &notice["params"], &notice["link"]), (&json!("test.told"), &json!({ "n": 1 }), &json!("/home")));
        assert_eq!(a.get("/me").await.expect(200)["unread_notices"], 1);
        assert_eq!(b.get("/notices").await.expect(200)["items"], json!([]));
        let path = format!("/notices/{}/read", notice["id"].as_str().unwrap());
        b.request("POST", &path).await.refused(404, "not_found");
        assert_eq!(a.request("POST", &path).await.expect(200)["count"], 0);
        let first = a.get("/notices").await.expect(200)["items"][0]["read_at"].clone();
        app.set_clock(time::macros::datetime!(2020-03-03 01:00 UTC));
        assert_eq!(a.request("POST", &path).await.expect(200)["count"], 0);
        assert_eq!(a.get("/notices").await.expect(200)["items"][0]["read_at"], first, "the first reading counts");
        app.get("/notices").await.refused(401, "unauthenticated");
    }

    async fn notices_come_in_pages_newest_first_and_can_be_narrowed_to_the_unread(app: TestApp) {
        let a = app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: None }).await;
        for n in 0..5 {
            tell(&app, &[&a], n);
        }
        let (mut seen, mut cursor) = (vec![], String::new());
        loop {
            let page = a.get(&format!("/notices?limit=2{cursor}")).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|i| i["params"]["n"].as_i64().unwrap()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, [4, 3, 2, 1, 0]);
        let newest = a.get("/notices?limit=1").await.expect(200)["items"][0]["id"].as_str().unwrap().to_string();
        a.request("POST", &format!("/notices/{newest}/read")).await.expect(200);
        assert_eq!(a.get("/notices?unread=true").await.expect(200)["items"].as_array().unwrap().len(), 4);
        assert_eq!(a.get("/notices?unread=false").await.expect(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(a.get("/notices/unread-count").await.expect(200)["count"], 4);
        assert_eq!(a.request("POST", "/notices/read-all").await.expect(200)["count"], 0);
        assert_eq!(a.get("/notices?unread=true").await.expect(200)["items"], json!([]));
        a.get("/notices?limit=0").await.refused(422, "invalid");
        a.get("/notices?limit=201").await.refused(422, "invalid");
        a.get("/notices?cursor=nonsense").await.refused(422, "bad_cursor");
        a.get("/notices?unread=perhaps").await.refused(400, "malformed");
        a.request("POST", "/notices/none/read").await.refused(400, "malformed");
    }

    async fn what_was_not_committed_is_not_told(app: TestApp) {
        let a = app.hq().await;
        let now = app.state.clock.now();
        let refused = app.state.db.write_blocking(|conn| {
            notices::send(conn, &[a.id], "test.told", &json!({}), None, now)?;
            Err::<(), _>(onex::platform::error::Error::new(onex::platform::error::Code::Conflict))
        });
        assert!(refused.is_err());
        assert_eq!(a.get("/notices/unread-count").await.expect(200)["count"], 0);
    }

    async fn every_tab_is_told_the_same_count_at_once_and_after_every_change(app: TestApp) {
        let a = app.hq().await;
        tell(&app, &[&a], 1);
        let (mut one, mut two) = (a.get("/notices/stream").open().await, a.get("/notices/stream").open().await);
        assert_eq!(one.expect("unread").await["count"], 1, "the present state comes first");
        assert_eq!(two.expect("unread").await["count"], 1);
        tell(&app, &[&a], 2);
        assert_eq!(one.expect("unread").await["count"], 2);
        assert!(one.expect("notice").await["id"].is_string());
        assert_eq!(two.expect("unread").await["count"], 2);
        a.request("POST", "/notices/read-all").await.expect(200);
        assert_eq!(one.expect("unread").await["count"], 0);
        assert_eq!(two.expect("unread").await["count"], 0);
        drop(one);
        // Whoever was away meanwhile learns the present state on coming back.
        tell(&app, &[&a], 3);
        let mut again = a.get("/notices/stream").open().await;
        assert_eq!(again.expect("unread").await["count"], 1);
        app.get("/notices/stream").await.refused(401, "unauthenticated");
    }

    async fn the_count_agrees_over_nodes(app: TestApp) {
        // Several nodes share a PostgreSQL; SQLite is the embedded single node.
        if app.database == Database::Postgres {
            let a = app.hq().await;
            let other = app.another_node();
            let mut there = other.get("/notices/stream").bearer(&a.token).open().await;
            assert_eq!(there.expect("unread").await["count"], 0);
            tell(&app, &[&a], 1);
            assert_eq!(there.expect("unread").await["count"], 1);
            other.request("POST", "/notices/read-all").bearer(&a.token).await.expect(200);
            assert_eq!(a.get("/me").await.expect(200)["unread_notices"], 0);
        }
    }

    async fn a_stream_ends_with_its_session_and_with_its_token(app: TestApp) {
        let here = app.hq().await;
        let there = app.login(&here.username, "correct-horse-7").await;
        let stream = there.get("/notices/stream").open().await;
        let list = here.get("/me/sessions").await.expect(200);
        let id = list["items"].as_array().unwrap().iter().find(|s| s["current"] == false).unwrap()["id"].as_str().unwrap().to_string();
        here.delete(&format!("/me/sessions/{id}")).await.expect(204);
        stream.end().await;
        let short = app.token_for(&here, 2);
        let mut stream = app.get("/notices/stream").bearer(&short).open().await;
        assert_eq!(stream.expect("unread").await["count"], 0);
        stream.end().await;
    }
}
