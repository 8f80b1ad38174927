//! BigBlueButton as its server sees it: the calls taken apart and checked by a code of their own, the documented answers,
//! and events as its webhooks send them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_rooms::bbb::{
    Answer, Create, Event, EventKind, Guest, Hash, Role, Server, User, answer, checksum, events,
};
use onex_rooms::{RoomError, Secret};
use proptest::prelude::*;
use sha2::Digest;
use std::{collections::BTreeMap, fmt::Write};
use url::{Url, form_urlencoded};

/// Of the documentation's example.
const SECRET: &str = "639259d4-9dd8-4b25-bf01-95f9567eaf4b";

fn secret() -> Secret {
    Secret::new(SECRET).unwrap()
}

fn server(hash: Hash) -> Server {
    Server::new("https://bbb.example/bigbluebutton/api", secret(), hash).unwrap()
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// What a server makes of an address: the call and its parameters, if the checksum is right.
fn received(address: &str) -> Option<(String, BTreeMap<String, String>)> {
    let rest = address.strip_prefix("https://bbb.example/bigbluebutton/api/")?;
    let (call, query) = rest.split_once('?')?;
    let (query, given) = query.rsplit_once("&checksum=")?;
    let text = format!("{call}{query}{SECRET}");
    let expected = match given.len() {
        40 => hex(sha1::Sha1::digest(text)),
        64 => hex(sha2::Sha256::digest(text)),
        96 => hex(sha2::Sha384::digest(text)),
        _ => hex(sha2::Sha512::digest(text)),
    };
    let parameters = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    (given == expected).then_some((call.to_owned(), parameters))
}

const MEETING: &str = "onex-0190a000-0000-7000-8000-000000000001";

fn create(name: &str) -> Create<'_> {
    Create { name, meeting_id: MEETING, duration: 150, session: "0190a000" }
}

#[test]
fn the_published_example_has_its_published_checksums() {
    let query = "name=Test+Meeting&meetingID=abc123&attendeePW=111222&moderatorPW=333444";
    let sum = |hash| checksum(hash, "create", query, &secret());
    assert_eq!(sum(Hash::Sha1), "1fcbb0c4fc1f039f73aa6d697d2db9ba7f803f17");
    assert_eq!(
        sum(Hash::Sha256),
        "da9185f7f333cfdfcd6eeac32dca3777510c4c436020d8b887ba5515bd1d189e"
    );
    assert_eq!((sum(Hash::Sha384).len(), sum(Hash::Sha512).len()), (96, 128));
}

#[test]
fn a_meeting_is_created_with_what_the_server_asks_for() {
    for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        let address = server(hash).create(&create("第一讲：a&b=c, 100%")).unwrap();
        let (call, sent) = received(&address).unwrap();
        assert_eq!(call, "create");
        let expected = [
            ("name", "第一讲：a&b=c, 100%"),
            ("meetingID", MEETING),
            ("record", "false"),
            ("duration", "150"),
            ("meta_onex-session", "0190a000"),
        ];
        assert_eq!(sent, expected.map(|(name, value)| (name.into(), value.into())).into());
    }
}

#[test]
fn names_and_ids_stay_within_what_servers_take() {
    let server = server(Hash::Sha256);
    let (_, sent) = received(&server.create(&create(&"长".repeat(65))).unwrap()).unwrap();
    assert_eq!(sent["name"], format!("{}…", "长".repeat(63)));
    let (_, sent) = received(&server.create(&create(&"长".repeat(64))).unwrap()).unwrap();
    assert_eq!(sent["name"], "长".repeat(64));
    assert_eq!(server.create(&create(" 讲 ")), Err(RoomError::Name));
    let long = "x".repeat(257);
    for meeting_id in ["", "x", "a,b", &long] {
        let guest = Guest { user_id: "u", name: "王芳", role: Role::Viewer };
        let meeting = Create { meeting_id, ..create("第一讲") };
        assert_eq!(server.create(&meeting), Err(RoomError::MeetingId));
        assert_eq!(server.join(meeting_id, 1, &guest), Err(RoomError::MeetingId));
        assert_eq!(server.end(meeting_id), Err(RoomError::MeetingId));
        let events = server.register_events("https://onex.example/e", meeting_id);
        assert_eq!(events, Err(RoomError::MeetingId));
    }
}

