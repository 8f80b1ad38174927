//! From three parts to a result: proposed by itself, confirmed by a lead, overridden with a reason, opened again.

use crate::expert_reviews::Group;
use support::{TestApp, Value, both, json, rows_of};
use time::macros::datetime;

/// A group whose experts have all given these points.
pub async fn judged(app: &TestApp, people: usize, points: f64) -> Group {
    let group = Group::named(app, people).await;
    group.of.allocate(&group.hq).await.expect(200);
    group.judge_all(points).await;
    group
}

/// Sentences of `onex check` about what is tested here.
pub fn faults(app: &TestApp) -> Vec<String> {
    let about = ["judgement", "expert review", "participant", "certificate", "rubric"];
    let mut faults = app.faults();
    faults.retain(|fault| about.iter().any(|word| fault.contains(word)));
    faults
}

pub fn path(judgement: &Value) -> String {
    format!("/training-judgements/{}", judgement["id"].as_str().unwrap())
}

both! {
    async fn what_has_all_three_parts_is_proposed_with_its_arithmetic_and_confirmed_by_a_lead(app: TestApp) {
        let group = Group::named(&app, 2).await;
        let who = group.of.people[0].clone();
        app.task(&group.of, &[&who]);
        app.task(&group.of, &[]);
        group.of.allocate(&group.hq).await.expect(200);
        let (_, waiting) = group.lead_for(&who.code).await;
        assert_eq!((&waiting["status"], &waiting["arithmetic"]["missing"]), (&json!("open"), &json!(["teaching_design"])));
        group.judge_all(85.0).await;
        let (lead, seen) = group.lead_for(&who.code).await;
        let a = &seen["arithmetic"];
        assert_eq!((&seen["status"], &seen["proposed"], &seen["proposed_by_lead"]), (&json!("proposed"), &json!("passed"), &json!(false)));
        // 972 of 1080 minutes, one of two tasks: 0.6 × 90 + 0.4 × 50 = 74; 0.3 × 74 + 0.3 × 70 + 0.4 × 85 = 77.2
        assert_eq!(a["learning"], json!({ "score": "74", "complete": true, "sources": [
            { "key": "attendance", "weight": 60, "share": [3, 5], "done": 972, "of": 1080, "score": "90" },
            { "key": "work", "weight": 40, "share": [2, 5], "done": 1, "of": 2, "score": "50" },
        ] }));
        assert_eq!(a["test"], json!({ "score": "70", "complete": true, "attempts": ["70"] }));
        assert_eq!(a["parts"], json!([
            { "part": "learning_record", "weight": 30, "share": [3, 10], "score": "74" },
            { "part": "online_test", "weight": 30, "share": [3, 10], "score": "70" },
            { "part": "teaching_design", "weight": 40, "share": [2, 5], "score": "85" },
        ]));
        assert_eq!((&a["composite"], &a["pass_mark"], &a["missing"]), (&json!("77.2"), &json!("60"), &json!([])));
        let told = app.told(lead, "training_judgement").await;
        assert_eq!(told[0]["code"], "training_judgement.proposed");
        // Nobody but the leads sees it yet.
        let (teacher, branch) = (app.teacher(who.teacher).await, app.branch("32").await);
        for other in [&teacher, &branch, &group.of.trainer, &group.hq] {
            other.get(&path(&seen)).await.refused(404, "not_found");
        }
        let done = lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.expect(200);
        assert_eq!((&done["status"], &done["result"], &done["overridden"]), (&json!("confirmed"), &json!("passed"), &json!(false)));
        assert_eq!(done["remarks"].as_array().unwrap().len(), 2);
        for other in [&teacher, &branch, &group.of.trainer, &group.hq] {
            let own = other.get(&path(&seen)).await.expect(200);
            assert_eq!((&own["result"], &own["participant"]["name"]), (&json!("passed"), &json!("单雄信")));
        }
        app.branch("42").await.get(&path(&seen)).await.refused(404, "not_found");
        app.school_admin(&app.school("32")).await.get(&path(&seen)).await.refused(404, "not_found");
        app.teacher(group.of.people[1].teacher).await.get(&path(&seen)).await.refused(404, "not_found");
        let enrolment = branch.get(&format!("/training-enrolments/{}", who.enrolment)).await.expect(200);
        assert_eq!(enrolment["status"], "passed");
        let told = app.told(&teacher, "training_judgement").await;
        assert_eq!((&told[0]["code"], &told[0]["params"]["result"]), (&json!("training_judgement.confirmed"), &json!("passed")));
        assert_eq!(app.told(&branch, "training_judgement").await[0]["params"]["passed"], 1);
        assert_eq!(app.audited("training_judgement.confirm"), 1);
        assert_eq!(app.audited("training_judgement.propose"), 2);
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn a_task_that_is_taken_back_or_due_earlier_holds_up_no_judgement(app: TestApp) {
        let group = Group::named(&app, 2).await;
        let who = group.of.people[0].clone();
        let due = |at: time::OffsetDateTime| app.task_due(&group.of, &[], at.into());
        let (back, earlier) = (due(datetime!(2020-04-30 00:00 UTC)), due(datetime!(2020-04-20 00:00 UTC)));
        group.of.allocate(&group.hq).await.expect(200);
        group.judge_all(85.0).await;
        let state = async || {
            let (_, seen) = group.lead_for(&who.code).await;
            (seen["status"].clone(), seen["arithmetic"]["missing"].clone())
        };
        let open = (json!("open"), json!(["learning_record"]));
        assert_eq!(state().await, open);
        let trainer = &group.of.trainer;
        trainer.post(&format!("/class-tasks/{back}/withdraw"), json!({})).if_match(1).await.expect(200);
        assert_eq!(state().await, open);
        let change = json!({ "due_at": "2020-03-13T01:05:00Z" });
        trainer.patch(&format!("/class-tasks/{earlier}"), 1, change).await.expect(200);
        assert_eq!(state().await, open);
        app.set_clock(datetime!(2020-03-13 02:00 UTC));
        trainer.patch(&format!("/class-tasks/{earlier}"), 2, json!({ "title": "作业" })).await.expect(200);
        assert_eq!(state().await, (json!("proposed"), json!([])));
    }

    async fn many_are_confirmed_at_once_and_the_batch_ends_with_the_last(app: TestApp) {
        let group = judged(&app, 4, 50.0).await;
        // 0.3 × 90 + 0.3 × 70 + 0.4 × 50 = 68
        let lead = &group.leads[0];
        let card = async || {
            let home = lead.get("/home").await.expect(200);
            let card = home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "judgements_to_confirm").cloned();
            card.map_or(0, |c| c["count"].as_u64().unwrap())
        };
        let seen = lead.judgements().await;
        let free = seen.iter().filter(|j| j.get("bar").is_none()).count();
        assert!(free > 0);
        assert_eq!(card().await, free as u64);
        let item = |j: &Value, version: i64| json!({ "id": j["id"], "version": version });
        let now = |j: &Value| item(j, j["version"].as_i64().unwrap());
        let twice = json!({ "items": [now(&seen[0]), now(&seen[0])] });
        lead.post("/training-judgements/confirm", twice).await.refused(422, "invalid");
        let stale = seen.iter().find(|j| j.get("bar").is_none()).unwrap();
        let unknown = json!({ "id": "01900000-0000-7000-8000-00000000dead", "version": 1 });
        let body = json!({ "items": [item(stale, 99), unknown] });
        let done = lead.post("/training-judgements/confirm", body).await.expect(200);
        let codes: Vec<_> = done["items"].as_array().unwrap().iter().map(|i| i["code"].clone()).collect();
        assert_eq!(codes, [json!("version_mismatch"), json!("not_found")]);
        let body = json!({ "items": seen.iter().map(now).collect::<Vec<_>>() });
        let done = lead.post("/training-judgements/confirm", body).await.expect(200);
        for (item, j) in done["items"].as_array().unwrap().iter().zip(&seen) {
            let (outcome, code) = if j.get("bar").is_some() { ("refused", Some("same_person")) } else { ("confirmed", None) };
            assert_eq!((item["outcome"].as_str(), item["code"].as_str()), (Some(outcome), code));
        }
        let batch = async || group.hq.get(&group.of.path("")[..group.of.path("").len() - 1]).await.expect(200)["status"].clone();
        if free < 4 {
            assert_eq!(batch().await, "assessing");
            let other = &group.leads[1];
            let rest: Vec<_> = other.judgements().await.iter().filter(|j| j["status"] == "proposed").map(now).collect();
            other.post("/training-judgements/confirm", json!({ "items": rest })).await.expect(200);
        }
        assert_eq!((card().await, batch().await), (0, json!("finished")));
        assert_eq!(app.audited("training_batch.finish"), 1);
        let passed = group.hq.get("/training-judgements?result=passed&count=true").await.expect(200);
        assert_eq!(passed["total"], 4);
        let book = app.branch("32").await.get("/training-judgements/export.xlsx?result=passed").await;
        let sheet = rows_of(&book.bytes);
        assert_eq!((sheet.len(), sheet[1].contains(&"68".to_string()), sheet[1].contains(&"合格".to_string())), (5, true, true));
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn another_result_than_the_proposed_needs_a_reason_that_the_participant_reads(app: TestApp) {
        let group = judged(&app, 1, 20.0).await;
        let who = &group.of.people[0];
        // 0.3 × 90 + 0.3 × 70 + 0.4 × 20 = 56
        let (lead, seen) = group.lead_for(&who.code).await;
        assert_eq!((&seen["proposed"], &seen["arithmetic"]["composite"]), (&json!("failed"), &json!("56")));
        let problem = lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/reason");
        lead.rule(&seen, "confirm", json!({ "result": "passed", "reason": "好" })).await.refused(422, "invalid");
        let body = json!({ "result": "passed", "reason": "教学设计获省级奖项，专家组一致同意" });
        let done = lead.rule(&seen, "confirm", body).await.expect(200);
        assert_eq!(done["overridden"], true);
        let own = app.teacher(who.teacher).await.get(&path(&seen)).await.expect(200);
        assert_eq!((&own["proposed"], &own["result"], &own["overridden"]), (&json!("failed"), &json!("passed"), &json!(true)));
        assert_eq!(own["reason"], "教学设计获省级奖项，专家组一致同意");
        assert_eq!((app.audited("training_judgement.override"), app.audited("training_judgement.confirm")), (1, 0));
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn whoever_has_a_result_reads_the_versions_they_handed_in_and_nobody_elses(app: TestApp) {
        let group = judged(&app, 2, 80.0).await;
        for who in &group.of.people {
            let (lead, seen) = group.lead_for(&who.code).await;
            lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.expect(200);
        }
        let (one, other) = (app.teacher(group.of.people[0].teacher).await, app.teacher(group.of.people[1].teacher).await);
        let own = one.get("/teaching-designs?count=true").await.expect(200);
        assert_eq!((&own["total"], &own["items"][0]["participant"]["enrolment_id"]), (&json!(1), &json!(group.of.people[0].enrolment)));
        let design = format!("/teaching-designs/{}", own["items"][0]["id"].as_str().unwrap());
        let version = &own["items"][0]["versions"][0];
        assert_eq!((&version["title"], &version["judged"]), (&json!("design.pdf"), &json!(true)));
        let file = format!("{design}/versions/{}/file", version["id"].as_str().unwrap());
        assert_eq!(one.get(&file).await.bytes, b"%PDF-1.7 a teaching design");
        other.get(&design).await.refused(404, "not_found");
        other.get(&file).await.refused(404, "not_found");
    }

    async fn attendance_that_is_put_right_after_the_end_changes_what_is_proposed(app: TestApp) {
        let group = judged(&app, 1, 80.0).await;
        let who = &group.of.people[0];
        let (_, before) = group.lead_for(&who.code).await;
        let attendance = format!("/live-sessions/{}/attendance", group.of.session());
        let body = json!({ "rows": [{ "user_id": who.user, "minutes": 540 }], "reason": "漏记" });
        group.of.trainer.put_attendance(&attendance, body).await.expect(200);
        let (_, after) = group.lead_for(&who.code).await;
        assert_eq!((&before["status"], &after["status"]), (&json!("proposed"), &json!("proposed")));
        assert_eq!((&before["arithmetic"]["composite"], &after["arithmetic"]["composite"]), (&json!("80"), &json!("81.5")));
        assert_eq!(app.audited("training_judgement.propose"), 2);
    }

    async fn a_part_that_changed_meanwhile_is_proposed_anew_before_anything_is_confirmed(app: TestApp) {
        let group = judged(&app, 1, 80.0).await;
        let who = &group.of.people[0];
        let (lead, seen) = group.lead_for(&who.code).await;
        app.attend(&group.of, who, 540);
        lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.refused(412, "version_mismatch");
        let (_, fresh) = group.lead_for(&who.code).await;
        assert_eq!((&fresh["status"], &fresh["version"]), (&json!("proposed"), &json!(seen["version"].as_i64().unwrap() + 1)));
        assert_eq!((&seen["arithmetic"]["composite"], &fresh["arithmetic"]["composite"]), (&json!("80"), &json!("83")));
        lead.rule(&fresh, "confirm", json!({ "result": "passed" })).await.expect(200);
        // What is confirmed stays as it was confirmed.
        app.attend(&group.of, who, 0);
        let own = app.teacher(who.teacher).await.get(&path(&seen)).await.expect(200);
        assert_eq!(own["arithmetic"]["composite"], "83");
    }

    async fn whoever_lacks_a_part_fails_when_a_lead_stops_waiting(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 1)]).await;
        app.design(&of, &of.people[0], "design.pdf", b"%PDF-1.7 one").await;
        let group = Group::of(&app, of).await;
        group.of.allocate(&group.hq).await.expect(200);
        group.judge_all(90.0).await;
        let who = &group.of.people[0];
        let (lead, seen) = group.lead_for(&who.code).await;
        assert_eq!((&seen["status"], &seen["arithmetic"]["missing"]), (&json!("open"), &json!(["online_test"])));
        lead.rule(&seen, "confirm", json!({ "result": "failed" })).await.refused(409, "state_forbids");
        app.set_batch_status(&group.of.batch, "running");
        lead.rule(&seen, "propose", json!({})).await.refused(409, "state_forbids");
        app.set_batch_status(&group.of.batch, "assessing");
        let proposed = lead.rule(&seen, "propose", json!({})).await.expect(200);
        assert_eq!((&proposed["proposed"], &proposed["proposed_by_lead"]), (&json!("failed"), &json!(true)));
        let body = json!({ "result": "passed", "reason": "其余两项成绩优异" });
        let refused = lead.rule(&proposed, "confirm", body).await.refused(409, "rule_violated");
        assert_eq!(refused["rules"][0]["rule"], "training_certificate.all_parts");
        // The test is marked after all: all parts stand, and it is proposed by itself.
        app.tested(&group.of, who, &[40, 100]);
        lead.rule(&proposed, "confirm", json!({ "result": "failed" })).await.refused(412, "version_mismatch");
        let (lead, fresh) = group.lead_for(&who.code).await;
        assert_eq!((&fresh["proposed"], &fresh["proposed_by_lead"], &fresh["arithmetic"]["test"]["score"]), (&json!("passed"), &json!(false), &json!("100")));
        lead.rule(&fresh, "confirm", json!({ "result": "passed" })).await.expect(200);
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn nobody_fails_for_a_test_that_they_may_still_take_or_took(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 2)]).await;
        for who in &of.people {
            app.design(&of, who, "design.pdf", b"%PDF-1.7 one").await;
        }
        let group = Group::of(&app, of).await;
        let set = |sql: &str| crate::certificates::sql(&app, sql).unwrap();
        set("UPDATE training_tests SET closes_at = 1584835200000000");
        group.of.allocate(&group.hq).await.expect(200);
        group.judge_all(90.0).await;
        let (lead, seen) = group.lead_for(&group.of.people[0].code).await;
        let problem = lead.rule(&seen, "propose", json!({})).await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("online test"), "{problem}");
        // One began, and went away; the time of the attempt and the test are over.
        app.began(&group.of, &group.of.people[0], 70);
        set("UPDATE training_tests SET closes_at = 1583971200000000");
        let (lead, seen) = group.lead_for(&group.of.people[0].code).await;
        let proposed = lead.rule(&seen, "propose", json!({})).await.expect(200);
        assert_eq!((&proposed["proposed"], &proposed["arithmetic"]["test"]["score"]), (&json!("passed"), &json!("70")));
        let (lead, seen) = group.lead_for(&group.of.people[1].code).await;
        assert_eq!(lead.rule(&seen, "propose", json!({})).await.expect(200)["proposed"], "failed");
    }

    async fn a_finished_batch_gets_another_lead_who_opens_what_was_wrong_again(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 1)]).await;
        app.design(&of, &of.people[0], "design.pdf", b"%PDF-1.7 one").await;
        let group = Group::of(&app, of).await;
        group.of.allocate(&group.hq).await.expect(200);
        let who = &group.of.people[0];
        // The experts have said nothing yet, and nobody waits for them.
        let (lead, seen) = group.lead_for(&who.code).await;
        let proposed = lead.rule(&seen, "propose", json!({})).await.expect(200);
        lead.rule(&proposed, "confirm", json!({ "result": "failed" })).await.expect(200);
        for expert in group.all() {
            assert_eq!(expert.reviews().await.len(), 0, "nobody judges a design whose author has a result");
        }
        assert_eq!(faults(&app), [""; 0]);
        let third = app.expert().await;
        let (experts, mut leads): (Vec<_>, Vec<_>) = (group.experts.iter().collect(), group.leads.iter().collect());
        leads.push(&third);
        group.of.name_panel(&group.hq, &experts, &leads).await.expect(200);
        let done = third.judgements().await.remove(0);
        let open = third.rule(&done, "reopen", json!({ "reason": "误判缺项" })).await.expect(200);
        assert_eq!(open["status"], "open");
        // It does not stay open for ever.
        let again = lead.judgements().await.remove(0);
        let proposed = lead.rule(&again, "propose", json!({})).await.expect(200);
        lead.rule(&proposed, "confirm", json!({ "result": "failed" })).await.expect(200);
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn an_attempt_that_can_still_be_made_is_waited_for(app: TestApp) {
        let group = Group::named(&app, 1).await;
        let who = &group.of.people[0];
        crate::certificates::sql(&app, "UPDATE training_tests SET closes_at = 1584835200000000").unwrap();
        group.of.allocate(&group.hq).await.expect(200);
        group.judge_all(80.0).await;
        let (_, seen) = group.lead_for(&who.code).await;
        // It is shown all the same.
        assert_eq!((&seen["status"], &seen["arithmetic"]["test"]["score"], &seen["arithmetic"]["missing"]), (&json!("open"), &json!("70"), &json!(["online_test"])));
        // The test has closed on the 22nd: the look of that day proposes.
        app.set_clock(datetime!(2020-03-22 00:30 UTC));
        let said = app.daily("training_assessments.propose").await;
        assert_eq!(said["proposed"], 1);
        let (_, seen) = group.lead_for(&who.code).await;
        assert_eq!((&seen["status"], &seen["proposed"]), (&json!("proposed"), &json!("passed")));
    }

    async fn another_lead_opens_a_judgement_again_and_whoever_did_does_not_confirm_it(app: TestApp) {
        let group = judged(&app, 1, 80.0).await;
        let who = &group.of.people[0];
        let third = app.expert().await;
        let (experts, mut leads): (Vec<_>, Vec<_>) = (group.experts.iter().collect(), group.leads.iter().collect());
        leads.push(&third);
        group.of.name_panel(&group.hq, &experts, &leads).await.expect(200);
        let (lead, seen) = group.lead_for(&who.code).await;
        // Keeps the batch from ending with its only participant.
        let reason = json!({ "reason": "直播出勤记录已更正" });
        let done = lead.rule(&seen, "confirm", json!({ "result": "failed", "reason": "抄袭他人教学设计" })).await.expect(200);
        lead.rule(&done, "reopen", reason.clone()).await.refused(409, "same_person");
        third.rule(&done, "reopen", json!({ "reason": "误" })).await.refused(422, "invalid");
        let open = third.rule(&done, "reopen", reason).await.expect(200);
        assert_eq!((&open["status"], &open["proposed"], &open["reason"]), (&json!("proposed"), &json!("passed"), &json!("直播出勤记录已更正")));
        assert!(open.get("result").is_none());
        third.rule(&open, "confirm", json!({ "result": "passed" })).await.refused(409, "same_person");
        let teacher = app.teacher(who.teacher).await;
        assert_eq!(teacher.get("/training-judgements?count=true").await.expect(200)["total"], 0);
        assert_eq!(app.told(&teacher, "training_judgement").await.last().unwrap()["code"], "training_judgement.reopened");
        let (lead, now) = group.lead_for(&who.code).await;
        lead.rule(&now, "confirm", json!({ "result": "passed" })).await.expect(200);
        assert_eq!(teacher.get("/training-judgements").await.expect(200)["items"][0]["result"], "passed");
        assert_eq!(faults(&app), [""; 0]);
    }
}
