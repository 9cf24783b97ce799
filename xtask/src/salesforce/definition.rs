//! The call centre in its two forms, both made from the one table that the softphone reads too.

use super::address::Address;
use super::call_center::{ADAPTER_URL, ENDPOINT, INTERNAL_NAME, Item, SECTIONS, Section};
use super::options::Options;
use super::xml::{Element, element, metadata, text};

const NAME: &str = "reqInternalName";
const DISPLAY_NAME: &str = "reqDisplayName";
const OWN_LOGIN_ID: &str = "hsUseOwnLoginId";
/// What the Metadata API wants a second time, as JSON.
const SETTINGS: [&str; 4] = ["reqUseApi", "reqSoftphoneHeight", "reqSoftphoneWidth", "reqSalesforceCompatibilityMode"];

/// The file that Setup, Call Centers, Import takes.
pub(super) fn import(options: &Options) -> String {
    let placed = |element: Element, at: usize, name: &str, label: &str| {
        element.attribute("sortOrder", at.to_string()).attribute("name", name).attribute("label", label)
    };
    let sections = SECTIONS.iter().enumerate().map(|(at, section)| {
        let items = section.items.iter().enumerate();
        let items = items.map(|(at, item)| placed(text("item", value(item, options)), at, item.name, item.label));
        placed(element("section"), at, section.name, section.label).with(items)
    });
    element("callCenter").with(sections).document()
}

/// The file that is deployed.
pub(super) fn deployed(options: &Options) -> String {
    let label = |name| items().find(|item| item.name == name).map_or("", |item| item.label);
    metadata("CallCenter")
        .with([
            text("adapterUrl", options.page.text()),
            text("customSettings", settings(options)),
            text("displayName", &options.name),
            text("displayNameLabel", label(DISPLAY_NAME)),
            text("internalNameLabel", label(NAME)),
        ])
        .with(SECTIONS.iter().map(|section| deployed_section(section, options)))
        .document()
}

fn deployed_section(section: &Section, options: &Options) -> Element {
    // Those two are elements of their own.
    let items = section.items.iter().filter(|item| item.name != NAME && item.name != DISPLAY_NAME);
    let items = items.map(|item| {
        element("items").with([text("label", item.label), text("name", item.name), text("value", value(item, options))])
    });
    element("sections").with(items).with([text("label", section.label), text("name", section.name)])
}

/// Names and values are letters, digits and underscores: nothing is to be escaped.
fn settings(options: &Options) -> String {
    let pair = |item: &Item| format!("\"{}\":\"{}\"", item.name, value(item, options));
    let pairs: Vec<_> = items().filter(|item| SETTINGS.contains(&item.name)).map(pair).collect();
    format!("{{{}}}", pairs.join(","))
}

fn items() -> impl Iterator<Item = &'static Item> {
    SECTIONS.iter().flat_map(|section| section.items)
}

fn value(item: &Item, options: &Options) -> String {
    match item.name {
        NAME => INTERNAL_NAME.to_owned(),
        DISPLAY_NAME => options.name.clone(),
        ADAPTER_URL => options.page.text(),
        ENDPOINT => options.connectors.iter().map(Address::text).collect::<Vec<_>>().join(","),
        OWN_LOGIN_ID => options.own_login_id.to_string(),
        _ => item.usual.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_that_is_spoken_of_here_is_in_the_table() {
        for name in [NAME, DISPLAY_NAME, OWN_LOGIN_ID, ADAPTER_URL, ENDPOINT].into_iter().chain(SETTINGS) {
            assert!(items().any(|item| item.name == name), "{name}");
        }
    }

    #[test]
    fn the_settings_are_json_without_an_escape() {
        for item in items().filter(|item| SETTINGS.contains(&item.name)) {
            assert!(item.usual.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{}", item.usual);
        }
        let settings = settings(&Options::example().unwrap());
        assert!(settings.starts_with("{\"reqUseApi\":\"true\",\"reqSoftphoneHeight\":\"560\""), "{settings}");
    }
}
