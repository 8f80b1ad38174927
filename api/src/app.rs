//! The only list of slices, and the server made of them.

use std::sync::{Arc, OnceLock};

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_actix_web::{AppExt, scope};

use crate::domains::{
    accounts, applications, audit, branches, calendar_feeds, certificate_templates, certificates,
    clients, cohorts, coursework, credentials, editions, expert_reviews, guidance, home, imports,
    institutions, issuance, jobs, live_sessions, notices, papers, people, prints, registries,
    results, retention, shares, status_lists, teaching_designs, training_assessments,
    training_batches, training_board, training_classes, training_enrolments, training_tests,
    transparency_log, uploads, verification,
};
use crate::platform::auth::password::Hasher;
use crate::platform::auth::{PolicyRow, authenticate};
use crate::platform::cards;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{self, Db};
use crate::platform::error::{Code, Error, Problem};
use crate::platform::follow;
use crate::platform::fonts::PrintFonts;
use crate::platform::http::{Described, Routes, Served, contract, request_id};
use crate::platform::issuer::Issuer;
use crate::platform::jobs::{Jobs, Kind};
use crate::platform::keys::Keys;
use crate::platform::state::State;
use crate::platform::telemetry;

mod demo;
mod meta;
mod spa;
mod well_known;

pub use meta::{Fact, fact, is_empty, refuse_in_use, set_fact};

/// A slice as the application sees it.
pub struct Slice {
    pub name: &'static str,
    /// Mounts its operations under `/api/v1`.
    pub routes: fn(&mut Routes),
    /// Its authorisation table.
    pub policy: &'static [PolicyRow],
    /// The kinds of jobs it does.
    pub jobs: &'static [Kind],
    /// What `onex check` finds wrong in its rows, as sentences.
    pub check: fn(&mut db::Conn) -> crate::platform::error::Result<Vec<String>>,
}

/// For slices whose rows the database's own constraints hold.
pub fn nothing_to_check(_: &mut db::Conn) -> crate::platform::error::Result<Vec<String>> {
    Ok(vec![])
}

