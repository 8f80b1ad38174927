//! A request that can be awaited, and its answer.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use serde_json::Value;

/// A request being built; await it to send it.
pub struct Request {
    builder: reqwest::RequestBuilder,
    name: String,
}

impl Request {
    pub(crate) fn new(builder: reqwest::RequestBuilder, name: String) -> Self {
        Request { builder, name }
    }
    #[must_use]
    pub fn json(mut self, body: Value) -> Self {
        self.builder = self.builder.json(&body);
        self
    }
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<reqwest::Body>) -> Self {
        self.builder = self.builder.header("content-type", content_type).body(body);
        self
    }
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }
    #[must_use]
    pub fn if_match(self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }
    #[must_use]
    pub fn idempotency_key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }
    #[must_use]
    pub fn multipart(self, name: &str, bytes: Vec<u8>, fields: &[(&str, &str)]) -> Self {
        self.multipart_as("file", name, bytes, fields)
    }
    /// A form whose file stands in the part with this name.
    #[must_use]
    pub fn multipart_as(
        mut self,
        part: &str,
        name: &str,
        bytes: Vec<u8>,
        fields: &[(&str, &str)],
    ) -> Self {
        let mut form = reqwest::multipart::Form::new();
        for (key, value) in fields {
            form = form.text((*key).to_string(), (*value).to_string());
        }
        form = form.part(
            part.to_string(),
            reqwest::multipart::Part::bytes(bytes).file_name(name.to_string()),
        );
        self.builder = self.builder.multipart(form);
        self
    }
}

impl Request {
    /// A form of text fields and files: part, name and bytes of each.
    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Self {
        let mut form = reqwest::multipart::Form::new();
        for (key, value) in fields {
            form = form.text((*key).to_string(), (*value).to_string());
        }
        for (part, name, bytes) in files {
            let file =
                reqwest::multipart::Part::bytes(bytes.to_vec()).file_name((*name).to_string());
            form = form.part((*part).to_string(), file);
        }
        self.builder = self.builder.multipart(form);
        self
    }
}

impl Request {
    /// Sends the request and keeps the answer open as a stream of events.
    pub async fn open(self) -> crate::Events {
        let response = self.builder.send().await.unwrap_or_else(|e| panic!("{}: {e:?}", self.name));
        let kind = response.headers().get("content-type").and_then(|v| v.to_str().ok());
        assert!(kind == Some("text/event-stream"), "{} answered {response:?}", self.name);
        crate::Events { response, rest: String::new() }
    }
    /// Sends the request and reads no more than the answer's status.
    pub async fn status(self) -> u16 {
        let response = self.builder.send().await;
        response.unwrap_or_else(|e| panic!("{}: {e:?}", self.name)).status().as_u16()
    }
}

impl Request {
    /// Sends it; an answer that did not arrive whole is an error: the server may be killed meanwhile.
    pub async fn attempt(self) -> Result<Answer, reqwest::Error> {
        let response = self.builder.send().await?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await?.to_vec();
        Ok(Answer { name: self.name, status, headers, bytes })
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer>>>;
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let name = self.name.clone();
            self.attempt().await.unwrap_or_else(|e| panic!("{name}: {e:?}"))
        })
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    name: String,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The JSON body; `null` if there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
    /// The body, if the status is this one; otherwise the test ends with what came instead.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{} answered {}", self.name, self.text());
        if status >= 400 {
            assert_eq!(
                self.header("content-type"),
                "application/problem+json",
                "{}: {}",
                self.name,
                self.text()
            );
        }
        self.json()
    }
    /// A refusal with this status and code; returns the problem document.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{}: {problem}", self.name);
        assert!(
            !problem["request_id"].as_str().unwrap_or_default().is_empty(),
            "{}: {problem}",
            self.name
        );
        problem
    }
    /// The version in the ETag.
    #[track_caller]
    pub fn version(&self) -> i64 {
        self.header("etag")
            .trim_matches('"')
            .parse()
            .unwrap_or_else(|_| panic!("{} has no ETag", self.name))
    }
}
