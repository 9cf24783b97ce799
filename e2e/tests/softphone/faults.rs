//! Twenty softphones, each on a connector of its own behind a network that fails by a schedule drawn from a seed.

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use fastrand::Rng;
use futures_util::future::try_join_all;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::{Connector, Setup};
use hookswitch_e2e::proxy::{End, New, Portal, Proxy, Way, Weather};
use hookswitch_e2e::site::Site;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::stage::Screen;

const SCHEDULES: usize = 20;
const FAULTS: usize = 2;
/// Two heartbeats, and what drawing and a busy machine add.
const NOTICED_MS: u64 = 11_500;
/// Long enough to be noticed.
const LONG: Duration = Duration::from_millis(13_500);
/// The pauses between tries have grown meanwhile.
const UNTIL_BACK: Duration = Duration::from_secs(60);

const WATCH: &str = "
    window.log = {};
    for (const phone of document.querySelectorAll('hook-switch')) {
      const states = log[phone.id] = [];
      const look = () => {
        const state = phone.querySelector('[data-icon=connection]')?.dataset.state;
        if (state && state !== states.at(-1)?.[1]) states.push([Date.now(), state]);
      };
      new MutationObserver(look).observe(phone, { subtree: true, childList: true, attributes: true });
      look();
    }";

/// Something that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    BlackHole,
    BlackHoleUp,
    BlackHoleDown,
    NotRead,
    Delay,
    Throttle,
    Ends(End),
    Refused,
    Portal(Portal),
    Killed,
    Frozen,
}

const ALL: [Fault; 14] = [
    Fault::BlackHole,
    Fault::BlackHoleUp,
    Fault::BlackHoleDown,
    Fault::NotRead,
    Fault::Delay,
    Fault::Throttle,
    Fault::Ends(End::Cut),
    Fault::Ends(End::Reset),
    Fault::Ends(End::OnlyPage),
    Fault::Ends(End::OnlyConnector),
    Fault::Refused,
    Fault::Portal(Portal::Page),
    Fault::Killed,
    Fault::Frozen,
];

/// What such a fault means for whoever looks at the icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// Nothing comes through, and no new connection does.
    Dead,
    /// The connection is dead, and a new one is not.
    Lost,
    /// The page is told at once, or everything works.
    Nothing,
}

/// One schedule.
struct Phone {
    number: usize,
    rng: Rng,
    connector: Connector,
    proxy: Proxy,
    /// Whether the calls of before are gone with their connector.
    calls_are_gone: bool,
    /// What was dead, from when to when.
    dead: Vec<(Fault, Means, u64, u64)>,
}

#[tokio::test]
async fn twenty_schedules_of_faults_make_no_call_twice_and_no_icon_green_that_is_not() -> Result<()> {
    let screen = Screen::open().await?;
    let phones = try_join_all((0..SCHEDULES).map(Phone::start)).await?;
    let script = phones.first().context("a phone")?.connector.url("/hook-switch.js");
    let elements: String = phones.iter().map(Phone::element).collect();
    let page = format!(
        "<!doctype html><html lang=en><title>Faults</title><script type=module src=\"{script}\"></script>\
         <body style=\"columns:4\">{elements}"
    );
    let site = Site::serve_app(Router::new().route("/", get(Html(page)))).await?;
    let browser = &screen.browser;
    browser.goto(&site.url("/")).await?;
    let at_work = format!(
        "[...document.querySelectorAll('.hs-desk strong')].filter(it => it.textContent === 'Not ready').length === {SCHEDULES}"
    );
    browser.until_within(&at_work, UNTIL_BACK).await?;
    browser.run::<()>(WATCH, Vec::new()).await?;

    // One command of a browser at a time.
    let turn = Mutex::new(());
    let played = try_join_all(phones.into_iter().map(|phone| phone.play(browser, &turn))).await?;
    let mut noticed = played.into_iter().flatten().collect::<Vec<_>>();
    noticed.sort_unstable();
    println!("a dead link was noticed after {noticed:?} ms");
    ensure!(noticed.len() >= SCHEDULES / 4, "hardly any link was dead for long");
    Ok(())
}

