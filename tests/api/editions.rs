//! Editions: what the notice states, as data, and what HQ makes of it.

use onex::domains::editions::{self, WindowKind};
use support::{Actor, Role, Scope, Value, both, json};

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
        assert_eq!(rules["items"].as_array().unwrap().len(), 16);
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
}

fn serde_json_from(text: &str) -> onex::platform::db::Ts {
    serde_json::from_str(text).unwrap()
}
