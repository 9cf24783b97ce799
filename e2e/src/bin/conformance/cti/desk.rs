//! An agent at work, as the rules move one.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::peer::{Peer, Target};
use crate::reply::{Reply, message_on};

/// What an agent of the demo signs on with.
pub(crate) struct Account {
    pub(crate) name: &'static str,
    pub(crate) password: &'static str,
    pub(crate) extension: &'static str,
}

/// An agent of the demo who is no supervisor.
pub(crate) const AGENT: Account = Account { name: "102312778", password: "pqsup1", extension: "5069" };
/// The supervisor of the same team, whose credentials are saved.
pub(crate) const SUPERVISOR: Account = Account { name: "1245456", password: "acq@123", extension: "5051" };

/// How many messages follow a sign-on.
pub(super) const GREETING: usize = 15;

/// An agent on a connection.
pub(super) struct Desk {
    pub(super) peer: Peer,
    pub(super) account: &'static Account,
    /// With which the session can be resumed.
    pub(super) token: Value,
    /// What followed the sign-on.
    pub(super) greeting: Vec<Reply>,
    events: Vec<Event>,
}

/// Something that was told and not looked for yet.
struct Event {
    /// Of one kind, or about one call: of these the later one tells how things stand.
    key: String,
    what: Value,
}

impl Account {
    /// The payload of `SetUserInfo`.
    pub(super) fn user_info(&self) -> Value {
        json!({ "username": self.name, "password": self.password, "extension": self.extension })
    }
}

impl Desk {
    /// A connection that is registered for every channel, with nobody on it.
    pub(super) async fn vacant(target: &Target, account: &'static Account) -> Result<Self> {
        let mut peer = target.open().await?;
        let registered = peer.register(json!({ "channels": ["Cisco", "Salesforce"] })).await?;
        registered.succeeded()?;
        Ok(Self { token: registered.data("resume"), ..Self::of(peer, account) })
    }

    /// A connection that is registered already.
    pub(super) const fn of(peer: Peer, account: &'static Account) -> Self {
        Self { peer, account, token: Value::Null, greeting: Vec::new(), events: Vec::new() }
    }

    /// The agent, not ready and without calls, whatever was left of an earlier rule.
    pub(super) async fn at_work(target: &Target, account: &'static Account) -> Result<Self> {
        let mut desk = Self::vacant(target, account).await?;
        desk.signs_on().await?;
        let is_fresh = desk.greeting("SetAgentState").is_ok_and(|state| {
            state.at("/message/data/state") == "NOT_READY" && state.at("/message/data/reasonCodeId") == "-1"
        });
        let has_calls = desk.greeting("CallsStateChange").is_ok_and(|calls| calls.at("/message/data") != json!([]));
        if !is_fresh || has_calls {
            desk.peer.sign_off().await?;
            desk.signs_on().await?;
        }
        Ok(desk)
    }

    /// Both agents.
    pub(super) async fn both(target: &Target) -> Result<(Self, Self)> {
        Ok((Self::at_work(target, &AGENT).await?, Self::at_work(target, &SUPERVISOR).await?))
    }

    /// Signs on, also where the session still lives on a connection that is gone; what follows is kept.
    pub(super) async fn signs_on(&mut self) -> Result<()> {
        let reply = self.asks("Agent", "SetUserInfo", self.account.user_info()).await?;
        let reply = if reply.is_error("SessionElsewhere").is_ok() {
            self.peer.ask("Session", "TakeOver", json!({})).await?.succeeded()?;
            self.asks("Agent", "SetUserInfo", self.account.user_info()).await?
        } else {
            reply
        };
        ensure!(
            reply.address() == "Cisco/Agent/Login",
            "{} cannot sign on: is the connector in demo mode? {}",
            self.account.name,
            reply.told()
        );
        Ok(())
    }

    /// Sends the sign-on and reads until the reply and, where it is a success, all that follows.
    async fn asks_to_sign_on(&mut self, id: &str) -> Result<Reply> {
        self.greeting.clear();
        self.events.clear();
        let mut login = None;
        loop {
            let frame = self.peer.next().await?;
            let is_reply = frame.id() == Some(id);
            if is_reply && frame.address() != "Cisco/Agent/Login" {
                return Ok(frame);
            }
            // What was told before, and calls that change meanwhile.
            let is_before = self.greeting.is_empty() && !frame.address().ends_with("/OpenConnection");
            ensure!(!(is_reply && is_before), "no OpenConnection before the Login");
            if is_before || frame.address().starts_with("Connector/") || frame.at("/message/scope") == "Changes" {
                continue;
            }
            if is_reply {
                login = Some(frame.clone());
            }
            self.greeting.push(frame);
            if self.greeting.len() == GREETING {
                return login.with_context(|| format!("no Login with id {id} among {:?}", self.addresses()));
            }
        }
    }

