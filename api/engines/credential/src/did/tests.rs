use super::*;

#[test]
fn an_address_and_its_did_name_each_other() {
    for (address, did, document) in [
        (
            "https://onex.example",
            "did:web:onex.example",
            "https://onex.example/.well-known/did.json",
        ),
        (
            "https://onex.example:8443",
            "did:web:onex.example%3A8443",
            "https://onex.example:8443/.well-known/did.json",
        ),
        ("https://a-1.cn/x/y_z", "did:web:a-1.cn:x:y_z", "https://a-1.cn/x/y_z/did.json"),
        (
            "https://127.0.0.1:8080",
            "did:web:127.0.0.1%3A8080",
            "https://127.0.0.1:8080/.well-known/did.json",
        ),
    ] {
        assert_eq!(web(address).as_deref(), Ok(did));
        assert_eq!(url(did).as_deref(), Ok(address));
        assert_eq!(document_url(did).as_deref(), Ok(document));
    }
    assert_eq!(web("http://OneX.example/").as_deref(), Ok("did:web:onex.example"));
}

#[test]
fn what_is_no_site_has_no_did() {
    for address in [
        "",
        "onex.example",
        "ftp://onex.example",
        "https://",
        "https://a b",
        "https://-a.cn",
        "https://a..cn",
        "https://a.cn:0",
        "https://a.cn:080",
        "https://a.cn:99999",
        "https://a.cn:",
        "https://u@a.cn",
        "https://a.cn/?q",
        "https://a.cn/#f",
        "https://a.cn//b",
        "https://a.cn/../b",
        "https://a.cn/%41",
        "https://[::1]",
        "https://例子.cn",
    ] {
        assert_eq!(web(address), Err(DidError::Address(address.to_owned())));
    }
    for did in [
        "did:web:",
        "did:key:z6Mk",
        "did:web:A.cn",
        "did:web:a.cn%3a80",
        "did:web:a.cn#k",
        "did:web:a.cn:",
    ] {
        assert_eq!(url(did), Err(DidError::Identifier(did.to_owned())));
    }
}
