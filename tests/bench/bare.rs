//! The floor: a server of the same framework, with the same workers, pool and settings of the database, that
//! runs the same statements and writes the same JSON, and does nothing else. No middleware, no authentication,
//! no policy, no audit, no log; the statements are diesel's own on the engine's own connection.

use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, error, web};
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, R2D2Connection};
use diesel::sqlite::SqliteConnection;
use onex::platform::clock::Clock;
use onex::platform::db::{DbConfig, Id, Ts};
use onex::platform::http::{Cursor, Page};
use onex::schema::{certificates, institutions, students};
use onex_credential::snapshot::Snapshot;
use serde::{Deserialize, Serialize};

use crate::rows;

/// The pool, as `platform/db/pool.rs` has it.
#[derive(Clone)]
enum Connections {
    Sqlite(Pool<ConnectionManager<SqliteConnection>>),
    Postgres(Pool<ConnectionManager<PgConnection>>),
}

#[derive(Debug)]
struct Setup(&'static str);

impl<C: SimpleConnection> CustomizeConnection<C, diesel::r2d2::Error> for Setup {
    fn on_acquire(&self, conn: &mut C) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(self.0).map_err(diesel::r2d2::Error::QueryError)
    }
}

fn pool<C>(url: &str, size: u32, setup: &'static str) -> Result<Pool<ConnectionManager<C>>, String>
where
    C: R2D2Connection + SimpleConnection + 'static,
{
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(Duration::from_secs(15))
        .connection_customizer(Box::new(Setup(setup)))
        .build(ConnectionManager::new(url))
        .map_err(|e| e.to_string())
}

impl Connections {
    fn open(database: &str, size: u32) -> Result<Self, String> {
        Ok(match database.parse()? {
            DbConfig::Sqlite(path) => Connections::Sqlite(pool(
                &path.to_string_lossy(),
                size,
                "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; PRAGMA mmap_size = 0;",
            )?),
            DbConfig::Postgres(url) => Connections::Postgres(pool(
                &url,
                size,
                "SET TIME ZONE 'UTC'; SET lock_timeout = '20s'; SET client_min_messages = warning;",
            )?),
        })
    }
}

/// Runs a body that is compiled for each engine, on a thread that may block.
macro_rules! query {
    ($connections:expr, |$conn:ident| $body:expr) => {{
        let connections = $connections.get_ref().clone();
        web::block(move || -> Result<_, Box<dyn std::error::Error + Send + Sync>> {
            match connections {
                Connections::Sqlite(pool) => {
                    let $conn = &mut *pool.get()?;
                    Ok($body)
                }
                Connections::Postgres(pool) => {
                    let $conn = &mut *pool.get()?;
                    Ok($body)
                }
            }
        })
        .await?
        .map_err(error::ErrorInternalServerError)?
    }};
}

type Answer = Result<HttpResponse, actix_web::Error>;

#[derive(Deserialize)]
struct Question {
    number: String,
    name: String,
}

#[derive(Serialize)]
struct Verification {
    verdict: &'static str,
    checked_at: Ts,
    certificate: Snapshot,
}

async fn verify(connections: web::Data<Connections>, question: web::Json<Question>) -> Answer {
    let question = question.into_inner();
    let (_, status, _, snapshot, _) = query!(connections, |conn| {
        certificates::table
            .filter(certificates::number.eq(&question.number))
            .filter(certificates::holder_name_key.eq(&question.name))
            .limit(1)
            .select((
                certificates::id,
                certificates::status,
                certificates::status_at,
                certificates::snapshot,
                certificates::snapshot_hash,
            ))
            .first::<(Id, String, Option<Ts>, String, String)>(conn)?
    });
    if status != "valid" {
        return Err(error::ErrorInternalServerError("the bench verifies valid certificates"));
    }
    let mut certificate: Snapshot = serde_json::from_str(&snapshot)?;
    // What the open credential is made of is not printed.
    certificate.credential = None;
    Ok(HttpResponse::Ok().json(Verification {
        verdict: "valid",
        checked_at: Clock::real(),
        certificate,
    }))
}

#[derive(Serialize, Deserialize)]
struct Contact {
    name: String,
    phone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Serialize)]
struct Institution {
    id: Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    uscc: String,
    name: String,
    level: String,
    region_code: String,
    pilot_status: String,
    majors: Vec<String>,
    contact: Contact,
    status: String,
    created_at: Ts,
    updated_at: Ts,
    version: i64,
}

const PAGE: i64 = 50;

