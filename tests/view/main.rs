//! The view over the whole space of states: what holds always, and the rows that are documented.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops where something is missing"
)]

#[path = "../support/mod.rs"]
mod support;

mod door;
mod inside;

use std::collections::{HashMap, HashSet};

use hookswitch::{
    identity::Origin,
    screen::Screen,
    view::{Body, LinkColour, LoginColour, Reason, Tone, View},
};
use hookswitch_protocol::{ErrorCode, connector::LinkStatus};
use hookswitch_session::{Bar, EndpointFault, Overdue, State, Trouble};

use support::space::{self, Case, NOW};

fn login(view: &View) -> LoginColour {
    view.bar.login.colour
}

fn connection(view: &View) -> LinkColour {
    view.bar.connection.colour
}

#[test]
fn the_space_is_as_large_as_it_is_meant_to_be() {
    let count = space::cases().count();
    assert!(count > 20_000, "{count}");
}

#[test]
fn the_connection_is_green_where_a_linked_agent_is_signed_on_and_nowhere_else() {
    for case in space::cases() {
        let is_linked = matches!(case.state, State::On { line: LinkStatus::Linked, .. });
        assert_eq!(connection(&case.view()) == LinkColour::Green, is_linked, "{case:?}");
    }
}

#[test]
fn the_connection_is_red_where_an_outage_is_overdue_or_nobody_tries_any_more() {
    for case in space::cases() {
        if connection(&case.view()) == LinkColour::Red {
            let overdue = case.state.outage().is_some_and(|outage| outage.overdue == Overdue::Passed);
            let barred = matches!(case.state, State::Barred { .. });
            let for_good = matches!(
                case.state,
                State::Unlinked {
                    why: ErrorCode::IdentityRefused
                        | ErrorCode::OriginRefused
                        | ErrorCode::SignedOff
                        | ErrorCode::AnotherLogOn
                        | ErrorCode::StationRemoved
                        | ErrorCode::LoggedOffBySupervisor
                        | ErrorCode::UnsupportedProtocol,
                    ..
                }
            );
            assert!(overdue || barred || for_good, "{case:?}");
        }
    }
}

#[test]
fn a_colour_depends_on_the_state_alone() {
    let mut seen = HashMap::new();
    for case in space::cases() {
        let view = case.view();
        let colours = (login(&view), connection(&view));
        let before = seen.insert(format!("{:?}", case.state), colours);
        assert!(before.is_none_or(|before| before == colours), "{case:?}");
    }
}

#[test]
fn every_icon_says_what_it_is_and_what_to_do_about_it() {
    for case in space::cases() {
        let view = case.view();
        let (login_name, connection_name) = (&view.bar.login.name, &view.bar.connection.name);
        for (name, kind) in [(login_name, "Login: "), (connection_name, "Connection: ")] {
            assert!(name.starts_with(kind) && name.ends_with('.') && !name.contains("  "), "{name}: {case:?}");
            assert!(name.len() > kind.len() + 3, "{name}: {case:?}");
        }
        // A remedy is a sentence after the one that says how it stands.
        let sentences = |name: &str| name.matches(". ").count() + 1;
        if login(&view) == LoginColour::Red {
            assert!(sentences(login_name) >= 2, "{login_name}: {case:?}");
        }
        if connection(&view) != LinkColour::Green {
            assert!(sentences(connection_name) >= 2, "{connection_name}: {case:?}");
        }
    }
}

#[test]
fn icons_of_different_colours_never_have_the_same_name() {
    let mut seen: HashMap<String, LinkColour> = HashMap::new();
    for case in space::cases() {
        let view = case.view();
        let before = seen.insert(view.bar.connection.name.to_string(), connection(&view));
        assert!(before.is_none_or(|before| before == connection(&view)), "{}", view.bar.connection.name);
    }
}

#[test]
fn nobody_is_left_without_a_word_when_an_icon_stays_red() {
    for case in space::cases().filter(|case| case.screen == Screen::Home) {
        let view = case.view();
        if matches!(case.state, State::Door { .. }) {
            assert!(view.notice.is_none() && matches!(view.body, Body::LogOn(_) | Body::Agreement(_)), "{case:?}");
        } else if login(&view) == LoginColour::Red || connection(&view) == LinkColour::Red {
            let notice = view.notice.unwrap_or_else(|| panic!("no notice: {case:?}"));
            assert_eq!(notice.tone, Tone::Red, "{case:?}");
        }
    }
}