    /// Where the messages after the sign-on belong.
    pub(super) fn addresses(&self) -> Vec<String> {
        self.greeting.iter().map(Reply::address).collect()
    }

    /// One of the messages after the sign-on.
    pub(super) fn greeting(&self, subtopic: &str) -> Result<&Reply> {
        let found = self.greeting.iter().find(|frame| frame.at("/subtopic") == subtopic);
        found.with_context(|| format!("no {subtopic} among {:?}", self.addresses()))
    }

    /// The id of the first reason of a list of the greeting.
    pub(super) fn first_reason(&self, list: &str) -> Result<String> {
        let uri = self.greeting(list)?.at("/message/data/0/uri");
        let id = uri.as_str().and_then(|uri| uri.rsplit('/').next()).filter(|id| !id.is_empty());
        Ok(id.with_context(|| format!("no reason in {list}"))?.to_owned())
    }

    /// Sends a request.
    pub(super) async fn sends(&mut self, topic: &str, subtopic: &str, data: Value) -> Result<String> {
        self.sends_frame(message_on("Cisco", topic, subtopic, data)).await
    }

    /// Sends a frame, with a reference.
    pub(super) async fn sends_frame(&mut self, mut frame: Value) -> Result<String> {
        let id = self.peer.new_id();
        if let Some(frame) = frame.as_object_mut() {
            frame.insert("id".to_owned(), json!(id));
        }
        self.peer.send_text(frame.to_string()).await?;
        Ok(id)
    }

    /// Sends a request and waits for what repeats its reference, be it the reply or a refusal.
    pub(super) async fn asks(&mut self, topic: &str, subtopic: &str, data: Value) -> Result<Reply> {
        let id = self.sends(topic, subtopic, data).await?;
        if subtopic == "SetUserInfo" { self.asks_to_sign_on(&id).await } else { self.reply_to(&id).await }
    }

    /// Waits for the reply that repeats `id`.
    pub(super) async fn reply_to(&mut self, id: &str) -> Result<Reply> {
        loop {
            let frame = self.peer.next().await.with_context(|| format!("no reply to {id}"))?;
            if frame.id() == Some(id) {
                return Ok(frame);
            }
            self.keep(&frame);
        }
    }

    /// Asks for what is answered by the message of this address.
    pub(super) async fn asks_for(&mut self, topic: &str, subtopic: &str, address: &str) -> Result<Reply> {
        let reply = self.asks(topic, subtopic, json!({})).await?;
        ensure!(reply.address() == address, "not {address}: {}", reply.told());
        Ok(reply)
    }

    /// Gives a command on a call, from the agent's own extension.
    pub(super) async fn commands(&mut self, subtopic: &str, mut data: Value) -> Result<()> {
        if let Some(data) = data.as_object_mut() {
            data.insert("MediaAddress".to_owned(), json!(self.account.extension));
        }
        self.sends("InboundCall", subtopic, data).await?;
        Ok(())
    }

    /// Asks for something that is refused with this error type, with texts for people.
    pub(super) async fn is_refused(&mut self, topic: &str, subtopic: &str, data: Value, why: &str) -> Result<Reply> {
        let reply = self.asks(topic, subtopic, data).await?;
        is_refusal(&reply, why).with_context(|| format!("of {subtopic}"))?;
        Ok(reply)
    }

    /// The next frame of this kind, as it came; others before it are passed over.
    pub(super) async fn hears_frame(&mut self, address: &str) -> Result<Reply> {
        loop {
            let frame = self.peer.next().await.with_context(|| format!("waiting for {address}"))?;
            if frame.address() == address {
                return Ok(frame);
            }
        }
    }

    /// The next news of this kind.
    pub(super) async fn hears(&mut self, address: &str) -> Result<Value> {
        self.finds(address, |event| event.key == address).await
    }

    /// The agent's state becomes this one.
    pub(super) async fn becomes(&mut self, state: &str) -> Result<Value> {
        let is_that = |event: &Event| {
            event.key == "Cisco/Agent/SetAgentState" && event.what.pointer("/message/data/state") == Some(&json!(state))
        };
        let frame = self.finds(&format!("SetAgentState with {state}"), is_that).await?;
        Ok(frame.pointer("/message/data").cloned().unwrap_or_default())
    }

    /// A call comes to stand like this for the agent.
    pub(super) async fn sees(&mut self, state: &str) -> Result<Value> {
        let is_that = |event: &Event| event.key.starts_with("call ") && event.what.get("state") == Some(&json!(state));
        self.finds(&format!("CallsStateChange with a call that is {state}"), is_that).await
    }

