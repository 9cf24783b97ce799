//! The codec as a page: what the benchmark calls from JavaScript.

// How the softphone reads what a socket hands over: there it is public.
#[cfg(target_arch = "wasm32")]
#[allow(unreachable_pub, reason = "here nobody but this program sees it")]
#[path = "../../../src/ports/text.rs"]
mod text;

#[cfg(target_arch = "wasm32")]
mod page {
    use std::hint::black_box;

    use hookswitch_codec::{Decoded, Sample};
    use wasm_bindgen::prelude::*;

    use crate::text::TextReader;

    // The softphone's allocator: the benchmark measures what the softphone runs.
    #[global_allocator]
    static TALC: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

    /// One kind of frame, with decoded ones at hand to encode.
    #[wasm_bindgen]
    pub struct Codec {
        sample: Sample,
        decoded: Vec<Decoded>,
        reader: TextReader,
    }

    #[wasm_bindgen]
    impl Codec {
        /// The codec for the sample of this name, with `count` different frames.
        #[wasm_bindgen(constructor)]
        pub fn new(name: &str, count: u32) -> Result<Codec, JsValue> {
            let sample = Sample::named(name).ok_or_else(|| JsValue::from_str("no such sample"))?;
            let decoded = (0..count).filter_map(|seed| sample.decode(&sample.text(seed))).collect();
            Ok(Codec { sample, decoded, reader: TextReader::default() })
        }

        /// The text of frame number `seed`.
        pub fn text(&self, seed: u32) -> String {
            self.sample.text(seed)
        }

        /// Reads what a socket hands over into its type.
        pub fn decode(&self, data: &JsValue) -> bool {
            self.reader.read(data).is_some_and(|text| black_box(self.sample.decode(&text)).is_some())
        }

        /// Only the copy of the text, which every decoder in wasm pays.
        pub fn copy(&self, data: &JsValue) -> bool {
            black_box(self.reader.read(data)).is_some()
        }

        /// Writes frame number `index` as a JavaScript string.
        pub fn encode(&self, index: usize) -> String {
            self.decoded.get(index).map(Decoded::encode).unwrap_or_default()
        }
    }
}

fn main() {}
