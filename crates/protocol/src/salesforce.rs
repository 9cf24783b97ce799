//! The channel `Salesforce`: what happens in the CRM, and what is to be done there.
//!
//! The connector is not in the CRM; the softphone is. So there are three who speak:
//!
//! - Any app, the softphone too, asks the connector for the saved credentials: [`Ask::FetchCredentials`],
//!   answered by [`Saved::Credentials`] for the identity that registered.
//! - Any app asks something of Salesforce: [`Asked`]. The connector passes it on to the user's softphone, which does
//!   it there and replies.
//! - The softphone replies, and says what happens in Salesforce: [`Told`]. The connector passes it on to the user's
//!   other apps.
//!
//! What is passed on goes both to and from a connector, and is the same each time.

use crate::{
    cisco::ids::{CallId, CtiPassword, CtiUserName, DialString, Label},
    code::ErrorCode,
    ids::{Extension, PageUrl, texts},
    json::Json,
    limits, messages,
    opaque::{FieldName, Params},
    payload,
    reading::Reading,
    values::{Blank, NoPayload},
    wire::{Nullable, Wire},
    words,
    write::Writer,
};

texts! {
    /// A record of Salesforce.
    RecordId: 1 to limits::ID_CHARS,
    /// The same record as the app calls it (`SF1`).
    ObjectId: 1 to limits::ID_CHARS,
    /// The kind of a record (`Contact`).
    ObjectType: 1 to limits::NAME_CHARS,
    /// A task that is no call (chat, case, e-mail).
    WorkId: 1 to limits::ID_CHARS,
}

words! {
    /// How many records a search found.
    pub enum SearchResult {
        /// One.
        Single = "SINGLE_MATCH",
        /// Several.
        Multiple = "MULTI_MATCH",
        /// None.
        None = "NO_MATCH",
        /// There was no search: the record was known.
        Direct = "DIRECT",
    }
}

messages! {
    /// What a connector answers by itself.
    pub enum Ask {
        /// Ask for the credentials that are saved for the registered identity.
        FetchCredentials(NoPayload) = Salesforce / "User" / "FetchCredentials" in "data",
    }
}

messages! {
    /// What a connector receives.
    pub enum ToConnector {
        /// For the connector itself.
        Ask(Ask),
        /// From the softphone, for the user's other apps.
        Told(Told),
        /// From an app, for the user's softphone.
        Asked(Asked),
    }
}

messages! {
    /// What a connector sends of its own.
    pub enum Saved {
        /// Reply to a request for credentials.
        Credentials(Credentials) = Salesforce / "User" / "FetchCredentials" in "data",
    }
}

messages! {
    /// What a connector sends.
    pub enum FromConnector {
        /// What is saved for a user.
        Saved(Saved),
        /// From the softphone, to the user's other apps.
        Told(Told),
        /// From an app, to the user's softphone.
        Asked(Asked),
    }
}

messages! {
    /// What an app asks of Salesforce and the softphone does there.
    pub enum Asked {
        /// Show a record; nothing comes back.
        OpenObject(OpenObject) = Salesforce / "Call" / "OpenObject" in "data",
        /// Change a record now.
        UpdateObject(UpdateObject) = Salesforce / "Call" / "UpdateObject" in "data",
        /// Keep variables of a call until they are written to Salesforce.
        SaveCustomVariables(SaveCustomVariables) = Salesforce / "Call" / "SaveCustomVariables" in "data",
        /// Keep them no longer.
        RemoveCustomVariables(RemoveCustomVariables) = Salesforce / "Call" / "RemoveCustomVariables" in "data",
        /// Has the customer closed this task?
        CheckTaskState(CheckTaskState) = Salesforce / "Call" / "CheckTaskState" in "data",
    }
}

messages! {
    /// What the softphone says from within Salesforce: what happened there, and replies to [`Asked`], which share the
    /// address of their request and differ by `Success`.
    pub enum Told {
        /// A telephone number was clicked.
        ClickToDialPayload(ClickToDial) = Salesforce / "Call" / "ClickToDialPayload" in "data",
        /// A call brought records up.
        SearchCriteria(SearchCriteria) = Salesforce / "Call" / "SearchCriteria" in "data",
        /// A record was made.
        CreateObject(ObjectCreated) = Salesforce / "Call" / "CreateObject" in "data",
        /// A record was opened.
        ObjectFieldParams(ObjectFieldParams) = Salesforce / "Call" / "ObjectFieldParams" in "data",
        /// Reply to [`Asked::UpdateObject`].
        ObjectUpdated(ObjectUpdated) = Salesforce / "Call" / "UpdateObject" with "Success" in "data",
        /// Reply to [`Asked::SaveCustomVariables`].
        CustomVariablesSaved(CustomVariablesSaved) =
            Salesforce / "Call" / "SaveCustomVariables" with "Success" in "data",
        /// Reply to [`Asked::RemoveCustomVariables`].
        CustomVariablesRemoved(CustomVariablesRemoved) =
            Salesforce / "Call" / "RemoveCustomVariables" with "Success" in "data",
        /// Reply to [`Asked::CheckTaskState`].
        TaskState(TaskState) = Salesforce / "Call" / "CheckTaskState" with "Success" in "data",
    }
}

