//! Applications of schools.

use crate::institutions::{entered, uscc};
use support::{Answer, Request, TestApp, Value, both, json, rows_of};

const PDF: &[u8] = b"%PDF-1.7\n%stamped form\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

fn form(app: &TestApp, application: &Value, name: &str, scan: &[u8]) -> Request {
    app.request("POST", "/public/institution-applications").multipart_as(
        "scan",
        name,
        scan.to_vec(),
        &[("application", &application.to_string())],
    )
}

async fn applied(app: &TestApp, application: &Value) -> (String, String) {
    let receipt = form(app, application, "申请表.pdf", PDF).await.expect(201);
    assert_eq!(receipt["status"], "submitted");
    (receipt["reference"].as_str().unwrap().into(), receipt["secret"].as_str().unwrap().into())
}

async fn own(app: &TestApp, (reference, secret): &(String, String)) -> Answer {
    app.get(&format!("/public/institution-applications/{reference}"))
        .header("x-application-secret", secret)
        .await
}

/// Hands it in again, with or without a scan.
async fn mend(
    app: &TestApp,
    (reference, secret): &(String, String),
    application: &Value,
    scan: Option<&[u8]>,
) -> Answer {
    let request = app
        .request("PUT", &format!("/public/institution-applications/{reference}"))
        .header("x-application-secret", secret);
    match scan {
        Some(scan) => {
            request
                .multipart_as(
                    "scan",
                    "新.png",
                    scan.to_vec(),
                    &[("application", &application.to_string())],
                )
                .await
        }
        None => {
            let body = format!(
                "--cut\r\nContent-Disposition: form-data; name=\"application\"\r\n\r\n{application}\r\n--cut--\r\n"
            );
            request.body("multipart/form-data; boundary=cut", body).await
        }
    }
}

