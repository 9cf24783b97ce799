use std::rc::Rc;

use yew::{prelude::*, virtual_dom::VComp};

use super::{
    button::{buttons_of, toggle},
    details::row,
    field::field,
    markup::Parts,
    panel::choice,
    records::{after, records},
};
use crate::{
    i18n::decimal,
    intent::Field,
    view::{
        Able, Kind,
        panel::{CallsView, CardTone, CardView, VariableView},
    },
};

/// The calls, and what is owed after one.
pub(super) fn calls(parts: &mut Parts, view: &CallsView) {
    let CallsView { empty, wrap_up, cards, after: last } = view;
    parts.tag("div.hs-part", |parts| {
        parts.tag("div.hs-cards", |parts| {
            for view in cards {
                card(parts, view);
            }
        });
        parts.tag("div", |parts| {
            if let Some(wrap_up) = wrap_up {
                choice(parts, wrap_up);
            }
        });
        if let Some(last) = last {
            after(parts, last);
        }
        parts.text("p.hs-empty", empty.as_deref().unwrap_or_default());
    });
}

/// A call: a component, so that of twenty that one is drawn which has changed.
pub(super) fn card(parts: &mut Parts, view: &Rc<CardView>) {
    parts.component(VComp::new::<CallCard>(Rc::new(Call { view: view.clone() }), Some(view.id.as_str().into())));
}

#[derive(PartialEq, Properties)]
struct Call {
    view: Rc<CardView>,
}

struct CallCard;

impl Component for CallCard {
    type Message = ();
    type Properties = Call;

    fn create(_: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let mut parts = Parts::default();
        drawn(&mut parts, &ctx.props().view);
        parts.into_html()
    }
}

fn drawn(parts: &mut Parts, view: &CardView) {
    let CardView { id, tone, title, line, state, timer, big, more, rest, details, variables, records: known } = view;
    let tone = match tone {
        CardTone::Ringing => "ringing",
        CardTone::Active => "active",
        CardTone::Held => "held",
        CardTone::Failed => "failed",
    };
    parts.node("article.hs-card data-call data-tone aria-label", &[id, tone, &[title, ", ", state].concat()], |card| {
        card.text("h3", title);
        card.text("p.hs-quiet", line);
        card.tag("div.hs-state", |stand| {
            stand.text("strong", state);
            stand.text("span.hs-since", timer);
            if let Some((open, action)) = more {
                toggle(stand, action, Kind::Plain, *open);
            }
        });
        buttons_of(card, big);
        if let Some(known) = known {
            records(card, known);
        }
        buttons_of(card, rest);
        card.tag("dl.hs-rows", |rows| {
            for (label, value) in details {
                row(rows, |name| name.words(label), value);
            }
        });
        card.tag("div.hs-rows", |rows| variables.iter().for_each(|of| variable(rows, of)));
    });
}

fn variable(rows: &mut Parts, view: &VariableView) {
    let VariableView { name, text, able } = view;
    let read_only = match able {
        Able::Yes => None,
        Able::No => Some(""),
    };
    field(
        rows,
        name,
        "input.hs-field autocomplete=off data-field data-value maxlength readonly",
        &[Some(Field::Variable.as_str()), Some(name.as_str()), Some(&decimal(VariableView::LONGEST as u64)), read_only],
        Some(text),
    );
    rows.key(name);
}
