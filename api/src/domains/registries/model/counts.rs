//! What is in an export, counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CertificateKind, CertificateStatus, Change, Record};

/// Certificates of a file. `rows` is `valid` + `revoked` + `superseded`. Over an export and those that follow it,
/// `issued`, `revoked` and `superseded` add up to those of one export of the whole; what is valid then is what was issued
/// less what ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    pub rows: i64,
    /// Of the rows, those that were issued within the export; the others were in an earlier one and ended since.
    pub issued: i64,
    /// Of the rows, those that held at the cut-off.
    pub valid: i64,
    pub revoked: i64,
    pub superseded: i64,
}

impl Tally {
    fn add(&mut self, change: Change, status: CertificateStatus) {
        self.rows += 1;
        self.issued += i64::from(change == Change::Issued);
        *match status {
            CertificateStatus::Valid => &mut self.valid,
            CertificateStatus::Revoked => &mut self.revoked,
            CertificateStatus::Superseded => &mut self.superseded,
        } += 1;
    }

    fn happened(&self) -> [i64; 3] {
        [self.issued, self.revoked, self.superseded]
    }
}

/// The lowest and the highest number; none without rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Numbers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "20201100000000126")]
    pub first_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "20201100000012326")]
    pub last_number: Option<String>,
}

impl Numbers {
    fn add(&mut self, number: &str) {
        if self.first_number.as_deref().is_none_or(|first| number < first) {
            self.first_number = Some(number.into());
        }
        if self.last_number.as_deref().is_none_or(|last| number > last) {
            self.last_number = Some(number.into());
        }
    }
}

/// The certificates of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KindTally {
    pub kind: CertificateKind,
    #[serde(flatten)]
    pub tally: Tally,
    #[serde(flatten)]
    pub numbers: Numbers,
}

/// The certificates of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegionTally {
    #[schema(example = "32")]
    pub region_code: String,
    #[serde(flatten)]
    pub tally: Tally,
}

/// What is in an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegistryCounts {
    #[serde(flatten)]
    pub tally: Tally,
    #[serde(flatten)]
    pub numbers: Numbers,
    /// Of the rows, those that have the national platform's number beside ours.
    pub registered: i64,
    /// Rows without the whole document number that was asked for, because the holder's document is not the one that is
    /// printed any more: such a certificate should be issued anew.
    pub documents_withheld: i64,
    pub by_kind: Vec<KindTally>,
    pub by_region: Vec<RegionTally>,
}

/// What the log says happened, by kind and region of the certificates: how many were issued, revoked and superseded.
pub type Happened = BTreeMap<(CertificateKind, String), [i64; 3]>;

impl RegistryCounts {
    /// Whether these counts are what happened according to the log.
    pub fn fits(&self, happened: &Happened) -> bool {
        let mut kinds: BTreeMap<CertificateKind, [i64; 3]> = BTreeMap::new();
        let mut regions: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
        let mut all = [0; 3];
        for ((kind, region), counted) in happened {
            let of =
                [kinds.entry(*kind).or_default(), regions.entry(region).or_default(), &mut all];
            for sum in of {
                for (sum, n) in sum.iter_mut().zip(counted) {
                    *sum += n;
                }
            }
        }
        let by_kind = self.by_kind.iter().map(|k| (k.kind, k.tally.happened())).collect();
        let by_region =
            self.by_region.iter().map(|r| (r.region_code.as_str(), r.tally.happened())).collect();
        (self.tally.happened(), kinds, regions) == (all, by_kind, by_region)
    }
}

/// What was seen of a file's rows so far.
#[derive(Debug, Default)]
pub struct Seen {
    tally: Tally,
    numbers: Numbers,
    registered: i64,
    documents_withheld: i64,
    by_kind: BTreeMap<CertificateKind, (Tally, Numbers)>,
    by_region: BTreeMap<String, Tally>,
}

impl Seen {
    /// Counts one more row.
    pub fn add(&mut self, row: &Record) {
        let (kind, region) = (row.printed.kind, row.printed.region.code.clone());
        let (of_kind, numbers) = self.by_kind.entry(kind).or_default();
        for tally in [&mut self.tally, of_kind, self.by_region.entry(region).or_default()] {
            tally.add(row.change, row.status);
        }
        for numbers in [&mut self.numbers, numbers] {
            numbers.add(&row.printed.number);
        }
        self.registered += i64::from(row.national.is_some());
        self.documents_withheld += i64::from(row.document_withheld);
    }

    /// All of them.
    pub fn counts(&self) -> RegistryCounts {
        let by_kind = self.by_kind.iter().map(|(kind, (tally, numbers))| KindTally {
            kind: *kind,
            tally: *tally,
            numbers: numbers.clone(),
        });
        let by_region = self
            .by_region
            .iter()
            .map(|(code, tally)| RegionTally { region_code: code.clone(), tally: *tally });
        RegistryCounts {
            tally: self.tally,
            numbers: self.numbers.clone(),
            registered: self.registered,
            documents_withheld: self.documents_withheld,
            by_kind: by_kind.collect(),
            by_region: by_region.collect(),
        }
    }
}
