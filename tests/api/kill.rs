//! The real binary, killed in the middle (SIGKILL), on both databases: after the restart all or nothing,
//! and nothing that was acknowledged is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::{Binary, Database, TITLES, Value, intake, json, workbook};

fn on_both(test: impl AsyncFn(Database)) {
    for database in [Database::Sqlite, Database::Postgres] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(test(database));
    }
}

#[test]
fn a_login_storm_that_is_cut_off_loses_no_acknowledged_session() {
    on_both(async |database| {
        let mut onex = Binary::demo(database);
        onex.start();
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let storm: Vec<_> = onex
            .accounts
            .iter()
            .cycle()
            .take(64)
            .map(|a| {
                let request = onex
                    .request("POST", "/auth/login")
                    .json(json!({ "username": a["username"], "password": a["password"] }));
                let acknowledged = acknowledged.clone();
                async move {
                    let answer = request.attempt().await.ok().filter(|a| a.status == 200)?;
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                    Some(
                        answer
                            .header("set-cookie")
                            .split(';')
                            .next()
                            .unwrap_or_default()
                            .to_string(),
                    )
                }
            })
            .collect();
        let tasks = tokio::task::LocalSet::new();
        let storm = tasks.run_until(async {
            let tasks: Vec<_> = storm.into_iter().map(tokio::task::spawn_local).collect();
            while acknowledged.load(Ordering::SeqCst) < 5 {
                support::moment().await;
            }
            onex.kill();
            let mut cookies = Vec::new();
            for task in tasks {
                cookies.extend(task.await.unwrap());
            }
            cookies
        });
        let cookies = storm.await;
        assert!(cookies.len() >= 5, "{}", cookies.len());
        onex.start();
        for cookie in cookies {
            onex.request("POST", "/auth/refresh").header("cookie", &cookie).await.expect(200);
        }
        onex.kill();
        onex.run("check", &[]);
    });
}

/// Students, or certificates, in the region of the demo's school.
async fn counted(onex: &Binary, hq: &str, what: &str) -> i64 {
    let regions = onex.request("GET", "/overview/regions").bearer(hq).await.expect(200);
    let regions = regions["items"].as_array().unwrap().clone();
    regions.iter().find(|r| r["region_code"] == "32").unwrap()[what].as_i64().unwrap()
}

fn running(job: &Value) -> bool {
    job["status"] == "running"
}

/// Uploads rows and waits until the dry run has been through.
async fn tried(
    onex: &Binary,
    token: &str,
    path: &str,
    file: Vec<u8>,
    form: &[(&str, &str)],
) -> Value {
    let upload = onex.request("POST", path).bearer(token).multipart("名单.xlsx", file, form);
    let started = upload.await.expect(202);
    let job = started["job"]["id"].as_str().unwrap();
    let job = onex.job(token, job, |_| false, async || {}).await;
    assert_eq!(job["status"], "succeeded", "{job}");
    started["import"].clone()
}

async fn commit(onex: &Binary, token: &str, path: &str, import: &Value) -> String {
    let path = format!("{path}/{}/commit", import["id"].as_str().unwrap());
    let started = onex.request("POST", &path).bearer(token).await.expect(202);
    started["job"]["id"].as_str().unwrap().to_string()
}

#[test]
fn an_import_that_is_killed_leaves_all_or_nothing_and_its_job_says_which() {
    on_both(async |database| {
        const ROWS: i64 = 3000;
        let mut onex = Binary::demo(database);
        onex.start();
        let (hq, school) = (onex.token("hq_admin").await, onex.token_of("school-js").await);
        let before = counted(&onex, &hq, "students").await;
        // In the middle of the dry run: some chunks are staged, others are not.
        let file = workbook(&TITLES, &intake(100_000, 3000));
        let upload = onex.request("POST", "/student-imports").bearer(&school);
        let started = upload.multipart("名单.xlsx", file, &[]).await.expect(202);
        let (import, job) = (&started["import"], started["job"]["id"].as_str().unwrap());
        onex.job(&school, job, |j| j["rows_done"].as_i64() > Some(0), async || {}).await;
        onex.kill();
        onex.start();
        let ended = onex.job(&school, job, |_| false, async || {}).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let path = format!("/student-imports/{}", import["id"].as_str().unwrap());
        let import = onex.request("GET", &path).bearer(&school).await.expect(200);
        assert_eq!(import["counts"]["new"], ROWS, "{import}");
        // In the middle of the one transaction that writes them.
        let job = commit(&onex, &school, "/student-imports", &import).await;
        onex.job(&school, &job, running, async || {}).await;
        onex.kill();
        onex.start();
        let whole = [before, before + ROWS];
        let ended = onex
            .job(
                &school,
                &job,
                |_| false,
                async || {
                    let now = counted(&onex, &hq, "students").await;
                    assert!(whole.contains(&now), "{now} students are neither all nor nothing");
                },
            )
            .await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(counted(&onex, &hq, "students").await, before + ROWS);
        onex.kill();
        onex.run("check", &[]);
    });
}

