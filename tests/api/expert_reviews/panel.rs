//! Naming the group, and giving it the designs.

use super::Group;
use support::{Role, Scope, both, json};
use time::macros::datetime;

both! {
    async fn every_design_gets_two_experts_evenly_and_a_lead_is_kept_back(app: TestApp) {
        let group = Group::named(&app, 6).await;
        let (hq, of) = (&group.hq, &group.of);
        let path = of.path("review-allocations");
        let tried = hq.post(&path, json!({ "preview": true })).await.expect(200);
        assert_eq!((&tried["designs"], &tried["reviews"], &tried["without_lead"]), (&json!(6), &json!(12), &json!([])));
        assert_eq!(hq.get("/expert-reviews?count=true").await.expect(200)["total"], 0, "a preview writes nothing");
        let done = of.allocate(hq).await.expect(200);
        assert_eq!((&done["preview"], &done["reviews"]), (&json!(false), &json!(12)));
        let mut codes: Vec<String> = Vec::new();
        let mut loads = Vec::new();
        for expert in group.all() {
            let own = expert.reviews().await;
            let own: Vec<String> = own.iter().map(|r| r["code"].as_str().unwrap().into()).collect();
            let mut once = own.clone();
            once.dedup();
            assert_eq!(once, own, "nobody judges one participant twice");
            loads.push(own.len());
            codes.extend(own);
        }
        assert_eq!((loads.iter().max(), loads.iter().min()), (Some(&2), Some(&2)), "{loads:?}");
        for who in &of.people {
            assert_eq!(codes.iter().filter(|c| **c == who.code).count(), 2);
            group.lead_for(&who.code).await;
        }
        let told = app.told(&group.experts[0], "expert_review").await;
        assert_eq!((&told[0]["code"], &told[0]["params"]["count"]), (&json!("expert_review.assigned"), &json!(2)));
        assert_eq!(app.told(&group.experts[0], "expert_panel").await.len(), 1);
        let again = of.allocate(hq).await.expect(200);
        assert_eq!((&again["designs"], &again["reviews"]), (&json!(0), &json!(0)), "what was given out stays");
        let panel = hq.get(&of.path("panel")).await.expect(200);
        assert_eq!(panel["progress"], json!({ "participants": 6, "designs": 6, "unassigned": 0, "assigned": 12, "submitted": 0, "third": 0 }));
        assert_eq!((app.audited("expert_panel.update"), app.audited("expert_panel.allocate")), (1, 1));
    }

    async fn nothing_is_given_to_whoever_may_not_act_as_an_expert_any_more(app: TestApp) {
        let group = Group::named(&app, 4).await;
        let gone = &group.experts[0];
        crate::certificates::sql(&app, &format!("UPDATE users SET status = 'disabled' WHERE username = '{}'", gone.username)).unwrap();
        let done = group.of.allocate(&group.hq).await.expect(200);
        let given: Vec<_> = done["experts"].as_array().unwrap().iter().map(|e| e["user_id"].clone()).collect();
        assert_eq!((given.len(), given.contains(&json!(gone.id))), (5, false), "{given:?}");
        assert_eq!(done["reviews"], 8);
    }

    async fn a_review_ends_with_whoever_drops_out(app: TestApp) {
        let group = Group::named(&app, 2).await;
        group.of.allocate(&group.hq).await.expect(200);
        let who = &group.of.people[0];
        assert_eq!(group.open_of(&who.code).await.len(), 2);
        // Its class runs again for a moment: only from there somebody drops out.
        crate::certificates::sql(&app, "UPDATE training_classes SET status = 'running'").unwrap();
        let branch = app.branch("32").await;
        let path = format!("/training-enrolments/{}", who.enrolment);
        let version = branch.get(&path).await.version();
        branch.post(&format!("{path}/drop"), json!({ "reason": "调离" })).if_match(version).await.expect(200);
        assert_eq!(group.open_of(&who.code).await.len(), 0);
        assert_eq!(app.audited("expert_review.release"), 2);
        assert_eq!(group.open_of(&group.of.people[1].code).await.len(), 2, "the others are judged on");
    }

    async fn designs_are_given_out_once_nobody_can_hand_in_another_and_somebody_is_there_to_judge(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 2)]).await;
        let hq = app.hq().await;
        app.design(&of, &of.people[0], "design.pdf", b"%PDF-1.7 one").await;
        let problem = of.allocate(&hq).await.refused(409, "experts_missing");
        assert!(problem["detail"].as_str().unwrap().contains("name it first"), "{problem}");
        let experts = [app.expert().await, app.expert().await];
        let lead = app.expert().await;
        of.name_panel(&hq, &[&experts[0], &experts[1]], &[&lead]).await.expect(200);
        app.set_clock(datetime!(2020-03-11 23:59 UTC));
        of.allocate(&hq).await.refused(409, "state_forbids");
        app.set_clock(datetime!(2020-03-12 00:00 UTC));
        let body = json!({ "due_at": "2020-03-11T00:00:00Z" });
        hq.post(&of.path("review-allocations"), body).await.refused(422, "invalid");
        let done = of.allocate(&hq).await.expect(200);
        assert_eq!((&done["designs"], &done["without_design"]), (&json!(1), &json!(1)));
        // The version that is judged is settled.
        let settled = crate::certificates::sql(&app, "INSERT INTO teaching_design_versions SELECT design_id, design_id, 2, file_id, kind, size, sha256, title, submitted_at FROM teaching_design_versions");
        assert!(settled.unwrap_err().contains("teaching_designs_deadline"));
        app.set_batch_status(&of.batch, "enrolling");
        of.allocate(&hq).await.refused(409, "state_forbids");
    }

    async fn the_group_is_named_by_headquarters_out_of_experts_of_the_batch(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 1)]).await;
        let hq = app.hq().await;
        let (country, own) = (app.expert().await, app.actor(Role::Expert, Scope::Region("32".into())).await);
        let far = app.actor(Role::Expert, Scope::Region("42".into())).await;
        let path = of.path("panel");
        let empty = hq.get(&path).await;
        assert_eq!((empty.version(), &empty.expect(200)["experts"]), (0, &json!([])));
        let seat = |id| json!({ "user_id": id });
        let body = json!({ "experts": [seat(far.id), seat(country.id), seat(country.id), seat(hq.id)] });
        let wrong = hq.put(&path, 0, body).await.refused(422, "invalid");
        let wrong: Vec<_> = wrong["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(wrong, [("/experts/0/user_id", "not_expert"), ("/experts/2/user_id", "duplicate"), ("/experts/3/user_id", "not_expert")]);
        let body = json!({ "experts": [seat(country.id), { "user_id": own.id, "lead": true, "max_reviews": 5 }] });
        let named = hq.put(&path, 0, body.clone()).await;
        assert_eq!((named.version(), named.expect(200)["experts"].as_array().unwrap().len()), (1, 2));
        hq.put(&path, 0, body.clone()).await.refused(412, "version_mismatch");
        for other in [&country, &app.branch("32").await, &app.school_admin(&school).await] {
            other.get(&path).await.refused(403, "forbidden");
            other.put(&path, 1, body.clone()).await.refused(403, "forbidden");
        }
        app.set_batch_status(&of.batch, "cancelled");
        hq.put(&path, 1, body).await.refused(409, "state_forbids");
    }

    async fn what_somebody_who_leaves_has_not_done_goes_to_others(app: TestApp) {
        let group = Group::named(&app, 3).await;
        group.of.allocate(&group.hq).await.expect(200);
        let gone = group.all().map(|e| e.id).collect::<Vec<_>>();
        let mut loads = Vec::new();
        for expert in group.all() {
            loads.push(expert.reviews().await.len());
        }
        let leaver = loads.iter().position(|n| *n > 0).unwrap();
        let rest: Vec<_> = group.all().filter(|e| e.id != gone[leaver]).collect();
        let (experts, leads): (Vec<_>, Vec<_>) = rest.into_iter().partition(|e| group.experts.iter().any(|x| x.id == e.id));
        group.of.name_panel(&group.hq, &experts, &leads).await.expect(200);
        let left = group.all().nth(leaver).unwrap();
        assert_eq!(left.reviews().await.len(), 0);
        let back = left.get("/expert-reviews?status=released").await.expect(200);
        assert_eq!(back["items"].as_array().unwrap().len(), loads[leaver]);
        for who in &group.of.people {
            assert_eq!(group.open_of(&who.code).await.len(), 2, "somebody else has it");
        }
        let own = back["items"][0]["id"].as_str().unwrap();
        left.get(&format!("/expert-reviews/{own}/file")).await.refused(409, "state_forbids");
        // With two experts only, none of them can leave what two have to judge.
        let few = [experts[0]];
        let now = group.hq.get(&group.of.path("panel")).await.version();
        group.of.name_panel(&group.hq, &few, &[]).await.refused(409, "experts_missing");
        assert_eq!(group.hq.get(&group.of.path("panel")).await.version(), now, "nothing of it was done");
    }

    async fn nobody_is_given_more_than_they_take(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 4)]).await;
        app.all_handed_in(&of).await;
        let (hq, a, b, c, lead) = (app.hq().await, app.expert().await, app.expert().await, app.expert().await, app.expert().await);
        let seats = |most: i64| json!({ "experts": [
            { "user_id": a.id, "max_reviews": 1 }, { "user_id": b.id, "max_reviews": most }, { "user_id": c.id }, { "user_id": lead.id, "lead": true },
        ] });
        hq.put(&of.path("panel"), 0, seats(2)).await.expect(200);
        let problem = of.allocate(&hq).await.refused(409, "experts_missing");
        assert!(problem["detail"].as_str().unwrap().contains(&school.name), "{problem}");
        hq.put(&of.path("panel"), 1, seats(3)).await.expect(200);
        of.allocate(&hq).await.expect(200);
        let loads = [a.reviews().await.len(), b.reviews().await.len(), c.reviews().await.len(), lead.reviews().await.len()];
        assert_eq!(loads, [1, 3, 4, 0], "the only lead is kept to confirm");
    }

    async fn the_rubric_of_an_edition_is_set_by_headquarters_and_adds_up_to_100(app: TestApp) {
        let (hq, expert, edition) = (app.hq().await, app.expert().await, app.programme().edition);
        let path = format!("/rubrics?edition_id={edition}&count=true");
        let built_in = expert.get(&path).await.expect(200);
        assert_eq!((&built_in["items"][0]["source"], &built_in["total"]), (&json!("assumption"), &json!(1)));
        let criterion = |code: &str, max: i64| json!({ "code": code, "title_zh": "目标", "title_en": "Goals", "description": "", "max": max });
        let new = |a: i64, b: i64| json!({ "edition_id": edition, "criteria": [criterion("goals", a), criterion("content", b)] });
        let wrong = hq.post("/rubrics", new(60, 39)).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["code"], "sum");
        let set = hq.post("/rubrics", new(60, 40)).await.expect(201);
        assert_eq!((&set["no"], &set["source"]), (&json!(2), &json!("decision")));
        let list = expert.get(&path).await.expect(200);
        assert_eq!((&list["items"][0]["no"], &list["items"][1]["no"], &list["total"]), (&json!(2), &json!(1), &json!(2)));
        expert.post("/rubrics", new(60, 40)).await.refused(403, "forbidden");
        let changed = crate::certificates::sql(&app, "UPDATE rubrics SET criteria = '[]'");
        assert!(changed.unwrap_err().contains("rubrics_immutable"));
        assert_eq!(app.audited("rubric.create"), 1);
    }
}
