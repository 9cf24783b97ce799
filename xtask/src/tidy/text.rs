//! Rules about text of any kind: length, unfinished code, and what names a machine instead of the project.

use super::{File, Finding, names};

const LONG: &str = "long-files";
const UNFINISHED: &str = "unfinished-code";
const MACHINES: &str = "machine-paths";
const REGISTRIES: &str = "registry-hosts";

/// Above this a file holds two subjects; below, up to a fifth less, is where to split it in peace.
const MOST_LINES: usize = 500;
/// The work of others, changed as little as can be: it keeps the shape that they gave it.
const VENDORED: &str = "vendor/";
const CODE: [&str; 7] = [".rs", ".js", ".mjs", ".css", ".html", ".sql", ".sh"];

/// The ids of these rules.
pub(super) fn ids() -> Vec<&'static str> {
    vec![LONG, UNFINISHED, MACHINES, REGISTRIES]
}

/// What is wrong with a file, whatever room it is in. `checkout` is where this work tree lies.
pub(super) fn check(file: &File, checkout: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_ours = !file.path.starts_with(VENDORED);
    let lines = file.text.lines().count();
    if is_ours && lines > MOST_LINES && CODE.iter().any(|ending| file.path.ends_with(ending)) {
        findings.push(finding(file, lines, format!("{lines} lines, more than {MOST_LINES} ({LONG})")));
    }
    let homes = [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/"), checkout];
    findings.extend(words(file, &homes, MACHINES));
    if file.path != "Cargo.lock" {
        let hosts = [concat!("crates", ".io"), concat!("npmjs", ".org"), concat!("npmjs", ".com")];
        findings.extend(words(file, &hosts, REGISTRIES));
    }
    if is_ours && file.path.ends_with(".rs") {
        // What is no Rust source the compiler tells better.
        let called = names::all(&file.text).unwrap_or_default().into_iter().filter(|named| named.called);
        let unfinished = called.filter(|named| {
            named.segments.last().is_some_and(|name| matches!(name.as_str(), "todo" | "unimplemented"))
        });
        let told = |named: names::Named| finding(file, named.line, format!("code is missing here ({UNFINISHED})"));
        findings.extend(unfinished.map(told));
    }
    findings
}

fn words(file: &File, words: &[&str], id: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, line) in file.text.lines().enumerate() {
        for word in words.iter().filter(|word| line.contains(**word)) {
            findings.push(finding(file, at + 1, format!("names {word} ({id})")));
        }
    }
    findings
}

fn finding(file: &File, line: usize, what: String) -> Finding {
    Finding { path: file.path.clone(), line, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<(usize, String)> {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        check(&file, "/srv/checkout").into_iter().map(|found| (found.line, found.what)).collect()
    }

    #[test]
    fn a_file_of_more_than_500_lines_is_too_long_unless_it_is_prose() {
        assert_eq!(found("src/a.rs", &"\n".repeat(500)), []);
        assert_eq!(found("src/a.rs", &"\n".repeat(501)).len(), 1);
        assert_eq!(found("PROTOCOL.md", &"\n".repeat(501)), []);
    }

    #[test]
    fn unfinished_code_is_found_and_the_word_alone_is_not() {
        assert_eq!(found("a.rs", "fn f() {\n    todo!()\n}"), [(2, format!("code is missing here ({UNFINISHED})"))]);
        assert_eq!(found("a.rs", "std::unimplemented!();").len(), 1);
        assert_eq!(found("a.rs", "// todo!()\nfn todo() {}"), []);
    }

    #[test]
    fn what_others_wrote_may_be_long_and_unfinished_but_names_no_machine() {
        assert_eq!(found("vendor/a/src/a.rs", &"todo!();\n".repeat(501)), []);
        assert_eq!(found("vendor/a/src/a.rs", concat!("// /ho", "me/me")).len(), 1);
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        assert_eq!(found("README.md", "\nsee /srv/checkout/x").len(), 1);
        assert_eq!(found("README.md", concat!("cd /ho", "me/me")).len(), 1);
        assert_eq!(found("README.md", "cd homework/"), []);
    }

    #[test]
    fn registry_hosts_stand_in_the_lock_file_of_cargo_only() {
        let text = concat!("https://registry.npmjs", ".org/react");
        assert_eq!(found("e2e/package-lock.json", text).len(), 1);
        assert_eq!(found("Cargo.lock", concat!("github.com/rust-lang/crates", ".io-index")), []);
    }
}