#[test]
fn somebody_enters_by_an_address_of_their_own() {
    let guest = Guest { user_id: "0190b000", name: "王 芳+1", role: Role::Moderator };
    let address = server(Hash::Sha256).join(MEETING, 1_583_215_200_123, &guest).unwrap();
    let (call, sent) = received(&address).unwrap();
    assert_eq!(call, "join");
    let expected = [
        ("fullName", "王 芳+1"),
        ("meetingID", MEETING),
        ("role", "MODERATOR"),
        ("userID", "0190b000"),
        ("createTime", "1583215200123"),
    ];
    assert_eq!(sent, expected.map(|(name, value)| (name.into(), value.into())).into());
    let viewer = Guest { role: Role::Viewer, ..guest };
    let (_, sent) = received(&server(Hash::Sha1).join(MEETING, 1, &viewer).unwrap()).unwrap();
    assert_eq!(sent["role"], "VIEWER");
    // Whoever changes who they are has no address.
    assert_eq!(received(&address.replace("MODERATOR", "VIEWER")), None);
    assert_eq!(received(&address.replace("0190b000", "0190b001")), None);
}

#[test]
fn a_meeting_is_ended_and_its_events_are_asked_for() {
    let (call, sent) = received(&server(Hash::Sha256).end(MEETING).unwrap()).unwrap();
    assert_eq!((call.as_str(), sent["meetingID"].as_str()), ("end", MEETING));
    let callback = "https://onex.example/api/v1/public/live-events/0190a000";
    let address = server(Hash::Sha256).register_events(callback, MEETING).unwrap();
    let (call, sent) = received(&address).unwrap();
    assert_eq!(call, "hooks/create");
    assert_eq!(sent["callbackURL"], callback);
    assert_eq!(sent["eventID"], "user-joined,user-left,meeting-ended");
    assert_eq!(sent["meetingID"], MEETING);
}

#[test]
fn the_address_of_the_server_may_be_written_in_any_usual_way() {
    for address in [
        "https://bbb.example/bigbluebutton/api",
        "https://bbb.example/bigbluebutton/api/",
        "https://bbb.example/bigbluebutton/",
        "https://BBB.example/bigbluebutton?x=1#y",
    ] {
        let server = Server::new(address, secret(), Hash::Sha256).unwrap();
        assert!(received(&server.end(MEETING).unwrap()).is_some(), "{address}");
    }
    for (address, fault) in [
        ("bbb.example", RoomError::Address),
        ("ftp://bbb.example/", RoomError::Address),
        ("file:///etc/passwd", RoomError::Address),
        ("https://user@bbb.example/", RoomError::Credentials),
        ("https://u:p@bbb.example/", RoomError::Credentials),
    ] {
        assert_eq!(Server::new(address, secret(), Hash::Sha1).unwrap_err(), fault, "{address}");
    }
}

#[test]
fn a_secret_shows_nowhere() {
    assert!(!format!("{:?}", server(Hash::Sha1)).contains(SECRET));
    assert_eq!(Secret::new("").unwrap_err(), RoomError::Secret);
}

#[test]
fn documented_answers_are_read() {
    let created = "<response><returncode>SUCCESS</returncode><meetingID>abc</meetingID><internalMeetingID>6-1583</internalMeetingID><createTime>1583215200123</createTime><createDate>Tue Mar 03 06:00:00 UTC 2020</createDate><hasUserJoined>false</hasUserJoined><messageKey></messageKey><message/></response>";
    let first = Answer { created: Some(1_583_215_200_123), message_key: None };
    assert_eq!(answer(created.as_bytes()), Ok(first.clone()));
    let again =
        created.replace("<messageKey></messageKey>", "<messageKey>duplicateWarning</messageKey>");
    let again = answer(again.as_bytes()).unwrap();
    assert_eq!(again, Answer { message_key: Some("duplicateWarning".into()), ..first });
    let hook = b"<?xml version=\"1.0\"?>\n<response>\n <returncode>SUCCESS</returncode>\n <hookID>1</hookID>\n <permanentHook>false</permanentHook>\n</response>\n";
    assert_eq!(answer(hook), Ok(Answer::default()));
    let refused = "<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message><![CDATA[No meeting <abc>]]> &amp; none</message></response>";
    let fault = answer(refused.as_bytes()).unwrap_err();
    let expected =
        RoomError::Refused { key: "notFound".into(), message: "No meeting <abc> & none".into() };
    assert_eq!(fault, expected);
}

#[test]
fn only_what_stands_right_below_the_response_counts() {
    let nested = "<response><attendees><returncode>SUCCESS</returncode></attendees><returncode>FAILED</returncode></response>";
    assert_eq!(answer(nested.as_bytes()).unwrap_err().code(), "refused");
    let twice =
        "<response><returncode>FAILED</returncode><returncode>SUCCESS</returncode></response>";
    assert_eq!(answer(twice.as_bytes()).unwrap_err().code(), "refused");
}

