//! The command line: `onex serve | migrate | openapi | …`.

mod admin;
mod demo;
mod upkeep;
mod verify;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::app;
use crate::platform::config::{Config, Settings};
use crate::platform::db;
use crate::platform::state::State;
use crate::platform::telemetry;

#[derive(Parser)]
#[command(
    name = "onex",
    version,
    about = "The system that runs a national vocational-certificate programme"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where the data is and how to reach the database; every command takes these.
#[derive(Args, Clone)]
pub struct Place {
    /// The data folder: SQLite database, keys and files of the embedded single node.
    #[arg(long, env = "ONEX_DATA", default_value = "data")]
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; the data folder's onex.db unless told.
    #[arg(long)]
    pub database: Option<String>,
    /// A TOML file with settings; see docs/operating.md.
    #[arg(long, env = "ONEX_CONFIG")]
    pub config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API and the web interface; migrates first.
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address and port.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Brings the database's schema up to date.
    Migrate {
        #[command(flatten)]
        place: Place,
    },
    /// Accounts of HQ operations, for a deployment that has none yet.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Prints the OpenAPI document.
    Openapi,
    /// Makes a demo in an empty data folder: the edition, sample people and a simulated clock.
    Demo {
        #[command(flatten)]
        place: Place,
        /// Prints the accounts as JSON.
        #[arg(long)]
        json: bool,
        /// Where it is to be served: nothing is made when that address is taken.
        #[arg(long)]
        listen: Option<String>,
    },
    /// Writes a backup of one consistent state while the service runs; keys are not in it.
    Backup {
        #[command(flatten)]
        place: Place,
        /// The archive to write, such as onex-2020-03-02.tar.gz.
        out: PathBuf,
    },
    /// Writes the keys to a file of their own.
    BackupKeys {
        #[command(flatten)]
        place: Place,
        out: PathBuf,
    },
    /// Restores a backup into an empty folder or database, and checks it.
    Restore {
        #[command(flatten)]
        place: Place,
        from: PathBuf,
        /// The saved keys, to be put into the data folder.
        #[arg(long)]
        keys: Option<PathBuf>,
    },
    /// Proves that what is stored holds together.
    Check {
        #[command(flatten)]
        place: Place,
    },
    /// Says whether a certificate holds, with no data folder and no network; see docs/verifying.md.
    Verify(verify::Verify),
    /// Asks a running service whether it is ready; for container health checks.
    Healthcheck {
        /// Address and port of the service.
        #[arg(long, env = "ONEX_LISTEN", default_value = "127.0.0.1:8080")]
        listen: String,
    },
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Makes an account of HQ operations and prints its activation code.
    Create {
        #[command(flatten)]
        place: Place,
        /// What the person signs in with.
        #[arg(long)]
        username: String,
        /// The person's name.
        #[arg(long)]
        name: String,
    },
}

impl Place {
    /// The checked settings.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn config(&self, listen: Option<String>) -> Result<Config, String> {
        let mut settings = Settings::read(self.config.as_deref(), std::env::vars())?;
        if self.database.is_some() {
            settings.database.clone_from(&self.database);
            settings.names.set("database", "--database");
        }
        if listen.is_some() {
            settings.listen = listen;
            settings.names.set("listen", "--listen");
        }
        settings.check(&self.data)
    }

    /// The application, with its schema up to date.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn open(&self) -> Result<State, String> {
        opened(self.config(None)?)
    }
}

fn opened(config: Config) -> Result<State, String> {
    telemetry::init(config.log_format, &config.log);
    app::prepare(app::open(config)?)
}

/// Whether an address can be listened on. Asked before anything is made, so that a server that cannot serve leaves
/// no data folder behind.
fn free(listen: &str) -> Result<(), String> {
    std::net::TcpListener::bind(listen)
        .map(drop)
        .map_err(|e| format!("{listen} cannot be listened on: {e}; choose another with --listen"))
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(message) => {
            say_error(&message);
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stderr, reason = "the command line speaks to a person")]
fn say_error(message: &str) {
    eprintln!("onex: {message}");
}

/// Writes a line to standard output. Whoever reads may stop before the end (`onex openapi | head`): what is said
/// then is said to nobody.
pub fn say(message: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{message}");
}

fn run(cli: Cli) -> Result<ExitCode, String> {
    let done = match cli.command {
        // What a certificate is worth is told by the exit code.
        Command::Verify(args) => return Ok(verify::run(&args)),
        Command::Serve { place, listen } => {
            let config = place.config(listen)?;
            free(&config.listen)?;
            serve(&opened(config)?)
        }
        Command::Migrate { place } => {
            let config = place.config(None)?;
            telemetry::init(config.log_format, &config.log);
            let state = app::open(config)?;
            let done = state.db.read_blocking(db::migrate).map_err(|e| e.to_string())?;
            say(&format!("{} migrations run", done.len()));
            // What a newer schema asks of rows from before, such as seals of certificates.
            app::prepare(state).map(drop)
        }
        Command::Demo { place, json, listen } => {
            if listen.is_some() {
                free(&place.config(listen)?.listen)?;
            }
            demo::run(&place, json)
        }
        Command::Backup { place, out } => upkeep::backup(&place, &out),
        Command::BackupKeys { place, out } => upkeep::backup_keys(&place, &out),
        Command::Restore { place, from, keys } => upkeep::restore(&place, &from, keys.as_deref()),
        Command::Check { place } => upkeep::check(&place),
        Command::Healthcheck { listen } => healthcheck(&listen),
        Command::Admin { command: AdminCommand::Create { place, username, name } } => {
            let code = admin::create(&place.open()?, &username, &name)?;
            say(&format!("activation code of {username}: {code}"));
            Ok(())
        }
        Command::Openapi => {
            say(&app::openapi().to_yaml().map_err(|e| e.to_string())?);
            Ok(())
        }
    };
    done.map(|()| ExitCode::SUCCESS)
}

fn serve(state: &State) -> Result<(), String> {
    actix_web::rt::System::new().block_on(async {
        let running = app::serve(state)?;
        say(&format!("OneX serves on http://{}", running.address));
        if let Some(accounts) = demo::accounts(state)? {
            say(&demo::table(&accounts));
        }
        let handle = running.handle.clone();
        let stopped = state.clone();
        actix_web::rt::spawn(async move {
            stop_signal().await;
            tracing::info!("stopping: requests at hand are finished");
            stopped.jobs.stop();
            stopped.wake_streams();
            handle.stop(true).await;
        });
        running.server.await.map_err(|e| format!("the server failed: {e}"))
    })
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return };
    let Ok(mut int) = signal(SignalKind::interrupt()) else { return };
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
}

fn healthcheck(listen: &str) -> Result<(), String> {
    use std::io::{Read, Write};
    // A service that listens on every address is asked on this machine's own.
    let address = listen.replace("0.0.0.0", "127.0.0.1");
    let ask = || -> std::io::Result<String> {
        let mut stream = std::net::TcpStream::connect(&address)?;
        stream.set_read_timeout(Some(std::time::Duration::from_secs(5)))?;
        stream
            .write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    let answer = ask().map_err(|e| format!("{address} does not answer: {e}"))?;
    if answer.starts_with("HTTP/1.1 200") {
        Ok(())
    } else {
        Err(format!("not ready: {}", answer.lines().next().unwrap_or_default()))
    }
}
