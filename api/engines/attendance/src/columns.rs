//! Columns by their titles, as the programs write them.

use onex_sheets::{Cell, header::normalise};

/// Titles that mean the same, the surest first: where a header has several of them, the first counts. What follows in
/// brackets is a remark and was taken off. 观看回放时长, the time of a recording watched later, is not among them.
const NAME: &[&str] = &[
    "姓名",
    "学生姓名",
    "用户昵称",
    "入会昵称",
    "昵称",
    "成员",
    "参会人",
    "参会人员",
    "参会者",
    "name",
    "participant",
];
const JOINED: &[&str] = &["入会时间", "进入时间", "加入时间", "jointime"];
const LEFT: &[&str] = &["退会时间", "离会时间", "离开时间", "退出时间", "leavetime"];
/// Of all stays of somebody: between them they may have been out.
const FIRST_JOINED: &[&str] = &["首次入会时间", "首次进入时间", "首次加入时间"];
const LAST_LEFT: &[&str] = &["最后退会时间", "最后离会时间", "最后离开时间", "最后退出时间"];
const DURATION: &[&str] = &[
    "累计参会时长",
    "参会时长",
    "入会时长",
    "在会时长",
    "观看直播时长",
    "直播观看时长",
    "观看时长",
    "duration",
];
const PHONE: &[&str] = &["手机号", "手机号码", "手机", "phone"];

/// Where each field stands, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    pub name: usize,
    pub joined: Option<usize>,
    pub left: Option<usize>,
    pub duration: Option<usize>,
    pub phone: Option<usize>,
    /// The times are those of single stays, and both are there.
    pub stays: bool,
    /// Titles as they stand, by column.
    pub titles: Vec<String>,
}

/// A row that is no header, as far as it looks like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoHeader {
    pub found: Vec<String>,
    pub missing: Vec<&'static str>,
}

/// Reads a row as a header.
pub(crate) fn columns(cells: &[Cell]) -> Result<Columns, NoHeader> {
    let titles: Vec<String> = cells.iter().map(|cell| cell.display().trim().to_owned()).collect();
    let normal: Vec<String> = titles.iter().map(|title| normalise(title)).collect();
    let find = |aliases: &[&str]| {
        aliases.iter().find_map(|alias| normal.iter().position(|title| title == alias))
    };
    let (joined, left) = (find(JOINED), find(LEFT));
    let stays = joined.is_some() && left.is_some();
    let joined = joined.or_else(|| find(FIRST_JOINED));
    let left = left.or_else(|| find(LAST_LEFT));
    let duration = find(DURATION);
    // Between the first joining and the last leaving somebody may have been out.
    let timed = duration.is_some() || stays;
    match find(NAME) {
        Some(name) if timed => {
            Ok(Columns { name, joined, left, duration, phone: find(PHONE), stays, titles })
        }
        name => {
            let mut missing = Vec::new();
            if name.is_none() {
                missing.push("a name (昵称, 姓名)");
            }
            if !timed {
                missing.push("a duration (参会时长, 观看时长) or the times of joining and leaving of each stay (入会时间, 退会时间)");
            }
            Err(NoHeader {
                found: titles.into_iter().filter(|title| !title.is_empty()).collect(),
                missing,
            })
        }
    }
}

impl Columns {
    /// Titles of columns that are not read.
    pub(crate) fn ignored(&self) -> Vec<String> {
        let read = [Some(self.name), self.joined, self.left, self.duration, self.phone];
        let ignored = self.titles.iter().enumerate();
        let ignored = ignored.filter(|(at, title)| !title.is_empty() && !read.contains(&Some(*at)));
        ignored.map(|(_, title)| title.clone()).collect()
    }
}