/// Every slice.
pub const SLICES: &[Slice] = &[
    Slice {
        name: "accounts",
        routes: accounts::routes,
        policy: accounts::policy::TABLE,
        jobs: &[],
        check: accounts::check,
    },
    Slice {
        name: "branches",
        routes: branches::routes,
        policy: branches::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "notices",
        routes: notices::routes,
        policy: notices::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "demo",
        routes: demo::routes,
        policy: demo::POLICY,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "editions",
        routes: editions::routes,
        policy: editions::policy::TABLE,
        jobs: &[],
        check: editions::faults,
    },
    Slice {
        name: "jobs",
        routes: jobs::routes,
        policy: jobs::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "audit",
        routes: audit::routes,
        policy: audit::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "certificates",
        routes: certificates::routes,
        policy: certificates::policy::TABLE,
        jobs: &[],
        check: certificates::check,
    },
    Slice {
        name: "credentials",
        routes: credentials::routes,
        policy: credentials::policy::TABLE,
        jobs: credentials::JOBS,
        check: credentials::check,
    },
    Slice {
        name: "verification",
        routes: verification::routes,
        policy: verification::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "prints",
        routes: prints::routes,
        policy: prints::policy::TABLE,
        jobs: prints::JOBS,
        check: prints::check,
    },
    Slice {
        name: "certificate_templates",
        routes: certificate_templates::routes,
        policy: certificate_templates::policy::TABLE,
        jobs: &[],
        check: certificate_templates::check,
    },
    Slice {
        name: "shares",
        routes: shares::routes,
        policy: shares::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "status_lists",
        routes: status_lists::routes,
        policy: &[],
        jobs: &[],
        check: status_lists::check,
    },
    Slice {
        name: "transparency_log",
        routes: transparency_log::routes,
        policy: &[],
        jobs: &[],
        check: transparency_log::check,
    },
    Slice {
        name: "clients",
        routes: clients::routes,
        policy: clients::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "home",
        routes: home::routes,
        policy: home::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "results",
        routes: results::routes,
        policy: results::policy::TABLE,
        jobs: results::JOBS,
        check: nothing_to_check,
    },
    Slice {
        name: "registries",
        routes: registries::routes,
        policy: registries::policy::TABLE,
        jobs: registries::JOBS,
        check: registries::check,
    },
    Slice {
        name: "retention",
        routes: |_| {},
        policy: &[],
        jobs: retention::JOBS,
        check: nothing_to_check,
    },
    Slice {
        name: "issuance",
        routes: issuance::routes,
        policy: issuance::policy::TABLE,
        jobs: issuance::JOBS,
        check: issuance::check,
    },
    Slice {
        name: "cohorts",
        routes: cohorts::routes,
        policy: cohorts::policy::TABLE,
        jobs: &[],
        check: cohorts::check,
    },
    Slice {
        name: "institutions",
        routes: institutions::routes,
        policy: institutions::policy::TABLE,
        jobs: institutions::JOBS,
        check: nothing_to_check,
    },
    Slice {
        name: "applications",
        routes: applications::routes,
        policy: applications::policy::TABLE,
        jobs: &[],
        check: applications::check,
    },
    Slice {
        // Its operations are mounted by the slices whose rows are imported.
        name: "imports",
        routes: |_| {},
        policy: &[],
        jobs: &[],
        check: imports::check,
    },
    Slice {
        name: "training_batches",
        routes: training_batches::routes,
        policy: training_batches::policy::TABLE,
        jobs: &[],
        check: training_batches::check,
    },
    Slice {
        name: "expert_reviews",
        routes: expert_reviews::routes,
        policy: expert_reviews::policy::TABLE,
        jobs: expert_reviews::JOBS,
        check: expert_reviews::check,
    },
    Slice {
        name: "training_assessments",
        routes: training_assessments::routes,
        policy: training_assessments::policy::TABLE,
        jobs: training_assessments::JOBS,
        check: training_assessments::check,
    },
    Slice {
        name: "training_board",
        routes: training_board::routes,
        policy: training_board::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "training_classes",
        routes: training_classes::routes,
        policy: training_classes::policy::TABLE,
        jobs: &[],
        check: training_classes::check,
    },
    Slice {
        name: "training_enrolments",
        routes: training_enrolments::routes,
        policy: training_enrolments::policy::TABLE,
        jobs: training_enrolments::JOBS,
        check: training_enrolments::check,
    },
    Slice {
        name: "papers",
        routes: papers::routes,
        policy: papers::policy::TABLE,
        jobs: &[],
        check: papers::check,
    },
    Slice {
        name: "training_tests",
        routes: training_tests::routes,
        policy: training_tests::policy::TABLE,
        jobs: training_tests::JOBS,
        check: training_tests::check,
    },
    Slice {
        name: "teaching_designs",
        routes: teaching_designs::routes,
        policy: teaching_designs::policy::TABLE,
        jobs: teaching_designs::JOBS,
        check: teaching_designs::check,
    },
    Slice {
        name: "uploads",
        routes: uploads::routes,
        policy: uploads::policy::TABLE,
        jobs: &[],
        check: uploads::check,
    },
    Slice {
        name: "guidance",
        routes: guidance::routes,
        policy: guidance::policy::TABLE,
        jobs: &[],
        check: guidance::check,
    },
    Slice {
        name: "coursework",
        routes: coursework::routes,
        policy: coursework::policy::TABLE,
        jobs: &[],
        check: coursework::check,
    },
    Slice {
        name: "live_sessions",
        routes: live_sessions::routes,
        policy: live_sessions::policy::TABLE,
        jobs: &[],
        check: live_sessions::check,
    },
    Slice {
        name: "calendar_feeds",
        routes: calendar_feeds::routes,
        policy: calendar_feeds::policy::TABLE,
        jobs: &[],
        check: nothing_to_check,
    },
    Slice {
        name: "people",
        routes: people::routes,
        policy: people::policy::TABLE,
        jobs: people::JOBS,
        check: nothing_to_check,
    },
];

/// Who counts what waits for people on their first page.
pub const CARDS: &[cards::Source] = &[
    home::cards,
    training_batches::cards,
    training_enrolments::cards,
    training_classes::cards,
    papers::cards,
    training_tests::cards,
    teaching_designs::cards,
    guidance::cards,
    coursework::cards,
    training_board::cards,
    expert_reviews::cards,
    training_assessments::cards,
    live_sessions::cards,
    accounts::cards,
    notices::cards,
];

/// Who does their part when another slice takes a step.
pub const FOLLOWERS: &[follow::Follower] = &[
    training_enrolments::follow,
    training_classes::follow,
    live_sessions::follow,
    guidance::follow,
    expert_reviews::follow,
    training_assessments::follow,
];

/// What is due once a day.
const DAILY: &[&[&str]] = &[
    &[retention::SWEEP.name, training_tests::SWEEP.name, teaching_designs::SWEEP.name],
    expert_reviews::DAILY,
    training_assessments::DAILY,
];

