//! `onex demo`: a folder to try everything in. It is marked as a demo, runs on a simulated clock that
//! starts on 2020-03-02, and has an account for each role. A real deployment never has these.

mod door;
mod people;
mod programme;
mod training;

use serde::{Deserialize, Serialize};
use time::macros::datetime;

use diesel::prelude::*;

use super::{Place, say};
use crate::app::{self, Fact};
use crate::domains::accounts::{self, NewGrant, NewUser};
use crate::domains::institutions::{
    self as schools, AdministratorInvite, InstitutionContact, InstitutionLevel, NewInstitution,
    PilotStatus,
};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::keys::Keys;
use crate::platform::state::State;
use crate::platform::telemetry;
use crate::schema::{institutions, students, teachers, users};

/// An account of the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    pub role: Role,
    /// What the grant reaches, in words.
    pub scope: String,
    pub username: String,
    pub password: String,
}

impl DemoAccount {
    fn new(role: Role, scope: &str, username: &str) -> Self {
        DemoAccount {
            role,
            scope: scope.into(),
            username: username.into(),
            password: PASSWORD.into(),
        }
    }
}

/// The demo's school. Its name and numbers are made up; the check digit of the code is right.
const SCHOOL: &str = "江苏示范财经职业学院";
const SCHOOL_USCC: &str = "123200004660000105";

/// One password for all of them: it is a demo, and refused outside of one.
const PASSWORD: &str = "onex-demo-2020";

/// The business instant at which every demo starts: 2020-03-02 09:00 in Shanghai.
const START: time::OffsetDateTime = datetime!(2020-03-02 01:00 UTC);

/// Where its past begins, which is played before.
const PAST: time::OffsetDateTime = datetime!(2020-02-17 01:00 UTC);

/// The expert who leads the group.
const LEAD: &str = "expert3";

/// Loads the demo into an empty data folder and prints its accounts.
///
/// # Errors
/// The folder holds a database already.
pub fn run(place: &Place, json: bool) -> Result<(), String> {
    let mut config = place.config(None)?;
    telemetry::init(config.log_format, "warn");
    empty(&config)?;
    // For the while that the programme is played at the door.
    config.listen = "127.0.0.1:0".into();
    config.create_keys |= config.keys.is_none();
    let state = app::open(config)?;
    app::refuse_in_use(&state, ONLY_EMPTY)?;
    let state = app::prepare(state)?;
    let mut accounts = load(&state)?;
    // Again, for the clock that the demo runs on from here.
    let state = app::prepare(state)?;
    programme::load(&state, PASSWORD)?;
    accounts.extend(members(&state)?);
    if json {
        say(&serde_json::to_string_pretty(&accounts).map_err(|e| e.to_string())?);
    } else {
        say(&table(&accounts));
    }
    Ok(())
}

const ONLY_EMPTY: &str = "a demo is loaded only into an empty one";

/// Nothing but keys may lie in the data folder.
fn empty(config: &Config) -> Result<(), String> {
    let Ok(entries) = std::fs::read_dir(&config.data) else { return Ok(()) };
    let other = entries.flatten().map(|e| e.path()).find(|path| *path != config.keys_file);
    other.map_or(Ok(()), |path| {
        let found = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = config.data.display();
        Err(format!("the data folder {folder} is in use (it holds {found}); {ONLY_EMPTY}; choose another with --data"))
    })
}

/// The demo's accounts, if this is a demo.
///
/// # Errors
/// The database cannot be read.
pub fn accounts(state: &State) -> Result<Option<Vec<DemoAccount>>, String> {
    let text = state
        .db
        .read_blocking(|conn| app::fact(conn, Fact::DemoAccounts))
        .map_err(|e| e.to_string())?;
    text.map(|t| serde_json::from_str(&t).map_err(|e| e.to_string())).transpose()
}

/// The accounts as a table for people.
pub fn table(accounts: &[DemoAccount]) -> String {
    let mut out = String::from("This is a demo on a simulated clock. Accounts:\n");
    for a in accounts {
        use std::fmt::Write;
        let _ = writeln!(
            out,
            "  {:<18} {:<22} {}   ({})",
            a.role.as_str(),
            a.username,
            a.password,
            a.scope
        );
    }
    out
}

fn start() -> Ts {
    Ts::from(START)
}

fn load(state: &State) -> Result<Vec<DemoAccount>, String> {
    let hash = state.hasher.hash_blocking(PASSWORD).map_err(|e| e.to_string())?;
    let now = Ts::from(PAST);
    state
        .db
        .write_blocking(|conn| {
            if !app::is_empty(conn)? {
                return Err(crate::platform::error::Error::because(
                    crate::platform::error::Code::Conflict,
                    "the data folder is in use; a demo is loaded only into an empty one (choose another with --data)",
                ));
            }
            app::set_fact(conn, Fact::Demo, "1")?;
            app::set_fact(conn, Fact::DemoClockStart, &now.0.to_string())?;
            app::set_fact(conn, Fact::DemoClockEpoch, &Clock::real().0.to_string())?;
            let (mut accounts, branch) = people(conn, &hash, now)?;
            accounts.push(school(conn, &state.keys, &hash, branch, now)?);
            app::set_fact(conn, Fact::DemoAccounts, &serde_json::to_string(&accounts)?)?;
            Ok(accounts)
        })
        .map_err(|e| e.sentence())
}

