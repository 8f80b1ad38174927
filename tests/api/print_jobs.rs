//! Certificates printed in bulk: the sealed files in folders, or pages alone.

use std::collections::BTreeMap;
use std::io::Read;

use onex::domains::certificates::{Draft, Issued};
use onex::platform::keys::{hex, sha256};
use onex::platform::retention::PRINT_JOBS;
use support::{Actor, Answer, PASSWORD, TestApp, Value, both, json};

use crate::certificates::{certifier, draft, id, issue, revoke, sql};
use crate::issuance::PASS;
use crate::retention::{after, swept};
use crate::seals::from_before;

const PATH: &str = "/certificate-print-jobs";

fn of(print_job: &Value) -> String {
    format!("{PATH}/{}", print_job["id"].as_str().unwrap())
}

/// Asks for a file and waits for it: what was asked for as it is then.
async fn printed(app: &TestApp, who: &Actor, wanted: Value) -> Value {
    let started = who.post(PATH, wanted).await.expect(202);
    let job = app.job(who, started["job"]["id"].as_str().unwrap()).await;
    assert_eq!(job["status"], "succeeded", "{job}");
    let done = who.get(&of(&started["print_job"])).await.expect(200);
    assert_eq!(done["status"], "ready", "{done}");
    done
}

/// Something printed for this branch of the region 42.
pub async fn of_region(app: &TestApp, branch: &Actor) -> String {
    issue(app, vec![draft(2, "王二")]);
    let started = branch.post(PATH, json!({ "format": "zip" })).await.expect(202);
    started["print_job"]["id"].as_str().unwrap().to_string()
}

async fn file(who: &Actor, print_job: &Value) -> Answer {
    let answer = who.get(&format!("{}/file", of(print_job))).await;
    answer.expect(200);
    answer
}

