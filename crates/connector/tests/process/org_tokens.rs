//! Agents whom the Salesforce org names.

use std::{fs, path::PathBuf, time::Duration};

use hookswitch_connector::serve::unix_ms;
use serde_json::{Value, json};

use crate::{
    client::Client,
    org::{AUDIENCE, ISSUER, OrgKey, but, claims},
    program::{Serving, Site},
};

impl Site {
    /// A file whose table lets tokens count that this key has signed, and the file with the key.
    fn of_org(&self, key: &OrgKey) -> (String, PathBuf) {
        let pem = self.file("Hookswitch.pem", key.certificate());
        let table = format!("issuer = \"{ISSUER}\"\naudience = \"{AUDIENCE}\"\nkeys = [\"Hookswitch.pem\"]\n");
        (self.file("salesforce.toml", table).to_str().unwrap().to_owned(), pem)
    }
}

async fn registers(serving: &Serving, token: &str) -> (Client, Value) {
    let mut client = Client::open(serving).await;
    let identity = json!({ "kind": "jwt", "token": token });
    let register = json!({ "channels": ["Cisco"], "url": "", "protocol": 1, "identity": identity });
    client.request("Registration", "Register", register).await;
    let registered = client.next_of("Register").await;
    (client, registered)
}

#[tokio::test]
async fn an_agent_signs_on_by_a_token_that_counts_once_even_over_a_restart_and_the_log_names_reasons_not_tokens() {
    let (site, org) = (Site::new(), OrgKey::one());
    let (table, _) = site.of_org(&org);
    let flags = ["--demo", "--salesforce", &table, "--log-level", "trace"];
    let serving = site.serve(&flags).await;
    let good = org.token(&claims("Demo@example.com", "first", unix_ms()));
    let (mut client, registered) = registers(&serving, &good).await;
    assert_eq!(registered["Success"], true, "{registered}");
    let set = client.next_of("SetLoginId").await;
    assert_eq!((&set["extension"], &set["licence"]), (&json!("5051"), &json!("NotNeeded")));
    let mut tried = vec![good.clone()];
    for (other, reason) in [
        (json!({}), "replayed"),
        (json!({ "jti": "b", "aud": "else" }), "audience"),
        (json!({ "jti": "c", "iss": "https://else.my.salesforce.com" }), "issuer"),
        (json!({ "jti": "d", "iat": 1, "nbf": 1, "exp": 181 }), "expired"),
        (json!({ "jti": "e", "sub": "nobody@example.com" }), "unknown user"),
    ] {
        let token = org.token(&but(claims("demo@example.com", "first", unix_ms()), &other));
        let (mut refused, registered) = registers(&serving, &token).await;
        assert_eq!(registered["code"], "IdentityRefused", "{reason}");
        assert_eq!(refused.closed().await.0, 4401, "{reason}");
        tried.push(token);
    }
    let foreign = OrgKey::other().token(&claims("foreign@example.com", "f", unix_ms()));
    registers(&serving, &foreign).await.0.closed().await;
    tried.push(foreign);
    let first = serving.stop().await.err;
    for reason in ["replayed", "audience", "issuer", "expired", "unknown user", "key"] {
        let line = first.lines().find(|line| line.contains(&format!("reason=\"{reason}\"")));
        assert!(line.is_some_and(|line| line.contains("WARN") && line.contains("remedy=")), "{reason}\n{first}");
    }
    assert!(first.contains("nobody@example.com") && !first.contains("foreign@example.com"), "{first}");

    let serving = site.serve(&flags).await;
    let (mut replayed, registered) = registers(&serving, &good).await;
    assert_eq!(registered["code"], "IdentityRefused");
    assert_eq!(replayed.closed().await.0, 4401);
    let fresh = org.token(&claims("demo@example.com", "fresh", unix_ms()));
    assert_eq!(registers(&serving, &fresh).await.1["Success"], true);
    tried.push(fresh);
    let log = [first, serving.stop().await.err].concat();
    for token in tried {
        let parts: Vec<&str> = token.split('.').collect();
        assert!(!log.contains(parts[1]) && !log.contains(parts[2]), "a token is in the log:\n{log}");
    }
}

#[tokio::test]
async fn another_certificate_counts_without_a_restart_and_a_broken_file_changes_nothing() {
    let (site, old, new) = (Site::new(), OrgKey::one(), OrgKey::other());
    let (table, pem) = site.of_org(&old);
    let serving = site.serve(&["--demo", "--salesforce", &table]).await;
    fs::write(&pem, "no certificate").unwrap();
    // Long enough for the file to be read.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let token = |key: &OrgKey, jti: usize| key.token(&claims("demo@example.com", &jti.to_string(), unix_ms()));
    assert_eq!(registers(&serving, &token(&old, 0)).await.1["Success"], true);
    fs::write(&pem, new.certificate()).unwrap();
    for jti in 1.. {
        if registers(&serving, &token(&new, jti)).await.1["Success"] == true {
            break;
        }
        assert!(jti < 40, "the new certificate does not count");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(registers(&serving, &token(&old, 99)).await.1["Success"], false);
    assert!(serving.stop().await.err.contains("the org's keys stay as they were"));
}

#[test]
fn a_file_without_the_orgs_key_is_named_with_its_remedy() {
    let site = Site::new();
    let (table, pem) = site.of_org(&OrgKey::one());
    let check = || site.run(&["config", "check", "--salesforce", &table]);
    check().succeeded();
    fs::write(&pem, include_str!("../org/one.key")).unwrap();
    check().failed(2, &["--salesforce: keys:", "Hookswitch.pem holds a private key", "Name the certificate"]);
    fs::remove_file(&pem).unwrap();
    check().failed(2, &["Hookswitch.pem cannot be read", "Check the path"]);
    let printed = site.json(&["config", "print", "--salesforce", &table]);
    assert_eq!(printed["salesforce"]["value"]["issuer"], ISSUER);
    assert_eq!(printed["identities"]["value"], json!(["loginId", "jwt"]));
}
