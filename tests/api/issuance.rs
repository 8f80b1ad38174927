//! Issuance: from results to certificates that verify, by two certifiers, and every way that is refused.

use support::{
    Actor, Answer, Id, Programme, Role, Sat, Scope, TestApp, Value, both, json, rows_of,
};
use time::macros::datetime;

use crate::certificates::{certifier, id, sheet, sql};

const AFTER_APRIL: time::OffsetDateTime = datetime!(2020-04-20 01:00 UTC);
pub const PASS: [Sat; 3] = [Sat::Scored("87.5"), Sat::Scored("60"), Sat::Scored("100")];

/// Two certifiers and the edition, after the first exam.
pub struct Stage {
    pub first: Actor,
    pub second: Actor,
    pub programme: Programme,
}

pub async fn stage(app: &TestApp) -> Stage {
    app.set_clock(AFTER_APRIL);
    Stage { first: certifier(app).await, second: certifier(app).await, programme: app.programme() }
}

impl Stage {
    pub fn wanted(&self) -> Value {
        json!({ "edition_id": self.programme.edition, "basis": "exam" })
    }

    /// A prepared run.
    pub async fn prepared(&self, app: &TestApp, wanted: Value) -> Value {
        let run = self.first.post("/issuance-runs", wanted).await.expect(201);
        let job = app.job(&self.first, run["job_id"].as_str().unwrap()).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        let path = format!("/issuance-runs/{}", run["id"].as_str().unwrap());
        let run = self.first.get(&path).await.expect(200);
        assert_eq!(run["status"], "prepared");
        run
    }

    pub async fn step(&self, actor: &Actor, run: &Value, step: &str) -> Answer {
        let path = format!("/issuance-runs/{}/{step}", run["id"].as_str().unwrap());
        let now = self.first.get(path.rsplit_once('/').unwrap().0).await;
        actor.request("POST", &path).if_match(now.version()).await
    }

    /// Approves by the second certifier, issues, and returns the run.
    pub async fn issued(&self, app: &TestApp, run: &Value) -> Value {
        self.step(&self.second, run, "approve").await.expect(200);
        let started = self.step(&self.first, run, "issue").await.expect(202);
        let job = app.job(&self.first, started["job"]["id"].as_str().unwrap()).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        self.first.get(&format!("/issuance-runs/{}", run["id"].as_str().unwrap())).await.expect(200)
    }

    pub async fn items(&self, run: &Value, outcome: &str) -> Vec<Value> {
        let path = format!(
            "/issuance-runs/{}/items?limit=200&outcome={outcome}",
            run["id"].as_str().unwrap()
        );
        self.first.get(&path).await.expect(200)["items"].as_array().unwrap().clone()
    }
}

async fn verdict(app: &TestApp, number: &Value, name: &str) -> Value {
    app.post("/public/certificates/verify", json!({ "number": number, "name": name }))
        .await
        .expect(200)
}

/// The name of a student of region 32 is corrected.
pub async fn rename(app: &TestApp, student: Id, name: &str) {
    let (branch, path) = (app.branch("32").await, format!("/students/{student}"));
    let version = branch.get(&path).await.version();
    let correction = json!({ "name": name, "reason": "录入笔误" });
    branch.post(&format!("{path}/corrections"), correction).if_match(version).await.expect(200);
}

