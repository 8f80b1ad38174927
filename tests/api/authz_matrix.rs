//! The whole authorisation table, slice × action × role, as one reviewed file. A change of it is a change of
//! who may do what: look at the difference, then accept it (`INSTA_UPDATE=always`, see CONTRIBUTING.md).

use std::collections::HashSet;
use std::fmt::Write;

use onex::platform::auth::Role;

#[test]
fn who_may_do_what() {
    let mut text = String::new();
    let mut slice = "";
    let mut table = onex::app::authorisation_table();
    // Stable, so that the order in which slices are listed is no difference.
    table.sort_by_key(|(slice, _, _)| *slice);
    for (name, action, roles) in table {
        if name != slice {
            writeln!(text, "{}{name}", if slice.is_empty() { "" } else { "\n" }).unwrap();
            slice = name;
        }
        let line: Vec<_> = Role::ALL
            .iter()
            .map(|r| {
                if roles.contains(&r.as_str()) {
                    r.as_str().to_string()
                } else {
                    "-".repeat(r.as_str().len())
                }
            })
            .collect();
        writeln!(text, "  {action:36} {}", line.join(" ")).unwrap();
    }
    insta::assert_snapshot!("who_may_do_what", text);
}

#[test]
fn every_action_is_listed_once_and_for_somebody() {
    let mut seen = HashSet::new();
    for (slice, action, roles) in onex::app::authorisation_table() {
        assert!(seen.insert(action), "{slice}: {action} is listed twice");
        assert!(!roles.is_empty(), "{slice}: {action} is allowed to nobody");
        assert!(action.contains('.'), "{slice}: {action} is no `noun.verb`");
    }
}
