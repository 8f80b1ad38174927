//! The national platform's numbers and receipts from a spreadsheet, a row for each certificate: ours is named by its
//! number, and the holder's name must match.

use std::collections::HashMap;

use onex_credential::number;
use onex_identity::name;
use onex_sheets::{Column, ColumnSpec};
use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::model::ReceiptRow;
use super::policy;
use super::store::receipts::{self as store, Named};
use crate::domains::imports::{
    Accepted, Change, Context, ImportKind, Judgement, Outcome, Reader, Target, moved_on,
};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, PolicyRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// Imports of receipts.
pub struct ReceiptImport;

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        field: "number",
        titles: &["证书编号", "证书号", "本系统证书编号", "number"],
        required: true,
    },
    ColumnSpec {
        field: "name", titles: &["姓名", "持证人", "持证人姓名", "name"], required: true
    },
    ColumnSpec {
        field: "national_number",
        titles: &["国家平台编号", "国家平台证书编号", "国家编号", "national_number"],
        required: true,
    },
    ColumnSpec {
        field: "receipt_number",
        titles: &["回执编号", "回执号", "receipt_number"],
        required: true,
    },
    ColumnSpec {
        field: "received_on",
        titles: &["回执日期", "登记日期", "received_on"],
        required: true,
    },
];

/// Characters of a number of the national platform at most.
const MOST: usize = 50;

/// A row, read and checked as far as it goes by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    number: String,
    name: String,
    national_number: String,
    receipt_number: String,
    received_on: Date,
}

/// A number of theirs in its normal form: letters and digits of ASCII, with hyphens, dots, slashes or underscores between.
fn foreign_number(raw: &str) -> Option<String> {
    let text: String = raw
        .trim_start_matches('\'')
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(onex_identity::half_width)
        .collect();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._/".contains(&b);
    let fits = (1..=MOST).contains(&text.len()) && text.bytes().all(plain);
    (fits && text.bytes().any(|b| b.is_ascii_alphanumeric())).then_some(text)
}

/// A day as spreadsheets and people write it: `2020-06-28`, `2020/6/28`, `2020.6.28`, `2020年6月28日`, `20200628`; a time of
/// day behind it is not read.
fn day(raw: &str) -> Option<Date> {
    let text = raw.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect()
    };
    let [year, month, day] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn numbered(row: &mut Reader<'_, '_>, field: &'static str) -> Option<String> {
    let raw = row.required(field)?;
    let number = foreign_number(&raw);
    if number.is_none() {
        row.refuse(
            field,
            "registry_number",
            format!("must be 1 to {MOST} letters, digits, hyphens, dots, slashes or underscores"),
        );
    }
    number
}

impl ImportKind for ReceiptImport {
    const NAME: &'static str = "registry_receipt_import";
    const PARSE: &'static str = "registry_receipt_import.parse";
    const COMMIT: &'static str = "registry_receipt_import.commit";
    const PATH: &'static str = "/registry-receipt-imports";
    const POLICY: &'static [PolicyRow] = policy::TABLE;
    const ACTION: &'static str = "registry_receipts.import";
    const COLUMNS: &'static [ColumnSpec] = COLUMNS;
    const SHEET: &'static str = "登记回执";
    const EXAMPLES: &'static [&'static [&'static str]] = &[
        &["20201100000000104", "示例持证人甲", "GJ2020000001", "HZ-0001", "2020-07-15"],
        &["20201100000000395", "示例持证人乙", "GJ2020000002", "HZ-0001", "2020-07-15"],
    ];
    const CHANGES_NEED_REASON: bool = true;
    type Payload = Row;

    fn template() -> Vec<Column> {
        COLUMNS
            .iter()
            .map(|spec| {
                let title = spec.titles.first().copied().unwrap_or(spec.field);
                let column = Column::text(title).width(24.0).required();
                match spec.field {
                    "number" => column.note("本系统颁发的 17 位编号，可带连字符"),
                    "name" => column.note("用于核对，须与证书一致"),
                    "received_on" => column.note("例如 2020-07-15"),
                    _ => column,
                }
            })
            .collect()
    }

    fn target(_: &mut Conn, _: &Caller, _: &HashMap<String, String>) -> Result<Target> {
        Ok(Target::default())
    }

    fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<Row>> {
        let ours =
            match row.required("number").map(|raw| number::parse(&raw).and_then(|p| p.number())) {
                Some(Ok(number)) => Some(number),
                Some(Err(e)) => {
                    row.refuse("number", e.code(), e.to_string());
                    None
                }
                None => None,
            };
        let name = row.required("name");
        let (theirs, receipt) = (numbered(row, "national_number"), numbered(row, "receipt_number"));
        let received = row.required("received_on").and_then(|raw| {
            let day = day(&raw);
            if day.is_none() {
                row.refuse("received_on", "date", "is no date; write it like 2020-07-15");
            }
            day
        });
        if received.is_some_and(|day| day > context.today) {
            row.refuse("received_on", "in_future", "lies in the future");
        }
        let (
            Some(number),
            Some(name),
            Some(national_number),
            Some(receipt_number),
            Some(received_on),
        ) = (ours, name, theirs, receipt, received)
        else {
            return Ok(None);
        };
        row.unique("number", number.as_bytes());
        row.unique("national_number", national_number.as_bytes());
        Ok(Some(Row { number, name, national_number, receipt_number, received_on }))
    }

