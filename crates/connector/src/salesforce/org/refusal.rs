//! Why an org does not let its API user in, from what Salesforce says.

/// Why the API user was not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// From this address, or at this hour: OAuth does not say which.
    AddressOrHours,
    /// From this address.
    Address,
    /// At this hour.
    Hours,
    /// The user is not active.
    Inactive,
    /// The user is locked out after failures.
    Locked,
    /// The password has expired.
    PasswordExpired,
    /// Name or password is wrong, or the security token is missing.
    Credentials,
    /// The org is locked, closed or suspended.
    OrgInactive,
    /// The user may not use the connected app.
    NotApproved,
    /// The connected app is not known there.
    UnknownApp,
    /// The key is not the one whose certificate the connected app has.
    WrongKey,
    /// The log-on is meant for the other kind of org.
    Audience,
    /// The user is not known there.
    UnknownUser,
    /// The org lets nobody log on but at its My Domain.
    MyDomain,
    /// Too often.
    TooOften,
    /// Anything else.
    Other(String),
}

impl Refusal {
    /// From the answer of the token endpoint: its `error` and `error_description`, in whatever case.
    #[must_use]
    pub fn of_oauth(error: &str, description: &str) -> Self {
        let says = description.to_ascii_lowercase();
        let has = |text: &str| says.contains(text);
        match error.to_ascii_lowercase().as_str() {
            "invalid_grant" if has("ip restricted") || has("invalid login hours") => Self::AddressOrHours,
            "invalid_grant" if has("approved") => Self::NotApproved,
            "invalid_grant" if has("audience") => Self::Audience,
            "invalid_grant" if has("locked") => Self::Locked,
            "invalid_grant" if has("invalid assertion") || has("signature") => Self::WrongKey,
            "invalid_grant" if has("user") && has("not") && has("exist") => Self::UnknownUser,
            "invalid_grant" if has("authentication failure") || has("invalid user credentials") => Self::Credentials,
            "invalid_app_access" => Self::NotApproved,
            "invalid_client" | "invalid_client_id" | "invalid_client_credentials" if has("identifier") => {
                Self::UnknownApp
            }
            "invalid_client_id" => Self::UnknownApp,
            "invalid_client" | "invalid_client_credentials" => Self::WrongKey,
            "invalid_assertion" => Self::WrongKey,
            "inactive_user" => Self::Inactive,
            "inactive_org" => Self::OrgInactive,
            "rate_limit_exceeded" => Self::TooOften,
            _ => Self::Other(short(&format!("{error}: {description}"))),
        }
    }

    /// From the fault of a SOAP log-on: its `exceptionCode`.
    #[must_use]
    pub fn of_soap(code: &str) -> Self {
        match code.rsplit(':').next().unwrap_or_default() {
            "LOGIN_DURING_RESTRICTED_DOMAIN" => Self::Address,
            "LOGIN_DURING_RESTRICTED_TIME" => Self::Hours,
            "INVALID_LOGIN" | "LOGIN_MUST_USE_SECURITY_TOKEN" => Self::Credentials,
            "PASSWORD_LOCKOUT" => Self::Locked,
            "PASSWORD_EXPIRED" | "INVALID_NEW_PASSWORD" => Self::PasswordExpired,
            "INACTIVE_OWNER_OR_USER" => Self::Inactive,
            "ORG_LOCKED" | "TRIAL_EXPIRED" => Self::OrgInactive,
            "LOGIN_RATE_EXCEEDED" | "LOGIN_CHALLENGE_PENDING" => Self::TooOften,
            "LOGIN_CHALLENGE_ISSUED" => Self::Address,
            "LOGIN_USE_RESTRICTED_DOMAIN" => Self::MyDomain,
            other => Self::Other(short(other)),
        }
    }

