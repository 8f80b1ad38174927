//! Rows of the rules and of what HQ set for a region.

use std::collections::BTreeMap;

use diesel::prelude::*;
use onex_rules::{RegionalRule, Rule, RuleId, Title};

use super::super::model::{FactSource, RuleSeverity};
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Error, Result};
use crate::schema::{regional_rules, rules};

/// The rules as stored, with the version in which each last changed.
pub struct Stored {
    pub rules: Vec<Rule>,
    pub regional: Vec<RegionalRule>,
    pub versions: BTreeMap<RuleId, i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rules)]
struct Row {
    rule: String,
    value: Json,
    severity: RuleSeverity,
    source: FactSource,
    clause: String,
    title_zh: String,
    title_en: String,
    version: i64,
}

type RegionalRow = (String, String, Option<Json>, Option<RuleSeverity>, String);

/// A rule that this release does not know belongs to a newer one: it is left alone.
fn known(name: &str) -> Option<RuleId> {
    name.parse().ok()
}

/// The rules of an edition. Of the regional settings, all or those of one region.
pub fn load(conn: &mut Conn, edition: Id, region: Option<&str>) -> Result<Stored> {
    let rows: Vec<Row> =
        rules::table.filter(rules::edition_id.eq(edition)).select(Row::as_select()).load(conn)?;
    let mut query = regional_rules::table
        .filter(regional_rules::edition_id.eq(edition))
        .order((regional_rules::rule, regional_rules::region_code))
        .select((
            regional_rules::rule,
            regional_rules::region_code,
            regional_rules::value,
            regional_rules::severity,
            regional_rules::reason,
        ))
        .into_boxed();
    if let Some(region) = region {
        query = query.filter(regional_rules::region_code.eq(region));
    }
    let variants: Vec<RegionalRow> = query.load(conn)?;
    let mut stored = Stored { rules: vec![], regional: vec![], versions: BTreeMap::new() };
    for r in rows {
        let Some(id) = known(&r.rule) else { continue };
        stored.versions.insert(id, r.version);
        stored.rules.push(Rule {
            id,
            clause: r.clause,
            value: r.value.read()?,
            severity: r.severity.into(),
            source: r.source.into(),
            title: Title { zh: r.title_zh, en: r.title_en },
        });
    }
    for (name, region, value, severity, reason) in variants {
        let Some(rule) = known(&name) else { continue };
        let value = value.map(|v| v.read()).transpose().map_err(Error::from)?;
        let severity = severity.map(Into::into);
        stored.regional.push(RegionalRule { region, rule, value, severity, reason });
    }
    Ok(stored)
}

/// Adds a rule.
pub fn insert(conn: &mut Conn, edition: Id, rule: &Rule, version: i64) -> Result<()> {
    diesel::insert_into(rules::table)
        .values((
            rules::edition_id.eq(edition),
            rules::rule.eq(rule.id.as_str()),
            rules::value.eq(Json::of(&rule.value)),
            rules::severity.eq(RuleSeverity::from(rule.severity)),
            rules::source.eq(FactSource::from(rule.source)),
            rules::clause.eq(&rule.clause),
            rules::title_zh.eq(&rule.title.zh),
            rules::title_en.eq(&rule.title.en),
            rules::version.eq(version),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes value, severity and source of a rule.
pub fn update(conn: &mut Conn, edition: Id, rule: &Rule, version: i64) -> Result<()> {
    diesel::update(rules::table.find((edition, rule.id.as_str())))
        .set((
            rules::value.eq(Json::of(&rule.value)),
            rules::severity.eq(RuleSeverity::from(rule.severity)),
            rules::source.eq(FactSource::from(rule.source)),
            rules::version.eq(version),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes the version in which a rule last changed.
pub fn touch(conn: &mut Conn, edition: Id, rule: RuleId, version: i64) -> Result<()> {
    diesel::update(rules::table.find((edition, rule.as_str())))
        .set(rules::version.eq(version))
        .execute(conn)?;
    Ok(())
}

/// Takes away what a region has of its own for a rule.
pub fn delete_regional(conn: &mut Conn, edition: Id, rule: RuleId, region: &str) -> Result<usize> {
    Ok(diesel::delete(regional_rules::table.find((edition, rule.as_str(), region)))
        .execute(conn)?)
}

/// Adds what a region has of its own for a rule.
pub fn insert_regional(conn: &mut Conn, edition: Id, variant: &RegionalRule) -> Result<()> {
    diesel::insert_into(regional_rules::table)
        .values((
            regional_rules::edition_id.eq(edition),
            regional_rules::rule.eq(variant.rule.as_str()),
            regional_rules::region_code.eq(&variant.region),
            regional_rules::value.eq(variant.value.as_ref().map(Json::of)),
            regional_rules::severity.eq(variant.severity.map(RuleSeverity::from)),
            regional_rules::reason.eq(&variant.reason),
        ))
        .execute(conn)?;
    Ok(())
}
