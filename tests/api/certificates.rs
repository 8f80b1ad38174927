//! Certificates: lists, files, revocation by two people, and what the database itself holds.

use diesel::connection::SimpleConnection;
use onex::domains::certificates::{
    self, Batch, CertificateBasis, CertificateKind, Draft, Evidence, Issued, Lot, Series,
};
use onex::platform::db::Conn;
use onex_credential::{Season, snapshot};
use support::{Actor, Id, Role, Scope, TestApp, both, json};

/// An id that is the same wherever the test needs it.
pub fn id(n: u128) -> Id {
    format!("01900000-0000-7000-8000-{n:012}").parse().unwrap()
}

pub fn series() -> Series {
    Series {
        edition_id: id(1),
        edition: snapshot::Edition {
            code: "2020-spring".into(),
            title: snapshot::Title { zh: "2020 年春季".into(), en: None },
            year: 2020,
            season: Season::Spring,
        },
        kind: CertificateKind::SkillCertificate,
    }
}

/// The certificate of holder `n`, who studies in Jiangsu (odd) or Hubei (even).
pub fn draft(n: u128, name: &str) -> Draft {
    let subject = |code: &str, zh: &str, score: &str| snapshot::Subject {
        code: code.into(),
        title: snapshot::Title { zh: zh.into(), en: None },
        score: Some(score.into()),
        grade: None,
        exam_date: None,
        passed_on: None,
    };
    Draft {
        id: onex::platform::ids::new(),
        holder_person_id: id(1000 + n),
        holder_user_id: None,
        student_id: Some(id(2000 + n)),
        teacher_id: None,
        institution_id: id(if n % 2 == 1 { 32 } else { 42 }),
        region_code: if n % 2 == 1 { "32" } else { "42" }.into(),
        holder_name: name.into(),
        holder_pinyin: onex_identity::pinyin::initials(name),
        id_type: "resident_id".into(),
        masked_id: "320***********1234".into(),
        holder_hash: [7; 32],
        institution_code: Some("4132010001".into()),
        institution_name: "江苏示例职业学院".into(),
        subjects: vec![
            subject("agency", "社会共享初级代理实务", "87.5"),
            subject("steward", "社会共享初级企业管家", "60"),
        ],
        supersedes: None,
        rules: 1,
        evidence: Evidence::of(id(1000 + n)),
    }
}

pub fn batch(drafts: Vec<Draft>) -> Batch {
    Batch { lot: Lot { series: series(), basis: CertificateBasis::Exam, run_id: None }, drafts }
}

pub fn issue(app: &TestApp, drafts: Vec<Draft>) -> Vec<Issued> {
    let (issuer, now) = (&app.state.issuer, app.state.clock.now());
    app.state
        .db
        .write_blocking(|conn| certificates::issue(conn, issuer, batch(drafts), now, &mut |_| {}))
        .unwrap()
}

pub async fn certifier(app: &TestApp) -> Actor {
    app.actor(Role::Certifier, Scope::Country).await
}

/// Has a certificate revoked by two certifiers.
pub async fn revoke(app: &TestApp, number: &str) {
    let (first, second) = (certifier(app).await, certifier(app).await);
    let asked = first
        .post(
            "/certificate-revocations",
            json!({ "numbers": [number], "reason": "成绩复核后不合格" }),
        )
        .await;
    let path =
        format!("/certificate-revocations/{}/approve", asked.expect(201)["id"].as_str().unwrap());
    second.request("POST", &path).if_match(1).await.expect(200);
}

/// Runs a statement past the application; the database's own refusal is wanted.
pub fn sql(app: &TestApp, statement: &str) -> Result<(), String> {
    app.state
        .db
        .read_blocking(|conn| {
            Ok(match conn {
                Conn::Sqlite(c) => c.batch_execute(statement),
                Conn::Postgres(c) => c.batch_execute(statement),
            }
            .map_err(|e| e.to_string()))
        })
        .unwrap()
}

