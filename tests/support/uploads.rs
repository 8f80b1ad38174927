//! Files that are sent in parts, and documents to send: whole ones and such that mean harm.

use std::io::{Cursor, Write};

use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::app::{Actor, TestApp};
use crate::request::Answer;

/// Media type of the bytes of a part.
pub const BYTES: &str = "application/offset+octet-stream";

impl Actor {
    /// Announces a file.
    pub async fn announce(&self, purpose: &str, name: &str, size: usize) -> Answer {
        self.post("/uploads", json!({ "purpose": purpose, "name": name, "size": size })).await
    }

    /// Sends the bytes from an offset on.
    pub async fn send_part(&self, id: &str, offset: usize, bytes: &[u8]) -> Answer {
        self.request("PATCH", &format!("/uploads/{id}"))
            .header("upload-offset", &offset.to_string())
            .body(BYTES, bytes.to_vec())
            .await
    }

    /// Sends a whole file in two parts; the id of its upload.
    pub async fn sent(&self, purpose: &str, name: &str, bytes: &[u8]) -> String {
        let upload = self.announce(purpose, name, bytes.len()).await.expect(201);
        let id = upload["id"].as_str().unwrap().to_string();
        let half = bytes.len() / 2;
        for (from, to) in [(0, half), (half, bytes.len())].into_iter().filter(|(a, b)| a < b) {
            self.send_part(&id, from, &bytes[from..to]).await.expect(204);
        }
        id
    }
}

impl TestApp {
    /// Holds that `onex check` finds nothing, and that nothing is stored that no row points at, however young it is.
    pub async fn holds_together(&self) {
        assert_eq!(self.faults(), Vec::<String>::new());
        let (db, files) = (&self.state.db, &self.state.files);
        assert_eq!(files.missing(db).await.unwrap(), Vec::<String>::new());
        assert_eq!(files.orphans(db).await.unwrap(), vec![]);
    }
}

/// An archive of these files, packed as usual.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORD: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

fn types(kind: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>"#
    )
}

/// A Word document with this text, and with these parts besides.
pub fn docx(text: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let body = format!(
        "<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    let types = types(WORD);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", b"<Relationships/>"),
        ("word/document.xml", body.as_bytes()),
    ];
    parts.extend(more);
    archive(&parts)
}

/// A PDF of one empty page.
pub fn pdf() -> Vec<u8> {
    let mut text = String::from("%PDF-1.4\n");
    let mut at = Vec::new();
    for object in [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n",
    ] {
        at.push(text.len());
        text.push_str(object);
    }
    let table = text.len();
    text.push_str("xref\n0 4\n0000000000 65535 f \n");
    at.iter().for_each(|at| text.push_str(&format!("{at:010} 00000 n \n")));
    text.push_str(&format!("trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    text.into_bytes()
}

/// Documents that are refused: a name, the bytes, and status, code and code of the fault.
pub fn refused_documents() -> Vec<(&'static str, Vec<u8>, u16, &'static str, &'static str)> {
    let exe = [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".as_slice(), &[0; 200]].concat();
    let whole = archive(&[("教案.txt", "增值税".as_bytes()), ("附件.txt", &[b'x'; 4000])]);
    let mut torn = archive(&[("教案.txt", &[b'y'; 64])]);
    // A byte of what is stored in the first file, whose name takes 10 bytes: the sum is wrong then, or the packing.
    torn[30 + 10 + 2] ^= 0x10;
    let zeros = vec![0_u8; 24 << 20];
    let wrong = 415;
    vec![
        ("教学设计.pdf", exe, wrong, "unsupported_media_type", "foreign"),
        ("教学设计.pdf", docx("增值税", &[]), wrong, "unsupported_media_type", "name_disagrees"),
        (
            "教学设计.docx",
            archive(&[("a.txt", b"a")]),
            wrong,
            "unsupported_media_type",
            "name_disagrees",
        ),
        (
            "宏.docx",
            docx("增值税", &[("word/vbaProject.bin", b"macro")]),
            wrong,
            "unsupported_media_type",
            "macro",
        ),
        ("断.zip", whole[..whole.len() - 40].to_vec(), 422, "file_unreadable", "damaged"),
        ("坏.zip", torn, 422, "file_unreadable", "checksum"),
        ("上.zip", archive(&[("../../etc/passwd", b"x")]), 422, "file_unreadable", "unsafe_name"),
        ("根.zip", archive(&[("/etc/passwd", b"x")]), 422, "file_unreadable", "unsafe_name"),
        ("反.zip", archive(&[("a\\..\\b.txt", b"x")]), 422, "file_unreadable", "unsafe_name"),
        ("弹.zip", archive(&[("0", &zeros)]), 422, "file_unreadable", "ratio_too_high"),
        ("断.pdf", pdf()[..120].to_vec(), 422, "file_unreadable", "pdf_truncated"),
    ]
}
