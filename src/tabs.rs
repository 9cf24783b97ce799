//! What the tabs of one browser tell each other, so that all show the same. Pure.
//!
//! The connector tells every tab what goes on, and lets each of them act; between tabs goes only what a tab needs to
//! speak for the same person: that an ID is kept, or what logs on to a station. It stays in the browser's memory.

use std::rc::Rc;

use hookswitch_protocol::center::LogOn;
use hookswitch_session::{State, Who};

use crate::log_on;

/// A tab asks who is logged on.
pub const WHO: &str = "?";
/// The person looks at this tab.
pub const IN_FRONT: &str = "^";
/// This tab is left.
pub const LEFT: &str = "_";
/// A tab has signed on with a Login ID, which is kept where all find it.
pub const SIGNED_ON: &str = "!";

/// What is to be done about what another tab said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Say this.
    Answer(String),
    /// Sign on as whoever is kept.
    Start,
    /// Log on with this.
    LogOn(Rc<LogOn>),
}

/// Takes what another tab said; nothing where it is of no use here.
#[must_use]
pub fn hear(text: &str, state: &State) -> Option<Heard> {
    match (text, state) {
        (WHO, State::On { who: Who::Station(log_on), .. }) => Some(Heard::Answer(log_on::written(log_on))),
        (SIGNED_ON, State::SignedOff { .. }) => Some(Heard::Start),
        (
            WHO | SIGNED_ON,
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. }
            | State::Barred { .. },
        ) => None,
        (text, state) => {
            let is_guest = state.who().is_some_and(|who| matches!(who, Who::Guest));
            let log_on = log_on::read(text).filter(|log_on| is_guest && log_on.saved_credential.is_some());
            log_on.map(|log_on| Heard::LogOn(Rc::new(log_on)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hookswitch_protocol::{Tick, ids::CredentialText};
    use hookswitch_session::{Aim, Attempt, Outage, Overdue, Proof};

    fn waiting(who: Who) -> State {
        let outage = Outage { since: Tick(0), overdue: Overdue::Passed, tries: 0, window_ms: 0, agent: None };
        let attempt = Box::new(Attempt { who, aim: Aim::Join, resume: None, proof: Proof::None, outage });
        State::Waiting { attempt, until: Tick(9) }
    }

    fn log_on() -> LogOn {
        let mut log_on = log_on::read(r#"{"userID":"anna","stationType":"Workstation"}"#).unwrap();
        log_on.saved_credential = CredentialText::parse("abc");
        log_on
    }

    #[test]
    fn whoever_is_nobody_signs_on_with_what_another_tab_has_kept() {
        assert_eq!(hear(SIGNED_ON, &State::SignedOff { refused: None }), Some(Heard::Start));
        assert_eq!(hear(SIGNED_ON, &waiting(Who::Guest)), None);
    }

    #[test]
    fn whoever_is_to_log_on_goes_in_with_whoever_is_logged_on_in_another_tab() {
        let text = log_on::written(&log_on());
        assert_eq!(hear(&text, &waiting(Who::Guest)), Some(Heard::LogOn(Rc::new(log_on()))));
        assert_eq!(hear(&text, &waiting(Who::Station(Rc::new(log_on())))), None);
        assert_eq!(hear(&text, &State::SignedOff { refused: None }), None);
    }

    #[test]
    fn what_proves_nothing_or_is_no_log_on_is_not_heard() {
        let nothing = log_on::written(&LogOn { saved_credential: None, ..log_on() });
        for text in [nothing.as_str(), "", "{}", "hello", WHO] {
            assert_eq!(hear(text, &waiting(Who::Guest)), None, "{text}");
        }
    }
}
