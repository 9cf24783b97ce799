//! Supervisors who listen, and who speak.

use super::{
    Broken, Scenario,
    stage::{Stage, number},
};
use crate::core::{
    CallAct::{Barge, Drop, DropParty, Hold, Listen, Make},
    CallId,
    Ending::{HungUp, OthersLeft},
    Failure, PartyId,
    PartyState::{Active, Ended, Held, Listening},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    ("a supervisor listens and stops, and the call goes on", listen),
    ("listening ends with the agent's part in the call", listening_ends),
    ("a supervisor who listens barges in and stays when the agent leaves", barge),
    ("listening holds the supervisor's own call", listening_holds),
    ("what is not possible with another agent's call fails", failures),
];

/// The first two agents speak, and the third listens to the second.
fn listened(stage: &mut Stage<'_>) -> Result<CallId, Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let call = stage.speak(ann, ben)?;
    let heard = stage.gets(cat, Listen { agent: ben.clone() })?;
    if heard != call {
        return Err(Broken(format!("{call:?} should be listened to, not {heard:?}")));
    }
    stage.sees(call, &[(ann, Active), (ben, Active), (cat, Listening(ben.clone()))])?;
    Ok(call)
}

fn listen(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let call = listened(stage)?;
    stage.does(ben, Hold(call))?;
    stage.sees(call, &[(ann, Active), (ben, Held), (cat, Listening(ben.clone()))])?;
    stage.does(cat, Drop(call))?;
    stage.sees(call, &[(ann, Active), (ben, Held), (cat, Ended(HungUp))])
}

fn listening_ends(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let call = listened(stage)?;
    stage.does(ben, Drop(call))?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(HungUp)), (cat, Ended(OthersLeft))])
}

fn barge(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let call = listened(stage)?;
    stage.gets(cat, Barge { agent: ben.clone() })?;
    stage.sees(call, &[(ann, Active), (ben, Active), (cat, Active)])?;
    stage.does(ben, Drop(call))?;
    stage.sees(call, &[(ann, Active), (ben, Ended(HungUp)), (cat, Active)])
}

fn listening_holds(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat, talks) = (&cast.ann, &cast.ben, &cast.cat, &cast.talks);
    let own = stage.makes(cat, talks)?;
    stage.sees(own, &[(cat, Active), (talks, Active)])?;
    let call = stage.speak(ann, ben)?;
    stage.gets(cat, Listen { agent: ann.clone() })?;
    stage.sees(call, &[(ann, Active), (ben, Active), (cat, Listening(ann.clone()))])?;
    stage.sees(own, &[(cat, Held), (talks, Active)])
}

fn failures(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    stage.fails(cat, Listen { agent: ben.clone() }, Failure::WrongState)?;
    stage.fails(cat, Barge { agent: ben.clone() }, Failure::WrongState)?;
    stage.fails(cat, Listen { agent: cat.clone() }, Failure::NotPossible)?;
    stage.fails(cat, Listen { agent: cast.empty.clone() }, Failure::OutOfReach)?;
    let call = listened(stage)?;
    stage.fails(cat, Listen { agent: ben.clone() }, Failure::WrongState)?;
    stage.fails(cat, Barge { agent: ann.clone() }, Failure::WrongState)?;
    stage.fails(cat, Hold(call), Failure::WrongState)?;
    stage.fails(cat, Make { to: number(ann)?, name: None }, Failure::WrongState)?;
    stage.fails(ben, Listen { agent: cat.clone() }, Failure::WrongState)?;
    stage.fails(ben, DropParty { call, party: PartyId(2) }, Failure::NotPossible)?;
    stage.sees(call, &[(ann, Active), (ben, Active), (cat, Listening(ben.clone()))])
}
