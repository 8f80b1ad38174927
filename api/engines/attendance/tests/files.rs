//! Files as the meeting programs write them, and others that only look like it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_attendance::{AttendanceError, Export, Program, Row, attended_minutes, read};
use onex_hours::Interval;
use onex_sheets::Limits;
use rust_xlsxwriter::{Format, Workbook};
use std::io::Cursor;
use time::{
    OffsetDateTime,
    macros::{datetime, offset},
};

type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

fn workbook(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, text) in cells.iter().enumerate() {
                sheet.write(row as u32, column as u16, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn read_bytes(bytes: &[u8]) -> Result<Export, AttendanceError> {
    read(Cursor::new(bytes), &Limits::default(), offset!(+8))
}

fn micros(moment: OffsetDateTime) -> i64 {
    moment.unix_timestamp() * 1_000_000
}

/// 2020-03-03, 14:00 to 15:30 in Shanghai.
fn session() -> Interval {
    Interval::new(micros(datetime!(2020-03-03 14:00 +8)), micros(datetime!(2020-03-03 15:30 +8)))
        .unwrap()
}

/// What counts for the one shown so.
fn minutes(export: &Export, shown: &str) -> u32 {
    attended_minutes(export.rows.iter().filter(|row| row.shown == shown), session())
}

const TOP: [&[&str]; 8] = [
    &["会议主题", "师资研修第一讲"],
    &["会议号", "123 456 789"],
    &["发起人", "李老师"],
    &["预定开始时间", "2020/03/03 14:00:00"],
    &["预定结束时间", "2020/03/03 15:30:00"],
    &["实际开始时间", "2020/03/03 13:50:00"],
    &["参会人数", "3"],
    &[],
];

const TOTALS: [&[&str]; 4] = [
    &["用户昵称（入会昵称）", "首次入会时间", "最后退会时间", "入会次数", "累计参会时长", "身份"],
    &["李老师", "2020-03-03 13:50:00", "2020-03-03 15:35:00", "1", "1:45:00", "主持人"],
    &[
        "王芳(深职院王芳)",
        "2020-03-03 13:55:00",
        "2020-03-03 15:30:00",
        "2",
        "01:05:30",
        "普通参会者",
    ],
    &["张伟", "2020-03-03 14:00:00", "--", "1", "--", "普通参会者"],
];

const STAYS: [&[&str]; 6] = [
    &["序号", "用户昵称(入会昵称)", "入会时间", "退会时间", "参会时长"],
    &["1", "李老师", "2020-03-03 13:50:00", "2020-03-03 15:35:00", "1:45:00"],
    &["2", "王芳(深职院王芳)", "2020-03-03 13:55:00", "2020-03-03 14:30:00", "0:35:00"],
    &["3", "王芳(深职院王芳)", "2020-03-03 14:20:00", "2020-03-03 14:40:00", "0:20:00"],
    &["4", "王芳(深职院王芳)", "2020-03-03 15:00:00", "2020-03-03 15:30:00", "0:30:00"],
    &["5", "张伟", "2020-03-03 15:00:00", "--", "--"],
];

fn with_top(rows: &[&'static [&'static str]]) -> Vec<&'static [&'static str]> {
    TOP.iter().chain(rows).copied().collect()
}

#[test]
fn of_tencent_meetings_workbook_each_stay_is_read() {
    let (totals, stays) = (with_top(&TOTALS), with_top(&STAYS));
    let bytes = workbook(&[("成员参会概况", &totals), ("成员参会明细", &stays)]);
    let export = read_bytes(&bytes).unwrap();
    assert_eq!(export.program, Program::TencentMeeting);
    assert_eq!((export.sheet.as_deref(), export.header_row), (Some("成员参会明细"), 9));
    assert_eq!(export.ignored, ["序号"]);
    assert_eq!(export.faults, []);
    let first = Row {
        row: 10,
        shown: "李老师".into(),
        joined: Some(micros(datetime!(2020-03-03 13:50 +8))),
        left: Some(micros(datetime!(2020-03-03 15:35 +8))),
        seconds: None,
        phone: None,
    };
    assert_eq!(export.rows[0], first);
    assert_eq!(export.rows.len(), 5);
    assert_eq!(minutes(&export, "李老师"), 90, "only what lies in the session");
    assert_eq!(minutes(&export, "王芳(深职院王芳)"), 40 + 30, "two devices at once are one person");
    assert_eq!(minutes(&export, "张伟"), 30, "who had not left was in until the end");
}

