//! What has served its purpose is deleted, once a day, by one node, with a record; nothing else is.

use diesel::prelude::*;
use onex::platform::clock::Clock;
use onex::platform::ids;
use onex::platform::retention::{IMPORTS, NOTICES, PERIODS, SESSIONS};
use onex::schema::{idempotency_keys, jobs, notices, sessions};
use support::{Actor, TITLES, TestApp, Value, both, intake, json, start_of_tests, workbook};

const PATH: &str = "/student-imports";
const DAY: i64 = 86_400;

/// So many days after the start, a minute before or after.
pub fn after(days: u32, seconds: i64) -> time::OffsetDateTime {
    start_of_tests().plus_seconds(i64::from(days) * DAY + seconds).utc()
}

/// Moves business time and waits for the sweep of that day: what it says it deleted.
pub async fn swept(app: &TestApp, at: time::OffsetDateTime) -> Value {
    app.set_clock(at);
    app.daily("retention.sweep").await["deleted"].clone()
}

/// Changes rows behind the application's back: what happens in real time cannot be waited for.
fn write(app: &TestApp, f: impl FnOnce(&mut onex::platform::db::Conn) -> QueryResult<usize>) {
    app.state.db.write_blocking(|conn| Ok(f(conn)?)).unwrap();
}

async fn rows(actor: &Actor, import: &Value) -> usize {
    let path = format!("{PATH}/{}/rows", import["id"].as_str().unwrap());
    actor.get(&path).await.expect(200)["items"].as_array().unwrap().len()
}

