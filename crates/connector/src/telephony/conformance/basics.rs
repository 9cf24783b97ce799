//! Calls between two: made, rung, answered, held, ended.

use hookswitch_protocol::ids::Extension;

use super::{
    Broken, Scenario,
    stage::{Stage, number},
};
use crate::core::{
    CallAct::{Answer, Digits, Drop, Hold, Make, Reject, Retrieve},
    Ending::{Busy, HungUp, NoAnswer, NoSuchNumber, OthersLeft, OutOfReach, Rejected},
    Leg, Number,
    PartyState::{Active, Alerting, Ended, Held, Initiating},
    StationCommand, StationEvent, Who,
};

pub(super) const SCENARIOS: &[Scenario] = &[
    ("a call between two telephones rings, is answered and ends for both", call_between_two),
    ("who rings may send the call away", reject),
    ("who calls may give up", give_up),
    ("a telephone does not ring for ever", rings_out),
    ("somebody outside answers, hears tones and is hung up on", outside),
    ("somebody outside hangs up", outside_hangs_up),
    ("a call outside that comes to nothing says why", outside_fails),
    ("a call from outside rings and is answered", incoming),
    ("a call is held and goes on", hold),
    ("answering holds the call before, and retrieving does too", one_at_a_time),
    ("calling holds the call before", call_holds),
    ("somebody who leaves takes their calls along", detach),
    ("a telephone that is attached again is told its calls", attach_again),
    ("what is known of somebody who is called is shown", names),
    ("a number outside is a telephone for as long as an agent is there", outside_telephone),
    ("a number that is nobody's is no telephone", no_telephone),
];

fn call_between_two(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.makes(ann, &number(ben)?)?;
    stage.sees(call, &[(ann, Initiating), (ben, Alerting)])?;
    stage.does(ben, Answer(call))?;
    stage.sees(call, &[(ann, Active), (ben, Active)])?;
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(ann, Ended(HungUp)), (ben, Ended(OthersLeft))])
}

fn reject(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.makes(ann, &number(ben)?)?;
    stage.sees(call, &[(ann, Initiating), (ben, Alerting)])?;
    stage.does(ben, Reject(call))?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(Rejected))])
}

fn give_up(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.makes(ann, &number(ben)?)?;
    stage.sees(call, &[(ann, Initiating), (ben, Alerting)])?;
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(ann, Ended(HungUp)), (ben, Ended(OthersLeft))])
}

fn rings_out(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.makes(ann, &number(ben)?)?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(NoAnswer))])
}

fn outside(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, talks) = (&cast.ann, &cast.talks);
    let call = stage.makes(ann, talks)?;
    stage.sees(call, &[(ann, Initiating), (talks, Alerting)])?;
    stage.sees(call, &[(ann, Active), (talks, Active)])?;
    stage.does(ann, Digits { call, digits: tones()? })?;
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(ann, Ended(HungUp)), (talks, Ended(OthersLeft))])
}

fn outside_hangs_up(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, hangs_up) = (&cast.ann, &cast.hangs_up);
    let call = stage.makes(ann, hangs_up)?;
    stage.sees(call, &[(ann, Active), (hangs_up, Active)])?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (hangs_up, Ended(HungUp))])
}

fn outside_fails(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let ann = &cast.ann;
    let outcomes =
        [(&cast.busy, Busy), (&cast.silent, NoAnswer), (&cast.refuses, Rejected), (&cast.missing, NoSuchNumber)];
    for (somebody, why) in outcomes {
        let call = stage.makes(ann, somebody)?;
        stage.sees(call, &[(ann, Ended(OthersLeft)), (somebody, Ended(why))])?;
    }
    Ok(())
}

fn incoming(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, caller) = (&cast.ann, &cast.caller);
    let call = stage.brings(ann)?;
    stage.sees(call, &[(caller, Initiating), (ann, Alerting)])?;
    stage.does(ann, Answer(call))?;
    stage.sees(call, &[(caller, Active), (ann, Active)])?;
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(caller, Ended(OthersLeft)), (ann, Ended(HungUp))])
}

fn hold(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.speak(ann, ben)?;
    stage.does(ann, Hold(call))?;
    stage.sees(call, &[(ann, Held), (ben, Active)])?;
    stage.does(ben, Hold(call))?;
    stage.sees(call, &[(ann, Held), (ben, Held)])?;
    stage.does(ann, Retrieve(call))?;
    stage.sees(call, &[(ann, Active), (ben, Held)])?;
    stage.does(ben, Drop(call))?;
    stage.sees(call, &[(ann, Ended(OthersLeft)), (ben, Ended(HungUp))])
}

