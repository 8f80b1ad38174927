//! Whether somebody can be a student or teacher of an institution, and making them one. Single entries
//! and imports go the same way.

use std::collections::{HashMap, HashSet};

use onex_identity::name::same_name;

use super::super::identity::Applicant;
use super::super::model::{Member, MemberKind, MemberStatus, Person};
use super::super::store::{history, members, persons};
use crate::domains::accounts::{self, NewGrant, NewUser};
use crate::domains::imports::Change;
use crate::domains::institutions::InstitutionBrief;
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::Result;
use crate::platform::ids;

/// What becomes of an applicant.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Goes on the list; the person, if their document is known already.
    New { known: Option<Person> },
    /// Is on the list: these fields differ (none: nothing to do).
    Present { member: Box<Member>, changes: Vec<Change> },
    /// Cannot go on the list.
    Refused { field: &'static str, code: &'static str, message: &'static str },
}

const NUMBER_TAKEN: &str = "belongs to somebody else of the institution already";
const NAME_DIFFERS: &str = "this document is registered under another name; correct the name by a correction with its reason";
const LEFT_BEFORE: &str = "left the institution before; if they are back, take them back on their own page, with a reason";
/// Says nothing of where, nor under which name.
pub const CONFLICT: &str = "this person is registered elsewhere; ask for a transfer";

impl MemberKind {
    /// The role of a member's account.
    pub const fn role(self) -> Role {
        match self {
            MemberKind::Student => Role::Student,
            MemberKind::Teacher => Role::Teacher,
        }
    }
    /// How far a member's grant reaches.
    pub fn grant(self, user: Id, institution: Id, region: &str) -> NewGrant {
        let scope = match self {
            MemberKind::Student => Scope::Own { user, institution: Some(institution) },
            MemberKind::Teacher => {
                Scope::Institution { id: institution, region: region.to_string() }
            }
        };
        NewGrant { role: self.role(), scope }
    }
}

/// Looks at applicants; one verdict for each, in order.
pub fn judge(
    conn: &mut Conn,
    kind: MemberKind,
    institution: Id,
    applicants: &[Applicant],
) -> Result<Vec<Verdict>> {
    let hashes: Vec<_> = applicants.iter().map(|a| a.id_hash.clone()).collect();
    let numbers: Vec<_> = applicants.iter().map(|a| a.number.clone()).collect();
    let known: HashMap<Vec<u8>, Person> =
        persons::by_hash(conn, &hashes)?.into_iter().map(|p| (p.id_hash.clone(), p)).collect();
    let ids: Vec<Id> = known.values().map(|p| p.id).collect();
    let mut rows: HashMap<Id, Vec<Member>> = HashMap::new();
    for member in members::of_persons(conn, kind, &ids)? {
        rows.entry(member.person_id).or_default().push(member);
    }
    let holders: HashMap<String, Id> = members::by_numbers(conn, kind, institution, &numbers)?
        .into_iter()
        .map(|m| (m.number, m.person_id))
        .collect();
    Ok(applicants
        .iter()
        .map(|a| {
            let person = known.get(&a.id_hash);
            let own = person.and_then(|p| rows.get(&p.id)).map_or(&[][..], Vec::as_slice);
            verdict(kind, institution, a, person, own, holders.get(&a.number))
        })
        .collect())
}

fn verdict(
    kind: MemberKind,
    institution: Id,
    applicant: &Applicant,
    person: Option<&Person>,
    rows: &[Member],
    holder: Option<&Id>,
) -> Verdict {
    let refused = |field, code, message| Verdict::Refused { field, code, message };
    let conflict = || refused("id_number", "identity_conflict", CONFLICT);
    let here = rows
        .iter()
        .filter(|m| m.institution_id == institution)
        .max_by_key(|m| (m.status.is_live(), m.id));
    // A person studies at one place at a time; a teacher may teach at several.
    let elsewhere = kind == MemberKind::Student
        && rows.iter().any(|m| m.status.is_live() && m.institution_id != institution);
    if elsewhere {
        return conflict();
    }
    if let Some(person) = person
        && !same_name(&person.name, &applicant.name)
    {
        return match here {
            Some(_) => refused("name", "name_differs", NAME_DIFFERS),
            None => conflict(),
        };
    }
    if holder.is_some_and(|h| person.is_none_or(|p| p.id != *h)) {
        return refused(kind.number_field(), "number_taken", NUMBER_TAKEN);
    }
    match here {
        None => Verdict::New { known: person.cloned() },
        // An old list does not bring back who has left: somebody decides that, person by person.
        Some(member) if !member.status.is_live() => {
            refused("id_number", "left_before", LEFT_BEFORE)
        }
        Some(member) => Verdict::Present {
            changes: differences(kind, member, applicant),
            member: Box::new(member.clone()),
        },
    }
}

