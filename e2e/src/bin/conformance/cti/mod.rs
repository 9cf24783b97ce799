//! The rules of the channel Cisco: agents, their states, their calls.

mod apps;
mod asking;
mod calls;
mod consults;
mod desk;
mod people;
mod reading;
mod refusals;
mod sign_on;
mod states;
mod team;
mod variables;

pub(crate) use self::desk::{AGENT, Account, SUPERVISOR};
use crate::rule::Rule;

/// Every rule of the channel.
pub(crate) fn rules() -> Vec<Rule> {
    [
        sign_on::rules(),
        states::rules(),
        asking::rules(),
        calls::rules(),
        people::rules(),
        consults::rules(),
        variables::rules(),
        refusals::rules(),
        reading::rules(),
        team::rules(),
        apps::rules(),
    ]
    .concat()
}