both! {
    async fn a_run_is_issued_once_however_often_it_is_asked_for(app: TestApp) {
        let stage = stage(&app).await;
        let good = app.students(&app.school("32"), 1);
        app.sat(&stage.first, &stage.programme, 0, &good, &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        let approved = stage.step(&stage.second, &run, "approve").await;
        approved.expect(200);
        let path = format!("/issuance-runs/{}/issue", run["id"].as_str().unwrap());
        let press = async || stage.first.request("POST", &path).if_match(approved.version()).idempotency_key("press-0001").await;
        let first = press().await;
        let job = first.expect(202)["job"]["id"].as_str().unwrap().to_string();
        app.job(&stage.first, &job).await;
        let again = press().await;
        assert_eq!((again.expect(202), again.header("location")), (first.expect(202), first.header("location")));
        assert_eq!(app.audited("issuance_run.start"), 1);
    }

    async fn whoever_passed_every_subject_gets_a_certificate_that_anyone_can_verify(app: TestApp) {
        let stage = stage(&app).await;
        let (school, other) = (app.school("32"), app.school("42"));
        let (good, better) = (app.students(&school, 2), app.students(&other, 1));
        let failed = app.students(&school, 1);
        app.sat(&stage.first, &stage.programme, 0, &good, &PASS);
        app.sat(&stage.first, &stage.programme, 0, &better, &PASS);
        app.sat(&stage.first, &stage.programme, 0, &failed, &[Sat::Scored("59.5"), Sat::Absent]);
        let run = stage.prepared(&app, stage.wanted()).await;
        assert_eq!(run["counts"], json!({ "eligible": 3, "ineligible": 1, "already_held": 0, "issued": 0 }));
        let out = &stage.items(&run, "ineligible").await[0];
        assert_eq!(out["holder"]["student_id"], failed[0].to_string());
        assert_eq!(out["reasons"], json!([
            { "subject": "agency", "status": "failed", "score": "59.5" },
            { "subject": "outsourcing", "status": "absent" },
            { "subject": "steward", "status": "missing" },
        ]));
        assert_eq!(out["subjects"], json!([]));
        // Whoever approves sees the scores that they answer for.
        let scores = json!([
            { "subject": "agency", "score": "87.5" },
            { "subject": "outsourcing", "score": "60" },
            { "subject": "steward", "score": "100" },
        ]);
        for item in stage.items(&run, "eligible").await {
            assert_eq!((&item["subjects"], &item["reasons"]), (&scores, &json!([])));
        }
        let notices = stage.second.get("/notices").await.expect(200);
        assert_eq!(notices["items"][0]["code"], "issuance_run_prepared");
        let run = stage.issued(&app, &run).await;
        assert_eq!((run["status"].clone(), run["approved_by"].clone()), (json!("issued"), json!(stage.second.id)));
        for name in ["prepared_by_name", "approved_by_name", "ended_by_name"] {
            assert_eq!(run[name], "测试员certifier", "{name}");
        }
        assert_eq!(run["counts"], json!({ "eligible": 0, "ineligible": 1, "already_held": 0, "issued": 3 }));
        let issued = stage.items(&run, "issued").await;
        let mut serials: Vec<u32> = issued.iter().map(|i| i["certificate_number"].as_str().unwrap()[7..15].parse().unwrap()).collect();
        serials.sort_unstable();
        assert_eq!(serials, [1, 2, 3]);
        assert!(issued.iter().all(|item| item["subjects"] == scores), "{issued:?}");
        let answer = verdict(&app, &issued[0]["certificate_number"], "王小明").await;
        assert_eq!(answer["verdict"], "valid");
        let printed = &answer["certificate"];
        assert_eq!(printed["subjects"].as_array().unwrap().iter().map(|s| s["score"].as_str().unwrap()).collect::<Vec<_>>(), ["87.5", "60", "100"]);
        assert_eq!((printed["issued_on"].clone(), printed["masked_id"].clone()), (json!("2020-04-20"), json!("110101********4514")));
        // Holder and school learn of it; the student sees the certificate, the school its own two.
        let student = app.student(good[0]).await;
        assert_eq!(student.get("/notices").await.expect(200)["items"][0]["code"], "certificate_issued");
        assert_eq!(student.get("/certificates").await.expect(200)["items"].as_array().unwrap().len(), 1);
        let trail = app.hq().await.get("/audit-events?action=issuance_run.issue").await.expect(200);
        assert_eq!(trail["items"][0]["actor_id"], stage.first.id.to_string(), "{trail}");
        let list = app.school_admin(&school).await.get("/certificates/handover-list.xlsx").await;
        assert_eq!(sheet(&list.bytes).len(), 4);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn why_it_was_issued_is_computed_again_after_results_and_rules_have_changed(app: TestApp) {
        let stage = stage(&app).await;
        let good = app.students(&app.school("32"), 2);
        app.sat(&stage.first, &stage.programme, 0, &good, &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        stage.issued(&app, &run).await;
        assert_eq!(app.faults(), [""; 0]);
        // A correction, a rule for the country and one for a region: what was so then is found in the history.
        app.sat(&stage.first, &stage.programme, 0, &good[..1], &[Sat::Scored("88"), Sat::Scored("61"), Sat::Voided]);
        let hq = app.hq().await;
        let rule = format!("/editions/{}/rules/exam.pass_mark", stage.programme.edition);
        let changed = hq.put(&rule, 1, json!({ "value": 55, "severity": "must", "reason": "降低合格分数线" })).await;
        changed.expect(200);
        hq.put(&format!("{rule}/regions/32"), changed.version(), json!({ "value": 50, "reason": "专项解决方案" })).await.expect(200);
        assert_eq!(app.faults(), [""; 0]);
        // Not so when the history itself is changed.
        sql(&app, "UPDATE subject_result_history SET score_hundredths = 9900 WHERE version = 1").unwrap();
        let faults = app.faults();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains("the evidence of its results"), "{faults:?}");
        sql(&app, "UPDATE issuance_runs SET approved_at = approved_at + 1").unwrap();
        let faults = app.faults();
        assert_eq!(faults.iter().filter(|f| f.contains("the evidence of its run")).count(), 2, "{faults:?}");
        sql(&app, "UPDATE rules SET value = '999' WHERE rule = 'cohort.max_students'").unwrap();
        let faults = app.faults();
        assert_eq!(faults.iter().filter(|f| f.contains("the evidence of its rules")).count(), 2, "{faults:?}");
    }

    async fn running_it_twice_issues_nothing_twice(app: TestApp) {
        let stage = stage(&app).await;
        app.sat(&stage.first, &stage.programme, 0, &app.students(&app.school("32"), 3), &PASS);
        let (one, two) = (stage.prepared(&app, stage.wanted()).await, stage.prepared(&app, stage.wanted()).await);
        stage.issued(&app, &one).await;
        // The second was prepared before anything was issued.
        let two = stage.issued(&app, &two).await;
        assert_eq!(two["counts"], json!({ "eligible": 0, "ineligible": 0, "already_held": 3, "issued": 0 }));
        stage.step(&stage.first, &one, "issue").await.refused(409, "state_forbids");
        let three = stage.prepared(&app, stage.wanted()).await;
        assert_eq!(three["counts"]["already_held"], 3);
        assert!(stage.items(&three, "already_held").await[0]["certificate_number"].is_string());
        // Nothing to approve.
        stage.step(&stage.second, &three, "approve").await.refused(409, "state_forbids");
        let list = stage.first.get("/certificates").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
    }

    async fn two_runs_issued_at_once_leave_no_gap_and_no_duplicate(app: TestApp) {
        let stage = stage(&app).await;
        app.sat(&stage.first, &stage.programme, 0, &app.students(&app.school("32"), 40), &PASS);
        let mut jobs = Vec::new();
        let runs = [stage.prepared(&app, stage.wanted()).await, stage.prepared(&app, stage.wanted()).await];
        for run in &runs {
            stage.step(&stage.second, run, "approve").await.expect(200);
        }
        // Both wait in the queue before either is done: two workers take them.
        for run in &runs {
            jobs.push(stage.step(&stage.first, run, "issue").await.expect(202)["job"]["id"].as_str().unwrap().to_string());
        }
        for job in &jobs {
            assert_eq!(app.job(&stage.first, job).await["status"], "succeeded");
        }
        let list = stage.first.get("/certificates?q=2020&limit=200").await.expect(200);
        let serials: Vec<u32> = list["items"].as_array().unwrap().iter().map(|c| c["number"].as_str().unwrap()[7..15].parse().unwrap()).collect();
        assert_eq!(serials, (1..=40).collect::<Vec<_>>());
    }

    async fn nobody_approves_what_they_prepared(app: TestApp) {
        let stage = stage(&app).await;
        app.sat(&stage.first, &stage.programme, 0, &app.students(&app.school("32"), 1), &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        stage.step(&stage.first, &run, "issue").await.refused(409, "state_forbids");
        stage.step(&stage.first, &run, "approve").await.refused(409, "same_person");
        let path = format!("/issuance-runs/{}", run["id"].as_str().unwrap());
        let approve = format!("{path}/approve");
        stage.second.request("POST", &approve).await.refused(428, "precondition_required");
        stage.second.request("POST", &approve).if_match(1).await.refused(412, "version_mismatch");
        app.hq().await.request("POST", &approve).if_match(2).await.refused(403, "forbidden");
        // The database says so as well.
        let refused = crate::certificates::sql(&app, "UPDATE issuance_runs SET approved_by = prepared_by").unwrap_err();
        assert!(refused.contains("issuance_runs_two_people"), "{refused}");
        let third = certifier(&app).await;
        let (a, b) = futures_util::future::join(
            async { stage.second.request("POST", &approve).if_match(2).await },
            async { third.request("POST", &approve).if_match(2).await },
        ).await;
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
    }

    async fn what_changed_after_the_preview_is_looked_at_again(app: TestApp) {
        let stage = stage(&app).await;
        let students = app.students(&app.school("32"), 2);
        app.sat(&stage.first, &stage.programme, 0, &students, &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        app.sat(&stage.first, &stage.programme, 0, &students[..1], &[Sat::Voided]);
        // Whoever approves now is told who would drop out.
        let waiting = stage.items(&run, "eligible").await;
        let told = |student: Id| waiting.iter().find(|i| i["holder"]["student_id"] == student.to_string()).unwrap();
        let (out, kept) = (told(students[0]), told(students[1]));
        assert_eq!((&out["reasons"], &out["subjects"]), (&json!([{ "subject": "agency", "status": "voided" }]), &json!([])));
        assert_eq!((&kept["reasons"], kept["subjects"].as_array().unwrap().len()), (&json!([]), 3));
        let run = stage.issued(&app, &run).await;
        assert_eq!(run["counts"], json!({ "eligible": 0, "ineligible": 1, "already_held": 0, "issued": 1 }));
        assert_eq!(stage.items(&run, "ineligible").await[0]["reasons"], json!([{ "subject": "agency", "status": "voided" }]));
    }

    async fn the_best_pass_of_both_dates_counts(app: TestApp) {
        let stage = stage(&app).await;
        let students = app.students(&app.school("32"), 1);
        app.sat(&stage.first, &stage.programme, 0, &students, &[Sat::Scored("70"), Sat::Scored("59"), Sat::Deferred]);
        assert_eq!(stage.prepared(&app, stage.wanted()).await["counts"]["eligible"], 0);
        app.set_clock(datetime!(2020-06-29 01:00 UTC));
        let stage = Stage { first: certifier(&app).await, second: certifier(&app).await, ..stage };
        app.sat(&stage.first, &stage.programme, 1, &students, &[Sat::Scored("65"), Sat::Scored("80"), Sat::Scored("90")]);
        let run = stage.prepared(&app, stage.wanted()).await;
        let run = stage.issued(&app, &run).await;
        let item = &stage.items(&run, "issued").await[0];
        let printed = verdict(&app, &item["certificate_number"], "王小明").await["certificate"]["subjects"].clone();
        let short: Vec<_> = printed.as_array().unwrap().iter().map(|s| (s["score"].as_str().unwrap(), s["passed_on"].as_str().unwrap())).collect();
        assert_eq!(short, [("70", "2020-04-18"), ("80", "2020-06-27"), ("90", "2020-06-27")]);
    }

    async fn whoever_was_revoked_gets_no_other_by_a_run_that_does_not_say_so(app: TestApp) {
        let stage = stage(&app).await;
        let students = app.students(&app.school("32"), 2);
        app.sat(&stage.first, &stage.programme, 0, &students, &PASS);
        let late = stage.prepared(&app, stage.wanted()).await;
        let run = stage.prepared(&app, stage.wanted()).await;
        stage.issued(&app, &run).await;
        let item = stage.items(&run, "issued").await[0].clone();
        let body = json!({ "numbers": [item["certificate_number"]], "reason": "代考" });
        let asked = stage.first.post("/certificate-revocations", body).await.expect(201);
        let approve = format!("/certificate-revocations/{}/approve", asked["id"].as_str().unwrap());
        stage.second.request("POST", &approve).if_match(1).await.expect(200);
        let why = json!([{ "status": "revoked_before" }]);
        let again = stage.prepared(&app, stage.wanted()).await;
        assert_eq!(again["counts"], json!({ "eligible": 0, "ineligible": 1, "already_held": 1, "issued": 0 }));
        assert_eq!(stage.items(&again, "ineligible").await[0]["reasons"], why);
        // A run that was prepared before the revocation looks again before it issues.
        let late = stage.issued(&app, &late).await;
        assert_eq!(late["counts"], json!({ "eligible": 0, "ineligible": 1, "already_held": 1, "issued": 0 }));
        assert_eq!(stage.items(&late, "ineligible").await[0]["reasons"], why);
        // Unless the run says so, which the second certifier sees.
        let mut wanted = stage.wanted();
        wanted["filter"] = json!({ "include_revoked": true });
        let told = stage.prepared(&app, wanted).await;
        assert_eq!((&told["filter"]["include_revoked"], &told["counts"]["eligible"]), (&json!(true), &json!(1)));
        assert_eq!(stage.issued(&app, &told).await["counts"]["issued"], 1);
        for check in [onex::domains::certificates::check, onex::domains::issuance::check] {
            let wrong = app.state.db.read_blocking(check).unwrap();
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }

    async fn a_run_keeps_to_its_region_or_institution(app: TestApp) {
        let stage = stage(&app).await;
        let (a, b, c) = (app.school("32"), app.school("32"), app.school("42"));
        for school in [&a, &b, &c] {
            app.sat(&stage.first, &stage.programme, 0, &app.students(school, 1), &PASS);
        }
        let with = |filter: Value| json!({ "edition_id": stage.programme.edition, "basis": "exam", "filter": filter });
        assert_eq!(stage.prepared(&app, with(json!({ "region_code": "32" }))).await["counts"]["eligible"], 2);
        assert_eq!(stage.prepared(&app, with(json!({ "institution_id": c.id }))).await["counts"]["eligible"], 1);
        for (wrong, pointer) in [
            (with(json!({ "region_code": "99" })), "/filter/region_code"),
            (with(json!({ "institution_id": id(9) })), "/filter/institution_id"),
            (with(json!({ "institution_id": c.id, "region_code": "32" })), "/filter/institution_id"),
            (json!({ "edition_id": id(9), "basis": "exam" }), "/edition_id"),
            (json!({ "edition_id": stage.programme.edition, "basis": "fusion" }), "/basis"),
        ] {
            let problem = stage.first.post("/issuance-runs", wrong).await.refused(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer);
        }
    }

    async fn a_run_is_rejected_or_given_up_with_remarks(app: TestApp) {
        let stage = stage(&app).await;
        app.sat(&stage.first, &stage.programme, 0, &app.students(&app.school("32"), 1), &PASS);
        let (one, two) = (stage.prepared(&app, stage.wanted()).await, stage.prepared(&app, stage.wanted()).await);
        let path = |run: &Value, step: &str| format!("/issuance-runs/{}/{step}", run["id"].as_str().unwrap());
        stage.second.post(&path(&one, "reject"), json!({})).if_match(2).await.refused(422, "invalid");
        let rejected = stage.second.post(&path(&one, "reject"), json!({ "remarks": "尚有缓考" })).if_match(2).await.expect(200);
        assert_eq!((rejected["status"].clone(), rejected["remarks"].clone()), (json!("rejected"), json!("尚有缓考")));
        let told = stage.first.get("/notices").await.expect(200);
        assert!(told["items"].as_array().unwrap().iter().any(|n| n["code"] == "issuance_run_decided"));
        stage.step(&stage.second, &one, "approve").await.refused(409, "state_forbids");
        stage.first.post(&path(&two, "cancel"), json!({ "remarks": "范围有误" })).if_match(2).await.expect(200);
        stage.step(&stage.first, &two, "issue").await.refused(409, "state_forbids");
        let list = stage.first.get("/issuance-runs?status=cancelled").await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
    }

    async fn only_certifiers_issue_and_only_hq_looks_on(app: TestApp) {
        let stage = stage(&app).await;
        app.sat(&stage.first, &stage.programme, 0, &app.students(&app.school("32"), 1), &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        let path = format!("/issuance-runs/{}", run["id"].as_str().unwrap());
        app.hq().await.get(&path).await.expect(200);
        app.hq().await.post("/issuance-runs", stage.wanted()).await.refused(403, "forbidden");
        let strangers = [app.branch("32").await, app.school_admin(&app.school("32")).await, app.actor(Role::Expert, Scope::Country).await];
        for stranger in strangers {
            stranger.get(&path).await.refused(403, "forbidden");
            stranger.get("/issuance-runs").await.refused(403, "forbidden");
            stranger.post("/issuance-runs", stage.wanted()).await.refused(403, "forbidden");
            stranger.request("POST", &format!("{path}/issue")).if_match(2).await.refused(403, "forbidden");
        }
        stage.first.get(&format!("/issuance-runs/{}", id(9))).await.refused(404, "not_found");
        stage.first.get(&format!("/issuance-runs/{}/items", id(9))).await.refused(404, "not_found");
        app.get(&path).await.refused(401, "unauthenticated");
    }

    async fn preparing_it_again_with_the_same_key_makes_one_run(app: TestApp) {
        let stage = stage(&app).await;
        let ask = async || stage.first.post("/issuance-runs", stage.wanted()).idempotency_key("prepare-2020").await.expect(201)["id"].clone();
        assert_eq!(ask().await, ask().await);
        assert_eq!(stage.first.get("/issuance-runs").await.expect(200)["items"].as_array().unwrap().len(), 1);
    }

    async fn of_more_than_are_issued_at_a_time_those_who_drop_out_leave_no_gap(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::certificates;
        let stage = stage(&app).await;
        let students = app.students(&app.school("32"), 1100);
        app.sat(&stage.first, &stage.programme, 0, &students, &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        assert_eq!(run["counts"]["eligible"], 1100);
        // One of the first portion, all of the second, and the last of all.
        let out = [&students[3..4], &students[500..1000], &students[1099..]].concat();
        app.sat(&stage.first, &stage.programme, 0, &out, &[Sat::Scored("59"), Sat::Scored("60"), Sat::Scored("100")]);
        let run = stage.issued(&app, &run).await;
        assert_eq!(run["counts"], json!({ "eligible": 0, "ineligible": 502, "already_held": 0, "issued": 598 }));
        let issued: Vec<(String, Option<Id>)> = app.state.db.read_blocking(|conn| {
            Ok(certificates::table.order(certificates::id).select((certificates::number, certificates::student_id)).load(conn)?)
        }).unwrap();
        let serials: Vec<&str> = issued.iter().map(|(number, _)| &number[7..15]).collect();
        assert_eq!(serials, (1..=598).map(|n| format!("{n:08}")).collect::<Vec<_>>());
        assert!(issued.iter().all(|(_, student)| !out.contains(&student.unwrap())));
        let told = app.student(students[0]).await.get("/notices").await.expect(200);
        assert_eq!(told["items"][0]["code"], "certificate_issued");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_new_name_alters_no_certificate_until_it_is_reissued(app: TestApp) {
        let stage = stage(&app).await;
        let students = app.students(&app.school("32"), 1);
        app.sat(&stage.first, &stage.programme, 0, &students, &PASS);
        let run = stage.prepared(&app, stage.wanted()).await;
        let run = stage.issued(&app, &run).await;
        let item = stage.items(&run, "issued").await[0].clone();
        let (old, number) = (format!("/certificates/{}", item["certificate_id"].as_str().unwrap()), &item["certificate_number"]);
        let before = stage.first.get(&old).await.expect(200);
        rename(&app, students[0], "王晓明").await;
        assert_eq!(stage.first.get(&old).await.expect(200), before);
        assert_eq!(verdict(&app, number, "王小明").await["verdict"], "valid");
        assert_eq!(verdict(&app, number, "王晓明").await["verdict"], "unknown");
        // The reissue takes two people, too.
        let asked = stage.first.post(&format!("{old}/reissue"), json!({ "reason": "姓名更正" })).await.expect(201);
        assert_eq!(asked["kind"], "reissue");
        let approve = format!("/certificate-revocations/{}/approve", asked["id"].as_str().unwrap());
        stage.first.request("POST", &approve).if_match(1).await.refused(409, "same_person");
        let done = stage.second.request("POST", &approve).if_match(1).await.expect(200);
        let new = &done["items"][0]["replacement"];
        let superseded = verdict(&app, number, "王小明").await;
        assert_eq!((superseded["verdict"].clone(), superseded["superseded_by"].clone()), (json!("superseded"), new["number"].clone()));
        assert_eq!(verdict(&app, &new["number"], "王晓明").await["verdict"], "valid");
        let (old_now, new_now) = (stage.first.get(&old).await.expect(200), stage.first.get(&format!("/certificates/{}", new["id"].as_str().unwrap())).await.expect(200));
        assert_eq!((old_now["superseded_by"].clone(), new_now["supersedes"]["number"].clone()), (new.clone(), number.clone()));
        assert_eq!((old_now["snapshot"].clone(), new_now["snapshot"]["subjects"].clone()), (before["snapshot"].clone(), before["snapshot"]["subjects"].clone()));
        assert_eq!(app.faults(), [""; 0]);
        stage.first.post(&format!("{old}/reissue"), json!({ "reason": "再来一次" })).await.refused(409, "state_forbids");
        // Whoever holds the new one gets no other by a run.
        assert_eq!(stage.prepared(&app, stage.wanted()).await["counts"]["already_held"], 1);
    }

    async fn the_items_are_exported_as_filtered_with_their_reasons(app: TestApp) {
        let stage = stage(&app).await;
        let school = app.school("32");
        let (good, failed) = (app.students(&school, 2), app.students(&school, 1));
        app.sat(&stage.first, &stage.programme, 0, &good, &PASS);
        app.sat(&stage.first, &stage.programme, 0, &failed, &[Sat::Scored("59.5"), Sat::Absent]);
        let run = stage.prepared(&app, stage.wanted()).await;
        let path = format!("/issuance-runs/{}/items/export.xlsx", run["id"].as_str().unwrap());
        let file = stage.second.get(&format!("{path}?outcome=ineligible")).await;
        file.expect(200);
        let rows = rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!((rows[1][2].as_str(), rows[1][3].as_str(), rows[1][4].as_str()), (school.name.as_str(), "江苏省", "不符合"));
        assert!(rows[1][6].contains("社会共享初级代理实务：不合格 59.5") && rows[1][6].contains("没有成绩"), "{rows:?}");
        let all = rows_of(&app.hq().await.get(&path).await.bytes);
        assert_eq!(all.len(), 4);
        assert!(all.iter().filter(|row| row[5].contains("社会共享初级代理实务：87.5；")).count() == 2, "{all:?}");
        app.branch("32").await.get(&path).await.refused(403, "forbidden");
        stage.first.get(&format!("/issuance-runs/{}/items/export.xlsx", Id::NIL)).await.refused(404, "not_found");
        let events = app.hq().await.get(&format!("/audit-events?action=issuance_run.export&subject_id={}", run["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(events["items"][1]["detail"], json!({ "filter": { "outcome": "ineligible" }, "rows": 1 }));
    }
}
