//! Imports, shown on students: dry run, commit, repetition, files of all kinds, races.

use support::{
    Actor, Database, Role, Scope, TITLES, TestApp, Value, both, intake, json, resident_id, rows_of,
    sheet_of, workbook,
};

const PATH: &str = "/student-imports";

fn counts(import: &Value) -> (i64, i64, i64, i64) {
    let n = |name: &str| import["counts"][name].as_i64().unwrap();
    (n("new"), n("changed"), n("unchanged"), n("refused"))
}

async fn rows(actor: &Actor, import: &Value, outcome: &str) -> Vec<Value> {
    let id = import["id"].as_str().unwrap();
    let page =
        actor.get(&format!("{PATH}/{id}/rows?outcome={outcome}&limit=200")).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

async fn listed(actor: &Actor) -> Vec<Value> {
    actor.get("/students?limit=200").await.expect(200)["items"].as_array().unwrap().clone()
}

both! {
    async fn a_file_is_tried_then_committed_and_repeating_it_changes_nothing(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let file = workbook(&TITLES, &intake(1, 30));
        let import = app.dry_run(&admin, PATH, "学生名单.xlsx", file.clone()).await;
        assert_eq!((import["status"].as_str(), counts(&import)), (Some("ready"), (30, 0, 0, 0)));
        assert!(listed(&admin).await.is_empty(), "a dry run writes nothing");
        let job = app.commit(&admin, PATH, &import).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        assert_eq!(job["result"]["counts"]["new"], 30);
        let students = listed(&admin).await;
        assert_eq!(students.len(), 30);
        assert_eq!(students[0]["student_no"], "S0000001");
        let again = app.dry_run(&admin, PATH, "again.xlsx", file).await;
        assert_eq!(counts(&again), (0, 0, 30, 0));
        assert_eq!(app.commit(&admin, PATH, &again).await["status"], "succeeded");
        assert_eq!(listed(&admin).await, students);
        // An import is committed once.
        let path = format!("{PATH}/{}/commit", import["id"].as_str().unwrap());
        admin.request("POST", &path).await.refused(409, "state_forbids");
    }

    async fn what_differs_is_shown_with_what_stands_and_then_changed(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let mut people = intake(1, 3);
        let first = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES, &people)).await;
        app.commit(&admin, PATH, &first).await;
        people[1][3] = "财务管理".into();
        people[2][4] = String::new();
        let second = app.dry_run(&admin, PATH, "b.xlsx", workbook(&TITLES, &people)).await;
        assert_eq!(counts(&second), (0, 1, 2, 0), "an empty cell changes nothing");
        let changed = rows(&admin, &second, "changed").await;
        assert_eq!(changed[0]["changes"], json!({ "major": "会计" }));
        assert_eq!((&changed[0]["values"]["major"], changed[0]["row_no"].as_i64()), (&json!("财务管理"), Some(3)));
        app.commit(&admin, PATH, &second).await;
        let student = &listed(&admin).await[1];
        assert_eq!((student["major"].as_str(), student["version"].as_i64()), (Some("财务管理"), Some(2)));
        let path = format!("/students/{}/history", student["id"].as_str().unwrap());
        let history = admin.get(&path).await.expect(200);
        assert_eq!(history["items"][0]["action"], "import");
        assert_eq!(history["items"][0]["changes"], json!({ "major": "会计" }));
    }

    async fn names_arrive_intact_from_every_kind_of_file(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let names = ["王䶮", "㛃小红", "𬭚大勇", "阿卜杜拉·买买提"];
        let table = |from: u64| -> Vec<Vec<String>> {
            names.iter().zip(from..).map(|(name, i)| vec![format!("N{i}"), (*name).to_string(), resident_id(i)]).collect()
        };
        let titles = ["学生学号", "学生姓名", "身份证号"];
        let csv = |rows: Vec<Vec<String>>| {
            let lines: Vec<String> = rows.iter().map(|r| r.join(",")).collect();
            format!("{}\r\n{}\r\n", titles.join(","), lines.join("\r\n"))
        };
        let gb18030 = encoding_rs::GB18030.encode(&csv(table(20))).0.into_owned();
        let bom = format!("\u{feff}{}", csv(table(30))).into_bytes();
        let files = [
            ("a.xlsx", workbook(&titles, &table(10))),
            ("b.csv", gb18030),
            ("c.csv", bom),
            ("d.csv", csv(table(40)).into_bytes()),
        ];
        for (name, bytes) in files {
            let import = app.dry_run(&admin, PATH, name, bytes).await;
            assert_eq!(counts(&import), (4, 0, 0, 0), "{name}: {import}");
            app.commit(&admin, PATH, &import).await;
        }
        let students = listed(&admin).await;
        for (n, student) in students.iter().enumerate() {
            assert_eq!(student["name"], names[n % 4], "{student}");
        }
        assert_eq!(students.len(), 16);
    }

    async fn refused_rows_come_back_with_reasons_are_mended_and_go_in(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let titles = ["学号", "姓名", "证件号码", "性别", "手机号", "备注"];
        let mut wrong = resident_id(1);
        let last = if wrong.pop() == Some('1') { '2' } else { '1' };
        wrong.push(last);
        let people = vec![
            vec!["1".to_string(), "王一".into(), resident_id(5), "男".into(), "13800138000".into(), "好".into()],
            vec!["2".into(), "王二".into(), wrong.clone(), "男".into(), String::new(), "坏号码".into()],
            vec!["3".into(), String::new(), resident_id(7), "不详".into(), "12345".into(), String::new()],
            vec!["1".into(), "王四".into(), resident_id(9), String::new(), String::new(), String::new()],
        ];
        let import = app.dry_run(&admin, PATH, "名单.xlsx", workbook(&titles, &people)).await;
        assert_eq!(counts(&import), (1, 0, 0, 3));
        assert_eq!(import["ignored_columns"], json!(["备注"]));
        let refused = rows(&admin, &import, "refused").await;
        let codes = |row: &Value| -> Vec<(String, String)> {
            let text = |p: &Value, k: &str| p[k].as_str().unwrap().to_string();
            row["problems"].as_array().unwrap().iter().map(|p| (text(p, "column"), text(p, "code"))).collect()
        };
        assert_eq!(codes(&refused[0]), [("id_number".into(), "id_checksum".into())]);
        let mut third = codes(&refused[1]);
        third.sort();
        assert_eq!(third, [("gender".into(), "unknown_value".into()), ("name".into(), "required".into()), ("phone".into(), "phone_length".into())]);
        assert_eq!(codes(&refused[2]), [("student_no".into(), "duplicate".into())]);
        assert_eq!(refused[2]["problems"][0]["other_row"], 2);
        assert!(!refused[0].to_string().contains(&wrong), "a number is masked, whatever is wrong with it");
        assert!(refused[0]["values"]["id_number"].as_str().unwrap().contains("****"));

        let path = format!("{PATH}/{}/refused.xlsx", import["id"].as_str().unwrap());
        let answer = admin.get(&path).await;
        answer.expect(200);
        let mut table = rows_of(&answer.bytes);
        assert_eq!(table[0], ["学号", "姓名", "证件号码", "性别", "手机号", "备注", "原因"]);
        assert_eq!((table.len(), table[1][2].as_str(), table[1][5].as_str()), (4, wrong.as_str(), "坏号码"));
        assert_eq!(table[1][6], "证件号码：校验位不符，至少有一位填错");
        assert_eq!(table[3][6], "学号：与上传文件的第 2 行重复");
        app.commit(&admin, PATH, &import).await;
        assert_eq!(listed(&admin).await.len(), 1);

        table[1][2] = resident_id(11);
        let (title, rest) = table.split_first().unwrap();
        let title: Vec<&str> = title.iter().map(String::as_str).collect();
        let again = app.dry_run(&admin, PATH, "mended.xlsx", workbook(&title, rest)).await;
        // The number 1 is taken by now.
        assert_eq!(counts(&again), (1, 0, 0, 2), "{:?}", rows(&admin, &again, "refused").await);
        assert_eq!(codes(&rows(&admin, &again, "refused").await[1]), [("student_no".into(), "number_taken".into())]);
        let path = format!("{PATH}/{}/refused.xlsx", again["id"].as_str().unwrap());
        let table = rows_of(&admin.get(&path).await.bytes);
        assert_eq!(table[0].iter().filter(|t| *t == "原因").count(), 1, "{table:?}");
        app.commit(&admin, PATH, &again).await;
        assert_eq!(listed(&admin).await.len(), 2);
    }

    async fn files_that_are_no_table_are_refused_with_what_to_mend(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        let problem = admin.upload(PATH, "名单.xlsx", png, &[]).await.refused(422, "file_unreadable");
        assert_eq!(problem["errors"][0]["code"], "not_a_spreadsheet");
        let problem = admin.upload(PATH, "empty.csv", vec![], &[]).await.refused(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/file"), &json!("empty")));
        admin.post(PATH, json!({})).await.refused(415, "unsupported_media_type");
        let failed = async |name: &str, bytes: Vec<u8>, code: &str| {
            let import = app.dry_run(&admin, PATH, name, bytes).await;
            assert_eq!(import["status"], "failed", "{name}: {import}");
            assert_eq!(import["problem"]["code"], "file_unreadable", "{name}");
            assert_eq!(import["problem"]["errors"][0]["code"], code, "{name}: {import}");
            assert!(rows(&admin, &import, "new").await.is_empty());
            let id = import["id"].as_str().unwrap();
            admin.request("POST", &format!("{PATH}/{id}/commit")).await.refused(409, "state_forbids");
        };
        let mut page = rust_xlsxwriter::Workbook::new();
        let sheet = page.add_worksheet();
        for (column, title) in (0..).zip(TITLES) {
            sheet.write(0, column, title).unwrap();
        }
        sheet.merge_range(1, 0, 2, 0, "S1", &rust_xlsxwriter::Format::new()).unwrap();
        failed("merged.xlsx", page.save_to_buffer().unwrap(), "merged_cells").await;
        failed("zip.xlsx", b"PK\x03\x04 and nothing after it".to_vec(), "not_a_spreadsheet").await;
        failed("header.csv", "学号,姓名\r\n1,王一\r\n".into(), "missing_columns").await;
        failed("rows.csv", "学号,姓名,证件号码\r\n".into(), "no_rows").await;
        failed("quote.csv", "学号,姓名,证件号码\r\n1,\"王一,2\r\n".into(), "open_quote").await;
        let mut long = String::from("学号,姓名,证件号码\r\n");
        for i in 0..100_001 {
            long.push_str(&format!("{i},王,1\r\n"));
        }
        failed("long.csv", long.into_bytes(), "too_many_rows").await;
    }

    async fn formulas_and_numbers_that_lost_digits_are_refused_in_their_rows(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (column, title) in (0..).zip(TITLES) {
            sheet.write(0, column, title).unwrap();
        }
        sheet.write(1, 0, 2_020_001).unwrap();
        sheet.write(1, 1, "王一").unwrap();
        sheet.write(1, 2, 110_105_199_003_070_000_f64).unwrap();
        sheet.write(2, 0, "2020002").unwrap();
        sheet.write_formula(2, 1, rust_xlsxwriter::Formula::new("=\"王\"&\"二\"").set_result("王二")).unwrap();
        sheet.write(2, 2, resident_id(3)).unwrap();
        sheet.write(3, 0, 2_020_003).unwrap();
        sheet.write(3, 1, "王三").unwrap();
        sheet.write(3, 2, resident_id(4)).unwrap();
        let import = app.dry_run(&admin, PATH, "cells.xlsx", book.save_to_buffer().unwrap()).await;
        assert_eq!(counts(&import), (1, 0, 0, 2));
        let refused = rows(&admin, &import, "refused").await;
        assert_eq!(refused[0]["problems"][0]["code"], "imprecise_number");
        assert_eq!(refused[1]["problems"][0]["code"], "formula");
        assert_eq!(rows(&admin, &import, "new").await[0]["values"]["student_no"], "2020003");
    }

    async fn the_same_file_committed_twice_at_once_makes_nobody_twice(app: TestApp) {
        let school = app.school("32");
        let (one, other) = (app.school_admin(&school).await, app.school_admin(&school).await);
        let file = workbook(&TITLES, &intake(1, 300));
        let first = app.dry_run(&one, PATH, "a.xlsx", file.clone()).await;
        let second = app.dry_run(&other, PATH, "b.xlsx", file).await;
        assert_eq!((counts(&first), counts(&second)), ((300, 0, 0, 0), (300, 0, 0, 0)));
        let (a, b) = tokio::join!(app.commit(&one, PATH, &first), app.commit(&other, PATH, &second));
        assert_eq!((a["status"].as_str(), b["status"].as_str()), (Some("succeeded"), Some("succeeded")), "{a} {b}");
        let new = |job: &Value| job["result"]["counts"]["new"].as_i64().unwrap();
        let unchanged = |job: &Value| job["result"]["counts"]["unchanged"].as_i64().unwrap();
        assert_eq!((new(&a) + new(&b), unchanged(&a) + unchanged(&b)), (300, 300), "{a} {b}");
        let mut cursor = String::new();
        let mut numbers = std::collections::BTreeSet::new();
        loop {
            let page = one.get(&format!("/students?limit=200{cursor}")).await.expect(200);
            for student in page["items"].as_array().unwrap() {
                assert!(numbers.insert(student["student_no"].to_string()), "{student}");
            }
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(numbers.len(), 300);
    }

    async fn two_schools_that_commit_the_same_people_at_once_do_not_both_get_them(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (one, other) = (app.school_admin(&here).await, app.school_admin(&there).await);
        let file = workbook(&TITLES, &intake(1, 20));
        let first = app.dry_run(&one, PATH, "a.xlsx", file.clone()).await;
        let second = app.dry_run(&other, PATH, "b.xlsx", file).await;
        assert_eq!((counts(&first), counts(&second)), ((20, 0, 0, 0), (20, 0, 0, 0)));
        let (a, b) = tokio::join!(app.commit(&one, PATH, &first), app.commit(&other, PATH, &second));
        let told = format!("{a} {b}");
        let (won, lost, loser, import) =
            if a["status"] == "succeeded" { (a, b, &other, &second) } else { (b, a, &one, &first) };
        assert_eq!((won["status"].as_str(), lost["status"].as_str()), (Some("succeeded"), Some("failed")), "{told}");
        assert_eq!(lost["error"]["code"], "conflict");
        assert!(listed(loser).await.is_empty(), "all or none");
        let import = loser.get(&format!("{PATH}/{}", import["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((import["status"].as_str(), counts(&import)), (Some("ready"), (0, 0, 0, 20)));
        assert_eq!(rows(loser, &import, "refused").await[0]["problems"][0]["code"], "identity_conflict");
    }

    async fn a_commit_writes_nothing_when_the_data_has_changed_since_the_dry_run(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let people = intake(1, 3);
        let import = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES, &people)).await;
        let body = json!({ "student_no": people[2][0], "name": "别人", "id_number": resident_id(77) });
        admin.post("/students", body).await.expect(201);
        let job = app.commit(&admin, PATH, &import).await;
        assert_eq!((job["status"].as_str(), job["error"]["code"].as_str()), (Some("failed"), Some("conflict")), "{job}");
        assert_eq!(listed(&admin).await.len(), 1);
        let import = admin.get(&format!("{PATH}/{}", import["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((import["status"].as_str(), counts(&import)), (Some("ready"), (2, 0, 0, 1)));
        assert_eq!(app.commit(&admin, PATH, &import).await["status"], "succeeded");
        assert_eq!(listed(&admin).await.len(), 3);
    }

    async fn an_import_is_seen_within_its_scope_only(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (admin, stranger) = (app.school_admin(&here).await, app.school_admin(&there).await);
        let import = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES, &intake(1, 1))).await;
        let path = format!("{PATH}/{}", import["id"].as_str().unwrap());
        for suffix in ["", "/rows", "/refused.xlsx"] {
            stranger.get(&format!("{path}{suffix}")).await.refused(404, "not_found");
            app.branch("42").await.get(&format!("{path}{suffix}")).await.refused(404, "not_found");
        }
        for verb in ["commit", "discard"] {
            stranger.request("POST", &format!("{path}/{verb}")).await.refused(404, "not_found");
        }
        assert_eq!(stranger.get(PATH).await.expect(200)["items"], json!([]));
        assert_eq!(admin.get(PATH).await.expect(200)["items"][0]["id"], import["id"]);
        app.branch("32").await.get(&path).await.expect(200);
        admin.get(&path.replace("student", "teacher")).await.refused(404, "not_found");
        let teacher = app.actor(Role::Teacher, here.scope()).await;
        let file = workbook(&TITLES, &intake(2, 1));
        teacher.upload(PATH, "a.xlsx", file.clone(), &[]).await.refused(403, "forbidden");
        teacher.get(&path).await.refused(403, "forbidden");
        // Whose scope is wider says where the rows go.
        let branch = app.branch("32").await;
        let refusal = branch.upload(PATH, "a.xlsx", file.clone(), &[]).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/institution_id");
        let (mine, other) = (here.id.to_string(), there.id.to_string());
        branch.upload(PATH, "a.xlsx", file.clone(), &[("institution_id", &other)]).await.refused(404, "not_found");
        branch.upload(PATH, "a.xlsx", file, &[("institution_id", &mine)]).await.expect(202);
    }

    async fn an_upload_sent_again_with_its_key_is_one_import(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let file = workbook(&TITLES, &intake(1, 1));
        let send = |file: Vec<u8>| admin.upload(PATH, "a.xlsx", file, &[]).idempotency_key("upload-0001");
        let first = send(file.clone()).await.expect(202);
        assert_eq!(send(file).await.expect(202)["import"]["id"], first["import"]["id"]);
        send(workbook(&TITLES, &intake(2, 1))).await.refused(409, "idempotency_conflict");
    }

    async fn a_discarded_import_is_gone_with_its_rows_and_file(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let import = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES, &intake(1, 2))).await;
        let path = format!("{PATH}/{}", import["id"].as_str().unwrap());
        let discarded = admin.request("POST", &format!("{path}/discard")).await.expect(200);
        assert_eq!(discarded["status"], "discarded");
        assert_eq!(admin.get(&format!("{path}/rows")).await.expect(200)["items"], json!([]));
        admin.get(&format!("{path}/refused.xlsx")).await.refused(409, "state_forbids");
        admin.request("POST", &format!("{path}/commit")).await.refused(409, "state_forbids");
        let orphans = app.state.files.orphans(&app.state.db).await.unwrap();
        assert_eq!(orphans.len(), 1, "the blob waits for the sweep");
    }

    async fn the_template_is_a_file_that_can_be_filled_in_and_sent(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let template = admin.get("/students/import-template.xlsx").await;
        template.expect(200);
        let header = rows_of(&template.bytes).remove(0);
        assert_eq!(header[..4], ["学号*", "姓名*", "证件类型", "证件号码*"]);
        let titles: Vec<&str> = header.iter().map(String::as_str).collect();
        let row = ["9", "李雷", "护照", "E12345678", "男", "会计", "2019", "会计1901", "13800138000"];
        let import = app.dry_run(&admin, PATH, "t.xlsx", workbook(&titles, &[row.to_vec()])).await;
        assert_eq!(counts(&import), (1, 0, 0, 0));
        app.commit(&admin, PATH, &import).await;
        let student = &listed(&admin).await[0];
        assert_eq!((student["admin_class"].as_str(), student["gender"].as_str()), (Some("会计1901"), Some("male")));
        // As it is, it has examples to look at and no rows to import; the examples are rows that can be read.
        let import = app.dry_run(&admin, PATH, "t.xlsx", template.bytes.clone()).await;
        assert_eq!((&import["status"], &import["problem"]["errors"][0]["code"]), (&json!("failed"), &json!("no_rows")));
        let examples = sheet_of(&template.bytes, "填写示例");
        assert_eq!((examples.len(), &examples[0]), (3, &header));
        let import = app.dry_run(&admin, PATH, "t.xlsx", workbook(&titles, &examples[1..])).await;
        assert_eq!(counts(&import), (2, 0, 0, 0), "{:?}", rows(&admin, &import, "refused").await);
        let student = app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: None }).await;
        student.get("/students/import-template.xlsx").await.refused(403, "forbidden");
    }

    async fn people_known_elsewhere_are_told_without_where_counted_and_recorded(app: TestApp) {
        let (here, there) = (app.school("32"), app.school("42"));
        let (admin, other) = (app.school_admin(&here).await, app.school_admin(&there).await);
        let people = intake(1, 201);
        let import = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES, &people)).await;
        app.commit(&admin, PATH, &import).await;
        let few = app.dry_run(&other, PATH, "b.xlsx", workbook(&TITLES, &people[..1])).await;
        assert_eq!(counts(&few), (0, 0, 0, 1));
        let row = rows(&other, &few, "refused").await.remove(0);
        assert_eq!(row["problems"][0]["code"], "identity_conflict");
        assert!(!row.to_string().contains(&here.name) && !row.to_string().contains(&here.id.to_string()));
        let many = app.dry_run(&other, PATH, "c.xlsx", workbook(&TITLES, &people)).await;
        assert_eq!((many["status"].as_str(), many["problem"]["code"].as_str()), (Some("failed"), Some("too_many_attempts")));
        let body = json!({ "student_no": "1", "name": "欧阳小明", "id_number": resident_id(1) });
        other.post("/students", body).await.refused(429, "too_many_attempts");
        let events = other.get("/audit-events?action=student.identity_conflict").await;
        if events.status == 200 {
            assert!(events.json()["items"].as_array().unwrap().len() >= 2, "{}", events.text());
        } else {
            let events = app.hq().await.get("/audit-events?action=student.identity_conflict").await.expect(200);
            assert!(events["items"].as_array().unwrap().len() >= 2, "{events}");
        }
    }
}

