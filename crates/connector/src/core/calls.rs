//! Calls: what agents ask of them, and what everybody is told when one changes.

use std::collections::BTreeSet;

use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::{
        FromConnector, ToConnector,
        agent::{UpdateCallVariables, WrapUp, WrapUpCall, WrapUpRule},
        call::{Call as CallOnWire, CallsStateChange, OutBoundCallStateChange, PastCall, SetCallHistory},
        error::ApiFault,
        ids::{CallId as CallIdOnWire, DialString, Label},
        part::{Part, Scope},
        team::SilentMonitoring,
        variables::CallVariables,
    },
    ids::Extension,
};

use super::{
    agent::Ended,
    call_view::{self, Beside},
    directory::UserId,
    io::{Change, ConnId, Effect},
    line::{Call, CallAct, CallCommand, CallId, CommandId, Ending, Failure, Party, PartyState, StationCommand, Who},
    machine::Core,
    numbers::Number,
    parts,
};

/// A command that the telephone system has not answered.
#[derive(Debug)]
pub(super) struct Commanded {
    /// Who is told if it fails.
    conn: ConnId,
    user: UserId,
    reply_to: ReplyTo,
    /// What a call that comes of it carries.
    variables: CallVariables,
}

impl Core {
    /// Takes a request about calls.
    pub(super) fn on_call_request(
        &mut self,
        conn: ConnId,
        reply_to: ReplyTo,
        user: UserId,
        request: ToConnector,
        now: Tick,
    ) -> Result<(), ApiFault> {
        let mut variables = CallVariables::default();
        let (at, act) = match request {
            ToConnector::MakeCall(make) => {
                variables = make.call_variables;
                (make.media_address, CallAct::Make { to: number(&make.to_address)?, name: None })
            }
            ToConnector::Answer(it) => {
                (it.media_address, CallAct::Answer(self.pressed(user, &it.call_id, |it| it.answer)?))
            }
            ToConnector::Reject(it) => {
                (it.media_address, CallAct::Reject(self.pressed(user, &it.call_id, |it| it.reject)?))
            }
            ToConnector::Hold(it) => (it.media_address, CallAct::Hold(self.pressed(user, &it.call_id, |it| it.hold)?)),
            ToConnector::Retrieve(it) => {
                (it.media_address, CallAct::Retrieve(self.pressed(user, &it.call_id, |it| it.retrieve)?))
            }
            ToConnector::Drop(it) if call_id(&it.call_id).is_ok_and(|id| self.dismiss(user, id)) => return Ok(()),
            ToConnector::Drop(it) => (it.media_address, CallAct::Drop(self.pressed(user, &it.call_id, |it| it.drop)?)),
            ToConnector::Consult(it) => {
                let call = self.pressed(user, &it.call_id, |it| it.consult)?;
                (it.media_address, CallAct::Consult { call, to: number(&it.to_address)? })
            }
            ToConnector::Transfer(it) => {
                let call = self.pressed(user, &it.call_id, |it| it.transfer)?;
                (it.media_address, CallAct::Transfer { consult: self.consult_of(user, call)? })
            }
            ToConnector::Conference(it) => {
                let call = self.pressed(user, &it.call_id, |it| it.conference)?;
                (it.media_address, CallAct::Conference { consult: self.consult_of(user, call)? })
            }
            ToConnector::DirectTransfer(it) => {
                let call = self.pressed(user, &it.call_id, |it| it.direct_transfer)?;
                (it.media_address, CallAct::TransferTo { call, to: number(&it.to_address)? })
            }
            ToConnector::SendDtmf(it) => {
                let call = self.pressed(user, &it.call_id, |it| it.send_dtmf)?;
                (it.media_address, CallAct::Digits { call, digits: it.digits })
            }
            ToConnector::SilentMonitoring(SilentMonitoring { from_address, to_address, .. }) => {
                self.is_in_team(user, &to_address)?;
                (Some(from_address), CallAct::Listen { agent: to_address })
            }
            ToConnector::Barge(it) => {
                self.is_in_team(user, &it.to_address)?;
                (Some(it.from_address), CallAct::Barge { agent: it.to_address })
            }
            ToConnector::WrapUpCall(wrapped) => return self.wrap_up(user, &wrapped, now),
            ToConnector::UpdateCallVariables(update) => return self.set_variable(user, update),
            ToConnector::SetUserInfo(_)
            | ToConnector::Logout(_)
            | ToConnector::SetReadyState(_)
            | ToConnector::SetNotReadyState(_)
            | ToConnector::GetAgentState(_)
            | ToConnector::GetAppState(_)
            | ToConnector::GetWrapupReasonCode(_)
            | ToConnector::GetPhoneDirectory(_)
            | ToConnector::GetSystemInfo(_)
            | ToConnector::GetCallHistory(_)
            | ToConnector::GetTeamState(_)
            | ToConnector::TeamAgentNotReady(_)
            | ToConnector::TeamAgentLogout(_) => return Err(ApiFault::InvalidState),
        };
        let own = self.extension_of(user).ok_or(ApiFault::InvalidState)?;
        if at.is_some_and(|at| at != own) {
            return Err(ApiFault::NotPermitted);
        }
        self.commands_given += 1;
        let id = CommandId(self.commands_given);
        self.commands.insert(id, Commanded { conn, user, reply_to, variables });
        self.push(Effect::Station(StationCommand::Call(CallCommand { id, at: own, act })));
        Ok(())
    }

