//! A certificate from its snapshot to its file.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod samples;

use onex_credential::CertificateKind;
use onex_print::*;
use proptest::prelude::*;
use samples::*;

fn fonts() -> Fonts {
    Fonts::embedded().unwrap()
}

fn print(snapshot: &onex_credential::Snapshot) -> Result<Vec<u8>, PrintError> {
    let forms = Forms::of(snapshot);
    render(snapshot, &template(snapshot.kind), &fonts(), &forms.attachments())
}

fn count(pdf: &[u8], part: &str) -> usize {
    pdf.windows(part.len()).filter(|window| *window == part.as_bytes()).count()
}

#[test]
fn each_kind_of_certificate_is_one_page() {
    for snapshot in [skill(), training(), rare(), foreign(), longest()] {
        let pdf = print(&snapshot).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"), "{}", snapshot.holder_name);
        assert_eq!(count(&pdf, "/Type/Page/") + count(&pdf, "/Type /Page\n"), 1);
        assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
    }
}

#[test]
fn the_same_certificate_gives_the_same_bytes_and_another_gives_others() {
    let first = print(&skill()).unwrap();
    assert_eq!(first, print(&skill()).unwrap());
    let again = std::thread::spawn(|| print(&skill()).unwrap()).join().unwrap();
    assert_eq!(first, again, "whoever prints it");
    let mut other = skill();
    other.holder_name = "王小红".to_owned();
    assert_ne!(first, print(&other).unwrap());
}

#[test]
fn the_credential_and_the_place_of_the_seal_are_found_as_they_are_and_once() {
    let snapshot = skill();
    let forms = Forms::of(&snapshot);
    let pdf = print(&snapshot).unwrap();
    assert_eq!(count(&pdf, &forms.jwt), 1);
    assert_eq!(count(&pdf, &forms.json), 1);
    assert_eq!(count(&pdf, "onex-pdf-seal-v1 "), 1);
    let line = format!(
        "\nonex-pdf-seal-v1 {} credential=0000000000+0000000000 sig={}\n",
        key().id(),
        "0".repeat(128)
    );
    assert_eq!(count(&pdf, &line), 1, "the line is the whole content of its stream");
}

#[test]
fn a_text_that_would_be_taken_for_the_seal_is_refused() {
    let mut snapshot = skill();
    snapshot.holder_name = "onex-pdf-seal-v1 x".to_owned();
    let error = print(&snapshot).unwrap_err();
    assert_eq!(error.code(), "attachment_invalid");
}

#[test]
fn a_certificate_without_a_credential_is_not_printed_as_if_it_had_one() {
    let forms = Forms::of(&skill());
    let mut old = skill();
    (old.schema, old.credential) = (onex_credential::snapshot::SCHEMA, None);
    let error = render(&old, &template(old.kind), &fonts(), &forms.attachments()).unwrap_err();
    assert_eq!(error, PrintError::Attachment { reason: "the snapshot has none" });
    let empty = Attachments { credential_jwt: "", ..forms.attachments() };
    assert!(render(&skill(), &template(skill().kind), &fonts(), &empty).is_err());
}

#[test]
fn a_number_that_is_not_masked_is_never_printed() {
    let mut snapshot = skill();
    snapshot.masked_id = "320106199003071234".to_owned();
    let forms = Forms::of(&skill());
    let error = render(&snapshot, &template(snapshot.kind), &fonts(), &forms.attachments());
    assert_eq!(error.unwrap_err().code(), "snapshot_invalid");
}

