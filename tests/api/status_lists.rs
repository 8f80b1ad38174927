//! The status lists as others fetch them, at the address that certificates name.

use onex::domains::certificates::{Draft, Evidence};
use onex_credential::data_integrity::Secured;
use onex_credential::snapshot::Place;
use onex_credential::status::Purpose;
use onex_credential::{Snapshot, StatusList, jwt};
use support::{Id, School, TestApp, both, json};

use crate::certificates::{certifier, draft, issue, revoke};
use crate::issuer::{did_document, rotated};

fn place(app: &TestApp, certificate: Id) -> Place {
    use diesel::prelude::*;
    use onex::schema::certificates as c;
    let (text, hash): (String, String) = app
        .state
        .db
        .read_blocking(|conn| {
            Ok(c::table.find(certificate).select((c::snapshot, c::snapshot_hash)).first(conn)?)
        })
        .unwrap();
    Snapshot::open(&text, &hash).unwrap().credential.unwrap().status
}

/// The draft of a certificate for a student who is there.
fn held_by(app: &TestApp, student: Id, school: &School) -> Draft {
    use diesel::prelude::*;
    use onex::schema::students;
    let person = app.state.db.read_blocking(|conn| {
        Ok(students::table.find(student).select(students::person_id).first(conn)?)
    });
    let person = person.unwrap();
    Draft {
        holder_person_id: person,
        institution_id: school.id,
        student_id: Some(student),
        evidence: Evidence::of(person),
        ..draft(1, "王小明")
    }
}

/// The list as JSON with a proof, which the first key of the DID document must have made.
async fn list(app: &TestApp, path: &str) -> StatusList {
    let answer = app.request("GET", &format!("/raw{path}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/vc");
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let secured = Secured::<StatusList>::parse(&answer.bytes).unwrap();
    let (_, keys) = did_document(app).await;
    assert_eq!(secured.key_id().unwrap(), keys[0].0);
    secured.verify(keys[0].1).unwrap();
    assert_eq!(secured.document.id, format!("https://127.0.0.1{path}"));
    secured.document
}

/// The list as a token.
async fn token(app: &TestApp, path: &str) -> StatusList {
    let answer = app.request("GET", &format!("/raw{path}")).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/vc+jwt"));
    let decoded = jwt::decode::<StatusList>(&answer.text()).unwrap();
    let (_, keys) = did_document(app).await;
    assert_eq!(decoded.key_id().unwrap(), keys[0].0);
    decoded.verify(keys[0].1).unwrap();
    decoded.document
}

both! {
    async fn a_bit_is_set_once_a_certificate_holds_no_more(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        let (kept, gone) = (place(&app, issued[0].id), place(&app, issued[1].id));
        assert_eq!((kept.list, gone.list), (1, 1));
        let before = list(&app, "/status-lists/1").await.bits().unwrap();
        assert_eq!(before.length(), 131_072);
        assert!(!before.get(gone.index).unwrap());
        revoke(&app, &issued[1].number).await;
        let path = "/status-lists/1";
        for bits in [list(&app, path).await.bits().unwrap(), token(&app, "/status-lists/1.jwt").await.bits().unwrap()] {
            assert_eq!((bits.get(kept.index), bits.get(gone.index)), (Ok(false), Ok(true)));
        }
        // Revoked is not superseded.
        let superseded = list(&app, "/status-lists/1/superseded").await;
        assert_eq!(superseded.credential_subject.status_purpose, Purpose::Message);
        assert!(!superseded.bits().unwrap().get(gone.index).unwrap());
        token(&app, "/status-lists/1/superseded.jwt").await;
    }

    async fn it_is_the_same_at_the_api_and_negotiated(app: TestApp) {
        issue(&app, vec![draft(1, "王小明")]);
        let plain = app.request("GET", "/raw/status-lists/1").await;
        let api = app.get("/public/status-lists/1").await;
        assert_eq!((api.status, &api.bytes), (200, &plain.bytes));
        let token = app.get("/public/status-lists/1.jwt").await;
        let negotiated = app.get("/public/status-lists/1").header("accept", "application/vc+jwt, */*").await;
        assert_eq!((negotiated.status, &negotiated.bytes), (200, &token.bytes));
        assert_eq!(app.get("/public/status-lists/1/superseded.jwt").await.status, 200);
        assert_eq!(app.get("/public/status-lists/1/superseded").await.status, 200);
        let tag = plain.header("etag").to_string();
        assert_eq!(app.get("/public/status-lists/1").header("if-none-match", &tag).await.status, 304);
        app.get("/public/status-lists/2").await.refused(404, "not_found");
        app.get("/public/status-lists/0.jwt").await.refused(404, "not_found");
        app.get("/public/status-lists/x").await.refused(400, "malformed");
        app.request("GET", "/raw/status-lists/2").await.refused(404, "not_found");
    }

    async fn after_a_rotation_the_first_key_signs_at_once(app: TestApp) {
        issue(&app, vec![draft(1, "王小明")]);
        let before = app.get("/public/status-lists/1").await.header("etag").to_string();
        let next = rotated(&app);
        let after = next.get("/public/status-lists/1").header("if-none-match", &before).await;
        assert_eq!(after.status, 200, "what was kept is of another key");
        // `list` holds the key to be the first of the document.
        list(&next, "/status-lists/1").await;
        token(&next, "/status-lists/1.jwt").await;
    }

    async fn a_reissue_is_told_apart_by_the_second_list(app: TestApp) {
        let school = app.school("32");
        let student = app.students(&school, 1)[0];
        let (first, second) = (certifier(&app).await, certifier(&app).await);
        let issued = issue(&app, vec![held_by(&app, student, &school)]);
        let old = place(&app, issued[0].id);
        let asked = first.post(&format!("/certificates/{}/reissue", issued[0].id), json!({ "reason": "姓名更正" })).await.expect(201);
        let approve = format!("/certificate-revocations/{}/approve", asked["id"].as_str().unwrap());
        let done = second.request("POST", &approve).if_match(1).await.expect(200);
        let new = place(&app, done["items"][0]["replacement"]["id"].as_str().unwrap().parse().unwrap());
        for path in ["/status-lists/1", "/status-lists/1/superseded"] {
            let bits = list(&app, path).await.bits().unwrap();
            assert_eq!((bits.get(old.index), bits.get(new.index)), (Ok(true), Ok(false)), "{path}");
        }
    }
}
