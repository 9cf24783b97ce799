//! What goes wrong in an org, as it is written in the query of a host page and told to `/__faults`.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Error, Result, bail};

/// Something that goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `container:2`: so many more calls are told that the container is not ready.
    SlowContainer(u32),
    /// `silent:saveLog`: the method never answers.
    Silent(String),
    /// `field:Subject`: no record is saved that has this field.
    Field(String),
    /// `id-only`: the answer of `saveLog` is the id itself and no object with it.
    IdOnly,
    /// `storage`: the frame has no storage, because it has no origin.
    Storage,
    /// `script-missing`: Salesforce's script is not there.
    ScriptMissing,
    /// `script-slow:3000`: it comes so many milliseconds later.
    ScriptSlow(u64),
    /// `script-throws`: it throws a string while it is loaded.
    ScriptThrows,
    /// `calls-throw`: each of its methods throws a string.
    CallsThrow,
    /// `apex-missing:HookswitchUser`: the user may not use the class.
    ApexMissing(String),
    /// `token:expired`: the identity token is not right.
    Token(TokenFault),
    /// `origin:https://evil.example`: the frame is told this origin and not that of its host.
    Origin(String),
}

/// What is wrong with an identity token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// `missing`: there is none, and a reason instead.
    Missing,
    /// `expired`: it was good an hour ago.
    Expired,
    /// `audience`: it is for somebody else.
    Audience,
    /// `issuer`: it is of another org.
    Issuer,
    /// `replayed`: it is the one handed out before.
    Replayed,
    /// `key`: signed by a key that nobody trusts.
    Key,
    /// `none`: not signed at all.
    Unsigned,
    /// `lasting`: good for a day.
    Lasting,
}

const TOKENS: [(&str, TokenFault); 8] = [
    ("missing", TokenFault::Missing),
    ("expired", TokenFault::Expired),
    ("audience", TokenFault::Audience),
    ("issuer", TokenFault::Issuer),
    ("replayed", TokenFault::Replayed),
    ("key", TokenFault::Key),
    ("none", TokenFault::Unsigned),
    ("lasting", TokenFault::Lasting),
];

impl Fault {
    /// Several, with commas between.
    pub(super) fn parse_all(text: &str) -> Result<Vec<Self>> {
        text.split(',').map(str::trim).filter(|fault| !fault.is_empty()).map(Self::from_str).collect()
    }
}

impl FromStr for Fault {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        let named = || if value.is_empty() { bail!("{name}: needs a value") } else { Ok(value.to_owned()) };
        Ok(match name {
            "container" => Self::SlowContainer(value.parse().context("container: needs a number")?),
            "silent" => Self::Silent(named()?),
            "field" => Self::Field(named()?),
            "id-only" => Self::IdOnly,
            "storage" => Self::Storage,
            "script-missing" => Self::ScriptMissing,
            "script-slow" => Self::ScriptSlow(value.parse().context("script-slow: needs milliseconds")?),
            "script-throws" => Self::ScriptThrows,
            "calls-throw" => Self::CallsThrow,
            "apex-missing" => Self::ApexMissing(named()?),
            "token" => Self::Token(token(value)?),
            "origin" => Self::Origin(named()?),
            unknown => bail!("there is no fault named {unknown:?}"),
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SlowContainer(times) => write!(f, "container:{times}"),
            Self::Silent(method) => write!(f, "silent:{method}"),
            Self::Field(field) => write!(f, "field:{field}"),
            Self::IdOnly => f.write_str("id-only"),
            Self::Storage => f.write_str("storage"),
            Self::ScriptMissing => f.write_str("script-missing"),
            Self::ScriptSlow(ms) => write!(f, "script-slow:{ms}"),
            Self::ScriptThrows => f.write_str("script-throws"),
            Self::CallsThrow => f.write_str("calls-throw"),
            Self::ApexMissing(class) => write!(f, "apex-missing:{class}"),
            Self::Token(fault) => {
                let name = TOKENS.iter().find(|(_, known)| known == fault).map_or("", |(name, _)| name);
                write!(f, "token:{name}")
            }
            Self::Origin(origin) => write!(f, "origin:{origin}"),
        }
    }
}

fn token(name: &str) -> Result<TokenFault> {
    let known = TOKENS.iter().find(|(known, _)| *known == name);
    known.map(|(_, fault)| *fault).with_context(|| format!("there is no fault of tokens named {name:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_as_they_are_written() -> Result<()> {
        let all = "container:2,silent:saveLog,field:Subject,id-only,storage,script-missing,script-slow:10,script-throws,\
                   calls-throw,apex-missing:HookswitchUser,token:expired,origin:https://evil.example:8443";
        let written: Vec<String> = Fault::parse_all(all)?.iter().map(Fault::to_string).collect();
        assert_eq!(written.join(","), all);
        for (name, _) in TOKENS {
            let text = format!("token:{name}");
            assert_eq!(text.parse::<Fault>()?.to_string(), text);
        }
        Ok(())
    }

    #[test]
    fn what_is_misspelt_is_refused_by_name() {
        for text in ["contaner:2", "container:x", "silent:", "token:stale", "origin"] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
