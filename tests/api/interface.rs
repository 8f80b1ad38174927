//! The embedded interface, file by file.

use std::io::Read;

use support::{Answer, TestApp, both};

async fn file(app: &TestApp, path: &str, encodings: &str) -> Answer {
    let answer =
        app.request("GET", &format!("/raw/{path}")).header("accept-encoding", encodings).await;
    assert_eq!(answer.status, 200, "{path}");
    answer
}

both! {
    async fn scripts_go_out_packed_as_they_are_held_and_plain_to_who_cannot_unpack(app: TestApp) {
        let page = file(&app, "", "identity").await.text();
        let (_, rest) = page.split_once("src=\"/").expect("the interface is built (scripts/web-build)");
        let (script, _) = rest.split_once('"').unwrap();

        let plain = file(&app, script, "identity").await;
        assert_eq!(plain.header("content-encoding"), "");
        let packed = file(&app, script, "gzip, deflate, br").await;
        assert_eq!(packed.header("content-encoding"), "gzip");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&*packed.bytes).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, plain.bytes);

        for answer in [&plain, &packed] {
            assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
            assert_eq!(answer.header("vary"), "accept-encoding");
            assert!(answer.header("cache-control").contains("immutable"));
        }
        assert_ne!(plain.header("etag"), packed.header("etag"));
        let again = app
            .request("GET", &format!("/raw/{script}"))
            .header("accept-encoding", "gzip")
            .header("if-none-match", packed.header("etag"))
            .await;
        assert_eq!(again.status, 304);
        app.request("GET", "/raw/assets/none.js").await.expect(404);
    }
}
