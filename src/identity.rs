//! Who signs on: decided once, from what the host says and what the browser kept. Pure.

use std::rc::Rc;

use hookswitch_protocol::{ErrorCode, LoginId, LoginIdFault, center::LogOn, ids::UserName};
use hookswitch_session::Who;

/// What the host says of the person. Not to be printed: two of these are secrets.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    /// How people sign on.
    pub mode: Mode,
    /// The Salesforce user name.
    pub user: Option<&'a str>,
    /// The Login ID in the user record.
    pub record: Option<&'a str>,
    /// The Login ID this browser kept.
    pub stored: Option<&'a str>,
    /// What this browser kept that logs on to a station by itself.
    pub log_on: Option<&'a LogOn>,
}

/// How people sign on: the options "Use own Login ID" and "Log on to a station" of the call centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// With an ID of their own.
    OwnId,
    /// By their Salesforce user name.
    UserName,
    /// As the Salesforce user for whom the org vouches.
    Vouched,
    /// By name and password, to a station.
    Station,
}

/// Where the sign-on takes the ID from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// No ID: own IDs are switched off.
    UserName,
    /// The user record. It is not asked for, and its entry is not offered.
    Record,
    /// The person, or this browser's memory of it.
    Typed,
    /// No ID: people log on to a station.
    Station,
}

/// Who signs on, and how that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Where the ID comes from.
    pub origin: Origin,
    /// The Salesforce user name, where it is known.
    pub user: Option<UserName>,
    /// Who signs on; nobody where nothing is known; why not where the known ID breaks a rule.
    pub who: Result<Option<Who>, ErrorCode>,
    /// What came of the kept ID.
    pub stored: Stored,
}

/// What came of the ID this browser kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// There was none, or it was not needed, or it is used.
    Fine,
    /// It is none; it can only be thrown away.
    Corrupt,
}

impl Identity {
    /// Decides. A record value wins over a kept one; nothing is read from either where own IDs are off.
    #[must_use]
    pub fn of(claims: Claims<'_>) -> Self {
        let user = filled(claims.user).and_then(UserName::parse);
        let record = filled(claims.record);
        let (origin, who, stored) = match (claims.mode, record, filled(claims.stored)) {
            (Mode::Station, _, _) => {
                let log_on = claims.log_on.filter(|log_on| log_on.saved_credential.is_some());
                let who = log_on.map_or(Who::Guest, |log_on| Who::Station(Rc::new(log_on.clone())));
                (Origin::Station, Ok(Some(who)), Stored::Fine)
            }
            (Mode::UserName, _, _) => (Origin::UserName, Ok(user.clone().map(Who::UserName)), Stored::Fine),
            (Mode::Vouched, _, _) => (Origin::UserName, Ok(user.clone().map(Who::Vouched)), Stored::Fine),
            (Mode::OwnId, Some(record), _) => (Origin::Record, own_id(record, user.as_ref()), Stored::Fine),
            (Mode::OwnId, None, None) => (Origin::Typed, Ok(None), Stored::Fine),
            (Mode::OwnId, None, Some(kept)) => match own_id(kept, user.as_ref()) {
                // Only rules that were checked when it was kept can be broken by a kept ID, but for this one:
                // the page may have learned the user's name since.
                Err(code) if code != ErrorCode::LoginIdIsUserName => (Origin::Typed, Ok(None), Stored::Corrupt),
                who => (Origin::Typed, who, Stored::Fine),
            },
        };
        Self { origin, user, who, stored }
    }
}

/// Checks what someone typed or pasted for the present user; blanks around it come with pasting and do not count.
///
/// # Errors
/// The first rule broken.
pub fn check(text: &str, user: Option<&UserName>) -> Result<LoginId, LoginIdFault> {
    LoginId::parse_for(text.trim(), user)
}