    /// The reason in a word or two, for the log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::AddressOrHours => "address or hours",
            Self::Address => "address",
            Self::Hours => "hours",
            Self::Inactive => "inactive user",
            Self::Locked => "locked",
            Self::PasswordExpired => "password expired",
            Self::Credentials => "credentials or security token",
            Self::OrgInactive => "inactive org",
            Self::NotApproved => "not approved",
            Self::UnknownApp => "unknown app",
            Self::WrongKey => "wrong key",
            Self::Audience => "audience",
            Self::UnknownUser => "unknown user",
            Self::MyDomain => "My Domain only",
            Self::TooOften => "too often",
            Self::Other(code) => code,
        }
    }

    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::AddressOrHours => {
                "Compare this machine's address with Login IP Ranges, and the time with Login Hours, of the API user's profile: Salesforce does not say which of the two it was."
            }
            Self::Address => "Add this machine's address to Login IP Ranges of the API user's profile.",
            Self::Hours => "Widen Login Hours of the API user's profile.",
            Self::Inactive => "Set Active on the API user's record.",
            Self::Locked => "Press Unlock on the API user's record.",
            Self::PasswordExpired => "Give the API user's profile passwords that never expire.",
            Self::Credentials => "Give the API user another password, and append its security token.",
            Self::OrgInactive => "Ask Salesforce why the org is locked or closed.",
            Self::NotApproved => {
                "In the connected app let admin-approved users in without asking, and give it to the API user's profile or permission set."
            }
            Self::UnknownApp => {
                "Compare client_id with the consumer key of the connected app; a new app takes ten minutes to be known."
            }
            Self::WrongKey => "Upload the certificate that belongs to this key to the connected app.",
            Self::Audience => {
                "Set login_url to https://login.salesforce.com, for a sandbox to https://test.salesforce.com, or to the org's My Domain."
            }
            Self::UnknownUser => "Compare user with the API user's name; in a sandbox it ends with the sandbox's name.",
            Self::MyDomain => "Set login_url to the org's My Domain.",
            Self::TooOften => "Wait: the org lets nobody log on so often.",
            Self::Other(_) => "Look at Login History of the API user in Setup.",
        }
    }
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_oauth_says_is_told_apart_in_any_case() {
        for (error, description, refusal) in [
            ("invalid_grant", "ip restricted or invalid login hours", Refusal::AddressOrHours),
            ("invalid_grant", "IP restricted or invalid login hours", Refusal::AddressOrHours),
            ("invalid_grant", "user hasn't approved this consumer", Refusal::NotApproved),
            ("invalid_app_access", "user is not admin approved to access this app", Refusal::NotApproved),
            ("invalid_grant", "audience is invalid", Refusal::Audience),
            ("invalid_grant", "user is locked", Refusal::Locked),
            ("invalid_grant", "invalid assertion", Refusal::WrongKey),
            ("invalid_grant", "authentication failure", Refusal::Credentials),
            ("invalid_client_id", "client identifier invalid", Refusal::UnknownApp),
            ("invalid_client", "client identifier invalid", Refusal::UnknownApp),
            ("invalid_client", "invalid client credentials", Refusal::WrongKey),
            ("inactive_user", "user is inactive", Refusal::Inactive),
            ("inactive_org", "", Refusal::OrgInactive),
            ("rate_limit_exceeded", "login rate exceeded", Refusal::TooOften),
            ("unsupported_grant_type", "no", Refusal::Other("unsupported_grant_type: no".to_owned())),
        ] {
            assert_eq!(Refusal::of_oauth(error, description), refusal, "{error} {description}");
        }
        let long = Refusal::of_oauth("a\nb", &"x".repeat(1_000));
        assert!(long.as_str().len() <= 200 && !long.as_str().contains('\n'));
    }

    #[test]
    fn what_soap_says_tells_the_address_from_the_hours() {
        for (code, refusal) in [
            ("LOGIN_DURING_RESTRICTED_DOMAIN", Refusal::Address),
            ("sf:LOGIN_DURING_RESTRICTED_TIME", Refusal::Hours),
            ("INVALID_LOGIN", Refusal::Credentials),
            ("LOGIN_MUST_USE_SECURITY_TOKEN", Refusal::Credentials),
            ("PASSWORD_LOCKOUT", Refusal::Locked),
            ("ORG_LOCKED", Refusal::OrgInactive),
            ("SOMETHING_NEW", Refusal::Other("SOMETHING_NEW".to_owned())),
        ] {
            assert_eq!(Refusal::of_soap(code), refusal, "{code}");
        }
    }
}
