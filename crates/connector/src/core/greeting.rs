//! What is told to whoever has signed on to the CTI server, and to whoever asks: the agent, and the lists around it.

use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::{
        FromConnector,
        agent::{
            self, AgentState as StateOnWire, AppState, CtiState, Login, SetAgentState, Settings, SignedOn, UserInfo,
            WrapUpRule,
        },
        error::ApiFault,
        ids::{CtiUserName, Label, MediaId, ReasonCode as ReasonOnWire, ReasonCodeId, ResourceUri, TeamId},
        lists::{
            Category, GetMedia, Map, MapEntry, Media, Medium, Mrd, PhoneBooks, ReasonCodeItem, SetLogOutReasonCodes,
            SetMappedMrd, SetMrdList, SetNotReadyReasonCodes, SetWrapupCode, WrapUpItem,
        },
        part::Scope,
        system::{
            AuthMode, Node, OpenConnection, OpenedConnection, SetConnectionStatus, SetSystemInfo, SystemInfo,
            SystemStatus,
        },
        team::{SetTeamState, TeamAgent},
    },
    connector::{ConnectionStatus, LinkStatus},
    ids::Extension,
    utc::UtcTime,
    values::{Blank, NoPassword, Quoted},
    wire::Nullable,
};

use super::{
    agent::{AgentState, ReasonCode, Wish},
    call_view,
    directory::{User, UserId},
    io::ConnId,
    machine::Core,
    parts,
    team::{Reason, Role, Team},
};

/// The one media routing domain there is.
const VOICE: &str = "1";
const VOICE_NAME: &str = "Cisco_Voice";

/// An agent with all that is told of it.
struct Portrait<'a> {
    user: &'a User,
    extension: Option<Extension>,
    team: Team,
    state: StateOnWire,
    pending: Option<StateOnWire>,
    reason: Option<ReasonCode>,
    since: UtcTime,
}

impl Core {
    /// The fifteen messages that follow a sign-on, in the order of the vendor's page. The one that tells of the sign-on
    /// is the reply to it.
    pub(super) fn greet(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, now: Tick) {
        for message in self.greeting(user, now).unwrap_or_default() {
            if matches!(message, FromConnector::Login(_)) {
                self.reply(conn, reply_to.clone(), message);
            } else {
                self.tell(conn, ReplyTo::default(), message);
            }
        }
    }

    /// How an agent stands; nothing where nobody is at work.
    pub(super) fn agent_state(&self, user: UserId) -> Option<FromConnector> {
        self.portrait(user).map(|portrait| portrait.agent_state())
    }

    /// The same of an agent who is about to be signed off.
    pub(super) fn logged_out(&self, user: UserId, now: Tick) -> Option<FromConnector> {
        let portrait = Portrait { state: StateOnWire::LogOut, extension: None, pending: None, ..self.portrait(user)? };
        Some(Portrait { since: UtcTime::of_unix_ms(self.unix_ms(now)), ..portrait }.agent_state())
    }

    /// What the agent's softphone shows.
    pub(super) fn app_state(&self, user: UserId) -> Option<FromConnector> {
        self.portrait(user).map(|portrait| portrait.app_state())
    }

    /// How a call can be said to have come out.
    pub(super) fn wrap_up_codes(&self, user: UserId) -> FromConnector {
        let item = |reason: &Reason| WrapUpItem {
            uri: uri(&["WrapUpReason/", &reason.code.0]),
            label: label(&reason.label),
            for_all: Quoted(false),
        };
        FromConnector::WrapupCode(SetWrapupCode { data: self.team_of(user).wrap_up.iter().map(item).collect() })
    }

    /// Why an agent can log out, and why not be ready.
    pub(super) fn reason_codes(&self, user: UserId) -> [FromConnector; 2] {
        let Team { log_out, not_ready, .. } = self.team_of(user);
        let items = |reasons: &[Reason], category| reasons.iter().map(|reason| item(reason, category)).collect();
        [
            FromConnector::LogOutReasonCodes(SetLogOutReasonCodes { data: items(&log_out, Category::LogOut) }),
            FromConnector::NotReadyReasonCodes(SetNotReadyReasonCodes { data: items(&not_ready, Category::NotReady) }),
        ]
    }

