//! Public verification: what anyone may ask, and what nobody can find out.

use onex_credential::{Bundle, StatusList, TrustBundle, jwt};
use support::{Database, Role, Scope, TestApp, both, json};

use crate::certificates::{certifier, draft, issue, revoke};

both! {
    async fn anyone_verifies_a_certificate_and_sees_every_printed_field(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "买买提·艾力")]);
        let answer = app.post("/public/certificates/verify", json!({ "number": issued[0].number, "name": "买买提·艾力" })).await;
        let body = answer.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(body["verdict"], "valid");
        let printed = &body["certificate"];
        for field in ["schema", "number", "kind", "title", "holder_name", "id_type", "masked_id", "institution", "region",
            "edition", "subjects", "basis", "issued_on", "issuer", "template"] {
            assert!(!printed[field].is_null(), "{field} is missing");
        }
        assert_eq!(printed["subjects"][0]["score"], "87.5");
        assert_eq!(printed["issued_on"], "2020-03-02");
        // As people type it.
        for (number, name) in [
            ("2020110-00000001-04", "买买提.艾力"),
            ("２０２０１１０ ０００００００１ ０４", "买买提•艾力"),
            (" 20201100000000104 ", " 买买提 · 艾力 "),
        ] {
            let body = app.post("/public/certificates/verify", json!({ "number": number, "name": name })).await.expect(200);
            assert_eq!(body["verdict"], "valid", "{number} {name}");
        }
    }

    async fn a_wrong_name_and_a_number_that_does_not_exist_look_the_same(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let ask = async |number: &str, name: &str| {
            let answer = app.post("/public/certificates/verify", json!({ "number": number, "name": name })).await;
            answer.expect(200)
        };
        let wrong_name = ask(&issued[0].number, "王大明").await;
        let no_such = ask("2020110-00000123-26", "王小明").await;
        let mistyped = ask("2020110-00000001-05", "王小明").await;
        let no_number = ask("证书", "王小明").await;
        assert_eq!(wrong_name, json!({ "verdict": "unknown", "checked_at": wrong_name["checked_at"] }));
        for other in [no_such, mistyped, no_number] {
            assert_eq!(wrong_name, other);
        }
    }

    async fn a_revoked_certificate_is_shown_so_at_once(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let question = json!({ "number": issued[0].number, "name": "王小明" });
        assert_eq!(app.post("/public/certificates/verify", question.clone()).await.expect(200)["verdict"], "valid");
        revoke(&app, &issued[0].number).await;
        let answer = app.post("/public/certificates/verify", question).await;
        let body = answer.expect(200);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(body["verdict"], "revoked");
        assert!(body["revoked_at"].is_string() && body["certificate"]["holder_name"] == "王小明");
        // Why is nobody's business.
        assert!(!answer.text().contains("成绩复核"));
    }

    async fn what_cannot_be_a_question_is_refused(app: TestApp) {
        for body in [json!({}), json!({ "number": "1" }), json!({ "number": "", "name": "王" }), json!({ "number": "1", "name": "王".repeat(101) }),
            json!({ "number": "1", "name": "王", "more": 1 })] {
            app.post("/public/certificates/verify", body).await.refused(422, "invalid");
        }
        app.request("GET", "/public/certificates/verify").await.refused(405, "method_not_allowed");
    }

    async fn a_verifier_without_a_network_is_given_all_it_goes_by(app: TestApp) {
        let ask = async |app: &TestApp| app.get("/public/verifier-bundle").await;
        let empty = ask(&app).await.expect(200);
        assert_eq!((empty["log"]["heads"].clone(), empty["status"].clone()), (json!([]), json!([])));
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        let first = ask(&app).await;
        first.expect(200);
        assert_eq!((first.header("cache-control"), first.header("access-control-allow-origin")), ("public, max-age=300", "*"));
        let trust = TrustBundle::parse(&first.bytes).unwrap();
        assert_eq!((trust.log.origin.as_str(), trust.log.heads.len(), trust.status.len()), ("127.0.0.1/log", 1, 1));
        assert!(trust.open().is_ok());
        let place = Bundle::parse(app.post("/public/certificates/verify", json!({ "number": issued[1].number, "name": "李雷" })).await
            .expect(200)["bundle"].to_string().as_bytes()).unwrap().open().unwrap().snapshot.credential.unwrap().status;
        let bits = |bytes: &[u8]| {
            let trust = TrustBundle::parse(bytes).unwrap();
            let list = |text: &str| jwt::decode::<StatusList>(text).unwrap().document.bits().unwrap().get(place.index).unwrap();
            (list(&trust.status[0].revoked), list(&trust.status[0].superseded))
        };
        assert_eq!(bits(&first.bytes), (false, false));
        let known = async |answer: &support::Answer| app.get("/public/verifier-bundle").header("if-none-match", answer.header("etag")).status().await;
        assert_eq!(known(&first).await, 304);
        revoke(&app, &issued[1].number).await;
        assert_eq!(known(&first).await, 200);
        assert_eq!(bits(&ask(&app).await.bytes), (true, false));
        // After a rotation, and under another name: every key that signed is there, and the present log.
        let moved = app.another_node_with(|s| {
            s.keys = Some(crate::issuer::ROTATED.into());
            s.public_url = Some("https://new.example".into());
        });
        issue(&moved, vec![draft(3, "韩梅梅")]);
        let trust = TrustBundle::parse(&ask(&moved).await.bytes).unwrap();
        let keys: Vec<_> = trust.issuers.iter().map(|i| (i.did.as_str(), i.keys.len())).collect();
        assert_eq!(keys, [("did:web:new.example", 2), ("did:web:127.0.0.1", 1)]);
        assert_eq!((trust.log.origin.as_str(), trust.log.keys.len(), trust.log.heads.len()), ("new.example/log", 2, 1));
        assert!(trust.open().is_ok());
    }

    async fn the_verifiers_bundle_stays_small_with_a_million_certificates(app: TestApp) {
        use diesel::prelude::*;
        issue(&app, vec![draft(1, "王小明")]);
        app.state.db.write_blocking(|conn| {
            use onex::schema::status_lists as l;
            for n in 2..=8_i64 {
                diesel::insert_into(l::table)
                    .values((l::id.eq(n), l::size.eq(131_072_i64), l::used.eq(0_i64), l::version.eq(1_i64), l::changed_at.eq(0_i64)))
                    .execute(conn)?;
            }
            Ok(())
        }).unwrap();
        for n in 2..=210 {
            issue(&app, vec![draft(n, "李雷")]);
        }
        let bundle = app.get("/public/verifier-bundle").await;
        let trust = TrustBundle::parse(&bundle.bytes).unwrap();
        assert_eq!((trust.status.len(), trust.log.heads.len()), (8, 200));
        assert!(bundle.bytes.len() < 100_000, "{} bytes", bundle.bytes.len());
    }

    async fn several_are_verified_at_once_by_those_with_an_account(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        let items = json!({ "items": [
            { "number": issued[1].number, "name": "李雷" }, { "number": issued[0].number, "name": "李雷" }, { "number": issued[0].number, "name": "王小明" },
        ] });
        let answer = certifier(&app).await.post("/certificates/verify", items.clone()).await.expect(200);
        let verdicts: Vec<_> = answer["items"].as_array().unwrap().iter().map(|v| v["verdict"].as_str().unwrap().to_string()).collect();
        assert_eq!(verdicts, ["valid", "unknown", "valid"]);
        app.post("/certificates/verify", items.clone()).await.refused(401, "unauthenticated");
        app.actor(Role::Expert, Scope::Country).await.post("/certificates/verify", items).await.refused(403, "forbidden");
    }
}

