//! What cannot be done, and that it changes nothing.

use super::{
    Broken, Scenario,
    stage::{Stage, number},
};
use crate::core::{
    CallAct::{
        self, Answer, Conference, Consult, Digits, Drop, DropParty, Hold, Make, Reject, Retrieve, Transfer, TransferTo,
    },
    CallId,
    Ending::{HungUp, OthersLeft},
    Failure, PartyId,
    PartyState::{Active, Alerting, Ended, Held, Initiating},
    StationCommand, StationEvent,
};

pub(super) const SCENARIOS: &[Scenario] = &[
    ("a telephone that the system does not have is refused", refused),
    ("nobody can be called who is not there", nobody_there),
    ("a telephone at which nobody is can do nothing", nobody_here),
    ("a call that is not there, is over or is another agent's is unknown", unknown_calls),
    ("a call that rings is answered or rejected and nothing else", wrong_while_ringing),
    ("a call that is answered is not answered again, and only a held one retrieved", wrong_while_active),
    ("a held call is neither held again nor hears tones", wrong_while_held),
    ("whoever waits for an answer does nothing else", wrong_while_initiating),
    ("a telephone has room for so many calls and is busy then", busy),
];

/// More calls than any telephone has room for.
const MANY: usize = 40;

fn refused(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    stage.tell(StationCommand::Attach(cast.unknown.clone()));
    match stage.hear()? {
        Some(StationEvent::Refused(extension)) if extension == cast.unknown => Ok(()),
        other => Err(Broken(format!("an unknown telephone should be refused: {other:?}"))),
    }
}

fn nobody_there(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let ann = &cast.ann;
    for (to, why) in [
        (cast.nobody.clone(), Failure::NoSuchNumber),
        (number(&cast.empty)?, Failure::OutOfReach),
        (number(ann)?, Failure::NotPossible),
    ] {
        stage.fails(ann, Make { to, name: None }, why)?;
    }
    stage.is_calm()
}

fn nobody_here(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    stage.fails(&cast.empty, Make { to: cast.talks.clone(), name: None }, Failure::OutOfReach)?;
    stage.fails(&cast.unknown, Make { to: cast.talks, name: None }, Failure::OutOfReach)
}

fn unknown_calls(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat) = (&cast.ann, &cast.ben, &cast.cat);
    let call = stage.speak(ann, ben)?;
    for act in naming(CallId(u64::MAX), stage)? {
        stage.fails(ann, act, Failure::UnknownCall)?;
    }
    for act in naming(call, stage)? {
        stage.fails(cat, act, Failure::UnknownCall)?;
    }
    stage.does(ann, Drop(call))?;
    stage.sees(call, &[(ann, Ended(HungUp)), (ben, Ended(OthersLeft))])?;
    for act in naming(call, stage)? {
        stage.fails(ben, act, Failure::UnknownCall)?;
    }
    stage.is_calm()
}

fn wrong_while_ringing(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.makes(ann, &number(ben)?)?;
    stage.sees(call, &[(ann, Initiating), (ben, Alerting)])?;
    let others = naming(call, stage)?.into_iter().filter(|act| !matches!(act, Answer(_) | Reject(_)));
    for act in others {
        stage.fails(ben, act, Failure::WrongState)?;
    }
    stage.does(ben, Answer(call))
}

fn wrong_while_active(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.speak(ann, ben)?;
    for act in [Answer(call), Reject(call), Retrieve(call), Transfer { consult: call }] {
        stage.fails(ann, act, Failure::WrongState)?;
    }
    stage.sees(call, &[(ann, Active), (ben, Active)])
}

fn wrong_while_held(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben) = (&cast.ann, &cast.ben);
    let call = stage.speak(ann, ben)?;
    stage.does(ann, Hold(call))?;
    stage.sees(call, &[(ann, Held), (ben, Active)])?;
    let digits = digits()?;
    let acts = [Hold(call), Answer(call), Digits { call, digits }, DropParty { call, party: PartyId(1) }];
    for act in acts {
        stage.fails(ann, act, Failure::WrongState)?;
    }
    stage.sees(call, &[(ann, Held), (ben, Active)])
}

fn wrong_while_initiating(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, cat, caller) = (&cast.ann, &cast.ben, &cast.cat, &cast.caller);
    let held = stage.speak(ann, ben)?;
    let made = stage.makes(ann, &number(cat)?)?;
    stage.sees(made, &[(ann, Initiating), (cat, Alerting)])?;
    let rings = stage.brings(ann)?;
    stage.sees(rings, &[(caller, Initiating), (ann, Alerting)])?;
    for act in [
        Make { to: cast.talks.clone(), name: None },
        Answer(rings),
        Retrieve(held),
        Consult { call: held, to: cast.talks.clone() },
        Hold(made),
        Answer(made),
        TransferTo { call: made, to: cast.talks.clone() },
        Digits { call: made, digits: digits()? },
    ] {
        stage.fails(ann, act, Failure::WrongState)?;
    }
    stage.does(ann, Reject(rings))?;
    stage.does(ann, Drop(made))
}

fn busy(stage: &mut Stage<'_>) -> Result<(), Broken> {
    let cast = stage.cast();
    let (ann, ben, talks) = (&cast.ann, &cast.ben, &cast.talks);
    for _ in 0..MANY {
        let made = stage.may(ann, Make { to: talks.clone(), name: None })?;
        let call = match made {
            Ok(Some(call)) => call,
            Err(Failure::Busy) => {
                return stage.fails(ben, Make { to: number(ann)?, name: None }, Failure::Busy);
            }
            other => return Err(Broken(format!("a telephone should have room or be busy: {other:?}"))),
        };
        stage.sees(call, &[(ann, Active), (talks, Active)])?;
    }
    Err(Broken("a telephone has room for any number of calls".to_owned()))
}

/// Every act that names a call.
fn naming(call: CallId, stage: &Stage<'_>) -> Result<Vec<CallAct>, Broken> {
    let to = stage.cast().talks;
    Ok(vec![
        Answer(call),
        Reject(call),
        Hold(call),
        Retrieve(call),
        Drop(call),
        DropParty { call, party: PartyId(0) },
        Consult { call, to: to.clone() },
        Transfer { consult: call },
        Conference { consult: call },
        TransferTo { call, to },
        Digits { call, digits: digits()? },
    ])
}

fn digits() -> Result<hookswitch_protocol::cisco::ids::DtmfDigits, Broken> {
    hookswitch_protocol::cisco::ids::DtmfDigits::parse("1").ok_or_else(|| Broken("a digit is a tone".to_owned()))
}
