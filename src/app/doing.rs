//! What the person does: who takes it, and what becomes of it.

use hookswitch_session::{Act, Input, Session};

use super::{App, inside, look::saved};
use crate::{
    crm,
    desktop::{Bench, Then},
    intent::{Deed, Door, Intent, Press},
    ports::{Element, clipboard, element, random},
    screen::{Command, Desk, Screen, Step},
};

impl App {
    pub(super) fn intend(&mut self, intent: Intent) {
        let intent = match intent {
            Intent::Work(deed) => return self.work(deed),
            // What is typed goes first, then what lies on top.
            Intent::Press(Press::Dismiss) if self.screen == Screen::Home && self.desktop.give_back() => return,
            Intent::Press(Press::Dismiss) if self.screen == Screen::Home && self.dismiss_toast() => return,
            Intent::Press(Press::Dismiss) if self.screen == Screen::Home && self.desktop.dismiss() => return,
            Intent::Press(_) | Intent::Type(_) | Intent::LogOn(_) | Intent::Choose(_) => intent,
        };
        let saved = saved(&self.driver);
        let desk = Desk { origin: self.identity.origin, user: self.identity.user.as_ref(), saved: saved.as_ref() };
        self.focus.before_intent();
        match self.screen.take(intent, desk, random::bytes) {
            None => {}
            Some(Command::SignOn(id)) => self.driver.feed(Input::SignOn(id)),
            Some(Command::Forget) => self.driver.feed(Input::Forget),
            Some(Command::Reconnect) => self.driver.feed(Input::Reconnect),
            Some(Command::TakeOver) => self.driver.feed(Input::TakeOver),
            Some(Command::Agree) => self.driver.feed(Input::Agree),
            Some(Command::Disagree) => self.driver.feed(Input::Disagree),
            Some(Command::SignOutEverywhere) => self.driver.feed(Input::SignOutEverywhere),
            Some(Command::LogOn(door)) => self.go_in(door),
            Some(Command::Choose(station_type)) => self.log_on.chosen = Some(station_type),
            Some(command @ (Command::Copy | Command::CopyDiagnosis)) => {
                let field = if command == Command::Copy { "input" } else { "textarea" };
                let root = self.focus.root.cast::<Element>();
                let copied = root.is_some_and(|root| clipboard::copy(&root, field));
                self.screen.copied(if copied { Step::Copied } else { Step::NotCopied });
            }
        }
    }

    /// Tells the CRM's machine that the page is looked at, or is not.
    pub(super) fn seen(&self) {
        if let Some(crm) = &self.crm {
            inside::seen(crm, &self.driver);
        }
    }

    pub(super) fn tell_crm(&self, input: crm::Input) {
        if let Some(crm) = &self.crm {
            crm.feed(input);
        }
    }

    /// Logs on to a station with what was put in.
    fn go_in(&mut self, door: Door) {
        let (rules, _) = &self.rules;
        let form = &mut self.log_on;
        if let Some(sent) = self.driver.read(|session| form.send(door, session.info(), rules)) {
            self.driver.shell().keep().remember(sent.keep.as_deref());
            self.driver.feed(Input::LogOn(sent.log_on));
        }
    }

    /// Takes the latest toast away; whether there was one.
    fn dismiss_toast(&self) -> bool {
        let latest = |session: &Session| Some(session.desk().work()?.toasts.last()?.id);
        let toast = self.driver.read(latest);
        if let Some(toast) = toast {
            self.driver.feed(Input::Work(Act::Dismiss(toast)));
        }
        toast.is_some()
    }

    fn work(&mut self, deed: Deed) {
        // What is drawn over the desktop takes no keys for it.
        if self.screen != Screen::Home && matches!(deed, Deed::Key(_)) {
            return;
        }
        if let Some(input) = inside::deed(&deed) {
            if input == crm::Input::Dismiss {
                self.fault = None;
            }
            return self.tell_crm(input);
        }
        self.focus.before_intent();
        let (rules, _) = &self.rules;
        let then = self.driver.read(|session| self.desktop.take(deed, Bench { work: session.desk().work(), rules }));
        match then {
            None => {}
            Some(Then::Act(act)) => {
                if let Some(input) = self.driver.read(|session| inside::wrapped(&act, session)) {
                    self.tell_crm(input);
                }
                self.driver.feed(Input::Work(act));
            }
            Some(Then::KeepSeen(seen)) => self.driver.shell().keep().keep_seen(seen),
            Some(Then::EnableSound) => {
                if let Some(sound) = &self.sound {
                    sound.enable();
                }
            }
            Some(Then::Top) => {
                if let Some(root) = self.focus.root.cast::<Element>() {
                    element::scroll_top_of(&root, "[data-rows]");
                }
            }
        }
    }
}
