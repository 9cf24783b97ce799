//! What a softphone may show: the types of `screenPop`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::call::CallError;

/// What is shown, as it stands in the arguments of `screenPop`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "params")]
pub enum Pop {
    /// A record.
    #[serde(rename = "sobject", rename_all = "camelCase")]
    Record {
        /// Its id.
        record_id: String,
    },
    /// A page of the org.
    #[serde(rename = "url")]
    Url {
        /// Relative.
        url: String,
    },
    /// The home of an object.
    #[serde(rename = "objecthome")]
    ObjectHome {
        /// Its name.
        scope: String,
    },
    /// A list view.
    #[serde(rename = "list", rename_all = "camelCase")]
    List {
        /// Which.
        list_view_id: String,
        /// Of which object.
        scope: String,
    },
    /// What is found for a text.
    #[serde(rename = "search", rename_all = "camelCase")]
    Search {
        /// Of 3 characters at least.
        search_string: String,
    },
    /// A form for a new record.
    #[serde(rename = "newRecord", rename_all = "camelCase")]
    NewRecord {
        /// Its object.
        entity_name: String,
        /// What is filled in.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        default_field_values: Map<String, Value>,
    },
    /// A screen flow.
    #[serde(rename = "flow", rename_all = "camelCase")]
    Flow {
        /// Its name.
        flow_dev_name: String,
        /// What it is told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        flow_args: Vec<Value>,
    },
}

impl Pop {
    /// Reads the arguments of `screenPop`. Values of a new record's fields may stand beside its parameters too.
    pub(super) fn parse(args: &Value) -> Result<Self, CallError> {
        let mut args = args.clone();
        let beside = args.get("defaultFieldValues").cloned();
        if let (Some(beside), Some(Value::Object(params))) = (beside, args.get_mut("params")) {
            params.entry("defaultFieldValues").or_insert(beside);
        }
        let pop: Self = serde_json::from_value(args).map_err(|error| CallError::param(&error.to_string()))?;
        let refusal = match &pop {
            Self::Search { search_string } if search_string.chars().count() < 3 => {
                Some("searchString needs 3 characters")
            }
            Self::Url { url } if !url.starts_with('/') || url.starts_with("//") => Some("url has to be relative"),
            Self::Record { record_id } if record_id.len() != 15 && record_id.len() != 18 => {
                Some("recordId has 15 or 18 characters")
            }
            Self::Search { .. }
            | Self::Url { .. }
            | Self::Record { .. }
            | Self::ObjectHome { .. }
            | Self::List { .. }
            | Self::NewRecord { .. }
            | Self::Flow { .. } => None,
        };
        refusal.map_or(Ok(pop), |refusal| Err(CallError::param(refusal)))
    }
}
