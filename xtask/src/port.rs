//! The port of the connector: taken or free, and what to do about it.

use std::io::{self, BufRead, IsTerminal, Write};
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};
use clap::{Arg, ArgMatches, value_parser};

/// `--port`, as clap reads it.
pub(crate) fn arg(default: &'static str) -> Arg {
    Arg::new("port").long("port").value_name("PORT").default_value(default).value_parser(value_parser!(u16))
}

/// What `--port` says.
pub(crate) fn wanted(matches: &ArgMatches) -> Result<u16> {
    matches.get_one("port").copied().context("no port")
}

/// The wanted port, or another one when that is busy and the person agrees. 0 takes any free one.
pub(crate) fn choose(wanted: u16) -> Result<u16> {
    match try_port(wanted) {
        Ok(port) => Ok(port),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let free = free_after(wanted).context("no port is free")?;
            eprintln!("Port {wanted} is taken: something else listens there, perhaps another `cargo xtask start`.");
            if agreed(free)? {
                return Ok(free);
            }
            bail!("port {wanted} is taken. Port {free} is free: cargo xtask start --port {free}");
        }
        Err(error) => Err(error).with_context(|| format!("port {wanted} cannot be used")),
    }
}

/// The wanted port and no other.
pub(crate) fn insist(wanted: u16) -> Result<()> {
    try_port(wanted).with_context(|| format!("port {wanted} is needed and cannot be used")).map(drop)
}

fn agreed(free: u16) -> Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    eprint!("Use the free port {free} instead? [Y/n] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer)?;
    Ok(read > 0 && matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes"))
}

fn free_after(wanted: u16) -> Option<u16> {
    (wanted..=u16::MAX).skip(1).take(100).chain([0]).find_map(|port| try_port(port).ok())
}

fn try_port(port: u16) -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, port))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_0_takes_any_free_port() {
        assert_ne!(choose(0).unwrap(), 0);
    }

    #[test]
    fn a_busy_port_is_noticed_and_another_one_is_found() {
        let busy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = busy.local_addr().unwrap().port();
        assert_eq!(try_port(port).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        let free = free_after(port).unwrap();
        assert_ne!(free, port);
        assert_eq!(try_port(free).unwrap(), free);
    }
}
