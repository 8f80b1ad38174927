//! The database that is measured on: migrated and seeded by OneX itself, filled straight.
//!
//! A million students go in past the use cases, with indexes taken off meanwhile: `COPY` on PostgreSQL, batches
//! without a journal on SQLite. Everything is what the use cases would have written: people with sealed and
//! hashed numbers, accounts that wait for their activation, grants.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use onex::app;
use onex::domains::accounts::{self, NewGrant, NewUser};
use onex::domains::people;
use onex::platform::auth::password::{Cost, Hasher};
use onex::platform::auth::{Role, Scope};
use onex::platform::clock::Clock;
use onex::platform::config::Settings;
use onex::platform::db::{Conn, Db, DbConfig, Id, Options, Ts};
use onex::platform::error::Error;
use onex::platform::ids;
use onex::platform::keys::Keys;
use onex::schema::{grants, institutions, persons, students, users};
use onex_identity::{id_number, pinyin, regions};

use crate::insert_batches;
use crate::rows::{Grant, Institution, Person, Student, User};

/// The password of everyone who signs in.
pub const PASSWORD: &str = "correct-horse-7";
/// A key set for this run alone.
pub const KEYS: &str = "bench:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

pub type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

/// A school that students are imported into.
#[derive(Debug, Clone)]
pub struct School {
    pub id: Id,
    pub region: String,
    /// Who signs in for it.
    pub admin: String,
}

/// A filled database.
pub struct Stage {
    pub engine: Engine,
    pub folder: tempfile::TempDir,
    pub url: String,
    /// Connections of the bench itself, with OneX's own settings.
    pub db: Db,
    /// Schools without students so far.
    pub schools: Vec<School>,
    /// People who sign in, all with [`PASSWORD`].
    pub people: Vec<String>,
    database: Option<String>,
}

