//! Share links: a holder shows a certificate until a day, or until the link is withdrawn.

use onex::domains::certificates::Draft;
use onex::schema::certificate_shares;
use support::{Actor, Id, Role, Scope, TestApp, Value, both, json};

use crate::certificates::{draft, id, issue, revoke};

/// A holder with one certificate, and its path.
async fn holder(app: &TestApp) -> (Actor, String, String) {
    let scope = Scope::Own { user: Id::NIL, institution: Some(id(32)) };
    let student = app.actor(Role::Student, scope).await;
    let issued = issue(
        app,
        vec![Draft { holder_user_id: Some(student.id), ..draft(1, "王小明") }, draft(3, "李雷")],
    );
    let number = issued[0].number.clone();
    let shares = format!("/certificates/{}/shares", issued[0].id);
    (student, shares, number)
}

/// What stands behind the `#` of a link.
fn token(share: &Value) -> String {
    share["url"].as_str().unwrap().split_once("/s#").unwrap().1.to_string()
}

/// A link of some holder, by its id.
pub async fn foreign(app: &TestApp) -> String {
    let (student, shares, _) = holder(app).await;
    let made = student.post(&shares, json!({ "ends_on": day(app, 30) })).await.expect(201);
    made["id"].as_str().unwrap().to_string()
}

fn day(app: &TestApp, ahead: i64) -> String {
    (app.state.clock.today() + time::Duration::days(ahead)).to_string()
}

both! {
    async fn a_link_shows_the_certificate_as_it_stands_until_its_day_is_over(app: TestApp) {
        let (student, shares, number) = holder(&app).await;
        let made = student.post(&shares, json!({ "ends_on": day(&app, 1), "label": " 某某公司人事部 " })).await;
        let share = made.expect(201);
        assert_eq!((&share["status"], &share["label"]), (&json!("active"), &json!("某某公司人事部")));
        let token = token(&share);
        assert!(token.len() >= 32, "{token}");
        let open = || app.post("/public/shares/open", json!({ "token": token }));
        let seen = open().await;
        assert_eq!(seen.header("cache-control"), "no-store");
        let seen = seen.expect(200);
        assert_eq!((&seen["verification"]["verdict"], &seen["ends_at"]), (&json!("valid"), &share["ends_at"]));
        assert_eq!(seen["verification"]["certificate"]["number"], number);
        // What the link shows is what holds now.
        revoke(&app, &number).await;
        assert_eq!(open().await.expect(200)["verification"]["verdict"], "revoked");
        let list = student.get(&format!("{shares}?count=true")).await.expect(200);
        assert_eq!((&list["total"], &list["items"][0]["url"]), (&json!(1), &share["url"]));
        // The last day is open to its end in China, and no longer.
        let ends: time::OffsetDateTime = time::OffsetDateTime::parse(
            share["ends_at"].as_str().unwrap(), &time::format_description::well_known::Rfc3339).unwrap();
        app.set_clock(ends - time::Duration::seconds(1));
        open().await.expect(200);
        app.set_clock(ends);
        open().await.refused(404, "not_found");
        let over = &student.get(&shares).await.expect(200)["items"][0];
        assert_eq!((&over["status"], over.get("url")), (&json!("ended"), None));
    }

    async fn a_withdrawn_link_is_as_unknown_as_one_that_never_was(app: TestApp) {
        let (student, shares, _) = holder(&app).await;
        let share = student.post(&shares, json!({ "ends_on": day(&app, 30) })).await.expect(201);
        let path = format!("/certificate-shares/{}", share["id"].as_str().unwrap());
        let other = app.actor(Role::Student, Scope::Own { user: Id::NIL, institution: Some(id(32)) }).await;
        other.delete(&path).await.refused(404, "not_found");
        student.delete(&path).await.expect(204);
        student.delete(&path).await.refused(409, "state_forbids");
        let withdrawn = app.post("/public/shares/open", json!({ "token": token(&share) })).await;
        let unknown = app.post("/public/shares/open", json!({ "token": "x".repeat(32) })).await;
        assert_eq!(withdrawn.refused(404, "not_found")["detail"], unknown.refused(404, "not_found")["detail"]);
        assert_eq!(student.get(&shares).await.expect(200)["items"][0]["status"], "revoked");
        let trail = app.hq().await.get("/audit-events").await.expect(200);
        let actions: Vec<_> = trail["items"].as_array().unwrap().iter().map(|e| e["action"].clone()).collect();
        assert_eq!(actions[..2], ["certificate_share.revoke", "certificate_share.create"]);
        assert!(!trail.to_string().contains(&token(&share)), "the trail opens nothing");
    }

    async fn only_holders_share_and_only_what_is_theirs(app: TestApp) {
        let (student, shares, _) = holder(&app).await;
        let wish = json!({ "ends_on": day(&app, 30) });
        let other = app.actor(Role::Student, Scope::Own { user: Id::NIL, institution: Some(id(32)) }).await;
        other.post(&shares, wish.clone()).await.refused(404, "not_found");
        other.get(&shares).await.refused(404, "not_found");
        app.hq().await.post(&shares, wish.clone()).await.refused(403, "forbidden");
        for (wrong, code) in [(day(&app, -1), "past"), (day(&app, 367), "too_far")] {
            let refused = student.post(&shares, json!({ "ends_on": wrong })).await.refused(422, "invalid");
            assert_eq!((&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]), (&json!("/ends_on"), &json!(code)));
        }
        for _ in 0..20 {
            student.post(&shares, wish.clone()).await.expect(201);
        }
        student.post(&shares, wish).await.refused(409, "state_forbids");
    }

    async fn the_database_has_no_token_and_guessing_is_limited(app: TestApp) {
        use diesel::prelude::*;
        let (student, shares, _) = holder(&app).await;
        let share = student.post(&shares, json!({ "ends_on": day(&app, 30) })).await.expect(201);
        let kept: Vec<u8> = app.state.db.read_blocking(|conn| {
            Ok(certificate_shares::table.select(certificate_shares::token_hash).first(conn)?)
        }).unwrap();
        assert_eq!(kept, onex::platform::keys::sha256(token(&share).as_bytes()));
        let limit = app.state.config.verify_per_address.failures;
        for n in 0..limit {
            app.post("/public/shares/open", json!({ "token": format!("{n:032}") })).await.refused(404, "not_found");
        }
        let refused = app.post("/public/shares/open", json!({ "token": token(&share) })).await;
        assert!(!refused.header("retry-after").is_empty());
        refused.refused(429, "too_many_attempts");
    }
}
