//! Whom a name means that somebody gave themselves in a meeting.
//!
//! People call themselves 电商2班-王芳, 王芳(深圳职院), 王芳老师 or 王芳20190107. A name is taken apart in every way that
//! leaves a whole name or number of the class, and compared letter by letter: two names that are merely alike never meet.

use onex_identity::{half_width, is_invisible, name::comparison_key};
use std::{cmp::Reverse, collections::BTreeSet};

/// Whom a shown name may mean.
#[derive(Debug, Clone)]
pub struct Roster<'a, I> {
    pub members: &'a [Member<I>],
    /// Names of the members' schools, long and short, that people write beside their own.
    pub schools: &'a [String],
}

/// Somebody of the class.
#[derive(Debug, Clone)]
pub struct Member<I> {
    pub id: I,
    pub name: String,
    /// Staff or student number.
    pub number: Option<String>,
}

/// Whom a shown name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match<I> {
    One {
        id: I,
        by: By,
    },
    /// In the order of the roster: two of one name, or two at one device.
    Several {
        ids: Vec<I>,
    },
    Nobody,
}

/// By what somebody was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The name is what is left without brackets, titles, digits and schools.
    Name,
    /// The number stands in it.
    Number,
    /// The name stands somewhere in it, and no other of the class does. A proposal only, for somebody to confirm: 王芳 stands
    /// in 王芳菲 as well, who may be of no class.
    Within,
}

/// The shortest number that is looked for: 12 of 电商12班 is nobody's.
const MIN_NUMBER: usize = 4;

/// What people add to names, the longer before the shorter.
const TITLES: [&str; 15] = [
    "班主任",
    "副教授",
    "老师",
    "教师",
    "教授",
    "讲师",
    "助教",
    "院长",
    "校长",
    "主任",
    "同学",
    "妈妈",
    "爸爸",
    "家长",
    "的",
];

/// Whom each of the shown names means, in their order.
pub fn match_names<I: Clone>(shown: &[&str], roster: &Roster<'_, I>) -> Vec<Match<I>> {
    let members: Vec<Known> = roster.members.iter().map(Known::of).collect();
    let mut schools: Vec<String> =
        roster.schools.iter().filter_map(|name| comparison_key(name)).collect();
    // One name may be the beginning of another.
    schools.sort_by_key(|school| Reverse(school.len()));
    shown
        .iter()
        .map(|shown| {
            let (found, by) = find(shown, &members, &schools);
            let id = |at: &usize| roster.members[*at].id.clone();
            match found.as_slice() {
                [] => Match::Nobody,
                [one] => Match::One { id: id(one), by },
                several => Match::Several { ids: several.iter().map(id).collect() },
            }
        })
        .collect()
}

/// A member as names are compared.
struct Known {
    name: Option<String>,
    number: Option<String>,
}

impl Known {
    fn of<I>(member: &Member<I>) -> Self {
        let number =
            member.number.as_deref().map(plain).filter(|number| number.len() >= MIN_NUMBER);
        Self { name: comparison_key(&member.name), number }
    }
}

/// Places in the roster, ascending, and by what they were found.
fn find(shown: &str, members: &[Known], schools: &[String]) -> (Vec<usize>, By) {
    let whole = plain(shown);
    let places = |test: &dyn Fn(&Known) -> bool| -> Vec<usize> {
        (0..members.len()).filter(|at| test(&members[*at])).collect()
    };
    let candidates = candidates(&whole, schools);
    let named =
        places(&|member| member.name.as_ref().is_some_and(|name| candidates.contains(name)));
    let numbered =
        places(&|member| member.number.as_ref().is_some_and(|number| holds_number(&whole, number)));
    match (named.as_slice(), numbered.as_slice()) {
        ([], []) => {}
        (_, []) => return (named, By::Name),
        ([], _) => return (numbered, By::Number),
        // The number tells two of one name apart; a name and a number of different people tell nothing.
        (_, _) => {
            let both: Vec<usize> =
                named.iter().copied().filter(|at| numbered.contains(at)).collect();
            return match both.as_slice() {
                [_] if numbered.len() == 1 => (both, By::Number),
                _ => {
                    let either: BTreeSet<usize> = named.into_iter().chain(numbered).collect();
                    (either.into_iter().collect(), By::Name)
                }
            };
        }
    }
    let text = comparison_key(&whole).unwrap_or_default();
    let text = schools.iter().fold(text, |text, school| text.replace(school.as_str(), " "));
    let within = places(&|member| {
        // One character alone stands in many a word.
        member.name.as_ref().is_some_and(|name| name.chars().count() > 1 && text.contains(name))
    });
    (within, By::Within)
}

/// Letters of one width and case, without marks that cannot be seen.
fn plain(text: &str) -> String {
    let text = text.chars().map(half_width).filter(|c| !c.is_control() && !is_invisible(*c));
    text.flat_map(char::to_lowercase).collect::<String>().trim().to_owned()
}

/// Whether the number stands in the text, not as part of a longer one.
fn holds_number(text: &str, number: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(number).any(|(at, found)| {
        let (before, behind) = (&text[..at], &text[at + found.len()..]);
        !joins(before.chars().next_back()) && !joins(behind.chars().next())
    })
}

/// Every text of it that could be a whole name, as names are compared.
fn candidates(text: &str, schools: &[String]) -> BTreeSet<String> {
    let mut parts: BTreeSet<String> = BTreeSet::from([text.to_owned()]);
    let (outside, inside) = brackets(text);
    parts.insert(outside);
    parts.extend(inside);
    for part in parts.clone() {
        let split = |c: char| {
            matches!(c, '&' | '/' | '、' | ',' | ';' | '|' | '+' | '-' | '_' | '—' | '–' | '~')
        };
        parts.extend(part.split(split).map(str::to_owned));
        parts.extend(part.split(|c: char| split(c) || c.is_whitespace()).map(str::to_owned));
    }
    let mut candidates = BTreeSet::new();
    for key in parts.iter().filter_map(|part| comparison_key(part)) {
        // Of numbers only digits: 〇 is a letter of names.
        let bare: String = key.chars().filter(|c| !c.is_ascii_digit()).collect();
        let bare = schools.iter().fold(bare, |bare, school| bare.replace(school.as_str(), ""));
        let untitled = TITLES.iter().fold(bare.clone(), |bare, title| bare.replace(title, ""));
        candidates.extend([key, bare, untitled]);
    }
    candidates.remove("");
    candidates
}

/// The text outside of all brackets, and what stands in each pair.
fn brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::<String>::new(), 0_u32);
    for character in text.chars() {
        match character {
            '(' | '[' | '【' | '〔' | '<' | '《' => {
                depth += 1;
                inside.push(String::new());
            }
            ')' | ']' | '】' | '〕' | '>' | '》' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(character),
            _ => inside.iter_mut().last().into_iter().for_each(|text| text.push(character)),
        }
    }
    (outside, inside)
}
