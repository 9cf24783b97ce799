//! The built-in PBX: every extension of the directory has a telephone, all of them work, and there are people outside
//! to speak with. It does the same whenever it is told the same at the same times.

mod acts;
mod live;
mod outside;
mod queues;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hookswitch_protocol::{Tick, ids::Extension};

pub use self::outside::{Manner, PEOPLE};
use self::{
    live::{Deed, Due, Live},
    outside::CALLER_WAITS_MS,
    queues::Offers,
};
use super::{Backend, Destination, Incoming};
use crate::core::{
    CallCommand, CallId, Caller, Ending, Failure, Leg, Number, Origin, Party, PartyId, QueueName, StationCommand,
    StationEvent, Who,
};

/// A telephone system without telephones.
///
/// A telephone at which nobody is does not ring: who calls it is told at once ([`Failure::OutOfReach`]).
#[derive(Clone, Debug, Default)]
pub struct DemoPbx {
    telephones: BTreeSet<Extension>,
    /// Numbers outside that are telephones for as long as an agent is there.
    outside: BTreeSet<Extension>,
    attached: BTreeSet<Extension>,
    calls: BTreeMap<CallId, Live>,
    offers: Offers,
    /// What the core has to be told once a step is done, in order.
    news: Vec<News>,
    events: VecDeque<StationEvent>,
    last_call: u64,
}

/// What a step leads to; a call that changes twice in one step is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
enum News {
    Changed(CallId),
    Unanswered(Extension, CallId),
}

impl Backend for DemoPbx {
    fn know(&mut self, extensions: Vec<Extension>, now: Tick) {
        self.handle_timeout(now);
        self.telephones = extensions.into_iter().collect();
        let gone: Vec<Extension> = self.attached.iter().filter(|at| !self.is_telephone(at)).cloned().collect();
        for extension in gone {
            self.detach(&extension, now);
            self.events.push_back(StationEvent::Down(extension));
        }
        self.settle(now);
    }

    fn command(&mut self, command: StationCommand, now: Tick) {
        self.handle_timeout(now);
        match command {
            StationCommand::Attach(extension) if self.telephones.contains(&extension) => self.attach(extension),
            // There are no lines that could stay open.
            StationCommand::AttachOutside { extension, number, leg: Leg::OnDemand | Leg::Persistent } => {
                self.attach_outside(extension, &number);
            }
            StationCommand::Attach(extension) => self.events.push_back(StationEvent::Refused(extension)),
            StationCommand::Detach(extension) => self.detach(&extension, now),
            StationCommand::Call(CallCommand { id: command, at, act }) => {
                let answer = match self.act(&at, act, now) {
                    Ok(call) => StationEvent::Done { command, call },
                    Err(why) => StationEvent::Failed { command, why },
                };
                self.events.push_back(answer);
            }
            StationCommand::Offer { extension, queues } => {
                if self.attached.contains(&extension) {
                    self.offers.offer(extension, queues);
                }
            }
            StationCommand::Withhold(extension) => self.offers.withhold(&extension),
        }
        self.settle(now);
    }

    fn bring(&mut self, incoming: Incoming, now: Tick) -> Result<CallId, Failure> {
        self.handle_timeout(now);
        let Incoming { from, name, to } = incoming;
        let from = Caller { who: Who::Outside(from), name };
        let call = match to {
            Destination::Number(number) => {
                let target = self.telephone(&number).ok_or(Failure::NoSuchNumber)??;
                let call = self.begin(Origin::Direct, from, number, now)?;
                self.change(call, now, |live| live.ring(target, None, now));
                call
            }
            Destination::Queue(queue) => {
                let number = queue.number();
                let call = self.begin(Origin::Queue(queue), from, number, now)?;
                let gives_up = now.after(CALLER_WAITS_MS);
                self.change(call, now, |live| live.plan(PartyId(0), gives_up, Deed::End(Ending::HungUp)));
                call
            }
        };
        self.settle(now);
        Ok(call)
    }

    fn handle_timeout(&mut self, now: Tick) {
        while let Some((at, call, due)) = self.due().filter(|(at, ..)| *at <= now) {
            match due {
                Due::Goodbye => self.change(call, at, |live| live.say_goodbye(at)),
                Due::Deed(party, Deed::Answer) => self.change(call, at, |live| live.answer(party, at)),
                Due::Deed(party, Deed::End(why)) => self.change(call, at, |live| live.end(party, why, at)),
                Due::Deed(party, Deed::PassOn) => self.pass_on(call, party, Ending::NoAnswer, at),
            }
            self.settle(at);
        }
    }

    fn poll_timeout(&self) -> Option<Tick> {
        self.due().map(|(at, ..)| at)
    }

    fn poll_event(&mut self) -> Option<StationEvent> {
        self.events.pop_front()
    }

    fn is_up(&self) -> bool {
        true
    }
}

