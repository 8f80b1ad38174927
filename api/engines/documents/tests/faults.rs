//! Files that are broken, or mean harm: each with an answer that says what it is, before it costs much.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use onex_documents::{Fault, Kind, Limits, inspect};
use std::io::Cursor;
use support::*;

fn within(bytes: &[u8], limits: Limits) -> Result<Kind, Fault> {
    inspect(Cursor::new(bytes), &limits)
}

#[test]
fn a_file_that_is_too_large_is_not_opened() {
    let limits = Limits { max_bytes: 10, ..Limits::default() };
    assert_eq!(within(b"hello world", limits), Err(Fault::TooManyBytes { limit: 10 }));
}

#[test]
fn a_pdf_that_was_cut_off_has_no_end() {
    let whole = pdf("");
    for length in [9, 60, whole.len() / 2, whole.len() - 6] {
        assert_eq!(refusal(&whole[..length]), Fault::PdfTruncated, "{length}");
    }
    // Long enough behind its end, it is not the end of this file.
    let buried = [whole, vec![b' '; 2048]].concat();
    assert_eq!(refusal(&buried), Fault::PdfTruncated);
}

#[test]
fn a_pdf_under_a_password_is_told_apart_from_a_broken_one() {
    let fault = refusal(&pdf("/Encrypt 9 0 R"));
    assert_eq!(fault, Fault::Encrypted { entry: None });
    assert_eq!(fault.to_string(), "the document needs a password; save it without one");
    assert_eq!(refusal(&pdf("/Encr#79pt 9 0 R")).code(), "encrypted");
    let stream = "/Type /XRef /Root 1 0 R /Encrypt << /Filter /Standard >>";
    assert_eq!(refusal(&pdf_with_stream(stream)).code(), "encrypted");
}

#[test]
fn a_pdf_whose_end_leads_nowhere_is_damaged() {
    let text = String::from_utf8(pdf("")).unwrap();
    let table = text.split("startxref\n").nth(1).unwrap().split('\n').next().unwrap();
    for (from, to) in [
        (format!("startxref\n{table}"), "startxref\n1".to_owned()),
        (format!("startxref\n{table}"), "startxref\n99999999999999999999".to_owned()),
        (format!("startxref\n{table}"), "startxref\n18446744073709551615".to_owned()),
        (format!("startxref\n{table}"), "startxref\n-1".to_owned()),
        ("/Root 1 0 R".into(), String::new()),
        ("trailer\n<<".into(), "trailer\n".into()),
        ("0 4\n".into(), "0 four\n".into()),
        (" >>\nstartxref".into(), " \nstartxref".into()),
    ] {
        assert_eq!(
            refusal(text.replace(&from, &to).as_bytes()).code(),
            "pdf_damaged",
            "{from} → {to}"
        );
    }
    assert_eq!(refusal(&pdf_with_stream("/Type /ObjStm /Root 1 0 R")).code(), "pdf_damaged");
}

#[test]
fn an_archive_that_was_cut_off_or_added_to_is_damaged() {
    let whole = archive(&docx());
    for length in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert_eq!(refusal(&whole[..length]).code(), "damaged", "{length}");
    }
    assert_eq!(refusal(&[whole.as_slice(), b"x"].concat()).code(), "damaged");
    // Two archives in one file: some programs would see the first, some the second.
    let second = archive(&[entry("b.txt", "b")]);
    assert_eq!(refusal(&[whole.as_slice(), &second].concat()).code(), "damaged");
    let (bytes, directory, listed) = parts(&docx());
    let [size, start] = [directory.len(), bytes.len()].map(|n| u32::try_from(n).unwrap());
    let hidden = end(listed, size, start, &end(0, 0, 0, b""));
    assert_eq!(refusal(&[bytes, directory, hidden].concat()).code(), "damaged");
}

