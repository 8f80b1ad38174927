//! A certificate of nobody, to show what a template will look like.

use onex_credential::qr;
use onex_credential::snapshot::{self, Snapshot};
use onex_print::{Fonts, PrintError, QrText, Sheet, Template};

use super::super::model::CertificateKind;
use crate::domains::certificates::{self, Series};
use crate::domains::editions::{Edition, Subject};
use crate::platform::db::Ts;
use crate::platform::error::Result;

/// What a verifier reads as no certificate.
const NOTHING: &str = "0";

/// Of an edition, with its subjects.
pub fn of(
    edition: &Edition,
    subjects: &[Subject],
    kind: CertificateKind,
    now: Ts,
) -> Result<Snapshot> {
    let subject = |s: &Subject| snapshot::Subject {
        code: s.code.clone(),
        title: snapshot::Title { zh: s.title_zh.clone(), en: Some(s.title_en.clone()) },
        score: Some("86.5".into()),
        grade: None,
        exam_date: None,
        passed_on: None,
    };
    let subjects = subjects.iter().map(subject).collect();
    certificates::specimen(&Series::of(edition, kind), subjects, now)
}

/// The same for whoever has the longest names: what prints this prints anybody.
pub fn longest(specimen: &Snapshot) -> Snapshot {
    let name = "国".repeat(onex_identity::name::MAX_CHARS);
    let mut longest = specimen.clone();
    let names = onex_identity::regions::REGIONS.iter().map(|region| region.name_zh);
    if let Some(region) = names.max_by_key(|name| name.chars().count()) {
        longest.region.name = region.into();
    }
    longest.holder_name.clone_from(&name);
    longest.institution.name = name;
    longest
}

/// Whether a page can be laid out.
pub fn check(
    specimen: &Snapshot,
    template: &Template,
    fonts: &Fonts,
    site: &str,
) -> std::result::Result<(), PrintError> {
    let url = qr::url(site, "");
    let qr = QrText { url: &url, digits: NOTHING };
    onex_print::check(&Sheet { snapshot: specimen, template, qr }, fonts)
}

/// The page.
pub fn draw(
    specimen: &Snapshot,
    template: &Template,
    fonts: &Fonts,
    site: &str,
) -> std::result::Result<Vec<u8>, PrintError> {
    let url = qr::url(site, "");
    let qr = QrText { url: &url, digits: NOTHING };
    onex_print::specimen(Sheet { snapshot: specimen, template, qr }, fonts)
}
