//! Stations, memos, rights and licences, as an administrator sets them up.

use serde_json::{Value, json};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::program::{Done, Site};

/// A site with the users anna and ben.
fn site() -> Site {
    let site = Site::new();
    for (name, extension) in [("anna@example.com", "5051"), ("ben@example.com", "5052")] {
        site.run(&["user", "add", name, "--extension", extension]).succeeded();
    }
    site
}

#[test]
fn a_station_is_added_changed_listed_shown_and_removed() {
    let site = site();
    let added = site.json(&["station", "add", "WS-1", "--extension", "5051"]);
    let expected = json!({
        "name": "WS-1", "extension": "5051", "kind": "workstation", "remoteNumber": null, "standing": "active",
        "only": null,
    });
    assert_eq!(added, expected);
    let remote = ["station", "add", "RW-1", "--extension", "5080", "--remote", "+4930123", "--only", "BEN@example.com"];
    let remote = site.json(&remote);
    assert_eq!((&remote["kind"], &remote["remoteNumber"]), (&json!("remote workstation"), &json!("+4930123")));
    assert_eq!(remote["only"], json!(["ben@example.com"]));
    assert_eq!(site.json(&["station", "list"]), json!([remote, added]));

    let changed = site.json(&["station", "change", "ws-1", "--deactivate", "--extension", "5059"]);
    assert_eq!((&changed["standing"], &changed["extension"]), (&json!("inactive"), &json!("5059")));
    assert_eq!(site.json(&["station", "change", "WS-1", "--activate"])["standing"], "active");
    assert_eq!(site.json(&["station", "change", "RW-1", "--workstation"])["remoteNumber"], Value::Null);
    let text = site.run(&["station", "change", "RW-1", "--remote", "8001"]).out;
    assert_eq!(text, "RW-1 is remote workstation at 8001, extension 5080, active. Log-on: ben@example.com.\n");
    assert_eq!(site.json(&["station", "show", "rw-1"])["remoteNumber"], "8001");

    site.run(&["station", "remove", "ws-1", "--yes"]).succeeded();
    assert_eq!(site.json(&["station", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn who_may_log_on_at_a_station_is_allowed_and_denied_by_name() {
    let site = site();
    site.run(&["station", "add", "WS-1", "--extension", "5051"]).succeeded();
    let only = |args: &[&str]| site.json(&[&["station"], args].concat())["only"].clone();
    assert_eq!(only(&["allow", "WS-1", "anna@example.com"]), Value::Null, "everyone still may");
    assert_eq!(only(&["deny", "WS-1", "anna@example.com"]), json!(["ben@example.com"]));
    assert_eq!(only(&["deny", "WS-1", "ben@example.com"]), json!([]));
    assert!(site.run(&["station", "show", "WS-1"]).out.contains("Log-on: nobody."));
    let both = json!(["anna@example.com", "ben@example.com"]);
    assert_eq!(only(&["allow", "WS-1", "ben@example.com", "anna@example.com"]), both);
    site.run(&["user", "remove", "ben@example.com", "--yes"]).succeeded();
    assert_eq!(only(&["show", "WS-1"]), json!(["anna@example.com"]));
    assert_eq!(only(&["allow", "WS-1", "--everyone"]), Value::Null);
}

#[test]
fn every_refusal_says_what_to_do() {
    let site = site();
    site.run(&["station", "add", "WS-1", "--extension", "5051"]).succeeded();
    let table: [(&[&str], i32, &str, &str); 16] = [
        (&["station", "add", "ws-1", "--extension", "1"], 1, "There is a station ws-1 already.", "station change"),
        (&["station", "add", "WS-2", "--extension", "5051"], 1, "Another station has extension 5051.", "station list"),
        (&["station", "add", "WS-2", "--extension", "1", "--only", "x"], 1, "There is no user x.", "user list"),
        (&["station", "add", " WS", "--extension", "1"], 2, "write 1 to 64", "--help"),
        (&["station", "add", "WS-2", "--extension", "1", "--remote", "a b"], 2, "write 1 to 64 digits", "--help"),
        (&["station", "show", "WS-9"], 1, "There is no station WS-9.", "station list"),
        (&["station", "change", "WS-9", "--activate"], 1, "There is no station WS-9.", "station list"),
        (&["station", "change", "WS-1"], 2, "--activate", "Usage"),
        (&["station", "change", "WS-1", "--activate", "--deactivate"], 2, "cannot be used with", "--help"),
        (&["station", "allow", "WS-1"], 2, "--everyone", "Usage"),
        (&["station", "deny", "WS-1", "x"], 1, "There is no user x.", "user list"),
        (&["station", "remove", "WS-9", "--yes"], 1, "There is no station WS-9.", "station list"),
        (&["memo", "remove", "9"], 1, "There is no memo 9.", "memo list"),
        (&["memo", "add", "a", "--url", "javascript:alert(1)"], 2, "https://example.com/page", "--help"),
        (&["memo", "add", " "], 2, "write 1 to 255", "--help"),
        (&["licence", "set-stations", "10000"], 2, "10000", "--help"),
    ];
    for (args, code, wrong, remedy) in table {
        site.run(args).failed(code, &[wrong, remedy]);
    }
}

#[test]
fn memos_are_added_listed_and_removed_and_no_number_is_given_twice() {
    let site = site();
    let first = site.json(&["memo", "add", "Lunch is late.", "--url", "https://example.com/a", "--team", "Support"]);
    let expected = json!({ "id": 1, "text": "Lunch is late.", "url": "https://example.com/a", "team": "Support" });
    assert_eq!(first, expected);
    let second = site.json(&["memo", "add", "Lunch is there."]);
    assert_eq!(site.json(&["memo", "list"]), json!([second, first]));
    assert_eq!(site.run(&["memo", "remove", "2"]).out, "Removed memo 2: Lunch is there.\n");
    assert_eq!(site.json(&["memo", "add", "Lunch is over."])["id"], 3);
}

#[test]
fn station_licences_are_shown_beside_the_others() {
    let site = site();
    assert_eq!(site.json(&["licence", "show"])["stations"], 9_999);
    assert_eq!(site.json(&["licence", "set-stations", "2"])["stations"], 2);
    assert!(site.run(&["licence", "show"]).out.contains("Stations: 2 users at once."));
}

#[test]
fn rights_are_given_and_taken() {
    let site = site();
    let rights = |args: &[&str]| site.json(&[&["user", "change", "anna@example.com"], args].concat())["rights"].clone();
    assert_eq!(site.json(&["user", "show", "anna@example.com"])["rights"], json!(["remote-number"]));
    let all = json!(["remote-number", "persistent-connections"]);
    assert_eq!(rights(&["--allow", "persistent-connections"]), all);
    assert_eq!(rights(&["--deny", "remote-number", "--deny", "persistent-connections"]), json!([]));
    let both = ["user", "change", "anna@example.com", "--allow", "remote-number", "--deny", "remote-number"];
    site.run(&both).failed(2, &["remote-number is both allowed and denied"]);
    site.run(&["user", "change", "anna@example.com", "--allow", "all"]).failed(2, &["write remote-number or"]);
}

#[test]
fn a_cti_password_is_changed_and_kept_nowhere_in_the_open() {
    let site = site();
    let change = |args: &[&str], password: &[u8]| -> Done {
        let args = [&["user", "change", "anna@example.com", "--cti-password-file", "-", "--json"], args].concat();
        site.run_with_input(&args, password)
    };
    change(&[], b"first\n").failed(1, &["anna@example.com has no CTI account.", "--cti-username"]);
    change(&["--cti-username", "77"], b"first\n").succeeded();
    let done = change(&[], b"second-of-the-test\n");
    let shown: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(shown["ctiUserName"], "77");
    assert!(shown["ctiPasswordSet"].as_u64().is_some(), "{shown}");
    site.kept_nowhere("second-of-the-test");
    change(&[], b"\n").failed(2, &["--cti-password-file", "1 to 255"]);
    site.run(&["user", "change", "ben@example.com", "--cti-username", "78"]).failed(2, &["--cti-password-file"]);
}

#[test]
fn a_backup_holds_stations_and_memos() {
    let site = site();
    site.run(&["station", "add", "WS-1", "--extension", "5051", "--only", "anna@example.com"]).succeeded();
    site.run(&["memo", "add", "Lunch is late."]).succeeded();
    let file = site.path().join("copy.db");
    site.run(&["backup", file.to_str().unwrap()]).succeeded();
    let restored = Site::new();
    std::fs::create_dir(restored.data()).unwrap();
    std::fs::copy(&file, restored.data().join("hookswitch.db")).unwrap();
    std::fs::copy(site.data().join("login-id.key"), restored.data().join("login-id.key")).unwrap();
    for command in [["station", "list"], ["memo", "list"]] {
        assert_eq!(restored.json(&command), site.json(&command));
    }
}

#[tokio::test]
async fn a_credential_that_has_expired_is_gone_once_a_connector_starts() {
    let site = site();
    let options = SqliteConnectOptions::new().filename(site.data().join("hookswitch.db"));
    let mut connection = options.clone().connect().await.unwrap();
    let add = "INSERT INTO credentials VALUES (zeroblob(32), 1, 'saved', 1), (randomblob(32), 1, 'session', 1 << 62)";
    sqlx::raw_sql(add).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    site.serve(&[]).await.stop().await.succeeded();
    let mut connection = options.connect().await.unwrap();
    let left: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM credentials").fetch_all(&mut connection).await.unwrap();
    assert_eq!(left, ["session"]);
}
