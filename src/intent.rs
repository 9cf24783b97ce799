//! What the person does, as the components say it: a word in `data-action`, and where it needs one a `data-value`.

use hookswitch_protocol::{center::StationType, words};

words! {
    /// What a press asks for by itself.
    pub enum Press {
        /// The login icon, or a button that asks for the ID.
        Login = "login",
        /// The connection icon, or a button that asks for details.
        Details = "details",
        /// Closes what is open: Cancel, Close, Escape.
        Dismiss = "dismiss",
        /// Wants a new ID.
        Generate = "generate",
        /// Wants the ID shown, or hidden again.
        Reveal = "reveal",
        /// Wants the ID in the clipboard.
        Copy = "copy",
        /// Presses OK or Enter.
        Submit = "submit",
        /// Wants the ID forgotten; asked back first.
        AskForget = "ask-forget",
        /// Confirms that.
        Forget = "forget",
        /// Wants a fresh connection now.
        Reconnect = "reconnect",
        /// Wants the session in this window.
        UseHere = "use-here",
        /// Agrees to the user agreement.
        Agree = "agree",
        /// Does not.
        Disagree = "disagree",
        /// Wants to be logged off from a station; asked back first.
        AskLogOff = "ask-log-off",
        /// Logs off, and no browser logs on by itself any more.
        SignOutEverywhere = "sign-out-everywhere",
        /// Wants all that helps to find a fault.
        Diagnose = "diagnose",
        /// Opens the list of memos, or closes it.
        Memos = "memos",
    }

    /// What a press asks for by itself on the desktop.
    pub enum Work {
        /// Wants to sign on to the CTI server again.
        SignOnAgain = "sign-on-again",
        /// Opens or closes the choice of states.
        States = "states",
        /// Opens or closes the list of keys.
        Shortcuts = "shortcuts",
        /// Lets the browser play sounds.
        EnableSound = "enable-sound",
        /// Is ready for calls.
        Ready = "ready",
        /// Removes the last digit.
        Erase = "erase",
        /// Dials the number in the field.
        Dial = "dial",
        /// Asks the number in the field about the call.
        Consult = "consult",
        /// Hands the call to the number in the field.
        HandOver = "hand-over",
        /// Looks for nobody any more.
        EndPurpose = "end-purpose",
        /// Has read a hint of the CRM; what waits to be dialled is not dialled.
        DismissHint = "dismiss-hint",
    }

    /// What a press asks for something: `data-value` says for which.
    pub enum PressOn {
        /// A page; the value is a [`Tab`].
        Tab = "tab",
        /// A call: answers it.
        Answer = "answer",
        /// A call: refuses it.
        Reject = "reject",
        /// A call: holds it.
        Hold = "hold",
        /// A call: goes back to it.
        Retrieve = "retrieve",
        /// A call: hangs up, or takes note that it came to nothing.
        End = "end",
        /// A call: looks for somebody to consult or to hand it to.
        LookUp = "look-up",
        /// A call: completes the consult by leaving.
        Transfer = "transfer",
        /// A call: completes the consult by joining.
        Conference = "conference",
        /// A call: opens the keys for it.
        Tones = "tones",
        /// A call: opens or closes the rest of what can be done.
        More = "more",
        /// A reason: is not ready. Empty where none is given.
        NotReady = "not-ready",
        /// A reason: logs out. Empty where none is given.
        LogOut = "log-out",
        /// A reason: wraps up.
        WrapUp = "wrap-up",
        /// A key of the keypad.
        Key = "key",
        /// A row of the phone book.
        Choose = "choose",
        /// A number: calls there.
        Redial = "redial",
        /// An agent of the team: opens or closes what can be done.
        Member = "member",
        /// A reason: makes the agent of the team not ready who is open. Empty where none is given.
        MemberNotReady = "member-not-ready",
        /// An agent of the team: logs out; asked back first.
        MemberLogOut = "member-log-out",
        /// An agent of the team: listens.
        Listen = "listen",
        /// An agent of the team: joins.
        Barge = "barge",
        /// A toast: takes it away.
        Toast = "toast",
        /// A type of station: wants to log on to one.
        StationType = "station-type",
        /// A record of the CRM: shows it.
        ShowRecord = "show-record",
        /// A record of the CRM, behind its call and a blank: it is their call.
        Whose = "whose",
        /// A call: begins a record for who is at the other end.
        NewRecord = "new-record",
        /// A call: saves what is written down of it.
        SaveCall = "save-call",
    }

    /// The pages of the desktop.
    pub enum Tab {
        /// The calls.
        Calls = "calls",
        /// The number and the keys.
        Keypad = "keypad",
        /// The phone books.
        Book = "book",
        /// The calls of the day.
        History = "history",
        /// The supervisor's team.
        Team = "team",
    }

    /// The fields that are typed into.
    pub enum Field {
        /// The Login ID.
        LoginId = "login-id",
        /// The number.
        Number = "number",
        /// What is searched for in the phone books.
        Search = "search",
        /// The value of a variable of a call; `data-value` says of which variable.
        Variable = "variable",
        /// A note on a call; `data-value` says on which.
        Note = "note",
    }
}

