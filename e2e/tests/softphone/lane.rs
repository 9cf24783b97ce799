//! A lane of bytes between page and connector, on which time can be shortened.

use std::net::SocketAddr;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

const GRACE: &[u8] = b"\"graceSeconds\":120";

/// A lane to one address. Dropped, all that runs on it is cut.
pub(crate) struct Lane {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Lane {
    /// A lane on which the connector grants `grace_seconds` instead of two minutes; at most 999.
    pub(crate) async fn with_grace(to: &str, grace_seconds: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (address, to) = (listener.local_addr()?, to.to_owned());
        // As long as what it stands for: a frame says its length.
        let grace = format!("\"graceSeconds\":{grace_seconds:>3}").into_bytes();
        let task = tokio::spawn(async move {
            let mut riders = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                let (to, grace) = (to.clone(), grace.clone());
                riders.spawn(async move {
                    // A connector that is not there looks just so: the socket ends.
                    if let Ok(far) = TcpStream::connect(to).await {
                        ride(near, far, &grace).await;
                    }
                });
            }
        });
        Ok(Self { address, task })
    }

    /// The URL of a path at the other end.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Until either end is gone.
async fn ride(mut near: TcpStream, mut far: TcpStream, grace: &[u8]) {
    let ((mut near_in, mut near_out), (mut far_in, mut far_out)) = (near.split(), far.split());
    tokio::select! {
        _ = copy(&mut near_in, &mut far_out) => {}
        () = copy_with_grace(&mut far_in, &mut near_out, grace) => {}
    }
}

async fn copy_with_grace(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin), grace: &[u8]) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        let bytes = buffer.get_mut(..length).unwrap_or_default();
        if let Some(at) = bytes.windows(GRACE.len()).position(|part| part == GRACE)
            && let Some(part) = bytes.get_mut(at..at + GRACE.len())
        {
            part.copy_from_slice(grace);
        }
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}