#[test]
fn a_notice_is_short_says_the_remedy_and_goes_when_all_is_well() {
    for case in space::cases() {
        let view = case.view();
        if connection(&view) == LinkColour::Green {
            assert_eq!(view.notice, None, "{case:?}");
        }
        if let Some(notice) = view.notice {
            assert!(!notice.title.is_empty() && !notice.title.ends_with('.'), "{notice:?}");
            assert!(notice.remedy.ends_with('.'), "{notice:?}");
            assert!(notice.primary.is_some() || notice.secondary.is_some() || unmendable(&case), "{case:?}");
            let buttons: Vec<_> = [notice.primary, notice.secondary].into_iter().flatten().collect();
            assert!(
                buttons.iter().map(|action| &action.label).collect::<HashSet<_>>().len() == buttons.len(),
                "{case:?}"
            );
        }
    }
}

/// Nothing the person presses here mends these; the notice says who can, or when it ends.
fn unmendable(case: &Case) -> bool {
    let entry_offered = case.origin == Origin::Typed;
    let is_details = case.screen == Screen::Details;
    matches!(case.state, State::SignedOff { .. } if !entry_offered)
        || matches!(case.state, State::Barred { why: Bar::Endpoint(_), .. } if is_details)
        || matches!(
            case.state,
            State::Barred { again_at: Some(_), .. } | State::Unlinked { again_at: Some(_), .. } if is_details
        )
}

#[test]
fn while_the_id_is_entered_the_entry_alone_says_what_is_wrong() {
    for case in space::cases().filter(|case| matches!(case.screen, Screen::Entry(_))) {
        let view = case.view();
        assert_eq!(view.notice, None, "{case:?}");
        assert!(matches!(view.body, Body::Entry(_) | Body::Ask(_)), "{case:?}");
    }
}

#[test]
fn what_is_announced_at_once_is_the_loss_of_a_connection_that_was_there() {
    for case in space::cases() {
        let view = case.view();
        let had_agent = case.state.outage().is_some_and(|outage| outage.agent.is_some());
        assert!(view.news.urgent.is_empty() || had_agent, "{case:?}");
        assert!(view.news.urgent.is_empty() || view.news.polite.is_empty(), "{case:?}");
    }
}

#[test]
fn an_announcement_never_counts_down() {
    for case in space::cases() {
        let later = Case { now: case.now.after(1_000), ..case.clone() };
        let (view, later) = (case.view(), later.view());
        // What it says may change when the calm after a loss is over, not with every second.
        if view.notice.is_some() && later.notice.is_some() {
            assert_eq!(view.news, later.news, "{case:?}");
        }
    }
}

#[test]
fn whoever_sees_a_countdown_sees_it_move() {
    for case in space::cases() {
        let view = case.view();
        let is_counting =
            view.notice.as_ref().and_then(|notice| notice.countdown.as_ref()).is_some_and(|text| text.contains(" s"));
        if is_counting {
            assert!(matches!(view.redraw_ms, Some(1..=1_000)), "{case:?}");
        }
        assert_ne!(view.redraw_ms, Some(0), "{case:?}");
    }
}

#[test]
fn no_secret_stands_in_what_a_view_prints() {
    for case in space::cases() {
        assert!(!format!("{:?}", case.view()).contains(space::ID), "{case:?}");
    }
}

#[test]
fn the_entry_is_offered_where_the_id_is_typed_and_nowhere_else() {
    for case in space::cases().filter(|case| case.screen == Screen::Home) {
        let labels =
            case.view().notice.map(|notice| [notice.primary, notice.secondary]).into_iter().flatten().flatten();
        let offers = labels.map(|action| action.label).any(|label| label == "Enter Login ID" || label == "Change ID");
        assert!(!offers || case.origin == Origin::Typed, "{case:?}");
    }
}

