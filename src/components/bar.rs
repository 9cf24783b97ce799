use super::markup::{Parts, nothing, truth};
use crate::{
    intent::Press,
    view::{self, LinkColour, LoginColour, Open, Text},
};

/// Who, and the two icons.
pub(super) fn bar(parts: &mut Parts, bar: &view::Bar) {
    let view::Bar { title, line, login, connection } = bar;
    let login_shape = match login.colour {
        LoginColour::Red => PERSON_ALONE,
        LoginColour::White => PERSON_ACCEPTED,
    };
    let link_shape = match connection.colour {
        LinkColour::Yellow => LINKS_APART,
        LinkColour::Green => LINKS_JOINED,
        LinkColour::Red => LINKS_CROSSED,
    };
    parts.tag("div.hs-bar", |bar| {
        bar.tag("div.hs-who", |who| {
            who.text("h2.hs-title", title);
            who.text("p.hs-line", line);
        });
        icon(bar, ["login", Press::Login.as_str(), login.colour.as_str(), login_shape], &login.name, login.open);
        icon(
            bar,
            ["connection", Press::Details.as_str(), connection.colour.as_str(), link_shape],
            &connection.name,
            connection.open,
        );
    });
}

const PERSON_ALONE: &str =
    "M9.5 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2.5 20.5c0-4 3-6.5 7-6.5s7 2.5 7 6.5M20 4.5v6M20 14.5v.1";
const PERSON_ACCEPTED: &str =
    "M9.5 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM2.5 20.5c0-4 3-6.5 7-6.5s7 2.5 7 6.5M16 9.5l2.2 2.2 4-4.2";
const LINKS_APART: &str = "M8 17H6.5a5 5 0 0 1 0-10H8M16 7h1.5a5 5 0 0 1 0 10H16M12 4.5v3M12 16.5v3";
const LINKS_JOINED: &str = "M9.5 17h-3a5 5 0 0 1 0-10h3M14.5 7h3a5 5 0 0 1 0 10h-3M8 12h8";
const LINKS_CROSSED: &str = "M8 17H6.5a5 5 0 0 1 0-10H8M16 7h1.5a5 5 0 0 1 0 10H16M9.5 9.5l5 5M14.5 9.5l-5 5";

fn icon(parts: &mut Parts, [icon, action, state, shape]: [&'static str; 4], name: &Text, open: Open) {
    parts.node(
        "button.hs-icon type=button data-icon data-state data-action aria-label aria-expanded title",
        &[icon, state, action, name, truth(open), name],
        |button| {
            button.node("svg aria-hidden=true viewBox", &["0 0 24 24"], |svg| {
                svg.node("path d", &[shape], nothing);
            });
        },
    );
}
