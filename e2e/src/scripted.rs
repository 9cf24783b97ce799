//! A connector that does what a test wants to see: real frames, and an answer decided beforehand.

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use hookswitch_protocol::connector::{
    ConnectionStatus, FromConnector, Licence, LinkStatus, LoginIdSet, Registered, ToConnector,
};
use hookswitch_protocol::frame::ReplyTo;
use hookswitch_protocol::ids::{DisplayName, Extension, ResumeToken, ServerName, SourceName};
use hookswitch_protocol::wire::Nullable;
use hookswitch_protocol::{CloseCode, ErrorCode, Frame, code, limits};

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
    /// Signs on, then restarts for so long; whoever comes back with a token is sent away for as long again.
    Restart {
        /// The delay it names.
        retry_after_ms: u64,
    },
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
pub async fn play(act: Act, mut socket: WebSocket) {
    // A softphone that is gone needs no answer.
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        let Ok(frame) = Frame::<ToConnector>::decode(&text) else { continue };
        for said in answers(act, &frame) {
            let sent = match said {
                Said::Frame(body) => {
                    let source = SourceName::parse("connector").unwrap_or_default();
                    let is_unasked = matches!(body, FromConnector::Status(_));
                    let reply_to = if is_unasked { ReplyTo::default() } else { frame.reply_to.clone() };
                    socket.send(Message::Text(Frame { source, reply_to, body }.encode().into())).await
                }
                Said::Nonsense => socket.send(Message::Text("220 mail.example.com ESMTP".into())).await,
                Said::Close(code, reason) => {
                    let frame = CloseFrame { code: code.number(), reason: reason.into() };
                    socket.send(Message::Close(Some(frame))).await
                }
            };
            if sent.is_err() {
                return;
            }
        }
    }
}

enum Said {
    Frame(FromConnector),
    Nonsense,
    Close(CloseCode, String),
}

fn answers(act: Act, asked: &Frame<ToConnector>) -> Vec<Said> {
    let line = |status| Said::Frame(FromConnector::Status(ConnectionStatus { status, reason: Nullable(None) }));
    let restarts = |ms| Said::Close(CloseCode::Restarting, code::restart_reason(ms));
    match (&asked.body, act) {
        (_, Act::Ignore) => Vec::new(),
        (_, Act::Babble) => vec![Said::Nonsense],
        (_, Act::TurnAway(code)) => vec![Said::Close(code, String::new())],
        (ToConnector::Register(register), Act::Restart { retry_after_ms }) if register.resume.is_some() => {
            vec![restarts(retry_after_ms)]
        }
        (ToConnector::Register(_), _) => vec![Said::Frame(FromConnector::Registered(registered()))],
        (ToConnector::SetLoginId(_), Act::Admit(status)) => vec![Said::Frame(admitted()), line(status)],
        (ToConnector::SetLoginId(_), Act::Refuse { code, retry_after_seconds, close }) => {
            let refused = FromConnector::LoginIdSet(LoginIdSet::refused(code, retry_after_seconds));
            let close = close.map(|code| Said::Close(code, String::new()));
            [Said::Frame(refused)].into_iter().chain(close).collect()
        }
        (ToConnector::SetLoginId(_), Act::Dismiss(code)) => {
            vec![Said::Frame(admitted()), line(LinkStatus::Linked), Said::Close(code, String::new())]
        }
        (ToConnector::SetLoginId(_), Act::Restart { retry_after_ms }) => {
            vec![Said::Frame(admitted()), line(LinkStatus::Linked), restarts(retry_after_ms)]
        }
        (ToConnector::SetLoginId(_), Act::Dawdle)
        | (ToConnector::Heartbeat(_) | ToConnector::ClearLoginId(_) | ToConnector::TakeOver(_), _) => Vec::new(),
    }
}

fn registered() -> Registered {
    Registered {
        subscriber_id: None,
        success: true,
        error_message: Nullable(None),
        code: None,
        resumed: false,
        resume: ResumeToken::parse("0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        // A softphone takes two of these in silence for death; no test lasts that long.
        heartbeat_seconds: 3_600,
        grace_seconds: limits::GRACE_SECONDS,
        reconnect_window_ms: 10,
        server_time: 1_795_286_400_000,
        server: ServerName::parse("hookswitch-connector 0.1.0").unwrap_or_default(),
    }
}

fn admitted() -> FromConnector {
    FromConnector::LoginIdSet(LoginIdSet {
        success: true,
        error_message: Nullable(None),
        code: None,
        retry_after_seconds: None,
        extension: Extension::parse("5051"),
        display_name: DisplayName::parse("Demo Agent"),
        licence: Some(Licence::Site),
    })
}
