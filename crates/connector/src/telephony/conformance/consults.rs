//! Calls of three and more: consult, transfer, conference.

use super::{
    Broken, Scenario,
    stage::{Stage, number},
};
use crate::core::{
    CallAct::{Answer, Conference, Consult, Drop, DropParty, Hold, Retrieve, Transfer, TransferTo},
    CallId,
    Ending::{Busy, HungUp, Moved, NoAnswer, OthersLeft, Rejected, Removed, Transferred},
    Failure, Origin, PartyId,
    PartyState::{Active, Alerting, Ended, Held, Initiating},
};

pub(super) const SCENARIOS: &[Scenario] = &[
    ("a consult holds the call that it is about and names it", consult),
    ("a consult that comes to nothing leaves the call held", consult_fails),
    ("a consult is transferred: the caller goes on with who was asked", transfer),
    ("a consult is transferred while it rings", transfer_ringing),
    ("a consult that is transferred while it rings does not ring for ever", transfer_rings_out),
    ("a consult with the other call retrieved is transferred all the same", transfer_swapped),
    ("a consult becomes a conference, from which one is taken and another leaves", conference),
    ("a call is transferred in one step", transfer_to),
    ("a call that is transferred in one step to nobody ends", transfer_to_nobody),
    ("a call outside is transferred outside", transfer_outside),
    ("what is not possible with a consult fails", consult_failures),
];

/// A call of the first two agents, about which the second asks the third.
fn asked(stage: &mut Stage<'_>) -> Result<(CallId, CallId), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let call = stage.speak(ann, ben)?;
    let consult = stage.gets(ben, Consult { call, to: number(cat)? })?;
    stage.sees(consult, &[(ben, Initiating), (cat, Alerting)])?;
    stage.sees(call, &[(ann, Active), (ben, Held)])?;
    Ok((call, consult))
}

/// The same, answered.
fn told(stage: &mut Stage<'_>) -> Result<(CallId, CallId), Broken> {
    let cast = stage.cast();
    let (call, consult) = asked(stage)?;
    stage.does(&cast.cat, Answer(consult))?;
    stage.sees(consult, &[(&cast.ben, Active), (&cast.cat, Active)])?;
    Ok((call, consult))
}

fn consult(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = told(stage)?;
    stage.until("a consult names its call", |ledger| {
        ledger.call(consult).is_some_and(|consult| consult.origin == Origin::Consult(call))
    })?;
    stage.does(ben, Drop(consult))?;
    stage.sees(consult, &[(ben, Ended(HungUp)), (cat, Ended(OthersLeft))])?;
    stage.does(ben, Retrieve(call))?;
    stage.sees(call, &[(ann, Active), (ben, Active)])
}

fn consult_fails(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, busy) = (&cast.ann, &cast.ben, &cast.busy);
    let call = stage.speak(ann, ben)?;
    stage.fails(ben, Consult { call, to: cast.nobody.clone() }, Failure::NoSuchNumber)?;
    stage.sees(call, &[(ann, Active), (ben, Active)])?;
    let consult = stage.gets(ben, Consult { call, to: busy.clone() })?;
    stage.sees(consult, &[(ben, Ended(OthersLeft)), (busy, Ended(Busy))])?;
    stage.sees(call, &[(ann, Active), (ben, Held)])
}

fn transfer(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = told(stage)?;
    let goes_on = stage.gets(ben, Transfer { consult })?;
    is_same(goes_on, call)?;
    stage.sees(consult, &[(ben, Ended(Transferred)), (cat, Ended(Moved(call)))])?;
    stage.sees(call, &[(ann, Active), (ben, Ended(Transferred)), (cat, Active)])?;
    stage.does(cat, Drop(call))?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(Transferred)), (cat, Ended(HungUp))])
}

fn transfer_ringing(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = asked(stage)?;
    stage.gets(ben, Transfer { consult })?;
    stage.sees(consult, &[(ben, Ended(Transferred)), (cat, Ended(Moved(call)))])?;
    stage.sees(call, &[(ann, Active), (ben, Ended(Transferred)), (cat, Alerting)])?;
    stage.does(cat, Answer(call))?;
    stage.sees(call, &[(ann, Active), (ben, Ended(Transferred)), (cat, Active)])
}

fn transfer_rings_out(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = asked(stage)?;
    stage.gets(ben, Transfer { consult })?;
    stage.sees(call, &[(ann, Active), (ben, Ended(Transferred)), (cat, Alerting)])?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(Transferred)), (cat, Ended(NoAnswer))])
}

fn transfer_swapped(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = told(stage)?;
    stage.does(ben, Retrieve(call))?;
    stage.sees(consult, &[(ben, Held), (cat, Active)])?;
    stage.gets(ben, Transfer { consult })?;
    stage.sees(call, &[(ann, Active), (ben, Ended(Transferred)), (cat, Active)])
}

