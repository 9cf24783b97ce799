//! The numbers both ends keep to. Units are in the names.

/// Largest text frame either end reads, in bytes.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Deepest nesting of objects and arrays either end reads.
pub const NESTING: usize = 32;
/// Malformed frames in a row after which a connection is closed with [`crate::CloseCode::BadFrames`].
pub const MALFORMED_IN_A_ROW: u8 = 5;
/// A connection that has not registered by then is closed.
pub const REGISTER_WITHIN_MS: u64 = 10_000;
/// The connector sends a heartbeat this often.
pub const HEARTBEAT_SECONDS: u32 = 5;
/// Silence after which either end takes the other for dead.
pub const SILENCE_MS: u64 = 10_000;
/// How long agent state, calls and station are held after the socket is lost.
pub const GRACE_SECONDS: u32 = 120;
/// Most characters of a Login ID.
pub const LOGIN_ID_CHARS: usize = 64;
/// Characters of a generated Login ID.
pub const GENERATED_LOGIN_ID_CHARS: usize = 20;
/// Most characters of an id that a peer chooses (request reference, tab, subscriber).
pub const ID_CHARS: usize = 64;
/// Most characters of a name (source, user name, display name).
pub const NAME_CHARS: usize = 255;
/// Most characters of an address of a page.
pub const URL_CHARS: usize = 2_048;
/// Version of the contract that this crate speaks.
pub const PROTOCOL: u32 = 1;
/// The figure that stands for a site licence: any number of users.
pub const SITE_LICENCE: u32 = 9_999;
/// Most bytes of the reason in a WebSocket close frame (RFC 6455, 5.5: 125 less the code).
pub const CLOSE_REASON_BYTES: usize = 123;
/// Most call variables of one call.
pub const CALL_VARIABLES: usize = 64;
/// Most bytes of the names and values of one call's variables together: several calls have to fit one frame.
pub const CALL_VARIABLES_BYTES: usize = 8 * 1024;
/// Most characters of the name of a call variable.
pub const CALL_VARIABLE_NAME_CHARS: usize = 64;
/// Most characters of the value of a call variable.
pub const CALL_VARIABLE_VALUE_CHARS: usize = 255;
/// Most characters of what someone dials: a number, an extension or an address.
pub const DIAL_CHARS: usize = 128;
/// Most digits sent into a call at once.
pub const DTMF_DIGITS: usize = 64;
/// Most fields or variables of somebody else's in one message.
pub const PARAMS: usize = 500;
