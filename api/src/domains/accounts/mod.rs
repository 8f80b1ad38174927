//! Accounts: people who sign in, their grants (role × scope), sessions, activation and passwords.
//! It does not own what a person is elsewhere: students and teachers belong to `people`, third-party
//! clients to `clients`.

mod data;
mod http;
mod model;
pub mod policy;
mod service;
mod store;

pub use data::PRIVACY_VERSION;
pub use http::routes;
pub use model::{Grant, NewGrant, NewUser, User, UserStatus};
pub use service::{
    activation_code, beneath, cards, create_user, create_users, display_name, free_username,
    give_grant, rename, role_name, set_password, username, withdraw_grants_of, withdraw_role_in,
};
pub use store::{
    PendingAdministrator, branch_or_headquarters, check, forget_sessions, holders, holders_in,
    names, pending_administrators,
};
