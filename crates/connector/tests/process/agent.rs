//! An agent at work, by way of the CTI server.

use serde_json::{Value, json};

use crate::{client::Client, program::Serving};

/// An agent at work.
pub(crate) struct Agent {
    pub(crate) client: Client,
    extension: &'static str,
}

impl Agent {
    pub(crate) async fn signs_on(serving: &Serving, name: &str, password: &str, extension: &'static str) -> Self {
        let mut client = Client::registered(serving).await;
        let data = json!({ "username": name, "password": password, "extension": extension });
        client.request_on("Cisco", "Agent", "SetUserInfo", data).await;
        client.next_of("SetWrapupCode").await;
        Self { client, extension }
    }

    pub(crate) async fn both(serving: &Serving) -> (Self, Self) {
        (
            Self::signs_on(serving, "102312778", "pqsup1", "5069").await,
            Self::signs_on(serving, "1245456", "acq@123", "5051").await,
        )
    }

    /// Asks something of its own state.
    pub(crate) async fn asks_to(&mut self, subtopic: &str, data: Value) {
        self.client.request_on("Cisco", "Agent", subtopic, data).await;
    }

    pub(crate) async fn is_made_ready(&mut self) {
        self.asks_to("SetReadyState", json!({})).await;
        self.is("READY").await;
    }

    /// Asks something of its calls.
    pub(crate) async fn asks(&mut self, subtopic: &str, mut data: Value) {
        data["MediaAddress"] = self.extension.into();
        self.client.request_on("Cisco", "InboundCall", subtopic, data).await;
    }

    /// The next change of a call that leaves this agent in it like this.
    pub(crate) async fn sees(&mut self, state: &str) -> Value {
        loop {
            let mut change = self.client.next_of("CallsStateChange").await;
            let call = change["data"][0].take();
            if call["state"] == state {
                return call;
            }
        }
    }

    /// The next state of this name.
    pub(crate) async fn is(&mut self, state: &str) -> Value {
        loop {
            let mut heard = self.client.next_of("SetAgentState").await;
            if heard["data"]["state"] == state {
                return heard["data"].take();
            }
        }
    }

    pub(crate) async fn is_refused(&mut self) -> Value {
        self.client.next_of("SetAPIError").await["data"]["errorType"].take()
    }
}

/// A call's id, as commands name it.
pub(crate) fn id(call: &Value) -> Value {
    json!({ "CallID": call["id"] })
}
