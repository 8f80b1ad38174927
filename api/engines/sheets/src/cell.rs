//! One cell's content, and where it stands.

/// A cell as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    /// A numeric cell in plain decimal notation. `precise` is false beyond 15 significant digits, where spreadsheet
    /// programs have already lost what was typed; leading zeros are lost either way.
    Number {
        text: String,
        precise: bool,
    },
    /// ISO 8601: `2020-02-17`, `2020-02-17T08:30:00` or `08:30:00`.
    Date(String),
    Bool(bool),
    /// A formula with the result that the file remembers, which may be stale.
    Formula {
        value: String,
    },
    /// An error value such as `#N/A`.
    Error(String),
}

/// Why a cell has no text that could be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellProblem {
    #[error("holds a formula; paste its value")]
    Formula,
    #[error("holds the error {0}; correct it")]
    Error(String),
    #[error("holds a number that has lost digits; format the column as text and enter it again")]
    Imprecise,
}

impl CellProblem {
    /// A stable identifier.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Formula => "formula",
            Self::Error(_) => "cell_error",
            Self::Imprecise => "imprecise_number",
        }
    }
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The content as trimmed text, empty for an empty cell; truth values as `TRUE` and `FALSE`.
    ///
    /// # Errors
    /// A formula, an error value, or a number that lost digits.
    pub fn text(&self) -> Result<&str, CellProblem> {
        match self {
            Self::Empty => Ok(""),
            Self::Text(text) | Self::Date(text) | Self::Number { text, precise: true } => {
                Ok(text.trim())
            }
            Self::Number { precise: false, .. } => Err(CellProblem::Imprecise),
            Self::Bool(value) => Ok(if *value { "TRUE" } else { "FALSE" }),
            Self::Formula { .. } => Err(CellProblem::Formula),
            Self::Error(code) => Err(CellProblem::Error(code.clone())),
        }
    }

    /// The content to show or hand back, whatever its quality.
    pub fn display(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Date(text) | Self::Number { text, .. } | Self::Error(text) => {
                text
            }
            Self::Formula { value } => value,
            Self::Bool(value) => {
                if *value {
                    "TRUE"
                } else {
                    "FALSE"
                }
            }
        }
    }
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`, `XFD`.
pub fn column_letters(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A cell's name from its row (from 1) and column (from 0): `C5`.
pub fn position(row: u32, column: usize) -> String {
    format!("{}{row}", column_letters(column))
}

/// Row (from 1) and column (from 0) of a cell's name; `$` marks are ignored.
pub(crate) fn parse_position(name: &str) -> Option<(u32, usize)> {
    let (mut column, mut row, mut letters) = (0_usize, 0_u32, 0);
    for byte in name.bytes() {
        match byte {
            b'$' => {}
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 && letters < 3 => {
                column = column * 26 + usize::from(byte.to_ascii_uppercase() - b'A') + 1;
                letters += 1;
            }
            b'0'..=b'9' if letters > 0 => {
                row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?
            }
            _ => return None,
        }
    }
    (letters > 0 && (1..=1_048_576).contains(&row) && column <= 16_384).then(|| (row, column - 1))
}
