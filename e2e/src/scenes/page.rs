//! The built page with the scene's element, and with a clock, random numbers and storage that the scene wants.

use serde_json::json;

use super::{Kept, Scene, Sound};

const KEPT_ID: &str = "DEMO0000000000005051";
const ENDPOINT: &str = "ws://127.0.0.1:8080/ws";

/// Twelve past nine in whatever time zone, as the British write it; random numbers that only look so; and a clock that
/// stands still until it is moved on.
const STILL: &str = r"
const morning = new Date(2026, 10, 21, 9, 12, 30).getTime();
Date.now = () => morning;
Object.defineProperty(navigator, 'language', { value: 'en-GB' });
crypto.getRandomValues = bytes => bytes.map((_, i) => bytes[i] = (i * 89 + 41) % 251);
let clock = 60_000;
performance.now = () => clock;
// A finger that is lifted makes the softphone look at the clock.
const pass = ms => {
  clock += ms;
  document.querySelector('.hs').dispatchEvent(new Event('pointerup', { bubbles: true }));
};
// Woken, it finds its timer overdue as well.
const twoMinutesPass = () => { clock += 121_000; dispatchEvent(new Event('online')); };
";

const DENIED: &str = r"
for (const name of ['localStorage', 'sessionStorage']) {
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
}
";

/// Nothing that could sound: whether a browser lets a page play is not the same each time.
const NO_SOUND: &str = "delete window.AudioContext;";

const BLOCKED_SOUND: &str = "window.AudioContext = class extends EventTarget { state = 'suspended'; \
                             resume() {} suspend() {} close() {} };";

pub(super) fn page(index: &str, scene: &Scene) -> String {
    let kept = match scene.kept {
        Kept::Nothing => keep(""),
        Kept::LoginId => keep(KEPT_ID),
        Kept::Garbage => keep("{\"id\":"),
        Kept::Denied => DENIED.to_owned(),
    };
    let sound = match scene.sound {
        Sound::Missing => NO_SOUND,
        Sound::Blocked => BLOCKED_SOUND,
    };
    let endpoint =
        if scene.attributes.contains("endpoint=") { String::new() } else { format!(" endpoint=\"{ENDPOINT}\"") };
    let element = format!("<hook-switch{endpoint} {}>", scene.attributes);
    let name = scene.name;
    // The address shows, and the port is another one each time.
    let socket = format!(
        "const Own = WebSocket;
         window.WebSocket = class extends Own {{ constructor() {{ super(`ws://${{location.host}}/ws/{name}`); }} }};"
    );
    index
        .replace("<head>", &format!("<head><base href=\"/\"><script>{STILL}{sound}{kept}{socket}</script>"))
        .replace("<hook-switch>", &element)
}

fn keep(text: &str) -> String {
    let text = json!(text);
    format!(
        "localStorage.clear(); sessionStorage.clear();
         if ({text}) localStorage.setItem('hookswitch:1:hookswitch::loginId', {text});"
    )
}
