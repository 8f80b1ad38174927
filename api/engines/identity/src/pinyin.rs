//! Pinyin for search: initials and full readings of names of people and of institutions, in
//! lower-case ASCII, ü written v. Never shown as the official spelling of anybody's name.
//!
//! What has no reading: ASCII letters and digits stand for themselves, every other character
//! (dots, brackets, unread rare characters) maps to nothing. So a key may be empty, and search by
//! the name itself must always stand beside it.

use ::pinyin::ToPinyin;

/// Surnames of several characters of which one is read otherwise than alone.
const COMPOUND_SURNAMES: &[(&str, &[&str])] = &[
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("令狐", &["ling", "hu"]),
    ("长孙", &["zhang", "sun"]),
    ("澹台", &["tan", "tai"]),
    ("单于", &["chan", "yu"]),
    ("鲜于", &["xian", "yu"]),
    ("夏侯", &["xia", "hou"]),
    ("拓跋", &["tuo", "ba"]),
    ("乐正", &["yue", "zheng"]),
    ("夹谷", &["jia", "gu"]),
    ("谷梁", &["gu", "liang"]),
    ("宰父", &["zai", "fu"]),
    ("皇甫", &["huang", "fu"]),
];

/// Surnames read otherwise than the character most often is.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('区', "ou"),
    ('查', "zha"),
    ('任', "ren"),
    ('华', "hua"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('缪', "miao"),
    ('覃', "qin"),
    ('尉', "wei"),
    ('乐', "yue"),
    ('翟', "zhai"),
    ('黑', "he"),
    ('折', "she"),
    ('召', "shao"),
    ('种', "chong"),
    ('秘', "bi"),
    ('员', "yun"),
    ('贠', "yun"),
    ('祭', "zhai"),
    ('洗', "xian"),
    ('繁', "po"),
    ('车', "che"),
    ('盛', "sheng"),
    ('葛', "ge"),
    ('晁', "chao"),
    ('长', "zhang"),
    ('都', "du"),
    ('句', "gou"),
    ('隗', "wei"),
    ('乜', "nie"),
    ('粘', "nian"),
    ('薄', "bo"),
    ('卜', "bu"),
    ('柏', "bai"),
    ('訾', "zi"),
    ('藏', "zang"),
    ('么', "yao"),
    ('莘', "shen"),
    ('郗', "xi"),
    ('佴', "nai"),
    ('适', "kuo"),
];

/// Words of titles and places with a character that is read otherwise than most often. Longer
/// words go before shorter ones they contain.
const WORDS: &[(&str, &[&str])] = &[
    // places
    ("重庆", &["chong", "qing"]),
    ("长白", &["chang", "bai"]),
    ("长春", &["chang", "chun"]),
    ("长沙", &["chang", "sha"]),
    ("长江", &["chang", "jiang"]),
    ("长安", &["chang", "an"]),
    ("长治", &["chang", "zhi"]),
    ("长垣", &["chang", "yuan"]),
    ("长丰", &["chang", "feng"]),
    ("长城", &["chang", "cheng"]),
    ("长兴", &["chang", "xing"]),
    ("长乐", &["chang", "le"]),
    ("厦门", &["xia", "men"]),
    ("西藏", &["xi", "zang"]),
    ("藏医", &["zang", "yi"]),
    ("藏族", &["zang", "zu"]),
    ("单县", &["shan", "xian"]),
    ("乐清", &["yue", "qing"]),
    ("乐山", &["le", "shan"]),
    ("蚌埠", &["beng", "bu"]),
    ("六安", &["lu", "an"]),
    ("六合", &["lu", "he"]),
    ("台州", &["tai", "zhou"]),
    ("天台", &["tian", "tai"]),
    ("丽水", &["li", "shui"]),
    ("番禺", &["pan", "yu"]),
    ("东莞", &["dong", "guan"]),
    ("朝阳", &["chao", "yang"]),
    ("朝鲜", &["chao", "xian"]),
    ("涡阳", &["guo", "yang"]),
    ("铅山", &["yan", "shan"]),
    ("歙县", &["she", "xian"]),
    ("枞阳", &["zong", "yang"]),
    ("浚县", &["xun", "xian"]),
    ("洪洞", &["hong", "tong"]),
    ("繁峙", &["fan", "shi"]),
    ("尉犁", &["yu", "li"]),
    ("尉氏", &["wei", "shi"]),
    ("莎车", &["sha", "che"]),
    ("喀什", &["ka", "shi"]),
    ("什邡", &["shi", "fang"]),
    ("犍为", &["qian", "wei"]),
    ("筠连", &["jun", "lian"]),
    ("荥阳", &["xing", "yang"]),
    ("荥经", &["ying", "jing"]),
    ("牟平", &["mu", "ping"]),
    ("莘县", &["shen", "xian"]),
    ("东阿", &["dong", "e"]),
    ("大城县", &["dai", "cheng", "xian"]),
    ("曲阜", &["qu", "fu"]),
    ("曲靖", &["qu", "jing"]),
    ("都匀", &["du", "yun"]),
    ("成都", &["cheng", "du"]),
    ("首都", &["shou", "du"]),
    ("江都", &["jiang", "du"]),
    ("昌都", &["chang", "du"]),
    ("南充", &["nan", "chong"]),
    ("渑池", &["mian", "chi"]),
    ("中牟", &["zhong", "mu"]),
    ("宿迁", &["su", "qian"]),
    ("宿州", &["su", "zhou"]),
    ("沈阳", &["shen", "yang"]),
    ("济南", &["ji", "nan"]),
    // words of titles
    ("会计", &["kuai", "ji"]),
    ("财会", &["cai", "kuai"]),
    ("银行", &["yin", "hang"]),
    ("行业", &["hang", "ye"]),
    ("音乐", &["yin", "yue"]),
    ("民乐", &["min", "yue"]),
    ("交通", &["jiao", "tong"]),
    ("广播", &["guang", "bo"]),
    ("传媒", &["chuan", "mei"]),
    ("传播", &["chuan", "bo"]),
    ("传统", &["chuan", "tong"]),
    ("解放", &["jie", "fang"]),
    ("重点", &["zhong", "dian"]),
    ("应用", &["ying", "yong"]),
    ("调查", &["diao", "cha"]),
    ("藏药", &["zang", "yao"]),
    ("大夫", &["dai", "fu"]),
    ("校长", &["xiao", "zhang"]),
    ("石家庄", &["shi", "jia", "zhuang"]),
    ("都江堰", &["du", "jiang", "yan"]),
];

