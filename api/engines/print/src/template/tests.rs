use super::*;

fn texts() -> Texts {
    Texts::standard(CertificateKind::SkillCertificate).unwrap()
}

fn refused(edit: impl Fn(&mut Texts)) -> TemplateError {
    let mut texts = texts();
    edit(&mut texts);
    Template::new(&texts, None, None).unwrap_err()
}

#[test]
fn the_standard_texts_are_templates_and_survive_json() {
    for kind in [CertificateKind::SkillCertificate, CertificateKind::TrainingCertificate] {
        let texts = Texts::standard(kind).unwrap();
        Template::new(&texts, None, None).unwrap();
        assert_eq!(Texts::read(&serde_json::to_string(&texts).unwrap()), Ok(texts));
    }
    assert!(matches!(Texts::read("{}"), Err(TemplateError::Unreadable { .. })));
}

#[test]
fn a_text_is_taken_apart_at_its_placeholders() {
    let pieces = parse("x", "参加{edition}考核，{holder}").unwrap();
    let literal = |text: &str| Piece::Literal(text.to_owned());
    assert_eq!(
        pieces,
        [
            literal("参加"),
            Piece::Field(Field::Edition),
            literal("考核，"),
            Piece::Field(Field::Holder)
        ]
    );
}

#[test]
fn what_is_wrong_with_a_text_is_said_with_its_name() {
    let text = || "statement.zh".to_owned();
    let statement = |zh: &str| refused(|t| t.statement.zh = zh.to_owned());
    assert_eq!(statement(" "), TemplateError::Empty { text: text() });
    let name = "subjekt".to_owned();
    assert_eq!(statement("a {subjekt} b"), TemplateError::Placeholder { text: text(), name });
    for unbalanced in ["a { b", "a } b", "{{title}}", "{title", "title}"] {
        assert_eq!(statement(unbalanced), TemplateError::Brace { text: text() }, "{unbalanced}");
    }
    let long = "长".repeat(MAX_LENGTH + 1);
    let error = TemplateError::Length { text: text(), actual: MAX_LENGTH + 1, max: MAX_LENGTH };
    assert_eq!(statement(&long), error);
    let label = refused(|t| t.labels.scan.en = Some("{x}".to_owned()));
    assert!(label.to_string().starts_with("labels.scan.en has the placeholder {x}"), "{label}");
}
