//! One page with our softphone and its peers; every socket is cut in turn.

use std::path::Path;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Html;
use axum::routing::{any, get};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::proxy::{End, Proxy};
use hookswitch_e2e::site::Site;
use serde_json::{Value, json};
use tower_http::services::ServeDir;

use crate::peers;
use crate::report::{Report, Table, figure};
use crate::stats::{median, spread};

const CEILING: f64 = 0.7;
/// The last try, an open socket, the first answer, connected.
const STAGES: usize = 4;

/// Stamps when the page hears that a socket is gone, and when its client says that it is connected again.
const WATCH: &str = "globalThis.watch = {
  cuts: new Map(), ups: new Map(),
  gone: port => { const cut = watch.cuts.get(port); if (cut) cut.at ??= performance.now(); },
  stamp: (port, what) => {
    const cut = watch.cuts.get(port);
    if (cut?.at !== undefined) cut[what] = performance.now() - cut.at;
  },
  back: port => {
    watch.ups.set(port, true);
    const cut = watch.cuts.get(port);
    if (cut?.at === undefined) return;
    watch.cuts.delete(port);
    const linked = performance.now() - cut.at;
    cut.resolve([cut.tried, cut.opened, cut.answered ?? linked, linked]);
  },
  expect: port => { globalThis.took = new Promise(resolve => watch.cuts.set(port, { resolve })); },
};
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    const port = new URL(given[0]).port;
    watch.stamp(port, 'tried');
    this.addEventListener('open', () => watch.stamp(port, 'opened'));
    this.addEventListener('message', () => watch.stamp(port, 'answered'), { once: true });
    this.addEventListener('open', () => this.addEventListener('close', () => watch.gone(port)));
  }
};";

/// A client, and what stands before its server.
struct Line {
    title: &'static str,
    proxy: Proxy,
    /// Milliseconds of each cut to each of [`STAGES`].
    took: [Vec<f64>; STAGES],
}

/// Measures every client in turn, round by round.
pub(super) async fn measure(rounds: usize, report: &mut Report) -> Result<()> {
    let connector = Setup::release().start().await?;
    let servers = Site::serve_app(servers()).await?;
    let mut lines = vec![Line::new("**Hookswitch, linked**", connector.address().parse()?).await?];
    for title in ["phoenix 1.8.16, open", "centrifuge 5.8.0, connected", "jssip 3.13.8, connected"] {
        lines.push(Line::new(title, servers.address()).await?);
    }
    let ports: Vec<String> = lines.iter().map(|line| line.proxy.address().port().to_string()).collect();
    let folder = peers::bundle("reconnect").await?;
    let site = Site::serve_app(app(&folder, &connector.url("/hook-switch.js"), &ports)?).await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;
    browser.until(&format!("{}.every(port => watch.ups.get(port))", json!(ports))).await?;
    for round in 0..rounds {
        eprintln!("reconnect: cuts, round {} of {rounds}", round + 1);
        for line in &mut lines {
            let took = line.cut(&browser).await.with_context(|| line.title)?;
            for (all, took) in line.took.iter_mut().zip(took) {
                all.push(took);
            }
        }
    }
    print(&lines, rounds, report);
    Ok(())
}

impl Line {
    async fn new(title: &'static str, to: std::net::SocketAddr) -> Result<Self> {
        Ok(Self { title, proxy: Proxy::before(to).await?, took: Default::default() })
    }

    fn median(&self) -> f64 {
        let [_, _, _, connected] = &self.took;
        median(connected)
    }

    async fn cut(&self, browser: &Browser) -> Result<[f64; STAGES]> {
        let port = self.proxy.address().port().to_string();
        browser.run::<()>("watch.expect(arguments[0])", vec![json!(port)]).await?;
        self.proxy.end(End::Reset);
        browser.eval("took").await
    }
}

fn print(lines: &[Line], rounds: usize, report: &mut Report) {
    let heading = format!("Reconnect: socket cut to connected again, one Chromium, {rounds} interleaved rounds (ms)");
    let columns =
        ["client", "to its last try", "to open", "to the first answer", "median", "least", "most", "ours / it"];
    let mut table = Table::new(&heading, &columns);
    let ours = lines.first().map_or(f64::NAN, Line::median);
    for line in lines {
        let [tried, opened, answered, connected] = &line.took;
        let Some(it) = spread(connected) else { continue };
        let stages = [tried, opened, answered].map(|stage| figure(median(stage)));
        let spread = [figure(it.median), figure(it.least), figure(it.most), format!("{:.2}", ours / it.median)];
        table.row(&[line.title.to_owned()].into_iter().chain(stages).chain(spread).collect::<Vec<_>>());
    }
    table.print();
    let fastest = lines.iter().skip(1).map(Line::median).min_by(f64::total_cmp);
    report.at_most("linked again, of the fastest peer's", ours / fastest.unwrap_or(f64::NAN), CEILING, "");
    println!();
}

fn app(peers: &Path, script: &str, ports: &[String]) -> Result<Router> {
    let [ours, phoenix, centrifuge, jssip] = ports else { anyhow::bail!("four clients") };
    let given = json!({ "phoenix": phoenix, "centrifuge": centrifuge, "jssip": jssip });
    let page = format!(
        "<!doctype html><html lang=en><title>Reconnect</title><script>{WATCH}</script>
         <script type=module src=\"{script}\"></script>
         <hook-switch endpoint=\"ws://127.0.0.1:{ours}/ws\" login-id=DEMO0000000000005051></hook-switch>
         <script src=/app.js></script>
         <script>
           startPeers({given});
           let before = null;
           new MutationObserver(() => {{
             const state = document.querySelector('[data-icon=connection]')?.dataset.state;
             if (state === 'green' && before !== 'green') watch.back('{ours}');
             before = state;
           }}).observe(document, {{ subtree: true, childList: true, attributes: true }});
         </script>"
    );
    Ok(Router::new().route("/", get(Html(page))).fallback_service(ServeDir::new(peers)))
}

/// Servers that say as much as their clients wait for.
fn servers() -> Router {
    let phoenix = |upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(|socket| serve(socket, of_phoenix)) };
    let centrifuge = |upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(|socket| serve(socket, of_centrifuge)) };
    let sip =
        |upgrade: WebSocketUpgrade| async { upgrade.protocols(["sip"]).on_upgrade(|socket| serve(socket, |_| None)) };
    Router::new()
        .route("/socket/websocket", any(phoenix))
        .route("/connection/websocket", any(centrifuge))
        .route("/sip", any(sip))
}

async fn serve(mut socket: WebSocket, answer: impl Fn(&Value) -> Option<Value>) {
    while let Some(Ok(message)) = socket.recv().await {
        let asked = match &message {
            Message::Text(text) => serde_json::from_str::<Value>(text).ok(),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_) => None,
        };
        if let Some(answer) = asked.as_ref().and_then(&answer)
            && socket.send(Message::Text(answer.to_string().into())).await.is_err()
        {
            return;
        }
    }
}

/// Its heartbeats, which are all that a socket without channels says.
fn of_phoenix(asked: &Value) -> Option<Value> {
    let reference = asked.get(1)?;
    Some(json!([null, reference, "phoenix", "phx_reply", { "status": "ok", "response": {} }]))
}

fn of_centrifuge(asked: &Value) -> Option<Value> {
    asked.get("connect")?;
    let connected = json!({ "client": "bench", "version": "0", "ping": 25, "pong": true });
    Some(json!({ "id": asked.get("id")?, "connect": connected }))
}
