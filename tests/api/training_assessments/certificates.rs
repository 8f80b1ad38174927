//! The training certificate: by two certifiers, to whom the group let pass, verified in public, explained and checked.

use super::judgements::{faults, judged, path};
use crate::certificates::{certifier, series, sql};
use crate::issuance::Stage;
use crate::seals::tamper;
use onex::domains::certificates::{Batch, CertificateBasis, CertificateKind, Draft, Lot, issue};
use support::{Database, TestApp, Value, both, json, rows_of};

async fn stage(app: &TestApp) -> Stage {
    Stage { first: certifier(app).await, second: certifier(app).await, programme: app.programme() }
}

impl Stage {
    fn training(&self) -> Value {
        json!({ "edition_id": self.programme.edition, "basis": "training" })
    }
}

both! {
    async fn whoever_the_group_let_pass_gets_a_certificate_that_anyone_can_verify(app: TestApp) {
        let group = judged(&app, 3, 80.0).await;
        let stage = stage(&app).await;
        let people = &group.of.people;
        // One passes, one fails, one waits for the group.
        let (lead, seen) = group.lead_for(&people[0].code).await;
        lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.expect(200);
        let (lead, seen) = group.lead_for(&people[1].code).await;
        lead.rule(&seen, "confirm", json!({ "result": "failed", "reason": "抄袭他人教学设计" })).await.expect(200);
        let run = stage.prepared(&app, stage.training()).await;
        assert_eq!(run["counts"], json!({ "eligible": 1, "ineligible": 2, "already_held": 0, "issued": 0 }));
        let reasons: Vec<Value> = stage.items(&run, "ineligible").await.iter().map(|i| i["reasons"][0].clone()).collect();
        assert!(reasons.contains(&json!({ "status": "failed", "score": "80" })), "{reasons:?}");
        assert!(reasons.contains(&json!({ "status": "not_confirmed", "score": "80" })), "{reasons:?}");
        let book = stage.first.get(&format!("/issuance-runs/{}/items/export.xlsx?outcome=ineligible", run["id"].as_str().unwrap())).await;
        let said: Vec<String> = rows_of(&book.bytes)[1..].iter().map(|row| row[6].clone()).collect();
        assert!(said.contains(&"不合格 80".to_string()) && said.contains(&"专家组尚未确认 80".to_string()), "{said:?}");
        let run = stage.issued(&app, &run).await;
        assert_eq!(run["counts"]["issued"], 1);
        let item = &stage.items(&run, "issued").await[0];
        assert_eq!(item["holder"]["teacher_id"], people[0].teacher.to_string());
        let number = item["certificate_number"].as_str().unwrap();
        assert_eq!(&number[5..7], "20", "a training certificate");
        let said = app.post("/public/certificates/verify", json!({ "number": number, "name": "单雄信" })).await.expect(200);
        assert_eq!((&said["verdict"], &said["certificate"]["title"]["zh"]), (&json!("valid"), &json!("培训合格证")));
        let teacher = app.teacher(people[0].teacher).await;
        let own = teacher.get("/certificates").await.expect(200);
        assert_eq!((&own["items"][0]["number"], &own["items"][0]["kind"]), (&json!(number), &json!("training_certificate")));
        let at = format!("/certificates/{}", item["certificate_id"].as_str().unwrap());
        let pdf = teacher.get(&format!("{at}/certificate.pdf")).await;
        assert_eq!((pdf.status, pdf.bytes.starts_with(b"%PDF-")), (200, true));
        // A second run finds who holds one already.
        let again = stage.prepared(&app, stage.training()).await;
        assert_eq!((&again["counts"]["already_held"], &again["counts"]["eligible"]), (&json!(1), &json!(0)));
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn why_it_was_issued_is_computed_again_and_tampering_is_found(app: TestApp) {
        let group = judged(&app, 1, 80.0).await;
        let stage = stage(&app).await;
        let (lead, seen) = group.lead_for(&group.of.people[0].code).await;
        lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.expect(200);
        let run = stage.prepared(&app, stage.training()).await;
        let run = stage.issued(&app, &run).await;
        let item = &stage.items(&run, "issued").await[0];
        let at = format!("/certificates/{}/evidence", item["certificate_id"].as_str().unwrap());
        let evidence = stage.first.get(&at).await.expect(200);
        assert_eq!((&evidence["agrees"], &evidence["bound"]), (&json!(true), &json!(true)), "{evidence}");
        let ground = &evidence["results"][0];
        assert_eq!((&ground["id"], &ground["agrees"]), (&seen["id"], &json!(true)));
        assert_eq!(ground["judgement"], json!({ "learning": "90", "test": "70", "design": "80", "composite": "80", "result": "passed", "overridden": false }));
        assert_eq!(faults(&app), [""; 0]);
        // While it is valid, what it rests on is not opened again, also not past the service.
        let other = app.expert().await;
        let (experts, mut leads): (Vec<_>, Vec<_>) = (group.experts.iter().collect(), group.leads.iter().collect());
        leads.push(&other);
        group.of.name_panel(&group.hq, &experts, &leads).await.expect(200);
        let now = other.get(&path(&seen)).await.expect(200);
        let problem = other.rule(&now, "reopen", json!({ "reason": "直播出勤记录已更正" })).await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("certificate"), "{problem}");
        let past = sql(&app, "UPDATE training_enrolments SET status = 'placed', live = (1 = 1); UPDATE training_judgements SET status = 'open', proposed = NULL, proposed_at = NULL, result = NULL, confirmed_by = NULL, confirmed_at = NULL");
        assert!(past.unwrap_err().contains("training_judgements_held"));
        sql(&app, "UPDATE training_enrolments SET status = 'passed', live = (1 = 0)").unwrap();
        // A point more in the row and in its arithmetic.
        let triggers = ["training_judgements_immutable", "training_judgements_held"];
        tamper(&app, &triggers, "UPDATE training_judgements SET test = 7100");
        let found = faults(&app);
        assert!(found.iter().any(|f| f.contains("its scores are not those of its arithmetic")), "{found:?}");
        assert!(found.iter().any(|f| f.contains("the evidence of its results is not what the records say")), "{found:?}");
        let evidence = stage.first.get(&at).await.expect(200);
        assert_eq!((&evidence["agrees"], &evidence["results"][0]["agrees"]), (&json!(false), &json!(false)));
    }

    async fn no_certificate_of_training_is_written_without_a_confirmed_judgement(app: TestApp) {
        let group = judged(&app, 1, 80.0).await;
        let draft = Draft { subjects: vec![], student_id: None, teacher_id: Some(group.of.people[0].teacher), ..crate::certificates::draft(1, "单雄信") };
        let mut series = series();
        series.kind = CertificateKind::TrainingCertificate;
        series.edition_id = app.programme().edition;
        let batch = Batch { lot: Lot { series, basis: CertificateBasis::Training, run_id: None }, drafts: vec![draft] };
        let (issuer, now) = (&app.state.issuer, app.state.clock.now());
        let refused = app.state.db.write_blocking(|conn| issue(conn, issuer, batch, now, &mut |_| {}));
        assert_eq!(refused.unwrap_err().code().as_str(), "rule_violated");
        let stage = stage(&app).await;
        let run = stage.prepared(&app, stage.training()).await;
        assert_eq!(run["counts"]["eligible"], 0, "before the group has confirmed anything");
    }

    async fn a_judgement_opened_again_since_the_run_was_prepared_drops_out(app: TestApp) {
        let group = judged(&app, 2, 80.0).await;
        let stage = stage(&app).await;
        for who in &group.of.people {
            let (lead, seen) = group.lead_for(&who.code).await;
            lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.expect(200);
        }
        let run = stage.prepared(&app, stage.training()).await;
        assert_eq!(run["counts"]["eligible"], 2);
        let other = app.expert().await;
        let (experts, mut leads): (Vec<_>, Vec<_>) = (group.experts.iter().collect(), group.leads.iter().collect());
        leads.push(&other);
        group.of.name_panel(&group.hq, &experts, &leads).await.expect(200);
        let seen = other.judgements().await.into_iter().find(|j| j["code"] == group.of.people[0].code.as_str()).unwrap();
        other.rule(&seen, "reopen", json!({ "reason": "直播出勤记录已更正" })).await.expect(200);
        let run = stage.issued(&app, &run).await;
        assert_eq!((&run["counts"]["issued"], &run["counts"]["ineligible"]), (&json!(1), &json!(1)));
        let out = &stage.items(&run, "ineligible").await[0];
        assert_eq!(out["reasons"][0]["status"], "not_confirmed");
        assert_eq!(faults(&app), [""; 0]);
    }
}

/// On SQLite writers take turns; PostgreSQL's trigger waits for whoever opens the judgement again.
#[test]
fn no_certificate_comes_from_a_judgement_that_is_opened_again_at_that_moment() {
    TestApp::run(Database::Postgres, async |app: TestApp| {
        let group = judged(&app, 1, 80.0).await;
        let stage = stage(&app).await;
        let (lead, seen) = group.lead_for(&group.of.people[0].code).await;
        lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.expect(200);
        let run = stage.prepared(&app, stage.training()).await;
        stage.step(&stage.second, &run, "approve").await.expect(200);
        let mut between =
            app.holding("UPDATE training_enrolments SET status = 'placed', live = true");
        let started = stage.step(&stage.first, &run, "issue").await.expect(202);
        between.until_somebody_waits().await;
        between.then(
            "UPDATE training_judgements SET status = 'open', proposed = NULL, proposed_at = NULL, result = NULL, \
             confirmed_by = NULL, confirmed_at = NULL",
        );
        let job = app.job(&stage.first, started["job"]["id"].as_str().unwrap()).await;
        let list = stage.first.get("/certificates?count=true").await.expect(200);
        assert_eq!(list["total"], 0, "{job}");
    });
}
