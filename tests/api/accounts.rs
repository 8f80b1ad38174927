//! Signing in, sessions, passwords.

use onex::domains::accounts::PRIVACY_VERSION;
use support::{Actor, Answer, Request, TestApp, Value, both, json};

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
    async fn people_sign_in_however_they_write_their_names(app: TestApp) {
        let branch = app.branch("32").await;
        let mut school = crate::institutions::entered("32", 10284, "南京某某学院");
        school["admin"] = json!({ "display_name": "李明", "username": "School-JS", "phone": "13900000001", "email": "Li.Ming@Example.org" });
        let made = branch.post("/institutions", school).await.expect(201);
        assert_eq!(made["administrator"]["username"], "School-JS", "a username is kept as it was given");
        let code = &made["administrator"]["activation_code"];
        let activation = json!({ "username": " school-js ", "code": code, "password": PASSWORD, "privacy_version": PRIVACY_VERSION });
        app.post("/auth/activate", activation).await.expect(200);
        for name in ["School-JS", "school-js", "SCHOOL-JS ", "13900000001", "139 0000 0001", "+86 139-0000-0001", "Li.Ming@Example.org", " li.ming@EXAMPLE.ORG"] {
            let answer = app.post("/auth/login", json!({ "username": name, "password": PASSWORD })).await;
            assert_eq!(answer.expect(200)["user"]["username"], "School-JS", "{name}");
        }
        // So nobody else is called the same in another case.
        let scope = json!({ "kind": "institution", "institution_id": made["institution"]["id"] });
        let same = json!({ "username": "SCHOOL-js", "display_name": "王芳", "grant": { "role": "teacher", "scope": scope } });
        branch.post("/users", same).await.refused(409, "username_taken");
        // Numbers make usernames, and two that differ in case only do not make the same one.
        let admin = app.login("school-js", PASSWORD).await;
        let enrol = async |number: &str, document: u64| {
            let body = json!({ "student_no": number, "name": "王一", "id_number": support::resident_id(document), "major": "会计", "grade": "2019" });
            admin.post("/students", body).await.expect(201)["username"].as_str().unwrap().to_string()
        };
        assert_eq!(enrol("A001", 1).await, "4132010284-A001");
        assert_eq!(enrol("a001", 2).await, "4132010284-a001-2");
        let list = admin.get("/users?q=4132010284-a001").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2, "{list}");
    }

    async fn guesses_in_parallel_get_no_further_than_one_after_another(app: TestApp) {
        let known = app.hq().await;
        app.state.db.write_blocking(|conn| {
            use diesel::prelude::*;
            use onex::schema::users;
            let one = users::table.find(known.id);
            Ok(diesel::update(one).set(users::phone.eq("13900000002")).execute(conn)?)
        }).unwrap();
        let capitals = known.username.to_uppercase();
        let spellings: Vec<Vec<&str>> = vec![
            // All names of one account count as that account …
            vec![&known.username, &capitals, "13900000002", "+86 139 0000 0002"],
            // … and all spellings of a name that is nobody's as that name.
            vec!["nobody-here", "Nobody-Here", " NOBODY-HERE"],
        ];
        for names in spellings {
            let guesses = (0..40).map(|n| {
                let name = names[n % names.len()];
                let guess = app.post("/auth/login", json!({ "username": name, "password": format!("wrong-password-{n}") }));
                async move { guess.await }
            });
            let answers = futures_util::future::join_all(guesses).await;
            let heard = answers.iter().filter(|a| a.status == 401).count();
            assert_eq!(heard, 5, "{names:?}: the limit of this application is 5");
            for refused in answers.iter().filter(|a| a.status != 401) {
                refused.refused(429, "too_many_attempts");
                let seconds: u64 = refused.header("retry-after").parse().unwrap();
                assert!((1..=900).contains(&seconds), "{seconds}");
            }
        }
        app.post("/auth/login", json!({ "username": known.username, "password": PASSWORD })).await.refused(429, "too_many_attempts");
        app.hq().await.get("/me").await.expect(200);
    }

    async fn a_school_behind_one_address_signs_in_at_once_without_being_counted(app: TestApp) {
        let (one, two) = (app.hq().await, app.hq().await);
        let storm = (0..60).map(|n| {
            let who = if n % 2 == 0 { &one } else { &two };
            let login = app.post("/auth/login", json!({ "username": who.username, "password": PASSWORD }));
            async move { login.await }
        });
        for answer in futures_util::future::join_all(storm).await {
            answer.expect(200);
        }
    }

    async fn activation_codes_and_present_passwords_are_not_guessed_in_parallel_either(app: TestApp) {
        let hq = app.hq().await;
        let made = hq.post("/users", json!({ "display_name": "王芳", "grant": { "role": "certifier", "scope": { "kind": "country" } } })).await.expect(201);
        let body = |code: &Value| json!({ "username": made["user"]["username"], "code": code, "password": PASSWORD, "privacy_version": PRIVACY_VERSION });
        let guesses = (0..20).map(|n| {
            let guess = app.post("/auth/activate", body(&json!(format!("AAAAA-AAA{n:02}"))));
            async move { guess.await }
        });
        let answers = futures_util::future::join_all(guesses).await;
        assert_eq!(answers.iter().filter(|a| a.status == 422).count(), 5);
        app.post("/auth/activate", body(&made["activation"]["code"])).await.refused(429, "too_many_attempts");
        let guesses = (0..20).map(|n| {
            let guess = hq.post("/me/password", json!({ "current_password": format!("wrong-{n}"), "new_password": "a-better-1-password" }));
            async move { guess.await }
        });
        let answers = futures_util::future::join_all(guesses).await;
        assert_eq!(answers.iter().filter(|a| a.status == 422).count(), 5);
        hq.post("/me/password", json!({ "current_password": PASSWORD, "new_password": "a-better-1-password" })).await.refused(429, "too_many_attempts");
    }

    async fn a_password_is_hashed_anew_when_the_cost_was_raised(app: TestApp) {
        use diesel::prelude::*;
        use onex::platform::auth::password::{Cost, Hasher};
        use onex::schema::users;
        let hq = app.hq().await;
        let stored = || -> String {
            let hash = app.state.db.read_blocking(|conn| Ok(users::table.find(hq.id).select(users::password_hash).first::<Option<String>>(conn)?));
            hash.unwrap().unwrap()
        };
        let put = |passes: u32| {
            let hash = Hasher::new(Cost { memory_kib: 8, passes }).unwrap().hash_blocking(PASSWORD).unwrap();
            let one = users::table.find(hq.id);
            app.state.db.write_blocking(|conn| Ok(diesel::update(one).set(users::password_hash.eq(Some(hash))).execute(conn)?)).unwrap();
        };
        // As a deployment with more passes finds it: a node of the same database.
        let raised = app.another_node_with(|settings| settings.password_passes = Some(3));
        put(1);
        let cheap = stored();
        raised.post("/auth/login", json!({ "username": hq.username, "password": "wrong-password" })).await.refused(401, "invalid_credentials");
        assert_eq!(stored(), cheap, "a guess changes nothing");
        raised.login(&hq.username, PASSWORD).await;
        let dear = stored();
        assert!(cheap.contains("t=1,") && dear.contains("t=3,"), "{cheap} {dear}");
        raised.login(&hq.username, PASSWORD).await;
        assert_eq!(stored(), dear, "once is enough");
        app.login(&hq.username, PASSWORD).await;
        assert_eq!(stored(), dear, "a lower cost takes nothing back");
        assert_eq!(hq.get("/me").await.expect(200)["user"]["id"], json!(hq.id));
    }

    async fn tokens_outlive_a_change_of_keys_by_their_key_id(app: TestApp) {
        let hq = app.hq().await;
        let (_, cookie) = signed_in(&app, &hq).await;
        let with_a_new_key = app.another_node_with(|settings| {
            let old = settings.keys.take().unwrap();
            settings.keys = Some(format!("new:HB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs=,{old}"));
        });
        with_a_new_key.get("/me").bearer(&hq.token).await.expect(200);
        let renewed = refresh(&with_a_new_key, &cookie).await.expect(200)["access_token"].as_str().unwrap().to_string();
        assert_eq!((key_id(&hq.token).as_str(), key_id(&renewed).as_str()), ("test", "new"));
        with_a_new_key.get("/me").bearer(&renewed).await.expect(200);
        // A node that does not have the new key yet does not trust it.
        app.get("/me").bearer(&renewed).await.refused(401, "unauthenticated");
    }
}

/// The key id in a token's header.
fn key_id(token: &str) -> String {
    use base64::Engine;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(token.split('.').next().unwrap())
        .unwrap();
    serde_json::from_slice::<Value>(&header).unwrap()["kid"].as_str().unwrap().to_string()
}
