//! The files with the org's public keys: read at the start, and again whenever one of them has changed.

use std::{fs, io, path::PathBuf, time::Duration};

use tokio::{
    sync::mpsc,
    task,
    time::{MissedTickBehavior, interval},
};

use crate::core::{OrgKeys, PemFault};

/// How soon another certificate counts.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// No file with certificates is longer.
const MOST_BYTES: u64 = 256 * 1024;

/// Why a file gives no keys.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OrgKeyFault {
    #[error("{} cannot be read: {why}", .file.display())]
    Unreadable { file: PathBuf, why: String },
    #[error("{} {fault}", .file.display())]
    Pem { file: PathBuf, fault: PemFault },
}

impl OrgKeyFault {
    pub(super) const fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "Check the path and who may read it.",
            Self::Pem { fault, .. } => fault.remedy(),
        }
    }
}

/// The keys in all of the files.
///
/// # Errors
/// What is wrong with each.
pub(super) fn read(files: &[PathBuf]) -> Result<OrgKeys, Vec<OrgKeyFault>> {
    let (mut keys, mut faults) = (OrgKeys::default(), Vec::new());
    for file in files {
        let added = content(file).and_then(|pem| {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            keys.add(&name, &pem).map_err(|fault| OrgKeyFault::Pem { file: file.clone(), fault })
        });
        faults.extend(added.err());
    }
    if faults.is_empty() { Ok(keys) } else { Err(faults) }
}

/// Tells the hub of other keys for as long as it listens. What cannot be read changes nothing.
pub(super) async fn watch(files: Vec<PathBuf>, hub: mpsc::UnboundedSender<OrgKeys>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before = None;
    loop {
        look.tick().await;
        let files = files.clone();
        let Ok(now) = task::spawn_blocking(move || read(&files)).await else { return };
        if before.as_ref() == Some(&now) {
            continue;
        }
        match &now {
            Ok(keys) => {
                if hub.send(keys.clone()).is_err() {
                    return;
                }
                tracing::info!(keys = keys.len(), "tokens of the org count that these keys have signed");
            }
            Err(faults) => {
                for fault in faults {
                    tracing::error!(%fault, remedy = fault.remedy(), "the org's keys stay as they were");
                }
            }
        }
        before = Some(now);
    }
}

fn content(file: &PathBuf) -> Result<Vec<u8>, OrgKeyFault> {
    let read = || -> io::Result<Vec<u8>> {
        if fs::metadata(file)?.len() > MOST_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than any certificate"));
        }
        fs::read(file)
    };
    read().map_err(|error| OrgKeyFault::Unreadable { file: file.clone(), why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(name: &str) -> String {
        let key = fs::read_to_string(format!("tests/org/{name}.key")).unwrap();
        rcgen::KeyPair::from_pem(&key).unwrap().public_key_pem()
    }

    #[tokio::test]
    async fn another_key_is_told_when_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Hookswitch.pem");
        fs::write(&file, pem("one")).unwrap();
        let (hub, mut keys) = mpsc::unbounded_channel();
        let watching = tokio::spawn(watch(vec![file.clone()], hub));
        let one = keys.recv().await.unwrap();
        fs::write(&file, pem("other")).unwrap();
        let other = keys.recv().await.unwrap();
        assert_ne!(one, other);
        fs::write(&file, pem("one")).unwrap();
        assert_eq!(keys.recv().await.unwrap(), one);
        watching.abort();
    }

    #[test]
    fn each_file_at_fault_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (missing, broken) = (folder.path().join("missing.pem"), folder.path().join("broken.pem"));
        fs::write(&broken, "nonsense").unwrap();
        let faults = read(&[missing, broken]).unwrap_err();
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(told[0].contains("missing.pem cannot be read"), "{told:?}");
        assert!(told[1].contains("broken.pem holds neither"), "{told:?}");
    }
}
