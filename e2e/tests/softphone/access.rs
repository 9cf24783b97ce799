//! Every state of the page: for people who see little, hear the page, or have a narrow one.

use anyhow::{Context, Result};
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::emulate::{Preferences, Scheme};
use hookswitch_e2e::phone::{CONNECTION, LOGIN};
use hookswitch_e2e::scenes::{self, Scenes};

use crate::stage::Screen;

/// What sticks out to the right, or is cut off, by its class. Rows of the book are as high as each other, whatever stands
/// in them: whole is who is chosen.
const STICKS_OUT: &str = "
    [document.scrollingElement, ...document.querySelectorAll('.hs, .hs *')]
      .filter(e => !e.matches('.hs-unseen, [role=option] *') && e.clientWidth && getComputedStyle(e).display !== 'inline')
      .filter(e => e.scrollWidth > e.clientWidth + (e.matches('input') ? Infinity : 1)
        || e.getBoundingClientRect().right > innerWidth + 0.5)
      .map(e => `${e.tagName}.${e.className?.baseVal ?? e.className} ${e.scrollWidth} > ${e.clientWidth}`)";

#[tokio::test]
async fn no_state_of_the_page_breaks_a_rule_of_axe_in_light_or_dark() -> Result<()> {
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    browser.viewport(300, 480).await?;
    let mut broken = Vec::new();
    for scene in scenes::all() {
        browser.prefer(Preferences::scheme(Scheme::Light)).await?;
        if let Err(error) = served.reach(browser, scene).await {
            broken.push(format!("{error:#}"));
            continue;
        }
        for scheme in [Scheme::Light, Scheme::Dark] {
            browser.prefer(Preferences::scheme(scheme)).await?;
            for violation in browser.audit().await? {
                broken.push(format!("{} {}: {violation}", scene.name, scheme.name()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

#[tokio::test]
async fn in_no_state_anything_is_cut_off_or_scrolls_sideways_at_200_px_or_at_400_percent() -> Result<()> {
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    let mut broken = Vec::new();
    for scene in scenes::all() {
        browser.viewport(200, 400).await?;
        if let Err(error) = served.reach(browser, scene).await {
            broken.push(format!("{error:#}"));
            continue;
        }
        broken.extend(sticking_out(browser, scene.name, "200 px").await?);
        browser.zoom(4.0).await?;
        broken.extend(sticking_out(browser, scene.name, "400 %").await?);
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

#[tokio::test]
async fn forced_colours_leave_every_icon_its_shape_and_a_colour_of_the_system() -> Result<()> {
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    browser.prefer(Preferences { scheme: Scheme::Light, forced_colors: true, reduced_motion: false }).await?;
    let mut shapes = std::collections::BTreeMap::new();
    for scene in scenes::all() {
        served.reach(browser, scene).await?;
        for (icon, colour) in [(LOGIN, scene.login), (CONNECTION, scene.connection)] {
            let look: (String, bool) = browser
                .eval(&format!(
                    "(() => {{ const svg = document.querySelector('{icon} svg'), style = getComputedStyle(svg);
                       return [svg.querySelector('path').getAttribute('d'), style.stroke !== getComputedStyle(svg.parentElement).backgroundColor]; }})()"
                ))
                .await?;
            assert!(look.1, "{}: {icon} is drawn on its own colour", scene.name);
            shapes.entry((icon, colour)).or_insert_with(std::collections::BTreeSet::new).insert(look.0);
        }
    }
    let all: Vec<&String> = shapes.values().flatten().collect();
    let different: std::collections::BTreeSet<&String> = all.iter().copied().collect();
    assert_eq!((shapes.len(), all.len(), different.len()), (5, 5, 5), "a shape for each state: {shapes:?}");
    Ok(())
}

#[tokio::test]
async fn whoever_asked_for_no_motion_sees_none() -> Result<()> {
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    let moving = "document.getAnimations().length + [...document.querySelectorAll('.hs *')].filter(e => \
                  parseFloat(getComputedStyle(e).transitionDuration) > 0).length";
    for (reduced_motion, moves) in [(false, true), (true, false)] {
        browser.prefer(Preferences { scheme: Scheme::Light, forced_colors: false, reduced_motion }).await?;
        let mut most = 0;
        for scene in scenes::all().filter(|scene| ["connecting", "entry", "lost"].contains(&scene.name)) {
            served.reach(browser, scene).await?;
            most = most.max(browser.eval::<u32>(moving).await?);
        }
        assert_eq!(most > 0, moves, "with reduced motion {reduced_motion}: {most}");
    }
    Ok(())
}

#[tokio::test]
async fn a_change_is_announced_politely_and_a_lost_connection_at_once() -> Result<()> {
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    for (name, role, text) in [
        ("linked", "status", "Ready"),
        ("ringing", "alert", "Call from Margaret Hamilton"),
        ("unknown", "status", "No connector has this ID. Compare the ID"),
        ("lost", "alert", "The connector restarts. It is back in a moment."),
        ("overdue", "alert", "Connection lost. Calls go on at your telephone."),
    ] {
        served.reach(browser, scenes::named(name).context(name)?).await?;
        browser
            .until(&format!("document.querySelector('.hs-unseen[role={role}]').textContent.startsWith({text:?})"))
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn escape_closes_whatever_is_open_and_gives_the_focus_back() -> Result<()> {
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    for (name, opener) in [
        ("details", CONNECTION),
        ("entry-saved", LOGIN),
        ("entry", LOGIN),
        ("states", "[data-action=states]"),
        ("shortcuts", "[data-action=tab][data-value=keypad]"),
    ] {
        served.reach(browser, scenes::named(name).context(name)?).await?;
        browser.press(Key::Escape).await?;
        browser.until_gone(".hs-panel").await?;
        browser.until_focused(opener).await?;
    }
    Ok(())
}

async fn sticking_out(browser: &Browser, scene: &str, width: &str) -> Result<Vec<String>> {
    let found: Vec<String> = browser.eval(STICKS_OUT).await?;
    Ok(found.into_iter().map(|what| format!("{scene} at {width}: {what}")).collect())
}
