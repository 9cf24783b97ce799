//! The call centre's definition: the one table of what an administrator can set, from which the package's files are made
//! and by which the page reads them.
//!
//! Names have at most 40 letters and digits; those that begin with `req` are Salesforce's own.

/// A section of the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name in the key of a setting.
    pub name: &'static str,
    /// What an administrator reads.
    pub label: &'static str,
    /// Its settings, in their order.
    pub items: &'static [Item],
}

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: &'static str,
    /// What an administrator reads.
    pub label: &'static str,
    /// What it is where nobody changed it. Empty where only the installation knows: the addresses.
    pub usual: &'static str,
}

const fn item(name: &'static str, label: &'static str, usual: &'static str) -> Item {
    Item { name, label, usual }
}

/// The call centre's internal name: that of its file, too.
pub const INTERNAL_NAME: &str = "Hookswitch";
/// The page's address.
pub const ADAPTER_URL: &str = "reqAdapterUrl";
/// The connector's address.
pub const ENDPOINT: &str = "hsEndpoint";

/// All sections. The first is required, the second conventional; both are named by Salesforce.
pub const SECTIONS: &[Section] = &[
    Section {
        name: "reqGeneralInfo",
        label: "General Information",
        items: &[
            item("reqInternalName", "Internal Name", INTERNAL_NAME),
            item("reqDisplayName", "Display Name", "Hookswitch"),
            item("reqDescription", "Description", "The Hookswitch softphone"),
            item(ADAPTER_URL, "CTI Adapter URL", ""),
            item("reqUseApi", "Use CTI API", "true"),
            item("reqSoftphoneHeight", "Softphone Height", "560"),
            item("reqSoftphoneWidth", "Softphone Width", "340"),
            item("reqSalesforceCompatibilityMode", "Salesforce Compatibility Mode", "Classic_and_Lightning"),
        ],
    },
    Section {
        name: "reqDialingOptions",
        label: "Dialing Options",
        items: &[
            item("reqOutsidePrefix", "Outside Prefix", ""),
            item("reqLongDistPrefix", "Long Distance Prefix", ""),
            item("reqInternationalPrefix", "International Prefix", ""),
        ],
    },
    Section {
        name: "hsSignOn",
        label: "Sign-on",
        items: &[
            item(ENDPOINT, "Connector address (wss://...; several with commas)", ""),
            item("hsUseOwnLoginId", "Use own Login ID (true or false)", "true"),
            item("hsSignOnMode", "Mode of sign-on (softphone or station)", "softphone"),
        ],
    },
    Section {
        name: "hsNumbers",
        label: "Telephone numbers",
        items: &[
            item("hsCountryCode", "Country code", ""),
            item("hsAreaCode", "Area code, without the long distance prefix", ""),
            item("hsDialLocalArea", "Dial the local area code (true or false)", "true"),
            item("hsInternalLength", "Longest internal number, in digits", ""),
            item("hsIncomingPrefix", "Prefix to add to callers' numbers", ""),
            item("hsDialPlus", "Dial + instead of the international prefix (true or false)", "true"),
        ],
    },
    Section {
        name: "hsRecords",
        label: "Screen pop and call log",
        items: &[
            item("hsPop", "Pop the caller's record (ringing, answer or never)", "answer"),
            item("hsNewRecord", "New record where nobody matches (object, or empty for none)", "Contact"),
            item("hsPopOutgoing", "Search and pop for outgoing calls (true or false)", "false"),
            item("hsLog", "Save calls as activities (true or false)", "true"),
            item("hsLogInternal", "Save internal calls too (true or false)", "false"),
            item("hsLogUnanswered", "Save unanswered calls too (true or false)", "true"),
            item("hsTaskFields", "Call variables to save (variable=Field__c; several with commas)", ""),
            item("hsOpenOnRinging", "Open the softphone when it rings (true or false)", "true"),
            item("hsQueueDials", "Keep a clicked number until ready (true or false)", "true"),
        ],
    },
];

/// The key under which the CRM hands a setting to the page: `/hsSignOn/hsEndpoint`.
#[must_use]
pub fn key(name: &str) -> Option<String> {
    let section = SECTIONS.iter().find(|section| section.items.iter().any(|item| item.name == name))?;
    Some(["/", section.name, "/", name].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_labels_keep_within_what_the_crm_takes() {
        let mut names = std::collections::BTreeSet::new();
        for section in SECTIONS {
            let items = section.items.iter().map(|item| (item.name, item.label));
            for (name, label) in items.chain([(section.name, section.label)]) {
                assert!(name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
                assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{name}");
                assert!(!label.is_empty() && label.len() <= 1_000 && label.is_ascii(), "{label}");
                assert!(names.insert(name), "{name} is there twice");
            }
        }
    }

    #[test]
    fn a_setting_is_found_by_its_name_alone() {
        assert_eq!(key(ENDPOINT).as_deref(), Some("/hsSignOn/hsEndpoint"));
        assert_eq!(key("reqOutsidePrefix").as_deref(), Some("/reqDialingOptions/reqOutsidePrefix"));
        assert_eq!(key("hsNothing"), None);
    }
}