/// Characters whose first reading in the dictionary is not the one that titles use.
const TITLE_CHARS: &[(char, &str)] = &[
    ('长', "chang"),
    ('都', "du"),
    ('蚌', "beng"),
    ('莞', "guan"),
    ('厦', "xia"),
    ('车', "che"),
    ('省', "sheng"),
];

/// One part of a reading.
enum Piece {
    /// The syllable of one Han character.
    Syllable(String),
    /// A run of ASCII letters and digits, in lower case.
    Run(String),
}

impl Piece {
    fn text(&self) -> &str {
        match self {
            Piece::Syllable(text) | Piece::Run(text) => text,
        }
    }
}

/// Initials of a person's name: the first letter of each Han character and of each Latin word.
/// `单雄信` gives `sxx`, `John Smith` gives `js`.
pub fn initials(name: &str) -> String {
    person(name).iter().filter_map(|p| p.text().chars().next()).collect()
}

/// The whole reading of a person's name, run together: `单雄信` gives `shanxiongxin`.
pub fn full(name: &str) -> String {
    person(name).iter().map(Piece::text).collect()
}

/// Initials of a title, such as an institution's name: the first letter of each Han character,
/// runs of ASCII letters and digits whole. `重庆大学` gives `cqdx`, `第101中学` gives `d101zx`.
pub fn initials_of_title(title: &str) -> String {
    let mut out = String::new();
    for piece in read(title, WORDS, TITLE_CHARS) {
        match piece {
            Piece::Syllable(syllable) => out.extend(syllable.chars().next()),
            Piece::Run(run) => out.push_str(&run),
        }
    }
    out
}

/// The whole reading of a title, run together.
pub fn full_of_title(title: &str) -> String {
    read(title, WORDS, TITLE_CHARS).iter().map(Piece::text).collect()
}

fn person(name: &str) -> Vec<Piece> {
    let name = name.trim_start_matches(crate::chars::is_blank);
    // Transliterated names, which have a dot, begin with no Chinese surname.
    if !name.contains(crate::name::MIDDLE_DOT) {
        if let Some((surname, syllables)) =
            COMPOUND_SURNAMES.iter().find(|(s, _)| name.starts_with(s))
        {
            let mut out = syllables.iter().map(|s| Piece::Syllable((*s).to_owned())).collect();
            read_onto(&mut out, &name[surname.len()..], &[], &[]);
            return out;
        }
        if let Some((surname, syllable)) = SURNAMES.iter().find(|(s, _)| name.starts_with(*s)) {
            let mut out = vec![Piece::Syllable((*syllable).to_owned())];
            read_onto(&mut out, &name[surname.len_utf8()..], &[], &[]);
            return out;
        }
    }
    read(name, &[], &[])
}

fn read(text: &str, words: &[(&str, &[&str])], single: &[(char, &str)]) -> Vec<Piece> {
    let mut out = Vec::new();
    read_onto(&mut out, text, words, single);
    out
}

fn read_onto(out: &mut Vec<Piece>, text: &str, words: &[(&str, &[&str])], single: &[(char, &str)]) {
    // An apostrophe does not end a Latin word, every other sign does.
    let mut in_run = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((word, syllables)) = words.iter().find(|(w, _)| rest.starts_with(w)) {
            out.extend(syllables.iter().map(|s| Piece::Syllable((*s).to_owned())));
            rest = &rest[word.len()..];
            in_run = false;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let c = crate::chars::half_width(c);
        if c.is_ascii_alphanumeric() {
            let c = c.to_ascii_lowercase();
            match out.last_mut() {
                Some(Piece::Run(run)) if in_run => run.push(c),
                _ => out.push(Piece::Run(c.to_string())),
            }
            in_run = true;
            continue;
        }
        in_run = in_run && c == '\'';
        let syllable = match single.iter().find(|(s, _)| *s == c) {
            Some((_, syllable)) => (*syllable).to_owned(),
            None => c.to_pinyin().map(|p| ascii(p.plain())).unwrap_or_default(),
        };
        if !syllable.is_empty() {
            out.push(Piece::Syllable(syllable));
        }
    }
}

