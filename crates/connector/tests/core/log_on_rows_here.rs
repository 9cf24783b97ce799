//! Rows of the log-on matrix: the log-on page, station types, wrong entries.

use hookswitch_connector::core::{LogOnRight, Note, Right, StationCommand, UserId};
use hookswitch_protocol::{
    ErrorCode::{
        AgreementNeeded, AuthenticationFailed, CredentialRevoked, HostUnknown, Locked, NoStationLicence,
        PasswordExpired, PersistentNotPermitted, RemoteNumberInvalid, RemoteNumberNotPermitted, StationInUse,
        StationNotPermitted, StationRemoved, StationTypeNotAllowed, StationUnknown,
    },
    center::{AUTHENTICATION_FAILURE, FromConnector, LogOn, ServerInfo, StationType, ToConnector, UserLabel},
    channels::Answer,
    connector::Nothing,
    ids::HostName,
};

use crate::{log_on_matrix::Row, log_on_stage::*};

fn info(stage: &mut Stage) -> ServerInfo {
    let stranger = stage.window("b");
    stage.asks(stranger, ToConnector::GetServerInfo(Nothing {}));
    match stage.told.remove(&stranger).unwrap().pop() {
        Some((_, Answer::Center(FromConnector::ServerInfo(info)))) => info,
        other => panic!("{other:?}"),
    }
}

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
            assert!(info(stage).cached_credentials);
            stage.rules(|rules| rules.cached_credentials = false);
            assert!(!info(stage).cached_credentials);
        },
    },
    Row {
        of: "S",
        given: "the label User ID",
        when: "somebody uses the Interaction Administrator account name and password",
        then: "the user is logged on",
        play: |stage| {
            assert_eq!(info(stage).label, UserLabel::UserId);
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
            assert_eq!(info(stage).label, UserLabel::DomainUser);
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
            assert_eq!(info(stage).hosts, []);
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
            assert_eq!(info(stage).hosts.len(), 2);
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
            assert_eq!(info(stage).station_types, [StationType::Workstation]);
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
            stage.logs_on("b", by("anna").at("WS-1"));
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
            assert_eq!(info(stage).user_agreement_text, None);
            stage.rules(|rules| rules.agreement = agreement("1"));
            let info = info(stage);
            assert_eq!(info.user_agreement_text.as_deref(), Some("For authorised use only."));
            assert_eq!(info.user_agreement_version.unwrap().as_str(), "1");
        },
    },
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
            assert!(!info(stage).persistent_connections);
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