impl DemoPbx {
    fn attach(&mut self, extension: Extension) {
        self.events.push_back(StationEvent::Up(extension.clone()));
        let there: Vec<News> = self.parts(&extension).map(|(call, _)| News::Changed(call)).collect();
        self.news.extend(there);
        self.attached.insert(extension);
    }

    fn attach_outside(&mut self, extension: Extension, number: &Number) {
        match Manner::of(number) {
            None | Some(Manner::Missing) => self.events.push_back(StationEvent::Refused(extension)),
            Some(
                Manner::Talks { .. } | Manner::HangsUp { .. } | Manner::Busy | Manner::NeverAnswers | Manner::Refuses,
            ) => {
                if !self.telephones.contains(&extension) {
                    self.outside.insert(extension.clone());
                }
                self.attach(extension);
            }
        }
    }

    fn is_telephone(&self, extension: &Extension) -> bool {
        self.telephones.contains(extension) || self.outside.contains(extension)
    }

    fn detach(&mut self, extension: &Extension, now: Tick) {
        self.attached.remove(extension);
        self.outside.remove(extension);
        self.offers.withhold(extension);
        let parts: Vec<(CallId, PartyId)> = self.parts(extension).map(|(call, party)| (call, party.id)).collect();
        for (call, party) in parts {
            self.change(call, now, |live| live.end(party, Ending::OutOfReach, now));
        }
        self.tell();
    }

    /// What happens next by itself; of what happens at the same time, what concerns the older call.
    fn due(&self) -> Option<(Tick, CallId, Due)> {
        let dues = self.calls.iter().filter_map(|(call, live)| live.due().map(|(at, due)| (at, *call, due)));
        dues.min_by_key(|(at, call, _)| (*at, *call))
    }

    /// Every call that this telephone is in.
    fn parts(&self, at: &Extension) -> impl Iterator<Item = (CallId, &Party)> {
        self.calls.iter().filter_map(|(call, live)| live.call.party_at(at).map(|party| (*call, party)))
    }

    /// Changes a call and draws the consequences; its event follows those of the calls that changed before. A telephone
    /// therefore leaves one call before it turns to another, in what is told as in what is done.
    fn change(&mut self, call: CallId, now: Tick, change: impl FnOnce(&mut Live)) {
        let Some(live) = self.calls.get_mut(&call) else { return };
        change(live);
        live.settle(now);
        if !self.news.contains(&News::Changed(call)) {
            self.news.push(News::Changed(call));
        }
    }

    /// An agent does not take the queue's call: it goes to somebody else.
    fn pass_on(&mut self, call: CallId, party: PartyId, why: Ending, now: Tick) {
        let who = self.calls.get(&call).and_then(|live| live.present().find(|other| other.id == party));
        let who = who.map(|party| party.who.clone());
        self.change(call, now, |live| live.end(party, why, now));
        match who {
            Some(Who::Extension(extension)) => {
                self.offers.withhold(&extension);
                self.news.push(News::Unanswered(extension, call));
            }
            Some(Who::Outside(_)) | None => {}
        }
    }

    /// Tells of what has changed and gives waiting calls to whoever is free.
    fn settle(&mut self, now: Tick) {
        self.tell();
        for (call, queue) in self.waiting() {
            let is_free = |extension: &Extension| self.parts(extension).next().is_none();
            if let Some(extension) = self.offers.longest(&queue, is_free) {
                self.change(call, now, |live| live.offer(extension, now));
                self.tell();
            }
        }
    }

    /// The calls of queues that ring nowhere, the oldest first.
    fn waiting(&self) -> Vec<(CallId, QueueName)> {
        let alone = self.calls.iter().filter(|(_, live)| live.present().count() == 1);
        alone.filter_map(|(call, live)| live.call.waits_in_queue().map(|queue| (*call, queue.clone()))).collect()
    }

    fn tell(&mut self) {
        for news in std::mem::take(&mut self.news) {
            match news {
                News::Changed(call) => {
                    let Some(live) = self.calls.get(&call) else { continue };
                    self.events.push_back(StationEvent::Call(Box::new(live.call.clone())));
                    if live.call.is_over() {
                        self.calls.remove(&call);
                    }
                }
                News::Unanswered(extension, call) => {
                    self.events.push_back(StationEvent::Unanswered { extension, call });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extension(number: &str) -> Extension {
        Extension::parse(number).unwrap()
    }

    #[test]
    fn an_attached_telephone_that_is_taken_away_goes_down_and_a_detached_one_says_nothing() {
        let mut pbx = DemoPbx::default();
        pbx.know(vec![extension("5051"), extension("5064")], Tick(0));
        pbx.command(StationCommand::Attach(extension("5051")), Tick(0));
        pbx.command(StationCommand::Attach(extension("5064")), Tick(0));
        pbx.command(StationCommand::Detach(extension("5064")), Tick(0));
        while pbx.poll_event().is_some() {}
        pbx.know(Vec::new(), Tick(0));
        assert_eq!(pbx.poll_event(), Some(StationEvent::Down(extension("5051"))));
        assert_eq!(pbx.poll_event(), None);
    }
}
