//! A process with all its descendants, as /proc tells them: tests and browsers put theirs into groups of their own.

use std::fs;

use rustix::process::{Pid, Signal, kill_process};

/// Asks the processes and all their descendants to end.
pub(super) fn terminate(roots: &[Pid]) {
    signal_all(roots, Signal::TERM);
}

/// Ends the processes and all their descendants outright.
pub(super) fn kill(roots: &[Pid]) {
    signal_all(roots, Signal::KILL);
}

fn signal_all(roots: &[Pid], signal: Signal) {
    // The whole tree is read first: an orphan cannot be found any more.
    for pid in roots.iter().flat_map(|root| family(*root)).collect::<Vec<_>>() {
        // One that is gone already is what we want.
        let _ = kill_process(pid, signal);
    }
}

fn family(root: Pid) -> Vec<Pid> {
    let mut found = vec![root];
    let tasks = fs::read_dir(format!("/proc/{root}/task")).into_iter().flatten().flatten();
    for task in tasks {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?));
        found.extend(children.flat_map(family));
    }
    found
}
