//! How a release is linked.

/// Functions that came out alike are kept once (hundreds of queries differ by their types alone), and relocations are
/// written short, which needs glibc 2.36. Said to the linker that Rust brings for this target.
const LINK: [&str; 2] = ["-Wl,--icf=all", "-Wl,-z,pack-relative-relocs"];

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn main() {
    let set = |name: &str| std::env::var(name).unwrap_or_default();
    if set("PROFILE") == "release" && set("TARGET") == "x86_64-unknown-linux-gnu" {
        LINK.iter().for_each(|argument| println!("cargo::rustc-link-arg-bins={argument}"));
    }
    println!("cargo::rerun-if-changed=build.rs");
}
