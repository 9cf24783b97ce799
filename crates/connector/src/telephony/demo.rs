//! The built-in PBX: every extension of the directory has a telephone, and all of them work.

use std::collections::{BTreeSet, VecDeque};

use hookswitch_protocol::ids::Extension;

use super::Backend;
use crate::core::{StationCommand, StationEvent};

/// A telephone system without telephones.
#[derive(Debug, Default)]
pub struct DemoPbx {
    telephones: BTreeSet<Extension>,
    attached: BTreeSet<Extension>,
    events: VecDeque<StationEvent>,
}

impl Backend for DemoPbx {
    fn know(&mut self, extensions: Vec<Extension>) {
        self.telephones = extensions.into_iter().collect();
        let gone: Vec<Extension> = self.attached.difference(&self.telephones).cloned().collect();
        for extension in gone {
            self.attached.remove(&extension);
            self.events.push_back(StationEvent::Down(extension));
        }
    }

    fn command(&mut self, command: StationCommand) {
        match command {
            StationCommand::Attach(extension) if self.telephones.contains(&extension) => {
                self.attached.insert(extension.clone());
                self.events.push_back(StationEvent::Up(extension));
            }
            StationCommand::Attach(extension) => self.events.push_back(StationEvent::Refused(extension)),
            StationCommand::Detach(extension) => {
                self.attached.remove(&extension);
            }
        }
    }

    fn poll_event(&mut self) -> Option<StationEvent> {
        self.events.pop_front()
    }

    fn is_up(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(number: &str) -> Extension {
        Extension::parse(number).unwrap()
    }

    #[test]
    fn a_known_extension_comes_up_and_an_unknown_one_is_refused() {
        let mut pbx = DemoPbx::default();
        pbx.know(vec![extension("5051")]);
        pbx.command(StationCommand::Attach(extension("5051")));
        pbx.command(StationCommand::Attach(extension("9999")));
        assert_eq!(pbx.poll_event(), Some(StationEvent::Up(extension("5051"))));
        assert_eq!(pbx.poll_event(), Some(StationEvent::Refused(extension("9999"))));
        assert_eq!(pbx.poll_event(), None);
    }

    #[test]
    fn an_attached_telephone_that_is_taken_away_goes_down_and_a_detached_one_says_nothing() {
        let mut pbx = DemoPbx::default();
        pbx.know(vec![extension("5051"), extension("5064")]);
        pbx.command(StationCommand::Attach(extension("5051")));
        pbx.command(StationCommand::Attach(extension("5064")));
        pbx.command(StationCommand::Detach(extension("5064")));
        while pbx.poll_event().is_some() {}
        pbx.know(Vec::new());
        assert_eq!(pbx.poll_event(), Some(StationEvent::Down(extension("5051"))));
        assert_eq!(pbx.poll_event(), None);
    }
}
