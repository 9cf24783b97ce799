//! The softphone inside a CRM that answers, throws, says nothing or says it twice.

use std::{cell::RefCell, rc::Rc};

use hookswitch::{
    host::{
        salesforce::{Bridge, Said},
        standalone,
    },
    keep::Keep,
};
use hookswitch_crm::{AskId, Entry, ask::Call, place::Kind};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::{
    storage,
    support::{
        crm::{self, Around, origin},
        page::{self, ID, Phone, settle},
    },
    tabs::until,
};

const LIGHTNING: &str = "getCallCenterSettings runApex enableClickToDial onClickToDial onNavigationChange getAppViewInfo \
    notifyInitializationComplete setSoftphoneItemLabel setSoftphoneItemIcon setSoftphonePanelVisibility screenPop saveLog";

/// A bridge to what is offered, and what was said over it.
fn bridge(kind: Kind, methods: &str, how: &str) -> (Around, Bridge, Rc<RefCell<Vec<Said>>>) {
    let around = Around::new("");
    crm::offer(if kind == Kind::Lightning { "lightning" } else { "classic" }, methods, how);
    (around, Bridge::load(kind, &origin(kind), "66.0", |_| {}), Rc::default())
}

fn call(bridge: &Bridge, said: &Rc<RefCell<Vec<Said>>>, method: &'static str, arguments: &str) -> Result<(), String> {
    let said = said.clone();
    let call = Call { method, arguments: arguments.to_owned() };
    bridge.call(AskId(7), &call, move |what| said.borrow_mut().push(what))
}

fn answered(text: &str) -> Said {
    Said::Answered(AskId(7), text.to_owned().into())
}

#[wasm_bindgen_test]
fn what_is_thrown_is_told_in_its_words_be_it_a_text_or_an_error_or_nothing() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let how = r#"{"a":{"throws":"a text"},"b":{"throws":"an error","error":true},"c":{"throws":null},"d":{"throws":{"message":7}}}"#;
        let (_around, bridge, said) = bridge(kind, "a b c d", how);
        for (method, words) in [("a", "a text"), ("b", "an error"), ("c", ""), ("d", "")] {
            assert_eq!(call(&bridge, &said, method, "[{}]"), Err(words.to_owned()));
        }
        assert!(said.borrow().is_empty());
    }
}

