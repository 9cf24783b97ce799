//! The whole thing as people meet it: the built page in a real Chromium, on a real connector.

mod access;
mod contract;
mod desk;
mod endpoints;
mod entry;
mod keyboard;
mod lane;
mod log_on;
mod outage;
mod secrets;
mod sign_on;
mod stage;
mod storage;
mod tabs;
mod windows;