#[test]
fn every_code_that_a_person_can_act_on_has_its_own_words() {
    let mut seen = HashSet::new();
    for code in ErrorCode::ALL {
        let case = Case { state: space::unlinked(*code, None), ..Case::new() };
        let notice = case.view().notice.unwrap();
        let is_of_programs = code.advice() != code.advice_for_person();
        let words = [notice.title.as_ref(), notice.remedy.as_ref()].concat();
        assert!(is_of_programs || seen.insert(words), "{code:?}");
        assert_eq!(format!("{}.", notice.title), code.advice_for_person().message);
    }
}

/// State, login, connection, title of the notice, label of the button that does it.
type Row = (State, LoginColour, LinkColour, Option<&'static str>, Option<&'static str>);

#[test]
fn the_documented_rows() {
    use LinkColour::{Green, Red as RedLink, Yellow};
    use LoginColour::{Red, White};
    let rows: [Row; 27] = [
        (space::signed_off(None), Red, Yellow, Some("Login ID missing"), Some("Enter Login ID")),
        (
            space::signed_off(Some(ErrorCode::LoginIdIsUserName)),
            Red,
            Yellow,
            Some("That is a Salesforce user name"),
            Some("Enter Login ID"),
        ),
        (
            space::signed_off(Some(ErrorCode::LoginIdSpace)),
            Red,
            Yellow,
            Some("The Login ID has a space in it"),
            Some("Enter Login ID"),
        ),
        (space::opening(None, 0), White, Yellow, None, None),
        (space::registering(None, 0), White, Yellow, None, None),
        (space::signing_on(None, 0), White, Yellow, None, None),
        (space::on(LinkStatus::Linked), White, Green, None, None),
        (space::on(LinkStatus::Connecting), White, Yellow, Some("Reaching the telephone system"), Some("Reconnect")),
        (space::on(LinkStatus::Unlinked), White, Yellow, Some("Telephone system out of reach"), Some("Reconnect")),
        (space::on(LinkStatus::Lost), White, Yellow, Some("Telephone system out of reach"), Some("Reconnect")),
        (
            space::unlinked(ErrorCode::LoginIdUnknown, None),
            White,
            Yellow,
            Some("No connector has this ID"),
            Some("Reconnect"),
        ),
        (
            space::unlinked(ErrorCode::LoginIdIsUserName, None),
            Red,
            Yellow,
            Some("That is a Salesforce user name"),
            Some("Change ID"),
        ),
        (
            space::unlinked(ErrorCode::LoginIdHeld, None),
            Red,
            Yellow,
            Some("Another user has this Login ID"),
            Some("Change ID"),
        ),
        (
            space::unlinked(ErrorCode::NoLicence, None),
            Red,
            Yellow,
            Some("No licence is left for you"),
            Some("Reconnect"),
        ),
        (
            space::unlinked(ErrorCode::Locked, Some(30_000)),
            Red,
            Yellow,
            Some("Sign-on is locked after repeated failures"),
            None,
        ),
        (
            space::unlinked(ErrorCode::SessionElsewhere, None),
            White,
            Yellow,
            Some("You are signed on in another window"),
            Some("Use here"),
        ),
        (
            space::barred(Bar::Told(ErrorCode::Superseded), None),
            White,
            Yellow,
            Some("Your session moved to another window"),
            Some("Use here"),
        ),
        (
            space::barred(Bar::Told(ErrorCode::Locked), None),
            Red,
            Yellow,
            Some("Sign-on is locked after repeated failures"),
            Some("Reconnect"),
        ),
        (
            space::barred(Bar::Told(ErrorCode::TooManyAttempts), Some(30_000)),
            Red,
            Yellow,
            Some("Too many failed sign-ons came from here"),
            None,
        ),
        (
            space::barred(Bar::Told(ErrorCode::IdentityRefused), None),
            White,
            RedLink,
            Some("The connector does not accept this proof of who you are"),
            Some("Reconnect"),
        ),
        (
            space::barred(Bar::Told(ErrorCode::OriginRefused), None),
            White,
            RedLink,
            Some("This page may not use the connector"),
            Some("Reconnect"),
        ),
        (
            space::barred(Bar::Told(ErrorCode::SignedOff), None),
            White,
            RedLink,
            Some("An administrator signed you off"),
            Some("Sign on again"),
        ),
        (
            space::barred(Bar::Endpoint(EndpointFault::Malformed), None),
            White,
            RedLink,
            Some("The connector's address is wrong"),
            None,
        ),
        (
            space::barred(Bar::Endpoint(EndpointFault::Insecure), None),
            White,
            RedLink,
            Some("The connector's address is not secure"),
            None,
        ),
        (space::waiting(true, 5_000), White, Yellow, Some("Connection was cut"), Some("Connect now")),
        (space::waiting(true, 150_000), White, RedLink, Some("Connection lost for 2 minutes"), Some("Connect now")),
        (space::waiting(false, 150_000), White, RedLink, Some("No connection for 2 minutes"), Some("Connect now")),
    ];
    for (state, login_colour, link_colour, title, button) in rows {
        let since = state.outage().map_or(NOW, |outage| outage.since);
        let trouble = matches!(state, State::Waiting { .. }).then_some((Trouble::Cut, since));
        let case = Case { state, trouble, ..Case::new() };
        let view = case.view();
        let notice = view.notice.as_ref();
        let primary = notice.and_then(|notice| notice.primary.as_ref()).map(|action| action.label.as_ref());
        assert_eq!((login(&view), connection(&view)), (login_colour, link_colour), "{case:?}");
        assert_eq!((notice.map(|notice| notice.title.as_ref()), primary), (title, button), "{case:?}");
    }
}

