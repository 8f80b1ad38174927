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
