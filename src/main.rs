//! The page's program: it does nothing by itself, but has what a page may call.

// What `mount` brings with it is all there is.
use hookswitch as _;

/// Small, and not slower than the usual one.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static TALC: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {}
