//! The page, built without a bundler: `target/dist` with everything under names that tell the content,
//! and each file beside its brotli and gzip form.
//!
//! `index.html` and `www/` are the same that Trunk reads. `www/hook-switch.js` begins with
//! `import init, { … } from "./hookswitch.js";`. Under Trunk that is a second file; here the two become one,
//! because each file more is a round trip more before the first icon.

mod html;
mod imports;
mod module;
mod order;
mod pack;
mod ranges;
mod script;
mod slim;
mod wasm;

use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use clap::ArgMatches;

use crate::process;
use crate::progress::{Step, Steps, logged};
use crate::tools::{self, Tool};
use crate::workspace::{self, WASM};

/// How many steps `build` takes.
pub(crate) const STEPS: usize = 2;

/// Rust's library is built anew for the page: for size, and without the texts of panics, which nobody in a browser reads.
/// That is a quarter of the page. Cargo and the compiler have this behind switches that are not stable yet, which
/// `RUSTC_BOOTSTRAP` opens; `rust-toolchain.toml` names the one version of both that is used, so that it is the same
/// everywhere.
const OWN_LIBRARY: [&str; 4] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    "target.wasm32-unknown-unknown.rustflags=['-Zunstable-options','-Cpanic=immediate-abort','-Zlocation-detail=none','-Zfmt-debug=none']",
];

const BOOTSTRAP: &str = "hook-switch.js";

