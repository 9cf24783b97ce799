//! The people of a bench, and how the connector learns of them.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Result, ensure};
use hookswitch_e2e::connector::Setup;
use serde_json::{Value, json};
use tokio::fs;

/// Users that one import brings: hashing the passwords of more would outlast the patience of whoever waits for it.
const HASHED_AT_ONCE: usize = 25;

/// Somebody by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member(pub(crate) u32);

impl Member {
    /// The own Login ID.
    pub(crate) fn login_id(self) -> String {
        format!("BENCH{:015}", self.0)
    }

    /// The telephone.
    pub(crate) fn extension(self) -> String {
        (10_000 + self.0).to_string()
    }

    /// The name for the CTI server.
    pub(crate) fn cti_user_name(self) -> String {
        format!("cti{}", self.0)
    }

    /// The password for it.
    pub(crate) fn cti_password(self) -> String {
        format!("secret of {}", self.0)
    }

    /// Without an account for the CTI server: a line of `user import`.
    pub(crate) fn plain(self) -> Value {
        json!({ "userName": self.user_name(), "extension": self.extension(), "loginId": self.login_id() })
    }

    /// With an account for the CTI server, in this role.
    pub(crate) fn with_password(self, role: &str) -> Value {
        json!({
            "userName": self.user_name(), "extension": self.extension(), "loginId": self.login_id(), "role": role,
            "ctiUserName": self.cti_user_name(), "ctiPassword": self.cti_password(),
        })
    }

    fn user_name(self) -> String {
        format!("agent{}@bench.invalid", self.0)
    }
}

/// Imports people without passwords, all at once.
pub(crate) async fn import(setup: &Setup, data: &Path, lines: &[Value]) -> Result<()> {
    let list = tempfile::NamedTempFile::new()?;
    let file = list.path();
    fs::write(file, lines.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")).await?;
    let imported = setup.run(data, [OsStr::new("user"), OsStr::new("import"), file.as_os_str()]).await?;
    ensure!(imported.status.success(), "user import: {}", String::from_utf8_lossy(&imported.stderr));
    Ok(())
}

/// Imports people with passwords, some at a time.
pub(crate) async fn import_hashed(setup: &Setup, data: &Path, lines: &[Value]) -> Result<()> {
    eprintln!("hashing {} passwords", lines.len());
    for some in lines.chunks(HASHED_AT_ONCE) {
        import(setup, data, some).await?;
    }
    Ok(())
}
