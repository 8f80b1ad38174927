//! `onex admin`: the first account of a deployment, which has no default one.

use crate::domains::accounts::{self, NewGrant, NewUser};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Role, Scope};
use crate::platform::state::State;

/// Makes an account of HQ operations and returns its activation code.
///
/// # Errors
/// A sentence: the username or the name is not usable, or the username is taken.
pub fn create(state: &State, username: &str, name: &str) -> Result<String, String> {
    let new = NewUser {
        username: accounts::username("username", username).map_err(|e| e.detail())?,
        display_name: accounts::display_name("name", name).map_err(|e| e.detail())?,
        phone: None,
        email: None,
        in_register: false,
    };
    let now = state.clock.now();
    let grant = NewGrant { role: Role::HqAdmin, scope: Scope::Country };
    state
        .db
        .write_blocking(|conn| {
            let user = accounts::create_user(conn, new, &grant, None, now)?;
            let detail = serde_json::json!({ "username": user.username, "by": "command line" });
            let subject = Subject::country("user", user.id);
            audit::record(conn, None, now, "user.create", subject, &detail)?;
            Ok(accounts::activation_code(&state.keys, user.id, user.activation_generation))
        })
        .map_err(|e| format!("the account {username} was not made: {}", e.detail()))
}
