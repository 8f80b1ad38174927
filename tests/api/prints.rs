//! Certificates as files: whoever reads one may have it, and a file with another byte is not authentic.

use onex::schema::certificate_prints;
use onex_credential::seal;
use support::{Role, Scope, both};

use crate::credentials::held;
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
}
