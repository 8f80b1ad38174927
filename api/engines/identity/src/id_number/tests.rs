use super::*;
use proptest::prelude::*;
use time::macros::date;

const TODAY: Date = date!(2020 - 03 - 02);

/// The check character, computed another way than the code under test does: MOD 11-2 as the
/// pure recursive system of ISO 7064.
fn with_check(body: &str) -> String {
    let p = body.bytes().fold(0u32, |p, b| (p + u32::from(b - b'0')) * 2 % 11);
    let check = (12 - p) % 11;
    format!("{body}{}", if check == 10 { "X".to_owned() } else { check.to_string() })
}

fn resident(body: &str) -> Result<IdNumber, IdError> {
    validate(IdType::ResidentId, &with_check(body), TODAY)
}

#[test]
fn the_examples_of_gb_11643_pass() {
    // Annex of the standard: a woman born 1949-12-31 and a man born 1880-01-01 (too old for us).
    let woman = validate(IdType::ResidentId, "11010519491231002X", TODAY).unwrap();
    assert_eq!(woman.birth(), Some(date!(1949 - 12 - 31)));
    assert_eq!(woman.gender(), Some(Gender::Female));
    assert_eq!(woman.region().map(|r| r.code), Some("11"));
    assert!(super::resident::checksum_fits(b"440524188001010014"));
    assert_eq!(
        validate(IdType::ResidentId, "440524188001010014", TODAY),
        Err(IdError::ImpossibleDate)
    );
}

#[test]
fn typing_habits_are_forgiven() {
    for raw in [
        "11010519491231002x",
        " 11010519491231002X ",
        "110105 19491231 002X",
        "110105-19491231-002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "\u{feff}11010519491231002X\u{a0}",
        "11010519491231002×",
        "11010519491231002Х",
        "11010519491231002Ⅹ",
    ] {
        let id = validate(IdType::ResidentId, raw, TODAY).unwrap();
        assert_eq!(id.as_str(), "11010519491231002X", "{raw}");
    }
    assert_eq!(
        validate(IdType::TaiwanPermit, "1234567801（b）", TODAY).unwrap().as_str(),
        "1234567801B"
    );
    assert_eq!(validate(IdType::Passport, " e1234 5678", TODAY).unwrap().as_str(), "E12345678");
}

#[test]
fn each_fault_has_its_own_error() {
    let check = |raw: &str| validate(IdType::ResidentId, raw, TODAY).unwrap_err();
    assert_eq!(check("  "), IdError::Empty);
    assert_eq!(check("110105491231002"), IdError::FirstGeneration);
    assert_eq!(check("1101051949123100"), IdError::Length { expected: "18", actual: 16 });
    assert!(matches!(check("1101O519491231002X"), IdError::Charset { position: 5, .. }));
    assert!(matches!(check("11010519491231002A"), IdError::Charset { position: 18, .. }));
    assert!(matches!(check("1101051949123100XX"), IdError::Charset { position: 17, .. }));
    assert_eq!(check(&with_check("16010519491231002")), IdError::UnknownRegion);
    assert_eq!(check(&with_check("00010519491231002")), IdError::UnknownRegion);
    assert_eq!(check(&with_check("11010519491301002")), IdError::ImpossibleDate);
    assert_eq!(check(&with_check("11010519490229002")), IdError::ImpossibleDate);
    assert_eq!(check(&with_check("11010518991231002")), IdError::ImpossibleDate);
    assert_eq!(check("110105194912310021"), IdError::Checksum);
    assert!(resident("11010520000229002").is_ok());
    assert_eq!(resident("11010519000229002"), Err(IdError::ImpossibleDate));
}

#[test]
fn nobody_is_born_tomorrow() {
    assert!(resident("11010520200302002").is_ok());
    assert_eq!(resident("11010520200303002"), Err(IdError::BornInFuture));
}

#[test]
fn residence_permits_and_resident_ids_are_told_apart() {
    for (prefix, home) in [("81", "81"), ("82", "82"), ("83", "71")] {
        let number = with_check(&format!("{prefix}000019900307001"));
        let permit = validate(IdType::HmtResidencePermit, &number, TODAY).unwrap();
        assert_eq!(permit.region().map(|r| r.code), Some(home));
        assert_eq!(permit.birth(), Some(date!(1990 - 03 - 07)));
        assert_eq!(permit.gender(), Some(Gender::Male));
        assert_eq!(
            validate(IdType::ResidentId, &number, TODAY),
            Err(IdError::WrongType { looks_like: IdType::HmtResidencePermit })
        );
    }
    assert_eq!(
        validate(IdType::HmtResidencePermit, "11010519491231002X", TODAY),
        Err(IdError::WrongType { looks_like: IdType::ResidentId })
    );
    assert_eq!(
        validate(IdType::HmtResidencePermit, &with_check("84000019900307001"), TODAY),
        Err(IdError::UnknownRegion)
    );
}

