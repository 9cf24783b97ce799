//! Calls between agents, over the demo telephone system.

use serde_json::json;

use crate::{
    agent::{Agent, id},
    client::Client,
    program::Site,
};

#[tokio::test]
async fn a_call_is_made_answered_held_retrieved_consulted_about_and_transferred() {
    let (_site, serving) = Site::demo().await;
    let (mut one, mut other) = Agent::both(&serving).await;
    one.asks("SetMakeCall", json!({ "ToAddress": "5051" })).await;
    let ringing = other.sees("ALERTING").await;
    assert_eq!((&ringing["fromAddress"], &ringing["callType"]), (&json!("5069"), &json!("AGENT_INSIDE")));
    assert_eq!(
        (&ringing["buttonStates"]["ANSWER"], &ringing["buttonStates"]["HOLD"]),
        (&json!("Enable"), &json!("Hide"))
    );
    other.asks("SetANSWER", id(&ringing)).await;
    let talking = one.sees("ACTIVE").await;
    assert_eq!(other.sees("ACTIVE").await["id"], talking["id"], "both speak of the same call");
    one.asks("SetHOLD", id(&talking)).await;
    let held = one.sees("HELD").await;
    assert_eq!(held["buttonStates"]["RETRIEVE"], "Enable");
    one.asks("SetRETRIEVE", id(&talking)).await;
    one.sees("ACTIVE").await;

    let mut consult = id(&talking);
    consult["toAddress"] = "8001".into();
    one.asks("SetCONSULT", consult).await;
    let consult = loop {
        let call = one.sees("ACTIVE").await;
        if call["callType"] == "CONSULT" {
            break call;
        }
    };
    assert_eq!(consult["parentID"], talking["id"]);
    one.asks("SetTRANSFER", id(&consult)).await;
    loop {
        let call = one.sees("DROPPED").await;
        if call["id"] == talking["id"] {
            break;
        }
    }
    let left = loop {
        let call = other.sees("ACTIVE").await;
        let numbers = call["parties"].to_string();
        if numbers.contains("8001") {
            break call;
        }
    };
    other.asks("SetDROP", id(&left)).await;
    other.sees("DROPPED").await;
    one.client.request_on("Cisco", "Agent", "GetCallHistory", json!({})).await;
    let history = loop {
        let told = one.client.next_of("SetCallHistory").await;
        if told["scope"] != "Changes" {
            break told;
        }
    };
    assert_eq!(history["data"].as_array().unwrap().len(), 2, "{history}");
    serving.stop().await;
}

#[tokio::test]
async fn what_is_asked_of_a_call_that_is_none_or_not_ones_own_is_refused_and_changes_nothing() {
    let (_site, serving) = Site::demo().await;
    let (mut one, mut other) = Agent::both(&serving).await;
    one.asks("SetANSWER", json!({ "CallID": "16786021" })).await;
    assert_eq!(one.is_refused().await, "UnknownCall");
    one.asks("SetMakeCall", json!({ "ToAddress": "not a number!" })).await;
    assert_eq!(one.is_refused().await, "InvalidNumber");
    one.asks("SetMakeCall", json!({ "ToAddress": "8001" })).await;
    let call = one.sees("ACTIVE").await;
    other.asks("SetDROP", id(&call)).await;
    assert_eq!(other.is_refused().await, "UnknownCall");
    one.asks("SetANSWER", id(&call)).await;
    assert_eq!(one.is_refused().await, "InvalidState");
    one.client
        .request_on("Cisco", "InboundCall", "SetDROP", json!({ "MediaAddress": "5051", "CallID": call["id"] }))
        .await;
    assert_eq!(one.is_refused().await, "NotPermitted");
    one.asks("SetDROP", id(&call)).await;
    one.sees("DROPPED").await;
    serving.stop().await;
}

#[tokio::test]
async fn a_call_makes_the_state_talking_and_gives_back_the_one_before_or_the_one_asked_for() {
    let (_site, serving) = Site::demo().await;
    let (mut one, _other) = Agent::both(&serving).await;
    one.client.request_on("Cisco", "Agent", "SetReadyState", json!({})).await;
    one.is("READY").await;
    one.asks("SetMakeCall", json!({ "ToAddress": "8001" })).await;
    one.is("TALKING").await;
    one.client.request_on("Cisco", "Agent", "SetNotReadyState", json!({ "ReasonCodeId": "2" })).await;
    let pending = one.client.next_of("SetAgentState").await;
    assert_eq!((&pending["data"]["state"], &pending["data"]["pendingState"]), (&json!("TALKING"), &json!("NOT_READY")));
    let call = one.sees("ACTIVE").await;
    one.asks("SetDROP", id(&call)).await;
    one.is("NOT_READY").await;
    serving.stop().await;
}

#[tokio::test]
async fn a_call_outlives_the_socket_and_is_there_again_with_its_time() {
    let (_site, serving) = Site::demo().await;
    let (mut one, mut other) = Agent::both(&serving).await;
    one.asks("SetMakeCall", json!({ "ToAddress": "5051" })).await;
    let ringing = other.sees("ALERTING").await;
    other.asks("SetANSWER", id(&ringing)).await;
    let before = one.sees("ACTIVE").await;
    drop(one);
    let mut again = Client::registered(&serving).await;
    let data = json!({ "username": "102312778", "password": "pqsup1", "extension": "5069" });
    loop {
        again.request_on("Cisco", "Agent", "SetUserInfo", data.clone()).await;
        // Until the connector has noticed that the other socket is gone.
        if again.next_either(["CallsStateChange", "SetError"]).await.0 == 1 {
            continue;
        }
        break;
    }
    again.request_on("Cisco", "InboundCall", "SetDROP", id(&before)).await;
    let over = again.next_of("CallsStateChange").await;
    assert_eq!((&over["data"][0]["id"], &over["data"][0]["started"]), (&before["id"], &before["started"]));
    other.sees("DROPPED").await;
    serving.stop().await;
}
