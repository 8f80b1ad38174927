//! Settings: defaults, then a TOML file, then `ONEX_…` variables; a wrong one is refused at start with a
//! sentence that says which and why. docs/operating.md lists them all.

mod names;
mod rooms;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::auth::password::Cost;
use super::db::{DbConfig, Options};
use super::http::throttle::Limit;
pub use names::Names;
pub use rooms::{BbbChecksum, BbbEvents, RoomServers, RoomSettings};

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

/// The settings file and environment, before they are checked. Every field is optional.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// `ONEX_DATABASE`: `sqlite:PATH` or `postgres://…`; the data folder's `onex.db` unless told.
    pub database: Option<String>,
    /// `ONEX_LISTEN`: address and port; 127.0.0.1:8080 unless told.
    pub listen: Option<String>,
    /// `ONEX_PUBLIC_URL`: how people reach the service: scheme, host, perhaps port and path. Links and the issuer's
    /// name in certificates (did:web) are made of it.
    pub public_url: Option<String>,
    /// `ONEX_KEYS`: the key set itself, `name:base64`, comma separated.
    pub keys: Option<String>,
    /// `ONEX_KEYS_FILE`: the file that holds it; the data folder's `keys` unless told.
    pub keys_file: Option<PathBuf>,
    /// `ONEX_FILES`: a folder, or `s3://bucket/prefix` (with the usual AWS variables).
    pub files: Option<String>,
    /// `ONEX_FONTS`: a folder of .ttf and .otf files that certificates are printed with where our own fonts lack a
    /// character.
    pub fonts: Option<PathBuf>,
    /// `ONEX_DB_CONNECTIONS`: 1 to 200; 8 unless told, on SQLite two a core and 4 to 8.
    pub db_connections: Option<u32>,
    /// `ONEX_DB_QUEUE`: use cases that may wait for a connection; 512 unless told.
    pub db_queue: Option<usize>,
    /// `ONEX_WORKERS`: HTTP worker threads; one a core unless told.
    pub workers: Option<usize>,
    /// `ONEX_JOB_LEASE_SECONDS`: 2 to 600; 30 unless told. A job is taken over when its node gave no sign of
    /// life for so long.
    pub job_lease_seconds: Option<u32>,
    /// `ONEX_TRUSTED_PROXIES`: addresses of reverse proxies, comma separated.
    pub trusted_proxies: Option<String>,
    /// `ONEX_LOG_FORMAT`: `text` or `json`.
    pub log_format: Option<LogFormat>,
    /// `ONEX_LOG`: a tracing filter such as `info,onex=debug`.
    pub log: Option<String>,
    /// `ONEX_SECURE_COOKIES`: `true` behind TLS (default when public_url is https).
    pub secure_cookies: Option<bool>,
    /// `ONEX_LOGIN_FAILURES_PER_ACCOUNT`: within 15 minutes; 10 unless told.
    pub login_failures_per_account: Option<u32>,
    /// `ONEX_LOGIN_FAILURES_PER_ADDRESS`: within 15 minutes; 300 unless told (a school sits behind one address).
    pub login_failures_per_address: Option<u32>,
    /// `ONEX_VERIFY_FAILURES_PER_ADDRESS`: unknown certificate look-ups within 15 minutes; 60 unless told.
    pub verify_failures_per_address: Option<u32>,
    /// `ONEX_APPLICATIONS_PER_ADDRESS`: applications of schools within 15 minutes; 20 unless told.
    pub applications_per_address: Option<u32>,
    /// `ONEX_PASSWORD_MEMORY_KIB`: argon2id memory; 12288 unless told, not less than 8192.
    pub password_memory_kib: Option<u32>,
    /// `ONEX_PASSWORD_PASSES`: argon2id passes; 3 unless told.
    pub password_passes: Option<u32>,
    /// `ONEX_MAX_UPLOAD_MB`: bytes of an upload at most; 20 unless told.
    pub max_upload_mb: Option<u64>,
    /// `ONEX_MAX_DESIGN_MB`: megabytes of a teaching design at most; 50 unless told.
    pub max_design_mb: Option<u64>,
    /// `ONEX_BBB_URL`: the address of a BigBlueButton's API, such as `https://bbb.example.org/bigbluebutton/api`;
    /// `bbb-conf --secret` shows it.
    pub bbb_url: Option<String>,
    /// `ONEX_BBB_SECRET`: the secret shared with it.
    pub bbb_secret: Option<String>,
    /// `ONEX_BBB_CHECKSUM`: `sha1`, `sha256`, `sha384` or `sha512`; sha256 unless told.
    pub bbb_checksum: Option<BbbChecksum>,
    /// `ONEX_BBB_EVENTS`: how it signs its events, `checksum` or `bearer`; checksum unless told.
    pub bbb_events: Option<BbbEvents>,
    /// `ONEX_JITSI_URL`: the address of a Jitsi Meet that lets in by token.
    pub jitsi_url: Option<String>,
    /// `ONEX_JITSI_APP_ID`: what it knows us by (`app_id`).
    pub jitsi_app_id: Option<String>,
    /// `ONEX_JITSI_SECRET`: the secret shared with it (`app_secret`).
    pub jitsi_secret: Option<String>,
    /// `ONEX_JITSI_AUDIENCE`: what it wants as `aud`; the application's id unless told.
    pub jitsi_audience: Option<String>,
    /// What the operator calls each of them.
    #[serde(skip)]
    pub names: Names,
}

