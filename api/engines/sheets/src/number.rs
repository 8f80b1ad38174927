//! Numbers, dates and number formats as workbooks store them.

use crate::cell::Cell;

/// How a number format shows its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Date,
}

/// The style of a built-in number format (ECMA-376 part 1, 18.8.30, with the East Asian ones).
pub(crate) fn built_in(id: u32) -> Style {
    if matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58) { Style::Date } else { Style::Plain }
}

/// The style of a custom format code: a date when it has a letter of dates or times outside quotes, escapes and brackets.
pub(crate) fn custom(code: &str) -> Style {
    let mut characters = code.chars();
    let first_section = |c: &char| *c != ';';
    let mut section = String::new();
    while let Some(c) = characters.next().filter(first_section) {
        match c {
            '"' => while characters.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                // Elapsed time: [h], [mm], [ss].
                if !inside.is_empty()
                    && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'))
                {
                    return Style::Date;
                }
            }
            _ => section.push(c.to_ascii_lowercase()),
        }
    }
    let section = section.replace("general", "");
    if section.contains(['y', 'm', 'd', 'h', 's']) { Style::Date } else { Style::Plain }
}

/// A number in the given style. `epoch_1904`: the workbook counts days from 1904.
pub(crate) fn cell(value: f64, style: Style, epoch_1904: bool) -> Cell {
    if style == Style::Date
        && let Some(date) = date(value, epoch_1904)
    {
        return Cell::Date(date);
    }
    // Rust writes the shortest decimal that reads back the same, without exponent.
    let text = if value == 0.0 { "0".to_owned() } else { format!("{value}") };
    let digits = text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let significant = digits.iter().skip_while(|digit| **digit == b'0').count();
    let trailing = digits.iter().rev().take_while(|digit| **digit == b'0').count();
    let fraction = text.contains('.');
    // A whole number of more than 15 digits is imprecise even when it ends in zeros: that is how lost digits look.
    let counted = if fraction { significant.saturating_sub(trailing) } else { significant };
    Cell::Number { precise: value.is_finite() && counted <= 15, text }
}

fn date(serial: f64, epoch_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // Half a second is the finest that a cell shows.
    let seconds = (serial * 86_400.0).round() as i64;
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    let time = format!("{:02}:{:02}:{:02}", clock / 3600, clock / 60 % 60, clock % 60);
    if days == 0 && !epoch_1904 {
        return Some(time);
    }
    // Days from 1970-01-01. The 1900 system has a 29 February 1900 that never was (serial 60).
    let since_1970 = match (epoch_1904, days) {
        (true, _) => days - 24_107,
        (false, 60) => return None,
        (false, 1..60) => days - 25_568,
        (false, _) => days - 25_569,
    };
    let (year, month, day) = civil(since_1970);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if clock == 0 { date } else { format!("{date}T{time}") })
}

/// Year, month and day of the proleptic Gregorian calendar for days since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    // Years are counted from March, so that the leap day ends a year; eras have 400 years of 146,097 days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(serial: f64) -> Cell {
        cell(serial, Style::Date, false)
    }

    #[test]
    fn serial_numbers_are_the_dates_that_spreadsheets_show() {
        assert_eq!(iso(43_878.0), Cell::Date("2020-02-17".into()));
        assert_eq!(iso(43_878.5), Cell::Date("2020-02-17T12:00:00".into()));
        assert_eq!(iso(0.25), Cell::Date("06:00:00".into()));
        assert_eq!(iso(1.0), Cell::Date("1900-01-01".into()));
        assert_eq!(iso(59.0), Cell::Date("1900-02-28".into()));
        assert_eq!(iso(61.0), Cell::Date("1900-03-01".into()));
        assert_eq!(iso(60.0), Cell::Number { text: "60".into(), precise: true });
        assert_eq!(iso(2_958_465.0), Cell::Date("9999-12-31".into()));
        assert_eq!(cell(42_416.0, Style::Date, true), Cell::Date("2020-02-17".into()));
    }

    #[test]
    fn format_codes_are_told_apart() {
        for code in
            ["yyyy-mm-dd", "[$-804]yyyy\"年\"m\"月\"", "h:mm", "[h]:mm", "d/m/yy;@", "[Red]mm\\-dd"]
        {
            assert_eq!(custom(code), Style::Date, "{code}");
        }
        for code in ["General", "0.00", "@", "#,##0\"d\"", "[Red]0", "\\d0", "0;[h]"] {
            assert_eq!(custom(code), Style::Plain, "{code}");
        }
    }

    #[test]
    fn digits_beyond_fifteen_are_not_trusted() {
        let number = |value: f64| cell(value, Style::Plain, false);
        assert_eq!(number(20_200_301.0), Cell::Number { text: "20200301".into(), precise: true });
        assert_eq!(number(59.5), Cell::Number { text: "59.5".into(), precise: true });
        assert_eq!(number(110_101_199_003_071_230.0).text(), Err(crate::CellProblem::Imprecise));
        assert_eq!(number(999_999_999_999_999.0).text(), Ok("999999999999999"));
        assert_eq!(number(-0.0).text(), Ok("0"));
    }
}
