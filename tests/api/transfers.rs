//! Transfers (转学): both branches settle, and the new side learns nothing before.

use support::{Actor, Value, both, json, resident_id, rows_of, workbook};

async fn student(admin: &Actor, n: u64) -> Value {
    let body = json!({ "student_no": format!("S{n}"), "name": "王小明", "id_number": resident_id(n), "major": "会计" });
    admin.post("/students", body).await.expect(201)
}

fn wanted(n: u64) -> Value {
    json!({ "name": "王小明", "id_number": resident_id(n), "student_no": "N1", "reason": "家庭搬迁" })
}

async fn decide(who: &Actor, transfer: &Value, verb: &str, version: i64) -> support::Answer {
    let path = format!("/transfers/{}/{verb}", transfer["id"].as_str().unwrap());
    who.post(&path, json!({ "remarks": "情况属实" })).if_match(version).await
}

both! {
    async fn a_student_moves_when_both_branches_agree(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        let (jiangsu, hubei) = (app.branch("32").await, app.branch("42").await);
        let student = student(&old, 1).await;
        let transfer = new.post("/transfers", wanted(1)).await.expect(201);
        assert!(!transfer.to_string().contains(&here.id.to_string()) && !transfer.to_string().contains(&here.name), "{transfer}");
        new.post("/transfers", wanted(1)).await.refused(409, "already_exists");
        new.post(&format!("/transfers/{}/approve", transfer["id"].as_str().unwrap()), json!({})).if_match(1).await.refused(403, "forbidden");
        let seen = hubei.get(&format!("/transfers/{}", transfer["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&seen["open_sides"], &seen["from_institution_id"]), (&json!(["target"]), &Value::Null));
        for branch in [&jiangsu, &hubei] {
            let notices = branch.get("/notices").await.expect(200);
            assert_eq!(notices["items"].as_array().unwrap().len(), 1, "{notices}");
        }
        app.branch("11").await.get(&format!("/transfers/{}", transfer["id"].as_str().unwrap())).await.refused(404, "not_found");

        assert_eq!(decide(&hubei, &transfer, "approve", 1).await.expect(200)["status"], "requested");
        decide(&hubei, &transfer, "approve", 2).await.refused(409, "state_forbids");
        decide(&jiangsu, &transfer, "approve", 1).await.refused(412, "version_mismatch");
        let me = app.student(student["id"].as_str().unwrap().parse().unwrap()).await;
        let done = decide(&jiangsu, &transfer, "approve", 2).await.expect(200);
        assert_eq!(done["status"], "completed");
        decide(&jiangsu, &transfer, "reject", 3).await.refused(409, "state_forbids");

        let gone = old.get(&format!("/students/{}", student["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(gone["status"], "transferred");
        let list = new.get("/students").await.expect(200);
        let came = &list["items"][0];
        assert_eq!((came["student_no"].as_str(), came["status"].as_str(), came["major"].as_str()), (Some("N1"), Some("active"), Some("会计")));
        let detail = new.get(&format!("/students/{}", came["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(detail["username"], gone["username"], "person and account stay");
        // The session in the old role is over; the new grant is there at the next sign-in.
        assert_eq!(me.get("/me").await.status, 401);
        let me = app.login(&me.username, "correct-horse-7").await;
        let grants = me.get("/me").await.expect(200)["grants"].clone();
        assert_eq!((grants.as_array().unwrap().len(), grants[0]["scope"]["institution_id"].as_str()), (1, Some(there.id.to_string().as_str())));
        assert_eq!(me.get("/notices").await.expect(200)["items"].as_array().unwrap().len(), 1);
        let history = old.get(&format!("/students/{}/history", student["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&history["items"][0]["action"], &history["items"][0]["reason"]), (&json!("transfer"), &json!("家庭搬迁")));

        // And back again: the row at the first school lives on.
        let back = old.post("/transfers", wanted(1)).await.expect(201);
        decide(&app.hq().await, &back, "approve", 1).await.expect(200);
        let row = old.get(&format!("/students/{}", student["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((row["status"].as_str(), row["student_no"].as_str()), (Some("active"), Some("N1")));
    }

    async fn within_one_region_one_approval_is_enough(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("32"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        student(&old, 1).await;
        let transfer = new.post("/transfers", wanted(1)).await.expect(201);
        let done = decide(&app.branch("32").await, &transfer, "approve", 1).await.expect(200);
        assert_eq!((done["status"].as_str(), done["from_institution_name"].as_str()), (Some("completed"), Some(here.name.as_str())));
    }

    async fn a_refused_row_of_an_import_opens_a_request(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        student(&old, 1).await;
        let rows = vec![
            vec!["N1".to_string(), "王小明".into(), resident_id(1), "财务管理".into()],
            vec!["N2".into(), "李四".into(), "1".into(), String::new()],
        ];
        let import = app.dry_run(&new, "/student-imports", "a.xlsx", workbook(&["学号", "姓名", "证件号码", "专业"], &rows)).await;
        let ask = |row: i64| json!({ "import_id": import["id"], "row_no": row, "reason": "转学至我校" });
        new.post("/transfers", ask(3)).await.refused(404, "not_found");
        old.post("/transfers", ask(2)).await.refused(404, "not_found");
        let transfer = new.post("/transfers", ask(2)).await.expect(201);
        decide(&app.hq().await, &transfer, "approve", 1).await.expect(200);
        let came = new.get("/students").await.expect(200)["items"][0].clone();
        assert_eq!((came["student_no"].as_str(), came["major"].as_str()), (Some("N1"), Some("财务管理")));
    }

    async fn an_unknown_person_and_a_wrong_name_look_the_same(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        student(&old, 1).await;
        let mut wrong = wanted(1);
        wrong["name"] = json!("别人");
        let a = new.post("/transfers", wrong).await.refused(422, "invalid");
        let b = new.post("/transfers", wanted(2)).await.refused(422, "invalid");
        let c = old.post("/transfers", wanted(1)).await.refused(422, "invalid");
        assert_eq!((&a["errors"], &b["errors"]), (&b["errors"], &c["errors"]));
        assert_eq!(a["errors"][0]["code"], "not_transferable");
        new.post("/transfers", json!({ "reason": "转学至我校" })).await.refused(422, "invalid");
    }

    async fn a_rejection_needs_a_reason_and_ends_the_request(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        student(&old, 1).await;
        let transfer = new.post("/transfers", wanted(1)).await.expect(201);
        let path = format!("/transfers/{}/reject", transfer["id"].as_str().unwrap());
        let jiangsu = app.branch("32").await;
        jiangsu.post(&path, json!({})).if_match(1).await.refused(422, "invalid");
        let rejected = jiangsu.post(&path, json!({ "remarks": "学籍尚未转出" })).if_match(1).await.expect(200);
        assert_eq!((rejected["status"].as_str(), rejected["source"].is_null()), (Some("rejected"), true));
        let seen = new.get(path.trim_end_matches("/reject")).await.expect(200);
        assert_eq!(seen["rejected_because"], "学籍尚未转出", "whoever asked learns why");
        assert_eq!(new.get("/students").await.expect(200)["items"], json!([]));
        let notices = new.get("/notices").await.expect(200);
        assert_eq!(notices["items"].as_array().unwrap().len(), 1);
        new.post("/transfers", wanted(1)).await.expect(201);
    }

    async fn two_approvals_at_once_move_the_student_once(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        student(&old, 1).await;
        let transfer = new.post("/transfers", wanted(1)).await.expect(201);
        let (jiangsu, hubei) = (app.branch("32").await, app.branch("42").await);
        let (a, b) = tokio::join!(decide(&jiangsu, &transfer, "approve", 1), decide(&hubei, &transfer, "approve", 1));
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{} {}", a.text(), b.text());
        assert_eq!(new.get("/students").await.expect(200)["items"], json!([]));
    }

    async fn transfers_are_found_by_what_their_reader_is_told(app: TestApp) {
        let (here, there, third) = (app.school("32"), app.school("42"), app.school("32"));
        let (old, new, other) = (app.school_admin(&here).await, app.school_admin(&there).await, app.school_admin(&third).await);
        let (jiangsu, hubei, hq) = (app.branch("32").await, app.branch("42").await, app.hq().await);
        for n in [1, 2, 3] {
            student(&old, n).await;
        }
        // Two leave for another region, one of them with half a word said; one moves within the region.
        let first = new.post("/transfers", wanted(1)).await.expect(201);
        let mut second = wanted(2);
        second["student_no"] = json!("N2");
        let second = new.post("/transfers", second).await.expect(201);
        let mut third_one = wanted(3);
        third_one["student_no"] = json!("M3");
        let within = other.post("/transfers", third_one).await.expect(201);
        decide(&jiangsu, &first, "approve", 1).await.expect(200);
        let found = async |who: &Actor, query: String| {
            let list = who.get(&format!("/transfers?count=true&{query}")).await.expect(200);
            let mut ids: Vec<_> = list["items"].as_array().unwrap().iter().map(|t| t["id"].clone()).collect();
            ids.reverse();
            assert_eq!(list["total"].as_i64(), Some(ids.len() as i64), "{query}");
            ids
        };
        let (a, b, c) = (first["id"].clone(), second["id"].clone(), within["id"].clone());
        for (who, query, expected) in [
            (&jiangsu, "open=true".to_string(), vec![&b, &c]),
            (&jiangsu, "open=false".into(), vec![&a]),
            (&hubei, "open=true".into(), vec![&a, &b]),
            (&hq, "open=true".into(), vec![&a, &b, &c]),
            (&old, "open=true".into(), vec![]),
            (&jiangsu, "direction=incoming".into(), vec![&c]),
            (&jiangsu, "direction=outgoing".into(), vec![&a, &b, &c]),
            (&hubei, "direction=outgoing".into(), vec![]),
            (&new, "direction=incoming".into(), vec![&a, &b]),
            (&old, "direction=incoming".into(), vec![]),
            (&hq, format!("institution_id={}", third.id), vec![&c]),
            (&jiangsu, format!("institution_id={}&status=requested", here.id), vec![&a, &b, &c]),
            // Guessing the source finds nothing: the new side is not told.
            (&new, format!("institution_id={}", here.id), vec![]),
            (&hubei, format!("institution_id={}", here.id), vec![]),
            (&new, format!("institution_id={}", there.id), vec![&a, &b]),
            (&hq, "q=王小".into(), vec![&a, &b, &c]),
            (&hq, "q=N".into(), vec![&a, &b]),
            (&hq, "q=小".into(), vec![]),
        ] {
            let ids = found(who, query.clone()).await;
            assert_eq!(ids.iter().collect::<Vec<_>>(), expected, "{query} as {}", who.username);
        }
        hq.get("/transfers?direction=sideways").await.refused(400, "malformed");
        hq.get(&format!("/transfers?q={}", "王".repeat(51))).await.refused(422, "invalid");
        // The number on the first page is that of the rows behind it.
        for (branch, n) in [(&jiangsu, 2), (&hubei, 2)] {
            let home = branch.get("/home").await.expect(200);
            let card = home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "transfers_requested").unwrap().clone();
            assert_eq!(card["count"], n);
            let link = card["link"].as_str().unwrap();
            assert_eq!(branch.get(link).await.expect(200)["items"].as_array().unwrap().len(), n);
        }
    }

    async fn the_export_tells_what_the_list_tells(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (old, new) = (app.school_admin(&here).await, app.school_admin(&there).await);
        student(&old, 1).await;
        new.post("/transfers", wanted(1)).await.expect(201);
        let row = async |who: &Actor| rows_of(&who.get("/transfers/export.xlsx?status=requested").await.bytes)[1].clone();
        assert_eq!(row(&new).await[..5], ["王小明", "同意后可见", there.name.as_str(), "N1", "待同意"]);
        assert_eq!(row(&old).await[1], here.name);
        assert_eq!(row(&app.hq().await).await[5], "等转出方片区、等转入方片区");
        for nothing in [new.get("/transfers/export.xlsx?status=completed"), app.branch("11").await.get("/transfers/export.xlsx")] {
            assert_eq!(rows_of(&nothing.await.bytes).len(), 1);
        }
        app.actor(support::Role::Teacher, here.scope()).await.get("/transfers/export.xlsx").await.refused(403, "forbidden");
        assert_eq!(app.audited("transfer.export"), 5);
    }
}
