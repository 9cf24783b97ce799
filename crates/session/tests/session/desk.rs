//! The agent at the CTI server.

use hookswitch_protocol::{
    ErrorCode,
    channels::FromSoftphone,
    cisco::{
        ToConnector,
        agent::{SetUserInfo, UpdateCallVariables},
        call::{OnCall, PartyState},
        ids::{CallId, CtiPassword, CtiUserName, VariableName, VariableValue},
    },
    ids::{Extension, RequestId},
    salesforce,
    values::NoPayload,
};
use hookswitch_session::{
    Act, ConnId, Desk, Input, Who,
    desk::{Event, Happening, Refusal, Subject, What, Work},
};

use crate::script::*;

const CREDENTIALS: &str = r#"{"Username":"1245456","Password":"acq@123","Extension":"5051","ADFSUsername":"","Success":true,"ErrorMessage":null}"#;
const NONE_SAVED: &str = r#"{"Username":"","Password":"","Extension":"","ADFSUsername":"","Success":false,"ErrorMessage":"x","code":"NoCredentials"}"#;

fn agent(state: &str) -> String {
    format!(
        r#"{{"data":{{"issupervisor":false,"extension":"5051","firstName":"D","lastName":"A","loginId":"1245456",
        "loginName":"1245456","mediaType":"1","reasonCodeId":"-1","roles":["Agent"],
        "settings":{{"wrapUpOnIncoming":"REQUIRED","wrapUpOnOutgoing":"NOT_ALLOWED"}},"state":"{state}",
        "stateChangeTime":"2026-11-21T18:40:00.000Z","teamId":"1","teamName":"T","uri":"/u","wrapUpTimer":"60","teams":[]}}}}"#
    )
}

fn call(id: &str, state: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","callType":"ACD_IN","direction":"Inbound","fromAddress":"+4930","toAddress":"800",
        "state":"{state}","since":1,"started":1,"parties":[],"buttonStates":{{"ANSWER":"Enable","REJECT":"Enable",
        "HOLD":"Hide","RETRIEVE":"Hide","CONSULT":"Hide","TRANSFER":"Hide","CONFERENCE":"Hide","TRANSFER_SST":"Hide",
        "SENDDTMF":"Hide","DROP":"Hide"}},"wrapUp":"REQUIRED"{more}}}"#
    )
}

