//! The board of teacher training: what it counts is what the lists hold.

use diesel::prelude::*;
use support::{Actor, Id, Role, RunningClass, Scope, TestApp, Ts, Value, both, json, rows_of};
use time::macros::datetime;

/// Rows as period, region, batches, enrolled and waiting.
async fn rows(who: &Actor, filter: &str) -> Vec<(i64, String, i64, i64, i64)> {
    let board = who.get(&format!("/training-board{filter}")).await.expect(200);
    let number = |row: &Value, field: &str| row[field].as_i64().unwrap();
    let items = board["items"].as_array().unwrap();
    items
        .iter()
        .map(|r| {
            let region = r["region_code"].as_str().unwrap().to_string();
            let (batches, enrolled) = (number(r, "batches"), number(r, "enrolled"));
            (number(r, "period"), region, batches, enrolled, number(r, "waiting"))
        })
        .collect()
}

/// Two regions in one batch of the third period, and a draft nobody knows of.
async fn programme(app: &TestApp, hq: &Actor) -> Value {
    let batch = app.batch(hq, &["32", "42"], 4).await;
    hq.post("/training-batches", app.new_batch(&["51"], 5)).await.expect(201);
    for (region, n) in [("32", 3), ("42", 3)] {
        let school = app.school(region);
        let admin = app.school_admin(&school).await;
        admin.enrol(&batch, &app.teachers(&school, n)).await.expect(201);
    }
    batch
}

/// A live session of a class that was held for an hour and a half, and the minutes that its participants attended.
fn held(app: &TestApp, class: &RunningClass, host: &Actor, minutes: &[i32]) {
    use onex::schema::{
        live_attendance as a, live_plans as p, live_sessions as s, training_enrolments as e,
    };
    let id = onex::platform::ids::new();
    let from = Ts::from(datetime!(2020-03-02 01:00 UTC));
    let until = from.plus_seconds(90 * 60);
    app.state
        .db
        .write_blocking(|conn| {
            let plan = p::table.filter(p::class_id.eq(class.id)).count().get_result::<i64>(conn)?;
            if plan == 0 {
                diesel::insert_into(p::table)
                    .values((
                        p::class_kind.eq("training_class"),
                        p::class_id.eq(class.id),
                        p::version.eq(1_i64),
                    ))
                    .execute(conn)?;
            }
            diesel::insert_into(s::table)
                .values((
                    (
                        s::id.eq(id),
                        s::class_kind.eq("training_class"),
                        s::class_id.eq(class.id),
                        s::region_code.eq("32"),
                    ),
                    (
                        s::title.eq("第一讲"),
                        s::host_user_id.eq(host.id),
                        s::starts_at.eq(from),
                        s::ends_at.eq(until),
                    ),
                    (
                        s::minutes.eq(90),
                        s::provider.eq("link"),
                        s::room.eq("https://example.org/1"),
                        s::provider_state.eq("{}"),
                    ),
                    (
                        s::status.eq("held"),
                        s::actual_start.eq(Some(from)),
                        s::actual_end.eq(Some(until)),
                        s::held_minutes.eq(Some(90)),
                    ),
                    (
                        s::sequence.eq(0),
                        s::created_by.eq(host.id),
                        s::created_at.eq(from),
                        s::updated_at.eq(from),
                        s::version.eq(1_i64),
                    ),
                ))
                .execute(conn)?;
            for (enrolment, minutes) in class.enrolments.iter().zip(minutes) {
                let user: Id = e::table.find(*enrolment).select(e::user_id).first(conn)?;
                diesel::insert_into(a::table)
                    .values((
                        (
                            a::session_id.eq(id),
                            a::user_id.eq(user),
                            a::minutes.eq(*minutes),
                            a::source.eq("manual"),
                        ),
                        (
                            a::corrected.eq(false),
                            a::recorded_by.eq(Some(host.id)),
                            a::recorded_at.eq(until),
                            a::version.eq(1_i64),
                        ),
                    ))
                    .execute(conn)?;
            }
            Ok(())
        })
        .unwrap();
}

/// The row of a region in the third period.
async fn region(who: &Actor, code: &str) -> Value {
    let board = who.get("/training-board?period=3").await.expect(200);
    let items = board["items"].as_array().unwrap();
    items.iter().find(|r| r["region_code"] == code).cloned().unwrap()
}

