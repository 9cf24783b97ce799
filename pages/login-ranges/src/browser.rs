//! The state in a browser: files in, texts and downloads out.

use std::{cell::RefCell, rc::Rc};

use hookswitch_login_ranges::{Outcome, Report, Row, TRUSTED_RANGES};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Document, DragEvent, Element, Event, EventTarget, File, FileList, HtmlAnchorElement,
    HtmlElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, Url,
};

use crate::state::{Answer, Kind, State};

const OVER: &str = "over";

#[derive(Clone)]
struct Page {
    document: Document,
    state: Rc<RefCell<State>>,
}

/// Listens for as long as the page is there.
pub(crate) fn start() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let page = Page { document, state: Rc::default() };
    for kind in [Kind::Addresses, Kind::Profile] {
        let own = page.clone();
        page.on(kind.id(), "change", move |event| own.chosen(kind, event));
        // A browser tells of no change where a file is chosen again that was corrected meanwhile.
        page.on(kind.id(), "click", |event| {
            if let Some(input) = input_of(event) {
                input.set_value("");
            }
        });
    }
    let own = page.clone();
    page.on("region", "change", move |event| own.region(event));
    for (id, make) in [("csv", Page::save_csv as fn(&Page, &Report)), ("xml", Page::save_xml)] {
        let own = page.clone();
        page.on(id, "click", move |_| own.save(make));
    }
    for kind in ["dragover", "dragleave", "drop"] {
        let own = page.clone();
        listen(&page.document, kind, move |event| own.dragged(event));
    }
    page.say("trusted", TRUSTED_RANGES);
    page.show();
}

impl Page {
    fn on(&self, id: &str, kind: &str, told: impl FnMut(&Event) + 'static) {
        if let Some(element) = self.document.get_element_by_id(id) {
            listen(&element, kind, told);
        }
    }

    fn chosen(&self, kind: Kind, event: &Event) {
        if let Some(file) = input_of(event).and_then(|input| input.files()).and_then(|files| files.get(0)) {
            self.take(file, move |_| kind);
        }
    }

    fn dragged(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<DragEvent>() else { return };
        // Otherwise the browser would leave the page for the file.
        event.prevent_default();
        let is_over = event.type_() == "dragover";
        if let Some(body) = self.document.body() {
            let _ = body.class_list().toggle_with_force(OVER, is_over);
        }
        if event.type_() == "drop" {
            let files = event.data_transfer().and_then(|data| data.files());
            files.iter().flat_map(each).for_each(|file| self.take(file, Kind::of));
        }
    }

