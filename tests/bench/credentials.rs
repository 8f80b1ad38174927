//! What is made of certificates once they are issued: open forms, files to print, bundles, and proofs of the log.

use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use onex::domains::transparency_log::{self, Leaf, LeafKind};
use onex::platform::clock::Clock;
use onex::platform::db::Id;
use onex::platform::ids;
use onex::platform::issuer::Issuer;
use onex::platform::keys::{Keys, hex, sha256};
use onex::schema::certificates;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::client::Client;
use crate::load::{Effort, Side, in_turns, median, once, request};
use crate::process::Server;
use crate::report::{Figure, Goal};
use crate::stage::{Engine, Fallible, KEYS, Stage, plain};

/// Certificates that are asked for, one after another.
const ASKED: i64 = 500;
/// Entries of the log whose last is proven.
const LEAVES: i64 = 1_000_000;
/// Entries that are appended at once to get there.
const CHUNK: usize = 50_000;

/// Waits until the job that makes the open forms after an issue has ended; forms a second.
pub async fn forms_made(certifier: &Client) -> Fallible<f64> {
    let jobs = certifier.get("/jobs?mine=true&kind=credentials.make_forms&limit=1").await?;
    let job = certifier.job(&jobs["items"][0]["id"]).await?;
    let at = |name: &str| -> Fallible<OffsetDateTime> {
        Ok(OffsetDateTime::parse(job[name].as_str().ok_or("no time")?, &Rfc3339)?)
    };
    let seconds = (at("finished_at")? - at("started_at")?).as_seconds_f64();
    let forms = job["result"]["forms"].as_f64().ok_or("the job says no forms")?;
    Ok(forms / seconds)
}

/// How fast they were made, round by round.
pub fn forms(stage: &Stage, rates: &[f64]) -> Figure {
    Figure::new("open forms", stage.engine.name(), median(rates), "/s")
        .remark(format!("JWT and Data Integrity, half of each; {rates:.0?}"))
}

/// Files to print and bundles to verify with, of certificates that were issued.
pub async fn files(
    stage: &Stage,
    onex: &Server,
    hq: &Client,
    effort: Effort,
) -> Fallible<[Figure; 2]> {
    let issued: Vec<Id> = stage
        .db
        .read_blocking(|conn| {
            Ok(certificates::table
                .filter(certificates::run_id.is_not_null())
                .order(certificates::id.desc())
                .limit(ASKED)
                .select(certificates::id)
                .load(conn)?)
        })
        .map_err(plain)?;
    let ask = |what: &str| {
        let one = |id: &Id| {
            request("GET", &format!("/api/v1/certificates/{id}/{what}"), Some(&hq.token), None)
        };
        issued.iter().map(one).collect::<Vec<_>>()
    };
    let first = once(onex, ask("certificate.pdf").first().ok_or("nothing was issued")?).await?;
    if !first.starts_with(b"%PDF-") {
        return Err("a certificate's file is no PDF".into());
    }
    onex.forget_peak();
    let effort = Effort { connections: 2 * cores()?, ..effort };
    let [made] =
        in_turns(&[Side { server: onex, requests: ask("certificate.pdf") }], effort).await?;
    #[allow(clippy::cast_precision_loss, reason = "a handful of cores")]
    let rate = made.rate() / cores()? as f64;
    let pdf = Figure::new("certificate as PDF, a core", stage.engine.name(), rate, "/s")
        .goal(Goal::min_value(40.0))
        .latency(&made.latency)
        .memory(onex.peak_rss_mb())
        .remark(format!("{} kB each; cpu {:.0} us", first.len() / 1000, made.cpu_us));
    let mut largest = 0;
    for wanted in ask("bundle") {
        largest = largest.max(once(onex, &wanted).await?.len());
    }
    #[allow(clippy::cast_precision_loss, reason = "some kilobytes")]
    let bundle =
        Figure::new("verification bundle", stage.engine.name(), largest as f64 / 1024.0, "KiB")
            .goal(Goal::max_value(4.0))
            .remark(format!("the largest of {}", issued.len()));
    Ok([pdf, bundle])
}

/// The proof that the log holds its millionth entry. Fills the log until it has so many, with entries of certificates
/// that do not exist: the last thing that is done with a stage.
pub async fn proof(stage: &Stage, onex: &Server, effort: Effort) -> Fallible<Figure> {
    let digest = fill(stage)?;
    let digest = hex(&digest);
    let wanted =
        request("GET", &format!("/api/v1/public/log/inclusion?digest={digest}"), None, None);
    let answer: Value = serde_json::from_slice(&once(onex, &wanted).await?)?;
    let leaf = &answer["leaves"][0];
    if leaf["index"] != LEAVES - 1 {
        return Err(format!("the entry {} was asked for, not {answer}", LEAVES - 1).into());
    }
    let [asked] = in_turns(
        &[Side { server: onex, requests: vec![wanted] }],
        Effort { connections: 1, ..effort },
    )
    .await?;
    Ok(Figure::new(
        "proof of entry 1,000,000",
        stage.engine.name(),
        asked.latency.quantile_ms(0.5),
        "ms",
    )
    .goal(Goal::max_value(1.0))
    .latency(&asked.latency)
    .remark(format!("cpu {:.0} us", asked.cpu_us)))
}

/// Appends until the log has a million entries; the digest of the last.
fn fill(stage: &Stage) -> Fallible<[u8; 32]> {
    let issuer = Issuer::new("http://127.0.0.1:8080", std::sync::Arc::new(Keys::parse(KEYS)?))?;
    let mut conn = stage.connect()?;
    conn.batch_execute(match stage.engine {
        Engine::Sqlite => "PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 10000",
        Engine::Postgres => "SET session_replication_role = replica",
    })?;
    let started = Instant::now();
    let mut size = stage.db.read_blocking(transparency_log::size).map_err(plain)?;
    let mut last = [0; 32];
    while size < LEAVES {
        let n = usize::try_from(LEAVES - size)?.min(CHUNK);
        let leaves: Vec<Leaf> = (0..n).map(|_| leaf()).collect();
        last = leaves.last().ok_or("nothing to append")?.sha256;
        conn.transaction(|conn| transparency_log::append(conn, &issuer, &leaves, Clock::real()))
            .map_err(plain)?;
        size += i64::try_from(n)?;
    }
    println!("{}: the log filled in {:.0} s", stage.engine.name(), started.elapsed().as_secs_f64());
    Ok(last)
}

fn leaf() -> Leaf {
    let certificate_id = ids::new();
    let sha256 = sha256(certificate_id.to_string().as_bytes());
    Leaf { kind: LeafKind::Issue, certificate_id, sha256 }
}

fn cores() -> Fallible<usize> {
    Ok(std::thread::available_parallelism()?.get())
}
