//! Bad files through the front door: each a clear problem, nothing of it kept, and the memory of the real
//! server bounded, whatever the file claims to be.

use std::io::{Read, Write};
use std::net::TcpStream;

use support::{Binary, Database, Value, both, formulas, hostile, json, picture};

const PATH: &str = "/student-imports";
/// What no file may make the server grow to, in MB. A debug build that imports an ordinary file of ten
/// thousand rows stays well below.
const MEMORY: u64 = 250;
/// How much all of them together may add.
const GROWTH: u64 = 100;

/// Sends the head of an upload and what `pour` gives of its body, then reads the answer's status and code.
fn raw(base: &str, token: &str, length: &str, pour: impl FnOnce(&mut TcpStream)) -> (u16, String) {
    let address = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /api/v1{PATH} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=X\r\n{length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    pour(&mut stream);
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    // Until the problem document is there: the server may close before it has read what was sent.
    while !String::from_utf8_lossy(&answer).contains("request_id") {
        match stream.read(&mut part) {
            Ok(n) if n > 0 => answer.extend_from_slice(&part[..n]),
            _ => break,
        }
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|s| s.parse().ok());
    let code = text.split("\"code\":\"").nth(1).and_then(|t| t.split('"').next());
    (status.unwrap_or_else(|| panic!("no answer: {text}")), code.unwrap_or_default().to_string())
}

fn part() -> Vec<u8> {
    b"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n".to_vec()
}

fn chunk(stream: &mut TcpStream, bytes: &[u8]) {
    write!(stream, "{:x}\r\n", bytes.len()).unwrap();
    stream.write_all(bytes).unwrap();
    stream.write_all(b"\r\n").unwrap();
}

/// Says that it sends 100 MB: the answer comes without a byte of them.
fn declared(base: &str, token: &str) -> (u16, String) {
    raw(base, token, "Content-Length: 100000000", |_| {})
}

/// Sends without saying how much, until just past the limit.
fn undeclared(base: &str, token: &str) -> (u16, String) {
    raw(base, token, "Transfer-Encoding: chunked", |stream| {
        chunk(stream, &part());
        let piece = vec![b'1'; 1 << 16];
        for _ in 0..=20_000_000 / piece.len() {
            chunk(stream, &piece);
        }
    })
}

both! {
    async fn a_hundred_megabytes_are_refused_before_they_are_stored(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let refused = (413, "too_large".to_string());
        assert_eq!(declared(&app.base, &admin.token), refused);
        assert_eq!(undeclared(&app.base, &admin.token), refused);
        assert!(app.state.files.blobs().await.unwrap().is_empty());
        assert_eq!(admin.get(PATH).await.expect(200)["items"], json!([]));
        // Who may not import at all learns that before anything is received.
        let stranger = app.actor(support::Role::Teacher, school.scope()).await;
        assert_eq!(declared(&app.base, &stranger.token), (403, "forbidden".to_string()));
    }

    async fn hostile_files_are_refused_with_what_is_wrong(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        for file in hostile() {
            let import = app.dry_run(&admin, PATH, file.name, file.bytes.clone()).await;
            assert_eq!(import["status"], "failed", "{}: {import}", file.name);
            let problem = &import["problem"];
            assert_eq!((&problem["code"], &problem["status"]), (&json!("file_unreadable"), &json!(422)), "{}", file.name);
            assert_eq!(problem["errors"][0]["code"], file.code, "{}: {problem}", file.name);
            let rows = format!("{PATH}/{}/rows", import["id"].as_str().unwrap());
            assert_eq!(admin.get(&rows).await.expect(200)["items"], json!([]), "{}", file.name);
        }
        let problem = admin.upload(PATH, "名单.xlsx", picture(), &[]).await.refused(422, "file_unreadable");
        assert_eq!(problem["errors"][0]["code"], "not_a_spreadsheet");
        let import = app.dry_run(&admin, PATH, "公式.xlsx", formulas()).await;
        let rows = format!("{PATH}/{}/rows?outcome=refused", import["id"].as_str().unwrap());
        let row = admin.get(&rows).await.expect(200)["items"][0].clone();
        assert_eq!((&row["problems"][0]["column"], &row["problems"][0]["code"]), (&json!("name"), &json!("formula")));
        assert_eq!(admin.get("/students").await.expect(200)["items"], json!([]));
    }
}

/// Uploads a file to the real server and waits for what becomes of it.
async fn tried(server: &Binary, token: &str, name: &str, bytes: Vec<u8>) -> Value {
    let upload = server.request("POST", PATH).bearer(token).multipart(name, bytes, &[]).await;
    if upload.status != 202 {
        return upload.json();
    }
    let started = upload.json();
    let id = started["job"]["id"].as_str().unwrap();
    server.job(token, id, |_| false, async || {}).await;
    let import = format!("{PATH}/{}", started["import"]["id"].as_str().unwrap());
    server.request("GET", &import).bearer(token).await.expect(200)
}

async fn bounded(database: Database) {
    // Before anything is sent: a connection that rests while they are made is closed by the server.
    let files = hostile();
    let mut server = Binary::demo(database);
    server.start();
    let token = server.token("institution_admin").await;
    let before = server.peak_memory_mb();
    let mut peaks = vec![("ready", before)];
    assert_eq!(declared(&server.base, &token).0, 413);
    assert_eq!(undeclared(&server.base, &token).0, 413);
    peaks.push(("100 MB", server.peak_memory_mb()));
    for file in files {
        let import = tried(&server, &token, file.name, file.bytes.clone()).await;
        assert_eq!(import["problem"]["errors"][0]["code"], file.code, "{}: {import}", file.name);
        peaks.push((file.name, server.peak_memory_mb()));
    }
    let refused = tried(&server, &token, "图片.xlsx", picture()).await;
    assert_eq!(refused["errors"][0]["code"], "not_a_spreadsheet", "{refused}");
    let import = tried(&server, &token, "公式.xlsx", formulas()).await;
    assert_eq!(import["counts"]["refused"], 1, "{import}");
    peaks.push(("formulas", server.peak_memory_mb()));
    for (name, peak) in &peaks {
        assert!(*peak < MEMORY && peak - before < GROWTH, "{name}: {peaks:?}");
    }
    server.request("GET", "/me").bearer(&token).await.expect(200);
}

#[tokio::test]
async fn no_file_makes_the_server_grow_on_sqlite() {
    bounded(Database::Sqlite).await;
}

#[tokio::test]
async fn no_file_makes_the_server_grow_on_postgres() {
    bounded(Database::Postgres).await;
}
