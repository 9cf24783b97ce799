//! `cargo xtask salesforce package`: a folder that can be deployed.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::address::Address;
use super::files::{self, Files};
use super::options::{self, Host, Options};
use crate::{dist, workspace};

/// What a package consists of, and so what `--force` replaces.
const PARTS: [&str; 4] = ["README.md", "force-app", "import", "sfdx-project.json"];

/// What clap reads.
pub(super) fn command() -> Command {
    let command = Command::new("package").about("Make the folder that is deployed to an org");
    options::args(command)
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("DIR")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf))
                .help("The folder to make"),
        )
        .arg(Arg::new("force").long("force").action(ArgAction::SetTrue).help("Replace the package that lies there"))
}

/// Makes it.
pub(super) fn run(matches: &ArgMatches) -> Result<()> {
    let options = Options::read(matches)?;
    let out = matches.get_one::<PathBuf>("out").context("--out is missing")?;
    refuse(out, matches.get_flag("force"))?;
    if options.host == Host::Org {
        dist::ensure()?;
    }
    let files = write(&options, &workspace::dist(), out)?;
    println!("{}: {files} files. What to do next stands in README.md there.", out.display());
    Ok(())
}

/// Makes it in a folder that was looked at before.
pub(super) fn write(options: &Options, page: &Path, out: &Path) -> Result<usize> {
    let mut files = files::all(options, page)?;
    files.insert("README.md".to_owned(), next_steps(options).into_bytes());
    for part in PARTS {
        let path = out.join(part);
        if path.is_dir() {
            fs::remove_dir_all(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    put(&files, out)?;
    Ok(files.len())
}

/// Writes files under a folder.
pub(super) fn put(files: &Files, out: &Path) -> Result<()> {
    for (name, content) in files {
        let path = out.join(name);
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// A folder in which something would be lost, or that is not where it seems to be.
fn refuse(out: &Path, force: bool) -> Result<()> {
    let shown = out.display();
    if out.components().any(|part| matches!(part, Component::ParentDir)) {
        bail!("--out {shown} leads upwards with `..`. Give the folder from here or from the root");
    }
    if out.is_file() {
        bail!("--out {shown} is a file. Give a folder that is empty or not there yet");
    }
    let place = out.ancestors().find_map(|folder| fs::canonicalize(folder).ok());
    if place.is_some_and(|place| place.starts_with(files::kept())) {
        bail!("--out {shown} lies in the source of the package itself. Give a folder elsewhere");
    }
    let Ok(entries) = fs::read_dir(out) else { return Ok(()) };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.with_context(|| format!("cannot read {shown}"))?.file_name());
    }
    if names.is_empty() {
        return Ok(());
    }
    if !force {
        bail!("--out {shown} is not empty. Give another folder, or --force to replace the package in it");
    }
    if let Some(other) = names.iter().find(|name| !PARTS.iter().any(|part| name == part)) {
        bail!("--out {shown} holds {}, which is no part of a package. Give another folder", other.display());
    }
    Ok(())
}

fn next_steps(options: &Options) -> String {
    let connectors = options.connectors.iter().map(Address::text).collect::<Vec<_>>().join(", ");
    let host = match options.host {
        Host::Own => "a server of your own",
        Host::Org => "the org itself, as the static resource `hookswitch`",
    };
    let certificate = &options.certificate;
    // Without tokens nobody needs what signs them.
    let signing = if options.own_login_id {
        "No certificate is needed: whoever runs the connector gives out the Login IDs.".to_owned()
    } else {
        format!(
            "Setup, Certificate and Key Management: make the certificate `{certificate}`, unless it is there. Tell the \
             connector that\n   and the audience: the table `[salesforce]` of its configuration."
        )
    };
    format!(
        "# Hookswitch for Salesforce

| | |
|---|---|
| Softphone's page | {page} |
| Its files are on | {host} |
| Connector | {connectors} |
| Audience of identity tokens | {audience} |
| Certificate that signs them | {certificate} |
| Name of the call centre | {name} |
| Own Login ID | {own} |

1. {signing}
2. In this folder: `sf org login web --alias phone`, then
   `sf project deploy start --source-dir force-app --target-org phone --test-level RunSpecifiedTests \\
   --tests HookswitchUserTest --tests HookswitchCallsTest`.
3. Setup, Call Centers: add the users. Where you would rather import the call centre than deploy it, remove
   `force-app/main/default/callCenters` before step 2 and import `import/Hookswitch.xml` here.
4. Give them the permission set `Hookswitch_Agent`, and yourself `Hookswitch_Administrator`.
5. Setup, Softphone Layouts: make one. No file brings it, and without it nobody is found by their number.

Every click, with a check after each, is in the guide, which lies with Hookswitch's source: `docs/salesforce.md`.
",
        page = options.page.text(),
        audience = options.audience,
        name = options.name,
        own = options.own_login_id,
    )
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::process;

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = env::temp_dir().join(format!("xtask-salesforce-{name}-{}", process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn options(line: &[&str]) -> Options {
        let line = ["package"].into_iter().chain(line.iter().copied());
        let command = options::args(Command::new("package"));
        Options::read(&command.try_get_matches_from(line).unwrap()).unwrap()
    }

    fn text<'a>(files: &'a Files, ending: &str) -> &'a str {
        let found = files.iter().find(|(path, _)| path.ends_with(ending)).map(|(_, content)| content);
        str::from_utf8(found.unwrap()).unwrap()
    }

    #[test]
    fn a_package_says_what_was_given_and_is_the_same_each_time() {
        let (one, other) = (Folder::new("one"), Folder::new("other"));
        let line = [
            "--url=https://tel.acme.example/soft/",
            "--connector=wss://a.acme.example/ws,wss://a.acme.example/ws2,wss://b.acme.example/ws",
            "--audience=acme-phones",
            "--certificate=Acme_Phone",
            "--name=Acme & \"Sons\"",
            "--own-login-id=false",
        ];
        for folder in [&one, &other] {
            write(&options(&line), Path::new("unused"), &folder.0).unwrap();
        }
        let files = files::under(&one.0).unwrap();
        let steps = text(&files, "README.md");
        for part in ["acme-phones", "`Acme_Phone`", "Acme & \"Sons\"", "`[salesforce]`"] {
            assert!(steps.contains(part), "{part}\n{steps}");
        }
        let own = next_steps(&options(&line[..1]));
        assert!(own.contains("No certificate is needed") && !own.contains("[salesforce]"), "{own}");
        assert!(files == files::under(&other.0).unwrap());
        let center = text(&files, "Hookswitch.callCenter-meta.xml");
        for part in [
            "<adapterUrl>https://tel.acme.example/soft/</adapterUrl>",
            "<displayName>Acme &amp; &quot;Sons&quot;</displayName>",
            "<value>wss://a.acme.example/ws,wss://a.acme.example/ws2,wss://b.acme.example/ws</value>",
            "<name>hsUseOwnLoginId</name>\n            <value>false</value>",
        ] {
            assert!(center.contains(part), "{part}\n{center}");
        }
        let setting = text(&files, "Hookswitch_Setting.Default.md-meta.xml");
        assert!(setting.contains(">acme-phones<") && setting.contains(">Acme_Phone<"), "{setting}");
        assert!(text(&files, "Hookswitch_Page.cspTrustedSite-meta.xml").contains(">https://tel.acme.example<"));
        assert!(text(&files, "Hookswitch_Connector.cspTrustedSite-meta.xml").contains(">wss://a.acme.example<"));
        assert!(text(&files, "Hookswitch_Connector_2.cspTrustedSite-meta.xml").contains(">wss://b.acme.example<"));
        assert!(!files.keys().any(|path| path.contains("Hookswitch_Connector_3")));
    }

    #[test]
    fn an_org_that_hosts_the_softphone_gets_its_files_and_no_others() {
        let (page, out) = (Folder::new("page"), Folder::new("hosted"));
        for name in ["hook-switch.js", "hook-switch.css", "a.wasm", "a.wasm.br", "a.js.gz", "index.html"] {
            fs::write(page.0.join(name), name).unwrap();
        }
        let hosted = options(&[
            "--org-hosted",
            "--url=https://acme--c.vf.force.com/apex/Hookswitch_Softphone",
            "--connector=wss://phone.example.com/ws",
        ]);
        write(&hosted, &page.0, &out.0).unwrap();
        let files = files::under(&out.0).unwrap();
        let resource = files.keys().filter_map(|path| path.split_once("staticresources/hookswitch/"));
        assert_eq!(resource.map(|(_, name)| name).collect::<Vec<_>>(), ["a.wasm", "hook-switch.css", "hook-switch.js"]);
        fs::remove_file(page.0.join("hook-switch.js")).unwrap();
        let fault = write(&hosted, &page.0, &out.0).unwrap_err().to_string();
        assert!(fault.contains("hook-switch.js") && fault.contains("cargo xtask dist"), "{fault}");
    }

    #[test]
    fn nothing_is_written_over_that_is_no_package() {
        let folder = Folder::new("out");
        refuse(&folder.0, false).unwrap();
        refuse(&folder.0.join("not/there/yet"), false).unwrap();
        write(&Options::example().unwrap(), Path::new("unused"), &folder.0).unwrap();
        assert!(refuse(&folder.0, false).unwrap_err().to_string().contains("--force"));
        refuse(&folder.0, true).unwrap();
        fs::write(folder.0.join("thesis.txt"), "years of work").unwrap();
        assert!(refuse(&folder.0, true).unwrap_err().to_string().contains("thesis.txt"));
        assert!(refuse(&folder.0.join("thesis.txt"), true).unwrap_err().to_string().contains("is a file"));
    }

    #[test]
    fn a_folder_that_is_not_where_it_seems_to_be_is_refused() {
        for out in [PathBuf::from("../out"), PathBuf::from("a/../../out"), files::kept(), files::kept().join("new/one")]
        {
            let fault = refuse(&out, true).unwrap_err().to_string();
            assert!(fault.contains("--out") && fault.contains("Give"), "{fault}");
        }
    }

    #[test]
    fn what_a_replaced_package_had_and_the_new_one_has_not_is_gone() {
        let folder = Folder::new("again");
        let more = ["--url=https://a.example/", "--connector=wss://a.example/ws,wss://b.example/ws"];
        write(&options(&more), Path::new("unused"), &folder.0).unwrap();
        write(&options(&more[..1]), Path::new("unused"), &folder.0).unwrap();
        assert!(!files::under(&folder.0).unwrap().keys().any(|path| path.contains("Hookswitch_Connector_2")));
    }
}