    /// The phone books, or one part of them.
    pub(super) fn phone_books(&self, user: UserId, part: Option<u32>) -> Result<Vec<PhoneBooks>, ApiFault> {
        let mut parts = self.settings.phone_books.parts(&self.team_of(user).name);
        if let Some(number) = part {
            let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
            let at = at.filter(|at| *at < parts.len()).ok_or(ApiFault::UnknownPart)?;
            parts = vec![parts.swap_remove(at)];
        }
        Ok(parts)
    }

    /// What the CTI server is.
    pub(super) fn system_info(&self, now: Tick) -> FromConnector {
        let unix_ms = self.unix_ms(now);
        FromConnector::SystemInfo(SetSystemInfo {
            system_info: SystemInfo {
                current_timestamp: UtcTime::of_unix_ms(unix_ms),
                time_diff_seconds: None,
                deployment_type: label("hookswitch"),
                last_cti_heartbeat_status: label("Success"),
                last_success_cti_heartbeat_time: Some(Quoted(unix_ms)),
                cti_version: label(env!("CARGO_PKG_VERSION")),
                cti_heartbeat_interval: Quoted(hookswitch_protocol::limits::HEARTBEAT_SECONDS),
                peripheral_id: label(VOICE),
                primary_node: Node { host: self.settings.server.clone() },
                secondary_node: None,
                status: SystemStatus::InService,
                system_auth_mode: AuthMode::Password,
                timezone_offset: Quoted(0),
                uri: uri(&["SystemInfo"]),
                xmpp_domain: None,
                xmpp_pub_sub_domain: None,
            },
        })
    }

    /// The agents of a supervisor's team, at work or not.
    pub(super) fn team_state(&self, supervisor: UserId, now: Tick) -> Vec<FromConnector> {
        let team = self.directory.users().filter(|user| user.cti.is_some() || self.desks.contains_key(&user.id));
        let mut agents: Vec<UserId> = team.map(|user| user.id).collect();
        agents.retain(|agent| self.is_supervised_by(*agent, supervisor));
        agents.sort_unstable();
        let parts = parts::cut(agents.iter().filter_map(|agent| self.team_agent(*agent, now)).collect());
        let message = |(part, data)| FromConnector::TeamState(SetTeamState { scope: Scope::All, part, data });
        parts::numbered(parts).into_iter().map(message).collect()
    }

    /// What became of one of them.
    pub(super) fn team_news(&self, agent: UserId, now: Tick) -> Option<FromConnector> {
        let data = vec![self.team_agent(agent, now)?];
        Some(FromConnector::TeamState(SetTeamState { scope: Scope::Changes, part: None, data }))
    }

    /// What the softphone of nobody shows.
    pub(super) fn nobodys_app_state() -> FromConnector {
        app_state(StateOnWire::LogOut, None, None)
    }

    fn team_agent(&self, agent: UserId, now: Tick) -> Option<TeamAgent> {
        let user = self.directory.user(agent)?;
        let calls = || self.own_calls(agent).into_iter().map(call_view::for_team).collect();
        let present = self.portrait(agent).map(|portrait| TeamAgent { calls: calls(), ..portrait.team_agent() });
        let gone = || TeamAgent {
            state: StateOnWire::LogOut,
            extension: Blank(None),
            since: self.unix_ms(now),
            reason_code_id: ReasonOnWire(None),
            reason: None,
            calls: Vec::new(),
            user_name: cti_name(user),
            name: user.display_name.clone(),
            team: Some(label(user.team.as_str())),
        };
        Some(present.unwrap_or_else(gone))
    }

