//! The public log: heads, tiles, entries and proofs, checked by the engine as a stranger would.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use onex_translog::{Entry, Hash, Head, Kind, NoteKey, note};
use support::{Answer, Database, TestApp, Value, both, json};

use crate::certificates::{draft, issue, revoke};

/// The newest head, opened with the keys that are published.
async fn checkpoint(app: &TestApp) -> Head {
    let answer = app.get("/public/log/checkpoint").await;
    answer.expect(200);
    opened(app, answer.text().as_bytes()).await
}

async fn opened(app: &TestApp, note: &[u8]) -> Head {
    let keys = app.get("/public/issuer-keys").await.expect(200);
    let keys: Vec<NoteKey> = keys["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|k| NoteKey::parse(k.as_str().unwrap()).unwrap())
        .collect();
    note::open(note, &keys).unwrap().0
}

fn hashes(list: &Value) -> Vec<Hash> {
    let hash = |h: &Value| STANDARD.decode(h.as_str().unwrap()).unwrap().try_into().unwrap();
    list.as_array().unwrap().iter().map(hash).collect()
}

async fn digest(app: &TestApp, id: onex::platform::db::Id) -> String {
    let hq = app.hq().await;
    let shown = hq.get(&format!("/certificates/{id}")).await.expect(200);
    shown["snapshot_hash"].as_str().unwrap().to_string()
}

async fn inclusion(app: &TestApp, digest: &str) -> Answer {
    app.get(&format!("/public/log/inclusion?digest={digest}")).await
}

both! {
    async fn an_empty_log_says_so(app: TestApp) {
        app.get("/public/log/checkpoint").await.refused(404, "not_found");
        assert_eq!(app.get("/public/log/heads").await.expect(200)["items"], json!([]));
        assert_eq!(app.get("/public/log/entries/0").await.expect(200)["entries"], json!([]));
        app.get("/public/log/tiles/0/0").await.refused(404, "not_found");
        assert_eq!(app.get("/public/log/consistency?from=0&to=0").await.expect(200)["proof"], json!([]));
        assert!(app.get("/public/log/heads.atom").await.text().contains("<feed"));
    }

    async fn a_stranger_proves_that_a_certificate_is_in_the_log(app: TestApp) {
        let issued = issue(&app, (1..=7).map(|n| draft(n, "王小明")).collect());
        revoke(&app, &issued[3].number).await;
        let head = checkpoint(&app).await;
        assert_eq!(head.size, 8);
        assert_eq!(head.time, app.state.clock.now().utc().unix_timestamp());
        for (n, certificate) in issued.iter().enumerate() {
            let digest = digest(&app, certificate.id).await;
            let answer = inclusion(&app, &digest).await.expect(200);
            assert_eq!(opened(&app, answer["checkpoint"].as_str().unwrap().as_bytes()).await, head);
            let leaves = answer["leaves"].as_array().unwrap();
            assert_eq!(leaves.len(), if n == 3 { 2 } else { 1 });
            for (leaf, kind) in leaves.iter().zip([Kind::Issue, Kind::Revoke]) {
                let line = leaf["entry"].as_str().unwrap();
                let entry = Entry::parse(line.as_bytes()).unwrap();
                assert_eq!(entry.kind(), kind);
                assert!(line.contains(&digest), "{line}");
                let index = leaf["index"].as_u64().unwrap();
                let proof = hashes(&leaf["proof"]);
                onex_translog::verify_inclusion(&entry.leaf_hash(), index, head.size, &proof, &head.root).unwrap();
            }
        }
        // Nothing of a person can be read: an entry is a time, a kind and a digest.
        let entries = app.get("/public/log/entries/0").await.expect(200);
        for line in entries["entries"].as_array().unwrap() {
            let members: Value = serde_json::from_str(line.as_str().unwrap()).unwrap();
            assert_eq!(members.as_object().unwrap().keys().collect::<Vec<_>>(), ["at", "kind", "sha256", "v"]);
        }
    }

    async fn every_head_that_somebody_kept_is_of_the_same_tree(app: TestApp) {
        let mut kept = Vec::new();
        for n in [1_u128, 2, 5, 9, 20] {
            let from = kept.last().map_or(1, |h: &Head| u128::from(h.size) + 1);
            issue(&app, (from..=n).map(|n| draft(n, "王小明")).collect());
            kept.push(checkpoint(&app).await);
        }
        for (i, old) in kept.iter().enumerate() {
            for new in &kept[i..] {
                let path = format!("/public/log/consistency?from={}&to={}", old.size, new.size);
                let proof = hashes(&app.get(&path).await.expect(200)["proof"]);
                onex_translog::verify_consistency(old.size, new.size, &old.root, &new.root, &proof).unwrap();
            }
        }
        let page = app.get("/public/log/heads?limit=2").await.expect(200);
        let sizes = |page: &Value| page["items"].as_array().unwrap().iter().map(|h| h["size"].as_u64().unwrap()).collect::<Vec<_>>();
        assert_eq!(sizes(&page), [20, 9]);
        let next = app.get(&format!("/public/log/heads?limit=2&cursor={}", page["next"].as_str().unwrap())).await.expect(200);
        assert_eq!(sizes(&next), [5, 2]);
        assert_eq!(opened(&app, next["items"][0]["note"].as_str().unwrap().as_bytes()).await, kept[2]);
        let feed = app.get("/public/log/heads.atom").await;
        assert!(feed.header("content-type").starts_with("application/atom+xml"));
        assert_eq!(feed.text().matches("<entry>").count(), 5);
        app.get("/public/log/consistency?from=3&to=21").await.refused(422, "invalid");
        app.get("/public/log/consistency?from=4&to=3").await.refused(422, "invalid");
    }

    async fn the_tree_can_be_taken_away_tile_by_tile(app: TestApp) {
        issue(&app, (1..=300).map(|n| draft(n, "王小明")).collect());
        let head = checkpoint(&app).await;
        let full = app.get("/public/log/tiles/0/0").await;
        assert_eq!((full.status, full.bytes.len()), (200, 256 * 32));
        assert!(full.header("cache-control").contains("31536000"), "{:?}", full.headers);
        let rest = app.get("/public/log/tiles/0/1").await;
        assert_eq!((rest.bytes.len(), rest.header("cache-control")), (44 * 32, "public, max-age=10"));
        let mut leaves = onex_translog::hash::split(&full.bytes).unwrap();
        leaves.extend(onex_translog::hash::split(&rest.bytes).unwrap());
        assert_eq!(onex_translog::root_of(&leaves), head.root);
        let (first, second) = (app.get("/public/log/entries/0").await.expect(200), app.get("/public/log/entries/256").await.expect(200));
        let lines = [&first, &second].map(|page| page["entries"].as_array().unwrap().clone()).concat();
        let again: Vec<Hash> = lines.iter().map(|l| onex_translog::leaf_hash(l.as_str().unwrap().as_bytes())).collect();
        assert_eq!(again, leaves);
        // Whoever has it is told so.
        let tag = app.get("/public/log/checkpoint").await.header("etag").to_string();
        assert_eq!(app.get("/public/log/checkpoint").header("if-none-match", &tag).await.status, 304);
        app.get("/public/log/tiles/9/0").await.refused(404, "not_found");
        app.get("/public/log/tiles/x/0").await.refused(400, "malformed");
    }

    async fn an_unknown_digest_is_no_leaf(app: TestApp) {
        issue(&app, vec![draft(1, "王小明")]);
        inclusion(&app, &"0".repeat(64)).await.refused(404, "not_found");
        inclusion(&app, "0").await.refused(422, "invalid");
        inclusion(&app, &"g".repeat(64)).await.refused(422, "invalid");
    }
}

#[test]
fn who_tries_digests_is_stopped() {
    TestApp::run(Database::Sqlite, |app| async move {
        issue(&app, vec![draft(1, "王小明")]);
        for n in 0..100 {
            inclusion(&app, &format!("{n:064x}")).await.refused(404, "not_found");
        }
        inclusion(&app, &format!("{:064x}", 100)).await.refused(429, "too_many_attempts");
    });
}
