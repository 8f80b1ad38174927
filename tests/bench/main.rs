//! How fast OneX is beside what the machine can do: `make bench`. docs/benchmarks.md says how to read it.
//!
//! Every figure comes from the release binary in a process of its own, over HTTP, on data as real as it gets,
//! and stands beside a floor that was measured in the same run. Answers are checked before they are timed.
//! A missed goal is printed, not hidden; the program fails only when an answer is wrong.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program that prints")]
// The floor allocates as OneX does.
#[global_allocator]
static GLOBAL: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

mod bare;
mod client;
mod credentials;
mod grouping;
mod imports;
mod issuance;
mod load;
mod login;
mod process;
mod reads;
mod report;
mod rows;
mod sealing;
mod stage;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::client::Client;
use crate::load::Effort;
use crate::process::{Server, megabytes};
use crate::reads::Reads;
use crate::report::{Figure, Goal};
use crate::stage::{Engine, Fallible, Stage};

#[derive(Parser)]
#[command(about = "Measures OneX against its floors and writes target/bench.json")]
struct Cli {
    #[command(subcommand)]
    command: Option<Role>,
    #[command(flatten)]
    options: Options,
}

/// What this program is for itself in other processes.
#[derive(Subcommand)]
enum Role {
    #[command(hide = true)]
    Bare {
        #[arg(long)]
        database: String,
        #[arg(long)]
        workers: usize,
        #[arg(long)]
        connections: u32,
    },
    #[command(hide = true)]
    Argon2 {
        #[arg(long)]
        seconds: f64,
        #[arg(long)]
        threads: usize,
        #[arg(long)]
        memory_kib: u32,
        #[arg(long)]
        passes: u32,
    },
}

