use yew::prelude::*;

use super::button::{Kind, button};
use crate::{
    i18n::{details::TITLE, press},
    screen::Intent,
    view::{self, Action},
};

/// The details of the connection.
pub(super) fn details(details: &view::Details) -> Html {
    html! {
        <div class="hs-panel" key="details">
            <h3>{TITLE}</h3>
            <dl class="hs-rows">
                {for details.rows.iter().map(|(label, value)| html! {
                    <div key={*label}><dt>{*label}</dt><dd>{value.clone()}</dd></div>
                })}
            </dl>
            <div class="hs-buttons">
                {button(&Action { label: press::CLOSE, intent: Intent::Dismiss }, Kind::Secondary)}
                {for details.reconnect.as_ref().map(|action| button(action, Kind::Primary))}
            </div>
        </div>
    }
}
