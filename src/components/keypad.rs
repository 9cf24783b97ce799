use super::{
    Names,
    button::{button_of, buttons_of},
    field::field,
    markup::Parts,
};
use crate::{
    i18n::work as words_of,
    intent::{Field, PressOn, Work},
    view::{Button, Kind, Open, Tone, alone, panel::KeypadView},
};

/// The keys of a telephone: what each sends, and the letters on it.
const KEYS: &str = "1 2ABC 3DEF 4GHI 5JKL 6MNO 7PQRS 8TUV 9WXYZ * 0 #";

/// The number and the keys.
pub(super) fn keypad(parts: &mut Parts, view: &KeypadView, names: &Names) {
    let KeypadView { label, text: number, hint, tones, erase, buttons } = view;
    let hint_id = [&names.id, "-number"].concat();
    // A form that has no action does nothing.
    let (action, read_only) = match tones {
        Open::Yes => (None, Some("")),
        Open::No => (Some(Work::Dial.as_str()), None),
    };
    let (broken, hint) = match hint {
        Some((Tone::Red, hint)) => ("true", hint.as_ref()),
        Some((Tone::Yellow, hint)) => ("false", hint.as_ref()),
        None => ("false", ""),
    };
    parts.node_if("form.hs-part novalidate= autocomplete=off data-action", &[action], |form| {
        form.tag("div.hs-number", |line| {
            field(
                line,
                label,
                "input.hs-field type=tel inputmode=tel autocomplete=off data-field aria-describedby aria-invalid \
                     readonly",
                &[Some(Field::Number.as_str()), Some(&hint_id), Some(broken), read_only],
                Some(number),
            );
            let erase = Button { action: alone(words_of::ERASE, Work::Erase), kind: Kind::Plain, able: *erase };
            button_of(line, &erase);
        });
        form.node("p.hs-reason role=status id data-broken", &[&hint_id, broken], |line| line.words(hint));
        form.tag("div.hs-keys", |keys| KEYS.split(' ').for_each(|of| key(keys, of)));
        buttons_of(form, buttons);
    });
}

fn key(keys: &mut Parts, key: &str) {
    let (sign, letters) = key.split_at_checked(1).unwrap_or_default();
    keys.node("button type=button data-action data-value", &[PressOn::Key.as_str(), sign], |key| {
        key.words(sign);
        key.node("small aria-hidden=true", &[], |small| small.words(letters));
    });
}