impl Phone {
    async fn start(number: usize) -> Result<Self> {
        let connector = Setup::demo().start().await?;
        let proxy = Proxy::before(connector.address().parse()?).await?;
        let seed = u64::try_from(number)?;
        Ok(Self { number, rng: Rng::with_seed(seed), connector, proxy, calls_are_gone: false, dead: Vec::new() })
    }

    fn element(&self) -> String {
        format!(
            "<hook-switch id=p{0} source=p{0} endpoint=\"ws://{1}/ws\" user=\"demo@example.com\" \
             use-own-login-id=false></hook-switch>",
            self.number,
            self.proxy.address()
        )
    }

    /// Milliseconds after which each dead link was noticed.
    async fn play(mut self, browser: &Browser, turn: &Mutex<()>) -> Result<Vec<u64>> {
        let number = self.number;
        let played = self.plays(browser, turn).await;
        played.with_context(|| format!("schedule {number}: {:?}", self.dead))
    }

    async fn plays(&mut self, browser: &Browser, turn: &Mutex<()>) -> Result<Vec<u64>> {
        // Half of them call in the very moment in which something breaks.
        let calls_before = self.number.is_multiple_of(2);
        if calls_before {
            self.dials(browser, turn).await?;
            self.until(browser, turn, "phone.querySelector('[data-call]')").await?;
        }
        for at in 0..FAULTS {
            sleep(Duration::from_millis(self.rng.u64(500..6_000))).await;
            if !calls_before && at == 0 {
                self.dials(browser, turn).await?;
            }
            // Every kind has its turn; what comes before and after it is drawn.
            let first = ALL.get(self.number % ALL.len()).copied().filter(|_| at == 0);
            let fault = first.or_else(|| self.rng.choice(ALL)).context("a fault")?;
            self.suffers(fault).await?;
        }
        self.until(browser, turn, "phone.querySelector('[data-icon=connection]').dataset.state === 'green'").await?;
        self.until(browser, turn, "phone.querySelector('.hs-desk strong')").await?;
        // A call whose request was lost may have been made or not, and one that was made twice would be there twice.
        let has_one = if calls_before && !self.calls_are_gone { "=== 1" } else { "<= 1" };
        let has_none = if self.calls_are_gone && calls_before { "=== 0" } else { ">= 0" };
        let cards = "phone.querySelectorAll('[data-call]').length";
        self.until(browser, turn, &format!("{cards} {has_one} && {cards} {has_none}")).await?;
        self.has_not_lied(browser, turn).await
    }

    async fn suffers(&mut self, fault: Fault) -> Result<()> {
        let short = Duration::from_millis(self.rng.u64(300..5_000));
        let lasts = if self.rng.bool() { short } else { LONG };
        let clear = Weather::default();
        let (weather, means) = match fault {
            Fault::BlackHole => (Weather::BLACK_HOLE, Means::Dead),
            // Only the connector can find it, and tells.
            Fault::BlackHoleUp => (Weather { up: Way::BlackHole, ..clear }, Means::Lost),
            Fault::BlackHoleDown => (Weather { down: Way::BlackHole, ..clear }, Means::Dead),
            Fault::NotRead => (Weather { down: Way::NotRead, ..clear }, Means::Dead),
            Fault::Delay => {
                let way = Way::Delayed(Duration::from_millis(self.rng.u64(50..1_500)));
                (Weather { up: way, down: way, ..clear }, Means::Nothing)
            }
            Fault::Throttle => (Weather { down: Way::Throttled(2_000), ..clear }, Means::Nothing),
            Fault::Ends(End::OnlyConnector) => (clear, Means::Lost),
            Fault::Ends(End::Cut | End::Reset | End::OnlyPage) | Fault::Killed => (clear, Means::Nothing),
            Fault::Refused => (Weather { new: New::Refused, ..clear }, Means::Nothing),
            Fault::Portal(portal) => (Weather { new: New::Portal(portal), ..clear }, Means::Nothing),
            Fault::Frozen => (clear, Means::Dead),
        };
        let from = now_ms()?;
        self.proxy.turns(weather);
        match fault {
            Fault::Ends(end) => self.proxy.end(end),
            Fault::Refused | Fault::Portal(_) => self.proxy.end(End::Reset),
            Fault::Killed => {
                self.connector.kill().await?;
                self.calls_are_gone = true;
            }
            Fault::Frozen => self.connector.process().freeze()?,
            Fault::BlackHole
            | Fault::BlackHoleUp
            | Fault::BlackHoleDown
            | Fault::NotRead
            | Fault::Delay
            | Fault::Throttle => {}
        }
        sleep(lasts).await;
        if fault == Fault::Killed {
            self.connector.start_again().await?;
        } else if fault == Fault::Frozen {
            self.connector.process().thaw()?;
        }
        self.dead.push((fault, means, from, now_ms()?));
        self.proxy.turns(clear);
        // What was held up arrives, or is lost with its connection.
        if self.rng.bool() {
            self.proxy.end(End::Reset);
        }
        Ok(())
    }

