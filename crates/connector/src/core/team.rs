//! Teams: which reasons their agents can give, and what is owed after a call.

use super::agent::ReasonCode;

/// A team's name, as users and the configuration have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TeamName(String);

/// What a user may do with other agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    #[default]
    Agent,
    /// See the team, move and listen to its agents.
    Supervisor,
}

/// A reason that an agent can give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its id, which goes over the wire.
    pub code: ReasonCode,
    /// What people read.
    pub label: String,
}

/// A team's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Its name.
    pub name: TeamName,
    /// Why an agent is not ready.
    pub not_ready: Vec<Reason>,
    /// Why an agent logs out.
    pub log_out: Vec<Reason>,
    /// How a call came out.
    pub wrap_up: Vec<Reason>,
    /// The queues whose calls the agents are offered.
    pub queues: Vec<String>,
    /// How long an agent may wrap up after a call, in seconds; with 0 none is owed.
    pub wrap_up_seconds: u32,
}

impl TeamName {
    /// The team of a user who was given none.
    pub const USUAL: &'static str = "Agents";

    /// Takes 1 to 64 characters without control characters or outer spaces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.trim() == text && !text.chars().any(char::is_control);
        (is_plain && (1..=64).contains(&text.chars().count())).then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for TeamName {
    fn default() -> Self {
        Self(Self::USUAL.to_owned())
    }
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] = &[Self::Agent, Self::Supervisor];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
        }
    }

    /// The role of this word.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == text)
    }
}

impl Team {
    /// A team that the configuration says nothing of.
    #[must_use]
    pub fn usual(name: TeamName) -> Self {
        let reasons = |list: &[(&str, &str)]| {
            let reason = |(code, label): &(&str, &str)| Reason {
                code: ReasonCode((*code).to_owned()),
                label: (*label).to_owned(),
            };
            list.iter().map(reason).collect()
        };
        Self {
            name,
            not_ready: reasons(&[("1", "Break"), ("2", "Lunch"), ("3", "Meeting"), ("4", "Training")]),
            log_out: reasons(&[("20", "End of shift"), ("21", "Technical")]),
            wrap_up: reasons(&[("1", "Completed"), ("2", "In progress"), ("3", "Pending"), ("4", "Wrong number")]),
            queues: vec!["support".to_owned()],
            wrap_up_seconds: 60,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_has_a_plain_name() {
        assert!(TeamName::parse(&"é".repeat(64)).is_some());
        for name in ["", " a", "a\n", &"x".repeat(65)] {
            assert_eq!(TeamName::parse(name), None, "{name:?}");
        }
        assert_eq!(TeamName::parse(TeamName::USUAL), Some(TeamName::default()));
    }
}
