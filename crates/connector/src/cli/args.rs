//! The commands and flags. Values of settings are taken as texts: the configuration checks them together with
//! those of the file and the environment.

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf};

use clap::{ArgGroup, Args, Parser, Subcommand};
use hookswitch_protocol::{
    ids::{DisplayName, Extension, UserName},
    limits,
};

use super::{
    demo::DemoCommand, export::Export, licence::LicenceCommand, memo::MemoCommand, salesforce::SalesforceCommand,
    session::SessionCommand, station::StationCommand,
};
use crate::{
    config::Key,
    core::{Number, Right, Role, TeamName},
};

/// The connector: lets agents sign on with their browsers and joins them to the telephone system.
#[derive(Debug, Parser)]
#[command(name = "hookswitch-connector", version)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) common: Common,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Folder of the store [default: hookswitch-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) data: Option<String>,
    /// Configuration file (TOML)
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve softphones
    #[command(after_help = SETTINGS)]
    Serve(ServeFlags),
    /// Check or show the configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Users: who may sign on
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Login IDs
    LoginId {
        #[command(subcommand)]
        command: LoginIdCommand,
    },
    /// Licences: how many users may sign on with an own Login ID
    #[command(alias = "license")]
    Licence {
        #[command(subcommand)]
        command: LicenceCommand,
    },
    /// Stations: where users may log on, and who may
    Station {
        #[command(subcommand)]
        command: StationCommand,
    },
    /// Memos: what users are told while they are logged on at a station
    Memo {
        #[command(subcommand)]
        command: MemoCommand,
    },
    /// Sessions of the connector that runs on the data folder: who is signed on
    Session {
        #[command(subcommand)]
        command: SessionCommand,
    },
    /// Salesforce: what stands between the org and the contact centre
    Salesforce {
        #[command(subcommand)]
        command: SalesforceCommand,
    },
    /// What only a connector that runs with --demo does
    Demo {
        #[command(subcommand)]
        command: DemoCommand,
    },
    /// Copy the database to a new file while the connector runs. Keep login-id.key too, apart from the copy
    Backup {
        /// The file to make
        file: PathBuf,
    },
}

const SETTINGS: &str = "\
Each setting can also stand in the file (as tls_cert = \"…\") and in the environment (as HOOKSWITCH_TLS_CERT).
A flag wins over the environment, the environment over the file. `config print` shows what is in force.";

