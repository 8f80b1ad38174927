//! Certificate numbers: composition, check digits, and reading what people type.
//!
//! A number has 17 digits: `YYYY S KK NNNNNNNN CC`
//!
//! | digits | meaning |
//! | --- | --- |
//! | 1–4 | year of the edition, 2000–2999 |
//! | 5 | season of the edition: 1 spring, 2 autumn |
//! | 6–7 | kind of certificate: 10 skill certificate (elementary), 20 training certificate |
//! | 8–15 | serial, 00000001–99999999, without gaps per edition and kind |
//! | 16–17 | check digits by ISO/IEC 7064 MOD 97-10 |
//!
//! For people it is grouped `2020110-00000123-26`; stored and compared without separators. The
//! region is left out on purpose: it would tie the serial to 31 counters, and the verification
//! shows it anyway. MOD 97-10 finds every single wrong digit and every swap of two digits.

use serde::{Deserialize, Serialize};

/// The highest serial of one edition and kind.
pub const MAX_SERIAL: u32 = 99_999_999;

/// How many digits a number has.
pub const LENGTH: usize = 17;

/// The season of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    Spring,
    Autumn,
}

impl Season {
    /// The digit that stands for it.
    pub const fn digit(self) -> u8 {
        match self {
            Season::Spring => 1,
            Season::Autumn => 2,
        }
    }

    const fn from_digit(digit: u64) -> Option<Season> {
        match digit {
            1 => Some(Season::Spring),
            2 => Some(Season::Autumn),
            _ => None,
        }
    }
}

/// What a certificate certifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// 职业技能等级证书（初级）, notice 三.2 and 三.3.
    SkillCertificate,
    /// 培训合格证, notice 三.1.
    TrainingCertificate,
}

impl CertificateKind {
    pub const ALL: [CertificateKind; 2] =
        [CertificateKind::SkillCertificate, CertificateKind::TrainingCertificate];

    /// The two digits that stand for it.
    pub const fn digits(self) -> u8 {
        match self {
            CertificateKind::SkillCertificate => 10,
            CertificateKind::TrainingCertificate => 20,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            CertificateKind::SkillCertificate => "skill_certificate",
            CertificateKind::TrainingCertificate => "training_certificate",
        }
    }

    const fn from_digits(digits: u64) -> Option<CertificateKind> {
        match digits {
            10 => Some(CertificateKind::SkillCertificate),
            20 => Some(CertificateKind::TrainingCertificate),
            _ => None,
        }
    }
}

/// What a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parts {
    pub edition_year: u16,
    pub season: Season,
    pub kind: CertificateKind,
    /// 1 to [`MAX_SERIAL`].
    pub serial: u32,
}

impl Parts {
    /// The 17 digits without separators; see [`format`].
    pub fn number(&self) -> Result<String, NumberError> {
        format(self.edition_year, self.season, self.kind, self.serial)
    }
}

/// Why a number cannot be made or read. Nothing says which digits would be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    #[error("the certificate number is empty")]
    Empty,
    #[error("character {position} of the certificate number is not a digit")]
    Charset { position: usize },
    #[error("a certificate number has {LENGTH} digits, this one has {actual}")]
    Length { actual: usize },
    #[error("the check digits do not fit; at least one digit is mistyped")]
    Checksum,
    #[error("the year of the edition must lie between 2000 and 2999")]
    Year,
    #[error("the fifth digit stands for no season")]
    Season,
    #[error("digits six and seven stand for no kind of certificate")]
    Kind,
    #[error("the serial must lie between 1 and {MAX_SERIAL}")]
    Serial,
}

impl NumberError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            NumberError::Empty => "certificate_number_empty",
            NumberError::Charset { .. } => "certificate_number_charset",
            NumberError::Length { .. } => "certificate_number_length",
            NumberError::Checksum => "certificate_number_checksum",
            NumberError::Year => "certificate_number_year",
            NumberError::Season => "certificate_number_season",
            NumberError::Kind => "certificate_number_kind",
            NumberError::Serial => "certificate_number_serial",
        }
    }
}

