//! Headers as schools write them, and tables written and read back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use calamine::{Data, Reader, Xlsx};
use onex_sheets::{header::*, *};
use proptest::prelude::*;
use std::{io::Cursor, ops::ControlFlow};
use support::*;

const SPECS: [ColumnSpec; 3] = [
    ColumnSpec { field: "name", titles: &["姓名", "Name"], required: true },
    ColumnSpec { field: "number", titles: &["学号", "Student number"], required: true },
    ColumnSpec { field: "id", titles: &["证件号码", "身份证号"], required: false },
];

type Found = Vec<(u32, String, String, String)>;

fn table(bytes: &[u8], limits: &Limits) -> Result<(Found, TableReport), SheetError> {
    let mut rows = Vec::new();
    let report = read_table(Cursor::new(bytes), limits, Some("One"), &SPECS, |row| {
        let [name, number, id] =
            ["name", "number", "id"].map(|field| row.get(field).display().to_owned());
        rows.push((row.row, name, number, id));
        ControlFlow::Continue(())
    })?;
    Ok((rows, report))
}

fn csv(source: &str) -> Result<(Found, TableReport), SheetError> {
    table(source.as_bytes(), &Limits::default())
}

#[test]
fn a_header_is_found_below_titles_and_whatever_its_typography() {
    let (rows, report) = csv(
        "Students of 2020\n,\nremarks,＊姓　名（必填）,学号*:,身份证号[18],备注\nx,䶮,01,110,y\n",
    )
    .unwrap();
    assert_eq!(rows, [(4, "䶮".into(), "01".into(), "110".into())]);
    assert_eq!(report.header.row, 3);
    assert_eq!(report.header.ignored, ["remarks", "备注"]);
    assert_eq!(report.header.column("id"), Some(3));
    assert_eq!(csv("ＮＡＭＥ,student NUMBER\na,b\n").unwrap().0.len(), 1);
}

#[test]
fn missing_and_doubled_columns_are_named() {
    assert_eq!(
        csv("姓名,性别\na,b\n").unwrap_err().to_string(),
        "the header in row 1 lacks the columns 学号; found 姓名, 性别"
    );
    let doubled = csv("姓名,学号,证件号码,身份证号\na,b,c,d\n").unwrap_err().to_string();
    assert!(
        doubled.contains("证件号码 (C), 身份证号 (D) of the header in row 1 all mean `证件号码`"),
        "{doubled}"
    );
    let none = csv("a,b\nc,d\n").unwrap_err();
    assert_eq!(none.code(), "no_header");
    assert!(none.to_string().contains("expected the columns 姓名, 学号; found a, b"), "{none}");
}

#[test]
fn the_wrong_sheet_is_told_with_those_there_are() {
    let sheets = r#"<sheet name="Notes" r:id="rId4"/><sheet name="Other" r:id="rId1"/>"#;
    let message = table(
        &Package { sheets, sheet: "<worksheet/>".into(), ..Package::default() }.bytes(),
        &Limits::default(),
    );
    let message = message.unwrap_err().to_string();
    assert!(
        message.contains("in the sheet `Notes`") && message.contains("sheets are Notes, Other"),
        "{message}"
    );
}

