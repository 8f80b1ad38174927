//! Results from a spreadsheet: who a row means, what is refused, and that repeating it changes nothing.

use support::{Actor, Id, Person, TestApp, Value, both, json, resident_id, sheet_of, workbook};
use time::macros::datetime;

use crate::certificates::certifier;

const PATH: &str = "/result-imports";
const TITLES: [&str; 7] = ["证件号码", "院校代码", "学号", "姓名", "科目", "状态", "成绩"];
const AFTER_APRIL: time::OffsetDateTime = datetime!(2020-04-20 01:00 UTC);

/// Uploads rows for an exam date and waits for the dry run.
async fn tried(app: &TestApp, c: &Actor, exam_date: Id, rows: &[[&str; 7]]) -> Value {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().map(|c| (*c).to_string()).collect()).collect();
    sent(app, c, exam_date, workbook(&TITLES, &rows)).await
}

/// Uploads a file for an exam date and waits for the dry run.
async fn sent(app: &TestApp, c: &Actor, exam_date: Id, file: Vec<u8>) -> Value {
    let date = exam_date.to_string();
    let started = c.upload(PATH, "成绩.xlsx", file, &[("exam_date_id", &date)]).await.expect(202);
    app.job(c, started["job"]["id"].as_str().unwrap()).await;
    c.get(&format!("{PATH}/{}", started["import"]["id"].as_str().unwrap())).await.expect(200)
}

fn counts(import: &Value) -> [i64; 4] {
    ["new", "changed", "unchanged", "refused"].map(|n| import["counts"][n].as_i64().unwrap())
}

