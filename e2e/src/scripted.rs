//! A connector that does what a test wants to see: real frames, and an answer decided beforehand.

mod cti;
mod lobby;

use std::iter::repeat_with;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use hookswitch_protocol::channels::{ForSoftphone, FromSoftphone};
use hookswitch_protocol::connector::{
    ConnectionStatus, FromConnector, Heartbeat, Licence, LinkStatus, LoginIdSet, Registered, ToConnector,
};
use hookswitch_protocol::frame::ReplyTo;
use hookswitch_protocol::ids::{DisplayName, Extension, ResumeToken, ServerName, SourceName};
use hookswitch_protocol::wire::Nullable;
use hookswitch_protocol::{CloseCode, ErrorCode, Frame, center, cisco, code, limits};
use tokio::time::{Instant, interval_at};

pub use cti::Cti;
pub use lobby::Lobby;

/// What the clock of every scripted connector shows.
pub const NOW_MS: u64 = 1_795_286_400_000;

/// What a scripted connector does with a softphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Signs on, and says how the line stands.
    Admit(LinkStatus),
    /// Refuses the sign-on, and then closes where that is said.
    Refuse {
        /// Why.
        code: ErrorCode,
        /// When to try again.
        retry_after_seconds: Option<u32>,
        /// How it closes.
        close: Option<CloseCode>,
    },
    /// Signs on, then closes.
    Dismiss(CloseCode),
    /// Signs on to the CTI server too, then restarts for so long; whoever comes back with a token is sent away for as
    /// long again.
    Restart {
        /// The delay it names.
        retry_after_ms: u64,
    },
    /// Lets people log on to a station.
    Receive(Lobby),
    /// Registers, and never answers the sign-on.
    Dawdle,
    /// Closes before a word.
    TurnAway(CloseCode),
    /// Says nothing at all.
    Ignore,
    /// Answers in another language.
    Babble,
}

/// Plays one connection to its end.
pub async fn play(act: Act, cti: Cti, mut socket: WebSocket) {
    let every = Duration::from_secs(limits::HEARTBEAT_SECONDS.into());
    let mut heartbeat = interval_at(Instant::now() + every, every);
    loop {
        let said = tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => hear(act, &cti, &text),
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_))) => Vec::new(),
                Some(Err(_)) | None => return,
            },
            _ = heartbeat.tick(), if act != Act::Ignore => vec![event(FromConnector::Heartbeat(Heartbeat { server_time: None, round_trip_ms: None }))],
        };
        for said in said {
            // A softphone that is gone needs no answer.
            if socket.send(said).await.is_err() {
                return;
            }
        }
    }
}

fn hear(act: Act, cti: &Cti, text: &str) -> Vec<Message> {
    let Ok(Frame { body, reply_to, .. }) = Frame::<FromSoftphone>::decode(text) else { return Vec::new() };
    let body = match body {
        FromSoftphone::Connector(body) => body,
        FromSoftphone::Center(request) => return receive(act, cti, reply_to, request),
        FromSoftphone::Ask(_) | FromSoftphone::Cisco(_) | FromSoftphone::Told(_) => {
            return hear_at_work(act, cti, reply_to, body);
        }
    };
    match (body, act) {
        (_, Act::Ignore) => Vec::new(),
        (_, Act::Babble) => vec![Message::Text("220 mail.example.com ESMTP".into())],
        (_, Act::TurnAway(code)) => vec![close(code, String::new())],
        (ToConnector::Register(register), Act::Restart { retry_after_ms }) if register.resume.is_some() => {
            vec![restart(retry_after_ms)]
        }
        (ToConnector::Register(register), _) => {
            let registered = frame(reply_to, FromConnector::Registered(registered(NOW_MS)).into());
            let signed_on = register.identity.map(|_| sign_on(act, ReplyTo::default())).unwrap_or_default();
            [registered].into_iter().chain(signed_on).collect()
        }
        (ToConnector::SetLoginId(_), _) => sign_on(act, reply_to),
        (ToConnector::Heartbeat(_) | ToConnector::ClearLoginId(_) | ToConnector::TakeOver(_), _) => Vec::new(),
    }
}