#[wasm_bindgen_test]
fn an_answer_that_never_comes_is_none_and_one_that_comes_twice_breaks_nothing() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let (_around, bridge, said) = bridge(kind, "a b", r#"{"a":{},"b":{"says":{"x":1},"times":2}}"#);
        assert_eq!(call(&bridge, &said, "a", "[{}]"), Ok(()));
        assert!(said.borrow().is_empty());
        assert_eq!(call(&bridge, &said, "b", "[{}]"), Ok(()), "what answers twice is not to be thrown at");
        assert_eq!(crm::answer("b", r#"{"x":3}"#), "");
        assert_eq!(said.borrow().first(), Some(&answered(r#"{"x":1}"#)));
        said.borrow_mut().clear();
        // Long gone, the page is no reason to throw either.
        drop(bridge);
        assert_eq!(crm::answer("a", "[]"), "");
        assert_eq!(*said.borrow(), [answered("[]")]);
    }
}

#[wasm_bindgen_test]
fn a_value_that_is_no_json_is_nothing() {
    let (_around, bridge, said) = bridge(Kind::Lightning, "a", r#"{"a":{}}"#);
    call(&bridge, &said, "a", "[{}]").unwrap();
    crm::answer_with_a_circle("a");
    assert_eq!(*said.borrow(), [answered("null")]);
}

#[wasm_bindgen_test]
fn lightning_takes_one_object_with_a_callback_and_classic_what_comes_in_its_order() {
    let (_around, lightning, said) = bridge(Kind::Lightning, "a", "{}");
    call(&lightning, &said, "a", r#"[{"x":"y"}]"#).unwrap();
    assert_eq!(crm::offered_calls(), r#"a [{"x":"y","callback":"then"}]"#);
    drop(_around);
    let (_around, classic, said) = bridge(Kind::Classic, "cti.a a", "{}");
    call(&classic, &said, "cti.a", r#"["x",2,true]"#).unwrap();
    call(&classic, &said, "a", "[]").unwrap();
    assert_eq!(crm::offered_calls(), "cti.a [\"x\",2,true,\"then\"]\na [\"then\"]");
    assert_eq!(*said.borrow(), [answered(r#"{"result":true}"#), answered(r#"{"result":true}"#)]);
}

#[wasm_bindgen_test]
fn what_is_not_offered_is_refused_and_nothing_else_happens() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let (_around, bridge, said) = bridge(kind, "a", "{}");
        for method in ["b", "cti.b", "a.b", "constructor.prototype", ""] {
            assert!(call(&bridge, &said, method, "[{}]").is_err(), "{method}");
        }
        assert!(call(&bridge, &said, "a", "[{").is_err(), "no JSON");
        bridge.listen(|_| {});
        crm::gone();
        assert!(call(&bridge, &said, "a", "[{}]").is_err());
        assert!(said.borrow().is_empty());
    }
}

#[wasm_bindgen_test]
fn what_salesforce_says_by_itself_is_heard_each_time_and_by_nobody_once_the_page_is_gone() {
    for (kind, method) in [(Kind::Lightning, "onClickToDial"), (Kind::Classic, "cti.onClickToDial")] {
        let (_around, bridge, said) = bridge(kind, method, "{}");
        let hears = said.clone();
        bridge.listen(move |what| hears.borrow_mut().push(what));
        assert_eq!(crm::happens(method, r#"{"number":"1"}"#, 1_000), "");
        assert_eq!(said.borrow().len(), 1_000);
        drop(bridge);
        assert_eq!(crm::happens(method, r#"{"number":"1"}"#, 1), "");
    }
}

/// Runs what waits behind microtasks.
async fn later() {
    for _ in 0..5 {
        settle().await;
        wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.unwrap();
    }
    settle().await;
}

/// An org that answers all, and says this of the user and this of the call centre.
fn answers(user: &str, settings: &str) -> String {
    let user = js_sys::JSON::stringify(&JsValue::from(user)).unwrap();
    format!(
        r#"{{"getCallCenterSettings":{{"says":{{"success":true,"returnValue":{settings}}}}},
            "runApex":{{"says":{{"success":true,"returnValue":{{"runApex":{user}}}}}}}}}"#
    )
}

const ANN: &str = r#"{"userName":"ann@example.com","loginId":"RECORD1","token":null}"#;

#[wasm_bindgen_test]
async fn a_script_that_is_not_to_be_had_is_tried_twice_and_then_the_softphone_does_without() {
    for how in ["error error", "load load", "error load"] {
        let around = Around::new(how);
        let phone = Phone::new(&[("loginId", ID)]).await;
        later().await;
        let address = "http://localhost:9/support/api/66.0/lightning/opencti_min.js";
        assert_eq!(crm::asked_for(), format!("{address}\n{address}"));
        phone.link().await;
        assert_eq!(phone.colours(), ["white", "green"]);
        assert!(phone.text().contains("Salesforce did not answer"), "{}", phone.text());
        // What comes after all changes nothing.
        crm::offer("lightning", LIGHTNING, &answers(ANN, "{}"));
        crm::comes(1, "load");
        crm::comes(0, "load");
        later().await;
        assert_eq!(crm::offered_calls(), "");
        phone.press("dismiss-hint").await;
        assert!(!phone.text().contains("Salesforce did not answer"));
        drop((phone, around));
    }
}

#[wasm_bindgen_test]
async fn a_second_try_that_succeeds_is_as_good_as_a_first() {
    let _around = Around::new("error load");
    crm::offer("lightning", LIGHTNING, &answers(ANN, "{}"));
    let phone = Phone::new(&[]).await;
    later().await;
    page::open(0);
    assert!(page::sent(0).contains("RECORD1"), "{}", page::sent(0));
    assert!(!page::sent(0).contains("secretnonce") && !page::url(0).contains("nonce"));
    assert!(crm::scripts_left() <= 1);
    phone.link().await;
    assert_eq!(
        (phone.colours(), phone.text().contains("Salesforce did not")),
        (["white", "green"].map(str::to_owned), false)
    );
}

#[wasm_bindgen_test]
async fn who_is_vouched_for_signs_on_with_the_orgs_token_which_is_kept_nowhere() {
    let _around = Around::new("load");
    let key = hookswitch_crm::call_center::key("hsUseOwnLoginId").unwrap();
    let ann = r#"{"userName":"ann@example.com","loginId":"RECORD1","token":"eyJh.secrettoken.c"}"#;
    crm::offer("lightning", LIGHTNING, &answers(ann, &format!(r#"{{"{key}":"false"}}"#)));
    let phone = Phone::new(&[]).await;
    later().await;
    page::open(0);
    later().await;
    assert!(page::sent(0).contains(r#""identity":{"kind":"jwt","token":"eyJh.secrettoken.c"}"#), "{}", page::sent(0));
    assert!(!page::sent(0).contains("RECORD1"));
    assert_eq!(crm::offered_calls().matches("ask=token").count(), 1);
    phone.link().await;
    let kept: Vec<String> = [storage(), web_sys::window().unwrap().session_storage().unwrap().unwrap()]
        .iter()
        .flat_map(|area| (0..area.length().unwrap()).map(|at| area.key(at).unwrap().unwrap()).collect::<Vec<_>>())
        .map(|key| storage().get_item(&key).unwrap().unwrap_or_default() + &key)
        .collect();
    assert!(!kept.is_empty() && kept.iter().all(|text| !text.contains("secret")), "{kept:?}");
    let html = phone.element.inner_html();
    assert!(!html.contains("secrettoken") && !html.contains("secretnonce"));
}

#[wasm_bindgen_test]
async fn unmounting_while_the_crm_is_being_reached_leaves_nothing_behind() {
    // Nothing comes of the script; it comes and nothing is answered.
    for how in ["", "load"] {
        let around = Around::new(how);
        crm::offer("lightning", LIGHTNING, r#"{"getCallCenterSettings":{}}"#);
        page::install();
        let element = page::document().create_element("div").unwrap();
        page::document().body().unwrap().append_child(&element).unwrap();
        page::watch();
        let mut handle = hookswitch::mount(&element, &JsValue::UNDEFINED).unwrap();
        later().await;
        assert!(!page::left().is_empty() && element.text_content().unwrap().contains("Reaching Salesforce"));
        handle.unmount();
        later().await;
        let left = page::left();
        if how.is_empty() {
            crm::comes(0, "load");
        } else {
            assert_eq!(crm::answer("getCallCenterSettings", r#"{"success":true,"returnValue":{}}"#), "");
        }
        later().await;
        let after = page::left();
        page::unwatch();
        assert_eq!((left.as_str(), after.as_str(), crm::scripts_left()), ("", "", 0), "{how}");
        assert_eq!((element.text_content().unwrap().as_str(), page::opened(), page::living()), ("", 0, 0));
        element.remove();
        page::restore();
        drop(around);
    }
}

#[wasm_bindgen_test]
async fn unmounting_inside_leaves_nothing_behind_and_clicks_go_nowhere() {
    let around = Around::new("load");
    crm::offer("lightning", LIGHTNING, &answers(ANN, "{}"));
    page::install();
    let element = page::document().create_element("div").unwrap();
    page::document().body().unwrap().append_child(&element).unwrap();
    page::watch();
    let mut handle = hookswitch::mount(&element, &JsValue::UNDEFINED).unwrap();
    later().await;
    page::accept(0);
    later().await;
    assert_eq!(crm::happens("onClickToDial", r#"{"number":"12345"}"#, 1_000), "");
    let shown: HtmlElement = wasm_bindgen::JsCast::unchecked_into(element.clone());
    until(|| shown.inner_text().contains("Will dial 12345")).await;
    handle.unmount();
    later().await;
    assert_eq!(crm::happens("onClickToDial", r#"{"number":"12345"}"#, 1), "");
    later().await;
    let left = page::left();
    page::unwatch();
    assert_eq!((left.as_str(), page::living(), element.child_element_count(), crm::scripts_left()), ("", 0, 0, 0));
    element.remove();
    page::restore();
    drop(around);
}

fn keep(source: &str, org: Option<&str>) -> Keep {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"source".into(), &source.into()).unwrap();
    let mut host = standalone::host(&options, &[]);
    host.org = org.map(str::to_owned);
    Keep::of(&host)
}

fn entry(started: u64) -> Entry {
    Entry { started, note: "x".to_owned(), ..Entry::default() }
}

#[wasm_bindgen_test]
fn of_many_calls_only_the_latest_are_kept_where_the_browser_keeps_them_and_where_it_does_not() {
    for is_denied in [false, true] {
        page::install();
        if is_denied {
            page::deny_storage();
        }
        let keep = keep(if is_denied { "denied-calls" } else { "calls" }, None);
        // Where nothing can be kept, nobody knows.
        let nothing = (!is_denied).then(Entry::default);
        let name = |call: u64| format!("call {call}:é");
        for call in 1..=25 {
            keep.keep_of_call(&name(call), &entry(call));
        }
        // Kept again, it is the latest, and pushes nothing out.
        keep.keep_of_call(&name(6), &entry(60));
        for call in 1..=25 {
            let expected = match call {
                1..=5 => nothing.clone(),
                6 => Some(entry(60)),
                _ => Some(entry(call)),
            };
            assert_eq!(keep.of_call(&name(call)), expected, "{call}");
        }
        keep.keep_of_call(&name(26), &entry(26));
        assert_eq!([6, 7].map(|call| keep.of_call(&name(call))), [Some(entry(60)), nothing]);
        if !is_denied {
            assert_eq!(storage().length().unwrap(), 21, "20 calls, and which");
        }
        page::restore();
    }
}

#[wasm_bindgen_test]
fn two_orgs_in_one_browser_keep_apart_what_is_theirs() {
    page::install();
    let orgs =
        [Some("https://a.lightning.force.com"), Some("https://b.lightning.force.com"), None].map(|org| keep("s", org));
    orgs[0].keep_of_call("1", &entry(1));
    let kept = [0, 1, 2].map(|at| orgs[at].of_call("1").unwrap_or_default());
    assert_eq!(kept, [entry(1), Entry::default(), Entry::default()]);
    let names: std::collections::HashSet<&str> = orgs.iter().map(Keep::name).collect();
    assert_eq!(names.len(), 3);
    page::restore();
}
