//! Signing on as somebody for whom the org vouches, with a token got while the socket opens.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo,
    channels::{ForSoftphone, FromSoftphone},
    connector::{FromConnector, Identity, LinkStatus, LoginIdSet, Register, ToConnector},
    ids::{Jwt, RequestId, UserName},
    salesforce::{Asked, CheckTaskState, Told, WorkId},
    wire::Nullable,
};
use hookswitch_session::{Bar, ConnId, Effect, Input, State, Trouble, Who};

use crate::script::*;

const SECRET: &str = "eyJhbGciOiJSUzI1NiJ9.c2VjcmV0.c2ln";

fn ann() -> Who {
    Who::Vouched(UserName::parse("ann@example.com").unwrap())
}

fn jwt(text: &str) -> Jwt {
    Jwt::parse(text).unwrap()
}

fn vouched(conn: ConnId) -> Input {
    Input::Vouched(conn, Some(jwt(SECRET)))
}

/// Somebody whose socket is on its way, and whose token too.
fn begun() -> (Script, ConnId) {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(ann())), resume: None });
    let conn = opens(&mut script);
    script.ends();
    (script, conn)
}

/// A socket is opened, and a token wanted for it at once.
fn opens(script: &mut Script) -> ConnId {
    let conn = script.opens();
    assert_eq!(script.next(), Effect::Vouch(conn));
    conn
}

fn registers(script: &mut Script, conn: ConnId) -> (Option<RequestId>, Register) {
    match script.sends(conn) {
        (request, ToConnector::Register(register)) => (request, register),
        (_, other) => panic!("it should register, not {other:?}"),
    }
}

/// Registers with a token, and is let in.
fn is_let_in(script: &mut Script, conn: ConnId, resume: &str) {
    let (request, register) = registers(script, conn);
    assert_eq!((register.identity, register.resume), (Some(Identity::Jwt(jwt(SECRET))), None));
    script.say(conn, request, FromConnector::Registered(registered(resume, false)));
    script.keeps(Some(token(resume)));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    script.say(conn, None, status(LinkStatus::Linked));
    assert!(script.is_linked());
    script.ends();
}

fn inside() -> (Script, ConnId) {
    let (mut script, conn) = begun();
    script.input(vouched(conn));
    script.input(Input::Opened(conn));
    is_let_in(&mut script, conn, "one");
    (script, conn)
}

fn trouble(script: &Script) -> Option<Trouble> {
    script.session.last_trouble().map(|(trouble, _)| trouble)
}

#[test]
fn whichever_of_socket_and_token_comes_last_has_it_register_once_with_the_token() {
    for is_token_first in [true, false] {
        let (mut script, conn) = begun();
        let mut inputs = [Input::Opened(conn), vouched(conn)];
        if is_token_first {
            inputs.reverse();
        }
        let [first, last] = inputs;
        script.input(first);
        script.ends();
        script.input(last);
        is_let_in(&mut script, conn, "one");
    }
}

#[test]
fn a_token_is_sent_once_and_is_in_nothing_that_is_printed() {
    let (mut script, conn) = begun();
    script.input(vouched(conn));
    assert!(!format!("{:?} {:?}", script.state(), vouched(conn)).contains(SECRET));
    script.input(Input::Opened(conn));
    let (_, register) = registers(&mut script, conn);
    assert!(!format!("{register:?} {:?}", script.state()).contains(SECRET));
    // What comes twice serves for nothing more.
    script.input(vouched(conn));
    script.input(Input::Opened(conn));
    script.ends();
    assert!(matches!(script.state(), State::Registering { .. }));
}

#[test]
fn an_org_that_does_not_vouch_ends_the_attempt_and_the_next_one_asks_again() {
    for is_open in [true, false] {
        let (mut script, conn) = begun();
        if is_open {
            script.input(Input::Opened(conn));
        }
        script.input(Input::Vouched(conn, None));
        script.closes(conn);
        script.ends();
        assert_eq!(trouble(&script), Some(Trouble::NotVouched));
        script.wait_out();
        let next = opens(&mut script);
        script.input(vouched(next));
        script.input(Input::Opened(next));
        is_let_in(&mut script, next, "one");
    }
}

#[test]
fn a_token_that_does_not_come_in_time_is_named_and_not_the_connector() {
    for (is_open, named) in [(true, Trouble::NotVouched), (false, Trouble::Unreachable)] {
        let (mut script, conn) = begun();
        script.pass(4_000);
        if is_open {
            script.input(Input::Opened(conn));
        }
        // An open socket gives the token no more time.
        script.pass(5_999);
        script.ends();
        script.pass(1);
        script.closes(conn);
        script.ends();
        assert_eq!(trouble(&script), Some(named));
        script.input(vouched(conn));
        script.ends();
        assert!(matches!(script.state(), State::Waiting { .. }));
    }
}

