//! Where things lie, and how cargo is called from here.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;

/// The page's target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else `target` in the root.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The built page.
pub(crate) fn dist() -> PathBuf {
    target().join("dist")
}

/// The data folder of the demo connector.
pub(crate) fn demo_data() -> PathBuf {
    target().join("demo")
}

/// What the commands that run quietly have printed.
pub(crate) fn logs() -> PathBuf {
    target().join("logs")
}

/// The tools of this project. `.cargo/config.toml` names this folder too.
pub(crate) fn tools() -> PathBuf {
    root().join("target/tools")
}

/// The connector that cargo built under `profile`.
pub(crate) fn connector(profile: &str) -> PathBuf {
    target().join(profile).join("hookswitch-connector")
}

/// Cargo, in the root of the workspace.
pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = process::program(cargo);
    command.current_dir(root()).args(args);
    command
}