#[test]
fn merged_cells_among_the_data_are_named_and_above_it_allowed() {
    let rows = r#"<row r="1"><c r="A1" t="str"><v>Students</v></c></row>
        <row r="2"><c r="A2" t="str"><v>姓名</v></c><c r="B2" t="str"><v>学号</v></c></row>
        <row r="3"><c r="A3" t="str"><v>a</v></c><c r="B3" t="str"><v>1</v></c></row>"#;
    let merge = |range: &str| {
        Package::rows(rows, &format!(r#"<mergeCells><mergeCell ref="{range}"/></mergeCells>"#))
    };
    assert_eq!(table(&merge("A1:B1"), &Limits::default()).unwrap().1.rows, 1);
    let error = table(&merge("A3:A4"), &Limits::default()).unwrap_err();
    assert_eq!(error, SheetError::Merged { range: "A3:A4".into() });
}

#[test]
fn the_last_row_allowed_is_read_and_the_next_is_refused() {
    let limits = Limits { max_rows: 3, ..Limits::default() };
    assert_eq!(
        table(b"title\n\xE5\xA7\x93\xE5\x90\x8D,Student number\na,1\nb,2\nc,3\n", &limits)
            .unwrap()
            .1
            .rows,
        3
    );
    let error = table(b"Name,Student number\na,1\nb,2\nc,3\n\nd,4\n", &limits).unwrap_err();
    assert_eq!(error, SheetError::TooManyRows { limit: 3 });
}

#[test]
fn a_hundred_thousand_rows_are_read_and_one_more_is_refused() {
    let mut source = String::from("姓名,学号\n");
    for row in 0..100_000 {
        source.push_str(&format!("n,{row}\n"));
    }
    assert_eq!(csv(&source).unwrap().1.rows, 100_000);
    source.push_str("n,n\n");
    assert_eq!(csv(&source).unwrap_err(), SheetError::TooManyRows { limit: 100_000 });
}

#[test]
fn formulas_errors_and_lost_digits_are_no_text() {
    let rows = r#"<row r="1"><c r="A1"><f>B1</f><v>1</v></c><c r="B1" t="e"><v>#REF!</v></c><c r="C1"><v>110101199003071234</v></c></row>"#;
    let (rows, _) = read_all(&Package::rows(rows, ""), &Limits::default()).unwrap();
    let problems: Vec<&str> =
        rows[0].1.iter().map(|cell| cell.text().unwrap_err().code()).collect();
    assert_eq!(problems, ["formula", "cell_error", "imprecise_number"]);
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("姓名").required().note("as on the identity document, for example 张𠮷"),
        Column::text("学号").width(24.0),
        Column::text("性别").choices(["男", "女"]),
        Column::number("score"),
    ]
}

#[test]
fn a_template_is_read_by_its_own_importer() {
    let bytes = XlsxTable::new("One", &columns()).unwrap().finish().unwrap();
    let (rows, report) = table(&bytes, &Limits::default()).unwrap();
    assert!(rows.is_empty());
    assert_eq!(report.header.titles, ["姓名*", "学号", "性别", "score"]);
    assert_eq!(
        bytes,
        XlsxTable::new("One", &columns()).unwrap().finish().unwrap(),
        "the same whenever it is written"
    );
}

#[test]
fn what_is_written_reads_back_here_and_elsewhere() {
    let mut out = XlsxTable::new("One", &columns()).unwrap();
    out.row([Value::Text("䶮㛃𬭚𠮷"), Value::Text("=1+1"), Value::Empty, Value::Decimal(59.5)])
        .unwrap();
    out.row(["+a", " b\u{1}_x0041_ ", "007", ""]).unwrap();
    let mut file = Cursor::new(Vec::new());
    out.finish_to(&mut file).unwrap();
    let bytes = file.into_inner();
    let (rows, _) = read_all(&bytes, &Limits::default()).unwrap();
    let score = Cell::Number { text: "59.5".into(), precise: true };
    assert_eq!(rows[1], (2, vec![text("䶮㛃𬭚𠮷"), text("=1+1"), Cell::Empty, score]));
    assert_eq!(rows[2], (3, vec![text("+a"), text(" b\u{1}_x0041_ "), text("007")]));
    let mut peer = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = peer.worksheet_range("One").unwrap();
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("䶮㛃𬭚𠮷".into())));
    assert_eq!(range.get_value((1, 1)), Some(&Data::String("=1+1".into())));
    assert!(peer.worksheet_formula("One").unwrap().is_empty());
}

#[test]
fn a_row_with_too_many_cells_is_refused() {
    let mut out = XlsxTable::new("One", &columns()).unwrap();
    let message = out.row(["1", "2", "3", "4", "5"]).err().unwrap().to_string();
    assert!(message.contains("row 1 has more cells than the 4 columns"), "{message}");
    assert_eq!(XlsxTable::new("a/b", &columns()).err().unwrap().code(), "not_written");
}

#[test]
fn csv_exports_compute_nothing() {
    let mut out = CsvTable::new(["a"]);
    out.row(["=cmd()", "+1", "-1", "@x", "\tz", "plain", "'=a"]);
    let written = String::from_utf8(out.finish()).unwrap();
    assert_eq!(written, "\u{FEFF}a\r\n'=cmd(),'+1,'-1,'@x,\"'\tz\",plain,''=a\r\n");
}

proptest! {
    #[test]
    fn a_title_is_found_whatever_surrounds_it(
        before in "[ 　*＊]{0,3}", after in "[ :：*]{0,3}", remark in "[（(][a-z0-9]{0,5}[）)]", at in 0_usize..4, filler in "[a-f]{1,6}",
    ) {
        let mut cells: Vec<Cell> = (0..4).map(|index| text(&format!("{filler}{index}"))).collect();
        cells[at] = text(&format!("{before}姓名{remark}{after}"));
        cells.push(text("学号"));
        let map = map_header(7, &cells, &SPECS).unwrap();
        prop_assert_eq!((map.row, map.column("name"), map.column("number"), map.column("id")), (7, Some(at), Some(4), None));
        prop_assert_eq!(map.ignored.len(), 3);
    }

    #[test]
    fn normalising_twice_changes_nothing(title in "\\PC{0,20}") {
        let once = normalise(&title);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn xlsx_that_is_written_reads_back(rows in prop::collection::vec(prop::collection::vec("[ -~䶮𠮷_x0-9\n]{1,10}", 1..4), 1..5)) {
        let mut out = XlsxTable::new("One", &columns()).unwrap();
        for row in &rows {
            out.row(row).unwrap();
        }
        let (read, _) = read_all(&out.finish().unwrap(), &Limits::default()).unwrap();
        for (number, row) in rows.iter().enumerate() {
            let found = read.iter().find(|(at, _)| *at as usize == number + 2).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
            for (index, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
                prop_assert_eq!(&found[index], &text(cell));
            }
        }
    }
}
