//! A feed as programs read it: by a reader of our own for this test, and by one of somebody else.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use icalendar::{Component, parser};
use onex_ical::{Calendar, Conference, Event, IcalError, Status, write};
use proptest::prelude::*;
use time::{Duration, OffsetDateTime, macros::datetime};

fn session() -> Event {
    Event {
        uid: "session-0190a000@onex.example".into(),
        changed: datetime!(2020-03-01 09:30 +8),
        sequence: 2,
        start: datetime!(2020-03-03 14:00 +8),
        end: datetime!(2020-03-03 15:30 +8),
        summary: "第一讲：课程标准, 教学设计; 答疑".into(),
        description: "带上教材\n第二行 C:\\temp".into(),
        status: Status::Confirmed,
        url: Some("https://onex.example/live-sessions/0190a000".into()),
        conference: Some(Conference {
            url: "https://onex.example/live-sessions/0190a000".into(),
            label: "进入 \"课堂\"; a^b".into(),
        }),
    }
}

fn feed(events: &[Event]) -> Result<String, IcalError> {
    write(&Calendar {
        product: "-//OneX//OneX//ZH",
        name: "研修课表",
        refresh: Duration::HOUR,
        events,
    })
}

/// The lines unfolded (RFC 5545, 3.1), octet by octet.
fn unfolded(text: &str) -> Vec<String> {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\r\n ") {
            at += 3;
        } else {
            plain.push(bytes[at]);
            at += 1;
        }
    }
    let plain = String::from_utf8(plain).unwrap();
    plain.strip_suffix("\r\n").unwrap().split("\r\n").map(str::to_owned).collect()
}

/// The only line of a property, behind its name.
fn value(text: &str, name: &str) -> String {
    let lines = unfolded(text);
    let mut found = lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let value = found.next().unwrap_or_else(|| panic!("{name} in {lines:?}")).to_owned();
    assert_eq!(found.next(), None, "{name} stands twice");
    value
}

/// Text from a value (RFC 5545, 3.3.11).
fn unescaped(value: &str) -> String {
    let (mut text, mut characters) = (String::new(), value.chars());
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next().unwrap() {
                'n' | 'N' => text.push('\n'),
                escaped @ ('\\' | ';' | ',') => text.push(escaped),
                other => panic!("\\{other} is no escape"),
            },
            ';' | ',' => panic!("an unescaped {character} in {value:?}"),
            _ => text.push(character),
        }
    }
    text
}

#[test]
fn a_session_has_the_properties_a_calendar_asks_for() {
    let text = feed(&[session()]).unwrap();
    for (name, expected) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//OneX//OneX//ZH"),
        ("METHOD", "PUBLISH"),
        ("NAME", "研修课表"),
        ("X-WR-CALNAME", "研修课表"),
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT60M"),
        ("X-PUBLISHED-TTL", "PT60M"),
        ("UID", "session-0190a000@onex.example"),
        ("DTSTAMP", "20200301T013000Z"),
        ("LAST-MODIFIED", "20200301T013000Z"),
        ("SEQUENCE", "2"),
        ("DTSTART", "20200303T060000Z"),
        ("DTEND", "20200303T073000Z"),
        ("SUMMARY", "第一讲：课程标准\\, 教学设计\\; 答疑"),
        ("DESCRIPTION", "带上教材\\n第二行 C:\\\\temp"),
        ("STATUS", "CONFIRMED"),
        ("URL", "https://onex.example/live-sessions/0190a000"),
        (
            "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=\"进入 ^'课堂^'; a^^b\"",
            "https://onex.example/live-sessions/0190a000",
        ),
    ] {
        assert_eq!(value(&text, name), expected, "{name}");
    }
    let lines = unfolded(&text);
    assert_eq!(lines.first().unwrap(), "BEGIN:VCALENDAR");
    assert_eq!(lines.last().unwrap(), "END:VCALENDAR");
}

#[test]
fn a_cancelled_session_says_so_and_what_is_not_there_is_left_out() {
    let cancelled = Event {
        status: Status::Cancelled,
        description: String::new(),
        url: None,
        conference: None,
        ..session()
    };
    let text = feed(&[cancelled]).unwrap();
    assert_eq!(value(&text, "STATUS"), "CANCELLED");
    for absent in ["DESCRIPTION", "URL", "CONFERENCE", "SOURCE"] {
        assert!(!text.contains(absent), "{absent}");
    }
}

