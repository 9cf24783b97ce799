//! The page that says which login IP ranges are missing: one file, opened from the disk, without a network.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::emulate::{Preferences, Scheme};
use hookswitch_e2e::{paths, wait};
use serde_json::json;
use tempfile::TempDir;
use tokio::fs;
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

/// Browsers beside each other would starve each other of time.
static TURN: Mutex<()> = Mutex::const_new(());

const MISSING: &str = "before-the-new-ones.profile-meta.xml";

struct Stage {
    _driver: Driver,
    browser: Browser,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    async fn open() -> Result<Self> {
        let turn = TURN.lock().await;
        let page = paths::dist().join("login-ranges.html");
        ensure!(page.is_file(), "{} is missing: cargo xtask dist", page.display());
        let driver = Driver::start().await?;
        let browser = driver.open().await?;
        let url = Url::from_file_path(page).ok().context("no absolute path")?;
        browser.goto(url.as_str()).await?;
        browser.until("document.querySelector('#summary').textContent === 'Choose both files.'").await?;
        Ok(Self { _driver: driver, browser, _turn: turn })
    }

    /// The list, a profile, and the region of both.
    async fn with(profile: &str) -> Result<Self> {
        let stage = Self::open().await?;
        stage.choose("addresses", "addresses.txt").await?;
        stage.choose("profile", profile).await?;
        stage.choose_region("EMEA").await?;
        Ok(stage)
    }

    async fn choose(&self, input: &str, fixture: &str) -> Result<()> {
        let path = self::fixture(fixture);
        let field = self.browser.find(&format!("#{input}")).await?;
        field.send_keys(path.to_str().context("a path that is text")?).await?;
        self.browser.until(&format!("document.querySelector('#{input}-told').textContent === 'Read: {fixture}'")).await
    }

    async fn choose_region(&self, name: &str) -> Result<()> {
        self.browser.until("!document.querySelector('#region').disabled").await?;
        Ok(self.browser.find("#region").await?.select_by_label(name).await?)
    }

    async fn says(&self, text: &str) -> Result<()> {
        let text = json!(text);
        self.browser.until(&format!("document.querySelector('#summary').textContent.includes({text})")).await
    }

    /// The table's rows, cells joined.
    async fn rows(&self) -> Result<Vec<String>> {
        let cells = "[...row.children].map(cell => cell.textContent).join(' | ')";
        self.browser.eval(&format!("[...document.querySelectorAll('#rows tr')].map(row => {cells})")).await
    }
}

fn fixture(name: &str) -> PathBuf {
    paths::root().join("crates/login-ranges/fixtures").join(name)
}

#[tokio::test]
async fn a_profile_that_restricts_nobody_has_nothing_to_add() -> Result<()> {
    let stage = Stage::with("no-ranges.profile-meta.xml").await?;
    stage.says("its users log on from anywhere").await?;
    assert_eq!(stage.rows().await?, [""; 0]);
    assert!(stage.browser.eval::<bool>("document.querySelector('#missing').hidden").await?);
    Ok(())
}

#[tokio::test]
async fn one_address_missing_at_an_edge_is_shown_and_the_other_regions_are_named() -> Result<()> {
    let stage = Stage::with("missing-at-an-edge.profile-meta.xml").await?;
    stage.says("1 of 5 entries of EMEA").await?;
    assert_eq!(stage.rows().await?, ["203.0.113.0/28 | 203.0.113.15 | 203.0.113.15 | a part"]);
    assert_eq!(stage.browser.text("#others").await?, "Not looked at: NAM, APAC.");
    assert!(stage.browser.text("#trusted").await?.contains("do not help"));
    Ok(())
}

#[tokio::test]
async fn new_ones_come_first_and_both_downloads_hold_what_the_table_does() -> Result<()> {
    let stage = Stage::with(MISSING).await?;
    stage.says("1 of them marked new").await?;
    let wanted = [
        "198.51.100.8new | 198.51.100.8 | 198.51.100.8 | all of it",
        "203.0.113.64 - 203.0.113.95 | 203.0.113.95 | 203.0.113.95 | a part",
    ];
    assert_eq!(stage.rows().await?, wanted);

    let folder = tempfile::tempdir()?;
    let allowed = json!({ "behavior": "allow", "downloadPath": folder.path() });
    stage.browser.cdp("Browser.setDownloadBehavior", allowed).await?;
    stage.browser.click("#csv").await?;
    let csv = downloaded(&folder, "login-ranges-missing.csv").await?;
    assert!(csv.contains("\r\n198.51.100.8,198.51.100.8,Contact centre EMEA,198.51.100.8,new\r\n"), "{csv}");
    // The keyboard does what the pointer does.
    stage.browser.press(Key::Tab).await?;
    stage.browser.press(Key::Enter).await?;
    let xml = downloaded(&folder, MISSING).await?;
    assert!(xml.contains("<startAddress>203.0.113.95</startAddress>"), "{xml}");
    assert!(xml.contains("<description>Office &amp; VPN</description>"), "{xml}");
    Ok(())
}

