//! `onex demo`: a folder to try everything in. It is marked as a demo, runs on a simulated clock that
//! starts on 2020-03-02, and has an account for each role. A real deployment never has these.

use serde::{Deserialize, Serialize};
use time::macros::datetime;

use super::{Place, say};
use crate::app::{self, Fact};
use crate::domains::accounts::{self, NewGrant, NewUser};
use crate::platform::auth::{Role, Scope};
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::state::State;
use crate::platform::telemetry;

/// An account of the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    pub role: Role,
    /// What the grant reaches, in words.
    pub scope: String,
    pub username: String,
    pub password: String,
}

/// One password for all of them: it is a demo, and refused outside of one.
const PASSWORD: &str = "onex-demo-2020";

/// The business instant at which every demo starts: 2020-03-02 09:00 in Shanghai.
const START: time::OffsetDateTime = datetime!(2020-03-02 01:00 UTC);

/// Loads the demo into an empty data folder and prints its accounts.
///
/// # Errors
/// The folder holds a database already.
pub fn run(place: &Place, json: bool) -> Result<(), String> {
    let mut config = place.config(None)?;
    telemetry::init(config.log_format, "warn");
    config.create_keys |= config.keys.is_none();
    let state = app::prepare(app::open(config)?)?;
    let accounts = load(&state)?;
    if json {
        say(&serde_json::to_string_pretty(&accounts).map_err(|e| e.to_string())?);
    } else {
        say(&table(&accounts));
    }
    Ok(())
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

fn load(state: &State) -> Result<Vec<DemoAccount>, String> {
    let hash = state.hasher.hash_blocking(PASSWORD).map_err(|e| e.to_string())?;
    let now = Ts::from(START);
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
            let accounts = people(conn, &hash, now)?;
            app::set_fact(conn, Fact::DemoAccounts, &serde_json::to_string(&accounts)?)?;
            Ok(accounts)
        })
        .map_err(|e| e.sentence())
}

fn people(
    conn: &mut Conn,
    hash: &str,
    now: Ts,
) -> crate::platform::error::Result<Vec<DemoAccount>> {
    let region = || Scope::Region("32".into());
    let list = [
        ("hq", "总部管理员", Role::HqAdmin, Scope::Country, "全国"),
        ("editor", "教研编辑", Role::ContentEditor, Scope::Country, "全国"),
        ("certifier1", "认证专员甲", Role::Certifier, Scope::Country, "全国"),
        ("certifier2", "认证专员乙", Role::Certifier, Scope::Country, "全国"),
        ("expert1", "评审专家甲", Role::Expert, Scope::Country, "全国"),
        ("branch-js", "江苏片区专员", Role::BranchStaff, region(), "江苏省"),
        ("branch-hb", "湖北片区专员", Role::BranchStaff, Scope::Region("42".into()), "湖北省"),
        ("trainer1", "培训师甲", Role::Trainer, region(), "江苏省"),
    ];
    let mut out = Vec::new();
    for (username, name, role, scope, words) in list {
        account(conn, hash, now, (username, name), NewGrant { role, scope })?;
        out.push(DemoAccount {
            role,
            scope: words.into(),
            username: username.into(),
            password: PASSWORD.into(),
        });
    }
    Ok(out)
}

fn account(
    conn: &mut Conn,
    hash: &str,
    now: Ts,
    (username, name): (&str, &str),
    grant: NewGrant,
) -> crate::platform::error::Result<Id> {
    let new =
        NewUser { username: username.into(), display_name: name.into(), phone: None, email: None };
    let user = accounts::create_user(conn, new, &grant, None, now)?;
    accounts::set_password(conn, user.id, hash.to_string(), false, now)?;
    Ok(user.id)
}
