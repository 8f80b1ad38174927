//! Searches by the start of a text as a range of an index, on both engines.

/// The least text above everything that starts with `prefix`, in the order of code points that both engines
/// compare by (`COLLATE "C"`); `None` if there is none. `col >= prefix AND col < prefix_end(prefix)` is the search.
pub fn prefix_end(prefix: &str) -> Option<String> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = match last {
            '\u{d7ff}' => Some('\u{e000}'),
            c => char::from_u32(u32::from(c) + 1),
        };
        if let Some(next) = next {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::prefix_end;

    #[test]
    fn the_range_holds_every_text_with_the_prefix_and_no_other() {
        for prefix in ["王", "wx", "2020110", "\u{d7ff}", "a\u{10ffff}"] {
            let end = prefix_end(prefix).unwrap();
            for tail in ["", "a", "\u{10ffff}\u{10ffff}"] {
                let text = format!("{prefix}{tail}");
                assert!(text.as_str() >= prefix && text < end, "{text}");
            }
            assert!(!end.starts_with(prefix));
        }
        assert_eq!(prefix_end("王"), Some("玌".into()));
        assert_eq!(prefix_end("\u{10ffff}"), None);
        assert_eq!(prefix_end(""), None);
    }
}