    fn greeting(&self, user: UserId, now: Tick) -> Option<Vec<FromConnector>> {
        let portrait = self.portrait(user)?;
        let opened = OpenedConnection {
            username: cti_name(portrait.user),
            extension: portrait.extension.clone()?,
            server: self.settings.server.clone(),
        };
        let line =
            ConnectionStatus { status: self.line_of(user).unwrap_or(LinkStatus::Connecting), reason: Nullable(None) };
        let [log_out, not_ready] = self.reason_codes(user);
        Some(vec![
            FromConnector::OpenConnection(OpenConnection { data: opened }),
            FromConnector::ConnectionStatus(SetConnectionStatus { data: line }),
            portrait.agent_state(),
            FromConnector::Login(Login { data: portrait.signed_on()? }),
            portrait.app_state(),
            self.calls_of(user),
            FromConnector::MrdList(SetMrdList { data: vec![voice()] }),
            FromConnector::Media(GetMedia { data: vec![portrait.media()] }),
            self.system_info(now),
            FromConnector::MappedMrd(SetMappedMrd { data: vec![voice()] }),
            FromConnector::Map(Map { data: vec![MapEntry { medium: Medium::Voice, id: media_id() }] }),
            log_out,
            not_ready,
            FromConnector::PhoneBook(self.phone_books(user, Some(1)).ok()?.pop()?),
            self.wrap_up_codes(user),
        ])
    }

    fn portrait(&self, id: UserId) -> Option<Portrait<'_>> {
        let (desk, user) = self.desks.get(&id).zip(self.directory.user(id))?;
        let (state, reason, after) = match desk.agent.state() {
            AgentState::NotReady(reason) => (StateOnWire::NotReady, reason.clone(), None),
            AgentState::Ready => (StateOnWire::Ready, None, None),
            AgentState::Reserved(after) => (StateOnWire::Reserved, None, Some(after)),
            AgentState::Talking(after) => (StateOnWire::Talking, None, Some(after)),
            AgentState::Hold(after) => (StateOnWire::Hold, None, Some(after)),
            AgentState::Work(after, _) => match after.clone().wish() {
                Wish::Ready => (StateOnWire::WorkReady, None, Some(after)),
                Wish::NotReady(_) => (StateOnWire::Work, None, Some(after)),
            },
        };
        let pending = after.and_then(|after| after.pending()).map(|wish| match wish {
            Wish::Ready => StateOnWire::Ready,
            Wish::NotReady(_) => StateOnWire::NotReady,
        });
        let since = UtcTime::of_unix_ms(self.unix_ms(desk.agent.since()));
        Some(Portrait { user, extension: self.extension_of(id), team: self.team_of(id), state, pending, reason, since })
    }
}

