//! The test that a batch has.

use support::{batch_path, both, json};

use super::{Stage, hours, input};
use crate::papers;

both! {
    async fn whoever_keeps_a_batch_sets_its_test(app: TestApp) {
        let stage = Stage::without_test(&app, 1).await;
        stage.branch.get(&stage.path()).await.refused(404, "not_found");
        let set = stage.branch.request("PUT", &stage.path()).json(input(&stage.paper)).await;
        let test = set.expect(200);
        assert_eq!((set.version(), &test["started"], &test["paper"]["points_hundredths"]), (1, &json!(false), &json!(10_000)));
        assert_eq!(test["mine"], json!(null));
        let path = format!("/training-tests/{}", test["id"].as_str().unwrap());
        for who in [&stage.branch, &stage.trainer, &app.school_admin(&stage.school).await, &app.hq().await] {
            assert_eq!(who.get(&path).await.expect(200)["id"], test["id"]);
        }
        // Another branch of the batch's country, and whoever does not keep batches.
        app.branch("42").await.request("PUT", &stage.path()).json(input(&stage.paper)).await.refused(404, "not_found");
        for other in [&stage.trainer, &stage.editor, &stage.participant(&app, 0).await] {
            other.request("PUT", &stage.path()).json(input(&stage.paper)).await.refused(403, "forbidden");
        }
        stage.editor.get(&path).await.refused(403, "forbidden");
        assert_eq!(app.audited("training_test.set"), 1);
    }

    async fn a_test_takes_a_published_paper_of_its_edition_and_lies_ahead(app: TestApp) {
        let stage = Stage::without_test(&app, 1).await;
        let draft = papers::draft(&app, &stage.editor, papers::questions()).await;
        let set = async |body: support::Value| stage.branch.request("PUT", &stage.path()).json(body).await;
        set(input(&draft)).await.refused(409, "state_forbids");
        let retired = papers::step(&stage.editor, &draft, "retire").await.expect(200);
        set(input(&retired)).await.refused(409, "state_forbids");
        let mut unknown = input(&stage.paper);
        unknown["paper_id"] = stage.class.batch["id"].clone();
        assert_eq!(set(unknown).await.refused(422, "invalid")["errors"][0]["pointer"], "/paper_id");
        let mut turned = input(&stage.paper);
        turned["closes_at"] = turned["opens_at"].clone();
        assert_eq!(set(turned).await.refused(422, "invalid")["errors"][0]["code"], "order");
        hours(&app, 10);
        assert_eq!(set(input(&stage.paper)).await.refused(422, "invalid")["errors"][0]["code"], "past");
        hours(&app, 0);
        app.set_batch_status(&stage.class.batch, "cancelled");
        set(input(&stage.paper)).await.refused(409, "state_forbids");
    }

    async fn once_somebody_has_begun_only_a_later_end_is_set(app: TestApp) {
        let stage = Stage::new(&app, 1).await;
        let change = |version: i64, key: &str, value: &str| {
            let mut body = input(&stage.paper);
            body[key] = serde_value(value);
            stage.branch.put(&stage.path(), version, body)
        };
        stage.branch.request("PUT", &stage.path()).json(input(&stage.paper)).await.refused(428, "precondition_required");
        change(1, "max_attempts", "3").await.expect(200);
        change(1, "max_attempts", "2").await.refused(412, "version_mismatch");
        change(2, "max_attempts", "2").await.expect(200);
        stage.begin(&stage.participant(&app, 0).await).await;
        let other = papers::published(&app, &stage.editor).await["id"].to_string();
        for (key, value) in [
            ("max_attempts", "3"), ("opens_at", "\"2020-03-02T00:30:00Z\""), ("closes_at", "\"2020-03-02T05:59:59Z\""), ("paper_id", other.as_str()),
        ] {
            change(3, key, value).await.refused(409, "state_forbids");
        }
        let test = change(3, "closes_at", "\"2020-03-02T08:00:00Z\"").await.expect(200);
        assert_eq!((&test["closes_at"], &test["started"]), (&json!("2020-03-02T08:00:00Z"), &json!(true)));
        // A paper that a test uses can be retired: the test goes on.
        papers::step(&stage.editor, &stage.paper, "retire").await.expect(200);
        let teacher = stage.participant(&app, 0).await;
        assert_eq!(teacher.get(&stage.path()).await.expect(200)["paper"]["questions"], 3);
    }

    async fn the_branch_that_opened_a_batch_keeps_its_test(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let batch = app.batch(&hq, &["32", "33"], 40).await;
        let paper = papers::published(&app, &papers::editor(&app).await).await;
        let path = format!("{}/test", batch_path(&batch));
        branch.request("PUT", &path).json(input(&paper)).await.refused(403, "forbidden");
        hq.request("PUT", &path).json(input(&paper)).await.expect(200);
        branch.get(&path).await.expect(200);
    }
}

fn serde_value(text: &str) -> support::Value {
    text.parse().unwrap()
}
