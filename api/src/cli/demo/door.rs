//! The demo's people at the front door: they sign in, ask, send, and wait for jobs, as whoever works with the system does.

use reqwest::{Client, Method, RequestBuilder, multipart};
use serde_json::{Value, json};

use crate::domains::accounts::PRIVACY_VERSION;
use crate::platform::jobs::JobStatus;

pub type Done<T = Value> = Result<T, String>;

/// The demo's people at the door.
pub struct Door {
    pub base: String,
    pub password: String,
}

/// Somebody signed in.
pub struct Person<'a> {
    door: &'a Door,
    /// With cookies of its own, so that it can sign out.
    client: Client,
    token: String,
}

impl Door {
    pub fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }

    pub async fn sign_in(&self, username: &str) -> Done<Person<'_>> {
        let client = client()?;
        let who = json!({ "username": username, "password": self.password });
        let answer = sent(client.post(self.url("/auth/login")).json(&who)).await?;
        Ok(Person { door: self, client, token: text(&answer, "/access_token")? })
    }

    /// Somebody signs in for the first time and gives themselves the demo's password.
    pub async fn activate(&self, username: &str, code: &str) -> Done<Person<'_>> {
        let client = client()?;
        let who = json!({
            "username": username, "code": code, "password": self.password,
            "privacy_version": PRIVACY_VERSION,
        });
        let answer = sent(client.post(self.url("/auth/activate")).json(&who)).await?;
        Ok(Person { door: self, client, token: text(&answer, "/access_token")? })
    }
}

impl Person<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.door.url(path)).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> Done {
        sent(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Done {
        sent(self.request(Method::POST, path).json(&body)).await
    }

    /// Changes something in the version that this document shows.
    pub async fn change(&self, method: Method, path: &str, of: &Value, body: Value) -> Done {
        let seen = format!("\"{}\"", of["version"]);
        sent(self.request(method, path).header("if-match", seen).json(&body)).await
    }

    /// Takes a document one step further, at `path/<its id>/<step>`.
    pub async fn step(&self, path: &str, of: &mut Value, step: &str) -> Done<()> {
        let path = format!("{path}/{}/{step}", text(of, "/id")?);
        *of = self.change(Method::POST, &path, of, json!({})).await?;
        Ok(())
    }

    /// Sends a form.
    pub async fn send(&self, path: &str, form: multipart::Form) -> Done {
        sent(self.request(Method::POST, path).multipart(form)).await
    }

    pub async fn sign_out(self) -> Done<()> {
        sent(self.request(Method::POST, "/auth/logout")).await.map(drop)
    }

    /// Imports a spreadsheet from the dry run to the commit.
    pub async fn import(&self, path: &str, rows: String) -> Done<()> {
        let started = self.send(path, sheet("名单.csv", &rows)).await?;
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
pub async fn sent(request: RequestBuilder) -> Done {
    let answer = request.send().await.map_err(|e| format!("the demo cannot be loaded: {e}"))?;
    let (status, url) = (answer.status(), answer.url().path().to_string());
    let body = answer.text().await.map_err(|e| format!("the demo cannot be loaded: {e}"))?;
    if !status.is_success() {
        return Err(format!("the demo cannot be loaded: {url} answered {status}: {body}"));
    }
    Ok(serde_json::from_str(&body).unwrap_or(Value::Null))
}

/// A form with a spreadsheet.
pub fn sheet(name: &str, rows: &str) -> multipart::Form {
    let part = multipart::Part::bytes(format!("\u{feff}{rows}").into_bytes());
    multipart::Form::new().part("file", part.file_name(name.to_string()))
}

/// What is at `pointer`, one by one.
pub fn each<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

pub fn client() -> Done<Client> {
    let client = Client::builder().no_proxy().cookie_store(true).build();
    client.map_err(|e| format!("the demo cannot be loaded: {e}"))
}

pub fn text(value: &Value, pointer: &str) -> Done<String> {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_string).ok_or_else(|| format!("the demo misses {pointer} in {value}"))
}
