//! ARCHITECTURE.md against the work tree: every rule it states is checked, every rule checked is stated,
//! every room it names exists.

use super::{File, Finding};

/// The document.
pub(super) const PATH: &str = "ARCHITECTURE.md";

const ABSENT: &str = "**Absent: ";
const ROW: &str = "| `";

/// What document and work tree do not agree on. `ids` are the rules that tidy checks.
pub(super) fn check(document: &File, ids: &[&str], exists: impl Fn(&str) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut stated = Vec::new();
    for (at, line) in document.text.lines().enumerate() {
        if let Some((_, rest)) = line.split_once(ABSENT) {
            let id = rest.split("**").next().unwrap_or_default();
            if !ids.contains(&id) {
                findings.push(finding(document, at + 1, format!("states {id}, which tidy does not check")));
            }
            stated.push(id);
        }
        for room in rooms(line).filter(|room| !exists(room)) {
            findings.push(finding(document, at + 1, format!("names {room}, which does not exist")));
        }
    }
    let silent = ids.iter().filter(|id| !stated.contains(id));
    findings.extend(silent.map(|id| finding(document, 1, format!("does not state {id}, which tidy checks"))));
    findings
}

/// The paths in code spans of the first column of a table row.
fn rooms(line: &str) -> impl Iterator<Item = &str> {
    let column = line.strip_prefix(ROW).and_then(|row| row.split(" |").next()).unwrap_or_default();
    column.split('`').step_by(2).filter(|path| !path.is_empty())
}

fn finding(document: &File, line: usize, what: String) -> Finding {
    Finding { path: document.path.clone(), line, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, ids: &[&str]) -> Vec<String> {
        let document = File { path: PATH.to_owned(), text: text.to_owned() };
        check(&document, ids, |path| path != "src/gone").into_iter().map(|found| found.what).collect()
    }

    #[test]
    fn a_rule_has_to_stand_on_both_sides() {
        assert_eq!(found("- **Absent: a** because.\n", &["a"]), [""; 0]);
        assert_eq!(found("- **Absent: a** because.\n", &[]), ["states a, which tidy does not check"]);
        assert_eq!(found("", &["a"]), ["does not state a, which tidy checks"]);
    }

    #[test]
    fn a_room_that_is_gone_is_told() {
        let table = "| `src/view.rs`, `src/gone` | pure, unlike `src/other` |\n";
        assert_eq!(found(table, &[]), ["names src/gone, which does not exist"]);
    }
}
