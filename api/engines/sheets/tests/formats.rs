//! What good files hold, in every format.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use encoding_rs::{GB18030, UTF_16LE};
use onex_sheets::*;
use proptest::prelude::*;
use std::{io::Cursor, ops::ControlFlow};
use support::*;

const RARE: [&str; 5] = ["䶮", "㛃", "𬭚", "𠮷", "阿·凡提"];

fn number(value: &str) -> Cell {
    Cell::Number { text: value.into(), precise: true }
}

#[test]
fn every_kind_of_cell_of_xlsx() {
    let rows = r#"<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>20200301</v></c><c r="C2" s="1"><v>43878</v></c>
        <c r="D2" t="b"><v>1</v></c><c r="E2"><f>1+1</f><v>2</v></c><c r="F2" t="e"><v>#N/A</v></c>
        <c r="G2" t="inlineStr"><is><t>in&#x20;line &amp; &lt;</t></is></c><c r="H2" t="str"><v>s_x0041_</v></c>
        <c r="I2"><v>1.1010119900307E+17</v></c><c r="J2"><f>A1</f></c><c r="K2" t="d"><v>2020-02-17</v></c></row>
        <row><c><v>1.5</v></c><c/><c><v>-3</v></c></row>"#;
    let strings = "<si><t>x</t></si><si><r><t>ab</t></r><r><t xml:space=\"preserve\"> c</t></r><rPh><t>no</t></rPh></si>".into();
    let sheet = format!("<x:worksheet xmlns:x=\"m\"><sheetData>{rows}</sheetData></x:worksheet>");
    let (rows, report) =
        read_all(&Package { strings, sheet, ..Package::default() }.bytes(), &Limits::default())
            .unwrap();
    let expected = vec![
        text("ab c"),
        number("20200301"),
        Cell::Date("2020-02-17".into()),
        Cell::Bool(true),
        Cell::Formula { value: "2".into() },
        Cell::Error("#N/A".into()),
        text("in line & <"),
        text("sA"),
        Cell::Number { text: "110101199003070000".into(), precise: false },
        Cell::Formula { value: String::new() },
        Cell::Date("2020-02-17".into()),
    ];
    assert_eq!(rows, [(2, expected), (3, vec![number("1.5"), Cell::Empty, number("-3")])]);
    assert_eq!((report.kind, report.sheet.as_deref(), report.rows), (Kind::Xlsx, Some("One"), 2));
}

