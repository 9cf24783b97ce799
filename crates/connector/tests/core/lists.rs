//! Lists that are longer than a frame.

use hookswitch_connector::core::{Effect, Role};
use hookswitch_protocol::{
    channels::{Answer, Request},
    cisco::{FromConnector, ToConnector},
    limits,
    values::NoPayload,
};

use crate::cti::{agent, script};

#[test]
fn a_team_of_a_thousand_is_told_in_frames_of_the_usual_size() {
    let mut script = script();
    script.users.extend((10..1_008).map(|id| agent(id, &format!("6{id}"), &format!("name{id}"), Role::Agent)));
    script.reload();
    let boss = script.at_work("1245456", "5051");
    script.asks(boss, Some("44"), Request::Cisco(ToConnector::GetTeamState(NoPayload)));
    let Effect::TellAll { frames, .. } = script.next() else { panic!("should be told in parts") };
    let of = u32::try_from(frames.len()).unwrap();
    let mut agents = 0;
    for (number, frame) in (1..).zip(&frames) {
        assert!(frame.encode().len() <= limits::FRAME_BYTES);
        let Answer::Cisco(FromConnector::TeamState(team)) = &frame.body else { panic!("{frame:?}") };
        assert_eq!(team.part.map(|part| (part.number(), part.of())), Some((number, of)));
        agents += team.data.len();
    }
    assert!(of > 1);
    assert_eq!(agents, 1_000, "all but whoever has no account there");
    script.ends();
}