/// What the person does.
#[derive(Clone, PartialEq, Eq)]
pub enum Intent {
    /// Presses something about sign-on and connection.
    Press(Press),
    /// Types or pastes a Login ID; with all that the field holds now.
    Type(String),
    /// Sends the form that logs on to a station.
    LogOn(Door),
    /// Chooses a type of station.
    Choose(StationType),
    /// Does something on the desktop.
    Work(Deed),
}

/// What the person does on the desktop.
#[derive(Clone, PartialEq, Eq)]
pub enum Deed {
    /// Presses something.
    Press(Work),
    /// Presses something of something.
    On(PressOn, String),
    /// Types or pastes a number; with all that the field holds now.
    Number(String),
    /// Searches the phone books; with all that the field holds now.
    Search(String),
    /// Types or pastes the value of this variable; with all that the field holds now.
    Variable(String, String),
    /// Leaves the field of a variable.
    Leave,
    /// Types a note on this call; with all that the field holds now.
    Note(String, String),
    /// Leaves the field of a note.
    LeaveNote,
    /// Sends the form of the sign-on to the CTI server.
    SignOn(Typed),
    /// Scrolls through the phone book; with the rows above what is seen.
    Scroll(usize),
    /// Presses a key.
    Key(Key),
    /// Puts a finger or the mouse's button down: nothing may move under it.
    Down,
    /// Lifts it.
    Up,
}

/// Keys that do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A letter, a digit or a sign; outside of fields only.
    Sign(char),
    /// The one above.
    Up,
    /// The one below.
    Down,
    /// The one that is chosen; in fields only.
    Enter,
}

/// What the form of the sign-on to the CTI server holds. Not to be printed: it has the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Typed {
    /// The name.
    pub user_name: String,
    /// The password.
    pub password: String,
    /// The telephone.
    pub extension: String,
}

/// What the form that logs on to a station holds. Not to be printed: it has the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Door {
    /// User ID, or domain and user name.
    pub user: String,
    /// The password.
    pub password: String,
    /// The host.
    pub host: String,
    /// The station or the number.
    pub place: String,
    /// Whether the line stays open between calls.
    pub persistent: bool,
    /// Whether this is remembered.
    pub remember: bool,
    /// Whether this browser is to log on by itself.
    pub automatic: bool,
}

impl Intent {
    /// The intent of something pressed, by its `data-action` and `data-value`.
    #[must_use]
    pub fn pressed(action: &str, value: Option<&str>) -> Option<Self> {
        let alone = || Press::from_text(action).map(Self::Press);
        let work = || Work::from_text(action).map(|press| Self::Work(Deed::Press(press)));
        match value {
            None => alone().or_else(work),
            Some(value) if action == PressOn::StationType.as_str() => StationType::from_text(value).map(Self::Choose),
            Some(value) => PressOn::from_text(action).map(|press| Self::Work(Deed::On(press, value.to_owned()))),
        }
    }

    /// The intent of a form that was sent, by its `data-action` and what its named fields hold.
    #[must_use]
    pub fn submitted(action: &str, values: Vec<String>) -> Option<Self> {
        let values = match <[String; 3]>::try_from(values) {
            Ok([user_name, password, extension]) => {
                return Some(Self::Work(Deed::SignOn(Typed { user_name, password, extension })));
            }
            Err(values) => values,
        };
        match <[String; 7]>::try_from(values) {
            Ok([user, password, host, place, boxes @ ..]) => {
                let [persistent, remember, automatic] = boxes.map(|ticked| !ticked.is_empty());
                Some(Self::LogOn(Door { user, password, host, place, persistent, remember, automatic }))
            }
            Err(_) => Self::pressed(action, None),
        }
    }

