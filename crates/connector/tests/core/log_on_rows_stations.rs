//! Rows of the log-on matrix: types of stations, and what a log-on there takes and gives.

use hookswitch_connector::core::{Note, StationCommand};
use hookswitch_protocol::{
    ErrorCode::{
        NoStationLicence, PasswordExpired, PersistentNotPermitted, RemoteNumberInvalid, RemoteNumberNotPermitted,
        StationUnknown,
    },
    center::{LogOn, StationType, ToConnector},
};

use crate::{log_on_matrix::Row, log_on_stage::*};

pub(crate) const ROWS: &[Row] = &[
    Row {
        of: "B.2",
        given: "a configured remote station",
        when: "the user logs on to it as a Remote Workstation",
        then: "its telephone is where the administrator has set it up",
        play: |stage| {
            let conn = stage.logs_on("b", by("ben").home(None));
            assert_eq!(stage.at(conn), Some((BEN, "5080".to_owned())));
            match stage.lines.last() {
                Some(StationCommand::AttachOutside { number, .. }) => assert_eq!(number.as_str(), "+4930987654"),
                other => panic!("{other:?}"),
            }
        },
    },
    Row {
        of: "B.2",
        given: "a Remote Workstation",
        when: "a different number is used",
        then: "that needs the right User-defined Telephone Number on Remote Logon",
        play: |stage| {
            let field = Some("remoteNumber");
            stage.is_refused(by("ben").home(Some("+49 30 1")), RemoteNumberNotPermitted, field);
            let conn = stage.window("b");
            let answer = stage.tries(conn, by("anna").home(Some("+49 30/123-456")));
            assert_eq!(answer.effective_station, seat(&by("anna").home(Some("+4930123456"))));
            stage.asks(conn, log_off());
            stage.logs_on("c", by("ben").home(Some("+4930987654")));
        },
    },
    Row {
        of: "B.2",
        given: "the station type Remote Number",
        when: "the user enters a number",
        then: "no station name is needed: the number is the station",
        play: |stage| {
            let conn = stage.window("b");
            let answer = stage.tries(conn, by("anna").number("+49 (30) 123 456"));
            assert_eq!(answer.effective_station, seat(&by("anna").number("+4930123456")));
            assert_eq!(stage.at(conn), Some((ANNA, "+4930123456".to_owned())));
        },
    },
    Row {
        of: "B.2",
        given: "no right to a number of the user's own",
        when: "the user logs on with a Remote Number",
        then: "the log-on is refused",
        play: |stage| {
            let (code, field) = (RemoteNumberNotPermitted, Some("remoteNumber"));
            stage.is_refused(by("ben").number("+4930123456"), code, field);
        },
    },
    Row {
        of: "B.2",
        given: "a Remote Number",
        when: "persistent connection is ticked",
        then: "that needs the Persistent Connections right, and a server that has them",
        play: |stage| {
            let (code, field) = (PersistentNotPermitted, Some("persistentConnection"));
            stage.is_refused(by("anna").number("+4930123456").persistent(), code, field);
            let conn = stage.window("b");
            let answer = stage.tries(conn, by("grace").number("+4930123456").persistent());
            assert_eq!(answer.effective_station.unwrap().persistent_connection, Some(true));
            stage.rules(|rules| rules.persistent_connections = false);
            assert!(!stage.info().persistent_connections);
            stage.is_refused(by("grace").number("+4930123456").persistent(), code, field);
        },
    },
    Row {
        of: "B.2",
        given: "a Remote Number without a word of persistence",
        when: "the user logs on",
        then: "the line is not persistent, and with the right it is if that is wanted",
        play: |stage| {
            use hookswitch_connector::core::Leg;
            let conn = stage.logs_on("b", by("grace").number("+4930123456"));
            stage.asks(conn, log_off());
            stage.logs_on("b", by("grace").number("+4930123456").persistent());
            let legs = stage.lines.iter().filter_map(|line| match line {
                StationCommand::AttachOutside { leg, .. } => Some(*leg),
                StationCommand::Attach(_)
                | StationCommand::Detach(_)
                | StationCommand::Call(_)
                | StationCommand::Offer { .. }
                | StationCommand::Withhold(_) => None,
            });
            assert_eq!(legs.collect::<Vec<_>>(), [Leg::OnDemand, Leg::Persistent]);
        },
    },
    Row {
        of: "P",
        given: "a number inside, or one that is none",
        when: "somebody logs on with it as a Remote Number",
        then: "the log-on is refused: to telephones inside there are rights",
        play: |stage| {
            for number in ["5064", "5080", "12", "anna@example.com", "123456789012345678901", "+49#1234"] {
                stage.is_refused(by("anna").number(number), RemoteNumberInvalid, Some("remoteNumber"));
            }
        },
    },
    Row {
        of: "B.2",
        given: "a SIP telephone far away, set up as a workstation",
        when: "the user selects Remote Workstation for it, or Workstation for a remote station",
        then: "there is no such station: a SIP user far away is at a Workstation",
        play: |stage| {
            let remote = LogOn { station_type: StationType::RemoteWorkstation, ..by("anna").at("WS-1") };
            stage.is_refused(remote, StationUnknown, Some("station"));
            stage.is_refused(by("anna").at("RW-HOME"), StationUnknown, Some("station"));
        },
    },
    Row {
        of: "B.2",
        given: "every station licence in use, one of them by a dynamic station",
        when: "another user logs on, to a station or with a number",
        then: "the log-on fails, the agent sees that no stations are available, and the log has an entry",
        play: |stage| {
            stage.site(|content| content.station_licences = 2);
            stage.logs_on("a", by("anna").number("+4930123456"));
            let ben = stage.logs_on("b", by("ben").at("WS-2"));
            let answer = stage.is_refused(by("grace").at("WS-GRACE"), NoStationLicence, None);
            assert_eq!(answer.error_message.0.as_deref(), Some("No stations are available."));
            stage.is_refused(by("grace").number("+4940123456"), NoStationLicence, None);
            assert!(stage.notes.iter().any(|note| matches!(note, Note::Refused { code: NoStationLicence, .. })));
            stage.asks(ben, log_off());
            stage.logs_on("c", by("grace").at("WS-GRACE"));
        },
    },
    Row {
        of: "P",
        given: "every station licence in use",
        when: "one of those users goes to another station, or logs on there",
        then: "no other licence is needed",
        play: |stage| {
            stage.site(|content| content.station_licences = 1);
            let conn = stage.logs_on("a", by("anna").at("WS-1"));
            stage.asks(conn, ToConnector::ChangeStation(by("anna").at("WS-2").seat()));
            assert_eq!(stage.at(conn), Some((ANNA, "5064".to_owned())));
            stage.logs_on("b", by("anna").at("WS-1"));
        },
    },
    Row {
        of: "B.2",
        given: "a log-on that is done",
        when: "it is answered",
        then: "the answer carries the effective station, and what follows the user's display name",
        play: |stage| {
            let conn = stage.window("b");
            let answer = stage.tries(conn, by("anna").at("ws-1"));
            assert_eq!(answer.effective_station, seat(&by("anna").at("WS-1")));
            let heard = stage.hears(conn);
            let begins = ["SetLoginId", "SetConnectionStatus", "SetAgentState", "CallsStateChange"];
            assert!(heard.starts_with(&begins), "{heard:?}");
        },
    },
    Row {
        of: "B.2",
        given: "passwords that last 30 days",
        when: "somebody logs on after 18 days, 29 days and a bit, and 30 days",
        then: "daysUntilPasswordExpiration is told, and an expired password lets nobody in",
        play: |stage| {
            stage.rules(|rules| rules.password_days = Some(30));
            stage.pass(18 * DAY);
            for (more, left) in [(0, 12), (11 * DAY + 1, 1)] {
                stage.pass(more);
                let conn = stage.window("b");
                let answer = stage.tries(conn, by("anna").at("WS-1"));
                assert_eq!(answer.days_until_password_expiration, Some(left));
                stage.asks(conn, log_off());
            }
            stage.pass(DAY - 1);
            stage.is_refused(by("anna").at("WS-1"), PasswordExpired, None);
        },
    },
];