/// Settings of `serve`.
#[derive(Debug, Args)]
pub(super) struct ServeFlags {
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Folder of the softphone's files
    #[arg(long, value_name = "DIR")]
    web: Option<String>,
    /// Fill an empty store with demo accounts, and let pages of this machine sign on by user name
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    demo: Option<String>,
    /// Certificate chain (PEM)
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// Private key of the certificate (PEM)
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,
    /// Serve plain http to other machines, for where something in front does TLS
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    allow_plain_http: Option<String>,
    /// Pages of other origins that may connect, as https://phone.example.com,https://…
    #[arg(long, value_name = "ORIGINS")]
    allowed_origins: Option<String>,
    /// Accepted proofs of identity: loginId, jwt (tokens of the Salesforce org), and none (demo mode on a loopback address only)
    #[arg(long, value_name = "KINDS")]
    identities: Option<String>,
    /// TOML file with a table for each team: its reasons, queues and wrap-up [default: the usual ones]
    #[arg(long, value_name = "FILE")]
    teams: Option<String>,
    /// TOML file with a table of what is asked of those who log on at stations [default: nobody can]
    #[arg(long, value_name = "FILE")]
    log_on: Option<String>,
    /// TOML file with a table for the Salesforce org: whose tokens count, and how to ask it [default: none]
    #[arg(long, value_name = "FILE")]
    salesforce: Option<String>,
    /// Phone book for everybody (CSV with firstName,lastName,phoneNumber,description); again for another one
    #[arg(long, visible_alias = "phone-book", value_name = "FILE")]
    phone_books: Vec<String>,
    /// error, warn, info, debug or trace [default: info]
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<String>,
    /// text or json [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Name every fault of file, environment and flags
    #[command(after_help = SETTINGS)]
    Check(ServeFlags),
    /// Show the values in force and where each came from
    #[command(after_help = SETTINGS)]
    Print(ServeFlags),
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Add a user
    Add(AddUser),
    /// Add many users, all or none: one JSON object a line, with userName, extension and, as needed, displayName,
    /// loginId, ctiUserName, ctiPassword, team and role
    Import {
        /// The file; - reads standard input
        #[arg(value_name = "FILE|-", allow_hyphen_values = true)]
        file: PathBuf,
    },
    /// Write a file that fills the users' records in Salesforce, with a Login ID for who has none
    Export(Export),
    /// List the users
    List,
    /// Show one user
    Show {
        /// Salesforce user name
        name: String,
    },
    /// Give a user another Login ID, or take it away
    SetLoginId(SetLoginId),
    /// Change a user's extension, name, team, role, rights or CTI password
    Change(ChangeUser),
    /// Remove a user and free the licence
    Remove {
        /// Salesforce user name
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// End a user's session and make void what browsers keep to log on again
    SignOutEverywhere {
        /// Salesforce user name
        name: String,
    },
    /// Let a user or an address try again at once after repeated failures
    #[command(group(ArgGroup::new("whom").required(true).args(["name", "address"])))]
    Unlock {
        /// Salesforce user name
        name: Option<String>,
        /// Network address
        #[arg(long)]
        address: Option<IpAddr>,
    },
}

#[derive(Debug, Args)]
pub(super) struct AddUser {
    /// Salesforce user name, as demo@example.com
    #[arg(value_parser = user_name)]
    pub(super) name: UserName,
    /// Number of the user's telephone
    #[arg(long, value_name = "NUMBER", value_parser = extension)]
    pub(super) extension: Extension,
    /// What people call the user [default: the user name]
    #[arg(long, value_name = "TEXT", value_parser = display_name)]
    pub(super) display_name: Option<DisplayName>,
    /// Own Login ID; - reads it from standard input, where no other program sees it
    #[arg(long, value_name = "ID|-", conflicts_with = "generate", allow_hyphen_values = true)]
    pub(super) login_id: Option<String>,
    /// Make a Login ID and show it once
    #[arg(long)]
    pub(super) generate: bool,
    /// Name of the user's CTI account
    #[arg(long, value_name = "TEXT", requires = "cti_password_file", value_parser = user_name)]
    pub(super) cti_username: Option<UserName>,
    /// File with the password of the CTI account; - reads standard input
    #[arg(long, value_name = "FILE|-", requires = "cti_username", allow_hyphen_values = true)]
    pub(super) cti_password_file: Option<PathBuf>,
    /// The user's team, whose reason codes the configuration may name
    #[arg(long, value_name = "TEXT", default_value = TeamName::USUAL, value_parser = team)]
    pub(super) team: TeamName,
    /// agent, or supervisor: who may see and move the team's agents
    #[arg(long, default_value = "agent", value_parser = role)]
    pub(super) role: Role,
}

#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("what").required(true).multiple(true)
        .args(["extension", "display_name", "team", "role", "allow", "deny", "cti_password_file"])
))]
pub(super) struct ChangeUser {
    /// Salesforce user name
    pub(super) name: String,
    /// Number of the user's telephone
    #[arg(long, value_name = "NUMBER", value_parser = extension)]
    pub(super) extension: Option<Extension>,
    /// What people call the user
    #[arg(long, value_name = "TEXT", value_parser = display_name)]
    pub(super) display_name: Option<DisplayName>,
    /// The team
    #[arg(long, value_name = "TEXT", value_parser = team)]
    pub(super) team: Option<TeamName>,
    /// agent or supervisor
    #[arg(long, value_parser = role)]
    pub(super) role: Option<Role>,
    /// Right to give: remote-number (work at a number of the user's own choice) or persistent-connections (keep the
    /// line to it open); again for another
    #[arg(long, value_name = "RIGHT", value_parser = right)]
    pub(super) allow: Vec<Right>,
    /// Right to take away; again for another
    #[arg(long, value_name = "RIGHT", value_parser = right)]
    pub(super) deny: Vec<Right>,
    /// Another name for the user's CTI account, or the first one
    #[arg(long, value_name = "TEXT", requires = "cti_password_file", value_parser = user_name)]
    pub(super) cti_username: Option<UserName>,
    /// File with another password for the CTI account; - reads standard input. What browsers keep to log on again is
    /// void with it
    #[arg(long, value_name = "FILE|-", allow_hyphen_values = true)]
    pub(super) cti_password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["login_id", "generate", "clear"])))]
