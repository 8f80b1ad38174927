//! Who may import whom: read from the `use` lines and paths, so that the picture in ARCHITECTURE.md stays true.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src")
}

/// The code of a file without comments and without its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap().to_string();
    text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_platform_knows_no_domain() {
    let mut files = Vec::new();
    sources(&root().join("platform"), &mut files);
    for file in files {
        assert!(!code(&file).contains("crate::domains"), "{} imports a slice", file.display());
    }
}

#[test]
fn handlers_do_not_touch_the_database() {
    let mut files = Vec::new();
    sources(&root().join("domains"), &mut files);
    for file in files {
        let name = file.to_string_lossy().into_owned();
        let code = code(&file);
        if name.ends_with("/http.rs") || name.contains("/http/") {
            assert!(!code.contains("diesel::"), "{name} imports diesel");
            assert!(
                !code.contains("super::store") && !code.contains("schema::"),
                "{name} goes past its service"
            );
        }
        if name.ends_with("/policy.rs") {
            assert!(
                !code.contains("platform::db") && !code.contains("diesel"),
                "{name} reaches for the database"
            );
        }
        if name.ends_with("/store.rs") || name.contains("/store/") {
            assert!(!code.contains("crate::domains::"), "{name} imports another slice");
            assert!(
                !code.contains("super::service") && !code.contains("super::http"),
                "{name} looks upward"
            );
        }
    }
}

#[test]
fn slices_know_each_other_only_by_their_face_and_without_a_cycle() {
    let domains = root().join("domains");
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let slices: BTreeSet<String> = std::fs::read_dir(&domains)
        .unwrap()
        .flatten()
        .filter(|e| e.path().is_dir())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    for slice in &slices {
        let mut files = Vec::new();
        sources(&domains.join(slice), &mut files);
        let uses = graph.entry(slice.clone()).or_default();
        for file in files {
            let code = code(&file);
            for other in &slices {
                if other == slice {
                    continue;
                }
                if code.contains(&format!("domains::{other}::"))
                    || code.contains(&format!("domains::{other};"))
                    || code.contains(&format!("domains::{{{other}"))
                {
                    uses.insert(other.clone());
                }
                for inner in ["store", "service", "http"] {
                    assert!(
                        !code.contains(&format!("domains::{other}::{inner}::")),
                        "{} reaches into {other}::{inner}",
                        file.display()
                    );
                }
            }
        }
    }
    // Depth-first: a slice met again on the way down closes a cycle.
    fn visit(slice: &str, graph: &BTreeMap<String, BTreeSet<String>>, way: &mut Vec<String>) {
        assert!(
            !way.iter().any(|s| s == slice),
            "a cycle of slices: {} → {slice}",
            way.join(" → ")
        );
        way.push(slice.to_string());
        for next in &graph[slice] {
            visit(next, graph, way);
        }
        way.pop();
    }
    for slice in graph.keys() {
        visit(slice, &graph, &mut Vec::new());
    }
}

#[test]
fn engines_are_pure() {
    let mut files = Vec::new();
    sources(&root().join("../engines"), &mut files);
    for file in files.iter().filter(|f| f.components().any(|c| c.as_os_str() == "src")) {
        let code = code(file);
        for foreign in ["diesel", "actix", "reqwest", "now_utc", "SystemTime", "onex::"] {
            assert!(!code.contains(foreign), "{} uses {foreign}", file.display());
        }
    }
}
