//! Data folders that are not as they should be: each is named with its remedy, and nothing in it is changed.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
};

use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::program::Site;

/// Locks, and SQLite's scratch files.
const SCRATCH: [&str; 4] = ["open.lock", "serve.lock", "hookswitch.db-shm", "hookswitch.db-wal"];

/// A folder with one user in it.
fn site() -> Site {
    let site = Site::new();
    site.run(&["user", "add", "demo@example.com", "--extension", "5051", "--login-id", "ABC"]).succeeded();
    site
}

/// The files of a folder and what is in them.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()));
    files.filter(|(name, _)| !SCRATCH.contains(&name.as_str())).collect()
}

/// Checks that every way to open the folder fails with these texts and leaves all files as they are.
#[track_caller]
fn is_refused(site: &Site, texts: &[&str]) {
    let before = content(&site.data());
    let commands: [&[&str]; 4] = [
        &["serve", "--listen", "127.0.0.1:0"],
        &["serve", "--demo", "--listen", "127.0.0.1:0"],
        &["user", "list"],
        &["user", "add", "x@example.com", "--extension", "1"],
    ];
    for command in commands {
        site.run(command).failed(1, texts);
    }
    assert!(content(&site.data()) == before, "something was changed");
}

#[test]
fn a_file_in_place_of_the_folder_is_refused() {
    let site = Site::new();
    fs::write(site.data(), "not a folder").unwrap();
    site.run(&["user", "list"]).failed(1, &["is no folder", "--data"]);
    site.run(&["serve"]).failed(2, &["is no folder"]);
}

#[test]
fn a_folder_of_something_else_is_refused() {
    let site = Site::new();
    fs::create_dir(site.data()).unwrap();
    fs::write(site.data().join("thesis.doc"), "years of work").unwrap();
    is_refused(&site, &["holds other files", "empty folder"]);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let site = site();
    fs::write(site.data().join("hookswitch.db"), "years of work, but no database").unwrap();
    is_refused(&site, &["no SQLite database", "backup"]);
}

#[test]
fn another_programs_database_is_refused() {
    let site = site();
    let mut database = fs::read(site.data().join("hookswitch.db")).unwrap();
    database[68..72].copy_from_slice(b"OTHR");
    fs::write(site.data().join("hookswitch.db"), database).unwrap();
    is_refused(&site, &["another program", "--data"]);
}

#[test]
fn a_half_written_database_is_refused() {
    let site = site();
    let database = fs::read(site.data().join("hookswitch.db")).unwrap();
    for length in [50, 4096, database.len() / 2, database.len() - 4096] {
        fs::write(site.data().join("hookswitch.db"), &database[..length]).unwrap();
        is_refused(&site, &["is damaged", "backup"]);
    }
}

#[test]
fn a_database_with_rubbish_inside_is_refused() {
    let site = site();
    let mut database = fs::read(site.data().join("hookswitch.db")).unwrap();
    for byte in &mut database[4096..] {
        *byte ^= 0x5a;
    }
    fs::write(site.data().join("hookswitch.db"), database).unwrap();
    is_refused(&site, &["is damaged", "backup"]);
}

#[test]
fn an_emptied_or_missing_database_is_not_taken_for_a_new_one() {
    let site = site();
    fs::write(site.data().join("hookswitch.db"), "").unwrap();
    is_refused(&site, &["is damaged: it is empty", "backup"]);
    fs::remove_file(site.data().join("hookswitch.db")).unwrap();
    is_refused(&site, &["hookswitch.db is missing", "backup"]);
}

#[test]
fn a_missing_key_is_never_replaced() {
    let site = site();
    fs::remove_file(site.data().join("login-id.key")).unwrap();
    is_refused(&site, &["login-id.key is missing", "nobody can sign on", "Put it back"]);
}

#[test]
fn a_key_that_is_cut_short_or_of_another_store_is_refused() {
    let site = site();
    fs::write(site.data().join("login-id.key"), [7; 31]).unwrap();
    is_refused(&site, &["is no key", "31"]);
    fs::write(site.data().join("login-id.key"), [7; 32]).unwrap();
    is_refused(&site, &["key of another store", "Put back"]);
}

#[tokio::test]
async fn a_store_of_a_later_version_is_refused() {
    let site = site();
    let options = SqliteConnectOptions::new().filename(site.data().join("hookswitch.db"));
    let mut connection = options.connect().await.unwrap();
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (99, 'later', 1, x'00', 0)";
    sqlx::raw_sql(later).execute(&mut connection).await.unwrap();
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    is_refused(&site, &["newer version", "schema 99"]);
}

#[test]
fn a_read_only_folder_is_refused() {
    let site = site();
    // Permissions do not bind root: the command is run as nobody then.
    let is_root = rustix::process::getuid().is_root();
    fs::set_permissions(site.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for (path, mode) in [(site.data(), 0o555), (site.data().join("hookswitch.db"), 0o444)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    for args in [&["user", "list"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let mut command = site.command(args);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let output = command.output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.contains("cannot be written") && errors.contains("write access"), "{errors}");
    }
    fs::set_permissions(site.data(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[tokio::test]
async fn a_second_connector_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let (site, serving) = Site::demo().await;
    let second = site.run(&["serve", "--listen", "127.0.0.1:0"]);
    second.failed(1, &["Another connector", &serving.id().to_string(), "Stop it first"]);
    assert_eq!(serving.get("/readyz").await.status, 200);
    serving.kill().await;
    site.serve(&[]).await.stop().await.succeeded();
}

#[test]
fn files_are_for_the_owner_only() {
    let site = site();
    assert_eq!(fs::metadata(site.data()).unwrap().permissions().mode() & 0o777, 0o700);
    for name in ["hookswitch.db", "login-id.key"] {
        let mode = fs::metadata(site.data().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_port_that_is_taken_is_named_with_its_remedy() {
    let site = Site::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    site.run(&["serve", "--listen", &address]).failed(1, &[&address, "--listen"]);
}
