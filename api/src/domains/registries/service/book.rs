//! An export as a workbook: a sheet of certificates in the order of the log, and one of counts.

use onex_sheets::write::{Column, XlsxTable};

use super::super::model::{Change, ExportRow, Numbers, Record, RegistryCounts, Tally};
use crate::cells;
use crate::domains::people::{DocumentType, document_name};
use crate::platform::error::{Error, Result};
use crate::platform::http::export::{Cell, region};

/// Titles and widths of the sheet of certificates.
const COLUMNS: &[(&str, f64)] = &[
    ("证书编号", 22.0),
    ("变更", 8.0),
    ("证书类型", 18.0),
    ("姓名", 14.0),
    ("证件类型", 18.0),
    ("证件号码", 22.0),
    ("学校代码", 14.0),
    ("学校", 28.0),
    ("省份代码", 10.0),
    ("省份", 16.0),
    ("期次", 28.0),
    ("科目成绩", 48.0),
    ("颁发日期", 14.0),
    ("状态", 10.0),
    ("状态变更日期", 14.0),
    ("变更理由", 28.0),
    ("所替代的证书编号", 22.0),
    ("内容指纹（SHA-256）", 66.0),
    ("日志序号", 12.0),
    ("国家平台编号", 24.0),
    ("回执编号", 24.0),
    ("回执日期", 14.0),
];

/// A workbook in the making.
pub struct Book(XlsxTable);

fn unwritten(e: onex_sheets::SheetError) -> Error {
    Error::internal(anyhow::anyhow!("a workbook could not be written: {e}"))
}

impl Book {
    /// An empty one.
    pub fn new() -> Result<Self> {
        let columns: Vec<Column> =
            COLUMNS.iter().map(|(title, width)| Column::text(*title).width(*width)).collect();
        Ok(Book(XlsxTable::new("证书", &columns).map_err(unwritten)?))
    }

    /// Adds a certificate.
    pub fn row(&mut self, row: &Record) -> Result<()> {
        let (p, national) = (&row.printed, row.national.as_ref());
        let cells = cells![
            p.number.as_str(),
            match row.change {
                Change::Issued => "新发",
                Change::Ended => "变动",
            },
            p.kind.name_zh(),
            p.holder_name.as_str(),
            DocumentType::parse(&p.id_type).map(document_name),
            row.document.as_deref().unwrap_or(&p.masked_id),
            p.institution.code.as_deref(),
            p.institution.name.as_str(),
            p.region.code.as_str(),
            p.region.name.as_str(),
            p.edition.title.zh.as_str(),
            p.scores_zh(),
            p.issued_on.to_string(),
            row.status.name_zh(),
            row.status_on.map(|day| day.to_string()),
            row.status_reason.as_deref(),
            row.supersedes.as_deref(),
            row.sha256.as_str(),
            row.log_index.to_string(),
            national.map(|r| r.national_number.as_str()),
            national.map(|r| r.receipt_number.as_str()),
            national.map(|r| r.received_on.to_string()),
        ];
        self.0.row(cells.iter()).map_err(unwritten)?;
        Ok(())
    }

    /// The whole workbook, with the sheet of counts.
    pub fn finish(self, export: &ExportRow, counts: &RegistryCounts) -> Result<Vec<u8>> {
        let columns = [
            Column::text("分组").width(14.0),
            Column::text("名称").width(28.0),
            Column::number("证书数"),
            Column::number("本次新发"),
            Column::number("有效"),
            Column::number("已撤销"),
            Column::number("已换发"),
            Column::text("首个编号").width(22.0),
            Column::text("末个编号").width(22.0),
        ];
        let mut table = self.0.next_sheet("统计", &columns).map_err(unwritten)?;
        let mut rows = vec![tallied("合计", "全部", &counts.tally, Some(&counts.numbers))];
        rows.extend(
            counts
                .by_kind
                .iter()
                .map(|k| tallied("证书类型", k.kind.name_zh(), &k.tally, Some(&k.numbers))),
        );
        rows.extend(
            counts
                .by_region
                .iter()
                .map(|r| tallied("省份", &region(&r.region_code), &r.tally, None)),
        );
        rows.push(cells!["登记", "已有国家平台编号", counts.registered]);
        if export.document_numbers {
            rows.push(cells!["证件", "持证人证件已变更，未列完整号码", counts.documents_withheld]);
        }
        rows.push(cells!["截止", "日志条数（起）", export.log_from]);
        rows.push(cells!["截止", "日志条数（止）", export.log_to]);
        for row in &rows {
            table.row(row.iter()).map_err(unwritten)?;
        }
        table.finish().map_err(unwritten)
    }
}

fn tallied(group: &str, name: &str, tally: &Tally, numbers: Option<&Numbers>) -> Vec<Cell> {
    let (first, last) =
        numbers.map_or((None, None), |n| (n.first_number.as_deref(), n.last_number.as_deref()));
    cells![
        group,
        name,
        tally.rows,
        tally.issued,
        tally.valid,
        tally.revoked,
        tally.superseded,
        first,
        last,
    ]
}