#[test]
fn without_the_stays_the_totals_count_but_never_beyond_the_session() {
    let totals = with_top(&TOTALS);
    let export = read_bytes(&workbook(&[("成员参会概况", &totals)])).unwrap();
    assert_eq!(export.ignored, ["入会次数", "身份"]);
    assert_eq!(minutes(&export, "李老师"), 90);
    assert_eq!(minutes(&export, "王芳(深职院王芳)"), 66, "1:05:30 to the nearest minute");
}

#[test]
fn of_somebody_who_came_in_it_is_not_said_that_they_were_in_for_no_time() {
    let totals = with_top(&TOTALS);
    let export = read_bytes(&workbook(&[("成员参会概况", &totals)])).unwrap();
    let [fault] = export.faults.as_slice() else { panic!("{:?}", export.faults) };
    assert_eq!((fault.shown.as_str(), fault.cell.as_str()), ("张伟", "E12"));
    assert_eq!(fault.fault.code(), "no_duration");
    assert!(export.rows.iter().all(|row| row.shown != "张伟"));
    // What a program does say counts, be it none.
    let said = "昵称,首次入会时间,参会时长\n王芳,2020-03-03 14:00,0:00:00\n张伟,--,--\n";
    let export = read_bytes(said.as_bytes()).unwrap();
    assert_eq!(export.faults, []);
    assert_eq!((minutes(&export, "王芳"), minutes(&export, "张伟")), (0, 0));
}

#[test]
fn from_the_first_joining_to_the_last_leaving_is_no_stay() {
    for titles in ["首次入会时间,最后退会时间", "首次入会时间,退会时间", "入会时间,最后离会时间"]
    {
        let file = format!("昵称,{titles}\n王芳,2020-03-03 14:00,2020-03-03 15:30\n");
        let fault = read_bytes(file.as_bytes()).unwrap_err();
        let AttendanceError::NoColumns { missing, .. } = &fault else { panic!("{fault}") };
        let [missing] = missing.as_slice() else { panic!("{fault}") };
        assert!(missing.contains("参会时长") && missing.contains("each stay"), "{missing}");
    }
}

#[test]
fn a_name_that_is_merged_over_its_stays_stands_for_all_of_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in ["昵称", "入会时间", "退会时间"].iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    let times = [("14:00", "14:10"), ("14:20", "14:40"), ("15:00", "15:30")];
    for (row, (joined, left)) in times.iter().enumerate() {
        sheet.write(row as u32 + 1, 1, format!("2020/3/3 {joined}")).unwrap();
        sheet.write(row as u32 + 1, 2, format!("2020/3/3 {left}")).unwrap();
    }
    sheet.merge_range(1, 0, 2, 0, "王芳", &Format::new()).unwrap();
    let export = read_bytes(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(export.rows.len(), 2, "the third stay is nobody's");
    assert_eq!(minutes(&export, "王芳"), 30);
}

#[test]
fn a_merged_name_is_not_repeated_beyond_the_limit_of_all_texts() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in ["昵称", "参会时长"].iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    for row in 1..=100 {
        sheet.write(row, 1, "1分钟").unwrap();
    }
    sheet.merge_range(1, 0, 100, 0, &"芳".repeat(500), &Format::new()).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let rows = |max_total_text| {
        let limits = Limits { max_total_text, ..Limits::default() };
        read(Cursor::new(&bytes), &limits, offset!(+8)).map(|export| export.rows.len())
    };
    assert_eq!(rows(200_000), Ok(100));
    assert_eq!(rows(100_000).unwrap_err().code(), "too_much_text");
}

/// UTF-16 with its mark, as the DingTalk of 2020 writes it.
fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