/// Checked settings.
#[derive(Debug, Clone)]
pub struct Config {
    pub data: PathBuf,
    pub database: DbConfig,
    pub db: Options,
    pub listen: String,
    pub public_url: String,
    pub keys: Option<String>,
    pub keys_file: PathBuf,
    /// A key file is made when it is missing: only for the embedded single node.
    pub create_keys: bool,
    pub files: String,
    pub fonts: Option<PathBuf>,
    pub workers: usize,
    pub job_lease_seconds: u32,
    pub trusted_proxies: Vec<IpAddr>,
    pub log_format: LogFormat,
    pub log: String,
    pub secure_cookies: bool,
    pub login_per_account: Limit,
    pub login_per_address: Limit,
    pub verify_per_address: Limit,
    pub applications_per_address: Limit,
    pub password: Cost,
    pub max_upload: u64,
    pub max_design: u64,
    /// Servers for video rooms.
    pub rooms: RoomServers,
}

impl Settings {
    /// Reads the TOML file (if there is one) and the variables over it.
    ///
    /// # Errors
    /// A sentence that names the file or the variable.
    pub fn read(
        file: Option<&Path>,
        vars: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, String> {
        let (mut table, mut names) = match file {
            None => Default::default(),
            Some(path) => from_file(path)?,
        };
        for (name, value) in vars {
            let Some(key) = name.strip_prefix("ONEX_") else { continue };
            if key.starts_with("TEST_") || key == "CONFIG" || key == "DATA" {
                continue;
            }
            let key = key.to_lowercase();
            names.set(&key, name);
            table.insert(key.clone(), of_variable(&key, value));
        }
        // Each is tried alone, so that the message names it.
        for (key, value) in &table {
            toml::Table::from_iter([(key.clone(), value.clone())])
                .try_into::<Settings>()
                .map_err(|e| names::wrong(&names.of(key), value, e.message()))?;
        }
        let settings: Settings =
            table.try_into().map_err(|e: toml::de::Error| format!("settings: {}", e.message()))?;
        Ok(Settings { names, ..settings })
    }

    /// Checks everything and fills in the defaults.
    ///
    /// # Errors
    /// A sentence that names the setting and says what it must be.
    pub fn check(self, data: &Path) -> Result<Config, String> {
        let names = &self.names;
        let database = match &self.database {
            Some(url) => url.parse().map_err(|e| format!("{}: {e}", names.of("database")))?,
            None => DbConfig::Sqlite(data.join("onex.db")),
        };
        let range = |key: &str, v: u64, min: u64, max: u64| {
            if (min..=max).contains(&v) {
                Ok(v)
            } else {
                Err(format!("{} is {v}; it must be {min} to {max}", names.of(key)))
            }
        };
        let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let usual = Options::of(&database);
        let connections = self.db_connections.unwrap_or(usual.connections);
        let connections = range("db_connections", connections.into(), 1, 200)?;
        let cost = Cost::default();
        let listen = self.listen.unwrap_or_else(|| "127.0.0.1:8080".into());
        let address = listen.parse::<std::net::SocketAddr>().map_err(|_| {
            let name = names.of("listen");
            format!(
                "{name} is {listen:?}; it must be an address and a port, such as 127.0.0.1:8080"
            )
        })?;
        let public_url = self.public_url.unwrap_or_else(|| own_url(address));
        onex_credential::did::web(&public_url).map_err(|_| {
            format!(
                "{} is {public_url:?}; it must begin with http:// or https:// and name a host, perhaps a \
                 port and a path, such as https://onex.example.org: the issuer's name in certificates is made of it",
                names.of("public_url")
            )
        })?;
        let mut trusted = Vec::new();
        for text in self
            .trusted_proxies
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
        {
            let address = text.parse().map_err(|_| {
                format!("{}: {text:?} is no IP address", names.of("trusted_proxies"))
            })?;
            trusted.push(address);
        }
        let limit = |key: &str, given: Option<u32>, default: u32| {
            let failures = given.unwrap_or(default);
            range(key, failures.into(), 1, u32::MAX.into())?;
            Ok::<_, String>(Limit { failures, window: Duration::from_secs(15 * 60) })
        };
        let log = self.log.unwrap_or_else(|| "info".into());
        super::telemetry::check_filter(&log)
            .map_err(|e| format!("{} is {log:?}; {e}", names.of("log")))?;
        let rooms = RoomSettings {
            bbb_url: self.bbb_url,
            bbb_secret: self.bbb_secret,
            bbb_checksum: self.bbb_checksum,
            bbb_events: self.bbb_events,
            jitsi_url: self.jitsi_url,
            jitsi_app_id: self.jitsi_app_id,
            jitsi_secret: self.jitsi_secret,
            jitsi_audience: self.jitsi_audience,
        };
        let rooms = rooms.check(names)?;
        let single_node = matches!(database, DbConfig::Sqlite(_));
        Ok(Config {
            data: data.to_path_buf(),
            db: Options {
                connections: u32::try_from(connections).unwrap_or(usual.connections),
                queue: usize::try_from(range(
                    "db_queue",
                    self.db_queue.unwrap_or(usual.queue) as u64,
                    1,
                    100_000,
                )?)
                .unwrap_or(512),
            },
            create_keys: single_node && self.keys_file.is_none(),
            keys_file: self.keys_file.unwrap_or_else(|| data.join("keys")),
            keys: self.keys,
            files: self.files.unwrap_or_else(|| data.join("files").to_string_lossy().into_owned()),
            fonts: self.fonts,
            workers: usize::try_from(range(
                "workers",
                self.workers.unwrap_or(workers) as u64,
                1,
                256,
            )?)
            .unwrap_or(2),
            job_lease_seconds: u32::try_from(range(
                "job_lease_seconds",
                self.job_lease_seconds.unwrap_or(30).into(),
                2,
                600,
            )?)
            .unwrap_or(30),
            trusted_proxies: trusted,
            log_format: self.log_format.unwrap_or(LogFormat::Text),
            log,
            secure_cookies: self.secure_cookies.unwrap_or(public_url.starts_with("https://")),
            public_url: public_url.trim_end_matches('/').to_string(),
            listen,
            login_per_account: limit(
                "login_failures_per_account",
                self.login_failures_per_account,
                10,
            )?,
            login_per_address: limit(
                "login_failures_per_address",
                self.login_failures_per_address,
                300,
            )?,
            verify_per_address: limit(
                "verify_failures_per_address",
                self.verify_failures_per_address,
                60,
            )?,
            applications_per_address: limit(
                "applications_per_address",
                self.applications_per_address,
                20,
            )?,
            password: Cost {
                memory_kib: u32::try_from(range(
                    "password_memory_kib",
                    self.password_memory_kib.unwrap_or(cost.memory_kib).into(),
                    8192,
                    1_048_576,
                )?)
                .unwrap_or(cost.memory_kib),
                passes: u32::try_from(range(
                    "password_passes",
                    self.password_passes.unwrap_or(cost.passes).into(),
                    1,
                    10,
                )?)
                .unwrap_or(cost.passes),
            },
            max_upload: range("max_upload_mb", self.max_upload_mb.unwrap_or(20), 1, 1000)?
                * 1_000_000,
            max_design: range("max_design_mb", self.max_design_mb.unwrap_or(50), 1, 1000)?
                * 1_000_000,
            rooms,
            database,
        })
    }
}

/// A settings file's keys and what they are called.
fn from_file(path: &Path) -> Result<(toml::Table, Names), String> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| format!("the settings file {} cannot be read: {e}", path.display()))?;
    let table: toml::Table = text
        .parse()
        .map_err(|e| format!("the settings file {} is not TOML: {e}", path.display()))?;
    let names = Names::of_file(path, &text, table.keys());
    Ok((table, names))
}

