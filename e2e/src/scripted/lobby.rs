//! A connector at which people log on to a station.

use hookswitch_protocol::ErrorCode;
use hookswitch_protocol::center::{
    ConnectionState, FromConnector, LoggedOn, Memo, Memos, Seat, ServerInfo, StateChange, StateReason, StationType,
    ToConnector, UserLabel,
};
use hookswitch_protocol::channels::ForSoftphone;
use hookswitch_protocol::connector::{self, ConnectionStatus, Elsewhere, LinkStatus, Outcome};
use hookswitch_protocol::frame::ReplyTo;
use hookswitch_protocol::ids::{AgreementVersion, CredentialText, HostName, PageUrl};
use hookswitch_protocol::wire::Nullable;

use super::{Cti, NOW_MS, admitted};

/// How logging on goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lobby {
    /// Whoever comes is let in, and finds memos; the password expires in twelve days.
    Open,
    /// It names hosts, wants domain names and an agreement, and keeps nobody logged on.
    Formal,
    /// Whoever comes is refused.
    Closed(ErrorCode),
    /// Whoever comes is in another window already.
    Elsewhere,
    /// Whoever comes is let in, and dropped at once for a log-on elsewhere.
    Drops,
}

impl Lobby {
    /// The answer to a request, with the reference that it answers.
    pub(super) fn answer(self, cti: &Cti, reply_to: ReplyTo, request: ToConnector) -> Vec<(ReplyTo, ForSoftphone)> {
        let one = |answer: FromConnector| vec![(reply_to.clone(), answer.into())];
        match request {
            ToConnector::GetServerInfo(_) => one(FromConnector::ServerInfo(self.info())),
            ToConnector::LogOn(log_on) => match self {
                Self::Closed(code) => one(FromConnector::LoggedOn(refused(code))),
                Self::Elsewhere => {
                    let url = PageUrl::parse("https://acme.lightning.force.com/phone").unwrap_or_default();
                    let elsewhere = Some(Elsewhere { url, since: NOW_MS - 7_200_000 });
                    let answer = LoggedOn { elsewhere, ..LoggedOn::refused(ErrorCode::SessionElsewhere) };
                    one(FromConnector::LoggedOn(answer))
                }
                Self::Formal if log_on.agreed.is_none() => {
                    one(FromConnector::LoggedOn(LoggedOn::refused(ErrorCode::AgreementNeeded)))
                }
                Self::Open | Self::Formal | Self::Drops => self.let_in(cti, reply_to, log_on.seat()),
            },
            ToConnector::LogOff(_) => one(FromConnector::LoggedOff(Outcome::done())),
            ToConnector::SignOutEverywhere(_) => one(FromConnector::SignedOutEverywhere(Outcome::done())),
            ToConnector::ChangeStation(_) => Vec::new(),
        }
    }

    fn info(self) -> ServerInfo {
        let plain = ServerInfo {
            hosts: Vec::new(),
            label: UserLabel::UserId,
            cached_credentials: true,
            persistent_connections: true,
            user_agreement_text: None,
            user_agreement_version: None,
            station_types: StationType::ALL.to_vec(),
            help: Some("https://help.example.com/log-on".to_owned()),
        };
        match self {
            Self::Open | Self::Closed(_) | Self::Elsewhere | Self::Drops => plain,
            Self::Formal => ServerInfo {
                hosts: ["ic1.example.com", "ic2.example.com"].into_iter().filter_map(HostName::parse).collect(),
                label: UserLabel::DomainUser,
                cached_credentials: false,
                persistent_connections: false,
                user_agreement_text: Some(AGREEMENT.to_owned()),
                user_agreement_version: AgreementVersion::parse("2026-11"),
                station_types: vec![StationType::Workstation],
                ..plain
            },
        }
    }

    fn let_in(self, cti: &Cti, reply_to: ReplyTo, seat: Seat) -> Vec<(ReplyTo, ForSoftphone)> {
        let logged_on = LoggedOn {
            days_until_password_expiration: Some(12),
            session_credential: CredentialText::parse("0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
            ..LoggedOn::at(seat)
        };
        let status = ConnectionStatus { status: LinkStatus::Linked, reason: Nullable(None) };
        let last = match self {
            Self::Drops => FromConnector::StateChange(StateChange {
                previous_connection_state: ConnectionState::Up,
                new_connection_state: ConnectionState::Down,
                reason: StateReason::AnotherLogOn,
                should_reconnect: false,
                text: ErrorCode::AnotherLogOn.advice().message.to_owned(),
            }),
            Self::Open | Self::Formal | Self::Closed(_) | Self::Elsewhere => {
                FromConnector::Memos(Memos { memos: memos() })
            }
        };
        let event = |answer: ForSoftphone| (ReplyTo::default(), answer);
        let work = cti.signed_on.iter().cloned().map(|shown| event(shown.into()));
        let mut said = vec![
            (reply_to, FromConnector::LoggedOn(logged_on).into()),
            event(connector::FromConnector::LoginIdSet(admitted()).into()),
            event(connector::FromConnector::Status(status).into()),
        ];
        said.extend(work);
        said.push(event(last.into()));
        said
    }
}

const AGREEMENT: &str = "This system is for authorised use only.\n\nWhat is done here may be recorded, and calls may be \
                         listened to. By pressing OK you agree to that.";

fn refused(code: ErrorCode) -> LoggedOn {
    let is_of_station = [ErrorCode::StationInUse, ErrorCode::StationUnknown].contains(&code);
    let is_of_password = code == ErrorCode::AuthenticationFailed;
    let field = is_of_station.then_some("station").or(is_of_password.then_some("password"));
    LoggedOn {
        field: field.map(str::to_owned),
        attempts_left: (code == ErrorCode::AuthenticationFailed).then_some(4),
        retry_after_seconds: (code == ErrorCode::Locked).then_some(290),
        ..LoggedOn::refused(code)
    }
}

fn memos() -> Vec<Memo> {
    let memo = |id, text: &str, url: Option<&str>| Memo { id, text: text.to_owned(), url: url.map(str::to_owned) };
    vec![
        memo(7, "The new tariff starts on Monday.", Some("https://intranet.example.com/tariff")),
        memo(6, "Fire drill at 15:00.", None),
        memo(5, "Never follow this.", Some("javascript:alert(1)")),
    ]
}
