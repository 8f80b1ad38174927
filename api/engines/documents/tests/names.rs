//! Where the files of an accepted archive would be written, whatever their names.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_documents::{Fault, Kind};
use proptest::prelude::*;
use std::collections::HashSet;
use support::*;

/// Where a program that knows these separators writes a name below its folder, as parts; `None` if elsewhere.
fn written(name: &str, separators: &[char]) -> Option<Vec<String>> {
    if name.starts_with(separators) {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    for part in name.split(separators) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part.to_owned()),
        }
    }
    Some(parts)
}

proptest! {
    #[test]
    fn accepted_names_stay_below_the_folder_and_apart(
        names in prop::collection::vec("([.]{1,3}|[aAb中. ]{1,3}|[/\\\\]|[aC]:|\u{7}){1,5}", 1..4),
    ) {
        let entries: Vec<Entry> = names.iter().map(|name| entry(name, "x")).collect();
        match judge(&archive(&entries)) {
            Ok(kind) => {
                prop_assert_eq!(kind, Kind::Zip);
                let mut met = HashSet::new();
                for name in &names {
                    prop_assert!(written(name, &['/']).is_some(), "{:?}", name);
                    let windows = written(name, &['/', '\\']);
                    prop_assert!(windows.is_some() && name.chars().nth(1) != Some(':'), "{:?}", name);
                    prop_assert!(met.insert(windows.unwrap().join("/").to_lowercase()), "{:?}", names);
                }
            }
            Err(Fault::UnsafeName { .. } | Fault::DuplicateName { .. }) => {}
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn plain_names_are_accepted(
        names in prop::collection::hash_set("[a-z一-十]{1,8}(/[a-z0-9 _一-十]{0,8}[a-z]){0,3}(\\.[a-z]{1,4})?", 1..6),
    ) {
        let entries: Vec<Entry> = names.iter().map(|name| entry(name, "x")).collect();
        prop_assert_eq!(judge(&archive(&entries)), Ok(Kind::Zip));
    }
}
