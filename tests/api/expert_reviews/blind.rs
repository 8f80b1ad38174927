//! Blindness: nothing that an expert or a lead receives tells who a participant is.

use super::Group;
use diesel::prelude::*;
use onex::schema::{persons, teachers};
use support::{Actor, Answer, TestApp, Trainee, both, json};

/// What would tell who somebody is.
struct Identity {
    name: String,
    staff_no: String,
    ids: Vec<String>,
}

fn identity(app: &TestApp, who: &Trainee, n: usize) -> Identity {
    let name = format!("独孤求败{n}");
    app.state
        .db
        .write_blocking(|conn| {
            let (person, staff_no): (support::Id, String) = teachers::table
                .find(who.teacher)
                .select((teachers::person_id, teachers::staff_no))
                .first(conn)?;
            diesel::update(persons::table.find(person))
                .set(persons::name.eq(&name))
                .execute(conn)?;
            diesel::update(teachers::table.find(who.teacher))
                .set(teachers::name.eq(&name))
                .execute(conn)?;
            let ids = [who.enrolment, who.teacher, who.user, who.school, person];
            Ok(Identity {
                name: name.clone(),
                staff_no,
                ids: ids.map(|id| id.to_string()).to_vec(),
            })
        })
        .unwrap()
}

/// A text with what is written as `%E5` in it, as in names of files, as it is read.
fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok());
        out.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Everything of an answer, head and body.
fn raw(answer: &Answer) -> String {
    let mut out = String::from_utf8_lossy(&answer.bytes).into_owned();
    for (name, value) in &answer.headers {
        out.push_str(&format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())));
    }
    out
}

both! {
    async fn no_answer_to_an_expert_or_a_lead_tells_who_a_participant_is(app: TestApp) {
        let school = app.school("32");
        let of = app.assessment(&[(&school, 2)]).await;
        let mut known = Vec::new();
        for (n, who) in of.people.iter().enumerate() {
            let identity = identity(&app, who, n);
            app.tested(&of, who, &[70]);
            let name = format!("{}-{}-{}.pdf", school.name, identity.name, identity.staff_no);
            app.design(&of, who, &name, b"%PDF-1.7 a teaching design").await;
            known.push(identity);
        }
        let group = Group::of(&app, of).await;
        group.of.allocate(&group.hq).await.expect(200);
        let mut answers: Vec<Answer> = Vec::new();
        let everywhere = async |who: &Actor, answers: &mut Vec<Answer>| {
            for path in ["/expert-reviews?count=true", "/training-judgements?count=true", "/home", "/notices", "/me"] {
                answers.push(who.get(path).await);
            }
            for review in who.get("/expert-reviews").await.expect(200)["items"].as_array().unwrap() {
                let at = format!("/expert-reviews/{}", review["id"].as_str().unwrap());
                answers.push(who.get(&at).await);
                answers.push(who.get(&format!("{at}/file")).await);
            }
            for judgement in who.get("/training-judgements").await.expect(200)["items"].as_array().unwrap() {
                answers.push(who.get(&format!("/training-judgements/{}", judgement["id"].as_str().unwrap())).await);
            }
        };
        for expert in group.all() {
            everywhere(expert, &mut answers).await;
        }
        // Drafts, a review given back, two who differ, everything submitted, confirmed, opened again.
        let (expert, review) = group.open_of(&group.of.people[0].code).await.remove(0);
        let at = format!("/expert-reviews/{}", review["id"].as_str().unwrap());
        answers.push(expert.put(&at, 1, json!({ "remarks": "草稿" })).await);
        answers.push(expert.post(&format!("{at}/release"), json!({ "reason": "认出了作者" })).if_match(2).await);
        for who in &group.of.people {
            for (points, (expert, review)) in [20.0, 90.0].into_iter().zip(group.open_of(&who.code).await) {
                answers.push(expert.judge(&review, points).await);
            }
            for (expert, review) in group.open_of(&who.code).await {
                answers.push(expert.judge(&review, 80.0).await);
            }
        }
        for who in &group.of.people {
            let (lead, judgement) = group.lead_for(&who.code).await;
            answers.push(lead.rule(&judgement, "confirm", json!({ "result": "passed" })).await);
        }
        for expert in group.all() {
            everywhere(expert, &mut answers).await;
        }
        assert!(answers.iter().filter(|a| a.status == 200).count() > 60, "{}", answers.len());
        let files = answers.iter().filter(|a| decoded(a.header("content-disposition")).contains("design-")).count();
        assert!(files >= 4, "{files}");
        for answer in &answers {
            let (text, plain) = (raw(answer), decoded(&raw(answer)));
            for who in &known {
                for secret in [&who.name, &who.staff_no, &school.name].into_iter().chain(&who.ids) {
                    assert!(!text.contains(secret.as_str()), "{secret} in {text}");
                    assert!(!plain.contains(secret.as_str()), "{secret} in {text}");
                }
            }
        }
        // And the words are not merely wrong: others are told.
        let told = app.branch("32").await.get("/training-judgements").await;
        assert!(known.iter().all(|who| told.text().contains(&who.name)), "{}", told.text());
    }
}
