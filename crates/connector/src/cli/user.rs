//! `user …`.

use std::path::Path;

use hookswitch_protocol::{LoginId, ids::UserName};
use serde_json::{Value, json};

use super::{
    Common, Failure, Output,
    args::{AddUser, ChangeUser, SetLoginId, UserCommand},
    export, folder, import, login_id, open,
    output::table,
    secret,
};
use crate::{
    core::{CtiNameHash, Limits, Right, Subject, User},
    serve::{self, Refusal, unix_ms},
    store::{CtiCredentials, CtiPassword, Missing, NewPassword, NewUser, Store, UserChange},
};

pub(super) async fn run(common: &Common, command: UserCommand, output: Output) -> Result<(), Failure> {
    match command {
        UserCommand::Add(user) => add(common, user, output).await,
        UserCommand::Import { file } => import::run(common, &file, output).await,
        UserCommand::Export(asked) => export::run(common, asked, output).await,
        UserCommand::List => list(common, output).await,
        UserCommand::Show { name } => show(common, &name, output).await,
        UserCommand::Change(wanted) => change(common, wanted, output).await,
        UserCommand::SetLoginId(change) => set_login_id(common, change, output).await,
        UserCommand::Remove { name, yes } => remove(common, &name, yes, output).await,
        UserCommand::SignOutEverywhere { name } => sign_out_everywhere(common, &name, output).await,
        UserCommand::Unlock { name: Some(name), .. } => {
            let mut store = open(common, Missing::Refuse, output).await?;
            store.unlock_user(&name).await?;
            store.close().await?;
            output.result(
                || format!("{name} may try again at once. A lock of an address is ended by `user unlock --address`."),
                || json!({ "userName": name }),
            );
            Ok(())
        }
        UserCommand::Unlock { name: None, address } => {
            let mut store = open(common, Missing::Refuse, output).await?;
            if let Some(address) = address {
                store.unlock_address(address).await?;
                output.result(|| format!("{address} may try again at once."), || json!({ "address": address }));
            }
            Ok(store.close().await?)
        }
    }
}

async fn add(common: &Common, new: AddUser, output: Output) -> Result<(), Failure> {
    let reads_twice = new.login_id.as_deref().is_some_and(secret::is_standard_input)
        && new.cti_password_file.as_ref().and_then(|file| file.to_str()).is_some_and(secret::is_standard_input);
    if reads_twice {
        return Err(Failure::usage(
            "--cti-password-file",
            "Standard input cannot be both the Login ID and the password.",
            "Give one of them in a file or as an argument.",
        ));
    }
    let login_id = wanted_login_id(new.login_id, new.generate, Some(&new.name), output)?;
    let cti = match new.cti_username.zip(new.cti_password_file) {
        None => None,
        Some((user_name, file)) => {
            let password = cti_password(&file, output)?;
            Some(CtiCredentials { user_name: user_name.as_str().to_owned(), password })
        }
    };
    let display_name = match new.display_name {
        Some(name) => name,
        // The limits of both kinds of name are the same.
        None => hookswitch_protocol::ids::DisplayName::parse(new.name.as_str()).unwrap_or_default(),
    };
    let user = NewUser {
        user_name: new.name,
        display_name,
        extension: new.extension,
        login_id: login_id.as_ref().map(|(id, _)| id.clone()),
        cti,
        team: new.team,
        role: new.role,
        rights: Right::usual(),
    };
    let mut store = open(common, Missing::Create, output).await?;
    store.add_users(std::slice::from_ref(&user), unix_ms()).await?;
    let added = store.user(user.user_name.as_str()).await?;
    note_shared_extension(&mut store, &added, output).await?;
    store.close().await?;
    let generated = login_id.and_then(|(id, made)| matches!(made, Made::Here).then_some(id));
    output.result(
        || {
            let User { user_name, extension, .. } = &added;
            let id = generated.as_ref().map(shown_once).unwrap_or_default();
            format!("Added {}, extension {}.\n{id}", user_name.as_str(), extension.as_str())
        },
        || with_generated(to_json(&added), generated.as_ref()),
    );
    Ok(())
}

async fn list(common: &Common, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    let users = store.users().await?;
    store.close().await?;
    if users.is_empty() {
        output.note("There are no users. Add the first with `user add`.");
    }
    output.result(
        || {
            let head = ["USER NAME", "NAME", "EXTENSION", "LOGIN ID", "LICENCE", "CTI USER NAME", "TEAM", "ROLE"];
            let rows = users.iter().map(|user| {
                vec![
                    user.user_name.as_str().to_owned(),
                    user.display_name.as_str().to_owned(),
                    user.extension.as_str().to_owned(),
                    login_id_word(user).to_owned(),
                    licence_word(user).to_owned(),
                    cti_user_name(user).unwrap_or("-").to_owned(),
                    user.team.as_str().to_owned(),
                    user.role.as_str().to_owned(),
                ]
            });
            table(&[head.map(str::to_owned).to_vec()].into_iter().chain(rows).collect::<Vec<_>>())
        },
        || users.iter().map(to_json).collect(),
    );
    Ok(())
}

