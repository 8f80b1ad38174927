//! Templates of certificates: what they are checked for, which is in force, and that they touch nothing that was issued.

use onex::schema::{certificate_seals, certificate_templates};
use support::{Actor, Answer, Id, Role, Scope, TestApp, Value, both, json};

use crate::certificates::{certifier, draft, issue, sql};
use crate::credentials::held;
use crate::issuance::PASS;
use crate::seals::tamper;

const PATH: &str = "/certificate-templates";
/// In the shape of A4 across.
const BACKGROUND: &[u8] = include_bytes!("../../api/engines/print/tests/samples/rgb.jpg");
const SEAL: &[u8] = include_bytes!("../../api/engines/print/tests/samples/grey.jpg");
const CMYK: &[u8] = include_bytes!("../../api/engines/print/tests/samples/cmyk.jpg");
const KIND: (&str, &str) = ("kind", "skill_certificate");

/// The standard words with this heading.
async fn words(who: &Actor, heading: &str) -> String {
    let mut texts = who.get(&format!("{PATH}/standard?kind=skill_certificate")).await.expect(200);
    texts["heading"] = json!({ "zh": heading });
    texts.to_string()
}

/// Makes a template with these words, and more fields and files.
async fn make(
    hq: &Actor,
    heading: &str,
    fields: &[(&str, &str)],
    files: &[(&str, &str, &[u8])],
) -> Answer {
    let texts = words(hq, heading).await;
    let fields: Vec<_> = [KIND, ("texts", texts.as_str())].iter().chain(fields).copied().collect();
    hq.request("POST", PATH).form(&fields, files).await
}

/// A template, for tests that need one that is there.
pub async fn any(hq: &Actor) -> String {
    let made = make(hq, "证书", &[], &[]).await.expect(201);
    made["id"].as_str().unwrap().to_string()
}

fn of(made: &Value) -> String {
    format!("{PATH}/{}", made["id"].as_str().unwrap())
}

/// The template that a certificate is printed with.
fn template_of(app: &TestApp, certificate: Id) -> Option<Id> {
    use diesel::prelude::*;
    app.state
        .db
        .read_blocking(|conn| {
            let row = certificate_seals::table.find(certificate);
            Ok(row.select(certificate_seals::template_id).first(conn)?)
        })
        .unwrap()
}

fn count(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    app.state.db.read_blocking(|c| Ok(certificate_templates::table.count().get_result(c)?)).unwrap()
}

fn pictures(pdf: &[u8]) -> usize {
    pdf.windows(10).filter(|part| part == b"/DCTDecode").count()
}

/// Pointers and codes of what is wrong.
fn wrong(answer: &Answer) -> Vec<(String, String)> {
    let problem = answer.refused(422, "invalid");
    let text = |v: &Value| v.as_str().unwrap().to_string();
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|e| (text(&e["pointer"]), text(&e["code"]))).collect()
}

