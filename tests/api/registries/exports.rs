//! Exports of issued certificates.

use std::collections::BTreeMap;

use onex::platform::keys::{hex, sha256};
use onex::platform::retention::{DOCUMENT_EXPORTS, REGISTRY_EXPORTS};
use support::{Actor, Answer, TestApp, Value, both, json};
use time::macros::datetime;

use super::{certificates, exported, faults, lines, path, whole};
use crate::certificates::{certifier, draft, issue, revoke, sql};
use crate::retention::{after, swept};

const ZERO: [&str; 3] = ["issued", "revoked", "superseded"];

/// What happened according to an export's counts.
fn happened(export: &Value) -> [i64; 3] {
    ZERO.map(|name| export["counts"][name].as_i64().unwrap())
}

/// Has a certificate issued anew by two certifiers.
async fn reissue(first: &Actor, second: &Actor, id: &str) {
    let asked = first
        .post(&format!("/certificates/{id}/reissue"), json!({ "reason": "姓名更正" }))
        .await
        .expect(201);
    let path = format!("/certificate-revocations/{}/approve", asked["id"].as_str().unwrap());
    second.request("POST", &path).if_match(1).await.expect(200);
}

fn pointer(answer: &Answer) -> (String, String) {
    let problem = answer.refused(422, "invalid");
    let error = &problem["errors"][0];
    (error["pointer"].as_str().unwrap().into(), error["code"].as_str().unwrap().into())
}

/// A real student as the holder of a draft.
async fn of_student(app: &TestApp, n: u128) -> onex::domains::certificates::Draft {
    use diesel::prelude::*;
    use onex::schema::students;
    let student = app.students(&app.school("32"), 1)[0];
    let (person, institution) = app
        .state
        .db
        .read_blocking(|conn| {
            let row = students::table.find(student);
            Ok(row.select((students::person_id, students::institution_id)).first(conn)?)
        })
        .unwrap();
    onex::domains::certificates::Draft {
        holder_person_id: person,
        institution_id: institution,
        student_id: Some(student),
        masked_id: "110101********4514".into(),
        ..draft(n, "王小明")
    }
}

