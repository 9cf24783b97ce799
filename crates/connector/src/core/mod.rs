//! The connector's machine: who is connected, who is signed on, and what each is told.
//!
//! Sans-IO, with the grammar of the client machine: [`Core::handle`], [`Core::handle_timeout`],
//! [`Core::poll_timeout`], [`Core::poll_effect`]. It names no clock, socket, database or telephone system, so that
//! client and server can be joined in one test in virtual time.

mod agent;
mod buttons;
mod cached;
mod call_view;
mod calls;
mod conn;
mod credentials;
mod crm;
mod cti;
mod desk;
mod directory;
mod drops;
mod following;
mod greeting;
mod history;
mod io;
mod limiter;
mod line;
mod log_on;
mod machine;
mod memos;
mod numbers;
mod org_lookups;
mod org_proof;
mod org_token;
mod parts;
mod phone_book;
mod post;
mod ranges;
mod registration;
mod review;
mod seats;
mod sessions;
mod sign_on;
mod stations;
mod tabs;
mod team;
mod telephone;
mod tokens;

pub use agent::{After, Agent, AgentState, Calls, Ended, ReasonCode, Wish};
pub use credentials::SavedCredentials;
pub use directory::{
    Content, CtiAccount, CtiNameHash, Directory, Failures, LoginIdHash, LoginIdKey, PasswordHash, Subject, User, UserId,
};
pub use history::{HISTORY_CALLS, HISTORY_MS};
pub use io::{Change, CheckId, ConnId, Effect, Figures, Input, Note, Settings, Ticket};
pub use limiter::Limits;
pub use line::{
    Call, CallAct, CallCommand, CallId, Caller, CommandId, Ending, Failure, Leg, Origin, Party, PartyId, PartyState,
    StationCommand, StationEvent, Who,
};
pub use machine::Core;
pub use numbers::{Number, QueueName};
pub use org_lookups::{OrgLookup, OrgLookups, OrgSays, Wanted};
pub use org_proof::OrgTokens;
pub use org_token::{OrgKeys, PemFault, TokenFault, TokenId, TokenRefused, TokenRules};
pub use phone_book::{Contact, PhoneBook, PhoneBooks};
pub use ranges::{RangesEffect, RangesFigures, RangesInput, RangesNews, RangesWatch};
pub use sessions::LiveSession;
pub use stations::{
    Accepted, Agreement, Credential, CredentialHash, CredentialKind, DomainName, LogOnRight, LogOnRules, Memo,
    MemoText, Right, Station, StationKind, StationStanding, UserLabel, WebUrl,
};
pub use team::{Reason, Role, Team, TeamName};