impl Stage {
    /// Makes it with so many students.
    pub fn set(engine: Engine, rows: usize, schools: usize) -> Fallible<Stage> {
        let folder = tempfile::Builder::new().prefix("onex-bench-").tempdir()?;
        let (url, database) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.path().join("onex.db").display()), None),
            Engine::Postgres => {
                let name = format!("onex_bench_{}", std::process::id());
                server()?.batch_execute(&format!("CREATE DATABASE {name}"))?;
                (database_url(&name)?, Some(name))
            }
        };
        let settings = Settings {
            database: Some(url.clone()),
            keys: Some(KEYS.into()),
            db_connections: Some(1),
            ..Settings::default()
        };
        // Migrates and loads branches and editions, as `onex serve` does.
        drop(app::prepare(app::open(settings.check(folder.path())?)?)?);
        let config: DbConfig = url.parse()?;
        let keys = Keys::parse(KEYS)?;
        let mut fill = Fill::new(&keys, rows)?;
        fill.run(&mut connect(&config)?, rows)?;
        let db = Db::open(config, Options { connections: 2, queue: 64 })?;
        let (schools, people) = fill.accounts(&db, schools)?;
        Ok(Stage { engine, folder, url, db, schools, people, database })
    }

    /// The command that serves it, with OneX as it is shipped but for the limits on failures.
    pub fn serve(&self, binary: &Path) -> std::process::Command {
        let mut command = std::process::Command::new(binary);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--database", &self.url, "--data"])
            .arg(self.folder.path())
            .env("ONEX_KEYS", KEYS)
            .env("ONEX_LOGIN_FAILURES_PER_ACCOUNT", "1000000")
            .env("ONEX_LOGIN_FAILURES_PER_ADDRESS", "1000000")
            .env("ONEX_VERIFY_FAILURES_PER_ADDRESS", "1000000");
        command
    }

    /// Carries over what was written before, so that a figure of one write has none of another's in it: a job is seen
    /// to have ended while SQLite still writes it into the file.
    pub fn settle(&self) -> Fallible<()> {
        self.db
            .read_blocking(|conn| {
                if let Conn::Sqlite(c) = conn {
                    c.batch_execute("PRAGMA wal_checkpoint(RESTART)")?;
                }
                Ok(())
            })
            .map_err(plain)
    }

    /// A connection outside the pool, whose settings may be changed.
    pub fn connect(&self) -> Fallible<Conn> {
        connect(&self.url.parse()?)
    }

    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(name) = &self.database
            && let Ok(mut server) = server()
        {
            let _ = server.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn connect(config: &DbConfig) -> Fallible<Conn> {
    Ok(match config {
        DbConfig::Sqlite(path) => {
            Conn::Sqlite(diesel::SqliteConnection::establish(&path.to_string_lossy())?)
        }
        DbConfig::Postgres(url) => Conn::Postgres(PgConnection::establish(url)?),
    })
}

fn server_url() -> Fallible<String> {
    std::env::var("ONEX_TEST_POSTGRES_URL").map_err(|_| {
        "ONEX_TEST_POSTGRES_URL is not set: run this through `make bench`, which starts a PostgreSQL of its own".into()
    })
}

fn server() -> Fallible<PgConnection> {
    Ok(PgConnection::establish(&server_url()?)?)
}

fn database_url(name: &str) -> Fallible<String> {
    let url = server_url()?;
    let (head, _) = url.rsplit_once('/').ok_or("ONEX_TEST_POSTGRES_URL names no database")?;
    Ok(format!("{head}/{name}"))
}

const SURNAMES: &[char] = &[
    '王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林',
    '何', '郭', '马', '罗', '梁', '宋', '郑', '谢', '韩', '唐', '冯', '于', '董', '萧', '程', '曹',
    '袁', '邓', '许', '傅', '沈', '曾', '彭', '吕',
];
const GIVEN: &[char] = &[
    '伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛', '明',
    '超', '兰', '霞', '平', '刚', '桂', '英', '华', '玉', '萍', '红', '玲', '芬', '建', '国', '文',
    '欣', '怡', '梓', '涵', '子', '轩', '宇', '浩', '思', '雨', '佳', '琪', '晨', '曦', '博', '睿',
];
const MAJORS: &[&str] = &["会计", "财务管理", "物流管理", "电子商务", "人力资源管理", "审计"];

/// A name for each `n`, spread as evenly as a hash does.
pub fn name(n: usize) -> String {
    let h = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let mut name = String::new();
    name.push(SURNAMES[h % SURNAMES.len()]);
    name.push(GIVEN[h / 64 % GIVEN.len()]);
    if !h.is_multiple_of(7) {
        name.push(GIVEN[h / 4096 % GIVEN.len()]);
    }
    name
}

/// A valid number of GB 11643, another for each `n` below ten million.
pub fn resident_id(n: usize) -> String {
    let (year, month, day) = (1985 + n / 336_000 % 20, 1 + n / 28_000 % 12, 1 + n / 1000 % 28);
    let body = format!("110105{year:04}{month:02}{day:02}{:03}", n % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: usize = body.bytes().zip(weights).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{body}{}", char::from(b"10X98765432"[sum % 11]))
}

/// The number of a student, unique in the country here.
pub fn student_no(n: usize) -> String {
    format!("2019{n:07}")
}

/// Students of one institution, one after another.
const SCHOOL_SIZE: usize = 500;

struct Fill<'a> {
    keys: &'a Keys,
    schools: Vec<Institution>,
    now: Ts,
}

#[derive(Default)]
struct Batch {
    persons: Vec<Person>,
    users: Vec<User>,
    grants: Vec<Grant>,
    students: Vec<Student>,
}

impl<'a> Fill<'a> {
    fn new(keys: &'a Keys, rows: usize) -> Fallible<Self> {
        let now = Clock::real();
        let schools =
            (0..rows.div_ceil(SCHOOL_SIZE).max(100)).map(|n| institution(n, now)).collect();
        Ok(Fill { keys, schools, now })
    }

    fn run(&mut self, conn: &mut Conn, rows: usize) -> Fallible<()> {
        prepare(conn)?;
        let kept = take_indexes_off(conn)?;
        insert_batches!(conn, institutions::table, self.schools);
        let today = self.now.programme_date();
        for start in (0..rows).step_by(10_000) {
            let mut batch = Batch::default();
            for n in start..rows.min(start + 10_000) {
                self.student(n, today, &mut batch)?;
            }
            match conn {
                Conn::Sqlite(c) => {
                    c.batch_execute("BEGIN")?;
                    // Short statements: parsing a long one costs more than it saves.
                    batch.persons.chunks(50).try_for_each(|b| {
                        diesel::insert_into(persons::table).values(b).execute(c).map(drop)
                    })?;
                    batch.users.chunks(50).try_for_each(|b| {
                        diesel::insert_into(users::table).values(b).execute(c).map(drop)
                    })?;
                    batch.grants.chunks(50).try_for_each(|b| {
                        diesel::insert_into(grants::table).values(b).execute(c).map(drop)
                    })?;
                    batch.students.chunks(50).try_for_each(|b| {
                        diesel::insert_into(students::table).values(b).execute(c).map(drop)
                    })?;
                    c.batch_execute("COMMIT")?;
                }
                Conn::Postgres(c) => {
                    diesel::copy_from(persons::table)
                        .from_insertable(&batch.persons[..])
                        .execute(c)?;
                    diesel::copy_from(users::table).from_insertable(&batch.users[..]).execute(c)?;
                    diesel::copy_from(grants::table)
                        .from_insertable(&batch.grants[..])
                        .execute(c)?;
                    diesel::copy_from(students::table)
                        .from_insertable(&batch.students[..])
                        .execute(c)?;
                }
            }
        }
        for statement in kept {
            conn.batch_execute(&statement)?;
        }
        match conn {
            Conn::Sqlite(_) => conn.batch_execute(
                "PRAGMA optimize; PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)",
            )?,
            // One by one: a vacuum is no part of a transaction, and several statements at once are one.
            Conn::Postgres(_) => {
                for statement in
                    ["SET session_replication_role = origin", "VACUUM ANALYZE", "CHECKPOINT"]
                {
                    conn.batch_execute(statement)?;
                }
            }
        }
        Ok(())
    }

    fn student(&self, n: usize, today: time::Date, batch: &mut Batch) -> Fallible<()> {
        let school = &self.schools[n / SCHOOL_SIZE % self.schools.len()];
        let name = name(n);
        let initials = pinyin::initials(&name).to_lowercase();
        let document = id_number::validate(id_number::IdType::ResidentId, &resident_id(n), today)?;
        let gender = document.gender().map(|g| match g {
            id_number::Gender::Female => "female".to_string(),
            id_number::Gender::Male => "male".to_string(),
        });
        let (person_id, user_id) = (ids::new(), ids::new());
        let number = student_no(n);
        batch.persons.push(Person {
            id: person_id,
            name: name.clone(),
            pinyin: initials.clone(),
            gender: gender.clone(),
            id_type: "resident_id".into(),
            id_hash: people::id_hash(self.keys, &document),
            id_cipher: self.keys.seal(person_id.0.as_bytes(), document.as_str()).map_err(plain)?,
            created_at: self.now,
            version: 1,
        });
        batch.users.push(User {
            id: user_id,
            username: format!("{}-{number}", school.code.as_deref().unwrap_or_default()),
            display_name: name.clone(),
            pinyin: initials.clone(),
            phone: None,
            email: None,
            password_hash: None,
            status: "pending".into(),
            activation_generation: 1,
            must_change_password: false,
            locale: "zh-CN".into(),
            privacy_version: None,
            privacy_accepted_at: None,
            created_at: self.now,
            version: 1,
            in_register: true,
        });
        batch.grants.push(Grant {
            id: ids::new(),
            user_id,
            role: "student".into(),
            scope_kind: "self".into(),
            region_code: Some(school.region_code.clone()),
            institution_id: Some(school.id),
            cohort_id: None,
            granted_by: None,
            granted_at: self.now,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
        });
        batch.students.push(Student {
            id: ids::new(),
            person_id,
            user_id,
            institution_id: school.id,
            region_code: school.region_code.clone(),
            student_no: number,
            name,
            pinyin: initials,
            gender,
            major: Some(MAJORS[n / 50 % MAJORS.len()].into()),
            grade: Some("2019".into()),
            admin_class: Some(format!("{}19{:02}", MAJORS[n / 50 % MAJORS.len()], n / 50 % 10 + 1)),
            phone: Some(format!("138{n:08}")),
            status: "active".into(),
            created_at: self.now,
            updated_at: self.now,
            version: 1,
        });
        Ok(())
    }

    /// Accounts that sign in, and empty schools with an administrator each.
    fn accounts(&self, db: &Db, schools: usize) -> Fallible<(Vec<School>, Vec<String>)> {
        let hash = Hasher::new(Cost::default())?.hash_blocking(PASSWORD).map_err(plain)?;
        let first = self.schools.len();
        let new: Vec<_> = (first..first + schools).map(|n| institution(n, self.now)).collect();
        let now = self.now;
        let made = db.write_blocking(|conn| {
            insert_batches!(conn, institutions::table, new);
            let mut account = |username: String, role, scope| -> Result<String, Error> {
                let user = NewUser {
                    username: username.clone(),
                    display_name: "测量员".into(),
                    phone: None,
                    email: None,
                    in_register: false,
                };
                let user = accounts::create_user(conn, user, &NewGrant { role, scope }, None, now)?;
                accounts::set_password(conn, user.id, hash.clone(), false, now)?;
                Ok(username)
            };
            let mut schools = Vec::new();
            for (n, row) in new.iter().enumerate() {
                let scope = Scope::Institution { id: row.id, region: row.region_code.clone() };
                let admin = account(format!("bench-school-{n}"), Role::InstitutionAdmin, scope)?;
                schools.push(School { id: row.id, region: row.region_code.clone(), admin });
            }
            let mut people = vec![account("bench-hq".into(), Role::HqAdmin, Scope::Country)?];
            for n in 0..2 {
                people.push(account(
                    format!("bench-certifier-{n}"),
                    Role::Certifier,
                    Scope::Country,
                )?);
            }
            for n in 0..32 {
                people.push(account(
                    format!("bench-branch-{n}"),
                    Role::BranchStaff,
                    Scope::Region("32".into()),
                )?);
            }
            Ok((schools, people))
        });
        made.map_err(plain)
    }
}

/// Errors of the library as they are, for people.
pub fn plain(e: Error) -> Box<dyn std::error::Error> {
    format!("{e}").into()
}

fn institution(n: usize, now: Ts) -> Institution {
    let all: Vec<_> = regions::with_branch().collect();
    let region = all[n % all.len()];
    let name =
        format!("{}{}第{}职业技术学院", region.name_zh, SURNAMES[n / 31 % SURNAMES.len()], n + 1);
    Institution {
        id: ids::new(),
        code: Some(format!("41{}0{n:05}", region.code)),
        code_key: Some(format!("{n:05}")),
        uscc: format!("BENCH{n:013}"),
        name_pinyin: pinyin::initials_of_title(&name),
        name,
        level: "higher_vocational".into(),
        region_code: region.code.into(),
        pilot_status: "pilot".into(),
        majors: r#"["会计","财务管理","审计"]"#.into(),
        contact: r#"{"name":"王老师","phone":"025-84000000","email":"office@school.example"}"#
            .into(),
        status: "active".into(),
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

fn prepare(conn: &mut Conn) -> Fallible<()> {
    match conn {
        Conn::Sqlite(c) => c.batch_execute(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA foreign_keys = OFF",
        )?,
        // The rows of a copy are right by construction; their references are not looked up one by one.
        Conn::Postgres(c) => c.batch_execute("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'")?,
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Drops the indexes that are no constraint of the big tables; gives what makes them again.
fn take_indexes_off(conn: &mut Conn) -> Fallible<Vec<String>> {
    let tables = "('persons', 'users', 'grants', 'students')";
    let indexes: Vec<Index> = match conn {
        Conn::Sqlite(c) => diesel::sql_query(format!(
            "SELECT name, sql AS definition FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {tables}"
        ))
        .load(c)?,
        Conn::Postgres(c) => diesel::sql_query(format!(
            "SELECT indexname::text AS name, indexdef AS definition FROM pg_indexes WHERE schemaname = 'public' AND tablename IN {tables}
             AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        ))
        .load(c)?,
    };
    for index in &indexes {
        conn.batch_execute(&format!("DROP INDEX {}", index.name))?;
    }
    Ok(indexes.into_iter().map(|i| i.definition).collect())
}

/// Beginnings of names that many people share.
pub fn surnames() -> &'static [char] {
    SURNAMES
}
