//! The first page of each role, and the country by region.

use support::{Role, Scope, Value, both, json};

fn cards(home: &Value) -> Vec<(&str, i64)> {
    home["cards"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["code"].as_str().unwrap(), c["count"].as_i64().unwrap()))
        .collect()
}

both! {
    async fn what_waits_is_counted_and_leads_to_its_rows(app: TestApp) {
        let school = app.institution("32");
        let (branch, admin) = (app.branch("32").await, app.admin_of(school, "32").await);
        let empty = admin.get("/home").await.expect(200);
        assert_eq!((&empty["role"], cards(&empty)), (&json!("institution_admin"), vec![]), "nothing waits, nothing is shown");
        for name in ["王芳", "李强"] {
            let user = json!({ "display_name": name, "grant": { "role": "teacher", "scope": { "kind": "institution", "institution_id": school } } });
            admin.post("/users", user).await.expect(201);
        }
        let home = admin.get("/home").await.expect(200);
        assert_eq!(cards(&home), [("accounts_pending", 2)]);
        let link = home["cards"][0]["link"].as_str().unwrap();
        assert_eq!(admin.get(link).await.expect(200)["items"].as_array().unwrap().len(), 2, "the link leads to these rows");
        let grant = json!({ "role": "expert", "scope": { "kind": "region", "region_code": "32" } });
        app.hq().await.post(&format!("/users/{}/grants", branch.id), grant).await.expect(201);
        assert_eq!(cards(&branch.get("/home").await.expect(200)), [("notices_unread", 1)]);
        branch.request("POST", "/notices/read-all").await.expect(200);
        assert_eq!(cards(&branch.get("/home").await.expect(200)), []);
        app.get("/home").await.refused(401, "unauthenticated");
    }

    async fn a_certifier_is_told_of_runs_that_somebody_else_prepared(app: TestApp) {
        app.set_clock(time::macros::datetime!(2020-04-20 01:00 UTC));
        let (first, second) = (app.actor(Role::Certifier, Scope::Country).await, app.actor(Role::Certifier, Scope::Country).await);
        let programme = app.programme();
        let passed = [support::Sat::Scored("60"), support::Sat::Scored("60"), support::Sat::Scored("60")];
        app.sat(&first, &programme, 0, &app.students(&app.school("32"), 1), &passed);
        let wanted = json!({ "edition_id": programme.edition, "basis": "exam" });
        let run = first.post("/issuance-runs", wanted).await.expect(201);
        app.job(&first, run["job_id"].as_str().unwrap()).await;
        second.request("POST", "/notices/read-all").await.expect(200);
        assert_eq!(cards(&second.get("/home").await.expect(200)), [("issuance_runs_prepared", 1)]);
        assert_eq!(cards(&first.get("/home").await.expect(200)), []);
        let path = format!("/issuance-runs/{}/approve", run["id"].as_str().unwrap());
        second.request("POST", &path).if_match(2).await.expect(200);
        assert_eq!(cards(&second.get("/home").await.expect(200)), [("issuance_runs_approved", 1)]);
    }

    async fn the_nearest_dates_of_the_calendar_come_next(app: TestApp) {
        let student = app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: None }).await;
        let next = student.get("/home").await.expect(200)["next"].clone();
        let dates: Vec<_> = next.as_array().unwrap().iter().map(|d| d["date"].as_str().unwrap().to_string()).collect();
        assert!(!dates.is_empty() && dates.is_sorted() && dates.iter().all(|d| d.as_str() >= "2020-03-02"), "{dates:?}");
        app.set_clock(time::macros::datetime!(2020-04-18 04:00 UTC));
        let next = student.get("/home").await.expect(200)["next"].clone();
        let exam = next.as_array().unwrap().iter().find(|d| d["code"] == "exam").unwrap();
        assert_eq!((&exam["date"], &exam["params"]["period"]), (&json!("2020-04-18"), &json!(1)), "today still comes");
    }

    async fn nobody_is_shown_the_dates_of_others(app: TestApp) {
        app.set_clock(time::macros::datetime!(2020-02-18 01:00 UTC));
        let own = || Scope::Own { user: support::Id::NIL, institution: None };
        let country = || Scope::Country;
        let seen = async |role, scope| {
            let actor = app.actor(role, scope).await;
            let home = actor.get("/home").await.expect(200);
            let next = home["next"].as_array().unwrap().clone();
            move |what: &str| next.iter().any(|d| d["code"] == what || d["params"]["kind"] == what)
        };
        let student = seen(Role::Student, own()).await;
        let trainer = seen(Role::Trainer, Scope::Region("32".into())).await;
        let hq = seen(Role::HqAdmin, country()).await;
        assert_eq!((student("exam"), student("student_training"), student("teacher_training")), (true, true, false));
        assert_eq!((trainer("exam"), trainer("student_training"), trainer("teacher_training")), (false, false, true));
        assert!(hq("teacher_training") && hq("platform_open"));
    }

    async fn hq_sees_the_country_by_region(app: TestApp) {
        app.institution("32");
        app.institution("32");
        app.institution("42");
        let hq = app.hq().await;
        let list = hq.get("/overview/regions").await.expect(200);
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 31);
        let of = |code: &str| items.iter().find(|r| r["region_code"] == code).unwrap();
        assert_eq!((&of("32")["institutions"], &of("42")["institutions"], &of("11")["institutions"]), (&json!(2), &json!(1), &json!(0)));
        hq.get("/overview/regions?edition_id=01900000-0000-7000-8000-000000000001").await.refused(404, "not_found");
        app.branch("32").await.get("/overview/regions").await.refused(403, "forbidden");
    }
}
