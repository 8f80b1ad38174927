//! Students: single entries, lists, corrections, status, reveals, activation codes.

use support::{
    Actor, Role, School, Scope, TITLES, TestApp, Value, both, intake, json, resident_id, rows_of,
    workbook,
};

async fn enrolled(admin: &Actor, number: &str, name: &str, document: u64) -> Value {
    let body = json!({
        "student_no": number, "name": name, "id_number": resident_id(document), "major": "会计", "grade": "2019",
        "admin_class": "会计1901", "phone": "13800138000",
    });
    admin.post("/students", body).await.expect(201)
}

fn path(student: &Value) -> String {
    format!("/students/{}", student["id"].as_str().unwrap())
}

async fn school(app: &TestApp, region: &str) -> (School, Actor) {
    let school = app.school(region);
    let admin = app.school_admin(&school).await;
    (school, admin)
}

both! {
    async fn a_student_is_enrolled_with_a_masked_number_and_a_pending_account(app: TestApp) {
        let (school, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "2019-01", " 欧阳 · 娜娜 ", 1).await;
        assert_eq!((student["name"].as_str(), student["status"].as_str()), (Some("欧阳·娜娜"), Some("active")));
        assert_eq!((student["account_status"].as_str(), student["id_type"].as_str()), (Some("pending"), Some("resident_id")));
        assert_eq!(student["institution_name"], school.name);
        let number = resident_id(1);
        assert_eq!(student["id_number_masked"], format!("{}********{}", &number[..6], &number[14..]));
        assert!(!student.to_string().contains(&number));
        assert!(student["username"].as_str().unwrap().ends_with("-2019-01"), "{student}");
        let answer = admin.get(&path(&student)).await;
        assert_eq!((answer.expect(200), answer.version()), (student, 1));
    }

    async fn what_is_wrong_with_an_entry_is_told_field_by_field(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        let body = json!({ "student_no": "学号", "name": "王1", "id_number": "110105199003070000", "phone": "1" });
        let refusal = admin.post("/students", body).await.refused(422, "invalid");
        let mut fields: Vec<_> = refusal["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["/id_number", "/name", "/phone", "/student_no"]);
        enrolled(&admin, "1", "王一", 1).await;
        let taken = json!({ "student_no": "1", "name": "王二", "id_number": resident_id(2) });
        admin.post("/students", taken).await.refused(409, "already_exists");
        let twice = json!({ "student_no": "2", "name": "王一", "id_number": resident_id(1) });
        admin.post("/students", twice).await.refused(409, "already_exists");
        app.hq().await.post("/students", json!({ "student_no": "5", "name": "王五", "id_number": resident_id(5) })).await.refused(422, "invalid");
    }

    async fn a_list_is_paged_filtered_and_searched(app: TestApp) {
        let (here, admin) = school(&app, "32").await;
        let mut people = intake(1, 5);
        for (row, name) in people.iter_mut().zip(["单雄信", "单小红", "仇英", "John Smith", "王小明"]) {
            row[1] = name.into();
        }
        people[4][3] = "财务管理".into();
        let import = app.dry_run(&admin, "/student-imports", "a.xlsx", workbook(&TITLES, &people)).await;
        app.commit(&admin, "/student-imports", &import).await;
        let names = async |who: &Actor, query: &str| -> Vec<String> {
            let page = who.get(&format!("/students?{query}")).await.expect(200);
            page["items"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap().to_string()).collect()
        };
        assert_eq!(names(&admin, "q=%E5%8D%95").await, ["单小红", "单雄信"]);
        assert_eq!(names(&admin, "q=sxx").await, ["单雄信"]);
        assert_eq!(names(&admin, "q=S").await.len(), 2, "initials in either case");
        assert_eq!(names(&admin, "q=S0000003").await, ["仇英"]);
        assert_eq!(names(&admin, "q=John").await, ["John Smith"]);
        // However it is typed: in another case, or with the keyboard set to full width.
        for q in ["john", "JOHN", "John S", "%EF%BC%AA%EF%BD%8F%EF%BD%88%EF%BD%8E"] {
            assert_eq!(names(&admin, &format!("q={q}")).await, ["John Smith"], "{q}");
        }
        for q in ["Sxx", "sXX", "%EF%BC%B3%EF%BD%98%EF%BD%98", "%E3%80%80sxx%E3%80%80"] {
            assert_eq!(names(&admin, &format!("q={q}&count=true")).await, ["单雄信"], "{q}");
        }
        for q in ["s0000003", "%EF%BC%B3%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%93"] {
            assert_eq!(names(&admin, &format!("q={q}")).await, ["仇英"], "{q}");
        }
        assert_eq!(names(&admin, "major=%E8%B4%A2%E5%8A%A1%E7%AE%A1%E7%90%86").await, ["王小明"]);
        assert!(names(&admin, "status=left").await.is_empty());
        let (mut seen, mut cursor) = (vec![], String::new());
        loop {
            let page = admin.get(&format!("/students?limit=2{cursor}")).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|s| s["student_no"].as_str().unwrap().to_string()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, people.iter().map(|r| r[0].clone()).collect::<Vec<_>>());
        let first = admin.get("/students?q=%E5%8D%95&limit=1").await.expect(200);
        let next = admin.get(&format!("/students?q=%E5%8D%95&limit=1&cursor={}", first["next"].as_str().unwrap())).await.expect(200);
        assert_eq!((&first["items"][0]["name"], &next["items"][0]["name"]), (&json!("单小红"), &json!("单雄信")));
        // The next page reads what was typed as the first did.
        let first = admin.get("/students?q=s0000&limit=2").await.expect(200);
        let next = first["next"].as_str().unwrap().to_string();
        let rest = admin.get(&format!("/students?q=s0000&limit=9&cursor={next}")).await.expect(200);
        assert_eq!(rest["items"].as_array().unwrap().len(), 3, "{rest}");
        admin.get(&format!("/students?q=wxm&cursor={next}")).await.refused(422, "bad_cursor");
        // Who may see them: the school, its branch, HQ; not the neighbour.
        let (_, neighbour) = school(&app, "32").await;
        assert!(names(&neighbour, "").await.is_empty());
        assert!(names(&neighbour, &format!("institution_id={}", here.id)).await.is_empty());
        assert_eq!(names(&app.branch("32").await, "").await.len(), 5);
        assert!(names(&app.branch("42").await, "").await.is_empty());
        assert_eq!(names(&app.hq().await, "region_code=32").await.len(), 5);
        admin.get("/students?limit=0").await.refused(422, "invalid");
        admin.get("/students?cursor=x").await.refused(422, "bad_cursor");
        app.actor(Role::Trainer, Scope::Country).await.get("/students").await.refused(403, "forbidden");
    }

    async fn a_student_sees_only_themselves(app: TestApp) {
        let (here, _) = school(&app, "32").await;
        let ids = app.students(&here, 2);
        let me = app.student(ids[0]).await;
        let list = me.get("/students").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(list["items"][0]["id"], ids[0].to_string());
        me.get(&format!("/students/{}", ids[1])).await.refused(404, "not_found");
        me.post(&format!("/students/{}/reveal", ids[0]), json!({ "reason": "想看看" })).await.refused(403, "forbidden");
    }

    async fn out_of_scope_a_student_does_not_exist(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王一", 1).await;
        let (_, stranger) = school(&app, "32").await;
        let path = path(&student);
        for suffix in ["", "/history"] {
            stranger.get(&format!("{path}{suffix}")).await.refused(404, "not_found");
        }
        stranger.patch(&path, 1, json!({ "major": "x" })).await.refused(404, "not_found");
        for (verb, body) in [
            ("suspend", json!({ "reason": "休学" })), ("resume", json!({ "reason": "复学" })), ("leave", json!({ "reason": "退学" })),
            ("reveal", json!({ "reason": "核对" })), ("corrections", json!({ "name": "王二", "reason": "笔误" })),
        ] {
            stranger.post(&format!("{path}/{verb}"), body.clone()).if_match(1).await.refused(404, "not_found");
            app.get(&path).await.refused(401, "unauthenticated");
        }
        let teacher = app.actor(Role::Teacher, Scope::Institution { id: student["institution_id"].as_str().unwrap().parse().unwrap(), region: "32".into() }).await;
        teacher.get(&path).await.expect(200);
        teacher.patch(&path, 1, json!({ "major": "x" })).await.refused(403, "forbidden");
    }

    async fn two_clerks_do_not_overwrite_each_other(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王一", 1).await;
        let changed = admin.patch(&path(&student), 1, json!({ "major": "财务管理", "phone": "" })).await.expect(200);
        assert_eq!((changed["major"].as_str(), &changed["phone"]), (Some("财务管理"), &Value::Null));
        admin.patch(&path(&student), 1, json!({ "major": "会计" })).await.refused(412, "version_mismatch");
        admin.request("PATCH", &path(&student)).json(json!({})).await.refused(428, "precondition_required");
        let same = admin.patch(&path(&student), 2, json!({ "major": "财务管理" })).await;
        same.expect(200);
        assert_eq!(same.version(), 2, "what changes nothing makes no version");
        enrolled(&admin, "2", "王二", 2).await;
        admin.patch(&path(&student), 2, json!({ "student_no": "2" })).await.refused(409, "already_exists");
    }

    async fn names_and_documents_are_corrected_with_a_reason_and_kept_in_the_history(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王小名", 1).await;
        let path = path(&student);
        admin.post(&format!("{path}/corrections"), json!({ "name": "王小明" })).if_match(1).await.refused(422, "invalid");
        admin.post(&format!("{path}/corrections"), json!({ "reason": "笔误" })).if_match(1).await.refused(422, "invalid");
        let fixed = admin.post(&format!("{path}/corrections"), json!({ "name": "王小明", "reason": "录入笔误" })).if_match(1).await.expect(200);
        assert_eq!(fixed["name"], "王小明");
        assert_eq!(admin.get("/students?q=wxm").await.expect(200)["items"].as_array().unwrap().len(), 1);
        admin.post(&format!("{path}/corrections"), json!({ "id_number": resident_id(2), "reason": "号码录错" })).if_match(2).await.expect(200);
        let shown = admin.post(&format!("{path}/reveal"), json!({ "reason": "核对号码" })).await.expect(200);
        assert_eq!(shown["id_number"], resident_id(2));
        enrolled(&admin, "3", "王三", 3).await;
        admin.post(&format!("{path}/corrections"), json!({ "id_number": resident_id(3), "reason": "号码录错" })).if_match(3).await.refused(409, "identity_conflict");
        let history = admin.get(&format!("{path}/history")).await.expect(200);
        let events: Vec<_> = history["items"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert_eq!(events, ["correct", "correct", "enrol"]);
        assert_eq!(history["items"][1]["changes"], json!({ "name": "王小名" }));
        assert_eq!(history["items"][1]["reason"], "录入笔误");
        assert!(!history.to_string().contains(&resident_id(1)), "numbers are masked in the history");
        // The name by which the file knew them is free again for the next person with the first number.
        enrolled(&admin, "4", "王四", 1).await;
    }

    async fn suspending_resuming_and_leaving_go_in_order(app: TestApp) {
        let (here, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王一", 1).await;
        let path = path(&student);
        let step = async |verb: &str| admin.post(&format!("{path}/{verb}"), json!({ "reason": "因故办理" })).await;
        step("resume").await.refused(409, "state_forbids");
        assert_eq!(step("suspend").await.expect(200)["status"], "suspended");
        step("suspend").await.refused(409, "state_forbids");
        assert_eq!(step("resume").await.expect(200)["status"], "active");
        assert_eq!(step("leave").await.expect(200)["status"], "left");
        step("leave").await.refused(409, "state_forbids");
        admin.post(&format!("{path}/corrections"), json!({ "name": "王二", "reason": "笔误" })).if_match(4).await.refused(409, "state_forbids");
        // Elsewhere they can enrol now, and here they can come back only after that ends.
        let (_, other) = school(&app, "42").await;
        let there = enrolled(&other, "7", "王一", 1).await;
        assert_eq!(there["username"], student["username"], "the person keeps the account");
        step("resume").await.refused(409, "identity_conflict");
        let row = vec![vec!["1".to_string(), "王一".into(), resident_id(1)]];
        let file = workbook(&["学号", "姓名", "证件号码"], &row);
        let refused = async || {
            let import = app.dry_run(&admin, "/student-imports", "a.xlsx", file.clone()).await;
            assert_eq!(import["counts"]["refused"], 1, "{import}");
            let rows = format!("/student-imports/{}/rows", import["id"].as_str().unwrap());
            admin.get(&rows).await.expect(200)["items"][0]["problems"][0]["code"].as_str().unwrap().to_string()
        };
        assert_eq!(refused().await, "identity_conflict");
        other.post(&format!("/students/{}/leave", there["id"].as_str().unwrap()), json!({ "reason": "退学" })).await.expect(200);
        // An old list brings nobody back, nor does a new entry: that is decided person by person.
        assert_eq!(refused().await, "left_before");
        let again = json!({ "student_no": "1", "name": "王一", "id_number": resident_id(1) });
        let problem = admin.post("/students", again).await.refused(409, "already_exists");
        assert_eq!(problem["errors"][0]["code"], "left_before", "{problem}");
        assert_eq!(step("resume").await.expect(200)["status"], "active");
        let history = admin.get(&format!("{path}/history")).await.expect(200);
        assert_eq!((&history["items"][0]["action"], &history["items"][0]["changes"]), (&json!("resume"), &json!({ "status": "left" })));
        let me = app.student(student["id"].as_str().unwrap().parse().unwrap()).await;
        let grants = me.get("/me").await.expect(200)["grants"].clone();
        assert_eq!(grants.as_array().unwrap().len(), 1, "{grants}");
        assert_eq!(grants[0]["scope"]["institution_id"], here.id.to_string());
    }

    async fn a_reveal_asks_for_a_reason_and_is_recorded(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王一", 1).await;
        let path = format!("{}/reveal", path(&student));
        admin.post(&path, json!({})).await.refused(422, "invalid");
        let answer = admin.post(&path, json!({ "reason": "核对准考证" })).await;
        assert_eq!(answer.expect(200), json!({ "id_type": "resident_id", "id_number": resident_id(1) }));
        assert_eq!(answer.header("cache-control"), "no-store");
        let events = app.hq().await.get(&format!("/audit-events?subject_id={}", student["id"].as_str().unwrap())).await.expect(200);
        let reveal = events["items"].as_array().unwrap().iter().find(|e| e["action"] == "student.reveal").unwrap().clone();
        assert_eq!((&reveal["detail"]["reason"], &reveal["actor_id"]), (&json!("核对准考证"), &json!(admin.id.to_string())));
        assert!(!events.to_string().contains(&resident_id(1)));
    }

    async fn a_person_known_elsewhere_is_a_conflict_that_tells_nothing(app: TestApp) {
        let (here, admin) = school(&app, "32").await;
        enrolled(&admin, "1", "王一", 1).await;
        let (_, other) = school(&app, "42").await;
        let body = |name: &str| json!({ "student_no": "9", "name": name, "id_number": resident_id(1) });
        let refusal = other.post("/students", body("王一")).await.refused(409, "identity_conflict");
        assert_eq!(refusal["detail"], other.post("/students", body("别名")).await.refused(409, "identity_conflict")["detail"]);
        assert!(!refusal.to_string().contains(&here.name));
        let events = app.hq().await.get("/audit-events?action=student.identity_conflict").await.expect(200);
        assert_eq!(events["items"].as_array().unwrap().len(), 2);
    }

    async fn corrections_into_other_peoples_documents_are_recorded_and_limited_whoever_tries(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        enrolled(&admin, "1", "王一", 1).await;
        let (there, other) = school(&app, "42").await;
        let mine = enrolled(&other, "9", "李九", 9).await;
        let corrections = format!("{}/corrections", path(&mine));
        let guess = json!({ "id_number": resident_id(1), "reason": "号码录错" });
        let (branch, hq) = (app.branch("42").await, app.hq().await);
        for who in [&other, &branch, &hq] {
            who.post(&corrections, guess.clone()).if_match(1).await.refused(409, "identity_conflict");
        }
        let events = hq.get("/audit-events?action=student.identity_conflict").await.expect(200);
        let events = events["items"].as_array().unwrap().clone();
        assert_eq!(events.len(), 3, "{events:?}");
        assert!(events.iter().all(|e| e["subject_id"] == there.id.to_string()), "{events:?}");
        // The institution has 200 of them an hour, by whatever way and through whomever.
        for _ in 3..200 {
            branch.post(&corrections, guess.clone()).if_match(1).await.refused(409, "identity_conflict");
        }
        for who in [&other, &branch, &hq] {
            let refusal = who.post(&corrections, guess.clone()).if_match(1).await;
            refusal.refused(429, "too_many_attempts");
            assert!(!refusal.header("retry-after").is_empty());
            let free = json!({ "id_number": resident_id(77), "reason": "号码录错" });
            who.post(&corrections, free).if_match(1).await.refused(429, "too_many_attempts");
        }
        let body = json!({ "student_no": "2", "name": "王一", "id_number": resident_id(1) });
        other.post("/students", body).await.refused(429, "too_many_attempts");
        // A name has nothing to do with it.
        other.post(&corrections, json!({ "name": "李玖", "reason": "录入笔误" })).if_match(1).await.expect(200);
    }

    async fn two_clerks_who_correct_one_person_do_not_overwrite_each_other(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王小名", 1).await;
        let corrections = format!("{}/corrections", path(&student));
        let name = |name: &str| json!({ "name": name, "reason": "录入笔误" });
        admin.post(&corrections, name("王小明")).await.refused(428, "precondition_required");
        let (a, b) = tokio::join!(
            async { admin.post(&corrections, name("王小明")).if_match(1).await },
            async { app.branch("32").await.post(&corrections, name("王晓明")).if_match(1).await },
        );
        let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
        let stands = won.expect(200)["name"].clone();
        lost.refused(412, "version_mismatch");
        assert_eq!(won.version(), 2);
        assert_eq!(admin.get(&path(&student)).await.expect(200)["name"], stands);
    }

    async fn the_export_has_masked_numbers_and_is_recorded(app: TestApp) {
        let (_, admin) = school(&app, "32").await;
        enrolled(&admin, "1", "王䶮", 1).await;
        let answer = admin.get("/students/export.xlsx?grade=2019").await;
        answer.expect(200);
        let rows = rows_of(&answer.bytes);
        assert_eq!((rows.len(), rows[1][2].as_str()), (2, "王䶮"));
        assert_eq!(rows[1][5], format!("{}********{}", &resident_id(1)[..6], &resident_id(1)[14..]));
        assert_eq!(rows_of(&admin.get("/students/export.xlsx?grade=2020").await.bytes).len(), 1);
        let events = app.hq().await.get("/audit-events?action=student.export").await.expect(200);
        assert_eq!(events["items"].as_array().unwrap().len(), 2);
    }

    async fn activation_codes_are_handed_out_until_they_are_used(app: TestApp) {
        let (here, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "<王>".trim_matches(['<', '>']), 1).await;
        enrolled(&admin, "2", "李二", 2).await;
        let export = async |format: &str| admin.post("/activation-exports", json!({ "format": format })).await;
        let table = rows_of(&export("xlsx").await.bytes);
        assert_eq!((table.len(), table[1][0].as_str(), table[1][3].as_str()), (3, "1", student["username"].as_str().unwrap()));
        let code = table[1][4].clone();
        let slips = export("slips").await;
        assert_eq!(slips.header("content-type"), "text/html; charset=utf-8");
        assert!(slips.text().contains(&code) && slips.text().contains(&here.name));
        assert_eq!(export("text").await.text().lines().count(), 2);
        let notice = app.get("/auth/privacy-notice").await.expect(200);
        let body = json!({
            "username": student["username"], "code": code, "password": "a-new-password-7", "privacy_version": notice["version"],
        });
        let signed_in = app.post("/auth/activate", body).await.expect(200);
        assert_eq!(signed_in["grant"]["role"], "student");
        assert_eq!(rows_of(&export("xlsx").await.bytes).len(), 2, "who has activated needs no code");
        assert_eq!(admin.get(&path(&student)).await.expect(200)["account_status"], "active");
        let (_, stranger) = school(&app, "42").await;
        stranger.post("/activation-exports", json!({ "format": "text", "institution_id": here.id })).await.refused(404, "not_found");
        app.actor(Role::Teacher, here.scope()).await.post("/activation-exports", json!({ "format": "text" })).await.refused(403, "forbidden");
        let events = app.hq().await.get("/audit-events?action=activation.export").await.expect(200);
        assert_eq!(events["items"].as_array().unwrap().len(), 4);
    }

    async fn whoever_invites_administrators_hands_out_their_codes(app: TestApp) {
        let (here, there, far) = (app.school("32"), app.school("32"), app.school("42"));
        let (hq, branch, admin) = (app.hq().await, app.branch("32").await, app.school_admin(&here).await);
        let mut made = vec![];
        for (name, school) in [("王芳", &here), ("李强", &there), ("赵六", &far)] {
            let grant = json!({ "role": "institution_admin", "scope": { "kind": "institution", "institution_id": school.id } });
            made.push(hq.post("/users", json!({ "display_name": name, "grant": grant })).await.expect(201));
        }
        let code = |n: usize| made[n]["activation"]["code"].as_str().unwrap().to_string();
        let ask = async |who: &Actor, more: Value| {
            let mut body = json!({ "members": "institution_admin", "format": "xlsx" });
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            who.post("/activation-exports", body).await
        };
        let table = rows_of(&ask(&branch, json!({})).await.bytes);
        assert_eq!(table.len(), 3, "of its region: {table:?}");
        assert_eq!(table[0], ["学校", "姓名", "身份", "用户名", "激活码"]);
        let row = table.iter().find(|r| r[1] == "王芳").unwrap();
        assert_eq!((row[0].clone(), row[4].clone()), (here.name.clone(), code(0)));
        let slips = ask(&branch, json!({ "format": "slips", "institution_id": there.id })).await.text();
        assert!(slips.contains(&there.name) && slips.contains(&code(1)) && slips.contains("学校管理员") && !slips.contains(&code(0)));
        assert_eq!(ask(&hq, json!({ "format": "text" })).await.text().lines().count(), 3);
        assert_eq!(rows_of(&ask(&admin, json!({})).await.bytes).len(), 2, "the others of one's own school");
        ask(&branch, json!({ "institution_id": far.id })).await.refused(404, "not_found");
        ask(&branch, json!({ "grade": "2019" })).await.refused(422, "invalid");
        ask(&app.actor(Role::Teacher, here.scope()).await, json!({})).await.refused(403, "forbidden");
        let events = branch.get("/audit-events?action=activation.export").await.expect(200);
        assert_eq!(events["items"].as_array().unwrap().len(), 3, "that of the whole region, of one school, and the school's own");
        assert!(!events.to_string().contains(&code(0)));
        // Whoever is something more besides is not given away to those who could not make them that.
        let more = json!({ "role": "expert", "scope": { "kind": "country" } });
        hq.post(&format!("/users/{}/grants", made[0]["user"]["id"].as_str().unwrap()), more).await.expect(201);
        assert_eq!(rows_of(&ask(&branch, json!({})).await.bytes).len(), 2);
        assert_eq!(rows_of(&ask(&hq, json!({})).await.bytes).len(), 4);
    }

    async fn a_student_who_is_more_besides_is_not_given_away_by_their_code(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::students;
        let (_, admin) = school(&app, "32").await;
        let student = enrolled(&admin, "1", "王一", 1).await;
        let count = async || rows_of(&admin.post("/activation-exports", json!({ "format": "xlsx" })).await.bytes).len();
        assert_eq!(count().await, 2);
        let id: support::Id = student["id"].as_str().unwrap().parse().unwrap();
        let user: support::Id = app.state.db.read_blocking(|conn| Ok(students::table.find(id).select(students::user_id).first(conn)?)).unwrap();
        let grant = json!({ "role": "branch_staff", "scope": { "kind": "region", "region_code": "32" } });
        app.hq().await.post(&format!("/users/{user}/grants"), grant).await.expect(201);
        assert_eq!(count().await, 1);
    }

    async fn usernames_are_the_code_of_the_institution_and_the_number(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::institutions;
        let (here, admin) = school(&app, "32").await;
        app.state.db.write_blocking(|conn| {
            diesel::update(institutions::table.find(here.id)).set(institutions::code.eq(Some("4132010284"))).execute(conn)?;
            Ok(())
        }).unwrap();
        assert_eq!(enrolled(&admin, "1", "王一", 1).await["username"], "4132010284-1");
        // The account of a person who left keeps its name; the number may be given again.
        let first = admin.get("/students").await.expect(200)["items"][0].clone();
        admin.patch(&path(&first), 1, json!({ "student_no": "X1" })).await.expect(200);
        assert_eq!(enrolled(&admin, "1", "王二", 2).await["username"], "4132010284-1-2");
    }
}
