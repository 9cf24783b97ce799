//! The Salesforce that we develop and test in, alone: does it say and do what is known of the real one? A plain page
//! is framed as the softphone, so that nothing of ours proves itself.

mod classic;
mod connector;
mod faults;
mod lightning;
mod stage;
