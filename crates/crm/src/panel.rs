//! What stands on the softphone's place in the CRM: the only thing of it that is seen while it is folded away.

use hookswitch_protocol::{Tick, cisco::call::PartyState};

use crate::{
    ask::Ask,
    io::Phone,
    machine::{Crm, For},
    talk::Talk,
};

/// What stands there now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Panel {
    label: String,
    icon: &'static str,
}

const NAME: &str = "Hookswitch";

impl Crm {
    /// Has the softphone's place say what is going on.
    pub(crate) fn show_on_panel(&mut self, now: Tick) {
        let panel = self.panel_of();
        if panel.label != self.panel.label {
            self.ask(Ask::Label(panel.label.clone()), For::Nobody, now);
        }
        if panel.icon != self.panel.icon {
            self.ask(Ask::Icon(panel.icon), For::Nobody, now);
        }
        self.panel = panel;
    }

    fn panel_of(&self) -> Panel {
        let live = |of: &dyn Fn(PartyState) -> bool| self.talks.iter().find(|talk| !talk.is_over() && of(talk.state()));
        let named = |what: &str, talk: &Talk| [what, talk.title()].concat();
        if let Some(talk) = live(&|state| state == PartyState::Alerting) {
            return Panel { label: named("Ringing: ", talk), icon: "incoming_call" };
        }
        if let Some(talk) = live(&|state| state != PartyState::Failed) {
            return Panel { label: named("On a call: ", talk), icon: "call" };
        }
        let (state, icon) = match self.phone {
            Phone::Connecting => ("Connecting", "unlinked"),
            Phone::SignedOff => ("Not signed on", "unlinked"),
            Phone::NotAtWork => ("Logged out", "unlinked"),
            Phone::NotReady => ("Not ready", "end_call"),
            Phone::WrapUp => ("Wrap-up", "end_call"),
            Phone::Ready => ("Ready", "call"),
        };
        Panel { label: [NAME, ": ", state].concat(), icon }
    }
}
