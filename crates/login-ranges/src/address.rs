//! Addresses and ranges of them. IPv4 addresses are the block ::ffff:0:0 to ::ffff:ffff:ffff of the IPv6 ones, as in
//! Salesforce: however one is written, it is the same address.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// The prefix of the block that the IPv4 addresses are.
const BLOCK_PREFIX: u8 = 96;

/// One address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(u128);

/// Addresses from a first to a last, both of them within; IPv4 addresses or others, never both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    first: Address,
    last: Address,
}

/// Why two addresses are no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RangeFault {
    /// It ends before it starts.
    #[error("The range ends before it starts.")]
    Backwards,
    /// It crosses an edge of the IPv4 block.
    #[error("The range holds IPv4 addresses (::ffff:0:0 to ::ffff:ffff:ffff) and others.")]
    Mixed,
}

/// Where an address lies, seen from the IPv4 block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Within,
    Above,
}

impl Address {
    /// The first IPv4 address, 0.0.0.0.
    pub const FIRST_IPV4: Self = Self(0xffff_0000_0000);
    /// The last IPv4 address, 255.255.255.255.
    pub const LAST_IPV4: Self = Self(0xffff_ffff_ffff);

    /// Reads an address as it is usually written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(text.parse::<IpAddr>().ok()?.into())
    }

    /// The address as a number.
    #[must_use]
    pub const fn number(self) -> u128 {
        self.0
    }

    const fn side(self) -> Side {
        if self.0 < Self::FIRST_IPV4.0 {
            Side::Below
        } else if self.0 <= Self::LAST_IPV4.0 {
            Side::Within
        } else {
            Side::Above
        }
    }
}

impl AddressRange {
    /// The addresses from one to another.
    ///
    /// # Errors
    /// Why they are no range.
    pub fn new(first: Address, last: Address) -> Result<Self, RangeFault> {
        if first > last {
            Err(RangeFault::Backwards)
        } else if first.side() == last.side() {
            Ok(Self { first, last })
        } else {
            Err(RangeFault::Mixed)
        }
    }

    /// One address alone.
    #[must_use]
    pub const fn of(address: Address) -> Self {
        Self { first: address, last: address }
    }

    /// The addresses whose first bits are those of `address`: `prefix` of 128 bits.
    ///
    /// # Errors
    /// [`RangeFault::Mixed`] where the IPv4 block is a part of them.
    pub fn block(address: Address, prefix: u8) -> Result<Self, RangeFault> {
        let others = u128::MAX.checked_shr(prefix.into()).unwrap_or(0);
        Self::new(Address(address.0 & !others), Address(address.0 | others))
    }

    /// The bits of an IPv6 address that say the same as `prefix` bits of an IPv4 address.
    #[must_use]
    pub const fn prefix_of_ipv4(prefix: u8) -> u8 {
        BLOCK_PREFIX.saturating_add(prefix)
    }

    /// Where it starts.
    #[must_use]
    pub const fn first(self) -> Address {
        self.first
    }

    /// Where it ends.
    #[must_use]
    pub const fn last(self) -> Address {
        self.last
    }

    /// Whether the two can be told as one range: they meet or overlap, on the same side of the IPv4 block's edges.
    pub(crate) fn joins(self, next: Self) -> bool {
        self.first.side() == next.first.side() && next.first.0 <= self.last.0.saturating_add(1)
    }

    /// Grown to end at an address of its own side, or where it ended if that is further.
    pub(crate) fn until(self, last: Address) -> Self {
        Self { first: self.first, last: self.last.max(last) }
    }

    /// The part of it below an address; `None` where there is none.
    pub(crate) fn below(self, address: Address) -> Option<Self> {
        let last = self.last.0.min(address.0.checked_sub(1)?);
        (self.first.0 <= last).then_some(Self { first: self.first, last: Address(last) })
    }

    /// The part of it above an address; `None` where there is none.
    pub(crate) fn above(self, address: Address) -> Option<Self> {
        let first = self.first.0.max(address.0.checked_add(1)?);
        (first <= self.last.0).then_some(Self { first: Address(first), last: self.last })
    }
}

impl RangeFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Backwards => "Write the lower address first.",
            Self::Mixed => "Write one range for each kind: Salesforce takes none that holds both.",
        }
    }
}

impl From<IpAddr> for Address {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => address.to_ipv6_mapped().into(),
            IpAddr::V6(address) => address.into(),
        }
    }
}

impl From<Ipv6Addr> for Address {
    fn from(address: Ipv6Addr) -> Self {
        Self(address.to_bits())
    }
}

impl From<Ipv4Addr> for Address {
    fn from(address: Ipv4Addr) -> Self {
        address.to_ipv6_mapped().into()
    }
}

impl From<u128> for Address {
    fn from(number: u128) -> Self {
        Self(number)
    }
}

/// An IPv4 address as four numbers.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = Ipv6Addr::from_bits(self.0);
        match address.to_ipv4_mapped() {
            Some(address) => address.fmt(f),
            None => address.fmt(f),
        }
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { self.first.fmt(f) } else { write!(f, "{} - {}", self.first, self.last) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> Result<AddressRange, RangeFault> {
        AddressRange::new(Address::parse(first).unwrap(), Address::parse(last).unwrap())
    }

    #[test]
    fn an_ipv4_address_is_the_same_however_it_is_written() {
        let plain = Address::parse("203.0.113.7").unwrap();
        assert_eq!(Address::parse("::ffff:203.0.113.7"), Some(plain));
        assert_eq!(Address::parse("::ffff:cb00:7107"), Some(plain));
        assert_eq!(plain.to_string(), "203.0.113.7");
        assert_eq!(range("203.0.113.7", "::ffff:203.0.113.9").unwrap().to_string(), "203.0.113.7 - 203.0.113.9");
    }

    #[test]
    fn what_is_not_wholly_an_address_is_none() {
        for text in ["", "203.0.113", "203.0.113.256", "203.0.113.07", "203.0.113.7 ", "fe80::1%eth0", "[::1]", "a"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_does_not_cross_the_edges_of_the_ipv4_block() {
        assert_eq!(range("255.255.255.255", "::1:0:0:0"), Err(RangeFault::Mixed));
        assert_eq!(range("::", "::1:0:0:0"), Err(RangeFault::Mixed));
        assert_eq!(range("::fffe:ffff:ffff", "0.0.0.0"), Err(RangeFault::Mixed));
        assert!(range("0.0.0.0", "255.255.255.255").is_ok());
        assert!(range("::1:0:0:0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").is_ok());
        assert!(range("::", "::fffe:ffff:ffff").is_ok());
    }

    #[test]
    fn a_range_does_not_run_backwards() {
        assert_eq!(range("203.0.113.7", "203.0.113.6"), Err(RangeFault::Backwards));
    }

    #[test]
    fn a_block_goes_from_its_network_address_to_its_last_one() {
        let block = |text, prefix| AddressRange::block(Address::parse(text).unwrap(), prefix).map(|it| it.to_string());
        assert_eq!(block("203.0.113.5", 96 + 28).as_deref(), Ok("203.0.113.0 - 203.0.113.15"));
        assert_eq!(block("2001:db8::1", 32).as_deref(), Ok("2001:db8:: - 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"));
        assert_eq!(block("2001:db8::1", 128).as_deref(), Ok("2001:db8::1"));
        assert_eq!(block("::ffff:0:0", 96).as_deref(), Ok("0.0.0.0 - 255.255.255.255"));
        assert_eq!(block("::", 64), Err(RangeFault::Mixed));
        assert_eq!(block("::", 0), Err(RangeFault::Mixed));
    }
}
