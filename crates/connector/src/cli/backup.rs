//! `backup FILE`.

use std::path::Path;

use serde_json::json;

use super::{Common, Failure, Output, open};
use crate::store::Missing;

pub(super) async fn run(common: &Common, file: &Path, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    store.backup(file).await?;
    store.close().await?;
    output.note("Keep login-id.key of the data folder too, in another place than this file: the one is of no use without the other.");
    output.result(|| format!("Wrote {}.", file.display()), || json!({ "file": file.display().to_string() }));
    Ok(())
}