fn limited(test: impl AsyncFn(TestApp)) {
    for database in [Database::Sqlite, Database::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = TestApp::start_with(database, |s| s.verify_failures_per_address = Some(3));
            test(app).await;
        });
    }
}

#[test]
fn guesses_are_limited_and_right_answers_are_not() {
    limited(async |app| {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let ask = async |name: &str| {
            app.post(
                "/public/certificates/verify",
                json!({ "number": issued[0].number, "name": name }),
            )
            .await
        };
        for _ in 0..10 {
            assert_eq!(ask("王小明").await.expect(200)["verdict"], "valid");
        }
        for name in ["王一", "王二", "王三"] {
            assert_eq!(ask(name).await.expect(200)["verdict"], "unknown");
        }
        let refusal = ask("王小明").await;
        refusal.refused(429, "too_many_attempts");
        assert!(refusal.header("retry-after").parse::<u64>().unwrap() > 0);
        assert_eq!(refusal.header("cache-control"), "no-store");
    });
}

#[test]
fn guesses_at_a_number_hold_up_nobody_but_who_guesses() {
    for database in [Database::Sqlite, Database::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = TestApp::start_with(database, |s| {
                s.trusted_proxies = Some("127.0.0.1".into());
            });
            let issued = issue(&app, vec![draft(1, "王小明")]);
            let ask = async |from: &str, name: &str| {
                let question = json!({ "number": issued[0].number, "name": name });
                app.post("/public/certificates/verify", question)
                    .header("x-forwarded-for", from)
                    .await
            };
            for n in 0..10 {
                let guess = ask("192.0.2.1", &format!("王{n}")).await.expect(200);
                assert_eq!(guess["verdict"], "unknown");
            }
            ask("192.0.2.1", "王小明").await.refused(429, "too_many_attempts");
            assert_eq!(ask("192.0.2.2", "王小明").await.expect(200)["verdict"], "valid");
        });
    }
}

#[test]
fn whoever_guesses_all_at_once_gets_no_more_answers_than_one_by_one() {
    for database in [Database::Sqlite, Database::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let app = TestApp::start_with(database, |_| {});
            let issued = issue(&app, vec![draft(1, "王小明")]);
            let app = &app;
            let ask = |name: String| {
                let question = json!({ "number": issued[0].number, "name": name });
                async move { app.post("/public/certificates/verify", question).await }
            };
            let guesses = (0..40).map(|n| ask(format!("王{n}")));
            let answers = futures_util::future::join_all(guesses).await;
            let answered = answers.iter().filter(|a| a.status == 200).count();
            assert_eq!(answered, 10, "of 40 guesses at one number");
            ask("王小明".into()).await.refused(429, "too_many_attempts");
        });
    }
}
