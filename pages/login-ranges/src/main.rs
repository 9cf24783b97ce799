//! Two files, a region, and what is missing: in a browser, from a file, without a network.

mod browser;
mod state;

fn main() {
    browser::start();
}
