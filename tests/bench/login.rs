//! Signing in, against argon2id alone with the same parameters on as many threads as there are cores.

use std::process::Command;

use onex::platform::auth::password::Cost;
use serde_json::json;

use crate::load::{Effort, Side, in_turns, median, request};
use crate::process::Server;
use crate::report::{Figure, Goal};
use crate::stage::{Fallible, PASSWORD, Stage};

/// Measures both in turns.
pub async fn measure(stage: &Stage, onex: &Server, effort: Effort) -> Fallible<Figure> {
    let requests: Vec<_> = stage
        .people
        .iter()
        .map(|name| {
            request(
                "POST",
                "/api/v1/auth/login",
                None,
                Some(&json!({ "username": name, "password": PASSWORD }).to_string()),
            )
        })
        .collect();
    onex.forget_peak();
    // Long turns: those under way at the end of one are waited for, the last of them beside an idle core.
    let effort = Effort { seconds: effort.seconds * 3.0, ..effort };
    let (mut bare, mut rates, mut latency) = (vec![], vec![], crate::load::Latency::default());
    let mut cpu = vec![];
    for _ in 0..effort.rounds {
        bare.push(alone(effort.seconds)?);
        let sides = [Side { server: onex, requests: requests.clone() }];
        let [outcome] = in_turns(&sides, Effort { rounds: 1, ..effort }).await?;
        rates.push(outcome.rate());
        latency.add(outcome.latency.all());
        cpu.push(outcome.cpu_us / 1000.0);
    }
    Ok(Figure::new("login", stage.engine.name(), median(&rates), "logins/s")
        .floor(median(&bare))
        .goal(Goal::min_ratio(0.9))
        .latency(&latency)
        .memory(onex.peak_rss_mb())
        .remark(format!(
            "{rates:.1?} against {bare:.1?}; the server's cpu {:.1} ms a login",
            median(&cpu)
        )))
}

/// A process of its own, so that nothing else runs in it.
fn alone(seconds: f64) -> Fallible<f64> {
    let Cost { memory_kib, passes } = Cost::default();
    let threads = std::thread::available_parallelism()?;
    let out = Command::new(std::env::current_exe()?)
        .args(["argon2", "--seconds", &seconds.to_string(), "--threads", &threads.to_string()])
        .args(["--memory-kib", &memory_kib.to_string(), "--passes", &passes.to_string()])
        .output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    text.trim()
        .parse()
        .map_err(|_| format!("argon2 alone: {text}{}", String::from_utf8_lossy(&out.stderr)).into())
}
