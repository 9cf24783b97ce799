//! `user import`: many users at once, one JSON object a line, all of them or none.

use std::{fs, io::Read, path::Path};

use hookswitch_protocol::ids::DisplayName;
use serde::Deserialize;
use serde_json::json;

use super::{Common, Failure, Output, args, login_id, open};
use crate::{
    config::Fault,
    core::Right,
    serve::unix_ms,
    store::{CtiCredentials, CtiPassword, Missing, NewUser},
};

/// One line, with the names that `user list --json` uses.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Line {
    user_name: String,
    extension: String,
    display_name: Option<String>,
    login_id: Option<String>,
    cti_user_name: Option<String>,
    cti_password: Option<String>,
    team: Option<String>,
    role: Option<String>,
}

pub(super) async fn run(common: &Common, file: &Path, output: Output) -> Result<(), Failure> {
    let users = parse(&read(file)?)?;
    let mut store = open(common, Missing::Create, output).await?;
    store.add_users(&users, unix_ms()).await?;
    store.close().await?;
    output.result(|| format!("Added {} users.", users.len()), || json!({ "added": users.len() }));
    Ok(())
}

fn read(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text).map(|_| ())
    } else {
        fs::read_to_string(file).map(|content| text = content)
    };
    read.map(|()| text).map_err(|error| {
        Failure::failed(format!("{} cannot be read: {error}.", file.display()), "Check the path and who may read it.")
    })
}

fn parse(text: &str) -> Result<Vec<NewUser>, Failure> {
    let mut users = Vec::new();
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match user(line) {
            Ok(user) => users.push(user),
            Err(wrong) => {
                let remedy = r#"Write {"userName":"…","extension":"…"} and, as needed, displayName, loginId, ctiUserName with ctiPassword, team, role."#;
                faults.push(Fault::new(format!("line {}", number + 1), wrong, remedy));
            }
        }
    }
    if faults.is_empty() { Ok(users) } else { Err(Failure::Usage(faults)) }
}

fn user(line: &str) -> Result<NewUser, String> {
    // serde_json's own message may repeat a value, and that may be a secret.
    let line: Line = serde_json::from_str(line).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => "A field is missing, unknown or of the wrong kind.".to_owned(),
        serde_json::error::Category::Io | serde_json::error::Category::Syntax | serde_json::error::Category::Eof => {
            "It is no JSON object.".to_owned()
        }
    })?;
    let in_field = |field: &'static str| move |wrong: String| format!("{field}: {wrong}.");
    let user_name = args::user_name(&line.user_name).map_err(in_field("userName"))?;
    let cti = match (line.cti_user_name, line.cti_password) {
        (None, None) => None,
        (Some(user_name), Some(password)) => Some(CtiCredentials {
            user_name: args::user_name(&user_name).map_err(in_field("ctiUserName"))?.as_str().to_owned(),
            password: CtiPassword::parse(&password).ok_or("ctiPassword: write 1 to 255 characters.")?,
        }),
        (Some(_), None) | (None, Some(_)) => return Err("ctiUserName and ctiPassword go together.".to_owned()),
    };
    let display_name = match line.display_name {
        Some(name) => args::display_name(&name).map_err(in_field("displayName"))?,
        None => DisplayName::parse(user_name.as_str()).unwrap_or_default(),
    };
    let login_id = line.login_id.map(|text| login_id::parse(&text, Some(&user_name))).transpose();
    let team = line.team.as_deref().map(args::team).transpose().map_err(in_field("team"))?;
    let role = line.role.as_deref().map(args::role).transpose().map_err(in_field("role"))?;
    Ok(NewUser {
        team: team.unwrap_or_default(),
        role: role.unwrap_or_default(),
        rights: Right::usual(),
        extension: args::extension(&line.extension).map_err(in_field("extension"))?,
        login_id: login_id.map_err(|fault| format!("loginId: {}", fault.advice().message))?,
        user_name,
        display_name,
        cti,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_faulty_line_is_named_and_no_secret_is_repeated() {
        let text = concat!(
            r#"{"userName":"a@b.c","extension":"1","loginId":"SECRET1"}"#,
            "\n\nnot json SECRET2\n",
            r#"{"userName":"d@b.c","extension":"2","loginId":"SECRET 3"}"#,
            "\n",
            r#"{"userName":"e@b.c","extension":"3","loginID":"SECRET4"}"#,
            "\n",
            r#"{"userName":"f@b.c","extension":"4","ctiPassword":"SECRET5"}"#,
            "\n",
            r#"{"userName":"g@b.c","extension":"4","loginId":["SECRET6"]}"#,
        );
        let Err(Failure::Usage(faults)) = parse(text) else { panic!("faults expected") };
        let keys: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["line 3", "line 4", "line 5", "line 6", "line 7"]);
        assert!(!format!("{faults:?}").contains("SECRET"));
    }

    #[test]
    fn a_line_with_everything_makes_a_user() {
        let line = r#"{"userName":"a@b.c","extension":"7","displayName":"A","loginId":"X1","ctiUserName":"c","ctiPassword":"p"}"#;
        let users = parse(line).unwrap();
        assert_eq!(users[0].login_id.as_ref().unwrap().expose(), "X1");
        assert_eq!(users[0].cti.as_ref().unwrap().password.expose(), "p");
    }
}