fn receive(act: Act, cti: &Cti, reply_to: ReplyTo, request: center::ToConnector) -> Vec<Message> {
    match act {
        Act::Receive(lobby) => {
            lobby.answer(cti, reply_to, request).into_iter().map(|(reply_to, body)| frame(reply_to, body)).collect()
        }
        Act::Admit(_)
        | Act::Refuse { .. }
        | Act::Dismiss(_)
        | Act::Restart { .. }
        | Act::Dawdle
        | Act::TurnAway(_)
        | Act::Ignore
        | Act::Babble => Vec::new(),
    }
}

fn hear_at_work(act: Act, cti: &Cti, reply_to: ReplyTo, request: FromSoftphone) -> Vec<Message> {
    let is_sign_on = matches!(request, FromSoftphone::Cisco(cisco::ToConnector::SetUserInfo(_)));
    let references = [reply_to].into_iter().chain(repeat_with(ReplyTo::default));
    let mut said: Vec<Message> =
        references.zip(cti.answer(request)).map(|(reply_to, body)| frame(reply_to, body)).collect();
    if let Act::Restart { retry_after_ms } = act
        && is_sign_on
    {
        said.push(restart(retry_after_ms));
    }
    said
}

fn sign_on(act: Act, reply_to: ReplyTo) -> Vec<Message> {
    let line = |status| event(FromConnector::Status(ConnectionStatus { status, reason: Nullable(None) }));
    match act {
        Act::Admit(status) => vec![frame(reply_to, FromConnector::LoginIdSet(admitted()).into()), line(status)],
        Act::Refuse { code, retry_after_seconds, close: closes } => {
            let refused = FromConnector::LoginIdSet(LoginIdSet::refused(code, retry_after_seconds));
            [frame(reply_to, refused.into())].into_iter().chain(closes.map(|code| close(code, String::new()))).collect()
        }
        Act::Dismiss(code) => {
            vec![
                frame(reply_to, FromConnector::LoginIdSet(admitted()).into()),
                line(LinkStatus::Linked),
                close(code, String::new()),
            ]
        }
        Act::Restart { .. } => {
            vec![frame(reply_to, FromConnector::LoginIdSet(admitted()).into()), line(LinkStatus::Linked)]
        }
        Act::Receive(_) | Act::Dawdle | Act::TurnAway(_) | Act::Ignore | Act::Babble => Vec::new(),
    }
}

fn frame(reply_to: ReplyTo, body: ForSoftphone) -> Message {
    let source = SourceName::parse("connector").unwrap_or_default();
    Message::Text(Frame { source, reply_to, body }.encode().into())
}

fn event(body: FromConnector) -> Message {
    frame(ReplyTo::default(), body.into())
}

fn close(code: CloseCode, reason: String) -> Message {
    Message::Close(Some(CloseFrame { code: code.number(), reason: reason.into() }))
}

fn restart(retry_after_ms: u64) -> Message {
    close(CloseCode::Restarting, code::restart_reason(retry_after_ms))
}

/// The answer to a registration, of a connector whose clock shows this.
pub fn registered(server_time: u64) -> Registered {
    Registered {
        subscriber_id: None,
        success: true,
        error_message: Nullable(None),
        code: None,
        resumed: false,
        resume: ResumeToken::parse("0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        heartbeat_seconds: limits::HEARTBEAT_SECONDS,
        grace_seconds: limits::GRACE_SECONDS,
        reconnect_window_ms: 10,
        server_time,
        server: ServerName::parse("hookswitch-connector 0.1.0").unwrap_or_default(),
    }
}

/// The answer to a sign-on that is let in.
pub fn admitted() -> LoginIdSet {
    LoginIdSet {
        success: true,
        error_message: Nullable(None),
        code: None,
        retry_after_seconds: None,
        extension: Extension::parse("5051"),
        display_name: DisplayName::parse("Demo Agent"),
        licence: Some(Licence::Site),
        elsewhere: None,
    }
}
