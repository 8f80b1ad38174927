//! Tells cargo what is embedded in the binary, so that a changed interface or migration is built in.

use std::path::Path;

fn main() {
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
