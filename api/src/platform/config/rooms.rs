//! Servers for video rooms, as far as the operator names any.

use onex_rooms::bbb::Hash;
use onex_rooms::{Secret, bbb, jitsi};
use serde::Deserialize;

use super::Names;

/// How a BigBlueButton signs what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BbbEvents {
    /// By a checksum in the address, as it does unless it was set up otherwise.
    #[default]
    Checksum,
    /// By the secret itself in the header `Authorization` (`auth2_0: true` there).
    Bearer,
}

/// The hash of a BigBlueButton's checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BbbChecksum {
    Sha1,
    #[default]
    Sha256,
    Sha384,
    Sha512,
}

impl From<BbbChecksum> for Hash {
    fn from(checksum: BbbChecksum) -> Self {
        match checksum {
            BbbChecksum::Sha1 => Hash::Sha1,
            BbbChecksum::Sha256 => Hash::Sha256,
            BbbChecksum::Sha384 => Hash::Sha384,
            BbbChecksum::Sha512 => Hash::Sha512,
        }
    }
}

/// What of it was set.
#[derive(Debug, Clone, Default)]
pub struct RoomSettings {
    pub bbb_url: Option<String>,
    pub bbb_secret: Option<String>,
    pub bbb_checksum: Option<BbbChecksum>,
    pub bbb_events: Option<BbbEvents>,
    pub jitsi_url: Option<String>,
    pub jitsi_app_id: Option<String>,
    pub jitsi_secret: Option<String>,
    pub jitsi_audience: Option<String>,
}

/// The servers that there are.
#[derive(Debug, Clone, Default)]
pub struct RoomServers {
    pub bbb: Option<bbb::Server>,
    pub bbb_events: BbbEvents,
    pub jitsi: Option<jitsi::Server>,
}

impl RoomSettings {
    /// Checks them.
    ///
    /// # Errors
    /// A sentence that names the setting and says what it must be.
    pub fn check(self, names: &Names) -> Result<RoomServers, String> {
        let wrong = |key: &str, e: &dyn std::fmt::Display| format!("{}: {e}", names.of(key));
        let needed = |key: &str, value: Option<String>, with: &str| {
            value
                .filter(|v| !v.is_empty())
                .ok_or_else(|| format!("{} is missing; {} needs it", names.of(key), names.of(with)))
        };
        let bbb = match self.bbb_url {
            None => None,
            Some(url) => {
                let secret = needed("bbb_secret", self.bbb_secret, "bbb_url")?;
                let secret = Secret::new(secret).map_err(|e| wrong("bbb_secret", &e))?;
                let hash = self.bbb_checksum.unwrap_or_default().into();
                Some(bbb::Server::new(&url, secret, hash).map_err(|e| wrong("bbb_url", &e))?)
            }
        };
        let jitsi = match self.jitsi_url {
            None => None,
            Some(url) => {
                let app = needed("jitsi_app_id", self.jitsi_app_id, "jitsi_url")?;
                let secret = needed("jitsi_secret", self.jitsi_secret, "jitsi_url")?;
                let secret = Secret::new(secret).map_err(|e| wrong("jitsi_secret", &e))?;
                let audience = self.jitsi_audience.as_deref();
                let server = jitsi::Server::new(&url, &app, secret, audience);
                Some(server.map_err(|e| wrong("jitsi_url", &e))?)
            }
        };
        Ok(RoomServers { bbb, bbb_events: self.bbb_events.unwrap_or_default(), jitsi })
    }
}
