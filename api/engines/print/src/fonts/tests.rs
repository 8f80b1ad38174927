use super::*;

fn fonts() -> Fonts {
    Fonts::embedded().unwrap()
}

#[test]
fn the_characters_that_names_are_written_with_are_there() {
    let fonts = fonts();
    for character in "䶮㛃𬭚𠮷𰻝鿭·•．王Ａáñ—（）《》“”℃½№①".chars()
    {
        assert!(fonts.has(character), "{character}");
    }
    // GB 18030-2022 level 1: the base block and Extension A.
    for code in (0x3400..=0x4db5).chain(0x4e00..=0x9fef) {
        assert!(char::from_u32(code).is_some_and(|c| fonts.has(c)), "U+{code:04X}");
    }
}

#[test]
fn what_is_invisible_or_needs_shaping_is_not_there() {
    for character in
        "\u{0}\t\n\u{200b}\u{200d}\u{202e}\u{feff}\u{fe00}\u{e0100}\u{e000}\u{301}شไ".chars()
    {
        assert!(!fonts().has(character), "U+{:04X}", u32::from(character));
    }
}

#[test]
fn the_second_font_only_fills_what_the_first_lacks() {
    let fonts = fonts();
    assert_eq!(fonts.glyph('王').map(|g| g.face), Some(0));
    assert_eq!(fonts.glyph('𠮷').map(|g| g.face), Some(1));
    for (_, character) in [(0, '王'), (1, '𠮷')] {
        let glyph = fonts.glyph(character).unwrap();
        assert!((glyph.advance - 1.0).abs() < 0.01, "{character}: {}", glyph.advance);
        assert!(fonts.face(glyph.face).is_some());
    }
}

#[test]
fn an_apostrophe_in_a_latin_name_is_narrow_and_a_chinese_quotation_mark_is_not() {
    let fonts = fonts();
    let widths = |text| fonts.glyphs(text).map(|(_, _, g)| g.advance).collect::<Vec<_>>();
    assert!(widths("O’N")[1] < 0.3);
    assert!(widths("‘王’")[2] > 0.9 && widths("n’王")[1] > 0.9);
}

#[test]
fn further_fonts_are_asked_last() {
    let kai = unpack("onex-kai", KAI).unwrap();
    let alone = Fonts { faces: Arc::new([]), pages: Arc::default() };
    let first = alone.with([("mine".to_owned(), kai.clone())]).unwrap();
    assert!(first.has('𠮷') && !first.has('王'));
    let more = fonts().with([("mine".to_owned(), kai)]).unwrap();
    assert_eq!(more.glyph('𠮷').map(|g| g.face), Some(1), "the program's own comes first");
    assert!(!first.has('王'), "what it was made from stays as it was");
}

#[test]
fn what_is_no_font_is_named() {
    let error = fonts().with([("notes.txt".to_owned(), b"not a font".to_vec())]).map(|_| ());
    assert_eq!(error, Err(FontError::Unreadable { font: "notes.txt".to_owned() }));
    let mut cut = unpack("onex-kai", KAI).unwrap();
    cut.truncate(200);
    assert!(fonts().with([("cut.ttf".to_owned(), cut)]).is_err());
}

#[test]
fn a_font_that_forbids_embedding_is_refused() {
    let mut data = unpack("onex-kai", KAI).unwrap();
    let at = table(&data, b"OS/2");
    data[at + 8..at + 10].copy_from_slice(&[0, 2]);
    let error = fonts().with([("mine.ttf".to_owned(), data)]).map(|_| ());
    assert_eq!(error, Err(FontError::Restricted { font: "mine.ttf".to_owned() }));
}

#[test]
fn a_font_without_outlines_is_refused() {
    let mut data = unpack("onex-kai", KAI).unwrap();
    let at = data.windows(4).position(|tag| tag == b"glyf").unwrap();
    data[at..at + 4].copy_from_slice(b"xlyf");
    let error = fonts().with([("mine.ttf".to_owned(), data)]).map(|_| ());
    assert_eq!(error, Err(FontError::Outlines { font: "mine.ttf".to_owned() }));
}

/// Where a table begins (OpenType, table directory).
fn table(data: &[u8], tag: &[u8; 4]) -> usize {
    let at = data.windows(4).position(|window| window == tag).unwrap();
    u32::from_be_bytes(data[at + 8..at + 12].try_into().unwrap()) as usize
}
