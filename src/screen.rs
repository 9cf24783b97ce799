//! What is open under the bar, and what the person's doing leads to. Pure.

use hookswitch_protocol::{LoginId, LoginIdFault, LoginIdText, center::StationType, ids::UserName};

use crate::{
    identity::{self, Origin},
    intent::{Door, Intent, Press},
};

/// What an intent asks of the session or the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Sign on with this ID.
    SignOn(LoginId),
    /// Sign off and forget the ID.
    Forget,
    /// Connect afresh.
    Reconnect,
    /// Move the session here.
    TakeOver,
    /// Put what helps to find a fault into the clipboard, then say how that went.
    CopyDiagnosis,
    /// Agree to what is asked.
    Agree,
    /// Do not.
    Disagree,
    /// Log off, and no browser logs on by itself any more.
    SignOutEverywhere,
    /// Log on to a station with this.
    LogOn(Door),
    /// Log on to a station of this type.
    Choose(StationType),
    /// Put what the field holds into the clipboard, then say how that went.
    Copy,
}

/// Bytes for one generated ID: twenty are used, and one in sixty-four is thrown away. That so many do not do is a
/// matter of once in the age of the universe.
pub const RANDOM_BYTES: usize = 128;

/// What is open under the bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// Nothing but what the session itself shows.
    #[default]
    Home,
    /// The details of the connection.
    Details,
    /// The entry of the Login ID.
    Entry(Entry),
    /// Log off was pressed and is asked back.
    LogOff,
    /// All memos.
    Memos,
    /// All that helps to find a fault; with how copying went.
    Diagnosis(Step),
}

/// A Login ID being entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the field holds.
    pub text: LoginIdText,
    /// Whether it can be read.
    pub mask: Mask,
    /// How far it is.
    pub step: Step,
}

/// Whether the field's text can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// Dots.
    Masked,
    /// Letters.
    Shown,
}

/// How far an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The person types.
    Typing,
    /// The softphone made the ID.
    Generated,
    /// The ID is in the clipboard.
    Copied,
    /// The browser did not let it into the clipboard.
    NotCopied,
    /// Forget was pressed and is asked back.
    ForgetAsked,
}

/// What an intent is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Where the ID comes from; only a typed one can be entered.
    pub origin: Origin,
    /// The Salesforce user name.
    pub user: Option<&'a UserName>,
    /// The ID in use.
    pub saved: Option<&'a LoginId>,
}

impl Screen {
    /// Takes one intent. `random` gives bytes of a cryptographic source, where there is one.
    pub fn take(
        &mut self,
        intent: Intent,
        desk: Desk<'_>,
        random: impl FnOnce() -> Option<[u8; RANDOM_BYTES]>,
    ) -> Option<Command> {
        match intent {
            Intent::Press(Press::Login) => match (desk.origin, &*self) {
                (Origin::Typed, Self::Home | Self::Details | Self::LogOff | Self::Memos | Self::Diagnosis(_)) => {
                    *self = Self::Entry(Entry::open(desk.saved))
                }
                (Origin::Typed, Self::Entry(_)) => {}
                (Origin::Record | Origin::UserName | Origin::Station, _) => *self = Self::Details,
            },
            Intent::Press(Press::Details) => {
                *self = match self {
                    Self::Home | Self::Entry(_) | Self::LogOff | Self::Memos | Self::Diagnosis(_) => Self::Details,
                    Self::Details => Self::Home,
                }
            }
            Intent::Press(Press::Dismiss) => self.dismiss(),
            Intent::Type(text) => self.edit(|entry| entry.type_in(&text)),
            Intent::Press(Press::Generate) => {
                if let Some(bytes) = random() {
                    self.edit(|entry| entry.generate(bytes));
                }
            }
            Intent::Press(Press::Reveal) => self.edit(Entry::reveal),
            Intent::Press(Press::AskForget) => self.edit(|entry| entry.step = Step::ForgetAsked),
            // Browsers copy nothing that is masked.
            Intent::Press(Press::Diagnose) => *self = Self::Diagnosis(Step::Typing),
            Intent::Press(Press::Copy) if matches!(self, Self::Diagnosis(_)) => return Some(Command::CopyDiagnosis),
            Intent::Press(Press::Copy) => return self.entered(desk).filter(|_| self.is_shown()).map(|_| Command::Copy),
            Intent::Press(Press::Submit) => {
                let id = self.entered(desk)?;
                *self = Self::Home;
                return Some(Command::SignOn(id));
            }
            Intent::Press(Press::Forget) => {
                *self = Self::Home;
                return Some(Command::Forget);
            }
            Intent::Press(Press::Reconnect) => return Some(Command::Reconnect),
            Intent::Press(Press::UseHere) => return Some(Command::TakeOver),
            Intent::Press(Press::Agree) => return Some(Command::Agree),
            Intent::Press(Press::Disagree) => return Some(Command::Disagree),
            Intent::Press(Press::AskLogOff) => *self = Self::LogOff,
            Intent::Press(Press::Memos) => {
                *self = match self {
                    Self::Memos => Self::Home,
                    Self::Home | Self::Entry(_) | Self::LogOff | Self::Details | Self::Diagnosis(_) => Self::Memos,
                }
            }
            Intent::Press(Press::SignOutEverywhere) => {
                *self = Self::Home;
                return Some(Command::SignOutEverywhere);
            }
            Intent::LogOn(door) => return Some(Command::LogOn(door)),
            Intent::Choose(station_type) => return Some(Command::Choose(station_type)),
            // The desktop's.
            Intent::Work(_) => {}
        }
        None
    }