pub(super) struct SetLoginId {
    /// Salesforce user name
    pub(super) name: String,
    /// The Login ID; - reads it from standard input, where no other program sees it
    #[arg(value_name = "ID|-", allow_hyphen_values = true)]
    pub(super) login_id: Option<String>,
    /// Make a Login ID and show it once
    #[arg(long)]
    pub(super) generate: bool,
    /// Take the Login ID away
    #[arg(long)]
    pub(super) clear: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum LoginIdCommand {
    /// Make a Login ID of 20 digits and upper-case letters
    Generate,
}

impl Common {
    pub(super) fn values(&self) -> BTreeMap<Key, String> {
        self.data.iter().map(|data| (Key::Data, data.clone())).collect()
    }
}

impl ServeFlags {
    pub(super) fn values(&self, common: &Common) -> BTreeMap<Key, String> {
        let given = Key::ALL.iter().filter_map(|key| Some((*key, self.value(*key, common)?.clone())));
        let books = (!self.phone_books.is_empty()).then(|| (Key::PhoneBooks, self.phone_books.join(",")));
        given.chain(books).collect()
    }

    /// The value of a setting that has one flag; the other is a list of them.
    const fn value<'a>(&'a self, key: Key, common: &'a Common) -> Option<&'a String> {
        match key {
            Key::PhoneBooks => None,
            Key::Listen => self.listen.as_ref(),
            Key::Data => common.data.as_ref(),
            Key::Web => self.web.as_ref(),
            Key::Demo => self.demo.as_ref(),
            Key::TlsCert => self.tls_cert.as_ref(),
            Key::TlsKey => self.tls_key.as_ref(),
            Key::AllowPlainHttp => self.allow_plain_http.as_ref(),
            Key::AllowedOrigins => self.allowed_origins.as_ref(),
            Key::Identities => self.identities.as_ref(),
            Key::Teams => self.teams.as_ref(),
            Key::LogOn => self.log_on.as_ref(),
            Key::Salesforce => self.salesforce.as_ref(),
            Key::LogLevel => self.log_level.as_ref(),
            Key::LogFormat => self.log_format.as_ref(),
        }
    }
}

pub(super) fn user_name(text: &str) -> Result<UserName, String> {
    let is_plain = !text.trim().is_empty() && text.trim() == text;
    UserName::parse(text).filter(|_| is_plain).ok_or_else(|| {
        format!("write 1 to {} characters without control characters or outer spaces", limits::NAME_CHARS)
    })
}

pub(super) fn display_name(text: &str) -> Result<DisplayName, String> {
    DisplayName::parse(text)
        .filter(|_| !text.trim().is_empty())
        .ok_or_else(|| format!("write 1 to {} characters without control characters", limits::NAME_CHARS))
}

pub(super) fn extension(text: &str) -> Result<Extension, String> {
    let is_dialable = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '*' | '#' | '-' | '.' | '_'));
    Extension::parse(text)
        .filter(|_| is_dialable)
        .ok_or_else(|| "write 1 to 32 digits, letters, or any of + * # - . _".to_owned())
}

pub(super) fn team(text: &str) -> Result<TeamName, String> {
    TeamName::parse(text)
        .ok_or_else(|| "write 1 to 64 characters without control characters or outer spaces".to_owned())
}

pub(super) fn role(text: &str) -> Result<Role, String> {
    Role::from_text(text).ok_or_else(|| "write agent or supervisor".to_owned())
}

fn right(text: &str) -> Result<Right, String> {
    let known = || Right::ALL.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(" or ");
    Right::from_text(text).ok_or_else(|| format!("write {}", known()))
}

pub(super) fn number(text: &str) -> Result<Number, String> {
    Number::parse(text).ok_or_else(|| "write 1 to 64 digits, letters, or any of + * # . @ - _".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_and_flags_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_has_its_flag() {
        let command = Cli::command();
        let serve = command.find_subcommand("serve").unwrap();
        for key in Key::ALL {
            let has = |command: &clap::Command| {
                command.get_arguments().any(|arg| arg.get_long().is_some_and(|long| format!("--{long}") == key.flag()))
            };
            assert!(has(serve) || has(&command), "{key:?}");
        }
    }
}
