//! Spreadsheets: the export of issued certificates and the hand-over list for signature (签收).

use onex_sheets::write::{Column, Value, XlsxTable};

use super::reach;
use crate::domains::certificates::model::{
    CertificateFilter, CertificateKind, CertificateQuery, CertificateStatus, CertificateSummary,
    HandoverQuery, PrintedCertificate,
};
use crate::domains::certificates::{policy, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::state::State;

/// Rows a file has at most; beyond, filters are needed.
const MOST: usize = 100_000;
const CHUNK: i64 = 500;

/// The certificates of a filter as XLSX. Audited.
pub async fn certificates(
    state: &State,
    caller: Caller,
    query: CertificateQuery,
) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "certificates.export")?;
    let detail = serde_json::to_value(&query)?;
    let filter = CertificateFilter::try_from(query)?;
    let scope = reach(&caller);
    record(state, caller, "certificate.export", detail).await?;
    state.db.read(move |conn| write_certificates(conn, &scope, &filter)).await
}

/// The valid certificates of one or all institutions of the scope, with room to sign. Audited.
pub async fn handover(state: &State, caller: Caller, query: HandoverQuery) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "certificates.export")?;
    let detail = serde_json::to_value(&query)?;
    let filter = CertificateFilter {
        institution_id: query.institution_id,
        run_id: query.run_id,
        status: Some(CertificateStatus::Valid),
        ..CertificateFilter::default()
    };
    let scope = reach(&caller);
    record(state, caller, "certificate.handover_list", detail).await?;
    state.db.read(move |conn| write_handover(conn, &scope, &filter)).await
}

async fn record(
    state: &State,
    caller: Caller,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<()> {
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let subject = Subject {
                kind: "certificate",
                id: None,
                region_code: caller.scope.region().map(str::to_string),
                institution_id: caller.scope.institution(),
            };
            audit::record(conn, Some(&caller), now, action, subject, &detail)
        })
        .await
}

fn unwritten(e: onex_sheets::SheetError) -> Error {
    Error::internal(anyhow::anyhow!("a spreadsheet could not be written: {e}"))
}

fn too_many() -> Error {
    Error::because(
        Code::TooLarge,
        format!("A file has at most {MOST} rows; narrow the filters, by institution or run"),
    )
}

fn kind_zh(kind: CertificateKind) -> &'static str {
    match kind {
        CertificateKind::SkillCertificate => "职业技能等级证书",
        CertificateKind::TrainingCertificate => "培训合格证",
    }
}

fn status_zh(status: CertificateStatus) -> &'static str {
    match status {
        CertificateStatus::Valid => "有效",
        CertificateStatus::Revoked => "已撤销",
        CertificateStatus::Superseded => "已换发",
    }
}

fn write_certificates(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CertificateFilter,
) -> Result<Vec<u8>> {
    let columns = [
        Column::text("证书编号").width(22.0),
        Column::text("证书类型"),
        Column::text("姓名"),
        Column::text("证件类型"),
        Column::text("证件号码").width(22.0),
        Column::text("院校代码"),
        Column::text("院校名称").width(28.0),
        Column::text("省份"),
        Column::text("期次"),
        Column::text("科目成绩").width(48.0),
        Column::text("颁发日期"),
        Column::text("状态"),
        Column::text("撤销或换发日期"),
        Column::text("原因").width(28.0),
    ];
    let mut table = XlsxTable::new("证书", &columns).map_err(unwritten)?;
    let (mut after, mut written) = (None, 0_usize);
    loop {
        let page = store::list(conn, scope, filter, after.take(), CHUNK)?;
        let ids: Vec<_> = page.iter().map(|(c, _)| c.id).collect();
        let mut lines: std::collections::HashMap<Id, store::Line> =
            store::lines(conn, &ids)?.into_iter().map(|l| (l.id, l)).collect();
        for (summary, _) in &page {
            let Some(line) = lines.remove(&summary.id) else { continue };
            write_certificate(&mut table, summary, &line)?;
        }
        written += page.len();
        if written > MOST {
            return Err(too_many());
        }
        match page.last() {
            Some((c, pinyin)) if page.len() == usize::try_from(CHUNK).unwrap_or(0) => {
                after = Some(store::position(filter, c, pinyin));
            }
            _ => break,
        }
    }
    table.finish().map_err(unwritten)
}

