//! Files that are sent in parts: broken off, gone on with, too large, of others, forgotten; and nothing half stored.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use onex::platform::retention::UPLOADS;
use support::{Actor, Role, TestApp, both, json};

use crate::retention::{after, swept};

const DESIGN: &str = "teaching_design";

/// The path of somebody else's upload of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let school = app.school("42");
    let teacher = app.actor(Role::Teacher, school.scope()).await;
    let upload = teacher.announce(DESIGN, "教学设计.pdf", 10).await.expect(201);
    upload["id"].as_str().unwrap().into()
}

async fn participant(app: &TestApp) -> Actor {
    let school = app.school("32");
    app.actor(Role::Teacher, school.scope()).await
}

/// Where an upload stands.
async fn stands(who: &Actor, id: &str) -> i64 {
    let head = who.request("HEAD", &format!("/uploads/{id}")).await;
    assert_eq!((head.status, head.header("cache-control")), (200, "no-store"));
    let shown = who.get(&format!("/uploads/{id}")).await.expect(200);
    let offset: i64 = head.header("upload-offset").parse().unwrap();
    assert_eq!(shown["offset"], offset);
    offset
}

/// Sends the head of a part and what `pour` gives of its body, then reads the answer's status, if one comes.
fn raw(
    who: &Actor,
    base: &str,
    id: &str,
    length: &str,
    pour: impl FnOnce(&mut TcpStream),
) -> Option<u16> {
    let address = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "PATCH /api/v1/uploads/{id} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n{length}\r\n\r\n",
        who.token
    );
    stream.write_all(head.as_bytes()).unwrap();
    pour(&mut stream);
    let (mut answer, mut part) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&answer).contains("request_id") {
        match stream.read(&mut part) {
            Ok(n) if n > 0 => answer.extend_from_slice(&part[..n]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|s| s.parse().ok())
}

async fn parts(app: &TestApp) -> usize {
    app.state.files.parts().await.unwrap().len()
}

both! {
    async fn an_upload_that_breaks_off_goes_on_where_it_was(app: TestApp) {
        let teacher = participant(&app).await;
        let bytes: Vec<u8> = (0..90_000_u32).map(|n| (n * 31 % 251) as u8).collect();
        let made = teacher.announce(DESIGN, "教学设计.pdf", bytes.len()).await;
        let upload = made.expect(201);
        let id = upload["id"].as_str().unwrap();
        assert_eq!(made.header("location"), format!("/api/v1/uploads/{id}"));
        assert_eq!((&upload["offset"], &upload["size"], &upload["part_size"]), (&json!(0), &json!(90_000), &json!(8_000_000)));
        // The connection goes in the middle of the first part: nothing of it is kept.
        raw(&teacher, &app.base, id, "Content-Length: 40000", |stream| {
            stream.write_all(&bytes[..20_000]).unwrap();
            stream.shutdown(Shutdown::Both).unwrap();
        });
        assert_eq!((stands(&teacher, id).await, parts(&app).await), (0, 0));
        let sent = teacher.send_part(id, 0, &bytes[..40_000]).await;
        sent.expect(204);
        assert_eq!((sent.header("upload-offset"), sent.header("tus-resumable")), ("40000", "1.0.0"));
        assert_eq!(stands(&teacher, id).await, 40_000);
        teacher.send_part(id, 40_000, &bytes[40_000..]).await.expect(204);
        assert_eq!((stands(&teacher, id).await, parts(&app).await), (90_000, 2));
        let (files, names) = (app.state.files.clone(), names(&app, id));
        let joined = tokio::task::spawn_blocking(move || files.join_parts_blocking(&names));
        let mut stored = Vec::new();
        joined.await.unwrap().unwrap().read_to_end(&mut stored).unwrap();
        assert!(stored == bytes, "what is stored is not what was sent");
        app.holds_together().await;
        let list = teacher.get("/uploads").await.expect(200);
        assert_eq!(list["items"][0]["id"], *id);
        teacher.delete(&format!("/uploads/{id}")).await.expect(204);
        assert_eq!(parts(&app).await, 0);
        teacher.get(&format!("/uploads/{id}")).await.refused(404, "not_found");
        assert_eq!((app.audited("upload.create"), app.audited("upload.delete")), (1, 1));
    }

    async fn a_part_begins_where_the_upload_stands_and_ends_within_it(app: TestApp) {
        let teacher = participant(&app).await;
        let upload = teacher.announce(DESIGN, "教学设计.pdf", 100).await.expect(201);
        let id = upload["id"].as_str().unwrap();
        let path = format!("/uploads/{id}");
        teacher.send_part(id, 0, &[1; 60]).await.expect(204);
        for offset in [0, 59, 61] {
            let refusal = teacher.send_part(id, offset, &[2; 10]).await.refused(409, "upload_offset");
            assert!(refusal["detail"].as_str().unwrap().contains("stands at 60"), "{refusal}");
        }
        teacher.send_part(id, 60, &[2; 41]).await.refused(413, "too_large");
        teacher.send_part(id, 60, &[]).await.refused(422, "invalid");
        let part = teacher.request("PATCH", &path).header("upload-offset", "60");
        part.body("application/octet-stream", vec![2; 40]).await.refused(415, "unsupported_media_type");
        for wrong in ["", "-1", "sixty"] {
            let part = teacher.request("PATCH", &path).header("upload-offset", wrong);
            part.body("application/offset+octet-stream", vec![2; 40]).await.refused(400, "malformed");
        }
        assert_eq!((stands(&teacher, id).await, parts(&app).await), (60, 1));
        app.holds_together().await;
    }

    async fn of_two_who_send_the_same_part_one_is_kept(app: TestApp) {
        let teacher = participant(&app).await;
        let upload = teacher.announce(DESIGN, "教学设计.pdf", 5_000).await.expect(201);
        let id = upload["id"].as_str().unwrap();
        let (one, other, bytes) = (teacher.clone(), teacher.clone(), vec![7; 5_000]);
        let (a, b, c) = tokio::join!(
            one.send_part(id, 0, &bytes), other.send_part(id, 0, &bytes), teacher.send_part(id, 0, &bytes)
        );
        let mut statuses = [a.status, b.status, c.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409, 409]);
        assert_eq!((stands(&teacher, id).await, parts(&app).await), (5_000, 1));
        app.holds_together().await;
    }

    async fn how_large_a_file_may_be_is_told_to_whoever_asks_as_the_operator_set_it(app: TestApp) {
        let limits = app.request("GET", "/meta").await.expect(200)["file_limits"].clone();
        let usual = json!({ "teaching_design": 50_000_000, "task": 20_000_000, "material": 20_000_000, "spreadsheet": 20_000_000 });
        assert_eq!(limits, usual);
        let node = app.another_node_with(|s| (s.max_design_mb, s.max_upload_mb) = (Some(3), Some(2)));
        let limits = node.request("GET", "/meta").await.expect(200)["file_limits"].clone();
        assert_eq!(limits, json!({ "teaching_design": 3_000_000, "task": 2_000_000, "material": 2_000_000, "spreadsheet": 2_000_000 }));
        let teacher = participant(&node).await;
        for (purpose, name, key) in [(DESIGN, "教学设计.pdf", "teaching_design"), ("task", "作业.pdf", "task")] {
            let most = limits[key].as_u64().unwrap() as usize;
            teacher.announce(purpose, name, most + 1).await.refused(413, "too_large");
            teacher.announce(purpose, name, most).await.expect(201);
        }
        // Spreadsheets are no larger than the engine reads, whatever uploads may have.
        let node = app.another_node_with(|s| s.max_upload_mb = Some(900));
        let limits = node.request("GET", "/meta").await.expect(200)["file_limits"].clone();
        assert_eq!((&limits["task"], limits["spreadsheet"].as_u64() < Some(900_000_000)), (&json!(900_000_000), true));
    }

    async fn a_gigabyte_is_refused_before_it_is_stored(app: TestApp) {
        let teacher = participant(&app).await;
        let gigabyte = 1_000_000_000;
        let refusal = teacher.announce(DESIGN, "教学设计.pdf", gigabyte).await.refused(413, "too_large");
        assert!(refusal["detail"].as_str().unwrap().contains("50 MB"), "{refusal}");
        teacher.announce("task", "作业.pdf", 20_000_001).await.refused(413, "too_large");
        let upload = teacher.announce(DESIGN, "教学设计.pdf", 50_000_000).await.expect(201);
        let id = upload["id"].as_str().unwrap();
        // Said: the answer comes without a byte of it.
        let said = raw(&teacher, &app.base, id, "Content-Length: 1000000000", |_| {});
        assert_eq!(said, Some(413));
        // Not said: it comes as soon as a part is full.
        let unsaid = raw(&teacher, &app.base, id, "Transfer-Encoding: chunked", |stream| {
            let piece = vec![b'1'; 1 << 16];
            for _ in 0..=8_000_000 / piece.len() {
                write!(stream, "{:x}\r\n", piece.len()).unwrap();
                stream.write_all(&piece).unwrap();
                stream.write_all(b"\r\n").unwrap();
            }
        });
        assert_eq!(unsaid, Some(413));
        assert_eq!((stands(&teacher, id).await, parts(&app).await), (0, 0));
        app.holds_together().await;
    }

    async fn names_lose_their_paths_and_say_what_is_sent(app: TestApp) {
        let teacher = participant(&app).await;
        for (name, kept) in [("../../etc/教案.pdf", "教案.pdf"), ("C:\\我的\\教案.DOCX", "教案.DOCX")] {
            assert_eq!(teacher.announce(DESIGN, name, 1).await.expect(201)["name"], kept);
        }
        for name in ["教案.exe", "教案", "教案.doc", "pdf", "教案.pdf.lnk"] {
            teacher.announce(DESIGN, name, 1).await.refused(415, "unsupported_media_type");
        }
        teacher.announce(DESIGN, "教案\n.pdf", 1).await.refused(422, "invalid");
        teacher.announce(DESIGN, "教案.pdf", 0).await.refused(422, "invalid");
        teacher.announce("homework", "教案.pdf", 1).await.refused(422, "invalid");
    }

    async fn only_some_files_are_on_their_way_at_once(app: TestApp) {
        let teacher = participant(&app).await;
        let key = |n: i32| teacher.post("/uploads", json!({ "purpose": DESIGN, "name": "a.pdf", "size": 9 })).idempotency_key(&format!("upload-{n}"));
        let first = key(1).await.expect(201);
        assert_eq!(key(1).await.expect(201)["id"], first["id"]);
        for n in 2..=5 {
            key(n).await.expect(201);
        }
        let refusal = teacher.announce(DESIGN, "b.pdf", 9).await.refused(409, "conflict");
        assert!(refusal["detail"].as_str().unwrap().contains("5 files"), "{refusal}");
        teacher.delete(&format!("/uploads/{}", first["id"].as_str().unwrap())).await.expect(204);
        teacher.announce(DESIGN, "b.pdf", 9).await.expect(201);
        // Everybody has their own.
        participant(&app).await.announce(DESIGN, "b.pdf", 9).await.expect(201);
    }

    async fn nobody_reaches_the_upload_of_another(app: TestApp) {
        let (teacher, other) = (participant(&app).await, participant(&app).await);
        let upload = teacher.announce(DESIGN, "教学设计.pdf", 10).await.expect(201);
        let id = upload["id"].as_str().unwrap();
        let path = format!("/uploads/{id}");
        other.get(&path).await.refused(404, "not_found");
        other.delete(&path).await.refused(404, "not_found");
        other.send_part(id, 0, &[1; 10]).await.refused(404, "not_found");
        assert_eq!(other.request("HEAD", &path).await.status, 404);
        assert_eq!(other.get("/uploads").await.expect(200)["items"], json!([]));
        let (hq, trainer) = (app.hq().await, app.trainer("32").await);
        for nobody in [&hq, &trainer] {
            nobody.get(&path).await.refused(403, "forbidden");
            nobody.announce(DESIGN, "a.pdf", 1).await.refused(403, "forbidden");
        }
        assert_eq!((stands(&teacher, id).await, parts(&app).await), (0, 0));
    }

    async fn what_nobody_finishes_is_gone_after_a_day(app: TestApp) {
        let teacher = participant(&app).await;
        let upload = teacher.announce(DESIGN, "教学设计.pdf", 10).await.expect(201);
        let id = upload["id"].as_str().unwrap();
        teacher.send_part(id, 0, &[1; 4]).await.expect(204);
        assert_eq!(swept(&app, after(UPLOADS.days, -1)).await["uploads"], 0);
        assert_eq!(stands(&teacher, id).await, 4);
        // The day has had its sweep.
        app.set_clock(after(UPLOADS.days, 0));
        teacher.get(&format!("/uploads/{id}")).await.refused(404, "not_found");
        teacher.send_part(id, 4, &[1; 6]).await.refused(404, "not_found");
        assert_eq!(parts(&app).await, 1);
        // A later one stays.
        let later = teacher.announce(DESIGN, "教学设计.pdf", 10).await.expect(201);
        let deleted = swept(&app, after(UPLOADS.days, 16 * 3600)).await;
        assert_eq!((&deleted["uploads"], parts(&app).await), (&json!(1), 0), "{deleted}");
        assert_eq!(stands(&teacher, later["id"].as_str().unwrap()).await, 0);
        app.holds_together().await;
    }
}

/// The names of an upload's parts in their order.
fn names(app: &TestApp, id: &str) -> Vec<String> {
    use diesel::prelude::*;
    use onex::schema::upload_chunks as c;
    let id: support::Id = id.parse().unwrap();
    app.state
        .db
        .read_blocking(|conn| {
            let of = c::table.filter(c::upload_id.eq(id)).order(c::offset_bytes.asc());
            Ok(of.select(c::key).load(conn)?)
        })
        .unwrap()
}
