//! Results from a spreadsheet, a row for each candidate and subject of one exam date. A candidate is named
//! by identity document, or by institution code and student number; the name must match.

use std::collections::{BTreeSet, HashMap};

use onex_identity::{id_number, name};
use onex_sheets::{Column, ColumnSpec};
use serde::{Deserialize, Serialize};

use super::model::{Recorded, ResultRow, ResultStatus, Score};
use super::service::standing::record;
use super::{policy, store};
use crate::domains::editions::{self, Subject};
use crate::domains::imports::{
    Accepted, Change, Context, ImportKind, Judgement, Outcome, Reader, Target, moved_on,
};
use crate::domains::institutions;
use crate::domains::people::{self, StudentBrief};
use crate::platform::audit::{self, Subject as Audited};
use crate::platform::auth::{Caller, PolicyRow};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::keys::{hex, unhex};

/// Imports of results.
pub struct ResultImport;

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        field: "id_number",
        titles: &[
            "证件号码",
            "证件号",
            "身份证号",
            "身份证号码",
            "身份证件号",
            "身份证件号码",
            "id_number",
        ],
        required: false,
    },
    ColumnSpec {
        field: "institution_code",
        titles: &["学校代码", "院校代码", "院校编码", "institution_code"],
        required: false,
    },
    ColumnSpec {
        field: "student_no",
        titles: &["学号", "学生学号", "student_no"],
        required: false,
    },
    ColumnSpec {
        field: "name", titles: &["姓名", "学生姓名", "考生姓名", "name"], required: true
    },
    ColumnSpec {
        field: "subject",
        titles: &["科目", "考试科目", "科目名称", "科目代码", "subject"],
        required: true,
    },
    ColumnSpec {
        field: "status",
        titles: &["状态", "考试状态", "成绩状态", "status"],
        required: false,
    },
    ColumnSpec {
        field: "score",
        titles: &["分数", "成绩", "得分", "考试成绩", "score"],
        required: false,
    },
];

/// A row, read and checked as far as it goes by itself. No personal number stands in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    candidate: Candidate,
    name: String,
    subject: String,
    status: ResultStatus,
    score: Option<Score>,
}

/// How a row names its candidate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Candidate {
    /// Keyed hash of the document, hexadecimal.
    Document(String),
    Number {
        institution: String,
        student_no: String,
    },
}

/// A status by its identifier or as schools write it.
fn status(raw: &str) -> Option<ResultStatus> {
    let text = raw.trim().to_lowercase();
    ResultStatus::parse(&text).or(match text.as_str() {
        "正常" | "已评分" | "有成绩" | "已考" | "参考" => Some(ResultStatus::Scored),
        "缺考" | "缺席" | "未考" => Some(ResultStatus::Absent),
        "作废" | "违纪" | "作弊" | "取消成绩" => Some(ResultStatus::Voided),
        "缓考" | "延考" => Some(ResultStatus::Deferred),
        _ => None,
    })
}

/// What a file calls a subject: its code or title, in either language, blanks and brackets aside.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !"《》()（）".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

fn subject<'s>(subjects: &'s [Subject], raw: &str) -> Option<&'s Subject> {
    let wanted = plain(raw);
    subjects.iter().find(|s| [&s.code, &s.title_zh, &s.title_en].iter().any(|t| plain(t) == wanted))
}

/// Status and score of a row; a score alone says `scored`, and neither says nothing.
fn outcome(row: &mut Reader<'_, '_>) -> Option<(ResultStatus, Option<Score>)> {
    let (raw_status, raw_score) = (row.text("status"), row.text("score"));
    let score = match raw_score.as_deref().map(str::parse::<Score>) {
        None => None,
        Some(Ok(score)) => Some(score),
        Some(Err(hint)) => {
            row.refuse("score", "score", hint);
            return None;
        }
    };
    let status = match raw_status {
        None => ResultStatus::Scored,
        Some(raw) => {
            let Some(status) = status(&raw) else {
                row.refuse(
                    "status",
                    "unknown_value",
                    "is none of scored, absent, voided, deferred (有成绩, 缺考, 作废, 缓考)",
                );
                return None;
            };
            status
        }
    };
    match (status, score) {
        (ResultStatus::Scored, None) => {
            row.refuse("score", "score_required", "is empty; who was marked has a score");
            None
        }
        (ResultStatus::Scored, Some(_)) | (_, None) => Some((status, score)),
        (_, Some(_)) => {
            row.refuse(
                "score",
                "score_forbidden",
                "must be empty: only who was marked has a score",
            );
            None
        }
    }
}

