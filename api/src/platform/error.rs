//! Every refusal and failure an operation can answer: one table of codes, one problem document.
//!
//! The document is RFC 9457 `application/problem+json`. An unexpected error logs its chain and tells the
//! client nothing of it but the request id.

mod reason;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use reason::{Datum, Reason, Values, named};

pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! codes {
    ($($variant:ident = $code:literal, $status:literal, $title:literal;)+) => {
        /// A stable error code. The catalogues of the interface hold a sentence for each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $title] $variant),+ }
        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];
            /// The identifier clients compare.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$variant => $code),+ } }
            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 { match self { $(Code::$variant => $status),+ } }
            /// A short English summary, the same for every occurrence.
            pub const fn title(self) -> &'static str { match self { $(Code::$variant => $title),+ } }
        }
    };
}

codes! {
    // 400: the request cannot be understood
    Malformed = "malformed", 400, "The request is malformed";
    // 401
    Unauthenticated = "unauthenticated", 401, "Sign in first";
    TokenExpired = "token_expired", 401, "The access token has expired";
    InvalidCredentials = "invalid_credentials", 401, "The username or password is wrong";
    SessionEnded = "session_ended", 401, "The session has ended";
    SignatureInvalid = "signature_invalid", 401, "The signature is missing or wrong";
    // 403
    Forbidden = "forbidden", 403, "Your role may not do this";
    InstitutionSuspended = "institution_suspended", 403, "The institution is suspended";
    AccountDisabled = "account_disabled", 403, "The account is disabled";
    // 404, 405, 406
    NotFound = "not_found", 404, "There is no such thing here";
    MethodNotAllowed = "method_not_allowed", 405, "The path does not know this method";
    // 409: a rule or a state forbids it
    Conflict = "conflict", 409, "The present state does not allow this";
    StateForbids = "state_forbids", 409, "The present state does not allow this step";
    AlreadyExists = "already_exists", 409, "It exists already";
    NothingToPrint = "nothing_to_print", 409, "No valid certificate fits; there is nothing to print";
    NothingPrintable = "nothing_printable", 409, "None of the certificates can be printed";
    RuleViolated = "rule_violated", 409, "A rule of the programme forbids this";
    RuleOverrideRequired = "rule_override_required", 409, "A rule of the programme advises against this; give a reason";
    WindowClosed = "window_closed", 409, "The calendar window for this is closed";
    SamePerson = "same_person", 409, "The second step must be taken by another person";
    DoubleBooked = "double_booked", 409, "That time is already taken";
    IdempotencyConflict = "idempotency_conflict", 409, "The idempotency key was used for another request";
    UsernameTaken = "username_taken", 409, "The username is taken";
    PhoneTaken = "phone_taken", 409, "Another account uses this phone number";
    EmailTaken = "email_taken", 409, "Another account uses this e-mail address";
    UsccTaken = "uscc_taken", 409, "An institution with this unified social credit code is registered";
    InstitutionCodeTaken = "institution_code_taken", 409, "An institution with this code is registered";
    IdentityConflict = "identity_conflict", 409, "The person is registered elsewhere";
    AlreadyInCohort = "already_in_cohort", 409, "A student is in another live cohort of the edition";
    AlreadyEnrolled = "already_enrolled", 409, "The person is enrolled in the edition's training already";
    TrainingPassed = "training_passed", 409, "The person has passed the edition's training already";
    NotAgreed = "not_agreed", 409, "The branches of these regions have not agreed to it";
    DeadlinePassed = "deadline_passed", 409, "The deadline has passed";
    AttemptsUsed = "attempts_used", 409, "All attempts are used";
    UploadOffset = "upload_offset", 409, "The upload stands at another offset";
    UploadIncomplete = "upload_incomplete", 409, "The upload is not complete";
    ConflictOfInterest = "conflict_of_interest", 409, "Somebody with a conflict of interest must not judge this";
    ExpertsMissing = "experts_missing", 409, "There are too few experts without a conflict of interest";
    CertificateHeld = "certificate_held", 409, "The person holds a valid certificate of this kind";
    CredentialUnavailable = "credential_unavailable", 409, "The certificate is from before open credentials";
    LastAdministrator = "last_administrator", 409, "The institution would be left without an administrator";
    // 412, 428: optimistic concurrency
    VersionMismatch = "version_mismatch", 412, "Somebody else has changed it meanwhile";
    PreconditionRequired = "precondition_required", 428, "Send If-Match with the version you have seen";
    // 413, 415
    TooLarge = "too_large", 413, "The body is too large";
    UnsupportedMediaType = "unsupported_media_type", 415, "The media type is not supported";
    // 422: a field is wrong
    Invalid = "invalid", 422, "Some fields are wrong";
    BadCursor = "bad_cursor", 422, "The page cursor is not one this list gave out";
    ActivationCodeInvalid = "activation_code_invalid", 422, "The activation code is wrong or used";
    PasswordWeak = "password_weak", 422, "The password is too easy to guess";
    FileUnreadable = "file_unreadable", 422, "The file cannot be read";
    // 429, 5xx
    TooManyAttempts = "too_many_attempts", 429, "Too many attempts; come back later";
    Internal = "internal", 500, "Something went wrong on our side";
    Overloaded = "overloaded", 503, "The service is busy; come back in a moment";
    ProviderUnavailable = "provider_unavailable", 503, "The server of the video rooms does not answer";
    Maintenance = "maintenance", 503, "The service is being maintained";
}

