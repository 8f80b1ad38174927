//! What the training of the demo consists of: its syllabus, the test, a teaching design.

use std::io::{Cursor, Write};

use reqwest::{Method, multipart};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::door::{Done, Door};

pub const SYLLABUS: &str = "智能财税基础业务：社会共享初级代理实务、外包服务、企业管家";

/// A link to read before.
pub fn outline() -> multipart::Form {
    let form = multipart::Form::new().text("title", "研修大纲与课前阅读");
    form.text("url", "https://example.org/outline")
}

/// The paper of the online test, published.
pub async fn paper(door: &Door, edition: &str) -> Done {
    let editor = door.sign_in("editor").await?;
    let new = json!({
        "edition_id": edition, "title": "在线师资研修 测验卷 A", "multiple_marks": "partial",
        "time_limit_minutes": 30,
    });
    let mut paper = editor.post("/papers", new).await?;
    let path = format!("/papers/{}/questions", super::text(&paper, "/id")?);
    let items = json!({ "items": questions() });
    paper = editor.change(Method::PUT, &path, &paper, items).await?;
    editor.step("/papers", &mut paper, "publish").await?;
    editor.sign_out().await?;
    Ok(paper)
}

fn questions() -> Value {
    let option = |key: &str, text: &str| json!({ "key": key, "text": text });
    let truth = || json!([option("true", "对"), option("false", "错")]);
    json!([
        {
            "kind": "single", "points_hundredths": 2000, "answer": ["b"],
            "stem": "小规模纳税人的会计记账，在社会共享初级代理实务中由谁完成？",
            "options": [option("a", "税务机关"), option("b", "代理记账机构"), option("c", "开户银行")],
        },
        {
            "kind": "single", "points_hundredths": 2000, "answer": ["a"],
            "stem": "票据整理之后，下一步是什么？",
            "options": [option("a", "票据录入与审核"), option("b", "纳税申报"), option("c", "装订归档")],
        },
        {
            "kind": "multiple", "points_hundredths": 3000, "answer": ["a", "c"],
            "stem": "下列哪些属于社会共享初级外包服务的内容？",
            "options": [
                option("a", "票据外包"), option("b", "税务稽查"), option("c", "薪税外包"), option("d", "会计准则制定"),
            ],
        },
        {
            "kind": "true_false", "points_hundredths": 1500, "answer": ["true"],
            "stem": "教学设计应当说明每个环节如何使用平台完成。", "options": truth(),
        },
        {
            "kind": "true_false", "points_hundredths": 1500, "answer": ["false"],
            "stem": "直播课的出勤不计入学习记录。", "options": truth(),
        },
    ])
}

/// A document of Word with these paragraphs.
pub fn document(paragraphs: &[&str]) -> Done<Vec<u8>> {
    let body: String =
        paragraphs.iter().map(|p| format!("<w:p><w:r><w:t>{p}</w:t></w:r></w:p>")).collect();
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let parts =
        [("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &text)];
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let failed = |e: &dyn std::fmt::Display| format!("the demo's document cannot be written: {e}");
    for (name, part) in parts {
        file.start_file(name, SimpleFileOptions::default()).map_err(|e| failed(&e))?;
        file.write_all(part.as_bytes()).map_err(|e| failed(&e))?;
    }
    Ok(file.finish().map_err(|e| failed(&e))?.into_inner())
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