#[test]
fn numbers_mangled_by_a_spreadsheet_are_named_as_such() {
    for raw in ["1.10101E+17", "1.10101199003e+17", "1.1E17", "１.1E+17", "1E+17", "1.E+17"] {
        for kind in IdType::ALL {
            assert_eq!(validate(kind, raw, TODAY), Err(IdError::NumericCell), "{raw}");
        }
    }
    // 110105194912310 survives a numeric cell, what follows becomes 000.
    assert_eq!(
        validate(IdType::ResidentId, "110105194912310000", TODAY),
        Err(IdError::NumericCell)
    );
    assert!(IdError::NumericCell.to_string().contains("format the column as text"));
    assert_eq!(from_numeric_cell(1.1010519491231e17), Err(IdError::NumericCell));
    assert_eq!(from_numeric_cell(1e15), Err(IdError::NumericCell));
    assert_eq!(from_numeric_cell(12.5), Err(IdError::NumericCell));
    assert_eq!(from_numeric_cell(-1.0), Err(IdError::NumericCell));
    assert_eq!(from_numeric_cell(f64::NAN), Err(IdError::NumericCell));
    assert_eq!(from_numeric_cell(12_345_678.0).as_deref(), Ok("12345678"));
    assert_eq!(from_numeric_cell(999_999_999_999_999.0).as_deref(), Ok("999999999999999"));
}

#[test]
fn a_true_number_that_ends_in_000_passes() {
    let found = (0..2000)
        .map(|d| {
            with_check(&format!("110105{}{:02}{:02}100", 1950 + d % 60, d % 12 + 1, d % 28 + 1))
        })
        .find(|n| n.ends_with("000"))
        .unwrap();
    assert!(validate(IdType::ResidentId, &found, TODAY).is_ok());
}

#[test]
fn travel_documents_are_checked_by_shape() {
    let ok = |kind, raw| validate(kind, raw, TODAY).is_ok();
    for raw in ["H12345678", "m1234567801", "Ｈ１２３４５６７８"] {
        assert!(ok(IdType::HkMacauPermit, raw), "{raw}");
    }
    for raw in ["C12345678", "H1234567", "H123456789", "H123456780123", "12345678", "HH2345678"] {
        assert!(!ok(IdType::HkMacauPermit, raw), "{raw}");
    }
    for raw in ["12345678", "1234567801", "1234567801B", "1234567801(B)"] {
        assert!(ok(IdType::TaiwanPermit, raw), "{raw}");
    }
    for raw in ["1234567", "123456789", "12345678901", "12345678B", "1234567801BB", "T2345678"] {
        assert!(!ok(IdType::TaiwanPermit, raw), "{raw}");
    }
    for raw in ["E12345678", "EA1234567", "123456789", "X1234567A", "AB1234567890123"] {
        assert!(ok(IdType::Passport, raw), "{raw}");
    }
    for raw in ["E123", "ABCDEFGH", "E1234567号", "AB12345678901234", "E1234/678"] {
        assert!(!ok(IdType::Passport, raw), "{raw}");
    }
}

#[test]
fn a_renewed_permit_is_the_same_person() {
    let key = |kind, raw| validate(kind, raw, TODAY).unwrap().lookup_key().to_owned();
    assert_eq!(key(IdType::HkMacauPermit, "H1234567801"), key(IdType::HkMacauPermit, "H12345678"));
    assert_eq!(key(IdType::TaiwanPermit, "1234567802A"), key(IdType::TaiwanPermit, "12345678"));
    assert_eq!(key(IdType::Passport, "E12345678"), "E12345678");
    assert_eq!(key(IdType::ResidentId, "11010519491231002X"), "11010519491231002X");
}

#[test]
fn nothing_prints_a_number() {
    let id = validate(IdType::ResidentId, "11010519491231002X", TODAY).unwrap();
    assert_eq!(format!("{id:?}"), "IdNumber { kind: ResidentId, .. }");
    assert_eq!(id.masked(), "110105********002X");
    assert_eq!(mask("H12345678"), "H1*****78");
    assert_eq!(mask("E1234"), "E***4");
    assert_eq!(mask("E12"), "***");
    assert_eq!(mask("字"), "*");
    assert_eq!(mask(""), "");
}

