//! An application for one test: its own database, data folder, port and frozen clock.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use onex::app;
use onex::domains::accounts::{self, NewGrant, NewUser};
use onex::platform::auth::password::{Cost, Hasher};
use onex::platform::auth::{Claims, Role, Scope};
use onex::platform::clock::Clock;
use onex::platform::config::Settings;
use onex::platform::db::{Id, Ts};
use onex::platform::ids;
use onex::platform::state::State;
use serde_json::{Value, json};

use crate::request::Request;

/// Which engine a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A running application. Stopped, and its database dropped, at the end of the test.
pub struct TestApp {
    pub base: String,
    pub state: State,
    pub client: reqwest::Client,
    pub database: Database,
    url: String,
    handle: actix_web::dev::ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
    folder: tempfile::TempDir,
    drop_database: Option<String>,
}

/// The password of every actor.
pub const PASSWORD: &str = "correct-horse-7";

/// Its hash, at the cost that applications of tests have: made once a run.
pub(crate) fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    let made = || Hasher::new(PASSWORD_COST).unwrap().hash_blocking(PASSWORD).unwrap();
    HASH.get_or_init(made).clone()
}

/// The least that a deployment may have.
const PASSWORD_COST: Cost = Cost { memory_kib: 8192, passes: 1 };

static COUNTER: AtomicU64 = AtomicU64::new(1);

/// 2020-03-02 09:00 in Shanghai: the edition's windows are open.
pub fn start_of_tests() -> Ts {
    Ts::from(time::macros::datetime!(2020-03-02 01:00 UTC))
}

/// The private PostgreSQL server of this run.
pub fn postgres_url() -> String {
    std::env::var("ONEX_TEST_POSTGRES_URL")
        .expect("ONEX_TEST_POSTGRES_URL is not set: run the tests through `make test-api`, which starts a PostgreSQL of its own")
}

/// The keys of every application of tests, as a file of keys says them.
pub const KEYS: &str = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn settings(database: String) -> Settings {
    Settings {
        database: Some(database),
        listen: Some("127.0.0.1:0".into()),
        keys: Some(KEYS.into()),
        db_connections: Some(4),
        workers: Some(1),
        password_memory_kib: Some(PASSWORD_COST.memory_kib),
        password_passes: Some(PASSWORD_COST.passes),
        login_failures_per_account: Some(5),
        ..Settings::default()
    }
}

fn open(settings: Settings, data: &Path) -> State {
    let clock = Clock::frozen(start_of_tests());
    app::prepare(app::open_with(settings.check(data).unwrap(), clock).unwrap()).unwrap()
}

/// A migrated and seeded SQLite file, made once a run and copied for each test.
fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("template.db");
            let state = open(settings(format!("sqlite:{}", path.display())), folder.path());
            state
                .db
                .write_blocking(|_| Ok(()))
                .and_then(|()| {
                    state
                        .db
                        .read_blocking(|c| Ok(c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?))
                })
                .unwrap();
            drop(state);
            (folder, path)
        })
        .1
}

fn admin(sql: &str) {
    let mut server = PgConnection::establish(&postgres_url()).unwrap();
    server.batch_execute(sql).unwrap();
}

fn with_database(name: &str) -> String {
    let url = postgres_url();
    let (base, query) = url.split_once('?').map_or((url.as_str(), None), |(b, q)| (b, Some(q)));
    let server = base
        .rsplit_once('/')
        .filter(|(head, _)| !head.ends_with('/'))
        .map_or(base, |(head, _)| head);
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    format!("{server}/{name}{query}")
}

/// A new empty PostgreSQL database; its URL.
pub(crate) fn scratch_database(name: &str) -> String {
    admin(&format!("CREATE DATABASE {name}"));
    with_database(name)
}

