//! Names of files and folders that every system takes, whatever a school or a person is called.

/// Characters of a name at most: paths stay below what Windows takes.
const LONGEST: usize = 60;

/// What stands for a name of which nothing is left.
const NAMELESS: &str = "_";

/// A name as one part of a path. What separates paths, is forbidden on Windows, cannot be seen or turns the direction of
/// writing becomes `_`; no name begins or ends with a point or a space.
pub fn safe(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if is_unfit(c) { '_' } else { c }).take(LONGEST).collect();
    let plain = plain.trim_matches(['.', ' ', '\u{3000}']);
    if plain.is_empty() || is_device(plain) { format!("{NAMELESS}{plain}") } else { plain.into() }
}

fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '\u{ad}' | '\u{feff}')
        || matches!(u32::from(c), 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfff0..=0xffff)
}

/// Names that Windows keeps for devices, whatever ends they have.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let numbered = |kind| {
        stem.strip_prefix(kind)
            .is_some_and(|n: &str| n.len() == 1 && n.starts_with(|c: char| c.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_its_folder_or_is_refused_by_a_system() {
        for (name, safe_name) in [
            ("江苏示例职业学院", "江苏示例职业学院"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "_"),
            ("", "_"),
            (" . ", "_"),
            ("a/b\\c", "a_b_c"),
            ("C:\\x", "C__x"),
            ("con", "_con"),
            ("CON.txt", "_CON.txt"),
            ("com7", "_com7"),
            ("comb", "comb"),
            ("一\u{202e}gnp.exe", "一_gnp.exe"),
            ("a\u{0}b\nc", "a_b_c"),
            ("王·小明", "王·小明"),
        ] {
            assert_eq!(safe(name), safe_name, "{name:?}");
        }
        assert_eq!(safe(&"长".repeat(500)).chars().count(), LONGEST);
    }

    #[test]
    fn a_safe_name_is_safe_once_more() {
        for name in ["../x", "aux.", " .a. ", "con", "\u{202e}", "一二三/四"] {
            assert_eq!(safe(&safe(name)), safe(name), "{name:?}");
        }
    }
}
