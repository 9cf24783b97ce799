//! What is drawn for whoever logs on to a station, and of working there.

use std::rc::Rc;

use hookswitch::{
    identity::Origin,
    log_on,
    screen::Screen,
    view::{
        Able, Body, View,
        door::{LogOnView, Ticked},
    },
};
use hookswitch_protocol::{
    ErrorCode,
    center::{Memo, Seat, ServerInfo, StationType, UserLabel},
    cisco::ids::DialString,
    connector::LinkStatus,
    ids::{HostName, StationName},
};
use hookswitch_session::{State, Station, Who};

use crate::support::space::{self, Case, NOW};

fn info() -> ServerInfo {
    ServerInfo {
        hosts: Vec::new(),
        label: UserLabel::UserId,
        cached_credentials: true,
        persistent_connections: true,
        user_agreement_text: Some("For authorised use only.".to_owned()),
        user_agreement_version: None,
        station_types: StationType::ALL.to_vec(),
        help: Some("https://help.example.com/".to_owned()),
    }
}

fn door(info: ServerInfo, refused: Option<ErrorCode>) -> Case {
    Case { state: space::door(refused), origin: Origin::Station, info: Some(info), ..Case::new() }
}

fn form(view: View) -> LogOnView {
    match view.body {
        Body::LogOn(form) => *form,
        other => panic!("{other:?}"),
    }
}

/// Somebody at work at a station.
fn at(seat: Seat, password_days: Option<u32>, memos: Vec<Memo>) -> Case {
    let state = match space::on(LinkStatus::Linked) {
        State::On { conn, mut terms, silent_at, agent, line, since, .. } => {
            terms.station = Some(Box::new(Station { seat, password_days }));
            let log_on = log_on::read(r#"{"userID":"1245456","stationType":"Workstation"}"#).unwrap();
            let who = Who::Station(Rc::new(log_on));
            State::On { who, conn, terms, silent_at, agent, line, since }
        }
        other => panic!("{other:?}"),
    };
    Case { state, origin: Origin::Station, memos, ..Case::new() }
}

fn workstation() -> Seat {
    Seat {
        station_type: StationType::Workstation,
        station: StationName::parse("WS-5051"),
        remote_number: None,
        persistent_connection: None,
    }
}

fn memo(text: &str, url: Option<&str>) -> Memo {
    Memo { id: 1, text: text.to_owned(), url: url.map(str::to_owned) }
}

#[test]
fn only_what_the_server_offers_is_asked_for() {
    let all = form(door(info(), None).view());
    assert_eq!((all.label, all.types.len(), all.place_label), ("User ID", 3, "Station"));
    assert_eq!((all.persistent, all.automatic, all.hosts.len()), (None, Some(Ticked::No), 0));
    let hosts = ["a", "b"].into_iter().filter_map(HostName::parse).collect();
    let label = UserLabel::DomainUser;
    let station_types = vec![StationType::RemoteNumber];
    let few = form(door(ServerInfo { hosts, label, station_types, cached_credentials: false, ..info() }, None).view());
    assert_eq!((few.label, few.types.len(), few.place_label), ("Domain\\user name", 0, "Number"));
    assert_eq!((few.persistent, few.automatic, few.hosts.len()), (Some(Ticked::No), None, 2));
}

#[test]
fn help_is_a_page_of_the_web_or_none() {
    assert!(form(door(info(), None).view()).help.is_some());
    for url in ["javascript:alert(1)", "//help.example.com", "data:text/html,x", "HTTPS", ""] {
        let help = form(door(ServerInfo { help: Some(url.to_owned()), ..info() }, None).view()).help;
        assert_eq!(help, None, "{url}");
    }
}

#[test]
fn an_agreement_takes_the_forms_place_until_it_is_answered() {
    match door(info(), Some(ErrorCode::AgreementNeeded)).view().body {
        Body::Agreement(text) => assert_eq!(text, "For authorised use only."),
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_is_blocked_sees_for_how_long_and_can_send_nothing() {
    let blocked = form(door(info(), Some(ErrorCode::Locked)).view());
    assert_eq!((blocked.able, blocked.countdown.as_deref()), (Able::No, Some("Try again in 30 s")));
    let later = Case { now: NOW.after(31_000), ..door(info(), Some(ErrorCode::Locked)) };
    assert_eq!(form(later.view()).able, Able::Yes);
}

#[test]
fn the_details_say_where_somebody_works_and_lead_to_the_way_out() {
    let number = Seat {
        station_type: StationType::RemoteNumber,
        station: None,
        remote_number: DialString::parse("+4930123456"),
        persistent_connection: Some(true),
    };
    let case = Case { screen: Screen::Details, ..at(number, Some(1), Vec::new()) };
    match case.view().body {
        Body::Details(details) => {
            let row = |label| details.rows.iter().find(|(its, _)| *its == label).map(|(_, value)| value.to_string());
            assert_eq!(row("Station").as_deref(), Some("+4930123456, line stays open"));
            assert_eq!(row("Password expires").as_deref(), Some("tomorrow"));
            assert_eq!(row("Round trip").as_deref(), Some("23 ms, good"));
            assert!(details.log_off.is_some());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_link_of_a_memo_is_one_of_the_web_or_none() {
    let memos = vec![
        memo("a", Some("https://example.com")),
        memo("b", Some("http://example.com")),
        memo("c", Some("javascript:alert(1)")),
        memo("d", None),
    ];
    let case = Case { screen: Screen::Memos, ..at(workstation(), None, memos) };
    match case.view().body {
        Body::Memos(memos) => {
            assert_eq!(memos.iter().map(|memo| memo.url.is_some()).collect::<Vec<_>>(), [true, true, false, false]);
        }
        other => panic!("{other:?}"),
    }
}