    /// A command was carried out; what came of it is told by the call.
    pub(super) fn on_done(&mut self, command: CommandId, call: Option<CallId>) {
        let Some(Commanded { variables, .. }) = self.commands.remove(&command) else { return };
        if let Some(call) = call.filter(|_| !variables.as_slice().is_empty()) {
            self.variables.insert(call, variables);
        }
    }

    /// A command could not be carried out; whoever gave it is told, and every window that is left where that one is
    /// gone.
    pub(super) fn on_failed(&mut self, command: CommandId, why: Failure) {
        let Some(Commanded { conn, user, reply_to, .. }) = self.commands.remove(&command) else { return };
        let is_there = self.conns.contains_key(&conn);
        for conn in if is_there { vec![conn] } else { self.windows_of(user) } {
            self.refuse_cti(conn, reply_to.clone(), fault(why));
        }
    }

    /// Whoever asks again for what is not carried out yet is told what comes of it.
    pub(super) fn ask_for(&mut self, conn: ConnId, reply_to: &ReplyTo) {
        let user = self.window_of(conn);
        let is_it = |given: &&mut Commanded| Some(given.user) == user && given.reply_to.id == reply_to.id;
        if let Some(given) = self.commands.values_mut().find(is_it) {
            given.conn = conn;
        }
    }

    /// A call has changed: agents in it are told, and their states follow.
    pub(super) fn on_call(&mut self, mut call: Call, now: Tick) {
        self.name_people(&mut call);
        let id = call.id;
        let before = self.calls.get(&id);
        // Whoever has left it before is told no more, nor who came into it and left it at once.
        let is_news = |extension: &&Extension| {
            let was_in = before.is_none_or(|before| before.party_at(extension).is_some());
            was_in || call.party_at(extension).is_some()
        };
        let all: BTreeSet<&Extension> = call.parties.iter().filter_map(call_view::extension).collect();
        let (extensions, others): (Vec<_>, Vec<_>) =
            all.into_iter().cloned().partition(|extension| is_news(&extension));
        self.calls.insert(id, call);
        for extension in &extensions {
            if let Some(user) = self.by_extension.get(extension).copied().filter(|user| self.desks.contains_key(user)) {
                let past = self.remember(user, extension, id, now);
                self.tell_call(user, extension, id);
                self.keep_if_failed(user, extension, id);
                let was_answered = past.as_ref().is_some_and(|past| past.answered);
                if let Some(past) = past {
                    self.tell_apps(user, Some(history(Scope::Changes, (None, vec![past.clone()]))));
                    self.store(Change::KeepCall(user, Box::new(past)));
                }
                let ended = self.ended(user, extension, id, was_answered, now);
                if self.is_on_the_way(extension, id) || !self.follow(user, extension, ended, now) {
                    self.tell_watchers(user, now);
                }
                self.forget_if_left(user, extension, id);
                self.tell_others(user, extension, id);
            }
        }
        // Whoever was on the way into it, and is out again.
        for extension in others {
            if let Some(user) = self.by_extension.get(&extension).copied() {
                self.follow(user, &extension, Ended::Plainly, now);
            }
        }
        if self.calls.get(&id).is_some_and(Call::is_over) {
            self.calls.remove(&id);
            self.variables.remove(&id);
        }
    }

    /// The agent goes to another telephone: the calls at this one end there, as the telephone system is about to say to
    /// the others.
    pub(super) fn leave_calls(&mut self, user: UserId, own: &Extension, now: Tick) {
        let here: Vec<Call> = self.calls.values().filter(|call| call.party_at(own).is_some()).cloned().collect();
        for mut call in here {
            for party in call.parties.iter_mut().filter(|party| party.is_in() && party.who.is(own)) {
                party.state = PartyState::Ended(Ending::OutOfReach);
                party.since = now;
            }
            self.on_call(call, now);
        }
        let failed: Vec<CallId> =
            self.desks.get(&user).into_iter().flat_map(|desk| desk.failed.keys().copied()).collect();
        for call in failed {
            self.dismiss(user, call);
        }
    }

