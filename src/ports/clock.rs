//! Time: a monotonic clock, one-shot timers, and the time of day.

use gloo_timers::callback::Timeout;
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

/// Browsers take a delay as a signed 32-bit number. A timer that fires early is set again by whoever set it.
const LONGEST_MS: u64 = i32::MAX as u64;

/// Milliseconds since the page was opened, never going back.
#[must_use]
pub fn now_ms() -> u64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or_else(Date::now, |clock| clock.now()) as u64
}

/// Calls back once; not at all once it is dropped.
#[derive(Debug)]
pub struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// Calls `then` after `delay_ms`, or earlier where that is weeks away.
    pub fn after(delay_ms: u64, then: impl FnOnce() + 'static) -> Self {
        Self { _timeout: Timeout::new(delay_ms.min(LONGEST_MS) as u32, then) }
    }
}

/// The person's date (`2026-11-22`).
#[must_use]
pub fn today() -> String {
    let date = Date::new_0();
    // As many minutes earlier it is that date at Greenwich too.
    let there = Date::now() - date.get_timezone_offset() * 60_000.0;
    let text = String::from(Date::new(&JsValue::from_f64(there)).to_iso_string());
    text.get(..10).unwrap_or_default().to_owned()
}

/// The time of day `ago_ms` ago, to the minute, as the person reads it (`09:12`).
#[must_use]
pub fn time_of_day(ago_ms: u64) -> String {
    let language = web_sys::window().and_then(|window| window.navigator().language());
    let options = Object::new();
    for part in ["hour", "minute"] {
        // A field of a fresh object can always be set.
        let _ = Reflect::set(&options, &part.into(), &"2-digit".into());
    }
    let date = Date::new(&JsValue::from_f64(Date::now() - ago_ms as f64));
    date.to_locale_time_string_with_options(language.as_deref().unwrap_or("en"), &options).into()
}