#[test]
fn a_missing_glyph_is_named_with_its_field_and_stops_the_print() {
    let mut snapshot = skill();
    snapshot.holder_name = "王\u{2ebf0}\u{2ebf0}".to_owned();
    snapshot.subjects[1].title.zh.push('🀄');
    let texts = Texts::standard(snapshot.kind).unwrap();
    let mut with_arabic = texts.clone();
    with_arabic.statement.en = Some("{holder} شهادة".to_owned());
    let template = Template::new(&with_arabic, None, None).unwrap();
    let missing = unprintable(&snapshot, &template, &fonts());
    let fields: Vec<(&str, char)> =
        missing.iter().map(|m| (m.field.as_str(), m.character)).collect();
    assert!(fields.contains(&("template.statement.en", 'ش')), "{fields:?}");
    assert!(fields.contains(&("holder_name", '\u{2ebf0}')));
    assert!(fields.contains(&("subjects[1].title.zh", '🀄')));
    assert_eq!(
        fields.iter().filter(|(field, _)| *field == "holder_name").count(),
        1,
        "once a field"
    );
    let forms = Forms::of(&snapshot);
    let error = render(&snapshot, &template, &fonts(), &forms.attachments()).unwrap_err();
    assert_eq!(error, PrintError::Unprintable(missing));
    assert!(error.to_string().contains("holder_name: \u{2ebf0} (U+2EBF0)"), "{error}");
}

#[test]
fn what_is_not_printed_may_hold_any_character() {
    let mut snapshot = skill();
    snapshot.region.name = "\u{2ebf0}".to_owned();
    assert!(print(&snapshot).is_ok());
}

#[test]
fn a_text_that_fits_nowhere_is_named() {
    let named = |edit: fn(&mut onex_credential::Snapshot)| {
        let mut snapshot = longest();
        edit(&mut snapshot);
        match print(&snapshot).unwrap_err() {
            PrintError::TooLong { field } => field,
            other => panic!("{other}"),
        }
    };
    assert_eq!(named(|s| s.holder_name = "长".repeat(300)), "holder_name");
    assert_eq!(named(|s| s.issuer.zh = "长".repeat(200)), "issuer.zh");
    assert_eq!(named(|s| s.subjects[7].title.zh = "长".repeat(200)), "subjects[7].title.zh");
    let many = named(|s| {
        let one = skill().subjects[0].clone();
        s.subjects = (0..60)
            .map(|n| onex_credential::snapshot::Subject { code: n.to_string(), ..one.clone() })
            .collect();
        s.holder_name = "王".to_owned();
        (s.title, s.edition, s.institution) = (skill().title, skill().edition, skill().institution);
    });
    assert_eq!(many, "subjects");
}

#[test]
fn a_run_is_a_file_with_a_page_each_and_nothing_embedded() {
    let all = [skill(), training(), rare()];
    let templates: Vec<Template> = all.iter().map(|s| template(s.kind)).collect();
    let qr = QrText { url: URL, digits: "1234567890" };
    let sheets: Vec<Sheet<'_>> = all
        .iter()
        .zip(&templates)
        .map(|(snapshot, template)| Sheet { snapshot, template, qr })
        .collect();
    let pdf = render_many(&sheets, &fonts()).unwrap();
    assert_eq!(count(&pdf, "/Type/Page/") + count(&pdf, "/Type /Page\n"), 3);
    assert_eq!(count(&pdf, "/EmbeddedFile"), 0);
    assert_eq!(count(&pdf, "onex-pdf-seal"), 0);
    assert_eq!(pdf, render_many(&sheets, &fonts()).unwrap());

    let mut bad = all[1].clone();
    bad.holder_name = "\u{2ebf0}".to_owned();
    let mut with_bad = sheets.clone();
    with_bad[1].snapshot = &bad;
    let error = render_many(&with_bad, &fonts()).unwrap_err();
    assert!(matches!(&error, PrintError::Sheet { number, .. } if *number == bad.number));
    assert_eq!(error.code(), "character_unprintable");
    assert_eq!(render_many(&[], &fonts()).unwrap_err().code(), "too_many_pages");
}

