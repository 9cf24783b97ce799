//! The softphone in a real browser, against sockets that the test answers.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is missing"
)]

#[path = "../support/mod.rs"]
mod support;

mod inside;
mod log_on;
mod tabs;

use std::{cell::RefCell, rc::Rc};

use hookswitch::Handle;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlButtonElement, HtmlFormElement, Storage};

use support::page::{self, ID, Phone, focused, settle};

wasm_bindgen_test_configure!(run_in_browser);

fn storage() -> Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

const KEY: &str = "hookswitch:1:hookswitch::loginId";

#[wasm_bindgen_test]
async fn without_an_id_login_is_red_connection_is_yellow_and_no_socket_is_opened() {
    let phone = Phone::new(&[]).await;
    assert_eq!(phone.colours(), ["red", "yellow"]);
    assert!(phone.text().contains("Login ID missing"));
    assert_eq!(page::opened(), 0);
}

#[wasm_bindgen_test]
async fn a_typed_id_signs_on_is_kept_and_turns_the_icons_white_and_green() {
    let phone = Phone::new(&[]).await;
    phone.sign_on(&format!(" {ID} ")).await;
    assert_eq!(phone.colours(), ["white", "yellow"]);
    phone.link().await;
    assert_eq!(phone.colours(), ["white", "green"]);
    assert!(phone.text().contains("5051") && phone.text().contains("Demo Agent"));
    assert_eq!(storage().get_item(KEY).unwrap().as_deref(), Some(ID));
    assert!(page::sent(0).contains(&format!(r#""loginId":"{ID}""#)));
    assert!(!page::url(0).contains(ID), "{}", page::url(0));
}

#[wasm_bindgen_test]
async fn a_kept_id_signs_on_without_asking_and_resumes_the_session_from_before_the_reload() {
    let phone = Phone::new(&[]).await;
    phone.sign_on(ID).await;
    phone.link().await;
    let (element, mut phone) = (phone.element.clone(), phone);
    phone.handle.unmount();
    let again = Phone::within(element, &[]).await;
    page::open(1);
    assert!(page::sent(1).contains(r#""resume":"TOKEN1""#), "{}", page::sent(1));
    let tab = |frames: String| frames.split_once(r#""tab":""#).unwrap().1.split('"').next().unwrap().to_owned();
    assert_eq!(tab(page::sent(0)), tab(page::sent(1)));
    assert_eq!(again.colours(), ["white", "yellow"]);
}

#[wasm_bindgen_test]
async fn ok_is_disabled_with_the_reason_beside_it_while_the_text_breaks_a_rule() {
    let phone = Phone::new(&[("user", "demo@example.com")]).await;
    phone.press("login").await;
    let table = [
        ("", "Type your Login ID or make a new one."),
        ("a b", "The Login ID has a space in it. Use letters and digits only."),
        ("Demo@Example.com", "That is a Salesforce user name. Use an ID that only you know."),
        ("a-b", "The Login ID has a special character in it."),
        ("\u{1F4DE}", "The Login ID has a special character in it."),
        ("\u{202E}1505", "The Login ID has a special character in it."),
    ];
    for (text, reason) in table {
        phone.type_in(text).await;
        assert!(phone.find::<HtmlButtonElement>("button[data-action=submit]").unwrap().disabled(), "{text}");
        assert!(phone.text().contains(reason), "{text}: {}", phone.text());
        assert_eq!(phone.colours(), ["red", "yellow"]);
    }
    phone.type_in(&"A".repeat(10_000)).await;
    assert!(phone.text().contains("The Login ID is longer than 64 characters."));
    phone.type_in(ID).await;
    assert!(!phone.find::<HtmlButtonElement>("button[data-action=submit]").unwrap().disabled());
}

#[wasm_bindgen_test]
async fn the_focus_goes_into_the_entry_and_comes_back_by_escape_by_cancel_and_by_enter() {
    let phone = Phone::new(&[]).await;
    phone.press("login").await;
    assert_eq!(focused(), "hs-field");
    phone.key("Escape").await;
    assert_eq!((focused().as_str(), phone.find::<HtmlFormElement>("form")), ("login", None));
    phone.press("login").await;
    phone.press("dismiss").await;
    assert_eq!(focused(), "login");
    phone.press("login").await;
    phone.type_in(ID).await;
    // A key that a script presses submits no form.
    phone.find::<HtmlFormElement>("form").unwrap().request_submit().unwrap();
    settle().await;
    assert_eq!((focused().as_str(), page::opened()), ("login", 1));
}

#[wasm_bindgen_test]
async fn a_key_that_belongs_to_a_word_which_an_input_method_composes_does_nothing_else() {
    let phone = Phone::new(&[]).await;
    phone.press("login").await;
    phone.composing_key("Escape").await;
    assert_eq!(focused(), "hs-field");
    phone.key("Escape").await;
    assert_eq!(focused(), "login");
}

#[wasm_bindgen_test]
async fn the_focus_is_not_lost_when_the_button_that_has_it_goes() {
    let phone = Phone::new(&[]).await;
    phone.sign_on(ID).await;
    page::accept(0);
    page::reply(0, "User", "SetLoginId", r#"{"Success":false,"ErrorMessage":"x","code":"LoginIdUnknown"}"#);
    settle().await;
    assert_eq!(phone.colours(), ["white", "yellow"]);
    phone.press("reconnect").await;
    assert_eq!(page::opened(), 2);
    assert!(phone.element.contains(page::document().active_element().as_deref()));
}

#[wasm_bindgen_test]
async fn the_id_in_use_is_masked_until_it_is_revealed() {
    let phone = Phone::new(&[]).await;
    phone.sign_on(ID).await;
    phone.press("login").await;
    assert_eq!((phone.field().type_(), phone.field().value()), ("password".to_owned(), ID.to_owned()));
    phone.press("reveal").await;
    assert_eq!(phone.field().type_(), "text");
}

#[wasm_bindgen_test]
async fn a_generated_id_keeps_the_rules_is_shown_and_can_be_copied() {
    let phone = Phone::new(&[]).await;
    phone.press("login").await;
    phone.press("generate").await;
    let made = phone.field().value();
    assert!(made.len() == 20 && made.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()), "{made}");
    assert_eq!(phone.field().type_(), "text");
    page::clipboard(true);
    phone.press("copy").await;
    assert!(phone.text().contains("Copied."));
    page::clipboard(false);
    phone.press("copy").await;
    assert!(phone.text().contains("does not allow copying"));
    phone.press("generate").await;
    assert_ne!(phone.field().value(), made);
    assert_eq!(page::opened(), 0, "a generated ID is not used before OK");
}

#[wasm_bindgen_test]
async fn forgetting_is_asked_back_and_then_signs_off_and_forgets() {
    let phone = Phone::new(&[]).await;
    phone.sign_on(ID).await;
    phone.link().await;
    phone.press("login").await;
    phone.press("ask-forget").await;
    assert_eq!(focused(), "dismiss", "the focus is on what loses nothing");
    phone.key("Escape").await;
    assert_eq!(focused(), "hs-field");
    phone.press("ask-forget").await;
    phone.press("forget").await;
    assert_eq!(phone.colours(), ["red", "yellow"]);
    assert!(page::sent(0).contains("ClearLoginId"));
    assert_eq!((storage().get_item(KEY).unwrap(), page::living()), (None, 0));
}

#[wasm_bindgen_test]
async fn an_id_from_the_user_record_is_used_instead_of_a_kept_one_and_its_entry_is_not_offered() {
    page::install();
    storage().set_item(KEY, "KEPT1").unwrap();
    let phone = Phone::another(&[("loginId", "RECORD1")]).await;
    page::accept(0);
    assert!(page::sent(0).contains("RECORD1") && !page::sent(0).contains("KEPT1"));
    phone.press("login").await;
    assert_eq!(phone.find::<HtmlFormElement>("form"), None);
    assert!(phone.text().contains("From your user record"));
}

#[wasm_bindgen_test]
async fn with_own_ids_off_the_user_name_signs_on_and_nothing_is_asked() {
    let phone = Phone::new(&[("user", "demo@example.com"), ("useOwnLoginId", "false")]).await;
    page::open(0);
    assert!(page::sent(0).contains(r#""identity":{"kind":"none","user":"demo@example.com"}"#), "{}", page::sent(0));
    assert_eq!(phone.colours(), ["white", "yellow"]);
}

#[wasm_bindgen_test]
async fn storage_that_is_denied_breaks_nothing_and_is_told() {
    page::install();
    page::deny_storage();
    let phone = Phone::another(&[("source", "denied")]).await;
    assert!(phone.text().contains("does not keep the Login ID"), "{}", phone.text());
    phone.sign_on(ID).await;
    phone.link().await;
    assert_eq!(phone.colours(), ["white", "green"]);
    // The page remembers, as long as it lives.
    let (element, mut phone) = (phone.element.clone(), phone);
    phone.handle.unmount();
    let again = Phone::within(element, &[("source", "denied")]).await;
    assert_eq!((again.colours(), page::opened()), (["white".to_owned(), "yellow".to_owned()], 2));
}

#[wasm_bindgen_test]
async fn storage_that_is_full_breaks_nothing_is_told_and_keeps_no_older_id() {
    page::install();
    storage().set_item(&KEY.replace("hookswitch::", "full::"), "OLDER1").unwrap();
    page::fill_storage();
    let phone = Phone::another(&[("source", "full")]).await;
    phone.sign_on(ID).await;
    phone.link().await;
    assert_eq!(phone.colours(), ["white", "green"]);
    assert!(phone.text().contains("does not keep the Login ID"));
    assert_eq!(storage().get_item(&KEY.replace("hookswitch::", "full::")).unwrap(), None);
}

#[wasm_bindgen_test]
async fn a_kept_text_that_is_no_id_is_asked_again_and_that_is_told() {
    page::install();
    storage().set_item(KEY, "{\"half\":").unwrap();
    let phone = Phone::another(&[]).await;
    assert_eq!(phone.colours(), ["red", "yellow"]);
    assert!(phone.text().contains("could not be read"), "{}", phone.text());
    assert_eq!((storage().get_item(KEY).unwrap(), page::opened()), (None, 0));
    phone.sign_on(ID).await;
    assert!(!phone.text().contains("could not be read"));
}

#[wasm_bindgen_test]
async fn two_softphones_on_one_page_do_not_disturb_each_other() {
    let one = Phone::new(&[("source", "one")]).await;
    let mut two = Phone::another(&[("source", "two")]).await;
    one.sign_on("FIRST1").await;
    one.link().await;
    assert_eq!(
        (one.colours(), two.colours()),
        (["white", "green"].map(str::to_owned), ["red", "yellow"].map(str::to_owned))
    );
    two.sign_on("SECOND2").await;
    two.link().await;
    assert!(page::sent(0).contains("FIRST1") && page::sent(1).contains("SECOND2"));
    let ids = ["one", "two"].map(|source| storage().get_item(&format!("hookswitch:1:{source}::loginId")).unwrap());
    assert_eq!(ids, [Some("FIRST1".to_owned()), Some("SECOND2".to_owned())]);
    two.handle.unmount();
    settle().await;
    assert_eq!((one.colours(), page::living()), (["white", "green"].map(str::to_owned), 1));
    assert_ne!(
        one.find::<web_sys::Element>(".hs").unwrap().get_attribute("aria-label").as_deref(),
        Some("Softphone two")
    );
}

#[wasm_bindgen_test]
async fn the_embedding_page_is_told_each_change_and_each_refusal_once() {
    let phone = Phone::new(&[]).await;
    phone.sign_on(ID).await;
    page::accept(0);
    page::reply(0, "User", "SetLoginId", r#"{"Success":false,"ErrorMessage":"x","code":"NoLicence"}"#);
    settle().await;
    page::reply(0, "Connection", "Heartbeat", "{}");
    settle().await;
    page::reply(0, "User", "SetLoginId", r#"{"Success":true,"extension":"5051","displayName":"Demo Agent"}"#);
    page::say_status(0, "Linked");
    settle().await;
    let status = |login: &str, connection: &str, agent: &str, code: &str| {
        format!(r#"hookswitch:status {{"login":"{login}","connection":"{connection}",{agent},"code":{code}}}"#)
    };
    let nobody = r#""extension":null,"displayName":null"#;
    let agent = r#""extension":"5051","displayName":"Demo Agent""#;
    let events = phone.events();
    assert_eq!(events[0], status("red", "yellow", nobody, "null"));
    assert_eq!(events[1], status("white", "yellow", nobody, "null"));
    assert_eq!(events[2], status("red", "yellow", nobody, "\"NoLicence\""));
    let message = r#""message":"No licence is left for you.""#;
    let remedy = r#""remedy":"Ask the administrator to free a licence or add one.""#;
    assert_eq!(events[3], format!(r#"hookswitch:error {{"code":"NoLicence",{message},{remedy}}}"#));
    assert_eq!(events.last().unwrap(), &status("white", "green", agent, "null"));
    assert!(events.iter().all(|event| !event.contains(ID)), "{events:?}");
    assert_eq!(events.iter().filter(|event| event.starts_with("hookswitch:error")).count(), 1);
}

#[wasm_bindgen_test]
async fn unmounting_leaves_no_socket_no_timer_and_no_listener_behind() {
    page::install();
    let element = page::document().create_element("div").unwrap();
    page::document().body().unwrap().append_child(&element).unwrap();
    page::watch();
    let mut handle = hookswitch::mount(&element, &JsValue::UNDEFINED).unwrap();
    settle().await;
    let click = |selector: &str| {
        let found = element.query_selector(selector).unwrap().unwrap();
        found.dyn_into::<web_sys::HtmlElement>().unwrap().click();
    };
    click("[data-action=login]");
    settle().await;
    click("[data-action=generate]");
    settle().await;
    click("button[data-action=submit]");
    settle().await;
    page::accept(0);
    page::reply(0, "User", "SetLoginId", r#"{"Success":true,"extension":"5051","displayName":"Demo Agent"}"#);
    page::say_status(0, "Linked");
    settle().await;
    // Lost, and on its way again: a socket and a countdown.
    page::hang_up(0, 1006);
    settle().await;
    assert!(!page::left().is_empty(), "there has to be something to leave behind");
    handle.unmount();
    handle.unmount();
    settle().await;
    let left = page::left();
    page::unwatch();
    assert_eq!((left.as_str(), page::living(), element.child_element_count()), ("", 0, 0));
    element.remove();
    page::restore();
}

#[wasm_bindgen_test]
async fn a_softphone_may_be_unmounted_by_whoever_hears_of_its_change() {
    page::install();
    storage().set_item(KEY, ID).unwrap();
    let element = page::document().create_element("div").unwrap();
    let handle: Rc<RefCell<Option<Handle>>> = Rc::default();
    let taken = handle.clone();
    let listener = Closure::<dyn FnMut(Event)>::new(move |_| {
        if let Some(mut handle) = taken.take() {
            handle.unmount();
        }
    });
    element.add_event_listener_with_callback("hookswitch:status", listener.as_ref().unchecked_ref()).unwrap();
    handle.replace(Some(hookswitch::mount(&element, &JsValue::NULL).unwrap()));
    settle().await;
    assert!(handle.borrow().is_none(), "the listener was not called");
    assert_eq!((page::opened(), page::living(), element.child_element_count()), (1, 0, 0));
    page::restore();
}

#[wasm_bindgen_test]
async fn an_address_that_cannot_be_used_is_told_and_opens_no_socket() {
    for address in ["nonsense", "ftp://host/ws", "ws://user:password@host/ws"] {
        let phone = Phone::new(&[("endpoint", address), ("loginId", ID)]).await;
        assert_eq!((phone.colours(), page::opened()), (["white", "red"].map(str::to_owned), 0), "{address}");
        assert!(phone.text().contains("The connector's address is wrong"));
        assert!(phone.events().last().unwrap().contains("EndpointMalformed"));
    }
}

#[wasm_bindgen_test]
async fn a_browser_that_refuses_to_open_a_socket_is_a_connection_that_is_tried_again() {
    let phone = Phone::new(&[("endpoint", "ws://refuse/ws"), ("loginId", ID)]).await;
    assert_eq!((phone.colours(), page::opened()), (["white", "yellow"].map(str::to_owned), 0));
}

#[wasm_bindgen_test]
async fn frames_that_are_none_do_no_harm_to_a_session_that_lives() {
    let phone = Phone::new(&[("loginId", ID)]).await;
    phone.link().await;
    for text in ["", "{", "[]", "null", r#"{"channel":"Connector"}"#, r#"{"channel":"Cisco","topic":"x"}"#] {
        page::say(0, text);
    }
    settle().await;
    assert_eq!(phone.colours(), ["white", "green"]);
}

#[wasm_bindgen_test]
async fn a_heartbeat_is_answered() {
    let phone = Phone::new(&[("loginId", ID)]).await;
    phone.link().await;
    page::reply(0, "Connection", "Heartbeat", r#"{"serverTime":17}"#);
    settle().await;
    assert!(
        page::sent(0).lines().last().unwrap().contains(r#""Heartbeat","source":"hookswitch","data":{"serverTime":17}"#)
    );
    drop(phone);
}

#[wasm_bindgen_test]
fn mounting_on_something_that_is_no_element_throws_a_type_error_that_says_so() {
    for nothing in [JsValue::NULL, JsValue::UNDEFINED, JsValue::from("#phone")] {
        let thrown = hookswitch::mount(&nothing, &JsValue::NULL).map(|_| ()).unwrap_err();
        let error: js_sys::TypeError = thrown.dyn_into().unwrap();
        assert_eq!(String::from(error.message()), "mount: the first argument has to be an element");
    }
}

#[wasm_bindgen_test]
fn a_text_comes_out_of_javascript_whole_however_long_and_of_whatever_letters() {
    let reader = hookswitch::ports::text::TextReader::default();
    let long = "x".repeat(1_000);
    for text in
        ["".to_owned(), "é".to_owned(), long.clone(), format!("{long}é"), format!("\u{0}{long}\u{0}"), "😀".repeat(200)]
    {
        assert_eq!(reader.read(&JsValue::from(&text)).as_ref(), Some(&text));
    }
    assert_eq!(reader.read(&JsValue::from(7)), None);
}
