//! Editions: what the notice states, as data, and what HQ makes of it.

use onex::domains::editions::{self, WindowKind};
use support::{Actor, Role, Scope, TestApp, Value, both, json};

async fn spring(actor: &Actor) -> Value {
    let list = actor.get("/editions").await.expect(200);
    list["items"].as_array().unwrap().iter().find(|e| e["code"] == "2020-spring").unwrap().clone()
}

async fn path_of(actor: &Actor) -> String {
    format!("/editions/{}", spring(actor).await["id"].as_str().unwrap())
}

fn rule<'a>(rules: &'a Value, id: &str) -> &'a Value {
    rules["items"].as_array().unwrap().iter().find(|r| r["rule"] == id).unwrap()
}

both! {
    async fn the_spring_of_2020_is_loaded_as_the_notice_states_it(app: TestApp) {
        let student = app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: None }).await;
        let edition = spring(&student).await;
        assert_eq!((&edition["year"], &edition["season"], &edition["status"]), (&json!(2020), &json!(1), &json!("open")));
        assert_eq!(edition["issued_on"], "2020-02-09");
        assert_eq!(edition["facts"]["fusion_modes"].as_array().unwrap().len(), 4);
        let path = path_of(&student).await;
        assert_eq!(student.get(&path).await.version(), 1);
        let subjects = student.get(&format!("{path}/subjects")).await.expect(200);
        let codes: Vec<_> = subjects["items"].as_array().unwrap().iter().map(|s| s["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["agency", "outsourcing", "steward"]);
        assert!(subjects["items"].as_array().unwrap().iter().all(|s| s["source"] == "assumption"));
        let courses = student.get("/courses").await.expect(200);
        assert_eq!(courses, student.get(&format!("{path}/courses")).await.expect(200));
        assert_eq!(courses["items"][0]["title_zh"], "《智能财税基础业务 1. 社会共享初级代理实务》");
        assert_eq!(courses["items"][0]["id"], subjects["items"][0]["course_id"]);
        let majors = student.get("/majors?level=secondary_vocational").await.expect(200);
        let names: Vec<_> = majors["items"].as_array().unwrap().iter().map(|m| m["title_zh"].as_str().unwrap()).collect();
        assert_eq!(names, ["会计", "会计电算化"]);
        assert_eq!(student.get("/majors").await.expect(200)["items"].as_array().unwrap().len(), 12);
        student.get("/majors?level=primary").await.refused(400, "malformed");
        student.get("/editions/01900000-0000-7000-8000-000000000001").await.refused(404, "not_found");
        app.get("/editions").await.refused(401, "unauthenticated");
    }

    async fn the_calendar_says_where_the_notice_contradicts_itself(app: TestApp) {
        let hq = app.hq().await;
        let answer = hq.get(&format!("{}/calendar", path_of(&hq).await)).await;
        assert_eq!(answer.version(), 1);
        let calendar = answer.expect(200);
        assert_eq!(calendar["windows"].as_array().unwrap().len(), 9);
        assert_eq!(calendar["exam_dates"][1]["date"], "2020-06-27");
        assert_eq!(calendar["timetable"]["end"], "2020-06-19");
        let told = |code: &str, start: &str, end: &str| {
            let found = calendar["warnings"].as_array().unwrap().iter().find(|w| w["code"] == code && w["start"] == start && w["end"] == end);
            found.unwrap_or_else(|| panic!("{code} {start} {end} is not told")).clone()
        };
        let opening = told("student_training.before_platform_opening", "2020-04-20", "2020-04-27");
        assert_eq!(opening["clauses"], json!(["四.1", "四.3"]));
        assert_eq!(opening["severity"], "warning");
        assert!(opening["message_zh"].as_str().unwrap().contains("2020-04-27"));
        assert!(opening["message_en"].as_str().unwrap().starts_with("Student-training period 2"));
        told("exam.platform_closed", "2020-04-18", "2020-04-18");
        told("timetable.platform_closed", "2020-04-11", "2020-04-26");
        told("timetable.without_student_training", "2020-04-11", "2020-04-19");
        told("exam.on_holiday", "2020-06-27", "2020-06-27");
        told("teacher_training.overlap", "2020-02-23", "2020-02-24");
    }

    async fn every_rule_names_its_clause_or_says_that_it_is_an_assumption(app: TestApp) {
        let hq = app.hq().await;
        let rules = hq.get(&format!("{}/rules", path_of(&hq).await)).await.expect(200);
        assert_eq!(rules["items"].as_array().unwrap().len(), 29);
        for r in rules["items"].as_array().unwrap() {
            assert_eq!(r["source"] == "assumption", r["clause"] == "", "{r}");
        }
        let size = rule(&rules, "cohort.max_students");
        assert_eq!((&size["value"], &size["severity"], &size["clause"]), (&json!(18), &json!("should"), &json!("二.2.(3)")));
        assert_eq!(rule(&rules, "timetable.date_from")["value"], "2020-02-17");
        assert_eq!(rule(&rules, "certificate.all_subjects")["value"], true);
        assert_eq!(rule(&rules, "exam.pass_mark")["source"], "assumption");
    }

    async fn loading_again_changes_nothing(app: TestApp) {
        let hq = app.hq().await;
        let path = path_of(&hq).await;
        let before = [hq.get(&path).await.expect(200), hq.get(&format!("{path}/history")).await.expect(200)];
        let now = app.state.clock.now();
        let new = app.state.db.write_blocking(|conn| editions::load_editions(conn, now)).unwrap();
        assert_eq!(new, 0);
        assert_eq!(before, [hq.get(&path).await.expect(200), hq.get(&format!("{path}/history")).await.expect(200)]);
    }

    async fn rules_that_a_release_brings_join_an_edition_and_fit_what_hq_has_set(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::rules;
        let hq = app.hq().await;
        let path = path_of(&hq).await;
        // As of a release that did not know the ceiling: nothing kept HQ from allowing classes of forty.
        app.state.db.write_blocking(|conn| {
            diesel::delete(rules::table.filter(rules::rule.eq_any(["training_class.size_ceiling", "trainer.max_classes"]))).execute(conn)?;
            let max = rules::table.filter(rules::rule.eq("training_class.size_max"));
            diesel::update(max).set(rules::value.eq("40")).execute(conn)?;
            Ok(())
        }).unwrap();
        let now = app.state.clock.now();
        app.state.db.write_blocking(|conn| editions::load_editions(conn, now)).unwrap();
        let list = hq.get(&format!("{path}/rules")).await.expect(200);
        assert_eq!((&rule(&list, "training_class.size_ceiling")["value"], &rule(&list, "trainer.max_classes")["value"]), (&json!(40), &json!(2)));
        let low = json!({ "value": 39, "severity": "must", "reason": "机房只有这么大" });
        let version = rule(&list, "training_class.size_ceiling")["version"].as_i64().unwrap();
        hq.put(&format!("{path}/rules/training_class.size_ceiling"), version, low).await.refused(422, "invalid");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_window_that_gates_refuses_and_one_that_warns_lets_pass_with_a_warning(app: TestApp) {
        let at = |date: &str, kind: WindowKind| {
            let noon: onex::platform::db::Ts = serde_json_from(&format!("\"{date}T04:00:00Z\""));
            app.state.db.read_blocking(|conn| {
                let edition = editions::current(conn)?.id;
                editions::admit(conn, edition, kind, noon)
            })
        };
        assert_eq!(at("2020-03-02", WindowKind::PlatformOpen).unwrap(), None);
        assert_eq!(at("2020-04-10", WindowKind::PlatformOpen).unwrap(), None);
        let refusal = at("2020-04-11", WindowKind::PlatformOpen).unwrap_err();
        assert_eq!(refusal.code().as_str(), "window_closed");
        assert!(refusal.detail().contains("2020-04-27"), "{}", refusal.detail());
        let warning = at("2020-04-12", WindowKind::StudentTraining).unwrap().unwrap();
        assert_eq!(warning.next_opening.unwrap().to_string(), "2020-04-20");
        let over = at("2020-07-01", WindowKind::MockExam).unwrap_err();
        assert!(over.detail().contains("none to come"), "{}", over.detail());
    }

    async fn hq_sets_a_rule_and_the_history_says_who_when_why_and_what(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let path = path_of(&hq).await;
        let rule_path = format!("{path}/rules/cohort.max_students");
        let change = json!({ "value": 20, "severity": "should", "reason": "各校机房容量较大" });
        branch.put(&rule_path, 1, change.clone()).await.refused(403, "forbidden");
        hq.request("PUT", &rule_path).json(change.clone()).await.refused(428, "precondition_required");
        hq.put(&rule_path, 7, change.clone()).await.refused(412, "version_mismatch");
        let answer = hq.put(&rule_path, 1, change.clone()).await;
        assert_eq!(answer.version(), 2);
        assert_eq!((&answer.expect(200)["value"], &answer.json()["source"]), (&json!(20), &json!("hq")));
        // The same again changes nothing and makes no version.
        assert_eq!(hq.put(&rule_path, 2, change.clone()).await.version(), 2);
        hq.put(&rule_path, 1, change).await.refused(412, "version_mismatch");
        let effective = app.state.db.read_blocking(|conn| {
            let edition = editions::current(conn)?.id;
            Ok((editions::rules_for(conn, edition, Some("42"))?, editions::rules_version(conn, edition)?))
        }).unwrap();
        let size = effective.0.iter().find(|r| r.id.as_str() == "cohort.max_students").unwrap();
        assert_eq!(size.value.as_int(), Some(20));
        assert_eq!(effective.1, 2);
        let history = hq.get(&format!("{path}/history?limit=1")).await.expect(200);
        let newest = &history["items"][0];
        assert_eq!((&newest["version"], &newest["kind"], &newest["reason"]), (&json!(2), &json!("rule"), &json!("各校机房容量较大")));
        assert_eq!(newest["by"]["id"], hq.id.to_string());
        assert_eq!(newest["at"], "2020-03-02T01:00:00Z");
        assert_eq!(newest["changes"][0]["path"], "rules.cohort.max_students");
        assert_eq!((&newest["changes"][0]["before"]["value"], &newest["changes"][0]["after"]["value"]), (&json!(18), &json!(20)));
        let older = hq.get(&format!("{path}/history?limit=1&cursor={}", history["next"].as_str().unwrap())).await.expect(200);
        assert_eq!((&older["items"][0]["kind"], &older["next"]), (&json!("loaded"), &Value::Null));
        assert_eq!(branch.get(&format!("{path}/history")).await.expect(200)["items"][0]["by"], Value::Null);
        // What HQ set stays when the release's files are loaded again.
        let now = app.state.clock.now();
        app.state.db.write_blocking(|conn| editions::load_editions(conn, now)).unwrap();
        assert_eq!(rule(&hq.get(&format!("{path}/rules")).await.expect(200), "cohort.max_students")["value"], 20);
    }

    async fn a_rule_keeps_the_type_and_bounds_that_make_sense(app: TestApp) {
        let hq = app.hq().await;
        let path = path_of(&hq).await;
        let set = |rule: &str, value: Value| hq.put(&format!("{path}/rules/{rule}"), 1, json!({ "value": value, "severity": "must", "reason": "试行一学期" }));
        for (rule, value) in [("cohort.max_students", json!("2020-02-17")), ("cohort.max_students", json!(-1)), ("exam.pass_mark", json!(101)),
            ("training_class.size_min", json!(21)), ("timetable.date_to", json!("2020-02-16")), ("certificate.all_subjects", json!(1)),
            ("certificate.all_subjects", json!(false))] {
            let refusal = set(rule, value).await.refused(422, "invalid");
            assert_eq!(refusal["errors"][0]["pointer"], "/value", "{refusal}");
        }
        set("cohort.colour", json!(1)).await.refused(404, "not_found");
        let short = json!({ "value": 20, "severity": "must", "reason": "好" });
        let refusal = hq.put(&format!("{path}/rules/cohort.max_students"), 1, short).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/reason");
        assert_eq!(hq.get(&path).await.version(), 1, "refused changes leave no version");
    }

    async fn a_region_gets_values_of_its_own_which_other_regions_do_not_see(app: TestApp) {
        let (hq, hubei, jiangsu) = (app.hq().await, app.branch("42").await, app.branch("32").await);
        let path = path_of(&hq).await;
        let place = format!("{path}/rules/cohort.max_students/regions/42");
        let plan = json!({ "value": 30, "severity": "must", "reason": "疫情严重地区专项解决方案" });
        hubei.put(&place, 1, plan.clone()).await.refused(403, "forbidden");
        hq.put(&format!("{path}/rules/cohort.max_students/regions/71"), 1, plan.clone()).await.refused(404, "not_found");
        hq.put(&place, 1, json!({ "reason": "疫情严重地区" })).await.refused(422, "invalid");
        let set = hq.put(&place, 1, plan).await;
        assert_eq!(set.version(), 2);
        assert_eq!((&set.expect(200)["value"], &set.json()["region_code"]), (&json!(30), &json!("42")));
        let rules = hubei.get(&format!("{path}/rules?region_code=42")).await.expect(200);
        let here = rule(&rules, "cohort.max_students");
        assert_eq!((&here["value"], &here["severity"], &here["reason"]), (&json!(30), &json!("must"), &json!("疫情严重地区专项解决方案")));
        let country = rule(&hubei.get(&format!("{path}/rules")).await.expect(200), "cohort.max_students").clone();
        assert_eq!((&country["value"], &country["regional"][0]["value"]), (&json!(18), &json!(30)));
        jiangsu.get(&format!("{path}/rules?region_code=42")).await.refused(404, "not_found");
        let elsewhere = rule(&jiangsu.get(&format!("{path}/rules?region_code=32")).await.expect(200), "cohort.max_students").clone();
        assert_eq!((&elsewhere["value"], &elsewhere["regional"]), (&json!(18), &json!([])));
        let seen = |list: Value| list["items"].as_array().unwrap().iter().any(|v| v["kind"] == "regional_rule");
        assert!(seen(hubei.get(&format!("{path}/history")).await.expect(200)));
        assert!(!seen(jiangsu.get(&format!("{path}/history")).await.expect(200)));
        hq.get(&format!("{path}/rules?region_code=99")).await.refused(422, "invalid");
        let gone = format!("{place}?reason=%E4%B8%93%E9%A1%B9%E6%96%B9%E6%A1%88%E7%BB%93%E6%9D%9F");
        hq.delete(&gone).if_match(1).await.refused(412, "version_mismatch");
        hq.delete(&place).if_match(2).await.refused(400, "malformed");
        hq.delete(&format!("{place}?reason=x")).if_match(2).await.refused(422, "invalid");
        let answer = hq.delete(&gone).if_match(2).await;
        answer.expect(204);
        assert_eq!(answer.version(), 3);
        hq.delete(&gone).if_match(3).await.refused(404, "not_found");
        assert_eq!(rule(&hq.get(&format!("{path}/rules?region_code=42")).await.expect(200), "cohort.max_students")["value"], 18);
    }

    async fn moving_an_exam_date_tells_everyone_concerned_and_nobody_else(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let school = app.school("32");
        let (admin, students, teachers) = (app.school_admin(&school).await, app.students(&school, 2), app.teachers(&school, 1));
        let body = json!({
            "edition_id": spring(&hq).await["id"], "title": "会计 2019-1 班", "periods": [2], "student_ids": students[..1], "teacher_ids": teachers,
        });
        admin.post("/cohorts", body).await.expect(201);
        let (student, teacher) = (app.student(students[0]).await, app.teacher(teachers[0]).await);
        let (outsider, editor) = (app.student(students[1]).await, app.actor(Role::ContentEditor, Scope::Country).await);
        let path = path_of(&hq).await;
        let calendar = hq.get(&format!("{path}/calendar")).await.expect(200);
        let exam = format!("{path}/exam-dates/{}", calendar["exam_dates"][1]["id"].as_str().unwrap());
        let change = json!({ "date": "2020-07-04", "reason": "原定日期适逢端午节假期" });
        branch.patch(&exam, 1, change.clone()).await.refused(403, "forbidden");
        hq.patch(&exam, 3, change.clone()).await.refused(412, "version_mismatch");
        hq.patch(&exam, 1, json!({ "date": "2020-04-18", "reason": "并到同一天考试" })).await.refused(422, "invalid");
        hq.patch(&exam, 1, json!({ "date": "1020-04-18", "reason": "日期写错了的" })).await.refused(422, "invalid");
        hq.patch(&format!("{path}/exam-dates/01900000-0000-7000-8000-000000000001"), 1, change.clone()).await.refused(404, "not_found");
        let moved = hq.patch(&exam, 1, change.clone()).await;
        assert_eq!(moved.version(), 2);
        let calendar = moved.expect(200);
        assert_eq!((&calendar["exam_dates"][1]["date"], &calendar["exam_dates"][1]["tentative"]), (&json!("2020-07-04"), &json!(true)));
        assert!(calendar["warnings"].as_array().unwrap().iter().all(|w| w["code"] != "exam.on_holiday"), "the holiday is avoided");
        for told in [&branch, &admin, &student, &teacher] {
            let notices = told.get("/notices").await.expect(200);
            let notice = &notices["items"][0];
            assert_eq!((&notice["params"]["from"], &notice["params"]["to"]), (&json!("2020-06-27"), &json!("2020-07-04")), "{notices}");
            assert_eq!(notice["params"]["reason"], "原定日期适逢端午节假期");
            let titles = [&notice["params"]["edition_zh"], &notice["params"]["edition_en"]].map(|t| t.as_str().unwrap());
            assert!(titles[0].contains("智能财税") && titles[1].contains("Taxation"), "in both languages: {titles:?}");
        }
        for other in [&hq, &editor, &outsider] {
            assert_eq!(other.get("/notices").await.expect(200)["items"], json!([]));
        }
        // Settling the date is a version, and no news to anybody.
        hq.patch(&exam, 2, json!({ "date": "2020-07-04", "tentative": false, "reason": "考试日期已经确定" })).await.expect(200);
        assert_eq!(student.get("/notices").await.expect(200)["items"].as_array().unwrap().len(), 1);
        let history = hq.get(&format!("{path}/history")).await.expect(200);
        assert_eq!((&history["items"][0]["kind"], &history["items"][1]["kind"]), (&json!("exam_date"), &json!("exam_date")));
    }

    async fn the_calendar_is_replaced_as_a_whole_and_keeps_the_clauses_of_what_stayed(app: TestApp) {
        let hq = app.hq().await;
        let path = format!("{}/calendar", path_of(&hq).await);
        let mut windows = hq.get(&path).await.expect(200)["windows"].as_array().unwrap().clone();
        for w in &mut windows {
            w.as_object_mut().unwrap().remove("clause");
        }
        let put = |windows: &[Value], version: i64| hq.put(&path, version, json!({ "windows": windows, "reason": "平台第二期提前开放" }));
        // Nothing differs: no version.
        assert_eq!(put(&windows, 1).await.version(), 1);
        let second = windows.iter().position(|w| w["kind"] == "platform_open" && w["period"] == 2).unwrap();
        windows[second]["start"] = json!("2020-04-20");
        let answer = put(&windows, 1).await;
        assert_eq!(answer.version(), 2);
        let calendar = answer.expect(200);
        assert!(calendar["warnings"].as_array().unwrap().iter().all(|w| w["code"] != "student_training.before_platform_opening"));
        assert_eq!(calendar["exam_dates"].as_array().unwrap().len(), 2, "what was left out stays");
        for w in calendar["windows"].as_array().unwrap() {
            let edited = w["kind"] == "platform_open" && w["period"] == 2;
            assert_eq!(w["clause"] == "", edited, "{w}");
        }
        put(&windows, 1).await.refused(412, "version_mismatch");
        windows[second]["end"] = json!("2020-04-19");
        let refusal = put(&windows, 2).await.refused(422, "invalid");
        assert_eq!((&refusal["errors"][0]["pointer"], &refusal["errors"][0]["code"]), (&json!("/windows"), &json!("window.ends_before_start")));
        windows[second] = windows[(second + 1) % windows.len()].clone();
        put(&windows, 2).await.refused(422, "invalid");
        let twice = json!({ "windows": [], "exam_dates": [{ "period": 1, "date": "2020-04-18", "tentative": true }, { "period": 1, "date": "2020-04-19", "tentative": true }], "reason": "两次考试的期次" });
        assert_eq!(hq.put(&path, 2, twice).await.refused(422, "invalid")["errors"][0]["pointer"], "/exam_dates/1/period");
        let one = json!({ "windows": [], "exam_dates": [{ "period": 1, "date": "2020-04-18", "tentative": true }], "holidays": [], "reason": "只保留第一次考试" });
        let left = hq.put(&path, 2, one).await.expect(200);
        assert_eq!((left["windows"].as_array().unwrap().len(), left["exam_dates"].as_array().unwrap().len()), (0, 1));
    }

    async fn an_edition_is_copied_to_new_dates_as_a_draft_that_hq_opens(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let path = path_of(&hq).await;
        let copy_path = format!("{path}/copy");
        let request = json!({ "code": "2021-spring", "title_zh": "2021 年春季学期", "title_en": "Spring 2021", "start": "2021-02-22" });
        branch.post(&copy_path, request.clone()).await.refused(403, "forbidden");
        let both = json!({ "code": "2021-spring", "title_zh": "春", "title_en": "s", "start": "2021-02-22", "shift_days": 1 });
        hq.post(&copy_path, both).await.refused(422, "invalid");
        let near = json!({ "code": "again", "title_zh": "春", "title_en": "s", "shift_days": 7 });
        assert_eq!(hq.post(&copy_path, near).await.refused(409, "already_exists")["errors"][0]["pointer"], "/shift_days");
        let same = json!({ "code": "2020-spring", "title_zh": "春", "title_en": "s", "shift_days": 364 });
        assert_eq!(hq.post(&copy_path, same).await.refused(409, "already_exists")["errors"][0]["pointer"], "/code");
        let far = json!({ "code": "far", "title_zh": "远", "title_en": "f", "start": "9999-12-31" });
        hq.post(&copy_path, far).await.refused(422, "invalid");
        let bad = json!({ "code": "2021 Spring", "title_zh": "春", "title_en": "s", "shift_days": 364 });
        assert_eq!(hq.post(&copy_path, bad).await.refused(422, "invalid")["errors"][0]["pointer"], "/code");
        let answer = hq.post(&copy_path, request.clone()).idempotency_key("copy-2021-spring").await;
        let copy = answer.expect(201);
        let again = hq.post(&copy_path, request).idempotency_key("copy-2021-spring").await;
        assert_eq!(again.expect(201)["id"], copy["id"]);
        assert_eq!((&copy["year"], &copy["season"], &copy["status"]), (&json!(2021), &json!(1), &json!("draft")));
        let new = answer.header("location").strip_prefix("/api/v1").unwrap().to_string();
        let calendar = hq.get(&format!("{new}/calendar")).await.expect(200);
        // 2020-02-09 to 2021-02-22 are 379 days.
        assert_eq!(calendar["exam_dates"][0]["date"], "2021-05-02");
        assert_eq!(calendar["timetable"]["start"], "2021-03-02");
        assert_eq!(calendar["holidays"][0]["start"], "2020-04-04");
        assert!(calendar["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "holidays.missing"));
        let (old, copied) = (hq.get(&format!("{path}/subjects")).await.expect(200), hq.get(&format!("{new}/subjects")).await.expect(200));
        assert_eq!(old["items"].as_array().unwrap().len(), copied["items"].as_array().unwrap().len());
        assert_ne!(old["items"][0]["id"], copied["items"][0]["id"]);
        branch.get(&new).await.refused(404, "not_found");
        assert_eq!(branch.get("/editions").await.expect(200)["items"].as_array().unwrap().len(), 1);
        hq.patch(&new, 1, json!({ "status": "closed", "reason": "还没有开始的" })).await.refused(409, "state_forbids");
        hq.patch(&new, 1, json!({ "status": "open", "reason": "新学期筹备完成" })).await.expect(200);
        assert_eq!(branch.get(&new).await.expect(200)["code"], "2021-spring");
        let current = app.state.db.read_blocking(|conn| Ok(editions::current(conn)?.code)).unwrap();
        assert_eq!(current, "2021-spring");
        hq.patch(&new, 2, json!({ "status": "closed", "reason": "本期已经结束" })).await.expect(200);
        hq.put(&format!("{new}/rules/cohort.max_students"), 1, json!({ "value": 20, "severity": "should", "reason": "本期已经结束" })).await.refused(409, "state_forbids");
        assert_eq!(app.state.db.read_blocking(editions::faults).unwrap(), Vec::<String>::new());
    }

    async fn two_at_hq_who_set_the_same_rule_at_once_do_not_overwrite_each_other(app: TestApp) {
        let (one, other) = (app.hq().await, app.hq().await);
        let path = format!("{}/rules/cohort.max_students", path_of(&one).await);
        let set = |who: &Actor, value: i64| {
            let request = who.put(&path, 1, json!({ "value": value, "severity": "should", "reason": "按机房容量调整" }));
            tokio::task::spawn_local(async move { request.await.status })
        };
        let both = async {
            let (a, b) = (set(&one, 20), set(&other, 22));
            [a.await.unwrap(), b.await.unwrap()]
        };
        let mut statuses = tokio::task::LocalSet::new().run_until(both).await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }

    async fn a_partner_needs_the_scope_of_editions(app: TestApp) {
        let hq = app.hq().await;
        let token = |scope: &str| partner(&app, &hq, scope);
        app.get("/editions").bearer(&token("students:read")).await.refused(403, "forbidden");
        app.get("/majors").bearer(&token("students:read")).await.refused(403, "forbidden");
        let list = app.get("/editions").bearer(&token("editions:read")).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }
}

fn serde_json_from(text: &str) -> onex::platform::db::Ts {
    serde_json::from_str(text).unwrap()
}

/// A token of a third party's client with one scope.
fn partner(app: &TestApp, creator: &Actor, scope: &str) -> String {
    use diesel::prelude::*;
    use onex::schema::api_clients as t;
    let id = onex::platform::ids::new();
    let insert = |conn: &mut onex::platform::db::Conn| {
        diesel::insert_into(t::table)
            .values((
                t::id.eq(id),
                t::name.eq("合作平台"),
                t::client_id.eq(id.to_string()),
                t::secret_hash.eq(vec![0_u8; 32]),
                t::client_scopes.eq(onex::platform::db::Json::of(&[scope])),
                t::scope_kind.eq("country"),
                t::created_by.eq(creator.id),
                t::created_at.eq(app.state.clock.now()),
            ))
            .execute(conn)?;
        Ok(())
    };
    app.state.db.write_blocking(insert).unwrap();
    let now = onex::platform::clock::Clock::real().utc().unix_timestamp();
    let claims = onex::platform::auth::Claims {
        sub: id,
        sid: id,
        gid: id,
        role: Role::Partner,
        scope: onex::platform::auth::ScopeKind::Country,
        region: None,
        institution: None,
        class: None,
        scp: Some(scope.into()),
        iat: now,
        exp: now + 60,
    };
    claims.sign(&app.state.keys).unwrap()
}
