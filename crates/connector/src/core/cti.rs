//! Signing on to the CTI server: user name, password, extension.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    cisco::{
        FromConnector,
        agent::SetUserInfo,
        error::{ApiFault, SetApiError},
    },
    ids::Extension,
};

use super::{
    conn::Standing,
    directory::{CtiNameHash, Subject, UserId},
    io::{Change, CheckId, ConnId, Effect, Note},
    machine::Core,
    sessions::Via,
};

/// A sign-on whose password is being compared.
#[derive(Debug)]
pub(super) struct Trial {
    conn: ConnId,
    reply_to: ReplyTo,
    user: Option<UserId>,
    subject: Subject,
    extension: Extension,
}

impl Core {
    /// Begins to sign on to the CTI server. An unknown name takes as long as a known one.
    pub(super) fn set_user_info(&mut self, conn: ConnId, reply_to: ReplyTo, set: SetUserInfo, now: Tick) {
        let subject = Subject::CtiUserName(CtiNameHash::of(set.username.as_str()));
        if let Some(seconds) = self.locked_for_seconds(subject, now) {
            return self.refuse_cti(conn, reply_to, ApiFault::AccountBlocked { retry_after_seconds: seconds });
        }
        // One at a time: whoever tries many passwords at once would outrun the count.
        if self.trials.values().any(|trial| trial.conn == conn) {
            return self.refuse_cti(conn, reply_to, ApiFault::InvalidState);
        }
        let user = self.directory.by_cti_user_name(set.username.as_str());
        let against = user.and_then(|user| user.cti.as_ref()).map(|account| account.hash.clone());
        let user = user.map(|user| user.id);
        self.checks += 1;
        let check = CheckId(self.checks);
        self.trials.insert(check, Trial { conn, reply_to, user, subject, extension: set.extension });
        self.push(Effect::Check { check, password: set.password, against });
    }

    /// A password was compared. One whose connection is gone is forgotten with it.
    pub(super) fn on_checked(&mut self, check: CheckId, is_right: bool, now: Tick) {
        let Some(Trial { conn, reply_to, user, subject, extension }) = self.trials.remove(&check) else { return };
        // Others may have failed for this name meanwhile.
        if let Some(seconds) = self.locked_for_seconds(subject, now) {
            return self.refuse_cti(conn, reply_to, ApiFault::AccountBlocked { retry_after_seconds: seconds });
        }
        match user.filter(|_| is_right) {
            Some(user) => {
                if self.limiter.forget(subject) {
                    self.store(Change::ForgetFailures(subject));
                }
                self.admit_to_cti(conn, reply_to, user, extension, now);
            }
            None => {
                let count = self.count_failure(subject, now);
                let attempts_left = self.settings.limits.per_cti_user_name.saturating_sub(count);
                self.refuse_cti(conn, reply_to, ApiFault::InvalidCredentials { attempts_left });
            }
        }
    }

    /// Forgets the sign-ons of a connection that is gone.
    pub(super) fn forget_trials(&mut self, conn: ConnId) {
        self.trials.retain(|_, trial| trial.conn != conn);
    }

    pub(super) fn refuse_cti(&mut self, conn: ConnId, reply_to: ReplyTo, fault: ApiFault) {
        self.log(Note::CtiRefused { conn, error: fault.error_type() });
        self.reply(conn, reply_to, FromConnector::ApiError(SetApiError::new(fault)));
    }

    fn admit_to_cti(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, extension: Extension, now: Tick) {
        if !self.directory.has_extension(&extension) {
            return self.refuse_cti(conn, reply_to, ApiFault::InvalidDevice);
        }
        if self.by_extension.get(&extension).is_some_and(|holder| *holder != user) {
            return self.refuse_cti(conn, reply_to, ApiFault::DeviceBusy);
        }
        match (self.holder(conn), self.sessions.get(&user)) {
            (Some(held), _) if held != user => {
                return self.refuse_cti(conn, reply_to, ApiFault::NotPermitted);
            }
            (Some(_), _) => self.move_station(user, extension, now),
            (None, Some(session)) if session.is_held() => {
                self.log(Note::SignedOn { conn, user });
                self.bring_here(conn, ReplyTo::default(), user, now);
                self.move_station(user, extension, now);
            }
            (None, Some(_)) if self.beside(conn) == Some(user) => self.move_station(user, extension, now),
            (None, Some(_)) => {
                self.set_standing(conn, |registration| Standing::Elsewhere(registration, user, Via::Cti));
                self.refuse(conn, reply_to, ErrorCode::SessionElsewhere);
                return self.show_work(conn, user);
            }
            (None, None) => {
                self.counts.signed_on += 1;
                self.log(Note::SignedOn { conn, user });
                self.begin(conn, ReplyTo::default(), user, Via::Cti, extension, now);
            }
        }
        self.open_desk(user, now);
        self.greet(conn, reply_to, user, now);
        self.show_others(conn, user);
    }
}
