//! Whose enrolments somebody sees.

use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::Id;

/// How far somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Scope(Scope),
    /// The participants of the classes that this account trains.
    Trained(Id),
}

impl Reach {
    /// Whoever takes part sees their own, whoever trains the classes they train, wherever their grant reaches.
    pub fn of(caller: &Caller) -> Self {
        match caller.role {
            Role::Trainer => Reach::Trained(caller.user),
            Role::Teacher => Reach::Scope(Scope::Own { user: caller.user, institution: None }),
            _ => Reach::Scope(caller.scope.clone()),
        }
    }
}
