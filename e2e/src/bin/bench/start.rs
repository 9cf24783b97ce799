//! From navigation to painted icons, cold, on three networks; page memory; from the click to green.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::emulate::Network;
use hookswitch_e2e::paths;
use hookswitch_e2e::site::Site;
use serde_json::{Value, json};

use crate::peers::Peer;
use crate::report::{Report, Table, figure, or_dash};
use crate::stats::{median, spread};

/// What shows that our page is up.
pub(crate) const ICONS: &[&str] = &["[data-icon=login]", "[data-icon=connection]"];
const FORM: &[&str] = &["form"];

/// Counts the memories of every wasm instance of a page.
const WASM_MEMORY: &str = "globalThis.wasmBytes = () => 0;
for (const name of ['instantiate', 'instantiateStreaming']) {
  const real = WebAssembly[name];
  WebAssembly[name] = (...given) => real.apply(WebAssembly, given).then(made => {
    const own = Object.values((made.instance ?? made).exports).filter(it => it instanceof WebAssembly.Memory);
    const before = globalThis.wasmBytes;
    globalThis.wasmBytes = () => before() + own.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
    return made;
  });
}";

const SETTINGS: [Setting; 3] = [
    Setting { name: "plain", network: Network::Plain, slower: 1.0 },
    Setting { name: "WAN", network: Network::Wan, slower: 1.0 },
    Setting { name: "slow phone", network: Network::Phone, slower: 4.0 },
];
const TO_REACT: f64 = 0.85;
const TO_REACT_JSSIP: f64 = 0.65;
const MEMORY_ROUNDS: usize = 3;

#[derive(Clone, Copy)]
struct Setting {
    name: &'static str,
    network: Network,
    slower: f64,
}

struct Page {
    title: &'static str,
    site: Site,
    up: &'static [&'static str],
    /// Milliseconds of each load, by setting.
    times: [Vec<f64>; SETTINGS.len()],
    heap: Vec<f64>,
    wasm: Vec<f64>,
}

/// A script after which `globalThis.painted` resolves with the time of the frame that first shows all of these.
pub(crate) fn painted(selectors: &[&str]) -> String {
    let wanted = json!(selectors);
    format!(
        "globalThis.painted = new Promise(resolve => {{
           const look = () => {{
             if (!{wanted}.every(css => document.querySelector(css))) return;
             observer.disconnect();
             requestAnimationFrame(() => {{
               const after = new MessageChannel();
               after.port1.onmessage = () => resolve(performance.now());
               after.port2.postMessage(0);
             }});
           }};
           const observer = new MutationObserver(look);
           observer.observe(document, {{ childList: true, subtree: true, attributes: true, attributeFilter: ['data-icon'] }});
         }});"
    )
}

/// Measures every page in every setting, in turns.
pub(crate) async fn run(rounds: usize) -> Result<Report> {
    let dist = paths::dist();
    ensure!(dist.join("index.html").is_file(), "no page in {}. Run: cargo xtask dist", dist.display());
    let mut pages = vec![Page::new("**Hookswitch**", dist, ICONS).await?];
    for peer in [Peer::React, Peer::ReactJssip] {
        eprintln!("start: bundling {}", peer.title());
        pages.push(Page::new(peer.title(), peer.build().await?, FORM).await?);
    }
    let driver = Driver::start().await?;
    for round in 0..rounds {
        eprintln!("start: cold loads, round {} of {rounds}", round + 1);
        for (index, setting) in SETTINGS.into_iter().enumerate() {
            for page in &mut pages {
                let ms =
                    page.load(&driver, setting).await.with_context(|| format!("{}, {}", page.title, setting.name))?;
                page.times.get_mut(index).context("a setting")?.push(ms);
            }
        }
    }
    for round in 0..MEMORY_ROUNDS {
        eprintln!("start: memory, round {} of {MEMORY_ROUNDS}", round + 1);
        for page in &mut pages {
            page.measure_memory(&driver).await?;
        }
    }
    let mut report = Report::default();
    print_times(&pages, rounds, &mut report);
    print_memory(&pages);
    click_to_green(&driver, rounds).await?;
    Ok(report)
}

