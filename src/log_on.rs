//! Logging on to a station: what the form asks for, and what is made of what was put into it. Pure.

use std::rc::Rc;

use hookswitch_protocol::{
    ErrorCode,
    center::{LogOn, ServerInfo, StationType},
    cisco::ids::CtiPassword,
    ids::{AccountName, HostName, StationName},
    json, reading,
    wire::Wire,
    write::Writer,
};
use hookswitch_session::dialling::Rules;

use crate::intent::Door;

/// The form, but for what its fields hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The type that was chosen last.
    pub chosen: Option<StationType>,
    /// What was remembered, without what proves it.
    pub kept: Option<Box<LogOn>>,
    /// What is wrong with what was put in.
    pub fault: Option<(&'static str, ErrorCode)>,
}

/// What is to be done with a form that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What to log on with.
    pub log_on: Rc<LogOn>,
    /// What to remember in this browser.
    pub keep: Option<Box<LogOn>>,
}

impl Form {
    /// A form that begins with what was remembered.
    #[must_use]
    pub fn new(kept: Option<&LogOn>) -> Self {
        let kept = kept.map(|kept| Box::new(LogOn { saved_credential: None, ..kept.clone() }));
        Self { chosen: None, kept, fault: None }
    }

    /// The type that is chosen, of those there are.
    #[must_use]
    pub fn station_type(&self, info: Option<&ServerInfo>) -> StationType {
        let offered = info.map(|info| info.station_types.as_slice()).unwrap_or_default();
        let wanted = self.chosen.or(self.kept.as_ref().map(|kept| kept.station_type));
        let wanted = wanted.filter(|wanted| offered.is_empty() || offered.contains(wanted));
        wanted.or(offered.first().copied()).unwrap_or(StationType::Workstation)
    }

    /// Takes what was put in; nothing where it cannot be right, and [`Self::fault`] says why.
    pub fn send(&mut self, door: Door, info: Option<&ServerInfo>, rules: &Rules) -> Option<Sent> {
        let station_type = self.station_type(info);
        let Door { user, password, host, place, persistent, remember, automatic } = door;
        let place = place.trim();
        let (station, remote_number) = match station_type {
            StationType::Workstation | StationType::RemoteWorkstation => (StationName::parse(place), None),
            StationType::RemoteNumber => {
                let dialled = rules.outgoing(place).ok().map(|dialled| dialled.to);
                if dialled.is_none() {
                    self.fault = Some(("remoteNumber", ErrorCode::RemoteNumberInvalid));
                    return None;
                }
                (None, dialled)
            }
        };
        self.fault = None;
        let log_on = LogOn {
            // Fields that have to be filled are the browser's to see to.
            user_id: AccountName::parse(user.trim())?,
            password: Some(CtiPassword::parse(&password)?),
            saved_credential: None,
            host: HostName::parse(host.trim()),
            station_type,
            station,
            remote_number,
            persistent_connection: (station_type == StationType::RemoteNumber && persistent).then_some(true),
            agreed: self.kept.as_ref().and_then(|kept| kept.agreed.clone()),
            remember: automatic.then_some(true),
        };
        let keep = remember.then(|| Box::new(LogOn { password: None, remember: None, ..log_on.clone() }));
        self.kept.clone_from(&keep);
        Some(Sent { log_on: Rc::new(log_on), keep })
    }
}

/// A log-on as it is kept in the browser. It has no password.
#[must_use]
pub fn written(log_on: &LogOn) -> String {
    let mut out = Writer::default();
    LogOn { password: None, ..log_on.clone() }.write(&mut out);
    out.finish()
}

/// The log-on that was kept, if it is one.
#[must_use]
pub fn read(text: &str) -> Option<LogOn> {
    reading::read(&json::parse(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hookswitch_protocol::{center::UserLabel, cisco::ids::DialString, ids::CredentialText};

    fn door() -> Door {
        let text = str::to_owned;
        Door {
            user: text(" anna "),
            password: text("secret"),
            host: String::new(),
            place: text(" WS-5051 "),
            persistent: true,
            remember: false,
            automatic: false,
        }
    }

    fn info(types: &[StationType]) -> ServerInfo {
        ServerInfo {
            hosts: Vec::new(),
            label: UserLabel::UserId,
            cached_credentials: true,
            persistent_connections: true,
            user_agreement_text: None,
            user_agreement_version: None,
            station_types: types.to_vec(),
            help: None,
        }
    }

    #[test]
    fn what_is_put_in_goes_to_the_field_that_fits_the_type() {
        let mut form = Form::default();
        let sent = form.send(door(), None, &Rules::default()).unwrap();
        assert_eq!(sent.log_on.station.as_ref().map(StationName::as_str), Some("WS-5051"));
        assert_eq!((sent.log_on.user_id.as_str(), sent.log_on.persistent_connection), ("anna", None));
        form.chosen = Some(StationType::RemoteNumber);
        let number = Door { place: "+49 30 / 123456".to_owned(), ..door() };
        let sent = form.send(number, None, &Rules::default()).unwrap();
        assert_eq!(sent.log_on.remote_number.as_ref().map(DialString::as_str), Some("+4930123456"));
        assert_eq!((&sent.log_on.station, sent.log_on.persistent_connection), (&None, Some(true)));
    }

    #[test]
    fn a_number_that_is_none_goes_nowhere_and_says_so() {
        let mut form = Form { chosen: Some(StationType::RemoteNumber), ..Form::default() };
        assert_eq!(form.send(Door { place: "?".to_owned(), ..door() }, None, &Rules::default()), None);
        assert_eq!(form.fault, Some(("remoteNumber", ErrorCode::RemoteNumberInvalid)));
    }

    #[test]
    fn every_field_but_the_password_is_remembered_where_that_is_asked_for() {
        let mut form = Form::default();
        assert_eq!(form.send(door(), None, &Rules::default()).unwrap().keep, None);
        let sent = form.send(Door { remember: true, ..door() }, None, &Rules::default()).unwrap();
        let kept = read(&written(&sent.keep.unwrap())).unwrap();
        assert_eq!(kept, LogOn { password: None, ..(*sent.log_on).clone() });
    }

    #[test]
    fn nothing_that_is_written_has_the_password() {
        let sent = Form::default().send(Door { remember: true, ..door() }, None, &Rules::default()).unwrap();
        assert!(!written(&sent.log_on).contains("secret"));
    }

    #[test]
    fn a_type_that_is_not_offered_any_more_is_not_chosen() {
        let sent = Form { chosen: Some(StationType::RemoteNumber), ..Form::default() };
        assert_eq!(sent.station_type(Some(&info(&[StationType::RemoteWorkstation]))), StationType::RemoteWorkstation);
        assert_eq!(sent.station_type(Some(&info(StationType::ALL))), StationType::RemoteNumber);
        assert_eq!(Form::default().station_type(None), StationType::Workstation);
    }

    #[test]
    fn a_form_begins_without_what_proves_the_person() {
        let mut sent = Form::default().send(door(), None, &Rules::default()).unwrap();
        Rc::make_mut(&mut sent.log_on).saved_credential = CredentialText::parse("abc");
        assert_eq!(Form::new(Some(&sent.log_on)).kept.unwrap().saved_credential, None);
    }

    #[test]
    fn what_was_kept_and_is_none_is_nothing() {
        for broken in ["", "{}", "{\"userID\":\"\"}", "[1]", "\u{0}"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
