//! What of a snapshot and a template is printed, as text, and whether it can be.

use std::borrow::Cow;

use onex_credential::number;
use onex_credential::snapshot::{Snapshot, Subject, Title};
use time::Date;

use crate::error::Missing;
use crate::fonts::Fonts;
use crate::template::{Field, Pair, Piece, Template};

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

/// Every character that would be printed and that no font has, each once a field, in the order of
/// the page. A look-up per character. Whether the texts fit on the page only [`crate::check`] says.
pub fn unprintable(snapshot: &Snapshot, template: &Template, fonts: &Fonts) -> Vec<Missing> {
    let mut missing: Vec<Missing> = Vec::new();
    each_text(snapshot, template, &mut |name, subject, text| {
        for character in text.chars().filter(|c| !fonts.has(*c)) {
            let field = match subject {
                Some(index) => name.replacen("[]", &format!("[{index}]"), 1),
                None => name.to_owned(),
            };
            let one = Missing { field, character };
            if !missing.contains(&one) {
                missing.push(one);
            }
        }
    });
    missing
}

/// Every character of a template's own words that no font has, whatever a snapshot says: asked before
/// a template is taken.
pub fn unprintable_words(template: &Template, fonts: &Fonts) -> Vec<Missing> {
    let mut missing: Vec<Missing> = Vec::new();
    for (name, pair) in template.texts() {
        for (pieces, suffix) in [(Some(&pair.zh), "zh"), (pair.en.as_ref(), "en")] {
            for piece in pieces.into_iter().flatten() {
                let Piece::Literal(text) = piece else { continue };
                for character in text.chars().filter(|c| !fonts.has(*c)) {
                    let one = Missing { field: format!("{name}.{suffix}"), character };
                    if !missing.contains(&one) {
                        missing.push(one);
                    }
                }
            }
        }
    }
    missing
}

/// Calls for every text on the page with the name of its field, with `[]` where the number of the
/// subject belongs.
pub(crate) fn each_text(
    snapshot: &Snapshot,
    template: &Template,
    each: &mut impl FnMut(&str, Option<usize>, &str),
) {
    for (name, pair) in template.texts() {
        let both = [
            (Some(&pair.zh), "zh", Language::Chinese),
            (pair.en.as_ref(), "en", Language::English),
        ];
        for (pieces, suffix, language) in both {
            let spoken = pieces.filter(|pieces| is_spoken(pieces, snapshot, language));
            for piece in spoken.into_iter().flatten() {
                match piece {
                    Piece::Literal(text) => each(&format!("{name}.{suffix}"), None, text),
                    Piece::Field(field) => {
                        let (name, value) = value(*field, snapshot, language);
                        each(name, None, &value);
                    }
                }
            }
        }
    }
    each("number", None, &number::display(&snapshot.number));
    each("holder_name", None, &snapshot.holder_name);
    each("masked_id", None, &snapshot.masked_id);
    each("institution.name", None, &snapshot.institution.name);
    each("issuer.zh", None, &snapshot.issuer.zh);
    each("issuer.en", None, english(&snapshot.issuer).unwrap_or_default());
    for (index, subject) in snapshot.subjects.iter().enumerate() {
        each("subjects[].title.zh", Some(index), &subject.title.zh);
        each("subjects[].title.en", Some(index), english(&subject.title).unwrap_or_default());
        each("subjects[].score", Some(index), subject.score.as_deref().unwrap_or_default());
        each("subjects[].grade", Some(index), subject.grade.as_deref().unwrap_or_default());
    }
}

/// Whether a text can be said in its language alone: English with a Chinese title in its midst is
/// left out.
fn is_spoken(pieces: &[Piece], snapshot: &Snapshot, language: Language) -> bool {
    language == Language::Chinese
        || pieces.iter().all(|piece| match piece {
            Piece::Field(Field::Title) => english(&snapshot.title).is_some(),
            Piece::Field(Field::Edition) => english(&snapshot.edition.title).is_some(),
            Piece::Field(Field::Issuer) => english(&snapshot.issuer).is_some(),
            Piece::Field(_) | Piece::Literal(_) => true,
        })
}

/// The text in a language, with its placeholders filled; `None` for English where there is none, or
/// where it would say again what the Chinese one says.
pub(crate) fn fill(pair: &Pair, snapshot: &Snapshot, language: Language) -> Option<String> {
    let filled = |pieces: &[Piece], language| -> String {
        let texts = pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => Cow::Borrowed(text.as_str()),
            Piece::Field(field) => value(*field, snapshot, language).1,
        });
        texts.collect::<String>().trim().to_owned()
    };
    let chinese = filled(&pair.zh, Language::Chinese);
    match language {
        Language::Chinese => Some(chinese),
        Language::English => pair
            .en
            .as_deref()
            .filter(|pieces| is_spoken(pieces, snapshot, language))
            .map(|pieces| filled(pieces, language))
            .filter(|english| *english != chinese),
    }
}

/// The name of a placeholder's member and its value.
fn value<'a>(
    field: Field,
    snapshot: &'a Snapshot,
    language: Language,
) -> (&'static str, Cow<'a, str>) {
    let both =
        |zh, en, title: &'a Title| match english(title).filter(|_| language == Language::English) {
            Some(text) => (en, Cow::Borrowed(text)),
            None => (zh, Cow::Borrowed(title.zh.as_str())),
        };
    match field {
        Field::Title => both("title.zh", "title.en", &snapshot.title),
        Field::Edition => both("edition.title.zh", "edition.title.en", &snapshot.edition.title),
        Field::Issuer => both("issuer.zh", "issuer.en", &snapshot.issuer),
        Field::Holder => ("holder_name", Cow::Borrowed(&snapshot.holder_name)),
        Field::MaskedId => ("masked_id", Cow::Borrowed(&snapshot.masked_id)),
        Field::Institution => ("institution.name", Cow::Borrowed(&snapshot.institution.name)),
        Field::Region => ("region.name", Cow::Borrowed(&snapshot.region.name)),
        Field::IssuedOn => ("issued_on", Cow::Owned(day(snapshot.issued_on, language))),
        Field::Number => ("number", Cow::Owned(number::display(&snapshot.number))),
    }
}

/// The English of a title, if it has any.
pub(crate) fn english(title: &Title) -> Option<&str> {
    title.en.as_deref().map(str::trim).filter(|text| !text.is_empty() && *text != title.zh)
}

/// `2020年6月28日` or `28 June 2020`.
pub(crate) fn day(date: Date, language: Language) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match language {
        Language::Chinese => format!("{year}年{}月{day}日", u8::from(month)),
        Language::English => format!("{day} {month} {year}"),
    }
}

/// What stands in the column of scores: score, grade, both, or the word for passed.
pub(crate) fn mark(subject: &Subject, passed: &str) -> String {
    match (subject.score.as_deref(), subject.grade.as_deref()) {
        (Some(score), Some(grade)) => format!("{score} {grade}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => passed.to_owned(),
    }
}
