//! What is to be done outside, and the references of what is asked.

use std::{collections::VecDeque, rc::Rc};

use hookswitch_protocol::{
    Frame, ReplyTo,
    channels::FromSoftphone,
    ids::{RequestId, SourceName},
    write::decimal,
};

use crate::{
    desk::{Asks, Sent},
    io::{ConnId, Effect},
};

/// Effects in their order.
#[derive(Debug)]
pub(crate) struct Outbox {
    pub(crate) effects: VecDeque<Effect>,
    source: SourceName,
    reference: u64,
    requests: u32,
}

/// The outbox with the socket that is signed on, if one is.
pub(crate) struct Line<'a> {
    out: &'a mut Outbox,
    conn: Option<ConnId>,
}

impl Outbox {
    /// An outbox whose references begin with a random number.
    pub(crate) const fn new(source: SourceName, reference: u64) -> Self {
        Self { effects: VecDeque::new(), source, reference, requests: 0 }
    }

    /// Sends a request under a reference that no other request of this browser has.
    pub(crate) fn request(&mut self, conn: ConnId, body: FromSoftphone) -> Sent {
        self.requests = self.requests.wrapping_add(1);
        let id = RequestId::parse(&[&decimal(self.reference), "-", &decimal(self.requests.into())].concat());
        self.send(conn, ReplyTo { id, packet: None }, body)
    }

    pub(crate) fn send(&mut self, conn: ConnId, reply_to: ReplyTo, body: FromSoftphone) -> Sent {
        let frame = Rc::new(Frame { source: self.source.clone(), reply_to, body });
        self.effects.push_back(Effect::Send(conn, frame.clone()));
        frame
    }

    pub(crate) const fn line(&mut self, conn: Option<ConnId>) -> Line<'_> {
        Line { out: self, conn }
    }
}

impl Asks for Line<'_> {
    fn ask(&mut self, request: FromSoftphone) -> Option<Sent> {
        Some(self.out.request(self.conn?, request))
    }

    fn ask_again(&mut self, sent: &Sent) {
        if let Some(conn) = self.conn {
            self.out.effects.push_back(Effect::Send(conn, sent.clone()));
        }
    }
}
