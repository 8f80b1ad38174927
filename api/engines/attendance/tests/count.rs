//! What counts for a session, whatever the rows say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_attendance::{Row, attended_minutes, read};
use onex_hours::{Interval, MINUTE};
use onex_sheets::Limits;
use proptest::prelude::*;
use std::io::Cursor;
use time::macros::offset;

fn row(joined: Option<i64>, left: Option<i64>, seconds: Option<u32>) -> Row {
    let at = |minute: i64| minute * MINUTE;
    Row {
        row: 1,
        shown: "王芳".into(),
        joined: joined.map(at),
        left: left.map(at),
        seconds,
        phone: None,
    }
}

/// From the 100th minute to the 190th.
fn session() -> Interval {
    Interval::new(100 * MINUTE, 190 * MINUTE).unwrap()
}

#[test]
fn lengths_are_added_up_to_the_session_and_stays_are_united() {
    let minutes = |rows: &[Row]| attended_minutes(rows, session());
    assert_eq!(minutes(&[]), 0);
    assert_eq!(minutes(&[row(None, None, Some(1800)), row(None, None, Some(1830))]), 61);
    assert_eq!(minutes(&[row(None, None, Some(80_000))]), 90);
    assert_eq!(minutes(&[row(Some(90), Some(130), None), row(Some(120), Some(150), None)]), 50);
    assert_eq!(minutes(&[row(Some(150), None, None)]), 40);
    assert_eq!(minutes(&[row(Some(200), None, None), row(Some(10), Some(20), None)]), 0);
    // In for an hour altogether, but only 20 minutes of it can lie in the session.
    assert_eq!(minutes(&[row(Some(50), Some(120), Some(3600))]), 20);
    assert_eq!(minutes(&[row(Some(100), Some(190), Some(3600))]), 60);
    assert_eq!(minutes(&[row(Some(10), Some(20), Some(600))]), 0);
}

prop_compose! {
    fn some_row()(
        joined in prop::option::of(0i64..300),
        length in prop::option::of(0i64..200),
        seconds in prop::option::of(0u32..=86_400),
    ) -> Row {
        let left = joined.zip(length).map(|(joined, length)| joined + length);
        row(joined, left, seconds)
    }
}

proptest! {
    #[test]
    fn nobody_attends_more_than_the_session_or_less_by_one_row_more(
        rows in prop::collection::vec(some_row(), 0..8),
        more in some_row(),
    ) {
        let before = attended_minutes(&rows, session());
        let mut all = rows.clone();
        all.push(more);
        let after = attended_minutes(&all, session());
        prop_assert!(before <= after && after <= 90);
        all.reverse();
        prop_assert_eq!(attended_minutes(&all, session()), after);
    }

    #[test]
    fn a_duration_is_read_as_it_was_written(hours in 0u32..24, minutes in 0u32..60, seconds in 0u32..60) {
        let total = hours * 3600 + minutes * 60 + seconds;
        for text in [
            format!("{hours}:{minutes:02}:{seconds:02}"),
            format!("{}:{seconds:02}", hours * 60 + minutes),
            format!("{hours}小时{minutes}分{seconds}秒"),
            format!("{hours}h {minutes}m {seconds}s"),
            format!("{total}秒"),
        ] {
            let file = format!("姓名\t参会时长\n王芳\t{text}\n");
            let export = read(Cursor::new(file.as_bytes()), &Limits::default(), offset!(+8)).unwrap();
            prop_assert_eq!(export.rows[0].seconds, Some(total), "{}", text);
        }
    }

    #[test]
    fn cells_of_any_content_are_read_or_named(
        cells in prop::collection::vec("[0-9:/.\\- TGMU+()（）时分秒小钟hms无a-z]{0,20}", 3),
        any in "[^\t\r\n\"\u{0}]{0,20}",
    ) {
        let [joined, left, duration] = cells.as_slice() else { unreachable!() };
        let file = format!(
            "姓名\t入会时间\t退会时间\t参会时长\n李娜\t2020-03-03 14:00\t2020-03-03 15:00\t1:00:00\n王芳\t{joined}\t{left}\t{duration}\n张伟\t{any}\t{any}\t{any}\n"
        );
        let export = read(Cursor::new(file.as_bytes()), &Limits::default(), offset!(+8)).unwrap();
        prop_assert_eq!(export.rows.len() + export.faults.len(), 3);
        for row in &export.rows {
            prop_assert!(row.seconds.is_none_or(|seconds| seconds <= 86_400));
            prop_assert!(row.joined.is_some() || row.seconds.is_some());
        }
        for fault in &export.faults {
            prop_assert!(fault.cell.ends_with(['3', '4']), "{}", fault.cell);
        }
    }
}
