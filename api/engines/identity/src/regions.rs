//! The province-level regions: the two leading digits of GB/T 2260, all 34.

use serde::Serialize;

/// A province-level region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Region {
    /// Two digits of GB/T 2260, such as `11`.
    pub code: &'static str,
    /// Full Chinese name.
    pub name_zh: &'static str,
    /// Short Chinese name, two or three characters.
    pub short_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Whether a branch of the programme serves it: 31 do (notice, section 6), all but 71, 81, 82.
    pub has_branch: bool,
}

const fn branch(
    code: &'static str,
    name_zh: &'static str,
    short_zh: &'static str,
    name_en: &'static str,
) -> Region {
    Region { code, name_zh, short_zh, name_en, has_branch: true }
}

const fn no_branch(
    code: &'static str,
    name_zh: &'static str,
    short_zh: &'static str,
    name_en: &'static str,
) -> Region {
    Region { code, name_zh, short_zh, name_en, has_branch: false }
}

/// All 34 regions in the order of their codes.
pub static REGIONS: [Region; 34] = [
    branch("11", "北京市", "北京", "Beijing"),
    branch("12", "天津市", "天津", "Tianjin"),
    branch("13", "河北省", "河北", "Hebei"),
    branch("14", "山西省", "山西", "Shanxi"),
    branch("15", "内蒙古自治区", "内蒙古", "Inner Mongolia"),
    branch("21", "辽宁省", "辽宁", "Liaoning"),
    branch("22", "吉林省", "吉林", "Jilin"),
    branch("23", "黑龙江省", "黑龙江", "Heilongjiang"),
    branch("31", "上海市", "上海", "Shanghai"),
    branch("32", "江苏省", "江苏", "Jiangsu"),
    branch("33", "浙江省", "浙江", "Zhejiang"),
    branch("34", "安徽省", "安徽", "Anhui"),
    branch("35", "福建省", "福建", "Fujian"),
    branch("36", "江西省", "江西", "Jiangxi"),
    branch("37", "山东省", "山东", "Shandong"),
    branch("41", "河南省", "河南", "Henan"),
    branch("42", "湖北省", "湖北", "Hubei"),
    branch("43", "湖南省", "湖南", "Hunan"),
    branch("44", "广东省", "广东", "Guangdong"),
    branch("45", "广西壮族自治区", "广西", "Guangxi"),
    branch("46", "海南省", "海南", "Hainan"),
    branch("50", "重庆市", "重庆", "Chongqing"),
    branch("51", "四川省", "四川", "Sichuan"),
    branch("52", "贵州省", "贵州", "Guizhou"),
    branch("53", "云南省", "云南", "Yunnan"),
    branch("54", "西藏自治区", "西藏", "Tibet"),
    branch("61", "陕西省", "陕西", "Shaanxi"),
    branch("62", "甘肃省", "甘肃", "Gansu"),
    branch("63", "青海省", "青海", "Qinghai"),
    branch("64", "宁夏回族自治区", "宁夏", "Ningxia"),
    branch("65", "新疆维吾尔自治区", "新疆", "Xinjiang"),
    no_branch("71", "台湾省", "台湾", "Taiwan"),
    no_branch("81", "香港特别行政区", "香港", "Hong Kong"),
    no_branch("82", "澳门特别行政区", "澳门", "Macao"),
];

/// The region of a two-digit code.
pub fn by_code(code: &str) -> Option<&'static Region> {
    REGIONS.binary_search_by(|r| r.code.cmp(code)).ok().and_then(|i| REGIONS.get(i))
}

/// The region of a full or short Chinese name, blanks ignored.
pub fn by_name(name: &str) -> Option<&'static Region> {
    let name: String = name.chars().filter(|c| !crate::chars::is_blank(*c)).collect();
    REGIONS.iter().find(|r| r.name_zh == name || r.short_zh == name)
}

/// The 31 regions that a branch of the programme serves, by code.
pub fn with_branch() -> impl Iterator<Item = &'static Region> {
    REGIONS.iter().filter(|r| r.has_branch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_sorted_and_unique() {
        assert!(REGIONS.windows(2).all(|w| w[0].code < w[1].code));
        for field in [|r: &Region| r.name_zh, |r: &Region| r.short_zh, |r: &Region| r.name_en] {
            assert_eq!(REGIONS.iter().map(field).collect::<BTreeSet<_>>().len(), 34);
        }
        assert!(REGIONS.iter().all(|r| r.name_zh.starts_with(r.short_zh)));
    }

    #[test]
    fn thirty_one_have_a_branch() {
        assert_eq!(with_branch().count(), 31);
        let without: Vec<_> = REGIONS.iter().filter(|r| !r.has_branch).map(|r| r.code).collect();
        assert_eq!(without, ["71", "81", "82"]);
    }

    #[test]
    fn regions_are_found_by_code_and_by_name() {
        assert!(REGIONS.iter().all(|r| by_code(r.code) == Some(r)));
        assert_eq!(by_name("内蒙古").map(|r| r.code), Some("15"));
        assert_eq!(by_name(" 重庆市 ").map(|r| r.code), Some("50"));
        for code in ["", "1", "10", "110000", "83", "99", "1１"] {
            assert_eq!(by_code(code), None, "{code}");
        }
        assert_eq!(by_name("海"), None);
    }
}