#[test]
fn a_refusal_that_nobody_waits_for_ends_no_attempt() {
    let (mut script, conn) = begun();
    script.input(vouched(conn));
    script.input(Input::Vouched(conn, None));
    script.input(Input::Opened(conn));
    is_let_in(&mut script, conn, "one");
    script.cut(conn);
    script.wait_out();
    let conn = script.opens();
    script.input(Input::Vouched(conn, None));
    script.input(vouched(conn));
    script.ends();
    script.input(Input::Opened(conn));
    let (_, register) = registers(&mut script, conn);
    assert_eq!((register.identity, register.resume), (None, Some(token("one"))));
}

#[test]
fn a_token_for_an_older_socket_is_dropped() {
    let (mut script, old) = begun();
    script.cut(old);
    script.wait_out();
    let conn = opens(&mut script);
    script.input(Input::Opened(conn));
    script.input(vouched(old));
    script.input(Input::Vouched(old, None));
    script.ends();
    assert_eq!(script.state().conn(), Some(conn));
    script.input(vouched(conn));
    is_let_in(&mut script, conn, "one");
}

#[test]
fn who_goes_on_with_a_session_needs_no_token() {
    let (mut script, conn) = inside();
    script.cut(conn);
    script.wait_out();
    let conn = script.opens();
    script.ends();
    script.input(Input::Opened(conn));
    let (request, register) = registers(&mut script, conn);
    assert_eq!((register.identity, register.resume), (None, Some(token("one"))));
    script.say(conn, request, FromConnector::Registered(registered("two", true)));
    script.keeps(Some(token("two")));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    assert!(matches!(script.state(), State::On { .. }));
    script.ends();
}

#[test]
fn where_the_session_is_gone_a_token_is_got_for_a_new_socket() {
    let (mut script, conn) = inside();
    script.cut(conn);
    script.wait_out();
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (request, _) = registers(&mut script, conn);
    script.say(conn, request, FromConnector::Registered(registered("void", false)));
    script.keeps(Some(token("void")));
    script.closes(conn);
    let fresh = opens(&mut script);
    script.ends();
    // The token of a session that nobody has proven is not gone on with.
    script.input(vouched(fresh));
    script.input(Input::Opened(fresh));
    is_let_in(&mut script, fresh, "two");
}

#[test]
fn a_token_that_the_connector_refuses_is_not_tried_again_by_itself() {
    let (mut script, conn) = begun();
    script.input(vouched(conn));
    script.input(Input::Opened(conn));
    let (request, _) = registers(&mut script, conn);
    script.say(conn, request, registration_refused(ErrorCode::IdentityRefused));
    script.closes(conn);
    script.keeps(None);
    script.pass(3_600_000);
    script.ends();
    assert!(matches!(script.state(), State::Barred { why: Bar::Told(ErrorCode::IdentityRefused), .. }));
    script.input(Input::Reconnect);
    opens(&mut script);
    script.ends();
}

#[test]
fn taking_a_session_over_over_a_new_socket_takes_a_token_and_over_the_same_none() {
    let (mut script, conn) = inside();
    script.refused(conn, CloseCode::Superseded);
    script.keeps(None);
    script.input(Input::TakeOver);
    let conn = opens(&mut script);
    script.input(vouched(conn));
    script.input(Input::Opened(conn));
    let (request, register) = registers(&mut script, conn);
    assert_eq!(register.identity, Some(Identity::Jwt(jwt(SECRET))));
    script.say(conn, request, FromConnector::Registered(registered("two", false)));
    script.keeps(Some(token("two")));
    script.say(conn, None, not_accepted(ErrorCode::SessionElsewhere));
    assert!(matches!(script.sends(conn), (_, ToConnector::TakeOver(_))));
    script.ends();

    let (mut script, conn) = begun();
    script.input(vouched(conn));
    script.input(Input::Opened(conn));
    let (request, _) = registers(&mut script, conn);
    script.say(conn, request, FromConnector::Registered(registered("one", false)));
    script.keeps(Some(token("one")));
    script.say(conn, None, not_accepted(ErrorCode::SessionElsewhere));
    script.input(Input::TakeOver);
    assert!(matches!(script.sends(conn), (_, ToConnector::TakeOver(_))));
    script.ends();
}

#[test]
fn who_was_locked_out_for_a_while_comes_back_with_another_token() {
    let (mut script, conn) = inside();
    script.say(conn, None, FromConnector::LoginIdSet(LoginIdSet::refused(ErrorCode::Locked, Some(5))));
    script.pass(5_000);
    script.closes(conn);
    opens(&mut script);
    script.ends();
}