    /// Names those whom the telephone system knows by number only: by the directory, or by the phone books.
    fn name_people(&self, call: &mut Call) {
        let name = |who: &Who| match who {
            Who::Extension(extension) => {
                let user = self.by_extension.get(extension).and_then(|user| self.directory.user(*user));
                user.or_else(|| self.directory.by_extension(extension)).map(|user| user.display_name.clone())
            }
            Who::Outside(number) => self.settings.phone_books.name(number.as_str()),
        };
        for party in &mut call.parties {
            party.name = party.name.take().or_else(|| name(&party.who));
        }
        call.from.name = call.from.name.take().or_else(|| name(&call.from.who));
    }

    /// All calls of an agent.
    pub(super) fn calls_of(&self, user: UserId) -> FromConnector {
        FromConnector::Calls(CallsStateChange { scope: Scope::All, part: None, data: self.own_calls(user) })
    }

    /// The same, as the agent sees them.
    pub(super) fn own_calls(&self, user: UserId) -> Vec<CallOnWire> {
        let (Some(own), Some(desk)) = (self.extension_of(user), self.desks.get(&user)) else { return Vec::new() };
        let present = self.calls.values().filter(|call| call.party_at(&own).is_some());
        let present = present.filter_map(|call| self.call_on_wire(user, &own, call));
        present.chain(desk.failed.values().cloned()).collect()
    }

    /// The calls an agent had in the last day, the latest first.
    pub(super) fn call_history(&self, user: UserId, now: Tick) -> Vec<FromConnector> {
        let calls = self.history.get(&user).map(|history| history.of_the_day(self.unix_ms(now))).unwrap_or_default();
        parts::numbered(parts::cut(calls)).into_iter().map(|part| history(Scope::All, part)).collect()
    }

    /// Whoever comes back into a call wraps it up anew.
    fn forget_if_left(&mut self, user: UserId, extension: &Extension, id: CallId) {
        let is_left = self.calls.get(&id).is_none_or(|call| call.party_at(extension).is_none());
        if let Some(desk) = self.desks.get_mut(&user).filter(|_| is_left) {
            desk.wrapped.remove(&id);
            desk.listened.remove(&id);
            desk.buttons.remove(&id);
        }
    }

    /// Notes when a call was answered here, and keeps it in the history once it is over here.
    fn remember(&mut self, user: UserId, extension: &Extension, id: CallId, now: Tick) -> Option<PastCall> {
        let (call, desk) = self.calls.get(&id).zip(self.desks.get_mut(&user))?;
        let party = last_party(call, extension)?;
        match party.state {
            PartyState::Listening(_) => {
                desk.listened.insert(id);
                desk.answered.entry(id).or_insert(now);
                None
            }
            PartyState::Active | PartyState::Held => {
                // Others have to be there too: whoever calls is active only once somebody has answered.
                desk.answered.entry(id).or_insert(now);
                None
            }
            PartyState::Initiating | PartyState::Alerting => None,
            PartyState::Ended(_) => {
                let answered = desk.answered.remove(&id);
                let at = self.unix_ms(call.began);
                let past = call_view::past(call, extension, at, answered.map(|answered| now.since(answered)));
                self.history.entry(user).or_default().keep(past.clone());
                Some(past)
            }
        }
    }

    pub(super) fn tell_call(&mut self, user: UserId, extension: &Extension, id: CallId) {
        if let Some(call) = self.calls.get(&id).and_then(|call| self.call_on_wire(user, extension, call)) {
            if let Some(desk) = self.desks.get_mut(&user) {
                desk.buttons.insert(id, call.buttons.clone());
            }
            self.tell_of(user, call);
        }
    }

    fn tell_of(&mut self, user: UserId, call: CallOnWire) {
        let change = CallsStateChange { scope: Scope::Changes, part: None, data: vec![call.clone()] };
        self.tell_apps(user, Some(FromConnector::Calls(change)));
        if call_view::is_outgoing(&call) {
            self.tell_apps(user, Some(FromConnector::OutBoundCall(OutBoundCallStateChange { data: call })));
        }
    }

    /// Keeps a call that came to nothing until its agent has taken note of that.
    fn keep_if_failed(&mut self, user: UserId, extension: &Extension, id: CallId) {
        let drawn = self.calls.get(&id).and_then(|call| self.call_on_wire(user, extension, call));
        let failed = drawn.filter(call_view::has_failed);
        if let Some((desk, call)) = self.desks.get_mut(&user).zip(failed) {
            desk.failed.insert(id, call);
        }
    }

    /// Drops a call that came to nothing; whether it was one.
    fn dismiss(&mut self, user: UserId, id: CallId) -> bool {
        let failed = self.desks.get_mut(&user).and_then(|desk| desk.failed.remove(&id));
        let is_one = failed.is_some();
        if let Some(call) = failed {
            self.tell_of(user, call_view::dismissed(call));
        }
        is_one
    }