impl Page {
    async fn new(title: &'static str, folder: PathBuf, up: &'static [&'static str]) -> Result<Self> {
        let site = Site::serve(&folder).await?;
        Ok(Self { title, site, up, times: Default::default(), heap: Vec::new(), wasm: Vec::new() })
    }

    async fn load(&self, driver: &Driver, setting: Setting) -> Result<f64> {
        let browser = driver.open().await?;
        // A renderer at rest, as in a tab that was open before.
        browser.goto("about:blank").await?;
        browser.before_every_page(&painted(self.up)).await?;
        browser.network(setting.network).await?;
        browser.slow_cpu(setting.slower).await?;
        browser.goto(&self.site.url("/")).await?;
        let ms = browser.eval("globalThis.painted").await?;
        browser.close().await?;
        Ok(ms)
    }

    async fn measure_memory(&mut self, driver: &Driver) -> Result<()> {
        let browser = driver.open().await?;
        browser.before_every_page(&painted(self.up)).await?;
        browser.before_every_page(WASM_MEMORY).await?;
        browser.goto(&self.site.url("/")).await?;
        let _: f64 = browser.eval("globalThis.painted").await?;
        self.heap.push(js_heap(&browser).await?);
        self.wasm.push(browser.eval("globalThis.wasmBytes()").await?);
        browser.close().await
    }

    fn median(&self, setting: usize) -> f64 {
        self.times.get(setting).map_or(f64::NAN, |times| median(times))
    }
}

async fn js_heap(browser: &Browser) -> Result<f64> {
    browser.cdp("HeapProfiler.collectGarbage", json!({})).await?;
    let usage = browser.cdp("Runtime.getHeapUsage", json!({})).await?;
    usage.get("usedSize").and_then(Value::as_f64).context("DevTools tells the heap's size")
}

fn print_times(pages: &[Page], rounds: usize, report: &mut Report) {
    let heading = format!("Start: navigation to painted icons, cold, medians of {rounds} interleaved loads (ms)");
    let mut columns = vec!["page".to_owned()];
    for setting in SETTINGS {
        columns.extend([setting.name.to_owned(), "least-most".to_owned(), "/ React".to_owned()]);
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut table = Table::new(&heading, &columns);
    let [ours, react, jssip] = pages else { return };
    for page in pages {
        let mut row = vec![page.title.to_owned()];
        for (index, times) in page.times.iter().enumerate() {
            let range = spread(times).map(|it| format!("{}-{}", figure(it.least), figure(it.most)));
            row.extend([
                figure(page.median(index)),
                or_dash(range),
                format!("{:.2}", page.median(index) / react.median(index)),
            ]);
        }
        table.row(&row);
    }
    table.print();
    for (index, setting) in SETTINGS.into_iter().enumerate() {
        for (peer, ceiling) in [(react, TO_REACT), (jssip, TO_REACT_JSSIP)] {
            let what = format!("start / {}, {}", peer.title, setting.name);
            report.at_most(&what, ours.median(index) / peer.median(index), ceiling, "");
        }
    }
    println!();
}

fn print_memory(pages: &[Page]) {
    let mut table = Table::new(
        "Start: memory of the page, after garbage collection (MB = 1,000,000 B)",
        &["page", "JS heap", "wasm memory", "sum"],
    );
    let megabytes = |bytes: f64| format!("{:.2}", bytes / 1e6);
    for page in pages {
        let (heap, wasm) = (median(&page.heap), median(&page.wasm));
        table.row(&[page.title.to_owned(), megabytes(heap), megabytes(wasm), megabytes(heap + wasm)]);
    }
    table.print();
}

/// Typing done, OK clicked, until the connection icon is green.
async fn click_to_green(driver: &Driver, rounds: usize) -> Result<()> {
    let connector = Setup::release().start().await?;
    let mut times = Vec::new();
    for round in 0..rounds {
        eprintln!("start: click to green, round {} of {rounds}", round + 1);
        let browser = driver.open().await?;
        browser.goto(&connector.url("/")).await?;
        times.push(sign_on(&browser).await?);
        browser.close().await?;
    }
    let mut table = Table::new(
        &format!("Start: click on OK to a green connection icon, plain, {rounds} fresh browsers (ms)"),
        &["", "median", "least", "most"],
    );
    if let Some(it) = spread(&times) {
        table.row(&["Hookswitch".to_owned(), figure(it.median), figure(it.least), figure(it.most)]);
    }
    table.print();
    Ok(())
}

async fn sign_on(browser: &Browser) -> Result<f64> {
    browser.click("[data-icon=login]").await?;
    browser.fill("form input", "DEMO0000000000005051").await?;
    let _: Value = browser
        .run(
            "globalThis.green = new Promise(resolve => {
               let clicked = null;
               addEventListener('click', event => { clicked ??= event.timeStamp; }, { capture: true, once: true });
               const look = () => {
                 const state = document.querySelector('[data-icon=connection]')?.dataset.state;
                 if (clicked !== null && state === 'green') requestAnimationFrame(now => resolve(performance.now() - clicked));
               };
               new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
             });",
            Vec::new(),
        )
        .await?;
    browser.click("form [type=submit]").await?;
    browser.eval("globalThis.green").await
}
