//! What was chosen so far, and what can be said about it. Pure: the browser brings bytes and shows what comes out.

use hookswitch_login_ranges::{AddressList, Fault, Profile, Report, check, text};

/// Which of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The address list.
    Addresses,
    /// The profile.
    Profile,
}

/// One of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Slot<T> {
    /// Not chosen yet.
    #[default]
    Empty,
    /// Read.
    Read(T),
    /// Chosen, and not what it should be: why, a sentence or two each.
    Broken(Vec<String>),
}

/// All that was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct State {
    addresses: Slot<AddressList>,
    profile: Slot<Profile>,
    profile_name: String,
    region: Option<String>,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Something is still to be chosen.
    Waiting(&'static str),
    /// Files are not what they should be.
    Broken(Vec<String>),
    /// The answer.
    Told(Box<Report>),
}

impl Kind {
    /// Which of the two a file is that was dropped somewhere: XML begins with a tag.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let is_xml = text(bytes).is_ok_and(|text| text.trim_start().starts_with('<'));
        if is_xml { Self::Profile } else { Self::Addresses }
    }

    /// The id of what belongs to it in the page.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Addresses => "addresses",
            Self::Profile => "profile",
        }
    }
}

impl State {
    /// Takes a file. What is said beside where it is chosen comes out.
    pub(crate) fn read(&mut self, kind: Kind, name: &str, bytes: &[u8]) -> String {
        let text = text(bytes).map_err(|fault| vec![fault]);
        match kind {
            Kind::Addresses => {
                self.region = None;
                self.addresses = Slot::of(name, text.and_then(|text| AddressList::parse(&text)));
            }
            Kind::Profile => {
                name.clone_into(&mut self.profile_name);
                self.profile = Slot::of(name, text.and_then(|text| Profile::parse(&text)));
            }
        }
        name.to_owned()
    }

    /// The regions to choose from.
    pub(crate) fn regions(&self) -> Vec<String> {
        match &self.addresses {
            Slot::Read(list) => list.regions(),
            Slot::Empty | Slot::Broken(_) => Vec::new(),
        }
    }

    /// Takes the choice of a region; an empty name is none.
    pub(crate) fn choose(&mut self, region: &str) {
        self.region = (!region.is_empty()).then(|| region.to_owned());
    }

    /// The name under which the profile that is written would be deployed.
    pub(crate) fn profile_name(&self) -> &str {
        &self.profile_name
    }

    /// What can be said now.
    pub(crate) fn answer(&self) -> Answer {
        let faults: Vec<String> = [self.addresses.faults(), self.profile.faults()].concat();
        if !faults.is_empty() {
            return Answer::Broken(faults);
        }
        match (&self.addresses, &self.profile) {
            (Slot::Read(list), Slot::Read(profile)) => match list.pick(self.region.as_deref()) {
                Ok(picked) => Answer::Told(Box::new(check(picked, profile.clone()))),
                Err(_) => Answer::Waiting("Choose the region."),
            },
            (Slot::Read(_), Slot::Empty | Slot::Broken(_)) => Answer::Waiting("Choose the profile."),
            (Slot::Empty | Slot::Broken(_), Slot::Read(_)) => Answer::Waiting("Choose the address list."),
            (Slot::Empty | Slot::Broken(_), Slot::Empty | Slot::Broken(_)) => Answer::Waiting("Choose both files."),
        }
    }
}

impl<T> Slot<T> {
    fn of(name: &str, read: Result<T, Vec<Fault>>) -> Self {
        let told = |fault: &Fault| format!("{name}, {fault} {}", fault.wrong.remedy());
        match read {
            Ok(value) => Self::Read(value),
            Err(faults) => Self::Broken(faults.iter().map(told).collect()),
        }
    }

    fn faults(&self) -> &[String] {
        match self {
            Self::Empty | Self::Read(_) => &[],
            Self::Broken(faults) => faults,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &[u8] = include_bytes!("../../../crates/login-ranges/fixtures/addresses.txt");
    const PROFILE: &[u8] = include_bytes!("../../../crates/login-ranges/fixtures/before-the-new-ones.profile-meta.xml");
    const BROKEN: &[u8] = include_bytes!("../../../crates/login-ranges/fixtures/broken.profile-meta.xml");

    fn waits_for(state: &State, text: &'static str) -> bool {
        state.answer() == Answer::Waiting(text)
    }

    #[test]
    fn what_is_still_to_be_chosen_is_said_and_then_the_answer() {
        let mut state = State::default();
        assert!(waits_for(&state, "Choose both files."));
        state.read(Kind::Addresses, "list.txt", LIST);
        assert!(waits_for(&state, "Choose the profile."));
        state.read(Kind::Profile, "Api.profile-meta.xml", PROFILE);
        assert!(waits_for(&state, "Choose the region."));
        assert_eq!(state.regions(), ["EMEA", "NAM", "APAC"]);
        state.choose("EMEA");
        let Answer::Told(report) = state.answer() else { panic!("{:?}", state.answer()) };
        assert_eq!((report.missing_new(), report.rows().count()), (1, 2));
        assert_eq!(state.profile_name(), "Api.profile-meta.xml");
    }

    #[test]
    fn another_list_takes_the_choice_of_the_region_away() {
        let mut state = State::default();
        state.read(Kind::Profile, "profile", PROFILE);
        state.read(Kind::Addresses, "list.txt", LIST);
        state.choose("NAM");
        assert!(matches!(state.answer(), Answer::Told(_)));
        state.read(Kind::Addresses, "list.txt", LIST);
        assert!(waits_for(&state, "Choose the region."));
    }

    #[test]
    fn every_fault_of_both_files_is_told_with_its_place() {
        let mut state = State::default();
        state.read(Kind::Addresses, "list.txt", b"EMEA\n1.2.3\n1.2.3.4/64");
        state.read(Kind::Profile, "Api.profile", BROKEN);
        let Answer::Broken(faults) = state.answer() else { panic!("{:?}", state.answer()) };
        let places: Vec<_> = faults.iter().filter_map(|fault| fault.split(':').next()).collect();
        assert_eq!(
            places,
            ["list.txt, line 2, column 1", "list.txt, line 3, column 1", "Api.profile, line 10, column 33"]
        );
    }

    #[test]
    fn a_dropped_file_is_told_by_what_stands_in_it() {
        assert_eq!(Kind::of(PROFILE), Kind::Profile);
        assert_eq!(Kind::of(b"\xff\xfe<\0"), Kind::Profile);
        assert_eq!(Kind::of(LIST), Kind::Addresses);
        assert_eq!(Kind::of(b"\xff"), Kind::Addresses);
    }
}
