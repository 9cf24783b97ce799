//! The keys of the keyboard. Heard only while the focus is in the softphone and in no field.

use hookswitch_protocol::cisco::{
    ToConnector,
    agent::Reason,
    call::{ButtonState, Buttons, Call},
    ids::ReasonCode,
};
use hookswitch_session::{desk::Work, dialling::Rules};

use super::{
    Aim, Desktop, Over, ROWS,
    deeds::{Then, ask, is_enabled, is_ready, on_call, ringing},
};
use crate::intent::{Key, Tab, Work as Press};

impl Desktop {
    pub(super) fn key(&mut self, key: Key, work: &Work, rules: &Rules) -> Option<Then> {
        match key {
            Key::Up => self.step(|row| row.saturating_sub(1)),
            Key::Down => self.step(|row| row + 1),
            Key::Enter if self.draft.is_some() => self.save(work),
            Key::Enter if self.tab == Tab::Book && self.chosen.is_some() => self.dial(work, rules),
            Key::Enter => None,
            Key::Sign(sign) => self.sign(sign, work, rules),
        }
    }

    fn sign(&mut self, sign: char, work: &Work, rules: &Rules) -> Option<Then> {
        match sign.to_ascii_lowercase() {
            '?' => self.press(Press::Shortcuts, work, rules),
            's' => self.press(Press::States, work, rules),
            'r' if !is_ready(work) => self.press(Press::Ready, work, rules),
            'n' if is_ready(work) => ask(ToConnector::SetNotReadyState(Reason { reason_code_id: ReasonCode(None) })),
            'a' => {
                let call = ringing(work)?;
                self.open(Tab::Calls);
                on_call(work, call.id.as_str(), ToConnector::Answer)
            }
            'd' => on_call(work, ringing(work)?.id.as_str(), ToConnector::Reject),
            'h' => match (with(work, |its| its.hold), with(work, |its| its.retrieve)) {
                (Some(call), _) => on_call(work, call.id.as_str(), ToConnector::Hold),
                (None, Some(call)) => on_call(work, call.id.as_str(), ToConnector::Retrieve),
                (None, None) => None,
            },
            'e' => on_call(work, with(work, |its| its.drop)?.id.as_str(), ToConnector::Drop),
            't' => {
                let call = with(work, |its| its.direct_transfer)?.id.clone();
                self.begin(Aim::LookUp, call);
                None
            }
            'c' => self.turn_to(Tab::Calls, work),
            'k' => self.turn_to(Tab::Keypad, work),
            'b' => self.turn_to(Tab::Book, work),
            'y' => self.turn_to(Tab::History, work),
            _ if self.tab == Tab::Keypad && self.over == Over::Nothing => {
                self.key_pressed(sign.encode_utf8(&mut [0; 4]), work)
            }
            _ => None,
        }
    }

    /// Chooses the next contact, or the one before.
    fn step(&mut self, to: impl FnOnce(usize) -> usize) -> Option<Then> {
        if self.tab != Tab::Book || self.over != Over::Nothing {
            return None;
        }
        let last = self.search.count().checked_sub(1)?;
        let row = self.chosen.map_or(0, to).min(last);
        self.chosen = Some(row);
        // So that it is among those that are drawn, and can be scrolled to.
        if row < self.first || row >= self.first + ROWS / 2 {
            self.first = row.saturating_sub(ROWS / 4);
        }
        None
    }
}

/// The call that takes a command now; one that is talked in before one that waits.
fn with(work: &Work, command: fn(&Buttons) -> ButtonState) -> Option<&Call> {
    let takes = |call: &&Call| is_enabled(command(&call.buttons));
    let is_active = |call: &&Call| is_enabled(call.buttons.hold);
    work.calls.iter().filter(takes).find(is_active).or_else(|| work.calls.iter().rev().find(takes))
}
