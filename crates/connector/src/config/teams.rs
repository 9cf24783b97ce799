//! Teams: which reasons their agents can give, which queues they serve, how long they wrap up.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::core::{Reason, ReasonCode, Team, TeamName};

/// What is set for a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRules {
    /// Its rules.
    pub team: Team,
    /// A phone book of its own, CSV.
    pub phone_book: Option<PathBuf>,
}

/// Reads the table of teams. What a team says nothing of is as usual; paths begin in the folder.
///
/// # Errors
/// What is wrong, by its place.
pub(super) fn read(table: &Table, folder: &Path) -> Result<Vec<TeamRules>, String> {
    table.iter().map(|(name, value)| team(name, value, folder)).collect()
}

/// The same table again, for those who ask what is in force.
pub(super) fn show(teams: &[TeamRules]) -> serde_json::Value {
    let reasons = |reasons: &[Reason]| -> serde_json::Value {
        reasons
            .iter()
            .map(|reason| (reason.code.0.clone(), reason.label.clone().into()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let team = |TeamRules { team, phone_book }: &TeamRules| {
        let mut value = serde_json::json!({
            "not_ready": reasons(&team.not_ready),
            "log_out": reasons(&team.log_out),
            "wrap_up": reasons(&team.wrap_up),
            "queues": team.queues,
            "wrap_up_seconds": team.wrap_up_seconds,
        });
        if let (Some(file), Some(table)) = (phone_book, value.as_object_mut()) {
            table.insert("phone_book".to_owned(), file.display().to_string().into());
        }
        (team.name.as_str().to_owned(), value)
    };
    teams.iter().map(team).collect::<serde_json::Map<_, _>>().into()
}

fn team(name: &str, value: &Value, folder: &Path) -> Result<TeamRules, String> {
    let parsed = TeamName::parse(name).ok_or_else(|| format!("{name:?} is no name of a team"))?;
    let mut team = Team::usual(parsed);
    let mut phone_book = None;
    let table = value.as_table().ok_or_else(|| format!("{name} is no table"))?;
    for (key, value) in table {
        let place = format!("{name}.{key}");
        match key.as_str() {
            "not_ready" => team.not_ready = reasons(&place, value)?,
            "log_out" => team.log_out = reasons(&place, value)?,
            "wrap_up" => team.wrap_up = reasons(&place, value)?,
            "queues" => team.queues = queues(&place, value)?,
            "wrap_up_seconds" => {
                let seconds = value.as_integer().and_then(|seconds| u32::try_from(seconds).ok());
                team.wrap_up_seconds = seconds.ok_or_else(|| format!("{place} is no number of seconds"))?;
            }
            "phone_book" => {
                let file = value.as_str().filter(|file| !file.is_empty());
                phone_book = Some(folder.join(file.ok_or_else(|| format!("{place} is no path of a CSV file"))?));
            }
            _ => {
                return Err(format!(
                    "{place} is not known; there are not_ready, log_out, wrap_up, queues, wrap_up_seconds and phone_book"
                ));
            }
        }
    }
    Ok(TeamRules { team, phone_book })
}

fn reasons(place: &str, value: &Value) -> Result<Vec<Reason>, String> {
    let table = value.as_table().ok_or_else(|| format!("{place} is no table such as {{ 1 = \"Break\" }}"))?;
    let reason = |(code, label): (&String, &Value)| match label.as_str().map(str::trim) {
        Some(label) if !label.is_empty() => Ok(Reason { code: ReasonCode(code.clone()), label: label.to_owned() }),
        Some(_) | None => Err(format!("{place}.{code} has no text")),
    };
    let mut reasons = table.iter().map(reason).collect::<Result<Vec<_>, _>>()?;
    // By number where they are numbers: 2 before 10.
    reasons.sort_by_key(|reason| reason.code.0.parse::<u32>().unwrap_or(u32::MAX));
    Ok(reasons)
}

fn queues(place: &str, value: &Value) -> Result<Vec<String>, String> {
    let list = value.as_array().ok_or_else(|| format!("{place} is no list of texts"))?;
    let queue = |value: &Value| {
        value.as_str().filter(|queue| crate::core::QueueName::parse(queue).is_some()).map(str::to_owned)
    };
    list.iter().map(|value| queue(value).ok_or_else(|| format!("{place}: {value} is no name of a queue"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn teams(text: &str) -> Result<Vec<TeamRules>, String> {
        read(&text.parse().unwrap(), Path::new("etc"))
    }

    #[test]
    fn a_team_has_its_own_reasons_in_the_order_of_their_numbers_and_the_rest_as_usual() {
        let teams = teams("[Support]\nnot_ready = { 10 = \"Lunch\", 2 = \"Break\" }\nwrap_up_seconds = 0\n").unwrap();
        let labels: Vec<&str> = teams[0].team.not_ready.iter().map(|reason| reason.label.as_str()).collect();
        assert_eq!(labels, ["Break", "Lunch"]);
        assert_eq!(teams[0].team.wrap_up_seconds, 0);
        assert_eq!(teams[0].team.log_out, Team::usual(TeamName::default()).log_out);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        for (text, wrong) in [
            ("A = 1", "A is no table"),
            ("[A]\nnotready = {}", "A.notready is not known"),
            ("[A]\nnot_ready = []", "A.not_ready is no table"),
            ("[A]\nwrap_up = { 1 = \" \" }", "A.wrap_up.1 has no text"),
            ("[A]\nqueues = [\"a b!\"]", "A.queues"),
            ("[A]\nwrap_up_seconds = -1", "A.wrap_up_seconds is no number"),
            ("[A]\nphone_book = 1", "A.phone_book is no path"),
        ] {
            assert!(teams(text).unwrap_err().contains(wrong), "{text}");
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        let before =
            teams("[Support]\nnot_ready = { 2 = \"Break\" }\nqueues = [\"gold\"]\nphone_book = \"gold.csv\"\n")
                .unwrap();
        assert_eq!(before[0].phone_book.as_deref(), Some(Path::new("etc/gold.csv")));
        let shown: Table = serde_json::from_value(show(&before)).unwrap();
        assert_eq!(read(&shown, Path::new("")).unwrap(), before);
    }
}
