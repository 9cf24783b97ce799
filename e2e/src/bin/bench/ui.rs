//! The desktop of an agent drawn: a phone book of ten thousand opened and searched, twenty calls changing at once.

mod data;
mod line;

use std::ops::Range;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::paths;
use hookswitch_protocol::cisco::FromConnector;
use hookswitch_protocol::cisco::call::PartyState;
use serde_json::{Value, json};
use tokio::fs;

use self::data::{CALLS, CONTACTS};
use self::line::{Line, now_ms};
use crate::peers::Peer;
use crate::report::{Report, Table, count, figure};
use crate::stats::{median, percentile};

/// Frames as soon as they are ready: else all that is measured is how long the next one of 60 a second is away.
const FLAGS: [&str; 2] = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];
/// What is typed and erased in each round, letter by letter.
const SEARCHES: [&str; 4] = ["anna mu", "schmid", "49301", "sales"];
/// Changes of each kind in each round.
const CHANGES: usize = 40;

/// Stamps what comes in before the page hears of it, and what was drawn after it was painted.
const STOPWATCH: &str = "(() => {
  const painted = then => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => then(performance.now());
    after.port2.postMessage(0);
  });
  const status = () => document.querySelector('.hs-part [role=status]').textContent;
  let begun = 0, down = 0, typed = null;
  const watch = globalThis.watch = {
    // From `begun` until so many of these are painted.
    until: (css, count) => new Promise(resolve => {
      const look = () => {
        if (document.querySelectorAll(css).length < count) return;
        observer.disconnect();
        painted(now => resolve(now - begun));
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true, attributes: true });
    }),
    expect: (css, count) => { begun = 0; watch.took = watch.until(css, count); },
    click: (button, css, count) => { const took = watch.until(css, count); begun = performance.now(); button.click(); return took; },
    type: () => { watch.keys = new Promise(resolve => { typed = resolve; }); },
  };
  addEventListener('keydown', () => { down = performance.now(); }, true);
  addEventListener('input', () => {
    const now = performance.now();
    painted(after => typed([after - down, after - now, status()]));
  }, true);
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      // Heartbeats are short.
      this.addEventListener('message', ({ data }) => { if (data.length > 400) begun ||= performance.now(); });
    }
  };
})();";

/// What is measured, as the tables name it.
const WHAT: [&str; 6] = [
    "book opened: click to first rows",
    "book opened: click to all of it",
    "a key in the search: key down to paint",
    "the same from its input",
    "20 of 20 calls change: frame to paint",
    "1 of 20 calls changes: frame to paint",
];
/// Of which it is told what the page's thread did meanwhile.
const DONE: [&str; 3] = ["a key in the search", "20 of 20 calls change", "1 of 20 calls changes"];
/// As DevTools names what the page's thread does.
const DUTIES: [&str; 3] = ["ScriptDuration", "RecalcStyleDuration", "LayoutDuration"];

struct Page {
    title: &'static str,
    line: Line,
    path: &'static str,
    /// Milliseconds of each of [`WHAT`], round by round.
    took: [Vec<Vec<f64>>; WHAT.len()],
    /// Milliseconds of each of [`DUTIES`] for one of each of [`DONE`], round by round.
    done: [Vec<[f64; DUTIES.len()]>; DONE.len()],
    /// What each search found.
    found: Vec<String>,
}

/// Measures both pages, in turns.
pub(crate) async fn run(rounds: usize) -> Result<Report> {
    let dist = paths::dist();
    ensure!(dist.join("index.html").is_file(), "no page in {}. Run: cargo xtask dist", dist.display());
    let book: Arc<[FromConnector]> = data::book()?.into();
    eprintln!("ui: bundling {}", Peer::ReactDesk.title());
    let peer = Peer::ReactDesk.build().await?;
    fs::copy(dist.join("hook-switch.css"), peer.join("hook-switch.css")).await?;
    let mut pages = [
        Page::new(
            "**Hookswitch**",
            Line::serve(&dist, book.clone()).await?,
            "/?user=demo@example.com&useOwnLoginId=false",
        ),
        Page::new(Peer::ReactDesk.title(), Line::serve(&peer, book).await?, "/"),
    ];
    let driver = Driver::start().await?;
    for round in 0..rounds {
        eprintln!("ui: round {} of {rounds}", round + 1);
        for page in &mut pages {
            page.measure(&driver).await.with_context(|| page.title)?;
        }
    }
    let [ours, peer] = &pages;
    ensure!(ours.found == peer.found, "they do not find the same: {:?} and {:?}", ours.found, peer.found);
    print(ours, peer, rounds);
    Ok(Report::default())
}

impl Page {
    fn new(title: &'static str, line: Line, path: &'static str) -> Self {
        Self { title, line, path, took: Default::default(), done: Default::default(), found: Vec::new() }
    }

    async fn measure(&mut self, driver: &Driver) -> Result<()> {
        let browser = driver.open_with(&FLAGS).await?;
        browser.viewport(300, 480).await?;
        browser.before_every_page(STOPWATCH).await?;
        browser.cdp("Performance.enable", json!({})).await?;
        browser.goto(&self.line.url(self.path)).await?;
        let (first, all) = open_book(&browser).await?;
        let begun = duties(&browser).await?;
        let (from_down, from_input) = self.search(&browser).await?;
        let searched = duties(&browser).await?;
        browser.open_tab("calls").await?;
        self.change(&browser, 0..CALLS, PartyState::Active).await?;
        let idle = duties(&browser).await?;
        let every = self.change_calls(&browser, |_| 0..CALLS).await?;
        let between = duties(&browser).await?;
        // Each of them twice.
        let one = self.change_calls(&browser, |turn| turn * 7 % CALLS..turn * 7 % CALLS + 1).await?;
        let ended = duties(&browser).await?;
        for (done, (count, from, to)) in self.done.iter_mut().zip([
            (from_down.len(), begun, searched),
            (every.len(), idle, between),
            (one.len(), between, ended),
        ]) {
            let mut each = to;
            each.iter_mut().zip(from).for_each(|(to, from)| *to = (*to - from) / count as f64);
            done.push(each);
        }
        for (took, round) in self.took.iter_mut().zip([vec![first], vec![all], from_down, from_input, every, one]) {
            took.push(round);
        }
        browser.close().await
    }