fn candidate(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Option<Candidate> {
    let (document, institution, number) =
        (row.secret("id_number"), row.text("institution_code"), row.text("student_no"));
    match (document, institution, number) {
        (Some(raw), _, _) => {
            let kind = id_number::detect(&raw).unwrap_or(id_number::IdType::ResidentId);
            match id_number::validate(kind, &raw, context.today) {
                Ok(document) => {
                    let hash = people::id_hash(&context.state.keys, &document);
                    Some(Candidate::Document(hex(&hash)))
                }
                Err(e) => {
                    row.refuse("id_number", e.code(), e.to_string());
                    None
                }
            }
        }
        (None, Some(institution), Some(student_no)) => Some(Candidate::Number {
            institution: institutions::code_key_of_text(&institution),
            student_no: student_no.trim_start_matches('\'').to_string(),
        }),
        (None, ..) => {
            row.refuse(
                "id_number",
                "candidate_required",
                "name the candidate: by document, or by institution code and student number",
            );
            None
        }
    }
}

impl ImportKind for ResultImport {
    const NAME: &'static str = "result_import";
    const PARSE: &'static str = "result_import.parse";
    const COMMIT: &'static str = "result_import.commit";
    const PATH: &'static str = "/result-imports";
    const POLICY: &'static [PolicyRow] = policy::TABLE;
    const ACTION: &'static str = "results.import";
    const COLUMNS: &'static [ColumnSpec] = COLUMNS;
    const SHEET: &'static str = "成绩";
    const EXAMPLES: &'static [&'static [&'static str]] = &[
        &["11010519491231002X", "", "", "示例考生甲", "社会共享初级代理实务", "有成绩", "86.5"],
        &["", "4132000000", "2019010101", "示例考生乙", "社会共享初级外包服务", "有成绩", "60"],
        &["", "4132000000", "2019010102", "示例考生丙", "社会共享初级外包服务", "缺考", ""],
    ];
    const CHANGES_NEED_REASON: bool = true;
    type Payload = Row;

    fn template() -> Vec<Column> {
        COLUMNS
            .iter()
            .map(|spec| {
                let column = Column::text(spec.titles.first().copied().unwrap_or(spec.field));
                match spec.field {
                    "id_number" => {
                        column.width(24.0).note("按文本填写；与「学校代码 + 学号」二者填其一")
                    }
                    "institution_code" => column.note("10 位学校（机构）标识码或 5 位代码"),
                    "student_no" => column.note("例如 2019010101"),
                    "subject" => column
                        .width(24.0)
                        .required()
                        .note("科目名称或代码，例如 社会共享初级代理实务"),
                    "status" => column.choices(["有成绩", "缺考", "作废", "缓考"]),
                    "score" => column.note("0–100，至多两位小数；缺考、作废、缓考不填"),
                    _ if spec.required => column.required(),
                    _ => column,
                }
            })
            .collect()
    }

    fn target(conn: &mut Conn, _: &Caller, form: &HashMap<String, String>) -> Result<Target> {
        let raw = form.get("exam_date_id").map(|v| v.trim()).filter(|v| !v.is_empty()).ok_or_else(
            || Error::field("/exam_date_id", "required", "say which exam date the results are of"),
        )?;
        let unknown = || Error::field("/exam_date_id", "unknown", "there is no such exam date");
        let id: Id = raw.parse().map_err(|_| unknown())?;
        editions::exam_date(conn, id).map_err(|e| match e.code() {
            Code::NotFound => unknown(),
            _ => e,
        })?;
        Ok(Target { subject_id: Some(id), ..Target::default() })
    }

    fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<Row>> {
        let candidate = candidate(context, row);
        let name = row.required("name");
        let subject = row.required("subject");
        let outcome = outcome(row);
        let (Some(candidate), Some(name), Some(subject), Some((status, score))) =
            (candidate, name, subject, outcome)
        else {
            return Ok(None);
        };
        Ok(Some(Row { candidate, name, subject, status, score }))
    }

    fn judge(conn: &mut Conn, context: &Context<'_>, rows: &[Row]) -> Result<Vec<Judgement>> {
        let looked = Looked::up(conn, context, rows)?;
        Ok(rows
            .iter()
            .map(|row| match looked.resolve(row) {
                Err(refusal) => refusal,
                Ok(r) => {
                    let judgement = match looked.standing.get(&(r.person_id, r.subject_id)) {
                        None => Judgement::new(),
                        Some(old) => Judgement::changed(changes(old, &r)),
                    };
                    // Once by document and once by number, or by code and by title, is the same.
                    let meaning = [r.person_id.0.as_bytes(), r.subject_id.0.as_bytes()];
                    judgement.meaning("subject", &meaning.map(|b| b.as_slice()).concat())
                }
            })
            .collect())
    }

    fn commit(conn: &mut Conn, context: &Context<'_>, rows: Vec<Accepted<Row>>) -> Result<()> {
        let (judged, rows): (Vec<_>, Vec<_>) =
            rows.into_iter().map(|a| ((a.row_no, a.outcome), a.payload)).unzip();
        let looked = Looked::up(conn, context, &rows)?;
        let mut results = Vec::with_capacity(rows.len());
        for (row, (number, outcome)) in rows.iter().zip(judged) {
            let new = looked.resolve(row).map_err(|_| moved_on(number))?;
            match looked.standing.get(&(new.person_id, new.subject_id)) {
                None if outcome == Outcome::New => {}
                Some(old) if outcome == Outcome::Changed => corrected(conn, context, old, &new)?,
                _ => return Err(moved_on(number)),
            }
            results.push(new);
        }
        let (by, import) = (context.actor.user, Some(context.import.id));
        record(conn, looked.exam_date, results, by, import, context.reason, context.now)?;
        Ok(())
    }
}

/// Records that a file corrects a result, as a correction by hand is recorded.
fn corrected(
    conn: &mut Conn,
    context: &Context<'_>,
    old: &ResultRow,
    new: &Recorded,
) -> Result<()> {
    let detail = serde_json::json!({
        "before": { "status": old.status, "score": old.score_hundredths },
        "after": { "status": new.status, "score": new.score },
        "reason": context.reason,
        "import_id": context.import.id,
    });
    let subject =
        Audited::institution("subject_result", old.id, &old.region_code, old.institution_id);
    let (actor, at) = (Some(context.actor), context.now);
    audit::record_as(conn, actor, at, "subject_result.correct", subject, &detail)
}

/// What a row would change of the result that stands.
fn changes(old: &ResultRow, new: &Recorded) -> Vec<Change> {
    let text = |s: Option<Score>| s.map(|s| s.to_string());
    let (before, after) = (text(old.score_hundredths), text(new.score));
    [
        Change::between("status", Some(old.status.as_str()), Some(new.status.as_str())),
        Change::between("score", before.as_deref(), after.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a chunk of rows names, looked up at once.
struct Looked {
    exam_date: Id,
    edition: Id,
    subjects: Vec<Subject>,
    students: HashMap<Candidate, StudentBrief>,
    standing: HashMap<(Id, Id), ResultRow>,
}

impl Looked {
    fn up(conn: &mut Conn, context: &Context<'_>, rows: &[Row]) -> Result<Self> {
        let id = context.import.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
        let date = editions::exam_date(conn, id)?;
        if date.date > context.today {
            return Err(Error::because(
                Code::StateForbids,
                format!("The exam is on {}; results come afterwards", date.date),
            )
            .why("exam_ahead", [("day", date.date.into())]));
        }
        let students = students(conn, rows)?;
        let people: BTreeSet<_> = students.values().map(|s| s.person_id).collect();
        let people: Vec<_> = people.into_iter().collect();
        Ok(Looked {
            exam_date: id,
            edition: date.edition_id,
            subjects: editions::subjects(conn, date.edition_id)?,
            standing: store::sittings(conn, id, &people)?,
            students,
        })
    }

    /// The result of a row, or why there is none.
    fn resolve(&self, row: &Row) -> Result<Recorded, Judgement> {
        let Some(subject) = subject(&self.subjects, &row.subject) else {
            return Err(Judgement::refused(
                "subject",
                "unknown_subject",
                "is no subject of the edition; use its code or title",
            ));
        };
        let column = match row.candidate {
            Candidate::Document(_) => "id_number",
            Candidate::Number { .. } => "student_no",
        };
        let Some(student) = self.students.get(&row.candidate) else {
            return Err(Judgement::refused(
                column,
                "unknown_candidate",
                "names no student of the programme; import the student first",
            ));
        };
        if !name::same_name(&row.name, &student.name) {
            return Err(Judgement::refused(
                "name",
                "name_mismatch",
                "is not the name this student is registered with; one of both is wrong",
            ));
        }
        Ok(Recorded {
            edition_id: self.edition,
            exam_date_id: self.exam_date,
            subject_id: subject.id,
            student_id: student.id,
            person_id: student.person_id,
            institution_id: student.institution_id,
            region_code: student.region_code.clone(),
            status: row.status,
            score: row.score,
        })
    }
}

/// The students that rows name. Of a person who moved, the place where they study now.
fn students(conn: &mut Conn, rows: &[Row]) -> Result<HashMap<Candidate, StudentBrief>> {
    let mut out: HashMap<Candidate, StudentBrief> = HashMap::new();
    let mut hashes = BTreeSet::new();
    let mut numbers: HashMap<&str, BTreeSet<String>> = HashMap::new();
    for row in rows {
        match &row.candidate {
            Candidate::Document(hash) => {
                hashes.insert(unhex(hash));
            }
            Candidate::Number { institution, student_no } => {
                numbers.entry(institution.as_str()).or_default().insert(student_no.clone());
            }
        }
    }
    let hashes: Vec<_> = hashes.into_iter().collect();
    for (hash, student) in people::students_by_id_hash(conn, &hashes)? {
        let key = Candidate::Document(hex(&hash));
        let newer = |s: &StudentBrief| (s.status.is_live(), s.id);
        if out.get(&key).is_none_or(|known| newer(known) < newer(&student)) {
            out.insert(key, student);
        }
    }
    let codes: Vec<_> = numbers.keys().map(|c| (*c).to_string()).collect();
    for (code, institution) in institutions::ids_by_code_key(conn, &codes)? {
        let wanted: Vec<_> = numbers.get(code.as_str()).into_iter().flatten().cloned().collect();
        for student in people::students_by_number(conn, institution, &wanted)? {
            let student_no = student.student_no.clone();
            out.insert(Candidate::Number { institution: code.clone(), student_no }, student);
        }
    }
    Ok(out)
}