async fn only(actor: &support::Actor, query: &str) -> Value {
    let list = actor.get(&format!("/institution-applications?{query}")).await.expect(200);
    let items = list["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 1, "{list}");
    items[0].clone()
}

fn path(application: &Value, step: &str) -> String {
    format!("/institution-applications/{}{step}", application["id"].as_str().unwrap())
}

both! {
    async fn an_application_is_handed_in_once_however_often_it_is_sent(app: TestApp) {
        let branch = app.branch("32").await;
        let wanted = entered("32", 10284, "南京𬭚学院");
        let send = async |scan: &[u8]| form(&app, &wanted, "申请表.pdf", scan).idempotency_key("press-0001").await;
        let first = send(PDF).await;
        let receipt = first.expect(201);
        let found = only(&branch, "").await;
        // Also when it was approved meanwhile.
        branch.post(&path(&found, "/approve"), json!({})).if_match(1).await.expect(200);
        let again = send(PDF).await;
        assert_eq!((again.expect(201), again.header("location")), (receipt, first.header("location")));
        only(&branch, "").await;
        assert_eq!(app.audited("institution_application.submit"), 1);
        send(PNG).await.refused(409, "idempotency_conflict");
    }

    async fn headquarters_is_told_where_a_region_has_no_staff(app: TestApp) {
        let hq = app.hq().await;
        let told = async || hq.get("/notices").await.expect(200)["items"].as_array().unwrap().len();
        applied(&app, &entered("32", 1, "南京学院")).await;
        assert_eq!(told().await, 1);
        let notice = hq.get("/notices").await.expect(200)["items"][0].clone();
        assert_eq!((&notice["code"], &notice["params"]["name"]), (&json!("institution_application.submitted"), &json!("南京学院")));
        let staff = app.branch("32").await;
        applied(&app, &entered("32", 2, "苏州学院")).await;
        assert_eq!((told().await, staff.get("/notices").await.expect(200)["items"].as_array().unwrap().len()), (1, 1));
        // Staff who cannot sign in read nothing.
        hq.post(&format!("/users/{}/disable", staff.id), json!({ "reason": "离职" })).await.expect(200);
        applied(&app, &entered("32", 3, "无锡学院")).await;
        assert_eq!(told().await, 2);
    }

    async fn a_school_applies_mends_and_is_approved_and_its_administrator_signs_in(app: TestApp) {
        let (branch, elsewhere) = (app.branch("32").await, app.branch("42").await);
        let mut wanted = entered("32", 10284, "南京𬭚学院");
        let key = applied(&app, &wanted).await;
        let state = own(&app, &key).await;
        assert_eq!(state.header("cache-control"), "no-store");
        assert_eq!(state.expect(200)["application"]["name"], "南京𬭚学院");
        let notice = branch.get("/notices").await.expect(200)["items"][0].clone();
        assert_eq!((&notice["code"], &notice["params"]["reference"]), (&json!("institution_application.submitted"), &json!(key.0)));
        assert_eq!(elsewhere.get("/notices/unread-count").await.expect(200)["count"], 0);

        let found = only(&branch, "status=submitted").await;
        assert_eq!((&found["reference"], &found["version"]), (&json!(key.0), &json!(1)));
        let scan = branch.get(&path(&found, "/scan")).await;
        assert_eq!((scan.status, scan.header("content-type"), scan.bytes.as_slice()), (200, "application/pdf", PDF));
        mend(&app, &key, &wanted, None).await.refused(409, "state_forbids");
        branch.post(&path(&found, "/return"), json!({ "remarks": "  " })).if_match(1).await.refused(422, "invalid");
        branch.post(&path(&found, "/return"), json!({ "remarks": "缺公章" })).if_match(1).await.expect(200);
        let returned = own(&app, &key).await.expect(200);
        assert_eq!((&returned["status"], &returned["remarks"]), (&json!("returned"), &json!("缺公章")));
        branch.post(&path(&found, "/approve"), json!({})).if_match(2).await.refused(409, "state_forbids");

        wanted["majors"] = json!(["会计", "税务"]);
        let mended = mend(&app, &key, &wanted, Some(PNG)).await.expect(200);
        assert_eq!((&mended["status"], &mended["application"]["majors"][1]), (&json!("submitted"), &json!("税务")));
        let scan = branch.get(&path(&found, "/scan")).await;
        assert_eq!((scan.header("content-type"), scan.bytes.as_slice()), ("image/png", PNG));
        assert_eq!(branch.get("/notices/unread-count").await.expect(200)["count"], 2);

        let approved = branch.post(&path(&found, "/approve"), json!({})).if_match(3).await.expect(200);
        assert_eq!(approved["application"]["status"], "approved");
        assert_eq!(approved["application"]["institution_id"], approved["institution"]["id"]);
        assert_eq!(approved["institution"]["name"], "南京𬭚学院");
        let activation = json!({
            "username": approved["administrator"]["username"], "code": approved["administrator"]["activation_code"],
            "password": "a-better-1-password", "privacy_version": app.get("/auth/privacy-notice").await.expect(200)["version"],
        });
        assert_eq!(app.post("/auth/activate", activation).await.expect(200)["grant"]["role"], "institution_admin");
        assert_eq!(own(&app, &key).await.expect(200)["status"], "approved");
        for action in ["submit", "return", "mend", "approve"] {
            assert_eq!(app.audited(&format!("institution_application.{action}")), 1, "{action}");
        }
    }

    async fn only_the_branch_of_the_region_and_hq_see_an_application(app: TestApp) {
        let (branch, elsewhere, hq) = (app.branch("32").await, app.branch("42").await, app.hq().await);
        applied(&app, &entered("32", 1, "甲学院")).await;
        let found = only(&hq, "region_code=32").await;
        only(&branch, "q=jx").await;
        only(&branch, "q=甲").await;
        only(&branch, &format!("q={}", uscc("32", 1))).await;
        only(&branch, &format!("q={}", &found["reference"].as_str().unwrap()[..12])).await;
        assert_eq!(elsewhere.get("/institution-applications").await.expect(200)["items"], json!([]));
        elsewhere.get(&path(&found, "")).await.refused(404, "not_found");
        elsewhere.get(&path(&found, "/scan")).await.refused(404, "not_found");
        elsewhere.post(&path(&found, "/approve"), json!({})).if_match(1).await.refused(404, "not_found");
        elsewhere.post(&path(&found, "/reject"), json!({ "remarks": "不" })).if_match(1).await.refused(404, "not_found");
        let certifier = app.actor(support::Role::Certifier, support::Scope::Country).await;
        certifier.get("/institution-applications").await.refused(403, "forbidden");
        certifier.post(&path(&found, "/approve"), json!({})).if_match(1).await.refused(403, "forbidden");
        app.get(&path(&found, "")).await.refused(401, "unauthenticated");
        branch.request("POST", &path(&found, "/approve")).json(json!({})).await.refused(428, "precondition_required");
    }

    async fn a_scan_that_is_something_else_by_its_content_is_refused(app: TestApp) {
        let wanted = entered("32", 2, "乙学院");
        form(&app, &wanted, "申请表.pdf", b"PK\x03\x04 a zip").await.refused(415, "unsupported_media_type");
        form(&app, &wanted, "申请表.png", b"<html>").await.refused(415, "unsupported_media_type");
        let refusal = form(&app, &wanted, "申请表.pdf", b"").await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/scan");
        form(&app, &wanted, "申请表.pdf", &[b"%PDF-".as_slice(), &vec![0; 10_000_001]].concat()).await.refused(413, "too_large");
        app.post("/public/institution-applications", wanted.clone()).await.refused(415, "unsupported_media_type");
        assert_eq!(app.hq().await.get("/institution-applications").await.expect(200)["items"], json!([]));
        form(&app, &wanted, "whatever.exe", PDF).await.expect(201);
    }

    async fn a_wrong_form_says_where_it_is_wrong(app: TestApp) {
        let mut wanted = entered("32", 3, "丙学院");
        wanted["uscc"] = json!("12320000466006826A");
        let refusal = form(&app, &wanted, "a.pdf", PDF).await.refused(422, "invalid");
        assert_eq!((&refusal["errors"][0]["pointer"], &refusal["errors"][0]["code"]), (&json!("/uscc"), &json!("uscc_checksum")));
        let refusal = app.request("POST", "/public/institution-applications").multipart_as("scan", "a.pdf", PDF.to_vec(), &[]).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/application");
        app.request("POST", "/public/institution-applications").multipart_as("scan", "a.pdf", PDF.to_vec(), &[("application", "{")]).await.refused(400, "malformed");
    }

    async fn a_registered_school_is_sent_to_its_branch_and_learns_no_more(app: TestApp) {
        let branch = app.branch("32").await;
        branch.post("/institutions", entered("32", 4, "丁学院")).await.expect(201);
        let mut wanted = entered("42", 5, "冒名学院");
        wanted["uscc"] = json!(uscc("32", 4));
        let refusal = form(&app, &wanted, "a.pdf", PDF).await.refused(409, "uscc_taken");
        assert!(refusal["detail"].as_str().unwrap().contains("contact your branch"), "{refusal}");
        assert!(!refusal.to_string().contains("丁学院"), "{refusal}");
        let mut wanted = entered("42", 5, "冒名学院");
        wanted["code"] = json!("4132000004");
        form(&app, &wanted, "a.pdf", PDF).await.refused(409, "institution_code_taken");
    }

    async fn a_reference_without_its_secret_tells_nothing(app: TestApp) {
        let key = applied(&app, &entered("32", 6, "戊学院")).await;
        let wrong = (key.0.clone(), "guess".to_string());
        let refusal = own(&app, &wrong).await.refused(404, "not_found");
        let unknown = own(&app, &("20200302-ZZZZZZZZ".into(), key.1.clone())).await.refused(404, "not_found");
        assert_eq!(refusal["detail"], unknown["detail"]);
        app.get(&format!("/public/institution-applications/{}", key.0)).await.refused(404, "not_found");
        mend(&app, &wrong, &entered("32", 6, "戊学院"), None).await.refused(404, "not_found");
        // Guessing is limited by address.
        let mut last = 404;
        for _ in 0..70 {
            last = own(&app, &wrong).await.status;
        }
        assert_eq!(last, 429);
    }

    async fn an_address_that_applies_again_and_again_is_told_to_wait(app: TestApp) {
        let wanted = entered("32", 7, "己学院");
        let mut last = form(&app, &wanted, "a.pdf", PDF).await;
        for _ in 0..25 {
            last = form(&app, &wanted, "a.pdf", PDF).await;
        }
        last.refused(429, "too_many_attempts");
        assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
    }

    async fn of_two_who_decide_at_once_one_wins(app: TestApp) {
        let (one, two) = (app.branch("32").await, app.branch("32").await);
        applied(&app, &entered("32", 8, "庚学院")).await;
        let found = only(&one, "").await;
        let approve = one.post(&path(&found, "/approve"), json!({})).if_match(1);
        let reject = two.post(&path(&found, "/reject"), json!({ "remarks": "名额已满" })).if_match(1);
        let (a, b) = tokio::join!(async { approve.await }, async { reject.await });
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{} {}", a.text(), b.text());
        let stands = one.get(&path(&found, "")).await.expect(200);
        assert_eq!(stands["version"], 2);
        let institutions = one.get("/institutions").await.expect(200)["items"].as_array().unwrap().len();
        assert_eq!(institutions, usize::from(stands["status"] == "approved"));
    }

    async fn of_two_applications_of_one_school_only_one_opens_it(app: TestApp) {
        let branch = app.branch("32").await;
        let mut wanted = entered("32", 9, "辛学院");
        // A school without a national code has the unified social credit code alone.
        wanted["code"] = Value::Null;
        applied(&app, &wanted).await;
        applied(&app, &wanted).await;
        let list = branch.get("/institution-applications").await.expect(200);
        let (a, b) = (&list["items"][0], &list["items"][1]);
        let detail = branch.get(&path(a, "")).await.expect(200);
        assert_eq!(detail["same_uscc"], json!([b["id"]]));
        let first = branch.post(&path(a, "/approve"), json!({})).if_match(1);
        let second = branch.post(&path(b, "/approve"), json!({})).if_match(1);
        let (first, second) = tokio::join!(async { first.await }, async { second.await });
        let (won, lost) = if first.status == 200 { (first, second) } else { (second, first) };
        won.expect(200);
        lost.refused(409, "uscc_taken");
        let stands = only(&branch, "status=submitted").await;
        assert_eq!(stands["version"], 1, "what was refused left no trace");
        branch.post(&path(&stands, "/reject"), json!({ "remarks": "重复申请" })).if_match(1).await.expect(200);
        branch.post(&path(&stands, "/reject"), json!({ "remarks": "重复申请" })).if_match(2).await.refused(409, "state_forbids");
    }

    async fn the_branch_may_name_another_administrator_when_the_phone_is_taken(app: TestApp) {
        let branch = app.branch("32").await;
        branch.post("/institutions", entered("32", 10, "壬学院")).await.expect(201);
        let mut wanted = entered("32", 11, "癸学院");
        wanted["admin"]["phone"] = json!("13900000010");
        applied(&app, &wanted).await;
        let found = only(&branch, "").await;
        branch.post(&path(&found, "/approve"), json!({})).if_match(1).await.refused(409, "phone_taken");
        let refusal = branch.post(&path(&found, "/approve"), json!({ "admin": { "display_name": "李明", "phone": "1" } })).if_match(1).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/admin/phone");
        let approved = branch.post(&path(&found, "/approve"), json!({ "admin": { "display_name": "赵敏", "username": "GX-2019" } })).if_match(1).await.expect(200);
        assert_eq!((&approved["administrator"]["username"], &approved["administrator"]["display_name"]), (&json!("GX-2019"), &json!("赵敏")));
    }

    async fn the_export_holds_the_filtered_applications_of_the_region(app: TestApp) {
        let (jiangsu, hubei) = (app.branch("32").await, app.branch("42").await);
        let (reference, secret) = applied(&app, &entered("32", 21, "甲学院")).await;
        applied(&app, &entered("32", 22, "乙学院")).await;
        applied(&app, &entered("42", 23, "丙学院")).await;
        let file = jiangsu.get("/institution-applications/export.xlsx?q=甲").await;
        file.expect(200);
        let rows = rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!((rows[1][0].as_str(), rows[1][1].as_str(), rows[1][3].clone(), rows[1][4].as_str()), ("甲学院", "待审核", uscc("32", 21), "江苏省"));
        assert!(rows[1].contains(&reference) && !rows[1].contains(&secret), "{rows:?}");
        assert_eq!(rows_of(&jiangsu.get("/institution-applications/export.xlsx").await.bytes).len(), 3);
        assert_eq!(rows_of(&hubei.get("/institution-applications/export.xlsx?status=approved").await.bytes).len(), 1);
        app.school_admin(&app.school("32")).await.get("/institution-applications/export.xlsx").await.refused(403, "forbidden");
        assert_eq!(app.audited("institution_application.export"), 3);
    }
}
