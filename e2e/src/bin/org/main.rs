//! A Salesforce to develop in, on this machine.

use std::net::Ipv4Addr;

use anyhow::Result;
use clap::Parser;
use hookswitch_e2e::org::{Org, Setup};
use tokio::net::TcpListener;

#[derive(Parser)]
#[command(about = "Serve a Salesforce to develop in: Lightning and Classic, with the softphone framed")]
struct Asked {
    /// The port to listen on; 0 takes any free one
    #[arg(long, default_value_t = 8082)]
    port: u16,
    /// The page to frame
    #[arg(long, default_value = "http://127.0.0.1:8081/")]
    adapter_url: String,
    /// Where that page finds its connector
    #[arg(long, default_value = "ws://127.0.0.1:8080/ws")]
    endpoint: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let asked = Asked::parse();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, asked.port)).await?;
    // Another name than the page's, so that the page is of another origin.
    let address = format!("http://localhost:{}", listener.local_addr()?.port());
    let org = Org::new(Setup {
        adapter_url: asked.adapter_url,
        endpoint: asked.endpoint.clone(),
        issuer: address.clone(),
        audience: asked.endpoint,
    })?;
    println!("listening on {address}");
    Ok(axum::serve(listener, org.app()).await?)
}
