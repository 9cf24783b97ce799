//! What is drawn of a softphone: everything that the view depends on, put together.

use hookswitch_crm::Phone;
use hookswitch_protocol::LoginId;
use hookswitch_session::{
    Who,
    dialling::{OptionFault, Rules},
};

use crate::{
    browser::Browser,
    crm,
    desktop::Desktop,
    driver::{Driver, Shell},
    identity::Identity,
    log_on,
    ports::{
        clock,
        sound::{Playing, Sound},
    },
    screen::Screen,
    view::{
        self, Facts, View,
        records::{Fault, Inside},
        view,
    },
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
    pub(super) crm: Option<&'a crm::Desk>,
    pub(super) fault: Option<&'a Fault>,
}

pub(super) fn look(driver: &Driver<Browser>, open: &Open<'_>) -> View {
    let Some(desk) = open.crm else {
        // What is wrong is said where nothing is right.
        let inside = open.fault.map(|fault| Inside { fault: Some(fault), ..NOTHING });
        return look_inside(driver, open, inside);
    };
    desk.read(|crm| {
        let inside = Inside {
            kind: Some(desk.kind()),
            talks: crm.talks(),
            hint: crm.hint(),
            phone: crm.phone(),
            new_record: crm.new_record(),
            user: crm.user(),
            fault: open.fault,
            trail: crm.trail(),
        };
        look_inside(driver, open, Some(inside))
    })
}

const NOTHING: Inside<'_> = Inside {
    kind: None,
    talks: &[],
    hint: None,
    phone: Phone::Connecting,
    new_record: None,
    user: None,
    fault: None,
    trail: &[],
};

fn look_inside(driver: &Driver<Browser>, open: &Open<'_>, inside: Option<Inside<'_>>) -> View {
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
            crm: inside,
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
        Some(Who::UserName(_) | Who::Vouched(_) | Who::Guest | Who::Station(_)) | None => None,
    })
}
