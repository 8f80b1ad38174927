//! Certificates as files: whoever reads one may have it, a file with another byte is not authentic, and none is issued
//! that has none.

use onex::schema::certificate_prints;
use onex_credential::seal;
use support::{Role, Scope, both, json};

use crate::certificates::sheet;
use crate::credentials::held;
use crate::issuance::{PASS, rename, stage};
use crate::issuer::did_document;

both! {
    async fn a_certificate_is_printed_with_its_credential_inside_and_sealed(app: TestApp) {
        use diesel::prelude::*;
        let held = held(&app).await;
        let path = format!("{}/certificate.pdf", held.path);
        let answer = held.student.get(&path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"), "{}", answer.text());
        assert!(answer.header("content-disposition").contains(&held.number));
        let (_, keys) = did_document(&app).await;
        let key = |name: &str| keys.iter().find(|(id, _)| id == name).map(|(_, key)| *key);
        let checked = seal::check(&answer.bytes, key).unwrap();
        // What is inside is the token that is given out by itself.
        let token = held.student.get(&format!("{}/credential.jwt", held.path)).await.text();
        assert_eq!(&answer.bytes[checked.credential], token.as_bytes());
        // The same again, byte by byte, for whoever may read it; and the server knows it by its hash.
        let again = held.stage.first.get(&path).await;
        assert!(again.bytes == answer.bytes);
        let known: Vec<(Vec<u8>, i64)> = app.state.db.read_blocking(|conn| {
            Ok(certificate_prints::table.select((certificate_prints::sha256, certificate_prints::size)).load(conn)?)
        }).unwrap();
        assert_eq!(known, [(onex::platform::keys::sha256(&answer.bytes).to_vec(), answer.bytes.len() as i64)]);
        // One byte, anywhere.
        for at in [20, answer.bytes.len() / 2, answer.bytes.len() - 10] {
            let mut changed = answer.bytes.to_vec();
            changed[at] ^= 1;
            assert!(seal::check(&changed, key).is_err(), "byte {at}");
        }
    }

    async fn others_have_no_file_of_it(app: TestApp) {
        let held = held(&app).await;
        let path = format!("{}/certificate.pdf", held.path);
        app.branch("42").await.get(&path).await.refused(404, "not_found");
        let other = app.actor(Role::Student, Scope::Own { user: held.student.id, institution: None }).await;
        other.get(&path).await.refused(404, "not_found");
        app.actor(Role::Expert, Scope::Country).await.get(&path).await.refused(403, "forbidden");
    }

    async fn whom_no_font_can_print_gets_no_certificate_and_is_told_why(app: TestApp) {
        let stage = stage(&app).await;
        let school = app.school("32");
        let (good, rare, later) = (app.students(&school, 1), app.students(&school, 1), app.students(&school, 1));
        for who in [&good, &rare, &later] {
            app.sat(&stage.first, &stage.programme, 0, who, &PASS);
        }
        rename(&app, rare[0], "王\u{2ebf0}").await;
        let run = stage.prepared(&app, stage.wanted()).await;
        assert_eq!(run["counts"], json!({ "eligible": 2, "ineligible": 1, "already_held": 0, "issued": 0 }));
        let reasons = json!([{ "status": "unprintable_character", "detail": "holder_name: \u{2ebf0} (U+2EBF0)" }]);
        let out = stage.items(&run, "ineligible").await.remove(0);
        assert_eq!((&out["holder"]["student_id"], &out["reasons"]), (&json!(rare[0]), &reasons));
        let path = format!("/issuance-runs/{}/items/export.xlsx?outcome=ineligible", run["id"].as_str().unwrap());
        let rows = sheet(&stage.first.get(&path).await.bytes);
        assert!(rows[1][5].starts_with("有无法打印的字") && rows[1][5].contains("U+2EBF0"), "{rows:?}");
        // Again when it is issued: a name was corrected meanwhile.
        rename(&app, later[0], "李\u{2ebf0}").await;
        let run = stage.issued(&app, &run).await;
        assert_eq!(run["counts"], json!({ "eligible": 0, "ineligible": 2, "already_held": 0, "issued": 1 }));
        let issued = stage.items(&run, "issued").await;
        assert_eq!(issued[0]["holder"]["student_id"], json!(good[0]));
        let out = stage.items(&run, "ineligible").await;
        assert!(out.iter().all(|item| item["reasons"] == reasons), "{out:?}");
        assert_eq!(app.student(later[0]).await.get("/certificates").await.expect(200)["items"], json!([]));
        assert_eq!(app.faults(), [""; 0]);
        // Nor is one reissued to a name that cannot be printed.
        rename(&app, good[0], "王\u{2ebf0}").await;
        let certificate = issued[0]["certificate_id"].as_str().unwrap();
        let asked = stage.first.post(&format!("/certificates/{certificate}/reissue"), json!({ "reason": "姓名更正" })).await.expect(201);
        let path = format!("/certificate-revocations/{}/approve", asked["id"].as_str().unwrap());
        let refused = stage.second.request("POST", &path).if_match(1).await.refused(409, "state_forbids");
        assert!(refused["detail"].as_str().unwrap().contains("U+2EBF0"), "{refused}");
        assert_eq!(stage.first.get(&format!("/certificates/{certificate}")).await.expect(200)["status"], "valid");
    }
}