/// The fields that an applicant's entry would change; what is left empty changes nothing.
fn differences(kind: MemberKind, member: &Member, applicant: &Applicant) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |field: &str, before: Option<&str>, after: Option<&str>| {
        if after.is_some() {
            changes.extend(Change::between(field, before, after));
        }
    };
    compare(kind.number_field(), Some(&member.number), Some(&applicant.number));
    let gender = |g: Option<super::super::model::Gender>| g.map(|g| g.as_str());
    compare("gender", gender(member.gender), gender(applicant.gender));
    compare("major", member.major.as_deref(), applicant.major.as_deref());
    compare("grade", member.grade.as_deref(), applicant.grade.as_deref());
    compare("admin_class", member.admin_class.as_deref(), applicant.admin_class.as_deref());
    compare("phone", member.phone.as_deref(), applicant.phone.as_deref());
    changes
}

/// Makes members of applicants that were judged, all within the caller's transaction; returns them in
/// order. Refused ones must have been sorted out before; who is present without changes stays as is.
pub fn enrol(
    conn: &mut Conn,
    kind: MemberKind,
    institution: &InstitutionBrief,
    applicants: Vec<(Applicant, Verdict)>,
    by: Id,
    now: Ts,
) -> Result<Vec<Member>> {
    let users = accounts_for(conn, kind, institution, &applicants, by, now)?;
    let mut people = Vec::new();
    let mut new = Vec::new();
    let mut events = Vec::new();
    let mut out = Vec::with_capacity(applicants.len());
    for ((applicant, verdict), user) in applicants.into_iter().zip(users) {
        match verdict {
            Verdict::New { known } => {
                let person = match known {
                    Some(person) => person,
                    None => {
                        let person = applicant.person(now);
                        people.push(person.clone());
                        person
                    }
                };
                let member = member(&applicant, &person, user, institution, now);
                new.push(member.clone());
                out.push(member);
            }
            Verdict::Present { member, changes } if changes.is_empty() => out.push(*member),
            Verdict::Present { member, changes } => {
                let mut member = *member;
                apply(&mut member, &applicant);
                member.updated_at = now;
                member.version += 1;
                members::update(conn, kind, &member)?;
                events.push(history::Row {
                    id: ids::new(),
                    member_kind: kind,
                    member_id: member.id,
                    at: now,
                    actor_id: Some(by),
                    action: "import".into(),
                    reason: None,
                    changes: Json::of(&changes),
                });
                out.push(member);
            }
            Verdict::Refused { .. } => {}
        }
    }
    persons::insert(conn, &people)?;
    members::insert(conn, kind, &new)?;
    history::insert(conn, &events)?;
    Ok(out)
}

