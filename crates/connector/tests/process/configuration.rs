//! Flags, environment and file.

use serde_json::{Value, json};

use crate::program::{Done, Site};

impl Site {
    fn check(&self, args: &[&str]) -> Done {
        self.run(&[&["config", "check"], args].concat())
    }

    fn printed(&self, file: &str, environment: &[(&str, &str)], flags: &[&str]) -> Value {
        let file = self.file("connector.toml", file);
        let mut command =
            self.command(&[&["config", "print", "--json", "--config", file.to_str().unwrap()], flags].concat());
        let output = command.envs(environment.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

#[test]
fn a_flag_wins_over_the_environment_and_the_environment_over_the_file() {
    let site = Site::new();
    let file = "listen = \"127.0.0.1:1\"\nlog_level = \"warn\"\nlog_format = \"json\"\n";
    let environment = [("HOOKSWITCH_LISTEN", "127.0.0.1:2"), ("HOOKSWITCH_LOG_LEVEL", "error")];
    let printed = site.printed(file, &environment, &["--listen", "127.0.0.1:3"]);
    assert_eq!(printed["listen"], json!({ "value": "127.0.0.1:3", "from": "--listen" }));
    assert_eq!(printed["log_level"], json!({ "value": "error", "from": "HOOKSWITCH_LOG_LEVEL" }));
    assert_eq!(printed["log_format"]["value"], "json");
    assert!(printed["log_format"]["from"].as_str().unwrap().ends_with("connector.toml"));
    assert_eq!(printed["demo"], json!({ "value": false, "from": "default" }));
}

#[test]
fn every_fault_of_file_environment_and_flags_is_named_in_one_run() {
    let site = Site::new();
    let file =
        "lisen = \"127.0.0.1:1\"\ndemo = \"maybe\"\nallowed_origins = [\"https://a.example/path\"]\nqqqqqq = 1\n";
    let file = site.file("connector.toml", file);
    let mut command = site.command(&["config", "check", "--config", file.to_str().unwrap(), "--listen", "here"]);
    let output = command.env("HOOKSWITCH_LOG_LEVEL", "loud").env("HOOKSWITCH_DEMOO", "1").output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    for (key, remedy) in [
        ("lisen in ", "Did you mean listen?"),
        ("qqqqqq in ", "Known keys: listen,"),
        ("demo in ", "Write true or false"),
        ("allowed_origins in ", "without a path"),
        ("--listen: \"here\"", "127.0.0.1:8080"),
        ("HOOKSWITCH_LOG_LEVEL: \"loud\"", "error, warn, info, debug, trace"),
        ("HOOKSWITCH_DEMOO: ", "Did you mean HOOKSWITCH_DEMO?"),
    ] {
        let line = errors.lines().find(|line| line.contains(key)).unwrap_or_else(|| panic!("no {key:?} in {errors}"));
        assert!(line.contains(remedy), "{line}");
    }
    assert_eq!(errors.lines().count(), 7, "{errors}");
}

#[test]
fn faults_are_json_where_json_was_asked_for() {
    let done = Site::new().check(&["--listen", "here", "--json"]);
    let errors: Value = serde_json::from_str(&done.err).unwrap();
    assert_eq!(errors["errors"][0]["key"], "--listen");
    assert_eq!(done.code, Some(2));
}

#[test]
fn plain_http_beyond_this_machine_needs_its_flag() {
    let site = Site::new();
    site.check(&["--listen", "0.0.0.0:8080"]).failed(2, &["--listen", "allow_plain_http", "tls_cert"]);
    site.check(&["--listen", "0.0.0.0:8080", "--allow-plain-http"]).succeeded();
    site.check(&["--listen", "[::1]:8080"]).succeeded();
}

#[test]
fn nobody_is_believed_without_proof_but_in_demo_mode_on_this_machine() {
    let site = Site::new();
    site.check(&["--identities", "none"]).failed(2, &["--identities", "demo"]);
    site.check(&["--identities", "none", "--demo", "--listen", "0.0.0.0:1", "--allow-plain-http"])
        .failed(2, &["--identities", "127.0.0.1"]);
    site.check(&["--identities", "none", "--demo"]).succeeded();
    site.check(&["--identities", "jwt"]).failed(2, &["the org's", "[salesforce]"]);
    site.check(&["--identities", ""]).failed(2, &["Nobody could sign on"]);
    assert_eq!(site.printed("", &[], &["--demo"])["identities"]["value"], json!(["loginId", "none"]));
    assert_eq!(site.printed("", &[], &[])["identities"]["value"], json!(["loginId"]));
}

#[test]
fn a_certificate_needs_its_key_and_both_have_to_be_readable() {
    let site = Site::new();
    let garbage = site.file("cert.pem", "no certificate");
    let garbage = garbage.to_str().unwrap();
    site.check(&["--tls-cert", garbage]).failed(2, &["--tls-cert", "tls_key too"]);
    site.check(&["--tls-cert", "/nowhere", "--tls-key", "/nowhere"])
        .failed(2, &["--tls-cert", "--tls-key", "/nowhere"]);
    site.check(&["--tls-cert", garbage, "--tls-key", garbage]).failed(2, &["no certificate in PEM"]);
}

#[test]
fn a_file_that_is_missing_or_not_toml_is_named() {
    let site = Site::new();
    site.check(&["--config", "nowhere.toml"]).failed(2, &["nowhere.toml", "cannot be read"]);
    let file = site.file("connector.toml", "listen = \n");
    site.check(&["--config", file.to_str().unwrap()]).failed(2, &["connector.toml", "not TOML", "line 1"]);
    site.run(&["user", "list", "--config", file.to_str().unwrap()]).failed(2, &["not TOML"]);
}

#[test]
fn what_is_printed_can_be_read_again() {
    let site = Site::new();
    let flags = ["--demo", "--allowed-origins", "https://a.example,https://b.example", "--web", "we \"b"];
    let printed = site.run(&[&["config", "print"], &flags[..]].concat());
    let again = site.printed(&printed.out, &[], &[]);
    assert_eq!(again["allowed_origins"]["value"], json!(["https://a.example", "https://b.example"]));
    assert_eq!(again["demo"]["value"], true);
    assert!(again["web"]["value"].as_str().unwrap().ends_with("we \"b"));
}

#[test]
fn a_path_in_the_file_is_meant_from_the_files_folder() {
    let site = Site::new();
    let file = site.file("etc/connector.toml", "web = \"page\"\n");
    let printed = site.json(&["config", "print", "--config", file.to_str().unwrap()]);
    assert_eq!(printed["web"]["value"], site.path().join("etc/page").to_str().unwrap());
}

#[test]
fn serving_with_a_fault_names_it_and_touches_nothing() {
    let site = Site::new();
    site.run(&["serve", "--listen", "0.0.0.0:0"]).failed(2, &["--listen", "allow_plain_http"]);
    assert!(!site.data().exists());
}

#[test]
fn a_variable_of_another_programs_making_is_left_alone() {
    let site = Site::new();
    let mut command = site.command(&["config", "check"]);
    let output = command.env("HOOKSWITCH_SERVICE_HOST", "10.0.0.1").env("HOOKSWITCH_WEB", "").output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn what_is_asked_at_a_log_on_stands_in_the_file_or_in_a_file_of_its_own_and_is_printed_as_it_is_read() {
    let site = Site::new();
    let table = "domain = \"ACME\"\ncached_credentials = true\npassword_days = 90\nagreement = \"terms.txt\"\n";
    site.file("etc/terms.txt", "Be kind.");
    let own = site.file("etc/log_on.toml", table);
    let inline = site.file("etc/connector.toml", format!("[log_on]\n{table}"));
    let printed = |args: &[&str]| site.json(&[&["config", "print"][..], args].concat())["log_on"]["value"].clone();
    let value = printed(&["--log-on", own.to_str().unwrap()]);
    assert_eq!((&value["domain"], &value["password_days"]), (&json!("ACME"), &json!(90)));
    assert_eq!(value["agreement"], site.path().join("etc/terms.txt").to_str().unwrap());
    assert_eq!(printed(&["--config", inline.to_str().unwrap()]), value);
    let again = site.run(&["config", "print", "--log-on", own.to_str().unwrap()]).out;
    let again = site.file("again.toml", again);
    assert_eq!(printed(&["--config", again.to_str().unwrap()]), value);
    site.check(&["--config", inline.to_str().unwrap()]).succeeded();

    assert_eq!(printed(&[]), Value::Null);
    assert_eq!(printed(&["--demo"])["cached_credentials"], true);
    let unlike_the_demo = site.file("empty.toml", "");
    assert_eq!(printed(&["--demo", "--log-on", unlike_the_demo.to_str().unwrap()])["cached_credentials"], false);
}

#[test]
fn a_faulty_table_and_an_agreement_that_cannot_be_shown_are_named() {
    let site = Site::new();
    let file = |name: &str, content: &str| site.file(name, content).to_str().unwrap().to_owned();
    file("empty.txt", " \n");
    file("long.txt", &"x".repeat(20_001));
    for (table, wrong, remedy) in [
        ("cashed_credentials = true", "cashed_credentials is not known", "[log_on]"),
        ("agreement = \"nowhere.txt\"", "nowhere.txt cannot be read", "Check the path"),
        ("agreement = \"empty.txt\"", "empty.txt is empty", "leave agreement out"),
        ("agreement = \"long.txt\"", "long.txt is longer than 20000 bytes", "Shorten it"),
    ] {
        let table = file("log_on.toml", table);
        for command in [&["config", "check"][..], &["serve", "--listen", "127.0.0.1:0"]] {
            site.run(&[command, &["--log-on", &table]].concat()).failed(2, &["--log-on", wrong, remedy]);
        }
    }
    assert!(!site.data().exists());
}

#[test]
fn teams_stand_in_the_file_or_in_a_file_of_their_own_and_are_printed_as_they_are_read() {
    let site = Site::new();
    let teams = "[Support]\nnot_ready = { 2 = \"Break\", 10 = \"Lunch\" }\n";
    let own = site.file("teams.toml", teams);
    let inline = site.file("etc/connector.toml", teams.replace("[Support]", "[teams.Support]"));
    let printed = |args: &[&str]| site.json(&[&["config", "print"][..], args].concat())["teams"]["value"].clone();
    let value = printed(&["--teams", own.to_str().unwrap()]);
    assert_eq!(value["Support"]["not_ready"], json!({ "2": "Break", "10": "Lunch" }));
    assert_eq!(printed(&["--config", inline.to_str().unwrap()]), value);
    let again = site.run(&["config", "print", "--teams", own.to_str().unwrap()]).out;
    let again = site.file("again.toml", again);
    assert_eq!(printed(&["--config", again.to_str().unwrap()]), value);
    let bad = site.file("bad.toml", "[Support]\nnotready = {}\n");
    site.run(&["config", "check", "--teams", bad.to_str().unwrap()]).failed(2, &["Support.notready is not known"]);
}
