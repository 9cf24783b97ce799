//! What is said and asked of Salesforce passes through here, between the softphone, which is inside it, and the user's
//! other apps.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    connector::{Channel, Speaker},
    frame::Body,
    ids::RequestId,
    limits,
    opaque::Params,
    salesforce::{Asked, CustomVariablesRemoved, CustomVariablesSaved, FromConnector, ObjectUpdated, TaskState, Told},
    wire::Nullable,
};

use super::{
    conn::Standing,
    directory::UserId,
    io::ConnId,
    machine::{Core, Due},
};

/// How long the softphone has for an answer.
const ANSWER_WITHIN_MS: u64 = 10_000;
/// How much may wait for the softphone of one user.
const MOST_OPEN: usize = 32;
/// In front of the references that the softphone is given: those of several apps may be equal.
const REFERENCE: &str = "ask-";

const NOBODY_THERE: &str = "No softphone of this user is signed on.";
const TOO_LATE: &str = "The softphone did not answer in time.";
const TOO_MANY: &str = "Too many requests wait for the softphone.";
const TOO_LARGE: &str = "The reply is too large.";
const LEFT: &str = "The user has signed off.";

/// A request that the softphone has not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AskId(u64);

/// What an app has asked.
#[derive(Debug)]
pub(super) struct Ask {
    user: UserId,
    app: ConnId,
    reply_to: ReplyTo,
    asked: Asked,
    until: Tick,
}

impl Core {
    /// The softphone says what has happened in Salesforce, or replies to an app.
    pub(super) fn on_told(&mut self, conn: ConnId, reply_to: ReplyTo, told: Told) {
        let Some(user) = self.window_of(conn) else {
            return self.refuse(conn, reply_to, ErrorCode::NotPermitted);
        };
        let open = reply_to.id.as_ref().and_then(AskId::of).filter(|id| {
            let ask = self.asks.get(id);
            ask.is_some_and(|ask| ask.user == user && ask.asked.address() == told.address())
        });
        match (open, is_reply(&told), &reply_to.id) {
            (Some(id), true, _) => self.close_ask(id, told),
            // Another window has replied before, or it is too late.
            (None, true, Some(_)) => {}
            (None, true, None) | (_, false, _)
                if !self.fits(&ReplyTo::default(), FromConnector::Told(told.clone())) =>
            {
                self.refuse(conn, reply_to, ErrorCode::FrameTooLarge);
            }
            (None, true, None) | (_, false, _) => {
                let apps: Vec<ConnId> =
                    self.conns.keys().copied().filter(|app| self.crm_app(*app) == Some(user)).collect();
                self.tell_each(apps, FromConnector::Told(told));
                self.note_done(conn, reply_to);
            }
        }
    }

    /// An app asks something of Salesforce: the user's softphone is to do it there.
    pub(super) fn on_asked(&mut self, conn: ConnId, reply_to: ReplyTo, asked: Asked, now: Tick) {
        let Some(user) = self.crm_app(conn) else {
            return self.refuse(conn, reply_to, ErrorCode::NotPermitted);
        };
        let mut open = self.asks.values().filter(|ask| ask.user == user);
        if reply_to.id.is_some() && open.any(|ask| ask.app == conn && ask.reply_to.id == reply_to.id) {
            return;
        }
        let mut windows = self.windows_of(user);
        windows.retain(|window| self.conns.get(window).is_some_and(|entry| entry.has(Channel::Salesforce)));
        if windows.is_empty() {
            return self.fail_ask(conn, reply_to, &asked, NOBODY_THERE);
        }
        if !has_reply(&asked) {
            self.tell_each(windows, FromConnector::Asked(asked));
            return self.note_done(conn, reply_to);
        }
        if self.asks.values().filter(|ask| ask.user == user).count() >= MOST_OPEN {
            return self.fail_ask(conn, reply_to, &asked, TOO_MANY);
        }
        let (id, until) = (AskId(self.tokens.up_to(u64::MAX)), now.after(ANSWER_WITHIN_MS));
        if !self.fits(&id.reference(), FromConnector::Asked(asked.clone())) {
            return self.refuse(conn, reply_to, ErrorCode::FrameTooLarge);
        }
        self.owe(until, Due::Ask(id));
        self.asks.insert(id, Ask { user, app: conn, reply_to, asked: asked.clone(), until });
        self.tell_each_under(id.reference(), windows, FromConnector::Asked(asked));
    }

    /// The softphone has not answered in time.
    pub(super) fn on_ask_due(&mut self, id: AskId) {
        if let Some(Ask { app, reply_to, asked, .. }) = self.asks.remove(&id) {
            self.fail_ask(app, reply_to, &asked, TOO_LATE);
        }
    }

    /// Nobody is there any more to answer what was asked of this user's softphone.
    pub(super) fn fail_asks_of(&mut self, user: UserId) {
        for Ask { app, reply_to, asked, .. } in self.take_asks(|ask| ask.user == user) {
            self.fail_ask(app, reply_to, &asked, LEFT);
        }
    }

