//! The connector's end.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::{Path, PathBuf},
};

use tokio::{
    net::{UnixListener, UnixSocket, UnixStream},
    sync::{mpsc, oneshot},
    time::{Duration, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{QUESTION_BYTES, Question, Reply, Task, hear, say, socket};

/// Who may wait to be heard.
const BACKLOG: u32 = 16;
/// How long to wait once no more files may be opened.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// What calls the connector takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) enum Calls {
    /// Those that are brought in by hand.
    Demo,
    /// Those of its telephone system.
    Real,
}

/// What is to be done, and where the answer goes.
#[derive(Debug)]
pub(in crate::serve) struct Asked {
    pub(in crate::serve) task: Task,
    pub(in crate::serve) answer: oneshot::Sender<Reply>,
}

/// The socket in the data folder; dropped, it is removed.
#[derive(Debug)]
pub(in crate::serve) struct Door {
    path: PathBuf,
    listener: UnixListener,
    calls: Calls,
}

/// Removes what a connector has left that could not end in order. For the holder of the folder only.
pub(in crate::serve) fn remove(folder: &Path) {
    let path = socket(folder);
    let is_socket = fs::symlink_metadata(&path).is_ok_and(|found| found.file_type().is_socket());
    if is_socket {
        // Where it stays, binding says so.
        let _ = fs::remove_file(path);
    }
}

impl Door {
    /// Opens the socket. Nobody can connect before it is the owner's only.
    pub(in crate::serve) fn open(folder: &Path, calls: Calls) -> io::Result<Self> {
        let path = socket(folder);
        let socket = UnixSocket::new_stream()?;
        socket.bind(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok(Self { path, listener: socket.listen(BACKLOG)?, calls })
    }

    /// Passes on what is asked, one after the other, until told to stop.
    pub(in crate::serve) async fn serve(self, hub: mpsc::Sender<Asked>, stop: CancellationToken) {
        stop.run_until_cancelled(async {
            loop {
                match self.listener.accept().await {
                    Ok((mut stream, _)) => {
                        let reply = answer(&mut stream, &hub, self.calls).await;
                        // Who asked may have gone.
                        let _ = say(&mut stream, &reply).await;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "nothing can be asked");
                        sleep(EXHAUSTED).await;
                    }
                }
            }
        })
        .await;
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // The next connector on the folder replaces it.
        let _ = fs::remove_file(&self.path);
    }
}

async fn answer(stream: &mut UnixStream, hub: &mpsc::Sender<Asked>, calls: Calls) -> Reply {
    let question: Option<Question> = hear(stream, QUESTION_BYTES).await.ok().flatten();
    let Some(task) = question.and_then(Question::parse) else { return Reply::NotUnderstood };
    if let (Task::Bring(_), Calls::Real) = (&task, calls) {
        return Reply::NoDemo;
    }
    let (answer, answered) = oneshot::channel();
    if hub.send(Asked { task, answer }).await.is_err() {
        return Reply::NotPossible;
    }
    answered.await.unwrap_or(Reply::NotPossible)
}
