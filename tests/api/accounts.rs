//! Signing in, sessions, passwords.

use support::{Actor, Answer, Request, TestApp, both, json};

const PASSWORD: &str = "correct-horse-7";

/// Signs in; the access token and the cookie.
async fn signed_in(app: &TestApp, who: &Actor) -> (String, String) {
    let login =
        app.post("/auth/login", json!({ "username": who.username, "password": PASSWORD })).await;
    let token = login.expect(200)["access_token"].as_str().unwrap().to_string();
    (token, cookie(&login))
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_string()
}

fn refresh(app: &TestApp, cookie: &str) -> Request {
    app.request("POST", "/auth/refresh").header("cookie", cookie)
}

/// Makes it seem as if every session had renewed its token so long ago.
fn renewed_long_ago(app: &TestApp, seconds: i64) {
    use diesel::prelude::*;
    use onex::schema::sessions;
    let back = sessions::rotated_at.eq(sessions::rotated_at - seconds * 1_000_000);
    app.state
        .db
        .write_blocking(|conn| Ok(diesel::update(sessions::table).set(back).execute(conn)?))
        .unwrap();
}

both! {
    async fn an_unknown_account_and_a_wrong_password_look_the_same(app: TestApp) {
        let hq = app.hq().await;
        let wrong = app.post("/auth/login", json!({ "username": hq.username, "password": "wrong-password" })).await;
        let unknown = app.post("/auth/login", json!({ "username": "nobody-here", "password": "wrong-password" })).await;
        let (a, b) = (wrong.refused(401, "invalid_credentials"), unknown.refused(401, "invalid_credentials"));
        assert_eq!(a["detail"], b["detail"]);
    }

    async fn failures_are_counted_and_successes_are_not(app: TestApp) {
        let hq = app.hq().await;
        for _ in 0..5 {
            app.login(&hq.username, PASSWORD).await;
        }
        for _ in 0..5 {
            app.post("/auth/login", json!({ "username": hq.username, "password": "wrong-password" })).await.refused(401, "invalid_credentials");
        }
        let refusal = app.post("/auth/login", json!({ "username": hq.username, "password": PASSWORD })).await;
        refusal.refused(429, "too_many_attempts");
        assert!(refusal.header("retry-after").parse::<u64>().unwrap() > 0);
        // Somebody else behind the same address is not locked out.
        app.hq().await.get("/me").await.expect(200);
    }

    async fn a_refresh_token_is_used_once(app: TestApp) {
        let hq = app.hq().await;
        let login = app.post("/auth/login", json!({ "username": hq.username, "password": PASSWORD })).await;
        login.expect(200);
        let cookie = login.header("set-cookie").split(';').next().unwrap().to_string();
        assert!(login.header("set-cookie").contains("HttpOnly") && login.header("set-cookie").contains("SameSite=Strict"));
        let next = app.request("POST", "/auth/refresh").header("cookie", &cookie).await;
        next.expect(200);
        let second = next.header("set-cookie").split(';').next().unwrap().to_string();
        assert_ne!(cookie, second);
        // A second tab that was late by a moment gets a token but no new cookie.
        let late = app.request("POST", "/auth/refresh").header("cookie", &cookie).await;
        late.expect(200);
        assert_eq!(late.header("set-cookie"), "");
        app.request("POST", "/auth/refresh").header("cookie", &second).await.expect(200);
        app.request("POST", "/auth/refresh").header("cookie", "onex_refresh=forged").await.refused(401, "session_ended");
        app.request("POST", "/auth/refresh").await.refused(401, "session_ended");
    }

    async fn a_copied_refresh_token_ends_the_session_however_often_the_thief_renewed_it(app: TestApp) {
        let hq = app.hq().await;
        for generations in [2, 5] {
            let (token, copied) = signed_in(&app, &hq).await;
            let mut thief = copied.clone();
            for _ in 0..generations {
                let next = refresh(&app, &thief).await;
                next.expect(200);
                thief = cookie(&next);
            }
            let before = app.audited("session.reuse_detected");
            refresh(&app, &copied).await.refused(401, "session_ended");
            assert_eq!(app.audited("session.reuse_detected"), before + 1);
            refresh(&app, &thief).await.refused(401, "session_ended");
            app.get("/me").bearer(&token).await.refused(401, "session_ended");
            // What is ended stays ended, and is told once.
            refresh(&app, &copied).await.refused(401, "session_ended");
            assert_eq!(app.audited("session.reuse_detected"), before + 1);
        }
        hq.get("/me").await.expect(200);
    }

    async fn a_replaced_refresh_token_is_honoured_for_a_moment_only(app: TestApp) {
        let hq = app.hq().await;
        let (token, first) = signed_in(&app, &hq).await;
        let second = cookie(&refresh(&app, &first).await);
        refresh(&app, &first).await.expect(200);
        renewed_long_ago(&app, 60);
        refresh(&app, &first).await.refused(401, "session_ended");
        refresh(&app, &second).await.refused(401, "session_ended");
        app.get("/me").bearer(&token).await.refused(401, "session_ended");
        assert_eq!(app.audited("session.reuse_detected"), 1);
    }

    async fn knowing_a_session_is_not_enough_to_end_it(app: TestApp) {
        let hq = app.hq().await;
        let (_, real) = signed_in(&app, &hq).await;
        let (session, rest) = real.split_once('.').unwrap();
        let (secret, proof) = rest.split_once('.').unwrap();
        let invented = "A".repeat(secret.len());
        for forged in [format!("{session}.{invented}.{proof}"), format!("{session}.{secret}."), session.to_string(), format!("{session}.{secret}.{}", "A".repeat(proof.len()))] {
            refresh(&app, &forged).await.refused(401, "session_ended");
            app.request("POST", "/auth/logout").header("cookie", &forged).await.expect(204);
        }
        assert_eq!(app.audited("session.reuse_detected"), 0);
        refresh(&app, &real).await.expect(200);
    }

    async fn signing_out_ends_the_session_at_once(app: TestApp) {
        let hq = app.hq().await;
        let login = app.post("/auth/login", json!({ "username": hq.username, "password": PASSWORD })).await;
        let token = login.expect(200)["access_token"].as_str().unwrap().to_string();
        let cookie = login.header("set-cookie").split(';').next().unwrap().to_string();
        app.get("/me").bearer(&token).await.expect(200);
        app.request("POST", "/auth/logout").header("cookie", &cookie).await.expect(204);
        app.get("/me").bearer(&token).await.refused(401, "session_ended");
        app.request("POST", "/auth/refresh").header("cookie", &cookie).await.refused(401, "session_ended");
    }

    async fn a_new_password_ends_every_other_session(app: TestApp) {
        let here = app.hq().await;
        let there = app.login(&here.username, PASSWORD).await;
        let change = |new: &str| json!({ "current_password": PASSWORD, "new_password": new });
        here.post("/me/password", change("short")).await.refused(422, "invalid");
        here.post("/me/password", change("12345678901")).await.refused(422, "password_weak");
        here.post("/me/password", json!({ "current_password": "no-such", "new_password": "a-better-1-password" })).await.refused(422, "invalid");
        here.post("/me/password", change("a-better-1-password")).await.expect(204);
        here.get("/me").await.expect(200);
        there.get("/me").await.refused(401, "session_ended");
        app.login(&here.username, "a-better-1-password").await;
    }

    async fn devices_are_listed_and_signed_out(app: TestApp) {
        let here = app.hq().await;
        let there = app.login(&here.username, PASSWORD).await;
        let list = here.get("/me/sessions").await.expect(200);
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        let other = items.iter().find(|s| s["current"] == false).unwrap()["id"].as_str().unwrap().to_string();
        here.delete(&format!("/me/sessions/{other}")).await.expect(204);
        here.delete(&format!("/me/sessions/{other}")).await.refused(404, "not_found");
        there.get("/me").await.refused(401, "session_ended");
    }
}
