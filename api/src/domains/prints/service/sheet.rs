//! What is printed of a certificate, and drawing it. For threads that may block.

use std::sync::Arc;

use onex_credential::snapshot::{Sealed, Snapshot};
use onex_credential::{qr, seal};
use onex_print::{Attachments, PrintError, QrText, Template};

use super::super::model::{CertificateKind, CertificateRow, OmissionReason, SealRow};
use crate::domains::{certificate_templates, credentials};
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// A certificate that is to be printed with its credential.
pub struct Sheet {
    pub number: String,
    page: Page,
    token: String,
    json: String,
}

/// A certificate that is to be a page.
pub struct Page {
    kind: CertificateKind,
    sealed: Sealed,
    signature: Vec<u8>,
    template: Option<Id>,
}

/// A page that is ready to be drawn.
pub struct Ready {
    pub snapshot: Snapshot,
    pub template: Arc<Template>,
    pub digits: String,
}

/// Why a certificate is not printed.
pub enum Fault {
    /// It is the certificate that cannot be.
    Omitted(OmissionReason, String),
    /// What else goes wrong is ours.
    Broken(Error),
}

impl From<Error> for Fault {
    fn from(e: Error) -> Self {
        match e.code() {
            Code::CredentialUnavailable => {
                Fault::Omitted(OmissionReason::CredentialUnavailable, e.detail())
            }
            _ => Fault::Broken(e),
        }
    }
}

impl From<PrintError> for Fault {
    fn from(e: PrintError) -> Self {
        let reason = match e.code() {
            "character_unprintable" => OmissionReason::UnprintableCharacter,
            "text_too_long" => OmissionReason::TextTooLong,
            "qr_invalid" => OmissionReason::QrInvalid,
            _ => return Fault::Broken(broken(&e)),
        };
        Fault::Omitted(reason, e.to_string())
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Omitted(OmissionReason::CredentialUnavailable, why) => {
                Error::because(Code::CredentialUnavailable, why)
            }
            Fault::Omitted(_, why) => Error::because(
                Code::StateForbids,
                format!("The certificate cannot be printed: {why}"),
            ),
            Fault::Broken(e) => e,
        }
    }
}

impl Page {
    /// Of a certificate with its seal.
    pub fn of(row: &CertificateRow, seal: &SealRow) -> Self {
        Page {
            kind: row.kind,
            sealed: Sealed { canonical: row.snapshot.clone(), digest: row.snapshot_hash.clone() },
            signature: seal.signature.clone(),
            template: seal.template_id,
        }
    }

    /// Opens snapshot and template and packs the QR code.
    ///
    /// # Errors
    /// `credential_unavailable` where there is none; what is damaged.
    pub fn ready(&self, state: &State) -> Result<Ready> {
        let snapshot = credentials::open(&self.sealed.canonical, &self.sealed.digest)?;
        if snapshot.credential.is_none() {
            return Err(credentials::unavailable());
        }
        let key = credentials::signer(&state.keys, &snapshot)?;
        let signature = self.signature.as_slice().try_into().map_err(|e| broken(&e))?;
        let digits = qr::pack(&self.sealed, signature, key.id()).map_err(|e| broken(&e))?;
        let template = certificate_templates::open(state, self.kind, self.template)?;
        Ok(Ready { snapshot, template, digits })
    }
}

impl Sheet {
    /// Of a certificate with its seal and its forms, token and JSON.
    pub fn of(row: &CertificateRow, seal: &SealRow, token: String, json: String) -> Self {
        Sheet { number: row.number.clone(), page: Page::of(row, seal), token, json }
    }

    /// The file: the same bytes whenever it is made.
    ///
    /// # Errors
    /// What cannot be printed.
    pub fn sealed_pdf(&self, state: &State) -> std::result::Result<Vec<u8>, Fault> {
        let Ready { snapshot, template, digits } = self.page.ready(state)?;
        let url = qr::url(&state.config.public_url, "");
        let attachments = Attachments {
            credential_json: &self.json,
            credential_jwt: &self.token,
            qr: QrText { url: &url, digits: &digits },
        };
        let fonts = state.fonts.get()?;
        let pdf = onex_print::render(&snapshot, &template, fonts, &attachments)?;
        let key = credentials::signer(&state.keys, &snapshot)?;
        Ok(seal::place(pdf, &self.token, key).map_err(|e| broken(&e))?)
    }
}

/// What is no fault of the certificate.
pub fn broken(e: &dyn std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("a certificate cannot be printed: {e}"))
}