payload! {
    /// The credentials saved for a user. All empty where none are, or where the request was refused.
    pub struct Credentials {
        /// The name for the CTI server.
        username: Blank<CtiUserName> = "Username" | "UserName",
        /// The password for the CTI server.
        password: Blank<CtiPassword> = "Password",
        /// The user's telephone.
        extension: Blank<Extension> = "Extension",
        /// The name for a federated sign-on.
        adfs_username: Blank<Label> = "ADFSUsername",
        /// Whether they could be read.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Why not, as a code.
        code: Option<ErrorCode> = "code",
    }

    /// A telephone number was clicked.
    pub struct ClickToDial {
        /// Which number.
        number: DialString = "number",
        /// The record it stands in.
        record_id: Blank<RecordId> = "recordId",
        /// What that is called.
        record_name: Label = "recordName",
        /// Its kind.
        record_object_type: Blank<ObjectType> = "recordObjectType",
        /// The record in front; empty where there is none, as the other three.
        focused_object_id: Blank<RecordId> = "focusedObjectId",
        /// What that is called.
        focused_object_name: Blank<Label> = "focusedObjectName",
        /// Its kind.
        focused_object_type: Blank<ObjectType> = "focusedObjectType",
        /// Its page.
        focused_object_url: Blank<PageUrl> = "focusedObjectURL",
    }

    /// A call brought records up.
    pub struct SearchCriteria {
        /// Which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// What of the call was searched for.
        search_field: Label = "searchField",
        /// What it was.
        search_text: Label = "searchText",
        /// The kind of call.
        search_call_type: Label = "searchCallType",
        /// The state of the call.
        search_event: Label = "searchEvent",
        /// What was found.
        search_objects: Vec<FoundObject> = "searchObjects",
        /// How much was found.
        search_result: SearchResult = "searchResult",
    }

    /// A record that was found.
    pub struct FoundObject {
        /// Which.
        id: RecordId = "id",
        /// Its kind.
        object_type: ObjectType = "type",
        /// What it is called.
        name: Label = "name",
    }

    /// A record was made.
    pub struct ObjectCreated {
        /// For which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Its kind.
        name: ObjectType = "Name",
        /// What the app calls it.
        object_id: ObjectId = "OId",
        /// Which it is in Salesforce.
        sfid: RecordId = "sfid",
        /// The field it is shown by.
        display_field: Label = "DisplayField",
        /// What is in that field.
        display_value: Label = "DisplayValue",
        .. /// The fields that were filled.
        fields: Params
    }

    /// Records were opened.
    pub struct ObjectFieldParams {
        /// Contacts and leads.
        who_id: Vec<OpenedObject> = "WhoId" | "whoId",
        /// All others.
        what_id: Vec<OpenedObject> = "WhatId" | "whatId",
    }

    /// A record that was opened.
    pub struct OpenedObject {
        /// Which.
        sfid: RecordId = "sfid",
        /// What it is called.
        value: Label = "value",
    }

    /// Show a record.
    pub struct OpenObject {
        /// Which.
        sfid: RecordId = "sfid",
        /// The field it is shown by.
        display_field: Option<Label> = "DisplayField",
    }

    /// Change a record now.
    pub struct UpdateObject {
        /// For which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Its kind.
        name: ObjectType = "Name",
        /// What the app calls it.
        object_id: ObjectId = "OId",
        /// Which it is in Salesforce.
        sfid: RecordId = "sfid",
        /// What it becomes.
        params: Params = "params",
    }

    /// A record was changed, or not.
    pub struct ObjectUpdated {
        /// For which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Its kind.
        name: ObjectType = "Name",
        /// What the app calls it.
        object_id: ObjectId = "OId",
        /// Which it is in Salesforce.
        sfid: RecordId = "sfid",
        /// Whether it was changed.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Whether by hand.
        is_manual: bool = "isManual",
        .. /// The fields that were changed.
        fields: Params
    }

    /// Keep variables of a call.
    pub struct SaveCustomVariables {
        /// Which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Which variables.
        params: Params = "params",
    }

    /// They are kept, or not.
    pub struct CustomVariablesSaved {
        /// Which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Which variables.
        params: Params = "params",
        /// Whether they are kept.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
    }

    /// Keep variables of a call no longer.
    pub struct RemoveCustomVariables {
        /// Which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Which variables.
        params: Names = "params",
    }

    /// They are kept no longer, or still.
    pub struct CustomVariablesRemoved {
        /// Which call.
        call_id: CallId = "callId" | "callid" | "CallID" | "callID" | "CallId",
        /// Which variables.
        params: Names = "params",
        /// Whether they are gone.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
    }

    /// Has the customer closed this task?
    pub struct CheckTaskState {
        /// Which task.
        work_id: WorkId = "workid" | "workId",
    }

    /// Whether the customer has.
    pub struct TaskState {
        /// Whether it is closed.
        is_closed: bool = "isClosed",
        /// Which task.
        work_id: WorkId = "workid" | "workId",
        /// Whether it could be found out.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
    }
}

/// Names of variables: a list in the vendor's samples, an object with these keys in its table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<FieldName>);

impl Wire for Names {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        match json {
            Some(Json::Array(names)) if names.len() <= limits::PARAMS => Self(reading.items(json)),
            Some(Json::Object(_)) => Self(Params::read(json, reading).into_names()),
            Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_)) | None => {
                reading.refuse();
                Self::default()
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        out.array(&self.0);
    }
}
