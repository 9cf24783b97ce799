//! Links that die without a word, and when the page says so.

use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use futures_util::future::try_join_all;
use hookswitch_e2e::connector::{Setup, fresh_data};
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::proxy::{Proxy, Weather};
use hookswitch_e2e::site::Site;
use tokio::time::sleep;

use crate::report::{Report, Table, figure};
use crate::staff::{self, Member};
use crate::stats::spread;

const LINKS: u32 = 20;
const CEILING_MS: f64 = 10_000.0;
/// A page that takes longer is broken.
const PATIENCE: Duration = Duration::from_secs(20);

const WATCH: &str = "
    window.yellow = {};
    for (const phone of document.querySelectorAll('hook-switch')) {
      new MutationObserver(() => {
        if (phone.querySelector('[data-icon=connection]').dataset.state !== 'green') yellow[phone.id] ??= Date.now();
      }).observe(phone, { subtree: true, childList: true, attributes: true });
    }";

/// Lets every link of one page die, each at another moment between two heartbeats.
pub(super) async fn measure(report: &mut Report) -> Result<()> {
    let data = fresh_data()?;
    let setup = Setup::release();
    let staff: Vec<_> = (0..LINKS).map(|number| Member(number).plain()).collect();
    staff::import(&setup, data.path(), &staff).await?;
    let connector = setup.start_on(data).await?;
    let address = connector.address().parse()?;
    let proxies = try_join_all((0..LINKS).map(|_| Proxy::before(address))).await?;
    let phones = (0..LINKS).zip(&proxies).map(|(number, proxy)| {
        let (id, at) = (Member(number).login_id(), proxy.address());
        format!("<hook-switch id=p{number} source=p{number} endpoint=\"ws://{at}/ws\" login-id={id}></hook-switch>")
    });
    let script = connector.url("/hook-switch.js");
    let page = format!(
        "<!doctype html><html lang=en><title>Silence</title><script type=module src=\"{script}\"></script>{}",
        phones.collect::<String>()
    );
    let site = Site::serve_app(Router::new().route("/", get(Html(page)))).await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;
    let greens = "document.querySelectorAll('[data-icon=connection][data-state=green]').length";
    browser.until(&format!("{greens} === {LINKS}")).await?;
    browser.run::<()>(WATCH, Vec::new()).await?;
    eprintln!("reconnect: {LINKS} links fall silent");
    let mut begun = Vec::new();
    for proxy in &proxies {
        begun.push(now_ms()?);
        proxy.turns(Weather::BLACK_HOLE);
        // Twenty of these are one interval of heartbeats.
        sleep(Duration::from_millis(250)).await;
    }
    browser.until_within(&format!("Object.keys(yellow).length === {LINKS}"), PATIENCE).await?;
    let mut took = Vec::new();
    for (number, begun) in begun.into_iter().enumerate() {
        took.push(browser.eval::<f64>(&format!("yellow.p{number}")).await? - begun);
    }
    let it = spread(&took).context("links")?;
    let mut table = Table::new(
        &format!("Reconnect: a link that dies without a word, to a yellow icon, {LINKS} links of one page (ms)"),
        &["", "median", "least", "most"],
    );
    table.row(&["Hookswitch".to_owned(), figure(it.median), figure(it.least), figure(it.most)]);
    table.print();
    report.at_most("silent death to yellow, the latest", it.most, CEILING_MS, " ms");
    println!();
    Ok(())
}

fn now_ms() -> Result<f64> {
    Ok(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs_f64() * 1_000.0)
}
