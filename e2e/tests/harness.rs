//! The harness itself: does it see, press, pretend and restart what it says?

use std::time::Instant;

use anyhow::Result;
use fantoccini::key::Key;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::emulate::{Network, Preferences, Scheme};
use hookswitch_e2e::site::Site;
use hookswitch_e2e::wait::PATIENCE;
use tempfile::TempDir;
use tokio::fs;
use tokio::net::TcpStream;

const PAGE: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Probe</title></head>
<body><main><h1>Probe</h1><label for="name">Name</label> <input id="name">
<button id="greet" onclick="setTimeout(() => out.textContent = 'Hello ' + document.getElementById('name').value, 50)">Greet</button>
<p id="out" role="status"></p></main></body></html>"#;

async fn site() -> Result<(TempDir, Site)> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("index.html"), PAGE).await?;
    fs::write(folder.path().join("bad.html"), "<img src=x><button></button>").await?;
    fs::write(folder.path().join("big.txt"), vec![b'x'; 200_000]).await?;
    let site = Site::serve(folder.path()).await?;
    Ok((folder, site))
}

#[tokio::test]
async fn a_person_types_clicks_and_sees_what_comes_later() -> Result<()> {
    let (_folder, site) = site().await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;
    browser.fill("#name", "Ada").await?;
    browser.press(Key::Tab).await?;
    browser.press(Key::Enter).await?;
    browser.until("out.textContent === 'Hello Ada'").await?;
    browser.press_with(&[Key::Shift], Key::Tab).await?;
    browser.type_keys("Bo").await?;
    browser.click("#greet").await?;
    browser.until("out.textContent.includes('Bo')").await?;
    assert_eq!(browser.attribute("#out", "role").await?.as_deref(), Some("status"));
    browser.close().await
}

#[tokio::test]
async fn what_never_shows_is_reported_with_the_page_and_its_console() -> Result<()> {
    let (_folder, site) = site().await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;
    let _: () = browser.run("console.error('a clue')", Vec::new()).await?;
    let error = browser.until_within("document.title === 'Else'", std::time::Duration::ZERO).await;
    let said = error.err().map(|error| format!("{error:?}")).unwrap_or_default();
    assert!(said.contains("Greet") && said.contains("a clue") && said.contains("'Else'"), "{said}");
    browser.close().await
}

#[tokio::test]
async fn screens_eyes_and_networks_are_pretended() -> Result<()> {
    let (folder, site) = site().await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;

    browser.prefer(Preferences { scheme: Scheme::Dark, forced_colors: true, reduced_motion: true }).await?;
    for query in ["prefers-color-scheme: dark", "forced-colors: active", "prefers-reduced-motion"] {
        assert!(browser.eval::<bool>(&format!("matchMedia('({query})').matches")).await?, "{query}");
    }
    browser.prefer(Preferences::scheme(Scheme::Light)).await?;
    assert!(browser.eval::<bool>("matchMedia('(prefers-color-scheme: light)').matches").await?);

    browser.viewport(200, 600).await?;
    assert_eq!(browser.eval::<u32>("innerWidth").await?, 200);
    browser.zoom(4.0).await?;
    assert_eq!(browser.eval::<(u32, u32)>("[innerWidth, devicePixelRatio]").await?, (320, 4));

    let shot = folder.path().join("shots").join("probe.png");
    browser.screenshot(&shot).await?;
    assert!(fs::read(&shot).await?.starts_with(b"\x89PNG"));

    let fetch = "fetch('/big.txt?' + Math.random()).then(r => r.text()).then(t => t.length, () => -1)";
    browser.network(Network::Phone).await?;
    let begun = Instant::now();
    assert_eq!(browser.eval::<i32>(fetch).await?, 200_000);
    assert!(begun.elapsed().as_millis() > 900, "1.6 Mbit/s: {:?}", begun.elapsed());
    browser.network(Network::Offline).await?;
    assert_eq!(browser.eval::<i32>(fetch).await?, -1);
    browser.network(Network::Plain).await?;
    assert_eq!(browser.eval::<i32>(fetch).await?, 200_000);

    let spin = "(() => { const t = performance.now(); for (let i = 0, x = 0; i < 2e7; i++) x += i; return performance.now() - t; })()";
    let own: f64 = browser.eval(spin).await?;
    browser.slow_cpu(4.0).await?;
    let slowed: f64 = browser.eval(spin).await?;
    assert!(slowed > own * 2.0, "{own} ms, throttled {slowed} ms");
    browser.close().await
}

#[tokio::test]
async fn the_audit_finds_what_is_wrong_and_only_that() -> Result<()> {
    let (_folder, site) = site().await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.goto(&site.url("/")).await?;
    assert!(browser.audit().await?.is_empty());
    browser.goto(&site.url("/bad.html")).await?;
    let found: Vec<String> = browser.audit().await?.into_iter().map(|v| v.id).collect();
    assert!(found.contains(&"image-alt".to_owned()), "{found:?}");
    assert!(found.contains(&"button-name".to_owned()), "{found:?}");
    browser.close().await
}

#[tokio::test]
async fn a_connector_comes_back_on_the_same_port_with_the_same_data() -> Result<()> {
    let mut connector = Setup::demo().start().await?;
    let address = connector.address().to_owned();
    let added = connector.run(["user", "add", "new@example.com", "--extension", "7001"]).await?;
    assert!(added.status.success(), "{added:?}");
    connector.kill().await?;
    assert!(TcpStream::connect(&address).await.is_err());

    connector.start_again().await?;
    assert_eq!(connector.address(), address);
    let listed = connector.run(["user", "list", "--json"]).await?;
    assert!(String::from_utf8(listed.stdout)?.contains("new@example.com"));

    let status = connector.stop(PATIENCE).await?;
    assert!(status.success(), "{status}\n{}", connector.process().output());
    Ok(())
}
