//! What one softphone keeps in the browser: its Login ID for good, its resume token and its tab's name for the tab.

use std::cell::Cell;

use hookswitch_crm::Entry;
use hookswitch_protocol::{
    LoginId,
    center::LogOn,
    ids::{BrowserId, ResumeToken, TabId},
    reading::number,
    write::decimal,
};

use crate::{
    host::Host,
    identity::Mode,
    log_on,
    ports::{
        random,
        storage::{self, Area, Keeper, escape},
    },
    view::Keeping,
};

/// One softphone's things. Others on the page, of another source or user, have theirs.
#[derive(Debug)]
pub struct Keep {
    prefix: String,
    keeping: Cell<Keeping>,
}

/// Raised when what is kept changes its form.
const VERSION: &str = "hookswitch:1:";
const LOGIN_ID: &str = "loginId";
const RESUME: &str = "resume";
const TAB: &str = "tab";
const SEEN: &str = "seen";
const LOG_ON: &str = "logOn";
const BROWSER: &str = "browser";
const CALLS: &str = "calls";
const CALL: &str = "call:";
const CALLS_KEPT: usize = 20;

impl Keep {
    /// The things of the softphone of this source and user.
    #[must_use]
    pub fn of(host: &Host) -> Self {
        let user = host.user.as_deref().unwrap_or_default().to_ascii_lowercase();
        // Whoever logs on to stations is somebody else than who has an ID, to this browser and its tabs.
        let mode = match host.mode {
            Mode::Station => "station:",
            Mode::OwnId | Mode::UserName | Mode::Vouched => "",
        };
        // Two orgs whose pages share what a browser keeps are not to mix.
        let org = host.org.as_deref().map(|org| [&escape(org), ":"].concat()).unwrap_or_default();
        let prefix = [VERSION, &escape(&host.source), ":", &org, &escape(&user), ":", mode].concat();
        Self { prefix, keeping: Cell::new(Keeping::Works) }
    }

    /// What these things are known by in this browser; its tabs find each other by it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.prefix
    }

    /// Whether the browser keeps the Login ID, as far as was seen.
    #[must_use]
    pub fn keeping(&self) -> Keeping {
        self.keeping.get()
    }

    /// The Login ID as it was kept; not checked.
    #[must_use]
    pub fn login_id(&self) -> Option<String> {
        self.get(Area::Lasting, LOGIN_ID)
    }

    /// Keeps the Login ID, or forgets it.
    pub fn keep_login_id(&self, id: Option<&LoginId>) {
        self.set(Area::Lasting, LOGIN_ID, id.map(LoginId::expose));
    }

    /// Throws away a kept text that is no Login ID.
    pub fn drop_corrupt(&self) {
        self.keep_login_id(None);
        self.keeping.set(Keeping::Corrupt);
    }

    /// The token that resumes the session from before a reload.
    #[must_use]
    pub fn resume(&self) -> Option<ResumeToken> {
        ResumeToken::parse(&self.get(Area::Tab, RESUME)?)
    }

    /// Keeps that token; forgets the one before.
    pub fn keep_resume(&self, token: Option<&ResumeToken>) {
        self.set(Area::Tab, RESUME, token.map(ResumeToken::expose));
    }

    /// The name of this tab, the same over a reload.
    #[must_use]
    pub fn tab(&self) -> TabId {
        TabId::parse(&self.name_of(Area::Tab, TAB)).unwrap_or_default()
    }

    /// A name drawn at random, and kept.
    fn name_of(&self, area: Area, thing: &str) -> String {
        self.get(area, thing).unwrap_or_else(|| {
            let bytes = random::bytes::<16>().unwrap_or_default();
            let name = bytes.map(|byte| char::from(b'a' + byte % 26)).iter().collect::<String>();
            self.set(area, thing, Some(&name));
            name
        })
    }

    /// What logs on to a station without being asked, of this tab before a reload or of this browser; else what was
    /// remembered.
    #[must_use]
    pub fn log_on(&self) -> Option<LogOn> {
        let kept = |area| log_on::read(&self.get(area, LOG_ON)?);
        kept(Area::Tab).or_else(|| kept(Area::Lasting))
    }

    /// What was remembered.
    #[must_use]
    pub fn remembered(&self) -> Option<LogOn> {
        log_on::read(&self.get(Area::Lasting, LOG_ON)?)
    }

    /// Remembers what was put into the form, or forgets it.
    pub fn remember(&self, log_on: Option<&LogOn>) {
        self.set(Area::Lasting, LOG_ON, log_on.map(log_on::written).as_deref());
    }

    /// Keeps who is logged on in this tab, or forgets it.
    pub fn keep_log_on(&self, log_on: Option<&LogOn>) {
        self.set(Area::Tab, LOG_ON, log_on.map(log_on::written).as_deref());
    }

    /// Keeps what logs this browser on by itself, or forgets what proves it and nothing else.
    pub fn keep_saved(&self, log_on: Option<&LogOn>) {
        match log_on {
            Some(_) => self.remember(log_on),
            None => {
                if let Some(kept) = self.remembered() {
                    self.remember(Some(&LogOn { saved_credential: None, ..kept }));
                }
            }
        }
    }

    /// The name of this browser, the same in all its tabs.
    #[must_use]
    pub fn browser(&self) -> Option<BrowserId> {
        BrowserId::parse(&self.name_of(Area::Lasting, BROWSER))
    }

    /// When the latest of the past calls began that the agent has seen, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.get(Area::Lasting, SEEN).and_then(|text| number(&text)).unwrap_or_default()
    }

    /// Keeps that time.
    pub fn keep_seen(&self, seen: u64) {
        self.set(Area::Lasting, SEEN, Some(&decimal(seen)));
    }

    /// What is kept of a call.
    #[must_use]
    pub fn of_call(&self, call: &str) -> Entry {
        self.get(Area::Lasting, &[CALL, &escape(call)].concat()).map(|text| Entry::read(&text)).unwrap_or_default()
    }

    /// Keeps this of a call, for all tabs and over a reload; of the oldest of many calls nothing any more.
    pub fn keep_of_call(&self, call: &str, entry: &Entry) {
        // Blanks lie between them.
        let call = escape(call);
        let known = self.get(Area::Lasting, CALLS).unwrap_or_default();
        let mut calls: Vec<&str> = known.split(' ').filter(|other| !other.is_empty() && *other != call).collect();
        while calls.len() >= CALLS_KEPT {
            self.set(Area::Lasting, &[CALL, calls.remove(0)].concat(), None);
        }
        calls.push(&call);
        self.set(Area::Lasting, CALLS, Some(&calls.join(" ")));
        self.set(Area::Lasting, &[CALL, &call].concat(), Some(&entry.written()));
    }

    fn get(&self, area: Area, thing: &str) -> Option<String> {
        let (text, keeper) = storage::get(area, &[&self.prefix, thing].concat());
        self.note(thing, keeper);
        text
    }

    fn set(&self, area: Area, thing: &str, text: Option<&str>) {
        let keeper = storage::set(area, &[&self.prefix, thing].concat(), text);
        self.note(thing, keeper);
    }

    /// That anything else is not kept, nobody has to know: it is made anew.
    fn note(&self, thing: &str, keeper: Keeper) {
        match (thing, keeper) {
            (LOGIN_ID, Keeper::Browser) => self.keeping.set(Keeping::Works),
            (LOGIN_ID, Keeper::Memory) => self.keeping.set(Keeping::Fails),
            (_, Keeper::Browser | Keeper::Memory) => {}
        }
    }
}
