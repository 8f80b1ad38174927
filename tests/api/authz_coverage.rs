//! Every operation of the contract, called as nobody and as each role: nothing without a token, never a
//! failure of ours, and a reviewed table of which role is refused by its role alone (403). Operations are
//! taken from the contract, so a new one is covered without a word here; its line in the table is to be
//! reviewed and accepted (`INSTA_UPDATE=always`).

use std::collections::BTreeMap;
use std::fmt::Write;

use support::{Actor, Id, Request, Role, Scope, TestApp, Value, both, json};

/// An id that nothing has.
const UNKNOWN: &str = "01900000-0000-7000-8000-00000000dead";

/// One operation of the contract.
struct Operation {
    method: String,
    path: String,
    id: String,
    secured: bool,
    document: Value,
}

struct Contract {
    api: Value,
    operations: Vec<Operation>,
}

impl Contract {
    fn read() -> Self {
        let api: Value = serde_json::from_str(&onex::app::openapi().to_json().unwrap()).unwrap();
        let mut operations = Vec::new();
        for (path, item) in api["paths"].as_object().unwrap() {
            for (method, document) in item.as_object().unwrap() {
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    id: document["operationId"].as_str().unwrap().to_string(),
                    secured: document.get("security").is_some(),
                    document: document.clone(),
                });
            }
        }
        Contract { api, operations }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(name) => self.resolve(self.api.pointer(name.trim_start_matches('#')).unwrap()),
            None => schema,
        }
    }

    /// The least value that fits a schema: its example if it has one, otherwise required fields only.
    fn value(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
            return example.clone();
        }
        if let Some(first) = schema["enum"].get(0) {
            return first.clone();
        }
        for several in ["oneOf", "anyOf"] {
            if let Some(list) = schema[several].as_array() {
                let real = list.iter().find(|s| s["type"] != "null").unwrap();
                return self.value(real);
            }
        }
        if let Some(list) = schema["allOf"].as_array() {
            let mut all = serde_json::Map::new();
            for part in list {
                if let Value::Object(fields) = self.value(part) {
                    all.extend(fields);
                }
            }
            return Value::Object(all);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|k| *k != "null").unwrap().clone(),
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("string") => json!(self.text(schema)),
            Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
            Some("boolean") => json!(false),
            Some("array") => {
                let n = schema["minItems"].as_u64().unwrap_or(0);
                Value::Array((0..n).map(|_| self.value(&schema["items"])).collect())
            }
            _ => {
                let required: Vec<_> =
                    schema["required"].as_array().into_iter().flatten().collect();
                let fields = required.into_iter().map(|name| {
                    let name = name.as_str().unwrap().to_string();
                    let value = self.value(&schema["properties"][&name]);
                    (name, value)
                });
                Value::Object(fields.collect())
            }
        }
    }

    fn text(&self, schema: &Value) -> String {
        match schema["format"].as_str() {
            Some("uuid") => UNKNOWN.into(),
            Some("date") => "2020-04-18".into(),
            Some("date-time") => "2020-04-18T01:00:00Z".into(),
            Some("email") => "someone@example.org".into(),
            _ => "x".repeat(schema["minLength"].as_u64().unwrap_or(1).max(1) as usize),
        }
    }

    /// The operation's request with these ids in its path; the rest is the least that its schema wants.
    fn request(
        &self,
        operation: &Operation,
        id: &str,
        make: impl Fn(&str, &str) -> Request,
    ) -> Request {
        let mut path = operation.path.trim_start_matches("/api/v1").to_string();
        let (mut query, mut headers) = (Vec::new(), Vec::new());
        for parameter in operation.document["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let schema = self.resolve(&parameter["schema"]);
            let given =
                || match parameter.get("example").cloned().unwrap_or_else(|| self.value(schema)) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
            match parameter["in"].as_str().unwrap() {
                "path" => {
                    let is_id = schema["format"] == "uuid";
                    let value = if is_id { id.to_string() } else { given() };
                    path = path.replace(&format!("{{{name}}}"), &value);
                }
                "query" if parameter["required"] == true => {
                    query.push(format!("{name}={}", given()))
                }
                "header" if name == "If-Match" => headers.push((name, "\"1\"".to_string())),
                "header" if parameter["required"] == true => headers.push((name, given())),
                _ => {}
            }
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        let mut request = make(&operation.method, &path);
        for (name, value) in headers {
            request = request.header(name, &value);
        }
        let Some(content) = operation.document["requestBody"]["content"].as_object() else {
            return request;
        };
        let (media, body) = content.iter().next().unwrap();
        let body = modest(&operation.id).unwrap_or_else(|| self.value(&body["schema"]));
        match media.as_str() {
            "application/json" => request.json(body),
            "multipart/form-data" => {
                let fields: Vec<_> = body
                    .as_object()
                    .unwrap()
                    .iter()
                    .filter(|(name, _)| !matches!(name.as_str(), "file" | "scan"))
                    .map(|(name, value)| {
                        (
                            name.clone(),
                            value.as_str().map_or_else(|| value.to_string(), str::to_string),
                        )
                    })
                    .collect();
                let fields: Vec<_> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
                request.multipart("rows.csv", "姓名\n王芳\n".into(), &fields)
            }
            _ if body.is_string() => {
                let bytes = body.as_str().unwrap_or_default().to_string();
                request.body(media, bytes)
            }
            _ => {
                let fields: Vec<_> = body
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()))
                    .collect();
                request.body(media, fields.join("&"))
            }
        }
    }
}

