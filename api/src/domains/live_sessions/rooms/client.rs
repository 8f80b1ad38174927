//! Calls to the servers that the operator named, and to no others.

use std::sync::OnceLock;
use std::time::Duration;

use super::unavailable;
use crate::platform::error::Result;

const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read.
const MOST: usize = 1 << 20;

/// One for all calls. Whatever a server answers, nobody is led on to another.
fn client() -> Result<&'static reqwest::Client> {
    static CLIENT: OnceLock<Result<reqwest::Client, String>> = OnceLock::new();
    let made = CLIENT.get_or_init(|| {
        reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            // Each worker has a runtime of its own, and a kept connection belongs to one.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|e| e.to_string())
    });
    made.as_ref().map_err(|e| unavailable(e))
}

/// What an address answers. Its query is a key: no error tells the address.
pub async fn get(address: &str) -> Result<Vec<u8>> {
    let plain = |e: reqwest::Error| unavailable(&e.without_url());
    let mut answer = client()?.get(address).send().await.map_err(plain)?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(plain)? {
        if body.len() + chunk.len() > MOST {
            return Err(unavailable(&"an answer of more than a megabyte"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
