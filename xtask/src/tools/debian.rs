//! Debian's packages: installed when we may, else the exact command is told.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::progress::{Steps, logged};

/// A program and what it is packaged as.
type Packages = &'static [(&'static str, &'static str)];

/// What the tests in a browser run.
pub(super) const BROWSER: Packages =
    &[("chromium", "chromium"), ("chromedriver", "chromium-driver"), ("node", "nodejs"), ("npm", "npm")];
/// What scripts run in.
pub(super) const NODE: Packages = &[("node", "nodejs"), ("npm", "npm")];

/// The packages whose programs are not on the PATH.
pub(super) fn missing(packages: Packages) -> Vec<&'static str> {
    let missing = packages.iter().filter(|(program, _)| process::find(program).is_none());
    missing.map(|(_, package)| *package).collect()
}

/// Installs what is missing when we are root on Debian or Ubuntu.
pub(super) fn install(steps: &mut Steps, packages: Packages) -> Result<()> {
    let missing = missing(packages);
    let by_hand = format!("apt-get update && apt-get install --yes {}", missing.join(" "));
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) {
        bail!("the tests need {}. On Debian: sudo sh -c '{by_hand}'", missing.join(", "));
    }
    if !rustix::process::geteuid().is_root() {
        bail!("packages are missing and only root may install them. Run:\n\n    sudo sh -c '{by_hand}'\n");
    }
    let mut command = process::program("sh");
    command.args(["-ec", &by_hand]).env("DEBIAN_FRONTEND", "noninteractive");
    let step = steps.begin(&format!("Debian packages {}", missing.join(" ")), "1 to 3 minutes");
    logged::run(step, "apt-get", command).with_context(
        || "Ubuntu ships Chromium as a snap only: there install chromium and chromedriver by hand, on the PATH",
    )
}

fn is_debian(release: &str) -> bool {
    let families = release.lines().filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
    families.flat_map(|names| names.trim_matches('"').split(' ')).any(|name| name == "debian")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_what_descends_from_it_is_recognised() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_debian("ID=mint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nID_LIKE=\"rhel\"\nVARIANT_ID=debian\n"));
    }
}
