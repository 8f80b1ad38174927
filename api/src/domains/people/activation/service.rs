//! The use case.

use super::super::members::import::institution;
use super::super::model::{MemberFilter, MemberKind};
use super::super::policy;
use super::super::store::members;
use super::model::{ActivationExport, Format, Line};
use super::render;
use crate::domains::{accounts, institutions};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::XLSX;
use crate::platform::state::State;

/// Accounts of one export at most.
const LIMIT: i64 = 20_000;

/// A file: media type, name, content.
pub type Download = (&'static str, String, Vec<u8>);

/// The codes of those whose accounts wait for them.
///
/// # Errors
/// `too_large` for more than 20,000 people: narrow by class.
pub async fn export(state: &State, caller: Caller, request: ActivationExport) -> Result<Download> {
    caller.may(policy::TABLE, "activation.export")?;
    let kind = request.members.unwrap_or(MemberKind::Student);
    let format = request.format;
    let now = state.clock.now();
    let (school, waiting) = state
        .db
        .write(move |conn| {
            let place = match request.cohort_id {
                Some(cohort) => {
                    let (id, region) = members::cohort_place(conn, cohort)?;
                    if !caller.scope.covers_institution(id, &region) {
                        return Err(Error::new(Code::NotFound));
                    }
                    id
                }
                None => institution(conn, &caller, request.institution_id)?,
            };
            let school = institutions::brief(conn, place)?;
            let filter = MemberFilter {
                major: request.major,
                grade: request.grade,
                admin_class: request.admin_class,
                cohort_id: request.cohort_id,
                ..MemberFilter::default()
            };
            let waiting = members::pending(conn, kind, place, &filter, LIMIT + 1)?;
            if i64::try_from(waiting.len()).unwrap_or(i64::MAX) > LIMIT {
                return Err(Error::because(
                    Code::TooLarge,
                    format!("More than {LIMIT} accounts wait; narrow by class, grade or major"),
                ));
            }
            let subject =
                Subject::institution("institution", school.id, &school.region_code, school.id);
            let detail = serde_json::json!({
                "format": format, "members": kind, "cohort_id": request.cohort_id, "accounts": waiting.len(),
            });
            audit::record(conn, Some(&caller), now, "activation.export", subject, &detail)?;
            Ok((school, waiting))
        })
        .await?;
    let keys = state.keys.clone();
    actix_web::web::block(move || {
        let lines: Vec<Line> = waiting
            .into_iter()
            .map(|w| Line {
                code: accounts::activation_code(&keys, w.member.user_id, w.generation),
                number: w.member.number,
                name: w.member.name,
                admin_class: w.member.admin_class.unwrap_or_default(),
                username: w.username,
            })
            .collect();
        let title = match kind {
            MemberKind::Student => "学号",
            MemberKind::Teacher => "工号",
        };
        let name = |ending: &str| format!("{}-激活码.{ending}", school.name);
        Ok(match format {
            Format::Xlsx => (XLSX, name("xlsx"), render::xlsx(title, &lines)?),
            Format::Slips => {
                let page = render::slips(&school.name, title, &lines);
                ("text/html; charset=utf-8", name("html"), page)
            }
            Format::Text => {
                ("text/plain; charset=utf-8", name("txt"), render::text(&school.name, &lines))
            }
        })
    })
    .await
    .map_err(Error::cancelled)?
}
