//! Other components of the CRM's page: they hear how calls go, and may have a number dialled.

use hookswitch_protocol::{
    Tick,
    cisco::{call::PartyState, ids::DialString},
    json::{Fields, Json},
    wire::Wire,
    write::Writer,
};

use crate::{
    ask::{Ask, Way},
    machine::{Crm, For},
    record::{Clicked, Record, id_of},
    talk::Talk,
};

/// The channel, as the package names it.
pub(crate) const NAME: &str = "Hookswitch__c";

/// What the others may ask for.
const DIAL: &str = "dial";

impl Crm {
    /// Says how calls go, where that has changed.
    pub(crate) fn publish(&mut self, now: Tick) {
        for at in 0..self.talks.len() {
            let Some(talk) = self.talks.get_mut(at) else { return };
            let message = message(talk);
            if talk.published.as_ref() != Some(&message) {
                talk.published = Some(message.clone());
                self.ask(Ask::Publish(message), For::Nobody, now);
            }
        }
    }

    /// Another component says something; what we say ourselves comes back too.
    pub(crate) fn on_command(&mut self, said: &Json<'_>, now: Tick) {
        let Some(fields) = Fields::of(said) else { return };
        let text = |key: &str| match fields.get(&[key]) {
            Some(Json::String(text)) => text.as_ref(),
            Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | None => "",
        };
        if text("kind") == DIAL
            && let Some(number) = DialString::parse(text("number"))
        {
            let record = id_of(text("recordId")).and_then(|id| Record::named(id, text("name")));
            self.clicked(Clicked { number, record }, now);
        }
    }
}

fn message(talk: &Talk) -> String {
    let mut out = Writer::default();
    out.object(|out| {
        for (key, value) in [
            ("kind", "call"),
            ("callId", talk.id.as_str()),
            (
                "direction",
                match talk.way {
                    Way::In => "inbound",
                    Way::Out => "outbound",
                },
            ),
            ("number", talk.number.as_ref().map_or("", DialString::as_str)),
            ("name", talk.title()),
            ("recordId", talk.record.as_ref().map_or("", |record| record.id.as_str())),
        ] {
            out.key(key);
            out.string(value);
        }
        out.key("state");
        if talk.is_over() {
            out.string("ENDED");
        } else {
            PartyState::write(&talk.state(), out);
        }
    });
    out.finish()
}
