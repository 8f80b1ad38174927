//! Whatever a stranger's file can reach, given the vectors with anything done to them: nothing
//! falls, and nothing is taken for ours that is not.
//!
//! Each test is a target of its own: `cargo bolero test -p onex-credential NAME` runs one for as
//! long as one likes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use onex_credential::bundle::Bundle;
use onex_credential::did::DidDocument;
use onex_credential::status::{Bits, MAX_LENGTH};
use onex_credential::verify::{Verdict, verify};
use onex_credential::{
    AchievementCredential, Secured, StatusList, Trust, TrustBundle, jwt, qr, seal,
};
use onex_translog::note;

/// A place in a file, what is done there, and with how many bytes.
type Edit = (u16, u8, u8);

/// Which file, what is done to it, and bytes to do it with.
type Input = (u8, [Edit; 4], [u8; 16]);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/verifier/vectors")
}

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let text = std::fs::read(folder().join("trust.json")).unwrap();
    TrustBundle::parse(&text).unwrap().open().unwrap()
});

static SEALED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| corpus(&[".sealed.pdf"]));

/// The vectors whose names end so, and the empty file.
fn corpus(ends: &[&str]) -> Vec<Vec<u8>> {
    let mut names: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let ours = |path: &PathBuf| ends.iter().any(|end| path.to_str().unwrap().ends_with(end));
    let files = names.iter().filter(|path| ours(path)).map(|path| std::fs::read(path).unwrap());
    let files: Vec<_> = std::iter::once(Vec::new()).chain(files).collect();
    assert!(files.len() > 1, "there is no file that ends in {ends:?}");
    files
}

/// What the input stands for.
fn applied((which, edits, bytes): &Input, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut file = corpus[usize::from(*which) % corpus.len()].clone();
    for (at, what, length) in edits {
        let at = usize::from(*at) % (file.len() + 1);
        let end = (at + usize::from(*length)).min(file.len());
        // Half of the edits do nothing, or no file would come through whole.
        match what % 12 {
            0 => drop(file.drain(at..end)),
            1 => drop(file.splice(at..at, bytes.iter().copied())),
            2 => file.truncate(at),
            3 => {
                // A piece of another file.
                let other = &corpus[usize::from(*length) % corpus.len()];
                let from = other.len() / 2;
                let piece = &other[from..(from + usize::from(*length)).min(other.len())];
                drop(file.splice(at..end, piece.iter().copied()));
            }
            4 => {
                let twice = file[at..end].to_vec();
                drop(file.splice(at..at, twice));
            }
            5 | 6 => file.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << (length % 8)),
            _ => {}
        }
    }
    file
}

macro_rules! targets {
    ($($name:ident($($end:literal)*) = $target:expr;)*) => {$(
        #[test]
        fn $name() {
            let corpus = corpus(&[$($end),*]);
            let target = $target;
            bolero::check!()
                .with_iterations(2000)
                .with_test_time(Duration::from_secs(2))
                .with_type::<Input>()
                .for_each(|input| target(&applied(input, &corpus)));
        }
    )*};
}

targets! {
    tokens(".jwt") = |input: &[u8]| {
        let Ok(text) = str::from_utf8(input) else { return };
        // One document has one token: what is read is written the same.
        if let Ok(decoded) = jwt::decode::<AchievementCredential>(text) {
            assert!(text.starts_with(&decoded.signed));
        }
        let _ = jwt::decode::<StatusList>(text).map(|list| list.document.bits());
    };
    credentials_with_a_proof(".di.json") = |input: &[u8]| {
        if let Ok(secured) = Secured::<AchievementCredential>::parse(input) {
            let text = secured.to_json().unwrap();
            assert_eq!(Secured::parse(text.as_bytes()), Ok(secured));
        }
        let _ = Secured::<StatusList>::parse(input);
    };
    compressed_bits(".bits.txt") = |input: &[u8]| {
        let Ok(text) = str::from_utf8(input) else { return };
        if let Ok(bits) = Bits::decode(text, MAX_LENGTH) {
            assert!(bits.length() <= usize::try_from(MAX_LENGTH).unwrap());
        }
    };
    heads_of_the_log(".note") = |input: &[u8]| {
        if let Ok((head, _)) = note::open(input, TRUST.log_keys()) {
            assert_eq!(head.size, 8);
        }
    };
    codes(".qr.txt") = |input: &[u8]| {
        let Ok(text) = str::from_utf8(input) else { return };
        if let Ok(packed) = qr::unpack(text) {
            assert_eq!(packed.snapshot.seal(), Ok(packed.sealed));
        }
    };
    seals(".pdf") = |input: &[u8]| {
        if let Ok(checked) = seal::check(input, |id| TRUST.owner(id).map(|(_, key)| key)) {
            assert!(SEALED.iter().any(|pdf| pdf == input));
            assert!(input.get(checked.credential).is_some());
        }
    };
    bundles(".bundle.json") = |input: &[u8]| {
        if let Ok(bundle) = Bundle::parse(input) {
            let text = serde_json::to_vec(&bundle).unwrap();
            assert_eq!(Bundle::parse(&text).as_ref(), Ok(&bundle));
            let _ = bundle.open();
        }
    };
    did_documents("did.json" "did.zh.json") = |input: &[u8]| {
        if let Ok(keys) = DidDocument::parse(input).and_then(|document| document.keys()) {
            assert!(keys.iter().all(|(id, _)| id.starts_with("k-")));
        }
    };
    trust_bundles("trust.json" "trust.revoked.json") = |input: &[u8]| {
        let _ = TrustBundle::parse(input).and_then(TrustBundle::open);
    };
    files_of_any_kind("l.jwt" "h.jwt" "g.jwt" ".di.json" ".qr.txt" ".bundle.json" ".pdf") = |input: &[u8]| {
        let report = verify(input, &TRUST, 1_593_748_800);
        assert_eq!(report.reason.is_some(), !matches!(report.verdict, Verdict::Valid | Verdict::Revoked | Verdict::Superseded));
        if let Some(printed) = report.printed {
            assert!(["王小明", "买买提·艾力𠮷"].contains(&printed.holder_name.as_str()));
            assert!(printed.subjects.iter().all(|s| s.value.as_deref() != Some("97.5")));
        }
    };
}
