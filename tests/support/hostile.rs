//! Files that mean harm, or mean well and are wrong: each with the code it must be refused with.

use std::io::{Cursor, Write};
use std::sync::OnceLock;

use rust_xlsxwriter::{Format, Formula, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::roll::{TITLES, resident_id};

/// A file that cannot be taken as a whole.
pub struct Hostile {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// The code of the file's fault.
    pub code: &'static str,
}

/// A package of one sheet, whose body is written piece by piece so that no test holds it whole.
fn package(sheet: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        (
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="学生" sheetId="1" r:id="rId1"/></sheets></workbook>"#
                .to_string(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships><Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.start_file(SHEET, SimpleFileOptions::default()).unwrap();
    zip.write_all(b"<worksheet><sheetData>").unwrap();
    zip.write_all(header().as_bytes()).unwrap();
    sheet(&mut zip);
    zip.write_all(b"</sheetData></worksheet>").unwrap();
    zip.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn cells(values: &[&str]) -> String {
    values.iter().map(|v| format!(r#"<c t="inlineStr"><is><t>{v}</t></is></c>"#)).collect()
}

fn header() -> String {
    format!(r#"<row r="1">{}</row>"#, cells(&TITLES))
}

/// 250 MB in a quarter of one.
fn bomb() -> Vec<u8> {
    let nothing = vec![b' '; 1 << 20];
    package(|out| {
        for _ in 0..250 {
            out.write_all(&nothing).unwrap();
        }
    })
}

/// Makes a package declare another size for its sheet than it has.
fn declare(mut package: Vec<u8>, size: u32) -> Vec<u8> {
    let mut patched = 0;
    for at in 46..package.len() {
        if package[at..].starts_with(SHEET.as_bytes()) {
            for (head, back, field) in [(b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)] {
                if package[at - back..].starts_with(head) {
                    let field = at - back + field;
                    package[field..field + 4].copy_from_slice(&size.to_le_bytes());
                    patched += 1;
                }
            }
        }
    }
    assert!(patched > 0);
    package
}

fn book(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn titled(book: &mut Workbook) -> &mut rust_xlsxwriter::Worksheet {
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(TITLES) {
        sheet.write(0, column, title).unwrap();
    }
    sheet
}

/// Files that are refused as a whole once they are looked into; made once a run.
pub fn hostile() -> &'static [Hostile] {
    static FILES: OnceLock<Vec<Hostile>> = OnceLock::new();
    FILES.get_or_init(make)
}

fn make() -> Vec<Hostile> {
    let bomb = bomb();
    let of = |name, code, bytes| Hostile { name, code, bytes };
    vec![
        of("炸弹.xlsx", "unpacks_too_large", bomb.clone()),
        of("小一点的炸弹.xlsx", "ratio_too_high", declare(bomb.clone(), 100 << 20)),
        of("说谎的炸弹.xlsx", "damaged", declare(bomb, 10_000)),
        of(
            "右下角.xlsx",
            "too_many_columns",
            package(|out| {
                let cell = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
                out.write_all(cell.as_bytes()).unwrap();
            }),
        ),
        of(
            "十万零一行.xlsx",
            "too_many_rows",
            package(|out| {
                for n in 0..100_001 {
                    // Different from each other, so that it is not refused for how well it packs.
                    let row = cells(&[&n.to_string(), "王一", &resident_id(n)]);
                    write!(out, "<row>{row}</row>").unwrap();
                }
            }),
        ),
        of(
            "合并单元格.xlsx",
            "merged_cells",
            book(|b| {
                titled(b).merge_range(1, 0, 2, 0, "S1", &Format::new()).unwrap();
            }),
        ),
        of(
            "别的工作表.xlsx",
            "missing_columns",
            book(|b| {
                let sheet = b.add_worksheet().set_name("课程表").unwrap();
                sheet.write(0, 0, "学号").unwrap();
                sheet.write(0, 1, "星期一").unwrap();
                sheet.write(1, 0, "1").unwrap();
            }),
        ),
        of(
            "空.xlsx",
            "no_rows",
            book(|b| {
                titled(b);
            }),
        ),
    ]
}

/// A sheet whose names are formulas.
pub fn formulas() -> Vec<u8> {
    book(|b| {
        let sheet = titled(b);
        sheet.write(1, 0, "S1").unwrap();
        let name = Formula::new("=\"王\"&\"一\"").set_result("王一");
        sheet.write_formula(1, 1, name).unwrap();
        sheet.write(1, 2, resident_id(1)).unwrap();
    })
}

/// A picture under the name of a workbook.
pub fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.resize(4096, 7);
    bytes
}
