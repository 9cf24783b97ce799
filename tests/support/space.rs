//! Every state the view may meet: each variant of the session's state with each code, line, outage and trouble,
//! under each origin of the ID, on each screen. To add a dimension: a field of [`Case`], a loop in [`cases`].

use hookswitch::{
    desktop::Desktop,
    identity::Origin,
    log_on::Form,
    screen::{Entry, Mask, Screen, Step},
    view::{Facts, Keeping, Sound, View, records::Inside, view},
};
use hookswitch_protocol::{
    ErrorCode, LoginId, LoginIdText, Tick,
    center::{Memo, ServerInfo},
    connector::{Licence, LinkStatus},
    ids::{DisplayName, Extension, RequestId, ServerName, UserName},
};
use hookswitch_session::{
    Agent, Aim, Attempt, Bar, ConnId, Desk, Endpoint, EndpointFault, Outage, Overdue, PageOrigin, Proof, Refused,
    SessionAge, State, Terms, Trouble, Who, dialling::Rules,
};

/// The present in all cases.
pub const NOW: Tick = Tick(10_000_000);
/// The connector's clock at that time.
pub const CONNECTOR_MS: u64 = 1_795_286_400_000;
/// The Login ID in all cases.
pub const ID: &str = "DEMO0000000000005051";

const GRACE_MS: u64 = 120_000;
const TROUBLES: [Trouble; 8] = [
    Trouble::Unreachable,
    Trouble::NotAConnector,
    Trouble::NoAnswer,
    Trouble::Cut,
    Trouble::Silent,
    Trouble::Offline,
    Trouble::Restarting,
    Trouble::NotVouched,
];

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    pub state: State,
    pub trouble: Option<(Trouble, Tick)>,
    pub origin: Origin,
    pub keeping: Keeping,
    pub screen: Screen,
    pub desk: Desk,
    pub desktop: Desktop,
    pub memos: Vec<Memo>,
    pub info: Option<ServerInfo>,
    pub now: Tick,
}

impl Case {
    /// Nobody signed on, nothing open.
    pub fn new() -> Self {
        Self {
            state: signed_off(None),
            trouble: None,
            origin: Origin::Typed,
            keeping: Keeping::Works,
            screen: Screen::Home,
            desk: Desk::Away,
            desktop: Desktop::new(0),
            memos: Vec::new(),
            info: None,
            now: NOW,
        }
    }

    /// What is drawn.
    pub fn view(&self) -> View {
        self.view_in(None)
    }

    /// The same inside a CRM.
    pub fn view_in(&self, crm: Option<Inside<'_>>) -> View {
        let page = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
        let endpoint = match self.state {
            State::Barred { why: Bar::Endpoint(fault), .. } => Err(fault),
            _ => Endpoint::parse("/ws", page),
        };
        let user = UserName::parse("demo@example.com");
        let saved = match self.state.who() {
            Some(Who::OwnId(id)) => Some(id.clone()),
            Some(Who::UserName(_) | Who::Vouched(_) | Who::Guest | Who::Station(_)) | None => None,
        };
        view(&Facts {
            state: &self.state,
            trouble: self.trouble,
            endpoint: endpoint.as_ref().map_err(|fault| *fault),
            log_on: &Form::default(),
            info: self.info.as_ref(),
            memos: &self.memos,
            round_trip_ms: Some(23),
            browser: ("Test", &[]),
            origin: self.origin,
            user: user.as_ref(),
            saved: saved.as_ref(),
            keeping: self.keeping,
            screen: &self.screen,
            now: self.now,
            desk: &self.desk,
            desktop: &self.desktop,
            rules: &Rules::default(),
            option_fault: None,
            connector_ms: Some(CONNECTOR_MS),
            crm,
            sound: Sound::Allowed,
            time_ago: &|ago| format!("t{}", self.now.0.saturating_sub(ago)),
        })
    }
}

/// Every case.
pub fn cases() -> impl Iterator<Item = Case> {
    let screens = [
        Screen::Home,
        Screen::Details,
        Screen::LogOff,
        Screen::Memos,
        Screen::Diagnosis(Step::Copied),
        typing(""),
        typing("a b"),
        typing(ID),
        Screen::Entry(Entry { step: Step::ForgetAsked, ..entry(ID) }),
    ];
    let origins = [Origin::Typed, Origin::Record, Origin::UserName, Origin::Station];
    let mut cases = Vec::new();
    for state in states() {
        for trouble in troubles(&state) {
            for screen in &screens {
                for origin in origins.into_iter().filter(|origin| fits(*origin, screen, &state)) {
                    let screen = screen.clone();
                    cases.push(Case { state: state.clone(), trouble, origin, screen, ..Case::new() });
                }
            }
        }
    }
    cases.into_iter()
}

/// Nobody is signed on.
pub fn signed_off(refused: Option<ErrorCode>) -> State {
    State::SignedOff { refused }
}

/// A socket is on its way; the outage began so long ago.
pub fn opening(agent: Option<Agent>, lost_for_ms: u64) -> State {
    State::Opening { attempt: Box::new(attempt(agent, lost_for_ms)), conn: ConnId(1), until: NOW.after(10_000) }
}

/// A registration is on its way.
pub fn registering(agent: Option<Agent>, lost_for_ms: u64) -> State {
    State::Registering { attempt: Box::new(attempt(agent, lost_for_ms)), conn: ConnId(1), until: NOW.after(10_000) }
}

/// A sign-on is on its way.
pub fn signing_on(agent: Option<Agent>, lost_for_ms: u64) -> State {
    State::SigningOn {
        attempt: Box::new(attempt(agent, lost_for_ms)),
        conn: ConnId(1),
        until: NOW.after(10_000),
        terms: Box::new(terms()),
        request: RequestId::parse("1"),
    }
}

