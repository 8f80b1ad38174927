//! A server that speaks BigBlueButton's API as it is documented (docs.bigbluebutton.org/development/api), with its own
//! reading of it: checksums, required parameters, answers. It also sends events, as its webhooks do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The secret that the documentation uses.
pub const BBB_SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

/// What the server knows.
#[derive(Default)]
struct Known {
    /// When each meeting was created.
    meetings: HashMap<String, i64>,
    /// How many there have been.
    made: i64,
    /// Addresses that are told of a meeting.
    hooks: HashMap<String, String>,
    /// The calls that came, in their order.
    calls: Vec<(String, HashMap<String, String>)>,
    down: bool,
}

/// A running server. It ends with the test.
pub struct Bbb {
    known: Arc<Mutex<Known>>,
    url: String,
    handle: actix_web::dev::ServerHandle,
}

/// The checksum of a call: the hash of its name, its query without the checksum, and the secret.
fn sha256_hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

fn sha1_hex(text: &str) -> String {
    Sha1::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

fn xml(body: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/xml").body(format!("<response>{body}</response>"))
}

fn failed(key: &str, message: &str) -> HttpResponse {
    xml(&format!(
        "<returncode>FAILED</returncode><messageKey>{key}</messageKey><message>{message}</message>"
    ))
}

/// `+` and `%xx` as forms write them.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair: Vec<u8> = rest.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn parameters(query: &str) -> HashMap<String, String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

async fn answer(request: HttpRequest, known: web::Data<Arc<Mutex<Known>>>) -> HttpResponse {
    let mut known = known.lock().unwrap();
    if known.down {
        return HttpResponse::BadGateway().body("<html>no upstream</html>");
    }
    let call = request.path().trim_start_matches("/bigbluebutton/api/").to_string();
    let (query, checksum) = request.query_string().rsplit_once("&checksum=").unwrap_or_default();
    if sha256_hex(&format!("{call}{query}{BBB_SECRET}")) != checksum {
        return failed("checksumError", "Checksums do not match");
    }
    let given = parameters(query);
    known.calls.push((call.clone(), given.clone()));
    let meeting = given.get("meetingID").cloned().unwrap_or_default();
    let lacks = |names: &[&str]| names.iter().any(|n| given.get(*n).is_none_or(String::is_empty));
    match call.as_str() {
        "create" if lacks(&["name", "meetingID"]) => failed("missingParamMeetingID", "missing"),
        "create" => {
            let there = known.meetings.get(&meeting).copied();
            let created = there.unwrap_or(1_583_370_000_000 + known.made);
            if there.is_none() {
                known.made += 1;
                known.meetings.insert(meeting.clone(), created);
            }
            let key = if there.is_some() { "duplicateWarning" } else { "" };
            xml(&format!(
                "<returncode>SUCCESS</returncode><meetingID>{meeting}</meetingID><internalMeetingID>{}</internalMeetingID>\
                 <createTime>{created}</createTime><messageKey>{key}</messageKey><message/>",
                internal_id(&meeting, created)
            ))
        }
        "join" if lacks(&["fullName", "meetingID", "role"]) => failed("missingParam", "missing"),
        "join" => match known.meetings.get(&meeting) {
            Some(created) if given.get("createTime") == Some(&created.to_string()) => {
                xml("<returncode>SUCCESS</returncode><messageKey>successfullyJoined</messageKey>")
            }
            Some(_) => failed("mismatchCreateTimeParam", "another meeting"),
            None => failed("notFound", "no such meeting"),
        },
        "end" => match known.meetings.remove(&meeting) {
            Some(_) => xml(
                "<returncode>SUCCESS</returncode><messageKey>sentEndMeetingRequest</messageKey>",
            ),
            None => failed("notFound", "no such meeting"),
        },
        "hooks/create" if lacks(&["callbackURL"]) => failed("missingParamCallbackURL", "missing"),
        "hooks/create" => {
            known.hooks.insert(meeting, given["callbackURL"].clone());
            xml("<returncode>SUCCESS</returncode><hookID>1</hookID>")
        }
        _ => failed("unsupportedRequest", "no such call"),
    }
}

/// The server's own id of a meeting.
fn internal_id(meeting: &str, created: i64) -> String {
    format!("{}-{created}", sha1_hex(meeting))
}

/// An event of a server's first meeting, shaped as bbb-webhooks maps it.
pub fn bbb_event(meeting: &str, kind: &str, user: Option<(&str, &str, &str)>, ts: i64) -> Value {
    bbb_event_of(0, meeting, kind, user, ts)
}

/// The same of the meeting that a server made after so many others.
pub fn bbb_event_of(
    before: i64,
    meeting: &str,
    kind: &str,
    user: Option<(&str, &str, &str)>,
    ts: i64,
) -> Value {
    let internal = internal_id(meeting, 1_583_370_000_000 + before);
    let mut attributes = json!({
        "meeting": { "internal-meeting-id": internal, "external-meeting-id": meeting },
    });
    if let Some((internal, external, name)) = user {
        attributes["user"] = json!({
            "internal-user-id": internal, "external-user-id": external, "name": name,
            "role": "VIEWER", "presenter": false,
        });
    }
    json!({ "data": { "type": "event", "id": kind, "attributes": attributes, "event": { "ts": ts } } })
}

impl Bbb {
    /// Starts it on a free port.
    pub fn start() -> Self {
        let known = Arc::new(Mutex::new(Known::default()));
        let (send, receive) = std::sync::mpsc::channel();
        let served = known.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let data = web::Data::new(served);
                let server = HttpServer::new(move || {
                    App::new().app_data(data.clone()).default_service(web::to(answer))
                })
                .workers(1)
                .disable_signals()
                .bind("127.0.0.1:0")
                .unwrap();
                let address = server.addrs()[0];
                let server = server.run();
                send.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, handle) = receive.recv().unwrap();
        Bbb { known, url: format!("http://{address}/bigbluebutton/api"), handle }
    }

    /// The address of its API.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on it answers as a proxy does whose server is down, or again as itself.
    pub fn down(&self, down: bool) {
        self.known.lock().unwrap().down = down;
    }

    /// The calls that came, in their order.
    pub fn calls(&self) -> Vec<(String, HashMap<String, String>)> {
        self.known.lock().unwrap().calls.clone()
    }

    /// The address that is told of a meeting.
    pub fn hook(&self, meeting: &str) -> String {
        self.known.lock().unwrap().hooks[meeting].clone()
    }

    /// The body of a callback, and the checksum of its address, byte by byte as callback-emitter makes them.
    pub fn signed(&self, address: &str, event: &Value) -> (String, String) {
        let body = format!(
            "event={}&timestamp=1583370000000&domain=bbb.example",
            encoded(&event.to_string())
        );
        let checksum = sha256_hex(&format!("{address}{body}{BBB_SECRET}"));
        (body, checksum)
    }

    /// The same signed with SHA-1, as servers were before.
    pub fn signed_sha1(&self, address: &str, event: &Value) -> (String, String) {
        let (body, _) = self.signed(address, event);
        let checksum = sha1_hex(&format!("{address}{body}{BBB_SECRET}"));
        (body, checksum)
    }
}

/// As `querystring.stringify` of the server's language writes it.
fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&b);
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl Drop for Bbb {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}
