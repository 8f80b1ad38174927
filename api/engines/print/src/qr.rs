//! The QR code (ISO/IEC 18004), as squares to be filled.

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::error::PrintError;

/// What the code says: an address followed by digits. They are two segments, for digits take ten
/// bits for three of them where bytes take 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QrText<'a> {
    /// ASCII, such as `https://onex.example/v#`.
    pub url: &'a str,
    /// Digits alone, such as those of the packed snapshot.
    pub digits: &'a str,
}

/// Modules beyond this are too fine for a telephone at 35 mm (0.36 mm each).
const MAX_VERSION: i16 = 20;

/// A row of dark modules: where it starts and how many it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub row: u16,
    pub column: u16,
    pub length: u16,
}

/// A QR code of the middle level of correction, in the smallest version that holds the text.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    /// Modules on a side.
    pub width: u16,
    pub runs: Vec<Run>,
}

impl Code {
    pub(crate) fn new(text: QrText<'_>) -> Result<Code, PrintError> {
        if text.url.is_empty() || !text.url.is_ascii() {
            return Err(PrintError::Qr { reason: "an address in ASCII" });
        }
        if text.digits.is_empty() || !text.digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PrintError::Qr { reason: "digits and nothing else after the address" });
        }
        let code = (1..=MAX_VERSION).find_map(|version| encode(text, version));
        let code = code.ok_or(PrintError::Qr { reason: "a shorter address or fewer digits" })?;
        let width = code.width();
        Ok(Code { width: u16::try_from(width).unwrap_or(0), runs: runs(&code.to_colors(), width) })
    }
}

fn encode(text: QrText<'_>, version: i16) -> Option<QrCode> {
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_byte_data(text.url.as_bytes()).ok()?;
    bits.push_numeric_data(text.digits.as_bytes()).ok()?;
    bits.push_terminator(EcLevel::M).ok()?;
    QrCode::with_bits(bits, EcLevel::M).ok()
}

fn runs(modules: &[Color], width: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (row, line) in (0u16..).zip(modules.chunks(width)) {
        for (column, module) in (0u16..).zip(line) {
            if *module == Color::Light {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.row == row && run.column + run.length == column => run.length += 1,
                _ => runs.push(Run { row, column, length: 1 }),
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://onex.example/v#";

    #[test]
    fn a_packed_snapshot_stays_coarse_enough_for_a_telephone() {
        // 305 bytes behind an address of 40 characters, the longest that is expected.
        let url = "https://certificates.onex.example.org/v#";
        let code = Code::new(QrText { url, digits: &"7".repeat(735) }).unwrap();
        assert_eq!(code.width, 73);
        assert!(code.runs.iter().all(|r| r.row < 73 && r.column + r.length <= 73));
    }

    #[test]
    fn what_is_no_address_with_digits_is_refused() {
        for (url, digits) in
            [("", "1"), ("https://例.cn/", "1"), (URL, ""), (URL, "12a"), (URL, "１")]
        {
            let error = Code::new(QrText { url, digits }).map(|_| ());
            assert!(matches!(error, Err(PrintError::Qr { .. })), "{url} {digits}");
        }
        let long = Code::new(QrText { url: URL, digits: &"1".repeat(4000) }).map(|_| ());
        assert_eq!(long, Err(PrintError::Qr { reason: "a shorter address or fewer digits" }));
    }
}
