//! The three forms in which codes are handed out.

use onex_sheets::{Column, XlsxTable};

use super::model::Line;
use crate::platform::error::{Error, Result};

const MESSAGE: &str = include_str!("message.txt");
const SLIP: &str = include_str!("slip.html");
const SLIPS: &str = include_str!("slips.html");

/// Fills the places of a template. Values are put in one pass: what looks like a place inside a value stays.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = values.iter().find_map(|(name, value)| {
            after.strip_prefix(name).and_then(|r| r.strip_prefix('}')).map(|r| (*value, r))
        });
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A workbook.
pub fn xlsx(number_title: &str, lines: &[Line]) -> Result<Vec<u8>> {
    let columns = [
        Column::text(number_title),
        Column::text("姓名"),
        Column::text("班级"),
        Column::text("用户名").width(28.0),
        Column::text("激活码").width(16.0),
    ];
    let fault = |e: onex_sheets::SheetError| Error::internal(e.into());
    let mut table = XlsxTable::new("激活码", &columns).map_err(fault)?;
    for line in lines {
        table
            .row([
                line.number.as_str(),
                line.name.as_str(),
                line.admin_class.as_str(),
                line.username.as_str(),
                line.code.as_str(),
            ])
            .map_err(fault)?;
    }
    table.finish().map_err(fault)
}

/// A page to print and cut.
pub fn slips(school: &str, number_title: &str, lines: &[Line]) -> Vec<u8> {
    let school = escape(school);
    let slips: String = lines
        .iter()
        .map(|line| {
            fill(
                SLIP,
                &[
                    ("school", &school),
                    ("number_title", number_title),
                    ("number", &escape(&line.number)),
                    ("name", &escape(&line.name)),
                    ("class", &escape(&line.admin_class)),
                    ("username", &escape(&line.username)),
                    ("code", &escape(&line.code)),
                ],
            )
        })
        .collect();
    // The style sheet has braces of its own, so the one place is found by its name.
    SLIPS.replacen("{slips}", &slips, 1).into_bytes()
}

/// One message a line.
pub fn text(school: &str, lines: &[Line]) -> Vec<u8> {
    lines
        .iter()
        .map(|line| {
            fill(
                MESSAGE,
                &[
                    ("school", school),
                    ("name", &line.name),
                    ("username", &line.username),
                    ("code", &line.code),
                ],
            )
        })
        .collect::<String>()
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_escaped() {
        let line = Line {
            number: "1".into(),
            name: "<b>{code}".into(),
            admin_class: String::new(),
            username: "x-1".into(),
            code: "ABCDE-FGHJK".into(),
        };
        let page = String::from_utf8(slips("A&B", "学号", std::slice::from_ref(&line))).unwrap();
        assert!(page.contains("&lt;b&gt;{code}") && page.contains("A&amp;B"), "{page}");
        assert_eq!(page.matches("ABCDE-FGHJK").count(), 1);
        let message = String::from_utf8(text("某校", &[line])).unwrap();
        assert!(message.contains("x-1") && message.contains("ABCDE-FGHJK"), "{message}");
    }
}
