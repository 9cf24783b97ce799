use std::rc::Rc;

use yew::{
    prelude::*,
    virtual_dom::{VComp, VTag},
};

use super::{
    button::{buttons_of, toggle},
    details::row,
    markup::{CLASS, NO_CLASS, element, tag, text, words},
    panel::choice,
};
use crate::view::{
    Kind,
    panel::{CallsView, CardTone, CardView},
};

/// The calls, and what is owed after one.
pub(super) fn calls(view: &CallsView) -> VTag {
    let CallsView { empty, wrap_up, cards } = view;
    let parts = vec![
        tag("div", "hs-cards", cards.iter().map(card).collect()),
        tag("div", NO_CLASS, wrap_up.iter().map(choice).collect()),
        text("p", "hs-empty", empty.as_deref().unwrap_or_default()),
    ];
    element("div", CLASS, &["hs-part"], parts)
}

/// A call.
pub(super) fn card(view: &Rc<CardView>) -> Html {
    let key = view.id.as_str().into();
    VComp::new::<CallCard>(Rc::new(Call { view: view.clone() }), Some(key)).into()
}

#[derive(PartialEq, Properties)]
struct Call {
    view: Rc<CardView>,
}

/// A component, so that of twenty calls only that one is drawn which has changed.
struct CallCard;

impl Component for CallCard {
    type Message = ();
    type Properties = Call;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        drawn(&ctx.props().view).into()
    }
}

fn drawn(view: &CardView) -> VTag {
    let CardView { id, tone, title, line, state, timer, big, more, rest, details } = view;
    let tone = match tone {
        CardTone::Ringing => "ringing",
        CardTone::Active => "active",
        CardTone::Held => "held",
        CardTone::Failed => "failed",
    };
    let mut stand = vec![text("strong", NO_CLASS, state), text("span", "hs-since", timer)];
    stand.extend(more.as_ref().map(|(open, action)| toggle(action, Kind::Plain, *open)));
    let rows = details.iter().map(|(label, value)| row(words(label), value).into()).collect();
    let parts = vec![
        text("h3", NO_CLASS, title),
        text("p", "hs-quiet", line),
        tag("div", "hs-state", stand),
        buttons_of(big),
        buttons_of(rest),
        tag("dl", "hs-rows", rows),
    ];
    element(
        "article",
        &["class", "data-call", "data-tone", "aria-label"],
        &["hs-card", id, tone, &[title, ", ", state].concat()],
        parts,
    )
}