both! {
    async fn a_new_template_is_for_what_is_issued_from_then_on_and_touches_nothing_else(app: TestApp) {
        let hq = app.hq().await;
        let held = held(&app).await;
        let path = |of: &str| format!("{of}/certificate.pdf");
        let before = held.student.get(&path(&held.path)).await;
        assert_eq!((before.status, pictures(&before.bytes)), (200, 0));
        let first = make(&hq, "结业证明 {number}", &[], &[("background", "b.jpg", BACKGROUND)]).await.expect(201);
        assert_eq!(held.student.get(&path(&held.path)).await.bytes, before.bytes);

        // Somebody else passes and is certified with the new words.
        let others = app.students(&app.school("32"), 1);
        app.sat(&held.stage.first, &held.stage.programme, 0, &others, &PASS);
        let run = held.stage.prepared(&app, held.stage.wanted()).await;
        let run = held.stage.issued(&app, &run).await;
        let item = held.stage.items(&run, "issued").await.remove(0);
        let later = format!("/certificates/{}", item["certificate_id"].as_str().unwrap());
        let with_picture = held.stage.first.get(&path(&later)).await;
        assert_eq!((with_picture.status, pictures(&with_picture.bytes)), (200, 1));

        // Another one with other words and both pictures: both certificates stay what they were.
        let files: [(&str, &str, &[u8]); 2] = [("background", "b.jpg", BACKGROUND), ("seal", "s.jpg", SEAL)];
        make(&hq, "又一种证明", &[], &files).await.expect(201);
        assert_eq!(held.student.get(&path(&held.path)).await.bytes, before.bytes);
        assert_eq!(held.stage.first.get(&path(&later)).await.bytes, with_picture.bytes);
        let used = template_of(&app, item["certificate_id"].as_str().unwrap().parse().unwrap());
        assert_eq!(used.map(|id| json!(id)), Some(first["id"].clone()));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn that_of_an_edition_goes_before_that_of_every_edition_and_the_newest_is_in_force(app: TestApp) {
        let hq = app.hq().await;
        let edition = app.programme().edition.to_string();
        let issued = async |n: u128| {
            let mut series = crate::certificates::series();
            series.edition_id = edition.parse().unwrap();
            let mut batch = crate::certificates::batch(vec![draft(n, "王一")]);
            batch.lot.series = series;
            let (issuer, now) = (&app.state.issuer, app.state.clock.now());
            let issued = app.state.db.write_blocking(|conn| onex::domains::certificates::issue(conn, issuer, batch, now, &mut |_| {})).unwrap();
            template_of(&app, issued[0].id).map_or(Value::Null, |id| json!(id))
        };
        assert_eq!(issued(1).await, Value::Null);
        let general = make(&hq, "通用", &[], &[]).await.expect(201);
        assert_eq!(issued(2).await, general["id"]);
        let own = make(&hq, "本期", &[("edition_id", &edition)], &[]).await.expect(201);
        assert_eq!(issued(3).await, own["id"]);
        let newer = make(&hq, "通用", &[], &[]).await.expect(201);
        assert_eq!(issued(4).await, own["id"]);
        let newest = make(&hq, "本期", &[("edition_id", &edition)], &[]).await.expect(201);
        assert_eq!(issued(5).await, newest["id"]);
        assert_eq!([&general, &own, &newer, &newest].map(|t| t["no"].as_i64().unwrap()), [1, 1, 2, 2]);
        let list = hq.get(&format!("{PATH}?count=true")).await.expect(200);
        let seen: Vec<_> = list["items"].as_array().unwrap().iter().map(|t| (t["id"].clone(), t["in_force"].clone())).collect();
        assert_eq!(seen, [
            (newest["id"].clone(), json!(true)), (newer["id"].clone(), json!(true)),
            (own["id"].clone(), json!(false)), (general["id"].clone(), json!(false)),
        ]);
        assert_eq!(list["total"], 4);
        let of_edition = hq.get(&format!("{PATH}?edition_id={edition}")).await.expect(200);
        assert_eq!(of_edition["items"].as_array().unwrap().len(), 2);
        // Another edition has none of its own.
        assert_eq!(issue(&app, vec![draft(9, "李雷")]).len(), 1);
        let sheet = support::sheet_of(&hq.get(&format!("{PATH}/export.xlsx")).await.bytes, "证书模板");
        assert_eq!(sheet[0][..4], ["证书类型", "期次", "版次", "使用中"]);
        assert_eq!((sheet.len(), sheet[2][1].as_str(), sheet[2][3].as_str()), (5, "各期通用", "是"));
        assert_eq!((app.audited("certificate_template.create"), app.audited("certificate_template.export")), (4, 1));
    }

    async fn what_is_wrong_with_a_template_is_said_with_its_place(app: TestApp) {
        let hq = app.hq().await;
        let refused = async |heading: &str| wrong(&make(&hq, heading, &[], &[]).await);
        let at = |pointer: &str, code: &str| vec![(pointer.to_string(), code.to_string())];
        assert_eq!(refused("{titel}").await, at("/texts/heading/zh", "placeholder"));
        assert_eq!(refused("{title").await, at("/texts/heading/zh", "brace"));
        assert_eq!(refused(" ").await, at("/texts/heading/zh", "empty"));
        assert_eq!(refused(&"长".repeat(401)).await, at("/texts/heading/zh", "length"));
        assert_eq!(refused("证\u{2ebf0}书").await, at("/texts/heading/zh", "unprintable_character"));
        assert_eq!(refused(&"长".repeat(300)).await, at("/texts/heading", "too_long"));
        // A short name would fit; the longest that somebody may have does not.
        let crowded = refused(&"{holder}".repeat(5)).await;
        assert_eq!(crowded.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>(), ["too_long"]);
        let answer = make(&hq, "证\u{2ebf0}书", &[], &[]).await;
        assert!(answer.text().contains("U+2EBF0"), "{}", answer.text());

        let with = async |files: &[(&str, &str, &[u8])]| wrong(&make(&hq, "证书", &[], files).await);
        assert_eq!(with(&[("seal", "s.gif", b"GIF89a")]).await, at("/seal", "picture"));
        assert_eq!(with(&[("seal", "s.jpg", CMYK)]).await, at("/seal", "picture"));
        let damaged = support::picture();
        assert_eq!(with(&[("background", "b.png", &damaged)]).await, at("/background", "picture"));
        let large = vec![0; 3_000_000];
        make(&hq, "证书", &[], &[("seal", "s.png", &large)]).await.refused(413, "too_large");

        let unknown = "01900000-0000-7000-8000-00000000dead";
        let fields = async |fields: &[(&str, &str)]| wrong(&make(&hq, "证书", fields, &[]).await);
        assert_eq!(fields(&[("edition_id", unknown)]).await, at("/edition_id", "unknown"));
        assert_eq!(fields(&[("edition_id", "spring")]).await, at("/edition_id", "type"));
        assert_eq!(fields(&[("keep_pictures_of", unknown)]).await, at("/keep_pictures_of", "unknown"));
        let send = async |fields: &[(&str, &str)]| wrong(&hq.request("POST", PATH).form(fields, &[]).await);
        assert_eq!(send(&[KIND]).await, at("/texts", "required"));
        assert_eq!(send(&[("kind", "diploma"), ("texts", "{}")]).await, at("/kind", "unknown"));
        assert_eq!(send(&[KIND, ("texts", "{}")]).await, at("/texts/heading", "required"));
        assert_eq!(send(&[KIND, ("texts", "no json")]).await, at("/texts", "type"));
        assert_eq!(count(&app), 0);
        assert!(app.state.files.blobs().await.unwrap().is_empty());
    }

    async fn a_preview_is_a_specimen_and_leaves_nothing_behind(app: TestApp) {
        let hq = app.hq().await;
        let texts = words(&hq, "结业证明").await;
        let form = |texts: &str| {
            let files: [(&str, &str, &[u8]); 2] = [("background", "b.jpg", BACKGROUND), ("seal", "s.jpg", SEAL)];
            hq.request("POST", &format!("{PATH}/preview")).form(&[KIND, ("texts", texts)], &files)
        };
        let answer = form(&texts).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"), "{}", answer.text());
        let has = |part: &str| answer.bytes.windows(part.len()).any(|w| w == part.as_bytes());
        assert!(has("SPECIMEN") && !has("onex-pdf-seal") && !has("/EmbeddedFile"));
        assert_eq!(pictures(&answer.bytes), 2);
        assert_eq!(wrong(&form(&words(&hq, "{titel}").await).await)[0].0, "/texts/heading/zh");
        assert_eq!((count(&app), app.state.files.blobs().await.unwrap().len()), (0, 0));
        assert_eq!(app.audited("certificate_template.create"), 0);
    }

    async fn a_template_of_every_edition_asks_for_no_edition_that_is_open(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::editions;
        let hq = app.hq().await;
        app.state
            .db
            .write_blocking(|conn| Ok(diesel::update(editions::table).set(editions::status.eq("closed")).execute(conn)?))
            .unwrap();
        assert_eq!(make(&hq, "通用", &[], &[]).await.expect(201)["no"], 1);
    }

    async fn pictures_are_given_out_and_kept_for_the_next_template(app: TestApp) {
        let hq = app.hq().await;
        let files: [(&str, &str, &[u8]); 2] = [("background", "底图.jpg", BACKGROUND), ("seal", "s.jpg", SEAL)];
        let first = make(&hq, "证书", &[], &files).await.expect(201);
        assert_eq!((&first["has_seal"], &first["has_background"]), (&json!(true), &json!(true)));
        let seal = hq.get(&format!("{}/seal", of(&first))).await;
        assert_eq!((seal.header("content-type"), seal.bytes.as_slice()), ("image/jpeg", SEAL));
        let id = first["id"].as_str().unwrap();
        let kept = make(&hq, "证书", &[("keep_pictures_of", id)], &[("seal", "s.jpg", BACKGROUND)]).await.expect(201);
        assert_eq!(hq.get(&format!("{}/seal", of(&kept))).await.bytes, BACKGROUND);
        assert_eq!(hq.get(&format!("{}/background", of(&kept))).await.bytes, BACKGROUND);
        let bare = make(&hq, "证书", &[], &[]).await.expect(201);
        hq.get(&format!("{}/seal", of(&bare))).await.refused(404, "not_found");
        assert_eq!(hq.get(&of(&bare)).await.expect(200)["texts"]["heading"], json!({ "zh": "证书" }));
        assert_eq!(app.faults(), [""; 0]);
        assert!(app.state.files.missing(&app.state.db).await.unwrap().is_empty());
    }

    async fn sent_twice_with_one_key_it_is_one_template(app: TestApp) {
        let hq = app.hq().await;
        let texts = words(&hq, "证书").await;
        let send = async |texts: &str| {
            let form = hq.request("POST", PATH).idempotency_key("template-0001");
            form.form(&[KIND, ("texts", texts)], &[("seal", "s.jpg", SEAL)]).await
        };
        let first = send(&texts).await.expect(201);
        assert_eq!(send(&texts).await.expect(201), first);
        assert_eq!(count(&app), 1);
        send(&words(&hq, "另一张").await).await.refused(409, "idempotency_conflict");
    }

    async fn hq_makes_templates_certifiers_look_at_them_and_nobody_changes_one(app: TestApp) {
        let hq = app.hq().await;
        let made = make(&hq, "证书", &[], &[]).await.expect(201);
        let certifier = certifier(&app).await;
        assert_eq!(certifier.get(&of(&made)).await.expect(200)["created_by_name"], "测试员hq_admin");
        for path in [PATH.to_string(), format!("{PATH}/preview")] {
            let form = certifier.request("POST", &path).form(&[KIND, ("texts", "{}")], &[]);
            form.await.refused(403, "forbidden");
        }
        for who in [app.branch("32").await, app.actor(Role::Expert, Scope::Country).await] {
            who.get(PATH).await.refused(403, "forbidden");
            who.get(&of(&made)).await.refused(403, "forbidden");
            who.get(&format!("{PATH}/standard?kind=skill_certificate")).await.refused(403, "forbidden");
        }
        for statement in ["UPDATE certificate_templates SET texts = '{}'", "DELETE FROM certificate_templates"] {
            let refused = sql(&app, statement).unwrap_err();
            assert!(refused.contains("certificate_templates_immutable"), "{refused}");
        }
    }

    async fn a_template_of_another_edition_and_a_picture_that_is_gone_are_found(app: TestApp) {
        let hq = app.hq().await;
        let edition = app.programme().edition.to_string();
        make(&hq, "证书", &[("edition_id", &edition)], &[("seal", "s.jpg", SEAL)]).await.expect(201);
        let issued = issue(&app, vec![draft(1, "王一")]);
        let mine = |app: &TestApp| -> Vec<String> {
            app.faults().into_iter().filter(|f| f.contains("template")).collect()
        };
        assert_eq!(mine(&app), [""; 0]);
        let triggers = ["certificate_seals_immutable_update"];
        tamper(&app, &triggers, "UPDATE certificate_seals SET template_id = (SELECT id FROM certificate_templates)");
        let number = onex_credential::number::display(&issued[0].number);
        assert_eq!(mine(&app), [format!("certificate {number}: its template is of another kind or edition")]);
        tamper(&app, &triggers, "UPDATE certificate_seals SET template_id = NULL");
        tamper(&app, &[], "UPDATE files SET owner_kind = 'other'");
        let faults = mine(&app);
        assert!(faults.len() == 1 && faults[0].ends_with("its seal is not there"), "{faults:?}");
    }
}
