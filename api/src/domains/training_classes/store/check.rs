//! What `onex check` asks of classes beyond the database's own constraints.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;

use super::super::model::{BatchStatus, ClassStatus, EnrolmentStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    training_batches, training_class_regions, training_class_trainers as trainers,
    training_classes, training_enrolments, users,
};

/// Sentences about classes that say other regions than their people come from, hold people though they were given
/// up, run without a trainer or are trained by who takes part in them, and of batches that are not as far as their
/// classes.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    use training_enrolments as e;
    let mut said: HashMap<Id, BTreeSet<String>> = HashMap::new();
    let rows: Vec<(Id, String)> = training_class_regions::table
        .select((training_class_regions::class_id, training_class_regions::region_code))
        .load(conn)?;
    for (class, region) in rows {
        said.entry(class).or_default().insert(region);
    }
    let mut from: HashMap<Id, BTreeSet<String>> = HashMap::new();
    let rows: Vec<(Option<Id>, String)> = e::table
        .filter(e::class_id.is_not_null())
        .select((e::class_id, e::region_code))
        .distinct()
        .load(conn)?;
    for (class, region) in rows {
        if let Some(class) = class {
            from.entry(class).or_default().insert(region);
        }
    }
    let classes: Vec<(Id, String, ClassStatus, BatchStatus)> = training_classes::table
        .inner_join(training_batches::table.on(training_batches::id.eq(training_classes::batch_id)))
        .select((
            training_classes::id,
            training_classes::title,
            training_classes::status,
            training_batches::status,
        ))
        .load(conn)?;
    let trained: HashSet<Id> =
        trainers::table.select(trainers::class_id).distinct().load(conn)?.into_iter().collect();
    let mut out = own_trainers(conn)?;
    for (id, title, status, batch) in classes {
        if status == ClassStatus::Running && !trained.contains(&id) {
            out.push(format!("the class {title:?} runs without a trainer"));
        }
        let people = from.get(&id);
        if status == ClassStatus::Dissolved {
            if people.is_some() {
                out.push(format!("the class {title:?} is dissolved and holds people"));
            }
            continue;
        }
        if people != said.get(&id) {
            out.push(format!("the class {title:?} says other regions than its people come from"));
        }
        use BatchStatus::{Assessing, Enrolling, Finished, Grouped, Running};
        let fits = match status {
            ClassStatus::Formed => matches!(batch, Enrolling | Grouped | Running),
            ClassStatus::Running => batch == Running,
            _ => matches!(batch, Running | Assessing | Finished),
        };
        if !fits {
            out.push(format!("the class {title:?} is {status}, its batch {batch}"));
        }
    }
    Ok(out)
}

/// Nobody trains the class they take part in: they would keep their own records.
fn own_trainers(conn: &mut Conn) -> Result<Vec<String>> {
    use training_enrolments as e;
    let rows: Vec<(String, String)> = trainers::table
        .inner_join(training_classes::table.on(training_classes::id.eq(trainers::class_id)))
        .inner_join(e::table.on(e::class_id.eq(trainers::class_id.nullable())))
        .inner_join(users::table.on(users::id.eq(trainers::user_id)))
        .filter(e::user_id.eq(trainers::user_id))
        .filter(e::status.ne(EnrolmentStatus::Dropped))
        .order((training_classes::id.asc(), users::id.asc()))
        .select((training_classes::title, users::display_name))
        .load(conn)?;
    let said = |(title, name)| format!("{name} trains the class {title:?} and takes part in it");
    Ok(rows.into_iter().map(said).collect())
}
