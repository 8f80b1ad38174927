//! Use cases of the forms.

pub mod achievement;
pub mod bundle;
pub mod check;
pub mod evidence;
pub mod forms;
pub mod jobs;
pub mod salt;
