//! What the issuing slice hands over, and what it gets back.

use onex_credential::number;
use onex_credential::{Instant, snapshot};
use onex_translog::Hash;

use super::{
    CertificateBasis, CertificateKind, CertificateRow, CertificateStatus, Evidence, SealRow,
};
use crate::domains::certificates::data;
use crate::domains::editions::Edition;
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::issuer::Issuer;

/// The edition and kind that numbers are drawn for.
#[derive(Debug, Clone)]
pub struct Series {
    pub edition_id: Id,
    pub edition: snapshot::Edition,
    pub kind: CertificateKind,
}

impl Series {
    /// Of an edition and kind.
    pub fn of(edition: &Edition, kind: CertificateKind) -> Self {
        Series {
            edition_id: edition.id,
            edition: snapshot::Edition {
                code: edition.code.clone(),
                title: snapshot::Title {
                    zh: edition.title_zh.clone(),
                    en: Some(edition.title_en.clone()),
                },
                year: u16::try_from(edition.year).unwrap_or(u16::MAX),
                season: match edition.season {
                    2 => number::Season::Autumn,
                    _ => number::Season::Spring,
                },
            },
            kind,
        }
    }

    /// The first seven digits of its numbers: year, season and kind. Two editions of one season share them,
    /// and so one counter.
    pub fn key(&self) -> Result<String> {
        Ok(self.number(1)?.chars().take(7).collect())
    }

    /// The number with this serial.
    pub fn number(&self, serial: i64) -> Result<String> {
        let serial = u32::try_from(serial).unwrap_or(u32::MAX);
        number::format(self.edition.year, self.edition.season, self.kind.into(), serial)
            .map_err(|e| Error::because(Code::Conflict, format!("No number can be given: {e}")))
    }
}

/// What certificates of one series that are issued together have in common.
#[derive(Debug, Clone)]
pub struct Lot {
    pub series: Series,
    pub basis: CertificateBasis,
    pub run_id: Option<Id>,
}

/// They themselves.
#[derive(Debug, Clone)]
pub struct Batch {
    pub lot: Lot,
    pub drafts: Vec<Draft>,
}

/// A certificate that lacks only its number and its place in a status list.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The id the certificate will have.
    pub id: Id,
    pub holder_person_id: Id,
    /// The holder's account, to show it to them.
    pub holder_user_id: Option<Id>,
    pub student_id: Option<Id>,
    pub teacher_id: Option<Id>,
    pub institution_id: Id,
    pub region_code: String,
    pub holder_name: String,
    pub holder_pinyin: String,
    /// Type of the holder's document, such as `resident_id`.
    pub id_type: String,
    /// The document's number with its middle hidden.
    pub masked_id: String,
    /// The document's number hashed with a salt of this certificate's own, see `Keys::holder_hash`.
    pub holder_hash: [u8; 32],
    pub institution_code: Option<String>,
    pub institution_name: String,
    /// In the order they are printed.
    pub subjects: Vec<snapshot::Subject>,
    /// The certificate whose place it takes.
    pub supersedes: Option<Id>,
    /// The version of the edition's rules that were applied.
    pub rules: u32,
    /// Why it is issued.
    pub evidence: Evidence,
}

/// The same with what is put on them all.
#[derive(Clone, Copy)]
pub struct Stamp<'a> {
    pub issuer: &'a Issuer,
    pub series: &'a Series,
    pub basis: CertificateBasis,
    pub run_id: Option<Id>,
    /// What they are printed with.
    pub template: Option<Id>,
    pub now: Ts,
}

/// A certificate with its seal.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub row: CertificateRow,
    pub seal: SealRow,
    /// The digest of the snapshot.
    pub sha256: Hash,
}

/// A certificate that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub id: Id,
    pub number: String,
}

