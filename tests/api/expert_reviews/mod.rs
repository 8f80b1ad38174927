//! The expert group: who is in it, what it is given, what it says, and that it never learns whose it is.

mod blind;
mod conflicts;
mod panel;
mod reviews;

use support::{Actor, Assessment, TestApp, Value};

/// A batch of three teachers of one school, with an expert group of four reviewers and two leads, designs given out.
pub struct Group {
    pub hq: Actor,
    pub of: Assessment,
    pub experts: Vec<Actor>,
    pub leads: Vec<Actor>,
}

impl Group {
    pub async fn named(app: &TestApp, people: usize) -> Self {
        let school = app.school("32");
        let of = app.assessment(&[(&school, people)]).await;
        app.all_handed_in(&of).await;
        Group::of(app, of).await
    }

    /// The group of a batch, named.
    pub async fn of(app: &TestApp, of: Assessment) -> Self {
        let hq = app.hq().await;
        let (mut experts, mut leads) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            experts.push(app.expert().await);
        }
        for _ in 0..2 {
            leads.push(app.expert().await);
        }
        let group = Group { hq, of, experts, leads };
        group.name().await;
        group
    }

    pub async fn name(&self) {
        let experts: Vec<&Actor> = self.experts.iter().collect();
        let leads: Vec<&Actor> = self.leads.iter().collect();
        self.of.name_panel(&self.hq, &experts, &leads).await.expect(200);
    }

    /// Everybody of the group.
    pub fn all(&self) -> impl Iterator<Item = &Actor> {
        self.experts.iter().chain(&self.leads)
    }

    /// The reviews of a participant that wait for somebody, with who has them.
    pub async fn open_of(&self, code: &str) -> Vec<(&Actor, Value)> {
        let mut out = Vec::new();
        for expert in self.all() {
            let open = expert.reviews().await;
            out.extend(open.into_iter().filter(|r| r["code"] == code).map(|r| (expert, r)));
        }
        out
    }

    /// Both experts of every participant submit these points.
    pub async fn judge_all(&self, points: f64) {
        for expert in self.all() {
            expert.judge_all(points).await;
        }
    }

    /// A lead who may confirm this judgement.
    pub async fn lead_for(&self, code: &str) -> (&Actor, Value) {
        for lead in &self.leads {
            let seen = lead.judgements().await.into_iter().find(|j| j["code"] == code).unwrap();
            if seen.get("bar").is_none() {
                return (lead, seen);
            }
        }
        panic!("nobody can confirm {code}");
    }
}

/// A review of a batch of another region.
pub async fn foreign(app: &TestApp) -> String {
    let group = elsewhere(app).await;
    let (_, review) = group.open_of(&group.of.people[0].code).await.remove(0);
    review["id"].as_str().unwrap().into()
}

/// A group of another region, with its designs given out.
pub async fn elsewhere(app: &TestApp) -> Group {
    let school = app.school("42");
    let of = app.assessment(&[(&school, 1)]).await;
    app.all_handed_in(&of).await;
    let group = Group::of(app, of).await;
    group.of.allocate(&group.hq).await.expect(200);
    group
}
