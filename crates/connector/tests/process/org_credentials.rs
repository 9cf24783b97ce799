//! Saved credentials from the Salesforce org, and from the directory where it does not say.

use serde_json::{Value, json};

use crate::{
    client::Client,
    fake_org::{FakeOrg, LogOn},
    program::{Serving, Site},
};

const DEMO: &str = "demo@example.com";
const FROM_DIRECTORY: &str = "1245456";

fn record() -> Value {
    json!({
        "Hookswitch_CTI_User_Name__c": "from-org",
        "Hookswitch_CTI_Password__c": "SECRETINORG",
        "Hookswitch_Extension__c": "6001",
        "FederationIdentifier": "ann.adfs",
    })
}

/// A connector that asks this org, and whose users are the demo's.
async fn connector(site: &Site, org: &FakeOrg, more: &str) -> Serving {
    site.file("app.key", include_str!("../org/one.key"));
    let table = site.file("salesforce.toml", org.table(more));
    site.serve(&["--demo", "--salesforce", table.to_str().unwrap(), "--log-level", "trace"]).await
}

/// A client that is signed on as the demo's agent.
async fn signed_on(serving: &Serving) -> Client {
    let mut client = Client::registered(serving).await;
    assert_eq!(client.sign_on("DEMO0000000000005051").await["Success"], true);
    client
}

async fn fetch(client: &mut Client) -> Value {
    client.request_on("Salesforce", "User", "FetchCredentials", Value::Null).await;
    client.next_of("FetchCredentials").await
}

