use super::*;
use proptest::prelude::*;

fn fonts() -> Fonts {
    Fonts::embedded().unwrap()
}

fn wrapped(text: &str, em: f32) -> Vec<String> {
    wrap(&fonts(), text, 10.0, em * 10.0, 0.0)
}

#[test]
fn chinese_breaks_between_characters_and_latin_between_words() {
    assert_eq!(wrapped("智能财税职业技能", 3.0), ["智能财", "税职业", "技能"]);
    assert_eq!(wrapped("one two three", 4.0), ["one two", "three"]);
    assert_eq!(wrapped("考核 exam 合格", 5.0), ["考核 exam", "合格"]);
}

#[test]
fn punctuation_stays_with_what_it_belongs_to() {
    assert_eq!(wrapped("智能财，税职业", 3.0), ["智能", "财，税", "职业"]);
    assert_eq!(wrapped("智能（财税）职", 3.0), ["智能", "（财", "税）职"]);
    assert_eq!(wrapped("阿卜杜·买买提", 3.0), ["阿卜", "杜·买", "买提"]);
}

#[test]
fn a_word_wider_than_a_line_is_broken_at_its_end() {
    let lines = wrapped("Donaudampfschifffahrt", 4.0);
    assert!(lines.len() > 1);
    assert_eq!(lines.concat(), "Donaudampfschifffahrt");
}

#[test]
fn letters_shrink_no_further_than_they_may() {
    let fonts = fonts();
    assert_eq!(fit(&fonts, "智能财税", (20.0, 8.0), 100.0, 1).unwrap().0, 20.0);
    assert_eq!(fit(&fonts, "智能财税", (20.0, 8.0), 50.0, 1).unwrap().0, 12.5);
    assert_eq!(fit(&fonts, "智能财税", (20.0, 8.0), 31.0, 1), None);
    assert_eq!(fit(&fonts, "智能财税", (20.0, 8.0), 31.0, 2).unwrap().0, 15.5);
}

proptest! {
    #[test]
    fn no_line_is_wider_than_its_room_and_nothing_is_lost(
        text in "[一-三a-e ，（）·]{0,60}", em in 2.0f32..20.0, indent in 0.0f32..1.0,
    ) {
        let fonts = fonts();
        let lines = wrap(&fonts, &text, 10.0, em * 10.0, indent * 10.0);
        for (index, line) in lines.iter().enumerate() {
            let indent = if index == 0 { indent * 10.0 } else { 0.0 };
            prop_assert!(indent + width(&fonts, line, 10.0) <= em * 10.0 + 0.01, "{line:?}");
        }
        let without_spaces = |t: &str| t.replace(' ', "");
        prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
    }
}
