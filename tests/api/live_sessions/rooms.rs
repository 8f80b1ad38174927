//! Rooms of BigBlueButton and Jitsi: each against its published formats, by somebody else's reading of them.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use onex::platform::config::BbbEvents;
use serde::Deserialize;
use support::{
    Answer, BBB_SECRET, Bbb, LiveClass, TestApp, Value, bbb_event, bbb_event_of, both, json,
    session_path,
};

use super::{clock, record, records};

/// A node that offers rooms of this server.
fn with_bbb(app: &TestApp, bbb: &Bbb) -> TestApp {
    app.another_node_with(|s| {
        s.bbb_url = Some(bbb.url().into());
        s.bbb_secret = Some(BBB_SECRET.into());
    })
}

/// A session of a class in a room of this provider, from 09:00 to 10:30 on 5 March in Shanghai.
async fn planned(class: &LiveClass, provider: &str) -> Value {
    let mut body = class.sessions(&[("05T01:00", "05T02:30")]);
    body["provider"] = json!(provider);
    body.as_object_mut().unwrap().remove("room");
    class.host.post("/live-sessions", body).await.expect(201)["items"][0].clone()
}

fn meeting(session: &Value) -> String {
    format!("onex-{}", session["id"].as_str().unwrap())
}

/// Milliseconds of a time of 5 March 2020 in UTC, such as `01:30`.
fn ms(time: &str) -> i64 {
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
    // 2020-03-05T00:00:00Z
    1_583_366_400_000 + minutes * 60_000
}

/// Sends an event to a session, signed as the server signs it.
async fn tell(app: &TestApp, bbb: &Bbb, session: &Value, event: &Value) -> Answer {
    let hook = bbb.hook(&meeting(session));
    let (body, checksum) = bbb.signed(&hook, event);
    send(app, session, &checksum, body).await
}

async fn send(app: &TestApp, session: &Value, checksum: &str, body: String) -> Answer {
    let path =
        format!("/public/live-events/{}?checksum={checksum}", session["id"].as_str().unwrap());
    app.request("POST", &path).body("application/x-www-form-urlencoded", body).await
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    sub: String,
    room: String,
    exp: i64,
    context: Context,
}

#[derive(Deserialize)]
struct Context {
    user: HashMap<String, String>,
}

