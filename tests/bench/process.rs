//! Processes that are measured: started, awaited, asked for their memory and processor time, ended.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running process that listens on an address.
pub struct Server {
    child: Child,
    pub address: String,
    /// From start to the first ready answer.
    pub ready_after: Duration,
}

impl Server {
    /// Starts a command that prints a line with `http://ADDRESS` once it listens, and waits until `probe`
    /// answers 200. What it logs goes to a file, as it would anywhere.
    ///
    /// # Errors
    /// It ended before it listened, or is not ready after ten seconds.
    pub fn start(command: &mut Command, log: &Path, probe: &str) -> Result<Self, String> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(log)
            .map_err(|e| format!("{}: {e}", log.display()))?;
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
        let mut child = child.map_err(|e| format!("{command:?}: {e}"))?;
        let out = child.stdout.take().ok_or("no output")?;
        let mut server = Server { child, address: String::new(), ready_after: Duration::ZERO };
        let mut lines = BufReader::new(out).lines();
        server.address = loop {
            let line =
                lines.next().ok_or_else(|| format!("{command:?} ended before it listened"))?;
            if let Some((_, address)) = line.map_err(|e| e.to_string())?.split_once("http://") {
                break address.trim().to_string();
            }
        };
        // The pipe is read on, so that the process never blocks on it.
        std::thread::spawn(move || lines.for_each(drop));
        while !server.answers(probe) {
            if started.elapsed() > Duration::from_secs(10) {
                return Err(format!("{command:?} is not ready after ten seconds"));
            }
        }
        server.ready_after = started.elapsed();
        Ok(server)
    }

    fn answers(&self, probe: &str) -> bool {
        let ask = || -> std::io::Result<bool> {
            let mut stream = std::net::TcpStream::connect(&self.address)?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            write!(stream, "GET {probe} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer.starts_with("HTTP/1.1 200"))
        };
        ask().unwrap_or(false)
    }

    /// Forgets the peak of memory so far (proc(5): 5 resets VmHWM), so that the next figure has its own.
    pub fn forget_peak(&self) {
        forget_peak(self.child.id());
    }

    /// Peak resident memory since it was last forgotten, in MB (VmHWM of proc(5)).
    pub fn peak_rss_mb(&self) -> f64 {
        peak_rss_mb(self.child.id())
    }

    /// Processor time used so far (proc(5): fields 14 and 15 of stat, in hundredths of a second).
    pub fn cpu(&self) -> Duration {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
        let ticks: u64 = fields.skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// See [`Server::forget_peak`].
pub fn forget_peak(pid: u32) {
    let _ = std::fs::write(format!("/proc/{pid}/clear_refs"), "5");
}

/// See [`Server::peak_rss_mb`].
pub fn peak_rss_mb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kb = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|v| v.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kb.unwrap_or(0.0) * 1024.0 / 1e6
}

/// A file's size in MB.
///
/// # Errors
/// It is not there.
pub fn megabytes(path: &Path) -> Result<f64, String> {
    #[allow(clippy::cast_precision_loss, reason = "a file's size")]
    std::fs::metadata(path)
        .map(|m| m.len() as f64 / 1e6)
        .map_err(|e| format!("{}: {e}", path.display()))
}
