use yew::{prelude::*, virtual_dom::VTag};

use super::{
    Names,
    book::book,
    button::{button, option, toggle},
    calls::{calls, card},
    details::row,
    keypad::keypad,
    lists::{history, team},
    markup::{CLASS, NO_CLASS, dot, element, keyed, node, node_if, tag, text, words},
    notice::toned,
};
use crate::{
    i18n::{press, work as words_of},
    intent::{PressOn, Work},
    view::{
        Kind, Open, Text, Tone, alone,
        panel::{Choice, Page, Panel, StateLine, TabView, Toast},
    },
};

/// An agent's desktop. Whatever comes and goes has a key, and what lies over the page lies in it: nothing else moves.
pub(super) fn panel(panel: &Panel, names: &Names) -> VTag {
    let Panel { state, sound, purpose, page, ringing, toasts, tabs } = panel;
    let mut parts = vec![keyed("state", state_line(state))];
    let strip = |key, what: Option<&Text>, action| {
        let mut parts: Vec<_> = what.map(|what| text("p", NO_CLASS, what)).into_iter().collect();
        parts.push(button(action, Kind::Plain));
        keyed(key, element("div", CLASS, &["hs-strip"], parts))
    };
    parts.extend(purpose.as_ref().map(|purpose| strip("purpose", Some(&purpose.text), &purpose.cancel)));
    let over = vec![
        tag("div", NO_CLASS, ringing.iter().map(card).collect()),
        node("div", &["role"], &["alert"], toasts.iter().map(toast).collect()),
    ];
    let seen = vec![page_of(page, names), keyed("over", element("div", CLASS, &["hs-over"], over))];
    parts.push(keyed("page", element("div", CLASS, &["hs-page"], seen)));
    // It goes with the first press; nothing that is above it moves then.
    parts.extend(sound.as_ref().map(|action| strip("sound", None, action)));
    let tabs = tabs.iter().map(tab).collect();
    parts.push(keyed("tabs", element("nav", &["class", "aria-label"], &["hs-tabs", words_of::PAGES], tabs)));
    element("div", CLASS, &["hs-desk"], parts)
}

fn state_line(state: &StateLine) -> VTag {
    let StateLine { dot: mark, word, detail, timer, open, change } = state;
    let line = vec![
        dot(*mark),
        text("strong", NO_CLASS, word),
        text("span", "hs-quiet", detail.as_deref().unwrap_or_default()),
        text("span", "hs-since", timer),
        toggle(change, Kind::Secondary, *open),
    ];
    element("div", CLASS, &["hs-strip"], line)
}

fn page_of(page: &Page, names: &Names) -> Html {
    let (key, page) = match page {
        Page::Calls(view) => ("calls", calls(view)),
        Page::Keypad(view) => ("keypad", keypad(view, names)),
        Page::Book(view) => ("book", book(view, names)),
        Page::History(view) => ("history", history(view)),
        Page::Team(view) => ("team", team(view)),
        Page::States(choices) => ("states", element("div", CLASS, &["hs-part"], choices.iter().map(choice).collect())),
        Page::Shortcuts(rows) => ("shortcuts", shortcuts(rows)),
    };
    keyed(key, page)
}

/// Something to choose from.
pub(super) fn choice(choice: &Choice) -> Html {
    let Choice { title, hint, options } = choice;
    let mut parts = vec![text("h3", NO_CLASS, title)];
    parts.extend(hint.as_ref().map(|hint| text("p", "hs-quiet", hint)));
    parts.extend(options.iter().map(option));
    node("div", &["class", "role", "aria-label"], &["hs-choice", "group", title], parts)
}

fn shortcuts(rows: &[(&'static str, &'static str)]) -> VTag {
    let rows = rows.iter().map(|(key, what)| row(text("kbd", NO_CLASS, key), what).into()).collect();
    let close = alone(press::CLOSE, Work::Shortcuts);
    let parts = vec![text("h3", NO_CLASS, words_of::KEYS), tag("dl", "hs-rows", rows), button(&close, Kind::Secondary)];
    element("div", CLASS, &["hs-part"], parts)
}

fn toast(toast: &Toast) -> Html {
    let Toast { id, text: what, dismiss } = toast;
    keyed(id, toned(Tone::Red, vec![text("p", NO_CLASS, what), button(dismiss, Kind::Plain)]))
}

fn tab(view: &TabView) -> Html {
    let TabView { tab, label, badge, open } = view;
    let current = match open {
        Open::Yes => Some("page"),
        Open::No => None,
    };
    let mut parts = vec![words(label)];
    if let Some(badge) = badge {
        let (count, what) = badge;
        parts.extend([words(" "), text("b", NO_CLASS, count), text("span", "hs-unseen", what)]);
    }
    node_if(
        "button",
        &["type", "data-action", "data-value", "aria-current"],
        &[Some("button"), Some(PressOn::Tab.as_str()), Some(tab.as_str()), current],
        parts,
    )
}
