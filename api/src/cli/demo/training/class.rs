//! The class of the demo, from its forming to the day on which the demo stands.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::door::{Done, Door, Person, each, text};
use super::super::people::Staff;
use super::at;

/// A school that sends teachers.
pub struct School<'a> {
    clerk: &'a Person<'a>,
    teachers: Vec<Value>,
}

impl<'a> School<'a> {
    pub async fn of(clerk: &'a Person<'a>, staff: Staff) -> Done<Self> {
        let all = clerk.get("/teachers").await?;
        let sent = |t: &&Value| staff.iter().any(|(number, _)| t["staff_no"] == *number);
        let teachers = each(&all, "/items").filter(sent).map(|t| t["id"].clone()).collect();
        Ok(School { clerk, teachers })
    }
}

/// The class, and those of it who do something.
pub struct Class<'a> {
    pub batch: String,
    pub id: String,
    /// Everybody who takes part, by staff number.
    pub members: Vec<Value>,
    pub trainers: [Person<'a>; 2],
    /// Those who sign in: of the demo's school, and of another.
    pub asking: [Person<'a>; 2],
}

/// Lessons of the first trainer in the morning, of the second in the afternoon: 13 of 90 minutes, 26 class hours.
const MORNINGS: &[&str] = &[
    "2020-02-24",
    "2020-02-25",
    "2020-02-26",
    "2020-02-27",
    "2020-02-28",
    "2020-03-02",
    "2020-03-03",
    "2020-03-04",
    "2020-03-06",
];
const AFTERNOONS: &[&str] = &["2020-02-24", "2020-02-26", "2020-02-28", "2020-03-03"];

/// What the second trainer teaches.
pub const AFTERNOON: &str = "平台实操与答疑";

/// Staff numbers of those who sign in.
pub const ASKING: [&str; 2] = ["T004", "T101"];

impl<'a> Class<'a> {
    /// Schools enrol; the day after, the branch forms a class of everybody with both trainers, and HQ names the experts.
    pub async fn form(
        door: &'a Door,
        (hq, branch): (&Person<'_>, &Person<'_>),
        batch: &Value,
        schools: Vec<School<'_>>,
    ) -> Done<Class<'a>> {
        for school in &schools {
            let list = json!({ "batch_id": batch["id"], "teacher_ids": school.teachers });
            school.clerk.post("/training-enrolments", list).await?;
        }
        at(hq, "2020-02-21T01:00:00Z").await?;
        let ask = json!({ "batch_id": batch["id"] });
        let preview = branch.post("/training-groupings/preview", ask).await?;
        let enrolled = each(&preview, "/classes/0/participants").map(|p| &p["enrolment_id"]);
        let trainers = each(&preview, "/trainers").map(|t| &t["user_id"]);
        let keep = json!({ "batch_id": batch["id"], "classes": [{
            "title": preview.pointer("/classes/0/title"),
            "enrolment_ids": enrolled.collect::<Vec<_>>(), "trainer_ids": trainers.collect::<Vec<_>>(),
        }] });
        let formed = branch.post("/training-groupings", keep).await?;
        let id = text(&formed, "/classes/0/id")?;
        let members = branch.get(&format!("/training-classes/{id}/members?limit=200")).await?;
        let mut members: Vec<Value> = each(&members, "/items").cloned().collect();
        members.sort_by_key(|m| m["teacher"]["staff_no"].to_string());
        let batch = text(batch, "/id")?;
        name_experts(hq, &batch).await?;
        let trainers = [door.sign_in("trainer1").await?, door.sign_in("trainer2").await?];
        let clerk = |n: usize| schools.get(n).map(|s| s.clerk).ok_or("the demo misses a school");
        let asking = [
            first_sign_in(door, clerk(0)?, of(&members, ASKING[0])?).await?,
            first_sign_in(door, clerk(1)?, of(&members, ASKING[1])?).await?,
        ];
        let class = Class { batch, id, members, trainers, asking };
        class.plan().await?;
        Ok(class)
    }

    async fn plan(&self) -> Done<()> {
        let [first, second] = &self.trainers;
        for (trainer, title, days, from, until) in [
            (first, "社会共享初级代理实务", MORNINGS, "01:30", "03:00"),
            (second, AFTERNOON, AFTERNOONS, "06:30", "08:00"),
        ] {
            let at = |day: &str, time: &str| format!("{day}T{time}:00Z");
            let time =
                |day: &&str| json!({ "starts_at": at(day, from), "ends_at": at(day, until) });
            let sessions: Vec<Value> = days.iter().map(time).collect();
            let new = json!({
                "class_kind": "training_class", "class_id": self.id, "title": title,
                "provider": "link", "room": "https://example.org/live", "sessions": sessions,
            });
            trainer.post("/live-sessions", new).await?;
        }
        Ok(())
    }

    /// Where a participant stands in the class.
    pub fn enrolment(&self, staff_no: &str) -> Done<&Value> {
        Ok(&of(&self.members, staff_no)?["enrolment_id"])
    }
}

fn of<'a>(members: &'a [Value], staff_no: &str) -> Done<&'a Value> {
    let found = members.iter().find(|m| m["teacher"]["staff_no"] == *staff_no);
    found.ok_or_else(|| format!("the demo misses the participant {staff_no}"))
}

/// A participant signs in with the code that their school gives them.
async fn first_sign_in<'a>(door: &'a Door, clerk: &Person<'_>, who: &Value) -> Done<Person<'a>> {
    let path = format!("/users/{}", text(who, "/user_id")?);
    let account = clerk.get(&path).await?;
    let code = clerk.post(&format!("{path}/activation-code"), json!({})).await?;
    door.activate(&text(&account, "/username")?, &text(&code, "/code")?).await
}

/// The experts of the country judge the batch; the last of them leads.
async fn name_experts(hq: &Person<'_>, batch: &str) -> Done<()> {
    let experts = hq.get("/users?role=expert").await?;
    let seats: Vec<Value> = each(&experts, "/items")
        .map(|e| json!({ "user_id": e["id"], "lead": e["username"] == super::LEAD }))
        .collect();
    let path = format!("/training-batches/{batch}/panel");
    let panel = hq.get(&path).await?;
    hq.change(Method::PUT, &path, &panel, json!({ "experts": seats })).await.map(drop)
}
