//! Rows of the log-on matrix: wrong entries.

use hookswitch_connector::core::Right;
use hookswitch_protocol::{
    ErrorCode::{
        AgreementNeeded, AuthenticationFailed, Locked, RemoteNumberNotPermitted, StationInUse, StationRemoved,
        StationUnknown,
    },
    center::AUTHENTICATION_FAILURE,
};

use crate::{log_on_matrix::Row, log_on_stage::*};

pub(crate) const ROWS: &[Row] = &[
    Row {
        of: "B.4",
        given: "a wrong password",
        when: "somebody logs on",
        then: "The authentication process failed, with its errorId",
        play: |stage| {
            let answer = stage.is_refused(by("anna").at("WS-1").wrong(), AuthenticationFailed, Some("password"));
            assert_eq!(answer.error_message.0.as_deref(), Some("The authentication process failed."));
            assert_eq!(answer.error_id.as_deref(), Some(AUTHENTICATION_FAILURE));
            assert_eq!(answer.attempts_left, Some(4));
        },
    },
    Row {
        of: "B.4",
        given: "a user whom nobody knows",
        when: "somebody logs on",
        then: "the answer is that of a wrong password, and takes as long",
        play: |stage| {
            let known = stage.is_refused(by("anna").at("WS-1").wrong(), AuthenticationFailed, Some("password"));
            let unknown = stage.is_refused(by("nobody").at("WS-1"), AuthenticationFailed, Some("password"));
            assert_eq!(known, unknown);
            assert_eq!(stage.compared, [true, false]);
        },
    },
    Row {
        of: "P",
        given: "a wrong password, and a station that does not exist or is somebody else's",
        when: "somebody logs on",
        then: "nothing is told of stations to whoever has not proven to be anybody",
        play: |stage| {
            stage.rules(|rules| rules.agreement = agreement("1"));
            for station in ["NOWHERE", "WS-GRACE", "WS-OFF"] {
                stage.is_refused(by("nobody").at(station), AuthenticationFailed, Some("password"));
                stage.is_refused(by("ben").at(station), AgreementNeeded, Some("agreed"));
            }
        },
    },
    Row {
        of: "P",
        given: "five wrong passwords in a row",
        when: "the right one is tried, and again after 300 s",
        then: "the name is blocked for that time, here and on the channel Cisco",
        play: |stage| {
            for left in (0..5).rev() {
                let answer = stage.is_refused(by("anna").at("WS-1").wrong(), AuthenticationFailed, Some("password"));
                assert_eq!(answer.attempts_left, Some(left));
            }
            let answer = stage.is_refused(by("anna").at("WS-1"), Locked, None);
            assert_eq!(answer.retry_after_seconds, Some(300));
            stage.pass(300_000);
            stage.logs_on("b", by("anna").at("WS-1"));
        },
    },
    Row {
        of: "B.4",
        given: "no station of that name, or one that is out of use",
        when: "somebody logs on",
        then: "the station is missing",
        play: |stage| {
            stage.is_refused(by("anna").at("NOWHERE"), StationUnknown, Some("station"));
            stage.is_refused(by("anna").at("WS-OFF"), StationRemoved, Some("station"));
        },
    },
    Row {
        of: "B.4",
        given: "a Windows account that is not mapped to a CIC user, or of another domain",
        when: "it is used",
        then: "the log-on is denied",
        play: |stage| {
            stage.rules(|rules| rules.label = domain("ACME"));
            stage.is_refused(by("ACME\\nobody").at("WS-1"), AuthenticationFailed, Some("password"));
            stage.is_refused(by("OTHER\\anna").at("WS-1"), AuthenticationFailed, Some("password"));
            assert_eq!(stage.compared, [false, false]);
        },
    },
    Row {
        of: "P",
        given: "a user's rights that an administrator has taken away",
        when: "the user logs on the next time",
        then: "they are missed",
        play: |stage| {
            let conn = stage.logs_on("b", by("anna").number("+4930123456"));
            stage.site(|content| content.users[0].rights.retain(|right| *right != Right::RemoteNumber));
            assert!(stage.at(conn).is_some(), "who is at work stays there");
            stage.asks(conn, log_off());
            let (code, field) = (RemoteNumberNotPermitted, Some("remoteNumber"));
            stage.is_refused(by("anna").number("+4930123456"), code, field);
        },
    },
    Row {
        of: "P",
        given: "a number that is another user's station already",
        when: "somebody logs on with it",
        then: "the first stays",
        play: |stage| {
            stage.logs_on("b", by("anna").number("+4930123456"));
            stage.is_refused(by("grace").number("+49 30 123456"), StationInUse, Some("remoteNumber"));
        },
    },
];
