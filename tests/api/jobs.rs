//! Jobs: who sees them, how they are cancelled, and what becomes of one whose node died.

use diesel::prelude::*;
use onex::platform::clock::Clock;
use onex::platform::db::{Json, Ts};
use onex::platform::error::{Code, Error};
use onex::platform::ids;
use onex::platform::jobs::{JobRow, JobStatus, Jobs, Kind};
use onex::platform::state::State;
use support::{Actor, Id, TestApp, both, json};

/// A row as a use case enqueues it, changed as the test wants; of a kind that the application itself does
/// not know, so that its own workers leave it alone.
pub fn put(app: &TestApp, owner: &Actor, kind: &str, change: impl FnOnce(&mut JobRow)) -> Id {
    let mut row = JobRow::queued(ids::new(), kind, owner.id, None, Json::of(&json!({})));
    change(&mut row);
    let id = row.id;
    app.state
        .db
        .write_blocking(|conn| {
            diesel::insert_into(onex::schema::jobs::table).values(&row).execute(conn)?;
            Ok(())
        })
        .unwrap();
    id
}

/// As a node leaves it that dies in the middle: running, its lease run out.
fn abandoned(row: &mut JobRow) {
    row.status = JobStatus::Running;
    row.attempts = 1;
    row.rows_done = 7;
    row.started_at = Some(Ts(1));
    row.lease_until = Some(Ts(2));
}

const REPEATABLE: Kind = Kind {
    name: "test.repeatable",
    restart: true,
    run: |_, job, progress| {
        progress.report(3, Some(3))?;
        Ok(json!({ "attempt": job.attempts }))
    },
};
const ONCE: Kind = Kind { name: "test.once", restart: false, run: |_, _, _| Ok(json!({})) };
const CLUMSY: Kind = Kind {
    name: "test.clumsy",
    restart: true,
    run: |_, _, _| Err(Error::because(Code::FileUnreadable, "The file ends in the middle")),
};
const PANICS: Kind =
    Kind { name: "test.panics", restart: true, run: |_, _, _| panic!("on purpose") };

/// Works in one transaction, and stays in it until the file that its input names is there.
const ALL_OR_NOTHING: Kind = Kind {
    name: "test.all_or_nothing",
    restart: true,
    run: |state, job, progress| {
        let gate: String = job.input.read()?;
        progress.report(0, Some(10))?;
        state.db.write_blocking(|conn| {
            progress.inside(4);
            while !std::path::Path::new(&gate).exists() {
                std::thread::yield_now();
            }
            progress.inside(10);
            progress.finish_in(conn, &json!({}))?;
            Ok(json!({}))
        })
    },
};

/// Writes time and again, so that other workers of its node come by meanwhile.
const LONG: Kind = Kind {
    name: "test.long",
    restart: true,
    run: |_, job, progress| {
        for done in 0..5 {
            progress.report(done, Some(5))?;
        }
        Ok(json!({ "attempt": job.attempts }))
    },
};

/// A node that knows these kinds, on the database of the application.
fn node(app: &TestApp, kinds: &[Kind]) -> State {
    node_of(app, kinds, 30, 1)
}

/// A node whose claims hold so many seconds without a sign of life, with so many workers.
fn node_of(app: &TestApp, kinds: &[Kind], lease_seconds: u32, workers: usize) -> State {
    let jobs = Jobs::new(kinds.iter().copied(), lease_seconds);
    let state = State { jobs, ..app.state.clone() };
    state.jobs.start(&state, workers);
    state
}

