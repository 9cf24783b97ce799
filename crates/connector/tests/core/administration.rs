//! What an administrator sees of the sessions, and ends.

use hookswitch_connector::core::{
    Change, Content, Credential, CredentialHash, CredentialKind, Directory, Input, UserId,
};
use hookswitch_protocol::{
    CloseCode, ErrorCode,
    connector::{Register, ToConnector},
    ids::{CredentialText, PageUrl},
};

use crate::script::*;

const USER: UserId = UserId(1);

/// A user's credential, and its hash.
fn credential(user: UserId) -> (CredentialHash, Credential) {
    let text = CredentialText::parse(&format!("{:032x}", user.0)).unwrap();
    let hash = KEY.hash_credential(&text);
    (hash, Credential { hash, user, kind: CredentialKind::Saved, expires_unix_ms: u64::MAX })
}

fn with_credentials(script: &Script) -> Directory {
    let credentials = vec![credential(USER).1, credential(UserId(2)).1];
    Directory::new(Content { users: script.users.clone(), credentials, ..Content::default() })
}

#[test]
fn a_session_that_an_administrator_ends_is_told_so_and_its_user_has_no_credential_any_more() {
    let mut script = Script::new();
    let conn = script.signs_on(ID);
    let before = with_credentials(&script);
    script.input(Input::Directory(Box::new(before.clone())));
    script.input(Input::EndSession { user: USER });
    let (ticket, change) = script.stores();
    assert_eq!(change, Change::ForgetCredentialsOf(USER));
    script.detaches("5051");
    assert_eq!(script.hears_error(conn), ErrorCode::SignedOff);
    assert_eq!(script.is_closed(conn).0, CloseCode::SignedOff);
    script.ends();
    assert_eq!(script.core.sessions().count(), 0);
    let has = |script: &Script, user| script.core.directory().credential(credential(user).0).is_some();
    assert!(!has(&script, USER) && has(&script, UserId(2)));

    script.input(Input::Directory(Box::new(before.clone())));
    assert!(!has(&script, USER), "read before it was kept");
    script.input(Input::Stored { ticket, is_kept: true });
    script.input(Input::Directory(Box::new(before)));
    assert!(has(&script, USER), "given again since");
    script.ends();
}

#[test]
fn who_is_not_signed_on_loses_the_credentials_all_the_same() {
    let mut script = Script::new();
    script.input(Input::EndSession { user: USER });
    assert_eq!(script.stores().1, Change::ForgetCredentialsOf(USER));
    script.ends();
}

#[test]
fn a_session_began_at_its_sign_on_and_is_on_the_page_that_had_it_last() {
    let mut script = Script::new();
    let page = |path: &str| PageUrl::parse(&format!("https://example.com/{path}")).unwrap();
    let registers = |script: &mut Script, url: &PageUrl| {
        let conn = script.connects();
        let register = Register { url: url.clone(), ..register(None, None) };
        script.asks(conn, None, ToConnector::Register(register));
        assert!(script.hears_registered(conn).success);
        conn
    };
    script.pass(5_000, &[]);
    let first = registers(&mut script, &page("one"));
    script.asks(first, None, set(ID));
    assert!(script.hears_set(first).success);
    script.telephone_comes_up(first);
    let since = {
        let session = script.core.sessions().next().unwrap();
        assert_eq!((session.user, session.extension.as_str(), session.conn), (USER, "5051", Some(first)));
        assert_eq!(session.url, &page("one"));
        session.since_unix_ms
    };
    assert_eq!(since, 1_005_000);

    script.input(Input::Closed { conn: first });
    assert_eq!(script.core.sessions().next().unwrap().conn, None);
    script.pass(1_000, &[]);
    let second = registers(&mut script, &page("two"));
    script.asks(second, None, set(ID));
    assert!(script.hears_set(second).success);
    let session = script.core.sessions().next().unwrap();
    assert_eq!((session.since_unix_ms, session.url, session.conn), (since, &page("two"), Some(second)));
}
