//! Several tabs of one browser: here, several softphones that share what a browser's tabs share.

use js_sys::Promise;

use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::page::{self, ID, Phone, settle};

fn leads(phone: &Phone) -> bool {
    phone.find::<web_sys::Element>("[data-tab=leads]").is_some()
}

/// Waits until the browser has said what it has to say.
pub(crate) async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return settle().await;
        }
        let a_moment = Promise::new(&mut |then, _| {
            web_sys::window().unwrap().set_timeout_with_callback_and_timeout_and_arguments_0(&then, 4).unwrap();
        });
        JsFuture::from(a_moment).await.unwrap();
        settle().await;
    }
    panic!("it never came");
}

#[wasm_bindgen_test]
async fn one_tab_leads_and_the_next_one_does_when_it_is_gone() {
    let first = Phone::new(&[]).await;
    until(|| leads(&first)).await;
    let second = Phone::another(&[]).await;
    let stranger = Phone::another(&[("source", "other")]).await;
    until(|| leads(&stranger)).await;
    assert!(!leads(&second));
    let mut first = first;
    first.handle.unmount();
    until(|| leads(&second)).await;
}

#[wasm_bindgen_test]
async fn who_signs_on_in_one_tab_is_signed_on_in_the_others() {
    let first = Phone::new(&[]).await;
    let second = Phone::another(&[]).await;
    until(|| leads(&first)).await;
    first.sign_on(ID).await;
    until(|| page::opened() == 2).await;
    page::accept(1);
    assert!(page::sent(1).contains(ID));
    assert_eq!(second.colours(), ["white", "yellow"]);
    let browser = |frames: String| frames.split_once(r#""browser":""#).unwrap().1.split('"').next().unwrap().to_owned();
    page::accept(0);
    assert_eq!(browser(page::sent(0)), browser(page::sent(1)));
}

#[wasm_bindgen_test]
async fn who_signs_off_in_one_tab_is_signed_off_in_the_others() {
    let first = Phone::new(&[]).await;
    first.sign_on(ID).await;
    first.link().await;
    page::say(
        0,
        r#"{"channel":"Connector","topic":"User","subtopic":"ClearLoginId","source":"t","data":{"Success":true,"ErrorMessage":null}}"#,
    );
    settle().await;
    assert_eq!((first.colours(), page::living()), (["red", "yellow"].map(str::to_owned), 0));
}