both! {
    async fn people_see_their_own_jobs_and_hq_sees_all(app: TestApp) {
        let (hq, mine, other) = (app.hq().await, app.branch("32").await, app.branch("42").await);
        let id = put(&app, &mine, "test.waits", |_| {});
        put(&app, &hq, "test.waits", |_| {});
        let path = format!("/jobs/{id}");
        assert_eq!(mine.get(&path).await.expect(200)["status"], "queued");
        hq.get(&path).await.expect(200);
        other.get(&path).await.refused(404, "not_found");
        other.get(&format!("{path}/events")).await.refused(404, "not_found");
        other.request("POST", &format!("{path}/cancel")).await.refused(404, "not_found");
        app.get(&path).await.refused(401, "unauthenticated");
        let count = |list: support::Value| list["items"].as_array().unwrap().len();
        assert_eq!(count(mine.get("/jobs").await.expect(200)), 1);
        assert_eq!(count(other.get("/jobs").await.expect(200)), 0);
        assert_eq!(count(hq.get("/jobs?kind=test.waits").await.expect(200)), 2);
        assert_eq!(count(hq.get("/jobs?mine=true").await.expect(200)), 1);
        assert_eq!(count(hq.get("/jobs?status=running").await.expect(200)), 0);
        assert_eq!(count(hq.get("/jobs?kind=test.waits&limit=1").await.expect(200)), 1);
        hq.get("/jobs?status=sleeping").await.refused(400, "malformed");
    }

    async fn a_job_is_cancelled_before_it_begins_or_when_it_next_reports(app: TestApp) {
        let mine = app.branch("32").await;
        let waiting = put(&app, &mine, "test.waits", |_| {});
        let path = format!("/jobs/{waiting}/cancel");
        assert_eq!(mine.request("POST", &path).await.expect(200)["status"], "cancelled");
        mine.request("POST", &path).await.refused(409, "state_forbids");
        // One that runs is asked to end; its next report tells it so.
        let running = put(&app, &mine, "test.repeatable", abandoned);
        assert_eq!(mine.request("POST", &format!("/jobs/{running}/cancel")).await.expect(200)["status"], "running");
        let node = node(&app, &[REPEATABLE]);
        assert_eq!(app.job(&mine, &running.to_string()).await["status"], "cancelled");
        node.jobs.stop();
    }

    async fn a_job_whose_node_died_is_resumed_or_says_that_it_was_not(app: TestApp) {
        let mine = app.branch("32").await;
        let again = put(&app, &mine, "test.repeatable", abandoned);
        let once = put(&app, &mine, "test.once", abandoned);
        let hopeless = put(&app, &mine, "test.repeatable", |row| {
            abandoned(row);
            row.attempts = 3;
        });
        let node = node(&app, &[REPEATABLE, ONCE]);
        let resumed = app.job(&mine, &again.to_string()).await;
        assert_eq!((&resumed["status"], &resumed["result"], &resumed["rows_total"]), (&json!("succeeded"), &json!({ "attempt": 2 }), &json!(3)));
        for id in [once, hopeless] {
            let ended = app.job(&mine, &id.to_string()).await;
            assert_eq!((&ended["status"], &ended["error"]["code"]), (&json!("interrupted"), &json!("interrupted")), "{ended}");
            assert!(ended["finished_at"].is_string());
        }
        node.jobs.stop();
    }

    async fn workers_of_one_node_take_no_job_from_one_another(app: TestApp) {
        let mine = app.branch("32").await;
        let jobs: Vec<Id> = (0..40).map(|_| put(&app, &mine, "test.long", |_| {})).collect();
        // A lease that has run out as soon as it is given: all that keeps them apart is what the node knows itself.
        let node = node_of(&app, &[LONG], 0, 4);
        for id in jobs {
            let ended = app.job(&mine, &id.to_string()).await;
            assert_eq!((&ended["status"], &ended["result"]), (&json!("succeeded"), &json!({ "attempt": 1 })), "{ended}");
        }
        node.jobs.stop();
    }

    async fn a_kind_that_no_node_knows_any_more_does_not_wait_for_ever(app: TestApp) {
        let mine = app.branch("32").await;
        let id = put(&app, &mine, "test.of_an_older_release", |row| {
            abandoned(row);
            row.created_at = Clock::real().plus_seconds(-2 * 86_400);
        });
        app.state.jobs.wake();
        assert_eq!(app.job(&mine, &id.to_string()).await["status"], "interrupted");
    }

    async fn a_job_in_one_transaction_tells_how_far_it_is_before_anything_is_written(app: TestApp) {
        let mine = app.branch("32").await;
        let gate = app.folder().join("gate");
        let id = put(&app, &mine, "test.all_or_nothing", |row| row.input = Json::of(&gate));
        let node = node(&app, &[ALL_OR_NOTHING]);
        let row = || app.state.db.read_blocking(|conn| Ok(onex::schema::jobs::table.find(id).select(JobRow::as_select()).first::<JobRow>(conn)?)).unwrap();
        loop {
            let job = node.jobs.live(row().into());
            assert_ne!(job.status, JobStatus::Succeeded);
            if job.rows_done == 4 {
                // Read anew: what is in memory may be younger than the row beside it.
                let job = row();
                assert_eq!((job.status, job.rows_total), (JobStatus::Running, Some(10)), "known from the start");
                break;
            }
            support::moment().await;
        }
        if app.database == support::Database::Postgres {
            // Another node learns of it as well.
            while mine.get(&format!("/jobs/{id}")).await.expect(200)["rows_done"] != 4 {}
        } else {
            assert_eq!(row().rows_done, 0, "the one writer is inside that transaction");
        }
        std::fs::write(&gate, "").unwrap();
        let job = app.job(&mine, &id.to_string()).await;
        assert_eq!((&job["status"], &job["rows_done"], &job["rows_total"]), (&json!("succeeded"), &json!(10), &json!(10)));
        node.jobs.stop();
    }

    async fn a_failure_says_what_to_mend_and_a_panic_tells_nothing(app: TestApp) {
        let mine = app.branch("32").await;
        let (clumsy, panics) = (put(&app, &mine, "test.clumsy", |_| {}), put(&app, &mine, "test.panics", |_| {}));
        let node = node(&app, &[CLUMSY, PANICS]);
        let failed = app.job(&mine, &clumsy.to_string()).await;
        assert_eq!((&failed["status"], &failed["error"]["code"], &failed["error"]["detail"]), (&json!("failed"), &json!("file_unreadable"), &json!("The file ends in the middle")));
        let failed = app.job(&mine, &panics.to_string()).await;
        assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!("internal")));
        assert!(!failed.to_string().contains("purpose"));
        node.jobs.stop();
    }

    async fn progress_is_told_as_it_happens_and_the_stream_ends_with_the_job(app: TestApp) {
        let mine = app.branch("32").await;
        let id = put(&app, &mine, "test.repeatable", |_| {});
        let mut stream = mine.get(&format!("/jobs/{id}/events")).open().await;
        assert_eq!(stream.expect("job").await["status"], "queued");
        let node = node(&app, &[REPEATABLE]);
        loop {
            let job = stream.expect("job").await;
            if job["status"] == "succeeded" {
                assert_eq!(job["rows_done"], 3);
                break;
            }
        }
        stream.end().await;
        node.jobs.stop();
    }
}
