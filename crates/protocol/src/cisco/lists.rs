//! Lists an agent chooses from: reason codes, wrap-up reasons, phone books, media.

use crate::{
    cisco::{
        ids::{DialString, Label, MediaId, ReasonCode, ResourceUri},
        part::Part,
    },
    payload,
    utc::UtcTime,
    values::{Quoted, Shared},
    words,
};

words! {
    /// What a reason code is a reason for.
    pub enum Category {
        /// Not being ready.
        NotReady = "NOT_READY",
        /// Logging out.
        LogOut = "LOGOUT",
    }

    /// Whose phone book it is.
    pub enum BookType {
        /// Everybody's.
        Global = "GLOBAL" | "Global",
        /// The team's.
        Team = "TEAM" | "Team",
    }

    /// What goes over a media routing domain.
    pub enum Medium {
        /// Calls.
        Voice = "Voice",
    }
}

payload! {
    /// Which reasons there are for logging out.
    pub struct SetLogOutReasonCodes with "packet" = "LogOutReasonCodes" {
        /// The reasons.
        data: Vec<ReasonCodeItem> = "data",
    }

    /// Which reasons there are for not being ready.
    pub struct SetNotReadyReasonCodes with "packet" = "NotReadyReasonCodes" {
        /// The reasons.
        data: Vec<ReasonCodeItem> = "data",
    }

    /// A reason. Its id, by which it is chosen, is the end of its `uri`.
    pub struct ReasonCodeItem {
        /// Where it is.
        uri: ResourceUri = "uri",
        /// What it is a reason for.
        category: Category = "category",
        /// The number in reports.
        code: Quoted<i32> = "code",
        /// What people call it.
        label: Label = "label",
        /// Whether every team has it.
        for_all: Quoted<bool> = "forAll",
    }

    /// Which wrap-up reasons there are.
    pub struct SetWrapupCode with "packet" = "WrapUpCodes" {
        /// The reasons.
        data: Vec<WrapUpItem> = "data",
    }

    /// A wrap-up reason. Its id, by which it is chosen, is the end of its `uri`.
    pub struct WrapUpItem {
        /// Where it is.
        uri: ResourceUri = "uri",
        /// What people call it.
        label: Label = "label",
        /// Whether every team has it.
        for_all: Quoted<bool> = "forAll",
    }

    /// Asks for the phone books.
    pub struct GetPhoneDirectory {
        /// One part of them only; every part, one message each, where it is left out.
        part: Option<u32> = "part",
    }

    /// Phone books; of a long one a part.
    pub struct PhoneBooks with "packet" = "phoneBook" {
        /// Which part of all, where one frame cannot hold them.
        part: Option<Part> = "part",
        /// The books.
        data: Shared<Vec<PhoneBook>> = "data",
    }

    /// A phone book.
    pub struct PhoneBook {
        /// What people call it.
        name: Label = "name",
        /// Whose it is.
        book_type: BookType = "type",
        /// Where it is; parts of one book have one.
        uri: ResourceUri = "uri",
        /// Who is in it.
        contacts: Vec<Contact> = "contacts",
    }

    /// Somebody in a phone book.
    pub struct Contact {
        /// First name.
        first_name: Label = "firstName",
        /// Last name.
        last_name: Label = "lastName",
        /// The number.
        phone_number: DialString = "phoneNumber",
        /// What else there is to say.
        description: Label = "description",
        /// Where the entry is.
        uri: ResourceUri = "uri",
    }

    /// The media routing domains of the system.
    pub struct SetMrdList with "packet" = "MRDList" {
        /// The domains.
        data: Vec<Mrd> = "data",
    }

    /// The media routing domains of this agent.
    pub struct SetMappedMrd with "packet" = "MappedMRD" {
        /// The domains.
        data: Vec<Mrd> = "data",
    }

    /// A media routing domain.
    pub struct Mrd {
        /// Its id.
        id: MediaId = "id",
        /// What people call it.
        name: Label = "name",
        /// Where it is.
        uri: ResourceUri = "uri",
    }

    /// How the agent stands in each medium.
    pub struct GetMedia with "packet" = "Media" {
        /// The media.
        data: Vec<Media> = "data",
    }

    /// How the agent stands in one medium, in the shape of Finesse.
    pub struct Media {
        /// Where it is.
        uri: ResourceUri = "uri",
        /// The media routing domain.
        id: MediaId = "id",
        /// What people call it.
        name: Label = "name",
        /// What else there is to say.
        description: Label = "description",
        /// Whether tasks are offered.
        routable: bool = "routable",
        /// The state.
        state: super::agent::AgentState = "state",
        /// Since when, on the connector's clock.
        state_change_time: UtcTime = "stateChangeTime",
        /// Why in this state.
        reason_code_id: ReasonCode = "reasonCodeId",
        /// How many tasks at once.
        max_dialog_limit: Quoted<u32> = "maxDialogLimit",
        /// Whether a task of another medium may come between.
        interruptible: bool = "interruptible",
    }

    /// What goes over which domain.
    pub struct Map with "packet" = "Map" {
        /// One entry for each medium.
        data: Vec<MapEntry> = "data",
    }

    /// What goes over one domain.
    pub struct MapEntry {
        /// What.
        medium: Medium = "media",
        /// Over which domain.
        id: MediaId = "id",
    }
}
