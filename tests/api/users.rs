//! Other people's accounts and roles: who may see, make and change them, and what is never left behind.

use diesel::connection::SimpleConnection;
use onex::domains::accounts::PRIVACY_VERSION;
use support::{
    Actor, Binary, Database, Id, Role, Scope, TestApp, Value, both, json, resident_id, rows_of,
};

fn new_user(name: &str, role: &str, scope: Value) -> Value {
    json!({ "display_name": name, "grant": { "role": role, "scope": scope } })
}

fn in_school(id: Id) -> Value {
    json!({ "kind": "institution", "institution_id": id })
}

/// Makes an account and activates it.
async fn member(app: &TestApp, by: &Actor, name: &str, role: &str, scope: Value) -> Actor {
    let made = by.post("/users", new_user(name, role, scope)).await.expect(201);
    let username = made["user"]["username"].as_str().unwrap();
    let body = json!({ "username": username, "code": made["activation"]["code"], "password": "correct-horse-7", "privacy_version": PRIVACY_VERSION });
    app.post("/auth/activate", body).await.expect(200);
    app.login(username, "correct-horse-7").await
}

/// The grant of this role of a person, as somebody above sees it.
async fn grant(by: &Actor, of: &Actor, role: &str) -> String {
    let list = by.get(&format!("/users/{}/grants", of.id)).await.expect(200);
    let found = list["items"].as_array().unwrap().iter().find(|g| g["role"] == role);
    found.unwrap_or_else(|| panic!("no grant {role}: {list}"))["id"].as_str().unwrap().to_string()
}

