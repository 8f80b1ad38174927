//! Which regions train together. Pure.

use std::collections::{BTreeMap, BTreeSet};

use onex_rules::{Override, RuleId};

use super::merge::MergeRow;

/// What branches agreed on for a batch.
#[derive(Debug, Clone, Default)]
pub struct Bonds(Vec<(String, String, String)>);

impl Bonds {
    /// Of these agreements.
    pub fn of(agreed: &[MergeRow]) -> Self {
        Bonds(agreed.iter().map(|m| (m.low.clone(), m.high.clone(), m.reason.clone())).collect())
    }

    /// All regions that one trains together with, itself among them.
    pub fn group(&self, region: &str) -> BTreeSet<String> {
        let mut group = BTreeSet::from([region.to_string()]);
        loop {
            let more: Vec<String> = self
                .0
                .iter()
                .filter(|(a, b, _)| group.contains(a) != group.contains(b))
                .flat_map(|(a, b, _)| [a.clone(), b.clone()])
                .collect();
            if more.is_empty() {
                return group;
            }
            group.extend(more);
        }
    }

    /// The one name of a group: its first region.
    pub fn name(&self, region: &str) -> String {
        self.group(region).into_iter().next().unwrap_or_default()
    }

    /// Whether all of these may sit in one class.
    pub fn unite(&self, regions: &[String]) -> bool {
        match regions.first() {
            Some(first) => {
                let group = self.group(first);
                regions.iter().all(|region| group.contains(region))
            }
            None => true,
        }
    }

    /// Why a class mixes these regions, as the branches agreed.
    pub fn reason(&self, regions: &[String]) -> Option<Override> {
        if regions.len() < 2 {
            return None;
        }
        let group = self.group(&regions[0]);
        let mut reasons: Vec<&str> = Vec::new();
        for (_, _, reason) in
            self.0.iter().filter(|(a, b, _)| group.contains(a) && group.contains(b))
        {
            if !reasons.contains(&reason.as_str()) {
                reasons.push(reason);
            }
        }
        let reason = reasons.join("；");
        (!reason.is_empty()).then_some(Override { rule: RuleId::TrainingClassMaxRegions, reason })
    }
}

/// The region that most come from; of equals the first.
pub fn main_region<'a>(regions: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for region in regions {
        *counts.entry(region).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    counts
        .into_iter()
        .find(|(_, n)| *n == most)
        .map(|(code, _)| code.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bonds(pairs: &[(&str, &str, &str)]) -> Bonds {
        Bonds(pairs.iter().map(|(a, b, c)| ((*a).into(), (*b).into(), (*c).into())).collect())
    }

    fn codes(list: &[&str]) -> Vec<String> {
        list.iter().map(|code| (*code).to_string()).collect()
    }

    #[test]
    fn regions_that_agree_in_a_row_are_one_group() {
        let bonds = bonds(&[("32", "42", "人数少"), ("11", "42", "人数少"), ("50", "51", "相邻")]);
        assert_eq!(bonds.group("32").into_iter().collect::<Vec<_>>(), ["11", "32", "42"]);
        assert_eq!(
            (bonds.name("42"), bonds.name("51"), bonds.name("33")),
            ("11".into(), "50".into(), "33".into())
        );
        assert!(
            bonds.unite(&codes(&["11", "32"])) && bonds.unite(&codes(&["33"])) && bonds.unite(&[])
        );
        assert!(!bonds.unite(&codes(&["11", "50"])));
    }

    #[test]
    fn what_was_agreed_is_the_reason_of_a_mixed_class_and_said_once() {
        let bonds = bonds(&[
            ("32", "42", "人数少一些"),
            ("11", "42", "人数少一些"),
            ("11", "43", "时间相近"),
        ]);
        let reason = bonds.reason(&codes(&["11", "32"])).unwrap();
        assert_eq!(reason.reason, "人数少一些；时间相近");
        assert_eq!(bonds.reason(&codes(&["32"])), None);
        assert_eq!(bonds.reason(&codes(&["50", "51"])), None);
    }

    #[test]
    fn a_class_belongs_to_the_region_of_most() {
        assert_eq!(main_region(["42", "32", "42"].into_iter()), "42");
        assert_eq!(main_region(["42", "32"].into_iter()), "32");
        assert_eq!(main_region(std::iter::empty()), "");
    }
}
