//! Callers who wait, and agents who are ready for them.

use super::{Broken, Scenario, stage::Stage};
use crate::core::{
    CallAct::{Answer, Drop, Hold, Reject},
    CallId,
    Ending::{HungUp, NoAnswer, OthersLeft, OutOfReach, Rejected},
    PartyState::{Active, Alerting, Ended, Initiating},
    StationCommand,
};

pub(super) const SCENARIOS: &[Scenario] = &[
    ("a caller waits until somebody is ready", waits),
    ("whoever waits longest is rung, and one caller after the other is served", in_turn),
    ("a call that is let ring goes to the next, and who let it ring is withheld", let_ring),
    ("a call that is rejected goes to the next, and who rejected it is withheld", rejected),
    ("a call goes to nobody who is not ready for its queue", not_ready),
    ("whoever has been in a call is rung again only when they are ready again", offered_anew),
    ("a call that rings at somebody who leaves goes to the next", leaves),
    ("a caller gives up after a while", gives_up),
    ("whoever is in another call is not rung", in_a_call),
];

fn waits(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, caller) = (&cast.ann, &cast.caller);
    let call = stage.queues()?;
    stage.sees(call, &[(caller, Initiating)])?;
    stage.is_calm()?;
    stage.offer(ann);
    stage.sees(call, &[(caller, Initiating), (ann, Alerting)])?;
    stage.until("the queue is named", |ledger| {
        ledger.call(call).is_some_and(|call| call.waits_in_queue() == Some(&cast.queue))
    })?;
    stage.does(ann, Answer(call))?;
    stage.sees(call, &[(caller, Active), (ann, Active)])?;
    stage.does(ann, Hold(call))?;
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(caller, Ended(OthersLeft)), (ann, Ended(HungUp))])
}

fn in_turn(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    stage.offer(ben);
    stage.offer(ann);
    stage.offer(ben);
    let first = stage.queues()?;
    stage.sees(first, &[(caller, Initiating), (ben, Alerting)])?;
    let second = stage.queues()?;
    stage.sees(second, &[(caller, Initiating), (ann, Alerting)])?;
    let third = stage.queues()?;
    stage.sees(third, &[(caller, Initiating)])?;
    stage.does(ben, Answer(first))?;
    stage.does(ben, Drop(first))?;
    stage.offer(ben);
    stage.sees(third, &[(caller, Initiating), (ben, Alerting)])
}

fn let_ring(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    stage.offer(ann);
    stage.offer(ben);
    let call = stage.queues()?;
    stage.sees(call, &[(caller, Initiating), (ann, Alerting)])?;
    stage.sees(call, &[(caller, Initiating), (ann, Ended(NoAnswer))])?;
    stage.hears_unanswered(ann, call)?;
    stage.sees(call, &[(caller, Initiating), (ann, Ended(NoAnswer)), (ben, Alerting)])?;
    stage.sees(call, &[(caller, Initiating), (ann, Ended(NoAnswer)), (ben, Ended(NoAnswer))])?;
    stage.hears_unanswered(ben, call)?;
    stage.is_calm()?;
    stage.offer(ann);
    stage.sees(call, &[(caller, Initiating), (ann, Ended(NoAnswer)), (ben, Ended(NoAnswer)), (ann, Alerting)])?;
    stage.does(ann, Answer(call))
}

fn rejected(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    stage.offer(ann);
    let call = stage.queues()?;
    stage.sees(call, &[(caller, Initiating), (ann, Alerting)])?;
    stage.does(ann, Reject(call))?;
    stage.sees(call, &[(caller, Initiating), (ann, Ended(Rejected))])?;
    stage.hears_unanswered(ann, call)?;
    stage.is_calm()?;
    stage.offer(ben);
    stage.sees(call, &[(caller, Initiating), (ann, Ended(Rejected)), (ben, Alerting)])
}

fn not_ready(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    stage.offer(ann);
    stage.tell(StationCommand::Withhold(ann.clone()));
    stage.tell(StationCommand::Offer { extension: ben.clone(), queues: [].into() });
    let call = stage.queues()?;
    stage.sees(call, &[(caller, Initiating)])?;
    stage.is_calm()?;
    stage.offer(ben);
    stage.sees(call, &[(caller, Initiating), (ben, Alerting)])?;
    stage.tell(StationCommand::Withhold(ben.clone()));
    stage.is_calm()?;
    stage.does(ben, Answer(call))
}

fn offered_anew(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, caller) = (&cast.ann, &cast.caller);
    stage.offer(ann);
    let first = stage.queues()?;
    stage.does_once_it_rings(ann, first, Answer)?;
    let second = stage.queues()?;
    stage.sees(second, &[(caller, Initiating)])?;
    stage.does(ann, Drop(first))?;
    stage.sees(first, &[(caller, Ended(OthersLeft)), (ann, Ended(HungUp))])?;
    stage.is_calm()?;
    stage.offer(ann);
    stage.sees(second, &[(caller, Initiating), (ann, Alerting)])
}

fn leaves(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    stage.offer(ann);
    stage.offer(ben);
    let call = stage.queues()?;
    stage.sees(call, &[(caller, Initiating), (ann, Alerting)])?;
    stage.tell(StationCommand::Detach(ann.clone()));
    stage.sees(call, &[(caller, Initiating), (ann, Ended(OutOfReach)), (ben, Alerting)])
}

fn gives_up(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let call = stage.queues()?;
    stage.sees(call, &[(&cast.caller, Ended(HungUp))])
}

fn in_a_call(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    let busy: CallId = stage.speak(ann, ben)?;
    stage.offer(ann);
    let call = stage.queues()?;
    stage.sees(call, &[(caller, Initiating)])?;
    stage.is_calm()?;
    stage.does(ben, Drop(busy))?;
    stage.sees(call, &[(caller, Initiating), (ann, Alerting)])
}
