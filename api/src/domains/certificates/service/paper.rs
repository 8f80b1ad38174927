//! Whether certificates can be printed, asked before they are issued: each character is looked up, nothing is drawn.

use onex_credential::number;
use onex_credential::snapshot::{self, Snapshot};
use onex_print::{Fonts, Missing, Template, Texts};

use crate::domains::certificates::model::{CertificateBasis, CertificateKind, Draft, Series};
use crate::domains::certificates::{data, store};
use crate::platform::db::{Conn, Ts};
use crate::platform::error::{Error, Result};

/// What certificates of a series will say around what they say of each holder.
pub struct Paper<'f> {
    fonts: &'f Fonts,
    template: Template,
    /// The holder's part is another for each who is asked about.
    snapshot: Snapshot,
}

/// What is printed of a holder.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub holder_name: &'a str,
    pub masked_id: &'a str,
    pub institution_name: &'a str,
    pub region_code: &'a str,
    pub subjects: &'a [snapshot::Subject],
}

impl<'a> From<&'a Draft> for Said<'a> {
    fn from(draft: &'a Draft) -> Self {
        Said {
            holder_name: &draft.holder_name,
            masked_id: &draft.masked_id,
            institution_name: &draft.institution_name,
            region_code: &draft.region_code,
            subjects: &draft.subjects,
        }
    }
}

impl<'f> Paper<'f> {
    /// With the template that is in force.
    ///
    /// # Errors
    /// Those of the database; a template that cannot be read.
    pub fn of(
        conn: &mut Conn,
        fonts: &'f Fonts,
        series: &Series,
        basis: CertificateBasis,
        now: Ts,
    ) -> Result<Self> {
        let found = store::templates::in_force(conn, series.kind, series.edition_id)?;
        let texts = match found {
            Some((_, texts)) => Texts::read(&texts.0),
            None => Texts::standard(series.kind.into()),
        };
        let template = texts.and_then(|texts| Template::new(&texts, None, None));
        let template = template.map_err(|e| {
            Error::internal(anyhow::anyhow!("a template cannot be used: {e}; run `onex check`"))
        })?;
        Ok(Paper { fonts, template, snapshot: blank(series, basis, now)? })
    }

    /// The characters that no font has, each once a field; empty for one that can be printed.
    pub fn unprintable(&mut self, said: Said<'_>) -> Vec<Missing> {
        let page = &mut self.snapshot;
        said.holder_name.clone_into(&mut page.holder_name);
        said.masked_id.clone_into(&mut page.masked_id);
        said.institution_name.clone_into(&mut page.institution.name);
        if page.region.code != said.region_code {
            let region = onex_identity::regions::by_code(said.region_code);
            said.region_code.clone_into(&mut page.region.code);
            page.region.name = region.map_or_else(String::new, |r| r.name_zh.into());
        }
        said.subjects.clone_into(&mut page.subjects);
        onex_print::unprintable(page, &self.template, self.fonts)
    }
}

/// A certificate that nobody holds, to show what a template will look like.
///
/// # Errors
/// A year that no number can have.
pub fn specimen(series: &Series, subjects: Vec<snapshot::Subject>, now: Ts) -> Result<Snapshot> {
    let basis = match series.kind {
        CertificateKind::SkillCertificate => CertificateBasis::Exam,
        CertificateKind::TrainingCertificate => CertificateBasis::Training,
    };
    Ok(Snapshot {
        holder_name: "张三".into(),
        id_type: "resident_id".into(),
        masked_id: "110101********1234".into(),
        institution: snapshot::Institution { code: None, name: "示例职业技术学院".into() },
        region: snapshot::Region { code: "11".into(), name: "北京市".into() },
        subjects,
        ..blank(series, basis, now)?
    })
}

/// A certificate of nobody. Numbers differ in digits alone.
fn blank(series: &Series, basis: CertificateBasis, now: Ts) -> Result<Snapshot> {
    Ok(Snapshot {
        schema: snapshot::SCHEMA,
        number: series.number(i64::from(number::MAX_SERIAL))?,
        kind: series.kind.into(),
        title: data::title(series.kind),
        holder_name: String::new(),
        id_type: String::new(),
        masked_id: String::new(),
        institution: snapshot::Institution { code: None, name: String::new() },
        region: snapshot::Region { code: String::new(), name: String::new() },
        edition: series.edition.clone(),
        subjects: Vec::new(),
        basis: basis.into(),
        issued_on: now.programme_date(),
        issuer: data::issuer(),
        template: data::template(series.kind),
        credential: None,
    })
}
