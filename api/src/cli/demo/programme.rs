//! What a demo shows besides its accounts: a school's people and classes at different steps of their way, and an
//! application that waits. It is put there through the front door, as people would, so that nothing in a demo
//! could not have come about.

use reqwest::{Client, Method, RequestBuilder, multipart};
use serde_json::{Value, json};

use crate::app;
use crate::platform::jobs::JobStatus;
use crate::platform::state::State;

/// Students of the demo's school: family names, and given names, combined in turn. All made up.
const FAMILY: &[&str] = &["王", "李", "张", "刘", "陈", "杨", "欧阳", "周", "吴", "单"];
const GIVEN: &[&str] = &["小明", "䶮", "雨桐", "子涵", "㛃", "思源", "嘉怡", "浩然", "梓萱"];
const CLASSES: &[(&str, &str, usize)] =
    &[("会计1901", "会计", 22), ("会计1902", "会计", 14), ("财管1901", "财务管理", 15)];
const TEACHERS: &[(&str, &str)] = &[("T001", "沈老师"), ("T002", "韩老师"), ("T003", "秦老师")];

/// A PNG of one white pixel, in the place of the scan of a stamped form.
const SCAN: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0xf8, 0x0f, 0, 1, 1, 1, 0, 0x1b, 0xb6, 0xee, 0x56, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

type Done<T = Value> = Result<T, String>;

/// The demo's people at the door.
struct Door {
    base: String,
    password: String,
}

/// Somebody signed in.
struct Person<'a> {
    door: &'a Door,
    /// With cookies of its own, so that it can sign out.
    client: Client,
    token: String,
}

impl Door {
    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }

    async fn sign_in(&self, username: &str) -> Done<Person<'_>> {
        let client = client()?;
        let who = json!({ "username": username, "password": self.password });
        let answer = sent(client.post(self.url("/auth/login")).json(&who)).await?;
        Ok(Person { door: self, client, token: text(&answer, "/access_token")? })
    }
}

impl Person<'_> {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.door.url(path)).bearer_auth(&self.token)
    }

    async fn get(&self, path: &str) -> Done {
        sent(self.request(Method::GET, path)).await
    }

    async fn post(&self, path: &str, body: Value) -> Done {
        sent(self.request(Method::POST, path).json(&body)).await
    }

    /// Takes a cohort one step further.
    async fn step(&self, cohort: &mut Value, step: &str) -> Done<()> {
        let path = format!("/cohorts/{}/{step}", text(cohort, "/id")?);
        let seen = format!("\"{}\"", cohort["version"]);
        let request = self.request(Method::POST, &path).header("if-match", seen);
        *cohort = sent(request.json(&json!({}))).await?;
        Ok(())
    }

    /// Imports a spreadsheet from the dry run to the commit.
    async fn import(&self, path: &str, rows: String) -> Done<()> {
        let part = multipart::Part::bytes(format!("\u{feff}{rows}").into_bytes());
        let form = multipart::Form::new().part("file", part.file_name("名单.csv"));
        let started = sent(self.request(Method::POST, path).multipart(form)).await?;
        self.ended(&text(&started, "/job/id")?).await?;
        let path = format!("{path}/{}/commit", text(&started, "/import/id")?);
        let started = sent(self.request(Method::POST, &path)).await?;
        self.ended(&text(&started, "/job/id")?).await
    }

    /// Waits until a job has succeeded.
    async fn ended(&self, job: &str) -> Done<()> {
        loop {
            let job = self.get(&format!("/jobs/{job}")).await?;
            match text(&job, "/status").ok().as_deref().and_then(JobStatus::parse) {
                Some(JobStatus::Succeeded) => return Ok(()),
                Some(JobStatus::Queued | JobStatus::Running) => {
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
                _ => return Err(format!("the demo's import ended otherwise: {job}")),
            }
        }
    }
}

/// The JSON of an answer that succeeded.
async fn sent(request: RequestBuilder) -> Done {
    let answer = request.send().await.map_err(|e| format!("the demo cannot be loaded: {e}"))?;
    let (status, url) = (answer.status(), answer.url().path().to_string());
    let body = answer.text().await.map_err(|e| format!("the demo cannot be loaded: {e}"))?;
    if !status.is_success() {
        return Err(format!("the demo cannot be loaded: {url} answered {status}: {body}"));
    }
    Ok(serde_json::from_str(&body).unwrap_or(Value::Null))
}

fn client() -> Done<Client> {
    let client = Client::builder().no_proxy().cookie_store(true).build();
    client.map_err(|e| format!("the demo cannot be loaded: {e}"))
}

fn text(value: &Value, pointer: &str) -> Done<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_string).ok_or_else(|| format!("the demo misses {pointer} in {value}"))
}

/// Loads it.
///
/// # Errors
/// A sentence that says which step was refused, and why.
pub fn load(state: &State, password: &str) -> Done<()> {
    actix_web::rt::System::new().block_on(async {
        let running = app::serve(state)?;
        let door = Door { base: format!("http://{}", running.address), password: password.into() };
        let handle = running.handle.clone();
        let server = actix_web::rt::spawn(running.server);
        let done = play(&door).await;
        state.jobs.stop();
        state.wake_streams();
        handle.stop(true).await;
        let _ = server.await;
        done
    })
}

