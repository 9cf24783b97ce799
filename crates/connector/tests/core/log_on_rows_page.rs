//! Rows of the log-on matrix: the log-on page.

use hookswitch_connector::core::{LogOnRight, UserId};
use hookswitch_protocol::{
    ErrorCode::{
        AgreementNeeded, AuthenticationFailed, CredentialRevoked, HostUnknown, RemoteNumberInvalid,
        StationNotPermitted, StationTypeNotAllowed, StationUnknown,
    },
    center::{LogOn, StationType, UserLabel},
    ids::HostName,
};

use crate::{log_on_matrix::Row, log_on_stage::*};

fn host(name: &str) -> Option<HostName> {
    HostName::parse(name)
}

fn without(asked: LogOn) -> LogOn {
    LogOn { password: None, ..asked }
}

fn only(stage: &mut Stage, station: usize, users: &[UserId]) {
    let right = LogOnRight::Only(users.iter().copied().collect());
    stage.site(|content| content.stations[station].log_on = right);
}

pub(crate) const ROWS: &[Row] = &[
    Row {
        of: "S",
        given: "no Logon Stations right to a specific station",
        when: "somebody logs on to it",
        then: "the log-on is refused",
        play: |stage| {
            only(stage, 0, &[BEN]);
            stage.is_refused(by("anna").at("WS-1"), StationNotPermitted, Some("station"));
        },
    },
    Row {
        of: "S",
        given: "the Logon Stations right to that station",
        when: "the same user logs on to it",
        then: "the user is logged on",
        play: |stage| {
            only(stage, 0, &[ANNA]);
            let conn = stage.logs_on("b", by("anna").at("ws-1"));
            assert_eq!(stage.at(conn), Some((ANNA, "5051".to_owned())));
        },
    },
    Row {
        of: "S",
        given: "an administrator who does not allow cached credentials",
        when: "somebody wants to be logged on automatically",
        then: "the log-on is done and no credential is given, nor counts one that was given before",
        play: |stage| {
            let conn = stage.window("b");
            let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
            stage.rules(|rules| rules.cached_credentials = false);
            stage.is_refused(again("anna", &saved).at("WS-1"), CredentialRevoked, Some("password"));
            let conn = stage.window("b");
            let answer = stage.tries(conn, by("anna").at("WS-1").remembered());
            assert!(answer.success && answer.saved_credential.is_none());
        },
    },
    Row {
        of: "S",
        given: "an Interaction Center that prevents automatic log on for security reasons",
        when: "the page asks what there is to log on to",
        then: "it hears that credentials are not cached",
        play: |stage| {
            assert!(stage.info().cached_credentials);
            stage.rules(|rules| rules.cached_credentials = false);
            assert!(!stage.info().cached_credentials);
        },
    },
    Row {
        of: "S",
        given: "the label User ID",
        when: "somebody uses the Interaction Administrator account name and password",
        then: "the user is logged on",
        play: |stage| {
            assert_eq!(stage.info().label, UserLabel::UserId);
            stage.logs_on("b", by("anna").at("WS-1"));
            stage.is_refused(by("ACME\\ben").at("WS-2"), AuthenticationFailed, Some("password"));
        },
    },
    Row {
        of: "S",
        given: "the label Domain\\user name",
        when: "somebody uses the Windows user name and password, with the domain in any case or without it",
        then: "the user is logged on",
        play: |stage| {
            stage.rules(|rules| rules.label = domain("ACME"));
            assert_eq!(stage.info().label, UserLabel::DomainUser);
            stage.logs_on("b", by("acme\\anna").at("WS-1"));
            stage.logs_on("c", by("ben").at("WS-2"));
        },
    },
    Row {
        of: "S",
        given: "Remember me and Automatically log me in, and a domain password that was changed later",
        when: "the browser logs on by itself, and then the user enters the new password",
        then: "first there is an authentication error, then the user is logged on",
        play: |stage| {
            let conn = stage.window("b");
            let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
            stage.asks(conn, log_off());
            stage.new_password(ANNA);
            let refused = again("anna", &saved).at("WS-1");
            stage.is_refused(refused, CredentialRevoked, Some("password"));
            let answer = stage.tries(conn, by("anna").at("WS-1").remembered());
            assert!(answer.success && answer.saved_credential.is_some_and(|given| given != saved));
        },
    },
    Row {
        of: "S",
        given: "only one IC server that can be used",
        when: "the page asks, and somebody logs on without a host",
        then: "no host is there to choose, and none is missed",
        play: |stage| {
            stage.rules(|rules| rules.hosts = vec![host("ic1").unwrap()]);
            assert_eq!(stage.info().hosts, []);
            stage.logs_on("b", by("anna").at("WS-1"));
        },
    },
    Row {
        of: "S",
        given: "several hosts",
        when: "somebody enters one of them, another one, or none",
        then: "the first is logged on, the others are told",
        play: |stage| {
            stage.rules(|rules| rules.hosts = vec![host("ic1").unwrap(), host("ic2").unwrap()]);
            assert_eq!(stage.info().hosts.len(), 2);
            let at = |name: &str| LogOn { host: host(name), ..by("anna").at("WS-1") };
            stage.is_refused(at("ic3"), HostUnknown, Some("host"));
            stage.is_refused(by("anna").at("WS-1"), HostUnknown, Some("host"));
            stage.logs_on("b", at("IC2"));
        },
    },
    Row {
        of: "S",
        given: "stations of one type only",
        when: "somebody selects another type",
        then: "the log-on is refused",
        play: |stage| {
            stage.rules(|rules| rules.station_types = [StationType::Workstation].into());
            assert_eq!(stage.info().station_types, [StationType::Workstation]);
            stage.is_refused(by("anna").number("+4930123456"), StationTypeNotAllowed, Some("stationType"));
            stage.is_refused(by("anna").home(None), StationTypeNotAllowed, Some("stationType"));
        },
    },
    Row {
        of: "S",
        given: "Remember me, without Automatically log me in",
        when: "the user logs on",
        then: "nothing is given with which the browser could log on by itself",
        play: |stage| {
            let conn = stage.window("b");
            assert_eq!(stage.tries(conn, by("anna").at("WS-1")).saved_credential, None);
        },
    },
    Row {
        of: "S",
        given: "Automatically log me in next time",
        when: "the browser comes next time, after the connector was started again",
        then: "the user is logged on without any entry, and is next time too",
        play: |stage| {
            let conn = stage.window("b");
            let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
            for _ in 0..2 {
                stage.restarts();
                let conn = stage.window("b");
                let answer = stage.tries(conn, again("anna", &saved).at("WS-1").remembered());
                assert_eq!((answer.success, answer.saved_credential.as_ref()), (true, Some(&saved)));
            }
            assert_eq!(stage.compared, [true], "the password was compared once");
        },
    },
    Row {
        of: "S",
        given: "a secure system",
        when: "the user logs on, reads the User Agreement and clicks OK",
        then: "it is asked for before the client opens, recorded, and not asked for again until it changes",
        play: |stage| {
            stage.rules(|rules| rules.agreement = agreement("1"));
            stage.pass(7);
            stage.is_refused(by("anna").at("WS-1"), AgreementNeeded, Some("agreed"));
            stage.is_refused(by("anna").at("WS-1").agreed("0"), AgreementNeeded, Some("agreed"));
            assert_eq!(stage.content.accepted, []);
            let conn = stage.logs_on("b", by("anna").at("WS-1").agreed("1"));
            let kept = stage.content.accepted.first().unwrap();
            assert_eq!((kept.user, kept.version.as_str(), kept.at_unix_ms), (ANNA, "1", BEGAN + 7));
            stage.asks(conn, log_off());
            let conn = stage.logs_on("b", by("anna").at("WS-1"));
            stage.asks(conn, log_off());
            stage.logs_on("b", by("anna").at("WS-1").agreed("1"));
            stage.rules(|rules| rules.agreement = agreement("2"));
            stage.is_refused(by("anna").at("WS-1"), AgreementNeeded, Some("agreed"));
            assert_eq!(stage.content.accepted.len(), 1);
        },
    },
    Row {
        of: "B.1",
        given: "required fields that are empty: password, station name, number",
        when: "somebody logs on",
        then: "the field at fault is named, and nothing is counted as a wrong password",
        play: |stage| {
            let answer = stage.is_refused(without(by("anna").at("WS-1")), AuthenticationFailed, Some("password"));
            assert_eq!(answer.attempts_left, None);
            stage.is_refused(by("anna"), StationUnknown, Some("station"));
            let number = LogOn { station_type: StationType::RemoteNumber, ..by("anna") };
            stage.is_refused(number, RemoteNumberInvalid, Some("remoteNumber"));
            assert!(stage.content.failures.is_empty());
        },
    },
    Row {
        of: "B.1",
        given: "a non-empty userAgreementText",
        when: "the page asks for the server info",
        then: "it hears the text and its version; otherwise neither",
        play: |stage| {
            assert_eq!(stage.info().user_agreement_text, None);
            stage.rules(|rules| rules.agreement = agreement("1"));
            let info = stage.info();
            assert_eq!(info.user_agreement_text.as_deref(), Some("For authorised use only."));
            assert_eq!(info.user_agreement_version.unwrap().as_str(), "1");
        },
    },
];