    fn judge(conn: &mut Conn, _: &Context<'_>, rows: &[Row]) -> Result<Vec<Judgement>> {
        let looked = Looked::up(conn, rows)?;
        Ok(rows
            .iter()
            .map(|row| match looked.resolve(row) {
                Err(refusal) => refusal,
                Ok(named) => match looked.standing.get(&named.id) {
                    None => Judgement::new(),
                    Some(old) => Judgement::changed(changes(old, row)),
                },
            })
            .collect())
    }

    fn commit(conn: &mut Conn, context: &Context<'_>, rows: Vec<Accepted<Row>>) -> Result<()> {
        let (numbers, rows): (Vec<_>, Vec<_>) =
            rows.into_iter().map(|a| ((a.row_no, a.outcome), a.payload)).unzip();
        let looked = Looked::up(conn, &rows)?;
        let mut new = Vec::with_capacity(rows.len());
        for (row, (row_no, outcome)) in rows.iter().zip(numbers) {
            let named = looked.resolve(row).map_err(|_| moved_on(row_no))?;
            let old = looked.standing.get(&named.id);
            let receipt = ReceiptRow {
                certificate_id: named.id,
                national_number: row.national_number.clone(),
                receipt_number: row.receipt_number.clone(),
                received_on: row.received_on,
                import_id: context.import.id,
                recorded_by: context.actor.user,
                recorded_at: context.now,
                version: old.map_or(1, |old| old.version + 1),
            };
            match old {
                Some(old) if outcome == Outcome::Changed => {
                    store::update(conn, &receipt)?;
                    corrected(conn, context, named, old, &receipt)?;
                }
                None if outcome == Outcome::New => new.push(receipt),
                _ => return Err(moved_on(row_no)),
            }
        }
        store::insert(conn, &new)
    }
}

/// Records that a file changes a receipt.
fn corrected(
    conn: &mut Conn,
    context: &Context<'_>,
    named: &Named,
    old: &ReceiptRow,
    new: &ReceiptRow,
) -> Result<()> {
    let told = |r: &ReceiptRow| {
        serde_json::json!({
            "national_number": r.national_number, "receipt_number": r.receipt_number,
            "received_on": r.received_on,
        })
    };
    let detail = serde_json::json!({
        "number": named.number, "before": told(old), "after": told(new),
        "reason": context.reason, "import_id": context.import.id,
    });
    let about =
        Subject::institution("certificate", named.id, &named.region_code, named.institution_id);
    let (actor, at) = (Some(context.actor), context.now);
    audit::record_as(conn, actor, at, "registry_receipt.correct", about, &detail)
}

/// What a row would change of the receipt that stands.
fn changes(old: &ReceiptRow, new: &Row) -> Vec<Change> {
    let (before, after) = (old.received_on.to_string(), new.received_on.to_string());
    [
        Change::between("national_number", Some(&old.national_number), Some(&new.national_number)),
        Change::between("receipt_number", Some(&old.receipt_number), Some(&new.receipt_number)),
        Change::between("received_on", Some(&before), Some(&after)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a chunk of rows names, looked up at once.
struct Looked {
    named: HashMap<String, Named>,
    standing: HashMap<Id, ReceiptRow>,
    /// Beside which certificates the national numbers stand.
    taken: HashMap<String, Id>,
}

impl Looked {
    fn up(conn: &mut Conn, rows: &[Row]) -> Result<Self> {
        let ours: Vec<String> = rows.iter().map(|r| r.number.clone()).collect();
        let theirs: Vec<String> = rows.iter().map(|r| r.national_number.clone()).collect();
        let named = store::named(conn, &ours)?;
        let ids: Vec<Id> = named.values().map(|c| c.id).collect();
        Ok(Looked {
            standing: store::of(conn, &ids)?,
            taken: store::holders(conn, &theirs)?,
            named,
        })
    }

    /// The certificate of a row, or why it cannot have this receipt.
    fn resolve(&self, row: &Row) -> Result<&Named, Judgement> {
        let Some(named) = self.named.get(&row.number) else {
            return Err(Judgement::refused(
                "number",
                "unknown_certificate",
                "is the number of no certificate that was issued here",
            ));
        };
        if !name::same_name(&row.name, &named.holder_name) {
            return Err(Judgement::refused(
                "name",
                "certificate_name_mismatch",
                "is not the name on the certificate; the row may mean another one",
            ));
        }
        if self.taken.get(&row.national_number).is_some_and(|id| *id != named.id) {
            return Err(Judgement::refused(
                "national_number",
                "national_number_taken",
                "stands beside another certificate already",
            ));
        }
        if row.received_on < named.issued_at.programme_date() {
            return Err(Judgement::refused(
                "received_on",
                "before_issue",
                "lies before the day on which the certificate was issued",
            ));
        }
        Ok(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn a_day_is_read_however_it_is_written() {
        for raw in [
            "2020-07-05",
            "2020/7/5",
            "2020.7.5",
            "2020年7月5日",
            "20200705",
            "2020-07-05T00:00:00",
            "2020-07-05 08:30",
        ] {
            assert_eq!(day(raw), Some(date!(2020 - 07 - 05)), "{raw}");
        }
        for raw in ["", "2020", "20-07-05", "2020-02-30", "05/07/2020", "2020-07-05-01", "七月五日"]
        {
            assert_eq!(day(raw), None, "{raw}");
        }
    }

    #[test]
    fn numbers_of_others_keep_their_letters_and_lose_their_typography() {
        assert_eq!(foreign_number("ＧＪ2020－ 00１"), Some("GJ2020-001".into()));
        assert_eq!(foreign_number("'0012/a_b.c"), Some("0012/a_b.c".into()));
        for raw in ["", "-", "国20200001", &"1".repeat(51)] {
            assert_eq!(foreign_number(raw), None, "{raw}");
        }
    }
}
