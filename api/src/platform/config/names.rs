//! What the operator calls a setting: the variable, the option, or the key and its place in the file.

use std::collections::BTreeMap;
use std::path::Path;

/// Names by key; a setting that nobody made goes by its variable.
#[derive(Debug, Clone, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// The name of the variable of a key.
    pub fn variable(key: &str) -> String {
        format!("ONEX_{}", key.to_uppercase())
    }

    /// Notes the keys of a settings file with their lines.
    pub fn of_file<'k>(path: &Path, text: &str, keys: impl Iterator<Item = &'k String>) -> Self {
        let at = |key: &str| {
            text.lines().position(|line| {
                let rest = line.trim_start().trim_start_matches(['"', '\'']).strip_prefix(key);
                rest.is_some_and(|r| r.starts_with([' ', '\t', '=', '"', '\'']))
            })
        };
        let name = |key: &str| match at(key) {
            Some(line) => format!("`{key}` in {}, line {},", path.display(), line + 1),
            None => format!("`{key}` in {}", path.display()),
        };
        Names(keys.map(|key| (key.clone(), name(key))).collect())
    }

    /// Notes that a key was given under this name, over what was before.
    pub fn set(&mut self, key: &str, name: impl Into<String>) {
        self.0.insert(key.into(), name.into());
    }

    pub fn of(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_else(|| Self::variable(key))
    }
}

/// What a value must be, in place of the words of the format's library.
pub fn wrong(name: &str, value: &toml::Value, why: &str) -> String {
    let must = |what: &str| format!("{name} is {value}; it must be {what}");
    match why.trim() {
        unknown if unknown.starts_with("unknown field") => {
            format!("{name} is no setting; docs/operating.md lists them all")
        }
        why if why.contains("expected u") || why.starts_with("invalid value: integer") => {
            must("a whole number that is not negative")
        }
        why if why.contains("expected a boolean") => must("true or false"),
        why if why.contains("expected a string") || why.contains("expected path string") => {
            must("a text in quotation marks")
        }
        why => format!("{name} is {value}: {}", why.lines().next().unwrap_or_default()),
    }
}
