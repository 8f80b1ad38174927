//! The branches that serve the institutions of each region.

use crate::check;
use serde::{Deserialize, Serialize};

/// Somebody to turn to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactFact {
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
}

/// One branch; it serves one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchFact {
    /// Two-digit region code of GB/T 2260; also the branch's own code.
    pub region: String,
    pub region_zh: String,
    pub region_en: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub contacts: Vec<ContactFact>,
    #[serde(default)]
    pub clause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BranchFile {
    branches: Vec<BranchFact>,
}

/// Parses the file of branches.
///
/// # Errors
/// One sentence for each fault, with its place (line, or `branches[3].zh`).
pub fn parse_branches(yaml: &str) -> Result<Vec<BranchFact>, Vec<String>> {
    let file: BranchFile = serde_norway::from_str(yaml).map_err(|error| vec![error.to_string()])?;
    let mut errors = Vec::new();
    for (index, branch) in file.branches.iter().enumerate() {
        let place = format!("branches[{index}]");
        if branch.region.len() != 2 || !branch.region.bytes().all(|byte| byte.is_ascii_digit()) {
            errors.push(format!("{place}.region: `{}` is no two-digit code", branch.region));
        }
        let texts = [
            ("region_zh", &branch.region_zh),
            ("region_en", &branch.region_en),
            ("zh", &branch.zh),
            ("en", &branch.en),
        ];
        for (name, text) in texts {
            check::text(&format!("{place}.{name}"), text, &mut errors);
        }
        for (number, contact) in branch.contacts.iter().enumerate() {
            check::text(&format!("{place}.contacts[{number}].name"), &contact.name, &mut errors);
        }
    }
    check::distinct(
        "branches: region",
        file.branches.iter().map(|branch| &branch.region),
        &mut errors,
    );
    if errors.is_empty() { Ok(file.branches) } else { Err(errors) }
}
