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
pub mod crm;
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

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use hookswitch_crm::place::{FrameOrigin, Kind, Place};
use hookswitch_session::dialling::Key;
use wasm_bindgen::prelude::*;

use crate::{
    app::{App, Life},
    crm::Start,
    host::{Host, salesforce, standalone},
    ports::element::{self, Element},
    view::records::Fault,
};

/// A softphone on a page.
#[wasm_bindgen]
pub struct Handle {
    /// Inside a CRM it is there once that has said who signs on.
    app: Rc<RefCell<Option<yew::AppHandle<App>>>>,
    /// What is waited for, and the element that says so.
    crm: Option<(Rc<crm::Desk>, Element)>,
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
    let host = standalone::host(options, &Key::ALL.map(Key::name));
    let app = Rc::default();
    let mounting = Mounting { element, app: Rc::clone(&app), life: life.clone() };
    let crm = match salesforce::here() {
        Place::Alone => {
            mounting.mount(host, None, None);
            None
        }
        Place::Doubtful(_) => {
            mounting.mount(host, None, Some(Fault::Doubtful));
            None
        }
        Place::Inside(kind, origin) => {
            let element = mounting.element.clone();
            Some((inside(kind, origin, host, mounting), element))
        }
    };
    Ok(Handle { app, crm, life })
}

/// An element that waits for its softphone.
struct Mounting {
    element: Element,
    app: Rc<RefCell<Option<yew::AppHandle<App>>>>,
    life: Rc<Cell<Life>>,
}

impl Mounting {
    fn mount(self, host: Host, crm: Option<Rc<crm::Desk>>, fault: Option<Fault>) {
        let Self { element, app, life } = self;
        let props = app::Props { host: Rc::new(host), crm, fault, element: element.clone(), life };
        app.replace(Some(yew::Renderer::<App>::with_root_and_props(element, props).render()));
    }
}

/// Asks the CRM first.
fn inside(kind: Kind, origin: FrameOrigin, host: Host, mounting: Mounting) -> Rc<crm::Desk> {
    element::say(&mounting.element, i18n::crm::REACHING);
    let org = origin.clone();
    let desk = Rc::new_cyclic(|desk: &Weak<crm::Desk>| {
        let desk = desk.clone();
        crm::Desk::new(kind, origin, host.api_version.clone(), move |start| {
            if mounting.life.get() == Life::Gone {
                return;
            }
            match start {
                Start::Inside(begun) => {
                    let fault = Fault::of(&begun);
                    mounting.mount(host.inside(&org, *begun, &Key::ALL.map(Key::name)), desk.upgrade(), fault);
                }
                Start::NoScript => mounting.mount(host, None, Some(Fault::NoScript)),
            }
        })
    });
    desk.reach();
    desk
}

#[wasm_bindgen]
impl Handle {
    /// Takes the softphone away. Nobody is signed off by that. Calling it again does nothing.
    pub fn unmount(&mut self) {
        self.life.set(Life::Gone);
        let (app, crm) = (self.app.take(), self.crm.take());
        match (app, crm) {
            (Some(app), _) => app.destroy(),
            (None, Some((_, element))) => element::say(&element, ""),
            (None, None) => {}
        }
    }
}