/// The next try is set, in 12 s.
pub fn waiting(was_signed_on: bool, lost_for_ms: u64) -> State {
    State::Waiting { attempt: Box::new(attempt(was_signed_on.then(agent), lost_for_ms)), until: NOW.after(12_000) }
}

/// Refused, the socket lives.
pub fn unlinked(why: ErrorCode, again_in_ms: Option<u64>) -> State {
    State::Unlinked {
        who: who(),
        conn: ConnId(1),
        terms: Box::new(terms()),
        silent_at: NOW.after(10_000),
        why,
        again_at: again_in_ms.map(|ms| NOW.after(ms)),
        elsewhere: None,
    }
}

/// Asked to log on to a station.
pub fn door(refused: Option<ErrorCode>) -> State {
    State::Door {
        conn: ConnId(1),
        terms: Box::new(terms()),
        silent_at: NOW.after(10_000),
        tried: None,
        refused: refused.map(|code| {
            let again_at = (code == ErrorCode::Locked).then(|| NOW.after(30_000));
            Box::new(Refused { code, field: None, attempts_left: None, again_at })
        }),
    }
}

/// Told to stay away.
pub fn barred(why: Bar, again_in_ms: Option<u64>) -> State {
    State::Barred { who: who(), why, again_at: again_in_ms.map(|ms| NOW.after(ms)), told: None }
}

/// Signed on for a minute.
pub fn on(line: LinkStatus) -> State {
    State::On {
        who: who(),
        conn: ConnId(1),
        terms: Box::new(terms()),
        silent_at: NOW.after(10_000),
        agent: Box::new(agent()),
        line,
        since: Tick(NOW.0 - 60_000),
    }
}

/// The entry with a text in it.
pub fn typing(text: &str) -> Screen {
    Screen::Entry(entry(text))
}

fn states() -> Vec<State> {
    let mut states = vec![signed_off(None), door(None)];
    states.extend(ErrorCode::ALL.iter().map(|code| door(Some(*code))));
    states.extend(ErrorCode::ALL.iter().map(|code| signed_off(Some(*code))));
    for code in ErrorCode::ALL {
        for again in [None, Some(500), Some(30_000)] {
            states.extend([unlinked(*code, again), barred(Bar::Told(*code), again)]);
        }
    }
    states.extend([EndpointFault::Malformed, EndpointFault::Insecure].map(|fault| barred(Bar::Endpoint(fault), None)));
    states.extend(LinkStatus::ALL.iter().map(|line| on(*line)));
    for was_signed_on in [false, true] {
        for lost_for_ms in [0, 1_999, 2_000, 30_000, GRACE_MS, 7_500_000] {
            let agent = || was_signed_on.then(agent);
            states.extend([
                opening(agent(), lost_for_ms),
                registering(agent(), lost_for_ms),
                signing_on(agent(), lost_for_ms),
                waiting(was_signed_on, lost_for_ms),
            ]);
        }
    }
    states
}

/// None, one from before an outage, and each at its beginning.
fn troubles(state: &State) -> Vec<Option<(Trouble, Tick)>> {
    let mut troubles = vec![None, Some((Trouble::Cut, Tick(1)))];
    let since = state.outage().map_or(NOW, |outage| outage.since);
    troubles.extend(TROUBLES.map(|trouble| Some((trouble, since))));
    troubles
}

/// The entry is offered only where the ID is typed; only who logs on to a station stands at its door or leaves it, and
/// somebody always does.
fn fits(origin: Origin, screen: &Screen, state: &State) -> bool {
    let is_open = match screen {
        Screen::Entry(_) => origin == Origin::Typed,
        Screen::LogOff => origin == Origin::Station,
        Screen::Home | Screen::Details | Screen::Memos | Screen::Diagnosis(_) => true,
    };
    let is_met = match state {
        State::Door { .. } => origin == Origin::Station,
        State::SignedOff { .. } => origin != Origin::Station,
        State::Opening { .. }
        | State::Registering { .. }
        | State::SigningOn { .. }
        | State::Unlinked { .. }
        | State::On { .. }
        | State::Waiting { .. }
        | State::Barred { .. } => true,
    };
    is_open && is_met
}

fn entry(text: &str) -> Entry {
    Entry { text: LoginIdText::new(text), mask: Mask::Shown, step: Step::Typing }
}

fn who() -> Who {
    Who::OwnId(LoginId::parse(ID).unwrap())
}

fn agent() -> Agent {
    Agent {
        extension: Extension::parse("5051").unwrap(),
        display_name: DisplayName::parse("Demo Agent").unwrap(),
        licence: Licence::Named,
    }
}

fn terms() -> Terms {
    Terms {
        server: ServerName::parse("hookswitch-connector 0.1.0").unwrap(),
        session: SessionAge::New,
        grace_ms: GRACE_MS,
        window_ms: 10,
        silence_ms: 10_000,
        resume: None,
        station: None,
    }
}

fn attempt(agent: Option<Agent>, lost_for_ms: u64) -> Attempt {
    let since = Tick(NOW.0.saturating_sub(lost_for_ms));
    let overdue = if lost_for_ms >= GRACE_MS { Overdue::Passed } else { Overdue::At(since.after(GRACE_MS)) };
    let outage = Outage { since, overdue, tries: 1, window_ms: 10, agent: agent.map(Box::new) };
    Attempt { who: who(), aim: Aim::Join, resume: None, proof: Proof::None, outage }
}
