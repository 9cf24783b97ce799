//! Log-ons in any order: what holds whatever people, browsers and administrators do.

use std::collections::BTreeSet;

use hookswitch_connector::core::{ConnId, Input, StationStanding, UserId};
use hookswitch_protocol::{
    center::{LogOn, ToConnector},
    connector::Nothing,
    ids::CredentialText,
};
use proptest::prelude::*;

use crate::{log_on_stage::*, script::take_over};

#[derive(Clone, Debug)]
enum Step {
    Opens(usize),
    LogsOn { window: usize, who: usize, at: usize, remember: bool, wrong: bool },
    LogsOnAgain { window: usize, who: usize, at: usize },
    TakesOver(usize),
    Changes { window: usize, at: usize },
    LogsOff(usize),
    SignsOutEverywhere(usize),
    Closes(usize),
    IsEnded(usize),
    Licences(u32),
    Toggles(usize),
    Hesitates,
    Keeps(bool),
    Passes(u64),
}

const WHO: [(&str, UserId); 3] = [("anna", ANNA), ("ben", BEN), ("grace", GRACE)];
const BROWSERS: [&str; 3] = ["a", "b", "c"];

fn asked(who: usize, at: usize) -> LogOn {
    let by = by(WHO[who].0);
    match at {
        0 => by.at("WS-1"),
        1 => by.at("WS-2"),
        2 => by.at("WS-GRACE"),
        3 => by.home(None),
        4 => by.home(Some("+4930123456")),
        5 => by.number("+4930123456"),
        _ => by.number("+4940123456").persistent(),
    }
}

fn step() -> impl Strategy<Value = Step> {
    let (window, who, at) = (0_usize..6, 0_usize..3, 0_usize..7);
    prop_oneof![
        3 => (0_usize..3).prop_map(Step::Opens),
        8 => (window.clone(), who.clone(), at.clone(), any::<bool>(), prop::bool::weighted(0.1)).prop_map(
            |(window, who, at, remember, wrong)| Step::LogsOn { window, who, at, remember, wrong }
        ),
        3 => (window.clone(), who.clone(), at.clone()).prop_map(|(window, who, at)| Step::LogsOnAgain { window, who, at }),
        3 => window.clone().prop_map(Step::TakesOver),
        2 => (window.clone(), at).prop_map(|(window, at)| Step::Changes { window, at }),
        1 => window.clone().prop_map(Step::LogsOff),
        1 => window.clone().prop_map(Step::SignsOutEverywhere),
        2 => window.prop_map(Step::Closes),
        1 => who.prop_map(Step::IsEnded),
        1 => (0_u32..4).prop_map(Step::Licences),
        1 => (0_usize..5).prop_map(Step::Toggles),
        1 => Just(Step::Hesitates),
        2 => prop::bool::weighted(0.8).prop_map(Step::Keeps),
        2 => prop::sample::select(vec![1, 5_000, 119_000, 12 * 3_600_000]).prop_map(Step::Passes),
    ]
}

struct World {
    stage: Stage,
    windows: Vec<ConnId>,
    given: Vec<CredentialText>,
}

impl World {
    fn does(&mut self, step: &Step) {
        let window = |at: &usize| self.windows.get(at % self.windows.len().max(1)).copied();
        let stage = &mut self.stage;
        match step {
            Step::Opens(browser) => {
                let conn = stage.window(BROWSERS[*browser]);
                self.windows.push(conn);
            }
            Step::LogsOn { window: at_window, who, at, remember, wrong } => {
                let asked = LogOn { remember: Some(*remember), ..asked(*who, *at) };
                let asked = if *wrong { asked.wrong() } else { asked };
                if let Some(conn) = window(at_window) {
                    stage.asks(conn, ToConnector::LogOn(asked));
                    let answer = stage.answer(conn);
                    let given = answer.into_iter().flat_map(|it| [it.session_credential, it.saved_credential]);
                    self.given.extend(given.flatten());
                }
            }
            Step::LogsOnAgain { window: at_window, who, at } => {
                if let (Some(conn), Some(credential)) = (window(at_window), self.given.last()) {
                    let seat = asked(*who, *at);
                    let (password, saved_credential) = (None, Some(credential.clone()));
                    stage.asks(conn, ToConnector::LogOn(LogOn { password, saved_credential, ..seat }));
                }
            }
            Step::TakesOver(at) => window(at).into_iter().for_each(|conn| stage.asks(conn, take_over())),
            Step::Changes { window: at_window, at } => {
                let seat = asked(0, *at).seat();
                window(at_window)
                    .into_iter()
                    .for_each(|conn| stage.asks(conn, ToConnector::ChangeStation(seat.clone())));
            }
            Step::LogsOff(at) => window(at).into_iter().for_each(|conn| stage.asks(conn, log_off())),
            Step::SignsOutEverywhere(at) => {
                window(at).into_iter().for_each(|conn| stage.asks(conn, ToConnector::SignOutEverywhere(Nothing {})));
            }
            Step::Closes(at) => {
                if let Some(conn) = window(at) {
                    self.windows.retain(|other| *other != conn);
                    stage.input(Input::Closed { conn });
                }
            }
            Step::IsEnded(who) => stage.input(Input::EndSession { user: WHO[*who].1 }),
            Step::Licences(licences) => stage.site(|content| content.station_licences = *licences),
            Step::Toggles(station) => stage.site(|content| {
                let standing = &mut content.stations[*station].standing;
                *standing = match standing {
                    StationStanding::Active => StationStanding::Inactive,
                    StationStanding::Inactive => StationStanding::Active,
                };
            }),
            Step::Hesitates => stage.storing = stage.storing.take().or(Some(Vec::new())),
            Step::Keeps(is_kept) => stage.stores(*is_kept),
            Step::Passes(millis) => stage.pass(*millis),
        }
        self.windows.retain(|conn| !self.stage.closed.contains_key(conn));
    }

    fn users(&self) -> BTreeSet<UserId> {
        self.stage.core.sessions().map(|session| session.user).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn a_telephone_has_one_holder_and_licences_suffice_whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World { stage: Stage::new(), windows: Vec::new(), given: Vec::new() };
        for step in steps {
            let before = world.users();
            world.does(&step);
            let sessions: Vec<_> = world.stage.core.sessions().collect();
            let telephones: BTreeSet<_> = sessions.iter().map(|session| session.extension.clone()).collect();
            prop_assert_eq!(telephones.len(), sessions.len(), "two at one telephone after {:?}", step);
            let conns: Vec<ConnId> = sessions.iter().filter_map(|session| session.conn).collect();
            prop_assert_eq!(conns.iter().collect::<BTreeSet<_>>().len(), conns.len(), "two on one connection");
            prop_assert!(conns.iter().all(|conn| world.windows.contains(conn)), "a session on a closed connection");
            let came = world.users().difference(&before).count();
            let licences = usize::try_from(world.stage.content.station_licences).unwrap();
            prop_assert!(came == 0 || sessions.len() <= licences, "{} of {licences} after {step:?}", sessions.len());
            for (window, telephone) in world.stage.believes.iter().filter(|(conn, _)| world.windows.contains(conn)) {
                let is_live = sessions.iter().any(|it| it.extension == telephone && it.conn.is_some());
                prop_assert!(is_live, "{window:?} thinks that somebody is at {telephone:?} after {step:?}");
            }
            for session in &sessions {
                let station = world.stage.core.directory().station_at(session.extension);
                prop_assert!(station.is_none_or(|station| station.standing == StationStanding::Active));
            }
        }
    }
}
