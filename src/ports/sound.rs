//! The ring, made by Web Audio: no file to fetch, and nothing that a page's policy on media could forbid.
//!
//! Browsers play nothing before the person has pressed something on the page; whoever has this shows that, and every
//! press is taken for it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Promise;
use wasm_bindgen::{JsValue, closure::Closure};
use web_sys::{AudioContext, AudioContextState, GainNode, OscillatorNode};

use super::listener::Listener;

/// Whether the browser plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playing {
    /// It does.
    Allowed,
    /// Not before the person presses something.
    Blocked,
    /// It cannot.
    Missing,
}

/// The browser's sound. Made early: whether it is allowed is known a moment later.
#[derive(Debug)]
pub struct Sound {
    device: Option<Rc<Device>>,
    _listeners: Vec<Listener>,
}

/// Runs while it rings only: it would cost the processor something also in silence.
#[derive(Debug)]
struct Device {
    context: AudioContext,
    playing: Cell<Playing>,
    rings: Cell<u32>,
}

impl Sound {
    /// Sound; `tell` is called when the browser lets it play.
    pub fn new(tell: impl Fn() + 'static) -> Self {
        // Throws where there is none.
        let Ok(context) = AudioContext::new() else { return Self { device: None, _listeners: Vec::new() } };
        let device = Rc::new(Device { context, playing: Cell::new(Playing::Blocked), rings: Cell::new(0) });
        let heard = device.clone();
        let mut listeners = vec![Listener::new(&device.context, "statechange", move |_| {
            if heard.context.state() == AudioContextState::Running {
                heard.rest();
                match heard.playing.replace(Playing::Allowed) {
                    Playing::Blocked => tell(),
                    Playing::Allowed | Playing::Missing => {}
                }
            }
        })];
        if let Some(window) = web_sys::window() {
            listeners.extend(["pointerup", "keydown"].map(|press| {
                let device = device.clone();
                Listener::new(&window, press, move |_| device.unlock())
            }));
        }
        Self { device: Some(device), _listeners: listeners }
    }

    /// Whether the browser plays.
    #[must_use]
    pub fn state(&self) -> Playing {
        self.device.as_ref().map_or(Playing::Missing, |device| device.playing.get())
    }

    /// Lets the browser play, while the person presses something.
    pub fn enable(&self) {
        if let Some(device) = &self.device {
            device.unlock();
        }
    }

    /// Rings until what is returned is dropped; where the browser does not play yet, from when it does.
    #[must_use]
    pub fn ring(&self) -> Option<Ring> {
        Ring::start(self.device.clone()?).ok()
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        if let Some(device) = &self.device {
            leave(device.context.close());
        }
    }
}

impl Device {
    fn unlock(&self) {
        match self.playing.get() {
            Playing::Blocked => leave(self.context.resume()),
            Playing::Allowed | Playing::Missing => {}
        }
    }

    fn rest(&self) {
        if self.rings.get() == 0 {
            leave(self.context.suspend());
        }
    }
}

/// A ring: two tones for a second, then three seconds of nothing. Dropped, it is silent.
#[derive(Debug)]
pub struct Ring {
    device: Rc<Device>,
    tones: [OscillatorNode; 2],
    gain: GainNode,
}

/// How loud each tone is, of all that there can be.
const LOUD: f32 = 0.08;

/// For how many seconds one call to the browser rings: longer than any telephone.
const PERIODS: u32 = 75;

/// A second of ring, three of none.
const PERIOD_SECONDS: f64 = 4.0;

impl Ring {
    fn start(device: Rc<Device>) -> Result<Self, JsValue> {
        let context = &device.context;
        let gain = context.create_gain()?;
        gain.connect_with_audio_node(&context.destination())?;
        let level = gain.gain();
        level.set_value(0.0);
        // The browser keeps the time: timers of a page that is not seen come late.
        let now = context.current_time();
        for period in 0..PERIODS {
            let begin = now + f64::from(period) * PERIOD_SECONDS;
            // Ramps, because a tone that jumps clicks.
            for (after, loud) in [(0.0, 0.0), (0.04, LOUD), (0.94, LOUD), (1.0, 0.0)] {
                level.linear_ramp_to_value_at_time(loud, begin + after)?;
            }
        }
        let tone = |pitch: f32| {
            let tone = context.create_oscillator()?;
            tone.frequency().set_value(pitch);
            tone.connect_with_audio_node(&gain)?;
            tone.start()?;
            Ok::<_, JsValue>(tone)
        };
        let tones = [tone(440.0)?, tone(554.4)?];
        device.rings.update(|rings| rings + 1);
        leave(context.resume());
        Ok(Self { device, tones, gain })
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        // Fails for what was never started or connected, which there is not.
        for tone in &self.tones {
            let _ = tone.stop();
        }
        let _ = self.gain.disconnect();
        self.device.rings.update(|rings| rings - 1);
        self.device.rest();
    }
}

type Then = Closure<dyn FnMut(JsValue)>;

thread_local! {
    static NOTHING: RefCell<Option<Then>> = const { RefCell::new(None) };
}

/// Lets a promise come to what it may: what became of it is told by the state.
fn leave(promise: Result<Promise, JsValue>) {
    if let Ok(promise) = promise {
        NOTHING.with_borrow_mut(|nothing| {
            let _ = promise.catch(nothing.get_or_insert_with(|| Closure::new(|_| ())));
        });
    }
}