impl Portrait<'_> {
    fn agent_state(&self) -> FromConnector {
        let name = self.user.display_name.as_str();
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        let roles = match self.user.role {
            Role::Agent => vec![agent::Role::Agent],
            Role::Supervisor => vec![agent::Role::Agent, agent::Role::Supervisor],
        };
        let team =
            agent::Team { id: self.team_id(), name: self.team_name(), uri: uri(&["Team/", self.team_id().as_str()]) };
        let data = agent::Agent {
            agent_time: None,
            is_supervisor: self.user.role == Role::Supervisor,
            dialogs: Some(uri(&["User/", cti_name(self.user).as_str(), "/Dialogs"])),
            extension: Blank(self.extension.clone()),
            first_name: label(first),
            last_name: label(last),
            login_id: cti_name(self.user),
            login_name: cti_name(self.user),
            media_type: media_id(),
            pending_state: self.pending,
            reason_code_id: self.reason_on_wire(),
            roles,
            settings: Settings {
                wrap_up_on_incoming: self.wrap_up_rule(),
                wrap_up_on_outgoing: WrapUpRule::NotAllowed,
            },
            state: self.state,
            state_change_time: self.since,
            team_id: self.team_id(),
            team_name: self.team_name(),
            uri: uri(&["User/", cti_name(self.user).as_str()]),
            wrap_up_timer: Quoted(self.team.wrap_up_seconds),
            teams: vec![team],
        };
        FromConnector::AgentState(SetAgentState { data, rules: None })
    }

    fn app_state(&self) -> FromConnector {
        app_state(self.state, self.extension.clone(), Some(cti_name(self.user)))
    }

    fn signed_on(&self) -> Option<SignedOn> {
        Some(SignedOn {
            extension: self.extension.clone()?,
            login_name: cti_name(self.user),
            name: label(self.user.display_name.as_str()),
            login_id: cti_name(self.user),
            media_type: media_id(),
            team_id: self.team_id(),
            team_name: self.team_name(),
            state_change_time: self.since,
        })
    }

    fn media(&self) -> Media {
        Media {
            uri: uri(&["User/", cti_name(self.user).as_str(), "/Media/", VOICE]),
            id: media_id(),
            name: label(VOICE_NAME),
            description: label("Calls"),
            routable: self.state == StateOnWire::Ready,
            state: self.state,
            state_change_time: self.since,
            reason_code_id: self.reason_on_wire(),
            max_dialog_limit: Quoted(1),
            interruptible: false,
        }
    }

    fn team_agent(&self) -> TeamAgent {
        let known =
            self.reason.as_ref().and_then(|code| self.team.not_ready.iter().find(|reason| reason.code == *code));
        TeamAgent {
            user_name: cti_name(self.user),
            name: self.user.display_name.clone(),
            extension: Blank(self.extension.clone()),
            team: Some(self.team_name()),
            state: self.state,
            reason_code_id: self.reason_on_wire(),
            reason: known.map(|reason| label(&reason.label)),
            since: self.since.unix_ms(),
            calls: Vec::new(),
        }
    }

    fn reason_on_wire(&self) -> ReasonOnWire {
        ReasonOnWire(self.reason.as_ref().and_then(|code| ReasonCodeId::parse(&code.0)))
    }

    fn wrap_up_rule(&self) -> WrapUpRule {
        if self.team.wrap_up_seconds == 0 { WrapUpRule::NotAllowed } else { WrapUpRule::Required }
    }

    fn team_id(&self) -> TeamId {
        TeamId::parse(self.team.name.as_str()).unwrap_or_default()
    }

    fn team_name(&self) -> Label {
        label(self.team.name.as_str())
    }
}

fn app_state(state: StateOnWire, extension: Option<Extension>, username: Option<CtiUserName>) -> FromConnector {
    let user_info = UserInfo {
        extension: Blank(extension),
        password: NoPassword,
        username: Blank(username),
        is_mobile_agent: false,
        mobile_agent_mode: Blank(None),
        mobile_number: Blank(None),
    };
    let cti_state = CtiState { user_info, state, agent_state: state, make_call: Nullable(None), rules: None };
    FromConnector::AppState(AppState { cti_state })
}

fn item(reason: &Reason, category: Category) -> ReasonCodeItem {
    ReasonCodeItem {
        uri: uri(&["ReasonCode/", &reason.code.0]),
        category,
        code: Quoted(reason.code.0.parse().unwrap_or_default()),
        label: label(&reason.label),
        for_all: Quoted(false),
    }
}

fn voice() -> Mrd {
    Mrd { id: media_id(), name: label(VOICE_NAME), uri: uri(&["MediaDomain/", VOICE]) }
}

fn media_id() -> MediaId {
    MediaId::parse(VOICE).unwrap_or_default()
}

/// The agent's name at the CTI server; whoever signed on another way has the user name there.
fn cti_name(user: &User) -> CtiUserName {
    let own = user.cti.as_ref().map(|account| account.user_name.as_str());
    CtiUserName::parse(own.unwrap_or(user.user_name.as_str())).unwrap_or_default()
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap_or_default()
}

pub(super) fn uri(parts: &[&str]) -> ResourceUri {
    ResourceUri::parse(&["/finesse/api/", &parts.concat()].concat()).unwrap_or_default()
}
