//! Judging a batch that people have left: whoever withdrew or dropped out is judged no more, and holds nothing up.

use super::judgements::{faults, judged, path};
use crate::expert_reviews::Group;
use support::{Actor, Trainee, both, json};

/// Leaves with a step of the enrolment: `withdraw` without a class, `drop` out of one that runs.
async fn leave(who: &Actor, of: &Trainee, step: &str) {
    let path = format!("/training-enrolments/{}", of.enrolment);
    let version = who.get(&path).await.version();
    let reason = json!({ "reason": "工作调动" });
    who.post(&format!("{path}/{step}"), reason).if_match(version).await.expect(200);
}

async fn batch_status(group: &Group) -> support::Value {
    let path = format!("/training-batches/{}", group.of.id());
    group.hq.get(&path).await.expect(200)["status"].clone()
}

/// Confirms everything as it is proposed.
async fn confirm_all(group: &Group) {
    for who in &group.of.people {
        let (lead, seen) = group.lead_for(&who.code).await;
        lead.rule(&seen, "confirm", json!({ "result": seen["proposed"] })).await.expect(200);
    }
}

both! {
    async fn a_batch_that_the_last_to_withdraw_brings_into_assessment_is_judged_without_them(app: TestApp) {
        let school = app.school("32");
        let (mut of, unplaced) = app.batch_with_unplaced(&[(&school, 3)], 2).await;
        app.all_handed_in(&of).await;
        let (branch, admin) = (app.branch("32").await, app.school_admin(&school).await);
        // One drops out of the class, whose judgement had begun; it runs again for a moment.
        let gone = of.people.pop().unwrap();
        crate::certificates::sql(&app, "UPDATE training_classes SET status = 'running'").unwrap();
        leave(&branch, &gone, "drop").await;
        crate::certificates::sql(&app, "UPDATE training_classes SET status = 'finished'").unwrap();
        let group = Group::of(&app, of).await;
        leave(&branch, &unplaced[0], "withdraw").await;
        assert_eq!(batch_status(&group).await, "running", "somebody has no class yet");
        leave(&admin, &unplaced[1], "withdraw").await;
        assert_eq!((batch_status(&group).await, app.audited("training_batch.assess")), (json!("assessing"), 1));

        let given = group.of.allocate(&group.hq).await.expect(200);
        assert_eq!((&given["designs"], &given["without_design"], &given["without_lead"]), (&json!(2), &json!(0), &json!([])));
        group.judge_all(80.0).await;
        let mut codes: Vec<String> = group.of.people.iter().map(|p| p.code.clone()).collect();
        codes.sort();
        for lead in &group.leads {
            let seen = lead.judgements().await;
            let mut shown: Vec<&str> = seen.iter().map(|j| j["code"].as_str().unwrap()).collect();
            shown.sort_unstable();
            assert_eq!(shown, codes, "those who stayed, and nobody else");
            assert!(seen.iter().all(|j| j["proposed"] == "passed"));
        }
        confirm_all(&group).await;
        assert_eq!(batch_status(&group).await, "finished");
        for who in unplaced.iter().chain([&gone]) {
            let enrolment = branch.get(&format!("/training-enrolments/{}", who.enrolment)).await.expect(200);
            assert!(["withdrawn", "dropped"].contains(&enrolment["status"].as_str().unwrap()), "{enrolment}");
            let teacher = app.teacher(who.teacher).await;
            assert_eq!(teacher.get("/training-judgements?count=true").await.expect(200)["total"], 0);
            assert_eq!(app.told(&teacher, "training_judgement").await.len(), 0);
        }
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn a_batch_in_which_all_were_judged_before_the_last_withdrew_ends_with_that(app: TestApp) {
        let school = app.school("32");
        let (of, unplaced) = app.batch_with_unplaced(&[(&school, 2)], 1).await;
        app.all_handed_in(&of).await;
        let group = Group::of(&app, of).await;
        group.of.allocate(&group.hq).await.expect(200);
        group.judge_all(80.0).await;
        confirm_all(&group).await;
        assert_eq!(batch_status(&group).await, "running", "who has no class may still be judged");
        leave(&app.branch("32").await, &unplaced[0], "withdraw").await;
        assert_eq!(batch_status(&group).await, "finished");
        assert_eq!((app.audited("training_batch.assess"), app.audited("training_batch.finish")), (1, 1));
        // Nothing of the results changed on the way.
        for who in &group.of.people {
            let own = app.teacher(who.teacher).await.get("/training-judgements").await.expect(200);
            assert_eq!((&own["items"][0]["status"], &own["items"][0]["result"]), (&json!("confirmed"), &json!("passed")));
        }
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn whoever_drops_out_with_a_proposal_is_out_of_every_leads_reach(app: TestApp) {
        let group = judged(&app, 2, 80.0).await;
        let gone = &group.of.people[0];
        let (lead, seen) = group.lead_for(&gone.code).await;
        let cards = async |who: &Actor| {
            let home = who.get("/home").await.expect(200);
            home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "judgements_to_confirm").map_or(0, |c| c["count"].as_u64().unwrap())
        };
        let before = cards(lead).await;
        crate::certificates::sql(&app, "UPDATE training_classes SET status = 'running'").unwrap();
        leave(&app.branch("32").await, gone, "drop").await;
        crate::certificates::sql(&app, "UPDATE training_classes SET status = 'finished'").unwrap();
        lead.get(&path(&seen)).await.refused(404, "not_found");
        lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.refused(404, "not_found");
        let many = json!({ "items": [{ "id": seen["id"], "version": seen["version"] }] });
        assert_eq!(lead.post("/training-judgements/confirm", many).await.expect(200)["items"][0]["code"], "not_found");
        assert_eq!(cards(lead).await, before - 1);
        let (lead, other) = group.lead_for(&group.of.people[1].code).await;
        lead.rule(&other, "confirm", json!({ "result": "passed" })).await.expect(200);
        assert_eq!(batch_status(&group).await, "finished");
        assert_eq!(faults(&app), [""; 0]);
    }
}