fn base() -> OpenApi {
    let mut api = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("OneX API")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some("The system that runs a national vocational-certificate programme. See ARCHITECTURE.md for the conventions."))
                .license(Some(utoipa::openapi::LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build())),
        )
        .build();
    let components = api.components.get_or_insert_default();
    components.add_security_scheme(
        "bearer",
        SecurityScheme::Http(
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build(),
        ),
    );
    components.schemas.insert("Problem".into(), <Problem as utoipa::PartialSchema>::schema());
    let mut more = Vec::new();
    <Problem as utoipa::ToSchema>::schemas(&mut more);
    components.schemas.extend(more);
    api
}

/// What every operation's path begins with.
const API: &str = "/api/v1";

/// What mounts the operations below it.
fn mounts() -> impl Iterator<Item = fn(&mut Routes)> {
    std::iter::once(meta::routes as fn(&mut Routes)).chain(SLICES.iter().map(|s| s.routes))
}

/// Mounts them in a worker, by the collections of [`described`].
fn mount(config: &mut web::ServiceConfig, collections: &'static [String]) {
    let mut served = Served::new(collections);
    let mut routes = Routes::Served(&mut served);
    mounts().for_each(|mount| mount(&mut routes));
    for scope in served.scopes(API) {
        config.service(scope.default_service(web::to(meta::unknown)));
    }
}

/// The contract, from the very routes that are mounted.
pub fn openapi() -> OpenApi {
    described().0
}

/// The contract, and what [`Served`] has to know of its operations.
fn described() -> (OpenApi, Vec<String>) {
    let mut collections = Vec::new();
    let (_, mut api) = App::new()
        .into_utoipa_app()
        .openapi(base())
        .service(scope::scope(API).configure(|contract| {
            let collections = &mut collections;
            let mut routes = Routes::Described(Described { contract, collections });
            mounts().for_each(|mount| mount(&mut routes));
        }))
        .split_for_parts();
    contract::complete(&mut api);
    (api, collections)
}

/// The contract as it is served, and the collections of its operations: made once, for they are the same for every server
/// of a process and describe four hundred operations.
fn document() -> Result<&'static (web::Bytes, Vec<String>), String> {
    static DOCUMENT: OnceLock<(web::Bytes, Vec<String>)> = OnceLock::new();
    if let Some(made) = DOCUMENT.get() {
        return Ok(made);
    }
    let (api, collections) = described();
    contract::remember(&api);
    meta::remember(&api);
    let made = web::Bytes::from(api.to_json().map_err(|e| e.to_string())?);
    Ok(DOCUMENT.get_or_init(|| (made, collections)))
}

/// The application of this process: opens the database, checks keys and schema.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn open(config: Config) -> Result<State, String> {
    let clock = Clock::system();
    open_with(config, clock)
}

