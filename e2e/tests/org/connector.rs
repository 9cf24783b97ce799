use anyhow::Result;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::world::{CLASSIC, FOREIGN, LIGHTNING};

use crate::stage::{DEMO, Stage};

/// What a page hears that says nothing sensible to the connector: an answer, or the code of the end.
const SOCKET: &str = "new Promise(done => {
    const socket = new WebSocket('wss://phone.example.com/ws');
    socket.onopen = () => socket.send('{}');
    socket.onmessage = () => done('an answer');
    socket.onclose = ({ code }) => done(String(code));
})";

#[tokio::test]
async fn the_page_of_a_connector_is_framed_and_reaches_it_over_tls() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    for (host, page) in [(LIGHTNING, "lightning.html"), (CLASSIC, "classic.html")] {
        stage.browser.goto(&stage.world.page(host, page, &[("user", DEMO)])).await?;
        stage.browser.until_hosted().await?;
        stage.browser.enter_softphone().await?;
        stage.browser.find("[data-icon=login]").await?;
        assert_eq!(stage.browser.eval::<String>(SOCKET).await?, "an answer", "{host}");
    }
    // What is no page of the softphone's own gets no socket.
    stage.browser.goto(&stage.world.page(FOREIGN, "support/throwing.js", &[])).await?;
    assert_eq!(stage.browser.eval::<String>(SOCKET).await?, "4403");
    Ok(())
}