#[test]
fn what_is_no_answer_is_refused() {
    for body in [
        "",
        "<html><body>502 Bad Gateway</body></html>",
        "{\"returncode\":\"SUCCESS\"}",
        "<response></response>",
        "<response><returncode>SUCCESS</returncode>",
        "<response><returncode>SUCCESS</response>",
        "<response><returncode>SUCCESS</returncode><createTime>soon</createTime></response>",
        "<!DOCTYPE r [<!ENTITY a 'SUCCESS'>]><response><returncode>&a;</returncode></response>",
        "<response><returncode>&a;</returncode></response>",
    ] {
        assert_eq!(answer(body.as_bytes()).unwrap_err().code(), "answer", "{body}");
    }
    assert_eq!(answer(&[b'<', 0xFF]).unwrap_err().code(), "answer");
    assert_eq!(answer(&vec![b' '; (1 << 20) + 1]).unwrap_err().code(), "answer");
}

const CALLBACK: &str = "https://onex.example/api/v1/public/live-events/0190a000";

/// The body that the webhooks send: a form with its fields in alphabetical order.
fn body(event: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("domain", "bbb.example")
        .append_pair("event", event)
        .append_pair("timestamp", "1583215200200")
        .finish()
}

fn joined(kind: &str) -> String {
    format!(
        r#"{{"data":{{"type":"event","id":"{kind}","attributes":{{"meeting":{{"internal-meeting-id":"6-1583","external-meeting-id":"{MEETING}"}},"user":{{"internal-user-id":"w_abc","external-user-id":"0190b000","name":"王芳","role":"VIEWER","presenter":false}}}},"event":{{"ts":1583215200123}}}}}}"#
    )
}

#[test]
fn a_signature_holds_for_these_bytes_this_address_and_this_secret_only() {
    let server = server(Hash::Sha1);
    let body = body(&format!("[{}]", joined("user-joined")));
    let text = format!("{CALLBACK}{body}{SECRET}");
    let signatures = [
        hex(sha1::Sha1::digest(&text)),
        hex(sha2::Sha256::digest(&text)),
        hex(sha2::Sha384::digest(&text)),
        hex(sha2::Sha512::digest(&text)),
    ];
    for signature in &signatures {
        let check = |callback: &str, body: &str, given: &str| {
            server.check_event(callback, body.as_bytes(), Some(given))
        };
        assert_eq!(check(CALLBACK, &body, signature), Ok(()));
        assert_eq!(check(CALLBACK, &body, &signature.to_uppercase()), Ok(()));
        for wrong in [
            check(&CALLBACK.replace("a000", "a001"), &body, signature),
            check(CALLBACK, &body.replace("0190b000", "0190b001"), signature),
            // The same form in other bytes.
            check(CALLBACK, &body.replace("bbb.example", "bbb%2Eexample"), signature),
            check(CALLBACK, &body, &signature[1..]),
            check(CALLBACK, &body, &format!("{signature}0")),
            check(CALLBACK, &body, &signature.replace(&signature[..1], "g")),
        ] {
            assert_eq!(wrong, Err(RoomError::Signature));
        }
        let other =
            Server::new("https://bbb.example/", Secret::new("other").unwrap(), Hash::Sha1).unwrap();
        assert!(other.check_event(CALLBACK, body.as_bytes(), Some(signature)).is_err());
    }
    for none in [None, Some("")] {
        assert_eq!(server.check_event(CALLBACK, body.as_bytes(), none), Err(RoomError::Signature));
    }
}

#[test]
fn a_bearer_is_the_whole_secret() {
    let server = server(Hash::Sha256);
    for good in [format!("Bearer {SECRET}"), format!("bearer  {SECRET}")] {
        assert_eq!(server.check_bearer(Some(&good)), Ok(()));
    }
    for wrong in [
        "",
        "Bearer",
        "Bearer ",
        SECRET,
        &format!("Basic {SECRET}"),
        &format!("Bearer {SECRET}x"),
        "Bearer 6",
    ] {
        assert_eq!(server.check_bearer(Some(wrong)), Err(RoomError::Signature), "{wrong}");
    }
    assert_eq!(server.check_bearer(None), Err(RoomError::Signature));
}

