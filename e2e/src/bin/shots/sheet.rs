//! One picture of many: a page that lays out the shots, and a shot of that page.

use std::path::Path;

use anyhow::Result;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::emulate::{Preferences, Scheme};
use hookswitch_e2e::palette;
use hookswitch_e2e::scenes::{Scene, named};
use hookswitch_e2e::site::Site;
use tower_http::services::ServeDir;

/// What a reader of the README should see of all the states.
const SHOWN: [&str; 10] = [
    "missing",
    "entry-generated",
    "unknown",
    "linked",
    "states",
    "ringing-beside-held",
    "talking-more",
    "consult",
    "book-chosen",
    "lost-in-call",
];
const COLUMNS: usize = 5;

const STYLE: &str = "
    body { margin: 0; padding: 24px; inline-size: max-content; background: #e6eaee; color: #17212b;
      font: 15px/1.35 system-ui, sans-serif; }
    .row { display: grid; grid-template-columns: repeat(5, 300px); gap: 16px; margin-block-end: 28px; }
    figure { margin: 0; }
    figcaption { margin-block-end: 8px; font-weight: 650; }
    figcaption span { display: block; color: #51606f; font-weight: 400; font-size: 13px; }
    .light, .dark { block-size: 480px; inline-size: 300px; border-radius: 10px; overflow: hidden;
      box-shadow: 0 1px 4px rgb(0 0 0 / 25%); margin-block-end: 12px; }
    .light { background: #fff; } .dark { background: #10171e; }
    img { display: block; }";

/// Writes `states.png`.
pub(crate) async fn compose(browser: &Browser, folder: &Path) -> Result<()> {
    let scenes: Vec<&Scene> = SHOWN.iter().filter_map(|name| named(name)).collect();
    let rows: String = scenes.chunks(COLUMNS).map(row).collect();
    let page = format!("<!doctype html><html lang=en><meta charset=utf-8><style>{STYLE}</style><body>{rows}");
    let app = Router::new().route("/", get(Html(page))).fallback_service(ServeDir::new(folder));
    let site = Site::serve_app(app).await?;
    browser.prefer(Preferences::scheme(Scheme::Light)).await?;
    browser.viewport(1280, 800).await?;
    browser.goto(&site.url("/")).await?;
    let (width, height): (u32, u32) =
        browser.eval("(b => [Math.ceil(b.width), Math.ceil(b.height)])(document.body.getBoundingClientRect())").await?;
    browser.viewport(width, height).await?;
    browser.until("[...document.images].every(image => image.complete && image.naturalWidth)").await?;
    let file = folder.join("states.png");
    browser.screenshot(&file).await?;
    palette::shrink(&file).await
}

fn row(scenes: &[&Scene]) -> String {
    let figures: String = scenes.iter().map(|scene| figure(scene)).collect();
    format!("<div class=row>{figures}</div>")
}

fn figure(Scene { name, caption, login, connection, .. }: &Scene) -> String {
    format!(
        "<figure><figcaption>{caption}<span>login {login}, connection {connection}</span></figcaption>
         <div class=light><img src=\"{name}-300-light.png\"></div>
         <div class=dark><img src=\"{name}-300-dark.png\"></div></figure>"
    )
}