both! {
    async fn numbers_have_no_gap_also_when_an_issue_fails(app: TestApp) {
        let first = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        assert_eq!(first[0].number, "20201100000000104");
        // The second of these holds one already: nothing of the batch stands, no number is used.
        let now = app.state.clock.now();
        let held = app.state.db.write_blocking(|conn| {
            certificates::issue(conn, &app.state.issuer, batch(vec![draft(3, "韩梅梅"), draft(1, "王小明")]), now, &mut |_| {})
        });
        assert_eq!(held.unwrap_err().code().as_str(), "certificate_held");
        let next = issue(&app, vec![draft(3, "韩梅梅")]);
        assert!(next[0].number.starts_with("202011000000003"), "{}", next[0].number);
    }

    async fn many_who_issue_at_once_leave_no_gap_and_no_duplicate(app: TestApp) {
        // Each holder is wanted by two threads; whoever comes second finds the certificate and issues nothing.
        let threads: Vec<_> = (0..8_u128)
            .map(|t| {
                let state = app.state.clone();
                std::thread::spawn(move || {
                    for n in 0..10_u128 {
                        let holder = (t / 2) * 10 + n + 1;
                        state.db.write_blocking(|conn| {
                            certificates::take_turn(conn, &series())?;
                            let kind = CertificateKind::SkillCertificate;
                            if certificates::holders_of(conn, kind, &[id(1000 + holder)])?.is_empty() {
                                let drafts = vec![draft(holder, "王小明")];
                                certificates::issue(conn, &state.issuer, batch(drafts), state.clock.now(), &mut |_| {})?;
                            }
                            Ok(())
                        }).unwrap();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|t| t.join().unwrap());
        let list = certifier(&app).await.get("/certificates?q=2020&limit=200").await.expect(200);
        let serials: Vec<u32> = list["items"].as_array().unwrap().iter()
            .map(|c| c["number"].as_str().unwrap()[7..15].parse().unwrap())
            .collect();
        assert_eq!(serials, (1..=40).collect::<Vec<_>>());
    }

    async fn lists_are_searched_filtered_and_paged(app: TestApp) {
        issue(&app, (1..=7).map(|n| draft(n, ["王小明", "王晓梅", "李雷"][n as usize % 3])).collect());
        let c = certifier(&app).await;
        let count = |path: &'static str| {
            let c = c.clone();
            async move { c.get(path).await.expect(200)["items"].as_array().unwrap().len() }
        };
        assert_eq!(count("/certificates").await, 7);
        assert_eq!(count("/certificates?q=王").await, 5);
        assert_eq!(count("/certificates?q=ll").await, 2);
        assert_eq!(count("/certificates?q=wx").await, 5);
        assert_eq!(count("/certificates?q=2020110-00000003").await, 1);
        assert_eq!(count("/certificates?region_code=32&kind=skill_certificate&status=valid").await, 4);
        assert_eq!(count("/certificates?status=revoked").await, 0);
        for q in ["", "q=wx&", "q=王&", "q=2020&"] {
            let (mut seen, mut cursor) = (std::collections::BTreeSet::new(), String::new());
            loop {
                let page = c.get(&format!("/certificates?{q}limit=2{cursor}")).await.expect(200);
                for item in page["items"].as_array().unwrap() {
                    assert!(seen.insert(item["id"].as_str().unwrap().to_string()), "shown twice");
                }
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            assert_eq!(seen.len(), if q.contains("2020") || q.is_empty() { 7 } else { 5 });
        }
        c.get("/certificates?cursor=bm8").await.refused(422, "bad_cursor");
        c.get("/certificates?limit=0").await.refused(422, "invalid");
    }

    async fn whoever_is_elsewhere_finds_nothing(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let path = format!("/certificates/{}", issued[0].id);
        let (jiangsu, hubei) = (app.branch("32").await, app.branch("42").await);
        assert_eq!(jiangsu.get(&path).await.expect(200)["snapshot"]["holder_name"], "王小明");
        hubei.get(&path).await.refused(404, "not_found");
        assert_eq!(hubei.get("/certificates").await.expect(200)["items"], json!([]));
        let own = Scope::Institution { id: id(32), region: "32".into() };
        let other = Scope::Institution { id: id(33), region: "32".into() };
        app.actor(Role::InstitutionAdmin, own).await.get(&path).await.expect(200);
        app.actor(Role::InstitutionAdmin, other).await.get(&path).await.refused(404, "not_found");
        // A teacher sees certificates of their own, not those of the institution.
        let school = Scope::Institution { id: id(32), region: "32".into() };
        app.actor(Role::Teacher, school).await.get(&path).await.refused(404, "not_found");
        app.actor(Role::Expert, Scope::Country).await.get(&path).await.refused(403, "forbidden");
        app.get(&path).await.refused(401, "unauthenticated");
    }

    async fn holders_see_their_own(app: TestApp) {
        let student = app.actor(Role::Student, Scope::Own { user: Id::NIL, institution: Some(id(32)) }).await;
        issue(&app, vec![Draft { holder_user_id: Some(student.id), ..draft(1, "王小明") }, draft(3, "李雷")]);
        let list = student.get("/certificates").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(list["items"][0]["holder_name"], "王小明");
        student.get("/certificates/export.xlsx").await.refused(403, "forbidden");
    }

    async fn a_revocation_takes_two_people(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷"), draft(3, "韩梅梅")]);
        let (first, second, hq) = (certifier(&app).await, certifier(&app).await, app.hq().await);
        let body = json!({ "numbers": [issued[0].number], "certificate_ids": [issued[1].id, issued[1].id], "reason": "冒名" });
        hq.post("/certificate-revocations", body.clone()).await.refused(403, "forbidden");
        let asked = first.post("/certificate-revocations", body).await;
        let view = asked.expect(201);
        assert_eq!((view["certificate_count"].clone(), view["status"].clone()), (json!(2), json!("pending")));
        let path = asked.header("location").trim_start_matches("/api/v1").to_string();
        assert_eq!(first.get(&path).await.version(), 1);
        // Nothing has happened to the certificates yet.
        let certificate = format!("/certificates/{}", issued[0].id);
        assert_eq!(hq.get(&certificate).await.expect(200)["status"], "valid");
        let approve = format!("{path}/approve");
        first.request("POST", &approve).if_match(1).await.refused(409, "same_person");
        hq.request("POST", &approve).if_match(1).await.refused(403, "forbidden");
        second.request("POST", &approve).await.refused(428, "precondition_required");
        second.request("POST", &approve).if_match(2).await.refused(412, "version_mismatch");
        let done = second.request("POST", &approve).if_match(1).await;
        let shown = done.expect(200);
        assert_eq!(shown["approved_by"], second.id.to_string());
        assert_eq!((&shown["requested_by_name"], &shown["decided_by_name"]), (&json!("测试员certifier"), &json!("测试员certifier")));
        assert_eq!(done.version(), 2);
        let gone = hq.get(&certificate).await.expect(200);
        assert_eq!((gone["status"].clone(), gone["status_reason"].clone()), (json!("revoked"), json!("冒名")));
        assert_eq!(hq.get(&format!("/certificates/{}", issued[2].id)).await.expect(200)["status"], "valid");
        second.request("POST", &approve).if_match(2).await.refused(409, "state_forbids");
        // A revoked certificate is not revoked again.
        let again = first.post("/certificate-revocations", json!({ "numbers": [issued[0].number, "2020110-00000123-27", "2020110-00000123-26"], "reason": "冒名" })).await;
        let wrong = again.refused(422, "invalid");
        let pointers: Vec<_> = wrong["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert!(pointers.contains(&("/numbers/0", "not_valid")), "{pointers:?}");
        assert!(pointers.contains(&("/numbers/1", "certificate_number_checksum")), "{pointers:?}");
        assert!(pointers.contains(&("/numbers/2", "unknown")), "{pointers:?}");
        first.post("/certificate-revocations", json!({ "reason": "冒名" })).await.refused(422, "invalid");
    }

    async fn who_asked_for_a_revocation_may_take_it_back(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let (first, second) = (certifier(&app).await, certifier(&app).await);
        let asked = first.post("/certificate-revocations", json!({ "certificate_ids": [issued[0].id], "reason": "误报" })).await;
        let path = format!("/certificate-revocations/{}", asked.expect(201)["id"].as_str().unwrap());
        first.post(&format!("{path}/reject"), json!({ "remarks": "登记有误" })).if_match(1).await.expect(200);
        second.request("POST", &format!("{path}/approve")).if_match(2).await.refused(409, "state_forbids");
        let list = first.get("/certificate-revocations?status=rejected").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!(first.get(&format!("/certificates/{}", issued[0].id)).await.expect(200)["status"], "valid");
        first.get(&format!("/certificate-revocations/{}", id(9))).await.refused(404, "not_found");
    }

    async fn one_request_at_a_time_is_about_a_certificate_and_both_sides_are_told(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李小红")]);
        let (first, second) = (certifier(&app).await, certifier(&app).await);
        let body = json!({ "certificate_ids": [issued[0].id], "reason": "冒名" });
        let asked = first.post("/certificate-revocations", body.clone()).await.expect(201);
        let again = second.post("/certificate-revocations", json!({ "certificate_ids": [issued[1].id, issued[0].id], "reason": "冒名" })).await;
        let wrong = again.refused(422, "invalid");
        assert_eq!((&wrong["errors"][0]["pointer"], &wrong["errors"][0]["code"]), (&json!("/certificate_ids/1"), &json!("already_requested")));
        let reissue = format!("/certificates/{}/reissue", issued[0].id);
        second.post(&reissue, json!({ "reason": "姓名更正" })).await.refused(409, "state_forbids");
        let waits = second.get("/home").await.expect(200);
        assert_eq!((&waits["cards"][0]["code"], &waits["cards"][0]["count"]), (&json!("revocations_pending"), &json!(1)));
        let notice = second.get("/notices").await.expect(200)["items"][0].clone();
        assert_eq!((&notice["code"], &notice["link"]), (&json!("certificate_revocation_requested"), &json!(format!("/certificate-revocations/{}", asked["id"].as_str().unwrap()))));
        let reject = format!("/certificate-revocations/{}/reject", asked["id"].as_str().unwrap());
        second.post(&reject, json!({ "remarks": "证据不足" })).if_match(1).await.expect(200);
        let notice = first.get("/notices").await.expect(200)["items"][0].clone();
        assert_eq!((&notice["code"], &notice["params"]["status"]), (&json!("certificate_revocation_decided"), &json!("rejected")));
        // Once it is decided, it may be asked for again.
        first.post("/certificate-revocations", body).await.expect(201);
    }

    async fn two_who_approve_at_once_are_told_apart(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let (a, b, c) = (certifier(&app).await, certifier(&app).await, certifier(&app).await);
        let asked = a.post("/certificate-revocations", json!({ "certificate_ids": [issued[0].id], "reason": "冒名" })).await;
        let path = format!("/certificate-revocations/{}/approve", asked.expect(201)["id"].as_str().unwrap());
        let (x, y) = futures_util::future::join(
            async { b.request("POST", &path).if_match(1).await },
            async { c.request("POST", &path).if_match(1).await },
        ).await;
        let mut statuses = [x.status, y.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }

    async fn the_database_itself_keeps_certificates_as_they_are(app: TestApp) {
        issue(&app, vec![draft(1, "王小明")]);
        for column in ["snapshot", "snapshot_hash", "number", "holder_name", "holder_name_key"] {
            let refused = sql(&app, &format!("UPDATE certificates SET {column} = 'x'")).unwrap_err();
            assert!(refused.contains("certificates_immutable"), "{column}: {refused}");
        }
        assert!(sql(&app, "DELETE FROM certificates").unwrap_err().contains("certificates_immutable"));
        sql(&app, "UPDATE certificates SET status = 'revoked', status_at = 1").unwrap();
        let back = sql(&app, "UPDATE certificates SET status = 'valid', status_at = NULL").unwrap_err();
        assert!(back.contains("certificates_immutable"), "{back}");
    }

    async fn the_database_itself_wants_two_people(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let first = certifier(&app).await;
        first.post("/certificate-revocations", json!({ "certificate_ids": [issued[0].id], "reason": "冒名" })).await.expect(201);
        let refused = sql(&app, "UPDATE certificate_revocations SET status = 'approved', approved_by = requested_by").unwrap_err();
        assert!(refused.contains("certificate_revocations_two_people"), "{refused}");
    }

    async fn the_export_and_the_handover_list_hold_what_was_printed(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷"), draft(3, "韩梅梅")]);
        revoke(&app, &issued[2].number).await;
        let c = certifier(&app).await;
        let export = c.get("/certificates/export.xlsx?region_code=32").await;
        assert_eq!(export.status, 200);
        assert!(export.header("content-disposition").contains("filename*=UTF-8''"));
        let rows = sheet(&export.bytes);
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().any(|r| r.contains(&"韩梅梅".to_string()) && r.contains(&"已撤销".to_string())));
        let printed = |r: &Vec<String>| ["320***********1234", "居民身份证", "2020 年春季"].iter().all(|cell| r.contains(&cell.to_string()));
        assert!(rows.iter().any(|r| r.contains(&issued[0].number) && printed(r)), "{rows:?}");
        // Whoever was looked for is not named in the trail.
        c.get("/certificates/export.xlsx?q=%E7%8E%8B").await.expect(200);
        let told = &app.hq().await.get("/audit-events?action=certificate.export").await.expect(200)["items"][0]["detail"];
        assert_eq!((&told["filter"], &told["rows"]), (&json!({ "searched": true }), &json!(1)));
        let handover = c.get("/certificates/handover-list.xlsx").await;
        let rows = sheet(&handover.bytes);
        // Two certificates that are valid, and a line to sign for each of the two institutions.
        assert_eq!(rows.len(), 5, "{rows:?}");
        assert!(rows[0].contains(&"领取人签名".to_string()));
        assert_eq!(rows.iter().filter(|r| r.iter().any(|c| c.starts_with("学校签收"))).count(), 2);
        assert!(rows.iter().all(|r| !r.contains(&"韩梅梅".to_string())));
        let teacher = app.actor(Role::Teacher, Scope::Institution { id: id(32), region: "32".into() }).await;
        teacher.get("/certificates/handover-list.xlsx").await.refused(403, "forbidden");
    }

    async fn the_export_of_requests_holds_what_is_filtered(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷"), draft(3, "韩梅梅")]);
        revoke(&app, &issued[0].number).await;
        let asking = certifier(&app).await;
        asking.post("/certificate-revocations", json!({ "certificate_ids": [issued[1].id, issued[2].id], "reason": "冒名" })).await.expect(201);
        let file = asking.get("/certificate-revocations/export.xlsx?status=pending").await;
        file.expect(200);
        let rows = support::rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(rows[1][..4], ["冒名", "撤销", "2", asking.get("/me").await.expect(200)["user"]["display_name"].as_str().unwrap()]);
        assert_eq!(rows[1][5], "待批准");
        let listed = asking.get("/certificate-revocations?status=pending").await.expect(200);
        assert_eq!((&listed["items"][0]["requested_by_name"], &listed["items"][0]["decided_by_name"]), (&json!(rows[1][3]), &json!(null)));
        let hq = app.hq().await;
        assert_eq!(support::rows_of(&hq.get("/certificate-revocations/export.xlsx").await.bytes).len(), 3);
        app.branch("32").await.get("/certificate-revocations/export.xlsx").await.refused(403, "forbidden");
        assert_eq!(app.audited("certificate_revocation.export"), 2);
    }
}

/// The cells of the first sheet of a workbook, without empty ones.
pub fn sheet(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    onex_sheets::read(
        std::io::Cursor::new(bytes.to_vec()),
        &onex_sheets::Limits::default(),
        None,
        |_, cells| {
            rows.push(
                cells.iter().map(|c| c.display().to_string()).filter(|t| !t.is_empty()).collect(),
            );
            std::ops::ControlFlow::Continue(())
        },
    )
    .unwrap();
    rows
}