    /// The intent of something typed into a field, by its `data-field` and its `data-value`.
    #[must_use]
    pub fn typed(field: &str, of: Option<String>, text: String) -> Option<Self> {
        Some(match Field::from_text(field)? {
            Field::LoginId => Self::Type(text),
            Field::Number => Self::Work(Deed::Number(text)),
            Field::Search => Self::Work(Deed::Search(text)),
            Field::Variable => Self::Work(Deed::Variable(of?, text)),
            Field::Note => Self::Work(Deed::Note(of?, text)),
        })
    }

    /// The intent of a field that is left, by its `data-field`.
    #[must_use]
    pub fn left(field: &str) -> Option<Self> {
        match Field::from_text(field)? {
            Field::Variable => Some(Self::Work(Deed::Leave)),
            Field::Note => Some(Self::Work(Deed::LeaveNote)),
            Field::LoginId | Field::Number | Field::Search => None,
        }
    }

    /// The intent of a key; `is_typing` where it is a letter of a field.
    #[must_use]
    pub fn key(name: &str, is_typing: bool) -> Option<Self> {
        let key = match name {
            "Escape" => return Some(Self::Press(Press::Dismiss)),
            "ArrowUp" => Key::Up,
            "ArrowDown" => Key::Down,
            "Enter" if is_typing => Key::Enter,
            _ => {
                let mut signs = name.chars().filter(|_| !is_typing);
                match (signs.next(), signs.next()) {
                    (Some(sign), None) if sign != ' ' => Key::Sign(sign),
                    (Some(_) | None, _) => return None,
                }
            }
        };
        Some(Self::Work(Deed::Key(key)))
    }

    /// Whether it is this press.
    #[must_use]
    pub fn is_press(&self, press: Press) -> bool {
        matches!(self, Self::Press(its) if *its == press)
    }

    /// The words in `data-action` and `data-value`; empty for what is not pressed.
    #[must_use]
    pub fn words(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Press(press) => (press.as_str(), None),
            Self::Choose(station_type) => (PressOn::StationType.as_str(), Some(station_type.as_str())),
            Self::Work(Deed::Press(press)) => (press.as_str(), None),
            Self::Work(Deed::On(press, value)) => (press.as_str(), Some(value)),
            Self::Type(_)
            | Self::LogOn(_)
            | Self::Work(
                Deed::Number(_)
                | Deed::Search(_)
                | Deed::Variable(..)
                | Deed::Leave
                | Deed::Note(..)
                | Deed::LeaveNote
                | Deed::SignOn(_)
                | Deed::Scroll(_)
                | Deed::Key(_)
                | Deed::Down
                | Deed::Up,
            ) => ("", None),
        }
    }
}

impl core::fmt::Debug for Typed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl core::fmt::Debug for Door {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Door(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_pressed_is_read_as_what_was_written() {
        let alone = Press::ALL.iter().map(|press| Intent::Press(*press));
        let work = Work::ALL.iter().map(|press| Intent::Work(Deed::Press(*press)));
        let on = PressOn::ALL
            .iter()
            .filter(|press| **press != PressOn::StationType)
            .map(|press| Intent::Work(Deed::On(*press, "1".to_owned())));
        let types = StationType::ALL.iter().map(|station_type| Intent::Choose(*station_type));
        for intent in alone.chain(work).chain(on).chain(types) {
            let (action, value) = intent.words();
            assert!(Intent::pressed(action, value) == Some(intent.clone()), "{action}");
        }
        assert!(Intent::pressed("nonsense", None).is_none() && Intent::pressed("login", Some("1")).is_none());
    }

    #[test]
    fn keys_are_letters_in_a_field_and_shortcuts_elsewhere() {
        assert!(Intent::key("a", false) == Some(Intent::Work(Deed::Key(Key::Sign('a')))));
        assert!(Intent::key("ArrowUp", true) == Some(Intent::Work(Deed::Key(Key::Up))));
        assert!(Intent::key("Enter", true) == Some(Intent::Work(Deed::Key(Key::Enter))));
        assert!(Intent::key("Escape", true) == Some(Intent::Press(Press::Dismiss)));
        for none in [("a", true), (" ", false), ("Enter", false), ("F5", false), ("", false)] {
            assert!(Intent::key(none.0, none.1).is_none(), "{none:?}");
        }
    }
}
