//! The check of login IP ranges as one HTML file that needs no server: `pages/login-ranges` with its program inside.
//!
//! A program of its own, so that the softphone's does not grow. Made only when something changed that it is made from.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{OWN_LIBRARY, alone, files_under, fingerprint_of, read, read_text, remove, slim};
use crate::progress::{Step, logged};
use crate::workspace::{self, WASM};
use crate::{process, tools};

const NAME: &str = "login-ranges.html";
const PACKAGE: &str = "hookswitch-login-ranges-page";
const PROGRAM: &str = "login-ranges";
/// What it is made from, beside Cargo.lock and this program.
const INPUTS: [&str; 3] = ["Cargo.toml", "crates/login-ranges", "pages/login-ranges"];

/// Puts the page beside the softphone; it is made anew if something changed since.
pub(super) fn ensure(mut step: Step) -> Result<()> {
    let _alone = alone(&mut step)?;
    let (made, stamp) = (workspace::target().join(NAME), workspace::target().join("login-ranges.stamp"));
    let inputs = fingerprint()?;
    if made.is_file() && fs::read_to_string(&stamp).is_ok_and(|done| done == inputs) {
        step.done();
    } else {
        make(step, &made)?;
        fs::write(&stamp, inputs).with_context(|| format!("cannot write {}", stamp.display()))?;
    }
    let page = workspace::dist().join(NAME);
    fs::copy(&made, &page).with_context(|| format!("cannot write {}", page.display()))?;
    Ok(())
}

fn make(step: Step, page: &Path) -> Result<()> {
    let mut cargo = workspace::cargo(["build", "--target", WASM, "--profile", "page", "-p", PACKAGE]);
    cargo.args(OWN_LIBRARY).env("RUSTC_BOOTSTRAP", "1");
    logged::run(step, PROGRAM, cargo)?;
    let (glue, wasm) = bindgen(&workspace::target().join(WASM).join("page").join(format!("{PROGRAM}.wasm")))?;
    let sources = workspace::root().join("pages").join(PROGRAM);
    let style = slim::style(&read_text(&sources.join("page.css"))?);
    let whole = assemble(&read_text(&sources.join("page.html"))?, &style, &glue, &wasm)?;
    fs::write(page, whole).with_context(|| format!("cannot write {}", page.display()))
}

fn fingerprint() -> Result<String> {
    let root = workspace::root();
    let mut paths = vec![std::env::current_exe()?, root.join("Cargo.lock")];
    for input in INPUTS {
        let input = root.join(input);
        paths.extend(if input.is_dir() { files_under(&input)? } else { vec![input] });
    }
    fingerprint_of(&paths)
}

fn bindgen(wasm: &Path) -> Result<(String, Vec<u8>)> {
    let folder = workspace::target().join("bindgen-login-ranges");
    remove(&folder)?;
    let mut command = tools::wasm_bindgen();
    // A module could not be opened as a file by its name; a script inside the page needs none.
    command.args(["--target", "no-modules", "--no-typescript", "--remove-name-section", "--remove-producers-section"]);
    command.args(["--out-name", PROGRAM, "--out-dir"]).arg(&folder).arg(wasm);
    process::succeed("wasm-bindgen", command)?;
    Ok((read_text(&folder.join(format!("{PROGRAM}.js")))?, read(&folder.join(format!("{PROGRAM}_bg.wasm")))?))
}

/// Puts style, glue and program into the page, and names the two that may run and nothing else in its policy.
fn assemble(page: &str, style: &str, glue: &str, wasm: &[u8]) -> Result<String> {
    let script = format!(
        "{}\nwasm_bindgen({{ module_or_path: Uint8Array.from(atob(\"{}\"), one => one.charCodeAt(0)) }});",
        glue.trim_end(),
        STANDARD.encode(wasm)
    );
    if script.contains("</script") || script.contains("<!--") {
        bail!("the glue of wasm-bindgen cannot stand inside a page");
    }
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let policy = format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(&script),
        hash(style)
    );
    let mut whole = page.to_owned();
    for (mark, value) in [("{policy}", policy.as_str()), ("{style}", style), ("{script}", script.as_str())] {
        if whole.matches(mark).count() != 1 {
            bail!("pages/{PROGRAM}/page.html should say {mark} once");
        }
        whole = whole.replace(mark, value);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<meta content=\"{policy}\"><style>{style}</style><script>{script}</script>";

    #[test]
    fn the_page_holds_all_it_needs_and_its_policy_lets_nothing_else_run() {
        let whole = assemble(PAGE, "p{}", "let wasm_bindgen;", b"\0asm").unwrap();
        assert!(whole.contains("<style>p{}</style>"), "{whole}");
        assert!(whole.contains("atob(\"AGFzbQ==\")"), "{whole}");
        assert!(
            whole.contains("default-src 'none'; script-src 'sha256-") && !whole.contains("unsafe-inline"),
            "{whole}"
        );
        // openssl's digest of `p{}`.
        assert!(whole.contains("style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='"), "{whole}");
    }

    #[test]
    fn a_page_without_its_marks_and_glue_that_would_end_the_script_are_refused() {
        assert!(assemble("<script>{script}</script>", "", "", b"").is_err());
        assert!(assemble(PAGE, "", "'</script>'", b"").is_err());
    }
}