both! {
    async fn an_account_is_made_handed_out_and_activated(app: TestApp) {
        let school = app.institution("32");
        let branch = app.branch("32").await;
        let made = branch.post("/users", new_user("王芳", "institution_admin", in_school(school))).await;
        let body = made.expect(201);
        let id = body["user"]["id"].as_str().unwrap();
        assert_eq!(made.header("location"), format!("/api/v1/users/{id}"));
        assert_eq!(made.header("cache-control"), "no-store");
        assert!(body["user"]["username"].as_str().unwrap().starts_with("wf"), "{body}");
        assert_eq!(body["user"]["status"], "pending");
        let grant = &body["user"]["grants"][0];
        assert_eq!((&grant["role"], &grant["scope"]["region_code"]), (&json!("institution_admin"), &json!("32")));
        assert!(grant["scope"]["label"].as_str().unwrap().starts_with("测试学校"));
        // The code can be shown again until it is used.
        let code = branch.request("POST", &format!("/users/{id}/activation-code")).await.expect(200)["code"].clone();
        assert_eq!(code, body["activation"]["code"]);
        let activation = json!({ "username": body["user"]["username"], "code": code, "password": "correct-horse-7", "privacy_version": PRIVACY_VERSION });
        app.post("/auth/activate", activation.clone()).await.expect(200);
        app.post("/auth/activate", activation).await.refused(422, "activation_code_invalid");
        branch.request("POST", &format!("/users/{id}/activation-code")).await.refused(409, "state_forbids");
        let trail = branch.get(&format!("/audit-events?subject_id={id}&action=user.")).await.expect(200);
        let actions: Vec<_> = trail["items"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["user.show_activation_code", "user.create"]);
        assert!(!trail.to_string().contains(code.as_str().unwrap()), "no secret in the trail");
        let activated = app.hq().await.get(&format!("/audit-events?actor={id}&action=user.activate")).await.expect(200);
        let event = &activated["items"][0];
        assert_eq!((event["actor_name"].as_str(), event["subject_id"].as_str()), (Some("王芳"), Some(id)), "whoever activated it is the account itself");
        assert!(event.get("actor_role").is_none());
    }

    async fn accounts_are_found_by_username_name_and_initials_and_only_in_scope(app: TestApp) {
        let (here, there) = (app.institution("32"), app.institution("42"));
        let hq = app.hq().await;
        for (name, school) in [("王芳", here), ("王小明", here), ("李强", here), ("王芳", there)] {
            hq.post("/users", new_user(name, "teacher", in_school(school))).await.expect(201);
        }
        let (branch, admin) = (app.branch("32").await, app.admin_of(here, "32").await);
        let names = |list: Value| list["items"].as_array().unwrap().iter().map(|u| u["display_name"].as_str().unwrap().to_string()).collect::<Vec<_>>();
        assert_eq!(names(hq.get("/users?q=王&role=teacher").await.expect(200)), ["王芳", "王小明", "王芳"]);
        assert_eq!(names(admin.get("/users?q=王").await.expect(200)), ["王小明", "王芳"]);
        assert_eq!(names(branch.get("/users?q=WX").await.expect(200)), ["王小明"]);
        assert_eq!(names(branch.get("/users?q=lq&role=teacher&status=pending").await.expect(200)), ["李强"]);
        assert_eq!(names(branch.get("/users?region_code=42").await.expect(200)), Vec::<String>::new());
        assert_eq!(names(branch.get(&format!("/users?institution_id={there}")).await.expect(200)), Vec::<String>::new());
        assert_eq!(names(hq.get(&format!("/users?institution_id={there}&region_code=42")).await.expect(200)), ["王芳"]);
        let page = hq.get("/users?role=teacher&limit=3").await.expect(200);
        let rest = hq.get(&format!("/users?role=teacher&limit=3&cursor={}", page["next"].as_str().unwrap())).await.expect(200);
        assert_eq!((names(page).len(), names(rest)), (3, vec!["王芳".to_string()]));
        app.actor(Role::Certifier, Scope::Country).await.get("/users").await.refused(403, "forbidden");
        app.get("/users").await.refused(401, "unauthenticated");
    }

    async fn the_account_of_a_member_is_found_by_the_name_in_the_register_and_has_no_other(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let student = json!({ "student_no": "S1", "name": "王小名", "id_number": resident_id(1) });
        let student = admin.post("/students", student).await.expect(201);
        let teacher = json!({ "staff_no": "T1", "name": "单雄信", "id_number": resident_id(2) });
        admin.post("/teachers", teacher).await.expect(201);
        let found = async |who: &Actor, q: &str| -> Vec<String> {
            let page = who.get(&format!("/users?q={q}")).await.expect(200);
            page["items"].as_array().unwrap().iter().map(|u| u["display_name"].as_str().unwrap().to_string()).collect()
        };
        let branch = app.branch("32").await;
        for who in [&admin, &branch, &app.hq().await] {
            for q in ["王", "王小名", "wxm", "WX"] {
                assert_eq!(found(who, q).await, ["王小名"], "{q}");
            }
            for number in ["S1", "s1"] {
                assert_eq!(found(who, number).await, ["王小名"], "{number}");
            }
            assert_eq!(found(who, "T1").await, ["单雄信"]);
            assert_eq!(found(who, "单雄").await, ["单雄信"]);
            assert_eq!(found(who, "sxx").await, ["单雄信"]);
        }
        let neighbour = app.school_admin(&app.school("32")).await;
        for who in [&neighbour, &app.branch("42").await] {
            assert!(found(who, "王").await.is_empty());
        }
        // Corrected in the register, it is found by the name that is right.
        let correction = json!({ "name": "赵小明", "reason": "录入笔误" });
        admin.post(&format!("/students/{}/corrections", student["id"].as_str().unwrap()), correction).if_match(1).await.expect(200);
        assert!(found(&admin, "王").await.is_empty());
        assert_eq!(found(&admin, "赵").await, ["赵小明"]);
        // Its name is the register's: corrected there, with a reason, and nowhere else.
        let page = admin.get("/users?q=zxm").await.expect(200);
        let path = format!("/users/{}", page["items"][0]["id"].as_str().unwrap());
        let version = admin.get(&path).await.version();
        let refused = admin.patch(&path, version, json!({ "display_name": "钱明" })).await.refused(409, "state_forbids");
        assert_eq!(refused["reason"]["code"], "name_in_register", "{refused}");
        admin.patch(&path, version, json!({ "display_name": "赵小明", "phone": "13800000009" })).await.expect(200);
        let trail = branch.get("/audit-events?action=user.update").await.expect(200);
        assert_eq!(trail["items"][0]["detail"], json!({ "fields": ["phone"] }));
        assert!(app.faults().is_empty(), "{:?}", app.faults());
        // And what nobody could find is told.
        app.state.db.write_blocking(|conn| Ok(conn.batch_execute("UPDATE users SET in_register = TRUE")?)).unwrap();
        assert!(app.faults().iter().any(|f| f.contains("searched in the register")), "{:?}", app.faults());
    }

    async fn who_is_out_of_scope_does_not_exist(app: TestApp) {
        let (here, there) = (app.institution("32"), app.institution("42"));
        let (branch, admin) = (app.branch("32").await, app.admin_of(here, "32").await);
        let foreign = app.admin_of(there, "42").await;
        for caller in [&branch, &admin] {
            let path = format!("/users/{}", foreign.id);
            caller.get(&path).await.refused(404, "not_found");
            caller.get(&format!("{path}/grants")).await.refused(404, "not_found");
            caller.get(&format!("{path}/sessions")).await.refused(404, "not_found");
            caller.delete(&format!("{path}/sessions")).await.refused(404, "not_found");
            caller.patch(&path, 1, json!({ "display_name": "别人" })).await.refused(404, "not_found");
            caller.post(&format!("{path}/grants"), json!({ "role": "teacher", "scope": in_school(here) })).await.refused(404, "not_found");
            for step in ["reset-password", "activation-code"] {
                caller.request("POST", &format!("{path}/{step}")).await.refused(404, "not_found");
            }
            for step in ["disable", "enable"] {
                caller.post(&format!("{path}/{step}"), json!({ "reason": "测试" })).await.refused(404, "not_found");
            }
            caller.post(&format!("/institutions/{there}/handover"), json!({ "to_user_id": foreign.id })).await.refused(404, "not_found");
        }
        foreign.get("/me").await.expect(200);
    }

    async fn roles_are_given_by_those_above_and_within_their_scope(app: TestApp) {
        let (here, there) = (app.institution("32"), app.institution("42"));
        let (hq, branch, admin) = (app.hq().await, app.branch("32").await, app.admin_of(here, "32").await);
        let try_as = async |by: &Actor, role: &str, scope: Value| by.post("/users", new_user("张三", role, scope)).await;
        let country = json!({ "kind": "country" });
        let region = |code: &str| json!({ "kind": "region", "region_code": code });
        try_as(&hq, "certifier", country.clone()).await.expect(201);
        try_as(&branch, "certifier", country.clone()).await.refused(403, "forbidden");
        try_as(&branch, "trainer", country.clone()).await.refused(403, "forbidden");
        try_as(&branch, "trainer", region("32")).await.expect(201);
        try_as(&branch, "branch_staff", region("42")).await.refused(403, "forbidden");
        try_as(&branch, "institution_admin", in_school(there)).await.refused(422, "invalid");
        try_as(&admin, "institution_admin", in_school(here)).await.expect(201);
        try_as(&admin, "teacher", in_school(there)).await.refused(422, "invalid");
        try_as(&admin, "trainer", region("32")).await.refused(403, "forbidden");
        try_as(&app.actor(Role::Teacher, Scope::Institution { id: here, region: "32".into() }).await, "student", in_school(here)).await.refused(403, "forbidden");
        // A scope that does not fit the role, and places that are not there.
        let wrong = try_as(&hq, "hq_admin", region("32")).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/grant/scope/kind");
        let wrong = try_as(&hq, "branch_staff", region("71")).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/grant/scope/region_code");
        let wrong = try_as(&hq, "teacher", json!({ "kind": "institution" })).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/grant/scope/institution_id");
        try_as(&hq, "partner", country).await.refused(403, "forbidden");
    }

    async fn a_second_role_is_given_used_and_withdrawn(app: TestApp) {
        let school = app.institution("32");
        let branch = app.branch("32").await;
        let admin = app.admin_of(school, "32").await;
        let teacher = member(&app, &admin, "李强", "teacher", in_school(school)).await;
        let path = format!("/users/{}/grants", teacher.id);
        let given = branch.post(&path, json!({ "role": "institution_admin", "scope": in_school(school) })).await.expect(201);
        branch.post(&path, json!({ "role": "institution_admin", "scope": in_school(school) })).await.refused(409, "already_exists");
        let told = teacher.get("/notices").await.expect(200);
        assert_eq!((&told["items"][0]["code"], &told["items"][0]["params"]["role"]), (&json!("grant.given"), &json!("institution_admin")));
        let switched = teacher.post("/auth/switch", json!({ "grant_id": given["id"] })).await.expect(200);
        let token = switched["access_token"].as_str().unwrap();
        app.get("/users").bearer(token).await.expect(200);
        let one = format!("{path}/{}", given["id"].as_str().unwrap());
        branch.delete(&one).await.refused(400, "malformed");
        branch.delete(&format!("{one}?reason=")).await.refused(422, "invalid");
        branch.delete(&format!("{one}?reason=%E6%8D%A2%E5%B2%97")).await.expect(204);
        branch.delete(&format!("{one}?reason=again")).await.refused(404, "not_found");
        app.get("/users").bearer(token).await.refused(401, "session_ended");
        let again = app.login(&teacher.username, "correct-horse-7").await;
        assert_eq!(again.get("/notices").await.expect(200)["items"][0]["code"], "grant.withdrawn");
        assert_eq!(branch.get(&path).await.expect(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn nobody_takes_over_an_account_that_may_do_more_than_they(app: TestApp) {
        let (here, there) = (app.institution("32"), app.institution("42"));
        let (hq, admin) = (app.hq().await, app.admin_of(here, "32").await);
        // A teacher here who is also staff of the headquarters, and one who also teaches elsewhere.
        let certifier = member(&app, &hq, "赵敏", "certifier", json!({ "kind": "country" })).await;
        hq.post(&format!("/users/{}/grants", certifier.id), json!({ "role": "teacher", "scope": in_school(here) })).await.expect(201);
        let shared = member(&app, &admin, "孙悦", "teacher", in_school(here)).await;
        hq.post(&format!("/users/{}/grants", shared.id), json!({ "role": "teacher", "scope": in_school(there) })).await.expect(201);
        for person in [&certifier, &shared] {
            let path = format!("/users/{}", person.id);
            let seen = admin.get(&path).await.expect(200);
            assert_eq!(seen["grants"].as_array().unwrap().len(), 1, "what they are elsewhere is not shown: {seen}");
            admin.request("POST", &format!("{path}/reset-password")).await.refused(403, "forbidden");
            admin.post(&format!("{path}/disable"), json!({ "reason": "测试" })).await.refused(403, "forbidden");
            admin.patch(&path, seen["version"].as_i64().unwrap(), json!({ "phone": "13800000001" })).await.refused(403, "forbidden");
            admin.get(&format!("{path}/sessions")).await.refused(403, "forbidden");
        }
        // What they are here can be taken from them by the school.
        let mine = grant(&admin, &shared, "teacher").await;
        let elsewhere = hq.get(&format!("/users/{}/grants", shared.id)).await.expect(200)["items"][1]["id"].as_str().unwrap().to_string();
        admin.delete(&format!("/users/{}/grants/{elsewhere}?reason=no", shared.id)).await.refused(404, "not_found");
        admin.delete(&format!("/users/{}/grants/{mine}?reason=left", shared.id)).await.expect(204);
        admin.get(&format!("/users/{}", shared.id)).await.refused(404, "not_found");
    }

    async fn a_reset_password_ends_every_session_and_old_codes_are_worthless(app: TestApp) {
        let school = app.institution("32");
        let admin = app.admin_of(school, "32").await;
        let made = admin.post("/users", new_user("李强", "teacher", in_school(school))).await.expect(201);
        let (username, old) = (made["user"]["username"].clone(), made["activation"]["code"].clone());
        let path = format!("/users/{}", made["user"]["id"].as_str().unwrap());
        let activate = async |code: &Value| app.post("/auth/activate", json!({ "username": username, "code": code, "password": "correct-horse-7", "privacy_version": PRIVACY_VERSION })).await;
        activate(&old).await.expect(200);
        let teacher = app.login(username.as_str().unwrap(), "correct-horse-7").await;
        let reset = admin.request("POST", &format!("{path}/reset-password")).await.expect(200);
        teacher.get("/me").await.refused(401, "session_ended");
        app.post("/auth/login", json!({ "username": username, "password": "correct-horse-7" })).await.refused(401, "invalid_credentials");
        activate(&old).await.refused(422, "activation_code_invalid");
        let again = admin.request("POST", &format!("{path}/reset-password")).await.expect(200);
        activate(&reset["activation_code"]).await.refused(422, "activation_code_invalid");
        activate(&again["activation_code"]).await.expect(200);
        admin.request("POST", &format!("/users/{}/reset-password", admin.id)).await.refused(409, "state_forbids");
    }

    async fn a_disabled_account_is_out_at_once_and_comes_back_as_it_was(app: TestApp) {
        let school = app.institution("32");
        let admin = app.admin_of(school, "32").await;
        let teacher = member(&app, &admin, "李强", "teacher", in_school(school)).await;
        let path = format!("/users/{}", teacher.id);
        admin.post(&format!("{path}/disable"), json!({ "reason": "" })).await.refused(422, "invalid");
        assert_eq!(admin.post(&format!("{path}/disable"), json!({ "reason": "停用" })).await.expect(200)["status"], "disabled");
        admin.post(&format!("{path}/disable"), json!({ "reason": "停用" })).await.refused(409, "state_forbids");
        admin.request("POST", &format!("{path}/reset-password")).await.refused(409, "state_forbids");
        teacher.get("/me").await.refused(401, "session_ended");
        app.post("/auth/login", json!({ "username": teacher.username, "password": "correct-horse-7" })).await.refused(401, "invalid_credentials");
        assert_eq!(admin.post(&format!("{path}/enable"), json!({ "reason": "恢复" })).await.expect(200)["status"], "active");
        app.login(&teacher.username, "correct-horse-7").await;
        admin.post(&format!("/users/{}/disable", admin.id), json!({ "reason": "自己" })).await.refused(409, "state_forbids");
    }

    async fn two_who_edit_an_account_at_once_do_not_overwrite_each_other(app: TestApp) {
        let school = app.institution("32");
        let admin = app.admin_of(school, "32").await;
        let made = admin.post("/users", json!({ "username": "Li.Qiang", "display_name": " 李 强 ", "phone": "+86 138-0000-0000", "email": "Li@Example.org", "grant": { "role": "teacher", "scope": in_school(school) } })).await.expect(201);
        let user = &made["user"];
        assert_eq!((&user["username"], &user["display_name"], &user["phone"], &user["email"]), (&json!("li.qiang"), &json!("李强"), &json!("13800000000"), &json!("li@example.org")));
        let path = format!("/users/{}", user["id"].as_str().unwrap());
        assert_eq!(admin.get(&path).await.version(), 1);
        let changed = admin.patch(&path, 1, json!({ "display_name": "李小强" })).await;
        assert_eq!((changed.version(), &changed.expect(200)["phone"]), (2, &json!("13800000000")));
        admin.patch(&path, 1, json!({ "display_name": "李大强" })).await.refused(412, "version_mismatch");
        admin.request("PATCH", &path).json(json!({ "display_name": "李大强" })).await.refused(428, "precondition_required");
        assert_eq!(admin.get("/users?q=lxq").await.expect(200)["items"].as_array().unwrap().len(), 1);
        // What another account has, and what is no username, phone or address.
        let take = |username: &str, phone: &str| json!({ "username": username, "display_name": "王芳", "phone": phone, "grant": { "role": "teacher", "scope": in_school(school) } });
        admin.post("/users", take("LI.QIANG", "13800000002")).await.refused(409, "username_taken");
        admin.post("/users", take("wangfang", "13800000000")).await.refused(409, "phone_taken");
        let wrong = admin.post("/users", take("13900000000", "13800000003")).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/username");
        let wrong = admin.post("/users", take("wangfang", "12345")).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/phone");
        let wrong = admin.post("/users", take("王芳王芳", "13800000003")).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/username");
    }

    async fn an_institution_and_the_headquarters_keep_an_administrator(app: TestApp) {
        let school = app.institution("32");
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let (one, two) = (app.admin_of(school, "32").await, app.admin_of(school, "32").await);
        let (first, second) = (grant(&branch, &one, "institution_admin").await, grant(&branch, &two, "institution_admin").await);
        // One's own last role is for others to withdraw.
        one.delete(&format!("/users/{}/grants/{first}?reason=left", one.id)).await.refused(409, "state_forbids");
        branch.post(&format!("/users/{}/disable", two.id), json!({ "reason": "停用" })).await.expect(200);
        // Who is disabled cannot administer: the other is the last.
        branch.delete(&format!("/users/{}/grants/{first}?reason=left", one.id)).await.refused(409, "last_administrator");
        branch.post(&format!("/users/{}/disable", one.id), json!({ "reason": "停用" })).await.refused(409, "last_administrator");
        one.get("/me").await.expect(200);
        branch.post(&format!("/users/{}/enable", two.id), json!({ "reason": "恢复" })).await.expect(200);
        branch.delete(&format!("/users/{}/grants/{first}?reason=left", one.id)).await.expect(204);
        branch.delete(&format!("/users/{}/grants/{second}?reason=left", two.id)).await.refused(409, "last_administrator");
        // The same for the headquarters.
        let other = app.hq().await;
        let theirs = grant(&hq, &other, "hq_admin").await;
        hq.delete(&format!("/users/{}/grants/{theirs}?reason=left", other.id)).await.refused(403, "forbidden");
        hq.post(&format!("/users/{}/disable", other.id), json!({ "reason": "离职" })).await.expect(200);
        let mine = grant(&hq, &hq, "hq_admin").await;
        hq.post(&format!("/users/{}/grants", hq.id), json!({ "role": "certifier", "scope": { "kind": "country" } })).await.expect(201);
        hq.delete(&format!("/users/{}/grants/{mine}?reason=left", hq.id)).await.refused(409, "last_administrator");
    }

    async fn two_administrators_who_leave_at_once_leave_one(app: TestApp) {
        let branch = app.branch("32").await;
        for _ in 0..5 {
            let school = app.institution("32");
            let (one, two) = (app.admin_of(school, "32").await, app.admin_of(school, "32").await);
            let (a, b) = (grant(&branch, &one, "institution_admin").await, grant(&branch, &two, "institution_admin").await);
            for person in [&one, &two] {
                branch.post(&format!("/users/{}/grants", person.id), json!({ "role": "teacher", "scope": in_school(school) })).await.expect(201);
            }
            let (x, y) = tokio::join!(
                async { one.delete(&format!("/users/{}/grants/{a}?reason=left", one.id)).await },
                async { two.delete(&format!("/users/{}/grants/{b}?reason=left", two.id)).await },
            );
            let removed = [x.status, y.status].iter().filter(|s| **s == 204).count();
            assert_eq!(removed, 1, "{} {}", x.text(), y.text());
            let left = branch.get(&format!("/users?institution_id={school}&role=institution_admin")).await.expect(200);
            assert_eq!(left["items"].as_array().unwrap().len(), 1);
        }
    }

    async fn roles_are_withdrawn_by_those_above_and_not_by_those_beside(app: TestApp) {
        let school = app.institution("32");
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let pairs = [
            (app.hq().await, hq.clone(), "hq_admin"),
            (branch.clone(), app.branch("32").await, "branch_staff"),
            (app.admin_of(school, "32").await, app.admin_of(school, "32").await, "institution_admin"),
        ];
        for (one, other, role) in &pairs {
            let theirs = grant(&hq, other, role).await;
            let path = format!("/users/{}/grants/{theirs}?reason=left", other.id);
            one.delete(&path).await.refused(403, "forbidden");
            other.get("/me").await.expect(200);
        }
        assert_eq!(app.audited("grant.withdraw"), 0);
        // Those above: HQ of the branch, the branch of the school.
        let (_, staff, _) = &pairs[1];
        let held = grant(&hq, staff, "branch_staff").await;
        hq.delete(&format!("/users/{}/grants/{held}?reason=left", staff.id)).await.expect(204);
        let (left, gone, _) = &pairs[2];
        let held = grant(&branch, gone, "institution_admin").await;
        branch.delete(&format!("/users/{}/grants/{held}?reason=left", gone.id)).await.expect(204);
        // One's own, where it is not the last and somebody stays to administer.
        branch.post(&format!("/institutions/{school}/handover"), json!({ "new_admin": { "display_name": "王芳" } })).await.expect(200);
        branch.post(&format!("/users/{}/grants", left.id), json!({ "role": "teacher", "scope": in_school(school) })).await.expect(201);
        let own = grant(left, left, "institution_admin").await;
        left.delete(&format!("/users/{}/grants/{own}?reason=left", left.id)).await.expect(204);
    }

    async fn phone_and_address_are_cleared_by_null_and_stay_when_left_out(app: TestApp) {
        let school = app.institution("32");
        let admin = app.admin_of(school, "32").await;
        let made = admin.post("/users", json!({ "display_name": "李强", "phone": "13800000000", "email": "li@example.org", "grant": { "role": "teacher", "scope": in_school(school) } })).await.expect(201);
        let path = format!("/users/{}", made["user"]["id"].as_str().unwrap());
        let kept = admin.patch(&path, 1, json!({ "display_name": "李小强" })).await.expect(200);
        assert_eq!((&kept["phone"], &kept["email"]), (&json!("13800000000"), &json!("li@example.org")));
        let cleared = admin.patch(&path, 2, json!({ "phone": null })).await.expect(200);
        assert_eq!((cleared.get("phone"), &cleared["email"]), (None, &json!("li@example.org")));
        let cleared = admin.patch(&path, 3, json!({ "email": null })).await.expect(200);
        assert_eq!(cleared.get("email"), None);
        admin.patch(&path, 4, json!({ "phone": "1" })).await.refused(422, "invalid");
        admin.patch(&path, 4, json!({ "email": "nothing" })).await.refused(422, "invalid");
        // The number is free again, for oneself as well.
        let change = |body: Value| admin.request("PATCH", "/me").json(body);
        assert_eq!(change(json!({ "phone": "13800000000", "email": "me@example.org" })).await.expect(200)["phone"], "13800000000");
        let own = change(json!({ "phone": null })).await.expect(200);
        assert_eq!((own.get("phone"), &own["email"]), (None, &json!("me@example.org")));
        assert_eq!(change(json!({ "locale": "en" })).await.expect(200)["email"], "me@example.org");
        assert_eq!(change(json!({ "email": null })).await.expect(200).get("email"), None);
    }

    async fn an_account_is_made_once_however_often_the_button_is_pressed(app: TestApp) {
        let school = app.institution("32");
        let admin = app.admin_of(school, "32").await;
        let body = new_user("李强", "teacher", in_school(school));
        let press = async || admin.post("/users", body.clone()).idempotency_key("press-0001").await;
        let (first, second) = (press().await, press().await);
        assert_eq!((first.expect(201), first.header("location")), (second.expect(201), second.header("location")));
        assert_eq!(second.header("cache-control"), "no-store");
        assert_eq!(app.audited("user.create"), 1);
        admin.post("/users", new_user("王芳", "teacher", in_school(school))).idempotency_key("press-0001").await.refused(409, "idempotency_conflict");
        let path = format!("/institutions/{school}/handover");
        let press = async || admin.post(&path, json!({ "new_admin": { "display_name": "王芳" } })).idempotency_key("press-0002").await;
        assert_eq!(press().await.expect(200), press().await.expect(200));
        assert_eq!(app.audited("institution.handover"), 1);
        // What is kept to be given again is no secret in plain text.
        use diesel::prelude::*;
        use onex::schema::idempotency_keys as k;
        let kept: Vec<String> = app.state.db.read_blocking(|conn| Ok(k::table.select(k::body).load(conn)?)).unwrap();
        let code = first.expect(201)["activation"]["code"].as_str().unwrap().to_string();
        assert!(kept.len() == 2 && kept.iter().all(|body| !body.contains(&code) && !body.contains("李强")), "{kept:?}");
        // The same person in another role asks for something else.
        let teacher = admin.post(&format!("/users/{}/grants", admin.id), json!({ "role": "teacher", "scope": in_school(school) })).await.expect(201);
        let switched = admin.post("/auth/switch", json!({ "grant_id": teacher["id"] })).await.expect(200);
        let as_teacher = admin.with_token("teacher", switched["access_token"].as_str().unwrap());
        as_teacher.post("/users", body.clone()).idempotency_key("press-0001").await.refused(403, "forbidden");
    }

    async fn an_institution_is_handed_over_in_one_step(app: TestApp) {
        let school = app.institution("32");
        let old = app.admin_of(school, "32").await;
        let path = format!("/institutions/{school}/handover");
        let colleague = member(&app, &old, "李强", "teacher", in_school(school)).await;
        old.post(&path, json!({ "withdraw_self": true })).await.refused(422, "invalid");
        old.post(&path, json!({ "to_user_id": colleague.id, "new_admin": { "display_name": "王芳" } })).await.refused(422, "invalid");
        old.post(&path, json!({ "to_user_id": app.hq().await.id })).await.refused(422, "invalid");
        let done = old.post(&path, json!({ "to_user_id": colleague.id, "withdraw_self": true })).await.expect(200);
        assert_eq!((&done["user"]["id"], &done["activation"]), (&json!(colleague.id), &Value::Null));
        old.get("/me").await.refused(401, "session_ended");
        assert_eq!(colleague.get("/notices").await.expect(200)["items"][0]["code"], "grant.given");
        // To somebody new, by the branch, who keeps what they have.
        let branch = app.branch("32").await;
        let done = branch.post(&path, json!({ "new_admin": { "display_name": "王芳", "phone": "13800000000" } })).await.expect(200);
        assert!(done["activation"]["code"].is_string());
        branch.post(&path, json!({ "new_admin": { "display_name": "赵敏" }, "withdraw_self": true })).await.refused(422, "invalid");
        let admins = branch.get(&format!("/users?institution_id={school}&role=institution_admin")).await.expect(200);
        assert_eq!(admins["items"].as_array().unwrap().len(), 2, "what was refused made nobody: {admins}");
        colleague.get(&path.replace("/handover", "/nothing")).await.refused(404, "not_found");
    }

    async fn the_export_holds_the_filtered_accounts_in_scope_and_no_code(app: TestApp) {
        let (here, there) = (app.institution("32"), app.institution("42"));
        let (hq, admin) = (app.hq().await, app.admin_of(here, "32").await);
        let made = admin.post("/users", new_user("王芳", "teacher", in_school(here))).await.expect(201);
        hq.post("/users", new_user("李强", "teacher", in_school(there))).await.expect(201);
        let file = admin.get("/users/export.xlsx?status=pending").await;
        file.expect(200);
        let rows = rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "a header and one row: {rows:?}");
        assert_eq!(rows[1][..2], ["王芳", made["user"]["username"].as_str().unwrap()]);
        assert!(rows[1][2].starts_with("教师 · 测试学校"), "{rows:?}");
        assert_eq!(rows[1][3], "未激活");
        let code = made["activation"]["code"].as_str().unwrap();
        assert!(rows.iter().flatten().all(|cell| !cell.contains(code)), "no code: {rows:?}");
        assert_eq!(rows_of(&hq.get("/users/export.xlsx?role=teacher").await.bytes).len(), 3);
        app.actor(Role::Teacher, Scope::Institution { id: here, region: "32".into() }).await.get("/users/export.xlsx").await.refused(403, "forbidden");
        assert_eq!(app.audited("user.export"), 2);
    }
}

#[test]
fn the_first_administrator_is_made_on_the_command_line() {
    for database in [Database::Sqlite, Database::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut onex = Binary::empty(database);
            let keys = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
            std::fs::write(onex.folder().join("keys"), keys).unwrap();
            let admin = |username: &str, name: &str| {
                onex.command("admin create").args(["--username", username, "--name", name]).output().unwrap()
            };
            let made = admin("Root", "管理员");
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            let printed = String::from_utf8_lossy(&made.stdout).trim().to_string();
            let code = printed.rsplit(' ').next().unwrap().to_string();
            let again = admin("root", "管理员");
            assert!(!again.status.success());
            assert!(String::from_utf8_lossy(&again.stderr).contains("username is taken"), "{again:?}");
            assert!(!admin("no spaces", "管理员").status.success());
            onex.start();
            let activation = json!({ "username": "root", "code": code, "password": "correct-horse-7", "privacy_version": PRIVACY_VERSION });
            let signed_in = onex.request("POST", "/auth/activate").json(activation).await.expect(200);
            assert_eq!(signed_in["grant"]["role"], "hq_admin");
        });
    }
}
