//! Where the focus goes when something opens, and when what has it is drawn no more: never to the top of the page.

use yew::NodeRef;

use crate::{
    desktop::{Desktop, Over},
    intent::{PressOn, Tab},
    ports::{
        Element, HtmlElement,
        element::{focus, focus_on, focused, holds_focus, scroll_top_of, show},
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
    chosen: Option<usize>,
}

/// Where the focus was before the last change.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
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
    /// Something lies over the desktop.
    Over,
    /// A page of the desktop.
    Page(Tab),
}

impl Focus {
    /// Something may be about to be opened by what has the focus now.
    pub fn before_intent(&mut self) {
        match self.place {
            Place::Home | Place::Page(_) => self.opener = focused(),
            Place::Details | Place::Entry | Place::Question | Place::Over => {}
        }
    }

    /// Something is about to be drawn anew.
    pub fn before_change(&mut self) {
        let is_here = self.root.get().is_some_and(|root| holds_focus(&root));
        self.was = if is_here { Whereabouts::Here } else { Whereabouts::Elsewhere };
    }

    /// It was. The focus goes into what was opened, and back to what opened what is closed now; one that fell out goes to
    /// what comes next.
    pub fn after_change(&mut self, screen: &Screen, desktop: Option<&Desktop>) {
        let Some(root) = self.root.cast::<Element>() else { return };
        let place = Place::of(screen, desktop);
        let before = std::mem::replace(&mut self.place, place);
        let was = std::mem::take(&mut self.was);
        self.scroll(&root, before, desktop);
        let fell_out = was == Whereabouts::Here && !holds_focus(&root);
        let found = match place {
            _ if before == place => false,
            Place::Entry => focus_on(&root, "input"),
            Place::Details | Place::Question => focus_on(&root, ".hs-panel button"),
            Place::Over => focus_on(&root, ".hs-page button"),
            // What is closed gives it back to what opened it.
            Place::Home | Place::Page(_) if before.is_over() => {
                was == Whereabouts::Here && self.opener.take().as_ref().is_some_and(focus)
            }
            // Whoever came by its tab goes on from there, and whom work found somewhere stays there.
            Place::Page(Tab::Keypad | Tab::Book)
                if was == Whereabouts::Here && matches!(before, Place::Page(_)) && !is_on_tab() =>
            {
                focus_on(&root, ".hs-page input")
            }
            Place::Home | Place::Page(_) => false,
        };
        if fell_out && !found {
            let next = [".hs-page article button", ".hs-tabs [aria-current]", "[data-icon=connection]"];
            let _ = next.into_iter().any(|selector| focus_on(&root, selector));
        }
    }

    /// A page that was opened begins at its top, and what was chosen can be seen.
    fn scroll(&mut self, root: &Element, before: Place, desktop: Option<&Desktop>) {
        if before != self.place {
            scroll_top_of(root, ".hs-page");
        }
        let chosen = desktop.and_then(|desktop| desktop.chosen);
        if std::mem::replace(&mut self.chosen, chosen) != chosen {
            show(root, "[aria-selected=true]");
        }
    }
}

fn is_on_tab() -> bool {
    focused().and_then(|focused| focused.get_attribute("data-action")).as_deref() == Some(PressOn::Tab.as_str())
}

impl Place {
    /// Whether it lies over another one.
    const fn is_over(self) -> bool {
        match self {
            Self::Details | Self::Entry | Self::Question | Self::Over => true,
            Self::Home | Self::Page(_) => false,
        }
    }

    fn of(screen: &Screen, desktop: Option<&Desktop>) -> Self {
        match screen {
            Screen::Home => match desktop.map(|desktop| (desktop.over, desktop.tab)) {
                None => Self::Home,
                Some((Over::Nothing, tab)) => Self::Page(tab),
                Some((Over::States | Over::Shortcuts, _)) => Self::Over,
            },
            Screen::Details | Screen::Memos | Screen::Diagnosis(_) => Self::Details,
            Screen::LogOff | Screen::Entry(Entry { step: Step::ForgetAsked, .. }) => Self::Question,
            Screen::Entry(_) => Self::Entry,
        }
    }
}
