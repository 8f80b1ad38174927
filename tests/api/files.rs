//! Files: kept by content in a folder or in a store that speaks S3, whole or not at all, none left over.

use support::{Binary, Database, S3, TITLES, intake, json, workbook};

/// An application of a school with its scan, handed in without an account.
fn applied(onex: &Binary) -> support::Request {
    let application = json!({
        "name": "南京示范学院", "uscc": "123200004660007035", "level": "undergraduate", "region_code": "32",
        "pilot_status": "non_pilot", "majors": ["会计学"],
        "contact": { "name": "王老师", "phone": "025-84000000" }, "admin": { "display_name": "王老师" },
    });
    onex.request("POST", "/public/institution-applications").multipart_as(
        "scan",
        "申请表.pdf",
        b"%PDF-1.4 a stamped form".to_vec(),
        &[("application", &application.to_string())],
    )
}

#[tokio::test]
async fn files_in_a_store_that_speaks_s3_are_served_checked_and_backed_up() {
    let s3 = S3::start();
    let mut onex = Binary::demo_with(Database::Sqlite, s3.settings());
    let before = s3.objects();
    onex.start();
    applied(&onex).await.expect(201);
    let school = onex.token("institution_admin").await;
    let upload = onex.request("POST", "/student-imports").bearer(&school);
    let file = workbook(&TITLES, &intake(300_000, 20));
    let started = upload.multipart("名单.xlsx", file, &[]).await.expect(202);
    let job = started["job"]["id"].as_str().unwrap();
    // The worker reads the sealed file back from the store.
    let job = onex.job(&school, job, |_| false, async || {}).await;
    assert_eq!(job["status"], "succeeded", "{job}");
    assert_eq!(s3.objects(), before + 2);
    assert!(!onex.folder().join("files").exists(), "nothing is kept in the data folder");
    let branch = onex.token("branch_staff").await;
    let list = onex.request("GET", "/institution-applications?q=南京示范").bearer(&branch);
    let id = list.await.expect(200)["items"][0]["id"].as_str().unwrap().to_string();
    let scan = onex.request("GET", &format!("/institution-applications/{id}/scan"));
    assert_eq!(scan.bearer(&branch).await.bytes, b"%PDF-1.4 a stamped form");
    onex.run("check", &[]);
    // Into a folder of this machine and back out of it.
    let (archive, keys) = (onex.folder().join("b.tar.gz"), onex.folder().join("b.keys"));
    onex.run("backup", &[archive.to_str().unwrap()]);
    onex.run("backup-keys", &[keys.to_str().unwrap()]);
    let other = Binary::empty(Database::Sqlite);
    let said = other.run("restore", &[archive.to_str().unwrap(), "--keys", keys.to_str().unwrap()]);
    assert!(said.contains("everything holds together"), "{said}");
}

#[tokio::test]
async fn a_store_that_refuses_leaves_no_half_application() {
    let s3 = S3::start();
    let mut onex = Binary::demo(Database::Sqlite);
    onex.settings = s3.wrong_settings();
    onex.start();
    let branch = onex.token("branch_staff").await;
    let applications = async || {
        let list = onex.request("GET", "/institution-applications?limit=200").bearer(&branch);
        list.await.expect(200)["items"].as_array().unwrap().len()
    };
    let before = applications().await;
    let refused = applied(&onex).await;
    refused.refused(500, "internal");
    assert!(!refused.text().contains("store"), "an answer tells nothing of the inside");
    assert_eq!((applications().await, s3.objects()), (before, 0));
}

#[test]
fn a_place_for_files_that_cannot_be_is_refused_at_start() {
    let mut onex = Binary::empty(Database::Sqlite);
    for (place, says) in [("s3://", "s3://BUCKET"), ("gs://bucket", "must be a folder or s3://")] {
        onex.settings = vec![("ONEX_FILES".into(), place.into())];
        let out = onex.command("migrate").output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success() && said.contains(says), "{place}: {said}");
    }
}
