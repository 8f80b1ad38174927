//! The demo: what it shows, where it is loaded, and its clock.

use std::os::unix::fs::PermissionsExt;

use support::{Binary, Database, both, executable, json};

#[tokio::test]
async fn a_demo_shows_a_school_whose_classes_are_on_their_way() {
    let mut onex = Binary::demo(Database::Sqlite);
    onex.start();
    let school = onex.token_of("school-js").await;
    let cohorts = onex.request("GET", "/cohorts").bearer(&school).await.expect(200);
    let mut states: Vec<_> = cohorts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["status"].as_str().unwrap())
        .collect();
    states.sort_unstable();
    assert_eq!(states, ["draft", "running", "submitted"]);
    let teacher = onex.token_of("teacher1").await;
    let own = onex.request("GET", "/cohorts").bearer(&teacher).await.expect(200);
    assert!(!own["items"].as_array().unwrap().is_empty(), "the teacher teaches a class");
    let batches = onex.request("GET", "/training-batches").bearer(&teacher).await.expect(200);
    let batch = &batches["items"][0];
    assert_eq!((&batch["status"], &batch["taken"]), (&json!("enrolling"), &json!(3)));
    assert_eq!(batch["trainers"].as_array().unwrap().len(), 2);
    let home = onex.token_of("branch-hb").await;
    let home = onex.request("GET", "/home").bearer(&home).await.expect(200);
    assert_eq!(home["cards"][0]["code"], "applications_submitted");
    onex.kill();
    onex.run("check", &[]);
}

#[tokio::test]
async fn a_demo_shows_a_class_of_teachers_in_the_middle_of_its_training() {
    let mut onex = Binary::demo(Database::Sqlite);
    onex.start();
    let trainer = onex.token_of("trainer2").await;
    let get = async |who: &str, path: &str| onex.request("GET", path).bearer(who).await.expect(200);
    let counted = async |who: &str, path: &str| {
        get(who, &format!("{path}&count=true")).await["total"].as_i64().unwrap()
    };
    let class = get(&trainer, "/training-classes").await["items"][0].clone();
    assert_eq!(
        (&class["status"], &class["participant_count"], &class["deviations"]),
        (&json!("running"), &json!(16), &json!([]))
    );
    assert_eq!((&class["hours"]["planned"], &class["hours"]["held"]), (&json!(26), &json!(16)));
    assert_eq!(class["trainers"].as_array().unwrap().len(), 2);
    let id = class["id"].as_str().unwrap();
    let members = get(&trainer, &format!("/training-classes/{id}/members?limit=200")).await;
    let mut schools: Vec<_> = members["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["institution"]["id"].as_str().unwrap())
        .collect();
    schools.sort_unstable();
    schools.dedup();
    assert_eq!(schools.len(), 3, "experts of another school can be found for everybody");
    // A week was held, one lesson of it waits for its attendance to be looked through; the next is today.
    for (filter, n) in [("status=held", 8), ("status=planned", 5), ("to_review=true", 1)] {
        assert_eq!(counted(&trainer, &format!("/live-sessions?{filter}")).await, n, "{filter}");
    }
    for (filter, n) in [("status=answered", 1), ("status=open", 1)] {
        assert_eq!(counted(&trainer, &format!("/guidance-requests?{filter}")).await, n, "{filter}");
    }
    assert_eq!(counted(&trainer, "/class-tasks?unread=true").await, 1);
    assert_eq!(counted(&trainer, "/teaching-designs?limit=1").await, 1);
    // A participant can take the test; nothing of the class is judged yet.
    let participant = onex.token_of("teacher2").await;
    let batch = class["batch"]["id"].as_str().unwrap();
    let test = get(&participant, &format!("/training-batches/{batch}/test")).await;
    assert_eq!(test["mine"]["may_start"], true);
    let lead = onex.token_of("expert3").await;
    assert_eq!(counted(&lead, "/training-judgements?status=open").await, 16);
    // The past was played before; the demo stands where every demo does.
    let meta = onex.request("GET", "/meta").await.expect(200);
    assert!(meta["simulated_now"].as_str().unwrap().starts_with("2020-03-02T01:0"), "{meta}");
}

#[test]
fn a_demo_is_loaded_only_into_an_empty_folder_and_changes_no_other() {
    let onex = Binary::demo(Database::Sqlite);
    let says = |folder: &std::path::Path| {
        let mut command = std::process::Command::new(support::executable());
        let out = command.args(["demo", "--data"]).arg(folder).output().unwrap();
        assert!(!out.status.success());
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    assert!(says(onex.folder()).contains("choose another with --data"));
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("thesis.docx"), "mine").unwrap();
    assert!(says(other.path()).contains("thesis.docx"));
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 1, "nothing was put beside it");
}