impl Draft {
    /// The certificate with this serial and place: snapshot taken, signed, and laid out as rows.
    ///
    /// # Errors
    /// What it must never be printed with; no more numbers in the series.
    pub fn seal(self, stamp: &Stamp<'_>, serial: i64, place: snapshot::Place) -> Result<Sealed> {
        let Stamp { issuer, series, basis, run_id, template, now } = *stamp;
        let unfit = |e: &dyn std::fmt::Display| {
            Error::internal(anyhow::anyhow!("the certificate {} cannot be sealed: {e}", self.id))
        };
        let number = series.number(serial)?;
        let key = onex_identity::name::comparison_key(&self.holder_name)
            .ok_or_else(|| unfit(&"its holder has no name"))?;
        let (evidence, evidence_hash) = self.evidence.seal()?;
        let snapshot = self.snapshot(stamp, number.clone(), place, evidence_hash)?;
        let sealed = snapshot.seal().map_err(|e| unfit(&e))?;
        let seal = SealRow {
            certificate_id: self.id,
            key_id: issuer.key_id(),
            signature: sealed.sign(issuer.key()).to_vec(),
            status_list: place.list.into(),
            status_index: place.index.into(),
            evidence: Some(evidence),
            template_id: template,
        };
        let sha256 = super::digest(&sealed.digest)?;
        let row = CertificateRow {
            id: self.id,
            number,
            kind: series.kind,
            status: CertificateStatus::Valid,
            holder_person_id: self.holder_person_id,
            holder_user_id: self.holder_user_id,
            student_id: self.student_id,
            teacher_id: self.teacher_id,
            institution_id: self.institution_id,
            region_code: self.region_code,
            edition_id: series.edition_id,
            basis,
            run_id,
            holder_name: self.holder_name,
            holder_pinyin: self.holder_pinyin,
            institution_name: self.institution_name,
            holder_name_key: key,
            snapshot: sealed.canonical,
            snapshot_hash: sealed.digest,
            issued_at: now,
            supersedes_id: self.supersedes,
            status_at: None,
            status_reason: None,
            version: 1,
        };
        Ok(Sealed { row, seal, sha256 })
    }

