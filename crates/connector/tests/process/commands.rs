//! What an administrator types.

use serde_json::json;

use crate::program::Site;

const DEMO: [&str; 5] = ["user", "add", "demo@example.com", "--extension", "5051"];

#[test]
fn a_user_is_added_listed_shown_and_removed() {
    let site = Site::new();
    site.json(&[&DEMO[..], &["--display-name", "Demo Agent", "--login-id", "ABC123"]].concat());
    let expected = json!({
        "id": 1, "userName": "demo@example.com", "displayName": "Demo Agent", "extension": "5051",
        "hasLoginId": true, "licensed": false, "ctiUserName": null,
        "team": "Agents", "role": "agent", "rights": ["remote-number"], "ctiPasswordSet": null,
    });
    assert_eq!(site.json(&["user", "list"]), json!([expected]));
    let shown = site.json(&["user", "show", "DEMO@example.com"]);
    assert_eq!(shown["extension"], "5051");
    assert_eq!(shown["lockedForSeconds"], json!(null));
    site.json(&["user", "remove", "demo@example.com", "--yes"]);
    assert_eq!(site.json(&["user", "list"]), json!([]));
    assert_eq!(site.json(&DEMO)["id"], 2, "the log knows users by number: none is given twice");
}

#[test]
fn a_user_is_changed_and_what_is_not_named_stays() {
    let site = Site::new();
    site.json(&[&DEMO[..], &["--team", "Support"]].concat());
    let changed = site.json(&["user", "change", "demo@example.com", "--role", "supervisor", "--extension", "5099"]);
    assert_eq!((&changed["team"], &changed["role"]), (&json!("Support"), &json!("supervisor")));
    assert_eq!((&changed["extension"], &changed["displayName"]), (&json!("5099"), &json!("demo@example.com")));
    site.run(&["user", "change", "demo@example.com"]).failed(2, &["--extension"]);
    site.run(&["user", "change", "demo@example.com", "--role", "boss"]).failed(2, &["agent or supervisor"]);
    site.run(&["user", "change", "nobody@example.com", "--team", "A"]).failed(1, &["There is no user"]);
}

#[test]
fn a_generated_login_id_is_shown_once_and_kept_nowhere() {
    let site = Site::new();
    let added = site.json(&[&DEMO[..], &["--generate"]].concat());
    let id = added["loginId"].as_str().unwrap();
    assert_eq!(id.len(), 20);
    assert!(id.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()));
    assert!(!site.json(&["user", "show", "demo@example.com"]).to_string().contains(id));
    site.kept_nowhere(id);
}

#[test]
fn generated_login_ids_differ() {
    let site = Site::new();
    let [one, two] = [0, 1].map(|_| site.json(&["login-id", "generate"])["loginId"].to_string());
    assert_ne!(one, two);
}

#[test]
fn a_login_id_is_read_from_standard_input() {
    let site = Site::new();
    let added = site.run_with_input(&[&DEMO[..], &["--login-id", "-"]].concat(), b"ABC123\n");
    added.succeeded();
    site.run(&["user", "add", "other@example.com", "--extension", "1", "--login-id", "ABC123"])
        .failed(1, &["Another user has this Login ID.", "--generate"]);
}

#[test]
fn the_password_of_a_cti_account_is_listed_nowhere_and_kept_sealed() {
    let site = Site::new();
    let cti = ["--cti-username", "1245456", "--cti-password-file", "-"];
    site.run_with_input(&[&DEMO[..], &cti].concat(), b"acq@123-of-the-test\n").succeeded();
    let listed = site.run(&["user", "list", "--json"]);
    assert!(listed.out.contains("1245456"));
    assert!(!listed.out.contains("acq@123"));
    site.kept_nowhere("acq@123-of-the-test");
}

#[test]
fn a_hostile_login_id_is_refused_with_its_reason_and_nobody_is_added() {
    let site = Site::new();
    let table: [(&[u8], &str); 10] = [
        (b"", "The Login ID is empty."),
        (b" ", "The Login ID has a space in it."),
        (b"AB CD", "The Login ID has a space in it."),
        (b"AB@CD", "special character"),
        (b"AB-CD", "special character"),
        (b"AB\0CD", "special character"),
        ("📞5051".as_bytes(), "special character"),
        ("\u{202e}1505".as_bytes(), "special character"),
        (&[b'A'; 10_000], "longer than 64 characters"),
        (b"Demo@Example.com", "That is a Salesforce user name."),
    ];
    for (id, reason) in table {
        site.run_with_input(&[&DEMO[..], &["--login-id", "-"]].concat(), id).failed(2, &[reason]);
    }
    site.run_with_input(&[&DEMO[..], &["--login-id", "-"]].concat(), b"\xff\xfe").failed(1, &["UTF-8"]);
    site.run(&["user", "list"]).failed(1, &["There is no store"]);
}

