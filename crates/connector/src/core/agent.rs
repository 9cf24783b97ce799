//! One agent's state, in the way of a CTI server: what is asked for, what calls make of it, and what follows.
//!
//! ```text
//!                 ask ready                     a queue's call rings
//!   NotReady ◀──────────────▶ Ready ─────────────────────▶ Reserved ──(unanswered)──▶ NotReady
//!      │  ▲     ask not ready   │  ▲                           │
//!      │  │                     │  └──(caller gone)────────────┤
//!      │  └────────┐            │                              │ answered
//!      ▼ a call    │            ▼                              ▼
//!    Talking ◀──────────────── Talking ◀───────────────────────┘
//!      │ ▲ held, retrieved
//!      ▼ │
//!     Hold          over: Work where the call asks for wrap-up, Reserved where a queue's call rings still, else what was
//!                   before or was asked for meanwhile
//!
//!   Work ──(time is over, wrapped up, asked for something)──▶ what was before or was asked for
//!        ──(a call)──▶ Talking
//! ```

use hookswitch_protocol::Tick;

/// What an agent can be asked to be, and comes back to after calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Offered the calls of queues.
    Ready,
    /// Offered none, for a reason where one was given.
    NotReady(Option<ReasonCode>),
}

/// The id of a reason code (`28`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReasonCode(pub String);

/// What follows once calls and wrap-up are over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// What was before.
    AsBefore(Wish),
    /// What was asked for meanwhile.
    Asked(Wish),
}

/// Where an agent stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentState {
    /// Offered no calls of queues.
    NotReady(Option<ReasonCode>),
    /// Offered the calls of queues.
    Ready,
    /// The call of a queue rings.
    Reserved(After),
    /// In a call.
    Talking(After),
    /// All calls are held.
    Hold(After),
    /// Wrapping up, at most until then.
    Work(After, Tick),
}

/// What the calls at an agent's telephone amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// None, or some that ring for this telephone and no queue.
    None,
    /// The call of a queue rings.
    Offered,
    /// One is active.
    Active,
    /// There are some, and all are held.
    Held,
}

/// Why the last call went, where calls go from some to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing is owed for it.
    Plainly,
    /// It asks for wrap-up, at most until then.
    WrapUp(Tick),
    /// It was offered and let ring.
    Unanswered,
}

/// An agent and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    state: AgentState,
    since: Tick,
}

