//! The three forms in which codes are handed out.

use onex_sheets::{Column, XlsxTable};

use super::model::Line;
use crate::platform::error::{Error, Result};

const MESSAGE: &str = include_str!("message.txt");
const SLIP: &str = include_str!("slip.html");
const SLIPS: &str = include_str!("slips.html");

/// What an administrator is, in place of a number and a class.
const ADMINISTRATOR: &str = "学校管理员";

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

/// What the lines are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// With this title of their numbers.
    Members(&'static str),
    Administrators,
}

/// A workbook.
pub fn xlsx(kind: Kind, lines: &[Line]) -> Result<Vec<u8>> {
    let first = match kind {
        Kind::Members(title) => Column::text(title),
        Kind::Administrators => Column::text("学校").width(28.0),
    };
    let columns = [
        first,
        Column::text("姓名"),
        Column::text(if kind == Kind::Administrators { "身份" } else { "行政班" }),
        Column::text("用户名").width(28.0),
        Column::text("激活码").width(16.0),
    ];
    let fault = |e: onex_sheets::SheetError| Error::internal(e.into());
    let mut table = XlsxTable::new("激活码", &columns).map_err(fault)?;
    for line in lines {
        let (first, third) = match kind {
            Kind::Members(_) => (line.number.as_str(), line.admin_class.as_str()),
            Kind::Administrators => (line.school.as_str(), ADMINISTRATOR),
        };
        table
            .row([first, line.name.as_str(), third, line.username.as_str(), line.code.as_str()])
            .map_err(fault)?;
    }
    table.finish().map_err(fault)
}

/// A page to print and cut.
pub fn slips(kind: Kind, lines: &[Line]) -> Vec<u8> {
    let slips: String = lines
        .iter()
        .map(|line| {
            let places = match kind {
                Kind::Members(title) => {
                    let class = escape(&line.admin_class);
                    let number = escape(&line.number);
                    format!("<dt>{title}</dt><dd>{number}</dd><dt>班级</dt><dd>{class}</dd>")
                }
                Kind::Administrators => format!("<dt>身份</dt><dd>{ADMINISTRATOR}</dd>"),
            };
            fill(
                SLIP,
                &[
                    ("school", &escape(&line.school)),
                    ("name", &escape(&line.name)),
                    ("places", &places),
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
pub fn text(lines: &[Line]) -> Vec<u8> {
    lines
        .iter()
        .map(|line| {
            fill(
                MESSAGE,
                &[
                    ("school", &line.school),
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
            school: "A&B".into(),
            number: "1".into(),
            name: "<b>{code}".into(),
            admin_class: String::new(),
            username: "x-1".into(),
            code: "ABCDE-FGHJK".into(),
        };
        let page =
            String::from_utf8(slips(Kind::Members("学号"), std::slice::from_ref(&line))).unwrap();
        assert!(page.contains("&lt;b&gt;{code}") && page.contains("A&amp;B"), "{page}");
        assert_eq!(page.matches("ABCDE-FGHJK").count(), 1);
        let message = String::from_utf8(text(&[line])).unwrap();
        assert!(message.contains("x-1") && message.contains("ABCDE-FGHJK"), "{message}");
    }
}