fn member(
    applicant: &Applicant,
    person: &Person,
    user: Id,
    institution: &InstitutionBrief,
    now: Ts,
) -> Member {
    Member {
        id: ids::new(),
        person_id: person.id,
        user_id: user,
        institution_id: institution.id,
        region_code: institution.region_code.clone(),
        number: applicant.number.clone(),
        name: person.name.clone(),
        pinyin: person.pinyin.clone(),
        gender: applicant.gender.or(person.gender),
        major: applicant.major.clone(),
        grade: applicant.grade.clone(),
        admin_class: applicant.admin_class.clone(),
        phone: applicant.phone.clone(),
        status: MemberStatus::Active,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

fn apply(member: &mut Member, applicant: &Applicant) {
    let take = |field: &mut Option<String>, value: &Option<String>| {
        if value.is_some() {
            field.clone_from(value);
        }
    };
    member.number.clone_from(&applicant.number);
    member.gender = applicant.gender.or(member.gender);
    take(&mut member.major, &applicant.major);
    take(&mut member.grade, &applicant.grade);
    take(&mut member.admin_class, &applicant.admin_class);
    take(&mut member.phone, &applicant.phone);
}

/// The accounts of applicants, in order: the one a known person has, else a new one that waits for its
/// activation.
fn accounts_for(
    conn: &mut Conn,
    kind: MemberKind,
    institution: &InstitutionBrief,
    applicants: &[(Applicant, Verdict)],
    by: Id,
    now: Ts,
) -> Result<Vec<Id>> {
    let known: Vec<Id> = applicants
        .iter()
        .filter_map(|(_, v)| match v {
            Verdict::New { known: Some(person) } => Some(person.id),
            _ => None,
        })
        .collect();
    let mut existing: HashMap<Id, Id> = HashMap::new();
    if !known.is_empty() {
        for kind in MemberKind::ALL {
            for member in members::of_persons(conn, *kind, &known)? {
                existing.insert(member.person_id, member.user_id);
            }
        }
    }
    let fresh = |verdict: &Verdict| match verdict {
        Verdict::New { known: None } => true,
        Verdict::New { known: Some(p) } => !existing.contains_key(&p.id),
        _ => false,
    };
    let wanted: Vec<&Applicant> =
        applicants.iter().filter(|(_, v)| fresh(v)).map(|(a, _)| a).collect();
    let names = usernames(conn, institution, &wanted)?;
    let list = wanted
        .iter()
        .zip(names)
        .map(|(a, username)| {
            // The phone of a form is how to reach somebody, not yet what they sign in with: it may be a
            // parent's or a class teacher's, and stand in many rows.
            let user = NewUser {
                username,
                display_name: a.name.clone(),
                phone: None,
                email: None,
                in_register: true,
            };
            (user, kind.grant(Id::NIL, institution.id, &institution.region_code))
        })
        .collect();
    let mut made = accounts::create_users(conn, list, Some(by), now)?.into_iter();
    let mut out = Vec::with_capacity(applicants.len());
    for (_, verdict) in applicants {
        let user = match verdict {
            v if fresh(v) => made.next().unwrap_or(Id::NIL),
            Verdict::New { known: Some(person) } => {
                let user = existing.get(&person.id).copied().unwrap_or(Id::NIL);
                admit(conn, kind, user, institution, by, now)?;
                user
            }
            Verdict::Present { member, .. } => member.user_id,
            _ => Id::NIL,
        };
        out.push(user);
    }
    Ok(out)
}

/// Gives an account its grant in an institution unless it holds it.
pub fn admit(
    conn: &mut Conn,
    kind: MemberKind,
    user: Id,
    institution: &InstitutionBrief,
    by: Id,
    now: Ts,
) -> Result<()> {
    if !persons::holds(conn, user, kind.role(), institution.id)? {
        let grant = kind.grant(user, institution.id, &institution.region_code);
        accounts::give_grant(conn, user, &grant, Some(by), now)?;
    }
    Ok(())
}

/// Usernames: the institution's code and the number (二.2.(6)); a school without a code gets a short
/// reference of its own. Where that is taken, a count is added.
fn usernames(
    conn: &mut Conn,
    institution: &InstitutionBrief,
    applicants: &[&Applicant],
) -> Result<Vec<String>> {
    let prefix = institution.code.clone().unwrap_or_else(|| reference(institution.id));
    let wanted: Vec<String> = applicants.iter().map(|a| format!("{prefix}-{}", a.number)).collect();
    // Compared in lower case: whoever signs in may type either.
    let keys: Vec<String> = wanted.iter().map(|name| name.to_ascii_lowercase()).collect();
    let mut taken: HashSet<String> = persons::taken_usernames(conn, &keys)?.into_iter().collect();
    let mut out = Vec::with_capacity(wanted.len());
    for name in wanted {
        let mut candidate = name.clone();
        let mut n = 1;
        while !taken.insert(candidate.to_ascii_lowercase()) {
            n += 1;
            candidate = format!("{name}-{n}");
            let key = candidate.to_ascii_lowercase();
            if !persons::taken_usernames(conn, std::slice::from_ref(&key))?.is_empty() {
                taken.insert(key);
            }
        }
        out.push(candidate);
    }
    Ok(out)
}

/// Eight characters that stand for an institution without a code: the random end of its id.
pub fn reference(id: Id) -> String {
    let text = id.0.simple().to_string();
    format!("x{}", &text[text.len() - 8..])
}
