//! Giving and withdrawing roles: by those above, within their scope.

use std::collections::HashSet;

use super::super::model::{Grant, GrantRequest, GrantRow, NewGrant, User};
use super::super::{policy, store};
use super::{administrators, provision};
use crate::domains::notices;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope, ScopeKind};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::state::State;

/// Whether a grant lies within a scope.
pub fn within(scope: &Scope, grant: &GrantRow) -> bool {
    if *scope == Scope::Country {
        return true;
    }
    let region = grant.region_code.as_deref().unwrap_or_default();
    match grant.scope_kind {
        ScopeKind::Country => false,
        ScopeKind::Region => scope.covers_region(region),
        ScopeKind::Institution | ScopeKind::Class | ScopeKind::Own => {
            grant.institution_id.is_some_and(|id| scope.covers_institution(id, region))
        }
    }
}

/// Refuses unless every standing grant of a person is one that the caller could give: whoever may reset a
/// password may become that person, so it takes power over all that they may do.
///
/// # Errors
/// `forbidden`.
pub fn above(conn: &mut Conn, caller: &Caller, user: &User) -> Result<Vec<GrantRow>> {
    let grants = store::grants_of(conn, user.id)?;
    let roles = policy::grantable(caller.role);
    if grants.iter().all(|g| roles.contains(&g.role) && within(&caller.scope, g)) {
        Ok(grants)
    } else {
        Err(Error::because(
            Code::Forbidden,
            "This person also serves beyond your scope; ask those above you",
        )
        .why("serves_beyond", []))
    }
}

/// The scope that a request names, checked against what the caller may give. `at` is the JSON pointer of the
/// request within the body.
///
/// # Errors
/// `forbidden` for a role or a region beyond the caller; `invalid` for a scope that does not fit the role or
/// a place that is unknown (to the caller).
pub fn resolve(
    conn: &mut Conn,
    caller: &Caller,
    request: &GrantRequest,
    at: &str,
) -> Result<NewGrant> {
    let role = request.role;
    if !policy::grantable(caller.role).contains(&role) {
        return Err(Error::because(
            Code::Forbidden,
            format!("Your role may not give the role {role}"),
        )
        .why("role_not_given", []));
    }
    let kinds = policy::scope_kinds(role);
    if !kinds.contains(&request.scope.kind) {
        let kinds: Vec<_> = kinds.iter().map(|k| k.as_str()).collect();
        return Err(Error::field(
            format!("{at}/scope/kind"),
            "unfit",
            format!("a {role} serves in a scope of the kind {}", kinds.join(" or ")),
        ));
    }
    let field = |name: &str, code: &str, message: &str| {
        Error::field(format!("{at}/scope/{name}"), code, message)
    };
    let beyond = || {
        Error::because(Code::Forbidden, "That lies beyond your own scope").why("beyond_scope", [])
    };
    let scope = match request.scope.kind {
        ScopeKind::Country => {
            if caller.scope != Scope::Country {
                return Err(beyond());
            }
            Scope::Country
        }
        ScopeKind::Region => {
            let code = request.scope.region_code.clone();
            let code = code.ok_or_else(|| field("region_code", "required", "is required"))?;
            if !store::region_exists(conn, &code)? {
                return Err(field("region_code", "unknown", "the programme serves no such region"));
            }
            if !caller.scope.covers_region(&code) {
                return Err(beyond());
            }
            Scope::Region(code)
        }
        ScopeKind::Institution | ScopeKind::Own => {
            let id = request.scope.institution_id;
            let id = id.ok_or_else(|| field("institution_id", "required", "is required"))?;
            let region = store::region_of(conn, id)?
                .filter(|region| caller.scope.covers_institution(id, region))
                .ok_or_else(|| {
                    field("institution_id", "unknown", "there is no such institution")
                })?;
            if request.scope.kind == ScopeKind::Own {
                Scope::Own { user: Id::NIL, institution: Some(id) }
            } else {
                Scope::Institution { id, region }
            }
        }
        ScopeKind::Class => {
            let id = request.scope.cohort_id;
            let id = id.ok_or_else(|| field("cohort_id", "required", "is required"))?;
            let (institution, region) = store::class_of(conn, id)?
                .filter(|(school, region)| caller.scope.covers_institution(*school, region))
                .ok_or_else(|| field("cohort_id", "unknown", "there is no such class"))?;
            Scope::Class { id, institution, region }
        }
    };
    Ok(NewGrant { role, scope })
}

/// What an event about this grant of this person is filed under.
pub fn subject(user: Id, grant: &NewGrant) -> Subject {
    Subject {
        kind: "user",
        id: Some(user),
        region_code: grant.scope.region().map(str::to_string),
        institution_id: grant.scope.institution(),
    }
}

/// What an event about a person is filed under: the first place where they serve within the scope.
pub fn subject_of(user: Id, scope: &Scope, grants: &[GrantRow]) -> Subject {
    let place = grants.iter().find(|g| within(scope, g) && g.region_code.is_some());
    Subject {
        kind: "user",
        id: Some(user),
        region_code: place.and_then(|g| g.region_code.clone()),
        institution_id: place.and_then(|g| g.institution_id),
    }
}

