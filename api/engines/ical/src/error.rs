//! What no calendar can say.

/// Why a calendar is not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IcalError {
    #[error("the event {uid} has a moment outside the years 0 to 9999")]
    Year { uid: String },
    #[error("the event {uid} must end after it begins")]
    Backwards { uid: String },
    #[error("the address of the event {uid} is no URI: it holds blanks or characters beyond ASCII")]
    Address { uid: String },
}

impl IcalError {
    /// A stable identifier.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Year { .. } => "year",
            Self::Backwards { .. } => "backwards",
            Self::Address { .. } => "address",
        }
    }
}
