//! Who issues: the name on the web (did:web) and the log's origin, both made of the public address, the keys
//! that sign under them, and the rows of their public halves.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use diesel::prelude::*;
use onex_credential::{IssuerKey, PublicKey, did};
use onex_translog::{NoteKey, Signer};

use crate::on_native;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::keys::Keys;
use crate::schema::issuer_keys;

const ISSUER: &str = "issuer";
const LOG: &str = "log";

struct Inner {
    did: String,
    site: String,
    origin: String,
    keys: Arc<Keys>,
    /// The newest first.
    log: Vec<Signer>,
    /// What was signed and is asked for again and again, by its name.
    kept: Mutex<HashMap<String, Arc<Signed>>>,
}

/// A document that was signed, and what it was made of in short: as long as that is the same, so is the document.
#[derive(Debug)]
pub struct Signed {
    pub tag: String,
    pub body: String,
}

/// The issuer that this deployment is. Cheap to clone.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

impl Issuer {
    /// The issuer at a public address.
    ///
    /// # Errors
    /// A sentence that says why no issuer can be named so.
    pub fn new(public_url: &str, keys: Arc<Keys>) -> std::result::Result<Self, String> {
        let named = || -> std::result::Result<(String, String), did::DidError> {
            let did = did::web(public_url)?;
            let site = did::url(&did)?;
            Ok((did, site))
        };
        let (did, site) = named().map_err(|e| format!("public_url: {e}"))?;
        let origin = format!("{}/log", site.trim_start_matches("https://"));
        let log = keys.log_signers(&origin).map_err(|e| format!("public_url: {e}"))?;
        let kept = Mutex::default();
        Ok(Issuer(Arc::new(Inner { did, site, origin, keys, log, kept })))
    }

    /// The DID, such as `did:web:onex.example`.
    pub fn did(&self) -> &str {
        &self.0.did
    }

    /// The site that the DID names, always by `https`, without a last slash.
    pub fn site(&self) -> &str {
        &self.0.site
    }

    /// The name of the log in its heads, such as `onex.example/log`.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// The keys behind.
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The key that signs new certificates.
    pub fn key(&self) -> &IssuerKey {
        self.0.keys.issuer()
    }

    /// The row of [`Issuer::key`], which what it signs points at.
    pub fn key_id(&self) -> String {
        row_id(self.did(), self.key())
    }

    /// What signs heads of the log.
    ///
    /// # Errors
    /// Never: a key set has a key.
    pub fn log_signer(&self) -> Result<&Signer> {
        self.0.log.first().ok_or_else(|| Error::internal(anyhow::anyhow!("the log has no key")))
    }

    /// What was kept under this name, if it is of this tag.
    pub fn kept(&self, name: &str, tag: &str) -> Option<Arc<Signed>> {
        let kept = self.0.kept.lock().ok()?;
        kept.get(name).filter(|signed| signed.tag == tag).cloned()
    }

    /// Keeps a document in place of the one of this name, and gives it back.
    pub fn keep(&self, name: String, signed: Signed) -> Arc<Signed> {
        let signed = Arc::new(signed);
        if let Ok(mut kept) = self.0.kept.lock() {
            kept.insert(name, signed.clone());
        }
        signed
    }

    /// Writes down the public halves: new ones are added, and which of all these sign now is marked. Nodes take turns
    /// with it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn register(&self, conn: &mut Conn, now: Ts) -> Result<()> {
        let issuers = self.0.keys.issuers();
        let issuers = issuers.map(|k| (row_id(self.did(), k), k.public().to_bytes()));
        register(conn, ISSUER, issuers.collect(), now)?;
        let logs = self.0.log.iter().map(|s| (log_row_id(s.public()), *s.public().public()));
        register(conn, LOG, logs.collect(), now)
    }
}

fn row_id(did: &str, key: &IssuerKey) -> String {
    format!("{did}#{}", key.id())
}

fn log_row_id(key: &NoteKey) -> String {
    format!("{}+{:08x}", key.origin(), u32::from_be_bytes(key.id()))
}

