//! What the end-to-end tests and the benchmarks stand on: a connector process, a real Chromium,
//! and ways to wait for what a person would wait for. Loopback only, nothing left running.

pub mod audit;
pub mod browser;
pub mod connector;
pub mod desk;
pub mod driver;
pub mod emulate;
pub mod npm;
pub mod org;
pub mod palette;
pub mod paths;
pub mod phone;
pub mod process;
pub mod proxy;
pub mod scenes;
pub mod scripted;
pub mod site;
pub mod wait;
pub mod world;