both! {
    async fn a_bigbluebutton_is_asked_as_it_documents(app: TestApp) {
        let bbb = Bbb::start();
        let app = with_bbb(&app, &bbb);
        let class = app.live_class(1).await;
        assert_eq!(class.host.get(&class.plan()).await.expect(200)["providers"], json!(["link", "bigbluebutton"]));
        app.start_live_class(&class);
        let session = planned(&class, "bigbluebutton").await;
        assert_eq!(bbb.calls().len(), 0, "a meeting is made when somebody enters");
        clock(&app, "05T00:50");
        let path = format!("{}/join", session_path(&session));
        let member = app.teacher(class.members[0]).await;
        let entered = member.request("POST", &path).await.expect(200);
        let url = entered["url"].as_str().unwrap().to_string();
        let answer = reqwest::get(&url).await.unwrap().text().await.unwrap();
        assert!(answer.contains("successfullyJoined"), "{answer}");
        let changed = url.replace("role=VIEWER", "role=MODERATOR");
        assert!(reqwest::get(&changed).await.unwrap().text().await.unwrap().contains("checksumError"), "nobody makes themselves a moderator");
        let host = class.host.request("POST", &path).await.expect(200);
        reqwest::get(host["url"].as_str().unwrap()).await.unwrap();

        let calls = bbb.calls();
        let names: Vec<&str> = calls.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["create", "hooks/create", "join", "create", "join"]);
        let create = &calls[0].1;
        assert_eq!((&*create["name"], &*create["meetingID"], &*create["record"], &*create["duration"]), ("平台实操", &*meeting(&session), "false", "150"));
        assert_eq!(create["meta_onex-session"], session["id"].as_str().unwrap());
        let hook = &calls[1].1;
        assert_eq!((&*hook["meetingID"], &*hook["eventID"]), (&*meeting(&session), "user-joined,user-left,meeting-ended"));
        assert!(hook["callbackURL"].ends_with(&format!("/api/v1/public/live-events/{}", session["id"].as_str().unwrap())));
        let (viewer, moderator) = (&calls[2].1, &calls[4].1);
        assert_eq!((&*viewer["role"], &*moderator["role"]), ("VIEWER", "MODERATOR"));
        assert_eq!((&*viewer["userID"], &*moderator["userID"]), (&*member.id.to_string(), &*class.host.id.to_string()));

        let open = class.host.get(&session_path(&session)).await.expect(200);
        assert_eq!(open["status"], "open");
        clock(&app, "05T02:20");
        let ended = class.host.session_step(&open, "end", json!({})).await.expect(200);
        assert_eq!((&ended["status"], &ended["held_minutes"]), (&json!("held"), &json!(80)));
        assert_eq!(bbb.calls().last().unwrap().0, "end");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_server_that_does_not_answer_holds_nothing_up_but_its_rooms(app: TestApp) {
        let bbb = Bbb::start();
        let app = with_bbb(&app, &bbb);
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = planned(&class, "bigbluebutton").await;
        let mut place = class.sessions(&[("06T01:00", "06T02:00")]);
        place["provider"] = json!("bigbluebutton");
        let problem = class.host.post("/live-sessions", place).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/room");
        clock(&app, "05T01:00");
        bbb.down(true);
        let path = format!("{}/join", session_path(&session));
        let problem = class.host.request("POST", &path).await.refused(503, "provider_unavailable");
        assert!(!problem.to_string().contains("checksum"), "{problem}");
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["status"], "planned");
        bbb.down(false);
        class.host.request("POST", &path).await.expect(200);
        bbb.down(true);
        clock(&app, "05T02:30");
        let open = class.host.get(&session_path(&session)).await.expect(200);
        class.host.session_step(&open, "end", json!({})).await.refused(503, "provider_unavailable");
        let time = json!({ "started_at": "2020-03-05T01:00:00Z", "ended_at": "2020-03-05T02:30:00Z" });
        class.host.session_step(&open, "hold", time).await.expect(200);
    }

    async fn what_a_server_tells_counts_once_and_in_whatever_order(app: TestApp) {
        let bbb = Bbb::start();
        let app = with_bbb(&app, &bbb);
        let class = app.live_class(2).await;
        app.start_live_class(&class);
        let session = planned(&class, "bigbluebutton").await;
        clock(&app, "05T00:55");
        class.host.request("POST", &format!("{}/join", session_path(&session))).await.expect(200);
        let (room, users) = (meeting(&session), [app.teacher_user(class.members[0]), app.teacher_user(class.members[1])]);
        let names = [users[0].to_string(), users[1].to_string()];
        let of = |kind: &str, internal: &str, user: usize, time: &str| bbb_event(&room, kind, Some((internal, &names[user], "单雄信")), ms(time));
        let (joined, left) = ("user-joined", "user-left");
        let events = [
            // The going is told before the coming; then a second device, and a lost connection.
            of(left, "w_1", 0, "01:40"), of(joined, "w_1", 0, "01:00"),
            of(joined, "w_2", 0, "01:30"), of(left, "w_2", 0, "01:50"),
            of(joined, "w_1", 0, "02:00"),
            // Somebody who was there before it began, and left when it was over.
            of(joined, "w_3", 1, "00:30"), of(left, "w_3", 1, "02:10"),
            // Whoever comes in by other ways is nobody of the class.
            bbb_event(&room, joined, Some(("w_9", "gl-anonymous", "iPad")), ms("01:10")),
            bbb_event(&room, "user-audio-voice-enabled", Some(("w_3", &names[1], "")), ms("01:10")),
        ];
        for event in &events {
            // As it is documented, and as servers send it since 3.0.
            tell(&app, &bbb, &session, event).await.expect(200);
            tell(&app, &bbb, &session, &json!([event])).await.expect(200);
        }
        assert_eq!(records(&class.host, &session).await, [], "nothing counts before it is over");
        let elsewhere = bbb_event("onex-other", "meeting-ended", None, ms("02:00"));
        tell(&app, &bbb, &session, &elsewhere).await.expect(200);
        clock(&app, "05T02:15");
        let ended = bbb_event(&room, "meeting-ended", None, ms("02:10"));
        tell(&app, &bbb, &session, &ended).await.expect(200);
        let held = class.host.get(&session_path(&session)).await.expect(200);
        assert_eq!((&held["status"], &held["held_minutes"], &held["actual_end"]), (&json!("held"), &json!(70), &json!("2020-03-05T02:10:00Z")));
        let mut got = records(&class.host, &session).await;
        let mut wanted = vec![record(users[0], 60, "provider", false), record(users[1], 70, "provider", false)];
        got.sort();
        wanted.sort();
        assert_eq!(got, wanted);
        let shown = class.host.get(&format!("{}/attendance", session_path(&session))).await.expect(200);
        assert_eq!((shown["unknown"].as_array().unwrap().len(), &shown["unknown"][0]["shown_name"]), (1, &json!("iPad")));

        // What is entered stays, whatever comes late; what was told is counted again.
        let by_hand = json!({ "rows": [{ "user_id": users[1], "minutes": 65 }], "reason": "中途离席" });
        class.host.put_attendance(&format!("{}/attendance", session_path(&session)), by_hand).await.expect(200);
        tell(&app, &bbb, &session, &of(left, "w_1", 0, "02:05")).await.expect(200);
        tell(&app, &bbb, &session, &of(joined, "w_4", 1, "01:00")).await.expect(200);
        let mut got = records(&class.host, &session).await;
        let mut wanted = vec![record(users[0], 55, "provider", false), record(users[1], 65, "manual", true)];
        got.sort();
        wanted.sort();
        assert_eq!(got, wanted);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_meeting_that_is_told_late_to_be_over_does_not_end_the_one_after_it(app: TestApp) {
        let bbb = Bbb::start();
        let app = with_bbb(&app, &bbb);
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = planned(&class, "bigbluebutton").await;
        let room = meeting(&session);
        let over = |before: i64, time: &str| bbb_event_of(before, &room, "meeting-ended", None, ms(time));
        let status = async || class.host.get(&session_path(&session)).await.expect(200)["status"].clone();
        let join = async || class.host.request("POST", &format!("{}/join", session_path(&session))).await.expect(200);
        clock(&app, "05T00:55");
        join().await;
        let open = class.host.get(&session_path(&session)).await.expect(200);
        clock(&app, "05T01:20");
        class.host.session_step(&open, "end", json!({})).await.expect(200);
        clock(&app, "05T01:25");
        join().await;
        assert_eq!(status().await, "open");
        // Neither the end that somebody asked for nor any other of the first meeting; who was there counts all the same.
        tell(&app, &bbb, &session, &over(0, "01:20")).await.expect(200);
        tell(&app, &bbb, &session, &over(0, "01:26")).await.expect(200);
        let user = app.teacher_user(class.members[0]);
        let (told, name) = (ms("01:00"), user.to_string());
        let of = |kind: &str, at: i64| bbb_event(&room, kind, Some(("w_1", &name, "单雄信")), at);
        tell(&app, &bbb, &session, &of("user-joined", told)).await.expect(200);
        tell(&app, &bbb, &session, &of("user-left", ms("01:20"))).await.expect(200);
        assert_eq!(status().await, "open");
        clock(&app, "05T02:20");
        tell(&app, &bbb, &session, &over(1, "02:15")).await.expect(200);
        let held = class.host.get(&session_path(&session)).await.expect(200);
        assert_eq!((&held["status"], &held["actual_end"]), (&json!("held"), &json!("2020-03-05T02:15:00Z")));
        assert_eq!(records(&class.host, &session).await, [record(user, 20, "provider", false)]);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn what_is_not_signed_by_the_server_is_refused_alike(app: TestApp) {
        let bbb = Bbb::start();
        let app = with_bbb(&app, &bbb);
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = planned(&class, "bigbluebutton").await;
        let link = class.planned("06T01:00", "06T02:00").await;
        clock(&app, "05T01:00");
        class.host.request("POST", &format!("{}/join", session_path(&session))).await.expect(200);
        let hook = bbb.hook(&meeting(&session));
        let event = bbb_event(&meeting(&session), "meeting-ended", None, ms("02:00"));
        let (body, checksum) = bbb.signed(&hook, &event);
        let (old, old_checksum) = bbb.signed_sha1(&hook, &event);
        for (checksum, body) in [
            (String::new(), body.clone()),
            (checksum.replace(['a', '1'], "b"), body.clone()),
            (checksum.clone(), body.replace("meeting", "Meeting")),
            (checksum.clone(), format!("{body}&domain=x")),
            (old_checksum[..39].to_string(), old.clone()),
        ] {
            send(&app, &session, &checksum, body).await.refused(401, "signature_invalid");
        }
        // The signature of one address is none at another; a session that is not there answers no differently.
        send(&app, &link, &checksum, body.clone()).await.refused(401, "signature_invalid");
        for id in [link["id"].as_str().unwrap(), "01900000-0000-7000-8000-00000000dead"] {
            let address = hook.replace(session["id"].as_str().unwrap(), id);
            let (body, checksum) = bbb.signed(&address, &event);
            send(&app, &json!({ "id": id }), &checksum, body).await.refused(401, "signature_invalid");
        }
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["status"], "open");
        let (garbage, signed) = bbb.signed(&hook, &json!({ "data": {} }));
        send(&app, &session, &signed, garbage).await.refused(400, "malformed");
        // Servers before 2.5 sign with SHA-1.
        send(&app, &session, &old_checksum, old).await.expect(200);
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["status"], "held");
    }

    async fn a_server_may_show_its_secret_instead_of_signing(app: TestApp) {
        let bbb = Bbb::start();
        let app = app.another_node_with(|s| {
            s.bbb_url = Some(bbb.url().into());
            s.bbb_secret = Some(BBB_SECRET.into());
            s.bbb_events = Some(BbbEvents::Bearer);
        });
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = planned(&class, "bigbluebutton").await;
        clock(&app, "05T01:00");
        class.host.request("POST", &format!("{}/join", session_path(&session))).await.expect(200);
        let event = bbb_event(&meeting(&session), "meeting-ended", None, ms("02:00"));
        let (body, checksum) = bbb.signed(&bbb.hook(&meeting(&session)), &event);
        send(&app, &session, &checksum, body.clone()).await.refused(401, "signature_invalid");
        let path = format!("/public/live-events/{}", session["id"].as_str().unwrap());
        let with = async |secret: &str| app.request("POST", &path).body("application/x-www-form-urlencoded", body.clone()).bearer(secret).await;
        with("wrong").await.refused(401, "signature_invalid");
        with(BBB_SECRET).await.expect(200);
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["status"], "held");
    }

    async fn a_token_opens_one_room_of_a_jitsi_for_one_guest(app: TestApp) {
        const SECRET: &str = "a-secret-of-the-operator";
        let app = app.another_node_with(|s| {
            s.jitsi_url = Some("https://Meet.example".into());
            s.jitsi_app_id = Some("onex".into());
            s.jitsi_secret = Some(SECRET.into());
        });
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = planned(&class, "jitsi").await;
        clock(&app, "05T01:00");
        let path = format!("{}/join", session_path(&session));
        let member = app.teacher(class.members[0]).await;
        let room = meeting(&session).replacen("onex-", "", 1).replace('-', "");
        let read = async |who: &support::Actor, secret: &str| {
            let url = who.request("POST", &path).await.expect(200)["url"].as_str().unwrap().to_string();
            let (place, token) = url.split_once("?jwt=").unwrap();
            assert_eq!(place, format!("https://meet.example/onex-{room}"));
            let mut rules = Validation::new(Algorithm::HS256);
            rules.set_audience(&["onex"]);
            rules.set_issuer(&["onex"]);
            rules.validate_nbf = true;
            decode::<Claims>(token, &DecodingKey::from_secret(secret.as_bytes()), &rules).map(|t| t.claims)
        };
        assert!(read(&member, "another").await.is_err());
        let guest = read(&member, SECRET).await.unwrap();
        assert_eq!((guest.aud.as_str(), guest.iss.as_str(), guest.sub.as_str()), ("onex", "onex", "meet.example"));
        assert_eq!((guest.room, &guest.context.user["id"], &*guest.context.user["affiliation"]), (format!("onex-{room}"), &member.id.to_string(), "member"));
        // It ends half an hour behind the session, in the time that the server goes by.
        let real = onex::platform::clock::Clock::real().utc().unix_timestamp();
        let left = guest.exp - real;
        assert!((7_190..=7_200).contains(&left), "two hours from the clock's nine o'clock: {left}");
        let host = read(&class.host, SECRET).await.unwrap();
        assert_eq!((&*host.context.user["affiliation"], &*host.context.user["moderator"]), ("owner", "true"));
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["status"], "open");
    }
}