impl Agent {
    /// An agent who has just signed on.
    #[must_use]
    pub const fn new(now: Tick) -> Self {
        Self { state: AgentState::NotReady(None), since: now }
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> &AgentState {
        &self.state
    }

    /// Since when it is that.
    #[must_use]
    pub const fn since(&self) -> Tick {
        self.since
    }

    /// When wrap-up ends by itself.
    #[must_use]
    pub const fn due(&self) -> Option<Tick> {
        match &self.state {
            AgentState::Work(_, until) => Some(*until),
            AgentState::NotReady(_)
            | AgentState::Ready
            | AgentState::Reserved(_)
            | AgentState::Talking(_)
            | AgentState::Hold(_) => None,
        }
    }

    /// Whether queues may offer their calls.
    #[must_use]
    pub const fn is_offered_calls(&self) -> bool {
        matches!(self.state, AgentState::Ready)
    }

    /// Whether the agent may sign off: only from not ready.
    #[must_use]
    pub const fn may_sign_off(&self) -> bool {
        matches!(self.state, AgentState::NotReady(_))
    }

    /// Takes what is asked of the agent. During calls it is kept until they are over.
    pub fn ask(&mut self, wish: Wish, now: Tick) {
        let next = match &self.state {
            AgentState::NotReady(_) | AgentState::Ready | AgentState::Work(..) => wish.into(),
            AgentState::Reserved(_) => AgentState::Reserved(After::Asked(wish)),
            AgentState::Talking(_) => AgentState::Talking(After::Asked(wish)),
            AgentState::Hold(_) => AgentState::Hold(After::Asked(wish)),
        };
        self.turn(next, now);
    }

    /// Takes what the calls at the telephone amount to now; `ended` counts where there is none any more.
    pub fn calls(&mut self, calls: Calls, ended: Ended, now: Tick) {
        let after = self.after();
        let next = match (calls, &self.state) {
            (Calls::Active, _) => AgentState::Talking(after),
            (Calls::Held, _) => AgentState::Hold(after),
            (Calls::Offered, AgentState::Ready | AgentState::Reserved(_)) => AgentState::Reserved(after),
            // The call of a queue rings since before: what was before comes once that is over too.
            (Calls::Offered, AgentState::Talking(_) | AgentState::Hold(_)) => match ended {
                Ended::Plainly | Ended::Unanswered => AgentState::Reserved(after),
                Ended::WrapUp(until) => AgentState::Work(after, until),
            },
            (Calls::Offered | Calls::None, AgentState::NotReady(_) | AgentState::Ready | AgentState::Work(..)) => {
                return;
            }
            (Calls::None, AgentState::Reserved(_)) => match ended {
                Ended::Plainly | Ended::WrapUp(_) => after.wish().into(),
                Ended::Unanswered => match after {
                    After::Asked(Wish::NotReady(reason)) => AgentState::NotReady(reason),
                    After::AsBefore(_) | After::Asked(Wish::Ready) => AgentState::NotReady(None),
                },
            },
            (Calls::None, AgentState::Talking(_) | AgentState::Hold(_)) => match ended {
                Ended::Plainly | Ended::Unanswered => after.wish().into(),
                Ended::WrapUp(until) => AgentState::Work(after, until),
            },
        };
        self.turn(next, now);
    }

    /// Wrap-up is done.
    pub fn wrapped_up(&mut self, now: Tick) {
        if let AgentState::Work(after, _) = &self.state {
            self.turn(after.clone().wish().into(), now);
        }
    }

    /// Lets time pass. Calling it early does nothing.
    pub fn handle_timeout(&mut self, now: Tick) {
        if self.due().is_some_and(|due| due <= now) {
            self.wrapped_up(now);
        }
    }

    /// What follows if calls begin now.
    fn after(&self) -> After {
        match &self.state {
            AgentState::NotReady(reason) => After::AsBefore(Wish::NotReady(reason.clone())),
            AgentState::Ready => After::AsBefore(Wish::Ready),
            AgentState::Reserved(after)
            | AgentState::Talking(after)
            | AgentState::Hold(after)
            | AgentState::Work(after, _) => after.clone(),
        }
    }

    /// A state lasts for as long as it is called the same.
    fn turn(&mut self, next: AgentState, now: Tick) {
        let is_same = match (&self.state, &next) {
            (AgentState::NotReady(before), AgentState::NotReady(after)) => before == after,
            (before, after) => std::mem::discriminant(before) == std::mem::discriminant(after),
        };
        if !is_same {
            self.since = now;
        }
        self.state = next;
    }
}

impl After {
    /// What it comes to.
    #[must_use]
    pub fn wish(self) -> Wish {
        match self {
            Self::AsBefore(wish) | Self::Asked(wish) => wish,
        }
    }