/// Gives an institution a code by which files name it.
fn code(app: &TestApp, school: Id, code: &str) {
    use diesel::prelude::*;
    use onex::schema::institutions;
    app.state
        .db
        .write_blocking(|conn| {
            diesel::update(institutions::table.find(school))
                .set((institutions::code.eq(code), institutions::code_key.eq(&code[5..])))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
}

both! {
    async fn a_file_is_tried_committed_and_repeating_it_changes_nothing(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, exam) = (certifier(&app).await, app.programme().exam_dates[0]);
        let school = app.school("32");
        code(&app, school.id, "4132010284");
        app.enrol(&school, vec![Person::new("买买提·艾力", "S1"), Person::new("王小明", "S2")]);
        let rows = [
            ["", "4132010284", "S1", "买买提.艾力", "社会共享初级代理实务", "正常", "87.50"],
            ["", "10284", "S1", "买买提·艾力", "outsourcing", "", "60"],
            ["", "10284", "S2", "王小明", "agency", "缺考", ""],
        ];
        let import = tried(&app, &c, exam, &rows).await;
        assert_eq!((import["status"].clone(), counts(&import)), (json!("ready"), [3, 0, 0, 0]), "{import}");
        assert_eq!(c.get("/subject-results").await.expect(200)["items"], json!([]), "a dry run writes nothing");
        assert_eq!(app.commit(&c, PATH, &import).await["status"], "succeeded");
        let list = c.get("/subject-results?status=scored&subject=agency").await.expect(200);
        assert_eq!(list["items"][0]["score"], "87.5");
        assert_eq!(counts(&tried(&app, &c, exam, &rows).await), [0, 0, 3, 0]);
        let mended = [["", "10284", "S2", "王小明", "agency", "缓考", ""]];
        let import = tried(&app, &c, exam, &mended).await;
        assert_eq!(counts(&import), [0, 1, 0, 0]);
        app.commit_for(&c, PATH, &import, "补交缓考证明").await;
        let id = c.get("/subject-results?status=deferred").await.expect(200)["items"][0]["id"].clone();
        let history = c.get(&format!("/subject-results/{}/history", id.as_str().unwrap())).await.expect(200);
        let states: Vec<_> = history["items"].as_array().unwrap().iter().map(|h| h["status"].as_str().unwrap()).collect();
        assert_eq!(states, ["absent", "deferred"]);
        assert_eq!(history["items"][1]["import_id"], import["id"]);
    }

    async fn each_fault_is_told_with_its_column(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, exam) = (certifier(&app).await, app.programme().exam_dates[0]);
        let school = app.school("32");
        code(&app, school.id, "4132010284");
        app.enrol(&school, vec![Person::new("王小明", "S1")]);
        let unknown = resident_id(77);
        let rows = [
            ["", "", "S1", "王小明", "agency", "", "60"],
            [unknown.as_str(), "", "", "王小明", "agency", "", "60"],
            ["", "10284", "S1", "王大明", "agency", "", "60"],
            ["", "10284", "S1", "王小明", "历史", "", "60"],
            ["", "10284", "S1", "王小明", "agency", "", ""],
            ["", "10284", "S1", "王小明", "agency", "缺考", "60"],
            ["", "10284", "S1", "王小明", "agency", "", "100.5"],
            ["", "10284", "S1", "王小明", "agency", "没来", ""],
            ["", "10284", "S1", "王小明", "agency", "", "60"],
            ["", "10284", "S1", "王小明", "agency", "", "61"],
        ];
        let import = tried(&app, &c, exam, &rows).await;
        let path = format!("{PATH}/{}/rows?outcome=refused&limit=200", import["id"].as_str().unwrap());
        let refused = c.get(&path).await.expect(200);
        let codes: Vec<_> = refused["items"].as_array().unwrap().iter()
            .map(|r| (r["problems"][0]["column"].as_str().unwrap(), r["problems"][0]["code"].as_str().unwrap()))
            .collect();
        assert_eq!(codes[..8], [
            ("id_number", "candidate_required"), ("id_number", "unknown_candidate"), ("name", "name_mismatch"),
            ("subject", "unknown_subject"), ("score", "score_required"), ("score", "score_forbidden"),
            ("score", "score"), ("status", "unknown_value"),
        ]);
        // The same candidate and subject twice: at least one of the two is refused.
        assert!(codes.len() > 8 && codes[8..].iter().all(|(column, _)| *column == "subject"), "{codes:?}");
        // What is shown of a document is its mask.
        assert!(!refused.to_string().contains(unknown.as_str()));
    }

    async fn one_candidate_named_in_several_ways_is_told_as_a_duplicate_in_the_dry_run(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, exam) = (certifier(&app).await, app.programme().exam_dates[0]);
        let school = app.school("32");
        code(&app, school.id, "4132010284");
        let admin = app.school_admin(&school).await;
        for (n, name) in [(1, "王一"), (2, "王二")] {
            let body = json!({ "student_no": format!("S{n}"), "name": name, "id_number": resident_id(n) });
            admin.post("/students", body).await.expect(201);
        }
        let crowd = 1200;
        let names: Vec<String> = (0..crowd).map(|n| format!("C{n}")).collect();
        app.enrol(&school, names.iter().map(|n| Person::new("王小明", n.clone())).collect());
        let (one, two) = (resident_id(1), resident_id(2));
        let mut rows = vec![
            [one.as_str(), "", "", "王一", "agency", "", "60"],
            ["", "10284", "S1", "王一", "社会共享初级代理实务", "", "60"],
            ["", "10284", "S2", "王二", "agency", "", "70"],
            ["", "4132010284", "S1", "王一", "outsourcing", "", "61"],
        ];
        rows.extend(names.iter().map(|n| ["", "10284", n, "王小明", "agency", "", "62"]));
        // More than a thousand rows on, where another batch is looked at.
        rows.push([two.as_str(), "", "", "王二", "AGENCY", "", "70"]);
        let import = tried(&app, &c, exam, &rows).await;
        assert_eq!(counts(&import), [3 + crowd, 0, 0, 2], "{import}");
        let path = format!("{PATH}/{}/rows?outcome=refused", import["id"].as_str().unwrap());
        let refused = c.get(&path).await.expect(200);
        let told: Vec<_> = refused["items"].as_array().unwrap().iter()
            .map(|r| (r["row_no"].as_i64().unwrap(), r["problems"][0]["column"].clone(), r["problems"][0]["code"].clone(), r["problems"][0]["message"].clone()))
            .collect();
        let subject = (json!("subject"), json!("duplicate"));
        assert_eq!(told, [
            (3, subject.0.clone(), subject.1.clone(), json!("stands in row 2 already")),
            (crowd + 6, subject.0, subject.1, json!("stands in row 4 already")),
        ]);
        assert_eq!(app.commit(&c, PATH, &import).await["status"], "succeeded");
        assert_eq!(counts(&tried(&app, &c, exam, &rows).await), [0, 0, 3 + crowd, 2]);
    }

    async fn a_file_that_changes_results_needs_a_reason_which_is_kept_with_each_of_them(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, exam) = (certifier(&app).await, app.programme().exam_dates[0]);
        let school = app.school("32");
        code(&app, school.id, "4132010284");
        app.enrol(&school, vec![Person::new("王一", "S1"), Person::new("王二", "S2")]);
        let row = |no: &'static str, name: &'static str, score: &'static str| ["", "10284", no, name, "agency", "", score];
        let first = tried(&app, &c, exam, &[row("S1", "王一", "59")]).await;
        // What is new alone needs none.
        assert_eq!(app.commit(&c, PATH, &first).await["status"], "succeeded");
        let second = tried(&app, &c, exam, &[row("S1", "王一", "61"), row("S2", "王二", "70")]).await;
        assert_eq!(counts(&second), [1, 1, 0, 0]);
        let commit = format!("{PATH}/{}/commit", second["id"].as_str().unwrap());
        for body in [json!({}), json!({ "reason": "   " })] {
            let problem = c.post(&commit, body).await.refused(422, "invalid");
            assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/reason"), &json!("required")));
        }
        c.request("POST", &commit).await.refused(422, "invalid");
        c.post(&commit, json!({ "reason": "因" })).await.refused(422, "invalid");
        c.post(&commit, json!({ "why": "复核" })).await.refused(422, "invalid");
        let stands = c.get("/subject-results?status=scored").await.expect(200);
        assert_eq!((stands["items"].as_array().unwrap().len(), &stands["items"][0]["score"]), (1, &json!("59")));
        assert_eq!(app.commit_for(&c, PATH, &second, "复核：第三题漏判").await["status"], "succeeded");

        let hq = app.hq().await;
        let list = c.get("/subject-results?status=scored").await.expect(200);
        for item in list["items"].as_array().unwrap() {
            let id = item["id"].as_str().unwrap();
            let history = c.get(&format!("/subject-results/{id}/history")).await.expect(200);
            let states: Vec<_> = history["items"].as_array().unwrap().iter().map(|h| (h["score"].clone(), h["reason"].clone())).collect();
            let events = hq.get(&format!("/audit-events?subject_id={id}&action=subject_result.correct")).await.expect(200);
            let events = events["items"].as_array().unwrap();
            if item["score"] == "61" {
                assert_eq!(states, [(json!("59"), Value::Null), (json!("61"), json!("复核：第三题漏判"))]);
                let detail = &events[0]["detail"];
                assert_eq!((&detail["reason"], &detail["import_id"]), (&json!("复核：第三题漏判"), &second["id"]), "{detail}");
                assert_eq!((&detail["before"]["score"], &detail["after"]["score"]), (&json!("59"), &json!("61")), "{detail}");
                assert_eq!((events.len(), &events[0]["actor_id"]), (1, &json!(c.id.to_string())));
            } else {
                assert_eq!((states, events.len()), (vec![(json!("70"), Value::Null)], 0));
            }
        }
        let events = hq.get("/audit-events?action=result_import.commit").await.expect(200);
        assert_eq!((&events["items"][0]["detail"]["reason"], &events["items"][0]["detail"]["changed"]), (&json!("复核：第三题漏判"), &json!(1)));
    }

    async fn results_come_after_the_exam_and_from_certifiers(app: TestApp) {
        let (c, programme) = (certifier(&app).await, app.programme());
        let school = app.school("32");
        code(&app, school.id, "4132010284");
        app.enrol(&school, vec![Person::new("王小明", "S1")]);
        let rows = [["", "10284", "S1", "王小明", "agency", "", "60"]];
        let early = tried(&app, &c, programme.exam_dates[0], &rows).await;
        assert_eq!(early["status"], "failed", "{early}");
        let file = || workbook::<String>(&TITLES, &[]);
        c.upload(PATH, "成绩.xlsx", file(), &[]).await.refused(422, "invalid");
        let nowhere = crate::certificates::id(9).to_string();
        c.upload(PATH, "成绩.xlsx", file(), &[("exam_date_id", &nowhere)]).await.refused(422, "invalid");
        let date = programme.exam_dates[0].to_string();
        for stranger in [app.hq().await, app.branch("32").await, app.school_admin(&school).await] {
            stranger.upload(PATH, "成绩.xlsx", file(), &[("exam_date_id", &date)]).await.refused(403, "forbidden");
            stranger.get("/subject-results/import-template.xlsx").await.refused(403, "forbidden");
        }
    }

    async fn the_template_shows_how_results_are_filled_in(app: TestApp) {
        app.set_clock(AFTER_APRIL);
        let (c, exam) = (certifier(&app).await, app.programme().exam_dates[0]);
        let template = c.get("/subject-results/import-template.xlsx").await;
        template.expect(200);
        let import = sent(&app, &c, exam, template.bytes.clone()).await;
        assert_eq!(import["problem"]["errors"][0]["code"], "no_rows", "{import}");
        // Nothing is wrong with the examples but that nobody is registered by them.
        let examples = sheet_of(&template.bytes, "填写示例");
        let titles: Vec<&str> = examples[0].iter().map(String::as_str).collect();
        let rows: Vec<[&str; 7]> = examples[1..].iter()
            .map(|row| std::array::from_fn(|at| row.get(at).map_or("", String::as_str)))
            .collect();
        assert_eq!((titles[0], rows.len()), ("证件号码", 3));
        let import = tried(&app, &c, exam, &rows).await;
        let page = c.get(&format!("{PATH}/{}/rows", import["id"].as_str().unwrap())).await.expect(200);
        let codes: Vec<_> = page["items"].as_array().unwrap().iter().map(|r| r["problems"][0]["code"].clone()).collect();
        assert_eq!(codes, vec![json!("unknown_candidate"); 3], "{page}");
    }
}
