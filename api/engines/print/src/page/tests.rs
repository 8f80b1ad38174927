use onex_credential::CertificateKind;

use super::*;
use crate::template::Texts;

#[path = "../../tests/samples/mod.rs"]
mod samples;

use samples::*;

const QR: QrText<'_> = QrText { url: URL, digits: "1234567890" };

fn composed(snapshot: &Snapshot) -> Page {
    let template = Template::new(&Texts::standard(snapshot.kind).unwrap(), None, None).unwrap();
    compose(snapshot, &template, &Fonts::embedded().unwrap(), QR).unwrap()
}

/// Left, top, right, bottom of what a line of text covers.
fn area(text: &Placed) -> [f32; 4] {
    let (top, bottom) = (text.y - 0.84 * text.size, text.y + 0.12 * text.size);
    [text.x, top, text.x + text.width, bottom]
}

fn apart([l, t, r, b]: [f32; 4], [left, top, right, bottom]: [f32; 4]) -> bool {
    r <= left || right <= l || b <= top || bottom <= t
}

fn samples() -> [Snapshot; 5] {
    [skill(), training(), rare(), foreign(), longest()]
}

#[test]
fn no_text_lies_on_another_or_on_the_code() {
    for snapshot in samples() {
        let page = composed(&snapshot);
        let code = page.code_at;
        let code = [code.x, code.y, code.x + code.side, code.y + code.side];
        for (index, one) in page.texts.iter().enumerate() {
            assert!(apart(area(one), code), "{} lies on the code", one.text);
            for other in &page.texts[index + 1..] {
                assert!(apart(area(one), area(other)), "{} lies on {}", one.text, other.text);
            }
        }
    }
}

#[test]
fn no_text_leaves_the_frame() {
    for snapshot in samples() {
        for text in composed(&snapshot).texts {
            let [left, top, right, bottom] = area(&text);
            let inside =
                left >= 60.0 && right <= WIDTH - 60.0 && top >= 50.0 && bottom <= HEIGHT - 40.0;
            assert!(inside, "{} at {:?}", text.text, [left, top, right, bottom]);
        }
    }
}

#[test]
fn everything_that_is_printed_is_on_the_page() {
    for snapshot in samples() {
        let all: String =
            composed(&snapshot).texts.iter().map(|t| t.text.replace(' ', "")).collect();
        let mut wanted = vec![
            snapshot.title.zh.as_str(),
            &snapshot.holder_name,
            &snapshot.masked_id,
            &snapshot.institution.name,
            &snapshot.issuer.zh,
            &snapshot.edition.title.zh,
            "2020年6月28日",
            "28June2020",
        ];
        let number = number::display(&snapshot.number);
        wanted.push(&number);
        for subject in &snapshot.subjects {
            wanted.push(&subject.title.zh);
            wanted.extend(subject.title.en.as_deref());
            wanted.extend(subject.score.as_deref());
            wanted.extend(subject.grade.as_deref());
        }
        for text in wanted {
            assert!(all.contains(&text.replace(' ', "")), "{text} in {all}");
        }
    }
}

#[test]
fn without_english_no_english_line_is_printed_for_it() {
    let page = composed(&foreign());
    let heading: Vec<&Placed> = page.texts.iter().filter(|t| t.ink == Ink::Red).collect();
    assert_eq!(heading.len(), 1);
    assert_eq!(page.texts.iter().filter(|t| t.text == foreign().title.zh).count(), 1);
    assert!(!page.texts.iter().any(|t| t.text.contains("awarded")), "half in Chinese");
    assert!(page.texts.iter().any(|t| t.text == "合格 Passed"), "a subject without a score");
    assert!(page.texts.iter().any(|t| t.text == "92 良好"));
}

#[test]
fn a_typical_certificate_is_set_in_its_full_size() {
    let page = composed(&skill());
    let name = page.texts.iter().find(|t| t.text == "王小明").unwrap();
    assert!(name.size >= 26.0, "{}", name.size);
    assert!(page.texts.iter().all(|t| t.size >= SMALLEST_LATIN));
    assert_eq!(skill().kind, CertificateKind::SkillCertificate);
}

#[test]
fn the_code_is_35_mm_and_has_its_quiet_zone() {
    let page = composed(&skill());
    assert!((page.code_at.side / 72.0 * 25.4 - 35.0).abs() < 0.01);
    let module = page.code_at.side / f32::from(page.code.width);
    let Square { x, y, side } = page.code_at;
    let zone =
        [x - 4.0 * module, y - 4.0 * module, x + side + 4.0 * module, y + side + 4.0 * module];
    for text in &page.texts {
        assert!(apart(area(text), zone), "{} lies in the quiet zone", text.text);
    }
}