    /// Says how copying went.
    pub fn copied(&mut self, step: Step) {
        match self {
            Self::Diagnosis(before) => *before = step,
            Self::Home | Self::Details | Self::LogOff | Self::Memos | Self::Entry(_) => {
                self.edit(|entry| entry.step = step);
            }
        }
    }

    fn is_shown(&self) -> bool {
        match self {
            Self::Entry(entry) => entry.mask == Mask::Shown,
            Self::Home | Self::Details | Self::LogOff | Self::Memos | Self::Diagnosis(_) => false,
        }
    }

    fn dismiss(&mut self) {
        match self {
            Self::Entry(entry) if entry.step == Step::ForgetAsked => entry.step = Step::Typing,
            Self::Home | Self::Details | Self::LogOff | Self::Memos | Self::Diagnosis(_) | Self::Entry(_) => {
                *self = Self::Home
            }
        }
    }

    fn edit(&mut self, change: impl FnOnce(&mut Entry)) {
        match self {
            Self::Entry(entry) => change(entry),
            Self::Home | Self::Details | Self::LogOff | Self::Memos | Self::Diagnosis(_) => {}
        }
    }

    fn entered(&self, desk: Desk<'_>) -> Option<LoginId> {
        match self {
            Self::Entry(entry) => entry.check(desk.user).ok(),
            Self::Home | Self::Details | Self::LogOff | Self::Memos | Self::Diagnosis(_) => None,
        }
    }
}

impl Entry {
    /// An entry that begins with the ID in use, masked.
    fn open(saved: Option<&LoginId>) -> Self {
        match saved {
            Some(id) => Self { text: id.into(), mask: Mask::Masked, step: Step::Typing },
            None => Self { text: LoginIdText::new(""), mask: Mask::Shown, step: Step::Typing },
        }
    }

