//! Tells cargo what is embedded in the binary, so that a changed interface or migration is built in, and how a release
//! is linked.

use std::path::Path;

/// Functions that came out alike are kept once (hundreds of queries differ by their types alone), and relocations are
/// written short, which needs glibc 2.36. Said to the linker that Rust brings for this target.
const LINK: [&str; 2] = ["-Wl,--icf=all", "-Wl,-z,pack-relative-relocs"];

fn main() {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    if set("PROFILE") == "release" && set("TARGET") == "x86_64-unknown-linux-gnu" {
        LINK.iter().for_each(|argument| say(&format!("rustc-link-arg-bins={argument}")));
    }
    let mut embedded = vec!["migrations/sqlite", "migrations/postgres", "data"];
    // A path that is not there would count as changed at every build.
    embedded.push(if Path::new("../web/dist").exists() {
        "../web/dist"
    } else {
        "../web/package.json"
    });
    for path in embedded {
        say(&format!("rerun-if-changed={path}"));
    }
}

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn say(instruction: &str) {
    println!("cargo::{instruction}");
}