both! {
    async fn classes_are_counted_with_their_hours_and_with_who_is_at_risk(app: TestApp) {
        let (hq, branch, trainer) = (app.hq().await, app.branch("32").await, app.trainer("32").await);
        let school = app.school("32");
        let class = app.class_that_runs(&school, 4, &trainer).await;
        let other = app.class_that_runs_in(&class.batch, &school, 1, &app.trainer("32").await).await;
        held(&app, &class, &trainer, &[90, 54, 53]);
        let row = region(&hq, "32").await;
        // 90 minutes are two class hours; 54 are just the 60 % that are asked for, and who is not listed was not there.
        let numbers = |row: &Value| ["classes", "held_hours", "at_risk", "without_guidance", "certified"].map(|f| row[f].as_i64().unwrap());
        assert_eq!(numbers(&row), [2, 2, 2, 0, 0]);
        let risks = async |who: &Actor, filter: &str| who.get(&format!("/training-participants-at-risk?count=true{filter}")).await.expect(200);
        let list = risks(&branch, "").await;
        let found: Vec<_> = list["items"].as_array().unwrap().iter().map(|r| (r["participant"]["enrolment_id"].clone(), r["attended_minutes"].as_i64().unwrap(), r["percent"].as_i64().unwrap())).collect();
        let mut expected = [(json!(class.enrolments[2]), 53, 58), (json!(class.enrolments[3]), 0, 0)];
        expected.sort_by_key(|e| e.0.to_string());
        assert_eq!((found, &list["total"], &list["items"][0]["min_percent"]), (expected.to_vec(), &json!(2), &json!(60)));
        let first = risks(&branch, "&limit=1").await;
        let next = first["next"].as_str().unwrap();
        assert_eq!(risks(&branch, &format!("&limit=1&cursor={next}")).await["items"], json!([list["items"][1]]));
        for (who, n) in [(&trainer, 2), (&app.school_admin(&school).await, 2), (&app.branch("42").await, 0)] {
            assert_eq!(risks(who, "").await["total"], n);
        }
        assert_eq!(risks(&hq, &format!("&class_id={}", other.id)).await["total"], 0);
        for who in [&hq, &branch, &trainer] {
            let home = who.get("/home").await.expect(200);
            let card = home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "participants_at_risk").cloned().unwrap();
            assert_eq!((&card["count"], &card["link"]), (&json!(2), &json!("/training/at-risk")));
        }
        let third = app.teacher(class.teachers[2]).await.get("/my-training-hours").await.expect(200);
        assert_eq!(third["items"], json!([{ "enrolment_id": class.enrolments[2], "attended_hours": 1, "held_hours": 2, "percent": 58, "min_percent": 60 }]));
        // A second session that both attended mends it for one of them.
        held(&app, &class, &trainer, &[0, 0, 90, 90]);
        assert_eq!(numbers(&region(&hq, "32").await), [2, 4, 3, 0, 0]);
        // What nobody has recorded yet, nobody has missed.
        held(&app, &class, &trainer, &[]);
        assert_eq!(numbers(&region(&hq, "32").await), [2, 6, 3, 0, 0]);
        app.set_clock(datetime!(2020-03-06 01:00 UTC));
        assert_eq!(numbers(&region(&branch, "32").await), [2, 6, 3, 5, 0]);
        let listed = hq.get("/guidance-overview?owed=true&period=3&region_code=32&count=true").await.expect(200);
        assert_eq!(listed["total"], 5);
        app.teacher(class.teachers[0]).await.get("/training-participants-at-risk").await.refused(403, "forbidden");
        let sheet = rows_of(&hq.get("/training-participants-at-risk/export.xlsx").await.bytes);
        assert_eq!((sheet.len(), app.audited("training_risk.export")), (4, 1));
    }

    async fn the_hours_for_the_national_plan_are_those_of_its_batches(app: TestApp) {
        let (hq, trainer) = (app.hq().await, app.trainer("32").await);
        let school = app.school("32");
        let class = app.class_that_runs(&school, 3, &trainer).await;
        held(&app, &class, &trainer, &[90, 89, 500]);
        app.drop_out(class.enrolments[1]);
        let mut outside = app.new_batch(&["32"], 40);
        outside["national_plan"] = json!(false);
        let outside = app.batch_of(&app.branch("32").await, outside).await;
        app.class_that_runs_in(&outside, &school, 2, &trainer).await;
        let there = app.class_that_runs(&app.school("42"), 1, &app.trainer("42").await).await;
        let rows = async |who: &Actor, filter: &str| rows_of(&who.get(&format!("/national-plan-hours/export.xlsx{filter}")).await.bytes);
        let all = rows(&hq, "").await;
        assert_eq!(all[0][..6], ["片区", "学校代码", "学校", "姓名", "工号", "证件号码"]);
        let mut here: Vec<Vec<String>> = all[1..].iter().filter(|r| r[0] == "江苏省").cloned().collect();
        here.sort_by_key(|r| r[4].clone());
        let told: Vec<_> = here.iter().map(|r| [r[2].as_str(), r[6].as_str(), r[8].as_str(), r[9].as_str(), r[10].as_str()]).collect();
        let name = school.name.as_str();
        assert_eq!(told, [
            [name, "3", "24", "2", "研修中"],
            [name, "3", "24", "1", "中途退出"],
            [name, "3", "24", "2", "研修中"],
        ]);
        assert!(here.iter().all(|r| r[5].contains("****")), "{here:?}");
        assert_eq!((all.len(), there.enrolments.len()), (5, 1));
        app.state.db.write_blocking(|conn| {
            use onex::schema::training_classes as c;
            let of = c::table.find(there.id);
            Ok(diesel::update(of).set((c::status.eq("finished"), c::finished_at.eq(Ts::from(datetime!(2020-03-01 10:00 UTC))))).execute(conn)?)
        }).unwrap();
        assert_eq!(rows(&app.branch("42").await, "").await[1][10], "评定中");
        assert_eq!(rows(&app.branch("42").await, "?period=3").await.len(), 2);
        assert_eq!(rows(&hq, "?period=1").await.len(), 1);
        assert_eq!(app.audited("national_plan_hours.export"), 4);
        app.school_admin(&school).await.get("/national-plan-hours/export.xlsx").await.refused(403, "forbidden");
        app.actor(Role::Certifier, Scope::Country).await.get("/national-plan-hours/export.xlsx").await.refused(403, "forbidden");
    }

    async fn the_board_says_what_the_lists_say(app: TestApp) {
        let hq = app.hq().await;
        let batch = programme(&app, &hq).await;
        let row = |region: &str, enrolled, waiting| (3, region.to_string(), 1, enrolled, waiting);
        assert_eq!(rows(&hq, "").await, [row("32", 3, 0), row("42", 1, 2)]);
        for (region, status, n) in [("32", "enrolled", 3), ("42", "enrolled", 1), ("42", "waiting", 2)] {
            let path = format!("/training-enrolments?count=true&period=3&region_code={region}&status={status}");
            assert_eq!(hq.get(&path).await.expect(200)["total"], n);
        }
        // Whoever has left the waiting list or the batch counts no more; whoever came to an end had a place.
        let last = hq.enrolments(&batch, "waiting").await[1]["id"].clone();
        let path = format!("/training-enrolments/{}/withdraw", last.as_str().unwrap());
        app.branch("42").await.post(&path, json!({ "reason": "时间冲突" })).if_match(1).await.expect(200);
        let first = hq.enrolments(&batch, "enrolled").await[0]["id"].clone();
        app.end_enrolment(&first, "failed");
        assert_eq!(rows(&hq, "?period=3").await, [row("32", 3, 0), row("42", 1, 1)]);
        for (takes, n) in [("true", [3, 1]), ("false", [0, 2])] {
            for (region, n) in ["32", "42"].into_iter().zip(n) {
                let path = format!("/training-enrolments?count=true&region_code={region}&takes_place={takes}");
                assert_eq!(hq.get(&path).await.expect(200)["total"], n);
            }
        }
        assert_eq!(rows(&hq, "?period=1").await, []);
        let sheet = rows_of(&hq.get("/training-board/export.xlsx").await.bytes);
        assert_eq!(sheet[1..], [
            ["3", "江苏省", "1", "3", "0", "0", "0", "0", "0", "0"],
            // Whoever failed had a class.
            ["3", "湖北省", "1", "1", "1", "1", "0", "0", "0", "0"],
        ]);
        assert_eq!(app.audited("training_board.export"), 1);
    }

    async fn a_branch_sees_its_region_and_others_see_no_board(app: TestApp) {
        let hq = app.hq().await;
        programme(&app, &hq).await;
        let regions: Vec<_> = rows(&app.branch("42").await, "").await.into_iter().map(|r| r.1).collect();
        assert_eq!(regions, ["42"]);
        hq.get(&format!("/training-board?edition_id={}", hq.id)).await.refused(404, "not_found");
        app.school_admin(&app.school("32")).await.get("/training-board").await.refused(403, "forbidden");
        app.actor(Role::Certifier, Scope::Country).await.get("/training-board/export.xlsx").await.refused(403, "forbidden");
    }
}
