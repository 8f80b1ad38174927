//! What is taken, and what is called by its name and refused.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_documents::{Fault, Kind, Limits, inspect_named};
use std::io::{Cursor, Write};
use support::*;
use zip::{ZipWriter, write::SimpleFileOptions};

fn named(name: &str, bytes: &[u8]) -> Result<Kind, Fault> {
    inspect_named(Cursor::new(bytes), name, &Limits::default())
}

#[test]
fn the_four_kinds_are_known_by_their_content() {
    assert_eq!(judge(&pdf("")), Ok(Kind::Pdf));
    assert_eq!(judge(&archive(&docx())), Ok(Kind::Docx));
    assert_eq!(judge(&archive(&pptx())), Ok(Kind::Pptx));
    assert_eq!(judge(&archive(&[entry("教案/第一课.txt", "一")])), Ok(Kind::Zip));
}

#[test]
fn a_name_must_say_what_the_content_is() {
    let document = archive(&docx());
    assert_eq!(named("设计.DOCX", &document), Ok(Kind::Docx));
    let fault = named("设计.pdf", &document).unwrap_err();
    assert_eq!(fault, Fault::NameDisagrees { claimed: Kind::Pdf, content: Kind::Docx });
    let said = fault.to_string();
    assert!(said.contains("a PDF document") && said.contains("a Word document"), "{said}");
    for name in ["设计.docx.exe", "设计", "docx", ".", "设计.doc"] {
        let fault = named(name, &document).unwrap_err();
        assert_eq!((fault.code(), fault.wrong_kind()), ("unknown_name", true), "{name}");
    }
    assert_eq!(Kind::of_name("a.b.zip "), Some(Kind::Zip));
}

#[test]
fn other_files_are_called_what_they_are() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n0000", "a PNG picture"),
        (b"<html><body>login</body></html>", "a web page"),
        (b"hello", "plain text"),
        (b"MZ\x90\x00\x03", "a program"),
        (b"Rar!\x1A\x07\x00", "a RAR archive"),
        (b"%PDF-3.0 of the future", "a PDF document"),
        (b"{\\rtf1}", "an RTF document"),
    ];
    for (bytes, called) in cases {
        let fault = refusal(bytes);
        assert!(fault.to_string().contains(called), "{called}: {fault}");
        assert_eq!(fault.wrong_kind(), !bytes.is_empty(), "{called}");
    }
}

#[test]
fn files_of_old_offices_and_those_under_a_password_are_told_how_to_be_saved() {
    for stream in ["/WordDocument", "/PowerPoint Document", "/EncryptedPackage"] {
        let fault = refusal(&compound(stream));
        assert_eq!(fault, Fault::OldOffice);
        assert!(fault.to_string().contains("save it without a password as .docx"), "{fault}");
    }
}

#[test]
fn other_documents_of_office_are_neither_word_nor_powerpoint_nor_mere_archives() {
    let main =
        |kind: &str| format!("application/vnd.openxmlformats-officedocument.{kind}.main+xml");
    for (kind, called) in [
        ("spreadsheetml.sheet", "an Excel workbook"),
        ("wordprocessingml.template", "a Word template"),
        ("presentationml.template", "a PowerPoint template"),
    ] {
        let bytes = archive(&[types("/main.xml", &main(kind)), entry("main.xml", "<x/>")]);
        assert_eq!(refusal(&bytes), Fault::Foreign { found: called });
    }
    let show = [types("/ppt/p.xml", &main("presentationml.slideshow")), entry("ppt/p.xml", "<x/>")];
    assert_eq!(judge(&archive(&show)), Ok(Kind::Pptx));
}

