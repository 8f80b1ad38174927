//! What the issuing transaction adds to a certificate: signature, place in a status list, leaf in the log; what of it
//! `onex check` proves, and what two nodes, a rotation and certificates from before make of it.

use diesel::prelude::*;
use onex::domains::certificates as domain;
use onex::on_native;
use onex::platform::db::{Conn, Ts};
use onex::platform::error::Code;
use onex::schema::{
    certificate_counters, certificate_seals, certificates, log_heads, log_leaves, meta,
    status_lists,
};
use onex_credential::snapshot::{self, Snapshot};
use onex_translog::{Entry, Kind, note};
use support::{Database, Id, TestApp, both, json};

use crate::certificates::{batch, certifier, draft, id, issue, revoke, series};
use crate::issuer::{did_document, rotated};

/// What is wrong, apart from the people and places that these certificates do without.
fn faults(app: &TestApp) -> Vec<String> {
    let mut faults = app.faults();
    faults.retain(|f| !f.ends_with("not there"));
    faults
}

/// The log's entries in their order.
fn entries(app: &TestApp) -> Vec<(Kind, String)> {
    let lines: Vec<String> = app
        .state
        .db
        .read_blocking(|conn| {
            Ok(log_leaves::table.order(log_leaves::idx).select(log_leaves::entry).load(conn)?)
        })
        .unwrap();
    let entry = |line: &String| Entry::parse(line.as_bytes()).unwrap();
    let hex = |e: &Entry| e.sha256().iter().map(|b| format!("{b:02x}")).collect();
    lines.iter().map(entry).map(|e| (e.kind(), hex(&e))).collect()
}

fn hash_of(app: &TestApp, certificate: Id) -> String {
    app.state
        .db
        .read_blocking(|conn| {
            let row = certificates::table.find(certificate);
            Ok(row.select(certificates::snapshot_hash).first(conn)?)
        })
        .unwrap()
}

type Sealed = (String, String, String, Vec<u8>, i64, i64);

/// Snapshot, hash, key, signature and place of every certificate, in the order of their numbers.
fn sealed(app: &TestApp) -> Vec<Sealed> {
    app.state
        .db
        .read_blocking(|conn| {
            Ok(certificates::table
                .inner_join(
                    certificate_seals::table
                        .on(certificate_seals::certificate_id.eq(certificates::id)),
                )
                .order(certificates::number)
                .select((
                    certificates::snapshot,
                    certificates::snapshot_hash,
                    certificate_seals::key_id,
                    certificate_seals::signature,
                    certificate_seals::status_list,
                    certificate_seals::status_index,
                ))
                .load(conn)?)
        })
        .unwrap()
}

/// Changes rows that the database keeps from being changed.
pub fn tamper(app: &TestApp, triggers: &[&str], statement: &str) {
    let lifted = match app.database {
        Database::Sqlite => {
            let drops = triggers.iter().map(|t| format!("DROP TRIGGER IF EXISTS {t};"));
            format!("PRAGMA foreign_keys = OFF; {} {statement}", drops.collect::<String>())
        }
        Database::Postgres => format!(
            "SET session_replication_role = replica; {statement}; SET session_replication_role = origin"
        ),
    };
    crate::certificates::sql(app, &lifted).unwrap();
}

const LOG: [&str; 4] = [
    "log_leaves_immutable_update",
    "log_leaves_immutable_delete",
    "log_heads_immutable_update",
    "log_heads_immutable_delete",
];

