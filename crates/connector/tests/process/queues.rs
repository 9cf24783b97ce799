//! Calls of queues: to whom they go, and what they make of an agent's state.

use serde_json::{Value, json};

use crate::{
    agent::{Agent, id},
    program::Site,
};

impl Site {
    /// A call for the queue comes in.
    fn is_called(&self) {
        self.json(&["demo", "call", "--queue", "support", "--name", "Anna"]);
    }
}

impl Agent {
    /// Answers the queue's call that rings, or is about to.
    async fn answers(&mut self) -> Value {
        let ringing = self.sees("ALERTING").await;
        self.asks("SetANSWER", id(&ringing)).await;
        self.is("TALKING").await;
        ringing
    }

    async fn wraps_up(&mut self, call: &Value, reason: &str) {
        let data = json!({ "callID": call["id"], "wrapup": reason, "customwrapup": "", "iscustomwrapup": false });
        self.asks_to("WrapUpCall", data).await;
    }

    async fn rejects(&mut self, call: &Value) {
        self.client.request_on("Cisco", "OutboundCall", "SetREJECT", id(call)).await;
    }

    /// Nothing of a call was said to this agent.
    async fn knows_of_no_call(&mut self) {
        self.asks_to("GetAgentState", json!({})).await;
        assert_eq!(self.client.next_either(["SetAgentState", "CallsStateChange"]).await.0, 0);
    }
}

#[tokio::test]
async fn a_queues_call_goes_to_who_is_ready_is_answered_and_is_wrapped_up_with_a_reason_of_the_team() {
    let (site, serving) = Site::demo().await;
    let (mut one, mut other) = Agent::both(&serving).await;
    one.is_made_ready().await;
    site.is_called();
    let ringing = one.sees("ALERTING").await;
    assert_eq!(
        (&ringing["callType"], &ringing["queueName"], &ringing["fromName"], &ringing["wrapUp"]),
        (&json!("ACD_IN"), &json!("support"), &json!("Anna"), &json!("REQUIRED"))
    );
    one.is("RESERVED").await;
    one.asks("SetANSWER", id(&ringing)).await;
    one.is("TALKING").await;
    one.asks("SetDROP", id(&ringing)).await;
    let work = one.is("WORK_READY").await;
    assert_eq!(work["wrapUpTimer"], "60");
    one.wraps_up(&ringing, "99").await;
    assert_eq!(one.is_refused().await, "InvalidReasonCode");
    one.wraps_up(&ringing, "2").await;
    one.is("READY").await;
    other.knows_of_no_call().await;
    serving.stop().await;
}

#[tokio::test]
async fn whoever_asks_for_a_state_wraps_up_no_longer() {
    let (site, serving) = Site::demo().await;
    let (mut one, _other) = Agent::both(&serving).await;
    one.is_made_ready().await;
    site.is_called();
    let call = one.answers().await;
    one.asks("SetDROP", id(&call)).await;
    one.is("WORK_READY").await;
    one.asks_to("SetNotReadyState", json!({ "ReasonCodeId": "2" })).await;
    assert_eq!(one.is("NOT_READY").await["reasonCodeId"], "2");
    serving.stop().await;
}

#[tokio::test]
async fn a_call_that_was_wrapped_up_while_it_lasted_leaves_nothing_to_do() {
    let (site, serving) = Site::demo().await;
    let (mut one, _other) = Agent::both(&serving).await;
    one.is_made_ready().await;
    site.is_called();
    let call = one.answers().await;
    one.wraps_up(&call, "1").await;
    one.asks("SetDROP", id(&call)).await;
    let next = one.client.next_of("SetAgentState").await;
    assert_eq!(next["data"]["state"], "READY");
    serving.stop().await;
}

#[tokio::test]
async fn a_call_that_is_sent_away_makes_not_ready_and_waits_until_somebody_is_ready() {
    let (site, serving) = Site::demo().await;
    let (mut one, mut other) = Agent::both(&serving).await;
    one.is_made_ready().await;
    site.is_called();
    let ringing = one.sees("ALERTING").await;
    one.rejects(&ringing).await;
    one.is("NOT_READY").await;
    other.knows_of_no_call().await;
    other.is_made_ready().await;
    let passed_on = other.sees("ALERTING").await;
    assert_eq!(passed_on["id"], ringing["id"]);
    other.asks("SetANSWER", id(&passed_on)).await;
    other.is("TALKING").await;
    one.knows_of_no_call().await;
    serving.stop().await;
}

#[tokio::test]
async fn a_state_asked_for_while_a_queues_call_rings_waits_until_after_the_wrap_up() {
    let (site, serving) = Site::demo().await;
    let (mut one, _other) = Agent::both(&serving).await;
    one.is_made_ready().await;
    site.is_called();
    let ringing = one.sees("ALERTING").await;
    one.is("RESERVED").await;
    one.asks_to("SetNotReadyState", json!({ "ReasonCodeId": "2" })).await;
    assert_eq!(one.is("RESERVED").await["pendingState"], "NOT_READY");
    one.asks("SetANSWER", id(&ringing)).await;
    assert_eq!(one.is("TALKING").await["pendingState"], "NOT_READY");
    one.asks("SetDROP", id(&ringing)).await;
    one.is("WORK").await;
    one.wraps_up(&ringing, "1").await;
    assert_eq!(one.is("NOT_READY").await["reasonCodeId"], "2");
    serving.stop().await;
}
