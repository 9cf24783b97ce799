//! What is drawn of a softphone: everything that the view depends on, put together.

use hookswitch_protocol::LoginId;
use hookswitch_session::{
    Who,
    dialling::{OptionFault, Rules},
};

use crate::{
    browser::Browser,
    desktop::Desktop,
    driver::{Driver, Shell},
    identity::Identity,
    log_on,
    ports::{
        clock,
        sound::{Playing, Sound},
    },
    screen::Screen,
    view::{self, Facts, View, view},
};

/// What is open, for those who draw it.
pub(super) struct Open<'a> {
    pub(super) identity: &'a Identity,
    pub(super) log_on: &'a log_on::Form,
    pub(super) screen: &'a Screen,
    pub(super) desktop: &'a Desktop,
    pub(super) rules: &'a (Rules, Option<OptionFault>),
    pub(super) browser: &'a (String, Vec<&'static str>),
    pub(super) sound: Option<&'a Sound>,
}

pub(super) fn look(driver: &Driver<Browser>, open: &Open<'_>) -> View {
    let now = driver.shell().now();
    let saved = saved(driver);
    driver.read(|session| {
        view(&Facts {
            state: session.state(),
            trouble: session.last_trouble(),
            endpoint: session.endpoint(),
            origin: open.identity.origin,
            user: open.identity.user.as_ref(),
            saved: saved.as_ref(),
            log_on: open.log_on,
            info: session.info(),
            memos: session.memos(),
            round_trip_ms: session.round_trip_ms(),
            browser: (&open.browser.0, &open.browser.1),
            keeping: driver.shell().keep().keeping(),
            screen: open.screen,
            desk: session.desk(),
            desktop: open.desktop,
            rules: &open.rules.0,
            option_fault: open.rules.1,
            connector_ms: session.connector_ms(now),
            sound: heard(open.sound),
            now,
            time_ago: &clock::time_of_day,
        })
    })
}

fn heard(sound: Option<&Sound>) -> view::Sound {
    match sound.map_or(Playing::Missing, Sound::state) {
        Playing::Allowed => view::Sound::Allowed,
        Playing::Blocked => view::Sound::Blocked,
        Playing::Missing => view::Sound::Missing,
    }
}

/// The Login ID in use.
pub(super) fn saved(driver: &Driver<Browser>) -> Option<LoginId> {
    driver.read(|session| match session.state().who() {
        Some(Who::OwnId(id)) => Some(id.clone()),
        Some(Who::UserName(_) | Who::Guest | Who::Station(_)) | None => None,
    })
}
