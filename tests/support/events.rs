//! Server-sent events as a test reads them.

use std::time::Duration;

use serde_json::Value;

/// An open stream.
pub struct Events {
    pub(crate) response: reqwest::Response,
    pub(crate) rest: String,
}

impl Events {
    /// The next event as (name, data); `None` when the server has closed the stream.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some(end) = self.rest.find("\n\n") {
                let block: String = self.rest.drain(..end + 2).collect();
                let field = |name: &str| {
                    block.lines().find_map(|l| l.strip_prefix(name)).map(|v| v.trim().to_string())
                };
                if let (Some(name), Some(data)) = (field("event:"), field("data:")) {
                    return Some((name, serde_json::from_str(&data).unwrap()));
                }
            }
            // A guard against hanging for ever, far beyond what any test needs.
            let chunk = tokio::time::timeout(Duration::from_secs(60), self.response.chunk())
                .await
                .expect("the stream is silent and stays open")
                .expect("the stream broke off");
            self.rest.push_str(&String::from_utf8_lossy(&chunk?));
        }
    }

    /// The data of the next event with this name; others are passed over.
    pub async fn expect(&mut self, name: &str) -> Value {
        loop {
            let (event, data) =
                self.next().await.unwrap_or_else(|| panic!("the stream ended before {name:?}"));
            if event == name {
                return data;
            }
        }
    }

    /// Reads on until the server closes the stream.
    pub async fn end(mut self) {
        while self.next().await.is_some() {}
    }
}
