//! The lists as signed credentials. They are made when asked for and kept until a bit is set, the key is another, or
//! half a day has passed; every node makes the same.

use std::sync::Arc;

use onex_credential::status::{Bits, Purpose};
use onex_credential::{Instant, StatusList, achievement, data_integrity, jwt};

use crate::domains::status_lists::model::ListRow;
use crate::domains::status_lists::store;
use crate::platform::clock::Clock;
use crate::platform::db::Conn;
use crate::platform::error::{Code, Error, Result};
use crate::platform::issuer::{Issuer, Signed};
use crate::platform::state::State;

/// How long a signature stands before it is made anew, though no bit was set.
const SIGNED_FOR: i64 = 12 * 3600;
/// How long a list may be relied on at most.
const VALID_FOR: i64 = 7 * 86_400;

/// Which list of two: what holds no more, or what of that was superseded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Ended,
    Superseded,
}

/// How it is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON with a proof in it.
    DataIntegrity,
    /// A token.
    VcJwt,
}

/// A list that stands at this moment.
///
/// # Errors
/// `not_found` for a list that was never opened.
pub async fn list(state: &State, number: u32, which: Which, form: Form) -> Result<Arc<Signed>> {
    let issuer = state.issuer.clone();
    state.db.snapshot(move |conn| current(conn, &issuer, number, which, form)).await
}

/// Both lists of every number as tokens: what holds no more, and what of that was superseded. For other slices.
///
/// # Errors
/// Those of the database.
pub fn tokens(conn: &mut Conn, issuer: &Issuer) -> Result<Vec<(u32, [Arc<Signed>; 2])>> {
    let mut out = Vec::new();
    for row in store::all(conn)? {
        let number = u32::try_from(row.id).map_err(|e| Error::internal(e.into()))?;
        let mut signed = |which| current(conn, issuer, number, which, Form::VcJwt);
        out.push((number, [signed(Which::Ended)?, signed(Which::Superseded)?]));
    }
    Ok(out)
}

fn current(
    conn: &mut Conn,
    issuer: &Issuer,
    number: u32,
    which: Which,
    form: Form,
) -> Result<Arc<Signed>> {
    let row = store::find(conn, i64::from(number)).map_err(|e| {
        if e.code() == Code::NotFound {
            Error::because(Code::NotFound, "There is no such list")
        } else {
            e
        }
    })?;
    // What is told of time is told to others: it is not the business time of a demo.
    let from = Clock::real().0.div_euclid(1_000_000).div_euclid(SIGNED_FOR) * SIGNED_FOR;
    // The key's name as well: after a rotation some software accepts nothing but the first key's signature.
    let tag = format!("{}-{from}-{}", row.version, issuer.key().id());
    let name = format!("status-list {number} {which:?} {form:?}");
    if let Some(signed) = issuer.kept(&name, &tag) {
        return Ok(signed);
    }
    let body = sign(conn, issuer, &row, number, which, form, from)?;
    Ok(issuer.keep(name, Signed { tag, body }))
}

fn sign(
    conn: &mut Conn,
    issuer: &Issuer,
    row: &ListRow,
    number: u32,
    which: Which,
    form: Form,
    from: i64,
) -> Result<String> {
    let fail = |e: &dyn std::fmt::Display| {
        Error::internal(anyhow::anyhow!("status list {number} cannot be signed: {e}"))
    };
    let mut bits =
        Bits::new(u32::try_from(row.size).map_err(|e| fail(&e))?).map_err(|e| fail(&e))?;
    for (index, superseded) in store::ended(conn, row.id)? {
        if which == Which::Ended || superseded {
            bits.set(u32::try_from(index).map_err(|e| fail(&e))?).map_err(|e| fail(&e))?;
        }
    }
    let moment = |seconds| Instant::from_unix(seconds).ok_or_else(|| fail(&"no such time"));
    let (valid_from, valid_until) = (moment(from)?, moment(from + VALID_FOR)?);
    let mut url = achievement::status_list_url(issuer.site(), number);
    let purpose = match which {
        Which::Ended => Purpose::Revocation,
        Which::Superseded => {
            url.push_str("/superseded");
            Purpose::Message
        }
    };
    if form == Form::VcJwt {
        url.push_str(".jwt");
    }
    let list = StatusList::new(issuer.did(), &url, purpose, &bits, (valid_from, Some(valid_until)))
        .map_err(|e| fail(&e))?;
    match form {
        Form::DataIntegrity => data_integrity::add(&list, issuer.key(), valid_from)
            .map_err(|e| fail(&e))?
            .to_json()
            .map_err(|e| fail(&e)),
        Form::VcJwt => jwt::encode(&list, issuer.key()).map_err(|e| fail(&e)),
    }
}