#[test]
fn events_are_read_in_both_forms() {
    let user =
        User { internal_id: "w_abc".into(), external_id: "0190b000".into(), name: "王芳".into() };
    for event in [joined("user-joined"), format!("[{}]", joined("user-joined"))] {
        let read = events(body(&event).as_bytes()).unwrap();
        let [Event { at, meeting_id, kind, .. }] = read.as_slice() else { panic!("{read:?}") };
        assert_eq!((*at, meeting_id.as_str()), (1_583_215_200_123_000, MEETING));
        assert_eq!(kind, &EventKind::Joined(user.clone()));
    }
    let nameless = joined("user-left").replace(r#""name":"王芳","#, "");
    let read = events(body(&nameless).as_bytes()).unwrap();
    assert_eq!(read[0].kind, EventKind::Left(User { name: String::new(), ..user }));
    let ended = format!(
        r#"[{{"data":{{"type":"event","id":"meeting-ended","attributes":{{"meeting":{{"external-meeting-id":"{MEETING}"}}}},"event":{{"ts":1583215200123}}}}}}]"#
    );
    assert_eq!(events(body(&ended).as_bytes()).unwrap()[0].kind, EventKind::Ended);
    let other = events(body(&joined("user-audio-muted")).as_bytes()).unwrap();
    assert_eq!(other[0].kind, EventKind::Other("user-audio-muted".into()));
}

#[test]
fn an_event_says_which_of_a_rooms_meetings_it_is_of() {
    let of = |event: &str| events(body(event).as_bytes()).unwrap()[0].created;
    let event = joined("user-joined");
    let long = event.replace("6-1583", "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1583215200123");
    assert_eq!((of(&event), of(&long)), (Some(1583), Some(1_583_215_200_123)));
    for other in ["6", "6-", "6-soon", ""] {
        assert_eq!(of(&event.replace("6-1583", other)), None, "{other}");
    }
    assert_eq!(of(&event.replace("internal-meeting-id", "x")), None);
}

#[test]
fn an_event_sent_twice_is_known_again_and_another_is_not() {
    let digest = |event: &str| events(body(event).as_bytes()).unwrap()[0].digest;
    let first = digest(&joined("user-joined"));
    assert_eq!(first, digest(&format!("[ {} ]", joined("user-joined"))));
    assert_ne!(first, digest(&joined("user-left")));
    assert_ne!(first, digest(&joined("user-joined").replace("200123", "200124")));
}

#[test]
fn what_is_no_event_is_refused() {
    let whole = joined("user-joined");
    for broken in [
        String::new(),
        "[]]".into(),
        "7".into(),
        "[7]".into(),
        whole.replace("user-joined", ""),
        whole.replace("external-meeting-id", "x"),
        whole.replace("external-user-id", "x"),
        whole.replace("w_abc", ""),
        whole.replace("w_abc", &"x".repeat(1025)),
        whole.replace("1583215200123", "\"soon\""),
        whole.replace("1583215200123", "9223372036854775807"),
        format!("[{}]", vec![whole.as_str(); 101].join(",")),
        "[".repeat(10_000),
    ] {
        assert_eq!(events(body(&broken).as_bytes()).unwrap_err().code(), "event", "{broken:.80}");
    }
    assert_eq!(events(b"timestamp=1").unwrap_err().code(), "event");
    assert_eq!(events(&vec![b'x'; 300 << 10]).unwrap_err().code(), "event");
    assert_eq!(events(body("[]").as_bytes()), Ok(Vec::new()));
}

proptest! {
    #[test]
    fn whatever_a_name_holds_the_server_receives_it_and_nothing_else(
        name in any::<String>(),
        user in "\\PC{0,40}",
    ) {
        let guest = Guest { user_id: &user, name: &name, role: Role::Viewer };
        let address = server(Hash::Sha256).join(MEETING, 1, &guest).unwrap();
        prop_assert!(Url::parse(&address).is_ok() && address.is_ascii());
        let (_, sent) = received(&address).unwrap();
        prop_assert_eq!(sent.len(), 5);
        prop_assert_eq!(&sent["fullName"], &name);
        prop_assert_eq!(&sent["userID"], &user);
        prop_assert_eq!(&sent["role"], "VIEWER");
    }
}

#[test]
fn bodies_and_answers_of_any_bytes_are_read_or_refused() {
    let whole = body(&joined("user-joined")).into_bytes();
    let xml = b"<response><returncode>FAILED</returncode><messageKey>k</messageKey><message>m</message></response>";
    bolero::check!().with_iterations(4000).with_type::<(u16, u8, [u8; 6])>().for_each(
        |(at, length, bytes)| {
            for file in [whole.as_slice(), xml] {
                let at = usize::from(*at) % file.len();
                let end = (at + usize::from(*length % 24)).min(file.len());
                let edited = [&file[..at], bytes.as_slice(), &file[end..]].concat();
                let _ = events(&edited);
                if let Err(
                    RoomError::Refused { message, .. } | RoomError::Answer { detail: message },
                ) = answer(&edited)
                {
                    assert!(!message.contains(char::is_control) && message.len() <= 800);
                }
            }
        },
    );
}
