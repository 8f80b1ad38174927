//! Attendance files that meeting programs export: read whatever their layout, and matched to the people of a class.
//!
//! No program describes its file. What is known comes from public programs that read real ones: of Tencent Meeting
//! (腾讯会议: a workbook with the sheets 成员参会概况, totals, and 成员参会明细, each stay) and of DingTalk's live lessons
//! (钉钉: text in UTF-16 with tabs). The reader therefore goes by the titles of columns alone, wherever they stand, and
//! says of every row and column what it made of it; people look through the result before it counts.
//!
//! * [`read`]: who was shown, from when until when, or for how long.
//! * [`attended_minutes`]: what of it counts for a session.
//! * [`match_names`]: whom the shown names mean; never by likeness.

mod columns;
mod count;
mod error;
mod names;
mod read;
mod values;

pub use count::attended_minutes;
pub use error::AttendanceError;
pub use names::{By, Match, Member, Roster, match_names};
pub use read::{Export, Program, Row, RowFault, read};
pub use values::ValueError;
