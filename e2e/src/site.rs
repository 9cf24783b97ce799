//! A plain web server for a folder of files, precompressed siblings and all.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Result;
use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// A folder served on a free loopback port until dropped.
pub struct Site {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Site {
    /// Serves `folder`; `file.br` or `file.gz` beside `file` is sent where the client takes it.
    pub async fn serve(folder: &Path) -> Result<Self> {
        Self::serve_app(Router::new().fallback_service(files(folder))).await
    }

    /// Serves any application, for servers that misbehave.
    pub async fn serve_app(app: Router) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            // axum's serve only ends with the task.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, task })
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn files(folder: &Path) -> ServeDir {
    ServeDir::new(folder).precompressed_br().precompressed_gzip()
}
