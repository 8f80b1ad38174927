//! Why rows are refused, as clerks read it in the file they get back.

/// The column of the reasons, and what a file of refused rows is called.
pub const TITLE: &str = "原因";
pub const REFUSED: &str = "未通过";

/// One code a line: `code = sentence`.
const CATALOGUE: &str = include_str!("reasons/zh.txt");

/// The sentence for a code; `{row}` in it is the other row that it speaks of.
pub fn text(code: &str, other_row: Option<i32>) -> Option<String> {
    let sentence = CATALOGUE.lines().find_map(|line| {
        let (name, sentence) = line.split_once(" = ")?;
        (name == code).then_some(sentence)
    })?;
    let other = other_row.map_or_else(|| "其他".into(), |row| format!("第 {row} "));
    Some(sentence.replace("{row}", &other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_with_a_sentence() {
        let codes: Vec<_> = CATALOGUE.lines().map(|l| l.split_once(" = ").expect(l).0).collect();
        let unique: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!(unique.len(), codes.len());
        let said = |code, row| text(code, row).unwrap_or_default();
        assert_eq!(said("required", None), "必填");
        assert_eq!(said("duplicate", Some(3)), "与上传文件的第 3 行重复");
        assert_eq!(said("duplicate", None), "与上传文件的其他行重复");
        assert_eq!(text("no such code", None), None);
    }

    #[test]
    fn faults_of_documents_names_and_phones_have_sentences() {
        for code in [
            onex_identity::id_number::IdError::Checksum.code(),
            onex_identity::id_number::IdError::NumericCell.code(),
            onex_identity::name::NameError::BrokenEncoding { position: 1 }.code(),
            onex_identity::contact::PhoneError::Prefix.code(),
            onex_sheets::CellProblem::Formula.code(),
        ] {
            assert!(text(code, None).is_some(), "{code}");
        }
    }
}