/// The plain readings keep ü and a few syllables without vowel (ê, ḿ, ń).
fn ascii(plain: &str) -> String {
    plain
        .chars()
        .filter_map(|c| match c {
            'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => Some('v'),
            'ê' | 'ế' | 'ề' => Some('e'),
            'ḿ' => Some('m'),
            'ń' | 'ň' | 'ǹ' => Some('n'),
            c if c.is_ascii_lowercase() => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn surnames_are_read_as_surnames() {
        for (name, short, long) in [
            ("张三", "zs", "zhangsan"),
            ("单雄信", "sxx", "shanxiongxin"),
            ("曾国藩", "zgf", "zengguofan"),
            ("仇英", "qy", "qiuying"),
            ("解缙", "xj", "xiejin"),
            ("区志", "oz", "ouzhi"),
            ("查良镛", "zly", "zhaliangyong"),
            ("尉迟恭", "ycg", "yuchigong"),
            ("万俟卨", "mqx", "moqixie"),
            ("令狐冲", "lhc", "linghuchong"),
            ("长孙无忌", "zswj", "zhangsunwuji"),
            ("单于", "cy", "chanyu"),
            ("万里", "wl", "wanli"),
            ("朴树", "ps", "piaoshu"),
            ("吕布", "lb", "lvbu"),
            ("欧阳修", "oyx", "ouyangxiu"),
            // In a given name the same characters keep their usual reading.
            ("王单", "wd", "wangdan"),
        ] {
            assert_eq!((initials(name).as_str(), full(name).as_str()), (short, long), "{name}");
        }
    }

    #[test]
    fn other_names_have_keys_as_well() {
        assert_eq!(initials("买买提·艾力"), "mmtal");
        assert_eq!(initials("曾曾·艾力"), initials("层层·艾力"));
        assert_eq!(initials("John Smith"), "js");
        assert_eq!(full("John O'Brien"), "johnobrien");
        assert_eq!(initials("Ｊｏｈｎ　Ｓｍｉｔｈ"), "js");
        assert_eq!(initials("䶮"), "y");
        assert_eq!(full("Михаил"), "");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn titles_are_read_by_their_words() {
        for (title, short) in [
            ("重庆大学", "cqdx"),
            ("长沙民政职业技术学院", "csmzzyjsxy"),
            ("厦门大学", "xmdx"),
            ("西藏民族大学", "xzmzdx"),
            ("上海立信会计金融学院", "shlxkjjrxy"),
            ("中央音乐学院", "zyyyxy"),
            ("蚌埠学院", "bbxy"),
            ("东莞理工学院", "dglgxy"),
            ("成都信息工程大学", "cdxxgcdx"),
            ("首都经济贸易大学", "sdjjmydx"),
            ("首都师范大学", "sdsfdx"),
            ("第101中学", "d101zx"),
            ("ABC学院（北校区）", "abcxybxq"),
            ("乐清市职业中等专业学校", "yqszyzdzyxx"),
        ] {
            assert_eq!(initials_of_title(title), short, "{title}");
        }
        assert_eq!(full_of_title("重庆工商"), "chongqinggongshang");
        assert_eq!(full_of_title("会计学院"), "kuaijixueyuan");
    }

    #[test]
    fn each_word_has_a_syllable_for_each_character() {
        let tables = WORDS.iter().chain(COMPOUND_SURNAMES);
        for (word, syllables) in tables {
            let full: Vec<_> = word.chars().map(|c| c.to_string()).collect();
            assert_eq!(full.len(), syllables.len(), "{word}");
            assert!(syllables.iter().all(|s| s.bytes().all(|b| b.is_ascii_lowercase())));
        }
    }

    #[test]
    fn no_word_hides_a_longer_one() {
        for (i, (word, _)) in WORDS.iter().enumerate() {
            let hidden = WORDS[i + 1..].iter().find(|(later, _)| later.starts_with(word));
            assert_eq!(hidden, None, "{word}");
        }
    }

    proptest! {
        #[test]
        fn keys_are_lower_case_ascii(text in any::<String>()) {
            for key in [initials(&text), full(&text), initials_of_title(&text), full_of_title(&text)] {
                prop_assert!(key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
            }
        }

        #[test]
        fn initials_begin_the_syllables(name in "[\u{4e00}-\u{9fa5}]{1,6}") {
            let (short, long) = (initials(&name), full(&name));
            prop_assert!(short.len() <= name.chars().count());
            prop_assert_eq!(short.chars().next(), long.chars().next());
        }
    }
}
