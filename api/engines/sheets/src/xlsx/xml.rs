//! XML events of one part. Each event is bounded in size, a document type is refused, and only the predefined entities
//! and character references are resolved.

use crate::error::SheetError;
use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};
use std::{
    io::{self, BufRead, Read},
    mem,
};

/// Largest single event (a tag with its attributes, a run of text): cells hold at most 32,767 characters.
const MAX_EVENT: usize = 1 << 20;

/// A source that refuses to give more than [`MAX_EVENT`] bytes between two resets.
pub(crate) struct Bounded<R> {
    inner: R,
    given: usize,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given > MAX_EVENT {
            let detail = format!("a text or tag of more than {MAX_EVENT} bytes");
            return Err(io::Error::other(SheetError::damaged(detail)));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.given += amount;
        self.inner.consume(amount);
    }
}

/// What the readers of parts see.
pub(crate) enum Node<'a> {
    /// A start tag; an empty element is followed by its end.
    Start(BytesStart<'a>),
    /// The local name of an end tag.
    End(String),
    Text(String),
    Eof,
}

/// A part as its readers receive it.
pub(crate) type Part<'a> = Xml<&'a mut (dyn BufRead + 'a)>;

pub(crate) struct Xml<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    pub(crate) fn new(inner: R) -> Self {
        let mut reader = Reader::from_reader(Bounded { inner, given: 0 });
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new() }
    }

    /// The next start, end or text.
    pub(crate) fn next(&mut self) -> Result<Node<'_>, SheetError> {
        loop {
            let mut buffer = mem::take(&mut self.buffer);
            buffer.clear();
            self.reader.get_mut().given = 0;
            let event = self.reader.read_event_into(&mut buffer).map_err(xml_error)?;
            let node = match event {
                Event::Start(start) => Node::Start(start.into_owned()),
                Event::Empty(start) => Node::Start(start.into_owned()),
                Event::End(end) => Node::End(end.local_name().as_ref().to_owned()),
                Event::Text(text) => Node::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Node::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().map_err(xml_error)?;
                    let text = match (character, &*reference) {
                        (Some(character), _) => character.to_string(),
                        (None, "amp") => "&".into(),
                        (None, "lt") => "<".into(),
                        (None, "gt") => ">".into(),
                        (None, "quot") => "\"".into(),
                        (None, "apos") => "'".into(),
                        (None, _) => return Err(SheetError::damaged("an entity of its own")),
                    };
                    Node::Text(text)
                }
                Event::DocType(_) => {
                    return Err(SheetError::damaged("a document type declaration"));
                }
                Event::Eof => Node::Eof,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {
                    self.buffer = buffer;
                    continue;
                }
            };
            self.buffer = buffer;
            return Ok(node);
        }
    }
}

/// An attribute by its local name, unescaped.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, SheetError> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| SheetError::damaged(format!("XML: {error}")))?;
        if attribute.key.local_name().as_ref() == name {
            let value = unescape(&attribute.value)
                .map_err(|error| SheetError::damaged(format!("XML: {error}")))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// A number in an attribute.
pub(crate) fn number(start: &BytesStart<'_>, name: &str) -> Result<Option<u32>, SheetError> {
    let Some(text) = attribute(start, name)? else { return Ok(None) };
    text.trim()
        .parse()
        .map(Some)
        .map_err(|_| SheetError::damaged(format!("{name}=\"{text}\" is no number")))
}

fn xml_error(error: quick_xml::Error) -> SheetError {
    match error {
        quick_xml::Error::Io(error) => {
            match error.get_ref().and_then(|inner| inner.downcast_ref::<SheetError>()) {
                Some(limit) => limit.clone(),
                None => SheetError::damaged(format!("XML: {error}")),
            }
        }
        other => SheetError::damaged(format!("XML: {other}")),
    }
}