both! {
    async fn each_certificate_is_signed_has_a_place_and_a_leaf(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷"), draft(3, "韩梅梅")]);
        let (_, keys) = did_document(&app).await;
        let rows = sealed(&app);
        let mut places = std::collections::BTreeSet::new();
        for (text, hash, key, signature, list, index) in &rows {
            assert_eq!(*key, format!("did:web:127.0.0.1#{}", keys[0].0));
            let signature = signature.as_slice().try_into().unwrap();
            assert_eq!(snapshot::verify(text, signature, keys[0].1), Ok(()));
            let snapshot = Snapshot::open(text, hash).unwrap();
            let credential = snapshot.credential.unwrap();
            assert_eq!((i64::from(credential.status.list), i64::from(credential.status.index)), (*list, *index));
            assert_eq!(credential.holder_hash.0, [7; 32]);
            places.insert(*index);
        }
        assert_eq!((rows.len(), places.len()), (3, 3));
        assert!(places.iter().zip(places.iter().skip(1)).any(|(a, b)| b - a > 1), "places in a row tell the order: {places:?}");
        let wanted: Vec<_> = issued.iter().map(|c| (Kind::Issue, hash_of(&app, c.id))).collect();
        assert_eq!(entries(&app), wanted);
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn thousands_are_written_in_their_order_or_none_of_them(app: TestApp) {
        let of = |from: u128, to: u128| (from..=to).map(|n| draft(n, "王小明")).collect::<Vec<_>>();
        let (issuer, now) = (&app.state.issuer, app.state.clock.now());
        let held = issue(&app, of(2500, 2500));
        let mut told = Vec::new();
        let refused = app.state.db.write_blocking(|conn| {
            domain::issue(conn, issuer, batch(of(1, 2500)), now, &mut |n| told.push(n))
        });
        assert_eq!(refused.unwrap_err().code(), Code::CertificateHeld);
        assert_eq!((told.last(), entries(&app).len()), (Some(&2000), 1));
        let issued = issue(&app, of(1, 2499));
        let serials: Vec<String> = held.iter().chain(&issued).map(|c| c.number[7..15].into()).collect();
        assert_eq!(serials, (1..=2500).map(|n| format!("{n:08}")).collect::<Vec<_>>());
        let in_order: Vec<_> = sealed(&app).into_iter().map(|row| (Kind::Issue, row.1)).collect();
        assert_eq!(entries(&app), in_order);
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn a_revocation_is_a_leaf_and_sets_a_bit(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        let version = |app: &TestApp| app.state.db.read_blocking(|conn| {
            Ok(status_lists::table.find(1).select(status_lists::version).first::<i64>(conn)?)
        }).unwrap();
        let before = version(&app);
        revoke(&app, &issued[1].number).await;
        assert_eq!(version(&app), before + 1);
        assert_eq!(entries(&app).pop().unwrap(), (Kind::Revoke, hash_of(&app, issued[1].id)));
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn what_was_changed_removed_or_added_by_hand_is_found(app: TestApp) {
        let issued = issue(&app, vec![draft(1, "王小明"), draft(2, "李雷")]);
        issue(&app, vec![draft(3, "韩梅梅")]);
        revoke(&app, &issued[0].number).await;
        assert_eq!(faults(&app), [""; 0]);
        let found = |what: &str, wanted: &str| {
            let faults = faults(&app);
            assert!(faults.iter().any(|f| f.contains(wanted)), "{what}: {faults:?}");
            faults.len()
        };
        let seals = ["certificate_seals_immutable_update", "certificate_seals_immutable_delete"];
        tamper(&app, &seals, "UPDATE certificate_seals SET evidence = '{}' WHERE certificate_id = (SELECT id FROM certificates ORDER BY number LIMIT 1)");
        found("evidence", "the evidence differs from the snapshot");
        tamper(&app, &seals, "UPDATE certificate_seals SET signature = (SELECT signature FROM certificate_seals ORDER BY certificate_id LIMIT 1)");
        found("signatures", "the signature is not the issuer's");
        tamper(&app, &[], "UPDATE certificates SET status = 'revoked', status_at = 1 WHERE status = 'valid' AND number = (SELECT max(number) FROM certificates)");
        found("a revocation past the application", "the log has no leaf `revoke` of it");
        tamper(&app, &LOG, "UPDATE log_heads SET at = at + 1000000 WHERE size = 2");
        found("a head's time", "states something else than its note");
        tamper(&app, &LOG, "UPDATE log_heads SET note = replace(note, 'time 1', 'time 2') WHERE size = 3");
        found("a head's note", "the signature is not that of the text");
        tamper(&app, &LOG, "UPDATE log_leaves SET entry = replace(entry, 'issue', 'revoke') WHERE idx = 1");
        found("an entry", "entry 1 is not the one that the tree holds");
        tamper(&app, &LOG, "DELETE FROM log_leaves WHERE idx = 2");
        found("a leaf taken out", "entry 2 is missing");
        found("its certificate", "the log has no leaf `issue` of it");
        tamper(&app, &LOG, "DELETE FROM log_heads WHERE size = 4");
        found("the last head", "has no head of that size");
        tamper(&app, &seals, "DELETE FROM certificate_seals");
        found("seals", "it has no seal");
        found("places", "places are given, and 0 certificates have theirs in it");
    }

    async fn a_rotated_deployment_still_verifies_what_the_old_key_signed(app: TestApp) {
        let first = issue(&app, vec![draft(1, "王小明")]);
        let next = rotated(&app);
        issue(&next, vec![draft(2, "李雷")]);
        let (_, keys) = did_document(&next).await;
        let rows = sealed(&next);
        for ((text, hash, key, signature, ..), (name, public)) in rows.iter().zip(keys.iter().rev()) {
            assert!(key.ends_with(name), "{key} {name}");
            assert_eq!(snapshot::verify(text, signature.as_slice().try_into().unwrap(), *public), Ok(()));
            Snapshot::open(text, hash).unwrap();
        }
        // What the old key signed is revoked under the new one.
        revoke(&next, &first[0].number).await;
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn times_never_go_back_in_the_log(app: TestApp) {
        issue(&app, vec![draft(1, "王小明")]);
        // A node whose clock is an hour behind.
        let late = app.another_node();
        late.state.clock.set(Ts(app.state.clock.now().0 - 3_600_000_000));
        issue(&late, vec![draft(2, "李雷")]);
        let heads: Vec<(i64, String)> = app.state.db.read_blocking(|conn| {
            Ok(log_heads::table.order(log_heads::size).select((log_heads::at, log_heads::note)).load(conn)?)
        }).unwrap();
        assert_eq!(heads[0].0, heads[1].0);
        let keys = [app.state.issuer.log_signer().unwrap().public().clone()];
        let (head, _) = note::open(heads[1].1.as_bytes(), &keys).unwrap();
        assert_eq!((head.size, head.time * 1_000_000), (2, heads[1].0));
        assert_eq!(faults(&app), [""; 0]);
    }

    async fn certificates_from_before_are_sealed_when_a_node_starts(app: TestApp) {
        let old = from_before(&app);
        assert!(faults(&app).iter().any(|f| f.contains("it has no seal")));
        let node = app.another_node();
        assert_eq!(faults(&app), [""; 0]);
        let wanted = [(Kind::Issue, hash_of(&app, old[0])), (Kind::Issue, hash_of(&app, old[1])), (Kind::Revoke, hash_of(&app, old[1]))];
        assert_eq!(entries(&node), wanted);
        let again = app.another_node();
        assert_eq!(entries(&again).len(), 3, "once is enough");
        // They read as they were printed, and numbers go on after them.
        let next = issue(&node, vec![draft(3, "韩梅梅")]);
        assert!(next[0].number.starts_with("202011000000003"), "{}", next[0].number);
        for (certificate, layout) in [(old[0], 1), (next[0].id, 2)] {
            let shown = certifier(&node).await.get(&format!("/certificates/{certificate}")).await.expect(200);
            assert_eq!(shown["snapshot"]["schema"], layout);
            assert!(shown["snapshot"].get("credential").is_none());
        }
        let printed = |n: Id| {
            let number: String = app.state.db.read_blocking(|conn| {
                Ok(certificates::table.find(n).select(certificates::number).first(conn)?)
            }).unwrap();
            app.post("/public/certificates/verify", json!({ "number": number, "name": if n == old[0] { "王小明" } else { "韩梅梅" } }))
        };
        let (before, after) = (printed(old[0]).await.expect(200), printed(next[0].id).await.expect(200));
        let members = |answer: &support::Value| answer["certificate"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(members(&before), members(&after));
        assert_eq!(faults(&app), [""; 0]);
    }
}

/// Two certificates as a release without seals has issued them, the second of them revoked.
pub fn from_before(app: &TestApp) -> Vec<Id> {
    let names = ["王小明", "李雷"];
    let now = app.state.clock.now();
    app.state
        .db
        .write_blocking(|conn| {
            diesel::delete(meta::table.find("certificates.sealed")).execute(conn)?;
            let mut ids = Vec::new();
            for (n, name) in (1..).zip(names) {
                let d = draft(n, name);
                let number = series().number(i64::try_from(n).unwrap()).unwrap();
                let sealed = layout_1(&d, &number, now).seal().unwrap();
                let end = (n == 2).then_some(now);
                let row = (
                    (
                        certificates::id.eq(d.id),
                        certificates::number.eq(&number),
                        certificates::kind.eq("skill_certificate"),
                        certificates::status.eq(if n == 2 { "revoked" } else { "valid" }),
                        certificates::holder_person_id.eq(d.holder_person_id),
                        certificates::student_id.eq(d.student_id),
                        certificates::institution_id.eq(d.institution_id),
                        certificates::region_code.eq(&d.region_code),
                        certificates::edition_id.eq(id(1)),
                        certificates::basis.eq("exam"),
                    ),
                    (
                        certificates::holder_name.eq(name),
                        certificates::holder_pinyin.eq(&d.holder_pinyin),
                        certificates::institution_name.eq(&d.institution_name),
                        certificates::holder_name_key.eq(name),
                        certificates::snapshot.eq(&sealed.canonical),
                        certificates::snapshot_hash.eq(&sealed.digest),
                        certificates::issued_at.eq(now),
                        certificates::status_at.eq(end),
                        certificates::version.eq(1_i64),
                    ),
                );
                on_native!(conn, c => diesel::insert_into(certificates::table).values(row).execute(c))?;
                ids.push(d.id);
            }
            diesel::insert_into(certificate_counters::table)
                .values((
                    certificate_counters::series.eq(series().key()?),
                    certificate_counters::next_serial.eq(3_i64),
                ))
                .execute(conn)?;
            Ok(ids)
        })
        .unwrap()
}

fn layout_1(d: &onex::domains::certificates::Draft, number: &str, now: Ts) -> Snapshot {
    let title = |zh: &str, en: &str| snapshot::Title { zh: zh.into(), en: Some(en.into()) };
    Snapshot {
        schema: snapshot::SCHEMA,
        number: number.into(),
        kind: onex_credential::CertificateKind::SkillCertificate,
        title: title("智能财税职业技能等级证书（初级）", "Skill Certificate"),
        holder_name: d.holder_name.clone(),
        id_type: d.id_type.clone(),
        masked_id: d.masked_id.clone(),
        institution: snapshot::Institution {
            code: d.institution_code.clone(),
            name: d.institution_name.clone(),
        },
        region: snapshot::Region { code: d.region_code.clone(), name: "江苏省".into() },
        edition: series().edition,
        subjects: d.subjects.clone(),
        basis: snapshot::Basis::Exam,
        issued_on: now.programme_date(),
        issuer: snapshot::Title { zh: "中联集团教育科技有限公司".into(), en: None },
        template: snapshot::Template { id: "skill_certificate".into(), version: 1 },
        credential: None,
    }
}

/// Two nodes, two threads each, that issue and revoke at once.
fn nodes_at_once(app: TestApp) {
    let other = app.another_node();
    let threads: Vec<_> = (0..4_u128)
        .map(|t| {
            let state = if t % 2 == 0 { app.state.clone() } else { other.state.clone() };
            std::thread::spawn(move || {
                for n in 0..6_u128 {
                    let first = 1 + t * 100 + n * 3;
                    let drafts = (first..first + 3).map(|n| draft(n, "王小明")).collect();
                    let now = state.clock.now();
                    let done = state.db.write_blocking(|conn| {
                        onex::domains::certificates::issue(
                            conn,
                            &state.issuer,
                            batch(drafts),
                            now,
                            &mut |_| {},
                        )
                    });
                    done.unwrap();
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(entries(&app).len(), 72);
    let heads: Vec<i64> = app
        .state
        .db
        .read_blocking(|conn: &mut Conn| {
            Ok(log_heads::table.order(log_heads::size).select(log_heads::size).load(conn)?)
        })
        .unwrap();
    assert_eq!(
        heads,
        (1..=24).map(|n| n * 3).collect::<Vec<_>>(),
        "one tree, a head a transaction"
    );
    assert_eq!(faults(&app), [""; 0]);
}

#[test]
fn two_nodes_that_issue_at_once_grow_one_tree() {
    for database in [Database::Sqlite, Database::Postgres] {
        nodes_at_once(TestApp::start(database));
    }
}
