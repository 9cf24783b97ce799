//! The softphone inside a CRM: what it does for the machine there, and what it shows it.

use std::rc::Rc;

use hookswitch_crm::{Effect, Input, Phone, RECORD, Seen, Word, record::Record};
use hookswitch_protocol::{
    cisco::{
        ToConnector,
        agent::{AgentState, UpdateCallVariables, WrapUp, WrapUpCall},
        call::SetMakeCall,
        ids::{CallId, VariableName, VariableValue},
        variables::CallVariables,
    },
    salesforce::RecordId,
};
use hookswitch_session::{self as session, Act, Desk, Session, State, dialling::Rules};
use yew::Callback;

use crate::{
    browser::Browser,
    crm,
    driver::{Driver, Shell},
    intent::{Deed, PressOn, Work},
    ports::{clock, page},
    tabs,
};

/// Has the softphone do what the machine inside the CRM wants of it.
pub(super) fn serve(desk: &Rc<crm::Desk>, driver: &Rc<Driver<Browser>>, rules: &Rules, changed: Callback<()>) {
    let (own, driver, rules) = (Rc::downgrade(desk), Rc::downgrade(driver), rules.clone());
    desk.serve(move |effect| {
        let Some(driver) = driver.upgrade() else { return };
        let keep = driver.shell().keep();
        match effect {
            Effect::Dial(number, record) => match rules.outgoing(number.as_str()) {
                Ok(dialled) => {
                    let mut call_variables = CallVariables::default();
                    if let Some((key, value)) = record.as_ref().and_then(carried) {
                        // The first one fits.
                        let _ = call_variables.set(key, value);
                    }
                    let make = SetMakeCall { media_address: None, to_address: dialled.to, call_variables };
                    driver.feed(session::Input::Work(Act::Ask(ToConnector::MakeCall(make))));
                }
                Err(_) => {
                    if let Some(desk) = own.upgrade() {
                        desk.feed(Input::NoNumber(number.as_str().to_owned()));
                    }
                }
            },
            Effect::Carry(call_id, record) => {
                if let Some((key, value)) = carried(&record) {
                    let update = UpdateCallVariables { call_id, key, value };
                    driver.feed(session::Input::Work(Act::Ask(ToConnector::UpdateCallVariables(update))));
                }
            }
            Effect::Tell(reply_to, told) => driver.feed(session::Input::Tell(reply_to, told)),
            Effect::Say(word) => driver.shell().say(match word {
                Word::InFront => tabs::IN_FRONT,
                Word::Left => tabs::LEFT,
            }),
            Effect::Recall(call) => {
                let entry = keep.of_call(call.as_str());
                if let Some(desk) = own.upgrade() {
                    desk.feed(Input::Recalled(call, entry));
                }
            }
            Effect::Keep(call, entry) => keep.keep_of_call(call.as_str(), &entry),
            Effect::Vouched(token) => driver.shell().vouched_with(token),
            Effect::Changed => changed.emit(()),
            // The host's.
            Effect::Call(..) | Effect::Listen | Effect::Begin(_) => {}
        }
    });
}

/// Shows the machine what the softphone does.
pub(super) fn look(desk: &Rc<crm::Desk>, driver: &Driver<Browser>) {
    let today = clock::today();
    let now = driver.shell().now();
    driver.read(|session| {
        let calls = session.desk().work().map(|work| work.calls.as_slice());
        desk.look(Seen {
            phone: phone(session),
            calls: calls.unwrap_or_default(),
            today: &today,
            connector_ms: session.connector_ms(now).unwrap_or_default(),
        });
    });
}

/// The browser tells that the page is seen, or left.
pub(super) fn seen(desk: &Rc<crm::Desk>, driver: &Driver<Browser>) {
    if page::is_seen() {
        desk.feed(Input::InFront);
    } else {
        driver.shell().say(tabs::LEFT);
    }
}

/// What the person does that is the CRM's; nothing where it is not.
pub(super) fn deed(deed: &Deed) -> Option<Input> {
    Some(match deed {
        Deed::Press(Work::DismissHint) => Input::Dismiss,
        Deed::On(PressOn::ShowRecord, id) => Input::Show(RecordId::parse(id)?),
        Deed::On(PressOn::Whose, both) => {
            let (call, record) = both.rsplit_once(' ')?;
            Input::Choose(CallId::parse(call)?, RecordId::parse(record)?)
        }
        Deed::On(PressOn::NewRecord, call) => Input::Begin(CallId::parse(call)?),
        Deed::On(PressOn::SaveCall, call) => Input::Save(CallId::parse(call)?),
        Deed::Note(call, text) => Input::Note(CallId::parse(call)?, text.clone()),
        Deed::LeaveNote => Input::Noted,
        Deed::Press(_)
        | Deed::On(..)
        | Deed::Number(_)
        | Deed::Search(_)
        | Deed::Variable(..)
        | Deed::Leave
        | Deed::SignOn(_)
        | Deed::Scroll(_)
        | Deed::Key(_)
        | Deed::Down
        | Deed::Up => return None,
    })
}

/// How a call came out, where that is what is asked.
pub(super) fn wrapped(act: &Act, session: &Session) -> Option<Input> {
    let Act::Ask(ToConnector::WrapUpCall(WrapUpCall { call_id, reason: WrapUp::Reason(id) })) = act else {
        return None;
    };
    let work = session.desk().work()?;
    let reason = work.wrap_up.iter().find(|reason| reason.uri.id() == id.as_str())?;
    Some(Input::Wrapped(call_id.clone(), reason.label.as_str().to_owned()))
}

fn carried(record: &Record) -> Option<(VariableName, VariableValue)> {
    Some((VariableName::parse(RECORD)?, VariableValue::parse(&record.written())?))
}

fn phone(session: &Session) -> Phone {
    match (session.state(), session.desk()) {
        (State::SignedOff { .. } | State::Unlinked { .. } | State::Door { .. } | State::Barred { .. }, _) => {
            Phone::SignedOff
        }
        (State::Opening { .. } | State::Registering { .. } | State::SigningOn { .. } | State::Waiting { .. }, _)
        | (State::On { .. }, Desk::Looking(_) | Desk::Fetching(_) | Desk::SigningOn { .. }) => Phone::Connecting,
        (State::On { .. }, Desk::Away | Desk::Asking { .. } | Desk::LoggedOut) => Phone::NotAtWork,
        (State::On { .. }, Desk::AtWork(work)) => match work.agent.state {
            AgentState::LogOut | AgentState::NotReady => Phone::NotReady,
            AgentState::Work | AgentState::WorkReady => Phone::WrapUp,
            AgentState::Ready | AgentState::Reserved | AgentState::Talking | AgentState::Hold => Phone::Ready,
        },
    }
}