async fn play(door: &Door) -> Done<()> {
    let school = door.sign_in("school-js").await?;
    school.import("/teacher-imports", teachers()).await?;
    school.import("/student-imports", students()).await?;
    let edition = school.get("/editions").await?;
    let edition = text(&edition, "/items/0/id")?;
    let teachers = school.get("/teachers").await?;
    let teachers: Vec<&Value> =
        teachers["items"].as_array().into_iter().flatten().map(|t| &t["id"]).collect();
    let ask = json!({
        "edition_id": edition, "filters": {}, "teacher_ids": teachers, "title_prefix": "智能财税",
    });
    let preview = school.post("/cohort-splits/preview", ask).await?;
    let ids = |list: &Value| -> Vec<Value> {
        list.as_array().into_iter().flatten().map(|one| one["id"].clone()).collect()
    };
    let groups: Vec<Value> = preview["groups"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|g| {
            let (students, teachers) = (ids(&g["students"]), ids(&g["teachers"]));
            json!({ "title": g["title"], "student_ids": students, "teacher_ids": teachers })
        })
        .collect();
    let keep = json!({ "edition_id": edition, "periods": [1], "groups": groups });
    let kept = school.post("/cohort-splits", keep).await?;
    let mut cohorts = kept["cohorts"].as_array().cloned().unwrap_or_default();
    let branch = door.sign_in("branch-js").await?;
    // One class runs, one waits for its branch, the others are drafts.
    for (n, cohort) in cohorts.iter_mut().take(2).enumerate() {
        school.step(cohort, "submit").await?;
        if n == 0 {
            branch.step(cohort, "approve").await?;
            school.step(cohort, "start").await?;
        }
    }
    training(&branch, &school, &edition, &teachers).await?;
    for person in [school, branch] {
        sent(person.request(Method::POST, "/auth/logout")).await?;
    }
    apply(door).await
}

/// A training batch that enrols: after the last period of the notice, as the batch itself warns.
async fn training(
    branch: &Person<'_>,
    school: &Person<'_>,
    edition: &str,
    teachers: &[&Value],
) -> Done<()> {
    let new = json!({
        "edition_id": edition, "period": 3, "title": "2020 年第三期江苏在线师资研修",
        "region_codes": ["32"], "places": 20, "planned_hours": 24,
        "enrol_from": "2020-03-01T16:00:00Z", "enrol_until": "2020-03-03T16:00:00Z",
        "starts_on": "2020-03-04", "ends_on": "2020-03-11", "design_until": "2020-03-10T16:00:00Z",
        "syllabus": "智能财税基础业务：社会共享初级代理实务、外包服务、企业管家",
    });
    let mut batch = branch.post("/training-batches", new).await?;
    let trainers = branch.get("/users?role=trainer").await?;
    let pool: Vec<Value> = trainers["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|t| json!({ "user_id": t["id"], "region_code": "32" }))
        .collect();
    let path = format!("/training-batches/{}", text(&batch, "/id")?);
    for (method, step, body) in
        [(Method::PUT, "trainers", json!({ "trainers": pool })), (Method::POST, "open", json!({}))]
    {
        let seen = format!("\"{}\"", batch["version"]);
        let request = branch.request(method, &format!("{path}/{step}")).header("if-match", seen);
        batch = sent(request.json(&body)).await?;
    }
    let list = json!({ "batch_id": batch["id"], "teacher_ids": teachers });
    school.post("/training-enrolments", list).await?;
    Ok(())
}

/// A school of Hubei applies and waits for its branch.
async fn apply(door: &Door) -> Done<()> {
    let application = json!({
        "name": "武汉示范财经学校", "uscc": "124200004660000337", "level": "secondary_vocational",
        "region_code": "42", "pilot_status": "non_pilot", "majors": ["会计"],
        "contact": { "name": "演示联系人", "phone": "027-00000000" },
        "admin": { "display_name": "学校管理员乙" },
    });
    let scan = multipart::Part::bytes(SCAN).file_name("申请表.png");
    let form =
        multipart::Form::new().text("application", application.to_string()).part("scan", scan);
    let path = door.url("/public/institution-applications");
    sent(client()?.post(path).multipart(form)).await?;
    Ok(())
}

fn teachers() -> String {
    let rows = TEACHERS.iter().enumerate().map(|(n, (number, name))| {
        let document = resident_id(1980, n);
        format!("{number},{name},{document}\n")
    });
    std::iter::once("工号,姓名,证件号码\n".to_string()).chain(rows).collect()
}

fn students() -> String {
    let mut out = String::from("学号,姓名,证件号码,专业,年级,行政班\n");
    let mut n = 0;
    for (class, major, size) in CLASSES {
        for _ in 0..*size {
            let name = format!("{}{}", FAMILY[n % FAMILY.len()], GIVEN[n % GIVEN.len()]);
            let document = resident_id(2001, n);
            out.push_str(&format!("2019{:04},{name},{document},{major},2019,{class}\n", n + 1));
            n += 1;
        }
    }
    out
}

/// A number of GB 11643 with its check digit, of a place that no longer is, so that it is nobody's.
fn resident_id(year: usize, n: usize) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("320199{year:04}{:02}{:02}{:03}", 1 + n % 12, 1 + n % 28, n);
    let sum: usize = body.bytes().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{body}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11])
}
