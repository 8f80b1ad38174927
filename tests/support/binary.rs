//! The real binary as a process of its own: started, killed in the middle, started again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::app::{Database, Patience, client, moment, postgres_url, scratch_database};
use crate::request::Request;

static COUNTER: AtomicU64 = AtomicU64::new(1);

/// A demo deployment that is run by the real binary.
pub struct Binary {
    folder: tempfile::TempDir,
    database: Option<String>,
    /// The demo's accounts as the binary printed them.
    pub accounts: Vec<Value>,
    child: Option<Child>,
    pub base: String,
    /// Variables of its environment beside the usual ones.
    pub settings: Vec<(String, String)>,
    client: reqwest::Client,
}

/// The `onex` beside the tests' own executable; `cargo build` makes it.
pub fn executable() -> PathBuf {
    if let Some(path) = std::env::var_os("ONEX_TEST_BINARY") {
        return path.into();
    }
    let own = std::env::current_exe().unwrap();
    let path = own.parent().and_then(Path::parent).unwrap().join("onex");
    assert!(path.exists(), "{} is missing: cargo build --bin onex", path.display());
    path
}

impl Binary {
    /// Loads the demo into a new folder and database.
    pub fn demo(database: Database) -> Self {
        Self::demo_with(database, vec![])
    }

    /// The same, with settings of one's own.
    pub fn demo_with(database: Database, settings: Vec<(String, String)>) -> Self {
        let mut binary = Self::empty(database);
        binary.settings = settings;
        let out = binary.command("demo").arg("--json").output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        binary.accounts = serde_json::from_slice(&out.stdout).unwrap();
        binary
    }

    /// A new folder and database with nothing in them.
    pub fn empty(database: Database) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = format!(
            "onex_binary_{}_{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        );
        let url = (database == Database::Postgres).then(|| scratch_database(&name));
        Binary {
            folder,
            database: url,
            accounts: vec![],
            child: None,
            base: String::new(),
            settings: vec![],
            client: client(),
        }
    }

    /// A command of the binary on this deployment.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(executable());
        command.args(name.split(' ')).arg("--data").arg(self.folder.path());
        if let Some(url) = &self.database {
            command
                .arg("--database")
                .arg(url)
                .env("ONEX_KEYS_FILE", self.folder.path().join("keys"));
        }
        command
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .env("ONEX_LOG", "warn")
            .env("ONEX_JOB_LEASE_SECONDS", "2")
            .env("ONEX_PASSWORD_MEMORY_KIB", "8192")
            .env("ONEX_PASSWORD_PASSES", "1");
        command
    }

    /// Runs a command to its end and gives what it printed.
    #[track_caller]
    pub fn run(&self, name: &str, args: &[&str]) -> String {
        let out = self.command(name).args(args).output().unwrap();
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
        assert!(out.status.success(), "onex {name}: {text}");
        text
    }

    /// Serves; returns once it listens.
    pub fn start(&mut self) {
        let mut child = self
            .command("serve")
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        self.base = loop {
            let line = lines.next().expect("the server ended before it listened").unwrap();
            if let Some((_, address)) = line.split_once("http://") {
                break format!("http://{}", address.trim());
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        self.child = Some(child);
    }

    /// Kills the process as a power cut would (SIGKILL).
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// What the process has held in memory at most since it started, in MB.
    pub fn peak_memory_mb(&self) -> u64 {
        let id = self.child.as_ref().unwrap().id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() / 1024
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A request to a path under `/api/v1`.
    pub fn request(&self, method: &str, path: &str) -> Request {
        let builder =
            self.client.request(method.parse().unwrap(), format!("{}/api/v1{path}", self.base));
        Request::new(builder, format!("{method} {path}"))
    }

    /// Signs in the first demo account of a role; gives its access token.
    pub async fn token(&self, role: &str) -> String {
        self.sign_in(|a| a["role"] == role, role).await
    }

    /// Signs in the demo account with this username; gives its access token.
    pub async fn token_of(&self, username: &str) -> String {
        self.sign_in(|a| a["username"] == username, username).await
    }

    async fn sign_in(&self, wanted: impl Fn(&Value) -> bool, words: &str) -> String {
        let account = self
            .accounts
            .iter()
            .find(|a| wanted(a))
            .unwrap_or_else(|| panic!("no demo account for {words}"));
        let body = json!({ "username": account["username"], "password": account["password"] });
        let answer = self.request("POST", "/auth/login").json(body).await.expect(200);
        answer["access_token"].as_str().unwrap().to_string()
    }
}

impl Binary {
    /// The job once it is as wanted, or has ended; each state on the way is shown to `watch`.
    pub async fn job(
        &self,
        token: &str,
        id: &str,
        wanted: impl Fn(&Value) -> bool,
        mut watch: impl AsyncFnMut(),
    ) -> Value {
        let mut patience = Patience::default();
        loop {
            let job = self.request("GET", &format!("/jobs/{id}")).bearer(token).await.expect(200);
            let at_work = matches!(job["status"].as_str(), Some("queued" | "running"));
            if wanted(&job) || !at_work {
                return job;
            }
            patience.with(&job);
            watch().await;
            moment().await;
        }
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        self.kill();
        if let Some(url) = &self.database {
            let name = url
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .split('?')
                .next()
                .unwrap_or_default()
                .to_string();
            let _ = postgres_url();
            crate::app::drop_database(&name);
        }
    }
}

impl Binary {
    /// Runs statements on the deployment's database: for what no operation does yet, or ever.
    pub fn sql(&self, statements: &str) {
        use diesel::connection::SimpleConnection;
        use diesel::{Connection, PgConnection, SqliteConnection};
        match &self.database {
            Some(url) => PgConnection::establish(url).unwrap().batch_execute(statements),
            None => {
                let file = self.folder.path().join("onex.db");
                SqliteConnection::establish(file.to_str().unwrap())
                    .unwrap()
                    .batch_execute(statements)
            }
        }
        .unwrap();
    }
}