    fn region(&self, event: &Event) {
        if let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) {
            self.state.borrow_mut().choose(&select.value());
            self.show();
        }
    }

    fn take(&self, file: File, kind: impl FnOnce(&[u8]) -> Kind + 'static) {
        let page = self.clone();
        spawn_local(async move {
            let name = file.name();
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => {
                    let bytes = Uint8Array::new(&buffer).to_vec();
                    let kind = kind(&bytes);
                    page.state.borrow_mut().read(kind, &name, &bytes);
                    page.say(&format!("{}-told", kind.id()), &format!("Read: {name}"));
                    if kind == Kind::Addresses {
                        page.offer_regions();
                    }
                    page.show();
                }
                Err(_) => page.say_faults(&[format!("{name} cannot be read. Check who may read it.")]),
            }
        });
    }

    fn offer_regions(&self) {
        let Some(select) = self.get::<HtmlSelectElement>("region") else { return };
        let regions = self.state.borrow().regions();
        let offered: Vec<(&str, &str)> = match regions.as_slice() {
            [] => vec![("The list names no regions", "")],
            [only] => vec![(only, only)],
            [_, _, ..] => {
                [("Choose…", "")].into_iter().chain(regions.iter().map(|it| (it.as_str(), it.as_str()))).collect()
            }
        };
        let options =
            offered.iter().filter_map(|(text, value)| HtmlOptionElement::new_with_text_and_value(text, value).ok());
        select.replace_children_with_node(&options.map(JsValue::from).collect::<Array>());
        select.set_disabled(regions.len() < 2);
    }

    fn show(&self) {
        let answer = self.state.borrow().answer();
        let report = match &answer {
            Answer::Waiting(text) => {
                self.say_status(&[((*text).to_owned(), "")]);
                None
            }
            Answer::Broken(faults) => {
                self.say_faults(faults);
                None
            }
            Answer::Told(report) => {
                let class = match report.outcome {
                    Outcome::NotRestricted | Outcome::Covered => "yes",
                    Outcome::Missing(_) => "no",
                };
                self.say_status(&[(report.summary(), class)]);
                Some(report)
            }
        };
        if let (Some(rows), Some(missing)) = (self.get::<Element>("rows"), self.get::<HtmlElement>("missing")) {
            let made = report.iter().flat_map(|report| report.rows()).filter_map(|row| self.row(row));
            rows.replace_children_with_node(&made.map(JsValue::from).collect::<Array>());
            missing.set_hidden(rows.child_element_count() == 0);
        }
        let others = report.map(|report| report.others.join(", ")).filter(|others| !others.is_empty());
        self.say("others", &others.map_or_else(String::new, |others| format!("Not looked at: {others}.")));
    }

    fn row(&self, row: Row<'_>) -> Option<Element> {
        let line = self.make("tr", "", "")?;
        let entry = self.make("th", row.entry, "")?;
        entry.set_attribute("scope", "row").ok()?;
        if row.is_new {
            entry.append_with_node_1(self.make("span", "new", "new")?.as_ref()).ok()?;
        }
        line.append_with_node_1(&entry).ok()?;
        let how_much = if row.is_whole { "all of it" } else { "a part" };
        for text in [&row.part.first().to_string(), &row.part.last().to_string(), how_much] {
            line.append_with_node_1(self.make("td", text, "")?.as_ref()).ok()?;
        }
        Some(line)
    }

    fn save(&self, make: fn(&Self, &Report)) {
        let answer = self.state.borrow().answer();
        match answer {
            Answer::Told(report) => make(self, &report),
            Answer::Waiting(_) | Answer::Broken(_) => {}
        }
    }

    fn save_csv(&self, report: &Report) {
        self.download("login-ranges-missing.csv", "text/csv", &report.to_csv());
    }

    /// Under the name that the profile's file has, because that is the name it is deployed under.
    fn save_xml(&self, report: &Report) {
        let name = self.state.borrow().profile_name().to_owned();
        self.download(&name, "application/xml", &report.to_xml());
    }

    fn download(&self, name: &str, kind: &str, content: &str) {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let Ok(blob) = Blob::new_with_str_sequence_and_options(&Array::of1(&content.into()), &options) else { return };
        let link = self.make("a", "", "").and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
        if let (Some(link), Ok(url)) = (link, Url::create_object_url_with_blob(&blob)) {
            link.set_href(&url);
            link.set_download(name);
            link.click();
            // The download has begun and holds what it needs.
            let _ = Url::revoke_object_url(&url);
        }
    }

    fn say_faults(&self, faults: &[String]) {
        self.say_status(&faults.iter().map(|fault| (fault.clone(), "fault")).collect::<Vec<_>>());
    }

    fn say_status(&self, lines: &[(String, &str)]) {
        if let Some(summary) = self.get::<Element>("summary") {
            let made = lines.iter().filter_map(|(text, class)| self.make("p", text, class));
            summary.replace_children_with_node(&made.map(JsValue::from).collect::<Array>());
        }
    }

    fn say(&self, id: &str, text: &str) {
        if let Some(element) = self.document.get_element_by_id(id) {
            element.set_text_content(Some(text));
        }
    }

    fn make(&self, tag: &str, text: &str, class: &str) -> Option<Element> {
        let element = self.document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        if !class.is_empty() {
            element.set_class_name(class);
        }
        Some(element)
    }

    fn get<T: JsCast>(&self, id: &str) -> Option<T> {
        self.document.get_element_by_id(id)?.dyn_into().ok()
    }
}

fn input_of(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

fn each(files: &FileList) -> impl Iterator<Item = File> {
    (0..files.length()).filter_map(|at| files.get(at))
}

fn listen(target: &EventTarget, kind: &str, mut told: impl FnMut(&Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| told(&event));
    let _ = target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref());
    // As long as the page is there.
    closure.forget();
}