/// What is wrong with one field of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FieldError)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body, or `?name` for a query parameter.
    #[schema(example = "/name")]
    pub pointer: String,
    /// What kind of fault it is, for translation.
    #[schema(example = "length")]
    pub code: String,
    /// An English sentence that says what to mend.
    #[schema(example = "must have 1 to 50 characters")]
    pub message: String,
    /// What the sentence names, such as the limits `min` and `max`.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, Datum>)]
    pub values: Values,
}

impl FieldError {
    pub fn new(
        pointer: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        let (pointer, code, message) = (pointer.into(), code.into(), message.into());
        FieldError { pointer, code, message, values: Values::new() }
    }
    /// With what its sentence names.
    #[must_use]
    pub fn with<'n>(mut self, values: impl IntoIterator<Item = (&'n str, Datum)>) -> Self {
        self.values.extend(named(values));
        self
    }
}

/// A rule of the edition that the request would break.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RuleFinding {
    /// Identifier of the rule.
    #[schema(example = "cohort.max_students")]
    pub rule: String,
    /// The clause of the notice it comes from.
    #[schema(example = "二.2.(3)")]
    pub clause: String,
    /// `must` is refused; `should` passes with a reason.
    #[schema(example = "should")]
    pub severity: String,
    /// What the rule allows.
    #[schema(value_type = Value)]
    pub limit: serde_json::Value,
    /// What the request has.
    #[schema(value_type = Value)]
    pub actual: serde_json::Value,
    /// An English sentence.
    pub message: String,
}

/// RFC 9457 problem document.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank#<code>`; identifies the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "about:blank#not_found")]
    pub kind: String,
    /// Short summary, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened this time and what to mend.
    pub detail: String,
    /// Stable code from the table of codes.
    pub code: String,
    /// What stands in the way this time, for translation; `detail` says it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Quote this when asking for help.
    pub request_id: String,
    /// Field by field, where fields are to blame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Rule by rule, where rules of the edition are to blame.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleFinding>,
}

struct Inner {
    code: Code,
    detail: Option<String>,
    reason: Option<Reason>,
    fields: Vec<FieldError>,
    rules: Vec<RuleFinding>,
    retry_after: Option<u64>,
    source: Option<anyhow::Error>,
}

/// An operation's refusal or failure. One pointer wide, so that `Result`s stay small.
pub struct Error(Box<Inner>);

