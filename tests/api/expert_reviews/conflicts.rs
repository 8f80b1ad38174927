//! Conflicts of interest: in the allocation, in the service, and in the database itself.

use super::Group;
use crate::certificates::sql;
use support::{Actor, Assessment, Id, Role, Scope, TestApp, Trainee, both, json};

/// An id as the database writes it.
fn hex(app: &TestApp, id: Id) -> String {
    let bytes = id.0.simple().to_string();
    match app.database {
        support::Database::Sqlite => format!("x'{bytes}'"),
        support::Database::Postgres => format!("'\\x{bytes}'::bytea"),
    }
}

/// Tries to give a participant's design to somebody, past everything but the database.
fn give(
    app: &TestApp,
    of: &Assessment,
    who: &Trainee,
    expert: &Actor,
    slot: u8,
) -> Result<(), String> {
    let (batch, enrolment, user) =
        (hex(app, of.id()), hex(app, who.enrolment), hex(app, expert.id));
    let id = hex(app, onex::platform::ids::new());
    sql(
        app,
        &format!(
            "INSERT INTO expert_reviews (id, batch_id, enrolment_id, version_id, rubric_id, expert_user_id, slot, status, assigned_at, due_at, updated_at, version) \
             SELECT {id}, {batch}, {enrolment}, r.version_id, r.rubric_id, {user}, {slot}, 'assigned', 1, 2, 1, 1 FROM expert_reviews r WHERE r.enrolment_id = {enrolment} LIMIT 1"
        ),
    )
}

/// Seats somebody past the service.
fn seat(app: &TestApp, of: &Assessment, expert: &Actor) {
    let (batch, user) = (hex(app, of.id()), hex(app, expert.id));
    let lead = if app.database == support::Database::Sqlite { "0" } else { "FALSE" };
    sql(app, &format!("INSERT INTO panel_experts (batch_id, user_id, lead, added_by, added_at) VALUES ({batch}, {user}, {lead}, {user}, 1)")).unwrap();
}

/// Gives somebody a grant more.
fn grant(app: &TestApp, who: &Actor, role: Role, scope: Scope) {
    use onex::domains::accounts::{NewGrant, give_grant};
    let now = app.state.clock.now();
    app.state
        .db
        .write_blocking(|conn| {
            give_grant(conn, who.id, &NewGrant { role, scope }, None, now).map(|_| ())
        })
        .unwrap();
}