/// The 17 digits without separators.
pub fn format(
    edition_year: u16,
    season: Season,
    kind: CertificateKind,
    serial: u32,
) -> Result<String, NumberError> {
    if !(2000..=2999).contains(&edition_year) {
        return Err(NumberError::Year);
    }
    if !(1..=MAX_SERIAL).contains(&serial) {
        return Err(NumberError::Serial);
    }
    let body = std::format!("{edition_year:04}{}{:02}{serial:08}", season.digit(), kind.digits());
    // ISO/IEC 7064 MOD 97-10: body and check digits together are 1 modulo 97.
    let value = body.parse::<u64>().map_err(|_| NumberError::Serial)?;
    let check = 98 - value * 100 % 97;
    Ok(std::format!("{body}{check:02}"))
}

/// Reads a number as people type or scan it: blanks, hyphens and dashes anywhere and full-width
/// digits are tolerated. The check digits are looked at first, so a typing error is called one.
pub fn parse(raw: &str) -> Result<Parts, NumberError> {
    let digits = normalise(raw)?;
    // 17 digits fit a u64.
    let value = digits.parse::<u64>().map_err(|_| NumberError::Length { actual: digits.len() })?;
    let check = value % 100;
    if value % 97 != 1 || !(2..=98).contains(&check) {
        return Err(NumberError::Checksum);
    }
    let body = value / 100;
    let year = u16::try_from(body / 100_000_000_000).map_err(|_| NumberError::Year)?;
    if !(2000..=2999).contains(&year) {
        return Err(NumberError::Year);
    }
    let season = Season::from_digit(body / 10_000_000_000 % 10).ok_or(NumberError::Season)?;
    let kind = CertificateKind::from_digits(body / 100_000_000 % 100).ok_or(NumberError::Kind)?;
    let serial = u32::try_from(body % 100_000_000).map_err(|_| NumberError::Serial)?;
    if serial == 0 {
        return Err(NumberError::Serial);
    }
    Ok(Parts { edition_year: year, season, kind, serial })
}

/// The 17 digits of what was typed; the check digits are not looked at.
pub fn normalise(raw: &str) -> Result<String, NumberError> {
    let mut digits = String::with_capacity(LENGTH);
    for (i, c) in raw.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '\u{ff10}'..='\u{ff19}' => {
                digits.extend(char::from_u32(u32::from(c) - 0xff10 + u32::from('0')));
            }
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => {}
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(NumberError::Charset { position: i + 1 }),
        }
    }
    match digits.len() {
        0 => Err(NumberError::Empty),
        LENGTH => Ok(digits),
        actual => Err(NumberError::Length { actual }),
    }
}

