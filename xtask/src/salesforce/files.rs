//! The package's files: those that stand in `salesforce/` as they are, and those made for an installation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::address::Address;
use super::call_center::INTERNAL_NAME;
use super::definition;
use super::options::{Host, Options};
use super::xml::{Element, element, metadata, text};
use crate::workspace;

/// By their paths in the package.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

const SOURCE: &str = "force-app/main/default";
const SITES: &str = "cspTrustedSites";
const RESOURCE: &str = "force-app/main/default/staticresources/hookswitch/";

/// The package that is kept with the source.
pub(super) fn kept() -> PathBuf {
    workspace::root().join("salesforce")
}

/// The whole package for an installation. `page` is the folder of the built softphone, read where the org hosts it.
pub(super) fn all(options: &Options, page: &Path) -> Result<Files> {
    let mut files = under(&kept())?;
    files.retain(|path, _| !path.starts_with(&format!("{SOURCE}/{SITES}/")));
    if options.host == Host::Org {
        files.retain(|path, _| !path.starts_with(RESOURCE));
        files.extend(softphone(page)?);
    }
    files.extend(made(options));
    Ok(files)
}

/// Those that differ from one installation to the next.
pub(super) fn made(options: &Options) -> Files {
    let mut files = Files::new();
    let mut put = |path: String, content: String| files.insert(path, content.into_bytes());
    put(format!("import/{INTERNAL_NAME}.xml"), definition::import(options));
    put(format!("{SOURCE}/callCenters/{INTERNAL_NAME}.callCenter-meta.xml"), definition::deployed(options));
    put(format!("{SOURCE}/customMetadata/Hookswitch_Setting.Default.md-meta.xml"), setting(options));
    let page = site("The softphone's page", &options.page, "Frame", true);
    put(format!("{SOURCE}/{SITES}/Hookswitch_Page.cspTrustedSite-meta.xml"), page);
    // Two places on one host are one site.
    let mut told = Vec::new();
    for connector in &options.connectors {
        if told.contains(&connector.origin()) {
            continue;
        }
        told.push(connector.origin());
        let number = if told.len() == 1 { String::new() } else { format!("_{}", told.len()) };
        let content = site("The connector that the softphone signs on to", connector, "Connect", false);
        put(format!("{SOURCE}/{SITES}/Hookswitch_Connector{number}.cspTrustedSite-meta.xml"), content);
    }
    files
}

fn site(description: &str, address: &Address, source: &str, microphone: bool) -> String {
    let flag = |name, on: bool| text(name, on.to_string());
    let applicable = [
        ("isApplicableToConnectSrc", "Connect"),
        ("isApplicableToFontSrc", "Font"),
        ("isApplicableToFrameSrc", "Frame"),
        ("isApplicableToImgSrc", "Img"),
        ("isApplicableToMediaSrc", "Media"),
        ("isApplicableToStyleSrc", "Style"),
    ];
    metadata("CspTrustedSite")
        .with([
            flag("canAccessCamera", false),
            flag("canAccessMicrophone", microphone),
            text("context", "All"),
            text("description", description),
            text("endpointUrl", address.origin()),
            flag("isActive", true),
        ])
        .with(applicable.map(|(name, each)| flag(name, each == source)))
        .document()
}

fn setting(options: &Options) -> String {
    let value = |field: &str, content: Element| element("values").with([text("field", field), content]);
    let string = |content: &str| text("value", content).attribute("xsi:type", "xsd:string");
    metadata("CustomMetadata")
        .attribute("xmlns:xsd", "http://www.w3.org/2001/XMLSchema")
        .attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .with([
            text("label", "Default"),
            text("protected", "false"),
            value("Audience__c", string(&options.audience)),
            value("Certificate__c", string(&options.certificate)),
            value("Issuer__c", element("value").attribute("xsi:nil", "true")),
        ])
        .document()
}

/// The softphone as a static resource: no server is there to choose a compressed form, nor does anybody open `index.html`.
fn softphone(page: &Path) -> Result<Files> {
    let is_ours =
        |path: &str| [".js", ".css", ".wasm"].iter().any(|ending| path.ends_with(ending)) && !path.contains('/');
    let built = under(page).with_context(|| "the softphone is not built: cargo xtask dist")?;
    let files: Files = built.into_iter().filter(|(path, _)| is_ours(path)).collect();
    for name in ["hook-switch.js", "hook-switch.css"] {
        if !files.contains_key(name) {
            bail!("{} holds no {name}: build it anew with cargo xtask dist", page.display());
        }
    }
    Ok(files.into_iter().map(|(path, content)| (format!("{RESOURCE}{path}"), content)).collect())
}

/// All files under a folder, without those that begin with a dot.
pub(super) fn under(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                continue;
            }
            let (path, named) = (entry.path(), format!("{prefix}{name}"));
            if path.is_dir() {
                folders.push((path, format!("{named}/")));
            } else {
                files.insert(named, fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_kept_are_those_that_would_be_made() {
        let kept = under(&kept()).unwrap();
        for (path, content) in made(&Options::example().unwrap()) {
            let stale = format!("salesforce/{path} is not what is made: cargo xtask salesforce generate");
            assert!(kept.get(&path) == Some(&content), "{stale}");
        }
        let sites = kept.keys().filter(|path| path.contains(SITES)).count();
        assert_eq!(sites, 2, "a trusted site lies there that nobody makes");
    }

    #[test]
    fn the_example_is_the_package_that_is_kept() {
        assert!(all(&Options::example().unwrap(), Path::new("")).unwrap() == under(&kept()).unwrap());
    }
}