/// `keys` come the newest first.
fn register(conn: &mut Conn, purpose: &str, keys: Vec<(String, [u8; 32])>, now: Ts) -> Result<()> {
    for (n, (id, public)) in (0..).zip(&keys) {
        let new = (
            issuer_keys::id.eq(id),
            issuer_keys::purpose.eq(purpose),
            issuer_keys::public_key.eq(public.as_slice()),
            // Keys that come at once keep their order.
            issuer_keys::created_at.eq(now.0 - n),
        );
        on_native!(conn, c => diesel::insert_into(issuer_keys::table)
            .values(new)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    let Some((current, _)) = keys.first() else { return Ok(()) };
    diesel::update(
        issuer_keys::table
            .filter(issuer_keys::purpose.eq(purpose))
            .filter(issuer_keys::id.ne(current))
            .filter(issuer_keys::retired_at.is_null()),
    )
    .set(issuer_keys::retired_at.eq(Some(now)))
    .execute(conn)?;
    diesel::update(issuer_keys::table.find(current).filter(issuer_keys::retired_at.is_not_null()))
        .set(issuer_keys::retired_at.eq(None::<Ts>))
        .execute(conn)?;
    Ok(())
}

type Row = (String, Vec<u8>);

/// The rows of a purpose: the one that signs first, then the newest.
fn rows(conn: &mut Conn, purpose: &str) -> Result<Vec<Row>> {
    Ok(issuer_keys::table
        .filter(issuer_keys::purpose.eq(purpose))
        .order((
            issuer_keys::retired_at.is_not_null().asc(),
            issuer_keys::created_at.desc(),
            issuer_keys::id.asc(),
        ))
        .select((issuer_keys::id, issuer_keys::public_key))
        .load(conn)?)
}

fn damaged(id: &str) -> Error {
    Error::internal(anyhow::anyhow!("the public key {id} is damaged; run `onex check`"))
}

fn public(id: &str, bytes: &[u8]) -> Result<PublicKey> {
    let bytes = bytes.try_into().map_err(|_| damaged(id))?;
    PublicKey::from_bytes(bytes).map_err(|_| damaged(id))
}

/// The names and keys that a DID's document shows, the one that signs first.
///
/// # Errors
/// A row that holds no key, and those of the database.
pub fn published(conn: &mut Conn, did: &str) -> Result<Vec<(String, PublicKey)>> {
    let mut out = Vec::new();
    for (id, bytes) in rows(conn, ISSUER)? {
        if let Some(name) = id.strip_prefix(did).and_then(|rest| rest.strip_prefix('#')) {
            out.push((name.to_owned(), public(&id, &bytes)?));
        }
    }
    Ok(out)
}

/// Every key that signed certificates, by its row, the one that signs first.
///
/// # Errors
/// As [`published`].
pub fn all_published(conn: &mut Conn) -> Result<Vec<(String, PublicKey)>> {
    rows(conn, ISSUER)?
        .into_iter()
        .map(|(id, bytes)| public(&id, &bytes).map(|key| (id, key)))
        .collect()
}

/// Every key that signed certificates, by its row, whatever the issuer was called then.
///
/// # Errors
/// As [`published`].
pub fn issuer_keys(conn: &mut Conn) -> Result<HashMap<String, PublicKey>> {
    Ok(all_published(conn)?.into_iter().collect())
}

/// Every key that signed heads of the log, whatever the log was called then.
///
/// # Errors
/// As [`published`].
pub fn log_keys(conn: &mut Conn) -> Result<Vec<NoteKey>> {
    rows(conn, LOG)?
        .into_iter()
        .map(|(id, bytes)| {
            let (origin, _) = id.rsplit_once('+').ok_or_else(|| damaged(&id))?;
            let bytes = bytes.as_slice().try_into().map_err(|_| damaged(&id))?;
            NoteKey::new(origin, bytes).map_err(|_| damaged(&id))
        })
        .collect()
}
