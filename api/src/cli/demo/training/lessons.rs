//! What happens in the class: lessons and who attended them, questions and answers, work, a design.

use reqwest::Method;
use serde_json::{Value, json};
use time::macros::offset;

use super::super::door::{Done, Person, each, sent, sheet, text};
use super::class::{AFTERNOON, ASKING, Class};
use super::{at, material};
use crate::platform::db::Ts;

/// Who is hardly ever there.
const ABSENT: &str = "T203";

/// The class starts and is set work; somebody asks and is answered the same day.
pub async fn first_day(class: &Class<'_>, hq: &Person<'_>) -> Done<()> {
    at(hq, "2020-02-24T01:00:00Z").await?;
    let ([trainer, _], [asking, _]) = (&class.trainers, &class.asking);
    let mut now = trainer.get(&format!("/training-classes/{}", class.id)).await?;
    trainer.step("/training-classes", &mut now, "start").await?;
    let task = json!({
        "class_id": class.id, "title": "第一次作业：业务分析", "due_at": "2020-02-28T16:00:00Z",
        "description": "选一项代理记账业务，写出它的流程、票据和风险点，500 字以内。",
    });
    trainer.post("/class-tasks", task).await?;
    let question = json!({
        "enrolment_id": class.enrolment(ASKING[0])?,
        "question": "教学设计的评价环节如何与平台的操作记录结合？",
    });
    let request = asking.post("/guidance-requests", question).await?;
    at(hq, "2020-02-24T09:00:00Z").await?;
    let answer = json!({
        "kind": "video", "minutes": 20,
        "note": "按平台导出的操作记录设计评价量表，已在视频中演示。",
    });
    let path = format!("/guidance-requests/{}/answer", text(&request, "/id")?);
    trainer.change(Method::POST, &path, &request, answer).await.map(drop)
}

/// The first week is over: its lessons were held, work and a design are handed in, the test opens.
pub async fn first_week(
    class: &Class<'_>,
    (hq, branch): (&Person<'_>, &Person<'_>),
    paper: &Value,
) -> Done<()> {
    at(hq, "2020-02-28T09:00:00Z").await?;
    let path = format!(
        "/live-sessions?class_kind=training_class&class_id={}&until=2020-02-28T16:00:00Z&limit=200",
        class.id
    );
    let listed = class.trainers[0].get(&path).await?;
    let mut sessions: Vec<&Value> = each(&listed, "/items").collect();
    sessions.sort_by_key(|s| s["starts_at"].to_string());
    let last = sessions.len().saturating_sub(1);
    for (n, session) in sessions.into_iter().enumerate() {
        let [first, second] = &class.trainers;
        let host = if session["title"] == AFTERNOON { second } else { first };
        let session = &hold(host, session).await?;
        match last - n {
            // What the room exported waits to be looked through.
            0 => upload(class, host, session, true).await?,
            1 => upload(class, host, session, false).await?,
            _ => record(class, host, session, n).await?,
        }
    }
    work(class).await?;
    guide(class).await?;
    design(class).await?;
    let test = json!({
        "paper_id": paper["id"], "opens_at": "2020-02-28T08:00:00Z",
        "closes_at": "2020-03-05T16:00:00Z", "max_attempts": 2,
    });
    let path = format!("/training-batches/{}/test", class.batch);
    sent(branch.request(Method::PUT, &path).json(&test)).await.map(drop)
}

/// Somebody of another school asks on the evening before the day on which the demo stands.
pub async fn today(class: &Class<'_>, hq: &Person<'_>) -> Done<()> {
    at(hq, "2020-03-01T12:00:00Z").await?;
    let question = json!({
        "enrolment_id": class.enrolment(ASKING[1])?,
        "question": "中职学生没有会计基础，薪税外包一节可以怎样简化？",
    });
    class.asking[1].post("/guidance-requests", question).await?;
    at(hq, super::super::start()).await
}

async fn hold(host: &Person<'_>, session: &Value) -> Done {
    let path = format!("/live-sessions/{}/hold", text(session, "/id")?);
    let times = json!({ "started_at": session["starts_at"], "ended_at": session["ends_at"] });
    host.change(Method::POST, &path, session, times).await
}

/// The trainer enters who attended.
async fn record(class: &Class<'_>, host: &Person<'_>, session: &Value, n: usize) -> Done<()> {
    let rows: Vec<Value> = (0..)
        .zip(&class.members)
        .map(|(i, m)| {
            let absent = m["teacher"]["staff_no"] == *ABSENT && n > 0;
            let minutes = if absent { 0 } else { 90 - (i * 7 + n) % 12 };
            json!({ "user_id": m["user_id"], "minutes": minutes })
        })
        .collect();
    let path = format!("/live-sessions/{}/attendance", text(session, "/id")?);
    let entered = json!({ "rows": rows });
    host.change(Method::PUT, &path, session, entered).await.map(drop)
}