#[test]
fn a_calendar_without_events_is_one() {
    let text = feed(&[]).unwrap();
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.contains("VEVENT"));
}

#[test]
fn what_no_calendar_can_say_is_refused_with_the_event() {
    let fault = |event: Event| feed(&[session(), event]).unwrap_err();
    let backwards = fault(Event { uid: "b".into(), end: session().start, ..session() });
    assert_eq!(backwards, IcalError::Backwards { uid: "b".into() });
    let far = fault(Event { start: datetime!(-1-12-31 0:00 UTC), ..session() });
    assert_eq!(far.code(), "year");
    for address in ["https://onex.example/a b", "https://onex.example/\r\nX:y", "https://例"] {
        assert_eq!(fault(Event { url: Some(address.into()), ..session() }).code(), "address");
        let conference = Some(Conference { url: address.into(), label: String::new() });
        assert_eq!(fault(Event { conference, ..session() }).code(), "address");
    }
}

#[test]
fn another_programs_reader_finds_the_same_events() {
    let long = "研修".repeat(100);
    let events = [session(), Event { uid: "b@x".into(), summary: long.clone(), ..session() }];
    let text = feed(&events).unwrap();
    let unfolded = parser::unfold(&text);
    let read = parser::read_calendar(&unfolded).unwrap();
    let read = icalendar::Calendar::from(read);
    let read: Vec<&icalendar::Event> =
        read.components.iter().filter_map(|one| one.as_event()).collect();
    assert_eq!(read.len(), 2);
    for (found, event) in read.iter().zip(&events) {
        assert_eq!(found.get_uid(), Some(event.uid.as_str()));
        assert_eq!(found.get_summary(), Some(event.summary.as_str()));
        assert_eq!(found.get_description(), Some(event.description.as_str()));
        assert_eq!(found.get_sequence(), Some(event.sequence));
        assert_eq!(found.get_status(), Some(icalendar::EventStatus::Confirmed));
        let start = found.get_start().unwrap();
        let icalendar::DatePerhapsTime::DateTime(icalendar::CalendarDateTime::Utc(start)) = start
        else {
            panic!("{start:?}")
        };
        assert_eq!(start.timestamp(), event.start.unix_timestamp());
    }
}

proptest! {
    #[test]
    fn whatever_is_written_can_be_read(
        summary in "\\PC{0,200}",
        description in any::<String>(),
        label in any::<String>(),
        seconds in 0i64..250_000_000_000,
        length in 1i64..1_000_000,
    ) {
        let moment = |at| OffsetDateTime::from_unix_timestamp(at).unwrap();
        let event = Event {
            summary: summary.clone(),
            description: format!("x{description}"),
            start: moment(seconds),
            end: moment(seconds + length),
            conference: Some(Conference { url: "https://onex.example/".into(), label }),
            ..session()
        };
        let text = feed(&[event]).unwrap();
        // Lines end in CRLF alone and have at most 75 octets; none of them is cut inside a character.
        for line in text.strip_suffix("\r\n").unwrap().split("\r\n") {
            prop_assert!(line.len() <= 75, "{}", line);
            prop_assert!(!line.contains(|c: char| c.is_control() && c != '\t'), "{:?}", line);
        }
        let lines = unfolded(&text);
        prop_assert_eq!(lines.len(), 23);
        // A label is one quoted parameter, whatever it holds.
        let conference = lines.iter().find(|line| line.starts_with("CONFERENCE")).unwrap();
        prop_assert_eq!(conference.matches('"').count(), 2);
        prop_assert!(conference.ends_with("\":https://onex.example/"));
        // Printable text comes back as it was; of other text, what no line may hold is gone.
        let summary: String =
            summary.chars().map(|c| if matches!(c, '\u{2028}' | '\u{2029}') { '\n' } else { c }).collect();
        prop_assert_eq!(unescaped(&value(&text, "SUMMARY")), summary);
        let kept = |text: &str| -> String {
            text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')).collect()
        };
        prop_assert_eq!(kept(&unescaped(&value(&text, "DESCRIPTION"))), kept(&format!("x{description}")));
    }
}
