//! The same people in every format of file: names with rare characters and every kind of document arrive
//! alike. `tests/fixtures/students-xls.py` made the XLS file.

use support::{Actor, Value, both, json, workbook};

const PATH: &str = "/student-imports";
const TITLES: [&str; 5] = ["学号", "姓名", "证件类型", "证件号码", "专业"];
const XLS: &[u8] = include_bytes!("../fixtures/students.xls");

/// Number, name as it stands in the file, name as it is kept, kind of document in the file and in the
/// interface, document.
const PEOPLE: [[&str; 6]; 7] = [
    ["F01", "王䶮", "王䶮", "居民身份证", "resident_id", "11010519491231002X"],
    ["F02", "㛃小红", "㛃小红", "港澳台居民居住证", "hmt_residence_permit", "810000199408230021"],
    ["F03", "𬭚大勇", "𬭚大勇", "港澳台居民居住证", "hmt_residence_permit", "820000199001011232"],
    ["F04", "𠮷田", "𠮷田", "台湾居民居住证", "hmt_residence_permit", "830000198507072224"],
    ["F05", "John Smith", "John Smith", "护照", "passport", "E12345678"],
    [
        "F06",
        "阿依古丽•买买提",
        "阿依古丽·买买提",
        "港澳居民来往内地通行证",
        "hk_macau_permit",
        "H12345678",
    ],
    ["F07", LONG, LONG, "台湾居民来往大陆通行证", "taiwan_permit", "12345678"],
];
/// Fifty characters.
const LONG: &str = "阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿阿·提提提提提提提提提提提提提提提提提提提提提提提提提";

fn table() -> Vec<Vec<String>> {
    let cell = |c: &str| c.to_string();
    PEOPLE.iter().map(|p| [p[0], p[1], p[3], p[5], "会计"].map(cell).to_vec()).collect()
}

fn csv() -> String {
    let lines: Vec<String> = table().iter().map(|r| r.join(",")).collect();
    format!("{}\r\n{}\r\n", TITLES.join(","), lines.join("\r\n"))
}

async fn students(admin: &Actor) -> Vec<Value> {
    let list = admin.get("/students?limit=200").await.expect(200)["items"].clone();
    list.as_array().unwrap().clone()
}

both! {
    async fn people_come_out_of_every_format_as_they_were_written(app: TestApp) {
        assert_eq!(LONG.chars().count(), 50);
        let text = csv();
        let gb18030 = encoding_rs::GB18030.encode(&text);
        assert!(!gb18030.2, "GB 18030 has every character of the file");
        let files = [
            ("名单.xls", XLS.to_vec()),
            ("名单.xlsx", workbook(&TITLES, &table())),
            ("gb18030.csv", gb18030.0.into_owned()),
            ("utf8.csv", csv().into_bytes()),
            ("bom.csv", format!("\u{feff}{}", csv()).into_bytes()),
            ("unicode.txt", format!("\u{feff}{}", csv()).encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ];
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        for (n, (name, bytes)) in files.into_iter().enumerate() {
            let import = app.dry_run(&admin, PATH, name, bytes).await;
            // The first file brings them; every other one must say the very same of them.
            let (new, unchanged) = if n == 0 { (7, 0) } else { (0, 7) };
            let counts = json!({ "new": new, "changed": 0, "unchanged": unchanged, "refused": 0 });
            if import["counts"] != counts {
                let rows = format!("{PATH}/{}/rows", import["id"].as_str().unwrap());
                panic!("{name}: {import} {}", admin.get(&rows).await.text());
            }
            assert_eq!(app.commit(&admin, PATH, &import).await["status"], "succeeded", "{name}");
        }
        let students = students(&admin).await;
        assert_eq!(students.len(), PEOPLE.len());
        for [number, _, name, _, kind, document] in PEOPLE {
            let student = students.iter().find(|s| s["student_no"] == number).unwrap();
            assert_eq!(student["name"], name);
            let path = format!("/students/{}", student["id"].as_str().unwrap());
            let one = admin.get(&path).await.expect(200);
            assert_eq!(one["id_type"], kind, "{number}");
            let masked = one["id_number_masked"].as_str().unwrap();
            assert!(masked.contains('*') && masked != document, "{masked}");
            let shown = admin.post(&format!("{path}/reveal"), json!({ "reason": "核对证件" })).await.expect(200);
            assert_eq!((&shown["id_number"], &shown["id_type"]), (&json!(document), &json!(kind)), "{number}");
            assert!(!one.to_string().contains(document), "{one}");
        }
        // What goes out comes in again: the exported list holds the same names.
        let exported = support::rows_of(&admin.get("/students/export.xlsx").await.bytes);
        for person in PEOPLE {
            assert!(exported.iter().any(|row| row.iter().any(|c| c == person[2])), "{}", person[2]);
        }
    }

    async fn a_wrong_kind_of_document_is_told_with_what_it_looks_like(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let row = |number: &str, kind: &str, document: &str| {
            [number, "王一", kind, document].map(str::to_string).to_vec()
        };
        let rows = [
            row("1", "居民身份证", "810000199408230021"),
            row("2", "港澳台居民居住证", "11010519491231002X"),
            row("3", "港澳台居民居住证", "810000199408230022"),
            row("4", "港澳居民来往内地通行证", "X12345678"),
            row("5", "台湾居民来往大陆通行证", "1234"),
            row("6", "护照", "PASSPORT"),
        ];
        let file = workbook(&TITLES[..4], &rows);
        let import = app.dry_run(&admin, PATH, "a.xlsx", file).await;
        assert_eq!(import["counts"]["refused"], 6, "{import}");
        let path = format!("{PATH}/{}/rows", import["id"].as_str().unwrap());
        let page = admin.get(&path).await.expect(200);
        let codes: Vec<_> = page["items"].as_array().unwrap().iter().map(|r| r["problems"][0]["code"].as_str().unwrap().to_string()).collect();
        assert_eq!(codes, ["id_wrong_type", "id_wrong_type", "id_checksum", "id_charset", "id_length", "id_charset"]);
    }

    async fn a_name_of_fifty_one_characters_is_refused(app: TestApp) {
        let school = app.school("32");
        let admin = app.school_admin(&school).await;
        let rows = vec![vec!["1".to_string(), format!("{LONG}提"), "护照".into(), "E12345678".into()]];
        let import = app.dry_run(&admin, PATH, "a.xlsx", workbook(&TITLES[..4], &rows)).await;
        assert_eq!(import["counts"]["refused"], 1, "{import}");
    }
}