    async fn search(&mut self, browser: &Browser) -> Result<(Vec<f64>, Vec<f64>)> {
        let (mut from_down, mut from_input) = (Vec::new(), Vec::new());
        self.found.clear();
        browser.click("[data-field=search]").await?;
        for text in SEARCHES {
            for key in text.chars().chain(text.chars().map(|_| char::from(Key::Backspace))) {
                browser.run::<()>("watch.type()", Vec::new()).await?;
                browser.type_keys(&key.to_string()).await?;
                let (down, input, found) = browser.eval("watch.keys").await?;
                from_down.push(down);
                from_input.push(input);
                self.found.push(found);
            }
        }
        Ok((from_down, from_input))
    }

    /// Lets calls be held and taken back by turns: all held in the first half of them, all taken back in the second,
    /// where it is one each time.
    async fn change_calls(&self, browser: &Browser, which: impl Fn(usize) -> Range<usize>) -> Result<Vec<f64>> {
        let mut took = Vec::new();
        for turn in 0..CHANGES {
            let which = which(turn);
            let is_held = if which.len() == CALLS { turn % 2 == 0 } else { turn < CHANGES / 2 };
            let state = if is_held { PartyState::Held } else { PartyState::Active };
            took.push(self.change(browser, which, state).await?);
        }
        Ok(took)
    }

    /// Milliseconds until these calls are painted in this state.
    async fn change(&self, browser: &Browser, which: Range<usize>, state: PartyState) -> Result<f64> {
        let tone = if state == PartyState::Held { "held" } else { "active" };
        let css = match which.len() {
            1 => format!("[data-call='{}'][data-tone={tone}]", data::call_id(which.start)),
            _ => format!("[data-call][data-tone={tone}]"),
        };
        browser.run::<()>("watch.expect(...arguments)", vec![json!(css), json!(which.len())]).await?;
        self.line.say(data::calls(which, state, now_ms()))?;
        browser.eval("watch.took").await
    }
}

/// Milliseconds from the click to the first rows, and to the whole book.
async fn open_book(browser: &Browser) -> Result<(f64, f64)> {
    let tab = "[data-action=tab][data-value=book]";
    browser.find(tab).await?;
    let whole = format!("[aria-setsize='{CONTACTS}']");
    let both = format!(
        "(tab => {{ const all = watch.until({}, 1); return Promise.all([watch.click(tab, '[role=option]', 1), all]); }})
           (document.querySelector({}))",
        json!(whole),
        json!(tab)
    );
    browser.eval(&both).await
}

/// Milliseconds that the page's thread has spent so far on each of [`DUTIES`].
async fn duties(browser: &Browser) -> Result<[f64; DUTIES.len()]> {
    let told = browser.cdp("Performance.getMetrics", json!({})).await?;
    let all = told.get("metrics").and_then(Value::as_array).context("DevTools tells what was done")?;
    let of =
        |name: &str| all.iter().find(|it| it.get("name").and_then(Value::as_str) == Some(name))?.get("value")?.as_f64();
    let seconds = DUTIES.map(of);
    ensure!(seconds.iter().all(Option::is_some), "DevTools does not tell all of {DUTIES:?}");
    Ok(seconds.map(|it| it.unwrap_or_default() * 1_000.0))
}

fn print(ours: &Page, peer: &Page, rounds: usize) {
    let heading = format!(
        "Ui: {} contacts and {CALLS} calls drawn, medians of {rounds} interleaved rounds (ms), frames unlimited",
        count(CONTACTS)
    );
    let columns = ["", "at", "samples", ours.title, peer.title, "ours / it"];
    let mut table = Table::new(&heading, &columns);
    for ((what, ours), peer) in WHAT.iter().zip(&ours.took).zip(&peer.took) {
        let samples = ours.first().map_or(0, Vec::len);
        for percent in [50, 99] {
            // One sample a round has no hundredths.
            if percent == 99 && samples == 1 {
                continue;
            }
            let of = |rounds: &[Vec<f64>]| median(&rounds.iter().map(|it| percentile(it, percent)).collect::<Vec<_>>());
            let (ours, peer) = (of(ours), of(peer));
            let samples = format!("{rounds} x {samples}");
            let row = [
                (*what).to_owned(),
                format!("p{percent}"),
                samples,
                figure(ours),
                figure(peer),
                format!("{:.2}", ours / peer),
            ];
            table.row(&row);
        }
    }
    table.print();
    let columns = ["", "page", "script", "style", "layout"];
    let mut table =
        Table::new("Ui: what the page's thread does for one of them, means of a round, medians (ms)", &columns);
    for (at, what) in DONE.iter().enumerate() {
        for page in [ours, peer] {
            let rounds = page.done.get(at).map(Vec::as_slice).unwrap_or_default();
            let duty = |duty: usize| median(&rounds.iter().filter_map(|it| it.get(duty).copied()).collect::<Vec<_>>());
            let cells = (0..DUTIES.len()).map(|at| figure(duty(at)));
            table.row(&[(*what).to_owned(), page.title.to_owned()].into_iter().chain(cells).collect::<Vec<_>>());
        }
    }
    table.print();
}
