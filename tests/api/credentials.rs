//! The open forms of certificates as others check them, what proves a certificate beside them, and why it was issued.

use diesel::prelude::*;
use onex::domains::certificates::Draft;
use onex::on_native;
use onex::schema::{credential_forms, log_heads, log_state, log_tiles};
use onex_credential::bundle::{Bundle, EndKind};
use onex_credential::{AchievementCredential, Document, PublicKey, Secured, jwt};
use onex_translog::{Hash, Head, NoteKey, leaf_hash, node_hash, note, verify_inclusion};
use support::{Actor, Answer, Id, Role, Scope, TestApp, Value, both, json};

use crate::certificates::{certifier, draft, issue, revoke, sql};
use crate::issuance::{PASS, Stage, stage};
use crate::issuer::{did_document, rotated};
use crate::seals::{from_before, tamper};

const FORMS: [&str; 2] = ["credential_forms_immutable_update", "credential_forms_immutable_delete"];

/// A student with a certificate that a run has issued to them.
pub struct Held {
    pub stage: Stage,
    pub student: Actor,
    pub path: String,
    pub number: String,
}

pub async fn held(app: &TestApp) -> Held {
    let stage = stage(app).await;
    let students = app.students(&app.school("32"), 1);
    app.sat(&stage.first, &stage.programme, 0, &students, &PASS);
    let run = stage.prepared(app, stage.wanted()).await;
    let run = stage.issued(app, &run).await;
    let item = stage.items(&run, "issued").await.remove(0);
    let text = |key: &str| item[key].as_str().unwrap().to_string();
    Held {
        student: app.student(students[0]).await,
        path: format!("/certificates/{}", text("certificate_id")),
        number: text("certificate_number"),
        stage,
    }
}

/// The key that a form names, out of the DID document.
async fn published(app: &TestApp, name: &str) -> PublicKey {
    let (_, keys) = did_document(app).await;
    keys.into_iter().find(|(id, _)| id == name).expect("the key is published").1
}

async fn token(app: &TestApp, answer: &Answer) -> AchievementCredential {
    answer.expect(200);
    let decoded = jwt::decode::<AchievementCredential>(&answer.text()).unwrap();
    decoded.verify(published(app, decoded.key_id().unwrap()).await).unwrap();
    decoded.document
}

async fn secured(app: &TestApp, answer: &Answer) -> AchievementCredential {
    answer.expect(200);
    let secured = Secured::<AchievementCredential>::parse(&answer.bytes).unwrap();
    secured.verify(published(app, secured.key_id().unwrap()).await).unwrap();
    secured.document
}

/// The forms that are kept: certificate, form, hash.
fn kept(app: &TestApp) -> Vec<(Id, String, Vec<u8>)> {
    app.state
        .db
        .read_blocking(|conn| {
            Ok(credential_forms::table
                .order((credential_forms::certificate_id, credential_forms::form))
                .select((
                    credential_forms::certificate_id,
                    credential_forms::form,
                    credential_forms::sha256,
                ))
                .load(conn)?)
        })
        .unwrap()
}

/// Waits for the forms that an issuance has asked for.
async fn made(app: &TestApp, owner: &Actor) {
    let jobs = owner.get("/jobs?kind=credentials.make_forms").await.expect(200);
    for job in jobs["items"].as_array().unwrap() {
        let job = app.job(owner, job["id"].as_str().unwrap()).await;
        assert_eq!(job["status"], "succeeded", "{job}");
    }
}

async fn make(app: &TestApp, by: &Actor) -> Value {
    let started = by.request("POST", "/credential-form-jobs").await.expect(202);
    let job = app.job(by, started["job"]["id"].as_str().unwrap()).await;
    assert_eq!(job["status"], "succeeded", "{job}");
    job
}

/// What is wrong, apart from the people and places that these certificates do without.
fn faults(app: &TestApp) -> Vec<String> {
    let mut faults = app.faults();
    faults.retain(|f| !f.ends_with("not there"));
    faults
}

