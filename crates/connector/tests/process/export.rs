//! The file that fills the users' records in Salesforce.

use std::{collections::HashMap, fs, os::unix::fs::PermissionsExt};

use crate::{
    client::Client,
    program::{Done, Site},
};

const HEADER: &str = "Username,Hookswitch_Login_ID__c,Hookswitch_Extension__c,Hookswitch_CTI_User_Name__c\r\n";

impl Site {
    fn export(&self, file: &str, more: &[&str]) -> Done {
        let out = self.path().join(file);
        self.run(&[&["user", "export", "--salesforce", "--out", out.to_str().unwrap()], more].concat())
    }

    /// The Login ID of each user, by name.
    fn exported(&self, file: &str) -> HashMap<String, String> {
        let text = fs::read_to_string(self.path().join(file)).unwrap();
        let rows = text.strip_prefix(HEADER).expect("the header").lines().map(|row| row.split(',').collect::<Vec<_>>());
        rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
    }
}

#[tokio::test]
async fn who_has_no_login_id_is_given_one_and_who_has_one_keeps_it_with_an_empty_cell() {
    let (site, serving) = Site::demo().await;
    let done = site.export("users.csv", &[]);
    done.succeeded();
    assert!(done.out.contains("Wrote 3 users") && done.out.contains("1 of them with a new"), "{done:?}");
    assert!(done.out.contains("2 keep the one that they have"), "{done:?}");
    let ids = site.exported("users.csv");
    assert_eq!((ids["demo@example.com"].as_str(), ids["agent2@example.com"].as_str()), ("", ""));
    let made = &ids["agent3@example.com"];
    assert!(made.len() == 20 && !done.out.contains(made) && !done.err.contains(made), "{done:?}");
    let text = fs::read_to_string(site.path().join("users.csv")).unwrap();
    assert!(
        text.contains("demo@example.com,,5051,1245456\r\n") && text.contains("agent2@example.com,,5064,\r\n"),
        "{text}"
    );
    let mode = fs::metadata(site.path().join("users.csv")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others may read it");
    for id in ["DEMO0000000000005051", made] {
        let mut client = Client::registered(&serving).await;
        // The connector looks for changes a few times a second, and tells who waits.
        client.request("User", "SetLoginId", serde_json::json!({ "loginId": id })).await;
        while client.next_of("SetLoginId").await["Success"] != true {}
    }
}

#[test]
fn new_ids_for_all_count_and_those_before_no_more() {
    let site = Site::new();
    site.run(&["user", "add", "a@x.example", "--extension", "1", "--login-id", "OLDONE"]).succeeded();
    site.run(&["user", "add", "b@x.example", "--extension", "2"]).succeeded();
    site.export("all.csv", &["--new-login-ids", "--yes"]).succeeded();
    let ids = site.exported("all.csv");
    assert!(ids.values().all(|id| id.len() == 20) && ids.len() == 2, "{ids:?}");
    // The old one is free: somebody else may have it.
    site.run(&["user", "add", "c@x.example", "--extension", "3", "--login-id", "OLDONE"]).succeeded();
    let made = ids["a@x.example"].as_str();
    site.run(&["user", "add", "d@x.example", "--extension", "4", "--login-id", made]).failed(1, &["Another user has"]);
}

#[test]
fn nothing_is_changed_where_the_file_cannot_be_made() {
    let site = Site::new();
    site.run(&["user", "add", "a@x.example", "--extension", "1"]).succeeded();
    site.file("there.csv", "mine");
    site.export("there.csv", &[]).failed(2, &["is there already", "not there yet"]);
    assert_eq!(fs::read_to_string(site.path().join("there.csv")).unwrap(), "mine");
    site.export("no/such/folder.csv", &[]).failed(2, &["--out", "cannot be written"]);
    assert_eq!(site.json(&["user", "show", "a@x.example"])["hasLoginId"], false);
    site.run(&["user", "export", "--out", "x.csv"]).failed(2, &["--salesforce"]);
}
