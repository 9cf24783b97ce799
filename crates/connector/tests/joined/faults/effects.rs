//! What pages and the connector want done, and doing it.

use hookswitch_connector::{
    core::{Change, ConnId, Effect, Input, Note, SavedCredentials, StationCommand},
    telephony::Backend,
};
use hookswitch_protocol::{
    Tick,
    cisco::ids::{CtiPassword, CtiUserName},
};
use hookswitch_session as session;

use super::{
    wire::{Link, Parcel, cut},
    world::{Connector, Later, Page, World},
};

impl World {
    pub(crate) fn runs_page(&mut self, page: usize) {
        while let Some(effect) = self.pages[page].session.poll_effect() {
            match effect {
                session::Effect::Open(conn, _) => {
                    if self.pages[page].link.is_some() {
                        self.broken.push(format!("page {page} opens a socket while it has one"));
                    }
                    self.next_link += 1;
                    let Page { weather, delay, doubles, .. } = self.pages[page];
                    let mut link = Link::new(page, conn, delay, self.now + delay, weather);
                    link.doubles = doubles;
                    self.links.insert(self.next_link, link);
                    self.pages[page].link = Some(self.next_link);
                }
                session::Effect::Send(conn, frame) => match self.own_link(page, conn) {
                    Some(link) => {
                        let now = self.now;
                        if let Some(link) = self.links.get_mut(&link) {
                            link.up.send(Parcel::Text(frame.encode()), now);
                        }
                    }
                    None => self.broken.push(format!("page {page} sends on a socket it does not have")),
                },
                session::Effect::Close(conn, _) => match self.own_link(page, conn) {
                    Some(id) => {
                        self.pages[page].link = None;
                        if let Some(link) = self.links.get_mut(&id) {
                            link.at_page = false;
                            link.up.send(Parcel::End(cut()), self.now);
                        }
                        self.answers_later(Later::Closed(page, conn));
                    }
                    None => self.broken.push(format!("page {page} closes a socket it does not have")),
                },
                session::Effect::Vouch(_) | session::Effect::Do(..) => {
                    self.broken.push("nobody is inside a CRM".to_owned());
                }
                session::Effect::RememberLoginId(_) | session::Effect::ForgetLoginId => {}
                session::Effect::KeepLogOn(_) | session::Effect::KeepSaved(_) | session::Effect::DropSaved(_) => {
                    self.broken.push("nobody logs on to a station".to_owned());
                }
                session::Effect::KeepResume(token) => self.pages[page].resume = token,
            }
        }
    }

    fn own_link(&self, page: usize, conn: session::ConnId) -> Option<u32> {
        self.pages[page].link.filter(|id| self.links.get(id).is_some_and(|link| link.conn == conn))
    }

    pub(crate) fn runs_core(&mut self) {
        loop {
            let effect = match &mut self.connector {
                Connector::Up(core) => core.poll_effect(),
                Connector::Down(_) => None,
            };
            if let Some(effect) = effect {
                self.performs(effect);
            } else if let Some(event) = self.pbx.poll_event() {
                if let Err(broken) = self.ledger.hears(&event) {
                    self.broken.push(broken.0);
                }
                if let Connector::Up(core) = &mut self.connector {
                    core.handle(Input::Station(event), Tick(self.now));
                }
            } else {
                break;
            }
        }
    }

    fn performs(&mut self, effect: Effect) {
        self.told.follows(&effect);
        match effect {
            Effect::Tell { conn, frame } => self.tells(conn, Parcel::Text(frame.encode())),
            Effect::TellEach { conns, frame } => {
                for conn in conns {
                    self.tells(conn, Parcel::Text(frame.encode()));
                }
            }
            Effect::TellAll { conn, frames } => {
                for frame in frames {
                    self.tells(conn, Parcel::Text(frame.encode()));
                }
            }
            Effect::Close { conn, code, reason } => {
                self.tells(conn, Parcel::End(session::Loss { code: code.number(), reason }));
                if let Some(link) = self.links.values_mut().find(|link| link.server == Some(conn)) {
                    link.at_core = false;
                }
            }
            Effect::Store { ticket, change } => self.answers_later(Later::Stored(ticket, change)),
            Effect::FetchCredentials { ticket, user } => {
                let name = self.users[&user].user_name.as_str().to_owned();
                let credentials = SavedCredentials {
                    user_name: CtiUserName::parse(&name).unwrap(),
                    password: CtiPassword::parse("secret").unwrap(),
                    extension: None,
                    adfs_username: None,
                };
                self.answers_later(Later::Credentials(ticket, credentials));
            }
            Effect::Check { check, against, .. } => self.answers_later(Later::Checked(check, against.is_some())),
            Effect::Station(command) => self.tells_pbx(command),
            Effect::Log(Note::TakenOver { .. }) => self.broken.push("nobody takes anything over here".to_owned()),
            Effect::Log(_) => {}
        }
    }

    pub(crate) fn answers_later(&mut self, later: Later) {
        self.later.push_back((self.now + 5, later));
    }

    fn tells_pbx(&mut self, command: StationCommand) {
        self.ledger.told(&command);
        self.pbx.command(command, Tick(self.now));
    }

    pub(crate) fn tells(&mut self, conn: ConnId, parcel: Parcel) {
        let now = self.now;
        if self.told.hears_as_fresh(conn, &parcel) {
            return;
        }
        let link = self.links.iter_mut().find(|(_, link)| link.server == Some(conn) && link.at_core);
        let Some((id, link)) = link else {
            // The rest of what was to be told at once.
            if self.too_slow.contains(&conn) {
                return;
            }
            return self.broken.push(format!("the connector tells {conn:?}, which is gone"));
        };
        link.down.send(parcel, now);
        if link.is_full() {
            let id = *id;
            self.too_slow.insert(conn);
            link.down.send(Parcel::End(session::Loss { code: 4002, reason: String::new() }), now);
            self.core_ends(id);
        }
    }

    pub(crate) fn keeps(&mut self, change: &Change) {
        match change {
            Change::TakeLicence(id) => {
                if let Some(user) = self.users.get_mut(id) {
                    user.licensed = true;
                }
            }
            Change::KeepFailures(..) => self.broken.push("somebody failed to sign on".to_owned()),
            Change::ForgetFailures(_) | Change::KeepCall(..) => {}
            Change::KeepCredential(_)
            | Change::ForgetCredential(_)
            | Change::ForgetCredentialsOf(_)
            | Change::AcceptAgreement(_)
            | Change::KeepUsedToken(..) => self.broken.push("nobody logs on to a station".to_owned()),
        }
    }
}
