//! A softphone's end of a WebSocket, without the softphone.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use crate::program::{PATIENCE, Serving};

pub(crate) struct Client {
    socket: WebSocketStream<TcpStream>,
}

impl Client {
    pub(crate) async fn open(serving: &Serving) -> Self {
        Self::open_from(serving, None).await
    }

    /// Connects as a page of this origin would.
    pub(crate) async fn open_from(serving: &Serving, origin: Option<&str>) -> Self {
        let mut request = format!("ws://{}/ws", serving.address()).into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(serving.address()).await.unwrap();
        let (socket, _) = client_async(request, stream).await.unwrap();
        Self { socket }
    }

    pub(crate) async fn registered(serving: &Serving) -> Self {
        let mut client = Self::open(serving).await;
        client
            .request(
                "Registration",
                "Register",
                json!({ "channels": ["Cisco", "Salesforce"], "url": "", "protocol": 1 }),
            )
            .await;
        assert_eq!(client.next_of("Register").await["Success"], true);
        client
    }

    /// Signs on; the reply.
    pub(crate) async fn sign_on(&mut self, login_id: &str) -> Value {
        self.request("User", "SetLoginId", json!({ "loginId": login_id })).await;
        self.next_of("SetLoginId").await
    }

    pub(crate) async fn request(&mut self, topic: &str, subtopic: &str, data: Value) {
        self.request_on("Connector", topic, subtopic, data).await;
    }

    pub(crate) async fn request_on(&mut self, channel: &str, topic: &str, subtopic: &str, data: Value) {
        let frame = json!({ "channel": channel, "topic": topic, "subtopic": subtopic, "source": "test", "data": data });
        self.send(Message::text(frame.to_string())).await;
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    /// The payload of the next message with this subtopic.
    pub(crate) async fn next_of(&mut self, subtopic: &str) -> Value {
        loop {
            match self.next().await {
                Some(Message::Text(text)) => {
                    let mut frame: Value = serde_json::from_str(&text).unwrap();
                    if frame["subtopic"] == subtopic {
                        let key = if frame["data"].is_null() { "message" } else { "data" };
                        return frame[key].take();
                    }
                }
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no {subtopic} but {other:?}"),
            }
        }
    }

    /// The payload of the next message with one of these subtopics, and which.
    pub(crate) async fn next_either(&mut self, subtopics: [&str; 2]) -> (usize, Value) {
        loop {
            let Some(Message::Text(text)) = self.next().await else { continue };
            let mut frame: Value = serde_json::from_str(&text).unwrap();
            if let Some(at) = subtopics.iter().position(|subtopic| frame["subtopic"] == *subtopic) {
                return (at, frame["message"].take());
            }
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Message> {
        let next = timeout(PATIENCE, self.socket.next()).await.expect("a message or the end");
        next.map(|message| message.expect("a message"))
    }

    /// Reads on until the connector closes; code and reason.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Some(Message::Close(Some(CloseFrame { code, reason }))) => return (code.into(), reason.to_string()),
                Some(Message::Text(_) | Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no closing frame but {other:?}"),
            }
        }
    }

    /// Closes as a page does that is left; what the connector answers.
    pub(crate) async fn close(mut self) -> (u16, String) {
        let going = CloseFrame { code: CloseCode::Away, reason: "".into() };
        self.send(Message::Close(Some(going))).await;
        self.closed().await
    }
}
