//! Papers: written as drafts with whatever is wrong told, published without faults, and never changed then; their
//! answers for whoever writes them and for nobody else.

use diesel::connection::SimpleConnection;
use support::{Actor, Role, Scope, TestApp, Value, both, json};

/// Somebody who writes papers.
pub async fn editor(app: &TestApp) -> Actor {
    app.actor(Role::ContentEditor, Scope::Country).await
}

/// A question of single choice whose right option is the first.
pub fn single(stem: &str) -> Value {
    json!({
        "kind": "single", "stem": stem, "points_hundredths": 4000, "answer": ["k1"],
        "options": [{ "key": "k1", "text": "6%" }, { "key": "k2", "text": "9%" }, { "key": "k3", "text": "13%" }],
    })
}

/// One of each kind: 40, 40 and 20 points.
pub fn questions() -> Value {
    json!([
        single("税率是多少？"),
        {
            "kind": "multiple", "stem": "哪些是增值税税率？", "points_hundredths": 4000, "answer": ["m1", "m3"],
            "options": [{ "key": "m1", "text": "6%" }, { "key": "m2", "text": "7%" }, { "key": "m3", "text": "9%" }],
        },
        {
            "kind": "true_false", "stem": "小规模纳税人按季申报。", "points_hundredths": 2000, "answer": ["true"],
            "options": [{ "key": "true", "text": "对" }, { "key": "false", "text": "错" }],
        },
    ])
}

pub fn path(paper: &Value) -> String {
    format!("/papers/{}", paper["id"].as_str().unwrap())
}

/// A draft with these questions.
pub async fn draft(app: &TestApp, editor: &Actor, items: Value) -> Value {
    let body = json!({
        "edition_id": app.programme().edition, "title": "在线师资研修 测验卷", "multiple_marks": "partial", "time_limit_minutes": 60,
    });
    let paper = editor.post("/papers", body).await.expect(201);
    editor
        .put(&format!("{}/questions", path(&paper)), 1, json!({ "items": items }))
        .await
        .expect(200)
}

/// Takes a step of a paper on the version that this document shows.
pub async fn step(who: &Actor, paper: &Value, step: &str) -> support::Answer {
    let request = who.request("POST", &format!("{}/{step}", path(paper)));
    request.if_match(paper["version"].as_i64().unwrap()).await
}

/// A published paper.
pub async fn published(app: &TestApp, editor: &Actor) -> Value {
    let paper = draft(app, editor, questions()).await;
    step(editor, &paper, "publish").await.expect(200)
}

/// The id of a draft; a branch knows nothing of it.
pub async fn foreign(app: &TestApp) -> String {
    let paper = draft(app, &editor(app).await, questions()).await;
    paper["id"].as_str().unwrap().into()
}