fn calls(scope: &str, calls: &[String]) -> String {
    format!(r#"{{"packet":"Dialogs","scope":"{scope}","data":[{}]}}"#, calls.join(","))
}

/// Signed on to the connector, the saved credentials asked for.
fn linked() -> (Script, ConnId, Option<RequestId>) {
    let mut script = Script::with_calls();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    let conn = script.link("one");
    let (asked, body) = script.asks(conn);
    assert_eq!(body, FromSoftphone::Ask(salesforce::Ask::FetchCredentials(NoPayload)));
    script.ends();
    (script, conn, asked)
}

fn user_info(body: FromSoftphone) -> SetUserInfo {
    match body {
        FromSoftphone::Cisco(ToConnector::SetUserInfo(set)) => set,
        other => panic!("credentials should be sent, not {other:?}"),
    }
}

fn typed(password: &str) -> Input {
    Input::Work(Act::SignOn(SetUserInfo {
        username: CtiUserName::parse("1245456").unwrap(),
        password: CtiPassword::parse(password).unwrap(),
        extension: Extension::parse("5051").unwrap(),
    }))
}

/// At work, and not ready.
fn at_work() -> (Script, ConnId) {
    let (mut script, conn, asked) = linked();
    script.says(conn, "Salesforce/User/FetchCredentials", asked.as_ref(), CREDENTIALS);
    script.asks(conn);
    script.says(conn, "Cisco/Agent/SetAgentState", None, &agent("NOT_READY"));
    assert_eq!(script.asks(conn).1, FromSoftphone::Cisco(ToConnector::GetCallHistory(NoPayload)));
    script.says(conn, "Cisco/Agent/SetCallHistory", None, r#"{"packet":"CallHistory","data":[]}"#);
    script.ends();
    (script, conn)
}

fn refused_for(script: &Script) -> Refusal {
    match script.session.desk() {
        Desk::Asking { why, .. } => *why,
        other => panic!("credentials should be asked for, not {other:?}"),
    }
}

fn work(script: &Script) -> &Work {
    script.session.desk().work().unwrap()
}

fn answer(id: &str) -> ToConnector {
    ToConnector::Answer(OnCall { media_address: None, call_id: CallId::parse(id).unwrap() })
}

#[test]
fn saved_credentials_sign_on_by_themselves_and_are_kept_nowhere() {
    let (mut script, conn, asked) = linked();
    script.says(conn, "Salesforce/User/FetchCredentials", asked.as_ref(), CREDENTIALS);
    let set = user_info(script.asks(conn).1);
    assert_eq!((set.username.as_str(), set.password.expose(), set.extension.as_str()), ("1245456", "acq@123", "5051"));
    assert!(!format!("{:?}", script.session).contains("acq@123"));
    script.says(conn, "Cisco/Agent/SetAgentState", None, &agent("NOT_READY"));
    script.asks(conn);
    script.ends();
    assert_eq!(work(&script).agent.extension.0.as_ref().map(Extension::as_str), Some("5051"));
}

#[test]
fn without_saved_credentials_they_are_asked_for_and_a_wrong_password_says_how_many_tries_are_left() {
    let (mut script, conn, asked) = linked();
    script.says(conn, "Salesforce/User/FetchCredentials", asked.as_ref(), NONE_SAVED);
    assert_eq!(refused_for(&script), Refusal::NotSaved);
    script.input(typed("wrong"));
    let (asked, body) = script.asks(conn);
    assert_eq!(user_info(body).password.expose(), "wrong");
    let wrong = r#"{"packet":"apierror","data":{"errorType":"InvalidCredentials","attemptsLeft":4}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), wrong);
    assert_eq!(refused_for(&script), Refusal::Wrong { attempts_left: 4 });
    script.ends();
}

#[test]
fn while_the_name_is_blocked_nothing_is_sent_and_the_form_is_back_when_the_time_is_over() {
    let (mut script, conn, asked) = linked();
    script.says(conn, "Salesforce/User/FetchCredentials", asked.as_ref(), NONE_SAVED);
    script.input(typed("wrong"));
    let (asked, _) = script.asks(conn);
    let blocked = r#"{"packet":"apierror","data":{"errorType":"AccountBlocked","retryAfterSeconds":4}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), blocked);
    script.input(typed("right"));
    script.ends();
    script.pass(3_999);
    assert!(refused_for(&script).is_blocked(script.now));
    script.pass(1);
    assert_eq!(refused_for(&script), Refusal::NotSaved);
    script.input(typed("right"));
    script.asks(conn);
    script.ends();
}

#[test]
fn an_answer_to_an_older_request_changes_nothing() {
    let (mut script, conn, asked) = linked();
    script.says(conn, "Salesforce/User/FetchCredentials", RequestId::parse("older").as_ref(), CREDENTIALS);
    script.ends();
    script.says(conn, "Salesforce/User/FetchCredentials", asked.as_ref(), NONE_SAVED);
    script.input(typed("wrong"));
    let (asked, _) = script.asks(conn);
    let wrong = r#"{"packet":"apierror","data":{"errorType":"InvalidCredentials","attemptsLeft":4}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", RequestId::parse("older").as_ref(), wrong);
    assert!(matches!(script.session.desk(), Desk::SigningOn { .. }));
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), wrong);
    assert_eq!(refused_for(&script), Refusal::Wrong { attempts_left: 4 });
}

#[test]
fn an_answer_that_does_not_come_is_given_up_after_ten_seconds() {
    let (mut script, conn, _) = linked();
    script.pass(5_000);
    script.beat(conn);
    script.pass(5_000);
    assert_eq!(refused_for(&script), Refusal::NoAnswer);
}

