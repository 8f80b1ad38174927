//! Use cases of accounts: signing in, one's own account, other people's accounts and grants, and what other
//! slices need.

mod administrators;
mod export;
mod grants;
mod handover;
mod own;
mod provision;
mod refresh_token;
mod session;
mod users;

pub use export::{export, role_name};
pub use grants::{beneath, give, list as list_grants, withdraw};
pub use handover::handover;
pub use own::{change_password, end_session, me, sessions, update_me};
pub use provision::{
    create_user, create_users, give_grant, rename, set_password, withdraw_grants_of,
    withdraw_role_in,
};
pub use session::{
    Opened, SESSION_DAYS, activate, activation_code, login, logout, privacy_notice, refresh, switch,
};
pub use users::{
    activation_code_of, cards, create, disable, enable, end_sessions_of, find, free_username, list,
    name as display_name, reset_password, sessions_of, update, username,
};
