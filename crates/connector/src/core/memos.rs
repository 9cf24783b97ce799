//! Memos: what users are to know.

use hookswitch_protocol::{
    ReplyTo,
    center::{FromConnector, Memo, Memos},
};

use super::{
    directory::{Directory, UserId},
    io::ConnId,
    machine::Core,
    parts,
};

impl Core {
    /// Tells a window of a user every memo there is.
    pub(super) fn tell_memos(&mut self, conn: ConnId, user: UserId) {
        if self.hears_of_stations(conn) {
            let memos = memos(&self.directory, user);
            self.tell(conn, ReplyTo::default(), FromConnector::Memos(Memos { memos }));
        }
    }

    /// Tells everybody who is signed on and for whom there are other memos now.
    pub(super) fn review_memos(&mut self, before: &Directory) {
        let users: Vec<UserId> = self.sessions.keys().copied().collect();
        for user in users {
            if memos(before, user) != memos(&self.directory, user) {
                for conn in self.windows_of(user) {
                    self.tell_memos(conn, user);
                }
            }
        }
    }
}

fn memos(directory: &Directory, user: UserId) -> Vec<Memo> {
    let team = directory.user(user).map(|user| user.team.clone()).unwrap_or_default();
    let memo = |memo: &super::Memo| Memo {
        id: u64::try_from(memo.id).unwrap_or_default(),
        text: memo.text.as_str().to_owned(),
        url: memo.url.as_ref().map(|url| url.as_str().to_owned()),
    };
    // As many of the latest as a frame takes.
    parts::cut(directory.memos_for(&team).map(memo).collect()).into_iter().next().unwrap_or_default()
}
