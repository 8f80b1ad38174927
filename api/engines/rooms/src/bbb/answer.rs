//! Answers, in XML.

use crate::error::RoomError;
use quick_xml::{Reader, events::Event};

/// The longest answer that is read, in bytes; the calls made here are answered in less than 4 KB.
const MAX_BYTES: usize = 1 << 20;
/// The longest text of the server that an error repeats, in characters.
const MAX_SHOWN: usize = 200;

/// What a server says of a call that it carried out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Of `create`: when the meeting was created, in milliseconds since 1970-01-01T00:00:00Z.
    pub created: Option<i64>,
    /// What the server remarks: `duplicateWarning` if the meeting or the hook was there already, which is no fault;
    /// `sentEndMeetingRequest` after `end`.
    pub message_key: Option<String>,
}

/// Reads an answer.
///
/// # Errors
/// [`RoomError::Refused`] with the server's words, `notFound` among the keys for a meeting that is over;
/// [`RoomError::Answer`] for anything that is no answer, such as the page of a proxy.
pub fn answer(body: &[u8]) -> Result<Answer, RoomError> {
    if body.len() > MAX_BYTES {
        return Err(invalid(format!("more than {MAX_BYTES} bytes")));
    }
    let text = str::from_utf8(body).map_err(|_| invalid("not in UTF-8"))?;
    let [code, created, key, message] =
        fields(text, ["returncode", "createTime", "messageKey", "message"])?;
    match code.as_deref() {
        Some("SUCCESS") => {
            let created = created.map(|text| text.parse().map_err(|_| invalid("createTime")));
            Ok(Answer { created: created.transpose()?, message_key: key })
        }
        Some(_) => Err(RoomError::Refused {
            key: shown(key.unwrap_or_default()),
            message: shown(message.unwrap_or_default()),
        }),
        None => Err(invalid("without a returncode")),
    }
}

/// The texts of these elements right below `response`; of each the first, none where it is empty.
fn fields<const N: usize>(text: &str, names: [&str; N]) -> Result<[Option<String>; N], RoomError> {
    let mut found: [Option<String>; N] = std::array::from_fn(|_| None);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut path: Vec<String> = Vec::new();
    let mut texts = String::new();
    loop {
        match reader.read_event().map_err(|error| invalid(error.to_string()))? {
            Event::Start(start) => {
                if path.is_empty() && start.local_name().as_ref() != "response" {
                    return Err(invalid("not a response of BigBlueButton"));
                }
                path.push(start.local_name().as_ref().to_owned());
                texts.clear();
            }
            Event::End(_) => {
                let at = path.pop().and_then(|name| names.iter().position(|other| *other == name));
                let text = texts.trim();
                if let (1, Some(at), false) = (path.len(), at, text.is_empty()) {
                    found[at].get_or_insert(text.to_owned());
                }
                texts.clear();
            }
            Event::Text(part) => texts.push_str(&part.xml10_content()),
            Event::CData(part) => texts.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|e| invalid(e.to_string()))?;
                let text = match (character, &*reference) {
                    (Some(character), _) => character,
                    (None, "amp") => '&',
                    (None, "lt") => '<',
                    (None, "gt") => '>',
                    (None, "quot") => '"',
                    (None, "apos") => '\'',
                    (None, _) => return Err(invalid("an entity of its own")),
                };
                texts.push(text);
            }
            Event::DocType(_) => return Err(invalid("a document type declaration")),
            Event::Eof if path.is_empty() => return Ok(found),
            Event::Eof => return Err(invalid("cut off")),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn shown(text: String) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect()
}

fn invalid(detail: impl Into<String>) -> RoomError {
    RoomError::Answer { detail: shown(detail.into()) }
}
