//! Content lines (RFC 5545, 3.1): escaped, folded, ended.

/// The most octets of a line, without its end.
const MAX_OCTETS: usize = 75;

/// Lines as they are written.
#[derive(Default)]
pub(crate) struct Lines(String);

impl Lines {
    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// A line of a name, perhaps with parameters, and a value that needs no escaping.
    pub(crate) fn put(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// A line whose value is text for people (3.3.11).
    pub(crate) fn text(&mut self, name: &str, value: &str) {
        self.put(name, &escape(value));
    }

    /// A line that is too long goes on in the next one, behind a blank. Readers that unfold after decoding would break a
    /// character cut in two, so none is.
    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > MAX_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// Text as a value (RFC 5545, 3.3.11). Characters that no line may hold are dropped; whatever some reader takes for the
/// end of a line is a new line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                escaped.push_str("\\n");
            }
            '\t' => escaped.push(character),
            _ if character.is_control() => {}
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Text as the value of a parameter, in quotation marks, with the escapes of RFC 6868.
pub(crate) fn parameter(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '^' => quoted.push_str("^^"),
            '"' => quoted.push_str("^'"),
            '\n' => quoted.push_str("^n"),
            '\u{2028}' | '\u{2029}' => quoted.push(' '),
            _ if character.is_control() => {}
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