#[test]
fn a_directory_that_miscounts_is_damaged() {
    let (bytes, directory, listed) = parts(&docx());
    let [size, start] = [directory.len(), bytes.len()].map(|n| u32::try_from(n).unwrap());
    let with = |end: Vec<u8>| [bytes.as_slice(), &directory, &end].concat();
    assert_eq!(judge(&with(end(listed, size, start, b"a comment"))), Ok(Kind::Docx));
    // A second entry of the same content, behind the last that is counted.
    let shared = [entry("a.txt", "x"), Entry { shares: true, ..entry("a.txt", "x") }];
    let (content, entries, _) = parts(&shared);
    let [size_of_two, start_of_two] =
        [entries.len(), content.len()].map(|n| u32::try_from(n).unwrap());
    let hidden = [content, entries, end(1, size_of_two, start_of_two, b"")].concat();
    assert_eq!(refusal(&hidden).code(), "damaged");
    // Who counts back from the end would look for the directory elsewhere.
    let apart = [bytes.as_slice(), &directory, b"\0", &end(listed, size, start, b"")].concat();
    assert_eq!(refusal(&apart).code(), "damaged");
    for end in [
        end(listed - 1, size, start, b""),
        end(listed + 1, size, start, b""),
        end(listed, size + 1, start, b""),
        end(listed, size, start + 1, b""),
        end(listed, size - 1, start + 1, b""),
        end(u16::MAX, size, start, b""),
        end(listed, size, u32::MAX, b""),
    ] {
        assert_eq!(refusal(&with(end)).code(), "damaged");
    }
}

#[test]
fn a_wrong_checksum_is_named_with_its_file() {
    let mut entries = docx();
    entries[2].crc = Some(1);
    let fault = refusal(&archive(&entries));
    assert_eq!(fault, Fault::Checksum { entry: "word/document.xml".into() });
}

#[test]
fn contents_that_do_not_unpack_are_named() {
    let broken = Entry { method: Some(8), stored: true, ..entry("a.txt", "\u{7}no deflate") };
    assert_eq!(refusal(&archive(&[entry("b.txt", "b"), broken])).at(), Some("a.txt"));
    let shorter = Entry { size: Some(999), ..entry("a.txt", "text") };
    assert_eq!(refusal(&archive(&[shorter])).at(), Some("a.txt"));
}

#[test]
fn a_bomb_is_refused_by_what_it_declares_and_stopped_where_it_lies() {
    let zeros = vec![0; 9 << 20];
    let fault = refusal(&archive(&[entry("a.txt", &zeros)]));
    assert_eq!(fault, Fault::RatioTooHigh { entry: "a.txt".into(), limit: 200 });

    let liar = Entry { size: Some(10_000), ..entry("a.txt", &zeros) };
    let fault = refusal(&archive(&[liar]));
    assert_eq!((fault.code(), fault.at()), ("damaged_entry", Some("a.txt")));

    let many: Vec<Entry> =
        (0..4).map(|n| Entry { size: Some(200 << 20), ..entry(format!("{n}"), "x") }).collect();
    let fault = within(&archive(&many), Limits { max_ratio: u64::MAX, ..Limits::default() });
    assert_eq!(fault, Err(Fault::UnpacksTooLarge { limit: 500 << 20 }));
}

#[test]
fn a_bomb_whose_files_share_one_content_is_damaged() {
    let sharing = Entry { shares: true, ..entry("b.txt", "text") };
    let fault = refusal(&archive(&[entry("a.txt", "text"), sharing]));
    assert_eq!(fault.code(), "damaged");
}

