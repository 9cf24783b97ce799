//! A Salesforce around the page (`crm.js`).

use hookswitch_crm::place::{Evidence, FrameOrigin, Kind, Place, place};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/support/crm.js")]
extern "C" {
    pub fn frame(query: &str);
    pub fn scripts_come(how: &str);
    pub fn comes(index: usize, how: &str);
    pub fn asked_for() -> String;
    pub fn scripts_left() -> usize;
    pub fn offer(kind: &str, methods: &str, how: &str);
    pub fn offered_calls() -> String;
    pub fn answer(path: &str, text: &str) -> String;
    pub fn happens(path: &str, text: &str, times: usize) -> String;
    pub fn answer_with_a_circle(path: &str);
    pub fn gone();
    fn leave();
}

pub const QUERY: &str = "?mode=Lightning&sfdcIframeOrigin=http://localhost:9&nonce=secretnonce";

/// A Salesforce around the page, until dropped.
pub struct Around;

impl Around {
    /// One whose scripts come so.
    pub fn new(how: &str) -> Self {
        frame(QUERY);
        scripts_come(how);
        Self
    }
}

impl Drop for Around {
    fn drop(&mut self) {
        leave();
    }
}

/// The origin of a frame that is trusted.
pub fn origin(kind: Kind) -> FrameOrigin {
    let query = match kind {
        Kind::Lightning => QUERY,
        Kind::Classic => "?sfdcIFrameOrigin=http://localhost:9&nonce=secretnonce",
    };
    match place(Evidence { query, is_framed: true, ancestor: None, is_local: true }) {
        Place::Inside(_, origin) => origin,
        other => panic!("{other:?}"),
    }
}
