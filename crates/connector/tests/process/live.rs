//! Commands on a store that a connector serves from.

use crate::{client::Client, program::Site};

#[tokio::test]
async fn an_unknown_id_becomes_known_while_its_owner_waits() {
    let (site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    assert_eq!(client.sign_on("NEWID123").await["code"], "LoginIdUnknown");
    site.run(&["user", "add", "new@example.com", "--extension", "6000", "--login-id", "NEWID123"]).succeeded();
    let news = client.next_of("SetLoginId").await;
    assert_eq!((&news["Success"], &news["extension"]), (&true.into(), &"6000".into()));
    while client.next_of("SetConnectionStatus").await["status"] != "Linked" {}
}

#[tokio::test]
async fn an_agent_whose_id_is_taken_away_is_signed_off() {
    let (site, serving) = Site::demo().await;
    for (id, command) in [
        ("DEMO0000000000005051", &["user", "set-login-id", "demo@example.com", "--clear"][..]),
        ("DEMO0000000000005064", &["user", "remove", "agent2@example.com", "--yes"]),
    ] {
        let mut client = Client::registered(&serving).await;
        assert_eq!(client.sign_on(id).await["Success"], true);
        site.run(command).succeeded();
        assert_eq!(client.closed().await.0, 4410);
    }
}

#[tokio::test]
async fn demo_accounts_fill_an_empty_store_only() {
    let (site, serving) = Site::demo().await;
    let users = site.json(&["user", "list"]);
    let extensions: Vec<_> = users.as_array().unwrap().iter().map(|user| user["extension"].as_str().unwrap()).collect();
    assert_eq!(extensions, ["5051", "5064", "5069"]);
    let agent3 = site.json(&["user", "show", "agent3@example.com"]);
    assert_eq!((&agent3["hasLoginId"], &agent3["ctiUserName"]), (&false.into(), &"102312778".into()));
    let names = |what: &str, key: &str| -> Vec<String> {
        let list = site.json(&[what, "list"]);
        list.as_array().unwrap().iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("station", "name"), ["RW-HOME", "WS-5051", "WS-5064", "WS-5069"]);
    assert_eq!(names("memo", "text").len(), 2);
    assert_eq!(site.json(&["user", "show", "demo@example.com"])["rights"].as_array().unwrap().len(), 2);
    site.run(&["user", "remove", "agent3@example.com", "--yes"]).succeeded();
    serving.stop().await.succeeded();
    let serving = site.serve(&["--demo"]).await;
    assert_eq!(site.json(&["user", "list"]).as_array().unwrap().len(), 2);
    serving.stop().await.succeeded();
}

#[tokio::test]
async fn an_empty_store_says_how_to_add_the_first_user() {
    let site = Site::new();
    let done = site.serve(&[]).await.stop().await;
    assert!(done.err.contains("user add NAME --extension NUMBER"), "{}", done.err);
}