both! {
    async fn a_holder_downloads_both_forms_and_a_stranger_verifies_them(app: TestApp) {
        let held = held(&app).await;
        let answer = held.student.get(&format!("{}/credential.jwt", held.path)).await;
        assert_eq!(answer.header("content-type"), "application/vc+jwt");
        assert!(answer.header("content-disposition").contains(&format!("{}.jwt", held.number)));
        let by_token = token(&app, &answer).await;
        let answer = held.student.get(&format!("{}/credential.json", held.path)).await;
        assert_eq!(answer.header("content-type"), "application/vc");
        assert!(answer.header("content-disposition").contains(&format!("{}.json", held.number)));
        let by_proof = secured(&app, &answer).await;
        let subject = &by_token.credential_subject;
        assert_eq!(*subject, by_proof.credential_subject);
        assert_eq!(format!("/certificates/{}", by_token.id.trim_start_matches("urn:uuid:")), held.path);
        assert_eq!(subject.license_number, held.number);
        assert_eq!(subject.identifier.0.identity_hash, "王小明");
        let scores: Vec<_> = subject.result.iter().map(|r| r.value.as_deref().unwrap()).collect();
        assert_eq!(scores, ["87.5", "60", "100"]);
        // Its bit lies in the list that each form names, and is not set.
        let place = by_token.place().unwrap();
        for (credential, media) in [(&by_token, "application/vc+jwt"), (&by_proof, "application/vc")] {
            let url = &credential.credential_status.status_list_credential;
            let path = url.strip_prefix("https://127.0.0.1").unwrap();
            let list = app.get(&format!("/raw{path}")).await;
            assert_eq!((list.status, list.header("content-type")), (200, media));
        }
        let list = app.get("/raw/status-lists/1.jwt").await.text();
        let bits = jwt::decode::<onex_credential::StatusList>(&list).unwrap().document.bits().unwrap();
        assert_eq!(bits.get(place.index), Ok(false));
        // With the salt, and only with it, the number of the holder's document is the one that is hashed.
        let salt = held.student.get(&format!("{}/holder-salt", held.path)).await;
        assert_eq!(salt.header("cache-control"), "no-store");
        let salt = salt.expect(200);
        let hash = |salt: &str| {
            let salted = format!("110101199003074514{salt}");
            format!("sha256${}", onex_credential::canonical::sha256_hex(salted.as_bytes()))
        };
        assert_eq!(salt["identity_type"], "nationalIdentityNumber");
        assert_eq!(salt["identity_hash"], hash(salt["salt"].as_str().unwrap()));
        assert_eq!(salt["identity_hash"], subject.identifier.1.identity_hash);
        assert_ne!(salt["identity_hash"], hash(""));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn an_issuance_has_the_forms_made_and_made_again_they_are_the_same(app: TestApp) {
        let held = held(&app).await;
        made(&app, &held.stage.first).await;
        let before = kept(&app);
        assert_eq!(before.iter().map(|(_, form, _)| form.as_str()).collect::<Vec<_>>(), ["data_integrity", "vc_jwt"]);
        let texts = async |app: &TestApp| {
            let who = certifier(app).await;
            (who.get(&format!("{}/credential.jwt", held.path)).await.text(), who.get(&format!("{}/credential.json", held.path)).await.text())
        };
        let first = texts(&app).await;
        assert_eq!(kept(&app), before, "what is kept is given out");
        // Lost, and after a rotation: whoever asks, and the job, get the same bytes.
        tamper(&app, &FORMS, "DELETE FROM credential_forms");
        let next = rotated(&app);
        assert_eq!(texts(&next).await, first);
        assert_eq!(kept(&app), before);
        tamper(&app, &FORMS, "DELETE FROM credential_forms");
        let job = make(&next, &next.hq().await).await;
        assert_eq!(job["result"], json!({ "certificates": 1, "forms": 2 }));
        assert_eq!(kept(&app), before);
        let again = make(&app, &certifier(&app).await).await;
        assert_eq!((again["result"]["certificates"].clone(), again["rows_total"].clone()), (json!(0), json!(0)));
        assert_eq!(app.faults(), [""; 0]);
        app.branch("32").await.request("POST", "/credential-form-jobs").await.refused(403, "forbidden");
    }

    async fn a_reissue_has_its_forms_made_as_well(app: TestApp) {
        let held = held(&app).await;
        made(&app, &held.stage.first).await;
        let asked = held.stage.first.post(&format!("{}/reissue", held.path), json!({ "reason": "姓名更正" })).await.expect(201);
        let approve = format!("/certificate-revocations/{}/approve", asked["id"].as_str().unwrap());
        let done = held.stage.second.request("POST", &approve).if_match(1).await.expect(200);
        made(&app, &held.stage.second).await;
        assert_eq!(kept(&app).len(), 4);
        let new = format!("/certificates/{}", done["items"][0]["replacement"]["id"].as_str().unwrap());
        let (old, new) = (
            token(&app, &held.student.get(&format!("{}/credential.jwt", held.path)).await).await,
            token(&app, &held.student.get(&format!("{new}/credential.jwt")).await).await,
        );
        assert_ne!(old.credential_subject.id, new.credential_subject.id, "two certificates of one person share no name of theirs");
        assert_eq!(old.credential_subject.achievement, new.credential_subject.achievement);
        let evidence = held.stage.first.get(&format!("/certificates/{}/evidence", new.id.trim_start_matches("urn:uuid:"))).await.expect(200);
        assert_eq!((evidence["agrees"].clone(), evidence["reissue"]["agrees"].clone()), (json!(true), json!(true)), "{evidence}");
        assert_eq!(evidence["reissue"]["requested"]["by"], held.stage.first.id.to_string());
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn whoever_does_not_see_a_certificate_gets_nothing_of_it(app: TestApp) {
        let held = held(&app).await;
        let parts = ["credential.json", "credential.jwt", "bundle", "evidence"].map(|part| format!("{}/{part}", held.path));
        let (near, far) = (app.branch("32").await, app.branch("42").await);
        let other = app.student(app.students(&app.school("32"), 1)[0]).await;
        let expert = app.actor(Role::Expert, Scope::Country).await;
        for part in &parts {
            near.get(part).await.expect(200);
            held.student.get(part).await.expect(200);
            far.get(part).await.refused(404, "not_found");
            other.get(part).await.refused(404, "not_found");
            expert.get(part).await.refused(403, "forbidden");
            app.get(part).await.refused(401, "unauthenticated");
        }
        let salt = format!("{}/holder-salt", held.path);
        near.get(&salt).await.refused(403, "forbidden");
        other.get(&salt).await.refused(404, "not_found");
        // Somebody else says why, and the trail keeps it.
        let hq = app.hq().await;
        hq.get(&salt).await.refused(422, "invalid");
        hq.get(&format!("{salt}?reason=%20%20")).await.refused(422, "invalid");
        assert_eq!(app.audited("certificate.reveal_salt"), 0);
        hq.get(&format!("{salt}?reason=%E5%8A%9E%E7%90%86%E8%AE%A4%E8%AF%81")).await.expect(200);
        held.stage.first.get(&format!("{salt}?reason=audit")).await.expect(200);
        held.student.get(&salt).await.expect(200);
        let trail = hq.get("/audit-events?action=certificate.reveal_salt").await.expect(200);
        let reasons: Vec<_> = trail["items"].as_array().unwrap().iter().map(|e| e["detail"]["reason"].clone()).collect();
        assert_eq!(reasons, [Value::Null, json!("audit"), json!("办理认证")]);
    }

    async fn a_certificate_from_before_has_no_open_form_and_says_so(app: TestApp) {
        let old = from_before(&app);
        let node = app.another_node();
        let hq = node.hq().await;
        let path = format!("/certificates/{}", old[0]);
        for part in ["credential.json", "credential.jwt", "evidence", "holder-salt?reason=audit"] {
            let refused = hq.get(&format!("{path}/{part}")).await.refused(409, "credential_unavailable");
            assert!(refused["detail"].as_str().unwrap().contains("reissue"), "{refused}");
        }
        assert_eq!(make(&node, &hq).await["result"]["certificates"], 0);
        // It is signed and in the log all the same.
        let bundle = Bundle::parse(&hq.get(&format!("{path}/bundle")).await.bytes).unwrap().open().unwrap();
        assert_eq!(bundle.snapshot.schema, 1);
        let number = &bundle.snapshot.number;
        let answer = node.post("/public/certificates/verify", json!({ "number": number, "name": "王小明" })).await.expect(200);
        assert_eq!((answer["verdict"].clone(), answer.get("credential"), answer["bundle"]["leaf"]["index"].clone()), (json!("valid"), None, json!(0)));
    }

    async fn evidence_says_who_and_why_and_whether_the_records_agree(app: TestApp) {
        let held = held(&app).await;
        let evidence = format!("{}/evidence", held.path);
        let told = held.stage.second.get(&evidence).await.expect(200);
        assert_eq!((told["agrees"].clone(), told["bound"].clone()), (json!(true), json!(true)), "{told}");
        assert_eq!(told["sha256"], onex_credential::canonical::sha256_hex(told["record"].as_str().unwrap().as_bytes()));
        let (prepared, approved) = (&told["run"]["prepared"], &told["run"]["approved"]);
        assert_eq!((prepared["by"].clone(), approved["by"].clone()), (json!(held.stage.first.id), json!(held.stage.second.id)));
        assert!(prepared["name"].is_string() && approved["at"].is_string());
        let results: Vec<_> = told["results"].as_array().unwrap().iter()
            .map(|r| (r["said"]["subject"].as_str().unwrap(), r["said"]["score"].as_str().unwrap(), r["said"]["exam_date"].as_str().unwrap(), r["agrees"] == true))
            .collect();
        let mut sorted = results.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [("agency", "87.5", "2020-04-18", true), ("outsourcing", "60", "2020-04-18", true), ("steward", "100", "2020-04-18", true)]);
        // The holder learns that two people did it, and not their names.
        let own = held.student.get(&evidence).await.expect(200);
        assert!(own["run"]["prepared"].get("name").is_none() && own["run"]["prepared"]["by"] != own["run"]["approved"]["by"]);
        // A correction by the book changes nothing: the version it rests on is in the history.
        let students = app.state.db.read_blocking(|conn| {
            use onex::schema::students;
            Ok(students::table.filter(students::user_id.eq(held.student.id)).select(students::id).load::<Id>(conn)?)
        }).unwrap();
        app.sat(&held.stage.first, &held.stage.programme, 0, &students, &[support::Sat::Scored("90")]);
        let told = held.student.get(&evidence).await.expect(200);
        assert_eq!(told["agrees"], true, "{told}");
        assert!(told["results"].as_array().unwrap().iter().all(|r| r["said"]["score"] != "90"));
        // Past the application it does not go unnoticed.
        sql(&app, "UPDATE subject_results SET score_hundredths = 9999 WHERE score_hundredths = 6000").unwrap();
        let told = held.student.get(&evidence).await.expect(200);
        let disagree: Vec<_> = told["results"].as_array().unwrap().iter().filter(|r| r["agrees"] == false).map(|r| r["said"]["score"].clone()).collect();
        assert_eq!((told["agrees"].clone(), told["bound"].clone(), disagree), (json!(false), json!(true), vec![json!("99.99")]));
        assert!(app.faults().iter().any(|f| f.contains("the evidence of its results")), "{:?}", app.faults());
        sql(&app, "UPDATE issuance_runs SET approved_at = approved_at + 1").unwrap();
        assert_eq!(held.student.get(&evidence).await.expect(200)["run"]["agrees"], false);
        tamper(&app, &["certificate_seals_immutable_update"], "UPDATE certificate_seals SET evidence = replace(evidence, '\"v\":1', '\"v\":2')");
        assert_eq!(held.student.get(&evidence).await.expect(200)["bound"], false);
    }

    async fn a_form_that_was_changed_by_hand_is_found(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        make(&app, &certifier(&app).await).await;
        assert_eq!(faults(&app), [""; 0]);
        let found = |wanted: &str| {
            let faults = faults(&app);
            assert!(faults.iter().any(|f| f.contains(wanted)), "{wanted}: {faults:?}");
        };
        // One certificate's token in the place of the other's, with its hash: signed, and not this one's.
        tamper(&app, &FORMS, "UPDATE credential_forms SET (sha256, body) = (SELECT f.sha256, f.body FROM credential_forms f \
            WHERE f.form = 'vc_jwt' ORDER BY f.certificate_id LIMIT 1) WHERE form = 'vc_jwt'");
        found("its form vc_jwt is not what the snapshot gives");
        tamper(&app, &FORMS, "UPDATE credential_forms SET (sha256, body) = (SELECT f.sha256, f.body FROM credential_forms f \
            WHERE f.form = 'vc_jwt' ORDER BY f.certificate_id LIMIT 1) WHERE form = 'data_integrity'");
        found("its form data_integrity is not signed by the issuer");
        tamper(&app, &FORMS, "UPDATE credential_forms SET body = (SELECT signature FROM certificate_seals LIMIT 1)");
        found("its form vc_jwt is not what was kept");
        // Nobody is given it.
        certifier(&app).await.get(&format!("/certificates/{}/credential.jwt", issued[0].id)).await.refused(500, "internal");
    }

    async fn the_database_itself_keeps_forms_as_they_are(app: TestApp) {
        issue(&app, vec![draft(1, "王小明")]);
        make(&app, &certifier(&app).await).await;
        for statement in ["UPDATE credential_forms SET made_at = 1", "DELETE FROM credential_forms"] {
            let refused = sql(&app, statement).unwrap_err();
            assert!(refused.contains("credential_forms_immutable"), "{statement}: {refused}");
        }
    }

    async fn the_bundle_of_a_certificate_is_small_in_a_log_of_a_million(app: TestApp) {
        a_million_leaves(&app);
        let long = "买买提·阿卜杜热合曼·阿卜杜拉";
        let mut large = Draft { institution_name: "新疆维吾尔自治区财经职业技术学院（示例分校）".into(), ..draft(1, long) };
        let mut third = large.subjects[0].clone();
        third.code = "outsourcing".into();
        large.subjects.push(third);
        for subject in &mut large.subjects {
            subject.title.en = Some("Elementary agency practice in shared accounting services".into());
        }
        let issued = issue(&app, vec![large, draft(3, "李雷")]);
        revoke(&app, &issued[0].number).await;
        let hq = app.hq().await;
        for (certificate, ended) in [(&issued[0], true), (&issued[1], false)] {
            let answer = hq.get(&format!("/certificates/{}/bundle", certificate.id)).await;
            answer.expect(200);
            assert!(answer.header("content-disposition").contains(&format!("{}.bundle.json", certificate.number)));
            assert!(answer.bytes.len() <= 4096, "{} bytes", answer.bytes.len());
            let public = json!({ "number": certificate.number, "name": if ended { long } else { "李雷" } });
            let said = app.post("/public/certificates/verify", public).await.expect(200);
            assert_eq!(said["bundle"], answer.json());
            holds(&app, &answer.bytes, ended).await;
        }
    }

    async fn who_verifies_by_number_and_name_gets_what_proves_it(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明")]);
        let question = json!({ "number": issued[0].number, "name": "王小明" });
        let answer = app.post("/public/certificates/verify", question.clone()).await.expect(200);
        let decoded = jwt::decode::<AchievementCredential>(answer["credential"].as_str().unwrap()).unwrap();
        decoded.verify(published(&app, decoded.key_id().unwrap()).await).unwrap();
        assert_eq!(decoded.document.id(), format!("urn:uuid:{}", issued[0].id));
        holds(&app, answer["bundle"].to_string().as_bytes(), false).await;
        // What was made for this is kept; asked again it is the same.
        assert_eq!(kept(&app).len(), 2);
        let again = app.post("/public/certificates/verify", question.clone()).await.expect(200);
        assert_eq!(again["credential"], answer["credential"]);
        let many = certifier(&app).await.post("/certificates/verify", json!({ "items": [question] })).await.expect(200);
        let many = &many["items"][0];
        assert!(many["verdict"] == "valid" && many.get("credential").is_none() && many.get("bundle").is_none());
    }

    async fn the_address_of_an_achievement_says_what_it_is(app: TestApp) {
        let held = held(&app).await;
        let named = token(&app, &held.student.get(&format!("{}/credential.jwt", held.path)).await).await.credential_subject.achievement;
        let path = named.id.strip_prefix("https://127.0.0.1").unwrap();
        let answer = app.get(&format!("/raw{path}")).await;
        assert_eq!((answer.header("content-type"), answer.header("access-control-allow-origin")), ("application/json", "*"));
        let there = answer.expect(200);
        for same in ["id", "type", "name", "version", "humanCode", "achievementType", "description", "inLanguage", "resultDescription"] {
            assert_eq!(there[same], serde_json::to_value(&named).unwrap()[same], "{same}");
        }
        let criteria = there["criteria"]["narrative"].as_str().unwrap();
        assert!(criteria.lines().any(|line| line == named.criteria.narrative), "{criteria}");
        app.get("/raw/achievements/2020-spring/training_certificate/1").await.expect(200);
        for wrong in ["2020-spring/skill_certificate/0", "2020-spring/skill_certificate/01", "2020-spring/skill_certificate/99",
            "2020-spring/skill_certificate/x", "2020-spring/diploma/1", "1999-spring/skill_certificate/1"] {
            app.get(&format!("/raw/achievements/{wrong}")).await.refused(404, "not_found");
        }
    }
}

/// What a stranger checks of a bundle: the signature, and that the log of the signed head has its leaves.
async fn holds(app: &TestApp, text: &[u8], ended: bool) {
    let bundle = Bundle::parse(text).unwrap().open().unwrap();
    bundle.sealed.verify(&bundle.signature, published(app, &bundle.key).await).unwrap();
    let keys = app.get("/public/issuer-keys").await.expect(200);
    let keys: Vec<NoteKey> = keys["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|k| NoteKey::parse(k.as_str().unwrap()).unwrap())
        .collect();
    let (head, _) = note::open(bundle.checkpoint.as_bytes(), &keys).unwrap();
    assert_eq!(bundle.end.as_ref().map(|(kind, _)| *kind), ended.then_some(EndKind::Revoke));
    for leaf in std::iter::once(&bundle.leaf).chain(bundle.end.iter().map(|(_, leaf)| leaf)) {
        let hash = leaf.entry.leaf_hash();
        verify_inclusion(&hash, leaf.index, head.size, &leaf.proof, &head.root).unwrap();
    }
}

/// A log that has grown to 2^20 leaves, as far as whoever proves and appends can see: all leaves are the same, so each
/// level of its tree has one hash only.
fn a_million_leaves(app: &TestApp) {
    let (size, at) = (1_i64 << 20, app.state.clock.now());
    let up = |hash: Hash, levels: u32| (0..levels).fold(hash, |hash, _| node_hash(&hash, &hash));
    let levels = [leaf_hash(b"a"), up(leaf_hash(b"a"), 8), up(leaf_hash(b"a"), 16)];
    let root = up(levels[2], 4);
    let head = Head { size: u64::try_from(size).unwrap(), root, time: at.0.div_euclid(1_000_000) };
    let note = app.state.issuer.log_signer().unwrap().sign(&head).unwrap();
    app.state
        .db
        .write_blocking(|conn| {
            for (level, hash) in (0_i32..).zip(levels) {
                let hashes = size >> (8 * level);
                let tiles: Vec<_> = (0..(hashes + 255) / 256)
                    .map(|idx| {
                        let width = usize::try_from((hashes - idx * 256).min(256)).unwrap();
                        (
                            log_tiles::level.eq(level),
                            log_tiles::idx.eq(idx),
                            log_tiles::hashes.eq(hash.repeat(width)),
                        )
                    })
                    .collect();
                for some in tiles.chunks(500) {
                    on_native!(&mut *conn, c => diesel::insert_into(log_tiles::table).values(some).execute(c))?;
                }
            }
            on_native!(&mut *conn, c => diesel::insert_into(log_state::table)
                .values((log_state::id.eq(1), log_state::size.eq(size), log_state::at.eq(at)))
                .execute(c))?;
            on_native!(&mut *conn, c => diesel::insert_into(log_heads::table)
                .values((
                    log_heads::size.eq(size),
                    log_heads::root.eq(root.to_vec()),
                    log_heads::at.eq(at),
                    log_heads::note.eq(note),
                ))
                .execute(c))?;
            Ok(())
        })
        .unwrap();
}
