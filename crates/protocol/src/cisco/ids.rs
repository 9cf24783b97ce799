//! Names, ids and secrets of the CTI server.

use crate::{
    ids::{secrets, texts},
    json::Json,
    limits,
    reading::Reading,
    wire::Wire,
    write::Writer,
};

texts! {
    /// The name under which an agent signs on to the CTI server (`102312778`).
    CtiUserName: 1 to limits::ID_CHARS,
    /// A call, as long as it lives (`16786021`).
    CallId: 1 to limits::ID_CHARS,
    /// A reason code for not ready or for logging out, by its id.
    ReasonCodeId: 1 to limits::ID_CHARS,
    /// A wrap-up reason, by its id.
    WrapUpId: 1 to limits::ID_CHARS,
    /// A team, by its id.
    TeamId: 1 to limits::ID_CHARS,
    /// A media routing domain, by its id.
    MediaId: 1 to limits::ID_CHARS,
    /// What is dialled or who calls: a number, an extension or an address, as it was typed or came in.
    DialString: 1 to limits::DIAL_CHARS,
    /// The name of a call variable.
    VariableName: 1 to limits::CALL_VARIABLE_NAME_CHARS,
    /// The value of a call variable.
    VariableValue: 0 to limits::CALL_VARIABLE_VALUE_CHARS,
    /// What people call a thing: a queue, a team, a reason.
    Label: 0 to limits::NAME_CHARS,
    /// The address of a thing of the CTI server (`/finesse/api/User/834108959`).
    ResourceUri: 0 to limits::NAME_CHARS,
}

secrets! {
    /// The password with which an agent signs on to the CTI server.
    CtiPassword: 256,
}

/// Digits sent into a call: `0` to `9`, `*`, `#` and `A` to `D`. They may be somebody's PIN, and never reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct DtmfDigits(String);

/// The reason code that a state has; none is `-1` on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonCode(pub Option<ReasonCodeId>);

impl ResourceUri {
    /// The id of the thing: what stands behind the last slash.
    #[must_use]
    pub fn id(&self) -> &str {
        let uri = self.as_str();
        uri.rsplit_once('/').map_or(uri, |(_, id)| id)
    }
}

impl DtmfDigits {
    /// The text as digits, where it is nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let are_digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'*' | b'#' | b'A'..=b'D'));
        (are_digits && (1..=limits::DTMF_DIGITS).contains(&text.len())).then(|| Self(text.to_owned()))
    }

    /// The digits themselves, for sending; never for a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl core::fmt::Debug for DtmfDigits {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DtmfDigits(…)")
    }
}

impl Wire for DtmfDigits {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let digits = Self::parse(reading.text(json));
        reading.or_refuse(digits, Self(String::new()))
    }

    fn write(&self, out: &mut Writer) {
        out.string(&self.0);
    }
}

impl ReasonCode {
    const NONE: &'static str = "-1";
}

impl Wire for ReasonCode {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        match json {
            None | Some(Json::Null) => Self(None),
            Some(Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                match reading.text(json) {
                    "" | Self::NONE => Self(None),
                    _ => Self(Some(ReasonCodeId::read(json, reading))),
                }
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        out.string(self.0.as_ref().map_or(Self::NONE, ReasonCodeId::as_str));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", CtiPassword::parse("pqsup1").unwrap()), "CtiPassword(…)");
    }

    #[test]
    fn the_id_of_a_thing_is_the_end_of_its_address() {
        let uri = ResourceUri::parse("/finesse/api/User/834108959/WrapUpReason/1").unwrap();
        assert_eq!(uri.id(), "1");
        assert_eq!(ResourceUri::default().id(), "");
    }

    #[test]
    fn only_the_keys_of_a_telephone_are_digits() {
        assert_eq!(DtmfDigits::parse("0159*#AD").unwrap().expose(), "0159*#AD");
        assert_eq!(format!("{:?}", DtmfDigits::parse("1234").unwrap()), "DtmfDigits(…)");
        for text in ["", "12 3", "E", "a", "+49", &"1".repeat(limits::DTMF_DIGITS + 1)] {
            assert_eq!(DtmfDigits::parse(text), None, "{text}");
        }
    }
}
