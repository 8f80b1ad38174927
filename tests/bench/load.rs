//! A load generator as thin as can be: keep-alive connections, requests prepared beforehand, latencies kept.
//!
//! It shares the machine with what it measures, so that only ratios within one run mean anything.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a load gave.
#[derive(Debug, Clone)]
pub struct Stats {
    /// Requests a second.
    pub rate: f64,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
}

/// A request as it goes over the wire.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    if let Some(token) = token {
        text.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if let Some(body) = body {
        text.push_str(&format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}

/// Sends requests for `seconds` over `connections`, taking them in turn; every answer must have `status`.
///
/// # Errors
/// A connection failed or an answer had another status; the message holds its beginning.
pub async fn run(address: &str, requests: Vec<Vec<u8>>, connections: usize, seconds: f64, status: u16) -> io::Result<Stats> {
    let requests = Arc::new(requests);
    let next = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    let started = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (requests, next, address) = (requests.clone(), next.clone(), address.to_string());
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(&address).await?;
                stream.set_nodelay(true)?;
                let mut buffer = Vec::with_capacity(64 * 1024);
                let mut latencies = Vec::new();
                while Instant::now() < end {
                    let request = &requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()];
                    let sent = Instant::now();
                    stream.write_all(request).await?;
                    let got = answer(&mut stream, &mut buffer).await?;
                    latencies.push(sent.elapsed());
                    if got != status {
                        let head = String::from_utf8_lossy(&buffer[..buffer.len().min(600)]).into_owned();
                        return Err(io::Error::other(format!("status {got} instead of {status}: {head}")));
                    }
                }
                Ok(latencies)
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.map_err(io::Error::other)??);
    }
    let elapsed = started.elapsed().as_secs_f64();
    all.sort_unstable();
    let at = |q: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index into a list")]
        let index = ((all.len() as f64 * q) as usize).min(all.len().saturating_sub(1));
        all.get(index).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    };
    #[allow(clippy::cast_precision_loss, reason = "counts of requests")]
    Ok(Stats { rate: all.len() as f64 / elapsed, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) })
}

/// Reads one answer (with Content-Length or chunked) and gives its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<u16> {
    buffer.clear();
    let head = loop {
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at + 4;
        }
        fill(stream, buffer).await?;
    };
    let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
    let status = text.get(9..12).and_then(|s| s.parse().ok()).ok_or_else(|| io::Error::other("no status line"))?;
    if let Some(length) = text.lines().find_map(|l| l.strip_prefix("content-length:")).and_then(|v| v.trim().parse::<usize>().ok()) {
        while buffer.len() < head + length {
            fill(stream, buffer).await?;
        }
    } else if text.contains("transfer-encoding: chunked") {
        while !buffer.ends_with(b"0\r\n\r\n") {
            fill(stream, buffer).await?;
        }
    }
    Ok(status)
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    let mut part = [0u8; 32 * 1024];
    let n = stream.read(&mut part).await?;
    if n == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, String::from_utf8_lossy(buffer).into_owned()));
    }
    buffer.extend_from_slice(&part[..n]);
    Ok(())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
