//! One thing has one word: workbooks and templates say what the screens say, and whatever the audit trail records has
//! words in the one catalogue that its screen and its workbook read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use support::{Binary, Database, Value};

const CATALOGUE: &str = include_str!("../../web/src/lib/i18n/locales/zh-CN/audit.json");

/// The files of a folder of the repository whose names end so.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let mut left = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)];
    let mut found = vec![];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.to_string_lossy().ends_with(end) {
            found.push(path);
        }
    }
    found
}

/// The names of details, however deep they stand. What was filtered by is named as the contract names it.
fn names(detail: &Value, out: &mut BTreeSet<String>) {
    match detail {
        Value::Object(fields) => {
            for (name, value) in fields {
                out.insert(name.clone());
                names(value, out);
            }
        }
        Value::Array(list) => list.iter().for_each(|one| names(one, out)),
        _ => {}
    }
}

#[tokio::test]
async fn everything_that_the_demo_records_has_words() {
    let words: Value = serde_json::from_str(CATALOGUE).unwrap();
    let mut onex = Binary::demo(Database::Sqlite);
    onex.start();
    let token = onex.token("hq_admin").await;
    let (mut actions, mut details, mut next) = (BTreeSet::new(), BTreeSet::new(), String::new());
    loop {
        let path = format!("/audit-events?limit=200{next}");
        let page = onex.request("GET", &path).bearer(&token).await.expect(200);
        for event in page["items"].as_array().unwrap() {
            actions.insert(event["action"].as_str().unwrap().to_string());
            let kind = event["subject_kind"].as_str().unwrap();
            assert!(words["nouns"][kind].is_string(), "the kind {kind}");
            names(&event["detail"], &mut details);
        }
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert!(actions.len() > 5 && details.len() > 5, "{actions:?} {details:?}");
    for action in actions {
        let (noun, verb) = action.split_once('.').unwrap();
        let whole = words["actions"][action.replace('.', "_")].is_string();
        let parts = words["nouns"][noun].is_string() && words["verbs"][verb].is_string();
        assert!(whole || parts, "the action {action}");
    }
    let silent: Vec<_> =
        details.iter().filter(|name| !words["details"][name.as_str()].is_string()).collect();
    assert!(silent.is_empty(), "details without a word: {silent:?}");
}

/// Every `noun.verb` that stands in the sources, but for what else is written so: permissions, notices, jobs, facts, rules.
#[test]
fn every_action_in_the_sources_has_words() {
    let words: Value = serde_json::from_str(CATALOGUE).unwrap();
    let notices = include_str!("../../web/src/lib/i18n/locales/zh-CN/notices.json");
    let notices: Value = serde_json::from_str(notices).unwrap();
    let rules = include_str!("../../web/src/lib/i18n/locales/zh-CN/rules.json");
    let rules: Value = serde_json::from_str(rules).unwrap();
    let permissions: BTreeSet<&str> =
        onex::app::authorisation_table().iter().map(|(_, action, _)| *action).collect();
    let mut found = BTreeSet::new();
    for path in files("api/src", ".rs") {
        let text = std::fs::read_to_string(path).unwrap();
        for opening in ["Subject::country(", "Subject::region(", "Subject::institution("] {
            for kind in quoted(&text, opening) {
                assert!(words["nouns"][kind].is_string(), "the kind {kind}");
            }
        }
        for literal in text.split('"') {
            let Some((noun, verb)) = literal.split_once('.') else { continue };
            let plain =
                |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if words["nouns"][noun].is_string() && plain(verb) && !permissions.contains(literal) {
                found.insert((noun.to_string(), verb.to_string()));
            }
        }
    }
    assert!(found.len() > 40, "{found:?}");
    for (noun, verb) in found {
        let notice = notices["codes"][&noun][&verb].is_string();
        let other =
            verb == "parse" || (noun == "demo" && verb.starts_with("clock")) || verb == "accounts";
        let other = other || rules[format!("{noun}_{verb}")].is_string();
        let whole = words["actions"][format!("{noun}_{verb}")].is_string();
        assert!(notice || other || whole || words["verbs"][&verb].is_string(), "{noun}.{verb}");
    }
}

fn leaves(tree: &Value, out: &mut BTreeSet<String>) {
    match tree {
        Value::Object(fields) => fields.values().for_each(|one| leaves(one, out)),
        Value::String(text) => {
            out.insert(text.clone());
        }
        _ => {}
    }
}

/// What stands in quotation marks behind each place where `opening` stands.
fn quoted<'t>(text: &'t str, opening: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(opening).skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('"')?;
        rest.split_once('"').map(|(title, _)| title)
    })
}

/// The headings of workbooks, the words of their states, and the titles of templates.
#[test]
fn workbooks_and_templates_say_what_the_screens_say() {
    let mut known = BTreeSet::new();
    for path in files("web/src/lib/i18n/locales/zh-CN", ".json") {
        leaves(&serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap(), &mut known);
    }
    // What no screen shows: a line to sign on, a key of its own, a time that stands in a sentence there.
    known.extend(
        [
            "序号",
            "领取人签名",
            "签收日期",
            "吊销时间",
            "决定时间",
            "科目成绩",
            "答复时间",
            "批阅时间",
            "参加直播学时",
        ]
        .map(String::from),
    );
    let han = |s: &str| s.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let mut said = BTreeSet::new();
    for path in files("api/src/domains", ".rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let export = code.contains("export::{") || code.contains("Column::text(");
        for opening in ["text(", "number(", "count("].iter().filter(|_| export) {
            said.extend(quoted(code, opening).map(String::from));
        }
        // Of the titles that a column is known by, the first is the one that is written.
        said.extend(quoted(code, "titles: &[").map(String::from));
        for word in ["=> \""].iter().filter(|_| export) {
            said.extend(
                code.split(word)
                    .skip(1)
                    .filter_map(|rest| rest.split_once('"'))
                    .map(|(w, _)| w.to_string()),
            );
        }
    }
    said.retain(|word| han(word));
    assert!(said.len() > 60, "{said:?}");
    // A remark in brackets, such as the zone of a time, is no other word.
    let plain = |word: &String| word.split('（').next().unwrap_or_default().to_string();
    let other: Vec<_> =
        said.iter().filter(|w| !known.contains(*w) && !known.contains(&plain(w))).collect();
    assert!(other.is_empty(), "no screen says {other:?}");
}

/// What stands before the code of a reason.
const REASONS: [&str; 2] = [".why(", "Reason::of("];

/// In both languages.
#[test]
fn every_reason_of_a_refusal_has_a_sentence_and_no_sentence_is_idle() {
    let mut given = BTreeSet::new();
    for path in files("api/src", ".rs") {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for opening in REASONS {
            given.extend(quoted(code, opening).map(String::from));
        }
    }
    assert!(given.len() > 100, "{given:?}");
    for language in ["zh-CN", "en"] {
        let path = format!("web/src/lib/i18n/locales/{language}");
        let errors = files(&path, "errors.json").pop().unwrap();
        let errors: Value =
            serde_json::from_str(&std::fs::read_to_string(errors).unwrap()).unwrap();
        let said: BTreeSet<String> =
            errors["reasons"].as_object().unwrap().keys().cloned().collect();
        let silent: Vec<_> = given.difference(&said).collect();
        assert!(silent.is_empty(), "{language} has no sentence for {silent:?}");
        let idle: Vec<_> = said.difference(&given).collect();
        assert!(idle.is_empty(), "nothing is refused for {idle:?}, which {language} has");
    }
}
