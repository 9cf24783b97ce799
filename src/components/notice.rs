use yew::prelude::*;

use super::button::{Kind, button};
use crate::view::{self, Tone};

/// What is wrong, what to do, and the buttons that do it.
pub(super) fn notice(notice: &view::Notice) -> Html {
    let view::Notice { tone, title, remedy, countdown, primary, secondary } = notice;
    let tone = match tone {
        Tone::Red => "red",
        Tone::Yellow => "yellow",
    };
    html! {
        <>
            <div class="hs-notice" data-tone={tone}>
                <h3>{title.clone()}</h3>
                <p>{remedy.clone()}</p>
                {for countdown.as_ref().map(|text| html! { <p class="hs-countdown">{text.clone()}</p> })}
            </div>
            <div class="hs-buttons">
                {for secondary.as_ref().map(|action| button(action, Kind::Secondary))}
                {for primary.as_ref().map(|action| button(action, Kind::Primary))}
            </div>
        </>
    }
}
