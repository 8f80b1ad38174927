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
    let catalogue = match language {
        Language::Zh => ZH,
        Language::En => EN,
    };
    let line = catalogue
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .find(|(name, _)| *name == code.as_str());
    line.map(|(_, sentence)| sentence)
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
            sentence.push_str(self.params.get(name).map_or("", String::as_str));
            rest = tail;
        }
        sentence.push_str(rest);
        sentence
    }
}
