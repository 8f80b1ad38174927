//! The national platform's numbers and receipts from a spreadsheet.

use support::{Actor, TestApp, Value, both, json, rows_of, workbook};

use super::{certificates, faults, whole};
use crate::certificates::{certifier, draft, issue, revoke};

const PATH: &str = "/registry-receipt-imports";
const TITLES: [&str; 5] = ["证书编号", "姓名", "国家平台编号", "回执编号", "回执日期"];

async fn tried(app: &TestApp, who: &Actor, rows: &[[&str; 5]]) -> Value {
    let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.to_vec()).collect();
    app.dry_run(who, PATH, "回执.xlsx", workbook(&TITLES, &rows)).await
}

fn counts(import: &Value) -> [i64; 4] {
    ["new", "changed", "unchanged", "refused"].map(|n| import["counts"][n].as_i64().unwrap())
}

/// The column and code of each refused row.
async fn refused(who: &Actor, import: &Value) -> Vec<(String, String)> {
    let path = format!("{PATH}/{}/rows?outcome=refused&limit=200", import["id"].as_str().unwrap());
    let rows = who.get(&path).await.expect(200);
    let text = |v: &Value| v.as_str().unwrap().to_string();
    rows["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (text(&r["problems"][0]["column"]), text(&r["problems"][0]["code"])))
        .collect()
}

/// The numbers of the certificates that a filter takes.
async fn listed(who: &Actor, filter: &str) -> Vec<String> {
    let page = who.get(&format!("/certificates?count=true&{filter}")).await.expect(200);
    let items = page["items"].as_array().unwrap();
    assert_eq!(page["total"], items.len());
    items.iter().map(|c| c["number"].as_str().unwrap().to_string()).collect()
}

async fn registration(who: &Actor, id: &str) -> Value {
    who.get(&format!("/certificates/{id}")).await.expect(200)["registration"].clone()
}

both! {
    async fn a_receipt_stands_beside_the_certificate_and_repeating_it_changes_nothing(app: TestApp) {
        let (hq, c) = (app.hq().await, certifier(&app).await);
        let issued = issue(&app, vec![draft(1, "买买提·艾力"), draft(2, "王二"), draft(3, "王三")]);
        revoke(&app, &issued[2].number).await;
        let shown = onex_credential::number::display(&issued[0].number);
        let rows = [
            [shown.as_str(), "买买提.艾力", "GJ2020320001", "HZ-1", "2020-03-02"],
            // Was registered before it was revoked.
            [issued[2].number.as_str(), "王三", "ＧＪ2020320003", "HZ-1", "2020年3月2日"],
        ];
        let import = tried(&app, &c, &rows).await;
        assert_eq!((&import["status"], counts(&import)), (&json!("ready"), [2, 0, 0, 0]), "{import}");
        assert_eq!(listed(&c, "registered=true").await, Vec::<String>::new(), "a dry run writes nothing");
        assert_eq!(app.commit(&c, PATH, &import).await["status"], "succeeded");
        let first = registration(&c, &issued[0].id.to_string()).await;
        assert_eq!((&first["national_number"], &first["receipt_number"], &first["received_on"]),
            (&json!("GJ2020320001"), &json!("HZ-1"), &json!("2020-03-02")));
        assert_eq!(registration(&c, &issued[1].id.to_string()).await, Value::Null);
        assert_eq!(listed(&c, "registered=true").await, [issued[2].number.clone(), issued[0].number.clone()]);
        assert_eq!(listed(&c, "registered=true&status=valid").await, [issued[0].number.clone()]);
        assert_eq!(listed(&hq, "registered=false").await, [issued[1].number.clone()]);

        let export = whole(&app, &c).await;
        let told = certificates(&c, &export).await;
        assert_eq!(told[0]["national"], json!({ "number": "GJ2020320001", "receipt_number": "HZ-1", "received_on": "2020-03-02" }));
        assert_eq!((&told[2]["national"]["number"], &export["counts"]["registered"]), (&json!("GJ2020320003"), &json!(2)));
        let book = c.get("/certificates/export.xlsx?registered=true&status=valid").await;
        book.expect(200);
        let row = rows_of(&book.bytes)[1].clone();
        assert_eq!(row[row.len() - 3..], ["GJ2020320001", "HZ-1", "2020-03-02"]);

        assert_eq!(counts(&tried(&app, &hq, &rows).await), [0, 0, 2, 0]);
    }

    async fn each_fault_is_told_with_its_column(app: TestApp) {
        let c = certifier(&app).await;
        let issued = issue(&app, vec![draft(1, "王一"), draft(2, "王二"), draft(3, "王三")]);
        let [one, two, three] = [0, 1, 2].map(|n| issued[n].number.as_str());
        app.commit(&c, PATH, &tried(&app, &c, &[[one, "王一", "GJ1", "HZ-1", "2020-03-02"]]).await).await;
        let broken = format!("{}0", &two[..16]);
        let broken = if broken == two { format!("{}1", &two[..16]) } else { broken };
        // Well-formed, and never given out.
        let nobody = onex_credential::number::format(2020, onex_credential::Season::Spring, onex_credential::CertificateKind::SkillCertificate, 4).unwrap();
        let rows = [
            ["", "王二", "GJ2", "HZ-1", "2020-03-02"],
            [broken.as_str(), "王二", "GJ2", "HZ-1", "2020-03-02"],
            [nobody.as_str(), "王二", "GJ2", "HZ-1", "2020-03-02"],
            [two, "王三", "GJ2", "HZ-1", "2020-03-02"],
            [two, "", "GJ2", "HZ-1", "2020-03-02"],
            [two, "王二", "", "HZ-1", "2020-03-02"],
            [two, "王二", "国家2号", "HZ-1", "2020-03-02"],
            [two, "王二", "GJ2", "", "2020-03-02"],
            [two, "王二", "GJ2", "HZ-1", ""],
            [two, "王二", "GJ2", "HZ-1", "三月二日"],
            [two, "王二", "GJ2", "HZ-1", "2020-03-03"],
            // Before it was issued.
            [two, "王二", "GJ22", "HZ-1", "2020-03-01"],
            // Stands beside the first.
            [three, "王三", "GJ1", "HZ-1", "2020-03-02"],
        ];
        let import = tried(&app, &c, &rows).await;
        let told = refused(&c, &import).await;
        let told: Vec<_> = told.iter().map(|(column, code)| (column.as_str(), code.as_str())).collect();
        assert_eq!(told, [
            ("number", "required"), ("number", "certificate_number_checksum"), ("number", "unknown_certificate"),
            ("name", "certificate_name_mismatch"), ("name", "required"), ("national_number", "required"),
            ("national_number", "registry_number"), ("receipt_number", "required"), ("received_on", "required"),
            ("received_on", "date"), ("received_on", "in_future"), ("received_on", "before_issue"),
            ("national_number", "national_number_taken"),
        ], "{import}");
        // Everybody who mends the file reads why, in words.
        let file = c.get(&format!("{PATH}/{}/refused.xlsx", import["id"].as_str().unwrap())).await;
        file.expect(200);
        let reasons: Vec<_> = rows_of(&file.bytes)[1..].iter().map(|r| r.last().unwrap().clone()).collect();
        assert!(reasons.len() == rows.len() && reasons.iter().all(|r| !r.contains("must") && !r.contains("is ")), "{reasons:?}");

        // Twice in one file: one certificate, or one number of theirs.
        let twice = [
            [two, "王二", "GJ2", "HZ-1", "2020-03-02"],
            [two, "王二", "GJ3", "HZ-1", "2020-03-02"],
            [three, "王三", "GJ2", "HZ-1", "2020-03-02"],
        ];
        let import = tried(&app, &c, &twice).await;
        let told = refused(&c, &import).await;
        assert_eq!((counts(&import), told), ([1, 0, 0, 2], vec![("number".into(), "duplicate".into()), ("national_number".into(), "duplicate".into())]));
    }

    async fn a_change_needs_a_reason_which_is_on_record(app: TestApp) {
        let (hq, c) = (app.hq().await, certifier(&app).await);
        let issued = issue(&app, vec![draft(1, "王一"), draft(2, "王二")]);
        let row = |theirs: &'static str| [issued[0].number.as_str(), "王一", theirs, "HZ-1", "2020-03-02"];
        app.commit(&c, PATH, &tried(&app, &c, &[row("GJ1")]).await).await;
        let import = tried(&app, &c, &[row("GJ9"), [&issued[1].number, "王二", "GJ2", "HZ-1", "2020-03-02"]]).await;
        assert_eq!(counts(&import), [1, 1, 0, 0]);
        let commit = format!("{PATH}/{}/commit", import["id"].as_str().unwrap());
        let problem = c.request("POST", &commit).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/reason");
        assert_eq!(app.commit_for(&c, PATH, &import, "国家平台重新编号").await["status"], "succeeded");
        let id = issued[0].id.to_string();
        assert_eq!(registration(&c, &id).await["national_number"], "GJ9");
        let events = hq.get(&format!("/audit-events?subject_id={id}&action=registry_receipt.correct")).await.expect(200);
        let detail = &events["items"][0]["detail"];
        assert_eq!((&detail["before"]["national_number"], &detail["after"]["national_number"], &detail["reason"], &detail["import_id"]),
            (&json!("GJ1"), &json!("GJ9"), &json!("国家平台重新编号"), &import["id"]), "{events}");
        assert_eq!(app.audited("registry_receipt.correct"), 1);
        // The number that was given back is free again.
        let third = issue(&app, vec![draft(3, "王三")]);
        assert_eq!(counts(&tried(&app, &c, &[[&third[0].number, "王三", "GJ1", "HZ-2", "2020-03-02"]]).await), [1, 0, 0, 0]);
        assert_eq!(faults(&app), Vec::<String>::new());
    }

    async fn receipts_come_from_hq_and_certifiers_through_a_template(app: TestApp) {
        let (hq, c, branch) = (app.hq().await, certifier(&app).await, app.branch("32").await);
        for who in [&hq, &c] {
            let template = who.get("/registry-receipts/import-template.xlsx").await;
            template.expect(200);
            let titles: Vec<_> = rows_of(&template.bytes)[0].iter().map(|t| t.trim_end_matches('*').to_string()).collect();
            assert_eq!(titles, TITLES);
            who.get(PATH).await.expect(200);
        }
        branch.get("/registry-receipts/import-template.xlsx").await.refused(403, "forbidden");
        branch.get(PATH).await.refused(403, "forbidden");
        branch.upload(PATH, "a.csv", "证书编号\r\n".into(), &[]).await.refused(403, "forbidden");
        // Whoever sees the certificate sees its registration.
        let issued = issue(&app, vec![draft(1, "王一")]);
        app.commit(&c, PATH, &tried(&app, &c, &[[&issued[0].number, "王一", "GJ1", "HZ-1", "2020-03-02"]]).await).await;
        assert_eq!(registration(&branch, &issued[0].id.to_string()).await["national_number"], "GJ1");
        assert_eq!(listed(&branch, "registered=true").await, [issued[0].number.clone()]);
    }
}