    /// What was asked for and waits, if anything was.
    #[must_use]
    pub const fn pending(&self) -> Option<&Wish> {
        match self {
            Self::AsBefore(_) => None,
            Self::Asked(wish) => Some(wish),
        }
    }
}

impl From<Wish> for AgentState {
    fn from(wish: Wish) -> Self {
        match wish {
            Wish::Ready => Self::Ready,
            Wish::NotReady(reason) => Self::NotReady(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ready() -> Agent {
        let mut agent = Agent::new(Tick(0));
        agent.ask(Wish::Ready, Tick(1));
        agent
    }

    fn lunch() -> Wish {
        Wish::NotReady(Some(ReasonCode("28".to_owned())))
    }

    #[test]
    fn whoever_signs_on_is_not_ready_and_may_sign_off_again() {
        let agent = Agent::new(Tick(7));
        assert_eq!((agent.state(), agent.since()), (&AgentState::NotReady(None), Tick(7)));
        assert!(agent.may_sign_off() && !ready().may_sign_off());
    }

    #[test]
    fn a_call_of_a_queue_reserves_an_agent_who_is_ready_and_gives_the_state_back() {
        let mut agent = ready();
        agent.calls(Calls::Offered, Ended::Plainly, Tick(2));
        assert_eq!(agent.state(), &AgentState::Reserved(After::AsBefore(Wish::Ready)));
        assert!(!agent.is_offered_calls());
        agent.calls(Calls::None, Ended::Plainly, Tick(3));
        assert_eq!(agent.state(), &AgentState::Ready);
    }

    #[test]
    fn a_call_that_was_let_ring_makes_not_ready() {
        let mut agent = ready();
        agent.calls(Calls::Offered, Ended::Plainly, Tick(2));
        agent.calls(Calls::None, Ended::Unanswered, Tick(3));
        assert_eq!(agent.state(), &AgentState::NotReady(None));
        let mut hungry = ready();
        hungry.calls(Calls::Offered, Ended::Plainly, Tick(2));
        hungry.ask(lunch(), Tick(3));
        hungry.calls(Calls::None, Ended::Unanswered, Tick(4));
        assert_eq!(hungry.state(), &lunch().into(), "the reason that was given for it stays");
    }

    #[test]
    fn a_state_asked_for_in_a_call_waits_until_it_is_over() {
        let mut agent = ready();
        agent.calls(Calls::Active, Ended::Plainly, Tick(2));
        agent.ask(lunch(), Tick(3));
        agent.calls(Calls::Held, Ended::Plainly, Tick(4));
        assert_eq!(agent.state(), &AgentState::Hold(After::Asked(lunch())));
        agent.calls(Calls::None, Ended::Plainly, Tick(5));
        assert_eq!(agent.state(), &lunch().into());
    }

    #[test]
    fn wrap_up_ends_by_itself_by_hand_or_by_another_wish() {
        let wrapping = || {
            let mut agent = ready();
            agent.calls(Calls::Active, Ended::Plainly, Tick(2));
            agent.calls(Calls::None, Ended::WrapUp(Tick(60)), Tick(3));
            agent
        };
        let mut by_itself = wrapping();
        by_itself.handle_timeout(Tick(59));
        assert_eq!(by_itself.due(), Some(Tick(60)));
        by_itself.handle_timeout(Tick(60));
        assert_eq!((by_itself.state(), by_itself.due()), (&AgentState::Ready, None));
        let mut by_hand = wrapping();
        by_hand.wrapped_up(Tick(4));
        assert_eq!(by_hand.state(), &AgentState::Ready);
        let mut by_wish = wrapping();
        by_wish.ask(lunch(), Tick(5));
        assert_eq!((by_wish.state(), by_wish.since()), (&lunch().into(), Tick(5)));
    }

    #[test]
    fn a_state_lasts_over_what_does_not_change_it_and_another_reason_begins_anew() {
        let mut agent = ready();
        agent.calls(Calls::Active, Ended::Plainly, Tick(2));
        agent.ask(lunch(), Tick(9));
        assert_eq!(agent.since(), Tick(2));
        let mut idle = Agent::new(Tick(0));
        idle.ask(Wish::NotReady(None), Tick(4));
        assert_eq!(idle.since(), Tick(0));
        idle.ask(lunch(), Tick(5));
        assert_eq!(idle.since(), Tick(5));
    }

    #[derive(Clone, Debug)]
    enum Step {
        Ask(Wish),
        Calls(Calls, Ended),
        WrappedUp,
        Time,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let calls = prop::sample::select(vec![Calls::None, Calls::Offered, Calls::Active, Calls::Held]);
        let ended = prop::sample::select(vec![Ended::Plainly, Ended::WrapUp(Tick(50)), Ended::Unanswered]);
        let step = prop_oneof![
            prop::sample::select(vec![Wish::Ready, Wish::NotReady(None), lunch()]).prop_map(Step::Ask),
            (calls, ended).prop_map(|(calls, ended)| Step::Calls(calls, ended)),
            Just(Step::WrappedUp),
            Just(Step::Time),
        ];
        prop::collection::vec(step, 0..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_048) })]

        #[test]
        fn no_state_is_reached_that_the_diagram_lacks(steps in steps()) {
            let mut agent = Agent::new(Tick(0));
            for (now, step) in (1..).map(Tick).zip(steps) {
                let before = agent.clone();
                match step {
                    Step::Ask(wish) => agent.ask(wish, now),
                    Step::Calls(calls, ended) => agent.calls(calls, ended, now),
                    Step::WrappedUp => agent.wrapped_up(now),
                    Step::Time => agent.handle_timeout(now),
                }
                let is_edge = matches!(
                    (before.state(), agent.state()),
                    (AgentState::NotReady(_) | AgentState::Ready, AgentState::NotReady(_) | AgentState::Ready)
                        | (
                            AgentState::Ready | AgentState::Reserved(_) | AgentState::Talking(_) | AgentState::Hold(_),
                            AgentState::Reserved(_)
                        )
                        | (_, AgentState::Talking(_) | AgentState::Hold(_))
                        | (AgentState::Talking(_) | AgentState::Hold(_) | AgentState::Work(..), AgentState::Work(..))
                        | (_, AgentState::NotReady(_) | AgentState::Ready)
                );
                prop_assert!(is_edge, "{before:?} became {agent:?}");
                prop_assert!(agent.since() == before.since() || agent.since() == now);
                prop_assert_eq!(agent.due().is_some(), matches!(agent.state(), AgentState::Work(..)));
            }
        }
    }
}