#[test]
fn a_session_that_goes_on_looks_whether_its_agent_is_at_work_and_asks_for_no_credentials() {
    for is_at_work in [true, false] {
        let mut script = Script::with_calls();
        script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: Some(token("before")) });
        let conn = script.resume("two");
        let (asked, body) = script.asks(conn);
        assert_eq!(body, FromSoftphone::Cisco(ToConnector::GetAgentState(NoPayload)));
        if is_at_work {
            script.says(conn, "Cisco/Agent/SetAgentState", None, &agent("TALKING"));
            script.asks(conn);
            assert!(script.session.desk().work().is_some());
        } else {
            let refused = r#"{"packet":"apierror","data":{"errorType":"NotPermitted"}}"#;
            script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), refused);
            assert_eq!(*script.session.desk(), Desk::LoggedOut);
        }
        script.ends();
    }
}

#[test]
fn a_session_that_goes_on_and_to_whose_work_nobody_has_come_yet_begins_it() {
    let mut script = Script::with_calls();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: Some(token("before")) });
    let conn = script.resume("two");
    let (asked, _) = script.asks(conn);
    let early = r#"{"packet":"apierror","data":{"errorType":"InvalidState"}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), early);
    assert!(matches!(script.asks(conn).1, FromSoftphone::Ask(_)));
    assert!(matches!(script.session.desk(), Desk::Fetching(_)));
    script.ends();
}

#[test]
fn an_answer_that_was_lost_with_the_connection_is_asked_for_again() {
    let (mut script, conn, _) = linked();
    script.cut(conn);
    let conn = script.come_back("two", true);
    assert_eq!(script.asks(conn).1, FromSoftphone::Cisco(ToConnector::GetAgentState(NoPayload)));
    script.pass(5_000);
    script.beat(conn);
    script.pass(5_000);
    assert_eq!(refused_for(&script), Refusal::NoAnswer);
    script.cut(conn);
    let conn = script.come_back("three", true);
    assert_eq!(script.asks(conn).1, FromSoftphone::Cisco(ToConnector::GetAgentState(NoPayload)));
    script.ends();
}

#[test]
fn whoever_has_logged_out_stays_so_until_they_want_otherwise() {
    let (mut script, conn) = at_work();
    script.says(conn, "Cisco/Agent/SetAgentState", None, &agent("LOGOUT"));
    assert_eq!(*script.session.desk(), Desk::LoggedOut);
    script.cut(conn);
    let conn = script.come_back("two", false);
    assert_eq!(*script.session.desk(), Desk::LoggedOut);
    script.ends();
    script.input(Input::Work(Act::SignOnAgain));
    assert!(matches!(script.asks(conn).1, FromSoftphone::Ask(_)));
    script.ends();
}

#[test]
fn a_connection_that_comes_back_to_its_session_keeps_the_calls_and_sends_again_what_was_not_answered() {
    let (mut script, conn) = at_work();
    script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("Changes", &[call("7", "ALERTING", "")]));
    script.input(Input::Work(Act::Ask(answer("7"))));
    let (asked, _) = script.asks(conn);
    script.cut(conn);
    assert_eq!(work(&script).calls.len(), 1, "it rings on");
    let conn = script.come_back("two", true);
    let (again, body) = script.asks(conn);
    assert_eq!((again, body), (asked, FromSoftphone::Cisco(answer("7"))));
    assert_eq!(script.asks(conn).1, FromSoftphone::Cisco(ToConnector::GetAgentState(NoPayload)));
    script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("All", &[call("7", "ACTIVE", "")]));
    assert_eq!(work(&script).calls[0].state, PartyState::Active);
    assert!(!work(&script).is_asked(&Subject::Call(CallId::parse("7").unwrap())));
    script.ends();
}

#[test]
fn an_agent_who_was_logged_out_while_the_connection_was_lost_is_not_shown_at_work() {
    let (mut script, conn) = at_work();
    script.cut(conn);
    let conn = script.come_back("two", true);
    let (asked, _) = script.asks(conn);
    let refused = r#"{"packet":"apierror","data":{"errorType":"NotPermitted"}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", RequestId::parse("another").as_ref(), refused);
    assert!(script.session.desk().work().is_some());
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), refused);
    assert_eq!(*script.session.desk(), Desk::LoggedOut);
    script.ends();
}