#[tokio::test]
async fn a_broken_file_is_named_by_line_and_column_until_another_is_chosen() -> Result<()> {
    let stage = Stage::with("broken.profile-meta.xml").await?;
    stage.says("broken.profile-meta.xml, line 10, column 33: This is no XML").await?;
    // Corrected, it has the same name: only an empty field tells of it.
    let opened = "const field = document.querySelector('#profile');
        field.dispatchEvent(new MouseEvent('click'));
        return field.value;";
    assert_eq!(stage.browser.run::<String>(opened, vec![]).await?, "");
    stage.choose("addresses", "broken-addresses.txt").await?;
    stage.says("broken-addresses.txt, line 3, column 3: \"203.0.113.300\" is no IP address").await?;
    stage.choose("addresses", "addresses.txt").await?;
    stage.choose("profile", "covered.profile-meta.xml").await?;
    stage.says("Choose the region.").await?;
    stage.choose_region("NAM").await?;
    stage.says("2 of 2 entries of NAM").await
}

#[tokio::test]
async fn two_files_dropped_anywhere_find_their_places() -> Result<()> {
    let stage = Stage::open().await?;
    let [list, profile] =
        [fs::read_to_string(fixture("addresses.txt")).await?, fs::read_to_string(fixture(MISSING)).await?];
    let drop = "
        const data = new DataTransfer();
        data.items.add(new File([arguments[1]], 'Api.profile-meta.xml'));
        data.items.add(new File([arguments[0]], 'list.txt'));
        const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        document.querySelector('h1').dispatchEvent(event);
        return event.defaultPrevented;";
    assert!(
        stage.browser.run::<bool>(drop, vec![list.into(), profile.into()]).await?,
        "the browser would open the file"
    );
    stage.says("Choose the region.").await?;
    assert_eq!(stage.browser.text("#addresses-told").await?, "Read: list.txt");
    assert_eq!(stage.browser.text("#profile-told").await?, "Read: Api.profile-meta.xml");
    Ok(())
}

#[tokio::test]
async fn the_page_asks_nobody_for_anything_and_runs_nothing_but_its_own_script() -> Result<()> {
    let stage = Stage::with(MISSING).await?;
    stage.says("EMEA").await?;
    let loaded: Vec<String> = stage.browser.eval("performance.getEntriesByType('resource').map(it => it.name)").await?;
    assert_eq!(loaded, [""; 0]);
    let lines = stage.browser.console().await?;
    assert!(lines.is_empty(), "{lines:?}");
    let injected = "
        const script = document.createElement('script');
        script.textContent = 'document.title = \"taken\"';
        document.body.append(script);
        return document.title;";
    assert_eq!(stage.browser.run::<String>(injected, vec![]).await?, "Login IP ranges");
    let fetched = "fetch('data:text/plain,a').then(() => 'fetched', () => 'refused')";
    assert_eq!(stage.browser.eval::<String>(fetched).await?, "refused");
    Ok(())
}

#[tokio::test]
async fn a_connector_serves_the_page_as_well() -> Result<()> {
    let stage = Stage::open().await?;
    let connector = Setup::demo().start().await?;
    stage.browser.goto(&connector.url("/login-ranges.html")).await?;
    stage.says("Choose both files.").await
}

#[tokio::test]
async fn nothing_keeps_people_out_in_light_or_dark_and_nothing_sticks_out_at_200_px() -> Result<()> {
    let stage = Stage::with(MISSING).await?;
    stage.says("EMEA").await?;
    stage.browser.viewport(200, 600).await?;
    for scheme in [Scheme::Light, Scheme::Dark] {
        stage.browser.prefer(Preferences::scheme(scheme)).await?;
        let violations = stage.browser.audit().await?;
        assert!(
            violations.is_empty(),
            "{}: {}",
            scheme.name(),
            violations.iter().map(ToString::to_string).collect::<String>()
        );
    }
    let wide: u32 = stage.browser.eval("document.scrollingElement.scrollWidth").await?;
    assert!(wide <= 200, "{wide} px");
    Ok(())
}

async fn downloaded(folder: &TempDir, name: &str) -> Result<String> {
    let file = folder.path().join(name);
    wait::until(name, Duration::from_secs(20), async || {
        Ok(fs::read_to_string(&file).await.ok().filter(|text| !text.is_empty()))
    })
    .await
}
