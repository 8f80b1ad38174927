//! What a certificate of an edition and kind certifies, at the address that credentials name.

use onex_credential::CertificateKind as Number;
use onex_credential::achievement::{Achievement, Outline, ResultDescription};
use onex_credential::number::Season;
use onex_credential::snapshot;

use crate::domains::certificates::{self, CertificateBasis, CertificateKind};
use crate::domains::editions::{self, Edition};
use crate::platform::db::Conn;
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// The achievement at `/achievements/EDITION/KIND/RULES`.
///
/// # Errors
/// `not_found` for what no credential can name.
pub async fn find(
    state: &State,
    edition: String,
    kind: String,
    rules: String,
) -> Result<Achievement> {
    let none = || Error::because(Code::NotFound, "There is no such achievement");
    let kind_of = CertificateKind::parse(&kind).ok_or_else(none)?;
    // In its one spelling.
    let version: u32 =
        rules.parse().ok().filter(|n: &u32| n.to_string() == rules).ok_or_else(none)?;
    let site = state.issuer.site().to_owned();
    state
        .db
        .read(move |conn| {
            let edition = editions::published(conn, &edition)?.ok_or_else(none)?;
            if !(1..=edition.rules_version).contains(&i64::from(version)) {
                return Err(none());
            }
            describe(conn, &site, &edition, kind_of, version)
        })
        .await
}

fn describe(
    conn: &mut Conn,
    site: &str,
    edition: &Edition,
    kind: CertificateKind,
    rules: u32,
) -> Result<Achievement> {
    let criteria: Vec<_> = CertificateBasis::ALL
        .iter()
        .filter(|basis| basis.kind() == kind)
        .map(|basis| certificates::criteria(*basis))
        .collect();
    // Only the exams give scores in subjects.
    let subjects = match kind {
        CertificateKind::SkillCertificate => editions::subjects(conn, edition.id)?,
        CertificateKind::TrainingCertificate => vec![],
    };
    let title = |zh: &str, en: &str| snapshot::Title { zh: zh.into(), en: Some(en.into()) };
    let results = subjects
        .iter()
        .map(|s| ResultDescription::score(&edition.code, &s.code, &title(&s.title_zh, &s.title_en)))
        .collect();
    let path = format!("{}/{kind}/{rules}", edition.code);
    let outline = Outline {
        site,
        path: &path,
        kind: Number::from(kind),
        title: &certificates::title(kind),
        edition: &snapshot::Edition {
            code: edition.code.clone(),
            title: title(&edition.title_zh, &edition.title_en),
            year: u16::try_from(edition.year).unwrap_or(u16::MAX),
            season: if edition.season == 2 { Season::Autumn } else { Season::Spring },
        },
        rules,
    };
    Ok(outline.achievement(&criteria, results))
}