#[test]
fn a_connector_that_forgot_the_session_is_signed_on_to_anew() {
    let (mut script, conn) = at_work();
    script.cut(conn);
    let conn = script.come_back("two", false);
    assert!(matches!(script.asks(conn).1, FromSoftphone::Ask(_)));
    assert!(script.session.desk().work().is_none());
    script.ends();
}

#[test]
fn a_session_that_went_elsewhere_leaves_no_calls_behind() {
    let (mut script, conn) = at_work();
    script.refused(conn, hookswitch_protocol::CloseCode::Superseded);
    script.keeps(None);
    assert_eq!(*script.session.desk(), Desk::Away);
    script.ends();
}

#[test]
fn calls_are_what_was_told_last_and_are_gone_with_their_end() {
    let (mut script, conn) = at_work();
    let tell = |script: &mut Script, scope, list: &[String]| {
        script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls(scope, list));
    };
    tell(&mut script, "Changes", &[call("7", "ALERTING", "")]);
    assert_eq!(work(&script).happened, Some(Happening::Call(CallId::parse("7").unwrap(), Event::Rings)));
    tell(&mut script, "Changes", &[call("8", "HELD", "")]);
    let ids = |script: &Script| work(script).calls.iter().map(|call| call.id.as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(ids(&script), ["7", "8"]);
    tell(&mut script, "Changes", &[call("7", "DROPPED", "")]);
    assert_eq!(ids(&script), ["8"]);
    tell(&mut script, "All", &[call("9", "ACTIVE", "")]);
    assert_eq!(ids(&script), ["9"], "what is not among all has ended unseen");
    tell(&mut script, "Changes", &[call("7", "DROPPED", "")]);
    assert_eq!(ids(&script), ["9"], "what has ended twice does not come back");
}

#[test]
fn a_command_is_given_once_and_is_answered_by_what_is_told_of_the_call() {
    let (mut script, conn) = at_work();
    script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("Changes", &[call("7", "ALERTING", "")]));
    script.input(Input::Work(Act::Ask(answer("7"))));
    script.input(Input::Work(Act::Ask(answer("7"))));
    script.asks(conn);
    script.ends();
    script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("Changes", &[call("7", "ACTIVE", "")]));
    script.pass(5_000);
    script.beat(conn);
    script.pass(6_000);
    assert_eq!(work(&script).toasts, []);
}

#[test]
fn a_refusal_is_a_toast_that_says_what_failed_and_goes_by_itself() {
    let (mut script, conn) = at_work();
    script.input(Input::Work(Act::Ask(answer("7"))));
    let (asked, _) = script.asks(conn);
    let gone =
        r#"{"packet":"apierror","data":{"errorType":"UnknownCall","msg":"You have no such call. Choose another."}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), gone);
    let toast = work(&script).toasts[0].clone();
    assert_eq!((toast.what, toast.text.as_str()), (What::Answer, "You have no such call. Choose another."));
    for _ in 0..3 {
        script.pass(4_000);
        script.beat(conn);
    }
    assert_eq!(work(&script).toasts, []);
}

#[test]
fn a_command_that_nobody_answers_is_a_toast_after_ten_seconds() {
    let (mut script, conn) = at_work();
    script.input(Input::Work(Act::Ask(answer("7"))));
    script.asks(conn);
    script.pass(5_000);
    script.beat(conn);
    script.pass(5_000);
    assert_eq!(work(&script).toasts[0].what, What::Answer);
    script.input(Input::Work(Act::Dismiss(work(&script).toasts[0].id)));
    assert_eq!(work(&script).toasts, []);
}

