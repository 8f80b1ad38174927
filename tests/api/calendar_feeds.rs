//! Calendar feeds: a secret address at which a calendar program reads somebody's live sessions, until it is revoked.

use diesel::prelude::*;
use icalendar::{Calendar, CalendarComponent, Component, Event};
use support::{Actor, Answer, TestApp, both, json, session_path};

/// A feed of somebody of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    feed(&app.trainer("42").await).await.0
}

/// A new feed: its id and its address below `/api/v1`.
async fn feed(who: &Actor) -> (String, String) {
    let made = who.post("/calendar-feeds", json!({ "label": "手机日历" })).await.expect(201);
    let url = made["url"].as_str().unwrap();
    let path = url.split_once("/api/v1").unwrap().1.to_string();
    (made["id"].as_str().unwrap().to_string(), path)
}

fn events(answer: &Answer) -> Vec<Event> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let calendar: Calendar = answer.text().parse().unwrap();
    calendar
        .components
        .into_iter()
        .filter_map(|c| match c {
            CalendarComponent::Event(event) => Some(event),
            _ => None,
        })
        .collect()
}

both! {
    async fn a_calendar_program_reads_the_sessions_of_who_takes_part(app: TestApp) {
        let class = app.live_class(1).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        app.live_class(1).await.planned("05T01:00", "05T02:30").await;
        let member = app.teacher(class.members[0]).await;
        let (_, path) = feed(&member).await;
        let answer = app.get(&path).await;
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("text/calendar; charset=utf-8", "private, max-age=900"));
        let one = &events(&answer)[..];
        assert_eq!(one.len(), 1, "{}", answer.text());
        let event = &one[0];
        assert!(event.get_uid().unwrap().starts_with(&format!("session-{}@", session["id"].as_str().unwrap())));
        assert_eq!(event.get_summary(), Some("平台实操 · 南京一班"));
        assert_eq!((event.property_value("DTSTART"), event.property_value("DTEND")), (Some("20200305T010000Z"), Some("20200305T023000Z")));
        assert_eq!((event.property_value("SEQUENCE"), event.property_value("STATUS")), (Some("0"), Some("CONFIRMED")));
        assert!(event.property_value("URL").unwrap().ends_with(&session_path(&session)));
        assert!(!answer.text().contains("meeting.example.com"), "the room is told by entering alone");
        for line in answer.text().split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert_eq!(events(&app.get(&feed(&class.host).await.1).await).len(), 1);

        // A change is told by the tag, and what is moved or cancelled says so.
        let tag = answer.header("etag").to_string();
        let again = app.get(&path).header("if-none-match", &tag).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0));
        let moved = json!({ "starts_at": "2020-03-06T01:00:00Z", "ends_at": "2020-03-06T02:30:00Z" });
        let moved = class.host.patch(&session_path(&session), 1, moved).await.expect(200);
        let after = app.get(&path).header("if-none-match", &tag).await;
        let event = &events(&after)[0];
        assert_eq!((event.property_value("DTSTART"), event.property_value("SEQUENCE")), (Some("20200306T010000Z"), Some("1")));
        class.host.session_step(&moved, "cancel", json!({ "reason": "改期" })).await.expect(200);
        let event = &events(&app.get(&path).await)[0];
        assert_eq!((event.property_value("STATUS"), event.property_value("SEQUENCE")), (Some("CANCELLED"), Some("2")));
        app.set_clock(time::macros::datetime!(2020-04-08 01:00 UTC));
        assert_eq!(events(&app.get(&path).await).len(), 0, "after a month it is gone");
    }

    async fn a_feed_that_is_revoked_is_as_unknown_as_one_that_never_was(app: TestApp) {
        let (class, hq) = (app.live_cohort(1).await, app.hq().await);
        let student = app.student(class.members[0]).await;
        let (id, path) = feed(&student).await;
        app.get(&path).await.expect(200);
        let listed = student.get("/calendar-feeds").await;
        let list = listed.expect(200);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["label"]), (1, &json!("手机日历")));
        assert!(list["items"][0]["last_used_at"].is_string() && list["items"][0].get("url").is_none(), "the address is told once");
        app.student(app.students(&class.school, 1)[0]).await.delete(&format!("/calendar-feeds/{id}")).await.refused(404, "not_found");
        student.delete(&format!("/calendar-feeds/{id}")).await.expect(204);
        let gone = app.get(&path).await.refused(404, "not_found");
        let never = app.get("/public/calendar-feeds/mV3q0e7kX1rC8yP2aB5dF9hJ4lN6tW0z.ics").await.refused(404, "not_found");
        assert_eq!(gone["detail"], never["detail"]);
        student.delete(&format!("/calendar-feeds/{id}")).await.refused(404, "not_found");

        // So is one whose owner may not be here any more.
        let (_, path) = feed(&student).await;
        app.get(&path).await.expect(200);
        hq.post(&format!("/users/{}/disable", student.id), json!({ "reason": "账号停用" })).await.expect(200);
        app.get(&path).await.refused(404, "not_found");
    }

    async fn at_most_five_open_at_a_time_and_a_repeated_request_makes_one(app: TestApp) {
        let trainer = app.trainer("32").await;
        let make = || trainer.post("/calendar-feeds", json!({ "label": "电脑" })).idempotency_key("feed-one");
        assert_eq!(make().await.expect(201)["url"], make().await.expect(201)["url"]);
        for _ in 0..4 {
            feed(&trainer).await;
        }
        let one_more = || trainer.post("/calendar-feeds", json!({ "label": "平板" }));
        one_more().await.refused(409, "state_forbids");
        let list = trainer.get("/calendar-feeds").await.expect(200);
        trainer.delete(&format!("/calendar-feeds/{}", list["items"][0]["id"].as_str().unwrap())).await.expect(204);
        one_more().await.expect(201);
        app.hq().await.post("/calendar-feeds", json!({ "label": "平板" })).await.refused(403, "forbidden");
        trainer.post("/calendar-feeds", json!({ "label": " " })).await.refused(422, "invalid");
    }

    async fn the_secret_of_an_address_stands_in_no_row_and_no_trail(app: TestApp) {
        use onex::schema::{audit_events, calendar_feeds};
        let trainer = app.trainer("32").await;
        let (_, path) = feed(&trainer).await;
        app.get(&path).await.expect(200);
        let token = path.rsplit('/').next().unwrap().trim_end_matches(".ics").to_string();
        let (hashes, details): (Vec<Vec<u8>>, Vec<String>) = app.state.db.read_blocking(|conn| {
            let hashes = calendar_feeds::table.select(calendar_feeds::token_hash).load(conn)?;
            Ok((hashes, audit_events::table.select(audit_events::detail).load(conn)?))
        }).unwrap();
        assert!(hashes.iter().all(|h| h.len() == 32 && h.as_slice() != token.as_bytes()));
        assert!(details.iter().all(|d| !d.contains(&token)));
        assert_eq!(app.audited("calendar_feed.create"), 1);
        let metrics = app.request("GET", "/raw/metrics").await.text();
        assert!(metrics.contains("/public/calendar-feeds/{token}.ics") && !metrics.contains(&token), "routes are named by their pattern");
    }

    async fn guesses_are_counted_by_address(app: TestApp) {
        let node = app.another_node_with(|s| s.verify_failures_per_address = Some(3));
        for _ in 0..3 {
            node.get("/public/calendar-feeds/guess.ics").await.refused(404, "not_found");
        }
        let trainer = node.trainer("32").await;
        let (_, path) = feed(&trainer).await;
        node.get(&path).await.refused(429, "too_many_attempts");
    }
}
