//! The words of a PDF (ISO 32000-2, 7.2 and 7.3), without the contents of strings.

use crate::fault::Fault;
use std::io::{BufRead, Bytes, Read};

/// Words and names beyond this length are none that matter here.
const MAX_WORD: usize = 128;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `<<`
    Open,
    /// `>>`
    Close,
    /// A name without its slash, `#` escapes resolved: `/Encr#79pt` is `/Encrypt`.
    Name(Vec<u8>),
    /// A number or an operator.
    Word(Vec<u8>),
    /// A string, or a bracket.
    Other,
}

pub(super) struct Lexer<R: Read> {
    bytes: Bytes<R>,
    /// A byte that was looked at and not taken.
    ahead: Option<u8>,
}

impl<R: BufRead> Lexer<R> {
    pub(super) fn new(source: R) -> Self {
        Self { bytes: source.bytes(), ahead: None }
    }

    /// The next token; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Token>, Fault> {
        loop {
            let Some(byte) = self.take()? else { return Ok(None) };
            return Ok(Some(match byte {
                _ if is_blank(byte) => continue,
                b'%' => {
                    self.until(|byte| matches!(byte, b'\n' | b'\r'))?;
                    continue;
                }
                b'/' => Token::Name(unescape(self.word(None)?)),
                b'(' => self.string()?,
                b'<' => match self.take()? {
                    Some(b'<') => Token::Open,
                    Some(b'>') => Token::Other,
                    _ => {
                        self.until(|byte| byte == b'>')?;
                        Token::Other
                    }
                },
                b'>' => match self.take()? {
                    Some(b'>') => Token::Close,
                    other => {
                        self.ahead = other;
                        Token::Other
                    }
                },
                b'[' | b']' | b'{' | b'}' | b')' => Token::Other,
                _ => Token::Word(self.word(Some(byte))?),
            }));
        }
    }

    fn take(&mut self) -> Result<Option<u8>, Fault> {
        match self.ahead.take() {
            Some(byte) => Ok(Some(byte)),
            None => Ok(self.bytes.next().transpose()?),
        }
    }

    fn until(&mut self, last: impl Fn(u8) -> bool) -> Result<(), Fault> {
        while let Some(byte) = self.take()? {
            if last(byte) {
                break;
            }
        }
        Ok(())
    }

    /// The rest of a word, up to a blank or a delimiter; what is too long is cut.
    fn word(&mut self, first: Option<u8>) -> Result<Vec<u8>, Fault> {
        let mut word: Vec<u8> = first.into_iter().collect();
        while let Some(byte) = self.take()? {
            if is_blank(byte) || is_delimiter(byte) {
                self.ahead = Some(byte);
                break;
            }
            if word.len() < MAX_WORD {
                word.push(byte);
            }
        }
        Ok(word)
    }

    /// A string in brackets, which may hold others in pairs.
    fn string(&mut self) -> Result<Token, Fault> {
        let mut depth = 1_u64;
        while let Some(byte) = self.take()? {
            match byte {
                b'\\' => drop(self.take()?),
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        Ok(Token::Other)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn unescape(name: Vec<u8>) -> Vec<u8> {
    let digit = |at: usize| name.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut plain, mut at) = (Vec::with_capacity(name.len()), 0);
    while let Some(byte) = name.get(at) {
        let escape = (*byte == b'#').then(|| digit(at + 1).zip(digit(at + 2))).flatten();
        match escape.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    plain
}
