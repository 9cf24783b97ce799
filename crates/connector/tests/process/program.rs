//! The program on a data folder of its own.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStdout},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// Longer than anything that works takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

const BINARY: &str = env!("CARGO_BIN_EXE_hookswitch-connector");

/// A data folder.
pub(crate) struct Site {
    folder: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A serving connector; dropped, it is killed.
pub(crate) struct Serving {
    child: Child,
    url: String,
    stdout: BufReader<ChildStdout>,
    log: watch::Receiver<String>,
    reading: JoinHandle<()>,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A site whose folder has a name of so many bytes.
    pub(crate) fn in_folder_of_length(bytes: usize) -> Self {
        Self { folder: tempfile::Builder::new().rand_bytes(bytes).tempdir().unwrap() }
    }

    /// A folder with the demo accounts in it.
    pub(crate) async fn demo() -> (Self, Serving) {
        let site = Self::new();
        let serving = site.serve(&["--demo"]).await;
        (site, serving)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command.env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        command.args(args).arg("--data").arg(self.data());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Done {
        Done::of(self.command(args).output().unwrap())
    }

    /// Runs a command that has to succeed and answers in JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let done = self.run(&[args, &["--json"]].concat());
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
        serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{args:?}: {done:?}"))
    }

    pub(crate) fn run_with_input(&self, args: &[&str], input: &[u8]) -> Done {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Who fails early does not read it.
        let _ = child.stdin.take().unwrap().write_all(input);
        Done::of(child.wait_with_output().unwrap())
    }

    /// Serves on a free port.
    pub(crate) async fn serve(&self, args: &[&str]) -> Serving {
        let mut command = self.command(&[&["serve", "--listen", "127.0.0.1:0"], args].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = tokio::process::Command::from(command).kill_on_drop(true).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let (said, log) = watch::channel(String::new());
        // Read all along: a full pipe would hold the connector up.
        let reading = tokio::spawn(async move {
            let mut line = String::new();
            while stderr.read_line(&mut line).await.unwrap() > 0 {
                said.send_modify(|log| log.push_str(&line));
                line.clear();
            }
        });
        let mut line = String::new();
        timeout(PATIENCE, stdout.read_line(&mut line)).await.unwrap().unwrap();
        let Some(url) = line.trim_end().strip_prefix("listening on ") else {
            reading.await.unwrap();
            panic!("{line:?} {}", log.borrow().as_str());
        };
        Serving { url: url.to_owned(), child, stdout, log, reading }
    }
}

impl Serving {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    /// Waits until the log says something; all that it said so far.
    pub(crate) async fn until_log(&mut self, text: &str) -> String {
        let said = self.log.wait_for(|log| log.contains(text));
        timeout(PATIENCE, said).await.unwrap().unwrap().clone()
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(i32::try_from(self.id()).unwrap()).unwrap(), signal).unwrap();
    }

    /// Waits for the end: exit code, the rest of standard output, and the log.
    pub(crate) async fn ended(mut self) -> Done {
        let ended = async {
            let mut out = String::new();
            self.stdout.read_to_string(&mut out).await.unwrap();
            self.reading.await.unwrap();
            Done { out, err: self.log.borrow().clone(), code: self.child.wait().await.unwrap().code() }
        };
        timeout(PATIENCE, ended).await.expect("the connector ends")
    }

    pub(crate) async fn stop(self) -> Done {
        self.signal(Signal::TERM);
        self.ended().await
    }

    pub(crate) async fn kill(self) {
        self.signal(Signal::KILL);
        self.ended().await;
    }
}

impl Done {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Checks the exit code and that all of `texts` were said on standard error.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32, texts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        for text in texts {
            assert!(self.err.contains(text), "no {text:?} in {self:?}");
        }
    }

    #[track_caller]
    pub(crate) fn succeeded(&self) {
        assert_eq!(self.code, Some(0), "{self:?}");
    }
}
