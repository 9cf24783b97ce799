//! Where the focus goes when something opens, and when what has it is drawn no more: never to the top of the page.

use yew::NodeRef;

use crate::{
    ports::{
        Element, HtmlElement,
        element::{focus, focus_on, focused, holds_focus},
    },
    screen::{Entry, Screen, Step},
};

/// The focus of one softphone.
#[derive(Default)]
pub struct Focus {
    /// The outermost element.
    pub root: NodeRef,
    opener: Option<HtmlElement>,
    was: Whereabouts,
    place: Place,
}

/// Where the focus was before the last change.
#[derive(Default)]
enum Whereabouts {
    #[default]
    Elsewhere,
    Here,
}

/// What is open, as far as the focus moves with it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Home,
    Details,
    Entry,
    Question,
}

impl Focus {
    /// Something may be about to be opened by what has the focus now.
    pub fn before_intent(&mut self) {
        if self.place == Place::Home {
            self.opener = focused();
        }
    }

    /// Something is about to be drawn anew.
    pub fn before_change(&mut self) {
        let is_here = self.root.get().is_some_and(|root| holds_focus(&root));
        self.was = if is_here { Whereabouts::Here } else { Whereabouts::Elsewhere };
    }

    /// It was. The focus goes into what was opened; one that fell out goes back to what opened what is closed now.
    pub fn after_change(&mut self, screen: &Screen) {
        let Some(root) = self.root.cast::<Element>() else { return };
        let place = Place::of(screen);
        let moved = std::mem::replace(&mut self.place, place) != place;
        match (std::mem::take(&mut self.was), place) {
            (_, Place::Entry) if moved => focus_on(&root, "input"),
            (_, Place::Details | Place::Question) if moved => focus_on(&root, ".hs-panel button"),
            (Whereabouts::Here, Place::Home | Place::Details | Place::Entry | Place::Question)
                if !holds_focus(&root) && !self.opener.as_ref().is_some_and(focus) =>
            {
                focus_on(&root, "[data-icon=connection]");
            }
            (
                Whereabouts::Here | Whereabouts::Elsewhere,
                Place::Home | Place::Details | Place::Entry | Place::Question,
            ) => {}
        }
    }
}

impl Place {
    const fn of(screen: &Screen) -> Self {
        match screen {
            Screen::Home => Self::Home,
            Screen::Details => Self::Details,
            Screen::Entry(Entry { step: Step::ForgetAsked, .. }) => Self::Question,
            Screen::Entry(_) => Self::Entry,
        }
    }
}
