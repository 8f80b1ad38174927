//! Whom the demo's schools bring: all made up.

/// Students of the demo's school: family names, and given names, combined in turn.
const FAMILY: &[&str] = &["王", "李", "张", "刘", "陈", "杨", "欧阳", "周", "吴", "单"];
const GIVEN: &[&str] = &["小明", "䶮", "雨桐", "子涵", "㛃", "思源", "嘉怡", "浩然", "梓萱"];
const CLASSES: &[(&str, &str, usize)] =
    &[("会计1901", "会计", 22), ("会计1902", "会计", 14), ("财管1901", "财务管理", 15)];

/// Staff number and name.
pub type Staff = &'static [(&'static str, &'static str)];

/// Those of the demo's school who teach its students; they are enrolled for the training that is to come.
pub const TEACHERS: Staff = &[("T001", "沈老师"), ("T002", "韩老师"), ("T003", "秦老师")];

/// Those of the demo's school who are in training.
pub const IN_TRAINING: Staff = &[
    ("T004", "顾清和"),
    ("T005", "陆云舒"),
    ("T006", "许知远"),
    ("T007", "何若水"),
    ("T008", "吕望舒"),
    ("T009", "施怀瑾"),
];

/// Another school of the region, which sends teachers into training as well.
pub struct Neighbour {
    pub name: &'static str,
    pub code: &'static str,
    /// With a right check digit.
    pub uscc: &'static str,
    pub level: &'static str,
    pub pilot_status: &'static str,
    pub clerk: &'static str,
    pub username: &'static str,
    pub staff: Staff,
}

pub const NEIGHBOURS: &[Neighbour] = &[
    Neighbour {
        name: "苏州示范中等财经学校",
        code: "4132099971",
        uscc: "123200004660000206",
        level: "secondary_vocational",
        pilot_status: "non_pilot",
        clerk: "学校管理员丙",
        username: "school-sz",
        staff: &[
            ("T101", "曹静姝"),
            ("T102", "严书航"),
            ("T103", "华南星"),
            ("T104", "金灿然"),
            ("T105", "魏如晦"),
        ],
    },
    Neighbour {
        name: "南通示范职业大学",
        code: "4132099972",
        uscc: "123200004660000307",
        level: "undergraduate",
        pilot_status: "pilot",
        clerk: "学校管理员丁",
        username: "school-nt",
        staff: &[
            ("T201", "陶思齐"),
            ("T202", "姜望岳"),
            ("T203", "戚继芳"),
            ("T204", "谢庭兰"),
            ("T205", "邹明轩"),
        ],
    },
];

/// A list of teachers as a school imports it. The numbers count from `first` on.
pub fn teachers<'a>(staff: impl Iterator<Item = &'a (&'a str, &'a str)>, first: usize) -> String {
    let rows = staff.enumerate().map(|(n, (number, name))| {
        let document = resident_id(1980, first + n);
        format!("{number},{name},{document}\n")
    });
    std::iter::once("工号,姓名,证件号码\n".to_string()).chain(rows).collect()
}

/// The list of students as the school imports it.
pub fn students() -> String {
    let mut out = String::from("学号,姓名,证件号码,专业,年级,行政班\n");
    let mut n = 0;
    for (class, major, size) in CLASSES {
        for _ in 0..*size {
            let name = format!("{}{}", FAMILY[n % FAMILY.len()], GIVEN[n % GIVEN.len()]);
            let document = resident_id(2001, n);
            out.push_str(&format!("2019{:04},{name},{document},{major},2019,{class}\n", n + 1));
            n += 1;
        }
    }
    out
}

/// A number of GB 11643 with its check digit, of a place that no longer is, so that it is nobody's.
fn resident_id(year: usize, n: usize) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("320199{year:04}{:02}{:02}{:03}", 1 + n % 12, 1 + n % 28, n);
    let sum: usize = body.bytes().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{body}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11])
}