both! {
    async fn imports_lose_their_files_and_rows_when_their_time_is_up(app: TestApp) {
        let (school, hq) = (app.school("32"), app.hq().await);
        let admin = app.school_admin(&school).await;
        let file = |from: u64| workbook(&TITLES, &intake(from, 2));
        let committed = app.dry_run(&admin, PATH, "a.xlsx", file(1)).await;
        app.commit(&admin, PATH, &committed).await;
        let tried = app.dry_run(&admin, PATH, "b.xlsx", file(10)).await;
        let failed = app.dry_run(&admin, PATH, "c.csv", "学号,姓名\r\n1,王一\r\n".into()).await;
        assert_eq!(failed["status"], "failed");
        app.set_clock(after(1, 0));
        let young = app.dry_run(&admin, PATH, "d.xlsx", file(20)).await;
        let blobs = async || app.state.files.blobs().await.unwrap().len();
        assert_eq!(blobs().await, 4);

        assert_eq!(swept(&app, after(IMPORTS.days, -60)).await["imports"], 0);
        assert_eq!((rows(&admin, &committed).await, blobs().await), (2, 4));
        // A new day begins at midnight of the programme's zone; the import of nine o'clock is due on the next.
        let deleted = swept(&app, after(IMPORTS.days, DAY - 60)).await;
        assert_eq!((&deleted["imports"], &deleted["import_rows"], &deleted["files"]), (&json!(3), &json!(4), &json!(3)), "{deleted}");
        for (import, status) in [(&committed, "committed"), (&tried, "discarded"), (&failed, "failed")] {
            let path = format!("{PATH}/{}", import["id"].as_str().unwrap());
            let now = admin.get(&path).await.expect(200);
            assert_eq!((now["status"].as_str(), &now["counts"]), (Some(status), &import["counts"]));
            assert_eq!(rows(&admin, import).await, 0);
            admin.get(&format!("{path}/refused.xlsx")).await.refused(409, "state_forbids");
        }
        assert_eq!((rows(&admin, &young).await, blobs().await), (2, 1));
        assert!(app.state.files.orphans(&app.state.db).await.unwrap().is_empty());
        assert!(app.state.files.missing(&app.state.db).await.unwrap().is_empty());
        assert_eq!(admin.get("/students").await.expect(200)["items"].as_array().unwrap().len(), 2);
        let events = hq.get("/audit-events?action=student_import.expire").await.expect(200);
        assert_eq!(events["items"].as_array().unwrap().len(), 3);
        assert!(events["items"][0]["actor_id"].is_null(), "{events}");
        let sweep = hq.get("/audit-events?action=retention.sweep").await.expect(200);
        assert_eq!((sweep["items"].as_array().unwrap().len(), &sweep["items"][0]["detail"]["imports"]), (1, &json!(3)));
    }

    async fn sessions_jobs_notices_and_stored_answers_go_after_their_time_and_not_before(app: TestApp) {
        let (old, ended, ending, live) = (app.branch("32").await, app.branch("32").await, app.branch("32").await, app.branch("32").await);
        let real = Clock::real();
        let (past, recent) = (SESSIONS.ends_before(real).plus_seconds(-60), SESSIONS.ends_before(real).plus_seconds(60));
        let of = |who: &Actor| sessions::table.filter(sessions::user_id.eq(who.id));
        write(&app, |c| diesel::update(of(&old)).set(sessions::expires_at.eq(past)).execute(c));
        write(&app, |c| diesel::update(of(&ended)).set(sessions::revoked_at.eq(Some(past))).execute(c));
        write(&app, |c| diesel::update(of(&ending)).set(sessions::revoked_at.eq(Some(recent))).execute(c));

        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        for n in 1..=3 {
            let file = workbook(&TITLES, &intake(n, 1));
            admin.upload(PATH, "a.xlsx", file, &[]).idempotency_key(&format!("retention-{n}")).await.expect(202);
        }
        let key = |n: i32| idempotency_keys::table.filter(idempotency_keys::key.eq(format!("retention-{n}")));
        write(&app, |c| diesel::update(key(1)).set(idempotency_keys::created_at.eq(real.plus_seconds(-DAY - 60))).execute(c));
        write(&app, |c| diesel::update(key(2)).set(idempotency_keys::created_at.eq(real.plus_seconds(-DAY + 3600))).execute(c));
        let mine = admin.get("/jobs").await.expect(200)["items"].clone();
        for job in mine.as_array().unwrap() {
            app.job(&admin, job["id"].as_str().unwrap()).await;
        }
        let job = |n: usize| jobs::table.find(mine[n]["id"].as_str().unwrap().parse::<support::Id>().unwrap());
        write(&app, |c| diesel::update(job(0)).set(jobs::finished_at.eq(Some(past))).execute(c));
        write(&app, |c| diesel::update(job(1)).set(jobs::finished_at.eq(Some(recent))).execute(c));

        for (read, n) in [(Some(start_of_tests()), 1), (Some(start_of_tests().plus_seconds(2 * DAY)), 2), (None, 3)] {
            write(&app, |c| diesel::insert_into(notices::table).values((
                notices::id.eq(ids::new()), notices::user_id.eq(live.id), notices::kind.eq(format!("test.{n}")),
                notices::params.eq("{}"), notices::created_at.eq(start_of_tests()), notices::read_at.eq(read),
            )).execute(c));
        }
        let deleted = swept(&app, after(NOTICES.days, DAY)).await;
        let counts = ["sessions", "jobs", "notices", "idempotency_keys"].map(|k| deleted[k].as_i64().unwrap());
        assert_eq!(counts, [2, 1, 1, 1], "{deleted}");
        let left = |who: &Actor| -> i64 {
            app.state.db.read_blocking(|c| Ok(of(who).count().get_result(c)?)).unwrap()
        };
        assert_eq!([&old, &ended, &ending, &live].map(left), [0, 0, 1, 1]);
        live.get("/me").await.expect(200);
        let kinds = live.get("/notices").await.expect(200);
        let kinds: Vec<_> = kinds["items"].as_array().unwrap().iter().map(|n| n["code"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["test.3", "test.2"]);
        assert_eq!(admin.get("/jobs").await.expect(200)["items"].as_array().unwrap().len(), 2);
    }

    async fn a_day_has_one_sweep_however_many_nodes_there_are(app: TestApp) {
        let hq = app.hq().await;
        let other = app.another_node();
        let days = [after(1, 0), after(2, 0)];
        for at in days {
            other.set_clock(at);
            other.state.jobs.wake();
            swept(&app, at).await;
        }
        let list = hq.get("/jobs?kind=retention.sweep").await.expect(200);
        let list = list["items"].as_array().unwrap();
        assert_eq!(list.len(), 3, "one of the start and one of each day: {list:?}");
        assert!(list.iter().all(|j| j["status"] == "succeeded"), "{list:?}");
        // Where there is nothing to delete nothing is recorded.
        assert_eq!(app.audited("retention.sweep"), 0);
    }

    async fn the_privacy_notice_tells_every_period(app: TestApp) {
        let notice = app.get("/auth/privacy-notice").await.expect(200);
        for period in PERIODS {
            let (zh, en) = (format!("{} {} 天", period.zh, period.days), format!("{}: {}", period.en, period.length_en()));
            assert!(notice["text_zh"].as_str().unwrap().contains(&zh), "{zh}: {notice}");
            assert!(notice["text_en"].as_str().unwrap().contains(&en), "{en}: {notice}");
        }
    }
}

#[test]
fn the_guide_for_operators_lists_every_period() {
    let guide = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operating.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    for period in PERIODS {
        let line = format!("| {} | {} |", period.en, period.length_en());
        assert!(guide.contains(&line), "docs/operating.md lacks {line}");
    }
}