#[test]
fn very_many_files_are_refused_by_their_count() {
    let files =
        |count: u32| -> Vec<Entry> { (0..count).map(|n| entry(n.to_string(), "")).collect() };
    assert_eq!(judge(&archive(&files(2000))), Ok(Kind::Zip));
    assert_eq!(refusal(&archive(&files(2001))), Fault::TooManyEntries { limit: 2000 });
    let limits = Limits { max_directory: 900, ..Limits::default() };
    let fault = within(&archive(&files(20)), limits);
    assert_eq!(fault, Err(Fault::DirectoryTooLarge { limit: 900 }));
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for (name, problem) in [
        ("../a.txt", "leads out of its folder"),
        ("a/../../b.txt", "leads out of its folder"),
        ("a\\..\\b.txt", "leads out of its folder"),
        ("a/.. /b.txt", "leads out of its folder"),
        ("a/...", "leads out of its folder"),
        ("..", "leads out of its folder"),
        ("/etc/passwd", "begins at the root"),
        ("\\\\server\\share", "begins at the root"),
        ("C:a.txt", "names a drive"),
        ("c:\\windows\\a.txt", "names a drive"),
        ("a\0.txt", "cannot be seen"),
        ("a\n.txt", "cannot be seen"),
        ("a\u{7F}.txt", "cannot be seen"),
        ("a\u{202E}fdp.exe", "cannot be seen"),
        ("", "is empty"),
    ] {
        let fault = refusal(&archive(&[entry(name, "x")]));
        assert_eq!(fault.code(), "unsafe_name", "{name:?}: {fault}");
        assert!(fault.to_string().contains(problem), "{name:?}: {fault}");
        assert!(!fault.to_string().contains(char::is_control), "{name:?}");
    }
    let long = refusal(&archive(&[entry("长".repeat(400), "x")]));
    assert!(long.to_string().contains("is too long") && long.to_string().len() < 500, "{long}");
    // The second byte of 誠 in GBK is a backslash to those who do not know GBK.
    assert_eq!(refusal(&archive(&[entry(b"\xD5\\../a.txt", "x")])).code(), "unsafe_name");
    for good in ["a..b.txt", "a/.b/c", "./a", "12:30.txt", "…/a", "目录/文件 (1).txt"] {
        assert_eq!(judge(&archive(&[entry(good, "x")])), Ok(Kind::Zip), "{good}");
    }
}

#[test]
fn two_files_may_not_meet_under_one_name() {
    for (first, second) in [
        ("a.txt", "a.txt"),
        ("a.txt", "A.TXT"),
        ("É.txt", "é.txt"),
        ("b/a.txt", "b\\a.txt"),
        ("a", "a. "),
        ("a/", "a"),
        ("b//a", "./b/a"),
    ] {
        let fault = refusal(&archive(&[entry(first, "1"), entry(second, "2")]));
        assert_eq!(
            (fault.code(), fault.at().is_some()),
            ("duplicate_name", true),
            "{first} {second}"
        );
    }
}

#[test]
fn links_and_devices_are_no_files() {
    for mode in [0o120_777, 0o020_666, 0o140_777, 0o010_644] {
        let link = Entry { mode, ..entry("a", "/etc/passwd") };
        assert_eq!(refusal(&archive(&[link])), Fault::NotAFile { entry: "a".into() });
    }
    for mode in [0, 0o100_644, 0o644] {
        assert!(judge(&archive(&[Entry { mode, ..entry("a", "x") }])).is_ok());
    }
}

#[test]
fn files_under_a_password_and_unusual_methods_are_named() {
    let locked = Entry { flags: 1, ..entry("a.txt", "x") };
    let fault = refusal(&archive(&[locked]));
    assert_eq!((fault.code(), fault.at()), ("encrypted", Some("a.txt")));
    // BZIP2, and the AES of WinZip.
    for method in [12, 99] {
        let fault = refusal(&archive(&[Entry { method: Some(method), ..entry("a.txt", "x") }]));
        assert!(["method", "damaged"].contains(&fault.code()), "{fault}");
    }
}

#[test]
fn an_archive_that_shows_one_thing_at_its_front_and_another_at_its_end_is_damaged() {
    let renamed = Entry { local_name: Some(b"b.exe".to_vec()), ..entry("a.txt", "x") };
    assert_eq!(refusal(&archive(&[renamed])).code(), "damaged");
    let hidden = Entry { unlisted: true, ..entry("b.exe", "x") };
    assert_eq!(refusal(&archive(&[entry("a.txt", "x"), hidden])).code(), "damaged");
}