both! {
    async fn rows_counts_and_digests_of_a_file_fit_each_other(app: TestApp) {
        let c = certifier(&app).await;
        let issued = issue(&app, vec![draft(1, "王一"), draft(2, "王二"), draft(3, "王三")]);
        revoke(&app, &issued[1].number).await;
        let export = whole(&app, &c).await;
        let counts = &export["counts"];
        assert_eq!([&counts["rows"], &counts["valid"]], [3, 2]);
        assert_eq!(happened(&export), [3, 1, 0]);
        assert_eq!((&counts["first_number"], &counts["last_number"]), (&json!(issued[0].number), &json!(issued[2].number)));
        let kind = &counts["by_kind"][0];
        assert_eq!((&kind["kind"], &kind["issued"], &kind["last_number"]), (&json!("skill_certificate"), &json!(3), &json!(issued[2].number)));
        let regions: Vec<_> = counts["by_region"].as_array().unwrap().iter()
            .map(|r| (r["region_code"].as_str().unwrap(), r["rows"].as_i64().unwrap(), r["valid"].as_i64().unwrap()))
            .collect();
        assert_eq!(regions, [("32", 2, 2), ("42", 1, 0)]);

        let answer = c.get(&format!("{}/file", path(&export))).await;
        assert_eq!(answer.header("content-type"), "application/x-ndjson");
        assert_eq!(export["sha256"], hex(&sha256(&answer.bytes)));
        assert_eq!(export["size"], answer.bytes.len());
        let lines = lines(&c, &export).await;
        let (header, footer) = (&lines[0], lines.last().unwrap());
        assert_eq!((&header["type"], &header["rows"], &header["log_to"]), (&json!("header"), &json!(3), &export["log_to"]));
        assert_eq!((&footer["type"], &footer["counts"]), (&json!("footer"), counts));
        // The footer seals what stands before it.
        let text = answer.text();
        let before = text.trim_end().rfind('\n').unwrap() + 1;
        assert_eq!(footer["sha256"], hex(&sha256(&text.as_bytes()[..before])));

        let gone = &lines[2];
        assert_eq!((&gone["number"], &gone["status"], &gone["status_on"], &gone["status_reason"]),
            (&json!(issued[1].number), &json!("revoked"), &json!("2020-03-02"), &json!("成绩复核后不合格")));
        assert_eq!((&gone["log_index"], &gone["end_log_index"]), (&json!(1), &json!(3)));
        let stands = &lines[1];
        for (field, value) in [
            ("change", json!("issued")), ("kind", json!("skill_certificate")), ("holder_name", json!("王一")),
            ("id_type", json!("resident_id")), ("masked_id", json!("320***********1234")), ("status", json!("valid")),
            ("issued_on", json!("2020-03-02")), ("log_index", json!(0)),
        ] {
            assert_eq!(stands[field], value, "{field}: {stands}");
        }
        assert_eq!((&stands["institution"]["name"], &stands["region"]["code"], &stands["subjects"][0]["score"]),
            (&json!("江苏示例职业学院"), &json!("32"), &json!("87.5")));
        let found = c.get("/certificates?q=王一").await.expect(200)["items"][0]["id"].clone();
        let shown = c.get(&format!("/certificates/{}", found.as_str().unwrap())).await.expect(200);
        assert_eq!(stands["snapshot_sha256"], shown["snapshot_hash"]);
        assert!(stands.get("document_number").is_none() && stands.get("national").is_none(), "{stands}");
        assert_eq!(["create", "write", "download"].map(|what| app.audited(&format!("registry_export.{what}"))), [1, 1, 2]);
        let notices = c.get("/notices").await.expect(200);
        let told = notices["items"].as_array().unwrap().iter().find(|n| n["code"] == "registry_export_ready").unwrap();
        assert_eq!((&told["params"]["rows"], &told["link"]), (&json!(3), &json!(path(&export))));
        assert_eq!(faults(&app), Vec::<String>::new());
    }

    async fn an_export_and_those_that_follow_it_add_up_to_the_whole(app: TestApp) {
        let (c, second) = (certifier(&app).await, certifier(&app).await);
        let real = of_student(&app, 7).await;
        let first = issue(&app, vec![draft(1, "王一"), draft(2, "王二"), real]);
        let mut parts = vec![whole(&app, &c).await];
        let next = async |parts: &mut Vec<Value>, format: &str| {
            let after = parts.last().unwrap()["id"].clone();
            parts.push(exported(&app, &c, json!({ "format": format, "after_export": after })).await);
        };
        // Nothing happened.
        next(&mut parts, "jsonl").await;
        assert_eq!((happened(&parts[1]), &parts[1]["counts"]["rows"]), ([0, 0, 0], &json!(0)));
        // One more, which is revoked at once, and the end of an earlier one.
        let fourth = issue(&app, vec![draft(4, "王四")]);
        revoke(&app, &fourth[0].number).await;
        revoke(&app, &first[0].number).await;
        next(&mut parts, "jsonl").await;
        assert_eq!((happened(&parts[2]), &parts[2]["counts"]["rows"]), ([1, 2, 0], &json!(2)));
        // A reissue ends one and makes one.
        reissue(&c, &second, &first[2].id.to_string()).await;
        next(&mut parts, "jsonl").await;
        let last = certificates(&c, &parts[3]).await;
        let changes: Vec<_> = last.iter().map(|l| (l["change"].as_str().unwrap(), l["status"].as_str().unwrap())).collect();
        assert_eq!(changes, [("ended", "superseded"), ("issued", "valid")]);
        assert_eq!(last[1]["supersedes"], json!(first[2].number));

        let all = whole(&app, &c).await;
        let sum = parts.iter().map(happened).fold([0; 3], |sum, part| std::array::from_fn(|n| sum[n] + part[n]));
        assert_eq!(sum, happened(&all));
        assert_eq!((sum, &all["counts"]["valid"]), ([5, 2, 1], &json!(2)));
        // Laid one over the other, they say of every certificate what the whole says.
        let status = |line: &Value| (line["number"].to_string(), (line["status"].clone(), line["status_on"].clone()));
        let mut laid = BTreeMap::new();
        for part in &parts {
            laid.extend(certificates(&c, part).await.iter().map(status));
        }
        let whole: BTreeMap<_, _> = certificates(&c, &all).await.iter().map(status).collect();
        assert_eq!(laid, whole);
        let windows: Vec<_> = parts.iter().map(|p| (p["log_from"].as_i64().unwrap(), p["log_to"].as_i64().unwrap())).collect();
        assert_eq!(windows, [(0, 3), (3, 3), (3, 6), (6, 8)]);
        assert_eq!(faults(&app), Vec::<String>::new());
    }

    async fn what_is_issued_or_ended_while_a_file_waits_is_for_the_export_that_follows(app: TestApp) {
        let c = certifier(&app).await;
        let early = issue(&app, vec![draft(1, "王一")]);
        // No worker takes the job until another node comes up.
        app.state.jobs.stop();
        let started = c.post("/registry-exports", json!({ "format": "jsonl" })).await.expect(202);
        let late = issue(&app, vec![draft(2, "王二")]);
        revoke(&app, &early[0].number).await;
        let node = later(&app);
        let c = node.login(&c.username, support::PASSWORD).await;
        node.job(&c, started["job"]["id"].as_str().unwrap()).await;
        let export = c.get(&path(&started["export"])).await.expect(200);
        let told = certificates(&c, &export).await;
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["number"], &told[0]["status"], &told[0].get("status_on")), (&json!(early[0].number), &json!("valid"), &None));
        let follows = exported(&node, &c, json!({ "format": "jsonl", "after_export": export["id"] })).await;
        let told: Vec<_> = certificates(&c, &follows).await.iter().map(|l| (l["number"].clone(), l["change"].clone(), l["status"].clone())).collect();
        assert_eq!(told, [
            (json!(late[0].number), json!("issued"), json!("valid")),
            (json!(early[0].number), json!("ended"), json!("revoked")),
        ]);
    }

    async fn a_job_that_begins_again_leaves_nothing_of_the_one_before(app: TestApp) {
        use diesel::prelude::*;
        use onex::platform::db::Id;
        use onex::schema::{jobs, registry_exports};
        let c = certifier(&app).await;
        issue(&app, vec![draft(1, "王一"), draft(2, "王二")]);
        app.state.jobs.stop();
        let started = c.post("/registry-exports", json!({ "format": "xlsx" })).await.expect(202);
        // The node has stored its file and died before it could say so.
        let media = [onex::platform::files::Media::Text];
        let blob = app.state.files.put_bytes("x".into(), b"half a file".to_vec(), &media).await.unwrap();
        let job: Id = started["job"]["id"].as_str().unwrap().parse().unwrap();
        let export: Id = started["export"]["id"].as_str().unwrap().parse().unwrap();
        app.state.db.write_blocking(|conn| {
            diesel::update(registry_exports::table.find(export)).set(registry_exports::blob.eq(Some(blob.sha256))).execute(conn)?;
            diesel::update(jobs::table.find(job))
                .set((jobs::status.eq("running"), jobs::attempts.eq(1), jobs::lease_until.eq(Some(support::Ts(0)))))
                .execute(conn)?;
            Ok(())
        }).unwrap();
        assert_eq!(app.state.files.blobs().await.unwrap().len(), 1);
        let node = later(&app);
        let c = node.login(&c.username, support::PASSWORD).await;
        assert_eq!(node.job(&c, &job.to_string()).await["status"], "succeeded");
        let export = c.get(&path(&started["export"])).await.expect(200);
        assert_eq!((&export["status"], &export["counts"]["rows"]), (&json!("ready"), &json!(2)));
        assert_eq!(node.state.files.blobs().await.unwrap().len(), 1);
        assert!(node.state.files.orphans(&node.state.db).await.unwrap().is_empty());
        assert_eq!(faults(&node), Vec::<String>::new());
    }

    async fn an_export_whose_job_was_given_up_is_resumed_with_what_was_to_be_in_it(app: TestApp) {
        let c = certifier(&app).await;
        issue(&app, vec![draft(1, "王一")]);
        app.state.jobs.stop();
        let started = c.post("/registry-exports", json!({ "format": "jsonl" })).await.expect(202);
        let (export, resume) = (path(&started["export"]), format!("{}/resume", path(&started["export"])));
        c.request("POST", &resume).await.refused(409, "state_forbids");
        c.get(&format!("{export}/file")).await.refused(409, "state_forbids");
        c.request("POST", &format!("/jobs/{}/cancel", started["job"]["id"].as_str().unwrap())).await.expect(200);
        let failed = c.get(&export).await.expect(200);
        assert_eq!((&failed["status"], &failed["problem"]["code"]), (&json!("failed"), &json!("interrupted")));
        c.get(&format!("{export}/file")).await.refused(409, "state_forbids");
        let wanted = json!({ "format": "jsonl", "after_export": failed["id"] });
        assert_eq!(pointer(&c.post("/registry-exports", wanted).await), ("/after_export".into(), "not_ready".into()));
        issue(&app, vec![draft(2, "王二")]);
        let press = async || c.request("POST", &resume).idempotency_key("resume-0001").await.expect(202);
        let again = press().await;
        assert_eq!(press().await, again);
        let node = later(&app);
        let c = node.login(&c.username, support::PASSWORD).await;
        node.job(&c, again["job"]["id"].as_str().unwrap()).await;
        let export = c.get(&export).await.expect(200);
        assert_eq!((&export["status"], &export["counts"]["rows"], export.get("problem")), (&json!("ready"), &json!(1), None));
        c.request("POST", &resume).await.refused(409, "state_forbids");
        assert_eq!(app.audited("registry_export.resume"), 1);
    }

    async fn whole_document_numbers_are_for_hq_with_a_reason_and_on_record(app: TestApp) {
        const DOCUMENT: &str = "110101199003074514";
        let (hq, c, branch) = (app.hq().await, certifier(&app).await, app.branch("32").await);
        issue(&app, vec![of_student(&app, 1).await, draft(3, "王三")]);
        let wanted = json!({ "format": "jsonl", "with_document_numbers": true, "reason": "报送国家平台登记" });
        for who in [&c, &branch] {
            who.post("/registry-exports", wanted.clone()).await.refused(403, "forbidden");
        }
        let without = json!({ "format": "jsonl", "with_document_numbers": true, "reason": "  " });
        assert_eq!(pointer(&hq.post("/registry-exports", without).await), ("/reason".into(), "required".into()));
        let needless = json!({ "format": "jsonl", "reason": "报送国家平台登记" });
        assert_eq!(pointer(&hq.post("/registry-exports", needless).await), ("/reason".into(), "forbidden".into()));

        let export = exported(&app, &hq, wanted).await;
        let told = certificates(&hq, &export).await;
        assert_eq!((&told[0]["document_number"], &told[0]["masked_id"]), (&json!(DOCUMENT), &json!("110101********4514")));
        // Whose document is another one than the printed: the file does not mix the two.
        assert!(told[1].get("document_number").is_none(), "{}", told[1]);
        assert_eq!(export["counts"]["documents_withheld"], 1);
        // That there is such an export may be seen; its file may not be taken.
        assert_eq!(c.get(&path(&export)).await.expect(200)["with_document_numbers"], true);
        c.get(&format!("{}/file", path(&export))).await.refused(403, "forbidden");
        let events = hq.get("/audit-events?action=registry_export.create").await.expect(200);
        assert_eq!(events["items"][0]["detail"]["reason"], "报送国家平台登记");
        let events = hq.get("/audit-events?action=registry_export.download").await.expect(200);
        assert_eq!((events["items"].as_array().unwrap().len(), &events["items"][0]["detail"]["document_numbers"]), (1, &json!(true)));
        // Nowhere at rest in plain text.
        for (name, _) in app.state.files.blobs().await.unwrap() {
            let hash: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&name[2 * n..2 * n + 2], 16).unwrap()).collect();
            let bytes = app.state.files.get(&hash).await.unwrap();
            assert!(!bytes.windows(DOCUMENT.len()).any(|w| w == DOCUMENT.as_bytes()));
        }
        let masked = whole(&app, &hq).await;
        assert!(!certificates(&hq, &masked).await.iter().any(|l| l.to_string().contains(DOCUMENT)));
    }

    async fn a_branch_exports_its_own_region_and_sees_what_is_of_it_alone(app: TestApp) {
        let (hq, jiangsu, hubei) = (app.hq().await, app.branch("32").await, app.branch("42").await);
        issue(&app, vec![draft(1, "王一"), draft(2, "王二"), draft(3, "王三")]);
        let own = whole(&app, &jiangsu).await;
        assert_eq!((&own["filter"], &own["counts"]["rows"]), (&json!({ "region_code": "32" }), &json!(2)));
        let other = json!({ "format": "xlsx", "filter": { "region_code": "42" } });
        assert_eq!(pointer(&jiangsu.post("/registry-exports", other.clone()).await), ("/filter/region_code".into(), "out_of_region".into()));
        let all = whole(&app, &hq).await;
        let of_hubei = exported(&app, &hq, other).await;
        for (export, who) in [(&own, &hubei), (&all, &hubei), (&all, &jiangsu), (&of_hubei, &jiangsu)] {
            who.get(&path(export)).await.refused(404, "not_found");
            who.get(&format!("{}/file", path(export))).await.refused(404, "not_found");
            who.request("POST", &format!("{}/resume", path(export))).await.refused(404, "not_found");
            let follow = json!({ "format": "jsonl", "after_export": export["id"] });
            assert_eq!(pointer(&who.post("/registry-exports", follow).await), ("/after_export".into(), "unknown".into()));
        }
        let seen = async |who: &Actor| {
            let page = who.get("/registry-exports?count=true").await.expect(200);
            let ids: Vec<_> = page["items"].as_array().unwrap().iter().map(|e| e["id"].clone()).collect();
            (ids, page["total"].as_i64().unwrap())
        };
        assert_eq!(seen(&hubei).await, (vec![of_hubei["id"].clone()], 1));
        assert_eq!(seen(&jiangsu).await, (vec![own["id"].clone()], 1));
        assert_eq!(seen(&hq).await.1, 3);
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        admin.get("/registry-exports").await.refused(403, "forbidden");
        admin.post("/registry-exports", json!({ "format": "xlsx" })).await.refused(403, "forbidden");
    }

    async fn a_filter_takes_by_day_kind_and_run_and_says_what_is_wrong_with_it(app: TestApp) {
        let c = certifier(&app).await;
        // Half an hour before and after midnight in Shanghai.
        app.set_clock(datetime!(2020-06-01 15:30 UTC));
        let june_1 = issue(&app, vec![draft(1, "王一")]);
        app.set_clock(datetime!(2020-06-01 16:30 UTC));
        let june_2 = issue(&app, vec![draft(2, "王二")]);
        let taken = async |filter: Value| {
            let export = exported(&app, &c, json!({ "format": "jsonl", "filter": filter })).await;
            let told = certificates(&c, &export).await;
            told.iter().map(|l| l["number"].as_str().unwrap().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(taken(json!({ "issued_to": "2020-06-01" })).await, [june_1[0].number.clone()]);
        assert_eq!(taken(json!({ "issued_from": "2020-06-02", "issued_to": "2020-06-02" })).await, [june_2[0].number.clone()]);
        assert_eq!(taken(json!({ "kind": "skill_certificate" })).await.len(), 2);
        assert_eq!(taken(json!({ "kind": "training_certificate" })).await.len(), 0);
        assert_eq!(taken(json!({ "region_code": "42" })).await, [june_2[0].number.clone()]);

        let before = whole(&app, &c).await;
        let nothing = "01900000-0000-7000-8000-00000000dead";
        for (body, at, code) in [
            (json!({ "filter": { "issued_from": "2020-06-02", "issued_to": "2020-06-01" } }), "/filter/issued_to", "order"),
            (json!({ "filter": { "region_code": "99" } }), "/filter/region_code", "unknown"),
            (json!({ "filter": { "run_id": nothing } }), "/filter/run_id", "unknown"),
            (json!({ "after_export": nothing }), "/after_export", "unknown"),
            (json!({ "after_export": before["id"], "filter": { "kind": "skill_certificate" } }), "/filter", "forbidden"),
        ] {
            let mut body = body;
            body["format"] = json!("jsonl");
            assert_eq!(pointer(&c.post("/registry-exports", body).await), (at.into(), code.into()));
        }
        c.post("/registry-exports", json!({ "format": "pdf" })).await.refused(422, "invalid");
        c.post("/registry-exports", json!({ "format": "xlsx", "filter": { "school": "x" } })).await.refused(422, "invalid");
    }

    async fn a_workbook_has_the_columns_of_a_registry_and_a_sheet_of_counts(app: TestApp) {
        let c = certifier(&app).await;
        let issued = issue(&app, vec![draft(1, "王一"), draft(2, "王二")]);
        let export = exported(&app, &c, json!({ "format": "xlsx" })).await;
        let answer = c.get(&format!("{}/file", path(&export))).await;
        assert!(answer.header("content-disposition").contains("2020%2D03%2D02"), "{}", answer.header("content-disposition"));
        assert_eq!(export["sha256"], hex(&sha256(&answer.bytes)));
        let rows = of_sheet(&answer.bytes, "证书");
        assert_eq!(rows[0][..6], ["证书编号", "变更", "证书类型", "姓名", "证件类型", "证件号码"]);
        assert_eq!(rows[1][..10], [
            issued[0].number.as_str(), "已颁发", "职业技能等级证书（初级）", "王一", "居民身份证", "320***********1234", "4132010001",
            "江苏示例职业学院", "32", "江苏省",
        ]);
        assert_eq!(rows.len(), 3);
        let counts = of_sheet(&answer.bytes, "统计");
        assert_eq!(counts[1], ["合计", "全部", "2", "2", "2", "0", "0", issued[0].number.as_str(), issued[1].number.as_str()]);
        assert_eq!(counts[3][..3], ["省份", "江苏省", "1"]);
    }

    async fn files_go_when_their_time_is_up_those_with_document_numbers_first(app: TestApp) {
        let hq = app.hq().await;
        issue(&app, vec![draft(1, "王一")]);
        let plain = whole(&app, &hq).await;
        let full = exported(&app, &hq, json!({ "format": "jsonl", "with_document_numbers": true, "reason": "报送国家平台登记" })).await;
        let deleted = swept(&app, after(DOCUMENT_EXPORTS.days + 1, 0)).await;
        assert_eq!((&deleted["registry_exports"], &deleted["files"]), (&json!(1), &json!(1)), "{deleted}");
        let gone = hq.get(&path(&full)).await.expect(200);
        assert_eq!((&gone["status"], &gone["counts"], &gone["sha256"]), (&json!("expired"), &full["counts"], &full["sha256"]));
        hq.get(&format!("{}/file", path(&full))).await.refused(409, "state_forbids");
        hq.get(&format!("{}/file", path(&plain))).await.expect(200);
        assert_eq!(swept(&app, after(REGISTRY_EXPORTS.days + 1, 0)).await["registry_exports"], 1);
        assert!(app.state.files.blobs().await.unwrap().is_empty());
        assert_eq!(app.audited("registry_export.expire"), 2);
        // One goes on from it all the same.
        let follows = exported(&app, &hq, json!({ "format": "jsonl", "after_export": plain["id"] })).await;
        assert_eq!(follows["counts"]["rows"], 0);
        assert_eq!(faults(&app), Vec::<String>::new());
    }

    async fn counts_that_are_not_what_the_log_says_are_found(app: TestApp) {
        let c = certifier(&app).await;
        issue(&app, vec![draft(1, "王一")]);
        let export = whole(&app, &c).await;
        let window = "UPDATE registry_exports SET log_to = 0";
        sql(&app, window).unwrap();
        let id = export["id"].as_str().unwrap();
        assert_eq!(faults(&app), [format!("registry export {id}: its counts are not what the log says")]);
        sql(&app, "UPDATE registry_exports SET log_to = 1, status = 'expired', file_id = NULL").unwrap();
        assert_eq!(faults(&app), ["1 files belong to no registry export any more"]);
    }
}

/// A node with the same database and the same files, whose workers take what was left.
fn later(app: &TestApp) -> TestApp {
    let files = app.folder().join("files").to_string_lossy().into_owned();
    app.another_node_with(|settings| settings.files = Some(files))
}

fn of_sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    onex_sheets::read(
        std::io::Cursor::new(bytes),
        &onex_sheets::Limits::default(),
        Some(name),
        |_, cells| {
            rows.push(cells.iter().map(|c| c.display().to_string()).collect());
            std::ops::ControlFlow::Continue(())
        },
    )
    .unwrap();
    rows
}
