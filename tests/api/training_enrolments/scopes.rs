//! Who sees which enrolments, and what the database holds by itself.

use super::state_of;
use diesel::prelude::*;
use onex::schema::{training_batches, training_enrolments as e};
use support::{Id, both, json};

both! {
    async fn each_sees_the_enrolments_in_their_reach(app: TestApp) {
        let hq = app.hq().await;
        let (here, beside, far) = (app.school("32"), app.school("32"), app.school("42"));
        let batch = app.batch(&hq, &["32", "42"], 10).await;
        let mut made = Vec::new();
        for school in [&here, &beside, &far] {
            let teachers = app.teachers(school, 1);
            let done = app.school_admin(school).await.enrol(&batch, &teachers).await.expect(201);
            made.push((teachers[0], done["items"][0]["enrolment_id"].clone()));
        }
        let people = [
            (hq, vec![0, 1, 2]),
            (app.branch("32").await, vec![0, 1]),
            (app.branch("42").await, vec![2]),
            (app.branch("31").await, vec![]),
            (app.school_admin(&here).await, vec![0]),
            (app.teacher(made[1].0).await, vec![1]),
        ];
        for (who, seen) in people {
            assert_eq!(who.get("/training-enrolments?count=true").await.expect(200)["total"], seen.len(), "{}", who.username);
            for (n, (_, id)) in made.iter().enumerate() {
                let answer = who.get(&format!("/training-enrolments/{}", id.as_str().unwrap())).await;
                if seen.contains(&n) {
                    answer.expect(200);
                } else {
                    answer.refused(404, "not_found");
                }
            }
        }
        let trainer = app.trainer("32").await;
        assert_eq!(trainer.get("/training-enrolments?count=true").await.expect(200)["total"], 0, "of no class yet");
    }

    async fn another_schools_teacher_and_another_regions_batch_are_not_there(app: TestApp) {
        let (here, beside) = (app.school("32"), app.school("32"));
        let (branch, far) = (app.branch("32").await, app.branch("42").await);
        let admin = app.school_admin(&here).await;
        let (own, theirs) = (app.teachers(&here, 1), app.teachers(&beside, 1));
        let batch = app.batch(&branch, &["32"], 10).await;
        let problem = admin.enrol(&batch, &[own[0], theirs[0]]).await.refused(404, "not_found");
        assert_eq!(problem["errors"][0]["pointer"], "/teacher_ids/1");
        let elsewhere = app.batch(&far, &["42"], 10).await;
        admin.enrol(&elsewhere, &own).await.refused(404, "not_found");
        branch.enrol(&elsewhere, &own).await.refused(404, "not_found");
        far.enrol(&elsewhere, &own).await.refused(404, "not_found");
        let done = branch.enrol(&batch, &[own[0], theirs[0]]).await.expect(201);
        let id = done["items"][1]["enrolment_id"].as_str().unwrap();
        for stranger in [&admin, &far] {
            let path = format!("/training-enrolments/{id}/withdraw");
            stranger.post(&path, json!({ "reason": "不是我的" })).if_match(1).await.refused(404, "not_found");
        }
        assert_eq!(state_of(&branch, &done["items"][1]["enrolment_id"]).await["version"], 1);
        app.actor(support::Role::Certifier, support::Scope::Country).await.enrol(&batch, &own).await.refused(403, "forbidden");
    }

    async fn the_database_holds_places_and_people_by_itself(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let admin = app.school_admin(&school).await;
        let batch = app.batch(&branch, &["32"], 1).await;
        let done = admin.enrol(&batch, &app.teachers(&school, 2)).await.expect(201);
        let ids: Vec<Id> = done["items"].as_array().unwrap().iter().map(|i| i["enrolment_id"].as_str().unwrap().parse().unwrap()).collect();
        let write = |change: &dyn Fn(&mut onex::platform::db::Conn) -> diesel::QueryResult<usize>| {
            app.state.db.write_blocking(|conn| Ok(change(conn)?)).map_err(|e| e.code().as_str())
        };
        let too_many = write(&|conn| diesel::update(e::table.find(ids[1])).set(e::status.eq("enrolled")).execute(conn));
        assert_eq!(too_many, Err("conflict"));
        let gone = write(&|conn| diesel::delete(e::table.find(ids[0])).execute(conn));
        assert!(gone.is_err());
        let twice = write(&|conn| {
            let person: Id = e::table.find(ids[0]).select(e::person_id).first(conn)?;
            diesel::update(e::table.find(ids[1])).set(e::person_id.eq(person)).execute(conn)
        });
        assert_eq!(twice, Err("already_enrolled"));
        let lost = write(&|conn| diesel::update(e::table.find(ids[0])).set(e::live.eq(false)).execute(conn));
        assert!(lost.is_err(), "what is enrolled is live");
        let id: Id = batch["id"].as_str().unwrap().parse().unwrap();
        // The count follows whatever way the rows take.
        write(&|conn| diesel::update(e::table.find(ids[0])).set((e::status.eq("withdrawn"), e::live.eq(false))).execute(conn)).unwrap();
        let taken = app.state.db.read_blocking(|conn| Ok(training_batches::table.find(id).select(training_batches::taken).first::<i32>(conn)?));
        assert_eq!(taken.unwrap(), 0);
        assert_eq!(app.faults().len(), 1, "a free place under a waiting list is told: {:?}", app.faults());
    }
}
