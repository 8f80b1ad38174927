//! Spreadsheets: the export of issued certificates and the hand-over list for signature (签收).

use std::collections::HashMap;

use actix_web::HttpResponse;
use onex_sheets::write::{Column, Value, XlsxTable};

use super::{list, reach};
use crate::cells;
use crate::domains::certificates::model::{
    CertificateFilter, CertificateQuery, CertificateStatus, CertificateSummary, HandoverQuery,
    PrintedCertificate, Registration,
};
use crate::domains::certificates::{policy, store};
use crate::domains::people::{DocumentType, document_name};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::export::{Cell, Export, text};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// Rows a file has at most; beyond, filters are needed.
const MOST: usize = 100_000;
const CHUNK: i64 = 500;

const EXPORT: Export = Export {
    noun: "certificate",
    title: "证书",
    columns: &[
        text("证书编号", 22.0),
        text("证书类型", 18.0),
        text("持证人", 18.0),
        text("证件类型", 18.0),
        text("证件号码", 22.0),
        text("学校代码", 18.0),
        text("学校", 28.0),
        text("地区", 18.0),
        text("期次", 18.0),
        text("科目成绩", 48.0),
        text("发证日期", 18.0),
        text("状态", 18.0),
        text("状态变更时间", 18.0),
        text("变更理由", 28.0),
        text("国家平台编号", 24.0),
        text("回执编号", 24.0),
        text("回执日期", 14.0),
    ],
    most: MOST,
    narrow: "?institution_id",
    of_people: true,
};

/// The certificates of a filter, with what was printed on them.
pub async fn certificates(
    state: &State,
    caller: Caller,
    query: CertificateQuery,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificates.export")?;
    let pages = |page| printed(state, caller.clone(), query.clone(), page);
    EXPORT.answer(state, &caller, &query, pages, |cells| cells).await
}

/// A page of the list, each certificate as its cells.
async fn printed(
    state: &State,
    caller: Caller,
    query: CertificateQuery,
    page: PageQuery,
) -> Result<Page<Vec<Cell>>> {
    let page = list(state, caller, query, page).await?;
    let (items, next) = (page.items, page.next);
    let items = state
        .db
        .read(move |conn| {
            let ids: Vec<_> = items.iter().map(|c| c.id).collect();
            let mut lines: HashMap<Id, store::Line> =
                store::lines(conn, &ids)?.into_iter().map(|l| (l.id, l)).collect();
            let national = store::registrations(conn, &ids)?;
            let row =
                |c: &CertificateSummary| Some(row(c, &lines.remove(&c.id)?, national.get(&c.id)));
            items.iter().filter_map(row).collect::<Result<Vec<_>>>()
        })
        .await?;
    Ok(Page { items, next, total: None })
}

/// The valid certificates of one or all institutions of the scope, with room to sign. Audited.
pub async fn handover(state: &State, caller: Caller, query: HandoverQuery) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "certificates.export")?;
    let (detail, now) = (serde_json::to_value(&query)?, state.clock.now());
    let filter = CertificateFilter {
        institution_id: query.institution_id,
        run_id: query.run_id,
        status: Some(CertificateStatus::Valid),
        ..CertificateFilter::default()
    };
    let scope = reach(&caller);
    state
        .db
        .write(move |conn| {
            let subject = Subject {
                kind: "certificate",
                id: None,
                region_code: caller.scope.region().map(str::to_string),
                institution_id: caller.scope.institution(),
            };
            let action = "certificate.handover_list";
            audit::record(conn, Some(&caller), now, action, subject, &detail)
        })
        .await?;
    state.db.read(move |conn| write_handover(conn, &scope, &filter)).await
}

fn unwritten(e: onex_sheets::SheetError) -> Error {
    Error::internal(anyhow::anyhow!("a spreadsheet could not be written: {e}"))
}

fn too_many() -> Error {
    Error::because(
        Code::TooLarge,
        format!("A file has at most {MOST} rows; narrow the filters, by institution or run"),
    )
    .why("rows_many", [("most", MOST.into())])
}

fn row(
    summary: &CertificateSummary,
    line: &store::Line,
    national: Option<&Registration>,
) -> Result<Vec<Cell>> {
    let p = PrintedCertificate::open(&line.snapshot, &line.snapshot_hash)?;
    let scores = p.scores_zh();
    Ok(cells![
        line.number.clone(),
        summary.kind.name_zh(),
        p.holder_name,
        DocumentType::parse(&p.id_type).map(document_name),
        p.masked_id,
        p.institution.code,
        p.institution.name,
        p.region.name,
        p.edition.title.zh,
        scores,
        p.issued_on.to_string(),
        line.status.name_zh(),
        line.status_at.map(|t| t.programme_date().to_string()),
        line.status_reason.clone(),
        national.map(|r| r.national_number.clone()),
        national.map(|r| r.receipt_number.clone()),
        national.map(|r| r.received_on.to_string()),
    ])
}

fn write_handover(conn: &mut Conn, scope: &Scope, filter: &CertificateFilter) -> Result<Vec<u8>> {
    let columns = [
        Column::number("序号").width(8.0),
        Column::text("学校").width(28.0),
        Column::text("证书编号").width(22.0),
        Column::text("持证人"),
        Column::text("证件号码").width(22.0),
        Column::text("发证日期"),
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
        [Value::Empty, Value::from(&name), Value::from(&total), Value::Text("学校签收（盖章）：")];
    table.row(cells).map_err(unwritten)?;
    Ok(())
}
