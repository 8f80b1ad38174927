//! The real binary, killed in the middle (SIGKILL), on both databases: after the restart all or nothing,
//! and nothing that was acknowledged is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::{Binary, Database, json};

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
                tokio::task::yield_now().await;
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