fn own_id(text: &str, user: Option<&UserName>) -> Result<Option<Who>, ErrorCode> {
    check(text, user).map(|id| Some(Who::OwnId(id))).map_err(ErrorCode::from)
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Claims<'_> = Claims { mode: Mode::OwnId, user: None, record: None, stored: None, log_on: None };
    const DEMO: Claims<'_> = Claims { user: Some("demo@example.com"), ..NOTHING };

    fn own(id: &str) -> Result<Option<Who>, ErrorCode> {
        Ok(Some(Who::OwnId(LoginId::parse(id).unwrap())))
    }

    fn decided(claims: Claims<'_>) -> (Origin, Result<Option<Who>, ErrorCode>, Stored) {
        let identity = Identity::of(claims);
        (identity.origin, identity.who, identity.stored)
    }

    #[test]
    fn with_own_ids_off_the_user_name_signs_on_and_no_id_is_read() {
        let claims = Claims { mode: Mode::UserName, record: Some("REC1"), stored: Some("KEPT1"), ..DEMO };
        let user = UserName::parse("demo@example.com").unwrap();
        assert_eq!(decided(claims), (Origin::UserName, Ok(Some(Who::UserName(user))), Stored::Fine));
        let nobody = Claims { mode: Mode::UserName, ..NOTHING };
        assert_eq!(decided(nobody), (Origin::UserName, Ok(None), Stored::Fine));
    }

    #[test]
    fn whoever_logs_on_to_a_station_is_asked_unless_this_browser_may_do_it_by_itself() {
        let claims = Claims { mode: Mode::Station, record: Some("REC1"), stored: Some("KEPT1"), ..DEMO };
        assert_eq!(decided(claims), (Origin::Station, Ok(Some(Who::Guest)), Stored::Fine));
        let mut log_on = crate::log_on::read(r#"{"userID":"anna","stationType":"Workstation"}"#).unwrap();
        let asked = Claims { log_on: Some(&log_on), ..claims };
        assert_eq!(decided(asked).1, Ok(Some(Who::Guest)));
        log_on.saved_credential = hookswitch_protocol::ids::CredentialText::parse("abc");
        let by_itself = Claims { log_on: Some(&log_on), ..claims };
        assert_eq!(decided(by_itself).1, Ok(Some(Who::Station(Rc::new(log_on.clone())))));
    }

    #[test]
    fn a_record_value_wins_over_a_kept_one() {
        let claims = Claims { record: Some(" REC1 "), stored: Some("KEPT1"), ..DEMO };
        assert_eq!(decided(claims), (Origin::Record, own("REC1"), Stored::Fine));
    }

    #[test]
    fn a_record_value_that_breaks_a_rule_is_refused_with_the_rule_and_the_kept_one_is_not_used_instead() {
        let broken = |record| decided(Claims { record: Some(record), stored: Some("KEPT1"), ..DEMO });
        assert_eq!(broken("RE C1"), (Origin::Record, Err(ErrorCode::LoginIdSpace), Stored::Fine));
        assert_eq!(broken("Demo@Example.com"), (Origin::Record, Err(ErrorCode::LoginIdIsUserName), Stored::Fine));
    }

    #[test]
    fn a_kept_id_is_used_where_the_record_is_empty() {
        for record in [None, Some(""), Some("  ")] {
            let claims = Claims { record, stored: Some("KEPT1"), ..DEMO };
            assert_eq!(decided(claims), (Origin::Typed, own("KEPT1"), Stored::Fine));
        }
    }

    #[test]
    fn with_nothing_at_all_the_id_is_missing() {
        assert_eq!(decided(NOTHING), (Origin::Typed, Ok(None), Stored::Fine));
    }

    #[test]
    fn a_kept_text_that_is_no_id_is_thrown_away_and_asked_again() {
        for kept in ["{\"id\":1}", "\u{0}\u{0}", "a b", &"A".repeat(10_000)] {
            let claims = Claims { stored: Some(kept), ..DEMO };
            assert_eq!(decided(claims), (Origin::Typed, Ok(None), Stored::Corrupt));
        }
    }

    #[test]
    fn a_kept_id_that_turns_out_to_be_the_users_name_is_refused_with_that_reason() {
        let claims = Claims { user: Some("DemoUser"), stored: Some("demouser"), ..NOTHING };
        assert_eq!(decided(claims), (Origin::Typed, Err(ErrorCode::LoginIdIsUserName), Stored::Fine));
    }

    #[test]
    fn blanks_that_come_with_pasting_do_not_count() {
        let id = check("\t DEMO0000000000005051\u{a0}\n", None).unwrap();
        assert_eq!(id.expose(), "DEMO0000000000005051");
        assert_eq!(check("DEMO 5051", None), Err(LoginIdFault::Space));
    }
}
