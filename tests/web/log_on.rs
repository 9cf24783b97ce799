//! Logging on to a station, in a real browser.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlFormElement, HtmlInputElement, Storage};

use crate::support::page::{self, Phone, settle};

const STATION: &[(&str, &str)] = &[("signOn", "station")];
const INFO: &str = r#"{"hosts":[],"label":"User ID","cachedCredentials":true,"persistentConnections":true,
    "stationTypes":["Workstation","RemoteWorkstation","RemoteNumber"]}"#;

fn areas() -> [Storage; 2] {
    let window = web_sys::window().unwrap();
    [window.local_storage().unwrap().unwrap(), window.session_storage().unwrap().unwrap()]
}

/// Everything that is kept.
fn kept() -> String {
    let all = |area: &Storage| {
        let keys = (0..area.length().unwrap()).map(|at| area.key(at).unwrap().unwrap());
        keys.map(|key| [&key, "=", &area.get_item(&key).unwrap().unwrap(), "\n"].concat()).collect::<String>()
    };
    areas().iter().map(all).collect()
}

/// A phone in front of the door.
async fn door(options: &[(&str, &str)]) -> Phone {
    let phone = Phone::new(options).await;
    answer_info(0).await;
    phone
}

async fn answer_info(socket: usize) {
    page::accept(socket);
    page::reply_on("InteractionCenter", socket, "Connection", "GetServerInfo", INFO);
    settle().await;
}

fn field(phone: &Phone, name: &str) -> HtmlInputElement {
    phone.find(&format!("[name={name}]")).unwrap()
}

/// Fills the form and sends it.
async fn log_on(phone: &Phone, ticked: &[&str]) {
    for (name, text) in [("user", "1245456"), ("password", "acq@123"), ("place", "WS-5051")] {
        field(phone, name).set_value(text);
    }
    for name in ticked {
        field(phone, name).set_checked(true);
    }
    phone.find::<HtmlFormElement>(".hs-log-on").unwrap().request_submit().unwrap();
    settle().await;
}

async fn let_in(socket: usize, more: &str) {
    let data = format!(
        r#"{{"Success":true,"ErrorMessage":null,"effectiveStation":{{"stationType":"Workstation","station":"WS-5051"}},
            "sessionCredential":"5e5510"{more}}}"#
    );
    page::reply_on("InteractionCenter", socket, "Connection", "LogOn", &data);
    page::reply(socket, "User", "SetLoginId", r#"{"Success":true,"extension":"5051","displayName":"Demo Agent"}"#);
    page::say_status(socket, "Linked");
    settle().await;
}

#[wasm_bindgen_test]
async fn whoever_fills_in_the_form_is_logged_on_and_the_password_is_kept_nowhere() {
    let phone = door(STATION).await;
    assert_eq!(phone.colours(), ["red", "yellow"]);
    log_on(&phone, &["remember"]).await;
    assert!(page::sent(0).contains(r#""password":"acq@123""#) && page::sent(0).contains(r#""station":"WS-5051""#));
    assert!(!page::url(0).contains("acq"));
    let_in(0, "").await;
    assert_eq!(phone.colours(), ["white", "green"]);
    assert!(!kept().contains("acq@123"), "{}", kept());
    assert!(kept().contains("5e5510"));
}

#[wasm_bindgen_test]
async fn what_is_remembered_fills_every_field_but_the_password() {
    let phone = door(STATION).await;
    log_on(&phone, &["remember"]).await;
    let (element, mut phone) = (phone.element.clone(), phone);
    phone.handle.unmount();
    areas()[1].clear().unwrap();
    let again = Phone::within(element, STATION).await;
    answer_info(1).await;
    let held = ["user", "password", "place"].map(|name| field(&again, name).value());
    assert_eq!(held, ["1245456", "", "WS-5051"]);
    assert!(field(&again, "remember").checked() && !field(&again, "automatic").checked());
}

#[wasm_bindgen_test]
async fn nothing_is_remembered_where_that_is_not_asked_for() {
    let phone = door(STATION).await;
    log_on(&phone, &[]).await;
    let_in(0, "").await;
    let [lasting, _] = areas();
    assert_eq!(lasting.get_item("hookswitch:1:hookswitch::station:logOn").unwrap(), None);
}

#[wasm_bindgen_test]
async fn a_browser_that_was_told_to_logs_on_by_itself_the_next_time() {
    let phone = door(STATION).await;
    log_on(&phone, &["automatic"]).await;
    assert!(page::sent(0).contains(r#""remember":true"#));
    let_in(0, r#","savedCredential":"5a7ed0""#).await;
    let (element, mut phone) = (phone.element.clone(), phone);
    phone.handle.unmount();
    areas()[1].clear().unwrap();
    let again = Phone::within(element, STATION).await;
    page::accept(1);
    settle().await;
    assert!(page::sent(1).contains(r#""savedCredential":"5a7ed0""#), "{}", page::sent(1));
    let_in(1, "").await;
    assert_eq!(again.colours(), ["white", "green"]);
}

#[wasm_bindgen_test]
async fn another_type_of_station_asks_for_what_fits_it_and_keeps_what_was_typed_elsewhere() {
    let phone = door(STATION).await;
    field(&phone, "user").set_value("1245456");
    field(&phone, "place").set_value("WS-5051");
    let number: HtmlButtonElement = phone.find("[data-value=RemoteNumber]").unwrap();
    number.click();
    settle().await;
    assert!(phone.text().contains("Number") && field(&phone, "persistent").type_() == "checkbox");
    assert_eq!((field(&phone, "user").value(), field(&phone, "place").value()), ("1245456".to_owned(), String::new()));
}

#[wasm_bindgen_test]
async fn a_refusal_says_which_field_is_at_fault_and_what_to_do() {
    let phone = door(STATION).await;
    log_on(&phone, &[]).await;
    let refused =
        r#"{"Success":false,"ErrorMessage":"x","code":"AuthenticationFailed","field":"password","attemptsLeft":4}"#;
    page::reply_on("InteractionCenter", 0, "Connection", "LogOn", refused);
    settle().await;
    assert!(phone.text().contains("The authentication process failed.") && phone.text().contains("Tries left: 4"));
    assert_eq!(field(&phone, "password").get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(
        (field(&phone, "user").value(), field(&phone, "password").value()),
        ("1245456".to_owned(), String::new())
    );
}

#[wasm_bindgen_test]
async fn whoever_is_dropped_reads_the_sentence_and_may_log_on_again() {
    let phone = door(STATION).await;
    log_on(&phone, &[]).await;
    let_in(0, "").await;
    let text = "Your connection has been dropped due to a subsequent log on to a different station.";
    let change = format!(
        r#"{{"previousConnectionState":"Up","newConnectionState":"Down","reason":"AnotherLogOn","shouldReconnect":false,"text":"{text}"}}"#
    );
    page::reply_on("InteractionCenter", 0, "Connection", "ConnectionStateChange", &change);
    settle().await;
    assert!(phone.text().contains(text), "{}", phone.text());
    assert_eq!(page::living(), 0);
    phone.press("reconnect").await;
    answer_info(1).await;
    assert!(phone.find::<HtmlFormElement>(".hs-log-on").is_some());
}
