//! PDF: its mark, its end, and the one dictionary that says whether it is encrypted (ISO 32000-2, 7.5).

mod lexer;

use crate::fault::Fault;
use lexer::{Lexer, Token};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// How far from the end the end mark may stand: some programs append a little.
const TAIL: u64 = 2048;

/// Where the mark `%PDF-` of a version 1.x or 2.x begins.
pub(crate) fn mark(head: &[u8]) -> Option<u64> {
    let versions = head.windows(8).position(|window| {
        window.starts_with(b"%PDF-")
            && matches!(window[5..], [b'1' | b'2', b'.', minor] if minor.is_ascii_digit())
    });
    versions.map(|at| at as u64)
}

/// Checks a file whose mark begins at `start`: that its end is there, leads to a table of objects, and that the trailer
/// of that table names a catalogue and no encryption.
pub(crate) fn inspect<R: Read + Seek>(mut source: R, length: u64, start: u64) -> Result<(), Fault> {
    let table = table(&mut source, length)?;
    // Positions count from the mark; where something precedes it, some programs count from the file's beginning.
    for at in [Some(table), table.checked_add(start)].into_iter().flatten() {
        if at >= length {
            continue;
        }
        source.seek(SeekFrom::Start(at))?;
        let mut lexer = Lexer::new(BufReader::new(source.by_ref()));
        if let Some(trailer) = trailer(&mut lexer)? {
            return trailer.check();
        }
    }
    Err(Fault::PdfDamaged { detail: "its end does not lead to its table of objects" })
}

/// The position of the table of objects, from the end of the file.
fn table<R: Read + Seek>(source: &mut R, length: u64) -> Result<u64, Fault> {
    let mut tail = Vec::new();
    source.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    source.take(TAIL).read_to_end(&mut tail)?;
    let before = |end: usize, what: &[u8]| {
        tail.get(..end)?.windows(what.len()).rposition(|window| window == what)
    };
    let end = before(tail.len(), b"%%EOF").ok_or(Fault::PdfTruncated)?;
    let word = before(end, b"startxref").ok_or(Fault::PdfTruncated)?;
    let number = tail.get(word + b"startxref".len()..end).unwrap_or_default().trim_ascii();
    let number = str::from_utf8(number).ok().and_then(|digits| digits.parse().ok());
    number.ok_or(Fault::PdfDamaged { detail: "no position follows startxref" })
}

/// What a trailer says, of which the newest counts (7.5.6).
#[derive(Debug, Default, PartialEq, Eq)]
struct Trailer {
    catalogue: bool,
    encrypted: bool,
}

impl Trailer {
    fn check(self) -> Result<(), Fault> {
        if self.encrypted {
            Err(Fault::Encrypted { entry: None })
        } else if self.catalogue {
            Ok(())
        } else {
            Err(Fault::PdfDamaged { detail: "its trailer names no catalogue" })
        }
    }
}

/// Reads a table of objects (7.5.4) up to the trailer behind it, or the dictionary of a stream that is both (7.5.8).
/// `None` where there is neither.
fn trailer<R: BufRead>(lexer: &mut Lexer<R>) -> Result<Option<Trailer>, Fault> {
    match lexer.next()? {
        Some(Token::Word(word)) if word == b"xref" => loop {
            match lexer.next()? {
                Some(Token::Word(word)) if word == b"trailer" => {
                    return Ok(dictionary(lexer)?.map(|(trailer, _)| trailer));
                }
                Some(Token::Word(word)) if is_entry(&word) => {}
                _ => return Ok(None),
            }
        },
        Some(Token::Word(word)) if is_number(&word) => {
            let generation = matches!(lexer.next()?, Some(Token::Word(word)) if is_number(&word));
            let object = matches!(lexer.next()?, Some(Token::Word(word)) if word == b"obj");
            if !generation || !object {
                return Ok(None);
            }
            Ok(dictionary(lexer)?.filter(|(_, table)| *table).map(|(trailer, _)| trailer))
        }
        _ => Ok(None),
    }
}

/// Reads a dictionary as a trailer, and whether its type is that of a table of objects.
fn dictionary<R: BufRead>(lexer: &mut Lexer<R>) -> Result<Option<(Trailer, bool)>, Fault> {
    if lexer.next()? != Some(Token::Open) {
        return Ok(None);
    }
    let (mut trailer, mut table) = (Trailer::default(), false);
    let (mut depth, mut type_comes) = (1_u32, false);
    while let Some(token) = lexer.next()? {
        match token {
            Token::Open => depth += 1,
            Token::Close if depth == 1 => return Ok(Some((trailer, table))),
            Token::Close => depth -= 1,
            Token::Name(name) if depth == 1 => {
                trailer.encrypted |= name == b"Encrypt";
                trailer.catalogue |= name == b"Root";
                table |= type_comes && name == b"XRef";
                type_comes = name == b"Type";
            }
            _ => {}
        }
    }
    Ok(None)
}

fn is_number(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
}

fn is_entry(word: &[u8]) -> bool {
    is_number(word) || matches!(word, b"n" | b"f")
}