/// Makes a data folder unless it is there: of its owner alone, for everything about everybody stands in it.
///
/// # Errors
/// Those of the system.
pub fn make_folder(path: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// [`open`] with a clock of one's own; tests freeze theirs.
pub fn open_with(config: Config, clock: Clock) -> Result<State, String> {
    make_folder(&config.data)
        .map_err(|e| format!("the data folder {} cannot be made: {e}", config.data.display()))?;
    let keys = match &config.keys {
        Some(text) => Keys::parse(text).map_err(|e| format!("ONEX_KEYS: {e}"))?,
        None => Keys::load(&config.keys_file, config.create_keys)?,
    };
    let keys = Arc::new(keys);
    let issuer = Issuer::new(&config.public_url, keys.clone())?;
    let files = crate::platform::files::open(&config.files)?;
    let fonts = PrintFonts::open(config.fonts.as_deref())?;
    let db = Db::open(config.database.clone(), config.db)?;
    let kinds = SLICES.iter().flat_map(|s| s.jobs.iter().copied());
    let jobs = Jobs::with_daily(
        kinds,
        DAILY.iter().flat_map(|kinds| kinds.iter().copied()),
        config.job_lease_seconds,
    );
    Ok(State {
        hasher: Hasher::new(config.password)?,
        config: Arc::new(config),
        db,
        clock,
        keys,
        issuer,
        sessions: Arc::default(),
        throttle: Arc::default(),
        files,
        fonts,
        jobs,
        pulse: tokio::sync::watch::Sender::new(0),
        cards: CARDS,
        followers: FOLLOWERS,
    })
}

/// Brings the schema up to date, then compares keys, notes their public halves and reads the demo's clock.
///
/// # Errors
/// A migration failed, or the keys are not those this database was made with.
pub fn prepare(mut state: State) -> Result<State, String> {
    let run = state.db.read_blocking(db::migrate).map_err(|e| e.to_string())?;
    for name in run {
        tracing::info!(migration = name, "schema changed");
    }
    meta::check_keys(&state)?;
    let now = state.clock.now();
    let issuer = state.issuer.clone();
    state.db.write_blocking(|conn| seed(conn, &issuer, now)).map_err(|e| e.to_string())?;
    if let Some(clock) = meta::demo_clock(&state).map_err(|e| e.to_string())?
        && !state.clock.is_simulated()
    {
        state.clock = clock;
    }
    seal(&state)?;
    Ok(state)
}

/// Seals the certificates that a release from before seals has issued, once: to look for one among
/// a million takes longer than the rest of the start.
///
/// # Errors
/// Those of the database, as a sentence.
pub fn seal(state: &State) -> Result<(), String> {
    let done = |conn: &mut db::Conn| meta::fact(conn, Fact::CertificatesSealed);
    if state.db.read_blocking(done).map_err(|e| e.sentence())?.is_some() {
        return Ok(());
    }
    let sealed = certificates::adopt(&state.db, &state.issuer, state.clock.now())
        .and_then(|n| {
            state.db.write_blocking(|conn| {
                db::take_turns(conn)?;
                meta::set_fact(conn, Fact::CertificatesSealed, "1")
            })?;
            Ok(n)
        })
        .map_err(|e| e.sentence())?;
    if sealed > 0 {
        tracing::info!(certificates = sealed, "certificates from before were sealed");
    }
    Ok(())
}

/// Loads what every deployment has, idempotently.
fn seed(conn: &mut db::Conn, issuer: &Issuer, now: db::Ts) -> crate::platform::error::Result<()> {
    db::take_turns(conn)?;
    issuer.register(conn, now)?;
    branches::load_branches(conn)?;
    editions::load_editions(conn, now)?;
    Ok(())
}

/// A server that runs until its handle stops it.
pub struct Running {
    pub address: std::net::SocketAddr,
    pub handle: ServerHandle,
    pub server: actix_web::dev::Server,
}

/// Starts the HTTP server and the job workers.
///
/// # Errors
/// The address cannot be listened on.
pub fn serve(state: &State) -> Result<Running, String> {
    let _ = telemetry::metrics();
    state.jobs.start(state, 2);
    let data = web::Data::new(state.clone());
    let (document, collections) = document()?;
    let listen = state.config.listen.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(data.clone())
            .app_data(web::PathConfig::default().error_handler(|_, _| {
                Error::because(Code::Malformed, "A part of the path cannot be read").into()
            }))
            // Before the scope, whose default answers everything below /api/v1.
            .configure(|config| meta::plain_routes(config, document.clone()))
            .configure(|config| well_known::routes(config, data.issuer.did()))
            .service(
                web::scope(API)
                    .configure(|config| mount(config, collections))
                    .default_service(web::to(meta::unknown)),
            )
            .default_service(web::to(spa::serve))
            .wrap(from_fn(authenticate))
            .wrap(from_fn(meta::refuse_nul))
            .wrap(from_fn(telemetry::observe))
            .wrap(from_fn(meta::problems))
            .wrap(Compress::default())
            .wrap(from_fn(request_id::assign))
    })
    .workers(state.config.workers)
    // More threads than connections would only wait for one, each with memory of its own; a few more hash
    // passwords and read files meanwhile.
    .worker_max_blocking_threads(blocking_threads(&state.config))
    .shutdown_timeout(20)
    .disable_signals()
    .client_request_timeout(std::time::Duration::from_secs(20))
    .bind(&listen)
    .map_err(|e| format!("{listen} cannot be listened on: {e}"))?;
    let address = server.addrs().first().copied().ok_or("the server listens nowhere")?;
    let server = server.run();
    Ok(Running { address, handle: server.handle(), server })
}

/// Threads of each worker for what blocks.
fn blocking_threads(config: &Config) -> usize {
    let connections = usize::try_from(config.db.connections).unwrap_or(8);
    connections.div_ceil(config.workers.max(1)) + 2
}

/// The whole authorisation table: slice, action, roles. One reviewed snapshot holds it.
pub fn authorisation_table() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    SLICES
        .iter()
        .flat_map(|s| {
            s.policy.iter().map(|(action, roles)| {
                (s.name, *action, roles.iter().map(|r| r.as_str()).collect())
            })
        })
        .collect()
}
