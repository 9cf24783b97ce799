//! Waiting for something to become true, never for time to pass.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

/// How long a person would wait before calling it broken.
pub const PATIENCE: Duration = Duration::from_secs(15);

const STEP: Duration = Duration::from_millis(15);

/// Asks `probe` until it answers, at most for `patience`; `what` names the thing in the error.
pub async fn until<T>(what: &str, patience: Duration, mut probe: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = probe().await? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            bail!("waited {} s for: {what}", patience.as_secs_f32());
        }
        sleep(STEP).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_never_comes_is_named_in_the_error() {
        let waited = until("the moon", Duration::from_millis(1), async || Ok(None::<()>)).await;
        assert!(waited.is_err_and(|error| error.to_string().contains("the moon")));
    }

    #[tokio::test]
    async fn what_comes_later_is_handed_back() {
        let mut asked = 0;
        let found = until("the third answer", PATIENCE, async || {
            asked += 1;
            Ok((asked == 3).then_some(asked))
        });
        assert_eq!(found.await.ok(), Some(3));
    }
}
