//! Writing, submitting and giving back reviews; the third expert; who sees what of them.

use super::Group;
use support::{Value, both, json, rows_of, scores};
use time::macros::datetime;

fn path(review: &Value) -> String {
    format!("/expert-reviews/{}", review["id"].as_str().unwrap())
}

both! {
    async fn a_draft_is_kept_and_a_review_that_is_submitted_stays(app: TestApp) {
        let group = Group::named(&app, 1).await;
        group.of.allocate(&group.hq).await.expect(200);
        let (expert, review) = group.open_of(&group.of.people[0].code).await.remove(0);
        let at = path(&review);
        let seen = expert.get(&at).await.expect(200);
        assert_eq!(seen["rubric"]["source"], "assumption");
        assert!(seen.get("expert").is_none() && seen.get("slot").is_none());
        let draft = json!({ "scores": { "content": "28.5", "goals": "12" }, "remarks": "任务贴近岗位" });
        let kept = expert.put(&at, 1, draft).await.expect(200);
        assert_eq!((&kept["scores"], &kept["version"]), (&json!({ "content": "28.5", "goals": "12" }), &json!(2)));
        let wrong = json!({ "scores": { "content": "30.01", "style": "1" } });
        let wrong = expert.put(&at, 2, wrong).await.refused(422, "invalid");
        let wrong: Vec<_> = wrong["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(wrong, [("/scores/style", "unknown"), ("/scores/content", "range")]);
        let submit = format!("{at}/submit");
        let short = json!({ "scores": { "content": "28.5" }, "remarks": "好" });
        let short = expert.post(&submit, short).if_match(2).await.refused(422, "invalid");
        assert_eq!(short["errors"].as_array().unwrap().len(), 4);
        let silent = json!({ "scores": scores(80.0) });
        let silent = expert.post(&submit, silent).if_match(2).await.refused(422, "invalid");
        assert_eq!(silent["errors"][0]["pointer"], "/remarks");
        // Headquarters sees who has it and when it is due, and no scores yet.
        let hq = group.hq.get(&at).await.expect(200);
        assert!(hq.get("scores").is_none() && hq.get("remarks").is_none() && hq.get("total").is_none(), "{hq}");
        assert_eq!(hq["expert"]["id"], expert.id.to_string());
        let whole = json!({ "scores": scores(80.25), "remarks": "任务贴近岗位" });
        expert.post(&submit, whole.clone()).if_match(1).await.refused(412, "version_mismatch");
        let done = expert.post(&submit, whole.clone()).if_match(2).await.expect(200);
        assert_eq!((&done["status"], &done["total"], &done["version"]), (&json!("submitted"), &json!("80.25"), &json!(3)));
        assert_eq!(group.hq.get(&at).await.expect(200)["remarks"], "任务贴近岗位");
        expert.put(&at, 3, whole.clone()).await.refused(409, "state_forbids");
        expert.post(&submit, whole).if_match(3).await.refused(409, "state_forbids");
        expert.post(&format!("{at}/release"), json!({ "reason": "太忙" })).if_match(3).await.refused(409, "state_forbids");
        let file = expert.get(&format!("{at}/file")).await;
        assert_eq!((file.status, file.bytes.as_slice()), (200, b"%PDF-1.7 a teaching design".as_slice()));
        assert_eq!(app.audited("expert_review.submit"), 1);
    }

    async fn anothers_review_is_not_there(app: TestApp) {
        let group = Group::named(&app, 1).await;
        group.of.allocate(&group.hq).await.expect(200);
        let open = group.open_of(&group.of.people[0].code).await;
        let (expert, review) = &open[0];
        let at = path(review);
        let stranger = group.all().find(|e| open.iter().all(|(x, _)| x.id != e.id)).unwrap();
        for other in [open[1].0, stranger] {
            other.get(&at).await.refused(404, "not_found");
            other.get(&format!("{at}/file")).await.refused(404, "not_found");
            other.put(&at, 1, json!({})).await.refused(404, "not_found");
            other.judge(review, 80.0).await.refused(404, "not_found");
            other.post(&format!("{at}/release"), json!({ "reason": "太忙" })).if_match(1).await.refused(404, "not_found");
        }
        for other in [&group.of.trainer, &app.branch("32").await, &app.teacher(group.of.people[0].teacher).await] {
            other.get("/expert-reviews").await.refused(403, "forbidden");
        }
        group.hq.put(&at, 1, json!({})).await.refused(403, "forbidden");
        let own = expert.get("/expert-reviews?count=true").await.expect(200);
        assert_eq!((&own["total"], own["items"].as_array().unwrap().len()), (&json!(1), 1));
    }

    async fn a_third_expert_decides_only_where_two_differ_by_more_than_the_threshold(app: TestApp) {
        let group = Group::named(&app, 2).await;
        group.of.allocate(&group.hq).await.expect(200);
        let (near, apart) = (&group.of.people[0], &group.of.people[1]);
        for (who, points) in [(near, [60.0, 75.0]), (apart, [60.0, 75.01])] {
            let open = group.open_of(&who.code).await;
            for ((expert, review), points) in open.iter().zip(points) {
                expert.judge(review, points).await.expect(200);
            }
        }
        assert_eq!(group.open_of(&near.code).await.len(), 0, "15 points are the threshold itself");
        let third = group.open_of(&apart.code).await;
        assert_eq!(third.len(), 1);
        let (decider, review) = &third[0];
        let list = group.hq.get("/expert-reviews?limit=200").await.expect(200);
        let of = |code: &str| list["items"].as_array().unwrap().iter().filter(|r| r["code"] == code).cloned().collect::<Vec<_>>();
        assert_eq!(of(&apart.code).iter().filter(|r| r["slot"] == 3).count(), 1);
        assert!(of(&apart.code).iter().filter(|r| r["slot"] != 3).all(|r| r["expert"]["id"] != decider.id.to_string()));
        assert_eq!(of(&near.code).len(), 2);
        assert_eq!(group.hq.get(&group.of.path("panel")).await.expect(200)["progress"]["third"], 1);
        decider.judge(review, 90.0).await.expect(200);
        let (_, judged) = group.lead_for(&apart.code).await;
        let design = &judged["arithmetic"]["design"];
        assert_eq!((&design["state"], &design["score"], &design["difference"]), (&json!("decided"), &json!("90"), &json!("15.01")));
        let (_, judged) = group.lead_for(&near.code).await;
        let design = &judged["arithmetic"]["design"];
        assert_eq!((&design["state"], &design["score"]), (&json!("agreed"), &json!("67.5")));
        assert_eq!(app.audited("expert_review.assign"), 1);
    }

    async fn where_nobody_can_be_the_third_headquarters_is_told_and_adds_somebody(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 1)]).await;
        app.all_handed_in(&of).await;
        let (hq, a, b, lead) = (app.hq().await, app.expert().await, app.expert().await, app.expert().await);
        of.name_panel(&hq, &[&a, &b], &[&lead]).await.expect(200);
        of.allocate(&hq).await.expect(200);
        a.judge(&a.reviews().await[0], 20.0).await.expect(200);
        b.judge(&b.reviews().await[0], 90.0).await.expect(200);
        let told = app.told(&hq, "expert_review").await;
        assert_eq!(told.last().unwrap()["code"], "expert_review.unassigned");
        assert_eq!(hq.get(&of.path("panel")).await.expect(200)["progress"]["unassigned"], 1);
        let waits = async || {
            let home = hq.get("/home").await.expect(200);
            home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "reviews_unassigned").cloned()
        };
        let card = waits().await.unwrap();
        assert_eq!((&card["count"], &card["link"]), (&json!(1), &json!(format!("/training/batches/{}?tab=panel", of.id()))));
        let c = app.expert().await;
        of.name_panel(&hq, &[&a, &b, &c], &[&lead]).await.expect(200);
        of.allocate(&hq).await.expect(200);
        assert_eq!(c.reviews().await.len(), 1);
        assert_eq!(waits().await, None);
    }

    async fn what_is_late_stands_on_the_first_page_and_is_reminded_of(app: TestApp) {
        let group = Group::named(&app, 1).await;
        let body = json!({ "due_at": "2020-03-20T00:00:00Z" });
        group.hq.post(&group.of.path("review-allocations"), body).await.expect(200);
        let (expert, _) = group.open_of(&group.of.people[0].code).await.remove(0);
        let card = async |who: &support::Actor, code: &str| {
            let home = who.get("/home").await.expect(200);
            home["cards"].as_array().unwrap().iter().find(|c| c["code"] == code).cloned().unwrap()
        };
        let open = card(expert, "reviews_assigned").await;
        assert_eq!((&open["count"], open.get("late")), (&json!(1), None));
        app.set_clock(datetime!(2020-03-21 00:00 UTC));
        let late = card(expert, "reviews_assigned").await;
        assert_eq!((&late["count"], &late["late"]), (&json!(1), &json!(1)));
        assert_eq!(card(&group.hq, "reviews_late").await["count"], 2);
        assert_eq!(group.hq.get("/expert-reviews?late=true&count=true").await.expect(200)["total"], 2);
        assert_eq!(expert.get("/expert-reviews?late=false&count=true").await.expect(200)["total"], 0);
        app.daily("expert_reviews.remind").await;
        let told = app.told(expert, "expert_review").await;
        assert_eq!((&told.last().unwrap()["code"], &told.last().unwrap()["params"]["count"]), (&json!("expert_review.late"), &json!(1)));
    }

    async fn a_batch_in_assessment_without_a_group_stands_on_the_first_page(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 1)]).await;
        let hq = app.hq().await;
        let count = async || {
            let home = hq.get("/home").await.expect(200);
            let card = home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "batches_assessing_without_panel").cloned();
            card.map_or(0, |c| c["count"].as_i64().unwrap())
        };
        assert_eq!(count().await, 1);
        of.name_panel(&hq, &[&app.expert().await], &[]).await.expect(200);
        assert_eq!(count().await, 0);
    }

    async fn headquarters_takes_the_reviews_along_as_a_workbook(app: TestApp) {
        let group = Group::named(&app, 1).await;
        group.of.allocate(&group.hq).await.expect(200);
        let (expert, review) = group.open_of(&group.of.people[0].code).await.remove(0);
        expert.judge(&review, 80.0).await.expect(200);
        let book = group.hq.get(&format!("/expert-reviews/export.xlsx?batch_id={}", group.of.id())).await;
        let sheet = rows_of(&book.bytes);
        assert_eq!((sheet.len(), sheet[0][1].as_str()), (3, "匿名编号"));
        assert!(sheet[1..].iter().any(|row| row.contains(&"已提交".to_string()) && row.contains(&"80".to_string())));
        expert.get("/expert-reviews/export.xlsx").await.refused(403, "forbidden");
    }
}