/// The number in groups for people: `2020110-00000123-26`. Any text that is not 17 ASCII digits
/// comes back as it is.
pub fn display(number: &str) -> String {
    if number.len() == LENGTH && number.bytes().all(|b| b.is_ascii_digit()) {
        std::format!("{}-{}-{}", &number[..7], &number[7..15], &number[15..])
    } else {
        number.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SPRING: Season = Season::Spring;
    const SKILL: CertificateKind = CertificateKind::SkillCertificate;

    /// MOD 97-10 digit by digit, as the standard's recursive system words it.
    fn remainder(number: &str) -> u32 {
        number.bytes().fold(0, |r, b| (r * 10 + u32::from(b - b'0')) % 97)
    }

    fn parts() -> impl Strategy<Value = Parts> {
        let serial = prop_oneof![1..=MAX_SERIAL, 1u32..200, Just(MAX_SERIAL)];
        (2000u16..3000, any::<bool>(), any::<bool>(), serial).prop_map(|(year, s, k, serial)| {
            Parts {
                edition_year: year,
                season: if s { Season::Spring } else { Season::Autumn },
                kind: CertificateKind::ALL[usize::from(k)],
                serial,
            }
        })
    }

    #[test]
    fn the_composition_is_as_documented() {
        let number = format(2020, SPRING, SKILL, 123).unwrap();
        assert_eq!(number, "20201100000012326");
        assert_eq!(remainder(&number), 1);
        assert_eq!(display(&number), "2020110-00000123-26");
        assert_eq!(display("20201"), "20201");
        assert_eq!(
            parse("20201100000012326"),
            Ok(Parts { edition_year: 2020, season: SPRING, kind: SKILL, serial: 123 })
        );
        // The example of ISO/IEC 7064 for MOD 97-10: 794 takes 44.
        assert_eq!(remainder("79444"), 1);
    }

    #[test]
    fn typed_numbers_are_read() {
        for raw in [
            "2020110-00000123-26",
            " 2020110 00000123 26\n",
            "2020110－00000123－26",
            "２０２０１１００００００１２３２６",
            "2020110–00000123—26\u{feff}",
        ] {
            assert_eq!(parse(raw).map(|p| p.serial), Ok(123), "{raw}");
        }
    }

    #[test]
    fn each_fault_has_its_own_error() {
        // Digits that pass the check, with a body of one's own.
        let with_check = |body: &str| {
            let check = 98 - body.parse::<u64>().unwrap() * 100 % 97;
            std::format!("{body}{check:02}")
        };
        for (raw, error) in [
            (String::new(), NumberError::Empty),
            ("- -".to_owned(), NumberError::Empty),
            ("2020110O0000012326".to_owned(), NumberError::Charset { position: 8 }),
            ("2020110-00000123-2".to_owned(), NumberError::Length { actual: 16 }),
            ("2020110-00000123-266".to_owned(), NumberError::Length { actual: 18 }),
            ("9".repeat(40), NumberError::Length { actual: 40 }),
            ("20201100000012327".to_owned(), NumberError::Checksum),
            (with_check("199911000000123"), NumberError::Year),
            (with_check("202031000000123"), NumberError::Season),
            (with_check("202011100000123"), NumberError::Kind),
            (with_check("202011000000000"), NumberError::Serial),
        ] {
            assert_eq!(parse(&raw), Err(error), "{raw}");
        }
        assert_eq!(format(1999, SPRING, SKILL, 1), Err(NumberError::Year));
        assert_eq!(format(2020, SPRING, SKILL, 0), Err(NumberError::Serial));
        assert_eq!(format(2020, SPRING, SKILL, MAX_SERIAL + 1), Err(NumberError::Serial));
    }

    #[test]
    fn check_digits_outside_02_to_98_are_no_second_spelling() {
        // 00, 01 and 99 are congruent to 97, 98 and 02.
        let mut seen = 0;
        for serial in 1..2000 {
            let number = format(2020, SPRING, SKILL, serial).unwrap();
            let twin = match &number[15..] {
                "97" => "00",
                "98" => "01",
                "02" => "99",
                _ => continue,
            };
            seen += 1;
            assert_eq!(parse(&std::format!("{}{twin}", &number[..15])), Err(NumberError::Checksum));
        }
        assert!(seen > 30);
    }

    proptest! {
        #[test]
        fn numbers_round_trip(parts in parts(), at in prop::collection::vec(0usize..17, 0..4)) {
            let number = parts.number().unwrap();
            prop_assert_eq!(number.len(), LENGTH);
            prop_assert_eq!(remainder(&number), 1);
            prop_assert_eq!(parse(&number), Ok(parts));
            prop_assert_eq!(parse(&display(&number)), Ok(parts));
            let mut spaced = number.clone();
            for i in at {
                spaced.insert(i, ' ');
            }
            prop_assert_eq!(parse(&spaced), Ok(parts));
        }

        /// Exhaustive over positions and digits for each number drawn.
        #[test]
        fn every_single_wrong_digit_is_found(parts in parts()) {
            let number = parts.number().unwrap();
            for at in 0..LENGTH {
                for digit in b'0'..=b'9' {
                    let mut bytes = number.clone().into_bytes();
                    if bytes[at] == digit {
                        continue;
                    }
                    bytes[at] = digit;
                    let typed = String::from_utf8(bytes).unwrap();
                    prop_assert_eq!(parse(&typed), Err(NumberError::Checksum));
                }
            }
        }

        #[test]
        fn every_swap_of_two_digits_is_found(parts in parts()) {
            let number = parts.number().unwrap();
            for a in 0..LENGTH {
                for b in a + 1..LENGTH {
                    let mut bytes = number.clone().into_bytes();
                    if bytes[a] == bytes[b] {
                        continue;
                    }
                    bytes.swap(a, b);
                    let typed = String::from_utf8(bytes).unwrap();
                    prop_assert_eq!(parse(&typed), Err(NumberError::Checksum), "{} {}", a, b);
                }
            }
        }

        #[test]
        fn numbers_grow_with_the_serial(parts in parts()) {
            let parts = Parts { serial: parts.serial.min(MAX_SERIAL - 1), ..parts };
            let next = Parts { serial: parts.serial + 1, ..parts };
            prop_assert!(parts.number().unwrap() < next.number().unwrap());
        }

        #[test]
        fn nothing_panics(raw in any::<String>()) {
            let _ = (parse(&raw), display(&raw));
        }
    }
}
