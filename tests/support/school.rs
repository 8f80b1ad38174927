//! A school with its people, put straight into the database: for tests that are about something else than how
//! they got there.

use std::sync::atomic::{AtomicU64, Ordering};

use diesel::prelude::*;
use onex::domains::accounts::{self, NewGrant, NewUser};
use onex::on_native;
use onex::platform::auth::{Role, Scope};
use onex::platform::db::{Conn, Id};
use onex::platform::error::Result;
use onex::platform::ids;
use onex::platform::keys::Keys;
use onex::schema::{grants, institutions, persons, students, teachers};
use onex_identity::pinyin;

use crate::app::{Actor, PASSWORD, TestApp, password_hash, start_of_tests};

static COUNTER: AtomicU64 = AtomicU64::new(1);

fn next() -> u64 {
    COUNTER.fetch_add(1, Ordering::Relaxed)
}

/// An institution.
#[derive(Debug, Clone)]
pub struct School {
    pub id: Id,
    pub region: String,
    pub name: String,
}

/// A student or teacher to be put there.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub name: String,
    /// Student or staff number.
    pub number: String,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
}

impl Person {
    /// Somebody with this name and number.
    pub fn new(name: &str, number: impl Into<String>) -> Self {
        Person { name: name.into(), number: number.into(), ..Person::default() }
    }
    #[must_use]
    pub fn major(mut self, major: &str) -> Self {
        self.major = Some(major.into());
        self
    }
    #[must_use]
    pub fn admin_class(mut self, class: &str) -> Self {
        self.admin_class = Some(class.into());
        self
    }
}

impl School {
    /// The scope of whoever acts for it.
    pub fn scope(&self) -> Scope {
        Scope::Institution { id: self.id, region: self.region.clone() }
    }
}