#[test]
fn every_kind_of_cell_of_xls() {
    let rk_whole = (7_u32 << 2 | 2).to_le_bytes();
    let rk_cents = (1234_u32 << 2 | 3).to_le_bytes();
    let mut formula = 2.0_f64.to_le_bytes().to_vec();
    formula.extend([0; 8]);
    let mut formula_text = vec![0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
    formula_text.extend([0; 8]);
    let many = [[1, 0, 0, 0, 0, 0].as_slice(), &rk_whole, &[0, 0], &rk_cents, &[1, 0]].concat();
    let file = Xls::default()
        .global(0x00E0, &[0; 20])
        .global(0x00E0, &[0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        .strings(&["one", RARE[3]])
        .cell(0x00FD, 0, 0, &[1, 0, 0, 0])
        .cell(0x0203, 0, 1, &59.5_f64.to_le_bytes())
        .styled(0x0203, 0, 2, 1, &43_878.0_f64.to_le_bytes())
        .cell(0x0205, 0, 3, &[1, 0])
        .cell(0x0205, 0, 4, &[0x2A, 1])
        .cell(0x0006, 0, 5, &formula)
        .cell(0x0006, 0, 6, &formula_text)
        .raw(0x0207, &wide("calculated"))
        .cell(0x0204, 0, 7, &wide(RARE[2]))
        .raw(0x00BD, &many)
        .raw(0x00E5, &[1, 0, 1, 0, 2, 0, 0, 0, 1, 0]);
    let (rows, report) = read_all(&file.bytes(), &Limits::default()).unwrap();
    let first = vec![
        text(RARE[3]),
        number("59.5"),
        Cell::Date("2020-02-17".into()),
        Cell::Bool(true),
        Cell::Error("#N/A".into()),
        Cell::Formula { value: "2".into() },
        Cell::Formula { value: "calculated".into() },
        text(RARE[2]),
    ];
    assert_eq!(rows, [(1, first), (2, vec![number("7"), number("12.34")])]);
    assert_eq!(report.merged[0].name(), "A2:B3");
    assert_eq!((report.kind, report.sheet.as_deref()), (Kind::Xls, Some("One")));
}

#[test]
fn texts_that_run_over_into_a_continuation_are_whole() {
    let mut data = [2_u32.to_le_bytes(), 2_u32.to_le_bytes()].concat();
    // "abcd" narrow, cut after two characters and going on wide; then a rich text with runs to skip.
    data.extend([4, 0, 0, b'a', b'b']);
    let mut rest = vec![1, b'c', 0, 0xAE, 0x4D];
    rest.extend([2, 0, 0x08, 1, 0, b'o', b'k', 9, 9, 9, 9]);
    let file = Xls::default().global(0x00FC, &data).global(0x003C, &rest);
    let file = file.cell(0x00FD, 0, 0, &[0, 0, 0, 0]).cell(0x00FD, 0, 1, &[1, 0, 0, 0]);
    assert_eq!(
        read_all(&file.bytes(), &Limits::default()).unwrap().0,
        [(1, vec![text("abc䶮"), text("ok")])]
    );
}

#[test]
fn csv_in_every_encoding_and_with_every_separator() {
    for separator in [",", ";", "\t"] {
        let line = RARE.join(separator);
        let source = format!("h1{separator}h2\r\n\r\n{line}\n\"a{separator}\"\"b\nc\"{separator}d");
        let utf16: Vec<u8> = source.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb, _, lossy) = GB18030.encode(&source);
        assert!(!lossy && UTF_16LE.name() == "UTF-16LE");
        for bytes in [
            source.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", source.as_bytes()].concat(),
            [b"\xFF\xFE", utf16.as_slice()].concat(),
            gb.to_vec(),
        ] {
            let (rows, report) = read_all(&bytes, &Limits::default()).unwrap();
            let quoted = format!("a{separator}\"b\nc");
            let expected = [
                (1, vec![text("h1"), text("h2")]),
                (3, RARE.map(text).to_vec()),
                (4, vec![text(&quoted), text("d")]),
            ];
            assert_eq!(rows, expected);
            assert_eq!(report.kind, Kind::Csv);
        }
    }
}

#[test]
fn digits_that_an_export_protected_are_plain_again() {
    let (rows, _) = read_all(b"=\"0012\",\"=\"\"0013\"\"\",'=1\n", &Limits::default()).unwrap();
    assert_eq!(rows[0].1, [text("0012"), text("0013"), text("=1")]);
}

#[test]
fn hidden_sheets_are_passed_over_and_a_name_is_preferred() {
    let sheets = r#"<sheet name="Hidden" state="hidden" r:id="rId1"/><sheet name="Two &amp; more" r:id="rId4"/><sheet name="One" r:id="rId1"/>"#;
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>first</v></c></row></sheetData></worksheet>"#;
    let bytes = Package { sheets, sheet: sheet.into(), ..Package::default() }.bytes();
    let content = |preferred| {
        let mut found = String::new();
        let report = read(Cursor::new(&bytes), &Limits::default(), preferred, |_, cells| {
            found = cells[0].display().to_owned();
            ControlFlow::Continue(())
        });
        assert_eq!(report.unwrap().sheets, ["Two & more", "One"]);
        found
    };
    assert_eq!(content(None), "second");
    assert_eq!(content(Some(" one")), "first");
    assert_eq!(content(Some("Hidden")), "second");
    let sheets = r#"<sheet name="Hidden" state="veryHidden" r:id="rId1"/>"#;
    assert_eq!(refusal(&Package { sheets, ..Package::default() }.bytes()), SheetError::NoSheet);
}

#[test]
fn a_receiver_may_stop() {
    let mut seen = 0;
    let report = read(Cursor::new(b"a\nb\nc\n"), &Limits::default(), None, |_, _| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(report.is_ok());
    assert_eq!(seen, 2);
}

#[test]
fn columns_have_their_letters() {
    assert_eq!(
        [0, 25, 26, 701, 702, 16_383].map(column_letters),
        ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    );
}

proptest! {
    #[test]
    fn csv_that_is_written_reads_back(rows in prop::collection::vec(prop::collection::vec("[ -~\t\n\r'=+@䶮㛃𬭚𠮷é\"]{0,12}", 1..6), 1..8)) {
        let mut table = CsvTable::new(["title"]);
        for row in &rows {
            table.row(row);
        }
        let bytes = table.finish();
        let (read, _) = read_all(&bytes, &Limits::default()).unwrap();
        // Rows without content are passed over, and so are cells of blanks and of protected digits' form.
        let expected: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| {
                let mut cells: Vec<Cell> = row.iter().map(|cell| if cell.trim().is_empty() { Cell::Empty } else { text(cell) }).collect();
                while cells.last() == Some(&Cell::Empty) {
                    cells.pop();
                }
                cells
            })
            .filter(|cells| !cells.is_empty())
            .collect();
        let read: Vec<Vec<Cell>> = read.into_iter().skip(1).map(|(_, cells)| cells).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn another_reader_of_csv_agrees(rows in prop::collection::vec(prop::collection::vec("[a-z,;\"\n ]{1,8}", 2..4), 1..6)) {
        let mut table = CsvTable::new(["one", "two", "three"]);
        for row in &rows {
            table.row(row);
        }
        let bytes = table.finish();
        let mut peer = csv::ReaderBuilder::new().flexible(true).from_reader(&bytes[3..]);
        let read: Vec<Vec<String>> = peer.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(read, rows);
    }
}