#[test]
fn an_import_of_enrolments_that_is_killed_enrols_everybody_or_nobody() {
    on_both(async |database| {
        const ROWS: u64 = 1500;
        let mut onex = Binary::demo(database);
        onex.start();
        let (branch, school) = (onex.token_of("branch-js").await, onex.token_of("school-js").await);
        let staff: Vec<Vec<String>> =
            intake(300_000, ROWS).into_iter().map(|row| row[..3].to_vec()).collect();
        let file = workbook(&["工号", "姓名", "证件号码"], &staff);
        let import = tried(&onex, &school, "/teacher-imports", file.clone(), &[]).await;
        let job = commit(&onex, &school, "/teacher-imports", &import).await;
        let job = onex.job(&school, &job, |_| false, async || {}).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        let list = onex.request("GET", "/training-batches").bearer(&branch).await.expect(200);
        let batch = list["items"][0].clone();
        let path = format!("/training-batches/{}", batch["id"].as_str().unwrap());
        let more = onex.request("PATCH", &path).bearer(&branch);
        let more =
            more.if_match(batch["version"].as_i64().unwrap()).json(json!({ "places": 1003 }));
        more.await.expect(200);
        let form = [("batch_id", batch["id"].as_str().unwrap())];
        let imports = "/training-enrolment-imports";
        let import = tried(&onex, &school, imports, file, &form).await;
        let job = commit(&onex, &school, imports, &import).await;
        onex.job(&school, &job, running, async || {}).await;
        onex.kill();
        onex.start();
        let places = async |onex: &Binary| {
            let batch = onex.request("GET", &path).bearer(&branch).await.expect(200);
            (batch["taken"].as_i64().unwrap(), batch["waiting"].as_i64().unwrap())
        };
        let whole = [(3, 0), (1003, 500)];
        let look = async || {
            let now = places(&onex).await;
            assert!(whole.contains(&now), "{now:?} is neither all nor nothing");
        };
        let ended = onex.job(&school, &job, |_| false, look).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(places(&onex).await, whole[1]);
        onex.kill();
        onex.run("check", &[]);
    });
}