/// A variable's value as a file would hold it.
fn of_variable(key: &str, value: String) -> toml::Value {
    if key.starts_with("bbb_")
        || key.starts_with("jitsi_")
        || matches!(key, "keys" | "database" | "listen" | "files" | "fonts" | "log" | "public_url")
    {
        return toml::Value::String(value);
    }
    match (value.parse::<i64>(), value.parse::<bool>()) {
        (Ok(n), _) => toml::Value::Integer(n),
        (_, Ok(b)) => toml::Value::Boolean(b),
        _ => toml::Value::String(value),
    }
}

/// The address of a service that nobody has given a name. A name of the web has no IPv6 address in it.
fn own_url(address: std::net::SocketAddr) -> String {
    let host = if address.is_ipv4() { address.ip().to_string() } else { "localhost".into() };
    match address.port() {
        // A free port, known only once it listens.
        0 => format!("http://{host}"),
        port => format!("http://{host}:{port}"),
    }
}

impl Config {
    /// Whether a peer is one of our reverse proxies.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.trusted_proxies.contains(&peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vars: &[(&str, &str)]) -> Result<Config, String> {
        let vars = vars.iter().map(|(a, b)| ((*a).to_string(), (*b).to_string()));
        Settings::read(None, vars)?.check(Path::new("data"))
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_it_must_be() {
        assert!(read(&[("ONEX_DATABASE", "mysql://x")]).unwrap_err().contains("sqlite:"));
        assert!(read(&[("ONEX_LISTEN", "8080")]).unwrap_err().starts_with("ONEX_LISTEN is"));
        assert_eq!(
            read(&[("ONEX_WORKERS", "abc")]).unwrap_err(),
            "ONEX_WORKERS is \"abc\"; it must be a whole number that is not negative"
        );
        assert_eq!(
            read(&[("ONEX_WORKERS", "-1")]).unwrap_err(),
            "ONEX_WORKERS is -1; it must be a whole number that is not negative"
        );
        assert_eq!(
            read(&[("ONEX_SECURE_COOKIES", "maybe")]).unwrap_err(),
            "ONEX_SECURE_COOKIES is \"maybe\"; it must be true or false"
        );
        let format = read(&[("ONEX_LOG_FORMAT", "xml")]).unwrap_err();
        assert!(format.starts_with("ONEX_LOG_FORMAT") && format.contains("`json`"), "{format}");
        assert!(read(&[("ONEX_DB_CONNECTIONS", "0")]).unwrap_err().contains("1 to 200"));
        assert!(read(&[("ONEX_TYPO", "1")]).unwrap_err().starts_with("ONEX_TYPO is no setting"));
        assert!(read(&[("ONEX_TRUSTED_PROXIES", "proxy")]).unwrap_err().contains("proxy"));
        assert!(read(&[("ONEX_LOG", "loud")]).is_ok(), "a word alone names a target");
        assert!(read(&[("ONEX_LOG", "onex=loud")]).unwrap_err().starts_with("ONEX_LOG is"));
        assert!(read(&[("ONEX_PASSWORD_MEMORY_KIB", "8")]).unwrap_err().contains("8192"));
        assert!(read(&[("ONEX_LOGIN_FAILURES_PER_ACCOUNT", "0")]).unwrap_err().contains("1 to"));
    }