/// The standing grants of a person that lie within the caller's scope.
pub async fn list(state: &State, caller: Caller, user: Id) -> Result<Vec<Grant>> {
    caller.may(policy::TABLE, "users.list")?;
    state
        .db
        .snapshot(move |conn| {
            let user = store::find_in(conn, &caller.scope, user)?;
            visible(conn, &caller.scope, user.id)
        })
        .await
}

/// Those of these people above whose every role the caller stands, as [`above`] asks of one.
pub fn beneath(conn: &mut Conn, caller: &Caller, people: &[Id]) -> Result<HashSet<Id>> {
    let roles = policy::grantable(caller.role);
    let mut out: HashSet<Id> = people.iter().copied().collect();
    for chunk in people.chunks(1000) {
        for grant in store::in_page(conn, chunk)? {
            if !(roles.contains(&grant.role) && within(&caller.scope, &grant)) {
                out.remove(&grant.user_id);
            }
        }
    }
    Ok(out)
}

/// The standing grants of a person that lie within a scope.
pub fn visible(conn: &mut Conn, scope: &Scope, user: Id) -> Result<Vec<Grant>> {
    let rows = store::grants_of(conn, user)?.into_iter().filter(|g| within(scope, g)).collect();
    store::labelled(conn, rows)
}

/// Gives a person one more role.
///
/// # Errors
/// As [`resolve`]; `already_exists` if the same stands.
pub async fn give(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    user: Id,
    request: GrantRequest,
) -> Result<actix_web::HttpResponse> {
    caller.may(policy::TABLE, "grants.give")?;
    let now = state.clock.now();
    let same = [user.0.as_bytes().as_slice(), &serde_json::to_vec(&request)?].concat();
    let giver = caller.clone();
    let answer = key
        .run(state, &caller, "give_grant", &same, move |conn| {
            let caller = giver;
            let user = store::find_in(conn, &caller.scope, user)?;
            let new = resolve(conn, &caller, &request, "")?;
            let grant = provision::give_grant(conn, user.id, &new, Some(caller.user), now)?;
            let detail =
                serde_json::json!({ "grant": grant.id, "role": new.role, "scope": grant.scope });
            audit::record(conn, Some(&caller), now, "grant.give", subject(user.id, &new), &detail)?;
            let params = serde_json::json!({ "role": new.role, "scope": grant.scope });
            notices::send(conn, &[user.id], "grant.given", &params, Some("/account"), now)?;
            Idempotent::created(format!("/api/v1/users/{}/grants", user.id), &grant)
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// Withdraws a role from a person; sessions that act with it end.
///
/// # Errors
/// `forbidden` for the role that the caller acts in, unless it is their own;
/// `last_administrator` when a place would be left without one; `state_forbids` for one's own last role.
pub async fn withdraw(
    state: &State,
    caller: Caller,
    user: Id,
    grant: Id,
    reason: String,
) -> Result<()> {
    caller.may(policy::TABLE, "grants.withdraw")?;
    let reason = reason.trim().to_string();
    if reason.is_empty() || reason.chars().count() > 500 {
        return Err(Error::field("?reason", "length", "must be 1 to 500 characters")
            .naming([("min", 1.into()), ("max", 500.into())]));
    }
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let user = store::find_in(conn, &caller.scope, user)?;
            let row = store::find_grant(conn, user.id, grant)?;
            if !within(&caller.scope, &row) {
                return Err(Error::new(Code::NotFound));
            }
            if !policy::grantable(caller.role).contains(&row.role) {
                return Err(Error::because(
                    Code::Forbidden,
                    format!("Your role may not withdraw the role {}", row.role),
                ).why("role_not_withdrawn", []));
            }
            // Whoever is given to act in one role and place stands beside its other holders, not above.
            if row.role == caller.role && user.id != caller.user {
                return Err(Error::because(
                    Code::Forbidden,
                    "This role is yours as well; only those above you withdraw it from others",
                ).why("role_shared", []));
            }
            if user.id == caller.user && store::grants_of(conn, user.id)?.len() == 1 {
                return Err(Error::because(
                    Code::StateForbids,
                    "This is your own last role; somebody else must withdraw it",
                ).why("last_own_role", []));
            }
            administrators::keeping(conn, std::slice::from_ref(&row), |conn| {
                if store::withdraw_grant(conn, row.id, Some(caller.user), now, &reason)? {
                    Ok(())
                } else {
                    Err(Error::new(Code::NotFound))
                }
            })?;
            let about = subject_of(user.id, &caller.scope, std::slice::from_ref(&row));
            let role = row.role;
            let scope = store::labelled(conn, vec![row])?.swap_remove(0).scope;
            let detail = serde_json::json!({ "grant": grant, "role": role, "scope": scope, "reason": reason });
            audit::record(conn, Some(&caller), now, "grant.withdraw", about, &detail)?;
            let params = serde_json::json!({ "role": role, "scope": scope });
            notices::send(conn, &[user.id], "grant.withdrawn", &params, None, now)
        })
        .await?;
    state.sessions_ended();
    Ok(())
}
