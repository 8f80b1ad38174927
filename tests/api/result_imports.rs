//! Results from a spreadsheet: who a row means, what is refused, and that repeating it changes nothing.

use support::{Actor, Id, Person, TestApp, Value, both, json, resident_id, workbook};
use time::macros::datetime;

use crate::certificates::certifier;

const PATH: &str = "/result-imports";
const TITLES: [&str; 7] = ["证件号码", "院校代码", "学号", "姓名", "科目", "状态", "成绩"];
const AFTER_APRIL: time::OffsetDateTime = datetime!(2020-04-20 01:00 UTC);

/// Uploads rows for an exam date and waits for the dry run.
async fn tried(app: &TestApp, c: &Actor, exam_date: Id, rows: &[[&str; 7]]) -> Value {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|r| r.iter().map(|c| (*c).to_string()).collect()).collect();
    let date = exam_date.to_string();
    let file = workbook(&TITLES, &rows);
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
        app.commit(&c, PATH, &import).await;
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
        assert_eq!(c.get("/subject-results/import-template.xlsx").await.status, 200);
    }
}