fn conference(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = told(stage)?;
    let goes_on = stage.gets(ben, Conference { consult })?;
    is_same(goes_on, call)?;
    stage.sees(consult, &[(ben, Ended(Moved(call))), (cat, Ended(Moved(call)))])?;
    stage.sees(call, &[(ann, Active), (ben, Active), (cat, Active)])?;
    stage.does(cat, Hold(call))?;
    stage.sees(call, &[(ann, Active), (ben, Active), (cat, Held)])?;
    stage.fails(ben, DropParty { call, party: PartyId(1) }, Failure::NotPossible)?;
    stage.fails(ben, DropParty { call, party: PartyId(3) }, Failure::WrongState)?;
    stage.fails(cat, DropParty { call, party: PartyId(0) }, Failure::WrongState)?;
    stage.does(ben, DropParty { call, party: PartyId(0) })?;
    stage.sees(call, &[(ann, Ended(Removed)), (ben, Active), (cat, Held)])?;
    stage.fails(ben, DropParty { call, party: PartyId(0) }, Failure::WrongState)?;
    stage.does(ben, Drop(call))?;
    stage.sees(call, &[(ann, Ended(Removed)), (ben, Ended(HungUp)), (cat, Ended(OthersLeft))])
}

fn transfer_to(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat, caller) = (&cast.ann, &cast.ben, &cast.cat, &cast.caller);
    let call = stage.brings(ann)?;
    stage.does(ann, Answer(call))?;
    stage.sees(call, &[(caller, Active), (ann, Active)])?;
    for (to, why) in [
        (cast.nobody.clone(), Failure::NoSuchNumber),
        (number(&cast.empty)?, Failure::OutOfReach),
        (number(ann)?, Failure::NotPossible),
    ] {
        stage.fails(ann, TransferTo { call, to }, why)?;
    }
    stage.does(ann, TransferTo { call, to: number(ben)? })?;
    stage.sees(call, &[(caller, Active), (ann, Ended(Transferred)), (ben, Alerting)])?;
    stage.fails(ben, TransferTo { call, to: number(cat)? }, Failure::WrongState)?;
    stage.does(ben, Answer(call))?;
    stage.sees(call, &[(caller, Active), (ann, Ended(Transferred)), (ben, Active)])?;
    stage.does(ben, Hold(call))?;
    stage.does(ben, TransferTo { call, to: number(ann)? })?;
    let left = Ended(Transferred);
    stage.sees(call, &[(caller, Active), (ann, left.clone()), (ben, left), (ann, Alerting)])
}

fn transfer_to_nobody(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    for (to, why) in [(&cast.refuses, Rejected), (&cast.silent, NoAnswer), (&cast.busy, Busy)] {
        let call = stage.speak(ann, ben)?;
        stage.does(ben, TransferTo { call, to: to.clone() })?;
        stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(Transferred)), (to, Ended(why))])?;
    }
    Ok(())
}

fn transfer_outside(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, caller, talks) = (&cast.ann, &cast.caller, &cast.talks);
    let call = stage.brings(ann)?;
    stage.does(ann, Answer(call))?;
    let consult = stage.gets(ann, Consult { call, to: talks.clone() })?;
    stage.sees(consult, &[(ann, Active), (talks, Active)])?;
    stage.gets(ann, Transfer { consult })?;
    stage.sees(call, &[(caller, Active), (ann, Ended(Transferred)), (talks, Active)])
}

fn consult_failures(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let (call, consult) = asked(stage)?;
    stage.fails(ben, Conference { consult }, Failure::WrongState)?;
    stage.fails(cat, Transfer { consult }, Failure::WrongState)?;
    stage.fails(ben, Transfer { consult: call }, Failure::WrongState)?;
    stage.fails(ben, Conference { consult: call }, Failure::WrongState)?;
    stage.fails(ben, Consult { call, to: cast.talks.clone() }, Failure::WrongState)?;
    stage.does(cat, Answer(consult))?;
    stage.sees(consult, &[(ben, Active), (cat, Active)])?;
    stage.fails(cat, Transfer { consult }, Failure::UnknownCall)?;
    stage.fails(ann, Transfer { consult }, Failure::UnknownCall)?;
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(ann, Ended(HungUp)), (ben, Ended(OthersLeft))])?;
    stage.fails(ben, Transfer { consult }, Failure::UnknownCall)?;
    stage.fails(ben, Conference { consult }, Failure::UnknownCall)?;
    stage.sees(consult, &[(ben, Active), (cat, Active)])
}

fn is_same(goes_on: CallId, call: CallId) -> Result<(), Broken> {
    if goes_on == call { Ok(()) } else { Err(Broken(format!("{call:?} should go on, not {goes_on:?}"))) }
}
