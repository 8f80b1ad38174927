//! Which archives are documents of Office: those whose list of content types says so (ISO/IEC 29500-2, 7.2.3).

use crate::{archive::zip_fault, fault::Fault, kind::Kind, names};
use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};
use std::{
    collections::HashMap,
    io::{Read, Seek},
};
use zip::ZipArchive;

const LIST: &str = "[Content_Types].xml";
/// Real ones have some 10 KB.
const MAX_LIST: u64 = 1 << 20;

/// Content types of main parts, behind `application/vnd.openxmlformats-officedocument.`, and what they make a document.
const MAIN: [(&str, Result<Kind, &str>); 7] = [
    ("wordprocessingml.document.main+xml", Ok(Kind::Docx)),
    ("presentationml.presentation.main+xml", Ok(Kind::Pptx)),
    ("presentationml.slideshow.main+xml", Ok(Kind::Pptx)),
    ("spreadsheetml.sheet.main+xml", Err("an Excel workbook")),
    ("wordprocessingml.template.main+xml", Err("a Word template")),
    ("presentationml.template.main+xml", Err("a PowerPoint template")),
    ("spreadsheetml.template.main+xml", Err("an Excel template")),
];
const PREFIX: &str = "application/vnd.openxmlformats-officedocument.";

/// The kind of an archive whose entries, of these names, were all checked.
pub(crate) fn kind<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &[String],
) -> Result<Kind, Fault> {
    let Some(list) = names.iter().position(|name| name.eq_ignore_ascii_case(LIST)) else {
        return Ok(Kind::Zip);
    };
    let mut list = archive.by_index(list).map_err(zip_fault)?;
    if list.size() > MAX_LIST {
        return Err(damaged(format!("more than {MAX_LIST} bytes")));
    }
    let mut text = String::new();
    list.read_to_string(&mut text).map_err(|error| damaged(error.to_string()))?;
    match Types::parse(&text)?.main(names)? {
        None => Ok(Kind::Zip),
        Some(Err(found)) => Err(Fault::Foreign { found }),
        Some(Ok(kind)) => Ok(kind),
    }
}

/// Content types in lower case, by part and by extension, both in lower case too.
#[derive(Default)]
struct Types {
    parts: HashMap<String, String>,
    extensions: HashMap<String, String>,
}

impl Types {
    fn parse(text: &str) -> Result<Self, Fault> {
        let mut types = Self::default();
        let mut reader = Reader::from_str(text.trim_start_matches('\u{FEFF}'));
        loop {
            match reader.read_event().map_err(|error| damaged(error.to_string()))? {
                Event::Start(start) | Event::Empty(start) => types.take(&start)?,
                Event::DocType(_) => return Err(damaged("a document type declaration".into())),
                Event::Eof => return Ok(types),
                _ => {}
            }
        }
    }

    fn take(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        let (into, named) = match start.local_name().as_ref() {
            "Override" => (&mut self.parts, "PartName"),
            "Default" => (&mut self.extensions, "Extension"),
            _ => return Ok(()),
        };
        if let (Some(name), Some(kind)) =
            (attribute(start, named)?, attribute(start, "ContentType")?)
        {
            into.insert(name.trim_start_matches('/').to_lowercase(), kind.to_lowercase());
        }
        Ok(())
    }

    /// The type of a part, in lower case.
    fn of(&self, part: &str) -> Option<&str> {
        let part = part.to_lowercase();
        let by_extension = || {
            let (_, extension) = part.rsplit_once('.')?;
            self.extensions.get(extension)
        };
        self.parts.get(&part).or_else(by_extension).map(String::as_str)
    }

    /// What the main part makes of the archive; `None` where there is no such part.
    fn main(&self, names: &[String]) -> Result<Option<Result<Kind, &'static str>>, Fault> {
        let listed = |kind: &str| {
            let kind = kind.strip_prefix(PREFIX)?;
            MAIN.iter().find(|(main, _)| *main == kind).map(|(_, found)| *found)
        };
        for name in names {
            let kind = self.of(name).unwrap_or_default();
            if is_macro(name, kind) {
                return Err(Fault::Macro { entry: names::shown(name) });
            }
        }
        if let Some(found) = names.iter().find_map(|name| self.of(name).and_then(listed)) {
            return Ok(Some(found));
        }
        // A list that promises a document whose main part is not there.
        let promised = self.parts.iter().find(|(_, kind)| listed(kind).is_some());
        match promised {
            Some((part, _)) => Err(Fault::MissingPart { entry: names::shown(part) }),
            None => Ok(None),
        }
    }
}

/// Macros by the types that Office gives them ([MS-OFFMACRO2]), or by the name that everybody gives them.
fn is_macro(name: &str, kind: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    kind.contains("macroenabled")
        || kind.contains("vbaproject")
        || file.eq_ignore_ascii_case("vbaProject.bin")
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| damaged(error.to_string()))?;
        if attribute.key.local_name().as_ref() == name {
            let value = unescape(&attribute.value).map_err(|error| damaged(error.to_string()))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

fn damaged(detail: String) -> Fault {
    Fault::DamagedEntry { entry: LIST.into(), detail }
}
