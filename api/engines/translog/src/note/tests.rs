use super::*;

/// The public key of the documentation of Go's golang.org/x/mod/sumdb/note, and a note that its
/// owner signed.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

#[test]
fn a_published_key_has_its_id_and_a_published_note_is_signed_by_it() {
    let keys = [NoteKey::parse(KEY).unwrap()];
    assert_eq!(keys[0].to_string(), KEY);
    let (text, signatures) = parts(NOTE.as_bytes()).unwrap();
    assert_eq!(verify(text, &signatures, &keys).unwrap(), &keys[0]);
    let changed = NOTE.replace("your problem is", "the problem is");
    let (text, signatures) = parts(changed.as_bytes()).unwrap();
    assert_eq!(verify(text, &signatures, &keys), Err(NoteError::Signature));
    // Signed well, and yet no head of a tree.
    assert_eq!(open(NOTE.as_bytes(), &keys), Err(NoteError::Origin));
}

#[test]
fn a_text_may_have_empty_lines_and_keeps_its_last_newline() {
    let (text, signatures) = parts("a\n\nb\n\n\u{2014} k AAAAAAA=\n".as_bytes()).unwrap();
    assert_eq!(text, "a\n\nb\n");
    assert_eq!(signatures, [("k", [0; 4], vec![0])]);
}

#[test]
fn a_number_has_one_spelling() {
    assert_eq!(decimal("0"), Some(0));
    assert_eq!(decimal("9223372036854775807"), Some(MAX_SIZE));
    for text in ["", "+1", "-0", "01", "00", "9223372036854775808", "1 ", "0x1", "１"] {
        assert_eq!(decimal(text), None, "{text:?}");
    }
}
