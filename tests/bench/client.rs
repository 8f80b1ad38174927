//! One person who works with OneX as the interface does: signs in, sends, and watches jobs.

use std::time::Duration;

use serde_json::{Value, json};

use crate::load::exchange;
use crate::process::Server;
use crate::stage::{Fallible, PASSWORD};

/// A signed-in person.
pub struct Client {
    address: String,
    pub token: String,
}

impl Client {
    pub async fn sign_in(server: &Server, username: &str) -> Fallible<Client> {
        let mut client = Client { address: server.address.clone(), token: String::new() };
        let body = json!({ "username": username, "password": PASSWORD });
        let answer = client.post("/auth/login", &body).await?;
        client.token = answer["access_token"].as_str().ok_or("no token")?.to_string();
        Ok(client)
    }

    pub async fn get(&self, path: &str) -> Fallible<Value> {
        self.send("GET", path, "", &[]).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Fallible<Value> {
        self.send("POST", path, "Content-Type: application/json\r\n", body.to_string().as_bytes())
            .await
    }

    /// A step on something of which this version was seen.
    pub async fn step(&self, path: &str, version: &Value) -> Fallible<Value> {
        self.send("POST", path, &format!("If-Match: \"{version}\"\r\n"), &[]).await
    }

    /// Sends a spreadsheet for an institution.
    pub async fn upload(&self, path: &str, file: &[u8], institution: &str) -> Fallible<Value> {
        const BOUNDARY: &str = "----onex-bench-4e1f";
        let part =
            |head: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        let mut body = part("name=\"institution_id\"").into_bytes();
        body.extend_from_slice(institution.as_bytes());
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(part("name=\"file\"; filename=\"students.xlsx\"").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n");
        self.send("POST", path, &kind, &body).await
    }

    /// Waits until a job has succeeded.
    pub async fn job(&self, id: &Value) -> Fallible<Value> {
        let id = id.as_str().ok_or("no job")?;
        loop {
            let job = self.get(&format!("/jobs/{id}")).await?;
            match job["status"].as_str() {
                Some("queued" | "running") => tokio::time::sleep(Duration::from_millis(20)).await,
                Some("succeeded") => return Ok(job),
                _ => return Err(format!("the job did not succeed: {job}").into()),
            }
        }
    }

    async fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Fallible<Value> {
        let mut head = format!("{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n{headers}");
        if !self.token.is_empty() {
            head.push_str(&format!("Authorization: Bearer {}\r\n", self.token));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let (status, body) = exchange(&self.address, &[head.as_bytes(), body].concat()).await?;
        if !(200..300).contains(&status) {
            return Err(format!(
                "{method} {path} answered {status}: {}",
                String::from_utf8_lossy(&body)
            )
            .into());
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