/// Each role, where it usually serves: the region 32 and a school in it.
async fn everybody(app: &TestApp) -> Vec<Actor> {
    let school = app.institution("32");
    let mut actors = Vec::new();
    for role in Role::ALL {
        let scope = match role {
            Role::HqAdmin | Role::ContentEditor | Role::Certifier => Scope::Country,
            Role::Expert | Role::BranchStaff | Role::Trainer => Scope::Region("32".into()),
            Role::InstitutionAdmin | Role::Teacher => {
                Scope::Institution { id: school, region: "32".into() }
            }
            Role::Student => Scope::Own { user: Id::NIL, institution: Some(school) },
            Role::Partner => continue,
        };
        actors.push(app.actor(*role, scope).await);
    }
    actors.push(partner(app).await);
    actors
}

/// A third-party system for the region 32 with every scope there is.
async fn partner(app: &TestApp) -> Actor {
    let hq = app.hq().await;
    let scopes: Vec<_> = [
        "institutions:read",
        "students:read",
        "cohorts:read",
        "results:read",
        "certificates:read",
        "certificates:verify",
        "editions:read",
    ]
    .into();
    let made = hq.post("/api-clients", json!({ "name": "平台", "scopes": scopes, "scope": { "kind": "region", "region_code": "32" } })).await.expect(201);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        made["client"]["client_id"].as_str().unwrap(),
        made["client_secret"].as_str().unwrap()
    );
    let token = app
        .request("POST", "/oauth/token")
        .body("application/x-www-form-urlencoded", form)
        .await
        .expect(200);
    hq.with_token("partner", token["access_token"].as_str().unwrap())
}

/// Bodies of operations whose least body asks for more than most who may do them have, so that the refusal
/// would be one of scope and not of role.
fn modest(operation: &str) -> Option<Value> {
    let here = json!({ "kind": "institution", "institution_id": UNKNOWN });
    Some(match operation {
        "create_user" => {
            json!({ "display_name": "王芳", "grant": { "role": "teacher", "scope": here } })
        }
        "give_grant" => json!({ "role": "teacher", "scope": here }),
        "create_api_client" => {
            json!({ "name": "平台", "scopes": ["editions:read"], "scope": here })
        }
        _ => return None,
    })
}