impl Error {
    /// A refusal with this code and its standard sentence.
    pub fn new(code: Code) -> Self {
        Error(Box::new(Inner {
            code,
            detail: None,
            reason: None,
            fields: vec![],
            rules: vec![],
            retry_after: None,
            source: None,
        }))
    }
    /// An unexpected error: logged with its chain, answered as 500 without it.
    pub fn internal(source: anyhow::Error) -> Self {
        let mut e = Self::new(Code::Internal);
        e.0.source = Some(source);
        e
    }
    /// A refusal whose sentence says what happened this time and what to mend.
    pub fn because(code: Code, detail: impl Into<String>) -> Self {
        let mut e = Self::new(code);
        e.0.detail = Some(detail.into());
        e
    }
    /// Gives what the detail says as data, for translation. The catalogues of the interface hold a sentence for each.
    #[must_use]
    pub fn why<'n>(self, code: &str, values: impl IntoIterator<Item = (&'n str, Datum)>) -> Self {
        self.for_reason(Reason::of(code, values))
    }
    /// The same of a reason that is there already.
    #[must_use]
    pub fn for_reason(mut self, reason: impl Into<Option<Reason>>) -> Self {
        self.0.reason = reason.into();
        self
    }
    /// 422 for one field.
    pub fn field(pointer: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        Self::new(Code::Invalid).and_field(pointer, code, message)
    }
    /// 422 for several fields.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let mut e = Self::new(Code::Invalid);
        e.0.fields = fields;
        e
    }
    /// Adds a field to blame.
    #[must_use]
    pub fn and_field(
        self,
        pointer: impl Into<String>,
        code: &str,
        message: impl Into<String>,
    ) -> Self {
        self.and(FieldError::new(pointer, code, message))
    }
    /// The same of a fault that is there already.
    #[must_use]
    pub fn and(mut self, field: FieldError) -> Self {
        self.0.fields.push(field);
        self
    }
    /// Gives the field that was blamed last what its sentence names.
    #[must_use]
    pub fn naming<'n>(mut self, values: impl IntoIterator<Item = (&'n str, Datum)>) -> Self {
        if let Some(field) = self.0.fields.last_mut() {
            field.values.extend(named(values));
        }
        self
    }
    /// What a request names and is not there is a fault of its field; any other error stays what it is.
    #[must_use]
    pub fn named(self, pointer: impl Into<String>, message: &str) -> Self {
        match self.code() {
            Code::NotFound => Self::field(pointer, "unknown", message),
            _ => self,
        }
    }
    /// Adds the rules to blame.
    #[must_use]
    pub fn with_rules(mut self, rules: Vec<RuleFinding>) -> Self {
        self.0.rules = rules;
        self
    }
    /// Seconds after which trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }
    pub(crate) fn cancelled(_: actix_web::error::BlockingError) -> Self {
        Self::internal(anyhow::anyhow!("the blocking pool dropped the work"))
    }
    pub fn code(&self) -> Code {
        self.0.code
    }
    pub fn field_errors(&self) -> &[FieldError] {
        &self.0.fields
    }
    pub fn reason(&self) -> Option<&Reason> {
        self.0.reason.as_ref()
    }
    pub fn rules(&self) -> &[RuleFinding] {
        &self.0.rules
    }
    /// The sentence the client gets.
    pub fn detail(&self) -> String {
        match &self.0.detail {
            Some(d) => d.clone(),
            None if !self.0.fields.is_empty() => {
                let f: Vec<_> = self
                    .0
                    .fields
                    .iter()
                    .take(5)
                    .map(|f| format!("{}: {}", f.pointer, f.message))
                    .collect();
                f.join("; ")
            }
            None => self.0.code.title().to_string(),
        }
    }
    /// The sentence for the person at the command line: with the chain, where it is unexpected.
    pub fn sentence(&self) -> String {
        match &self.0.source {
            Some(source) => format!("{source:#}"),
            None => self.detail(),
        }
    }
    /// The document for this error in the request with this id.
    pub fn problem(&self, request_id: &str) -> Problem {
        Problem {
            kind: format!("about:blank#{}", self.0.code.as_str()),
            title: self.0.code.title().into(),
            status: self.0.code.status(),
            detail: self.detail(),
            code: self.0.code.as_str().into(),
            reason: self.0.reason.clone(),
            request_id: request_id.into(),
            errors: self.0.fields.clone(),
            rules: self.0.rules.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.as_str(), self.detail())?;
        match &self.0.source {
            Some(s) => write!(f, " ({s:#})"),
            None => Ok(()),
        }
    }
}
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl std::error::Error for Error {}

impl From<anyhow::Error> for Error {
    fn from(e: anyhow::Error) -> Self {
        Error::internal(e)
    }
}
impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        Error::internal(e.into())
    }
}
impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Self {
        Error::internal(e.into())
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
    fn error_response(&self) -> HttpResponse {
        let request_id = crate::platform::http::request_id::current();
        if self.0.code == Code::Internal {
            tracing::error!(error = %self, request_id, "unexpected error");
        }
        let mut response = HttpResponse::build(self.status_code())
            .content_type("application/problem+json")
            .json(self.problem(&request_id));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(s) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(s));
        }
        if self.0.code.status() == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