/// `cargo xtask dist`.
pub(crate) fn run(_: &ArgMatches) -> Result<ExitCode> {
    ensure()?;
    println!("{}", workspace::dist().display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the page, the one that says which login IP ranges are missing, and what that takes.
pub(crate) fn ensure() -> Result<()> {
    tools::ensure(&[Tool::WasmTarget, Tool::RustSource, Tool::WasmBindgen])?;
    let mut steps = Steps::new(STEPS + 1);
    build(&mut steps)?;
    ranges::ensure(steps.begin("the page of login IP ranges", "half a minute the first time"))
}

/// Builds the page; the tools are there already.
pub(crate) fn build(steps: &mut Steps) -> Result<()> {
    let mut cargo =
        workspace::cargo(["build", "--target", WASM, "--profile", "page", "-p", "hookswitch", "--bin", "hookswitch"]);
    cargo.args(OWN_LIBRARY).env("RUSTC_BOOTSTRAP", "1");
    logged::run(steps.begin("the page", "2 minutes the first time, on two cores"), "hookswitch", cargo)?;
    let wasm = workspace::target().join(WASM).join("page/hookswitch.wasm");
    let step = steps.begin("names and compression", "some seconds");
    pack_unless_done(&wasm, step)
}

fn pack_unless_done(wasm: &Path, mut step: Step) -> Result<()> {
    let (dist, stamp) = (workspace::dist(), workspace::target().join("dist.stamp"));
    let _alone = alone(&mut step)?;
    let inputs = fingerprint(wasm)?;
    if dist.join("index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|done| done == inputs) {
        step.done();
        return Ok(());
    }
    let bound = bindgen(wasm)?;
    step.tick("naming");
    let files = assemble(workspace::root(), &bound)?;
    // A half-made folder is never served: it is made beside, then moved.
    let fresh = workspace::target().join("dist.new");
    remove(&fresh)?;
    for (name, content) in &files {
        step.tick(name);
        pack::write(&fresh.join(name), content)?;
    }
    let old = workspace::target().join("dist.old");
    remove(&old)?;
    if dist.exists() {
        fs::rename(&dist, &old).with_context(|| format!("cannot move {} away", dist.display()))?;
    }
    fs::rename(&fresh, &dist).with_context(|| format!("cannot move the page to {}", dist.display()))?;
    remove(&old)?;
    fs::write(&stamp, inputs).with_context(|| format!("cannot write {}", stamp.display()))?;
    step.done();
    Ok(())
}

/// Two builds of the page at once would take each other's files away. Held until it is dropped.
fn alone(step: &mut Step) -> Result<File> {
    let path = workspace::target().join("dist.lock");
    let lock = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    if lock.try_lock().is_err() {
        step.tick("waiting for another build of the page");
        lock.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    }
    Ok(lock)
}

/// What wasm-bindgen makes of the program.
struct Bound {
    glue: String,
    wasm: Vec<u8>,
}

fn bindgen(wasm: &Path) -> Result<Bound> {
    let folder = workspace::target().join("bindgen");
    remove(&folder)?;
    let mut command = tools::wasm_bindgen();
    command.args(["--target", "web", "--no-typescript", "--remove-name-section", "--remove-producers-section"]);
    command.args(["--out-name", "hookswitch", "--out-dir"]).arg(&folder).arg(wasm);
    process::succeed("wasm-bindgen", command)?;
    if folder.join("snippets").exists() {
        bail!("a dependency brings JavaScript of its own (snippets); dist.rs does not join that in yet");
    }
    let glue = read_text(&folder.join("hookswitch.js"))?;
    let (glue, wasm) = imports::shorten(glue, &read(&folder.join("hookswitch_bg.wasm"))?)?;
    Ok(Bound { glue, wasm: order::by_likeness(&wasm)? })
}

/// Every file of the page by its name.
fn assemble(root: &Path, bound: &Bound) -> Result<Vec<(String, Vec<u8>)>> {
    let wasm = hashed("hookswitch.wasm", &bound.wasm);
    let bootstrap = read_text(&root.join("www").join(BOOTSTRAP))?;
    let script = script::slim(&module::join(&bound.glue, &bootstrap, &wasm)?);
    let script_name = hashed("hookswitch.js", script.as_bytes());
    let mut files = vec![
        // For pages that embed the softphone and cannot know the name of the day.
        (BOOTSTRAP.to_owned(), format!("export * from \"./{script_name}\";\n").into_bytes()),
        (wasm.clone(), bound.wasm.clone()),
    ];
    let index = html::fill(&read_text(&root.join("index.html"))?, |link| match link.rel.as_str() {
        "rust" => Ok(format!(
            "<link rel=\"modulepreload\" href=\"{script_name}\">\n    \
             <link rel=\"preload\" as=\"fetch\" crossorigin type=\"application/wasm\" href=\"{wasm}\">"
        )),
        "css" => {
            let style = slim::style(&read_text(&root.join(&link.href))?);
            let name = hashed("hookswitch.css", style.as_bytes());
            files.push((link.file_name().to_owned(), style.clone().into_bytes()));
            files.push((name.clone(), style.into_bytes()));
            Ok(format!("<link rel=\"stylesheet\" href=\"{name}\">"))
        }
        "icon" => {
            let icon = read(&root.join(&link.href))?;
            let name = hashed(link.file_name(), &icon);
            files.push((name.clone(), icon));
            Ok(format!("<link rel=\"icon\" href=\"{name}\">"))
        }
        "copy-file" if link.file_name() == BOOTSTRAP => Ok(String::new()),
        "copy-file" => {
            files.push((link.file_name().to_owned(), read(&root.join(&link.href))?));
            Ok(String::new())
        }
        other => bail!("index.html: data-trunk rel=\"{other}\" is not among rust, css, icon, copy-file"),
    })?;
    files.push((script_name.clone(), script.into_bytes()));
    let index = index.replace(&format!("src=\"{BOOTSTRAP}\""), &format!("src=\"{script_name}\""));
    if !index.contains(&format!("src=\"{script_name}\"")) {
        bail!("index.html loads no src=\"{BOOTSTRAP}\"");
    }
    files.push(("index.html".to_owned(), index.into_bytes()));
    Ok(files)
}

/// `hookswitch.js` becomes `hookswitch-0123456789abcdef.js`.
fn hashed(name: &str, content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    format!("{stem}-{:016x}.{ending}", hasher.finish())
}

/// Changes when anything changes that the folder is made from, this program included.
fn fingerprint(wasm: &Path) -> Result<String> {
    let root = workspace::root();
    let mut paths = vec![wasm.to_path_buf(), env::current_exe()?, root.join("index.html"), root.join("Cargo.lock")];
    // What plays Salesforce is no part of the page.
    let plays = root.join("www/salesforce");
    paths.extend(files_under(&root.join("www"))?.into_iter().filter(|path| !path.starts_with(&plays)));
    fingerprint_of(&paths)
}

fn fingerprint_of(paths: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        hasher.write(path.as_os_str().as_encoded_bytes());
        hasher.write(&read(path)?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
