//! Who must not confirm, and what the database refuses whoever asks.

use super::judgements::{faults, judged, path};
use crate::certificates::sql;
use support::{Role, Scope, both, json};

both! {
    async fn whoever_reviewed_or_is_bound_does_not_confirm_and_who_does_not_lead_sees_nothing(app: TestApp) {
        let group = judged(&app, 4, 80.0).await;
        let (lead, seen) = {
            let mut found = None;
            for lead in &group.leads {
                let barred = lead.judgements().await.into_iter().find(|j| j["bar"] == "reviewed");
                found = found.or(barred.map(|j| (lead, j)));
            }
            found.expect("a lead who reviewed somebody")
        };
        lead.rule(&seen, "confirm", json!({ "result": "passed" })).await.refused(409, "same_person");
        for expert in &group.experts {
            assert!(expert.judgements().await.is_empty());
            expert.get(&path(&seen)).await.refused(404, "not_found");
            expert.rule(&seen, "confirm", json!({ "result": "passed" })).await.refused(404, "not_found");
        }
        for other in [&group.hq, &app.branch("32").await, &group.of.trainer] {
            other.rule(&seen, "confirm", json!({ "result": "passed" })).await.refused(403, "forbidden");
        }
        // Past the service.
        let id = |who: support::Id| match app.database {
            support::Database::Sqlite => format!("x'{}'", who.0.simple()),
            support::Database::Postgres => format!("'\\x{}'::bytea", who.0.simple()),
        };
        let judgement: support::Id = seen["id"].as_str().unwrap().parse().unwrap();
        let confirm = |by: support::Id| {
            sql(&app, &format!(
                "UPDATE training_judgements SET status = 'confirmed', result = proposed, confirmed_by = {}, confirmed_at = 1, version = version + 1 WHERE id = {}",
                id(by), id(judgement)
            ))
        };
        assert!(confirm(lead.id).unwrap_err().contains("training_judgements_two_people"));
        let outsider = confirm(group.hq.id).unwrap_err();
        assert!(outsider.contains("training_judgements_lead"), "{outsider}");
        let other = group.leads.iter().find(|l| l.id != lead.id).unwrap();
        let institution = group.of.people[0].school;
        let path = format!("/users/{}/affiliations", other.id);
        group.hq.request("PUT", &path).json(json!({ "institution_ids": [institution] })).await.expect(200);
        let now = other.judgements().await.into_iter().find(|j| j["id"] == seen["id"]).unwrap();
        assert_eq!(now["bar"], "conflict");
        other.rule(&now, "confirm", json!({ "result": "passed" })).await.refused(409, "conflict_of_interest");
        assert!(confirm(other.id).unwrap_err().contains("training_judgements_conflict"));
    }

    async fn nobody_passes_past_the_parts_or_the_group_whatever_is_written(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 1)]).await;
        app.design(&of, &of.people[0], "design.pdf", b"%PDF-1.7 one").await;
        let group = crate::expert_reviews::Group::of(&app, of).await;
        group.of.allocate(&group.hq).await.expect(200);
        group.judge_all(90.0).await;
        let (lead, _) = group.lead_for(&group.of.people[0].code).await;
        let by = match app.database {
            support::Database::Sqlite => format!("x'{}'", lead.id.0.simple()),
            support::Database::Postgres => format!("'\\x{}'::bytea", lead.id.0.simple()),
        };
        let passed = sql(&app, "UPDATE training_enrolments SET status = 'passed', live = (1 = 0)");
        assert!(passed.unwrap_err().contains("training_enrolments_judged"));
        let whole = |more: &str| sql(&app, &format!(
            "UPDATE training_judgements SET status = 'confirmed', proposed = 'failed', proposed_at = 1, result = 'passed', overridden = (1 = 1), reason = 'x', \
             confirmed_by = {by}, confirmed_at = 1{more}"
        ));
        let refused = whole("").unwrap_err();
        assert!(refused.contains("training_judgements_parts"), "{refused}");
        let without = sql(&app, &format!("UPDATE training_judgements SET status = 'confirmed', result = 'failed', confirmed_by = {by}, confirmed_at = 1"));
        assert!(without.is_err(), "nothing was proposed");
        // With parts made up it can be written, and is found.
        whole(", learning = 9000, test = 9000, design = 9000, composite = 9000").unwrap();
        let found = faults(&app);
        assert!(found.iter().any(|f| f.contains("its scores are not those of its arithmetic")), "{found:?}");
        assert!(found.iter().any(|f| f.contains("its history does not end with what stands")), "{found:?}");
        assert!(found.iter().any(|f| f.contains("do not fit")), "{found:?}");
        let changed = sql(&app, "UPDATE training_judgements SET reason = 'y'");
        assert!(changed.unwrap_err().contains("training_judgements_immutable"));
        assert!(sql(&app, "DELETE FROM training_judgements").is_err());
        assert!(sql(&app, "UPDATE training_judgement_history SET result = 'passed'").unwrap_err().contains("training_judgement_history_immutable"));
    }

    async fn roles_that_have_no_business_here_are_refused(app: TestApp) {
        for (role, scope) in [(Role::Certifier, Scope::Country), (Role::ContentEditor, Scope::Country)] {
            app.actor(role, scope).await.get("/training-judgements").await.refused(403, "forbidden");
        }
        let school = app.school("32");
        let student = app.students(&school, 1)[0];
        app.student(student).await.get("/training-judgements").await.refused(403, "forbidden");
        let nobody = "/training-judgements/01900000-0000-7000-8000-00000000dead";
        app.hq().await.get(nobody).await.refused(404, "not_found");
        app.expert().await.post(&format!("{nobody}/reopen"), json!({ "reason": "出勤更正" })).if_match(1).await.refused(404, "not_found");
    }
}
