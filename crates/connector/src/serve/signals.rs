//! Being asked to stop: once kindly, twice at once.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{ServeError, Server};

pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(super) fn listen() -> Result<Self, ServeError> {
        let listen = |kind| signal(kind).map_err(|error| ServeError::Stopped(error.to_string()));
        Ok(Self { interrupt: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    /// Waits for the first signal. From then on a second one ends the process.
    pub(super) async fn asked_to_stop(mut self, server: &Server) -> Result<(), ServeError> {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            () = server.failed() => return Err(ServeError::Stopped("the hub ended".to_owned())),
        }
        tracing::info!("stopping: every softphone is told to come back; a second signal ends at once");
        tokio::spawn(async move {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
            }
            std::process::exit(130);
        });
        Ok(())
    }
}