both! {
    async fn a_paper_is_written_checked_published_and_then_never_changes(app: TestApp) {
        let editor = editor(&app).await;
        let body = json!({ "edition_id": app.programme().edition, "title": " 测验卷 A ", "multiple_marks": "exact", "time_limit_minutes": 45 });
        let made = editor.post("/papers", body).await;
        let paper = made.expect(201);
        assert_eq!((&paper["title"], &paper["status"], &paper["questions"]), (&json!("测验卷 A"), &json!("draft"), &json!(0)));
        assert_eq!(paper["faults"], json!([{ "pointer": "/items", "code": "paper_no_questions", "message": "a paper has at least one question" }]));
        step(&editor, &paper, "publish").await.refused(422, "invalid");

        let half = json!([
            { "kind": "single", "stem": " ", "points_hundredths": 0, "answer": [], "options": [{ "key": "a", "text": "6%" }, { "key": "a", "text": "" }] },
            single("税率？"),
        ]);
        let at = format!("{}/questions", path(&paper));
        let paper = editor.put(&at, 1, json!({ "items": half })).await.expect(200);
        let faults: Vec<_> = paper["faults"].as_array().unwrap().iter().map(|f| (f["pointer"].as_str().unwrap(), f["code"].as_str().unwrap())).collect();
        assert_eq!(faults, [
            ("/items/0/stem", "question_empty_stem"), ("/items/0/points_hundredths", "question_no_points"),
            ("/items/0/options/1/key", "question_duplicate_key"), ("/items/0/options/1/text", "question_empty_text"),
            ("/items/0/answer", "question_no_answer"),
        ]);
        let refusal = step(&editor, &paper, "publish").await.refused(422, "invalid");
        assert_eq!(refusal["errors"].as_array().unwrap().len(), 5);
        editor.put(&at, 1, json!({ "items": [] })).await.refused(412, "version_mismatch");

        let paper = editor.put(&at, 2, json!({ "items": questions() })).await.expect(200);
        assert_eq!((&paper["faults"], &paper["questions"], &paper["points_hundredths"]), (&json!([]), &json!(3), &json!(10_000)));
        assert_eq!(paper["items"][1]["answer"], json!(["m1", "m3"]));
        let paper = editor.patch(&path(&paper), 3, json!({ "title": "测验卷 B", "multiple_marks": "partial" })).await.expect(200);
        let paper = step(&editor, &paper, "publish").await.expect(200);
        assert_eq!((&paper["status"], &paper["title"], &paper["faults"]), (&json!("published"), &json!("测验卷 B"), &Value::Null));

        editor.patch(&path(&paper), 5, json!({ "title": "C" })).await.refused(409, "state_forbids");
        editor.put(&at, 5, json!({ "items": questions() })).await.refused(409, "state_forbids");
        step(&editor, &paper, "publish").await.refused(409, "state_forbids");
        let paper = step(&editor, &paper, "retire").await.expect(200);
        assert_eq!(paper["status"], "retired");
        step(&editor, &paper, "retire").await.refused(409, "state_forbids");
        assert_eq!(app.faults(), Vec::<String>::new());
        for (event, n) in [("create", 1), ("set_questions", 2), ("update", 1), ("publish", 1), ("retire", 1)] {
            assert_eq!(app.audited(&format!("paper.{event}")), n, "{event}");
        }
    }

    async fn not_even_raw_sql_changes_a_published_paper(app: TestApp) {
        let editor = editor(&app).await;
        published(&app, &editor).await;
        for sql in [
            "UPDATE papers SET title = 'x'", "UPDATE papers SET time_limit_minutes = 1", "UPDATE papers SET status = 'draft'",
            "DELETE FROM paper_questions", "UPDATE paper_questions SET answer = '[\"k2\"]'",
            "UPDATE paper_questions SET points_hundredths = 1", "DELETE FROM papers",
        ] {
            let done = app.state.db.write_blocking(|conn| Ok(conn.batch_execute(sql)?));
            assert_eq!(done.unwrap_err().code().as_str(), "state_forbids", "{sql}");
        }
    }

    async fn a_paper_begins_with_the_questions_of_another(app: TestApp) {
        let editor = editor(&app).await;
        let old = published(&app, &editor).await;
        let body = json!({ "edition_id": old["edition_id"], "title": "卷二", "multiple_marks": "exact", "time_limit_minutes": 30, "copy_of": old["id"] });
        let new = editor.post("/papers", body.clone()).await.expect(201);
        assert_eq!((&new["status"], &new["faults"]), (&json!("draft"), &json!([])));
        let of = |paper: &Value| -> Vec<Value> { paper["items"].as_array().unwrap().iter().map(|q| json!([q["stem"], q["options"], q["answer"]])).collect() };
        assert_eq!(of(&new), of(&old));
        assert_ne!(new["items"][0]["id"], old["items"][0]["id"]);
        let mut unknown = body;
        unknown["copy_of"] = app.programme().edition.to_string().into();
        let refusal = editor.post("/papers", unknown).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/copy_of");
    }

    async fn a_preview_shows_what_a_participant_would_see(app: TestApp) {
        let editor = editor(&app).await;
        let paper = published(&app, &editor).await;
        let preview = async |seed: u32| {
            let preview = editor.get(&format!("{}/preview?seed={seed}", path(&paper))).await;
            preview.expect(200);
            preview
        };
        let (one, again) = (preview(1).await, preview(1).await);
        assert_eq!(one.json(), again.json());
        assert_eq!(one.json()["items"].as_array().unwrap().len(), 3);
        assert!(!one.text().contains("answer"), "{}", one.text());
        let mut orders = std::collections::BTreeSet::new();
        for seed in 0..20 {
            orders.insert(preview(seed).await.text());
        }
        assert!(orders.len() > 5, "every seed has its order");
    }

    async fn branches_choose_among_published_papers_and_see_no_questions(app: TestApp) {
        let (editor, branch, hq) = (editor(&app).await, app.branch("32").await, app.hq().await);
        let open = published(&app, &editor).await;
        let hidden = draft(&app, &editor, questions()).await;
        let list = branch.get("/papers?count=true").await;
        assert_eq!((&list.json()["total"], &list.json()["items"][0]["id"]), (&json!(1), &open["id"]));
        let one = branch.get(&path(&open)).await;
        assert_eq!(one.expect(200)["questions"], 3);
        for answer in [&list, &one] {
            assert!(!answer.text().contains("税率") && !answer.text().contains("answer"), "{}", answer.text());
        }
        branch.get(&path(&hidden)).await.refused(404, "not_found");
        branch.get(&format!("{}/preview", path(&open))).await.refused(403, "forbidden");
        branch.patch(&path(&open), 3, json!({ "title": "x" })).await.refused(403, "forbidden");
        assert_eq!(hq.get(&path(&hidden)).await.expect(200)["items"][0]["answer"], json!(["k1"]));
        let school = app.school("32");
        let others = [
            app.school_admin(&school).await, app.actor(Role::Teacher, school.scope()).await, app.trainer("32").await,
            app.actor(Role::Certifier, Scope::Country).await, app.actor(Role::Expert, Scope::Region("32".into())).await,
        ];
        for other in &others {
            other.get("/papers").await.refused(403, "forbidden");
            other.get(&path(&open)).await.refused(403, "forbidden");
        }
    }

    async fn papers_are_searched_and_filtered(app: TestApp) {
        let editor = editor(&app).await;
        let edition = app.programme().edition;
        for title in ["增值税卷", "所得税卷", "综合卷"] {
            let body = json!({ "edition_id": edition, "title": title, "multiple_marks": "exact", "time_limit_minutes": 30 });
            editor.post("/papers", body).await.expect(201);
        }
        let found = async |query: &str| -> Vec<String> {
            let list = editor.get(&format!("/papers?{query}")).await.expect(200);
            list["items"].as_array().unwrap().iter().map(|p| p["title"].as_str().unwrap().to_string()).collect()
        };
        assert_eq!(found("q=增值").await, ["增值税卷"]);
        assert_eq!(found("q=ZH").await, ["综合卷"]);
        assert_eq!(found("limit=2").await, ["综合卷", "所得税卷"]);
        assert_eq!(found("status=published").await, Vec::<String>::new());
        assert_eq!(found(&format!("edition_id={edition}")).await.len(), 3);
        let cards = editor.get("/home").await.expect(200);
        let card = cards["cards"].as_array().unwrap().iter().find(|c| c["code"] == "papers_draft").cloned();
        assert_eq!(card.unwrap()["count"], 3);
    }
}
