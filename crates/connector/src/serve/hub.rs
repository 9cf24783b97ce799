//! The one task that drives the core: inputs from edge, store, telephony and the clock in, effects out.

use std::{collections::HashMap, future::pending, pin::Pin};

use hookswitch_protocol::Tick;
use tokio::{
    sync::{mpsc, watch},
    time::{Duration, Instant, Sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    checker::{Checked, Checker},
    control::Asked,
    keeper::{Content, FromStore, Health},
    log,
};
use crate::{
    core::{Change, ConnId, Core, Effect, Figures, Input, OrgKeys, RangesFigures, Ticket, Wanted},
    edge::{Outbox, Outgoing, Readiness, ToHub, Written},
    telephony::Backend,
};

pub(super) struct Hub {
    pub(super) core: Core,
    pub(super) start: Instant,
    pub(super) edge: mpsc::Receiver<ToHub>,
    pub(super) store: mpsc::UnboundedReceiver<FromStore>,
    pub(super) changes: mpsc::UnboundedSender<(Ticket, Change)>,
    pub(super) credentials: mpsc::UnboundedSender<Wanted>,
    pub(super) checker: Checker,
    pub(super) checked: mpsc::UnboundedReceiver<Checked>,
    pub(super) questions: mpsc::Receiver<Asked>,
    pub(super) org_keys: mpsc::UnboundedReceiver<OrgKeys>,
    pub(super) login_ranges: watch::Receiver<Option<RangesFigures>>,
    pub(super) org_log_ons_refused: watch::Receiver<u64>,
    pub(super) health: watch::Receiver<Health>,
    pub(super) telephony: Box<dyn Backend>,
    pub(super) outboxes: HashMap<ConnId, Outbox>,
    pub(super) stop: CancellationToken,
}

/// Messages of the edge taken before the effects of all of them are seen to.
const MESSAGES_AT_ONCE: usize = 64;

impl Hub {
    /// Runs until every sender of the edge is gone.
    pub(super) async fn run(mut self) {
        let mut messages = Vec::with_capacity(MESSAGES_AT_ONCE);
        let stop = self.stop.clone();
        let mut stopping = Box::pin(stop.cancelled_owned());
        let mut phase = Phase::Serving;
        let mut alarm = Box::pin(sleep_until(self.start));
        loop {
            let due = self.due().map(|tick| self.start + Duration::from_millis(tick.0));
            tokio::select! {
                // While agents are heard nothing else needs to be asked for: what else there is comes right after them.
                biased;
                count = self.edge.recv_many(&mut messages, MESSAGES_AT_ONCE) => {
                    if count == 0 {
                        return;
                    }
                    for message in messages.drain(..) {
                        self.on_edge(message);
                    }
                    self.on_others(due);
                }
                Some(news) = self.store.recv() => self.on_store(news),
                Some(checked) = self.checked.recv() => self.on_checked(checked),
                Some(asked) = self.questions.recv() => self.on_asked(asked),
                Some(keys) = self.org_keys.recv() => self.handle(Input::OrgKeys(keys)),
                () = at(due, alarm.as_mut()) => self.on_due(),
                () = &mut stopping, if phase == Phase::Serving => {}
            }
            if phase == Phase::Serving && self.stop.is_cancelled() {
                phase = Phase::Stopping;
                self.handle(Input::ShutDown);
            }
            self.settle();
        }
    }

    /// What waits beside the edge, which may never be quiet.
    fn on_others(&mut self, due: Option<Instant>) {
        while let Ok(news) = self.store.try_recv() {
            self.on_store(news);
        }
        while let Ok(checked) = self.checked.try_recv() {
            self.on_checked(checked);
        }
        while let Ok(keys) = self.org_keys.try_recv() {
            self.handle(Input::OrgKeys(keys));
        }
        if let Ok(asked) = self.questions.try_recv() {
            self.on_asked(asked);
        }
        if due.is_some_and(|due| due <= Instant::now()) {
            self.on_due();
        }
    }

    fn on_checked(&mut self, Checked { check, is_right }: Checked) {
        self.handle(Input::Checked { check, is_right });
    }

    /// When the first of core and telephony has something to do by itself.
    fn due(&self) -> Option<Tick> {
        [self.core.poll_timeout(), self.telephony.poll_timeout()].into_iter().flatten().min()
    }

    fn on_due(&mut self) {
        let now = now(self.start);
        self.core.handle_timeout(now);
        self.telephony.handle_timeout(now);
    }

    fn on_edge(&mut self, message: ToHub) {
        match message {
            ToHub::Opened { conn, peer, outbox } => {
                self.outboxes.insert(conn, outbox);
                self.handle(Input::Opened { conn, peer });
            }
            ToHub::Frame { conn, frame } => {
                log::frame(conn, &frame);
                self.handle(Input::Frame { conn, frame: *frame });
            }
            ToHub::Closed { conn } => {
                self.outboxes.remove(&conn);
                self.handle(Input::Closed { conn });
            }
            // Who asked may have gone.
            ToHub::Figures(answer) => {
                let login_ranges = *self.login_ranges.borrow();
                let org_log_ons_refused = *self.org_log_ons_refused.borrow();
                let _ = answer.send(Figures { login_ranges, org_log_ons_refused, ..self.core.figures() });
            }
            ToHub::Ready(answer) => drop(answer.send(self.readiness())),
        }
    }

    fn on_store(&mut self, news: FromStore) {
        match news {
            FromStore::Stored { tickets, is_kept } => {
                for ticket in tickets {
                    self.handle(Input::Stored { ticket, is_kept });
                }
            }
            FromStore::Credentials { ticket, credentials } => {
                self.handle(Input::Credentials { ticket, credentials });
            }
            FromStore::Content(content) => {
                let Content { directory, extensions } = *content;
                self.telephony.know(extensions, now(self.start));
                self.handle(Input::Directory(Box::new(directory)));
            }
        }
    }

    /// Does what the core wants until core and telephony have nothing more to say.
    fn settle(&mut self) {
        loop {
            while let Some(effect) = self.core.poll_effect() {
                self.act(effect);
            }
            match self.telephony.poll_event() {
                Some(event) => self.handle(Input::Station(event)),
                None => return,
            }
        }
    }

    fn act(&mut self, effect: Effect) {
        match effect {
            Effect::Tell { conn, frame } => self.tell(conn, Outgoing::Tell(frame)),
            Effect::TellEach { conns, frame } => {
                let written = Written::of(&frame);
                conns.into_iter().for_each(|conn| self.tell(conn, Outgoing::Written(written.clone())));
            }
            Effect::TellAll { conn, frames } => self.tell(conn, Outgoing::TellAll(frames)),
            Effect::Close { conn, code, reason } => {
                tracing::debug!(conn = conn.0, code = code.number(), "closing");
                self.tell(conn, Outgoing::Close { code, reason });
                self.outboxes.remove(&conn);
            }
            Effect::Store { ticket, change } => {
                if self.changes.send((ticket, change)).is_err() {
                    self.handle(Input::Stored { ticket, is_kept: false });
                }
            }
            Effect::Check { check, password, against } => self.checker.check(check, password, against),
            Effect::FetchCredentials { ticket, user } => {
                let name = self.core.directory().user(user).map(|user| user.user_name.clone());
                if self.credentials.send(Wanted { ticket, user, name }).is_err() {
                    self.handle(Input::Credentials { ticket, credentials: None });
                }
            }
            Effect::Station(command) => self.telephony.command(command, now(self.start)),
            Effect::Log(note) => log::note(&note),
        }
    }

    fn tell(&mut self, conn: ConnId, outgoing: Outgoing) {
        let Some(outbox) = self.outboxes.get_mut(&conn) else { return };
        match outbox.try_send(outgoing) {
            Err(error) if error.is_full() => {
                tracing::info!(conn = conn.0, "the client reads too slowly");
                // Dropped, the outbox tells the socket to close for this reason.
                self.outboxes.remove(&conn);
                self.handle(Input::Closed { conn });
            }
            // A socket that is gone will say so.
            Ok(()) | Err(_) => {}
        }
    }

    pub(super) fn handle(&mut self, input: Input) {
        self.core.handle(input, now(self.start));
    }

    fn readiness(&self) -> Readiness {
        let reasons: Vec<&'static str> = [
            (*self.health.borrow() == Health::Fails).then_some("the store does not answer"),
            (!self.telephony.is_up()).then_some("the telephone system is out of reach"),
            self.stop.is_cancelled().then_some("the connector is stopping"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if reasons.is_empty() { Readiness::Ready } else { Readiness::NotReady(reasons) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    Stopping,
}

pub(super) fn now(start: Instant) -> Tick {
    Tick(u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// One alarm serves for all times: to set it is a fraction of what making one costs.
async fn at(due: Option<Instant>, mut alarm: Pin<&mut Sleep>) {
    let Some(due) = due else { return pending().await };
    if alarm.deadline() != due {
        alarm.as_mut().reset(due);
    }
    alarm.await;
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use hookswitch_protocol::{
        ErrorCode, Rejected, ReplyTo,
        ids::{Extension, ServerName},
    };

    use super::*;
    use crate::{
        core::{Directory, LoginIdKey, Number, Settings, StationCommand, StationEvent},
        serve::control::Task,
        telephony::{DemoPbx, Destination, Incoming},
    };

    fn hub() -> Hub {
        let settings = Settings::new(ServerName::default());
        let (changes, _) = mpsc::unbounded_channel();
        let (to_hub, checked) = mpsc::unbounded_channel();
        Hub {
            core: Core::new(settings, LoginIdKey::new([0; 32]), Directory::default(), [0; 32], 0),
            start: Instant::now(),
            edge: mpsc::channel(1).1,
            store: mpsc::unbounded_channel().1,
            changes,
            credentials: mpsc::unbounded_channel().0,
            checker: Checker::new(to_hub),
            checked,
            questions: mpsc::channel(1).1,
            org_keys: mpsc::unbounded_channel().1,
            login_ranges: watch::channel(None).1,
            org_log_ons_refused: watch::channel(0).1,
            health: watch::channel(Health::Answers).1,
            telephony: Box::new(DemoPbx::default()),
            outboxes: HashMap::new(),
            stop: CancellationToken::new(),
        }
    }

    fn bad_frame(conn: ConnId) -> ToHub {
        let rejected =
            Rejected { code: ErrorCode::UnknownMessage, field: None, channel: None, reply_to: ReplyTo::default() };
        ToHub::Frame { conn, frame: Box::new(Err(rejected)) }
    }

    /// A telephone system that wants to be woken once.
    struct Sleeper(Option<Tick>);

    impl Backend for Sleeper {
        fn know(&mut self, _: Vec<Extension>, _: Tick) {}
        fn command(&mut self, _: StationCommand, _: Tick) {}
        fn handle_timeout(&mut self, now: Tick) {
            self.0 = self.0.filter(|due| *due > now);
        }
        fn poll_timeout(&self) -> Option<Tick> {
            self.0
        }
        fn poll_event(&mut self) -> Option<StationEvent> {
            None
        }
        fn is_up(&self) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn the_telephone_system_is_woken_when_it_asked_for_it_though_the_core_asks_for_nothing() {
        let mut hub = Hub { telephony: Box::new(Sleeper(Some(Tick(0)))), ..hub() };
        assert_eq!(hub.core.poll_timeout(), None);
        assert_eq!(hub.due(), Some(Tick(0)));
        hub.on_due();
        assert_eq!(hub.due(), None);
    }

    #[tokio::test]
    async fn the_core_is_woken_when_it_asked_for_it_though_the_telephone_system_asks_for_later() {
        let mut hub = Hub { telephony: Box::new(Sleeper(Some(Tick(u64::MAX)))), ..hub() };
        let (outbox, _outgoing) = futures_channel::mpsc::channel(2);
        hub.on_edge(ToHub::Opened { conn: ConnId(7), peer: IpAddr::V4(Ipv4Addr::LOCALHOST), outbox });
        assert_eq!(hub.due(), hub.core.poll_timeout());
        assert!(hub.due().is_some_and(|due| due < Tick(u64::MAX)));
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_loses_its_outbox_and_the_core_forgets_it() {
        let mut hub = hub();
        let conn = ConnId(7);
        let (outbox, mut outgoing) = futures_channel::mpsc::channel(2);
        hub.on_edge(ToHub::Opened { conn, peer: IpAddr::V4(Ipv4Addr::LOCALHOST), outbox });
        for _ in 0..10 {
            hub.on_edge(bad_frame(conn));
            hub.settle();
        }
        assert_eq!(hub.core.figures().connections, 0);
        let mut waiting = 0;
        while let Some(outgoing) = futures_util::StreamExt::next(&mut outgoing).await {
            assert!(matches!(outgoing, Outgoing::Tell(_)));
            waiting += 1;
        }
        assert_eq!(waiting, 3, "what was queued is still sent, then the socket learns that it was dropped");
    }

    #[tokio::test]
    async fn an_edge_that_is_never_quiet_keeps_nobody_else_waiting() {
        let (to_hub, edge) = mpsc::channel(3 * MESSAGES_AT_ONCE);
        for _ in 0..to_hub.capacity() {
            to_hub.try_send(bad_frame(ConnId(7))).unwrap();
        }
        drop(to_hub);
        let (to_hub_for_questions, questions) = mpsc::channel(1);
        let (answer, answered) = tokio::sync::oneshot::channel();
        let nobody = Destination::Number(Number::parse("4711").unwrap());
        let incoming = Incoming { from: Number::parse("4712").unwrap(), name: None, to: nobody };
        to_hub_for_questions.try_send(Asked { task: Task::Bring(incoming), answer }).unwrap();
        Hub { edge, questions, ..hub() }.run().await;
        assert!(answered.await.is_ok(), "asked before the last of the edge's messages and never answered");
    }
}