both! {
    async fn nobody_is_given_whom_they_are_bound_to_not_even_past_the_service(app: TestApp) {
        let (near, far) = (app.school("32"), app.school("32"));
        let of = app.assessment(&[(&near, 2), (&far, 1)]).await;
        app.all_handed_in(&of).await;
        let hq = app.hq().await;
        // Bound to the first school: by declaration, by a grant there, by teaching there; the trainer; a participant.
        let declared = app.expert().await;
        let admin = app.school_admin(&near).await;
        grant(&app, &admin, Role::Expert, Scope::Country);
        let colleague = app.teacher(app.teachers(&near, 1)[0]).await;
        grant(&app, &colleague, Role::Expert, Scope::Country);
        let trainer = &of.trainer;
        grant(&app, trainer, Role::Expert, Scope::Country);
        let own = app.teacher(of.people[2].teacher).await;
        grant(&app, &own, Role::Expert, Scope::Country);
        let path = format!("/users/{}/affiliations", declared.id);
        hq.request("PUT", &path).json(json!({ "institution_ids": [near.id] })).await.expect(200);

        let bound = [&declared, &admin, &colleague];
        let all = [&declared, &admin, &colleague, trainer, &own];
        let lead = app.expert().await;
        of.name_panel(&hq, &all, &[&lead]).await.expect(200);
        let problem = of.allocate(&hq).await.refused(409, "experts_missing");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(&format!("2 of {}", near.name)), "{detail}");
        let free = [app.expert().await, app.expert().await];
        let more = [&declared, &admin, &colleague, trainer, &own, &free[0], &free[1]];
        of.name_panel(&hq, &more, &[&lead]).await.expect(200);
        of.allocate(&hq).await.expect(200);

        let list = hq.get("/expert-reviews?limit=200").await.expect(200);
        for review in list["items"].as_array().unwrap() {
            let (expert, code) = (review["expert"]["id"].as_str().unwrap(), review["code"].as_str().unwrap());
            let who = of.people.iter().find(|p| p.code == code).unwrap();
            assert_ne!(expert, trainer.id.to_string(), "the class's own trainer");
            assert!(who.school != near.id || bound.iter().all(|b| b.id.to_string() != expert), "their own school");
            assert!(who.code != of.people[2].code || expert != own.id.to_string(), "themselves");
        }
        for (expert, who) in [(&declared, 0), (&admin, 0), (&colleague, 1), (trainer, 2), (&own, 2)] {
            let refused = give(&app, &of, &of.people[who], expert, 1).unwrap_err();
            assert!(refused.contains("expert_reviews_conflict"), "{refused}");
        }
    }

    async fn a_conflict_that_comes_later_keeps_a_review_from_being_submitted(app: TestApp) {
        let group = Group::named(&app, 2).await;
        group.of.allocate(&group.hq).await.expect(200);
        let who = &group.of.people[0];
        let open = group.open_of(&who.code).await;
        let (expert, review) = &open[0];
        grant(&app, expert, Role::Teacher, Scope::Institution { id: who.school, region: "32".into() });
        expert.judge(review, 80.0).await.refused(409, "conflict_of_interest");
        let id: Id = review["id"].as_str().unwrap().parse().unwrap();
        let past = sql(&app, &format!("UPDATE expert_reviews SET status = 'submitted', scores = '{{}}', total_hundredths = 8000, submitted_at = 1 WHERE id = {}", hex(&app, id)));
        assert!(past.unwrap_err().contains("expert_reviews_conflict"));
        let path = format!("/expert-reviews/{id}/release");
        expert.post(&path, json!({ "reason": "在该校兼课" })).if_match(1).await.expect(200);
        let now: Vec<Id> = group.open_of(&who.code).await.iter().map(|(e, _)| e.id).collect();
        assert_eq!(now.len(), 2, "somebody else has it");
        assert!(!now.contains(&expert.id));
        expert.judge(review, 80.0).await.refused(412, "version_mismatch");
        let seen = group.hq.get(&format!("/expert-reviews/{id}")).await.expect(200);
        assert_eq!((&seen["status"], &seen["reason"]), (&json!("released"), &json!("在该校兼课")));
        assert_eq!(app.audited("expert_review.release"), 1);
    }

    async fn what_an_expert_declares_goes_to_others_at_once(app: TestApp) {
        let group = Group::named(&app, 2).await;
        group.of.allocate(&group.hq).await.expect(200);
        let (expert, _) = group.open_of(&group.of.people[0].code).await.remove(0);
        let had = expert.reviews().await.len();
        let school = group.of.people[0].school;
        let path = format!("/users/{}/affiliations", expert.id);
        let put = |who: &Actor, ids: Vec<Id>| who.request("PUT", &path).json(json!({ "institution_ids": ids }));
        let now = put(expert, vec![school]).await.expect(200);
        assert_eq!((&now["items"][0]["tie"], &now["items"][0]["own"]), (&json!("declared"), &json!(true)));
        assert!(had > 0);
        assert_eq!(expert.reviews().await.len(), 0);
        for who in &group.of.people {
            assert_eq!(group.open_of(&who.code).await.len(), 2);
        }
        // What others declare only they take back.
        let other = app.school("42");
        put(&group.hq, vec![school, other.id]).await.expect(200);
        let refused = put(expert, vec![school]).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], "declared_by_others");
        put(expert, vec![other.id]).await.expect(200);
        let wrong = put(&group.hq, vec![Id::NIL, other.id, other.id]).await.refused(422, "invalid");
        let codes: Vec<_> = wrong["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["unknown", "duplicate"]);
        // Nobody else's, and a branch only those of its region.
        let stranger = app.expert().await;
        stranger.get(&path).await.refused(404, "not_found");
        app.branch("32").await.get(&path).await.refused(404, "not_found");
        let regional = app.actor(Role::Expert, Scope::Region("32".into())).await;
        app.branch("32").await.get(&format!("/users/{}/affiliations", regional.id)).await.expect(200);
        assert_eq!(app.audited("user.set_affiliations"), 3, "what changes nothing is not recorded");
    }

    async fn a_third_before_two_have_spoken_and_a_changed_review_are_refused_by_the_database(app: TestApp) {
        let group = Group::named(&app, 1).await;
        group.of.allocate(&group.hq).await.expect(200);
        let who = &group.of.people[0];
        let stranger = app.expert().await;
        seat(&app, &group.of, &stranger);
        let refused = give(&app, &group.of, who, &stranger, 3).unwrap_err();
        assert!(refused.contains("expert_reviews_third"), "{refused}");
        group.judge_all(80.0).await;
        let changed = sql(&app, "UPDATE expert_reviews SET total_hundredths = 10000");
        assert!(changed.unwrap_err().contains("expert_reviews_immutable"));
        assert!(sql(&app, "DELETE FROM expert_reviews").unwrap_err().contains("expert_reviews_stay"));
    }
}