    /// This call comes to stand like this for the agent.
    pub(super) async fn sees_call(&mut self, call: &Value, state: &str) -> Result<Value> {
        self.sees_that(call, state, |call| call.get("state") == Some(&json!(state))).await
    }

    /// This call comes to be so.
    pub(super) async fn sees_that(&mut self, call: &Value, what: &str, so: impl Fn(&Value) -> bool) -> Result<Value> {
        let key = key_of(call);
        self.finds(&format!("CallsStateChange with {key}: {what}"), |event| event.key == key && so(&event.what)).await
    }

    /// Everything that was told so far is old.
    pub(super) async fn is_up_to_date(&mut self) -> Result<()> {
        self.asks_for("Agent", "GetAgentState", "Cisco/Agent/SetAgentState").await?;
        self.events.clear();
        Ok(())
    }

    /// Nothing of this kind has been told since, or will be by what was asked before.
    pub(super) async fn heard_nothing(&mut self, address: &str) -> Result<()> {
        self.asks_for("Agent", "GetAgentState", "Cisco/Agent/SetAgentState").await?;
        let heard = self.events.iter().find(|event| event.key == address);
        ensure!(heard.is_none(), "{address} came: {}", heard.map(|event| event.what.to_string()).unwrap_or_default());
        Ok(())
    }

    /// What has been told since the sign-on of the connection itself.
    pub(super) fn hears_of_the_connection(&self) -> Vec<String> {
        let of_it = |event: &&Event| event.key.starts_with("Connector/");
        self.events.iter().filter(of_it).map(|event| event.what.to_string()).collect()
    }

    /// Signs off, so that the next rule finds the account free.
    pub(super) async fn leaves(mut self) -> Result<()> {
        self.peer.sign_off().await
    }

    async fn finds(&mut self, what: &str, is_that: impl Fn(&Event) -> bool) -> Result<Value> {
        loop {
            if let Some(at) = self.events.iter().position(&is_that) {
                let found = self.events.remove(at);
                let mut place = 0;
                self.events.retain(|event| {
                    place += 1;
                    place > at || event.key != found.key
                });
                return Ok(found.what);
            }
            let frame = self.peer.next().await.with_context(|| format!("waiting for {what}"))?;
            if frame.address().ends_with("/SetAPIError") || frame.address().ends_with("/SetError") {
                bail!("refused where {what} should follow: {}", frame.told());
            }
            self.keep(&frame);
        }
    }

    fn keep(&mut self, frame: &Reply) {
        let address = frame.address();
        if address != "Cisco/InboundCall/CallsStateChange" {
            return self.events.push(Event { key: address, what: frame.frame().clone() });
        }
        for call in frame.at("/message/data").as_array().cloned().unwrap_or_default() {
            self.events.push(Event { key: key_of(&call), what: call });
        }
    }
}

/// Whether it is `Error/SetAPIError` of this type, with texts for people.
pub(super) fn is_refusal(reply: &Reply, why: &str) -> Result<()> {
    ensure!(reply.address() == "Cisco/Error/SetAPIError", "not refused with {why}: {}", reply.told());
    ensure!(reply.at("/message/data/errorType") == why, "not refused with {why}: {}", reply.told());
    for field in ["errorMessage", "msg"] {
        let text = reply.at(&format!("/message/data/{field}"));
        ensure!(text.as_str().is_some_and(|text| !text.is_empty()), "no {field}: {}", reply.told());
    }
    Ok(())
}

/// The payload that names a call.
pub(super) fn named(call: &Value) -> Value {
    json!({ "CallID": call.get("id") })
}

/// The payload that names a call, with more in it.
pub(super) fn named_with(call: &Value, key: &str, value: &str) -> Value {
    json!({ "CallID": call.get("id"), key: value })
}

/// Whether a part of a call is as it should be.
pub(super) fn has(call: &Value, pointer: &str, value: &Value) -> Result<()> {
    ensure!(call.pointer(pointer) == Some(value), "{pointer} is not {value}: {call}");
    Ok(())
}

/// Two agents in a call with each other, the first of whom called.
pub(super) async fn in_a_call(target: &Target) -> Result<(Desk, Desk, Value)> {
    let (mut one, mut other) = Desk::both(target).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": other.account.extension })).await?;
    let ringing = other.sees("ALERTING").await?;
    other.commands("SetANSWER", named(&ringing)).await?;
    let call = one.sees("ACTIVE").await?;
    other.sees_call(&call, "ACTIVE").await?;
    Ok((one, other, call))
}

fn key_of(call: &Value) -> String {
    format!("call {}", call.get("id").unwrap_or(&Value::Null))
}