fn write_certificate(
    table: &mut XlsxTable,
    summary: &CertificateSummary,
    line: &store::Line,
) -> Result<()> {
    let p = PrintedCertificate::open(&line.snapshot, &line.snapshot_hash)?;
    let scores: Vec<_> = p
        .subjects
        .iter()
        .map(|s| format!("{} {}", s.title.zh, s.score.as_deref().unwrap_or("合格")))
        .collect();
    let ended = line.status_at.map(|t| t.programme_date().to_string()).unwrap_or_default();
    table
        .row([
            line.number.as_str(),
            kind_zh(summary.kind),
            &p.holder_name,
            &p.id_type,
            &p.masked_id,
            p.institution.code.as_deref().unwrap_or_default(),
            &p.institution.name,
            &p.region.name,
            &p.edition.code,
            &scores.join("；"),
            &p.issued_on.to_string(),
            status_zh(line.status),
            &ended,
            line.status_reason.as_deref().unwrap_or_default(),
        ])
        .map_err(unwritten)?;
    Ok(())
}

fn write_handover(conn: &mut Conn, scope: &Scope, filter: &CertificateFilter) -> Result<Vec<u8>> {
    let columns = [
        Column::number("序号").width(8.0),
        Column::text("院校名称").width(28.0),
        Column::text("证书编号").width(22.0),
        Column::text("姓名"),
        Column::text("证件号码").width(22.0),
        Column::text("颁发日期"),
        Column::text("领取人签名").width(20.0),
        Column::text("签收日期").width(16.0),
    ];
    let mut table = XlsxTable::new("证书签收表", &columns).map_err(unwritten)?;
    let (mut after, mut written) = (None, 0_usize);
    // The institution at hand and how many certificates it gets.
    let mut group: Option<(Id, String, i64)> = None;
    loop {
        let page = store::handover(conn, scope, filter, after.take(), CHUNK)?;
        for line in &page {
            let p = PrintedCertificate::open(&line.snapshot, &line.snapshot_hash)?;
            if group.as_ref().is_some_and(|(id, ..)| *id != line.institution_id) {
                sign_off(&mut table, group.take())?;
            }
            let (_, _, n) =
                group.get_or_insert((line.institution_id, p.institution.name.clone(), 0));
            *n += 1;
            table
                .row([
                    Value::Int(*n),
                    Value::from(&p.institution.name),
                    Value::from(line.number.as_str()),
                    Value::from(&p.holder_name),
                    Value::from(&p.masked_id),
                    Value::from(&p.issued_on.to_string()),
                ])
                .map_err(unwritten)?;
        }
        written += page.len();
        if written > MOST {
            return Err(too_many());
        }
        match page.last() {
            Some(line) if page.len() == usize::try_from(CHUNK).unwrap_or(0) => {
                after = Some((line.institution_id, line.number.clone()));
            }
            _ => break,
        }
    }
    sign_off(&mut table, group)?;
    table.finish().map_err(unwritten)
}

/// The line on which an institution signs for all of its certificates.
fn sign_off(table: &mut XlsxTable, group: Option<(Id, String, i64)>) -> Result<()> {
    let Some((_, name, count)) = group else { return Ok(()) };
    let total = format!("共 {count} 份");
    let cells =
        [Value::Empty, Value::from(&name), Value::from(&total), Value::Text("院校签收（盖章）：")];
    table.row(cells).map_err(unwritten)?;
    Ok(())
}
