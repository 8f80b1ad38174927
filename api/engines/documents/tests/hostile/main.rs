//! Whatever a stranger hands in, given whole documents with anything done to them: nothing falls, and what passes can be
//! read to its last byte by who knows nothing of how it was checked.
//!
//! Each test is a target of its own: `cargo bolero test -p onex-documents NAME` runs one for as long as one likes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../support/mod.rs"]
mod support;

use flate2::{Crc, read::DeflateDecoder};
use onex_documents::{Kind, Limits, inspect};
use std::{
    io::{Cursor, Read},
    time::Duration,
};
use support::*;

/// A place in a file, what is done there, and with how many bytes.
type Edit = (u16, u8, u8);

/// Which file, what is done to it, and bytes to do it with.
type Input = (u8, [Edit; 3], [u8; 12]);

/// What the input stands for.
fn applied((which, edits, bytes): &Input, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut file = corpus[usize::from(*which) % corpus.len()].clone();
    for (at, what, length) in edits {
        // Half of the places lie near the end, where what matters most stands.
        let from_end = usize::from(*at / 2) % (file.len().min(256) + 1);
        let anywhere = usize::from(*at) % (file.len() + 1);
        let at = if what & 0x80 == 0 { anywhere } else { file.len() - from_end };
        let end = (at + usize::from(*length % 32)).min(file.len());
        match what % 10 {
            0 => drop(file.drain(at..end)),
            1 => drop(file.splice(at..at, bytes.iter().copied())),
            2 => file.truncate(at.max(file.len() / 2)),
            3 => {
                let twice = file[at..end].to_vec();
                drop(file.splice(at..at, twice));
            }
            4 | 5 => file.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << (length % 8)),
            6 => {
                let with = bytes.iter().cycle().copied();
                file[at..end].iter_mut().zip(with).for_each(|(byte, other)| *byte = other);
            }
            _ => {}
        }
    }
    file
}

fn limits() -> Limits {
    Limits { max_bytes: 1 << 20, max_unpacked: 4 << 20, ..Limits::default() }
}

fn field(bytes: &[u8], at: usize, length: usize) -> usize {
    bytes[at..at + length].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Goes through an archive from its front, as who streams it does, and says which names it met.
fn streamed(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut at, mut names) = (0, Vec::new());
    let mut total = 0;
    while bytes[at..].starts_with(b"PK\x03\x04") {
        let [name, extra] = [26, 28].map(|field_at| field(bytes, at + field_at, 2));
        let [crc, packed, size] = [14, 18, 22].map(|field_at| field(bytes, at + field_at, 4));
        let start = at + 30 + name + extra;
        names.push(bytes[at + 30..at + 30 + name].to_vec());
        // Sizes and checksum may follow the content, where only the directory helps to find it.
        if field(bytes, at + 6, 2) & 8 != 0 {
            return names;
        }
        let content = &bytes[start..start + packed];
        let mut plain = Vec::new();
        match field(bytes, at + 8, 2) {
            0 => plain.extend(content),
            _ => drop(DeflateDecoder::new(content).read_to_end(&mut plain).unwrap()),
        }
        let mut sum = Crc::new();
        sum.update(&plain);
        assert_eq!((plain.len(), sum.sum() as usize), (size, crc));
        total += size;
        at = start + packed;
    }
    assert!(total <= 4 << 20);
    names
}

/// What holds for every file, whatever is done to it.
fn holds(file: &[u8]) {
    let judged = inspect(Cursor::new(file), &limits());
    assert_eq!(judged, inspect(Cursor::new(file), &limits()));
    match judged {
        Err(fault) => {
            let said = fault.to_string();
            assert!(said.len() < 1500 && !said.contains(char::is_control), "{said:?}");
        }
        Ok(Kind::Pdf) => assert!(file.windows(5).any(|window| window == b"%PDF-")),
        Ok(Kind::Zip | Kind::Docx | Kind::Pptx) => {
            for name in streamed(file) {
                let parts = name.split(|byte| matches!(byte, b'/' | b'\\'));
                assert!(parts.into_iter().all(|part| part != b".."), "{name:?}");
                assert!(!name.starts_with(b"/") && !name.contains(&0), "{name:?}");
            }
        }
    }
}

macro_rules! targets {
    ($($name:ident = $corpus:expr;)*) => {$(
        #[test]
        fn $name() {
            let corpus: Vec<Vec<u8>> = $corpus;
            corpus.iter().for_each(|file| assert!(inspect(Cursor::new(file), &limits()).is_ok()));
            bolero::check!()
                .with_iterations(4000)
                .with_test_time(Duration::from_secs(2))
                .with_type::<Input>()
                .for_each(|input| holds(&applied(input, &corpus)));
        }
    )*};
}

fn stored(entries: Vec<Entry>) -> Vec<u8> {
    archive(&entries.into_iter().map(|one| Entry { stored: true, ..one }).collect::<Vec<_>>())
}

targets! {
    pdfs = vec![pdf(""), pdf("/Info << /Title (a(b)c) >> /Prev 0"), pdf_with_stream("/Type /XRef /Root 1 0 R /W [1 2 1]")];
    documents_of_office = vec![archive(&docx()), stored(docx()), archive(&pptx()), stored(pptx())];
    archives = vec![
        archive(&[entry("教案/一.txt", b"text ".repeat(40)), entry("b/", "")]),
        stored(vec![entry("a.txt", "a"), entry("b\\c.txt", "c"), entry(b"\xBD\xCC.txt", "d")]),
    ];
}
