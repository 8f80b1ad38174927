//! Rows against what stands.

use std::collections::{HashMap, HashSet};

use super::super::model::check;
use super::super::store::{self, Account};
use super::row::AccountRow;
use crate::domains::imports::Judgement;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// An institution that a row may mean.
pub struct Standing {
    pub id: Id,
    pub region_code: String,
}

/// What stands of what some rows speak of.
pub struct Known {
    /// By unified social credit code.
    pub institutions: HashMap<String, Standing>,
    /// The unified social credit code of the institution that holds a code.
    pub codes: HashMap<String, String>,
    /// By username.
    accounts: HashMap<String, Account>,
    /// Those that belong to an account.
    phones: HashSet<String>,
}

impl Known {
    /// Looks everything up at once.
    pub fn look(conn: &mut Conn, rows: &[AccountRow]) -> Result<Self> {
        let usccs: Vec<_> = rows.iter().map(|r| r.uscc.clone()).collect();
        let codes: Vec<_> =
            rows.iter().filter_map(|r| check::code_key(r.code.as_deref())).collect();
        let found = store::by_codes(conn, usccs, codes)?;
        let mut known = Known {
            institutions: HashMap::new(),
            codes: HashMap::new(),
            accounts: HashMap::new(),
            phones: HashSet::new(),
        };
        for (id, uscc, code_key, region_code) in found {
            if let Some(key) = code_key {
                known.codes.insert(key, uscc.clone());
            }
            known.institutions.insert(uscc, Standing { id, region_code });
        }
        let usernames: Vec<_> = rows.iter().map(|r| r.username.to_ascii_lowercase()).collect();
        let phones: Vec<_> = rows.iter().map(|r| r.phone.clone()).collect();
        for account in store::accounts(conn, usernames, phones)? {
            if let Some(phone) = &account.phone {
                known.phones.insert(phone.clone());
            }
            known.accounts.insert(account.username.to_ascii_lowercase(), account);
        }
        Ok(known)
    }

    /// Judges a row after those before it; `only` is the region that the file may speak of.
    pub fn judge(&mut self, only: Option<&str>, row: &AccountRow) -> Judgement {
        let standing = self.institutions.get(&row.uscc);
        if standing.is_some_and(|s| only.is_some_and(|region| s.region_code != region)) {
            return Judgement::refused(
                "uscc",
                "registered_elsewhere",
                "the institution is registered with another branch; ask HQ",
            );
        }
        let key = check::code_key(row.code.as_deref());
        if let Some(key) = key {
            match self.codes.get(&key) {
                Some(uscc) if *uscc != row.uscc => {
                    return Judgement::refused(
                        "code",
                        "institution_code_taken",
                        "belongs to another unified social credit code",
                    );
                }
                Some(_) => {}
                // The next row of this file with the same code and another institution is refused.
                None => {
                    self.codes.insert(key, row.uscc.clone());
                }
            }
        }
        let username = row.username.to_ascii_lowercase();
        if let Some(account) = self.accounts.get(&username) {
            let same = standing.is_some_and(|s| account.institutions.contains(&s.id));
            return if same {
                Judgement::changed(vec![])
            } else {
                Judgement::refused(
                    "username",
                    "username_taken",
                    "belongs to an account that does not administer this institution",
                )
            };
        }
        if self.phones.contains(&row.phone) {
            return Judgement::refused("phone", "phone_taken", "belongs to another account");
        }
        Judgement::new()
    }
}

/// Judges rows: an account that administers the institution already is `unchanged`, whatever the row says
/// of names; one that is not there is `new`.
pub fn judge(conn: &mut Conn, only: Option<&str>, rows: &[AccountRow]) -> Result<Vec<Judgement>> {
    let mut known = Known::look(conn, rows)?;
    Ok(rows.iter().map(|row| known.judge(only, row)).collect())
}