/// Staff of the country and of two regions; also the account of the branch that opens the school.
fn people(
    conn: &mut Conn,
    hash: &str,
    now: Ts,
) -> crate::platform::error::Result<(Vec<DemoAccount>, Id)> {
    let region = || Scope::Region("32".into());
    let list = [
        ("hq", "总部管理员", Role::HqAdmin, Scope::Country, "全国"),
        ("editor", "教研编辑", Role::ContentEditor, Scope::Country, "全国"),
        ("certifier1", "认证专员甲", Role::Certifier, Scope::Country, "全国"),
        ("certifier2", "认证专员乙", Role::Certifier, Scope::Country, "全国"),
        ("expert1", "评审专家甲", Role::Expert, Scope::Country, "全国"),
        ("expert2", "评审专家乙", Role::Expert, Scope::Country, "全国"),
        (LEAD, "专家组组长", Role::Expert, Scope::Country, "全国，组长"),
        ("branch-js", "江苏片区专员", Role::BranchStaff, region(), "江苏省"),
        ("branch-hb", "湖北片区专员", Role::BranchStaff, Scope::Region("42".into()), "湖北省"),
        ("trainer1", "培训师甲", Role::Trainer, region(), "江苏省"),
        ("trainer2", "培训师乙", Role::Trainer, region(), "江苏省"),
    ];
    let (mut out, mut branch) = (Vec::new(), Id::NIL);
    for (username, name, role, scope, words) in list {
        let id = account(conn, hash, now, (username, name), NewGrant { role, scope })?;
        if username == "branch-js" {
            branch = id;
        }
        out.push(DemoAccount::new(role, words, username));
    }
    Ok((out, branch))
}

/// A school of Jiangsu, opened by its branch as a real one is, with its administrator.
fn school(
    conn: &mut Conn,
    keys: &Keys,
    hash: &str,
    branch: Id,
    now: Ts,
) -> crate::platform::error::Result<DemoAccount> {
    let by = Caller {
        suspended: false,
        user: branch,
        session: Id::NIL,
        grant: Id::NIL,
        role: Role::BranchStaff,
        scope: Scope::Region("32".into()),
        client_scopes: vec![],
        expires_at: now,
    };
    let new = NewInstitution {
        name: SCHOOL.into(),
        code: Some("4132099990".into()),
        uscc: SCHOOL_USCC.into(),
        level: InstitutionLevel::HigherVocational,
        region_code: "32".into(),
        pilot_status: PilotStatus::Pilot,
        majors: vec!["会计".into(), "财务管理".into()],
        contact: InstitutionContact {
            name: "演示联系人".into(),
            phone: "025-00000000".into(),
            email: None,
        },
        admin: AdministratorInvite {
            display_name: "学校管理员甲".into(),
            phone: None,
            email: None,
            username: Some("school-js".into()),
        },
    };
    let opened = schools::open(conn, keys, &new, &by, now)?;
    accounts::set_password(conn, opened.administrator.user_id, hash.to_string(), false, now)?;
    Ok(DemoAccount::new(Role::InstitutionAdmin, SCHOOL, "school-js"))
}

/// A student and teachers get names that are short to type and the demo's password: one teacher who teaches, two who are
/// in training. With the clerks of the other schools, whose passwords they have set themselves.
fn members(state: &State) -> Result<Vec<DemoAccount>, String> {
    let hash = state.hasher.hash_blocking(PASSWORD).map_err(|e| e.to_string())?;
    let named = |conn: &mut Conn| {
        let mut new = Vec::new();
        for (staff_no, username) in
            ["T001"].iter().chain(&training::ASKING).zip(["teacher1", "teacher2", "teacher3"])
        {
            let (user, school): (Id, String) = teachers::table
                .inner_join(institutions::table)
                .filter(teachers::staff_no.eq(staff_no))
                .select((teachers::user_id, institutions::name))
                .first(conn)?;
            name(conn, user, username, &hash)?;
            new.push(DemoAccount::new(Role::Teacher, &school, username));
        }
        let student: Id = students::table
            .order(students::student_no.asc())
            .select(students::user_id)
            .first(conn)?;
        name(conn, student, "student1", &hash)?;
        new.push(DemoAccount::new(Role::Student, "本人", "student1"));
        for school in people::NEIGHBOURS {
            new.push(DemoAccount::new(Role::InstitutionAdmin, school.name, school.username));
        }
        let text = app::fact(conn, Fact::DemoAccounts)?.unwrap_or_default();
        let mut all: Vec<DemoAccount> = serde_json::from_str(&text)?;
        all.extend(new.iter().cloned());
        app::set_fact(conn, Fact::DemoAccounts, &serde_json::to_string(&all)?)?;
        Ok(new)
    };
    state.db.write_blocking(named).map_err(|e| e.sentence())
}

fn name(
    conn: &mut Conn,
    user: Id,
    username: &str,
    hash: &str,
) -> crate::platform::error::Result<()> {
    accounts::set_password(conn, user, hash.to_string(), false, start())?;
    diesel::update(users::table.find(user)).set(users::username.eq(username)).execute(conn)?;
    Ok(())
}

fn account(
    conn: &mut Conn,
    hash: &str,
    now: Ts,
    (username, name): (&str, &str),
    grant: NewGrant,
) -> crate::platform::error::Result<Id> {
    let new = NewUser {
        username: username.into(),
        display_name: name.into(),
        phone: None,
        email: None,
        in_register: false,
    };
    let user = accounts::create_user(conn, new, &grant, None, now)?;
    accounts::set_password(conn, user.id, hash.to_string(), false, now)?;
    Ok(user.id)
}