#[test]
fn an_unknown_id_has_the_documented_name() {
    let view = Case { state: space::unlinked(ErrorCode::LoginIdUnknown, None), ..Case::new() }.view();
    let name = "Connection: not linked. Compare the ID with the one in the connector, or press Reconnect.";
    assert_eq!(view.bar.connection.name, name);
}

#[test]
fn a_user_name_that_is_typed_turns_the_login_icon_red_with_the_reason_before_ok_is_pressed() {
    let case = Case { screen: space::typing("Demo@Example.com"), ..Case::new() };
    let view = case.view();
    assert_eq!(login(&view), LoginColour::Red);
    assert!(view.bar.login.name.contains("That is a Salesforce user name. Use an ID that only you know."));
    let Body::Entry(entry) = view.body else { panic!("no entry") };
    assert!(matches!(entry.reason, Some(Reason::Broken(text)) if text.starts_with("That is a Salesforce user name.")));
}

#[test]
fn a_connection_that_comes_back_at_once_was_never_gone_to_the_eye() {
    let blink = Case { state: space::waiting(true, 1_500), ..Case::new() };
    let since = blink.state.outage().unwrap().since;
    let view = Case { trouble: Some((Trouble::Cut, since)), ..blink }.view();
    assert_eq!((view.notice, view.news.urgent.as_ref()), (None, ""));
    assert!(matches!(view.body, Body::Card(_)));
    assert_eq!(view.redraw_ms, Some(500));
}

#[test]
fn a_record_that_breaks_a_rule_sends_the_person_to_the_administrator_and_not_to_an_entry_that_is_not_there() {
    let state = space::signed_off(Some(ErrorCode::LoginIdSpace));
    let view = Case { state, origin: Origin::Record, ..Case::new() }.view();
    let notice = view.notice.unwrap();
    assert_eq!(notice.primary, None);
    assert_eq!(notice.remedy, "Ask the administrator to correct the Login ID in your user record.");
    assert!(view.bar.login.name.ends_with(notice.remedy.as_ref()));
}

#[test]
fn one_thing_has_one_button() {
    for case in space::cases().filter(|case| case.screen == Screen::Details) {
        let view = case.view();
        let Body::Details(details) = view.body else { panic!("no details: {case:?}") };
        let notice = view.notice.map(|notice| [notice.primary, notice.secondary]).into_iter().flatten();
        let buttons: Vec<_> =
            notice.chain([details.reconnect]).flatten().map(|action| action.intent.words().0.to_owned()).collect();
        assert!(buttons.iter().collect::<HashSet<_>>().len() == buttons.len(), "{buttons:?}: {case:?}");
    }
}
