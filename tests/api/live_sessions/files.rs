//! Attendance files of Tencent Meeting and DingTalk: read, their names matched, looked through, and let count.

use rust_xlsxwriter::Workbook;
use support::{Actor, Answer, Id, LiveClass, Person, TestApp, Value, both, json, session_path};

use super::{clock, held, pointers, record, records};

/// A class of students with these names and numbers, and a session of it that was held from 09:00 to 10:30.
async fn class_of(app: &TestApp, people: &[(&str, &str)]) -> (LiveClass, Value, Vec<Id>) {
    let people = people.iter().map(|(name, number)| Person::new(name, *number)).collect();
    let school = app.school("32");
    let students = app.enrol(&school, people);
    let class = app.live_cohort_of(school, students.clone()).await;
    let session = held(app, &class).await;
    let shown = class.host.get(&format!("{}/attendance", session_path(&session))).await.expect(200);
    let rows = shown["rows"].as_array().unwrap();
    let user = |id: &Id| {
        let number = app.number_of(*id);
        rows.iter().find(|r| r["number"] == json!(number)).unwrap()["user_id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap()
    };
    let users = students.iter().map(user).collect();
    (class, session, users)
}

/// As 腾讯会议 exports it: seven rows about the meeting, a blank one, the header; totals, and each stay.
fn tencent(stays: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let about =
        ["会议主题", "会议号", "会议类型", "创建者", "预定开始时间", "会议时长", "参会人数"];
    for (name, titles) in [
        (
            "成员参会概况",
            &[
                "用户昵称（入会昵称）",
                "首次入会时间",
                "最后退会时间",
                "入会次数",
                "累计参会时长",
                "身份",
            ][..],
        ),
        ("成员参会明细", &["用户昵称（入会昵称）", "手机号", "入会时间", "退会时间", "参会时长"]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, label) in (0..).zip(about) {
            sheet.write_string(row, 0, label).unwrap();
            sheet.write_string(row, 1, "某某").unwrap();
        }
        for (column, title) in (0..).zip(titles) {
            sheet.write_string(8, column, *title).unwrap();
        }
        for (row, (name, joined, left)) in (9..).zip(stays) {
            let cells = if titles.len() == 6 {
                [*name, joined, left, "1", "1:30:00", "普通参会者"]
            } else {
                [*name, "138****0000", joined, left, "", ""]
            };
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// As 钉钉 exported live lessons: UTF-16 with tabs, a title, labels and values, the header in the sixth row.
fn dingtalk(rows: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::from(
        "群直播数据\n开始时间\t群名称\t直播时长\n2020-03-05 09:00:00\t会计班\t01:30:00\n\n\n",
    );
    text.push_str(
        "序号\t工号\t姓名\t部门\t是否观看\t首次观看\t观看次数\t观看直播时长\t观看回放时长\n",
    );
    for (i, (name, watched)) in rows.iter().enumerate() {
        text.push_str(&format!("{i}\t\t{name}\t会计\t是\t\t1\t{watched}\t02:00:00\n"));
    }
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

async fn send(who: &Actor, session: &Value, name: &str, bytes: Vec<u8>) -> Answer {
    who.upload(&format!("{}/attendance-files", session_path(session)), name, bytes, &[]).await
}

fn file_path(file: &Value) -> String {
    format!("/attendance-files/{}", file["id"].as_str().unwrap())
}

async fn file_step(who: &Actor, file: &Value, step: &str) -> Answer {
    let path = format!("{}/{step}", file_path(file));
    who.request("POST", &path).if_match(file["version"].as_i64().unwrap()).await
}

/// Row, what it is taken for, and by what.
fn taken(file: &Value) -> Vec<(i64, &str, Option<&str>)> {
    let rows = file["rows"].as_array().unwrap();
    rows.iter()
        .map(|r| {
            (
                r["row_no"].as_i64().unwrap(),
                r["outcome"].as_str().unwrap(),
                r["matched_by"].as_str(),
            )
        })
        .collect()
}

both! {
    async fn a_file_of_tencent_meeting_counts_once_every_row_is_decided_on(app: TestApp) {
        let people = [("王芳", "20190101"), ("李娜", "20190102"), ("李娜", "20190103"), ("赵敏", "20190104")];
        let (class, session, users) = class_of(&app, &people).await;
        let file = tencent(&[
            ("王芳(会计1班)", "2020-03-05 08:55:10", "2020-03-05 09:40:00"),
            // The same with a second device, and once more later.
            ("会计1班-王芳", "2020-03-05 09:30:00", "2020-03-05 09:50:00"),
            ("王芳老师", "2020-03-05 10:20:00", "--"),
            ("李娜", "2020-03-05 09:00:00", "2020-03-05 10:30:00"),
            ("李娜20190103", "2020-03-05 09:00:00", "2020-03-05 09:30:00"),
            ("iPad", "2020-03-05 09:00:00", "2020-03-05 10:00:00"),
        ]);
        let answer = send(&class.host, &session, "腾讯会议_成员参会明细.xlsx", file).await;
        let file = answer.expect(201);
        assert_eq!(answer.header("location"), format!("/api/v1{}", file_path(&file)));
        assert_eq!((&file["program"], &file["sheet"], &file["status"], &file["open_rows"]), (&json!("tencent_meeting"), &json!("成员参会明细"), &json!("parsed"), &json!(2)));
        assert_eq!(taken(&file), [
            (10, "matched", Some("name")), (11, "matched", Some("name")), (12, "matched", Some("name")),
            (13, "ambiguous", None), (14, "matched", Some("number")), (15, "unmatched", None),
        ]);
        assert_eq!(file["rows"][3]["candidates"].as_array().unwrap().len(), 2);
        assert!(!answer.text().contains("138****"), "phones are not kept");
        assert_eq!(records(&class.host, &session).await, [], "nothing counts before it is looked through");
        file_step(&class.host, &file, "apply").await.refused(409, "state_forbids");

        let choose = json!({ "rows": [{ "row_no": 13, "user_id": users[1] }, { "row_no": 15 }] });
        let path = format!("{}/rows", file_path(&file));
        let file = class.host.patch(&path, 1, choose.clone()).await.expect(200);
        assert_eq!((&file["open_rows"], taken(&file)[3], taken(&file)[5]), (&json!(0), (13, "matched", Some("chosen")), (15, "ignored", None)));
        class.host.patch(&path, 1, choose).await.refused(412, "version_mismatch");
        let result = file_step(&class.host, &file, "apply").await.expect(200);
        assert_eq!((&result["recorded"], &result["kept"], &result["file"]["status"]), (&json!(3), &json!(0), &json!("applied")));
        let mut wanted = vec![record(users[0], 60, "file", false), record(users[1], 90, "file", false), record(users[2], 30, "file", false)];
        let mut got = records(&class.host, &session).await;
        wanted.sort();
        got.sort();
        assert_eq!(got, wanted);
        file_step(&class.host, &result["file"], "apply").await.refused(409, "state_forbids");
        assert_eq!((app.audited("attendance_file.create"), app.audited("attendance_file.apply")), (1, 1));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_file_of_dingtalk_counts_what_was_watched_live(app: TestApp) {
        let (class, session, users) = class_of(&app, &[("王芳", "20190101"), ("赵敏", "20190104")]).await;
        let bytes = dingtalk(&[("王芳（会计1班）", "01:05:30"), ("赵敏妈妈", "无")]);
        let file = send(&class.host, &session, "群直播数据.csv", bytes).await.expect(201);
        assert_eq!((&file["program"], &file["open_rows"]), (&json!("dingtalk"), &json!(0)));
        assert!(file["ignored"].as_array().unwrap().contains(&json!("观看回放时长")), "{file}");
        file_step(&class.host, &file, "apply").await.expect(200);
        let mut got = records(&class.host, &session).await;
        let mut wanted = vec![record(users[0], 66, "file", false), record(users[1], 0, "file", false)];
        wanted.sort();
        got.sort();
        assert_eq!(got, wanted);
    }

    async fn what_somebody_entered_goes_before_any_file_and_a_later_file_before_an_earlier(app: TestApp) {
        let (class, session, users) = class_of(&app, &[("王芳", "20190101"), ("赵敏", "20190104")]).await;
        let file = async |first: &str, second: &str| {
            let bytes = format!("姓名,参会时长\n王芳,{first}\n赵敏,{second}\n");
            let file = send(&class.host, &session, "考勤.csv", bytes.into()).await.expect(201);
            file_step(&class.host, &file, "apply").await.expect(200)
        };
        assert_eq!(file("0:30:00", "0:40:00").await["recorded"], 2);
        let by_hand = json!({ "rows": [{ "user_id": users[0], "minutes": 88 }], "reason": "手机与电脑各一半" });
        class.host.put_attendance(&format!("{}/attendance", session_path(&session)), by_hand).await.expect(200);
        let second = file("0:50:00", "1:10:00").await;
        assert_eq!((&second["recorded"], &second["kept"]), (&json!(1), &json!(1)));
        let got = records(&class.host, &session).await;
        assert!(got.contains(&record(users[0], 88, "manual", true)) && got.contains(&record(users[1], 70, "file", false)), "{got:?}");
        let list = class.host.get(&format!("{}/attendance-files", session_path(&session))).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
    }

    async fn what_is_no_attendance_file_is_refused_with_what_was_found(app: TestApp) {
        let (class, session, _) = class_of(&app, &[("王芳", "20190101")]).await;
        let columns = json!({ "code": "no_attendance_columns", "values": { "found": ["学号", "成绩"] } });
        let wrong: [(&str, Vec<u8>, &str, Value); 5] = [
            ("a.csv", "学号,成绩\n1,60\n".into(), "学号", columns),
            ("b.csv", "姓名,参会时长\n".into(), "nobody", json!({ "code": "nobody_attended", "values": { "row": 1 } })),
            ("c.csv", "姓名,参会时长\n王芳,很久\n".into(), "B2", json!({ "code": "no_attendance_read", "values": { "cell": "B2" } })),
            ("d.xlsx", support::picture(), "/file", json!(null)),
            ("e.csv", vec![], "empty", json!(null)),
        ];
        for (name, bytes, hint, reason) in wrong {
            let answer = send(&class.host, &session, name, bytes).await;
            assert!(answer.status == 422, "{name}: {}", answer.text());
            assert!(answer.text().contains(hint), "{name}: {}", answer.text());
            assert_eq!(answer.json()["reason"], reason, "{name}");
        }
        assert_eq!(app.state.files.blobs().await.unwrap().len(), 0, "nothing of them is stored");
        let ahead = class.planned("06T01:00", "06T02:00").await;
        let file = || "姓名,参会时长\n王芳,1:00:00\n".as_bytes().to_vec();
        send(&class.host, &ahead, "考勤.csv", file()).await.refused(409, "state_forbids");
        let file = send(&class.host, &session, "考勤.csv", file()).await.expect(201);
        let path = format!("{}/rows", file_path(&file));
        let stranger = json!({ "rows": [{ "row_no": 2, "user_id": class.host.id }, { "row_no": 9 }] });
        let problem = class.host.patch(&path, 1, stranger).await.refused(422, "invalid");
        assert_eq!(pointers(&problem), [("/rows/0/user_id", "unknown"), ("/rows/1/row_no", "unknown")]);
        let aside = file_step(&class.host, &file, "discard").await.expect(200);
        assert_eq!(aside["status"], "discarded");
        file_step(&class.host, &aside, "apply").await.refused(409, "state_forbids");
        assert_eq!(records(&class.host, &session).await, []);
        // Another class's teacher does not know of it.
        app.live_cohort(1).await.host.get(&file_path(&file)).await.refused(404, "not_found");
    }

    async fn files_are_stored_sealed_and_forgotten_when_their_time_is_up(app: TestApp) {
        let (class, session, users) = class_of(&app, &[("王芳", "20190101")]).await;
        let bytes = "姓名,参会时长\n王芳,1:00:00\n".as_bytes().to_vec();
        let file = send(&class.host, &session, "考勤.csv", bytes).await.expect(201);
        file_step(&class.host, &file, "apply").await.expect(200);
        let blobs = app.state.files.blobs().await.unwrap();
        assert_eq!(blobs.len(), 1);
        let days = onex::platform::retention::ATTENDANCE_FILES.days;
        let swept = crate::retention::swept(&app, crate::retention::after(days + 4, 0)).await;
        assert_eq!(swept["attendance_files"], 1);
        assert_eq!(app.state.files.blobs().await.unwrap().len(), 0);
        let gone = class.host.get(&file_path(&file)).await.expect(200);
        assert_eq!((gone.get("rows"), &gone["status"]), (None, &json!("applied")));
        assert_eq!(records(&class.host, &session).await, [record(users[0], 60, "file", false)], "the records stay");
        assert_eq!(app.faults(), [""; 0]);
        clock(&app, "05T03:00");
    }

    async fn a_class_does_not_finish_over_a_file_that_nobody_has_looked_through(app: TestApp) {
        let class = app.live_class(1).await;
        let session = held(&app, &class).await;
        let why = json!({ "rows": [], "reason": "平台故障" });
        class.host.put_attendance(&format!("{}/attendance", session_path(&session)), why).await.expect(200);
        let file = send(&class.host, &session, "考勤.csv", "姓名,参会时长\n王芳,1:00:00\n".into()).await.expect(201);
        let path = format!("/training-classes/{}", class.id);
        let finish = async || {
            let version = class.host.get(&path).await.version();
            class.host.post(&format!("{path}/finish"), json!({})).if_match(version).await
        };
        let problem = finish().await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("attendance file"), "{problem}");
        // What was left so is laid aside after the end as well.
        app.set_live_class_status(&class, "finished");
        file_step(&class.host, &file, "discard").await.expect(200);
        app.set_live_class_status(&class, "running");
        finish().await.refused(409, "rule_violated");
    }
}
