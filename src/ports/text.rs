//! Texts out of JavaScript.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

/// From this length on, in UTF-16 units, the browser's own encoder is worth the call.
const LONG: u32 = 128;

// That of web-sys takes texts of Rust only.
#[wasm_bindgen]
extern "C" {
    #[derive(Clone)]
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, source: &JsString, target: &mut [u8]);
}

/// A byte of no UTF-8: what is still there was not written.
const UNWRITTEN: u8 = 0xff;

/// Reads texts, the long ones twice as fast as wasm-bindgen, which asks for each of their characters.
#[derive(Clone)]
pub struct TextReader(TextEncoder);

impl Default for TextReader {
    /// A reader to keep: an encoder is slow to make.
    fn default() -> Self {
        Self(TextEncoder::new())
    }
}

impl TextReader {
    /// The text that `value` is, if it is one.
    pub fn read(&self, value: &JsValue) -> Option<String> {
        self.read_long(value.dyn_ref()?).or_else(|| value.as_string())
    }

    /// A long text of ASCII, where each unit becomes one byte.
    fn read_long(&self, text: &JsString) -> Option<String> {
        let length = text.length();
        if length < LONG {
            return None;
        }
        let mut bytes = vec![UNWRITTEN; length as usize];
        self.0.encode_into(text, &mut bytes);
        bytes.is_ascii().then(|| String::from_utf8(bytes).ok())?
    }
}
