use yew::prelude::*;

use super::button::{Kind, button};
use crate::{
    i18n::{entry::FORGET, press},
    screen::Intent,
    view::Action,
};

/// Whether to forget the Login ID. The first button, which gets the focus, loses nothing.
pub(super) fn forget() -> Html {
    html! {
        <div class="hs-panel" role="group" aria-label={FORGET.title} key="forget">
            <div class="hs-notice" data-tone="red">
                <h3>{FORGET.title}</h3>
                <p>{FORGET.remedy}</p>
            </div>
            <div class="hs-buttons">
                {button(&Action { label: press::KEEP, intent: Intent::Dismiss }, Kind::Secondary)}
                {button(&Action { label: press::FORGET_NOW, intent: Intent::Forget }, Kind::Danger)}
            </div>
        </div>
    }
}