#[test]
fn every_refusal_says_what_to_do() {
    let site = Site::new();
    site.run(&DEMO).succeeded();
    let table: [(&[&str], i32, &str, &str); 12] = [
        (&["user", "add", "demo@example.com", "--extension", "1"], 1, "There is a user", "set-login-id"),
        (&["user", "add", "DEMO@EXAMPLE.COM", "--extension", "1"], 1, "There is a user", "set-login-id"),
        (&["user", "show", "nobody"], 1, "There is no user nobody.", "user list"),
        (&["user", "remove", "nobody", "--yes"], 1, "There is no user nobody.", "user list"),
        (&["user", "set-login-id", "nobody", "ABC"], 1, "There is no user nobody.", "user list"),
        (&["user", "unlock", "nobody"], 1, "There is no user nobody.", "user list"),
        (&["user", "add", "a@b.c"], 2, "--extension", "Usage"),
        (&["user", "add", "a@b.c", "--extension", "50 51"], 2, "write 1 to 32 digits", "--help"),
        (&["user", "add", " ", "--extension", "1"], 2, "write 1 to 255", "--help"),
        (&["user", "add", "a@b.c", "--extension", "1", "--lgoin-id", "X"], 2, "--lgoin-id", "--login-id"),
        (&["user", "unlock"], 2, "required", "Usage"),
        (&["licence", "set", "10000"], 2, "10000", "--help"),
    ];
    for (args, code, wrong, remedy) in table {
        site.run(args).failed(code, &[wrong, remedy]);
    }
    let both = ["--login-id", "-", "--cti-username", "x", "--cti-password-file", "-"];
    let twice = ["user", "add", "a@b.c", "--extension", "1"];
    site.run(&[&twice[..], &both].concat()).failed(2, &["cannot be both"]);
}

#[test]
fn a_failure_is_json_where_json_was_asked_for() {
    let site = Site::new();
    let done = site.run(&["user", "list", "--json"]);
    let errors: serde_json::Value = serde_json::from_str(&done.err).unwrap();
    assert!(errors["errors"][0]["wrong"].as_str().unwrap().contains("There is no store"));
    assert!(errors["errors"][0]["remedy"].as_str().unwrap().contains("--data"));
    assert_eq!(done.code, Some(1));
}

#[test]
fn a_login_id_can_be_replaced_and_taken_away() {
    let site = Site::new();
    site.run(&DEMO).succeeded();
    assert_eq!(site.json(&["user", "set-login-id", "demo@example.com", "ABC"])["hasLoginId"], true);
    assert_eq!(site.json(&["user", "set-login-id", "demo@example.com", "--clear"])["hasLoginId"], false);
    assert!(site.json(&["user", "set-login-id", "demo@example.com", "--generate"])["loginId"].is_string());
    site.run(&["user", "set-login-id", "demo@example.com", "demo@example.com"]).failed(2, &["user name"]);
}

#[test]
fn who_shares_an_extension_is_named() {
    let site = Site::new();
    site.run(&DEMO).succeeded();
    let second = site.run(&["user", "add", "late@example.com", "--extension", "5051"]);
    second.failed(0, &["demo@example.com has extension 5051 too"]);
}

#[test]
fn many_users_are_added_at_once_or_not_at_all() {
    let site = Site::new();
    let line = |name: &str, id: &str| json!({ "userName": name, "extension": "7", "loginId": id }).to_string() + "\n";
    let good = line("a@example.com", "A1") + &line("b@example.com", "B1");
    let added = site.run_with_input(&["user", "import", "-"], good.as_bytes());
    assert_eq!(added.out, "Added 2 users.\n");
    let taken = line("c@example.com", "C1") + &line("A@example.com", "D1");
    site.run_with_input(&["user", "import", "-"], taken.as_bytes()).failed(1, &["There is a user A@example.com"]);
    let faulty = line("", "C1") + "{}\n" + &line("c@example.com", "C1");
    site.run_with_input(&["user", "import", "-"], faulty.as_bytes()).failed(2, &["line 1", "line 2"]);
    assert_eq!(site.json(&["user", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn licences_are_shown_and_set() {
    let site = Site::new();
    site.run(&["licence", "show"]).failed(1, &["There is no store"]);
    assert_eq!(
        site.json(&["licence", "set", "3"]),
        json!({ "licences": 3, "taken": 0, "site": false, "stations": 9_999 })
    );
    site.run(&["licence", "set", "9999"]).succeeded();
    assert_eq!(site.json(&["licence", "show"])["site"], true);
}

#[test]
fn a_backup_restores_with_its_key_and_overwrites_nothing() {
    let site = Site::new();
    site.run(&[&DEMO[..], &["--login-id", "ABC123"]].concat()).succeeded();
    let file = site.path().join("copy.db");
    site.run(&["backup", file.to_str().unwrap()]).failed(0, &["login-id.key"]);
    site.run(&["backup", file.to_str().unwrap()]).failed(1, &["is there already", "not there yet"]);
    site.run(&["user", "remove", "demo@example.com", "--yes"]).succeeded();

    let restored = Site::new();
    std::fs::create_dir(restored.data()).unwrap();
    std::fs::copy(&file, restored.data().join("hookswitch.db")).unwrap();
    restored.run(&["user", "list"]).failed(1, &["login-id.key is missing"]);
    std::fs::copy(site.data().join("login-id.key"), restored.data().join("login-id.key")).unwrap();
    assert_eq!(restored.json(&["user", "show", "demo@example.com"])["hasLoginId"], true);
}

impl Site {
    /// Checks that a secret stands in no file of the data folder.
    #[track_caller]
    pub(crate) fn kept_nowhere(&self, secret: &str) {
        for entry in std::fs::read_dir(self.data()).unwrap() {
            let path = entry.unwrap().path();
            let content = std::fs::read(&path).unwrap();
            let has = content.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!has, "the secret is in {}", path.display());
        }
    }
}
