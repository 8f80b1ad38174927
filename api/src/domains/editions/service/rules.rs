//! HQ sets rules, for the country or for a region with a reason (专项解决方案).

use onex_rules::{RegionalRule, Rule, RuleId, RuleSet, Source};
use serde_json::{Value, json};

use super::super::model::{Edition, RegionalRuleUpdate, RuleUpdate, RuleView, VersionKind};
use super::super::{policy, store};
use super::change::{Act, Facts, difference, open_for_change};
use super::rule_views;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Which rule of which edition, as the path names it.
#[derive(Debug, Clone)]
pub struct RulePath {
    pub edition: Id,
    pub rule: String,
}

/// An edition whose row this transaction has taken, one of its rules and the others beside it.
struct Taken {
    edition: Edition,
    rule: Rule,
    stored: store::rules::Stored,
}

fn take(conn: &mut Conn, caller: &Caller, path: &RulePath, seen: &IfMatch) -> Result<Taken> {
    let edition = store::lock(conn, &caller.scope, path.edition)?;
    let id: RuleId = path
        .rule
        .parse()
        .map_err(|e: onex_rules::UnknownRule| Error::because(Code::NotFound, e.to_string()))?;
    let stored = store::rules::load(conn, path.edition, None)?;
    let rule = stored.rules.iter().find(|r| r.id == id).cloned();
    let rule = rule.ok_or_else(|| Error::new(Code::NotFound))?;
    open_for_change(&edition)?;
    seen.check(stored.versions.get(&id).copied().unwrap_or_default())?;
    Ok(Taken { edition, rule, stored })
}

/// Refuses a set of rules that contradicts itself.
fn check(rules: Vec<Rule>, regional: Vec<RegionalRule>) -> Result<()> {
    match RuleSet::new(rules, regional) {
        Ok(_) => Ok(()),
        Err(faults) => Err(Error::field("/value", "rule", faults.join("; "))),
    }
}

fn fact(path: String, value: Value) -> Facts {
    Facts::from([(path, value)])
}

fn view(
    conn: &mut Conn,
    caller: &Caller,
    path: &RulePath,
    region: Option<&str>,
) -> Result<RuleView> {
    rule_views(conn, &caller.scope, path.edition, region)?
        .into_iter()
        .find(|v| v.rule == path.rule)
        .ok_or_else(|| Error::new(Code::NotFound))
}

/// Sets value and severity of a rule for the country.
pub async fn set_rule(
    state: &State,
    caller: Caller,
    path: RulePath,
    seen: IfMatch,
    update: RuleUpdate,
) -> Result<RuleView> {
    caller.may(policy::TABLE, "editions.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let Taken { mut edition, rule, mut stored } = take(conn, &caller, &path, &seen)?;
            let severity = update.severity.into();
            if (rule.value, rule.severity) == (update.value, severity) {
                return view(conn, &caller, &path, None);
            }
            let changed =
                Rule { value: update.value, severity, source: Source::Hq, ..rule.clone() };
            stored.rules.retain(|r| r.id != rule.id);
            stored.rules.push(changed.clone());
            check(stored.rules, stored.regional)?;
            let shown =
                |r: &Rule| json!({ "value": r.value, "severity": r.severity, "source": r.source });
            let name = format!("rules.{}", rule.id);
            let changes =
                difference(&fact(name.clone(), shown(&rule)), &fact(name, shown(&changed)));
            let act = Act { caller: Some(&caller), now, reason: Some(&update.reason) };
            act.record(conn, &mut edition, VersionKind::Rule, None, &changes)?;
            store::rules::update(conn, edition.id, &changed, edition.version)?;
            view(conn, &caller, &path, None)
        })
        .await
}

/// Sets value, severity or both of a rule for a region.
pub async fn set_regional(
    state: &State,
    caller: Caller,
    (path, region): (RulePath, String),
    seen: IfMatch,
    update: RegionalRuleUpdate,
) -> Result<RuleView> {
    caller.may(policy::TABLE, "editions.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let taken = take(conn, &caller, &path, &seen)?;
            if !store::regions(conn)?.contains(&region) {
                return Err(Error::because(Code::NotFound, "No region of this code has a branch"));
            }
            if update.value.is_none() && update.severity.is_none() {
                return Err(Error::field("/value", "required", "set a value, a severity or both"));
            }
            let variant = RegionalRule {
                region: region.clone(),
                rule: taken.rule.id,
                value: update.value,
                severity: update.severity.map(Into::into),
                reason: update.reason.clone(),
            };
            put_regional(
                conn,
                taken,
                &region,
                Some(variant),
                &Act { caller: Some(&caller), now, reason: Some(&update.reason) },
            )?;
            view(conn, &caller, &path, Some(&region))
        })
        .await
}

/// Withdraws what a region has of its own for a rule; returns the rule's new version.
pub async fn withdraw_regional(
    state: &State,
    caller: Caller,
    (path, region): (RulePath, String),
    seen: IfMatch,
    reason: String,
) -> Result<i64> {
    caller.may(policy::TABLE, "editions.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let taken = take(conn, &caller, &path, &seen)?;
            let act = Act { caller: Some(&caller), now, reason: Some(&reason) };
            put_regional(conn, taken, &region, None, &act)
        })
        .await
}

fn put_regional(
    conn: &mut Conn,
    taken: Taken,
    region: &str,
    variant: Option<RegionalRule>,
    act: &Act<'_>,
) -> Result<i64> {
    let Taken { mut edition, rule, mut stored } = taken;
    let stands = stored.regional.iter().position(|v| v.rule == rule.id && v.region == region);
    let before = stands.map(|i| stored.regional.remove(i));
    if variant.is_none() && before.is_none() {
        return Err(Error::because(
            Code::NotFound,
            "The region has no setting of its own for this rule",
        ));
    }
    if variant == before {
        return Ok(stored.versions.get(&rule.id).copied().unwrap_or_default());
    }
    stored.regional.extend(variant.clone());
    check(stored.rules, stored.regional)?;
    let shown = |v: &Option<RegionalRule>| match v {
        Some(v) => json!({ "value": v.value, "severity": v.severity, "reason": v.reason }),
        None => Value::Null,
    };
    let name = format!("rules.{}.regions.{region}", rule.id);
    let changes = difference(&fact(name.clone(), shown(&before)), &fact(name, shown(&variant)));
    act.record(conn, &mut edition, VersionKind::RegionalRule, Some(region), &changes)?;
    store::rules::delete_regional(conn, edition.id, rule.id, region)?;
    if let Some(variant) = &variant {
        store::rules::insert_regional(conn, edition.id, variant)?;
    }
    store::rules::touch(conn, edition.id, rule.id, edition.version)?;
    Ok(edition.version)
}
