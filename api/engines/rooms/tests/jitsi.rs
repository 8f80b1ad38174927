//! Tokens as a Jitsi server checks them, by somebody else's reader of tokens; and plain addresses.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use onex_rooms::jitsi::{GRACE, Guest, Server, room_of};
use onex_rooms::{RoomError, Secret, link};
use serde::Deserialize;

const SECRET: &str = "a-secret-of-the-operator";
const ROOM: &str = "onex-0190a0000000700080000000000000ff";
/// 2020-03-03 in the morning, and long after anybody runs this.
const NOW: i64 = 1_583_215_200;
const ENDS: i64 = 4_102_444_800;

#[derive(Deserialize)]
struct Claims {
    aud: String,
    iss: String,
    sub: String,
    room: String,
    nbf: i64,
    exp: i64,
    context: Context,
}

#[derive(Deserialize)]
struct Context {
    user: std::collections::BTreeMap<String, String>,
}

fn server(audience: Option<&str>) -> Server {
    let secret = Secret::new(SECRET).unwrap();
    Server::new("https://Meet.example", "onex", secret, audience).unwrap()
}

const GUEST: Guest<'static> = Guest { user_id: "0190b000", name: "王芳", moderator: false };

fn validation(audience: &str, issuer: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[issuer]);
    validation.validate_nbf = true;
    validation.set_required_spec_claims(&["aud", "iss", "sub", "nbf", "exp"]);
    validation
}

fn read(token: &str, secret: &str, validation: &Validation) -> Option<Claims> {
    let key = DecodingKey::from_secret(secret.as_bytes());
    decode::<Claims>(token, &key, validation).ok().map(|read| read.claims)
}