    #[test]
    fn a_setting_is_called_what_the_operator_wrote() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let tried = |text: &str, vars: &[(&str, &str)]| {
            std::fs::write(file.path(), text).unwrap();
            let vars = vars.iter().map(|(a, b)| ((*a).to_string(), (*b).to_string()));
            let settings = Settings::read(Some(file.path()), vars)?;
            settings.check(Path::new("data")).map(|c| c.workers)
        };
        let at = |line: usize| format!("in {}, line {line},", file.path().display());
        let said = tried("log = 'info'\nworkers = 'abc'\n", &[]).unwrap_err();
        assert!(said.starts_with(&format!("`workers` {} is \"abc\"", at(2))), "{said}");
        let said = tried("\nworkers = 900\n", &[]).unwrap_err();
        assert!(said.starts_with(&format!("`workers` {} is 900; it must be 1", at(2))), "{said}");
        let said = tried("typo = 1\n", &[]).unwrap_err();
        assert!(said.starts_with(&format!("`typo` {} is no setting", at(1))), "{said}");
        // What a variable overrides is the variable's.
        let said = tried("workers = 4\n", &[("ONEX_WORKERS", "0")]).unwrap_err();
        assert!(said.starts_with("ONEX_WORKERS is 0"), "{said}");
        assert_eq!(tried("workers = 900\n", &[("ONEX_WORKERS", "3")]), Ok(3));
    }

    #[test]
    fn the_public_url_is_one_that_an_issuer_can_be_named_by() {
        let url = |value| read(&[("ONEX_PUBLIC_URL", value)]).map(|c| c.public_url);
        assert_eq!(
            url("https://onex.example.org:8443/a/"),
            Ok("https://onex.example.org:8443/a".into())
        );
        for wrong in
            ["onex.example.org", "https://", "https://a b", "https://[::1]:8080", "https://x?y"]
        {
            assert!(url(wrong).unwrap_err().starts_with("ONEX_PUBLIC_URL"), "{wrong}");
        }
        let own = |listen| read(&[("ONEX_LISTEN", listen)]).unwrap().public_url;
        assert_eq!(own("127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(own("[::1]:8080"), "http://localhost:8080");
        assert_eq!(own("127.0.0.1:0"), "http://127.0.0.1");
    }

    #[test]
    fn a_server_for_rooms_has_an_address_and_a_secret() {
        let bbb = ("ONEX_BBB_URL", "https://bbb.example.org/bigbluebutton/api");
        assert!(read(&[]).unwrap().rooms.bbb.is_none());
        let said = read(&[bbb]).unwrap_err();
        assert!(said.starts_with("ONEX_BBB_SECRET is missing"), "{said}");
        let whole = read(&[bbb, ("ONEX_BBB_SECRET", "12345"), ("ONEX_BBB_CHECKSUM", "sha512")]);
        let whole = whole.unwrap();
        assert!(whole.rooms.bbb.is_some());
        assert!(!format!("{:?}", whole.rooms).contains("12345"), "a secret shows nowhere");
        let said = read(&[("ONEX_BBB_URL", "bbb"), ("ONEX_BBB_SECRET", "x")]).unwrap_err();
        assert!(said.starts_with("ONEX_BBB_URL"), "{said}");
        let said = read(&[bbb, ("ONEX_BBB_CHECKSUM", "md5")]).unwrap_err();
        assert!(said.starts_with("ONEX_BBB_CHECKSUM") && said.contains("sha256"), "{said}");
        let jitsi = [("ONEX_JITSI_URL", "https://meet.example.org"), ("ONEX_JITSI_APP_ID", "onex")];
        let said = read(&jitsi).unwrap_err();
        assert!(said.starts_with("ONEX_JITSI_SECRET is missing"), "{said}");
    }

    #[test]
    fn keys_are_made_only_for_the_embedded_single_node() {
        assert!(read(&[]).unwrap().create_keys);
        assert!(!read(&[("ONEX_DATABASE", "postgres://localhost/onex")]).unwrap().create_keys);
    }
}
