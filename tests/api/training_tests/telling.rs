//! Who is told of a test, once, and what waits on the first page.

use onex::domains::{teaching_designs, training_tests};
use support::{Actor, TestApp, Value, both, json};

use super::{Stage, submit};

/// Moves business time and waits for the jobs of that day.
pub async fn day(app: &TestApp, at: time::OffsetDateTime) {
    app.set_clock(at);
    for kind in [training_tests::SWEEP.name, teaching_designs::SWEEP.name] {
        app.daily(kind).await;
    }
}

async fn card(who: &Actor, code: &str) -> Option<Value> {
    let home = who.get("/home").await.expect(200);
    home["cards"].as_array().unwrap().iter().find(|c| c["code"] == code).cloned()
}

async fn codes(app: &TestApp, who: &Actor) -> Vec<String> {
    let told = app.told(who, "training_test").await;
    told.iter().map(|n| n["code"].as_str().unwrap().to_string()).collect()
}

both! {
    async fn participants_are_told_when_it_opens_and_before_it_closes_unless_they_have_tried(app: TestApp) {
        let stage = Stage::without_test(&app, 2).await;
        let (busy, idle) = (stage.participant(&app, 0).await, stage.participant(&app, 1).await);
        let mut soon = crate::training_tests::input(&stage.paper);
        soon["opens_at"] = "2020-03-03T20:00:00Z".into();
        soon["closes_at"] = "2020-03-06T09:00:00Z".into();
        let stage = Stage { test: stage.branch.request("PUT", &stage.path()).json(soon).await.expect(200), ..stage };
        assert_eq!(codes(&app, &busy).await, Vec::<String>::new());
        assert_eq!(card(&busy, "test_open").await, None);
        day(&app, time::macros::datetime!(2020-03-03 01:00 UTC)).await;
        assert_eq!(codes(&app, &busy).await, ["training_test.opens"], "the run of the next day would come after it");
        assert_eq!(card(&busy, "test_open").await, None);
        day(&app, time::macros::datetime!(2020-03-04 01:00 UTC)).await;
        let told = &app.told(&busy, "training_test").await[0];
        let link = format!("/my-training/test/{}", stage.test["id"].as_str().unwrap());
        assert_eq!((&told["params"]["from"], &told["params"]["until"], &told["link"]), (&json!("2020-03-04 04:00"), &json!("2020-03-06 17:00"), &json!(link)));
        let waits = card(&busy, "test_open").await.unwrap();
        assert_eq!((&waits["count"], &waits["link"]), (&json!(1), &json!(link)));
        let attempt = stage.begin(&busy).await;
        assert!(card(&busy, "test_open").await.is_some(), "an open attempt is to be gone on with");
        submit(&busy, &attempt).await.expect(200);
        assert_eq!(card(&busy, "test_open").await, None);
        assert_eq!(codes(&app, &idle).await, ["training_test.opens"]);
        day(&app, time::macros::datetime!(2020-03-05 01:00 UTC)).await;
        day(&app, time::macros::datetime!(2020-03-06 01:00 UTC)).await;
        assert_eq!(codes(&app, &busy).await, ["training_test.opens"]);
        assert_eq!(codes(&app, &idle).await, ["training_test.opens", "training_test.closing"]);
    }

    async fn a_test_that_is_open_at_once_is_told_at_once(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let teacher = stage.participant(&app, 0).await;
        assert_eq!(codes(&app, &teacher).await, ["training_test.opened"]);
        stage.branch.put(&stage.path(), 1, crate::training_tests::input(&stage.paper)).await.expect(200);
        assert_eq!(codes(&app, &teacher).await, ["training_test.opened"]);
    }
}