    /// Whether the text could be signed on with.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn check(&self, user: Option<&UserName>) -> Result<LoginId, LoginIdFault> {
        identity::check(self.text.expose(), user)
    }

    fn type_in(&mut self, text: &str) {
        // Whoever begins anew types another ID and wants to see it; the one in use stays masked while it is edited.
        if text.chars().count() <= 1 {
            self.mask = Mask::Shown;
        }
        self.text = LoginIdText::new(text);
        self.step = Step::Typing;
    }

    fn generate(&mut self, random: [u8; RANDOM_BYTES]) {
        let mut bytes = random.into_iter();
        self.text = (&LoginId::generate(|| bytes.next().unwrap_or_default())).into();
        self.mask = Mask::Shown;
        self.step = Step::Generated;
    }

    fn reveal(&mut self) {
        self.mask = match self.mask {
            Mask::Masked => Mask::Shown,
            Mask::Shown => Mask::Masked,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> LoginId {
        LoginId::parse(text).unwrap()
    }

    struct Person {
        screen: Screen,
        origin: Origin,
        user: Option<UserName>,
        saved: Option<LoginId>,
    }

    impl Person {
        fn new() -> Self {
            let user = UserName::parse("demo@example.com");
            Self { screen: Screen::Home, origin: Origin::Typed, user, saved: None }
        }

        fn with_saved(text: &str) -> Self {
            Self { saved: Some(id(text)), ..Self::new() }
        }

        fn does(&mut self, intent: Intent) -> Option<Command> {
            let desk = Desk { origin: self.origin, user: self.user.as_ref(), saved: self.saved.as_ref() };
            self.screen.take(intent, desk, || Some([35; RANDOM_BYTES]))
        }

        fn entry(&self) -> &Entry {
            match &self.screen {
                Screen::Entry(entry) => entry,
                Screen::Home | Screen::Details | Screen::LogOff | Screen::Memos | Screen::Diagnosis(_) => {
                    panic!("no entry is open")
                }
            }
        }
    }

    #[test]
    fn a_typed_id_signs_on_and_closes_the_entry() {
        let mut person = Person::new();
        assert_eq!(person.does(Intent::Press(Press::Login)), None);
        person.does(Intent::Type(" DEMO0000000000005051 ".to_owned()));
        assert_eq!(person.does(Intent::Press(Press::Submit)), Some(Command::SignOn(id("DEMO0000000000005051"))));
        assert_eq!(person.screen, Screen::Home);
    }

    #[test]
    fn a_text_that_breaks_a_rule_goes_nowhere_and_is_not_lost() {
        let mut person = Person::new();
        person.does(Intent::Press(Press::Login));
        for text in ["", "a b", "Demo@Example.com", "ä"] {
            person.does(Intent::Type(text.to_owned()));
            assert_eq!(person.does(Intent::Press(Press::Submit)), None);
            assert_eq!(person.does(Intent::Press(Press::Copy)), None);
            assert_eq!(person.entry().text.expose(), text);
        }
    }

    #[test]
    fn pressing_the_login_icon_again_keeps_what_was_typed() {
        let mut person = Person::new();
        person.does(Intent::Press(Press::Login));
        person.does(Intent::Type("HALF".to_owned()));
        person.does(Intent::Press(Press::Login));
        assert_eq!(person.entry().text.expose(), "HALF");
    }

    #[test]
    fn where_the_entry_is_not_offered_the_login_icon_opens_the_details_that_say_why() {
        for origin in [Origin::Record, Origin::UserName] {
            let mut person = Person { origin, ..Person::new() };
            person.does(Intent::Press(Press::Login));
            assert_eq!(person.screen, Screen::Details);
        }
    }

    #[test]
    fn the_id_in_use_is_masked_until_it_is_revealed_or_another_is_begun() {
        let mut person = Person::with_saved("SECRET1");
        person.does(Intent::Press(Press::Login));
        assert_eq!((person.entry().text.expose(), person.entry().mask), ("SECRET1", Mask::Masked));
        person.does(Intent::Type("SECRET12".to_owned()));
        assert_eq!(person.entry().mask, Mask::Masked);
        person.does(Intent::Type("N".to_owned()));
        assert_eq!(person.entry().mask, Mask::Shown);
        person.does(Intent::Press(Press::Reveal));
        assert_eq!(person.entry().mask, Mask::Masked);
        assert_eq!(person.does(Intent::Press(Press::Copy)), None);
    }

    #[test]
    fn a_generated_id_is_shown_can_be_copied_and_is_not_used_before_ok() {
        let mut person = Person::with_saved("SECRET1");
        person.does(Intent::Press(Press::Login));
        assert_eq!(person.does(Intent::Press(Press::Generate)), None);
        assert_eq!((person.entry().mask, person.entry().step), (Mask::Shown, Step::Generated));
        assert_eq!(person.entry().text.expose(), "ZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(person.does(Intent::Press(Press::Copy)), Some(Command::Copy));
        person.screen.copied(Step::Copied);
        assert_eq!(person.entry().step, Step::Copied);
    }

    #[test]
    fn forgetting_is_asked_back_and_dismissing_the_question_returns_to_the_entry() {
        let mut person = Person::with_saved("SECRET1");
        person.does(Intent::Press(Press::Login));
        assert_eq!(person.does(Intent::Press(Press::AskForget)), None);
        person.does(Intent::Press(Press::Dismiss));
        assert_eq!(person.entry().step, Step::Typing);
        person.does(Intent::Press(Press::AskForget));
        assert_eq!(person.does(Intent::Press(Press::Forget)), Some(Command::Forget));
        assert_eq!(person.screen, Screen::Home);
    }

    #[test]
    fn dismissing_closes_whatever_is_open_and_asks_nothing_of_the_session() {
        for open in [Intent::Press(Press::Login), Intent::Press(Press::Details)] {
            let mut person = Person::new();
            person.does(open);
            assert_eq!(person.does(Intent::Press(Press::Dismiss)), None);
            assert_eq!(person.screen, Screen::Home);
        }
    }

    #[test]
    fn copying_that_ends_after_the_entry_was_closed_changes_nothing() {
        let mut screen = Screen::Home;
        screen.copied(Step::Copied);
        assert_eq!(screen, Screen::Home);
    }
}
