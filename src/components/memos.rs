use super::{
    button::{button_if, buttons},
    markup::Parts,
    panel::linked,
};
use crate::{
    i18n::{door as words, press},
    intent::Press,
    view::{Able, Kind, MemoView, panel::StatusLine},
};

/// All memos.
pub(super) fn memos(parts: &mut Parts, memos: &[MemoView]) {
    parts.tag("div.hs-panel", |panel| {
        panel.text("h3", words::MEMOS);
        if memos.is_empty() {
            panel.text("p.hs-quiet", words::NO_MEMOS);
        }
        panel.tag("ul.hs-memos", |list| {
            for memo in memos {
                list.tag("li", |item| {
                    item.text("p", &memo.text);
                    if let Some(url) = &memo.url {
                        linked(item, url, words::LINK, &memo.text);
                    }
                });
            }
        });
        buttons(panel, |pressed| button_if(pressed, Able::Yes, press::CLOSE, Press::Dismiss, Kind::Secondary));
    });
}

/// The line under everything.
pub(super) fn status(parts: &mut Parts, line: &StatusLine) {
    parts.tag("div.hs-status", |status| {
        status.text("span", &line.text);
        if let Some(memo) = &line.memo {
            let (action, _) = memo.intent.words();
            let name = [words::MEMOS, ": ", &memo.label].concat();
            status.node("button.hs-memo type=button data-action aria-label", &[action, &name], |button| {
                button.words(&memo.label)
            });
        }
    });
}
