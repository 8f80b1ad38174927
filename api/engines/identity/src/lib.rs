//! What identifies a person or an institution: identity documents, codes, names and how they are
//! searched, phones, e-mail addresses and province-level regions.
//!
//! Everything here is pure: the caller passes the date of today. No error carries the input it
//! refuses, because these errors end up in logs and in files that are mailed around.

mod chars;
pub mod contact;
pub mod id_number;
pub mod institution_code;
pub mod name;
pub mod pinyin;
pub mod regions;
pub mod uscc;

pub use chars::{half_width, is_invisible};
