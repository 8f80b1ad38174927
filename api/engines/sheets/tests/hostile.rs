//! Files that mean harm, or mean well and are wrong: each a clear error, and the limits trip before the cost.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_sheets::{Cell, Limits, SheetError};
use support::*;

#[test]
fn other_files_under_a_spreadsheets_name_are_called_what_they_are() {
    let cases: [(&[u8], &str); 9] = [
        (b"\x89PNG\r\n\x1a\n0000", "a PNG picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\xFF\xD8\xFF\xE0", "a JPEG picture"),
        (b"MZ\x90\x00\x03", "a program"),
        (b"a,b\n\x00\x01", "a binary file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        (b"\n <table border=1><tr>", "a web page"),
        (b"<?xml version='1.0'?><a/>", "an XML document"),
        (b"", "the file is empty"),
    ];
    for (bytes, expected) in cases {
        let message = refusal(bytes).to_string();
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert!(
        refusal(&zip(&[("a.txt", "x")])).to_string().contains("a ZIP archive without a workbook")
    );
    assert!(refusal(&zip(&[("word/document.xml", "x")])).to_string().contains("a Word document"));
    assert_eq!(refusal(&compound("/WordDocument", b"x")).code(), "not_a_spreadsheet");
    assert_eq!(refusal(&compound("/Book", b"x")), SheetError::TooOld);
    assert_eq!(refusal(&compound("/EncryptedPackage", b"x")), SheetError::Encrypted);
}

#[test]
fn a_file_that_is_too_large_is_not_opened() {
    let limits = Limits { max_bytes: 1000, ..Limits::default() };
    let mut bytes = b"\x89PNG".to_vec();
    bytes.resize(1001, 0);
    assert_eq!(read_all(&bytes, &limits).unwrap_err(), SheetError::TooManyBytes { limit: 1000 });
}

#[test]
fn a_bomb_that_declares_itself_is_refused_by_its_directory() {
    let mut bytes = Package::rows("", "");
    declare_size(&mut bytes, "xl/worksheets/sheet1.xml", 201 << 20);
    assert_eq!(refusal(&bytes), SheetError::UnpacksTooLarge { limit: 200 << 20 });
    declare_size(&mut bytes, "xl/worksheets/sheet1.xml", 100 << 20);
    assert_eq!(refusal(&bytes), SheetError::RatioTooHigh { limit: 200 });
}

#[test]
fn a_bomb_that_lies_is_stopped_while_it_unpacks() {
    let rows: String = (1..=2000)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#))
        .collect();
    let mut bytes = Package::rows(&rows, "");
    assert_eq!(read_all(&bytes, &Limits::default()).unwrap().0.len(), 2000);
    declare_size(&mut bytes, "xl/worksheets/sheet1.xml", 10_000);
    let error = refusal(&bytes);
    assert!(
        matches!(error, SheetError::UnpacksTooLarge { .. } | SheetError::Damaged { .. }),
        "{error}"
    );
}

#[test]
fn a_package_of_very_many_parts_is_refused() {
    let names: Vec<String> = (0..50).map(|index| format!("p{index}")).collect();
    let mut parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    parts.push(("xl/workbook.xml", "<workbook/>"));
    let limits = Limits { max_parts: 50, ..Limits::default() };
    assert_eq!(
        read_all(&zip(&parts), &limits).unwrap_err(),
        SheetError::TooManyParts { limit: 50 }
    );
}

#[test]
fn one_cell_in_the_last_corner_is_named_and_costs_nothing() {
    let bytes = Package::rows(r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#, "");
    let message = refusal(&bytes).to_string();
    assert!(message.contains("XFD1048576") && message.contains("column CV"), "{message}");
    let far_down = Package::rows(r#"<row r="1048576"><c r="A1048576"><v>1</v></c></row>"#, "");
    let (rows, _) = read_all(&far_down, &Limits::default()).unwrap();
    assert_eq!(rows, [(1_048_576, vec![Cell::Number { text: "1".into(), precise: true }])]);
}

#[test]
fn cells_with_a_format_alone_are_no_content() {
    let bytes = Package::rows(
        r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="9"><c r="B9" s="1"/></row>"#,
        "",
    );
    assert_eq!(read_all(&bytes, &Limits::default()).unwrap().1.rows, 1);
}

#[test]
fn document_types_and_entities_are_refused() {
    let bomb = r#"<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>"#;
    let bytes = Package { sheet: bomb.into(), ..Package::default() }.bytes();
    assert!(refusal(&bytes).to_string().contains("a document type declaration"));
    let entity = Package::rows(r#"<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>"#, "");
    assert!(refusal(&entity).to_string().contains("an entity of its own"));
}

#[test]
fn shared_texts_are_bounded_in_bytes_and_number() {
    let strings = "<si><t>abcdefgh</t></si>".repeat(1000);
    let bytes = Package { strings, sheet: "<worksheet/>".into(), ..Package::default() }.bytes();
    let limits = Limits { max_shared_text: 7999, ..Limits::default() };
    assert_eq!(read_all(&bytes, &limits).unwrap_err(), SheetError::TooMuchText { limit: 7999 });
    assert_eq!(read_all(&bytes, &Limits::default()).unwrap().1.rows, 0);
}

#[test]
fn one_long_text_cannot_be_repeated_without_end() {
    let strings = format!("<si><t>{}</t></si>", "x".repeat(1000));
    let rows: String = (1..=100)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#))
        .collect();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let bytes = Package { strings, sheet, ..Package::default() }.bytes();
    let limits = Limits { max_total_text: 50_000, ..Limits::default() };
    assert_eq!(read_all(&bytes, &limits).unwrap_err(), SheetError::TooMuchText { limit: 50_000 });
}

#[test]
fn a_cell_that_is_too_long_is_named() {
    for strings in
        ["x".repeat(1001), format!("{}</t></r><r><t>{}", "龥".repeat(600), "龥".repeat(401))]
    {
        let strings = format!("<si><r><t>{strings}</t></r></si>");
        let sheet = r#"<worksheet><sheetData><row r="3"><c r="B3" t="s"><v>0</v></c></row></sheetData></worksheet>"#;
        let bytes = Package { strings, sheet: sheet.into(), ..Package::default() }.bytes();
        assert_eq!(refusal(&bytes), SheetError::CellTooLong { cell: "B3".into(), limit: 1000 });
    }
    let csv = format!("a,{}\n", "y".repeat(1001));
    assert_eq!(refusal(csv.as_bytes()), SheetError::CellTooLong { cell: "B1".into(), limit: 1000 });
}

#[test]
fn a_tag_or_text_without_end_is_refused() {
    let bytes =
        Package::rows(&format!(r#"<row r="1"><c r="A1" t="{}"/></row>"#, "x".repeat(2 << 20)), "");
    assert!(refusal(&bytes).to_string().contains("more than 1048576 bytes"));
}

#[test]
fn rows_and_cells_that_contradict_their_names_are_damage() {
    for rows in [
        r#"<row r="2"/><row r="2"/>"#,
        r#"<row r="1"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="x"/>"#,
        r#"<row r="1"><c r="ZZZZ1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#,
        r#"<row r="1"><c r="A1"><v>seven</v></c></row>"#,
        r#"<row r="1"><c r="A1"><v>1</row>"#,
    ] {
        assert_eq!(refusal(&Package::rows(rows, "")).code(), "damaged", "{rows}");
    }
}

#[test]
fn every_truncation_and_many_flips_are_an_error_or_rows_but_never_a_panic() {
    let good = [
        Package::rows(r#"<row r="1"><c r="A1"><v>1</v></c></row>"#, ""),
        Xls::default().strings(&["a", "bc"]).cell(0x00FD, 0, 0, &[1, 0, 0, 0]).bytes(),
        "a,b\n\"c\"\"d\",䶮\n".as_bytes().to_vec(),
    ];
    for bytes in good {
        assert!(read_all(&bytes, &Limits::default()).is_ok());
        let step = bytes.len() / 300 + 1;
        for at in (0..bytes.len()).step_by(step) {
            let _ = read_all(&bytes[..at], &Limits::default());
            for bit in [0x01, 0x80, 0xFF] {
                let mut changed = bytes.clone();
                changed[at] ^= bit;
                let _ = read_all(&changed, &Limits::default());
            }
        }
    }
}

#[test]
fn xls_claims_cost_nothing() {
    // A table of shared texts that claims four thousand million, dimensions over everything, and a far cell.
    let claims = Xls::default().global(0x00FC, &[0xFF; 8]);
    assert_eq!(refusal(&claims.bytes()).code(), "damaged");
    let dimensions = [0_u32.to_le_bytes(), u32::MAX.to_le_bytes(), [0, 0, 0xFF, 0xFF]].concat();
    let far =
        Xls::default().raw(0x0200, &dimensions).cell(0x0203, 65_535, 255, &1.0_f64.to_le_bytes());
    assert!(refusal(&far.bytes()).to_string().contains("cell IV65536"));
    let backwards = Xls::default().cell(0x0203, 5, 0, &[0; 8]).cell(0x0203, 4, 0, &[0; 8]);
    assert!(refusal(&backwards.bytes()).to_string().contains("row 5 follows row 6"));
    let protected = Xls::default().global(0x002F, &[1, 0]);
    assert_eq!(refusal(&protected.bytes()), SheetError::Encrypted);
}

#[test]
fn csv_without_closing_quote_names_the_line() {
    assert_eq!(refusal(b"a,b\n1,\"x\ny\n"), SheetError::OpenQuote { line: 2 });
}

#[test]
fn csv_of_an_unknown_encoding_names_the_line() {
    assert_eq!(refusal(b"a,b\nc,d\n\xFF\xFF,e\n"), SheetError::Undecodable { line: 3 });
    assert_eq!(refusal(b"\xFF\xFEa\0\n\0\x00\xD8b\0"), SheetError::Undecodable { line: 2 });
}
