//! Signing on to the CTI server: user name, password, extension.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    center::LogOn,
    cisco::{
        FromConnector,
        agent::SetUserInfo,
        error::{ApiFault, SetApiError},
        ids::CtiPassword,
    },
    ids::Extension,
};

use super::{
    conn::Standing,
    directory::{CtiNameHash, Subject, UserId},
    io::{Change, CheckId, ConnId, Effect, Note},
    machine::Core,
    post::Post,
    seats::Refusal,
    sessions::Via,
};

/// A sign-on whose password is being compared.
#[derive(Debug)]
pub(super) struct Trial {
    conn: ConnId,
    reply_to: ReplyTo,
    user: Option<UserId>,
    subject: Subject,
    wanted: Tried,
}

/// What a password is to open.
#[derive(Debug)]
pub(super) enum Tried {
    /// The CTI server, at this telephone.
    Cti(Extension),
    /// A station.
    LogOn(Box<LogOn>),
}

/// Why a password opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// The name is blocked.
    Blocked {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// Another one is being compared for this connection.
    Busy,
    /// Name or password is wrong.
    Wrong {
        /// How many more tries there are.
        attempts_left: u32,
    },
}

impl Core {
    /// Begins to sign on to the CTI server.
    pub(super) fn set_user_info(&mut self, conn: ConnId, reply_to: ReplyTo, set: SetUserInfo, now: Tick) {
        let user = self.directory.by_cti_user_name(set.username.as_str()).map(|user| user.id);
        let subject = Subject::CtiUserName(CtiNameHash::of(set.username.as_str()));
        let trial = Trial { conn, reply_to, user, subject, wanted: Tried::Cti(set.extension) };
        self.try_password(trial, set.password, now);
    }

    /// Has a password compared. An unknown name takes as long as a known one.
    pub(super) fn try_password(&mut self, trial: Trial, password: CtiPassword, now: Tick) {
        if let Some(seconds) = self.locked_for_seconds(trial.subject, now) {
            return self.refuse_trial(trial, Failed::Blocked { retry_after_seconds: seconds });
        }
        // One at a time: whoever tries many passwords at once would outrun the count.
        if self.trials.values().any(|other| other.conn == trial.conn) {
            return self.refuse_trial(trial, Failed::Busy);
        }
        let account = trial.user.and_then(|user| self.directory.user(user)?.cti.as_ref());
        let against = account.map(|account| account.hash.clone());
        self.checks += 1;
        let check = CheckId(self.checks);
        self.trials.insert(check, trial);
        self.push(Effect::Check { check, password, against });
    }

    /// A password was compared. One whose connection is gone is forgotten with it.
    pub(super) fn on_checked(&mut self, check: CheckId, is_right: bool, now: Tick) {
        let Some(trial) = self.trials.remove(&check) else { return };
        // Others may have failed for this name meanwhile.
        if let Some(seconds) = self.locked_for_seconds(trial.subject, now) {
            return self.refuse_trial(trial, Failed::Blocked { retry_after_seconds: seconds });
        }
        let Some(user) = trial.user.filter(|_| is_right) else {
            let count = self.count_failure(trial.subject, now);
            let attempts_left = self.settings.limits.per_cti_user_name.saturating_sub(count);
            return self.refuse_trial(trial, Failed::Wrong { attempts_left });
        };
        if self.limiter.forget(trial.subject) {
            self.store(Change::ForgetFailures(trial.subject));
        }
        let Trial { conn, reply_to, wanted, .. } = trial;
        match wanted {
            Tried::Cti(extension) => self.admit_to_cti(conn, reply_to, user, extension, now),
            Tried::LogOn(asked) => self.log_on(conn, reply_to, user, Via::Cti, *asked, now),
        }
    }

    fn refuse_trial(&mut self, Trial { conn, reply_to, wanted, .. }: Trial, failed: Failed) {
        match wanted {
            Tried::Cti(_) => self.refuse_cti(conn, reply_to, failed.fault()),
            Tried::LogOn(_) => self.refuse_log_on(conn, reply_to, failed.refusal()),
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
        // At a station its telephone is the agent's.
        let is_at_another = |post: &Post| post.is_station() && *post.extension() != extension;
        if self.post_of(user).is_some_and(is_at_another) {
            return self.refuse_cti(conn, reply_to, ApiFault::InvalidDevice);
        }
        if self.by_extension.get(&extension).is_some_and(|holder| *holder != user) {
            return self.refuse_cti(conn, reply_to, ApiFault::DeviceBusy);
        }
        match (self.window_of(conn), self.sessions.get(&user)) {
            (Some(of), _) if of != user => {
                return self.refuse_cti(conn, reply_to, ApiFault::NotPermitted);
            }
            (Some(_), _) => self.move_to_telephone(user, extension, now),
            (None, Some(session)) if session.is_held() => {
                self.log(Note::SignedOn { conn, user });
                self.tell_logged_on(conn, user, now);
                self.bring_here(conn, ReplyTo::default(), user, now);
                self.move_to_telephone(user, extension, now);
            }
            (None, Some(_)) if self.shares_browser(conn, user) => {
                self.log(Note::SignedOn { conn, user });
                self.join(conn, ReplyTo::default(), user, Via::Cti, now);
                self.move_to_telephone(user, extension, now);
            }
            (None, Some(_)) => {
                self.set_standing(conn, |registration| Standing::Elsewhere(registration, user, Via::Cti));
                self.refuse(conn, reply_to, ErrorCode::SessionElsewhere);
                return self.show_work(conn, user);
            }
            (None, None) => {
                self.counts.signed_on += 1;
                self.log(Note::SignedOn { conn, user });
                self.begin(conn, ReplyTo::default(), user, Via::Cti, Post::Telephone(extension), now);
            }
        }
        self.open_desk(user, now);
        self.greet(conn, reply_to, user, now);
        self.show_others(conn, user);
        self.tell_memos(conn, user);
    }
}

impl Trial {
    /// A password that is to open a station.
    pub(super) const fn of_log_on(
        conn: ConnId,
        reply_to: ReplyTo,
        user: Option<UserId>,
        subject: Subject,
        asked: Box<LogOn>,
    ) -> Self {
        Self { conn, reply_to, user, subject, wanted: Tried::LogOn(asked) }
    }
}

impl Failed {
    const fn fault(self) -> ApiFault {
        match self {
            Self::Blocked { retry_after_seconds } => ApiFault::AccountBlocked { retry_after_seconds },
            Self::Busy => ApiFault::InvalidState,
            Self::Wrong { attempts_left } => ApiFault::InvalidCredentials { attempts_left },
        }
    }

    const fn refusal(self) -> Refusal {
        match self {
            Self::Blocked { retry_after_seconds } => Refusal::Locked { retry_after_seconds },
            Self::Busy => Refusal::TooManyAttempts { retry_after_seconds: 1 },
            Self::Wrong { attempts_left } => Refusal::AuthenticationFailed { attempts_left: Some(attempts_left) },
        }
    }
}
