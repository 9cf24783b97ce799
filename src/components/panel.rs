use super::{
    Names,
    book::book,
    button::{button, option, toggle},
    calls::{calls, card},
    details::row,
    keypad::keypad,
    lists::{history, team},
    markup::Parts,
    memos::status,
    notice::toned,
};
use crate::{
    i18n::{press, work as words_of},
    intent::{PressOn, Work},
    view::{
        Action, Kind, Open, Text, Tone, alone,
        panel::{Choice, Page, Panel, StateLine, TabView, Toast},
    },
};

/// An agent's desktop. Whatever comes and goes has a key, and what lies over the page lies in it: nothing else moves.
pub(super) fn panel(parts: &mut Parts, panel: &Panel, names: &Names) {
    let Panel { state, sound, purpose, page, ringing, toasts, tabs, status: line } = panel;
    parts.tag("div.hs-desk", |desk| {
        state_line(desk, state);
        if let Some(purpose) = purpose {
            strip(desk, "purpose", Some(&purpose.text), &purpose.cancel);
        }
        desk.tag("div.hs-page", |seen| {
            page_of(seen, page, names);
            seen.tag("div.hs-over", |over| {
                over.tag("div", |over| {
                    if let Some(call) = ringing {
                        card(over, call);
                    }
                });
                over.node("div role=alert", &[], |over| toasts.iter().for_each(|what| toast(over, what)));
            });
            seen.key("over");
        });
        desk.key("page");
        // It goes with the first press; nothing that is above it moves then.
        if let Some(action) = sound {
            strip(desk, "sound", None, action);
        }
        desk.node("nav.hs-tabs aria-label", &[words_of::PAGES], |nav| {
            tabs.iter().for_each(|view| tab(nav, view));
        });
        desk.key("tabs");
        if let Some(line) = line {
            status(desk, line);
        }
    });
}

/// A page of somebody else's, in a window of its own that knows nothing of this one.
pub(super) fn linked(parts: &mut Parts, url: &str, word: &'static str, of: &str) {
    let name = [word, ", ", of].concat();
    let of = "a.hs-link target=_blank rel href aria-label";
    parts.node(of, &["noopener noreferrer", url, &name], |link| link.words(word));
}

fn strip(desk: &mut Parts, key: &str, what: Option<&Text>, action: &Action) {
    desk.tag("div.hs-strip", |strip| {
        if let Some(what) = what {
            strip.text("p", what);
        }
        button(strip, action, Kind::Plain);
    });
    desk.key(key);
}

fn state_line(desk: &mut Parts, state: &StateLine) {
    let StateLine { dot, word, detail, timer, open, change } = state;
    desk.tag("div.hs-strip", |line| {
        line.dot(*dot);
        line.text("strong", word);
        line.text("span.hs-quiet", detail.as_deref().unwrap_or_default());
        line.text("span.hs-since", timer);
        toggle(line, change, Kind::Secondary, *open);
    });
    desk.key("state");
}

fn page_of(parts: &mut Parts, page: &Page, names: &Names) {
    let key = match page {
        Page::Calls(view) => {
            calls(parts, view);
            "calls"
        }
        Page::Keypad(view) => {
            keypad(parts, view, names);
            "keypad"
        }
        Page::Book(view) => {
            book(parts, view, names);
            "book"
        }
        Page::History(view) => {
            history(parts, view);
            "history"
        }
        Page::Team(view) => {
            team(parts, view);
            "team"
        }
        Page::States(choices) => {
            parts.tag("div.hs-part", |part| choices.iter().for_each(|of| choice(part, of)));
            "states"
        }
        Page::Shortcuts(rows) => {
            shortcuts(parts, rows);
            "shortcuts"
        }
    };
    parts.key(key);
}

/// Something to choose from.
pub(super) fn choice(parts: &mut Parts, choice: &Choice) {
    let Choice { title, hint, options } = choice;
    parts.node("div.hs-choice role=group aria-label", &[title], |choice| {
        choice.text("h3", title);
        if let Some(hint) = hint {
            choice.text("p.hs-quiet", hint);
        }
        options.iter().for_each(|of| option(choice, of));
    });
}

fn shortcuts(parts: &mut Parts, rows: &[(&'static str, &'static str)]) {
    parts.tag("div.hs-part", |part| {
        part.text("h3", words_of::KEYS);
        part.tag("dl.hs-rows", |list| {
            for (key, what) in rows {
                row(list, |name| name.text("kbd", key), what);
            }
        });
        button(part, &alone(press::CLOSE, Work::Shortcuts), Kind::Secondary);
    });
}

fn toast(over: &mut Parts, toast: &Toast) {
    let Toast { id, text, dismiss } = toast;
    toned(over, Tone::Red, |parts| {
        parts.text("p", text);
        button(parts, dismiss, Kind::Plain);
    });
    over.key(id);
}

fn tab(nav: &mut Parts, view: &TabView) {
    let TabView { tab, label, badge, open } = view;
    let current = match open {
        Open::Yes => Some("page"),
        Open::No => None,
    };
    nav.node_if(
        "button type=button data-action data-value aria-current",
        &[Some(PressOn::Tab.as_str()), Some(tab.as_str()), current],
        |tab| {
            tab.words(label);
            if let Some((count, what)) = badge {
                tab.words(" ");
                tab.text("b", count);
                tab.text("span.hs-unseen", what);
            }
        },
    );
}
