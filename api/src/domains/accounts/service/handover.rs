//! Handing an institution over to another administrator, in one step.

use actix_web::HttpResponse;

use super::super::model::{
    ActivationCode, Handover, HandoverDone, NewGrant, NewUser, UserStatus, UserView,
};
use super::super::{policy, store};
use super::{administrators, grants, provision, session, users};
use crate::domains::notices;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::state::State;

/// Makes somebody an administrator of the institution and, if wished, ends the caller's own grant there.
///
/// # Errors
/// `not_found` for an institution beyond the caller's scope; `invalid` unless exactly one successor is named
/// and, if they have an account, it belongs to the institution; `already_exists` if they administer it.
pub async fn handover(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    institution: Id,
    request: Handover,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "institutions.handover")?;
    let same = [institution.0.as_bytes().as_slice(), &serde_json::to_vec(&request)?].concat();
    let new = match (request.to_user_id, request.new_admin) {
        (Some(_), None) => None,
        (None, Some(new)) => {
            let name = users::name("/new_admin/display_name", &new.display_name)?;
            let phone = new.phone.as_deref();
            let phone = phone.map(|p| users::mobile("/new_admin/phone", p)).transpose()?;
            let username = new.username.as_deref();
            let username =
                username.map(|u| users::username("/new_admin/username", u)).transpose()?;
            Some((username, name, phone))
        }
        _ => {
            return Err(Error::field(
                "/to_user_id",
                "one_of",
                "name either an account or a new administrator",
            ));
        }
    };
    let (to, withdraw_self) = (request.to_user_id, request.withdraw_self);
    let (now, keys, by) = (state.clock.now(), state.keys.clone(), caller.clone());
    let done = key
        .run(state, &by, "hand_over_institution", &same, move |conn| {
            let region = store::region_of(conn, institution)?
                .filter(|region| caller.scope.covers_institution(institution, region))
                .ok_or_else(|| Error::new(Code::NotFound))?;
            let scope = Scope::Institution { id: institution, region: region.clone() };
            let grant = NewGrant { role: Role::InstitutionAdmin, scope: scope.clone() };
            let mine = store::grants_of(conn, caller.user)?.into_iter().find(|g| {
                g.role == Role::InstitutionAdmin && g.institution_id == Some(institution)
            });
            let user = match new {
                Some((username, display_name, phone)) => {
                    let username = match username {
                        Some(username) => username,
                        None => users::free_username(conn, &display_name)?,
                    };
                    let new = NewUser {
                        username,
                        display_name,
                        phone,
                        email: None,
                        in_register: false,
                    };
                    provision::create_user(conn, new, &grant, Some(caller.user), now)?
                }
                None => {
                    let user = to
                        .map(|id| store::find_in(conn, &scope, id))
                        .transpose()
                        .map_err(|e| {
                            e.named("/to_user_id", "the institution has no such account")
                        })?
                        .ok_or_else(|| Error::new(Code::NotFound))?;
                    if user.status == UserStatus::Disabled {
                        return Err(Error::because(
                            Code::StateForbids,
                            "That account is disabled; enable it first",
                        ).why("account_disabled_first", []));
                    }
                    provision::give_grant(conn, user.id, &grant, Some(caller.user), now)?;
                    user
                }
            };
            if withdraw_self {
                let mine = mine.ok_or_else(|| {
                    Error::field(
                        "/withdraw_self",
                        "unfit",
                        "you are no administrator of this institution",
                    )
                })?;
                administrators::keeping(conn, std::slice::from_ref(&mine), |conn| {
                    store::withdraw_grant(conn, mine.id, Some(caller.user), now, "handover")
                })?;
            }
            let about = Subject::institution("institution", institution, &region, institution);
            let detail = serde_json::json!({ "to": user.id, "withdraw_self": withdraw_self });
            audit::record(conn, Some(&caller), now, "institution.handover", about, &detail)?;
            let grants = grants::visible(conn, &scope, user.id)?;
            let given = grants.iter().find(|g| g.role == Role::InstitutionAdmin);
            let params = serde_json::json!({ "role": Role::InstitutionAdmin, "scope": given.map(|g| &g.scope) });
            notices::send(conn, &[user.id], "grant.given", &params, Some("/account"), now)?;
            let activation = (user.status == UserStatus::Pending).then(|| ActivationCode {
                code: session::activation_code(&keys, user.id, user.activation_generation),
            });
            Idempotent::done(&HandoverDone { user: UserView::new(user, grants), activation })
        })
        .await?;
    state.sessions_ended();
    Ok(done)
}
