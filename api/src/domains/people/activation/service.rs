//! The use case. Whoever has a code can become that person: codes are given only of those above whose every role
//! the caller stands, whatever else they are beside what is exported.

use super::super::members::import::institution;
use super::super::model::{MemberFilter, MemberKind};
use super::super::policy;
use super::super::store::members;
use super::model::{ActivationExport, Format, Holders, Line};
use super::render::{self, Kind};
use crate::domains::{accounts, institutions};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::XLSX;
use crate::platform::keys::Keys;
use crate::platform::state::State;

/// Accounts of one export at most.
const LIMIT: i64 = 20_000;

/// A file: media type, name, content.
pub type Download = (&'static str, String, Vec<u8>);

/// What was found: for whom the file is, whom the trail names, the people.
struct Found {
    title: String,
    subject: Subject,
    waiting: Vec<Waiting>,
}

/// Somebody whose account waits, without the code yet.
struct Waiting {
    user: Id,
    generation: i32,
    line: Line,
}

/// The codes of those whose accounts wait for them.
///
/// # Errors
/// `too_large` for more than 20,000 people: narrow by class, or by institution.
pub async fn export(state: &State, caller: Caller, request: ActivationExport) -> Result<Download> {
    let holders = request.members.unwrap_or(Holders::Students);
    caller.may(
        policy::TABLE,
        match holders {
            Holders::Students | Holders::Teachers => "activation.export",
            Holders::Administrators => "activation.export_administrators",
        },
    )?;
    let (format, now) = (request.format, state.clock.now());
    let found = state
        .db
        .write(move |conn| {
            let mut found = match holders {
                Holders::Students => members_of(conn, &caller, MemberKind::Student, &request)?,
                Holders::Teachers => members_of(conn, &caller, MemberKind::Teacher, &request)?,
                Holders::Administrators => administrators(conn, &caller, &request)?,
            };
            if i64::try_from(found.waiting.len()).unwrap_or(i64::MAX) > LIMIT {
                return Err(Error::because(
                    Code::TooLarge,
                    format!("More than {LIMIT} accounts wait; narrow by institution or class"),
                )
                .why("accounts_many", [("most", LIMIT.into())]));
            }
            let people: Vec<Id> = found.waiting.iter().map(|w| w.user).collect();
            let beneath = accounts::beneath(conn, &caller, &people)?;
            found.waiting.retain(|w| beneath.contains(&w.user));
            let detail = serde_json::json!({
                "format": format, "members": holders, "cohort_id": request.cohort_id,
                "accounts": found.waiting.len(),
            });
            let subject = found.subject.clone();
            audit::record(conn, Some(&caller), now, "activation.export", subject, &detail)?;
            Ok(found)
        })
        .await?;
    let keys = state.keys.clone();
    actix_web::web::block(move || written(&keys, holders, format, found))
        .await
        .map_err(Error::cancelled)?
}

fn members_of(
    conn: &mut Conn,
    caller: &Caller,
    kind: MemberKind,
    request: &ActivationExport,
) -> Result<Found> {
    let place = match request.cohort_id {
        Some(cohort) => {
            let (id, region) = members::cohort_place(conn, cohort)?;
            if !caller.scope.covers_institution(id, &region) {
                return Err(Error::new(Code::NotFound));
            }
            id
        }
        None => institution(conn, caller, request.institution_id)?,
    };
    let school = institutions::brief(conn, place)?;
    let filter = MemberFilter {
        major: request.major.clone(),
        grade: request.grade.clone(),
        admin_class: request.admin_class.clone(),
        cohort_id: request.cohort_id,
        ..MemberFilter::default()
    };
    let waiting = members::pending(conn, kind, place, &filter, LIMIT + 1)?
        .into_iter()
        .map(|w| Waiting {
            user: w.member.user_id,
            generation: w.generation,
            line: Line {
                school: school.name.clone(),
                number: w.member.number,
                name: w.member.name,
                admin_class: w.member.admin_class.unwrap_or_default(),
                username: w.username,
                code: String::new(),
            },
        })
        .collect();
    let subject = Subject::institution("institution", school.id, &school.region_code, school.id);
    Ok(Found { title: school.name, subject, waiting })
}

fn administrators(conn: &mut Conn, caller: &Caller, request: &ActivationExport) -> Result<Found> {
    for (name, given) in [
        ("cohort_id", request.cohort_id.is_some()),
        ("grade", request.grade.is_some()),
        ("admin_class", request.admin_class.is_some()),
        ("major", request.major.is_some()),
    ] {
        if given {
            let message = "administrators are in no class";
            return Err(Error::field(format!("/{name}"), "forbidden", message));
        }
    }
    let (title, subject) = match request.institution_id {
        Some(id) => {
            let school = institutions::find_in(conn, &caller.scope, id)?;
            (school.name, Subject::institution("institution", id, &school.region_code, id))
        }
        None => {
            let subject = Subject {
                kind: "institution",
                id: caller.scope.institution(),
                region_code: caller.scope.region().map(str::to_string),
                institution_id: caller.scope.institution(),
            };
            ("学校管理员".to_string(), subject)
        }
    };
    let waiting =
        accounts::pending_administrators(conn, &caller.scope, request.institution_id, LIMIT + 1)?
            .into_iter()
            .map(|a| Waiting {
                user: a.user,
                generation: a.generation,
                line: Line {
                    school: a.institution_name,
                    number: String::new(),
                    name: a.display_name,
                    admin_class: String::new(),
                    username: a.username,
                    code: String::new(),
                },
            })
            .collect();
    Ok(Found { title, subject, waiting })
}

fn written(keys: &Keys, holders: Holders, format: Format, found: Found) -> Result<Download> {
    let lines: Vec<Line> = found
        .waiting
        .into_iter()
        .map(|w| Line { code: accounts::activation_code(keys, w.user, w.generation), ..w.line })
        .collect();
    let kind = match holders {
        Holders::Students => Kind::Members("学号"),
        Holders::Teachers => Kind::Members("工号"),
        Holders::Administrators => Kind::Administrators,
    };
    let name = |ending: &str| format!("{}-激活码.{ending}", found.title);
    Ok(match format {
        Format::Xlsx => (XLSX, name("xlsx"), render::xlsx(kind, &lines)?),
        Format::Slips => ("text/html; charset=utf-8", name("html"), render::slips(kind, &lines)),
        Format::Text => ("text/plain; charset=utf-8", name("txt"), render::text(&lines)),
    })
}
