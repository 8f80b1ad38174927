//! Spreadsheets of people, and the way of a file from the upload to the commit.

use onex_sheets::{Column, XlsxTable};
use serde_json::Value;

use crate::app::{Actor, TestApp};

/// A valid number of GB 11643, another for each `n` below 10 million.
pub fn resident_id(n: u64) -> String {
    let (year, month, day) = (1985 + n / 336_000 % 20, 1 + n / 28_000 % 12, 1 + n / 1000 % 28);
    let body = format!("110105{year:04}{month:02}{day:02}{:03}", n % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("{body}{}", "10X98765432".as_bytes()[sum as usize % 11] as char)
}

/// A workbook with this header and these rows.
pub fn workbook<T: AsRef<str>>(titles: &[&str], rows: &[Vec<T>]) -> Vec<u8> {
    let columns: Vec<Column> = titles.iter().map(|t| Column::text(*t)).collect();
    let mut table = XlsxTable::new("学生", &columns).unwrap();
    for row in rows {
        table.row(row.iter().map(AsRef::as_ref)).unwrap();
    }
    table.finish().unwrap()
}

/// Rows of a workbook: the header first.
pub fn rows_of(bytes: &[u8]) -> Vec<Vec<String>> {
    read(bytes, None)
}

/// The rows of the sheet with this name, as they are shown.
pub fn sheet_of(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    read(bytes, Some(name))
}

fn read(bytes: &[u8], sheet: Option<&str>) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    onex_sheets::read(
        std::io::Cursor::new(bytes),
        &onex_sheets::Limits::default(),
        sheet,
        |_, cells| {
            rows.push(cells.iter().map(|c| c.display().to_string()).collect());
            std::ops::ControlFlow::Continue(())
        },
    )
    .unwrap();
    rows
}

/// Titles of a file of students.
pub const TITLES: [&str; 5] = ["学号", "姓名", "证件号码", "专业", "年级"];

/// `n` students of one intake, with documents from `first` on.
pub fn intake(first: u64, n: u64) -> Vec<Vec<String>> {
    (first..first + n)
        .map(|i| {
            vec![
                format!("S{i:07}"),
                "欧阳小明".to_string(),
                resident_id(i),
                "会计".to_string(),
                "2019".to_string(),
            ]
        })
        .collect()
}

impl TestApp {
    /// Uploads a file and waits for its dry run: the import as it is then.
    pub async fn dry_run(&self, actor: &Actor, path: &str, name: &str, bytes: Vec<u8>) -> Value {
        let started = actor.upload(path, name, bytes, &[]).await.expect(202);
        self.job(actor, started["job"]["id"].as_str().unwrap()).await;
        let id = started["import"]["id"].as_str().unwrap();
        actor.get(&format!("{path}/{id}")).await.expect(200)
    }

    /// Commits an import: the job as it ended.
    pub async fn commit(&self, actor: &Actor, path: &str, import: &Value) -> Value {
        let id = import["id"].as_str().unwrap();
        let started = actor.request("POST", &format!("{path}/{id}/commit")).await.expect(202);
        self.job(actor, started["job"]["id"].as_str().unwrap()).await
    }

    /// Commits an import that changes what stands, with the reason.
    pub async fn commit_for(&self, actor: &Actor, path: &str, import: &Value, why: &str) -> Value {
        let commit = format!("{path}/{}/commit", import["id"].as_str().unwrap());
        let started = actor.post(&commit, serde_json::json!({ "reason": why })).await.expect(202);
        self.job(actor, started["job"]["id"].as_str().unwrap()).await
    }
}
