//! What a window was told last.

use hookswitch_connector::core::ConnId;
use hookswitch_protocol::{
    ErrorCode,
    center::{FromConnector, LogOn, StationChanged, ToConnector},
    channels::Answer,
    cisco::error::ApiFault,
    connector::{self},
};

use crate::log_on_stage::*;

impl Stage {
    pub(crate) fn changes(&mut self, conn: ConnId, asked: &LogOn) -> StationChanged {
        self.forget();
        self.asks(conn, ToConnector::ChangeStation(asked.seat()));
        let told = self.told.get(&conn).unwrap();
        let answer = told.iter().find_map(|(_, answer)| match answer {
            Answer::Center(FromConnector::StationChanged(answer)) => Some(answer.clone()),
            Answer::Center(_) | Answer::Connector(_) | Answer::Salesforce(_) | Answer::Cisco(_) => None,
        });
        answer.unwrap()
    }

    pub(crate) fn error(&self, conn: ConnId) -> Option<ErrorCode> {
        match self.told.get(&conn)?.last()? {
            (_, Answer::Connector(connector::FromConnector::Error(error))) => Some(error.code),
            _ => None,
        }
    }

    pub(crate) fn fault(&self, conn: ConnId) -> Option<ApiFault> {
        match self.told.get(&conn)?.last()? {
            (_, Answer::Cisco(hookswitch_protocol::cisco::FromConnector::ApiError(error))) => Some(error.data.fault),
            _ => None,
        }
    }

    pub(crate) fn memos(&self, conn: ConnId) -> Vec<(u64, Option<String>)> {
        let memos = self.told.get(&conn).unwrap().iter().rev().find_map(|(_, answer)| match answer {
            Answer::Center(FromConnector::Memos(memos)) => Some(memos),
            _ => None,
        });
        memos.unwrap().memos.iter().map(|memo| (memo.id, memo.url.clone())).collect()
    }
}