/// The room's own list is read in; where somebody in it has no name of the class, it waits to be looked through.
async fn upload(class: &Class<'_>, host: &Person<'_>, session: &Value, odd: bool) -> Done<()> {
    let mut rows = String::from("用户昵称（入会昵称）,入会时间,退会时间\n");
    let (from, until) = (local(session, "starts_at")?, local(session, "ends_at")?);
    for member in class.members.iter().filter(|m| m["teacher"]["staff_no"] != *ABSENT) {
        let name = text(member, "/teacher/name")?;
        rows.push_str(&format!("{name},{from},{until}\n"));
    }
    if odd {
        rows.push_str(&format!("iPad,{from},{until}\n"));
    }
    let path = format!("/live-sessions/{}/attendance-files", text(session, "/id")?);
    let mut file = host.send(&path, sheet("腾讯会议_成员参会明细.csv", &rows)).await?;
    if !odd {
        host.step("/attendance-files", &mut file, "apply").await?;
    }
    Ok(())
}

/// An instant as the room writes it: in Shanghai, without a zone.
fn local(session: &Value, field: &str) -> Done<String> {
    let at = session.get(field).cloned().unwrap_or_default();
    let at: Ts = serde_json::from_value(at).map_err(|e| e.to_string())?;
    let at = at.utc().to_offset(offset!(+8));
    Ok(format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second()))
}

/// Two hand in what was set, one of them is read; more is set.
async fn work(class: &Class<'_>) -> Done<()> {
    let [trainer, _] = &class.trainers;
    let tasks = trainer.get(&format!("/class-tasks?class_id={}", class.id)).await?;
    let task = format!("/class-tasks/{}", text(&tasks, "/items/0/id")?);
    let bodies = [
        "选取小规模企业的代理记账：票据收集、整理、录入、审核、结账与申报六步，风险点在票据缺失与重复入账。",
        "选取薪税外包：考勤与薪酬数据由企业提供，机构计算个人所得税并申报；风险点在数据滞后。",
    ];
    let mut handed_in = Vec::new();
    for (who, body) in class.asking.iter().zip(bodies) {
        let request = who.request(Method::PUT, &format!("{task}/hand-in"));
        handed_in.push(sent(request.json(&json!({ "body": body }))).await?);
    }
    if let Some(first) = handed_in.first() {
        let path = format!("{task}/hand-ins/{}/read", id(class.enrolment(ASKING[0])?));
        let remarks = json!({ "remarks": "流程完整；请补充票据丢失时的处理。" });
        trainer.change(Method::POST, &path, first, remarks).await?;
    }
    let next = json!({
        "class_id": class.id, "title": "第二次作业：课堂活动设计", "due_at": "2020-03-04T16:00:00Z",
        "description": "为一节 45 分钟的实训课设计一个课堂活动，说明学生在平台上做什么。",
    });
    trainer.post("/class-tasks", next).await.map(drop)
}

/// Most were guided by video on the last day of the week; the others are owed it.
async fn guide(class: &Class<'_>) -> Done<()> {
    let others = class.members.iter().filter(|m| m["teacher"]["staff_no"] != *ABSENT);
    for (n, member) in others.take(12).enumerate() {
        let record = json!({
            "enrolment_id": member["enrolment_id"], "kind": "video", "minutes": 10 + n % 4 * 5,
            "given_at": "2020-02-28T08:30:00Z", "note": "逐项过了业务分析与教学设计的提纲。",
        });
        class.trainers[n % 2].post("/guidance-records", record).await?;
    }
    Ok(())
}

/// The first teaching design is in.
async fn design(class: &Class<'_>) -> Done<()> {
    let [author, _] = &class.asking;
    let bytes = material::document(&[
        "小规模企业代理记账：票据整理与录入",
        "教学目标：学生能够按平台流程整理、录入并审核一组采购与销售票据。",
        "教学过程：导入案例（10 分钟），平台演示（15 分钟），分组实训（45 分钟），互评与小结（20 分钟）。",
        "评价与反思：以平台操作记录和票据差错率评分，记录学生的典型错误。",
    ])?;
    let new = json!({ "purpose": "teaching_design", "name": "教学设计.docx", "size": bytes.len() });
    let upload = author.post("/uploads", new).await?;
    let path = format!("/uploads/{}", text(&upload, "/id")?);
    let part = author.request(Method::PATCH, &path).header("upload-offset", "0");
    sent(part.header("content-type", "application/offset+octet-stream").body(bytes)).await?;
    let new = json!({
        "enrolment_id": class.enrolment(ASKING[0])?, "title": "小规模企业代理记账：票据整理与录入",
        "upload_id": upload["id"],
    });
    author.post("/teaching-designs", new).await.map(drop)
}

fn id(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
