//! Who sees which classes, and of whom in them.

use super::{commit, preview};
use support::{Role, Scope, both, class_path, json};

both! {
    async fn each_sees_the_classes_in_their_reach(app: TestApp) {
        let (here, far) = (app.formed_class("32", 3).await, app.formed_class("42", 2).await);
        let stranger = app.trainer("32").await;
        let people = [
            (app.hq().await, vec![true, true]),
            (app.actor(Role::Certifier, Scope::Country).await, vec![true, true]),
            (here.branch.clone(), vec![true, false]),
            (app.branch("31").await, vec![false, false]),
            (here.admin.clone(), vec![true, false]),
            (app.school_admin(&app.school("32")).await, vec![false, false]),
            (here.trainer.clone(), vec![true, false]),
            (stranger, vec![false, false]),
            (here.participant(&app, 0).await, vec![true, false]),
            (app.teacher(app.teachers(&here.school, 1)[0]).await, vec![false, false]),
        ];
        for (who, seen) in people {
            let total = seen.iter().filter(|s| **s).count();
            assert_eq!(who.get("/training-classes?count=true").await.expect(200)["total"], total, "{}", who.username);
            for (formed, seen) in [&here, &far].into_iter().zip(seen) {
                let answer = who.get(&class_path(&formed.class)).await;
                if seen { answer.expect(200); } else { answer.refused(404, "not_found"); }
            }
        }
        app.actor(Role::Expert, Scope::Region("32".into())).await.get("/training-classes").await.refused(403, "forbidden");
    }

    async fn a_trainer_of_another_class_reads_and_does_nothing_in_it(app: TestApp) {
        let (own, other) = (app.formed_class("32", 3).await, app.formed_class("32", 2).await);
        let (trainer, path) = (&own.trainer, class_path(&other.class));
        trainer.get(&path).await.refused(404, "not_found");
        trainer.get(&format!("{path}/members")).await.refused(404, "not_found");
        for step in ["start", "finish"] {
            trainer.post(&format!("{path}/{step}"), json!({})).if_match(1).await.refused(404, "not_found");
        }
        trainer.get(&format!("/training-enrolments/{}", other.enrolments[0].as_str().unwrap())).await.refused(404, "not_found");
        // Of their own class they see the participants, and form and change nothing.
        assert_eq!(trainer.get("/training-enrolments?count=true").await.expect(200)["total"], 3);
        trainer.get(&format!("/training-enrolments/{}", own.enrolments[0].as_str().unwrap())).await.expect(200);
        let list = trainer.get(&format!("{}/members?count=true", class_path(&own.class))).await.expect(200);
        assert_eq!((&list["total"], &list["items"][0]["status"]), (&json!(3), &json!("placed")));
        let body = json!({ "batch_id": own.batch["id"], "enrolment_ids": [own.enrolments[0]] });
        trainer.post("/training-classes/moves", body).await.refused(403, "forbidden");
        trainer.patch(&class_path(&own.class), 1, json!({ "title": "我的班" })).await.refused(403, "forbidden");
        trainer.post("/training-groupings/preview", json!({ "batch_id": own.batch["id"] })).await.refused(403, "forbidden");
    }

    async fn a_school_reads_its_own_names_and_a_participant_none(app: TestApp) {
        let (branch, first, second) = (app.branch("32").await, app.school("32"), app.school("32"));
        let batch = app.batch(&branch, &["32"], 20).await;
        for (school, n) in [(&first, 9), (&second, 6)] {
            app.school_admin(school).await.enrol(&batch, &app.teachers(school, n)).await.expect(201);
        }
        app.pool(&branch, &batch, &[&app.trainer("32").await]).await;
        let made = commit(&branch, &preview(&branch, &batch).await, json!([])).await.expect(201);
        let class = &made["classes"][0];
        let members = format!("{}/members?count=true&limit=4", class_path(class));
        let admin = app.school_admin(&second).await;
        let page = admin.get(&members).await.expect(200);
        assert_eq!((&page["total"], page["items"].as_array().unwrap().len()), (&json!(6), 4));
        let rest = admin.get(&format!("{members}&cursor={}", page["next"].as_str().unwrap())).await.expect(200);
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (2, &json!(null)));
        for member in page["items"].as_array().unwrap() {
            assert_eq!(member["institution"]["id"], json!(second.id));
        }
        assert_eq!(admin.get(&class_path(class)).await.expect(200)["participant_count"], 15);
        let user = page["items"][0]["teacher"]["id"].as_str().unwrap().parse().unwrap();
        let participant = app.teacher(user).await;
        participant.get(&members).await.refused(403, "forbidden");
        assert_eq!(participant.get(&class_path(class)).await.expect(200)["participant_count"], 15);
    }

    async fn classes_short_of_hours_wait_on_the_first_pages_and_lead_to_their_list(app: TestApp) {
        let (short, full) = (app.formed_class("32", 2).await, app.formed_class("32", 2).await);
        app.put_session(&short.class, &short.trainer, 100, false);
        app.put_session(&full.class, &full.trainer, 1080, false);
        for (who, count) in [(&short.branch, 1), (&short.trainer, 1)] {
            let home = who.get("/home").await.expect(200);
            let card = home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "classes_short_of_hours").unwrap().clone();
            assert_eq!((&card["count"], &card["late"]), (&json!(count), &json!(0)));
            let list = who.get(card["link"].as_str().unwrap().trim_start_matches("/training/classes").replacen('?', "/training-classes?count=true&", 1).as_str()).await.expect(200);
            assert_eq!((&list["total"], &list["items"][0]["id"]), (&json!(1), &short.class["id"]));
        }
        app.set_clock(time::macros::datetime!(2020-03-04 01:00 UTC));
        let home = short.branch.get("/home").await.expect(200);
        let card = home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "classes_short_of_hours").unwrap();
        assert_eq!(card["late"], 1, "from its first day on");
        let home = full.trainer.get("/home").await.expect(200);
        assert!(home["cards"].as_array().unwrap().iter().all(|c| c["code"] != "classes_short_of_hours"));
        let rest = short.branch.get("/training-classes?short_of_hours=false&count=true").await.expect(200);
        assert_eq!((&rest["total"], &rest["items"][0]["id"]), (&json!(1), &full.class["id"]));
    }
}