async fn show(common: &Common, name: &str, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    let user = store.user(name).await?;
    let limits = Limits::default();
    let own_id = tries(&mut store, user.login_id.map(Subject::LoginId), limits.per_login_id).await?;
    let cti_name = cti_user_name(&user).map(|name| Subject::CtiUserName(CtiNameHash::of(name)));
    let cti = tries(&mut store, cti_name, limits.per_cti_user_name).await?;
    store.close().await?;
    output.result(
        || {
            let user = &user;
            let row = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
            table(&[
                row("Number", &user.id.0.to_string()),
                row("User name", user.user_name.as_str()),
                row("Name", user.display_name.as_str()),
                row("Extension", user.extension.as_str()),
                row("Login ID", login_id_word(user)),
                row("Licence", licence_word(user)),
                row("CTI user name", cti_user_name(user).unwrap_or("-")),
                row("Team", user.team.as_str()),
                row("Role", user.role.as_str()),
                row("Rights", &rights_words(user)),
                row("Sign-on", &own_id.words()),
                row("CTI sign-on", &cti.words()),
            ])
        },
        || {
            let mut shown = to_json(&user);
            if let Some(shown) = shown.as_object_mut() {
                shown.insert("failures".to_owned(), own_id.failures.into());
                shown.insert("lockedForSeconds".to_owned(), own_id.locked_for_seconds.into());
                shown.insert("ctiFailures".to_owned(), cti.failures.into());
                shown.insert("ctiLockedForSeconds".to_owned(), cti.locked_for_seconds.into());
            }
            shown
        },
    );
    Ok(())
}

async fn set_login_id(common: &Common, change: SetLoginId, output: Output) -> Result<(), Failure> {
    let user = UserName::parse(&change.name);
    let login_id = wanted_login_id(change.login_id, change.generate, user.as_ref(), output)?;
    let mut store = open(common, Missing::Refuse, output).await?;
    store.set_login_id(&change.name, login_id.as_ref().map(|(id, _)| id)).await?;
    let changed = store.user(&change.name).await?;
    store.close().await?;
    let generated = login_id.as_ref().and_then(|(id, made)| matches!(made, Made::Here).then_some(id));
    output.result(
        || {
            let name = changed.user_name.as_str();
            match (&login_id, generated) {
                (None, _) => format!("{name} has no Login ID any more."),
                (Some(_), generated) => {
                    format!("{name} has another Login ID.\n{}", generated.map(shown_once).unwrap_or_default())
                }
            }
        },
        || with_generated(to_json(&changed), generated),
    );
    Ok(())
}

async fn change(common: &Common, wanted: ChangeUser, output: Output) -> Result<(), Failure> {
    let ChangeUser { name, extension, display_name, team, role, allow, deny, cti_username, cti_password_file } = wanted;
    if let Some(both) = allow.iter().find(|right| deny.contains(right)) {
        let wrong = format!("{} is both allowed and denied.", both.as_str());
        return Err(Failure::usage("--deny", &wrong, "Leave one of them out."));
    }
    let user_name = cti_username.map(|name| name.as_str().to_owned());
    let cti = match cti_password_file {
        None => None,
        Some(file) => Some(NewPassword { user_name, password: cti_password(&file, output)? }),
    };
    let (allow, deny) = (allow.into_iter().collect(), deny.into_iter().collect());
    let change = UserChange { extension, display_name, team, role, allow, deny, cti };
    let mut store = open(common, Missing::Refuse, output).await?;
    store.change_user(&name, &change, unix_ms()).await?;
    let user = store.user(&name).await?;
    note_shared_extension(&mut store, &user, output).await?;
    store.close().await?;
    output.result(
        || {
            let (name, shown, extension) =
                (user.user_name.as_str(), user.display_name.as_str(), user.extension.as_str());
            let rights = rights_words(&user);
            format!(
                "{name} is {shown}, extension {extension}, {} in {}. Rights: {rights}.",
                user.role.as_str(),
                user.team.as_str()
            )
        },
        || to_json(&user),
    );
    Ok(())
}

async fn sign_out_everywhere(common: &Common, name: &str, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    let name = store.user(name).await?.user_name;
    store.forget_credentials_of(name.as_str()).await?;
    store.close().await?;
    let ended = match serve::end_session(&folder(common)?, name.as_str()).await {
        Ok(_) => true,
        Err(Refusal::NobodyServes(_) | Refusal::NotSignedOn(_)) => false,
        Err(refusal) => return Err(refusal.into()),
    };
    output.result(
        || {
            let session = if ended { "The session is ended." } else { "There was no session." };
            format!("No browser logs on as {} any more without the password. {session}", name.as_str())
        },
        || json!({ "userName": name.as_str(), "ended": ended }),
    );
    Ok(())
}