#[tokio::test]
async fn the_org_is_asked_once_by_the_fields_that_are_set_and_no_secret_is_logged() {
    let (site, org) = (Site::new(), FakeOrg::serve().await);
    org.has(DEMO, record());
    let serving = connector(&site, &org, "fields = { adfs_username = \"FederationIdentifier\" }").await;
    let mut client = signed_on(&serving).await;
    let expected = json!({
        "Username": "from-org", "Password": "SECRETINORG", "Extension": "6001", "ADFSUsername": "ann.adfs",
        "Success": true, "ErrorMessage": null,
    });
    for _ in 0..3 {
        assert_eq!(fetch(&mut client).await, expected);
    }
    let asked = "SELECT Hookswitch_CTI_User_Name__c,Hookswitch_CTI_Password__c,Hookswitch_Extension__c,\
         FederationIdentifier FROM User WHERE Username = 'demo@example.com' AND IsActive = true LIMIT 1";
    assert_eq!(org.queries(), [asked]);
    assert_eq!(org.log_ons(), 1);
    let log = serving.stop().await.err;
    for secret in ["SECRETINORG", "00Dtoken", "eyJ"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_begun_anew_once() {
    let (site, org) = (Site::new(), FakeOrg::serve().await);
    org.has(DEMO, record());
    let serving = connector(&site, &org, "cache_seconds = 0").await;
    let mut client = signed_on(&serving).await;
    assert_eq!(fetch(&mut client).await["Username"], "from-org");
    org.ends_sessions();
    assert_eq!(fetch(&mut client).await["Username"], "from-org");
    assert_eq!((org.log_ons(), org.queries().len()), (2, 2));
}

#[tokio::test]
async fn an_org_that_refuses_the_api_user_is_named_with_the_remedy_counted_and_left_alone() {
    let (site, org) = (Site::new(), FakeOrg::serve().await);
    org.has(DEMO, record());
    org.next(LogOn::Refuse("invalid_grant", "ip restricted or invalid login hours"));
    let serving = connector(&site, &org, "").await;
    let mut client = signed_on(&serving).await;
    for _ in 0..3 {
        assert_eq!(fetch(&mut client).await["Username"], FROM_DIRECTORY);
    }
    assert_eq!(org.log_ons(), 1, "tried again at once");
    let metrics = serving.get("/metrics").await;
    assert!(metrics.text().contains("\nhookswitch_salesforce_log_ons_refused_total 1\n"), "{}", metrics.text());
    let log = serving.stop().await.err;
    assert!(
        log.contains("address or hours") && log.contains("Login IP Ranges, and the time with Login Hours"),
        "{log}"
    );
}

#[tokio::test]
async fn where_the_org_is_down_or_has_nothing_the_directory_says_it_and_else_there_is_a_plain_refusal() {
    for (next, has) in [(Some(LogOn::Break), true), (None, false)] {
        let (site, org) = (Site::new(), FakeOrg::serve().await);
        if let Some(next) = next {
            org.next(next);
        }
        if has {
            org.has(DEMO, record());
        }
        let serving = connector(&site, &org, "").await;
        assert_eq!(fetch(&mut signed_on(&serving).await).await["Username"], FROM_DIRECTORY);
        let mut other = Client::registered(&serving).await;
        other.sign_on("DEMO0000000000005064").await;
        let refused = fetch(&mut other).await;
        assert_eq!((&refused["Success"], &refused["code"]), (&json!(false), &json!("NoCredentials")));
    }
}

#[tokio::test]
async fn check_org_says_who_is_let_in_what_the_profile_allows_and_what_is_saved() {
    let (site, org) = (Site::new(), FakeOrg::serve().await);
    site.file("app.key", include_str!("../org/one.key"));
    let table = site.file("salesforce.toml", org.table(""));
    let site = std::sync::Arc::new(site);
    let check = |user: &'static str| {
        let (site, table) = (site.clone(), table.to_str().unwrap().to_owned());
        let run = move || site.run(&["salesforce", "check-org", "--salesforce", &table, "--user", user]);
        async { tokio::task::spawn_blocking(run).await.unwrap() }
    };
    org.has("api@acme.example", json!({ "ProfileId": "00eA" }));
    let ranges = json!([{ "startAddress": "203.0.113.0", "endAddress": "203.0.113.15", "description": null }]);
    org.has("00eA", json!({ "Name": "API Only", "Metadata": { "loginIpRanges": ranges } }));
    org.has("ann@acme.example", record());
    let done = check("ann@acme.example").await;
    done.succeeded();
    for text in ["api@acme.example is let in", "API Only has 1 login IP ranges", "from-org, a password, extension 6001"]
    {
        assert!(done.out.contains(text), "no {text:?} in {done:?}");
    }
    assert!(!done.out.contains("SECRETINORG"));
    org.has("00eA", json!({ "Name": "API Only", "Metadata": { "loginIpRanges": null } }));
    assert!(check("ann@acme.example").await.out.contains("may log on from anywhere"));
    org.has("masked@acme.example", json!({ "Hookswitch_CTI_Password__c": "********" }));
    check("masked@acme.example").await.failed(1, &["only stars", "View Encrypted Data"]);
    org.has("none@acme.example", json!("INVALID_FIELD"));
    check("none@acme.example").await.failed(1, &["INVALID_FIELD", "Install the package"]);
    check("o'hara\\@acme.example").await.succeeded();
    assert!(org.queries().iter().any(|query| query.contains("Username = 'o\\'hara\\\\@acme.example' AND")));
    for (error, description, remedy) in [
        ("invalid_grant", "user hasn't approved this consumer", "admin-approved"),
        ("inactive_user", "user is inactive", "Set Active"),
        ("invalid_client_id", "client identifier invalid", "consumer key"),
    ] {
        org.next(LogOn::Refuse(error, description));
        check("ann@acme.example").await.failed(1, &["does not let its API user in", remedy]);
    }
}

#[tokio::test]
async fn check_ranges_asks_the_org_for_the_profile_of_its_api_user() {
    let (site, org) = (Site::new(), FakeOrg::serve().await);
    site.file("app.key", include_str!("../org/one.key"));
    let table = site.file("salesforce.toml", org.table("")).to_str().unwrap().to_owned();
    let list = site.file("vcc.txt", "EMEA\n203.0.113.0/28\n").to_str().unwrap().to_owned();
    let site = std::sync::Arc::new(site);
    let check = || {
        let (site, table, list) = (site.clone(), table.clone(), list.clone());
        let asked =
            move || site.run(&["salesforce", "check-ranges", "--org", "--salesforce", &table, "--addresses", &list]);
        async { tokio::task::spawn_blocking(asked).await.unwrap() }
    };
    org.has("api@acme.example", json!({ "ProfileId": "00eA" }));
    for (last, code) in [("203.0.113.15", 0), ("203.0.113.14", 1)] {
        let ranges = json!([{ "startAddress": "203.0.113.0", "endAddress": last, "description": "VCC" }]);
        org.has("00eA", json!({ "Name": "API Only", "Metadata": { "loginIpRanges": ranges } }));
        assert_eq!(check().await.code, Some(code), "{last}");
    }
    org.next(LogOn::Refuse("invalid_grant", "IP restricted or invalid login hours"));
    check().await.failed(2, &["does not let its API user in", "Login IP Ranges"]);
}

#[test]
fn a_key_that_cannot_sign_for_the_app_is_named_with_its_remedy() {
    let site = Site::new();
    let org =
        "[org]\nlogin_url = \"https://login.salesforce.com\"\nclient_id = \"a\"\nuser = \"a@b\"\nkey = \"app.key\"\n";
    let table = site.file("salesforce.toml", org);
    let check = || site.run(&["config", "check", "--salesforce", table.to_str().unwrap()]);
    check().failed(2, &["org.key:", "app.key holds no private key", "Check the path"]);
    site.file("app.key", rcgen::KeyPair::generate().unwrap().serialize_pem());
    check().failed(2, &["app.key holds no RSA key", "2,048 bits"]);
    site.file("app.key", include_str!("../org/one.key"));
    check().succeeded();
    site.run(&["salesforce", "check-org"]).failed(2, &["There is no table org", "[salesforce.org]"]);
}
