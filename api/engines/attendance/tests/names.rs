//! Whom a name in a meeting means.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_attendance::{By, Match, Member, Roster, match_names};
use proptest::prelude::*;

fn members(people: &[(u32, &str, Option<&str>)]) -> Vec<Member<u32>> {
    let member = |(id, name, number): &(u32, &str, Option<&str>)| Member {
        id: *id,
        name: (*name).to_owned(),
        number: number.map(str::to_owned),
    };
    people.iter().map(member).collect()
}

fn class() -> Vec<Member<u32>> {
    members(&[
        (1, "王芳", Some("T20190107")),
        (2, "张伟", Some("20190108")),
        (3, "张伟", Some("20190109")),
        (4, "欧阳娜娜", None),
        (5, "买买提·艾力", None),
        (6, "Anna Li", None),
        (7, "李高", None),
    ])
}

fn matched(shown: &str) -> Match<u32> {
    let (members, schools) = (class(), ["深圳职业技术学院".to_owned(), "深职院".to_owned()]);
    let roster = Roster { members: &members, schools: &schools };
    match_names(&[shown], &roster).pop().unwrap()
}

#[test]
fn a_name_is_found_behind_what_people_add_to_it() {
    for (shown, id) in [
        ("王芳", 1),
        (" 王 芳 ", 1),
        ("王芳老师", 1),
        ("王芳(深职院王芳)", 1),
        ("手机用户123（王芳）", 1),
        ("深职院王芳", 1),
        ("深圳职业技术学院 王芳", 1),
        ("深职院-王芳", 1),
        ("王芳2019", 1),
        ("王芳的妈妈", 1),
        ("【电商2班】王芳", 1),
        ("01王芳", 1),
        ("电商_王芳_组长", 1),
        ("欧阳娜娜同学", 4),
        ("买买提.艾力", 5),
        ("买买提•艾力", 5),
        ("ANNA LI", 6),
        ("ａｎｎａ　ｌｉ", 6),
    ] {
        assert_eq!(matched(shown), Match::One { id, by: By::Name }, "{shown}");
    }
}

#[test]
fn a_number_finds_its_owner_and_tells_two_of_one_name_apart() {
    for (shown, id) in [
        ("iPhone T20190107", 1),
        ("t20190107", 1),
        ("20190108", 2),
        ("张伟20190109", 3),
        ("张伟(20190109)", 3),
    ] {
        assert_eq!(matched(shown), Match::One { id, by: By::Number }, "{shown}");
    }
    assert_eq!(matched("120190108"), Match::Nobody, "a part of a longer number is no number");
}

#[test]
fn two_of_one_name_two_at_one_device_and_a_strange_number_are_left_to_people() {
    for (shown, ids) in [
        ("张伟", vec![2, 3]),
        ("王芳＆欧阳娜娜", vec![1, 4]),
        ("王芳/欧阳娜娜", vec![1, 4]),
        ("王芳、张伟", vec![1, 2, 3]),
        ("王芳20190108", vec![1, 2]),
        ("王芳 T20190107 20190108", vec![1, 2]),
    ] {
        assert_eq!(matched(shown), Match::Several { ids }, "{shown}");
    }
}

#[test]
fn a_name_inside_other_words_is_found_when_it_is_the_only_one() {
    assert_eq!(matched("电商二班王芳第三组"), Match::One { id: 1, by: By::Within });
    assert_eq!(matched("王芳和欧阳娜娜在一起"), Match::Several { ids: vec![1, 4] });
}

#[test]
fn somebody_of_no_class_whose_name_holds_one_of_the_class_is_only_proposed() {
    // 王芳菲 is somebody else, but 王芳菲律宾 is not: no program can tell.
    assert_eq!(matched("王芳菲"), Match::One { id: 1, by: By::Within });
    assert_eq!(matched("小王芳"), Match::One { id: 1, by: By::Within });
}

#[test]
fn the_zero_of_a_name_is_a_letter_of_it() {
    let members = members(&[(1, "李梅", None), (2, "陈〇", None)]);
    let roster = Roster { members: &members, schools: &[] };
    let matched = |shown| match_names(&[shown], &roster).pop().unwrap();
    assert_eq!(matched("李〇梅"), Match::Nobody);
    assert_eq!(matched("陈〇12"), Match::One { id: 2, by: By::Name });
    assert_eq!(matched("陈"), Match::Nobody);
}

#[test]
fn of_a_school_whose_name_begins_with_anothers_nothing_is_left_over() {
    let members = members(&[(1, "王芳", None), (2, "院王芳", None)]);
    let schools = ["深圳职业".to_owned(), "深圳职业学院".to_owned()];
    for schools in [schools.clone(), [schools[1].clone(), schools[0].clone()]] {
        let roster = Roster { members: &members, schools: &schools };
        let matched = match_names(&["深圳职业学院王芳"], &roster).pop().unwrap();
        assert_eq!(matched, Match::One { id: 1, by: By::Name });
    }
}

#[test]
fn marks_that_cannot_be_seen_hide_nobody() {
    for (shown, by) in [
        ("王\u{200B}芳", By::Name),
        ("\u{FEFF}王芳", By::Name),
        ("深职\u{200B}院王芳", By::Name),
        ("T2019\u{200B}0107", By::Number),
        ("\u{FEFF}T20190107\u{200B}", By::Number),
    ] {
        assert_eq!(matched(shown), Match::One { id: 1, by }, "{shown}");
    }
}

#[test]
fn nobody_is_found_by_likeness() {
    for shown in
        ["王方", "王芬", "欧阳娜", "娜娜", "Anna", "iPhone", "用户12", "李", "", "()", "12"]
    {
        assert_eq!(matched(shown), Match::Nobody, "{shown}");
    }
}

proptest! {
    /// Whatever is shown, somebody is found only if the name or the number stands in it.
    #[test]
    fn whoever_is_found_stands_in_the_shown_name(shown in "[王芳张伟李高欧阳娜 a-z0-9()（）＆/·-]{0,14}") {
        let class = class();
        let bare = |text: &str| -> Vec<char> {
            text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
        };
        let holds = |id: &u32| {
            let member = class.iter().find(|member| member.id == *id).unwrap();
            // The letters of the name, in their order.
            let mut letters = bare(&shown).into_iter();
            let name = bare(&member.name).iter().all(|letter| letters.any(|other| other == *letter));
            name || member.number.as_ref().is_some_and(|number| shown.contains(&number.to_lowercase()))
        };
        match matched(&shown) {
            Match::One { id, .. } => prop_assert!(holds(&id)),
            Match::Several { ids } => {
                prop_assert!(ids.len() > 1 && ids.windows(2).all(|two| two[0] < two[1]));
                prop_assert!(ids.iter().all(holds));
            }
            Match::Nobody => {
                for member in &class {
                    let key: String = member.name.to_lowercase();
                    prop_assert!(!shown.contains(&key), "{}", member.name);
                }
            }
        }
    }
}