#[test]
fn every_value_of_a_variable_is_sent_and_what_is_refused_not_answered_or_not_sent_is_a_toast() {
    let (mut script, conn) = at_work();
    let set = |value: &str| {
        Input::Work(Act::Ask(ToConnector::UpdateCallVariables(UpdateCallVariables {
            call_id: CallId::parse("7").unwrap(),
            key: VariableName::parse("Customer").unwrap(),
            value: VariableValue::parse(value).unwrap(),
        })))
    };
    let tell = |script: &mut Script, state| {
        script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("Changes", &[call("7", state, "")]));
    };
    let told = |script: &Script| work(script).toasts.iter().map(|it| (it.what, it.text.clone())).collect::<Vec<_>>();
    tell(&mut script, "ACTIVE");
    script.input(set("1"));
    script.input(set("2"));
    script.asks(conn);
    let (asked, _) = script.asks(conn);
    let refused = r#"{"packet":"apierror","data":{"errorType":"TooLarge","msg":"Send less."}}"#;
    script.says(conn, "Cisco/Error/SetAPIError", asked.as_ref(), refused);
    assert_eq!(told(&script), [(What::Variable, "Send less.".to_owned())]);
    tell(&mut script, "ACTIVE");
    assert!(!work(&script).is_asked(&Subject::Call(CallId::parse("7").unwrap())), "the other was heard");
    script.input(set("3"));
    script.asks(conn);
    for _ in 0..2 {
        script.pass(5_000);
        script.beat(conn);
    }
    assert_eq!(told(&script), [(What::Variable, String::new())]);
    script.input(Input::Work(Act::Dismiss(work(&script).toasts[0].id)));
    script.cut(conn);
    script.input(set("4"));
    assert_eq!(told(&script), [(What::Variable, String::new())]);
}

#[test]
fn an_error_about_a_request_of_the_desk_is_told_there() {
    let (mut script, conn) = at_work();
    script.input(Input::Work(Act::Ask(answer("7"))));
    let (asked, _) = script.asks(conn);
    script.says(conn, "Connector/Error/SetError", asked.as_ref(), r#"{"code":"InternalError","message":"x"}"#);
    let advice = ErrorCode::InternalError.advice();
    assert_eq!(work(&script).toasts[0].text, [advice.message, " ", advice.remedy].concat());
}

#[test]
fn phone_books_come_part_by_part_once_somebody_looks() {
    let (mut script, conn) = at_work();
    let part = |number: u32| {
        format!(
            r#"{{"packet":"phoneBook","part":{{"number":{number},"of":3}},"data":[{{"name":"All","type":"GLOBAL","uri":"/b/1","contacts":[
            {{"firstName":"A","lastName":"{number}","phoneNumber":"{number}","description":"","uri":"/c"}}]}}]}}"#
        )
    };
    script.says(conn, "Cisco/Agent/SetPhoneBook", None, &part(1));
    script.ends();
    script.input(Input::Work(Act::LookIntoBook));
    let mut edition = work(&script).book.edition.clone();
    for number in [2, 3] {
        let (asked, body) = script.asks(conn);
        assert!(matches!(body, FromSoftphone::Cisco(ToConnector::GetPhoneDirectory(get)) if get.part == Some(number)));
        script.says(conn, "Cisco/Agent/SetPhoneDirectory", asked.as_ref(), &part(number));
        let before = std::mem::replace(&mut edition, work(&script).book.edition.clone());
        assert_ne!(edition, before);
    }
    script.input(Input::Work(Act::LookIntoBook));
    script.ends();
    assert_eq!(work(&script).book.contacts.len(), 3);
}

#[test]
fn the_call_that_ended_last_is_wrapped_up_once() {
    let (mut script, conn) = at_work();
    for state in ["ACTIVE", "DROPPED"] {
        script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("Changes", &[call("7", state, "")]));
    }
    assert_eq!(work(&script).to_wrap_up(), None);
    script.says(conn, "Cisco/Agent/SetAgentState", None, &agent("WORK"));
    assert_eq!(work(&script).to_wrap_up().map(CallId::as_str), Some("7"));
}

#[test]
fn a_call_that_was_wrapped_up_while_it_lasted_is_not_asked_about_again() {
    let (mut script, conn) = at_work();
    let wrapped = [call("7", "DROPPED", r#","wrapUpReason":"Solved""#)];
    script.says(conn, "Cisco/InboundCall/CallsStateChange", None, &calls("Changes", &wrapped));
    script.says(conn, "Cisco/Agent/SetAgentState", None, &agent("WORK"));
    assert_eq!(work(&script).to_wrap_up(), None);
}
