//! A load generator as thin as can be: keep-alive connections, requests prepared beforehand, latencies kept.
//!
//! It shares the machine with what it measures, so that only ratios within one run mean anything. What is
//! compared is therefore measured in turns, and the medians of the turns are compared.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::process::Server;

/// How long requests took, over as many turns as there were.
#[derive(Debug, Clone, Default)]
pub struct Latency(Vec<Duration>);

impl Latency {
    pub fn add(&mut self, more: impl IntoIterator<Item = Duration>) {
        self.0.extend(more);
    }
    pub fn len(&self) -> usize {
        self.0.len()
    }
    pub fn all(self) -> Vec<Duration> {
        self.0
    }
    /// The latency that this share of the requests stayed within.
    pub fn quantile_ms(&self, q: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index into a list"
        )]
        let index = ((sorted.len() as f64 * q) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(index).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }
}

/// The middle one of some figures.
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    match n {
        0 => 0.0,
        _ if n % 2 == 1 => sorted[n / 2],
        _ => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// A request as it goes over the wire.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    if let Some(token) = token {
        text.push_str(&format!("Authorization: Bearer {token}\r\n"));
    }
    if let Some(body) = body {
        text.push_str(&format!(
            "Content-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        ));
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}

/// How hard and how long.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub connections: usize,
    pub rounds: usize,
    pub seconds: f64,
}

/// Requests that belong together, and who answers them.
pub struct Side<'a> {
    pub server: &'a Server,
    pub requests: Vec<Vec<u8>>,
}

/// What one side did over all turns.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Requests a second, turn by turn.
    pub rates: Vec<f64>,
    pub latency: Latency,
    /// Processor time of the server per request, in microseconds: less noisy than the rate on a shared
    /// machine, but blind to a database server's part.
    pub cpu_us: f64,
}

impl Outcome {
    pub fn rate(&self) -> f64 {
        median(&self.rates)
    }
}

/// Lets the sides answer in turns, in one order and then in the other. The first turn of each warms up and
/// counts for nothing.
///
/// # Errors
/// A connection failed or an answer was not 200.
pub async fn in_turns<const N: usize>(
    sides: &[Side<'_>; N],
    effort: Effort,
) -> io::Result<[Outcome; N]> {
    let requests: Vec<_> = sides.iter().map(|s| Arc::new(s.requests.clone())).collect();
    let mut outcomes: [Outcome; N] = std::array::from_fn(|_| Outcome::default());
    let mut cpu = [Duration::ZERO; N];
    for (side, requests) in sides.iter().zip(&requests) {
        run(
            &side.server.address,
            requests,
            effort.connections,
            (effort.seconds / 2.0).min(0.5),
            200,
        )
        .await?;
    }
    for round in 0..effort.rounds {
        let order: Vec<usize> =
            if round % 2 == 0 { (0..N).collect() } else { (0..N).rev().collect() };
        for i in order {
            let (side, outcome) = (&sides[i], &mut outcomes[i]);
            let before = side.server.cpu();
            let started = Instant::now();
            let latencies =
                run(&side.server.address, &requests[i], effort.connections, effort.seconds, 200)
                    .await?;
            let elapsed = started.elapsed().as_secs_f64();
            cpu[i] += side.server.cpu().saturating_sub(before);
            #[allow(clippy::cast_precision_loss, reason = "counts of requests")]
            outcome.rates.push(latencies.len() as f64 / elapsed);
            outcome.latency.add(latencies);
        }
    }
    for (outcome, cpu) in outcomes.iter_mut().zip(cpu) {
        #[allow(clippy::cast_precision_loss, reason = "counts of requests")]
        let n = outcome.latency.len().max(1) as f64;
        outcome.cpu_us = cpu.as_secs_f64() * 1e6 / n;
    }
    Ok(outcomes)
}

/// Sends requests for `seconds` over `connections`, taking them in turn; every answer must have `status`.
async fn run(
    address: &str,
    requests: &Arc<Vec<Vec<u8>>>,
    connections: usize,
    seconds: f64,
    status: u16,
) -> io::Result<Vec<Duration>> {
    let next = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + Duration::from_secs_f64(seconds);
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
                    let (got, _) = answer(&mut stream, &mut buffer).await?;
                    latencies.push(sent.elapsed());
                    if got != status {
                        return Err(io::Error::other(format!(
                            "status {got} instead of {status}: {}",
                            String::from_utf8_lossy(&buffer)
                        )));
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
    Ok(all)
}

/// The body of one answer, which must be 200.
///
/// # Errors
/// It was not.
pub async fn once(server: &Server, request: &[u8]) -> io::Result<Vec<u8>> {
    match exchange(&server.address, request).await? {
        (200, body) => Ok(body),
        (status, body) => {
            Err(io::Error::other(format!("{status}: {}", String::from_utf8_lossy(&body))))
        }
    }
}

/// Status and body of one answer, over a connection of its own.
///
/// # Errors
/// The connection failed.
pub async fn exchange(address: &str, request: &[u8]) -> io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut buffer = Vec::new();
    let (status, head) = answer(&mut stream, &mut buffer).await?;
    Ok((status, buffer.split_off(head)))
}

/// Reads one answer and gives its status and the length of its head. OneX and the bare server both send
/// `Content-Length` for JSON.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<(u16, usize)> {
    buffer.clear();
    let head = loop {
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at + 4;
        }
        fill(stream, buffer).await?;
    };
    let text = String::from_utf8_lossy(&buffer[..head]).to_ascii_lowercase();
    let status = text
        .get(9..12)
        .and_then(|s| s.parse().ok())
        .ok_or_else(|| io::Error::other("no status line"))?;
    let length = text
        .lines()
        .find_map(|l| l.strip_prefix("content-length:"))
        .and_then(|v| v.trim().parse::<usize>().ok());
    let length =
        length.ok_or_else(|| io::Error::other(format!("an answer without a length: {text}")))?;
    while buffer.len() < head + length {
        fill(stream, buffer).await?;
    }
    Ok((status, head))
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    if stream.read_buf(buffer).await? == 0 {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            String::from_utf8_lossy(buffer).into_owned(),
        ));
    }
    Ok(())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