    /// Everything that is printed, and what the open credential is derived from.
    fn snapshot(
        &self,
        stamp: &Stamp<'_>,
        number: String,
        status: snapshot::Place,
        evidence: [u8; 32],
    ) -> Result<snapshot::Snapshot> {
        let Stamp { issuer, series, basis, now, .. } = *stamp;
        let unfit = |what| {
            Error::internal(anyhow::anyhow!("the certificate {} cannot be sealed: {what}", self.id))
        };
        let region = onex_identity::regions::by_code(&self.region_code)
            .ok_or_else(|| unfit("its region is unknown"))?;
        let issued_at = Instant::from_unix(now.0.div_euclid(1_000_000))
            .ok_or_else(|| unfit("its time cannot be written"))?;
        let credential = snapshot::Credential {
            id: self.id.to_string(),
            issuer: issuer.did().to_owned(),
            key: issuer.key().id().to_owned(),
            issued_at,
            valid_until: None,
            holder_id: issuer.keys().holder_id(self.id).to_string(),
            holder_hash: snapshot::Hash(self.holder_hash),
            achievement: format!("{}/{}/{}", series.edition.code, series.kind, self.rules),
            rules: self.rules,
            criteria: data::criteria(basis),
            status,
            evidence: snapshot::Hash(evidence),
        };
        Ok(snapshot::Snapshot {
            schema: snapshot::SCHEMA_CREDENTIAL,
            number,
            kind: series.kind.into(),
            title: data::title(series.kind),
            holder_name: self.holder_name.clone(),
            id_type: self.id_type.clone(),
            masked_id: self.masked_id.clone(),
            institution: snapshot::Institution {
                code: self.institution_code.clone(),
                name: self.institution_name.clone(),
            },
            region: snapshot::Region { code: region.code.into(), name: region.name_zh.into() },
            edition: series.edition.clone(),
            subjects: self.subjects.clone(),
            basis: basis.into(),
            issued_on: now.programme_date(),
            issuer: data::issuer(),
            template: data::template(series.kind),
            credential: Some(credential),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    pub fn series() -> Series {
        Series {
            edition_id: Id::NIL,
            edition: snapshot::Edition {
                code: "2020-spring".into(),
                title: snapshot::Title { zh: "2020 年春季".into(), en: None },
                year: 2020,
                season: number::Season::Spring,
            },
            kind: CertificateKind::SkillCertificate,
        }
    }

    fn draft() -> Draft {
        Draft {
            id: Id::NIL,
            holder_person_id: Id::NIL,
            holder_user_id: None,
            student_id: Some(Id::NIL),
            teacher_id: None,
            institution_id: Id::NIL,
            region_code: "32".into(),
            holder_name: "买买提·艾力".into(),
            holder_pinyin: "mmtal".into(),
            id_type: "resident_id".into(),
            masked_id: "320***********1234".into(),
            holder_hash: [7; 32],
            institution_code: None,
            institution_name: "某学院".into(),
            subjects: vec![snapshot::Subject {
                code: "agency".into(),
                title: snapshot::Title { zh: "代理实务".into(), en: None },
                score: Some("87.5".into()),
                grade: None,
                exam_date: None,
                passed_on: None,
            }],
            supersedes: None,
            rules: 1,
            evidence: Evidence::of(Id::NIL),
        }
    }

    fn issuer() -> Issuer {
        let keys =
            crate::platform::keys::Keys::parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        Issuer::new("https://onex.example", std::sync::Arc::new(keys.unwrap())).unwrap()
    }

    fn seal(draft: Draft, basis: CertificateBasis, serial: i64, now: Ts) -> Result<Sealed> {
        let (issuer, series) = (issuer(), series());
        let stamp =
            Stamp { issuer: &issuer, series: &series, basis, run_id: None, template: None, now };
        draft.seal(&stamp, serial, snapshot::Place { list: 1, index: 4711 })
    }

    #[test]
    fn what_is_sealed_opens_again_and_carries_the_programmes_date() {
        // 01:30 of the 28th in Shanghai, the 27th in UTC.
        let now = Ts::from(datetime!(2020-06-27 17:30 UTC));
        let Sealed { row, seal, sha256 } = seal(draft(), CertificateBasis::Exam, 123, now).unwrap();
        assert_eq!(row.number, "20201100000012326");
        let opened = snapshot::Snapshot::open(&row.snapshot, &row.snapshot_hash).unwrap();
        assert_eq!(opened.issued_on, time::macros::date!(2020 - 06 - 28));
        assert_eq!(opened.region.name, "江苏省");
        assert_eq!(row.holder_name_key, "买买提·艾力");
        assert_eq!(crate::platform::keys::hex(&sha256), row.snapshot_hash);
        let credential = opened.credential.as_ref().unwrap();
        assert_eq!(seal.key_id, format!("did:web:onex.example#{}", credential.key));
        assert_eq!(credential.status, snapshot::Place { list: 1, index: 4711 });
        let evidence = seal.evidence.unwrap();
        assert_eq!(credential.evidence.0, crate::platform::keys::sha256(evidence.as_bytes()));
        let signature = seal.signature.try_into().unwrap();
        let public = issuer().key().public();
        assert!(snapshot::verify(&row.snapshot, &signature, public).is_ok());
        // And it is one that the open credential can be made of.
        use onex_credential::{AchievementCredential, Form};
        AchievementCredential::of(&opened, Form::VcJwt).unwrap();
    }

    #[test]
    fn an_unfit_draft_becomes_no_certificate() {
        let seal = |d: Draft, serial| seal(d, CertificateBasis::Exam, serial, Ts(0));
        assert!(seal(Draft { region_code: "99".into(), ..draft() }, 1).is_err());
        assert!(seal(Draft { masked_id: "320102200001011234".into(), ..draft() }, 1).is_err());
        assert!(seal(Draft { subjects: vec![], ..draft() }, 1).is_err());
        assert!(seal(Draft { rules: 0, ..draft() }, 1).is_err());
        assert!(seal(draft(), 100_000_000).is_err());
        assert!(super::tests::seal(draft(), CertificateBasis::Training, 1, Ts(0)).is_err());
    }
}