/// The files of a ZIP by their paths.
fn unzip(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn pages(pdf: &[u8]) -> usize {
    let count = |part: &[u8]| pdf.windows(part.len()).filter(|w| *w == part).count();
    count(b"/Type/Page/") + count(b"/Type /Page\n")
}

fn pointer(answer: &Answer) -> (String, String) {
    let problem = answer.refused(422, "invalid");
    let error = &problem["errors"][0];
    (error["pointer"].as_str().unwrap().into(), error["code"].as_str().unwrap().into())
}

async fn alone(who: &Actor, certificate: &Issued) -> Vec<u8> {
    let answer = who.get(&format!("/certificates/{}/certificate.pdf", certificate.id)).await;
    answer.expect(200);
    answer.bytes
}

/// A node with the same database and the same files, whose workers take what was left.
fn later(app: &TestApp) -> TestApp {
    let files = app.folder().join("files").to_string_lossy().into_owned();
    app.another_node_with(|settings| settings.files = Some(files))
}

fn named(n: u128, name: &str, institution: &str) -> Draft {
    Draft { institution_name: institution.into(), ..draft(n, name) }
}

/// What is wrong, apart from the people and places that these certificates do without.
fn faults(app: &TestApp) -> Vec<String> {
    let mut faults = app.faults();
    faults.retain(|f| !f.ends_with("not there"));
    faults
}

both! {
    async fn a_zip_holds_the_very_files_that_are_given_out_alone_in_folders(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::certificate_prints;
        let c = certifier(&app).await;
        let issued = issue(&app, vec![draft(1, "王一"), draft(2, "王二"), draft(3, "王三"), draft(5, "王五")]);
        revoke(&app, &issued[3].number).await;
        let done = printed(&app, &c, json!({ "format": "zip" })).await;
        assert_eq!([&done["total"], &done["printed"], &done["omitted_count"]], [3, 3, 0]);
        assert_eq!(done["omitted"], json!([]));
        let answer = file(&c, &done).await;
        assert_eq!(answer.header("content-type"), "application/zip");
        assert_eq!((&done["sha256"], &done["size"]), (&json!(hex(&sha256(&answer.bytes))), &json!(answer.bytes.len())));
        let files = unzip(&answer.bytes);
        let place = |n: usize, region: &str, name: &str| format!("{region}/江苏示例职业学院/未编班/{}_{name}.pdf", issued[n].number);
        let paths = [place(0, "江苏省", "王一"), place(1, "湖北省", "王二"), place(2, "江苏省", "王三")];
        assert_eq!(files.keys().cloned().collect::<std::collections::BTreeSet<_>>(), paths.iter().cloned().collect());
        let noted: i64 = app.state.db.read_blocking(|conn| Ok(certificate_prints::table.count().get_result(conn)?)).unwrap();
        assert_eq!(noted, 3);
        for (path, certificate) in paths.iter().zip(&issued) {
            assert!(files[path] == alone(&c, certificate).await, "{path}");
        }
        assert_eq!(["create", "write", "download"].map(|what| app.audited(&format!("certificate_print_job.{what}"))), [1, 1, 1]);
        let notices = c.get("/notices").await.expect(200);
        let told = notices["items"].as_array().unwrap().iter().find(|n| n["code"] == "certificate_print_job_ready").unwrap();
        assert_eq!((&told["params"]["printed"], &told["link"]), (&json!(3), &json!(of(&done))));
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn pages_alone_are_one_file_without_credential_or_seal(app: TestApp) {
        let c = certifier(&app).await;
        issue(&app, vec![draft(1, "王一"), draft(2, "王二"), draft(3, "王\u{2ebf0}")]);
        let done = printed(&app, &c, json!({ "format": "pdf" })).await;
        assert_eq!([&done["printed"], &done["omitted_count"]], [2, 1]);
        let answer = file(&c, &done).await;
        assert_eq!(answer.header("content-type"), "application/pdf");
        assert_eq!(pages(&answer.bytes), 2);
        let has = |part: &str| answer.bytes.windows(part.len()).any(|w| w == part.as_bytes());
        assert!(!has("/EmbeddedFile") && !has("onex-pdf-seal"));
        assert!(answer.header("content-disposition").ends_with(".pdf"), "{}", answer.header("content-disposition"));
        // The same certificates are the same pages.
        let again = printed(&app, &c, json!({ "format": "pdf" })).await;
        assert_eq!(again["sha256"], done["sha256"]);
        // Where there is none that can be printed there is no file, and the reason is said.
        revoke(&app, &of_name(&c, "王一").await).await;
        let started = c.post(PATH, json!({ "format": "pdf", "region_code": "32" })).await.expect(202);
        assert_eq!(app.job(&c, started["job"]["id"].as_str().unwrap()).await["status"], "failed");
        let failed = c.get(&of(&started["print_job"])).await.expect(200);
        assert_eq!((&failed["status"], &failed["problem"]["code"]), (&json!("failed"), &json!("nothing_printable")));
        c.get(&format!("{}/file", of(&failed))).await.refused(409, "state_forbids");
    }

    async fn what_cannot_be_printed_is_left_out_and_listed_with_its_reason(app: TestApp) {
        let c = certifier(&app).await;
        let old = from_before(&app);
        onex::app::seal(&app.state).unwrap();
        let issued = issue(&app, vec![draft(11, "王一"), draft(13, "王\u{2ebf0}")]);
        let done = printed(&app, &c, json!({ "format": "zip" })).await;
        let omitted = done["omitted"].as_array().unwrap();
        let reasons: BTreeMap<&str, &str> = omitted.iter().map(|o| (o["certificate_id"].as_str().unwrap(), o["reason"].as_str().unwrap())).collect();
        let (unprintable, before) = (issued[1].id.to_string(), old[0].to_string());
        assert_eq!(reasons, [(unprintable.as_str(), "unprintable_character"), (before.as_str(), "credential_unavailable")].into());
        let one = omitted.iter().find(|o| o["reason"] == "unprintable_character").unwrap();
        assert_eq!((&one["number"], &one["holder_name"]), (&json!(issued[1].number), &json!("王\u{2ebf0}")));
        assert!(one["detail"].as_str().unwrap().contains("U+2EBF0"), "{one}");
        assert_eq!([&done["printed"], &done["omitted_count"]], [1, 2]);
        let files = unzip(&file(&c, &done).await.bytes);
        let rows = support::sheet_of(&files["未打印.xlsx"], "未打印");
        assert_eq!(rows[0], ["证书编号", "姓名", "学校", "原因", "说明"]);
        assert_eq!(rows.len(), 3);
        assert!(rows.iter().any(|row| row[3] == "有无法打印的字"), "{rows:?}");
        assert_eq!(files.len(), 2);
    }

    async fn a_class_is_a_folder_and_can_be_printed_by_itself(app: TestApp) {
        let stage = crate::issuance::stage(&app).await;
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let (inside, outside) = (app.students(&school, 2), app.students(&school, 1));
        let everybody: Vec<_> = inside.iter().chain(&outside).copied().collect();
        let edition = stage.programme.edition;
        let class = json!({ "edition_id": edition, "title": "会计/一班", "periods": [1], "student_ids": inside });
        let class = admin.post("/cohorts", class).await.expect(201);
        app.sat(&stage.first, &stage.programme, 0, &everybody, &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        let run = stage.issued(&app, &run).await;
        let all = printed(&app, &admin, json!({ "format": "zip", "run_id": run["id"] })).await;
        assert_eq!(all["printed"], 3);
        let paths = |bytes: &[u8]| -> Vec<String> {
            unzip(bytes).into_keys().map(|path| path.split('/').nth(2).unwrap().to_string()).collect()
        };
        let folders = paths(&file(&admin, &all).await.bytes);
        assert_eq!(folders.iter().filter(|f| *f == "会计_一班").count(), 2, "{folders:?}");
        assert_eq!(folders.iter().filter(|f| *f == "未编班").count(), 1);
        let own = printed(&app, &admin, json!({ "format": "zip", "cohort_id": class["id"] })).await;
        assert_eq!(own["printed"], 2);
        assert_eq!((&own["filter"]["edition_id"], &own["filter"]["institution_id"]), (&json!(edition), &json!(school.id)));
        let other = json!({ "format": "zip", "cohort_id": class["id"], "institution_id": app.institution("32") });
        assert_eq!(pointer(&stage.first.post(PATH, other).await), ("/cohort_id".into(), "institution_mismatch".into()));
    }

    async fn names_of_schools_and_people_lead_nowhere(app: TestApp) {
        let c = certifier(&app).await;
        issue(&app, vec![named(1, "王/../一", "../../etc"), named(3, "con", "C:\\学院 ."), named(5, "王五", "...")]);
        let done = printed(&app, &c, json!({ "format": "zip" })).await;
        let paths: Vec<String> = unzip(&file(&c, &done).await.bytes).into_keys().collect();
        assert_eq!(paths.len(), 3);
        for path in &paths {
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(parts.len(), 4, "{path}");
            assert!(parts.iter().all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':'])), "{path}");
        }
    }

    async fn each_prints_and_sees_what_lies_in_their_scope(app: TestApp) {
        let (hq, jiangsu, hubei) = (app.hq().await, app.branch("32").await, app.branch("42").await);
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let mine = Draft { institution_id: school.id, ..draft(7, "王七") };
        issue(&app, vec![draft(1, "王一"), draft(2, "王二"), mine]);
        let zip = json!({ "format": "zip" });
        let all = printed(&app, &hq, zip.clone()).await;
        let own = printed(&app, &jiangsu, zip.clone()).await;
        let of_school = printed(&app, &admin, zip.clone()).await;
        assert_eq!([&all, &own, &of_school].map(|p| p["printed"].as_i64().unwrap()), [3, 2, 1]);
        assert_eq!(of_school["filter"], json!({ "region_code": "32", "institution_id": school.id }));
        let seen = async |who: &Actor| who.get(&format!("{PATH}?count=true")).await.expect(200)["total"].as_i64().unwrap();
        assert_eq!([seen(&hq).await, seen(&jiangsu).await, seen(&hubei).await, seen(&admin).await], [3, 2, 0, 1]);
        for (print_job, who) in [(&all, &jiangsu), (&all, &admin), (&own, &admin), (&own, &hubei), (&of_school, &hubei)] {
            who.get(&of(print_job)).await.refused(404, "not_found");
            who.get(&format!("{}/file", of(print_job))).await.refused(404, "not_found");
        }
        jiangsu.get(&format!("{}/file", of(&of_school))).await.expect(200);
        let asked = async |who: &Actor, mut filter: Value| {
            filter["format"] = json!("zip");
            pointer(&who.post(PATH, filter).await)
        };
        let at = |pointer: &str, code: &str| (pointer.to_string(), code.to_string());
        assert_eq!(asked(&jiangsu, json!({ "region_code": "42" })).await, at("/region_code", "out_of_region"));
        assert_eq!(asked(&hubei, json!({ "institution_id": school.id })).await, at("/institution_id", "unknown"));
        assert_eq!(asked(&admin, json!({ "institution_id": app.institution("32") })).await, at("/institution_id", "unknown"));
        assert_eq!(asked(&hq, json!({ "region_code": "99" })).await, at("/region_code", "unknown"));
        assert_eq!(asked(&hq, json!({ "region_code": "42", "institution_id": school.id })).await, at("/institution_id", "region_mismatch"));
        assert_eq!(asked(&hq, json!({ "cohort_id": id(77) })).await, at("/cohort_id", "unknown"));
        assert_eq!(asked(&hq, json!({ "edition_id": id(77) })).await, at("/edition_id", "unknown"));
        assert_eq!(asked(&hq, json!({ "run_id": id(77) })).await, at("/run_id", "unknown"));
        revoke(&app, &of_name(&hq, "王七").await).await;
        hq.post(PATH, json!({ "format": "zip", "institution_id": school.id })).await.refused(409, "nothing_to_print");
        hq.post(PATH, json!({ "format": "xlsx" })).await.refused(422, "invalid");
        let sheet = support::sheet_of(&hq.get(&format!("{PATH}/export.xlsx")).await.bytes, "批量打印");
        assert_eq!((sheet.len(), &sheet[1][2..]), (4, &["ZIP", "已生成", "1", "1", "0"].map(String::from)[..]));
        app.student(app.students(&school, 1)[0]).await.get(PATH).await.refused(403, "forbidden");
    }

    async fn a_job_that_begins_again_leaves_nothing_of_the_one_before(app: TestApp) {
        use diesel::prelude::*;
        use onex::platform::db::Id;
        use onex::schema::{certificate_print_jobs, jobs};
        let c = certifier(&app).await;
        issue(&app, vec![draft(1, "王一"), draft(2, "王二")]);
        app.state.jobs.stop();
        let started = c.post(PATH, json!({ "format": "zip" })).await.expect(202);
        // The node has stored its file and died before it could say so.
        let media = [onex::platform::files::Media::Text];
        let blob = app.state.files.put_bytes("x".into(), b"half a file".to_vec(), &media).await.unwrap();
        let job: Id = started["job"]["id"].as_str().unwrap().parse().unwrap();
        let asked: Id = started["print_job"]["id"].as_str().unwrap().parse().unwrap();
        app.state.db.write_blocking(|conn| {
            diesel::update(certificate_print_jobs::table.find(asked)).set(certificate_print_jobs::blob.eq(Some(blob.sha256))).execute(conn)?;
            diesel::update(jobs::table.find(job))
                .set((jobs::status.eq("running"), jobs::attempts.eq(1), jobs::lease_until.eq(Some(support::Ts(0)))))
                .execute(conn)?;
            Ok(())
        }).unwrap();
        let node = later(&app);
        let c = node.login(&c.username, PASSWORD).await;
        assert_eq!(node.job(&c, &job.to_string()).await["status"], "succeeded");
        let done = c.get(&of(&started["print_job"])).await.expect(200);
        assert_eq!((&done["status"], &done["printed"]), (&json!("ready"), &json!(2)));
        assert_eq!(unzip(&file(&c, &done).await.bytes).len(), 2);
        assert_eq!(node.state.files.blobs().await.unwrap().len(), 1);
        assert!(node.state.files.orphans(&node.state.db).await.unwrap().is_empty());
        assert!(node.state.files.missing(&node.state.db).await.unwrap().is_empty());
        assert_eq!(faults(&node), [""; 0]);
    }

    async fn a_job_that_was_given_up_has_failed_and_says_so(app: TestApp) {
        let c = certifier(&app).await;
        issue(&app, vec![draft(1, "王一")]);
        app.state.jobs.stop();
        let press = async || c.post(PATH, json!({ "format": "zip" })).idempotency_key("print-0001").await.expect(202);
        let started = press().await;
        assert_eq!(press().await, started);
        c.get(&format!("{}/file", of(&started["print_job"]))).await.refused(409, "state_forbids");
        c.request("POST", &format!("/jobs/{}/cancel", started["job"]["id"].as_str().unwrap())).await.expect(200);
        let failed = c.get(&of(&started["print_job"])).await.expect(200);
        assert_eq!((&failed["status"], &failed["problem"]["code"]), (&json!("failed"), &json!("interrupted")));
    }

    async fn files_go_when_their_time_is_up_and_strays_are_found(app: TestApp) {
        let hq = app.hq().await;
        issue(&app, vec![draft(1, "王一")]);
        let done = printed(&app, &hq, json!({ "format": "zip" })).await;
        assert_eq!(swept(&app, after(PRINT_JOBS.days, -60)).await["certificate_print_jobs"], 0);
        let deleted = swept(&app, after(PRINT_JOBS.days + 1, 0)).await;
        assert_eq!((&deleted["certificate_print_jobs"], &deleted["files"]), (&json!(1), &json!(1)), "{deleted}");
        let gone = hq.get(&of(&done)).await.expect(200);
        assert_eq!((&gone["status"], &gone["printed"], &gone["sha256"]), (&json!("expired"), &json!(1), &done["sha256"]));
        hq.get(&format!("{}/file", of(&done))).await.refused(409, "state_forbids");
        assert!(app.state.files.blobs().await.unwrap().is_empty());
        assert_eq!(app.audited("certificate_print_job.expire"), 1);
        printed(&app, &hq, json!({ "format": "zip" })).await;
        sql(&app, "UPDATE certificate_print_jobs SET status = 'expired', file_id = NULL").unwrap();
        let said: Vec<_> = faults(&app).into_iter().filter(|f| f.contains("print")).collect();
        assert_eq!(said, ["1 files belong to no certificate print job any more"]);
    }
}

/// The number of the certificate of this holder.
async fn of_name(who: &Actor, name: &str) -> String {
    let found = who.get(&format!("/certificates?q={name}")).await.expect(200);
    found["items"][0]["number"].as_str().unwrap().to_string()
}
