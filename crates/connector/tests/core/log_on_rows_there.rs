//! Rows of the log-on matrix: one station a user, dropped connections, coming back, logging off.

use hookswitch_connector::core::{Input, StationStanding};
use hookswitch_protocol::{
    CloseCode,
    ErrorCode::{CredentialRevoked, ExtensionBusy, SessionElsewhere, StationInUse},
    center::StateReason,
    channels::{Answer, Request},
    cisco::{ToConnector as ToCti, error::ApiFault},
    connector::{FromConnector, Identity, Speaker},
    values::NoPayload,
};

use crate::{log_on_matrix::Row, log_on_stage::*, script};

/// The sentence of the original client.
const DROPPED: &str = "Your connection has been dropped due to a subsequent log on to a different station.";

pub(crate) const ROWS: &[Row] = &[
    Row {
        of: "S",
        given: "a user logged on to a station",
        when: "the user logs on to a different station",
        then: "the system drops the original station connection, which receives the message",
        play: |stage| {
            let first = stage.logs_on("a", by("anna").at("WS-1"));
            let second = stage.logs_on("b", by("anna").at("WS-2"));
            let change = stage.is_dropped(first, StateReason::AnotherLogOn, CloseCode::Superseded);
            assert_eq!(change.text, DROPPED);
            assert_eq!(stage.at(second), Some((ANNA, "5064".to_owned())));
            assert_eq!(stage.core.sessions().count(), 1);
        },
    },
    Row {
        of: "S",
        given: "two different users on two different computers",
        when: "both log on to the same station",
        then: "the first user connects, the second doesn't",
        play: |stage| {
            let first = stage.logs_on("a", by("anna").at("WS-1"));
            stage.is_refused(by("ben").at("WS-1"), StationInUse, Some("station"));
            assert_eq!(stage.at(first), Some((ANNA, "5051".to_owned())));
        },
    },
    Row {
        of: "S",
        given: "multiple instances on the same machine with different user credentials and the same station",
        when: "the second user logs on",
        then: "decided otherwise: a telephone has one holder, and a page cannot tell machines; the first stays",
        play: |stage| {
            stage.logs_on("same", by("anna").at("WS-1"));
            let second = stage.window("same");
            let answer = stage.tries(second, by("ben").at("WS-1"));
            assert_eq!(answer.code, Some(StationInUse));
        },
    },
    Row {
        of: "S",
        given: "two users in two independently started browser windows",
        when: "each logs on to a station",
        then: "both work",
        play: |stage| {
            let first = stage.logs_on("a", by("anna").at("WS-1"));
            let second = stage.logs_on("b", by("ben").at("WS-2"));
            assert!(stage.at(first).is_some() && stage.at(second).is_some());
        },
    },
    Row {
        of: "S",
        given: "another tab of the same browser",
        when: "it is opened",
        then: "it is no second instance: it shows the one there is, and its log-on at that station is the same one",
        play: |stage| {
            let first = stage.window("a");
            let credential = stage.tries(first, by("anna").at("WS-1")).session_credential.unwrap();
            let tab = stage.logs_on("a", again("anna", &credential).at("WS-1"));
            assert_eq!(stage.hears(tab).get(..2).unwrap(), ["SetLoginId", "SetConnectionStatus"]);
            assert!(stage.tries(tab, by("anna").at("WS-1")).success);
            assert_eq!(stage.at(first), Some((ANNA, "5051".to_owned())), "where it was");
        },
    },
    Row {
        of: "B.3",
        given: "a user signed on in a client of another kind, at another telephone",
        when: "the user logs on to a station",
        then: "the rule applies across client kinds: the other connection is dropped",
        play: |stage| {
            stage.site(|content| content.users[0].login_id = script::user(1, "5051", Some("ANNA1")).login_id);
            let identity = Identity::LoginId(hookswitch_protocol::LoginIdText::new("ANNA1"));
            let other = stage.opens(Speaker::Softphone, "a", Some(identity));
            assert_eq!(stage.at(other), Some((ANNA, "5051".to_owned())));
            stage.logs_on("b", by("anna").at("WS-2"));
            assert_eq!(stage.closed.get(&other), Some(&CloseCode::Superseded));
            assert_eq!(stage.telephone(ANNA).as_deref(), Some("5064"));
        },
    },
    Row {
        of: "P",
        given: "a user at a station",
        when: "the same user logs on at the same station from another browser, and takes over",
        then: "the log-on is refused and says where the session lives; Use here moves it",
        play: |stage| {
            stage.pass(5);
            let first = stage.logs_on("a", by("anna").at("WS-1"));
            let second = stage.window("b");
            let answer = stage.tries(second, by("anna").at("WS-1"));
            assert_eq!(answer.code, Some(SessionElsewhere));
            let elsewhere = answer.elsewhere.unwrap();
            assert_eq!(elsewhere.url.as_str(), format!("https://org.example.com/{}", first.0));
            assert_eq!(elsewhere.since, BEGAN + 5);
            stage.forget();
            stage.asks(second, script::take_over());
            assert_eq!(stage.at(second), Some((ANNA, "5051".to_owned())));
            assert_eq!(stage.closed.get(&first), Some(&CloseCode::Superseded));
            let heard = stage.hears(second);
            assert_eq!(heard.get(..4).unwrap(), ["TakeOver", "LogOn", "SetLoginId", "SetConnectionStatus"]);
            let again = stage.answer(second).unwrap();
            assert_eq!(again.effective_station, seat(&by("anna").at("WS-1")));
            assert!(again.session_credential.is_none() && again.saved_credential.is_none());
        },
    },
    Row {
        of: "P",
        given: "a user whose connection at a station is lost, within the grace period",
        when: "the user logs on at the same station, or at a different one",
        then: "the same session goes on, or ends for the new one",
        play: |stage| {
            for (station, telephone) in [("WS-1", "5051"), ("WS-2", "5064")] {
                let first = stage.logs_on("a", by("anna").at("WS-1"));
                stage.pass(1_000);
                let since = stage.core.sessions().next().unwrap().since_unix_ms;
                stage.input(Input::Closed { conn: first });
                stage.pass(1_000);
                let conn = stage.logs_on("a", by("anna").at(station));
                assert_eq!(stage.at(conn), Some((ANNA, telephone.to_owned())));
                let goes_on = stage.core.sessions().next().unwrap().since_unix_ms == since;
                assert_eq!(goes_on, station == "WS-1");
                stage.asks(conn, log_off());
            }
        },
    },
    Row {
        of: "P",
        given: "a station whose telephone is another user's own",
        when: "somebody is logged on there and that user signs on",
        then: "the telephone has one holder: the first stays",
        play: |stage| {
            stage.site(|content| content.users[1].login_id = script::user(2, "5064", Some("BEN1")).login_id);
            stage.logs_on("a", by("anna").at("WS-2"));
            let identity = Identity::LoginId(hookswitch_protocol::LoginIdText::new("BEN1"));
            let ben = stage.opens(Speaker::Softphone, "b", Some(identity));
            let is_busy = |answer: &Answer| matches!(answer, Answer::Connector(FromConnector::LoginIdSet(set)) if set.code == Some(ExtensionBusy));
            assert!(stage.told.get(&ben).unwrap().iter().any(|(_, answer)| is_busy(answer)));
        },
    },
    Row {
        of: "B.5",
        given: "a connection that is up",
        when: "an administrator ends the session",
        then: "it is down for AdminLogOff, shall not reconnect, and no credential brings it back",
        play: |stage| {
            let conn = stage.window("a");
            let given = stage.tries(conn, by("anna").at("WS-1").remembered());
            stage.input(Input::EndSession { user: ANNA });
            let change = stage.is_dropped(conn, StateReason::AdminLogOff, CloseCode::SignedOff);
            assert_eq!(change.text, "An administrator signed you off.");
            for credential in [given.session_credential.unwrap(), given.saved_credential.unwrap()] {
                stage.is_refused(again("anna", &credential).at("WS-1"), CredentialRevoked, Some("password"));
            }
        },
    },
    Row {
        of: "B.5",
        given: "a connection that is up",
        when: "the user is deleted",
        then: "it is down for UserDeleted",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.site(|content| content.users.retain(|user| user.id != ANNA));
            stage.is_dropped(conn, StateReason::UserDeleted, CloseCode::SignedOff);
        },
    },
    Row {
        of: "B.5",
        given: "a connection that is up",
        when: "the station is deleted",
        then: "it is down for StationDeleted",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.site(|content| drop(content.stations.remove(0)));
            let change = stage.is_dropped(conn, StateReason::StationDeleted, CloseCode::SignedOff);
            assert_eq!(change.text, "Your station is not available any more.");
        },
    },
    Row {
        of: "B.5",
        given: "a connection that is up",
        when: "the station is deactivated",
        then: "it is down for StationDeactivated",
        play: |stage| {
            let conn = stage.logs_on("a", by("ben").home(None));
            stage.site(|content| content.stations[4].standing = StationStanding::Inactive);
            stage.is_dropped(conn, StateReason::StationDeactivated, CloseCode::SignedOff);
        },
    },
    Row {
        of: "B.5",
        given: "a connection that is up",
        when: "the user logs off",
        then: "decided otherwise for UserLogOff: the page stays connected and may log on again",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.forget();
            stage.asks(conn, log_off());
            assert_eq!(stage.hears(conn), ["SetAgentState", "LogOff", "SetConnectionStatus"]);
            assert_eq!((stage.closed.get(&conn), stage.at(conn)), (None, None));
            assert!(stage.tries(conn, by("anna").at("WS-1")).success);
        },
    },
    Row {
        of: "B.5",
        given: "a connection that was lost, with a tab beside it, and then that one too",
        when: "the session was held for as long as the grace period",
        then: "decided otherwise for SessionTimeout: it is held only when no window is left, so that there is nobody to drop",
        play: |stage| {
            let conn = stage.window("a");
            let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
            let tab = stage.logs_on("a", again("anna", &credential).at("WS-1"));
            stage.input(Input::Closed { conn });
            stage.pass(120_000);
            assert_eq!(stage.at(tab), Some((ANNA, "5051".to_owned())));
            stage.input(Input::Closed { conn: tab });
            stage.pass(119_999);
            assert_eq!(stage.core.sessions().count(), 1);
            stage.pass(1);
            assert_eq!(stage.core.sessions().count(), 0);
        },
    },
    Row {
        of: "B.5",
        given: "a connection in the attempt to log on",
        when: "the log-on fails",
        then: "LogOnFailed is the answer, and the page may try again over the same connection",
        play: |stage| {
            let conn = stage.window("a");
            assert!(!stage.tries(conn, by("anna").at("WS-1").wrong()).success);
            assert!(stage.tries(conn, by("anna").at("WS-1")).success);
        },
    },
    Row {
        of: "B.5",
        given: "a connection that is up",
        when: "another server shall take over, or this one is started again",
        then: "the advice is to come back, and nothing is said of a drop",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.forget();
            stage.input(Input::ShutDown);
            assert_eq!(stage.closed.get(&conn), Some(&CloseCode::Restarting));
            assert_eq!(stage.hears(conn), [""; 0]);
        },
    },
    Row {
        of: "B.6",
        given: "a page that was logged on before the server was lost",
        when: "the server is there again",
        then: "no new log on: the page comes back to its station without a password, within 12 hours",
        play: |stage| {
            let conn = stage.window("a");
            let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
            stage.restarts();
            let conn = stage.window("a");
            let answer = stage.tries(conn, again("anna", &credential).at("WS-1"));
            assert_eq!((answer.success, answer.session_credential), (true, Some(credential.clone())));
            stage.asks(conn, log_off());
            stage.is_refused(again("anna", &credential).at("WS-1"), CredentialRevoked, Some("password"));
            let conn = stage.window("a");
            let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
            stage.input(Input::Closed { conn });
            stage.pass(12 * 3_600_000 - 1);
            let conn = stage.logs_on("a", again("anna", &credential).at("WS-1"));
            stage.input(Input::Closed { conn });
            stage.pass(12 * 3_600_000);
            stage.is_refused(again("anna", &credential).at("WS-1"), CredentialRevoked, Some("password"));
        },
    },
    Row {
        of: "B.6",
        given: "retrying clients",
        when: "a manual log on is made meanwhile",
        then: "it remains possible: the session goes on there",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.input(Input::Closed { conn });
            let conn = stage.logs_on("b", by("anna").at("WS-1"));
            assert!(stage.at(conn).is_some());
        },
    },
    Row {
        of: "B.7",
        given: "a user at a station",
        when: "the browser is closed without log off",
        then: "the session is kept for the grace period, with its station",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.input(Input::Closed { conn });
            stage.pass(119_999);
            stage.is_refused(by("ben").at("WS-1"), StationInUse, Some("station"));
            stage.pass(1);
            stage.logs_on("b", by("ben").at("WS-1"));
        },
    },
    Row {
        of: "B.7",
        given: "a user at a station",
        when: "the user logs off",
        then: "the session ends at once, and its station is free",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.asks(conn, log_off());
            stage.logs_on("b", by("ben").at("WS-1"));
        },
    },
    Row {
        of: "B.7",
        given: "a user who was remembered",
        when: "the user logs off",
        then: "the browser may log on by itself all the same; the page that was logged on may not",
        play: |stage| {
            let conn = stage.window("a");
            let given = stage.tries(conn, by("anna").at("WS-1").remembered());
            stage.asks(conn, log_off());
            let session = given.session_credential.unwrap();
            stage.is_refused(again("anna", &session).at("WS-1"), CredentialRevoked, Some("password"));
            stage.logs_on("a", again("anna", &given.saved_credential.unwrap()).at("WS-1"));
        },
    },
    Row {
        of: "B.7",
        given: "a supervisor of the team, and nobody else",
        when: "the supervisor forces the log off",
        then: "Your session has been logged out by the supervisor (Name).",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            let ben = stage.logs_on("b", by("ben").at("WS-2"));
            let grace = stage.logs_on("c", by("grace").at("WS-GRACE"));
            stage.asks(ben, logged_out_by_supervisor("anna"));
            assert!(stage.at(conn).is_some());
            stage.asks(grace, logged_out_by_supervisor("anna"));
            let change = stage.is_dropped(conn, StateReason::AdminLogOff, CloseCode::SignedOff);
            assert_eq!(change.text, "Your session has been logged out by the supervisor (Agent 3).");
        },
    },
    Row {
        of: "B.7",
        given: "an agent who is ready, and may be in a call any moment",
        when: "the supervisor forces the log off",
        then: "decided otherwise: a live call does not stay up without its agent, so that only who is not ready is logged off",
        play: |stage| {
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            let grace = stage.logs_on("c", by("grace").at("WS-GRACE"));
            stage.asks(conn, Request::Cisco(ToCti::SetReadyState(NoPayload)));
            stage.forget();
            stage.asks(grace, logged_out_by_supervisor("anna"));
            match stage.told.get(&grace).and_then(|told| told.last()) {
                Some((_, Answer::Cisco(hookswitch_protocol::cisco::FromConnector::ApiError(error)))) => {
                    assert_eq!(error.data.fault, ApiFault::InvalidState);
                }
                other => panic!("{other:?}"),
            }
            assert!(stage.at(conn).is_some());
        },
    },
    Row {
        of: "P",
        given: "a remembered browser with a tab beside its softphone",
        when: "the tab logs off",
        then: "it is off for both, and both stay connected",
        play: |stage| {
            let conn = stage.window("a");
            let credential = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
            let tab = stage.logs_on("a", again("anna", &credential).at("WS-1"));
            stage.forget();
            stage.asks(tab, log_off());
            assert_eq!(stage.hears(tab), ["SetAgentState", "LogOff", "SetConnectionStatus"]);
            assert_eq!(stage.hears(conn), ["SetAgentState", "ClearLoginId", "SetConnectionStatus"]);
            assert!(stage.closed.is_empty());
        },
    },
];
