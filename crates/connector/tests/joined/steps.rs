//! What may happen next.

use hookswitch_protocol::Tick;
use hookswitch_session::{Input, Loss, State};

use crate::world::{IDS, Wire, World};

impl World {
    /// Does one random thing; says what.
    pub(crate) fn random_step(&mut self) -> String {
        let client = self.rng.usize(..self.clients.len());
        match self.rng.u32(0..100) {
            0..40 => {
                let moved = self.deliver_for(client);
                format!("deliver for {client}: {moved}")
            }
            40..50 => {
                let millis = self.rng.choice([1, 40, 900, 5_000, 9_999, 10_001, 31_000, 121_000, 305_000]).unwrap();
                self.pass(millis);
                format!("{millis} ms pass")
            }
            50..60 => {
                let id = self.rng.choice(IDS).unwrap();
                self.type_id(client, id);
                format!("{client} types {id}")
            }
            60..63 => self.input(client, Input::Forget),
            63..66 => self.input(client, Input::Reconnect),
            66..70 => self.input(client, Input::TakeOver),
            70..72 => self.input(client, Input::Awake),
            72..74 => self.input(client, Input::Offline),
            74..77 => {
                self.reload_page(client);
                format!("{client} reloads")
            }
            77..79 => {
                // A duplicated tab has the same session storage.
                let other = (client + 1) % self.clients.len();
                self.clients[other].remembered = self.clients[client].remembered.clone();
                self.clients[other].resume = self.clients[client].resume.clone();
                self.reload_page(other);
                format!("{client} is duplicated as {other}")
            }
            79..83 => {
                self.cut(client);
                format!("{client} is cut")
            }
            83..87 => {
                let now = self.now;
                if let Some(link) = self.clients[client].link.as_mut() {
                    link.wire = Wire::Black;
                    link.dead_since.get_or_insert(now);
                }
                format!("{client} falls into a black hole")
            }
            87..90 => {
                // Events of a socket that is long gone.
                let stale = hookswitch_session::ConnId(self.rng.u32(0..3));
                let input = if self.rng.bool() {
                    Input::Opened(stale)
                } else {
                    Input::Closed(stale, Loss { code: 4410, reason: String::new() })
                };
                if self.clients[client].link.as_ref().is_none_or(|link| link.conn != stale) {
                    self.client_input(client, input);
                }
                format!("{client} hears of the old {stale:?}")
            }
            90..93 => {
                let is_kept = self.rng.u32(0..4) > 0;
                let answered = self.answer_store(is_kept);
                format!("the store answers: {answered}, kept: {is_kept}")
            }
            93..96 => {
                let (user, id) = (self.rng.usize(..4), self.rng.choice(IDS).unwrap());
                self.give_id(user, id);
                format!("user {user} gets {id}")
            }
            96..97 => {
                let user = self.rng.usize(..4);
                let key = self.users.keys().copied().nth(user);
                if let Some(key) = key {
                    self.users.remove(&key);
                }
                self.reload();
                format!("user {user} is removed")
            }
            97..98 => {
                self.licences = self.rng.choice([0, 1, 2, 9_999]).unwrap();
                self.reload();
                format!("{} licences", self.licences)
            }
            _ => {
                self.restart_connector();
                "the connector restarts".to_owned()
            }
        }
    }

    /// The network heals, locks run out, and everything that is on its way arrives.
    pub(crate) fn calm_down(&mut self) {
        for client in 0..self.clients.len() {
            if self.clients[client].link.as_ref().is_some_and(|link| link.wire == Wire::Black) {
                self.cut(client);
            }
        }
        self.deliver_everything();
        self.pass(400_000);
        for client in 0..self.clients.len() {
            if matches!(self.clients[client].session.state(), State::Barred { .. } | State::Unlinked { .. }) {
                self.client_input(client, Input::Reconnect);
                self.deliver_everything();
            }
        }
        self.pass(100_000);
        self.now = Tick(self.now.0 + 1);
    }

    fn input(&mut self, client: usize, input: Input) -> String {
        let what = format!("{client}: {input:?}");
        self.client_input(client, input);
        what
    }
}