/// What ends the caller's own session would spoil the calls after it; each has tests of its own.
const ENDS_ITSELF: &[&str] = &["logout"];

/// What somebody of a suspended institution still does with POST, PATCH and DELETE: with their own account, or
/// without changing anything.
const EVEN_SUSPENDED: &[&str] = &[
    "change_password",
    "end_my_session",
    "read_all_notices",
    "read_notice",
    "switch_grant",
    "update_me",
    "verify_certificates",
];

/// Kinds of things that are no secret: everybody knows the 31 branches and the editions with their rules.
const PUBLIC_KNOWLEDGE: &[&str] = &["branches", "editions", "public"];

/// Kinds of things of which no foreign example is made here yet; tests of their own slices hold that they
/// do not exist out of scope. A new kind gets an example below instead of a place in this list, which may
/// only shrink.
const NO_EXAMPLE_YET: &[&str] = &[
    "certificate-revocations",
    "certificates",
    "institution-applications",
    "institution-imports",
    "issuance-runs",
    "result-imports",
    "student-imports",
    "students",
    "subject-results",
    "teacher-imports",
    "teachers",
    "transfers",
];

both! {
    async fn nothing_secured_answers_without_a_token(app: TestApp) {
        let contract = Contract::read();
        for operation in contract.operations.iter().filter(|o| o.secured) {
            let request = contract.request(operation, UNKNOWN, |method, path| app.request(method, path));
            assert_eq!(request.status().await, 401, "{}", operation.id);
            // Before anything of path, query, headers or body is read.
            let path = operation.path.trim_start_matches("/api/v1").replace('{', "no-").replace('}', "-id");
            let garbage = app.request(&operation.method, &format!("{path}?limit=none")).body("application/json", "{");
            assert_eq!(garbage.status().await, 401, "{}", operation.id);
            let forged = contract.request(operation, UNKNOWN, |method, path| app.request(method, path)).bearer("forged");
            assert_eq!(forged.status().await, 401, "{}", operation.id);
        }
        for operation in contract.operations.iter().filter(|o| !o.secured) {
            let request = contract.request(operation, UNKNOWN, |method, path| app.request(method, path));
            let status = request.status().await;
            assert!(status < 500, "{} answered {status}", operation.id);
        }
    }

    async fn a_suspended_institution_is_read_and_not_written_until_it_is_resumed(app: TestApp) {
        let contract = Contract::read();
        let branch = app.branch("32").await;
        let school = app.institution("32");
        let here = Scope::Institution { id: school, region: "32".into() };
        let people = [
            app.admin_of(school, "32").await,
            app.actor(Role::Teacher, here).await,
            app.actor(Role::Student, Scope::Own { user: Id::NIL, institution: Some(school) }).await,
        ];
        let path = format!("/institutions/{school}");
        branch.patch(&path, 1, json!({ "status": "suspended" })).await.expect(200);
        let mut free = Vec::new();
        for operation in contract.operations.iter().filter(|o| o.secured && !matches!(o.method.as_str(), "GET" | "HEAD") && !ENDS_ITSELF.contains(&o.id.as_str())) {
            for person in &people {
                let answer = contract.request(operation, UNKNOWN, |method, path| person.request(method, path)).await;
                if answer.text().contains("institution_suspended") {
                    answer.refused(403, "institution_suspended");
                } else {
                    free.push(operation.id.as_str());
                }
            }
        }
        free.dedup();
        free.sort_unstable();
        assert_eq!(free, EVEN_SUSPENDED);
        for person in &people {
            app.login(&person.username, "correct-horse-7").await.get("/certificates").await.expect(200);
            person.get("/me").await.expect(200);
        }
        people[0].get(&path).await.expect(200);
        // Others are not concerned, and the branch goes on looking after the school.
        app.admin_of(app.institution("32"), "32").await.post("/cohorts", json!({})).await.refused(422, "invalid");
        branch.patch(&path, 2, json!({ "majors": ["会计"] })).await.expect(200);
        branch.patch(&path, 3, json!({ "status": "active" })).await.expect(200);
        people[0].patch(&path, 4, json!({ "majors": ["审计"] })).await.expect(200);
    }

    async fn each_role_is_refused_what_is_not_its_business(app: TestApp) {
        let contract = Contract::read();
        let actors = everybody(&app).await;
        let mut text = String::from("operation: the roles that are not refused by their role alone\n");
        for operation in contract.operations.iter().filter(|o| o.secured && !ENDS_ITSELF.contains(&o.id.as_str())) {
            let mut allowed = Vec::new();
            for (role, actor) in Role::ALL.iter().zip(&actors) {
                let status = contract.request(operation, UNKNOWN, |method, path| actor.request(method, path)).status().await;
                assert!(status < 500 && status != 401 && status != 400, "{} as {role} answered {status}", operation.id);
                if status != 403 {
                    allowed.push(role.as_str());
                }
            }
            let allowed = match allowed.len() {
                n if n == Role::ALL.len() => "everybody".to_string(),
                n if n + 1 == Role::ALL.len() && !allowed.contains(&"partner") => "every person".to_string(),
                _ => allowed.join(" "),
            };
            writeln!(text, "{:6} {:64} {allowed}", operation.method, operation.path.trim_start_matches("/api/v1")).unwrap();
        }
        insta::assert_snapshot!("each_role_is_refused_what_is_not_its_business", text);
    }

    async fn a_thing_out_of_scope_answers_as_one_that_does_not_exist(app: TestApp) {
        let contract = Contract::read();
        let actors = everybody(&app).await;
        let (hq, far) = (app.hq().await, app.branch("42").await);
        let school = app.institution("42");
        let user = app.admin_of(school, "42").await;
        let client = hq.post("/api-clients", json!({ "name": "平台", "scopes": ["editions:read"], "scope": { "kind": "region", "region_code": "42" } })).await.expect(201);
        let foreign: BTreeMap<&str, String> = [
            ("users", user.id.to_string()),
            ("institutions", school.to_string()),
            ("api-clients", client["client"]["id"].as_str().unwrap().to_string()),
            ("notices", notice_of(&app, &user).to_string()),
            ("cohorts", cohort_of(&app, school).to_string()),
            ("me", session_of(&user).await),
            ("certificate-shares", crate::shares::foreign(&app).await),
            ("jobs", job_of(&app, &far).to_string()),
            ("registry-exports", registry_export_of(&far).await),
            ("certificate-templates", crate::certificate_templates::any(&hq).await),
            ("certificate-print-jobs", crate::print_jobs::of_region(&app, &far).await),
            ("registry-receipt-imports", receipt_import_of(&hq).await),
            ("training-batches", crate::training_batches::foreign(&app).await),
            ("trainer-absences", crate::training_batches::foreign_absence(&app).await),
            ("training-classes", crate::training_classes::foreign(&app).await),
            ("training-merges", crate::training_classes::foreign_merge(&app).await),
            ("training-enrolments", crate::training_enrolments::foreign(&app).await),
            ("papers", crate::papers::foreign(&app).await),
            ("training-tests", crate::training_tests::foreign(&app).await),
            ("test-attempts", crate::training_tests::foreign_attempt(&app).await),
            ("uploads", crate::uploads::foreign(&app).await),
            ("teaching-designs", crate::teaching_designs::foreign(&app).await),
            ("guidance-requests", crate::guidance::foreign(&app).await),
            ("class-tasks", crate::coursework::foreign(&app).await),
            ("live-sessions", crate::live_sessions::foreign(&app).await),
            ("attendance-files", crate::live_sessions::foreign_file(&app).await),
            ("calendar-feeds", crate::calendar_feeds::foreign(&app).await),
            ("training-enrolment-imports", crate::training_enrolments::foreign_import(&app).await),
            ("expert-reviews", crate::expert_reviews::foreign(&app).await),
            ("training-judgements", crate::training_assessments::foreign(&app).await),
        ].into();
        for operation in contract.operations.iter().filter(|o| o.secured && o.path.contains("{id}")) {
            let kind = operation.path.split('/').nth(3).unwrap();
            if PUBLIC_KNOWLEDGE.contains(&kind) || NO_EXAMPLE_YET.contains(&kind) {
                continue;
            }
            let id = foreign.get(kind).unwrap_or_else(|| panic!("make an example of the kind {kind}, for {}", operation.id));
            for (role, actor) in Role::ALL.iter().zip(&actors).filter(|(role, _)| !sees_the_country(**role)) {
                let call = async |id: &str| contract.request(operation, id, |method, path| actor.request(method, path)).status().await;
                let (there, nowhere) = (call(id).await, call(UNKNOWN).await);
                assert_eq!(there, nowhere, "{} as {role} tells that a thing exists", operation.id);
            }
        }
    }
}

