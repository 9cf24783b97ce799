//! Random sequences of everything, each with a seed of its own that a failure names.

use fastrand::Rng;
use hookswitch_connector::{
    core::{
        CallAct, CallCommand, CallId, CommandId, Failure, Number, Origin, PartyId, PartyState, StationCommand,
        StationEvent,
    },
    telephony::{Backend, DemoPbx, Destination, Incoming, conformance::Broken},
};
use hookswitch_protocol::{Tick, cisco::ids::DtmfDigits, ids::Extension};

use crate::exchange::{EXTENSIONS, Exchange, extension, number, queue, queues};

/// Sequences that each run plays.
const SEQUENCES: u64 = 3_000;
const STEPS: u32 = 80;
/// Longer than anything that ends by itself.
const LONG_MS: u64 = 1_000_000;

/// A PBX, and another that is told the same but woken late.
struct Twins {
    rng: Rng,
    prompt: Exchange,
    late: DemoPbx,
    /// What the late one was told already and has not said yet.
    said: Vec<StationEvent>,
    /// Kinds of acts that were done at least once.
    done: [u32; 14],
}

#[test]
fn thousands_of_random_sequences_keep_every_rule_and_every_act_is_done() {
    let mut done = [0; 14];
    for seed in 0..SEQUENCES {
        let mut twins = Twins::new(seed);
        for step in 0..STEPS {
            let what = twins.step().and_then(|()| twins.rules());
            if let Err(broken) = what {
                panic!("seed {seed}, step {step}: {broken}");
            }
        }
        if let Err(broken) = twins.comes_to_rest() {
            panic!("seed {seed}, at the end: {broken}");
        }
        for (sum, count) in done.iter_mut().zip(twins.done) {
            *sum += count;
        }
    }
    assert!(done.iter().all(|count| *count > 200), "some act is hardly ever done: {done:?}");
}

#[test]
fn the_same_seed_plays_the_same_sequence() {
    let play = |seed| {
        let mut twins = Twins::new(seed);
        for _ in 0..200 {
            twins.step().unwrap();
        }
        twins.prompt.ledger
    };
    assert!(play(7) == play(7));
    assert!(play(7) != play(8));
}

impl Twins {
    fn new(seed: u64) -> Self {
        let mut prompt = Exchange::new();
        for telephone in EXTENSIONS {
            prompt.tell(StationCommand::Attach(extension(telephone)));
        }
        prompt.drain().unwrap();
        let late = prompt.pbx.clone();
        Self { rng: Rng::with_seed(seed), prompt, late, said: Vec::new(), done: [0; 14] }
    }

    fn step(&mut self) -> Result<(), Broken> {
        match self.rng.u32(0..100) {
            0..55 => self.command(),
            55..73 => self.pass(),
            73..78 => {
                let command = StationCommand::Attach(extension(self.somebody()));
                self.tell(command)
            }
            78 => {
                let command = StationCommand::Detach(extension(self.somebody()));
                self.tell(command)
            }
            79..87 => {
                let names = [&["support"][..], &["sales"], &["sales", "support"], &[]];
                let queues = queues(names[self.rng.usize(0..names.len())]);
                let command = StationCommand::Offer { extension: extension(self.somebody()), queues };
                self.tell(command)
            }
            87..89 => {
                let command = StationCommand::Withhold(extension(self.somebody()));
                self.tell(command)
            }
            89..99 => self.bring(),
            _ if self.rng.u32(0..5) == 0 => self.know(),
            _ => Ok(()),
        }
    }

    /// What holds after every step.
    fn rules(&self) -> Result<(), Broken> {
        self.prompt.ledger.owes_no_answer()?;
        match self.prompt.pbx.poll_timeout().filter(|due| *due <= self.prompt.now) {
            Some(due) => Err(Broken(format!("{due:?} is still owed at {:?}", self.prompt.now))),
            None => Ok(()),
        }
    }

    /// Everybody hangs up, and time passes: nothing is left. What nobody hangs up, some other run lets time end.
    fn comes_to_rest(&mut self) -> Result<(), Broken> {
        if self.rng.bool() {
            for telephone in EXTENSIONS {
                self.hang_up(telephone)?;
            }
        } else {
            for telephone in EXTENSIONS {
                self.tell(StationCommand::Detach(extension(telephone)))?;
            }
        }
        for telephone in EXTENSIONS {
            self.tell(StationCommand::Withhold(extension(telephone)))?;
        }
        self.pass_for(LONG_MS)?;
        self.prompt.ledger.has_no_call()?;
        self.rules()?;
        match self.prompt.pbx.poll_timeout() {
            Some(due) => Err(Broken(format!("nothing goes on, and {due:?} is owed"))),
            None => Ok(()),
        }
    }