async fn institution_page(connections: web::Data<Connections>) -> Answer {
    let rows = query!(connections, |conn| {
        institutions::table
            .select(rows::Institution::as_select())
            .order((institutions::name_pinyin.asc(), institutions::id.asc()))
            .limit(PAGE + 1)
            .load(conn)?
    });
    let pinyin: Vec<_> = rows.iter().map(|r| (r.name_pinyin.clone(), r.id)).collect();
    let mut items = Vec::with_capacity(rows.len());
    for r in rows {
        items.push(Institution {
            id: r.id,
            code: r.code,
            uscc: r.uscc,
            name: r.name,
            level: r.level,
            region_code: r.region_code,
            pilot_status: r.pilot_status,
            majors: serde_json::from_str(&r.majors)?,
            contact: serde_json::from_str(&r.contact)?,
            status: r.status,
            created_at: r.created_at,
            updated_at: r.updated_at,
            version: r.version,
        });
    }
    Ok(page(items, |n| Cursor::write(&pinyin[n])))
}

#[derive(Serialize)]
struct Student {
    id: Id,
    institution_id: Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    institution_name: Option<String>,
    region_code: String,
    student_no: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    major: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    status: String,
    created_at: Ts,
    updated_at: Ts,
    version: i64,
}

async fn student_page(connections: web::Data<Connections>) -> Answer {
    let rows: Vec<(rows::Student, String)> = query!(connections, |conn| {
        students::table
            .inner_join(institutions::table)
            .select((rows::Student::as_select(), institutions::name))
            .order(students::id.asc())
            .limit(PAGE + 1)
            .load(conn)?
    });
    let ids: Vec<_> = rows.iter().map(|(r, _)| r.id).collect();
    let items = rows
        .into_iter()
        .map(|(r, place)| Student {
            id: r.id,
            institution_id: r.institution_id,
            institution_name: Some(place),
            region_code: r.region_code,
            student_no: r.student_no,
            name: r.name,
            gender: r.gender,
            major: r.major,
            grade: r.grade,
            admin_class: r.admin_class,
            phone: r.phone,
            status: r.status,
            created_at: r.created_at,
            updated_at: r.updated_at,
            version: r.version,
        })
        .collect();
    Ok(page(items, |n| Cursor::write(&("", ids[n]))))
}

/// A page out of one row more than it shows.
fn page<T: Serialize>(mut items: Vec<T>, cursor: impl Fn(usize) -> String) -> HttpResponse {
    let limit = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = (items.len() > limit).then(|| cursor(limit - 1));
    items.truncate(limit);
    HttpResponse::Ok().json(Page { items, next, total: None })
}

/// The cheapest answer there is: a kilobyte of JSON out of memory.
async fn echo(_: HttpRequest) -> HttpResponse {
    static BODY: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let body = BODY.get_or_init(|| format!("{{\"echo\":\"{}\"}}", "x".repeat(1013)));
    HttpResponse::Ok().content_type("application/json").body(body.as_str())
}

/// Serves until it is killed.
///
/// # Errors
/// The database or the port cannot be opened.
pub fn serve(database: &str, workers: usize, connections: u32) -> Result<(), String> {
    let data = web::Data::new(Connections::open(database, connections)?);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .route("/verify", web::post().to(verify))
                .route("/institutions", web::get().to(institution_page))
                .route("/students", web::get().to(student_page))
                .route("/echo", web::get().to(echo))
        })
        .workers(workers)
        .bind("127.0.0.1:0")
        .map_err(|e| e.to_string())?;
        let address = server.addrs().first().copied().ok_or("the server listens nowhere")?;
        println!("the bare server listens on http://{address}");
        server.run().await.map_err(|e| e.to_string())
    })
}

/// How many passwords a second argon2id hashes on so many threads, with these parameters and nothing else: each
/// thread in memory of its own that it keeps.
///
/// # Errors
/// The parameters are outside what argon2 allows.
pub fn argon2(seconds: f64, threads: usize, memory_kib: u32, passes: u32) -> Result<f64, String> {
    use argon2::{Algorithm, Argon2, Block, Params, Version};
    let params = Params::new(memory_kib, passes, 1, None).map_err(|e| e.to_string())?;
    let blocks = params.block_count();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let started = std::time::Instant::now();
    let end = Duration::from_secs_f64(seconds);
    let hashed: u32 = std::thread::scope(|scope| {
        let count = || {
            let mut memory = vec![Block::default(); blocks];
            let (mut n, mut out) = (0, [0; 32]);
            while started.elapsed() < end {
                let done = argon.hash_password_into_with_memory(
                    b"correct-horse-7",
                    b"sixteen bytes of",
                    &mut out,
                    &mut memory[..],
                );
                n += u32::from(done.is_ok());
            }
            n
        };
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        handles.into_iter().map(|h| h.join().unwrap_or(0)).sum()
    });
    Ok(f64::from(hashed) / started.elapsed().as_secs_f64())
}