/// Drops a database, whoever is connected.
pub(crate) fn drop_database(name: &str) {
    if let Ok(mut server) = PgConnection::establish(&postgres_url()) {
        let _ = server.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

/// A migrated and seeded PostgreSQL database, made once a run and copied for each test.
fn postgres_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("onex_template_{}", std::process::id());
        admin(&format!("DROP DATABASE IF EXISTS {name}"));
        admin(&format!("CREATE DATABASE {name}"));
        let folder = tempfile::tempdir().unwrap();
        drop(open(settings(with_database(&name)), folder.path()));
        // Nobody is connected to it from now on, the server's own vacuum included: a copy would be refused.
        admin(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"));
        admin(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
        name
    })
}

/// A client that talks to this machine alone: whom the machine trusts elsewhere it need not read.
pub(crate) fn client() -> reqwest::Client {
    let builder = reqwest::Client::builder().pool_max_idle_per_host(4);
    builder.tls_certs_only(std::iter::empty()).build().unwrap()
}

/// Copies of one template take turns: PostgreSQL refuses to copy a database somebody is connected to.
static COPY: std::sync::Mutex<()> = std::sync::Mutex::new(());

impl TestApp {
    /// Runs one test on an application of its own.
    pub fn run<F, Fut>(database: Database, test: F)
    where
        F: FnOnce(TestApp) -> Fut,
        Fut: Future<Output = ()>,
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { test(TestApp::start(database)).await });
    }

    /// Starts an application with its job workers.
    pub fn start(database: Database) -> TestApp {
        Self::start_with(database, |_| {})
    }

    /// Starts an application whose settings differ from the usual ones.
    pub fn start_with(database: Database, change: impl FnOnce(&mut Settings)) -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let (url, drop_database) = match database {
            Database::Sqlite => {
                let path = folder.path().join("onex.db");
                std::fs::copy(sqlite_template(), &path).unwrap();
                (format!("sqlite:{}", path.display()), None)
            }
            Database::Postgres => {
                let _turn = COPY.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let name = format!("onex_test_{}_{n}", std::process::id());
                // Files as they are: through the log, as is usual, it takes twice the time.
                let template = postgres_template();
                admin(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"));
                (with_database(&name), Some(name))
            }
        };
        let mut settings = settings(url.clone());
        change(&mut settings);
        Self::serve(database, url, settings, folder, drop_database)
    }

    /// One more node on the same database (and with the same keys), as behind a load balancer.
    pub fn another_node(&self) -> TestApp {
        self.another_node_with(|_| {})
    }

    /// One more node whose settings differ from the usual ones.
    pub fn another_node_with(&self, change: impl FnOnce(&mut Settings)) -> TestApp {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = settings(self.url.clone());
        change(&mut settings);
        Self::serve(self.database, self.url.clone(), settings, folder, None)
    }

    fn serve(
        database: Database,
        url: String,
        settings: Settings,
        folder: tempfile::TempDir,
        drop_database: Option<String>,
    ) -> TestApp {
        let state = open(settings, folder.path());
        let (send, receive) = std::sync::mpsc::channel();
        let served = state.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = app::serve(&served).unwrap();
                send.send((running.address, running.handle.clone())).unwrap();
                running.server.await.unwrap();
            });
        });
        let (address, handle) = receive.recv().unwrap();
        TestApp {
            base: format!("http://{address}"),
            state,
            client: client(),
            database,
            url,
            handle,
            thread: Some(thread),
            folder,
            drop_database,
        }
    }

    /// The data folder of this application.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Moves business time.
    pub fn set_clock(&self, at: time::OffsetDateTime) {
        self.state.clock.set(Ts::from(at));
    }

    /// A request to a path under `/api/v1` without any account.
    pub fn request(&self, method: &str, path: &str) -> Request {
        let url =
            if path.starts_with('/') && !path.starts_with("/api/") && !path.starts_with("/raw/") {
                format!("{}/api/v1{path}", self.base)
            } else {
                format!("{}{}", self.base, path.trim_start_matches("/raw"))
            };
        Request::new(self.client.request(method.parse().unwrap(), url), format!("{method} {path}"))
    }
    pub fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }
    pub fn post(&self, path: &str, body: Value) -> Request {
        self.request("POST", path).json(body)
    }

    /// A new account with one grant, active, signed in through the front door.
    pub async fn actor(&self, role: Role, scope: Scope) -> Actor {
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let username = format!("{}-{n}", role.as_str());
        let hash = password_hash();
        let new = NewUser {
            username: username.clone(),
            display_name: format!("测试员{}", role.as_str()),
            phone: None,
            email: None,
            in_register: false,
        };
        let id = self
            .state
            .db
            .write_blocking(|conn| {
                let user = accounts::create_user(
                    conn,
                    new,
                    &NewGrant { role, scope },
                    None,
                    start_of_tests(),
                )?;
                accounts::set_password(conn, user.id, hash, false, start_of_tests())?;
                Ok(user.id)
            })
            .unwrap();
        self.login(&username, PASSWORD).await.with_id(id)
    }

    /// Signs in an existing account.
    pub async fn login(&self, username: &str, password: &str) -> Actor {
        let answer =
            self.post("/auth/login", json!({ "username": username, "password": password })).await;
        let body = answer.expect(200);
        Actor {
            base: self.base.clone(),
            client: self.client.clone(),
            id: body["user"]["id"].as_str().unwrap().parse().unwrap(),
            username: username.into(),
            token: body["access_token"].as_str().unwrap().into(),
        }
    }

    /// An access token of this actor's present session that ends so many seconds from now.
    pub fn token_for(&self, actor: &Actor, seconds: i64) -> String {
        let mut claims = Claims::verify(&actor.token, &self.state.keys).unwrap();
        claims.exp = Clock::real().utc().unix_timestamp() + seconds;
        claims.sign(&self.state.keys).unwrap()
    }

    /// HQ operations.
    pub async fn hq(&self) -> Actor {
        self.actor(Role::HqAdmin, Scope::Country).await
    }

    /// Staff of the branch of a region.
    pub async fn branch(&self, region: &str) -> Actor {
        self.actor(Role::BranchStaff, Scope::Region(region.into())).await
    }

    /// An institution of this region, put there without its slice's use cases.
    pub fn institution(&self, region: &str) -> Id {
        use onex::schema::institutions as i;
        let (id, n) = (onex::platform::ids::new(), COUNTER.fetch_add(1, Ordering::Relaxed));
        self.state
            .db
            .write_blocking(|conn| {
                diesel::insert_into(i::table)
                    .values((
                        i::id.eq(id),
                        i::uscc.eq(format!("TEST{n:014}")),
                        i::name.eq(format!("测试学校{n}")),
                        i::name_pinyin.eq("csxx"),
                        i::level.eq("higher_vocational"),
                        i::region_code.eq(region),
                        i::pilot_status.eq("pilot"),
                        i::majors.eq("[]"),
                        i::contact.eq(r#"{"name":"王老师","phone":"025-84000000"}"#),
                        i::status.eq("active"),
                        i::created_at.eq(start_of_tests()),
                        i::updated_at.eq(start_of_tests()),
                        i::version.eq(1_i64),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
        id
    }

    /// An administrator of an institution of this region.
    pub async fn admin_of(&self, institution: Id, region: &str) -> Actor {
        let scope = Scope::Institution { id: institution, region: region.into() };
        self.actor(Role::InstitutionAdmin, scope).await
    }

    /// How many events of an action the audit trail holds.
    pub fn audited(&self, action: &str) -> i64 {
        use diesel::prelude::*;
        use onex::schema::audit_events;
        self.state
            .db
            .read_blocking(|conn| {
                let events = audit_events::table.filter(audit_events::action.eq(action));
                Ok(events.count().get_result(conn)?)
            })
            .unwrap()
    }

    /// What `onex check` finds wrong in the rows of all slices.
    pub fn faults(&self) -> Vec<String> {
        self.state
            .db
            .snapshot_blocking(|conn| {
                let mut wrong = Vec::new();
                for slice in app::SLICES {
                    wrong.extend((slice.check)(conn)?);
                }
                Ok(wrong)
            })
            .unwrap()
    }

    /// Waits for today's job of this kind: what it said.
    pub async fn daily(&self, kind: &str) -> Value {
        self.state.jobs.wake();
        let hq = self.hq().await;
        let id = ids::of_day(kind, self.state.clock.today());
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while hq.get(&format!("/jobs/{id}")).await.status == 404 {
            assert!(std::time::Instant::now() < deadline, "the job of the day is not queued");
            moment().await;
        }
        let job = self.job(&hq, &id.to_string()).await;
        assert_eq!(job["status"], "succeeded", "{job}");
        job["result"].clone()
    }

    /// Waits until a job has ended, and returns it.
    pub async fn job(&self, actor: &Actor, id: &str) -> Value {
        let mut patience = Patience::default();
        loop {
            let job = actor.get(&format!("/jobs/{id}")).await.expect(200);
            match job["status"].as_str().unwrap() {
                "queued" | "running" => patience.with(&job),
                _ => return job,
            }
            moment().await;
        }
    }
}

/// Between two looks at what is waited for: whoever looks without a pause takes a core from it.
pub async fn moment() {
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
}

/// With a job that goes on, however slow the machine; not with one that stands still for a minute and a half: some tell
/// nothing before their end.
#[derive(Default)]
pub struct Patience {
    seen: Value,
    since: Option<std::time::Instant>,
}

impl Patience {
    /// Fails the test when the job has been as it is for that long.
    pub fn with(&mut self, job: &Value) {
        let now = std::time::Instant::now();
        if self.seen != *job {
            (self.seen, self.since) = (job.clone(), Some(now));
        }
        let stood = self.since.map_or(std::time::Duration::ZERO, |since| now - since);
        assert!(stood.as_secs() < 90, "the job does not go on: {job}");
    }
}

impl TestApp {
    /// Opens a transaction of its own on this application's PostgreSQL, with a lock that others run into.
    pub fn holding(&self, lock: &str) -> Holding {
        let mut conn = PgConnection::establish(&self.url).unwrap();
        conn.batch_execute(&format!("BEGIN; {lock};")).unwrap();
        Holding(conn)
    }
}

/// A transaction that holds a lock until it has done what comes between.
pub struct Holding(PgConnection);

impl Holding {
    /// Until another connection to the same database waits for a lock.
    pub async fn until_somebody_waits(&mut self) {
        let waiting = "SELECT pid FROM pg_stat_activity \
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        while diesel::sql_query(waiting).execute(&mut self.0).unwrap() == 0 {
            assert!(std::time::Instant::now() < deadline, "nobody waits for the lock");
            moment().await;
        }
    }

    /// Does this, and lets the others go on.
    pub fn then(mut self, statement: &str) {
        self.0.batch_execute(&format!("{statement}; COMMIT;")).unwrap();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.state.jobs.stop();
        let stopping = self.handle.stop(false);
        drop(stopping);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Some(name) = self.drop_database.take() {
            drop_database(&name);
        }
    }
}

/// A signed-in person.
#[derive(Clone)]
pub struct Actor {
    base: String,
    client: reqwest::Client,
    pub id: Id,
    pub username: String,
    pub token: String,
}

impl Actor {
    fn with_id(mut self, id: Id) -> Self {
        self.id = id;
        self
    }
    /// Whoever holds this token, at the same application.
    pub fn with_token(&self, name: &str, token: &str) -> Actor {
        Actor { username: name.into(), token: token.into(), ..self.clone() }
    }
    /// A request to a path under `/api/v1`.
    pub fn request(&self, method: &str, path: &str) -> Request {
        let request =
            self.client.request(method.parse().unwrap(), format!("{}/api/v1{path}", self.base));
        Request::new(request.bearer_auth(&self.token), format!("{} {method} {path}", self.username))
    }
    pub fn get(&self, path: &str) -> Request {
        self.request("GET", path)
    }
    pub fn post(&self, path: &str, body: Value) -> Request {
        self.request("POST", path).json(body)
    }
    pub fn patch(&self, path: &str, version: i64, body: Value) -> Request {
        self.request("PATCH", path).if_match(version).json(body)
    }
    pub fn put(&self, path: &str, version: i64, body: Value) -> Request {
        self.request("PUT", path).if_match(version).json(body)
    }
    pub fn delete(&self, path: &str) -> Request {
        self.request("DELETE", path)
    }
    /// Uploads a file as multipart form field `file`, with more text fields.
    pub fn upload(
        &self,
        path: &str,
        name: &str,
        bytes: Vec<u8>,
        fields: &[(&str, &str)],
    ) -> Request {
        self.request("POST", path).multipart(name, bytes, fields)
    }
}