    fn hang_up(&mut self, telephone: &str) -> Result<(), Broken> {
        let calls: Vec<CallId> = self.prompt.ledger.calls().map(|call| call.id).collect();
        for call in calls {
            let party = self.prompt.ledger.call(call).and_then(|call| call.party_at(&extension(telephone)));
            let state = party.map(|party| party.state.clone());
            let answer = match state {
                None => continue,
                Some(PartyState::Alerting) => self.act(telephone, CallAct::Reject(call))?,
                Some(_) => self.act(telephone, CallAct::Drop(call))?,
            };
            if answer != Ok(None) {
                return Err(Broken(format!("{telephone} cannot leave {call:?}: {answer:?}")));
            }
        }
        Ok(())
    }

    fn command(&mut self) -> Result<(), Broken> {
        let at = self.somebody();
        let (kind, call) = match self.rng.u32(0..4) {
            0 => (self.rng.usize(0..14), self.some_call(at)),
            _ => self.sensible(at),
        };
        let act = self.some_act(at, kind, call);
        if self.act(at, act)?.is_ok() {
            self.done[kind] += 1;
        }
        Ok(())
    }

    fn act(&mut self, at: &str, act: CallAct) -> Result<Result<Option<CallId>, Failure>, Broken> {
        self.prompt.commands += 1;
        let id = CommandId(self.prompt.commands);
        let before: Vec<_> = self.prompt.ledger.calls().cloned().collect();
        let command = CallCommand { id, at: extension(at), act };
        self.tell(StationCommand::Call(command))?;
        let answer = self.prompt.ledger.answer(id).ok_or_else(|| Broken(format!("{id:?} was not answered")))?;
        if answer.is_err() && !self.prompt.ledger.calls().eq(before.iter()) {
            return Err(Broken(format!("{id:?} failed and changed something")));
        }
        Ok(answer)
    }

    /// An act, by its number, that the telephone's state suggests.
    fn sensible(&mut self, at: &str) -> (usize, CallId) {
        let call = self.some_call(at);
        let told = self.prompt.ledger.call(call);
        let is_consult = told.is_some_and(|call| matches!(call.origin, Origin::Consult(_)));
        let state = told.and_then(|call| call.party_at(&extension(at))).map(|party| party.state.clone());
        let kinds: &[usize] = match (state, is_consult) {
            (None | Some(PartyState::Ended(_)), _) => &[0, 12],
            (Some(PartyState::Alerting), _) => &[1, 1, 1, 2],
            (Some(PartyState::Initiating), true) => &[5, 8],
            (Some(PartyState::Initiating), false) => &[5],
            (Some(PartyState::Active | PartyState::Held), true) => &[4, 8, 9, 9, 9, 9],
            (Some(PartyState::Active), false) => &[0, 3, 5, 6, 7, 7, 7, 10, 11],
            (Some(PartyState::Held), false) => &[4, 5, 7, 10],
            (Some(PartyState::Listening(_)), _) => &[13, 13, 5],
        };
        (kinds[self.rng.usize(0..kinds.len())], call)
    }

    fn some_act(&mut self, at: &str, kind: usize, call: CallId) -> CallAct {
        let to = self.some_number();
        match kind {
            0 => CallAct::Make { to, name: None },
            1 => CallAct::Answer(call),
            2 => CallAct::Reject(call),
            3 => CallAct::Hold(call),
            4 => CallAct::Retrieve(call),
            5 => CallAct::Drop(call),
            6 => CallAct::DropParty { call, party: PartyId(self.rng.u32(0..4)) },
            7 => CallAct::Consult { call, to },
            8 => CallAct::Transfer { consult: call },
            9 => CallAct::Conference { consult: call },
            10 => CallAct::TransferTo { call, to },
            11 => CallAct::Digits { call, digits: DtmfDigits::parse("12#").unwrap() },
            12 => CallAct::Listen { agent: extension(self.somebody()) },
            _ => CallAct::Barge { agent: self.heard_at(at) },
        }
    }