#[test]
fn a_guest_enters_one_room_until_a_while_after_its_end() {
    let address = server(None).join(ROOM, &GUEST, NOW, ENDS).unwrap();
    let token = address.strip_prefix(&format!("https://meet.example/{ROOM}?jwt=")).unwrap();
    let header = decode_header(token).unwrap();
    assert_eq!((header.alg, header.typ.as_deref()), (Algorithm::HS256, Some("JWT")));
    let claims = read(token, SECRET, &validation("onex", "onex")).unwrap();
    assert_eq!((claims.aud.as_str(), claims.iss.as_str()), ("onex", "onex"));
    assert_eq!((claims.sub.as_str(), claims.room.as_str()), ("meet.example", ROOM));
    assert_eq!((claims.nbf, claims.exp), (NOW - 10, ENDS + GRACE));
    let expected =
        [("id", "0190b000"), ("name", "王芳"), ("affiliation", "member"), ("moderator", "false")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(claims.context.user, expected.into());
}

#[test]
fn a_moderator_is_one_in_both_ways() {
    let guest = Guest { moderator: true, ..GUEST };
    let token = server(None).token(ROOM, &guest, NOW, ENDS).unwrap();
    let claims = read(&token, SECRET, &validation("onex", "onex")).unwrap();
    assert_eq!(claims.context.user["affiliation"], "owner");
    assert_eq!(claims.context.user["moderator"], "true");
}

#[test]
fn a_token_is_refused_under_another_secret_audience_or_issuer_and_when_it_is_changed() {
    let token = server(None).token(ROOM, &GUEST, NOW, ENDS).unwrap();
    let right = validation("onex", "onex");
    assert!(read(&token, "another", &right).is_none());
    assert!(read(&token, SECRET, &validation("jitsi", "onex")).is_none());
    assert!(read(&token, SECRET, &validation("onex", "other")).is_none());
    for at in (0..token.len()).filter(|at| token.as_bytes()[*at] != b'.') {
        let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        // The last digit of a signature has two bits to spare.
        assert!(at == token.len() - 1 || read(&changed, SECRET, &right).is_none(), "{at}");
    }
    let token = server(Some("jitsi")).token(ROOM, &GUEST, NOW, ENDS).unwrap();
    assert!(read(&token, SECRET, &validation("jitsi", "onex")).is_some());
}

#[test]
fn nobody_enters_a_meeting_that_is_over_or_a_room_of_all() {
    let ended = |now| server(None).token(ROOM, &GUEST, now, NOW);
    assert!(ended(NOW + GRACE - 1).is_ok());
    assert_eq!(ended(NOW + GRACE), Err(RoomError::Over));
    for room in ["*", "", "a/b", "a?b", "Onex-1", "房间", &"x".repeat(101)] {
        assert_eq!(server(None).token(room, &GUEST, NOW, ENDS), Err(RoomError::Room), "{room}");
    }
}

#[test]
fn a_token_is_the_same_for_the_same_guest() {
    let token = server(None).token(ROOM, &GUEST, NOW, ENDS).unwrap();
    assert_eq!(token, GOLDEN);
}

#[test]
fn a_session_has_one_room() {
    assert_eq!(room_of("0190A000-0000-7000-8000-0000000000FF"), ROOM);
}

#[test]
fn servers_live_at_any_path() {
    for (address, base) in [
        ("https://meet.example/", "https://meet.example/"),
        ("https://meet.example/tenant", "https://meet.example/tenant/"),
        ("https://meet.example:8443/?x#y", "https://meet.example:8443/"),
    ] {
        let server = Server::new(address, "onex", Secret::new(SECRET).unwrap(), None).unwrap();
        let entry = server.join(ROOM, &GUEST, NOW, ENDS).unwrap();
        assert!(entry.starts_with(&format!("{base}{ROOM}?jwt=")), "{entry}");
        assert!(!format!("{server:?}").contains(SECRET));
    }
    let server = |address, app| Server::new(address, app, Secret::new(SECRET).unwrap(), None);
    assert_eq!(server("meet.example", "onex").unwrap_err(), RoomError::Address);
    assert_eq!(server("https://meet.example", "").unwrap_err(), RoomError::Secret);
}

#[test]
fn a_plain_address_is_one_under_https_without_credentials() {
    assert_eq!(
        link::room(" https://meeting.tencent.com/dm/abc?x=1 ").unwrap(),
        "https://meeting.tencent.com/dm/abc?x=1"
    );
    assert_eq!(
        link::room("HTTPS://例子.中国/会议").unwrap(),
        "https://xn--fsqu00a.xn--fiqs8s/%E4%BC%9A%E8%AE%AE"
    );
    for (address, code) in [
        ("", "address"),
        ("meeting.tencent.com/dm/abc", "address"),
        ("http://meeting.tencent.com/dm/abc", "address"),
        ("javascript:alert(1)", "address"),
        ("data:text/html,x", "address"),
        ("https://", "address"),
        ("https://user@meeting.example/", "address_credentials"),
        ("https://user:word@meeting.example/", "address_credentials"),
    ] {
        assert_eq!(link::room(address).unwrap_err().code(), code, "{address}");
    }
    let long = format!("https://meeting.example/{}", "x".repeat(477));
    assert_eq!(link::room(&long).unwrap_err(), RoomError::AddressLength { limit: 500 });
    assert!(link::room(&long[..500]).is_ok());
    let wide = format!("https://meeting.example/{}", "会".repeat(100));
    assert_eq!(link::room(&wide).unwrap_err().code(), "address_length");
}

/// Made by another program, of RFC 7515's parts.
const GOLDEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJvbmV4IiwiY29udGV4dCI6eyJ1c2VyIjp7ImFmZmlsaWF0aW9\
    uIjoibWVtYmVyIiwiaWQiOiIwMTkwYjAwMCIsIm1vZGVyYXRvciI6ImZhbHNlIiwibmFtZSI6IueOi-iKsyJ9fSwiZXhwIjo\
    0MTAyNDQ2NjAwLCJpc3MiOiJvbmV4IiwibmJmIjoxNTgzMjE1MTkwLCJyb29tIjoib25leC0wMTkwYTAwMDAwMDA3MDAwODA\
    wMDAwMDAwMDAwMDBmZiIsInN1YiI6Im1lZXQuZXhhbXBsZSJ9.c21zJ760f2ug8RyXh7BRcanK2FUvgSIBfXp_NIcx9cI";