#[test]
fn what_can_be_printed_is_known_without_printing_it() {
    let fonts = fonts();
    let qr = QrText { url: URL, digits: "1234567890" };
    let asked = |snapshot: &onex_credential::Snapshot| {
        check(&Sheet { snapshot, template: &template(snapshot.kind), qr }, &fonts)
    };
    assert_eq!(asked(&skill()), Ok(()));
    let mut rare = skill();
    rare.holder_name = "\u{2ebf0}".to_owned();
    assert_eq!(asked(&rare).unwrap_err().code(), "character_unprintable");
    let mut long = skill();
    long.holder_name = "长".repeat(300);
    assert_eq!(asked(&long), Err(PrintError::TooLong { field: "holder_name".to_owned() }));
}

#[test]
fn a_run_tells_of_every_page_and_stops_when_it_is_told_to() {
    let snapshot = skill();
    let template = template(snapshot.kind);
    let qr = QrText { url: URL, digits: "1234567890" };
    let sheets = [Sheet { snapshot: &snapshot, template: &template, qr }; 3];
    let mut heard = Vec::new();
    let whole = render_run(&sheets, &fonts(), &mut |done| {
        heard.push(done);
        true
    });
    assert_eq!(heard, [1, 2, 3]);
    assert_eq!(whole, render_many(&sheets, &fonts()));
    let stopped = render_run(&sheets, &fonts(), &mut |done| done < 2);
    assert_eq!(stopped, Err(PrintError::Stopped));
}

#[test]
fn a_specimen_is_a_page_that_is_no_certificate() {
    let snapshot = skill();
    let template = template(snapshot.kind);
    let sheet =
        Sheet { snapshot: &snapshot, template: &template, qr: QrText { url: URL, digits: "0" } };
    let pdf = specimen(sheet, &fonts()).unwrap();
    assert_eq!(count(&pdf, "/Type/Page/") + count(&pdf, "/Type /Page\n"), 1);
    assert_eq!(count(&pdf, "/EmbeddedFile"), 0);
    assert_eq!(count(&pdf, "onex-pdf-seal"), 0);
    assert!(count(&pdf, "SPECIMEN") > 0, "its title says so as well");
    assert_ne!(pdf, render_many(&[sheet], &fonts()).unwrap());
}

#[test]
fn words_of_a_template_that_no_font_has_are_named_whether_they_are_spoken_or_not() {
    let mut texts = Texts::standard(CertificateKind::SkillCertificate).unwrap();
    texts.statement.en = Some("{edition} شهادة".to_owned());
    texts.labels.scan.zh = "扫\u{2ebf0}".to_owned();
    let template = Template::new(&texts, None, None).unwrap();
    let missing = unprintable_words(&template, &fonts());
    assert!(missing.iter().any(|m| m.field == "template.statement.en" && m.character == 'ش'));
    assert!(missing.iter().any(|m| m.field == "template.labels.scan.zh"));
    let standard = Texts::standard(CertificateKind::TrainingCertificate).unwrap();
    let standard = Template::new(&standard, None, None).unwrap();
    assert_eq!(unprintable_words(&standard, &fonts()), []);
}

#[test]
fn pictures_are_checked_before_a_template_is_taken() {
    let texts = Texts::standard(CertificateKind::SkillCertificate).unwrap();
    let seal = Picture::read(png(40, 40)).unwrap();
    let background = Picture::read(png(297, 210)).unwrap();
    let adorned = Template::new(&texts, Some(seal.clone()), Some(background)).unwrap();
    let forms = Forms::of(&skill());
    let pdf = render(&skill(), &adorned, &fonts(), &forms.attachments()).unwrap();
    assert_eq!(count(&pdf, "/Subtype/Image"), 4, "two pictures, each with its transparency");

    assert_eq!(
        Template::new(&texts, None, Some(seal)).unwrap_err(),
        TemplateError::Background(PictureError::Shape { width: 40, height: 40 })
    );
    assert_eq!(Picture::read(b"GIF89a".to_vec()), Err(PictureError::Format));
    let mut long = png(1, 1);
    long.resize(MAX_BYTES + 1, 0);
    let error = Picture::read(long);
    assert_eq!(error, Err(PictureError::Bytes { actual: MAX_BYTES + 1, max: MAX_BYTES }));
    // The head alone says 60,000 by 60,000.
    let mut bomb = png(1, 1);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    assert!(Picture::read(bomb).is_err());
    let whole = png(30, 30);
    for end in [whole.len() / 2, 60, 20] {
        let cut = Picture::read(whole[..end].to_vec());
        assert!(matches!(cut, Err(PictureError::Unreadable { .. })), "cut at {end}: {cut:?}");
    }
}