#[test]
fn who_signs_off_tells_the_connector_and_keeps_nothing() {
    let (mut script, conn) = inside();
    script.input(Input::Forget);
    assert!(matches!(script.sends(conn), (_, ToConnector::ClearLoginId(_))));
    script.closes(conn);
    script.keeps(None);
    script.forgets();
    script.keeps(None);
    script.ends();
}

fn closed() -> (ReplyTo, Told) {
    let work_id = WorkId::parse("1").unwrap();
    let told = hookswitch_protocol::salesforce::TaskState {
        is_closed: true,
        work_id,
        success: true,
        error_message: Nullable(None),
    };
    (ReplyTo { id: RequestId::parse("app-7"), packet: None }, Told::TaskState(told))
}

fn asked() -> ForSoftphone {
    ForSoftphone::Asked(Asked::CheckTaskState(CheckTaskState { work_id: WorkId::parse("1").unwrap() }))
}

#[test]
fn what_another_app_asks_of_salesforce_is_done_and_the_answer_goes_back_under_its_reference() {
    let (mut script, conn) = inside();
    script.say(conn, RequestId::parse("app-7"), asked());
    let Effect::Do(reply_to, Asked::CheckTaskState(_)) = script.next() else { panic!("it should be done") };
    assert_eq!(reply_to, closed().0);
    let (reply_to, told) = closed();
    script.input(Input::Tell(reply_to, told.clone()));
    assert_eq!(script.asks(conn), (RequestId::parse("app-7"), FromSoftphone::Told(told)));
    script.ends();
}

#[test]
fn who_has_not_signed_on_does_nothing_for_other_apps_and_tells_them_nothing() {
    let (mut script, conn) = begun();
    let tell = || Input::Tell(closed().0, closed().1);
    script.input(tell());
    script.input(Input::Opened(conn));
    script.input(tell());
    script.input(vouched(conn));
    let (request, _) = registers(&mut script, conn);
    script.say(conn, None, asked());
    script.say(conn, request, FromConnector::Registered(registered("one", false)));
    script.keeps(Some(token("one")));
    script.say(conn, None, asked());
    script.input(tell());
    script.say(conn, None, not_accepted(ErrorCode::NoLicence));
    script.say(conn, None, asked());
    script.input(tell());
    script.ends();
}

/// Whatever happens in whatever order: who has no session to go on with registers with the token got for that socket,
/// each token serves one socket, and each socket without a session asks for one exactly once.
#[test]
fn whatever_happens_no_token_is_used_twice_or_for_another_socket() {
    for seed in 0..1_000 {
        run(seed);
    }
}

fn run(seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let mut script = Script::new();
    let resume = rng.bool().then(|| token("kept"));
    script.input(Input::Start { who: Ok(Some(ann())), resume });
    let (mut conns, mut wanted, mut registered_with) = (0, Vec::new(), Vec::new());
    for _ in 0..60 {
        for effect in script.rest() {
            match effect {
                Effect::Open(conn, _) => conns = conn.0,
                Effect::Vouch(conn) => {
                    assert!(conn.0 == conns && !wanted.contains(&conn), "seed {seed}");
                    wanted.push(conn);
                }
                Effect::Send(conn, frame) => {
                    let FromSoftphone::Connector(ToConnector::Register(register)) = &frame.body else { continue };
                    assert!(!registered_with.contains(&conn), "seed {seed}");
                    registered_with.push(conn);
                    let proof = wanted.contains(&conn).then(|| Identity::Jwt(jwt(&format!("a.{}.c", conn.0))));
                    assert_eq!(
                        (register.identity.as_ref(), register.resume.is_some()),
                        (proof.as_ref(), proof.is_none())
                    );
                }
                _ => {}
            }
        }
        // Mostly the present socket, at times an older one.
        let conn = ConnId(conns - u32::from(conns > 1 && rng.u8(0..5) == 0));
        match rng.u8(0..12) {
            0..3 => script.input(Input::Opened(conn)),
            3..5 => script.input(Input::Vouched(conn, Some(jwt(&format!("a.{}.c", conn.0))))),
            5 => script.input(Input::Vouched(conn, None)),
            6 => script.cut(conn),
            7 | 8 => script.say(conn, None, FromConnector::Registered(registered("next", rng.bool()))),
            9 => script.say(conn, None, FromConnector::LoginIdSet(accepted())),
            10 => script.input(rng.choice([Input::Reconnect, Input::Awake, Input::Offline, Input::TakeOver]).unwrap()),
            _ => script.pass(rng.u64(0..12_000)),
        }
    }
}