#[test]
fn types_are_guessed_from_the_shape() {
    for (raw, kind) in [
        ("11010519491231002x", Some(IdType::ResidentId)),
        ("110105 19491231 0021", Some(IdType::ResidentId)),
        ("810000199003070011", Some(IdType::HmtResidencePermit)),
        ("83000019900307001X", Some(IdType::HmtResidencePermit)),
        ("H12345678", Some(IdType::HkMacauPermit)),
        ("m1234567801", Some(IdType::HkMacauPermit)),
        ("12345678", Some(IdType::TaiwanPermit)),
        ("1234567801(A)", Some(IdType::TaiwanPermit)),
        ("E12345678", Some(IdType::Passport)),
        ("123456789", Some(IdType::Passport)),
        ("110105491231002", None),
        ("", None),
        ("张三", None),
        ("1.10101E+17", None),
        ("1234", None),
    ] {
        assert_eq!(detect(raw), kind, "{raw}");
    }
}

#[test]
fn identifiers_round_trip() {
    for kind in IdType::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
    }
    assert_eq!("id_card".parse::<IdType>(), Err(UnknownIdType));
    assert_eq!(serde_json::to_string(&Gender::Male).unwrap(), "\"male\"");
}

prop_compose! {
    fn valid_number()(
        region in prop::sample::select(vec!["11", "15", "31", "44", "50", "65", "71"]),
        county in 0u32..10_000, days in 0i64..43_000, sequence in 0u32..1000,
    ) -> String {
        let birth = date!(1900 - 01 - 01) + time::Duration::days(days);
        let (y, m, d) = birth.to_calendar_date();
        with_check(&format!("{region}{county:04}{y:04}{:02}{d:02}{sequence:03}", m as u8))
    }
}

proptest! {
    #[test]
    fn every_well_formed_number_passes(number in valid_number()) {
        let id = validate(IdType::ResidentId, &number, TODAY).unwrap();
        prop_assert_eq!(id.as_str(), &number);
        let birth = id.birth().unwrap();
        prop_assert_eq!(&number[6..14], format!("{:04}{:02}{:02}", birth.year(), birth.month() as u8, birth.day()));
        prop_assert_eq!(detect(&number), Some(IdType::ResidentId));
    }

    #[test]
    fn every_mistyped_character_is_found(number in valid_number(), at in 0usize..18, by in 1usize..11) {
        let mut bytes = number.clone().into_bytes();
        let alphabet = b"0123456789X";
        let old = alphabet.iter().position(|a| *a == bytes[at]).unwrap();
        bytes[at] = alphabet[(old + by) % 11];
        let typed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(validate(IdType::ResidentId, &typed, TODAY).is_ok(), typed == number);
    }

    #[test]
    fn every_swap_of_neighbours_is_found(number in valid_number(), at in 0usize..17) {
        let mut bytes = number.clone().into_bytes();
        bytes.swap(at, at + 1);
        let typed = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(validate(IdType::ResidentId, &typed, TODAY).is_ok(), typed == number);
    }

    #[test]
    fn an_error_never_holds_the_number(number in valid_number(), at in 0usize..18, to in 0u8..10) {
        let mut bytes = number.into_bytes();
        bytes[at] = b'0' + to;
        let typed = String::from_utf8(bytes).unwrap();
        if let Err(e) = validate(IdType::ResidentId, &typed, TODAY) {
            let told = format!("{e} {e:?} {}", e.code());
            // No run of four characters of the number stands in what is told.
            prop_assert!(!(0..=14).any(|i| told.contains(&typed[i..i + 4])));
        }
    }

    #[test]
    fn normalising_is_idempotent_and_nothing_panics(raw in "\\PC{0,24}", kind in 0usize..5) {
        let kind = IdType::ALL[kind];
        let once = normalise(kind, &raw);
        prop_assert_eq!(normalise(kind, &once), once.clone());
        let _ = (validate(kind, &raw, TODAY), detect(&raw));
        prop_assert_eq!(mask(&raw).chars().count(), raw.chars().count());
    }

    #[test]
    fn validation_accepts_its_own_normal_form(raw in "[HhMm]?[0-9]{7,11}[A-Z]?", kind in 2usize..5) {
        let kind = IdType::ALL[kind];
        if let Ok(id) = validate(kind, &raw, TODAY) {
            prop_assert_eq!(validate(kind, id.as_str(), TODAY), Ok(id.clone()));
        }
    }
}