    /// No icon was green while its link was dead for longer than two heartbeats.
    async fn has_not_lied(&self, browser: &Browser, turn: &Mutex<()>) -> Result<Vec<u64>> {
        let _turn = turn.lock().await;
        let states: Vec<(u64, String)> = browser.eval(&format!("log['p{}']", self.number)).await?;
        let mut noticed = Vec::new();
        for (fault, means, from, to) in &self.dead {
            let is_long = to - from > NOTICED_MS;
            if *means == Means::Nothing || !is_long {
                continue;
            }
            let before = states.iter().rev().find(|(at, _)| at <= from).map(|(_, state)| state.as_str());
            let first = states.iter().find(|(at, state)| at >= from && state != "green").map(|(at, _)| at - from);
            if before == Some("green") {
                let after = first.with_context(|| format!("{fault:?} was never noticed: {states:?}"))?;
                ensure!(after <= NOTICED_MS, "{fault:?} was noticed after {after} ms: {states:?}");
                noticed.push(after);
            }
            let ends = states.iter().skip(1).map(|(at, _)| *at).chain([u64::MAX]);
            let lied = states.iter().zip(ends).find(|((at, state), end)| {
                *means == Means::Dead && state == "green" && at < to && *end > from + NOTICED_MS
            });
            ensure!(lied.is_none(), "green in the middle of {fault:?} from {from} to {to}: {states:?}");
        }
        Ok(noticed)
    }

    async fn dials(&self, browser: &Browser, turn: &Mutex<()>) -> Result<()> {
        let _turn = turn.lock().await;
        browser
            .eval::<()>(&format!(
                "(async () => {{
                   const phone = document.getElementById('p{}');
                   const field = phone.querySelector('[data-field=number]');
                   field.value = '8001';
                   field.dispatchEvent(new Event('input', {{ bubbles: true }}));
                   await new Promise(then => setTimeout(then, 30));
                   phone.querySelector('button[data-action=dial]').click();
                 }})()",
                self.number
            ))
            .await
    }

    /// Waits until this is so of the phone.
    async fn until(&self, browser: &Browser, turn: &Mutex<()>, is_so: &str) -> Result<()> {
        let id = json!(format!("p{}", self.number));
        let probe = format!("(phone => !!({is_so}))(document.getElementById({id}))");
        hookswitch_e2e::wait::until(is_so, UNTIL_BACK, async || {
            let is_so = {
                let _turn = turn.lock().await;
                browser.eval::<bool>(&probe).await?
            };
            if !is_so {
                sleep(Duration::from_millis(200)).await;
            }
            Ok(is_so.then_some(()))
        })
        .await
    }
}

fn now_ms() -> Result<u64> {
    Ok(u64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis())?)
}