/// Every file of the data folder, read as bytes.
fn holds(folder: &std::path::Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            holds(&path, needle)
        } else {
            std::fs::read(path).unwrap().windows(needle.len()).any(|w| w == needle)
        }
    })
}

#[test]
fn no_number_of_a_document_lies_open_on_the_disk() {
    TestApp::run(Database::Sqlite, |app| async move {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let people: Vec<String> =
            intake(1, 3).iter().map(|r| format!("{},{},{}", r[0], r[1], r[2])).collect();
        let file = format!("学号,姓名,证件号码\r\n{}\r\n9,王九,123\r\n", people.join("\r\n"));
        let import = app.dry_run(&admin, PATH, "a.csv", file.into_bytes()).await;
        app.commit(&admin, PATH, &import).await;
        assert!(holds(app.folder(), b"S0000001"), "the search finds what lies open");
        assert!(!holds(app.folder(), resident_id(1).as_bytes()));
    });
}

/// On PostgreSQL each statement sees what others have committed by then; SQLite's writers take turns.
#[test]
fn a_row_that_changes_between_its_judgement_and_its_writing_is_not_passed_over() {
    TestApp::run(Database::Postgres, async |app: TestApp| {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let mut people = intake(1, 2);
        let first = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES, &people)).await;
        app.commit(&admin, PATH, &first).await;
        people[0][3] = "会计信息管理".into();
        let import = app.dry_run(&admin, PATH, "b.xlsx", workbook(&TITLES, &people)).await;
        assert_eq!(counts(&import), (0, 1, 1, 0));
        // What was judged is written beginning with the institution: there the commit waits, while a name is corrected.
        let mut between = app.holding("LOCK TABLE institutions IN ACCESS EXCLUSIVE MODE");
        let (job, ()) = tokio::join!(app.commit_for(&admin, PATH, &import, "改专业"), async {
            between.until_somebody_waits().await;
            between.then(
                "UPDATE persons SET name = '别人' WHERE id IN \
                 (SELECT person_id FROM students WHERE student_no = 'S0000001')",
            );
        });
        let ended = (job["status"].as_str(), job["error"]["code"].as_str());
        assert_eq!(ended, (Some("failed"), Some("conflict")), "{job}");
        let import =
            admin.get(&format!("{PATH}/{}", import["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((import["status"].as_str(), counts(&import)), (Some("ready"), (0, 0, 1, 1)));
    });
}