#[test]
fn a_jpeg_prints_in_rgb_and_grey_and_is_refused_in_cmyk_or_cut_off() {
    let rgb = include_bytes!("samples/rgb.jpg").to_vec();
    let background = Picture::read(rgb.clone()).unwrap();
    let seal = Picture::read(include_bytes!("samples/grey.jpg").to_vec()).unwrap();
    let texts = Texts::standard(CertificateKind::SkillCertificate).unwrap();
    let adorned = Template::new(&texts, Some(seal), Some(background)).unwrap();
    let forms = Forms::of(&skill());
    let pdf = render(&skill(), &adorned, &fonts(), &forms.attachments()).unwrap();
    assert_eq!(count(&pdf, "/DCTDecode"), 2);

    let cmyk = Picture::read(include_bytes!("samples/cmyk.jpg").to_vec());
    assert_eq!(cmyk, Err(PictureError::Colours));
    for end in [rgb.len() - 2, rgb.len() / 2, 3] {
        let cut = Picture::read(rgb[..end].to_vec());
        assert!(matches!(cut, Err(PictureError::Unreadable { .. })), "cut at {end}: {cut:?}");
    }
}

/// Characters that certificates are full of, and any others.
fn name() -> impl Strategy<Value = String> {
    let han = proptest::char::range('\u{4e00}', '\u{9fff}');
    let rare = proptest::char::range('\u{3400}', '\u{4dbf}');
    let extended = proptest::char::range('\u{20000}', '\u{323af}');
    let one = prop_oneof![6 => han, 1 => rare, 1 => extended, 1 => any::<char>()];
    prop::collection::vec(one, 1..20).prop_map(|c| c.into_iter().collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_certificate_prints_or_names_each_character_that_it_cannot(
        holder in name(), school in name(), titled in name(), grade in prop::option::of(name()),
    ) {
        let mut snapshot = skill();
        snapshot.holder_name = holder;
        snapshot.institution.name = school;
        snapshot.subjects[0].title.zh = titled;
        snapshot.subjects[1].grade = grade;
        // What the snapshot itself refuses is its own engine's matter.
        prop_assume!(snapshot.check().is_ok());
        let fonts = fonts();
        let template = template(snapshot.kind);
        let missing = unprintable(&snapshot, &template, &fonts);
        let forms = Forms::of(&snapshot);
        match render(&snapshot, &template, &fonts, &forms.attachments()) {
            Ok(_) => prop_assert!(missing.is_empty()),
            Err(PrintError::Unprintable(named)) => {
                prop_assert!(!named.is_empty());
                prop_assert!(named.iter().all(|m| !fonts.has(m.character)));
                prop_assert_eq!(named, missing);
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_printable_name_prints(
        holder in name(), school in name(), titles in prop::collection::vec(name(), 1..12),
    ) {
        let fonts = fonts();
        let printable = |text: String| -> String {
            format!("王{}", text.chars().filter(|c| fonts.has(*c)).collect::<String>())
        };
        let mut snapshot = skill();
        snapshot.holder_name = printable(holder);
        snapshot.institution.name = printable(school);
        snapshot.subjects = (0..)
            .zip(titles)
            .map(|(n, text)| subject(&format!("s{n}"), &printable(text), None, "60"))
            .collect();
        prop_assert!(print(&snapshot).is_ok());
    }
}