    /// Nobody is there any more to be told what was asked by this connection.
    pub(super) fn forget_asks_by(&mut self, conn: ConnId) {
        drop(self.take_asks(|ask| ask.app == conn));
    }

    fn take_asks(&mut self, is_meant: impl Fn(&Ask) -> bool) -> Vec<Ask> {
        let ids: Vec<AskId> = self.asks.iter().filter(|(_, ask)| is_meant(ask)).map(|(id, _)| *id).collect();
        ids.into_iter().filter_map(|id| self.take_ask(id)).collect()
    }

    fn take_ask(&mut self, id: AskId) -> Option<Ask> {
        let ask = self.asks.remove(&id)?;
        self.release(ask.until, Due::Ask(id));
        Some(ask)
    }

    fn close_ask(&mut self, id: AskId, told: Told) {
        let Some(ask) = self.take_ask(id) else { return };
        // Meanwhile the app may have lost the right to hear it.
        if self.crm_app(ask.app) != Some(ask.user) {
            return;
        }
        if self.fits(&ask.reply_to, FromConnector::Told(told.clone())) {
            self.reply(ask.app, ask.reply_to, FromConnector::Told(told));
        } else {
            self.fail_ask(ask.app, ask.reply_to, &ask.asked, TOO_LARGE);
        }
    }

    fn fail_ask(&mut self, app: ConnId, reply_to: ReplyTo, asked: &Asked, why: &str) {
        match failed(asked, why) {
            Some(told) => self.reply(app, reply_to, FromConnector::Told(told)),
            None => self.refuse(app, reply_to, ErrorCode::NotPermitted),
        }
    }

    /// Whether a peer would read what is passed on: on the way it gets another source and reference.
    fn fits(&self, reply_to: &ReplyTo, body: FromConnector) -> bool {
        self.frame(reply_to.clone(), body).encode().len() <= limits::FRAME_BYTES
    }

    /// The user for whom an app beside the softphone speaks and hears of Salesforce.
    fn crm_app(&self, conn: ConnId) -> Option<UserId> {
        let entry = self.conns.get(&conn).filter(|entry| entry.has(Channel::Salesforce))?;
        match &entry.standing {
            Standing::Elsewhere(registration, user, _) if registration.speaker == Speaker::App => Some(*user),
            Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Elsewhere(..)
            | Standing::Beside(..)
            | Standing::Settling(..)
            | Standing::Holds(..) => None,
        }
    }
}

impl AskId {
    fn of(reference: &RequestId) -> Option<Self> {
        u64::from_str_radix(reference.as_str().strip_prefix(REFERENCE)?, 16).ok().map(Self)
    }

    fn reference(self) -> ReplyTo {
        ReplyTo { id: RequestId::parse(&format!("{REFERENCE}{:016x}", self.0)), packet: None }
    }
}

const fn has_reply(asked: &Asked) -> bool {
    match asked {
        Asked::OpenObject(_) => false,
        Asked::UpdateObject(_)
        | Asked::SaveCustomVariables(_)
        | Asked::RemoveCustomVariables(_)
        | Asked::CheckTaskState(_) => true,
    }
}

const fn is_reply(told: &Told) -> bool {
    match told {
        Told::ClickToDialPayload(_) | Told::SearchCriteria(_) | Told::CreateObject(_) | Told::ObjectFieldParams(_) => {
            false
        }
        Told::ObjectUpdated(_)
        | Told::CustomVariablesSaved(_)
        | Told::CustomVariablesRemoved(_)
        | Told::TaskState(_) => true,
    }
}

/// What an app is told that asked for something that is not done; nothing where there is no such reply.
fn failed(asked: &Asked, why: &str) -> Option<Told> {
    let error_message = Nullable(Some(why.to_owned()));
    Some(match asked.clone() {
        Asked::OpenObject(_) => return None,
        Asked::UpdateObject(asked) => Told::ObjectUpdated(ObjectUpdated {
            call_id: asked.call_id,
            name: asked.name,
            object_id: asked.object_id,
            sfid: asked.sfid,
            success: false,
            error_message,
            is_manual: false,
            fields: Params::default(),
        }),
        Asked::SaveCustomVariables(asked) => Told::CustomVariablesSaved(CustomVariablesSaved {
            call_id: asked.call_id,
            params: asked.params,
            success: false,
            error_message,
        }),
        Asked::RemoveCustomVariables(asked) => Told::CustomVariablesRemoved(CustomVariablesRemoved {
            call_id: asked.call_id,
            params: asked.params,
            success: false,
            error_message,
        }),
        Asked::CheckTaskState(asked) => {
            Told::TaskState(TaskState { is_closed: false, work_id: asked.work_id, success: false, error_message })
        }
    })
}