#[test]
fn the_main_part_is_found_by_its_type_wherever_it_stands() {
    let other = [types("/word/document2.xml", WORD), entry("word/document2.xml", "<x/>")];
    assert_eq!(judge(&archive(&other)), Ok(Kind::Docx));
    let default = format!(r#"<Types><Default Extension="xml" ContentType="{WORD}"/></Types>"#);
    let by_extension = [entry("[Content_Types].xml", default), entry("word/document.xml", "<x/>")];
    assert_eq!(judge(&archive(&by_extension)), Ok(Kind::Docx));
    // Word's parts without a list of types are files in an archive.
    assert_eq!(judge(&archive(&[entry("word/document.xml", "<x/>")])), Ok(Kind::Zip));
}

#[test]
fn a_document_without_its_main_part_is_incomplete() {
    let fault = refusal(&archive(&[types("/word/document.xml", WORD)]));
    assert_eq!((fault.code(), fault.at()), ("missing_part", Some("word/document.xml")));
}

#[test]
fn macros_are_found_under_any_name() {
    let mut under_its_name = docx();
    under_its_name.push(entry("word/vbaProject.bin", "x"));
    let fault = refusal(&archive(&under_its_name));
    assert_eq!((fault.code(), fault.at()), ("macro", Some("word/vbaProject.bin")));

    let kind = "application/vnd.ms-word.document.macroEnabled.main+xml";
    let enabled = [types("/word/document.xml", kind), entry("word/document.xml", "<x/>")];
    assert_eq!(refusal(&archive(&enabled)).code(), "macro");

    // Hidden from a search through the bytes, not from a reader of XML.
    let list = format!(
        r#"<Types><Override PartName="/word/document.xml" ContentType="{WORD}"/><Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vba&#80;roject"/></Types>"#
    );
    let renamed = [
        entry("[Content_Types].xml", list),
        entry("word/document.xml", "<x/>"),
        entry("word/x.bin", "x"),
    ];
    assert_eq!(refusal(&archive(&renamed)).at(), Some("word/x.bin"));
}

#[test]
fn a_list_of_types_that_is_no_xml_or_too_long_is_refused() {
    for list in
        ["<Types", "<!DOCTYPE x [<!ENTITY a 'b'>]><Types/>", "<Types>&#xFFFFFFFF;</Types", "\u{1}<"]
    {
        let bytes = archive(&[entry("[Content_Types].xml", list)]);
        assert_eq!(refusal(&bytes).at(), Some("[Content_Types].xml"), "{list}");
    }
    let long = archive(&[entry("[Content_Types].xml", vec![b' '; (1 << 20) + 1])]);
    assert!(refusal(&long).to_string().contains("more than 1048576 bytes"));
}

#[test]
fn archives_of_other_writers_are_taken() {
    let options = SimpleFileOptions::default();
    let write = |mut zip: ZipWriter<Cursor<Vec<u8>>>| {
        zip.add_directory("教案", options).unwrap();
        zip.start_file("教案/一.txt", options).unwrap();
        zip.write_all(&b"text ".repeat(1000)).unwrap();
        zip.set_comment("packed by hand").unwrap();
        zip.finish().unwrap().into_inner()
    };
    assert_eq!(judge(&write(ZipWriter::new(Cursor::new(Vec::new())))), Ok(Kind::Zip));
    // Written in one pass: sizes and checksums follow the contents.
    let mut streamed = ZipWriter::new_stream(Vec::new());
    streamed.start_file("a.txt", options).unwrap();
    streamed.write_all(b"text").unwrap();
    assert_eq!(judge(&streamed.finish().unwrap().into_inner()), Ok(Kind::Zip));
}

#[test]
fn names_in_the_gbk_of_chinese_windows_are_read() {
    // 教案.txt
    assert_eq!(judge(&archive(&[entry(b"\xBD\xCC\xB0\xB8.txt", "x")])), Ok(Kind::Zip));
    let fault = refusal(&archive(&[entry(b"\xFF\xFF.txt", "x")]));
    assert_eq!(fault.code(), "unsafe_name");
    assert!(fault.to_string().contains("neither UTF-8 nor GBK"), "{fault}");
}

#[test]
fn pdfs_of_old_and_new_forms_are_taken() {
    let new =
        "/Type /XRef /Size 13 /Root 1 0 R /W [1 2 1] /DecodeParms << /Predictor 12 >> /Length 40";
    assert_eq!(judge(&pdf_with_stream(new)), Ok(Kind::Pdf));
    // Something before the mark and after the end, within what readers tolerate.
    let framed = [b"\r\n\r\n".as_slice(), &pdf(""), &[b'\n'; 500]].concat();
    assert_eq!(judge(&framed), Ok(Kind::Pdf));
    // The word alone encrypts nothing.
    assert_eq!(judge(&pdf("/Info << /Encrypt true >> % /Encrypt 9 0 R\n")), Ok(Kind::Pdf));
    assert_eq!(judge(&pdf("/Note (/Encrypt \\( ) ) /Hex <2F> ")), Ok(Kind::Pdf));
}
