//! What tests of the page share.

pub mod space;