fn sees_the_country(role: Role) -> bool {
    matches!(role, Role::HqAdmin | Role::ContentEditor | Role::Certifier)
}

/// A notice to this person.
fn notice_of(app: &TestApp, reader: &Actor) -> Id {
    use diesel::prelude::*;
    use onex::schema::notices;
    let at = app.state.clock.now();
    app.state
        .db
        .write_blocking(|conn| {
            onex::domains::notices::send(conn, &[reader.id], "test.told", &json!({}), None, at)?;
            Ok(notices::table
                .filter(notices::user_id.eq(reader.id))
                .select(notices::id)
                .first(conn)?)
        })
        .unwrap()
}

/// A job of this person, of a kind that nobody does.
fn job_of(app: &TestApp, owner: &Actor) -> Id {
    crate::jobs::put(app, owner, "test.waits", |_| {})
}

/// An export of a branch's region for registries.
async fn registry_export_of(branch: &Actor) -> String {
    let started = branch.post("/registry-exports", json!({ "format": "jsonl" })).await.expect(202);
    started["export"]["id"].as_str().unwrap().to_string()
}

/// A file of receipts, which belongs to the country.
async fn receipt_import_of(hq: &Actor) -> String {
    let file = "证书编号,姓名\n1,王芳\n".into();
    let started = hq.upload("/registry-receipt-imports", "a.csv", file, &[]).await.expect(202);
    started["import"]["id"].as_str().unwrap().to_string()
}

/// One of this person's sessions.
async fn session_of(person: &Actor) -> String {
    let list = person.get("/me/sessions").await.expect(200);
    list["items"][0]["id"].as_str().unwrap().to_string()
}

/// A submitted class of this institution of the region 42.
fn cohort_of(app: &TestApp, school: Id) -> Id {
    use diesel::prelude::*;
    use onex::schema::{cohorts as c, editions};
    let (id, at) = (onex::platform::ids::new(), app.state.clock.now());
    app.state
        .db
        .write_blocking(|conn| {
            let edition: Id = editions::table.select(editions::id).first(conn)?;
            diesel::insert_into(c::table)
                .values((
                    c::id.eq(id),
                    c::edition_id.eq(edition),
                    c::institution_id.eq(school),
                    c::region_code.eq("42"),
                    c::title.eq("一班"),
                    c::title_pinyin.eq("yb"),
                    c::major.eq("会计"),
                    c::kind.eq("regular"),
                    c::periods.eq("[1]"),
                    c::status.eq("submitted"),
                    c::deviations.eq("[]"),
                    c::created_at.eq(at),
                    c::updated_at.eq(at),
                    c::version.eq(1_i64),
                ))
                .execute(conn)?;
            Ok(id)
        })
        .unwrap()
}
