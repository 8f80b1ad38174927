//! The use case behind an issue alone, beside bare signing: numbers, places, snapshots, signatures, rows, the log, and
//! the commit, on drafts that are at hand.

use std::sync::Arc;
use std::time::Instant;

use onex::domains::certificates::{
    self, Batch, CertificateBasis, CertificateKind, Draft, Evidence, Lot, Series,
};
use onex::platform::clock::Clock;
use onex::platform::ids;
use onex::platform::issuer::Issuer;
use onex::platform::keys::Keys;
use onex_credential::{Season, snapshot};

use crate::load::median;
use crate::report::{Figure, Goal};
use crate::stage::{Fallible, KEYS, Stage, name, plain};

/// What is signed of a certificate has about so many bytes.
const SNAPSHOT_BYTES: usize = 2_000;

/// Issues batches of so many certificates.
pub fn measure(stage: &Stage, rows: usize, rounds: usize) -> Fallible<Figure> {
    let keys = Arc::new(Keys::parse(KEYS)?);
    // As the stage itself was named, so that the key is known.
    let issuer = Issuer::new("http://127.0.0.1:8080", keys)?;
    let (mut issued, mut bare) = (vec![], vec![]);
    for round in 0..rounds.clamp(3, 5) {
        bare.push(rows as f64 / sign(&issuer, rows)?);
        let drafts = (0..rows).map(|n| draft(&issuer, round * rows + n)).collect();
        let lot = Lot { series: series(), basis: CertificateBasis::Exam, run_id: None };
        let batch = Batch { lot, drafts };
        stage.settle()?;
        let started = Instant::now();
        let done = stage
            .db
            .write_blocking(|conn| {
                certificates::issue(conn, &issuer, batch, Clock::real(), &mut |_| {})
            })
            .map_err(plain)?;
        issued.push(rows as f64 / started.elapsed().as_secs_f64());
        if done.len() != rows {
            return Err(format!("{rows} were to be issued, not {}", done.len()).into());
        }
    }
    Ok(Figure::new("sealing certificates", stage.engine.name(), median(&issued), "/s")
        .floor(median(&bare))
        .goal(Goal::min_value(5_000.0))
        .remark(format!("{issued:.0?} beside bare signing {bare:.0?}")))
}

/// Signs as many messages on as many threads; seconds.
fn sign(issuer: &Issuer, rows: usize) -> Fallible<f64> {
    let message = vec![b'x'; SNAPSHOT_BYTES];
    let started = Instant::now();
    std::thread::scope(|scope| {
        let half = || {
            (0..rows / 2).for_each(|_| {
                std::hint::black_box(issuer.key().sign(&message));
            })
        };
        let other = scope.spawn(half);
        half();
        other.join().map_err(|_| "signing failed")
    })?;
    Ok(started.elapsed().as_secs_f64())
}

/// An edition of its own, whose numbers meet no other's.
fn series() -> Series {
    Series {
        edition_id: ids::new(),
        edition: snapshot::Edition {
            code: "2019-autumn".into(),
            title: snapshot::Title {
                zh: "2019 年秋季学期智能财税职业技能等级证书（初级）".into(),
                en: Some("Intelligent Finance and Taxation Vocational Skill Certificate (Elementary), autumn 2019".into()),
            },
            year: 2019,
            season: Season::Autumn,
        },
        kind: CertificateKind::SkillCertificate,
    }
}

fn draft(issuer: &Issuer, n: usize) -> Draft {
    let (id, person, name) = (ids::new(), ids::new(), name(n));
    let subject = |code: &str, zh: &str, en: &str| snapshot::Subject {
        code: code.into(),
        title: snapshot::Title { zh: zh.into(), en: Some(en.into()) },
        score: Some("87.5".into()),
        grade: None,
        exam_date: None,
        passed_on: None,
    };
    Draft {
        id,
        holder_person_id: person,
        holder_user_id: None,
        student_id: Some(ids::new()),
        teacher_id: None,
        institution_id: person,
        region_code: "32".into(),
        holder_pinyin: "wxm".into(),
        holder_name: name,
        id_type: "resident_id".into(),
        masked_id: "320106********1234".into(),
        holder_hash: issuer.keys().holder_hash(id, "320106200001011234"),
        institution_code: Some("4132000001".into()),
        institution_name: "江苏省第一职业技术学院".into(),
        subjects: vec![
            subject("agency", "社会共享初级代理实务", "Shared-service bookkeeping agency"),
            subject("outsourcing", "社会共享初级外包服务", "Shared-service outsourcing"),
            subject("steward", "社会共享初级企业管家", "Shared-service business steward"),
        ],
        supersedes: None,
        rules: 1,
        evidence: Evidence::of(person),
    }
}
