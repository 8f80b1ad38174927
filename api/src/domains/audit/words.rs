//! What actions, things and details are called: the words of the screen, for its workbook. Both read one catalogue.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::domains::accounts;
use crate::platform::auth::Role;
use crate::platform::db::Ts;
use crate::platform::http::export;

const CATALOGUE: &str = include_str!("../../../../web/src/lib/i18n/locales/zh-CN/audit.json");

static WORDS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(CATALOGUE).unwrap_or_default());

fn word(group: &str, code: &str) -> Option<&'static str> {
    WORDS.get(group)?.get(code)?.as_str()
}

fn said(key: &str) -> &'static str {
    WORDS.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// What kind of thing it is.
pub fn noun(code: &str) -> String {
    word("nouns", code).unwrap_or(code).into()
}

/// What was done: a sentence of its own where there is one, else the thing and the verb.
pub fn action(code: &str) -> String {
    if let Some(sentence) = word("actions", &code.replace('.', "_")) {
        return sentence.into();
    }
    let (thing, verb) = code.split_once('.').unwrap_or((code, ""));
    match word("verbs", verb) {
        Some(verb) => format!("{} · {verb}", noun(thing)),
        None => code.into(),
    }
}

/// A role by its identifier.
pub fn role(code: &str) -> String {
    Role::parse(code).map_or_else(|| code.into(), |r| accounts::role_name(r).into())
}

/// An instant to the second, in the programme's zone: the order of what happened within a minute matters here.
pub fn instant(at: Ts) -> String {
    let at = at.utc().to_offset(time::macros::offset!(+8));
    format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())
}

/// What there is to say, as names and values.
pub fn detail(detail: &Value) -> String {
    detail.as_object().map(|fields| pairs(fields).join("；")).unwrap_or_default()
}

fn pairs(fields: &Map<String, Value>) -> Vec<String> {
    fields
        .iter()
        .filter(|(_, value)| !is_nothing(value))
        .map(|(key, value)| {
            format!("{}：{}", word("details", key).unwrap_or(key), shown(key, value))
        })
        .collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(is_nothing),
        _ => false,
    }
}

fn shown(key: &str, value: &Value) -> String {
    match value {
        Value::Bool(yes) => said(if *yes { "yes" } else { "no" }).into(),
        Value::String(text) => text_of(key, text),
        Value::Array(list) if list.iter().all(is_id) => {
            said("several").replace("{{count}}", &list.len().to_string())
        }
        Value::Array(list) => list.iter().map(|v| shown(key, v)).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => format!("（{}）", pairs(fields).join("，")),
        other => other.to_string(),
    }
}

fn is_id(value: &Value) -> bool {
    value.as_str().is_some_and(|text| uuid::Uuid::parse_str(text).is_ok())
}

fn text_of(key: &str, text: &str) -> String {
    match key {
        "role" => return role(text),
        "action" => return action(text),
        "region" | "region_code" => return export::region(text),
        _ => {}
    }
    // Names of fields stand as values where it is told which were changed.
    let group = if matches!(key, "fields" | "changed") { "details" } else { "values" };
    if let Some(known) = word(group, text) {
        return known.into();
    }
    let format = &time::format_description::well_known::Rfc3339;
    match time::OffsetDateTime::parse(text, format) {
        Ok(at) => instant(Ts::from(at)),
        Err(_) => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_done_is_said_as_on_the_screen() {
        assert_eq!(action("student.reveal"), "查看学生证件号码");
        assert_eq!(action("transfer.approve"), "转学 · 同意");
        assert_eq!(action("unheard.of"), "unheard.of");
        assert_eq!((noun("issuance_run"), noun("thing")), ("发证批次".into(), "thing".into()));
        assert_eq!((role("hq_admin"), role("nobody")), ("总部运营".into(), "nobody".into()));
        assert_eq!(
            instant(Ts::from(time::macros::datetime!(2020-03-01 23:05:09 UTC))),
            "2020-03-02 07:05:09"
        );
    }

    #[test]
    fn details_are_names_and_values() {
        let id = "0198c0de-0000-7000-8000-000000000001";
        let told = json!({
            "before": { "status": "absent", "score": null },
            "after": { "status": "scored", "score": "60" },
            "reason": "复核",
            "withdraw_self": true,
            "rows": 3,
            "students": [id, id],
            "fields": ["phone", "major"],
            "filter": {},
            "role": "branch_staff",
            "region": "32",
            "to": "2020-03-01T23:05:09Z",
            "unheard_of": "as it is",
        });
        let said = detail(&told);
        for part in [
            "更正前：（状态：缺考）",
            "更正后：（分数：60，状态：有成绩）",
            "理由：复核",
            "同时撤销本人：是",
            "行数：3",
            "学生：2 项",
            "修改的内容：手机号、专业",
            "身份：片区",
            "片区：江苏省",
            "变为：2020-03-02 07:05:09",
            "unheard_of：as it is",
        ] {
            assert!(said.split('；').any(|p| p == part), "{part} in {said}");
        }
        assert!(!said.contains("筛选条件"), "{said}");
        assert_eq!((detail(&json!({})), detail(&Value::Null)), (String::new(), String::new()));
    }
}