async fn remove(common: &Common, name: &str, yes: bool, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    let record = store.user(name).await?;
    let (name, extension) = (record.user_name.as_str(), record.extension.as_str());
    output.confirm(yes, &format!("Remove {name}, extension {extension}?"))?;
    store.remove_user(name).await?;
    store.close().await?;
    output.result(|| format!("Removed {name}."), || to_json(&record));
    Ok(())
}

fn cti_password(file: &Path, output: Output) -> Result<CtiPassword, Failure> {
    let password = secret::of_file(file, "Password", output)?;
    CtiPassword::parse(&password).ok_or_else(|| {
        Failure::usage("--cti-password-file", "The password is empty or too long.", "Give 1 to 255 characters.")
    })
}

/// Who made a Login ID: only one made here is shown.
enum Made {
    Here,
    Elsewhere,
}

fn wanted_login_id(
    given: Option<String>,
    generate: bool,
    user: Option<&UserName>,
    output: Output,
) -> Result<Option<(LoginId, Made)>, Failure> {
    match given {
        Some(given) => {
            let text = secret::of_argument(given, "Login ID", output)?;
            Ok(Some((login_id::parse(&text, user).map_err(login_id::refused)?, Made::Elsewhere)))
        }
        None if generate => Ok(Some((login_id::generate()?, Made::Here))),
        None => Ok(None),
    }
}

async fn note_shared_extension(store: &mut Store, user: &User, output: Output) -> Result<(), Failure> {
    let users = store.users().await?;
    let others: Vec<&str> = users
        .iter()
        .filter(|other| other.id != user.id && other.extension == user.extension)
        .map(|other| other.user_name.as_str())
        .collect();
    if !others.is_empty() {
        let extension = user.extension.as_str();
        output.note(&format!(
            "Note: {} has extension {extension} too; only one of them can be signed on at a time.",
            others.join(", ")
        ));
    }
    Ok(())
}

fn shown_once(id: &LoginId) -> String {
    format!("Login ID: {}\nNote it down: the connector keeps no copy that could be shown again.", id.expose())
}

fn with_generated(mut shown: Value, generated: Option<&LoginId>) -> Value {
    if let (Some(shown), Some(id)) = (shown.as_object_mut(), generated) {
        shown.insert("loginId".to_owned(), id.expose().into());
    }
    shown
}

fn to_json(user: &User) -> Value {
    json!({
        "id": user.id.0,
        "userName": user.user_name.as_str(),
        "displayName": user.display_name.as_str(),
        "extension": user.extension.as_str(),
        "hasLoginId": user.login_id.is_some(),
        "licensed": user.licensed,
        "ctiUserName": cti_user_name(user),
        "team": user.team.as_str(),
        "role": user.role.as_str(),
        "rights": user.rights.iter().map(|right| right.as_str()).collect::<Vec<_>>(),
        "ctiPasswordSet": user.cti.as_ref().and_then(|account| account.password_set_unix_ms),
    })
}

/// How one way to sign on stands.
struct Tries {
    failures: u32,
    locked_for_seconds: Option<u64>,
}

async fn tries(store: &mut Store, subject: Option<Subject>, borne: u32) -> Result<Tries, Failure> {
    let now = unix_ms();
    let failures = match subject {
        Some(subject) => store.failures_of(subject).await?.filter(|failures| failures.until_unix_ms > now),
        None => None,
    };
    let locked = failures.filter(|failures| failures.count >= borne);
    Ok(Tries {
        failures: failures.map_or(0, |failures| failures.count),
        locked_for_seconds: locked.map(|failures| (failures.until_unix_ms - now).div_ceil(1_000)),
    })
}

impl Tries {
    fn words(&self) -> String {
        match (self.locked_for_seconds, self.failures) {
            (Some(seconds), _) => format!("locked for {seconds} s (`user unlock` ends that)"),
            (None, 0) => "open".to_owned(),
            (None, failures) => format!("open, {failures} failures lately"),
        }
    }
}

fn cti_user_name(user: &User) -> Option<&str> {
    user.cti.as_ref().map(|account| account.user_name.as_str())
}

fn rights_words(user: &User) -> String {
    let words: Vec<&str> = user.rights.iter().map(|right| right.as_str()).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

const fn login_id_word(user: &User) -> &'static str {
    if user.login_id.is_some() { "set" } else { "none" }
}

const fn licence_word(user: &User) -> &'static str {
    if user.licensed { "taken" } else { "-" }
}