fn one_at_a_time(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    let first = stage.speak(ann, ben)?;
    let second = stage.brings(ann)?;
    stage.sees(second, &[(caller, Initiating), (ann, Alerting)])?;
    stage.does(ann, Answer(second))?;
    stage.sees(second, &[(caller, Active), (ann, Active)])?;
    stage.sees(first, &[(ann, Held), (ben, Active)])?;
    stage.does(ann, Retrieve(first))?;
    stage.sees(first, &[(ann, Active), (ben, Active)])?;
    stage.sees(second, &[(caller, Active), (ann, Held)])?;
    stage.does(ann, Drop(second))?;
    stage.sees(second, &[(caller, Ended(OthersLeft)), (ann, Ended(HungUp))])?;
    stage.sees(first, &[(ann, Active), (ben, Active)])
}

fn call_holds(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, talks) = (&cast.ann, &cast.ben, &cast.talks);
    let first = stage.speak(ann, ben)?;
    let second = stage.makes(ann, talks)?;
    stage.sees(second, &[(ann, Active), (talks, Active)])?;
    stage.sees(first, &[(ann, Held), (ben, Active)])
}

fn detach(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, caller) = (&cast.ann, &cast.ben, &cast.caller);
    let first = stage.speak(ann, ben)?;
    let second = stage.brings(ann)?;
    stage.sees(second, &[(caller, Initiating), (ann, Alerting)])?;
    stage.tell(StationCommand::Detach(ann.clone()));
    stage.sees(first, &[(ann, Ended(OutOfReach)), (ben, Ended(OthersLeft))])?;
    stage.sees(second, &[(caller, Ended(OthersLeft)), (ann, Ended(OutOfReach))])
}

fn attach_again(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.speak(ann, ben)?;
    stage.tell(StationCommand::Attach(ann.clone()));
    stage.hears_up(ann)?;
    stage.hears_call(call)
}

fn names(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let name = Some(cast.name.clone());
    let call = stage.gets(&cast.ann, Make { to: cast.talks.clone(), name: name.clone() })?;
    stage.until("the name is shown", |ledger| {
        let parties = ledger.call(call).map(|call| call.parties.as_slice()).unwrap_or_default();
        parties.iter().any(|party| party.who == Who::Outside(cast.talks.clone()) && party.name == name)
    })
}

fn outside_telephone(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let there = telephone(&cast.talks)?;
    for leg in [Leg::OnDemand, Leg::Persistent] {
        stage.tell(StationCommand::AttachOutside { extension: there.clone(), number: cast.talks.clone(), leg });
        stage.hears_up(&there)?;
        let call = stage.makes(&cast.ann, &cast.talks)?;
        stage.sees(call, &[(&cast.ann, Initiating), (&there, Alerting)])?;
        stage.does(&there, Answer(call))?;
        stage.sees(call, &[(&cast.ann, Active), (&there, Active)])?;
        stage.tell(StationCommand::Detach(there.clone()));
        stage.sees(call, &[(&cast.ann, Ended(OthersLeft)), (&there, Ended(OutOfReach))])?;
    }
    let call = stage.makes(&cast.ann, &cast.talks)?;
    stage.sees(call, &[(&cast.ann, Initiating), (&cast.talks, Alerting)])?;
    stage.does(&cast.ann, Drop(call))
}

fn no_telephone(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let nowhere = telephone(&cast.nobody)?;
    let (extension, number) = (nowhere.clone(), cast.nobody);
    stage.tell(StationCommand::AttachOutside { extension, number, leg: Leg::OnDemand });
    match stage.hear()? {
        Some(StationEvent::Refused(extension)) if extension == nowhere => Ok(()),
        other => Err(Broken(format!("a number that is nobody's should be refused: {other:?}"))),
    }
}

fn telephone(number: &Number) -> Result<Extension, Broken> {
    Extension::parse(number.as_str()).ok_or_else(|| Broken(format!("{number:?} is no telephone")))
}

fn tones() -> Result<hookswitch_protocol::cisco::ids::DtmfDigits, Broken> {
    hookswitch_protocol::cisco::ids::DtmfDigits::parse("12*#A").ok_or_else(|| Broken("tones are tones".to_owned()))
}