#[derive(Args)]
struct Options {
    /// A smoke run of about a minute: fewer rows, shorter turns. Its figures say little.
    #[arg(long)]
    quick: bool,
    /// `sqlite` or `postgres`; both unless told.
    #[arg(long)]
    database: Option<String>,
    /// Students in the database.
    #[arg(long)]
    rows: Option<usize>,
    /// Turns of each side; medians are compared.
    #[arg(long)]
    rounds: Option<usize>,
    /// Seconds of a turn.
    #[arg(long)]
    seconds: Option<f64>,
    /// Only figures whose name holds this, such as `import` (what others need is done all the same).
    #[arg(long)]
    only: Option<String>,
    /// Where the JSON goes; beside the build unless told.
    #[arg(long)]
    out: Option<PathBuf>,
    /// The binary to measure; the release build unless told.
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// What one run measures.
struct Plan {
    rows: usize,
    /// Rows of an import, and certificates of a run.
    batch: usize,
    effort: Effort,
    only: Option<String>,
    binary: PathBuf,
}

impl Plan {
    fn of(options: &Options) -> Fallible<Plan> {
        let quick = options.quick;
        let binary = match &options.binary {
            Some(path) => path.clone(),
            None => std::env::current_exe()?.with_file_name("onex"),
        };
        Ok(Plan {
            rows: options.rows.unwrap_or(if quick { 20_000 } else { 1_000_000 }),
            batch: if quick { 1_000 } else { 10_000 },
            effort: Effort {
                connections: 16,
                rounds: options.rounds.unwrap_or(if quick { 3 } else { 7 }),
                seconds: options.seconds.unwrap_or(if quick { 0.3 } else { 1.0 }),
            },
            only: options.only.clone(),
            binary,
        })
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    /// Whether more is wanted than what needs neither binary nor database.
    fn wants_stage(&self) -> bool {
        self.only.as_ref().is_none_or(|only| !only.contains(grouping::WORD))
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Some(Role::Bare { database, workers, connections }) => {
            bare::serve(&database, workers, connections).map_err(Into::into)
        }
        Some(Role::Argon2 { seconds, threads, memory_kib, passes }) => {
            bare::argon2(seconds, threads, memory_kib, passes)
                .map(|rate| println!("{rate}"))
                .map_err(Into::into)
        }
        None => bench(&cli.options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("bench: {e}");
            ExitCode::FAILURE
        }
    }
}

fn bench(options: &Options) -> Fallible<()> {
    let plan = Plan::of(options)?;
    let engines: &[Engine] = match options.database.as_deref() {
        None => &[Engine::Sqlite, Engine::Postgres],
        Some("sqlite") => &[Engine::Sqlite],
        Some("postgres") => &[Engine::Postgres],
        Some(other) => return Err(format!("{other}: the database is sqlite or postgres").into()),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut figures = Vec::new();
    report::heading();
    if grouping::NAMES.iter().any(|name| plan.wants(name)) {
        for figure in grouping::measure(plan.effort.rounds)? {
            figure.print();
            figures.push(figure);
        }
    }
    let staged = if plan.wants_stage() { engines } else { &[] };
    if !staged.is_empty() && !plan.binary.exists() {
        let binary = plan.binary.display();
        return Err(format!("{binary} is missing: cargo build --release --bin onex").into());
    }
    for engine in staged {
        runtime.block_on(measure(*engine, &plan, &mut figures))?;
    }
    if figures.is_empty() {
        let only = plan.only.unwrap_or_default();
        return Err(format!("no figure has {only:?} in its name: nothing was measured").into());
    }
    let out = match &options.out {
        Some(path) => path.clone(),
        // target/release/bench → target/bench.json
        None => std::env::current_exe()?
            .parent()
            .and_then(Path::parent)
            .ok_or("no target folder")?
            .join("bench.json"),
    };
    std::fs::write(&out, serde_json::to_string_pretty(&figures)?)?;
    println!("written to {}", out.display());
    Ok(())
}

async fn measure(engine: Engine, plan: &Plan, figures: &mut Vec<Figure>) -> Fallible<()> {
    let started = std::time::Instant::now();
    let imports = plan.effort.rounds.min(5);
    let stage = Stage::set(engine, plan.rows, imports)?;
    println!(
        "{}: {} students loaded in {:.0} s",
        engine.name(),
        plan.rows,
        started.elapsed().as_secs_f64()
    );
    let mut say = |figure: Figure| {
        figure.print();
        figures.push(figure);
    };

    if plan.wants("start") {
        say(start(&stage, plan)?);
        say(Figure::new("size of the binary", engine.name(), megabytes(&plan.binary)?, "MB")
            .goal(Goal::max_value(60.0)));
    }
    let onex = Server::start(&mut stage.serve(&plan.binary), &stage.log("onex.log"), "/readyz")?;
    let issued = ["issuing", "open forms", "verification bundle", "certificate as PDF"];
    let issued = issued.into_iter().any(|name| plan.wants(name));
    if plan.wants("import") || issued {
        say(imports::measure(&stage, &onex, &stage.schools, plan.rows, plan.batch).await?);
    }
    if issued {
        let figures = issuance::measure(&stage, &onex, &stage.schools, plan.batch).await?;
        figures.into_iter().for_each(&mut say);
    }
    if plan.wants("sealing") {
        say(sealing::measure(&stage, plan.batch, plan.effort.rounds)?);
    }
    let bare = bare_server(&stage)?;
    let reads = Reads { stage: &stage, onex: &onex, bare: &bare, effort: plan.effort };
    let hq = Client::sign_in(&onex, "bench-hq").await?;
    if plan.wants("echo") {
        say(reads.echo().await?);
    }
    if plan.wants("verification") {
        say(reads.verification().await?);
    }
    if plan.wants("certificate as PDF") || plan.wants("verification bundle") {
        credentials::files(&stage, &onex, &hq, plan.effort).await?.into_iter().for_each(&mut say);
    }
    if plan.wants("institutions") {
        say(reads.institutions(&hq).await?);
    }
    if plan.wants("students") {
        say(reads.students(&hq).await?);
    }
    if plan.wants("search") || plan.wants("students") {
        reads.deep_and_searched(&hq, plan.rows).await?.into_iter().for_each(&mut say);
    }
    drop(bare);
    if plan.wants("login") {
        say(login::measure(
            &stage,
            &onex,
            Effort { connections: 8, seconds: plan.effort.seconds * 2.0, ..plan.effort },
        )
        .await?);
    }
    if plan.wants("proof") {
        say(credentials::proof(&stage, &onex, plan.effort).await?);
    }
    let here = figures.iter().filter(|f| f.database == engine.name());
    let peak = here.filter_map(|f| f.peak_rss_mb).reduce(f64::max);
    if let Some(peak) = peak {
        let memory = Figure::new("peak memory of all", engine.name(), peak, "MB");
        let memory = memory.goal(Goal::max_value(150.0));
        memory.print();
        figures.push(memory);
    }
    Ok(())
}

/// From the start of the process to its first ready answer, on a database that is up to date.
fn start(stage: &Stage, plan: &Plan) -> Fallible<Figure> {
    let (mut seconds, mut latency, mut peak) = (vec![], load::Latency::default(), 0.0_f64);
    for _ in 0..plan.effort.rounds {
        let server =
            Server::start(&mut stage.serve(&plan.binary), &stage.log("onex.log"), "/readyz")?;
        seconds.push(server.ready_after.as_secs_f64());
        latency.add([server.ready_after]);
        peak = peak.max(server.peak_rss_mb());
    }
    Ok(Figure::new("start to ready", stage.engine.name(), load::median(&seconds), "s")
        .goal(Goal::max_value(1.0))
        .latency(&latency)
        .memory(peak))
}

/// The floor's server: workers and connections as OneX has them unless told.
fn bare_server(stage: &Stage) -> Fallible<Server> {
    let workers = std::thread::available_parallelism()?.get();
    let connections = onex::platform::db::Options::of(&stage.url.parse()?).connections;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["bare", "--database", &stage.url, "--workers", &workers.to_string()])
        .args(["--connections", &connections.to_string()]);
    Ok(Server::start(&mut command, &stage.log("bare.log"), "/echo")?)
}
