//! The softphone: what a page may do with it is [`mount`]; `www/hook-switch.js` makes an element of that.
//!
//! One way in, one way out: a component emits an `Intent`, `screen` turns it into a `Command`, `driver` feeds that to
//! the session, which moves and asks for effects; then `view` draws where it stands now.
//!
//! | what fails | where it shows |
//! |---|---|
//! | the text of an ID | beside the field, in `view::EntryView` |
//! | a sign-on | as the one notice, in `view::Notice`, and as the event `hookswitch:error` |
//! | a connection | as the connection icon, then as a notice; it is tried again |
//! | storage | as a note; the ID stays in memory |
//! | the program itself | in the console |

pub mod app;
pub mod browser;
pub mod components;
pub mod desktop;
pub mod driver;
pub mod focus;
pub mod host;
pub mod i18n;
pub mod identity;
pub mod intent;
pub mod keep;
pub mod log_on;
pub mod ports;
pub mod screen;
pub mod tabs;
pub mod view;

use std::{cell::Cell, rc::Rc};

use hookswitch_session::dialling::Key;
use wasm_bindgen::prelude::*;

use crate::{
    app::{App, Life},
    host::standalone,
    ports::element,
};

/// A softphone on a page.
#[wasm_bindgen]
pub struct Handle {
    app: Option<yew::AppHandle<App>>,
    life: Rc<Cell<Life>>,
}

/// Puts a softphone into `element`, in the place of what is there.
///
/// Options: `endpoint`, `loginId` (from the user record), `user` (the Salesforce user name), `source`,
/// `useOwnLoginId` (`false`: sign on by user name), `signOn` (`station`: log on to a station), and how numbers are dialled (`hookswitch_session::dialling::Key`).
/// All of them may be left out.
///
/// # Errors
/// A `TypeError` where `element` is none.
#[wasm_bindgen]
pub fn mount(element: &JsValue, options: &JsValue) -> Result<Handle, JsValue> {
    let Some(element) = element::of_page(element) else {
        return Err(js_sys::TypeError::new("mount: the first argument has to be an element").into());
    };
    let life = Rc::new(Cell::new(Life::Mounted));
    let props = app::Props {
        host: Rc::new(standalone::host(options, &Key::ALL.map(Key::name))),
        element: element.clone(),
        life: life.clone(),
    };
    let app = yew::Renderer::<App>::with_root_and_props(element, props).render();
    Ok(Handle { app: Some(app), life })
}

#[wasm_bindgen]
impl Handle {
    /// Takes the softphone away. Nobody is signed off by that. Calling it again does nothing.
    pub fn unmount(&mut self) {
        self.life.set(Life::Gone);
        if let Some(app) = self.app.take() {
            app.destroy();
        }
    }
}