impl TestApp {
    /// A new institution in a region.
    pub fn school(&self, region: &str) -> School {
        let n = next();
        let school =
            School {
                id: ids::new(), region: region.into(), name: format!("第{n}职业技术学院")
            };
        let now = start_of_tests();
        self.state
            .db
            .write_blocking(|conn| {
                diesel::insert_into(institutions::table)
                    .values((
                        institutions::id.eq(school.id),
                        institutions::uscc.eq(format!("SCHO{n:014}")),
                        institutions::name.eq(&school.name),
                        institutions::name_pinyin.eq(format!("d{n}zyjsxy")),
                        institutions::level.eq("higher_vocational"),
                        institutions::region_code.eq(region),
                        institutions::pilot_status.eq("pilot"),
                        institutions::majors.eq("[]"),
                        institutions::contact.eq(r#"{"name":"王老师","phone":"025-84000000"}"#),
                        institutions::status.eq("active"),
                        institutions::created_at.eq(now),
                        institutions::updated_at.eq(now),
                        institutions::version.eq(1),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
        school
    }

    /// An administrator of an institution, signed in.
    pub async fn school_admin(&self, school: &School) -> Actor {
        self.actor(Role::InstitutionAdmin, school.scope()).await
    }

    /// `n` students of one class and major: their ids, in the order of their numbers.
    pub fn students(&self, school: &School, n: usize) -> Vec<Id> {
        let first = next() * 1_000_000;
        let people = (0..n as u64).map(|i| {
            Person::new("王小明", format!("{:012}", first + i))
                .major("会计信息管理")
                .admin_class("会计1901")
        });
        self.enrol(school, people.collect())
    }

    /// Students as described: their ids, in this order.
    pub fn enrol(&self, school: &School, people: Vec<Person>) -> Vec<Id> {
        self.state
            .db
            .write_blocking(|conn| insert(conn, &self.state.keys, school, &people, Role::Student))
            .unwrap()
    }

    /// `n` teachers: their ids, in the order of their numbers.
    pub fn teachers(&self, school: &School, n: usize) -> Vec<Id> {
        let people: Vec<Person> =
            (0..n).map(|_| Person::new("单雄信", format!("T{:09}", next()))).collect();
        self.state
            .db
            .write_blocking(|conn| insert(conn, &self.state.keys, school, &people, Role::Teacher))
            .unwrap()
    }

    /// Signs in as a student.
    pub async fn student(&self, id: Id) -> Actor {
        let user = self.state.db.read_blocking(|conn| {
            Ok(students::table.find(id).select(students::user_id).first::<Id>(conn)?)
        });
        self.sign_in(user.unwrap()).await
    }

    /// Signs in as a teacher.
    pub async fn teacher(&self, id: Id) -> Actor {
        let user = self.state.db.read_blocking(|conn| {
            Ok(teachers::table.find(id).select(teachers::user_id).first::<Id>(conn)?)
        });
        self.sign_in(user.unwrap()).await
    }

    /// The grant of a trainer of a region for whoever has an account already.
    pub async fn trains_as_well(&self, who: &Actor, region: &str) {
        let grant = serde_json::json!({
            "role": "trainer", "scope": { "kind": "region", "region_code": region },
        });
        self.hq().await.post(&format!("/users/{}/grants", who.id), grant).await.expect(201);
    }

    /// Takes back the grants of a role that somebody holds.
    pub fn withdraw_grants(&self, user: Id, role: Role) {
        let held = grants::table.filter(grants::user_id.eq(user)).filter(grants::role.eq(role));
        self.state
            .db
            .write_blocking(|conn| {
                let at = grants::withdrawn_at.eq(Some(start_of_tests()));
                diesel::update(held).set(at).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    async fn sign_in(&self, user: Id) -> Actor {
        let hash = password_hash();
        let username: String = self
            .state
            .db
            .write_blocking(|conn| {
                use onex::schema::users;
                accounts::set_password(conn, user, hash, false, start_of_tests())?;
                Ok(users::table.find(user).select(users::username).first(conn)?)
            })
            .unwrap();
        self.login(&username, PASSWORD).await
    }
}

/// The document of everyone who is put there: what is masked of it is `110101********4514`.
const DOCUMENT: &str = "110101199003074514";

fn insert(
    conn: &mut Conn,
    keys: &Keys,
    school: &School,
    people: &[Person],
    role: Role,
) -> Result<Vec<Id>> {
    let now = start_of_tests();
    let users = people
        .iter()
        .map(|p| {
            let new = NewUser {
                username: format!("{}-{}", p.number, next()),
                display_name: p.name.clone(),
                phone: None,
                email: None,
                in_register: true,
            };
            let scope = match role {
                Role::Teacher => school.scope(),
                _ => Scope::Own { user: Id::NIL, institution: Some(school.id) },
            };
            (new, NewGrant { role, scope })
        })
        .collect();
    let users = accounts::create_users(conn, users, None, now)?;
    let (mut out, mut person_rows, mut student_rows, mut teacher_rows) =
        (vec![], vec![], vec![], vec![]);
    for (p, user) in people.iter().zip(users) {
        let (id, person) = (ids::new(), ids::new());
        let initials = pinyin::initials(&p.name).to_lowercase();
        out.push(id);
        person_rows.push((
            persons::id.eq(person),
            persons::name.eq(p.name.clone()),
            persons::pinyin.eq(initials.clone()),
            persons::id_type.eq("resident_id"),
            persons::id_hash.eq(person),
            persons::id_cipher.eq(keys.seal(person.0.as_bytes(), DOCUMENT)?),
            persons::created_at.eq(now),
            persons::version.eq(1),
        ));
        if role == Role::Teacher {
            teacher_rows.push((
                teachers::id.eq(id),
                teachers::person_id.eq(person),
                teachers::user_id.eq(user),
                teachers::institution_id.eq(school.id),
                teachers::region_code.eq(school.region.clone()),
                teachers::staff_no.eq(p.number.clone()),
                teachers::name.eq(p.name.clone()),
                teachers::pinyin.eq(initials.clone()),
                teachers::status.eq("active"),
                teachers::created_at.eq(now),
                teachers::updated_at.eq(now),
                teachers::version.eq(1),
            ));
        } else {
            student_rows.push((
                students::id.eq(id),
                students::person_id.eq(person),
                students::user_id.eq(user),
                students::institution_id.eq(school.id),
                students::region_code.eq(school.region.clone()),
                students::student_no.eq(p.number.clone()),
                students::name.eq(p.name.clone()),
                students::pinyin.eq(initials.clone()),
                students::major.eq(p.major.clone()),
                students::grade.eq(p.grade.clone()),
                students::admin_class.eq(p.admin_class.clone()),
                students::status.eq("active"),
                students::created_at.eq(now),
                students::updated_at.eq(now),
                students::version.eq(1),
            ));
        }
    }
    on_native!(conn, c => {
        diesel::insert_into(persons::table).values(&person_rows).execute(c)?;
        diesel::insert_into(students::table).values(&student_rows).execute(c)?;
        diesel::insert_into(teachers::table).values(&teacher_rows).execute(c)?;
    });
    Ok(out)
}