const LESSON: &str = "群直播数据\r\n\
    直播开始时间\t群名称\t直播时长\r\n\
    2020-03-03 14:00:00\t研修一班\t01:30:00\r\n\
    \r\n\
    \r\n\
    序号\t工号\t昵称\t部门\t手机号\t是否观看\t观看次数\t观看直播时长\t观看回放时长\r\n\
    1\t001\t李老师\t研修一班\t13800000001\t是\t1\t01:30:00\t无\r\n\
    2\t002\t王芳(电商2班)\t研修一班\t\t是\t2\t00:45:40\t01:30:00\r\n\
    3\t003\t张伟\t研修一班\t\t否\t0\t无\t00:20:00\r\n";

#[test]
fn dingtalks_text_is_read_and_a_recording_watched_later_does_not_count() {
    let export = read_bytes(&utf16(LESSON)).unwrap();
    assert_eq!((export.program, export.header_row), (Program::DingTalk, 6));
    assert_eq!(export.sheet, None);
    let shown: Vec<(&str, Option<u32>)> =
        export.rows.iter().map(|row| (row.shown.as_str(), row.seconds)).collect();
    assert_eq!(shown, [("李老师", Some(5400)), ("王芳(电商2班)", Some(2740)), ("张伟", Some(0))]);
    assert_eq!(export.rows[0].phone.as_deref(), Some("13800000001"));
    assert!(export.ignored.contains(&"观看回放时长".to_owned()));
    assert_eq!(minutes(&export, "王芳(电商2班)"), 46);
    // The same out of another encoding.
    let (gbk, _, lost) = encoding_rs::GB18030.encode(LESSON);
    assert!(!lost);
    assert_eq!(read_bytes(&gbk).unwrap(), export);
}

/// The seconds of one duration under a title.
fn seconds(title: &str, duration: &str) -> Result<u32, String> {
    let bytes = format!("姓名,{title}\n张伟,0:00:07\n王芳,{duration}\n");
    let export = read_bytes(bytes.as_bytes()).unwrap();
    match export.faults.as_slice() {
        [] => Ok(export.rows[1].seconds.unwrap()),
        [fault] => {
            assert_eq!((fault.row, fault.shown.as_str(), fault.cell.as_str()), (3, "王芳", "B3"));
            Err(fault.fault.code().to_owned())
        }
        more => panic!("{more:?}"),
    }
}

#[test]
fn durations_are_read_in_every_known_form() {
    for (text, expected) in [
        ("1:05:30", 3930),
        ("01:05:30", 3930),
        ("65:30", 3930),
        ("1小时5分30秒", 3930),
        ("1小时", 3600),
        ("65分钟", 3900),
        ("65 分", 3900),
        ("90秒", 90),
        ("1h 5m 30s", 3930),
        ("65 min", 3900),
        ("1.5小时", 5400),
        ("１：０５：３０", 3930),
        ("--", 0),
        ("无", 0),
        ("", 0),
        ("24:00:00", 86_400),
    ] {
        assert_eq!(seconds("参会时长", text), Ok(expected), "{text}");
    }
    assert_eq!(seconds("参会时长（分钟）", "65"), Ok(3900));
    assert_eq!(seconds("参会时长(秒)", "90"), Ok(90));
    assert_eq!(seconds("Duration (Minutes)", "1.5"), Ok(90));
}

#[test]
fn what_is_no_duration_is_named_with_its_cell() {
    for (text, code) in [
        ("65", "duration_unit"),
        ("很久", "duration"),
        ("1:60:00", "duration"),
        ("1:2:3:4", "duration"),
        ("5分1小时", "duration"),
        ("5分5分", "duration"),
        ("小时", "duration"),
        ("-5分", "duration"),
        ("24:00:01", "too_long"),
        ("999999:00:00", "too_long"),
    ] {
        assert_eq!(seconds("参会时长", text), Err(code.into()), "{text}");
    }
}