    fn call_on_wire(&self, user: UserId, own: &Extension, call: &Call) -> Option<CallOnWire> {
        let desk = self.desks.get(&user)?;
        let owes_wrap_up = self.owes_wrap_up(user, own, call);
        let beside = Beside {
            call_variables: self.variables.get(&call.id).cloned().unwrap_or_default(),
            wrap_up: if owes_wrap_up { WrapUpRule::Required } else { WrapUpRule::NotAllowed },
            wrap_up_reason: desk.wrapped.get(&call.id).cloned(),
            around: self.around(own, call),
            is_watched: desk.listened.contains(&call.id),
        };
        call_view::draw(call, own, beside, |tick| self.unix_ms(tick))
    }

    /// The call of this id in which the agent is.
    pub(super) fn own_call(&self, user: UserId, id: &CallIdOnWire) -> Result<CallId, ApiFault> {
        let id = call_id(id)?;
        let own = self.extension_of(user).ok_or(ApiFault::InvalidState)?;
        let is_in = self.calls.get(&id).is_some_and(|call| call.party_at(&own).is_some());
        if is_in { Ok(id) } else { Err(ApiFault::UnknownCall) }
    }

    fn wrap_up(&mut self, user: UserId, wrapped: &WrapUpCall, now: Tick) -> Result<(), ApiFault> {
        let known = self.team_of(user).wrap_up;
        let label = match &wrapped.reason {
            WrapUp::Reason(id) => {
                let reason = known.iter().find(|reason| reason.code.0 == id.as_str());
                reason.and_then(|reason| Label::parse(&reason.label)).ok_or(ApiFault::InvalidReasonCode)?
            }
            WrapUp::Custom(words) => words.clone(),
        };
        let id = call_id(&wrapped.call_id)?;
        let desk = self.desks.get_mut(&user).ok_or(ApiFault::InvalidState)?;
        if desk.agent.due().is_some() {
            self.change_agent(user, now, |agent| agent.wrapped_up(now));
            return Ok(());
        }
        // During the call: nothing is owed after it any more.
        self.own_call(user, &wrapped.call_id)?;
        if let Some(desk) = self.desks.get_mut(&user) {
            desk.wrapped.insert(id, label);
        }
        if let Some(own) = self.extension_of(user) {
            self.tell_call(user, &own, id);
        }
        Ok(())
    }

    fn set_variable(&mut self, user: UserId, update: UpdateCallVariables) -> Result<(), ApiFault> {
        let id = self.own_call(user, &update.call_id)?;
        let variables = self.variables.entry(id).or_default();
        variables.set(update.key, update.value).map_err(|_| ApiFault::TooLarge)?;
        let users: Vec<(UserId, Extension)> = self
            .calls
            .get(&id)
            .into_iter()
            .flat_map(|call| call.parties.iter().filter(|party| party.is_in()))
            .filter_map(call_view::extension)
            .filter_map(|extension| Some((*self.by_extension.get(extension)?, extension.clone())))
            .collect();
        for (user, extension) in users {
            self.tell_call(user, &extension, id);
        }
        Ok(())
    }

    fn is_in_team(&self, user: UserId, extension: &Extension) -> Result<(), ApiFault> {
        let agents = self.supervised(user)?;
        let agent = self.by_extension.get(extension);
        if agent.is_some_and(|agent| agents.contains(agent)) { Ok(()) } else { Err(ApiFault::NotPermitted) }
    }
}

fn history(scope: Scope, (part, data): (Option<Part>, Vec<PastCall>)) -> FromConnector {
    FromConnector::CallHistory(SetCallHistory { scope, part, data })
}

/// The part that this telephone has in the call, or had last.
pub(super) fn last_party<'a>(call: &'a Call, extension: &Extension) -> Option<&'a Party> {
    call.parties.iter().rev().find(|party| party.who.is(extension))
}

fn call_id(id: &CallIdOnWire) -> Result<CallId, ApiFault> {
    id.as_str().parse().map(CallId).map_err(|_| ApiFault::UnknownCall)
}

fn number(text: &DialString) -> Result<Number, ApiFault> {
    Number::parse(text.as_str().trim()).ok_or(ApiFault::InvalidNumber)
}

const fn fault(why: Failure) -> ApiFault {
    match why {
        Failure::UnknownCall => ApiFault::UnknownCall,
        Failure::WrongState | Failure::Busy | Failure::NotPossible => ApiFault::InvalidState,
        Failure::NoSuchNumber => ApiFault::InvalidNumber,
        Failure::OutOfReach => ApiFault::InternalError,
    }
}
