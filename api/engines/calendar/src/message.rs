//! The sentences of the warnings, kept as data beside this file: one line per code and language.

use crate::warnings::{CalendarWarning, WarningCode};
use serde::{Deserialize, Serialize};

const EN: &str = include_str!("messages/en.txt");
const ZH: &str = include_str!("messages/zh.txt");

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "zh-CN")]
    Zh,
    #[serde(rename = "en")]
    En,
}

/// The template of a code, with `{name}` for each parameter; `None` when the catalogue lacks it.
pub fn template(code: WarningCode, language: Language) -> Option<&'static str> {
    entry(code.as_str(), language)
}

fn entry(key: &str, language: Language) -> Option<&'static str> {
    let catalogue = match language {
        Language::Zh => ZH,
        Language::En => EN,
    };
    let mut lines = catalogue.lines().filter_map(|line| line.split_once(" = "));
    lines.find(|(name, _)| *name == key).map(|(_, text)| text)
}

/// A parameter as people read it: the kind of a window has a name in each language.
fn shown(name: &str, value: &str, language: Language) -> String {
    let named = if name == "kind" { entry(&format!("kind.{value}"), language) } else { None };
    named.unwrap_or(value).to_owned()
}

impl CalendarWarning {
    /// The warning as a sentence.
    pub fn message(&self, language: Language) -> String {
        let Some(template) = template(self.code, language) else { return self.code.to_string() };
        let mut sentence = String::with_capacity(template.len() + 32);
        let mut rest = template;
        // One pass from left to right: a value that looks like a placeholder is not filled a second time.
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            sentence.push_str(before);
            let value = self.params.get(name).map_or("", String::as_str);
            sentence.push_str(&shown(name, value, language));
            rest = tail;
        }
        sentence.push_str(rest);
        sentence
    }
}
