//! The agents, their pages, and what they sign on to.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_connector::{
    core::{
        Content, Core, CtiAccount, Directory, LoginIdKey, PasswordHash, Right, Role, Settings, TeamName, User, UserId,
    },
    telephony::{Backend, DemoPbx, conformance::Ledger},
};
use hookswitch_protocol::{
    LoginId, Tick,
    connector::Channel,
    ids::{BrowserId, DisplayName, Extension, PageUrl, ServerName, SourceName, TabId, UserName},
};
use hookswitch_session::{Endpoint, PageOrigin, Profile, Session};

use super::{
    wire::Fate,
    world::{Page, Sleep},
};

/// Pages, each with an agent of its own.
pub(crate) const PAGES: usize = 2;
/// Everybody's telephone number.
pub(crate) const EXTENSIONS: [&str; PAGES] = ["5051", "5064"];
const LOGIN_IDS: [&str; PAGES] = ["DEMO5051", "DEMO5064"];
const KEY: LoginIdKey = LoginIdKey::new([9; 32]);

impl Page {
    /// A page that is opened after a while.
    pub(crate) fn new(page: usize, seed: u64, opened_at: u64) -> Self {
        let origin = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
        let profile = Profile {
            endpoints: Endpoint::parse_all("/ws", origin),
            channels: vec![Channel::Cisco, Channel::Salesforce],
            source: SourceName::default(),
            url: PageUrl::default(),
            tab: TabId::parse(&format!("t{page}")).unwrap_or_default(),
            browser: BrowserId::parse(&format!("b{page}")),
        };
        Self {
            session: Session::new(profile, seed),
            link: None,
            resume: None,
            clock_ahead: 0,
            slept: 0,
            sleeps: Sleep::Asleep(0, opened_at, true),
            weather: Fate::Connects,
            delay: 1,
            doubles: false,
        }
    }
}

pub(crate) const fn user_id(page: usize) -> UserId {
    UserId(page as i64)
}

pub(crate) const fn login_id(page: usize) -> &'static str {
    LOGIN_IDS[page]
}

pub(crate) fn user(page: usize) -> User {
    let name = format!("agent{page}@example.com");
    User {
        id: user_id(page),
        user_name: UserName::parse(&name).unwrap(),
        display_name: DisplayName::parse(&format!("Agent {page}")).unwrap(),
        extension: extension(EXTENSIONS[page]),
        login_id: Some(KEY.hash(&LoginId::parse(LOGIN_IDS[page]).unwrap())),
        licensed: false,
        cti: Some(CtiAccount {
            user_name: name,
            hash: PasswordHash::new("hash".to_owned()),
            password_set_unix_ms: None,
        }),
        team: TeamName::default(),
        role: Role::Agent,
        rights: Right::usual(),
    }
}

pub(crate) fn new_core(users: &BTreeMap<UserId, User>, life: u8, unix_ms: u64, now: u64) -> Core {
    let users = users.values().cloned().collect();
    let directory = Directory::new(Content { users, licences: 2, ..Content::default() });
    let mut core = Core::new(Settings::new(ServerName::parse("faults").unwrap()), KEY, directory, [life; 32], unix_ms);
    core.handle_timeout(Tick(now));
    core
}

pub(crate) fn new_pbx(now: u64) -> DemoPbx {
    let mut pbx = DemoPbx::default();
    pbx.know(EXTENSIONS.iter().map(|number| extension(number)).collect(), Tick(now));
    pbx
}

pub(crate) fn extension(text: &str) -> Extension {
    Extension::parse(text).unwrap()
}

/// Extensions in calls as the telephone system has them.
pub(crate) fn calls_at(ledger: &Ledger, own: &str) -> BTreeSet<String> {
    let own = extension(own);
    ledger.calls().filter(|call| call.party_at(&own).is_some()).map(|call| call.id.0.to_string()).collect()
}