    /// Whom the telephone listens to, or anybody.
    fn heard_at(&mut self, at: &str) -> Extension {
        let calls = self.prompt.ledger.calls();
        let heard = calls.filter_map(|call| call.party_at(&extension(at))).find_map(|party| match &party.state {
            PartyState::Listening(agent) => Some(agent.clone()),
            _ => None,
        });
        heard.unwrap_or_else(|| extension(self.somebody()))
    }

    fn pass(&mut self) -> Result<(), Broken> {
        let millis = match self.rng.u32(0..10) {
            0 => self.rng.u64(0..400_000),
            1..4 => self.rng.u64(0..20_000),
            _ => self.rng.u64(0..4_000),
        };
        self.pass_for(millis)
    }

    /// The late one is woken once, after everything that happened meanwhile.
    fn pass_for(&mut self, millis: u64) -> Result<(), Broken> {
        let events = self.prompt.pass(millis)?;
        self.said.extend(events);
        if self.rng.bool() {
            self.late.handle_timeout(self.prompt.now);
            self.agree()?;
        }
        Ok(())
    }

    fn tell(&mut self, command: StationCommand) -> Result<(), Broken> {
        self.prompt.tell(command.clone());
        self.late.command(command, self.prompt.now);
        self.agree()
    }

    fn bring(&mut self) -> Result<(), Broken> {
        let to = match self.rng.u32(0..4) {
            0 | 1 => Destination::Queue(queue("support")),
            2 => Destination::Queue(queue("sales")),
            _ => Destination::Number(number(self.somebody())),
        };
        let from = if self.rng.u32(0..4) == 0 { "8002" } else { "+4930123456" };
        let incoming = Incoming { from: number(from), name: None, to };
        let call = self.prompt.pbx.bring(incoming.clone(), self.prompt.now);
        let same = self.late.bring(incoming, self.prompt.now);
        if call != same {
            return Err(Broken(format!("{call:?} is {same:?} for the late one")));
        }
        self.agree()
    }

    fn know(&mut self) -> Result<(), Broken> {
        let mut extensions: Vec<_> = EXTENSIONS.into_iter().map(extension).collect();
        extensions.truncate(self.rng.usize(2..=EXTENSIONS.len()));
        self.prompt.pbx.know(extensions.clone(), self.prompt.now);
        self.late.know(extensions, self.prompt.now);
        self.agree()
    }

    /// Both have said the same.
    fn agree(&mut self) -> Result<(), Broken> {
        let mut said = std::mem::take(&mut self.said);
        said.extend(self.prompt.drain()?);
        let late: Vec<StationEvent> = std::iter::from_fn(|| self.late.poll_event()).collect();
        if said == late { Ok(()) } else { Err(Broken(format!("{said:?} was said, and late {late:?}"))) }
    }

    fn somebody(&mut self) -> &'static str {
        EXTENSIONS[self.rng.usize(0..EXTENSIONS.len())]
    }

    /// Mostly a call that the telephone is in.
    fn some_call(&mut self, at: &str) -> CallId {
        let here: Vec<CallId> = match self.rng.u32(0..10) {
            0 => self.prompt.ledger.calls().map(|call| call.id).collect(),
            _ => {
                let own = self.prompt.ledger.calls().filter(|call| call.party_at(&extension(at)).is_some());
                own.map(|call| call.id).collect()
            }
        };
        if here.is_empty() { CallId(self.rng.u64(0..100)) } else { here[self.rng.usize(0..here.len())] }
    }

    fn some_number(&mut self) -> Number {
        let outside = ["8001", "8001", "8002", "8003", "8004", "8005", "8006", "+4930123456", "4711"];
        match self.rng.bool() {
            true => number(self.somebody()),
            false => number(outside[self.rng.usize(0..outside.len())]),
        }
    }
}

#[test]
fn waking_the_pbx_early_does_nothing() {
    let mut exchange = Exchange::with(&["5051"]);
    exchange.act("5051", CallAct::Make { to: number("8001"), name: None }).unwrap().unwrap();
    exchange.pbx.handle_timeout(Tick(1_999));
    assert_eq!(exchange.drain(), Ok(Vec::new()));
    assert_eq!(exchange.pbx.poll_timeout(), Some(Tick(2_000)));
}
