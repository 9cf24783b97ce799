//! Where things lie in the work tree.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo builds: `CARGO_TARGET_DIR`, else `target` in the root.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The built page: `HOOKSWITCH_DIST`, else `dist` where cargo builds.
pub fn dist() -> PathBuf {
    env::var_os("HOOKSWITCH_DIST").map_or_else(|| target().join("dist"), PathBuf::from)
}

/// The npm packages of tests and benchmarks.
pub fn npm() -> PathBuf {
    target().join("npm")
}

/// The connector to test: `HOOKSWITCH_CONNECTOR`, else the one cargo built under `profile`.
pub fn connector(profile: &str) -> PathBuf {
    env::var_os("HOOKSWITCH_CONNECTOR")
        .map_or_else(|| target().join(profile).join("hookswitch-connector"), PathBuf::from)
}