#[tokio::test]
async fn hq_moves_the_clock_of_a_demo_ahead_and_it_stays_there() {
    let mut onex = Binary::demo(Database::Sqlite);
    onex.start();
    let (hq, certifier) = (onex.token("hq_admin").await, onex.token("certifier").await);
    let to = |who: &str, at: &str| {
        onex.request("PUT", "/demo/clock").bearer(who).json(json!({ "to": at }))
    };
    to(&certifier, "2020-04-20T01:00:00Z").await.refused(403, "forbidden");
    for at in ["2020-03-01T01:00:00Z", "2090-01-01T00:00:00Z"] {
        let refused = to(&hq, at).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["pointer"], "/to");
    }
    let now = to(&hq, "2020-04-20T01:00:00Z").await.expect(200)["now"].clone();
    assert!(now.as_str().unwrap().starts_with("2020-04-20T01:00"), "{now}");
    onex.kill();
    onex.start();
    let meta = onex.request("GET", "/meta").await.expect(200);
    assert!(meta["simulated_now"].as_str().unwrap().starts_with("2020-04-20T01:"), "{meta}");
}

both! {
    async fn a_deployment_that_is_no_demo_keeps_its_time(app: TestApp) {
        let hq = app.hq().await;
        let body = json!({ "to": "2020-04-20T01:00:00Z" });
        hq.request("PUT", "/demo/clock").json(body).await.refused(409, "state_forbids");
        assert_eq!(app.audited("demo.move_clock"), 0);
    }
}

#[test]
fn a_setting_that_cannot_be_meant_is_refused_at_start_with_its_name() {
    let mut onex = Binary::empty(Database::Sqlite);
    for (name, value, says) in [
        ("ONEX_LOG", "onex=loud", "ONEX_LOG is"),
        ("ONEX_LOGIN_FAILURES_PER_ACCOUNT", "0", "ONEX_LOGIN_FAILURES_PER_ACCOUNT is 0"),
        ("ONEX_WORKERS", "abc", "ONEX_WORKERS is \"abc\""),
        ("ONEX_TYPO", "1", "ONEX_TYPO is no setting"),
        ("ONEX_DATABASE", "mysql://localhost/onex", "sqlite:"),
    ] {
        onex.settings = vec![(name.into(), value.into())];
        let mut command = onex.command("migrate");
        let out = command.env(name, value).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && said.contains(says), "{name}={value}: {said}");
    }
}

#[test]
fn a_server_whose_address_is_taken_makes_nothing() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let onex = Binary::empty(Database::Sqlite);
    for command in ["serve", "demo"] {
        let out = onex.command(command).args(["--listen", &listen]).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && said.contains(&listen), "{command}: {said}");
        assert_eq!(std::fs::read_dir(onex.folder()).unwrap().count(), 0, "{command}");
    }
}

#[test]
fn upkeep_makes_nothing_of_a_folder_that_is_none_of_ours() {
    let onex = Binary::empty(Database::Sqlite);
    let archive = onex.folder().join("b.tar.gz");
    for (name, args) in [("check", vec![]), ("backup", vec![archive.to_str().unwrap()])] {
        let out = onex.command(name).args(args).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && said.contains("is not there"), "{name}: {said}");
    }
    assert_eq!(std::fs::read_dir(onex.folder()).unwrap().count(), 0);
}

#[test]
fn a_data_folder_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("onex");
    let out = std::process::Command::new(executable())
        .arg("migrate")
        .arg("--data")
        .arg(&data)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o077, 0);
}

#[test]
fn a_restore_that_fails_names_its_file_and_can_be_tried_again() {
    let onex = Binary::demo(Database::Sqlite);
    let (archive, keys) = (onex.folder().join("b.tar.gz"), onex.folder().join("b.keys"));
    onex.run("backup", &[archive.to_str().unwrap()]);
    onex.run("backup-keys", &[keys.to_str().unwrap()]);
    for file in [&archive, &keys] {
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is for its owner alone", file.display());
    }
    let broken = onex.folder().join("half.tar.gz");
    let whole = std::fs::read(&archive).unwrap();
    std::fs::write(&broken, &whole[..whole.len() / 2]).unwrap();
    let other = Binary::empty(Database::Sqlite);
    let keys = keys.to_str().unwrap();
    let out = other.command("restore").arg(&broken).args(["--keys", keys]).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!out.status.success() && said.contains("half.tar.gz"), "{said}");
    let said = other.run("restore", &[archive.to_str().unwrap(), "--keys", keys]);
    assert!(said.contains("everything holds together"), "{said}");
}