#[test]
fn an_issuance_that_is_killed_burns_no_number_and_issues_all_or_nothing() {
    on_both(async |database| {
        const HOLDERS: u64 = 600;
        let mut onex = Binary::demo(database);
        onex.start();
        let (hq, school) = (onex.token("hq_admin").await, onex.token_of("school-js").await);
        let (one, two) = (onex.token_of("certifier1").await, onex.token_of("certifier2").await);
        let students = intake(200_000, HOLDERS);
        let import =
            tried(&onex, &school, "/student-imports", workbook(&TITLES, &students), &[]).await;
        let job = commit(&onex, &school, "/student-imports", &import).await;
        onex.job(&school, &job, |_| false, async || {}).await;
        // After the exam: everybody passed everything.
        let clock = json!({ "to": "2020-04-20T01:00:00Z" });
        onex.request("PUT", "/demo/clock").bearer(&hq).json(clock).await.expect(200);
        let edition = onex.request("GET", "/editions").bearer(&hq).await.expect(200);
        let edition = edition["items"][0]["id"].as_str().unwrap().to_string();
        let path = format!("/editions/{edition}/calendar");
        let calendar = onex.request("GET", &path).bearer(&hq).await.expect(200);
        let exam = calendar["exam_dates"][0]["id"].as_str().unwrap();
        let rows: Vec<Vec<String>> = students
            .iter()
            .flat_map(|s| {
                ["agency", "outsourcing", "steward"]
                    .map(|subject| vec![s[2].clone(), s[1].clone(), subject.into(), "75".into()])
            })
            .collect();
        let file = workbook(&["证件号码", "姓名", "科目", "成绩"], &rows);
        let form = [("exam_date_id", exam)];
        let import = tried(&onex, &one, "/result-imports", file, &form).await;
        let job = commit(&onex, &one, "/result-imports", &import).await;
        let job = onex.job(&one, &job, |_| false, async || {}).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        let wanted = json!({ "edition_id": edition, "basis": "exam" });
        let run =
            onex.request("POST", "/issuance-runs").bearer(&one).json(wanted).await.expect(201);
        onex.job(&one, run["job_id"].as_str().unwrap(), |_| false, async || {}).await;
        let path = format!("/issuance-runs/{}", run["id"].as_str().unwrap());
        let seen = onex.request("GET", &path).bearer(&two).await.version();
        let step = |who: &str, step: &str, seen: i64| {
            onex.request("POST", &format!("{path}/{step}")).bearer(who).if_match(seen)
        };
        let approved = step(&two, "approve", seen).await;
        approved.expect(200);
        let started = step(&one, "issue", approved.version()).await.expect(202);
        let job = started["job"]["id"].as_str().unwrap().to_string();
        onex.job(&one, &job, running, async || {}).await;
        onex.kill();
        onex.start();
        let all = i64::try_from(HOLDERS).unwrap();
        let ended = onex
            .job(
                &one,
                &job,
                |_| false,
                async || {
                    let now = counted(&onex, &hq, "certificates").await;
                    assert!([0, all].contains(&now), "{now} certificates are neither all nor none");
                },
            )
            .await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(counted(&onex, &hq, "certificates").await, all);
        let mut serials = Vec::new();
        let mut next = String::new();
        loop {
            let path = format!("/certificates?limit=200{next}");
            let page = onex.request("GET", &path).bearer(&one).await.expect(200);
            for c in page["items"].as_array().unwrap() {
                serials.push(c["number"].as_str().unwrap()[7..15].parse::<u64>().unwrap());
            }
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        serials.sort_unstable();
        assert_eq!(serials, (1..=HOLDERS).collect::<Vec<_>>());
        // One leaf each, all in one head; that each is of its certificate is what the check holds.
        let heads = onex.request("GET", "/public/log/heads").await.expect(200);
        let sizes: Vec<_> = heads["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|h| h["size"].as_u64().unwrap())
            .collect();
        assert_eq!(sizes, [HOLDERS]);
        // The open forms of all these are made by a job of its own, which goes on where it was killed.
        let forms = "/jobs?kind=credentials.make_forms";
        let forms = onex.request("GET", forms).bearer(&one).await.expect(200);
        let job = forms["items"][0]["id"].as_str().unwrap().to_string();
        onex.job(&one, &job, |j| j["rows_done"].as_i64() > Some(0), async || {}).await;
        onex.kill();
        onex.start();
        let ended = onex.job(&one, &job, |_| false, async || {}).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let rest = onex.request("POST", "/credential-form-jobs").bearer(&one).await.expect(202);
        let rest =
            onex.job(&one, rest["job"]["id"].as_str().unwrap(), |_| false, async || {}).await;
        assert_eq!(rest["result"], json!({ "certificates": 0, "forms": 0 }), "nothing is missing");
        // A file for registries begins again, and nothing of the first attempt is left behind.
        let wanted = json!({ "format": "jsonl" });
        let started =
            onex.request("POST", "/registry-exports").bearer(&one).json(wanted).await.expect(202);
        let job = started["job"]["id"].as_str().unwrap().to_string();
        onex.job(&one, &job, running, async || {}).await;
        onex.kill();
        onex.start();
        let ended = onex.job(&one, &job, |_| false, async || {}).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let path = format!("/registry-exports/{}", started["export"]["id"].as_str().unwrap());
        let export = onex.request("GET", &path).bearer(&one).await.expect(200);
        assert_eq!(
            (&export["status"], &export["counts"]["issued"]),
            (&json!("ready"), &json!(HOLDERS))
        );
        let file = onex.request("GET", &format!("{path}/file")).bearer(&one).await;
        assert_eq!(u64::try_from(file.text().lines().count()).unwrap(), HOLDERS + 2);
        onex.kill();
        onex.run("check", &[]);
    });
}

#[test]
fn a_backup_taken_while_serving_is_restored_into_the_other_database_as_well() {
    let on = |from: Database, to: Database| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let mut onex = Binary::demo(from);
            onex.start();
            let token = onex.token("hq_admin").await;
            onex.request("GET", "/me").bearer(&token).await.expect(200);
            let (archive, keys) = (onex.folder().join("b.tar.gz"), onex.folder().join("b.keys"));
            onex.run("backup", &[archive.to_str().unwrap()]);
            onex.run("backup-keys", &[keys.to_str().unwrap()]);
            let mut other = Binary::empty(to);
            let said = other
                .run("restore", &[archive.to_str().unwrap(), "--keys", keys.to_str().unwrap()]);
            assert!(said.contains("everything holds together"), "{said}");
            // A second restore is refused: the database is not empty any more.
            let again = other.command("restore").arg(&archive).output().unwrap();
            assert!(!again.status.success());
            assert!(String::from_utf8_lossy(&again.stderr).contains("not empty"), "{again:?}");
            other.start();
            other.request("GET", "/me").bearer(&token).await.expect(200);
        });
    };
    on(Database::Sqlite, Database::Postgres);
    on(Database::Postgres, Database::Sqlite);
}