#[test]
fn moments_are_read_in_every_known_form() {
    let joined = |text: &str| {
        let bytes = format!(
            "姓名\t入会时间\t退会时间\n王芳\t{text}\t2020-03-03 16:00\n李娜\t2020-03-03 15:00\t--\n"
        );
        read_bytes(bytes.as_bytes()).map(|export| export.rows[0].clone()).unwrap()
    };
    for text in [
        "2020-03-03 14:05:00",
        "2020/03/03 14:05",
        "2020.3.3 14:05:00",
        "2020-03-03T14:05:00",
        "2020-03-03 14:05:00(GMT+08:00)",
        "2020-03-03 14:05:00 (UTC+8)",
        "2020-03-03 06:05:00 (GMT+00:00)",
        "2020-03-03 01:05:00 （GMT-05:00）",
    ] {
        assert_eq!(joined(text).joined, Some(micros(datetime!(2020-03-03 14:05 +8))), "{text}");
    }
    for text in [
        "14:05:00",
        "2020-02-30 14:05",
        "2020-03-03 24:00",
        "2020-03-03",
        "昨天 14:05",
        "0-3-3 14:05",
    ] {
        assert_eq!(joined(text).shown, "李娜", "{text} is read as a moment");
    }
}

#[test]
fn a_row_that_ends_before_it_begins_or_says_nothing_is_a_fault() {
    let bytes = "姓名,入会时间,退会时间\n\
        王芳,2020-03-03 15:00,2020-03-03 14:00\n\
        张伟,--,--\n\
        李娜,2020-03-03 14:00,2020-03-03 15:00\n\
        ,2020-03-03 14:00,2020-03-03 15:00\n";
    let export = read_bytes(bytes.as_bytes()).unwrap();
    assert_eq!(export.rows.len(), 1);
    let faults: Vec<(&str, &str)> =
        export.faults.iter().map(|row| (row.cell.as_str(), row.fault.code())).collect();
    assert_eq!(faults, [("C2", "backwards"), ("B3", "no_time")]);
}

#[test]
fn a_file_without_what_is_needed_says_what_it_has_and_what_it_lacks() {
    let fault = read_bytes("学号,昵称,成绩\n1,王芳,90\n".as_bytes()).unwrap_err();
    let AttendanceError::NoColumns { found, missing, .. } = &fault else { panic!("{fault}") };
    assert_eq!(found, &["学号", "昵称", "成绩"]);
    assert_eq!(missing.len(), 1);
    let said = fault.to_string();
    assert!(said.contains("参会时长") && said.contains("昵称, 成绩"), "{said}");

    // To have watched the recording is not to have been there.
    let recording = read_bytes("昵称,观看回放时长\n王芳,1:00:00\n".as_bytes()).unwrap_err();
    assert_eq!(recording.code(), "no_attendance_columns");

    let rows: [&[&str]; 2] = [&["课程", "学时"], &["电商", "24"]];
    let fault = read_bytes(&workbook(&[("课表", &rows), ("说明", &rows)])).unwrap_err();
    assert_eq!(fault.code(), "no_attendance_columns");
    assert!(fault.to_string().contains("in the sheets 课表, 说明"), "{fault}");
}

#[test]
fn files_that_are_no_attendance_are_refused_as_what_they_are() {
    assert_eq!(read_bytes(b"").unwrap_err().code(), "empty");
    assert_eq!(read_bytes(b"%PDF-1.7").unwrap_err().code(), "not_a_spreadsheet");
    assert_eq!(read_bytes(b"<html><table></table>").unwrap_err().code(), "html");
    let header = "姓名,参会时长\n";
    assert_eq!(read_bytes(header.as_bytes()).unwrap_err(), AttendanceError::Nobody { row: 1 });
    let fault = read_bytes(format!("{header}王芳,很久\n").as_bytes()).unwrap_err();
    assert_eq!(fault.code(), "nothing_readable");
    assert!(fault.to_string().contains("B2: 很久 is no duration"), "{fault}");
    let limits = Limits { max_rows: 1, ..Limits::default() };
    let many = format!("{header}{}", "王芳,1分\n".repeat(20));
    let fault = read(Cursor::new(many.as_bytes()), &limits, offset!(+8)).unwrap_err();
    assert_eq!(fault.code(), "too_many_rows");
}

#[test]
fn of_several_columns_of_one_meaning_the_surest_is_read() {
    let bytes = "昵称,姓名,观看时长,观看直播时长\n小芳,王芳,2:00:00,1:00:00\n";
    let export = read_bytes(bytes.as_bytes()).unwrap();
    assert_eq!((export.rows[0].shown.as_str(), export.rows[0].seconds), ("王芳", Some(3600)));
    assert_eq!(export.ignored, ["昵称", "观看时长"]);
}
