//! What one softphone keeps in the browser: its Login ID for good, its resume token and its tab's name for the tab.

use std::cell::Cell;

use hookswitch_protocol::{
    LoginId,
    ids::{ResumeToken, TabId},
};

use crate::{
    host::Host,
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

impl Keep {
    /// The things of the softphone of this source and user.
    #[must_use]
    pub fn of(host: &Host) -> Self {
        let user = host.user.as_deref().unwrap_or_default().to_ascii_lowercase();
        let prefix = [VERSION, &escape(&host.source), ":", &escape(&user), ":"].concat();
        Self { prefix, keeping: Cell::new(Keeping::Works) }
    }

    /// Whether the browser keeps the Login ID, as far as was seen.
    #[must_use]
    pub fn keeping(&self) -> Keeping {
        self.keeping.get()
    }

    /// The Login ID as it was kept; not checked.
    #[must_use]
    pub fn login_id(&self) -> Option<String> {
        let (text, keeper) = storage::get(Area::Lasting, &self.key("loginId"));
        self.note(keeper);
        text
    }

    /// Keeps the Login ID, or forgets it.
    pub fn keep_login_id(&self, id: Option<&LoginId>) {
        self.note(storage::set(Area::Lasting, &self.key("loginId"), id.map(LoginId::expose)));
    }

    /// Throws away a kept text that is no Login ID.
    pub fn drop_corrupt(&self) {
        self.keep_login_id(None);
        self.keeping.set(Keeping::Corrupt);
    }

    /// The token that resumes the session from before a reload.
    #[must_use]
    pub fn resume(&self) -> Option<ResumeToken> {
        storage::get(Area::Tab, &self.key("resume")).0.as_deref().and_then(ResumeToken::parse)
    }

    /// Keeps that token; forgets the one before.
    pub fn keep_resume(&self, token: Option<&ResumeToken>) {
        storage::set(Area::Tab, &self.key("resume"), token.map(ResumeToken::expose));
    }

    /// The name of this tab, the same over a reload.
    #[must_use]
    pub fn tab(&self) -> TabId {
        let key = self.key("tab");
        if let Some(tab) = storage::get(Area::Tab, &key).0.as_deref().and_then(TabId::parse) {
            return tab;
        }
        let letter = |byte: &u8| char::from(b'a' + byte % 26);
        let name: String = random::bytes::<16>().unwrap_or_default().iter().map(letter).collect();
        storage::set(Area::Tab, &key, Some(&name));
        TabId::parse(&name).unwrap_or_default()
    }

    fn key(&self, thing: &str) -> String {
        [&self.prefix, thing].concat()
    }

    fn note(&self, keeper: Keeper) {
        self.keeping.set(match keeper {
            Keeper::Browser => Keeping::Works,
            Keeper::Memory => Keeping::Fails,
        });
    }
}
