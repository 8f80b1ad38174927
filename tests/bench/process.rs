//! Processes that are measured: started, awaited, asked for their peak memory, ended.

use std::io::{BufRead, BufReader};
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
    /// Starts a command that prints a line with `http://ADDRESS` once it listens, and waits until it is ready.
    pub fn start(command: &mut Command) -> Result<Self, String> {
        let started = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|e| format!("{command:?}: {e}"))?;
        let out = child.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(out).lines();
        let address = loop {
            let line = lines.next().ok_or_else(|| format!("{command:?} ended before it listened"))?.map_err(|e| e.to_string())?;
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim().to_string();
            }
        };
        // The pipe is read on, so that the process never blocks on it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Server { child, address, ready_after: started.elapsed() })
    }

    /// Peak resident memory so far, in MB (VmHWM of proc(5)).
    pub fn peak_rss_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kb = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).and_then(|v| v.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kb.unwrap_or(0.0) / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file's size in MB.
pub fn megabytes(path: &Path) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a file's size")]
    std::fs::metadata(path).map_or(0.0, |m| m.len() as f64 / 1e6)
}
